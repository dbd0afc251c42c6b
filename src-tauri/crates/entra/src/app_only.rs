//! Signing in as an app of the organization's own, with no person present (entra-consent.md 1.3, 8.2).

mod signing_key;

use std::time::SystemTime;

use jsonwebtoken::dangerous::insecure_decode;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};
use usher_domain::ids::{ClientId, TenantId};

pub use signing_key::SigningKey;

use crate::entra::{Entra, knows_no_such_tenant};
use crate::error::{AppTokenError, EntraError};
use crate::secret::{AccessToken, ClientSecret};
use crate::token::{oauth_client, sign_in_as_app};

/// Who signs in where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppAsk {
    /// The app.
    pub client_id: ClientId,
    /// The organization.
    pub tenant: TenantId,
}

/// What an app signs in with.
#[derive(Clone, Copy, Debug)]
pub enum AppCredential<'a> {
    /// A client secret.
    Secret(&'a ClientSecret),
    /// A certificate's private key.
    Certificate(&'a SigningKey),
}

/// What an app got for it.
#[derive(Debug)]
pub struct AppToken {
    /// To ask Graph with.
    pub access: AccessToken,
    /// The application permissions that the token names; a hint, and `None` where the token can't be read (S27).
    pub roles: Option<Vec<String>>,
}

impl Entra {
    /// Signs in as the app and asks for all that Graph has granted to it. A token is no proof of any permission.
    ///
    /// # Errors
    /// When Entra refuses, also because it knows no such tenant, or can't be asked.
    pub async fn app_token(
        &self,
        ask: &AppAsk,
        credential: &AppCredential<'_>,
    ) -> Result<AppToken, AppTokenError> {
        let graph = self.authority().graph_resource().ok_or(EntraError::AddressNotAllowed)?;
        let metadata = self.metadata_or_refusal(Some(&ask.tenant)).await?;
        let client = oauth_client(ask.client_id.as_str(), &metadata);
        let (client, assertion) = match credential {
            AppCredential::Secret(secret) => {
                let secret = oauth2::ClientSecret::new(secret.secret().expose_secret().to_owned());
                (client.set_client_secret(secret), None)
            }
            AppCredential::Certificate(key) => {
                let now_s =
                    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
                let assertion = key.assertion(&ask.client_id, &metadata.token, now_s);
                (client, Some(assertion.ok_or(EntraError::OddAnswer)?))
            }
        };
        let tokens = sign_in_as_app(self.http(), &client, format!("{graph}.default"), assertion).await?;
        Ok(AppToken { roles: roles_in(&tokens.access), access: tokens.access })
    }

    /// Asks whether there is an organization with that id.
    ///
    /// # Errors
    /// When it can't be asked, or the answer is about another one.
    pub async fn tenant_exists(&self, tenant: &TenantId) -> Result<bool, EntraError> {
        match self.metadata_or_refusal(Some(tenant)).await {
            Ok(metadata) if self.authority().issuer_tenant(&metadata.issuer) == Some(tenant.as_str()) => {
                Ok(true)
            }
            Ok(_) => Err(EntraError::MetadataNotTrusted),
            Err(AppTokenError::Refused(refusal)) if knows_no_such_tenant(&refusal) => Ok(false),
            Err(AppTokenError::Refused(_)) => Err(EntraError::OddAnswer),
            Err(AppTokenError::Entra(error)) => Err(error),
        }
    }
}

/// The roles of an app-only token; without any, nothing is granted. `None` for a token that is no readable JWT.
fn roles_in(token: &AccessToken) -> Option<Vec<String>> {
    let mut claims = insecure_decode::<Map<String, Value>>(token.expose()).ok()?.claims;
    match claims.remove("roles") {
        Some(roles) => serde_json::from_value(roles).ok(),
        None => Some(Vec::new()),
    }
}
