//! Client credentials: an app signs in as itself (`entra-consent.md` 1.3).

use serde_json::{Value, json};

use super::claims::{AccessClaims, ActingApp, LIFETIME_S};
use super::{TokenRequest, own_addresses};
use crate::client::Client;
use crate::keys::KEYS;
use crate::organization::Organization;
use crate::refusal::Refusal;
use crate::registrations::Registration;
use crate::registrations::assertion::Assertion;
use crate::scope::Asked;
use crate::site::Site;

/// `client_assertion_type` of a signed assertion. RFC 7523 section 2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Organization {
    pub(super) fn app_only(&mut self, site: &Site, request: &TokenRequest<'_>) -> Result<Value, Refusal> {
        if ["common", "consumers"].iter().any(|name| name.eq_ignore_ascii_case(request.tenant)) {
            return Err(Refusal::new(9001023, ""));
        }
        let acting = if self.registrations.by_client(request.client_id()?).is_some() {
            self.own_app(site, request)?
        } else {
            self.fixed_app(site, request)?
        };
        let scope = request.params.need("scope")?;
        let asked = Asked::parse(scope, &site.base).map_err(|refusal| match refusal.code {
            650053 | 70011 => Refusal::new(1002012, scope),
            _ => refusal,
        })?;
        if !asked.default || !asked.oidc.is_empty() {
            return Err(Refusal::new(1002012, scope));
        }
        Ok(json!({
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
            "ext_expires_in": LIFETIME_S,
            "access_token": KEYS.sign(&AccessClaims::app_only(site, &acting, self.now())),
        }))
    }

    fn fixed_app(&self, site: &Site, request: &TokenRequest<'_>) -> Result<ActingApp, Refusal> {
        let client = self.authenticate(site, request)?;
        if matches!(client, Client::Public | Client::Usher) {
            return Err(Refusal::new(7000218, ""));
        }
        Ok(ActingApp {
            client_id: client.id().to_owned(),
            object_id: client.object_id().to_owned(),
            roles: self.grants.roles(client, self.now()),
        })
    }

    fn own_app(&mut self, site: &Site, request: &TokenRequest<'_>) -> Result<ActingApp, Refusal> {
        let client_id = request.client_id()?;
        let unknown = || Refusal::new(700016, client_id);
        let app = self.registrations.by_client(client_id).ok_or_else(unknown)?;
        let id = app.client_id.to_string();
        if app.principal.as_ref().is_some_and(|principal| !principal.state.enabled) {
            return Err(Refusal::new(7000112, &id));
        }
        let used = self.check_credential(site, app, request)?;
        // The portal makes the principal by itself, Graph does not (8.1).
        let principal = app.principal.as_ref().ok_or_else(|| Refusal::new(7000229, &id))?;
        let object_id = principal.object_id.to_string();
        let acting = ActingApp { client_id: id, object_id, roles: principal.roles(self.now()) };
        if let Some(used) = used {
            self.used_assertions.insert(used, ());
        }
        Ok(acting)
    }

    /// Checks the secret or the certificate; of an assertion, it returns what may be used once.
    fn check_credential(
        &self,
        site: &Site,
        app: &Registration,
        request: &TokenRequest<'_>,
    ) -> Result<Option<String>, Refusal> {
        let delay_s = self.settings.secret_delay_s;
        let Some(token) = request.params.get("client_assertion") else {
            let secret = request.secret().ok_or_else(|| Refusal::new(7000218, ""))?;
            return app.check_secret(secret, delay_s, self.now()).map(|()| None);
        };
        if request.params.need("client_assertion_type")? != JWT_BEARER {
            return Err(Refusal::new(90023, "client_assertion_type"));
        }
        let audiences = own_addresses(site);
        let asked = Assertion { token, audiences: &audiences, delay_s };
        let jti = app.check_assertion(&asked, self.now())?;
        let used = format!("{} {jti}", app.client_id);
        if self.used_assertions.get(&used).is_some() {
            return Err(Refusal::new(50027, "The assertion was used before."));
        }
        Ok(Some(used))
    }
}
