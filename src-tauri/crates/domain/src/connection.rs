//! A stored connection: who signed in, where, and what was granted. Holds no secret.

use serde::{Deserialize, Serialize};

use crate::cloud::Cloud;
use crate::directory::Directory;
use crate::ids::{ClientId, ConnectionId, ObjectId, ProfileId, TenantId};
use crate::journey::effect::AppSignIn;
use crate::own_app::AppOfOurOwn;
use crate::permissions::same_scope;
use crate::time::Timestamp;
use crate::timeline::TimelineEntry;

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Health {
    /// The sign-in ran out.
    SignInAgain,
    /// Permissions are missing.
    PermissionsMissing,
    /// Something else at Microsoft keeps an app out.
    Blocked,
    /// The last check failed.
    CheckFailed,
    /// Not checked yet.
    NotChecked,
    /// All granted.
    Good,
}

/// Where a sign-in is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Kept {
    /// In the OS keychain.
    Keychain,
    /// In memory, until Usher closes.
    UntilClosed,
    /// Nothing is kept here: sign-in ran at the vendor.
    AtVendor,
}

/// Where a connection signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignInPlace {
    /// A Microsoft cloud.
    Microsoft {
        /// Which.
        cloud: Cloud,
    },
    /// A practice or test provider on this machine.
    Loopback {
        /// Its authority or issuer.
        authority: url::Url,
        /// The client there; a provider that is not Entra may use any text.
        client_id: String,
    },
}

/// Who an ID token is about, in the issuer's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `sub`.
    pub subject: String,
    /// `iss`.
    pub issuer: String,
}

/// One account connected to one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Its name.
    pub id: ConnectionId,
    /// The product; `None` when it was made without a profile.
    pub profile: Option<ProfileId>,
    /// The client that signed in; `None` when sign-in ran at the vendor and its id is not known.
    pub client_id: Option<ClientId>,
    /// Where it signed in.
    pub place: SignInPlace,
    /// The person's tenant.
    pub tenant: Option<TenantId>,
    /// The person (`oid`).
    pub object: Option<ObjectId>,
    /// `sub` and `iss` of the ID token, which a refreshed one must repeat (OIDC Core §12.2); `None` when
    /// sign-in ran at the vendor.
    pub identity: Option<Identity>,
    /// The account's name, for showing only (S28).
    pub username: String,
    /// The organization's name.
    pub organization: Option<String>,
    /// What was asked for.
    pub requested: Vec<String>,
    /// What the last answer listed.
    pub granted: Vec<String>,
    /// When it was last looked up.
    pub checked_at: Option<Timestamp>,
    /// How it is.
    pub health: Health,
    /// When it was made.
    pub created_at: Timestamp,
    /// Where its sign-in is kept.
    pub kept: Kept,
    /// What the directory said at the last look.
    #[serde(default)]
    pub directory: Directory,
    /// It is an app's and no person's.
    #[serde(default)]
    pub app: Option<Box<AppOfOurOwn>>,
    /// It is on: Usher looks at it when it is turned on, and reminds of what ends.
    #[serde(default = "on")]
    pub enabled: bool,
    /// When it was last changed by hand; `None` is never.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// What happened to it, the oldest first.
    #[serde(default)]
    pub timeline: Vec<TimelineEntry>,
}

/// Connections of before this could be turned off were on.
fn on() -> bool {
    true
}

impl Connection {
    /// As what and with what its app signs in, for these permissions; `None` for a connection of a person.
    #[must_use]
    pub fn app_sign_in(&self, permissions: Vec<String>) -> Option<AppSignIn> {
        let credential = &self.app.as_ref()?.credential;
        Some(AppSignIn {
            connection: self.id.clone(),
            client_id: self.client_id.clone()?,
            tenant: self.tenant.clone()?,
            credential: credential.kind(),
            made_at: credential.made_at(),
            kept: self.kept,
            pending: false,
            permissions,
        })
    }

    /// The client id as the token endpoint knows it.
    #[must_use]
    pub fn client(&self) -> Option<&str> {
        match &self.place {
            SignInPlace::Loopback { client_id, .. } if self.app.is_none() => Some(client_id),
            SignInPlace::Loopback { .. } | SignInPlace::Microsoft { .. } => {
                self.client_id.as_ref().map(ClientId::as_str)
            }
        }
    }

    /// Whether there is a sign-in here that Microsoft can be asked with.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        self.kept != Kept::AtVendor && self.health != Health::SignInAgain
    }

    /// What it is called: the person's account, or the app's connection by its name.
    #[must_use]
    pub fn shown_name(&self) -> String {
        self.app.as_ref().map_or_else(|| self.username.clone(), |app| app.name.clone())
    }

    /// What was asked for and is not granted.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        missing(&self.requested, &self.granted)
    }
}

/// The sign-in scopes that a token answer does not have to list (`entra-consent.md` 6.1).
const SIGN_IN_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Whether `scope` belongs to sign-in itself and is never a line of the checklist's comparison.
#[must_use]
pub fn is_sign_in_scope(scope: &str) -> bool {
    SIGN_IN_SCOPES.iter().any(|s| s.eq_ignore_ascii_case(scope))
}

/// The scopes of `requested` that `granted` does not list; sign-in scopes are left out.
#[must_use]
pub fn missing(requested: &[String], granted: &[String]) -> Vec<String> {
    requested
        .iter()
        .filter(|asked| !is_sign_in_scope(asked) && !granted.iter().any(|have| same_scope(asked, have)))
        .cloned()
        .collect()
}
