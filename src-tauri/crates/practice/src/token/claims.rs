//! What is inside the tokens.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::client::Client;
use crate::moment::Moment;
use crate::organization::{TENANT, role_ids};
use crate::people::Person;
use crate::site::Site;

/// The audience of Graph access tokens.
pub(crate) const GRAPH_AUDIENCE: &str = "https://graph.microsoft.com";
/// Access tokens and ID tokens live this long; Entra's samples say 3,599 s.
pub(crate) const LIFETIME_S: u32 = 3599;

/// The claims of an ID token (v2.0).
#[derive(Debug, Serialize)]
pub(crate) struct IdClaims {
    aud: &'static str,
    iss: String,
    iat: u64,
    nbf: u64,
    exp: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    oid: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'static str>,
    sub: String,
    tid: &'static str,
    ver: &'static str,
}

/// Which optional claims were asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub(crate) profile: bool,
    pub(crate) email: bool,
}

impl IdClaims {
    pub(crate) fn new(
        site: &Site,
        client: Client,
        who: &Person,
        nonce: Option<String>,
        shown: Shown,
        now: Moment,
    ) -> Self {
        Self {
            aud: client.id(),
            iss: site.issuer.clone(),
            iat: now.0,
            nbf: now.0,
            exp: now.plus_s(LIFETIME_S).0,
            name: shown.profile.then_some(who.display_name),
            nonce,
            oid: who.object_id,
            preferred_username: shown.profile.then_some(who.username),
            email: shown.email.then_some(who.username),
            sub: pairwise(client, who),
            tid: TENANT,
            ver: "2.0",
        }
    }
}

/// The claims of an access token. Clients don't look inside; Graph does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessClaims {
    aud: String,
    iss: String,
    iat: u64,
    nbf: u64,
    pub(crate) exp: u64,
    pub(crate) appid: String,
    pub(crate) idtyp: String,
    pub(crate) oid: String,
    /// Delegated permissions, with a space between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scp: Option<String>,
    /// Application permissions; absent when none was granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wids: Vec<String>,
    tid: String,
    uti: String,
    ver: String,
}

impl AccessClaims {
    pub(crate) fn delegated(site: &Site, client: Client, who: &Person, scp: String, now: Moment) -> Self {
        let wids = role_ids(who).into_iter().map(str::to_owned).collect();
        Self { scp: Some(scp), wids, ..Self::bare(site, client.id(), (who.object_id, "user"), now) }
    }

    /// For an app by itself: `oid` is its service principal.
    pub(crate) fn app_only(site: &Site, app: &ActingApp, now: Moment) -> Self {
        let roles = app.roles.iter().cloned().collect();
        Self { roles, ..Self::bare(site, &app.client_id, (&app.object_id, "app"), now) }
    }

    fn bare(site: &Site, app: &str, (oid, idtyp): (&str, &str), now: Moment) -> Self {
        Self {
            aud: GRAPH_AUDIENCE.to_owned(),
            // Graph's tokens are v1.0 tokens, with an issuer of their own form.
            iss: format!("{}/", site.authority),
            iat: now.0,
            nbf: now.0,
            exp: now.plus_s(LIFETIME_S).0,
            appid: app.to_owned(),
            idtyp: idtyp.to_owned(),
            oid: oid.to_owned(),
            scp: None,
            roles: Vec::new(),
            wids: Vec::new(),
            tid: TENANT.to_owned(),
            uti: Uuid::new_v4().to_string(),
            ver: "1.0".to_owned(),
        }
    }
}

/// An app that signs in as itself.
pub(crate) struct ActingApp {
    pub(crate) client_id: String,
    pub(crate) object_id: String,
    pub(crate) roles: BTreeSet<String>,
}

/// `sub` differs from app to app for one person.
fn pairwise(client: Client, who: &Person) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{}|{}", client.id(), who.object_id)))
}
