//! The token endpoint: codes and refresh tokens of people; apps by themselves are in `app_only`.

mod app_only;
pub(crate) mod claims;
pub(crate) mod issued;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;
use usher_domain::situation::Situation;

use crate::authorize::visit::known_tenant;
use crate::client::Client;
use crate::keys::{KEYS, random_id};
use crate::legs::LegId;
use crate::organization::{DOMAIN, Organization, TENANT};
use crate::params::Params;
use crate::people::Person;
use crate::refusal::Refusal;
use crate::scope::{Asked, OIDC};
use crate::settings::{Lifetimes, Platform, SecretState, Service};
use crate::site::Site;
use crate::token::claims::{AccessClaims, IdClaims, LIFETIME_S, Shown};
use crate::token::issued::RefreshToken;

/// An answer of the token endpoint.
pub(crate) struct TokenReply {
    pub(crate) status: StatusCode,
    pub(crate) retry_after_s: Option<u32>,
    pub(crate) body: Value,
}

/// Who asks, with what.
pub(crate) struct TokenRequest<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) params: &'a Params,
    /// Client id and secret of an `Authorization: Basic` header.
    pub(crate) basic: Option<(String, String)>,
}

impl Organization {
    /// Answers a token request.
    pub(crate) fn token(&mut self, site: &Site, request: &TokenRequest<'_>) -> TokenReply {
        if let Service::Busy { retry_after_s, .. } = self.settings.service
            && self.busy_token > 0
        {
            self.busy_token -= 1;
            let refusal = Refusal::new(90055, "");
            self.note_exchange(request, &refusal);
            let body = refusal.body(&site.base, self.now());
            return TokenReply {
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after_s: Some(retry_after_s),
                body,
            };
        }
        if let Some(retry_after_s) = self.is_throttled(request.client_id().unwrap_or_default()) {
            return TokenReply {
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after_s: Some(retry_after_s),
                body: Refusal::new(90055, "").body(&site.base, self.now()),
            };
        }
        match self.grant(site, request) {
            Ok(body) => TokenReply { status: StatusCode::OK, retry_after_s: None, body },
            Err(refusal) => {
                self.note_exchange(request, &refusal);
                let status = match (refusal.code, refusal.error) {
                    (90033, _) => StatusCode::SERVICE_UNAVAILABLE,
                    (_, "invalid_client") => StatusCode::UNAUTHORIZED,
                    _ => StatusCode::BAD_REQUEST,
                };
                TokenReply { status, retry_after_s: None, body: refusal.body(&site.base, self.now()) }
            }
        }
    }

    /// Counts a request of an app; `Some` when it is too much, with the seconds to wait.
    pub(crate) fn is_throttled(&mut self, app: &str) -> Option<u32> {
        let (limit, now) = (self.settings.throttle?, self.now());
        self.throttle.ask(&app.to_ascii_lowercase(), limit, now)
    }

    /// A refused exchange is the end of the visit that the code came from.
    fn note_exchange(&mut self, request: &TokenRequest<'_>, refusal: &Refusal) {
        let code = request.params.get("code").and_then(|code| self.codes.get(code));
        // A code that was redeemed already had its end.
        if let Some(leg) = code.filter(|code| !code.redeemed).map(|code| code.leg) {
            self.legs.refused(leg, refusal);
        }
    }

    fn grant(&mut self, site: &Site, request: &TokenRequest<'_>) -> Result<Value, Refusal> {
        // Seen here under `invalid_request`, and on discovery under `invalid_tenant`.
        known_tenant(request.tenant).map_err(|refusal| refusal.under("invalid_request"))?;
        if self.settings.service == Service::Down {
            return Err(Refusal::new(90033, ""));
        }
        match request.params.need("grant_type")? {
            "authorization_code" => self.redeem_code(site, request),
            "refresh_token" => self.refresh(site, request),
            "client_credentials" => self.app_only(site, request),
            other => Err(Refusal::new(70003, other)),
        }
    }

    fn redeem_code(&mut self, site: &Site, request: &TokenRequest<'_>) -> Result<Value, Refusal> {
        let client = self.authenticate(site, request)?;
        let value = request.params.need("code")?;
        let redirect_uri = request.params.need("redirect_uri")?;
        let now = self.now();
        let lapse = self.settings.lifetimes == Lifetimes::CodesLapse;
        let code = self.codes.get(value).cloned().ok_or_else(|| Refusal::new(70000, ""))?;
        if code.target.client != client || code.target.redirect_uri.as_deref() != Some(redirect_uri) {
            return Err(Refusal::new(70000, ""));
        }
        if code.redeemed {
            return Err(Refusal::new(54005, ""));
        }
        if lapse || code.has_lapsed(now) {
            return Err(Refusal::new(70008, ""));
        }
        if !code.target.tenant.eq_ignore_ascii_case(request.tenant) {
            return Err(Refusal::new(700005, ""));
        }
        code.verify(request.params.get("code_verifier"))?;
        // Named scopes may narrow the answer; all that is granted is listed anyway.
        if let Some(scope) = request.params.get("scope") {
            Asked::parse(scope, &site.base)?;
        }
        if let Some(code) = self.codes.get_mut(value) {
            code.redeemed = true;
        }
        self.legs.ended(code.leg, code.situation);
        let lost = self.lose_one_permission(client, &code.asked, code.leg);
        let holder = Holder { client, who: code.who, asked: code.asked, nonce: code.nonce };
        tracing::debug!(lost, "a code was redeemed");
        Ok(self.tokens(site, holder))
    }

    /// Plays an admin who takes a permission away at the worst moment.
    fn lose_one_permission(&mut self, client: Client, asked: &Asked, leg: LegId) -> bool {
        if !self.settings.revoke_one_at_exchange || !client.is_practiced() {
            return false;
        }
        let mut wanted = asked.named.clone();
        if asked.default {
            wanted.extend(self.required(client, usher_domain::profile::PermissionKind::Delegated));
        }
        // Sign-in itself must go on working.
        let Some(lost) = wanted.into_iter().rfind(|scope| scope != "User.Read") else { return false };
        self.settings.revoke_one_at_exchange = false;
        self.revoke(client, &lost);
        self.legs.ended(leg, Situation::PermissionMissing);
        true
    }

    fn refresh(&mut self, site: &Site, request: &TokenRequest<'_>) -> Result<Value, Refusal> {
        let client = self.authenticate(site, request)?;
        let value = request.params.need("refresh_token")?;
        let now = self.now();
        let token = self.refresh_tokens.get(value).cloned();
        let token = token.filter(|token| token.client == client).ok_or_else(|| Refusal::new(70000, ""))?;
        if self.settings.lifetimes == Lifetimes::RefreshTokensLapse || token.has_lapsed(now) {
            return Err(Refusal::new(700082, ""));
        }
        if self.keeps_out(client, token.who) {
            return Err(Refusal::new(50105, token.who.username).under("invalid_grant"));
        }
        let mut asked = match request.params.get("scope") {
            Some(scope) => Asked::parse(scope, &site.base)?,
            None => token.asked.clone(),
        };
        let granted = self.grants.scopes(client, token.who, now);
        if !asked.named.is_subset(&granted) || !self.grants.any(client, token.who, now) {
            return Err(Refusal::new(65001, client.id()).under("invalid_grant"));
        }
        // A refresh token goes on giving refresh tokens; the old one keeps working (Entra does not revoke it).
        asked.oidc.insert("offline_access".to_owned());
        Ok(self.tokens(site, Holder { client, who: token.who, asked, nonce: None }))
    }

    fn tokens(&mut self, site: &Site, holder: Holder) -> Value {
        let Holder { client, who, asked, nonce } = holder;
        let now = self.now();
        let mut scope: BTreeSet<String> = self.grants.scopes(client, who, now);
        scope.remove("offline_access");
        scope.retain(|granted| !OIDC.contains(&granted.as_str()));
        let mut listed: Vec<String> = scope.into_iter().collect();
        listed.extend(
            ["openid", "profile", "email"].iter().filter(|s| asked.has_oidc(s)).map(|s| (*s).to_owned()),
        );
        let listed = listed.join(" ");
        let access = AccessClaims::delegated(site, client, who, listed.clone(), now);
        let mut body = json!({
            "token_type": "Bearer",
            "scope": listed,
            "expires_in": LIFETIME_S,
            "ext_expires_in": LIFETIME_S,
            "access_token": KEYS.sign(&access),
        });
        if asked.has_oidc("openid") {
            let shown = Shown { profile: asked.has_oidc("profile"), email: asked.has_oidc("email") };
            body["id_token"] = KEYS.sign(&IdClaims::new(site, client, who, nonce, shown, now)).into();
        }
        if asked.has_oidc("offline_access") {
            let value = random_id(64);
            self.refresh_tokens.insert(value.clone(), RefreshToken::new(client, who, asked, now));
            body["refresh_token"] = value.into();
        }
        body
    }

    /// Checks the client and its credential.
    pub(super) fn authenticate(&self, site: &Site, request: &TokenRequest<'_>) -> Result<Client, Refusal> {
        let client = self.client(request.client_id()?)?;
        match (client, request.secret()) {
            (Client::Other(_), _) => Err(Refusal::new(700016, client.id())),
            (Client::Public | Client::Usher, Some(_)) => Err(Refusal::new(700025, "")),
            (Client::Usher, None) => Ok(client),
            (Client::Public, None) => match self.settings.platform {
                Platform::MobileAndDesktop => Ok(client),
                Platform::Web => Err(Refusal::new(7000218, "")),
                Platform::SinglePage => Err(Refusal::new(9002327, "")),
            },
            (Client::Confidential, None) => Err(Refusal::new(7000218, "")),
            (Client::Confidential, Some(secret)) => {
                let right: bool = secret.as_bytes().ct_eq(site.secret.as_bytes()).into();
                match self.settings.secret {
                    SecretState::Expired if right => Err(Refusal::new(7000222, client.id())),
                    SecretState::Valid if right => Ok(client),
                    SecretState::Valid | SecretState::Expired | SecretState::Replaced => {
                        Err(Refusal::new(7000215, client.id()))
                    }
                }
            }
        }
    }
}

impl TokenRequest<'_> {
    pub(super) fn client_id(&self) -> Result<&str, Refusal> {
        let basic = self.basic.as_ref().map(|(id, _)| id.as_str());
        match self.params.get("client_id").or(basic) {
            Some(id) => Ok(id),
            None => self.params.need("client_id"),
        }
    }

    pub(super) fn secret(&self) -> Option<&str> {
        let basic = self.basic.as_ref().map(|(_, secret)| secret.as_str());
        self.params.get("client_secret").or(basic)
    }
}

/// This organization's token endpoint, by id and by domain.
fn own_addresses(site: &Site) -> [String; 2] {
    [TENANT, DOMAIN].map(|tenant| format!("{}/{tenant}/oauth2/v2.0/token", site.base))
}

/// For whom tokens are made.
struct Holder {
    client: Client,
    who: &'static Person,
    asked: Asked,
    nonce: Option<String>,
}
