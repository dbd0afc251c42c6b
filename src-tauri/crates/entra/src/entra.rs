//! The door to this crate: one authority, one bounded client.

use std::sync::Arc;
use std::time::SystemTime;

use reqwest::{Method, Request};
use usher_domain::answer::Refusal;
use usher_domain::ids::{ClientId, ObjectId, TenantId};

use crate::admin_consent::{self, ConsentAsk, ConsentTrip};
use crate::authority::Authority;
use crate::directory::{AppRoleAssignment, DelegatedGrant, ServicePrincipal};
use crate::error::{AppTokenError, EntraError, FindTenantError, GraphError, RedeemError, RefreshError};
use crate::graph::{Graph, Me, Organization};
use crate::http::Http;
use crate::id_token::{self, Expected, IdTokenError, KnownPerson, Told};
use crate::keys::KeyRing;
use crate::listener::Sockets;
use crate::metadata::{Library, Metadata};
use crate::secret::{AccessToken, Nonce, RefreshToken};
use crate::sign_in::{self, CodeGrant, SignInAsk, Trip};
use crate::token::{self, IdToken, Tokens};

/// An identity service that can be asked. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entra {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    authority: Authority,
    http: Http,
    library: Library,
    keys: KeyRing,
}

/// Who signed in. `tenant` and `object` are the identity; the rest is for showing (S28).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// `tid`.
    pub tenant: Option<TenantId>,
    /// `oid`.
    pub object: Option<ObjectId>,
    /// `sub`.
    pub subject: String,
    /// `iss`.
    pub issuer: String,
    /// The sign-in name.
    pub username: String,
    /// The name.
    pub name: Option<String>,
}

impl Account {
    /// Whether Graph sees the same person behind the token; if not, both are worthless (S29).
    #[must_use]
    pub fn is(&self, me: &Me) -> bool {
        self.object.as_ref() == Some(&me.id)
    }
}

/// What a code brought.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// The scopes of the token, Graph's without their prefix.
    pub granted: Vec<String>,
    /// To be kept in the keychain.
    pub refresh_token: Option<RefreshToken>,
    /// To ask Graph with.
    pub access_token: AccessToken,
    /// How long that holds, from now.
    pub expires_in_s: u64,
    /// This computer's clock and the service's differ by more than five minutes (S34).
    pub clock_off: bool,
}

/// Whose tokens to refresh.
#[derive(Clone, Debug)]
pub struct RefreshAsk {
    /// The client that signed in.
    pub client_id: String,
    /// The person's tenant.
    pub tenant: Option<TenantId>,
    /// Scopes; none stands for all that Graph has granted (`.default`).
    pub scopes: Vec<String>,
    /// What is known of the person and must stay the same.
    pub person: KnownPerson,
}

/// What a refresh brought.
#[derive(Debug)]
pub struct Refreshed {
    /// The scopes of the token, Graph's without their prefix.
    pub granted: Vec<String>,
    /// Replaces the old one; `None` keeps it.
    pub refresh_token: Option<RefreshToken>,
    /// To ask Graph with.
    pub access_token: AccessToken,
    /// How long that holds, from now.
    pub expires_in_s: u64,
    /// This computer's clock and the service's differ by more than five minutes (S34).
    pub clock_off: bool,
}

impl Entra {
    /// Opens the door to an identity service; asks nothing yet.
    ///
    /// # Errors
    /// When the system's certificates can't be loaded.
    pub fn new(authority: Authority) -> Result<Self, EntraError> {
        let http = Http::new(authority.is_loopback())?;
        Ok(Self::with_http(authority, http))
    }

    /// The same for many calls side by side: a wait that the service names for one counts for all.
    ///
    /// # Errors
    /// When the system's certificates can't be loaded.
    pub fn considerate(authority: Authority) -> Result<Self, EntraError> {
        let http = Http::new(authority.is_loopback())?.considerate();
        Ok(Self::with_http(authority, http))
    }

    fn with_http(authority: Authority, http: Http) -> Self {
        let inner = Inner { authority, http, library: Library::default(), keys: KeyRing::default() };
        Self { inner: Arc::new(inner) }
    }

    #[cfg(test)]
    pub(crate) fn with_patience(
        authority: Authority,
        patience: crate::retry::Patience,
    ) -> Result<Self, EntraError> {
        let http = Http::new(authority.is_loopback())?.with_patience(patience);
        Ok(Self::with_http(authority, http))
    }

    /// Which service it is.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.inner.authority
    }

    /// Looks up the tenant of a mail domain (entra-consent.md 1.6).
    ///
    /// # Errors
    /// When there is none in this cloud, or it can't be asked.
    pub async fn find_tenant(&self, domain: &str) -> Result<TenantId, FindTenantError> {
        let Inner { authority, http, .. } = &*self.inner;
        let address = authority.discovery(Some(domain));
        let answer = http.patiently(Request::new(Method::GET, address)).await?;
        if answer.status != 200 {
            let refusal = answer.text().ok().and_then(Refusal::from_json).ok_or(EntraError::OddAnswer)?;
            let code = |number| refusal.codes.iter().any(|c| c.0 == number);
            return Err(if code(90038) || code(900_439) {
                FindTenantError::OtherCloud
            } else if knows_no_such_tenant(&refusal) {
                FindTenantError::UnknownDomain
            } else {
                FindTenantError::Entra(EntraError::OddAnswer)
            });
        }
        #[derive(serde::Deserialize)]
        struct Document {
            issuer: String,
        }
        let Document { issuer } = answer.json()?;
        if authority.is_elsewhere(&issuer) {
            return Err(FindTenantError::OtherCloud);
        }
        authority
            .issuer_tenant(&issuer)
            .and_then(|tenant| TenantId::parse(tenant).ok())
            .ok_or(FindTenantError::Entra(EntraError::MetadataNotTrusted))
    }

    /// Starts a browser trip: listens first, then builds both links. Opens nothing.
    ///
    /// # Errors
    /// When no port can be had, or the service's metadata can't be read or trusted.
    pub async fn begin(&self, ask: SignInAsk) -> Result<Trip, EntraError> {
        let sockets = Sockets::bind(ask.redirect.host).await?;
        let metadata = self.metadata(ask.tenant.as_ref()).await?;
        sign_in::begin(&self.inner.authority, metadata, sockets, ask)
    }

    /// Starts an admin's trip: listens first, then builds the link. Opens nothing, and asks nothing.
    ///
    /// # Errors
    /// When no port can be had, or this service has no page for admins.
    pub async fn begin_consent(&self, ask: ConsentAsk) -> Result<ConsentTrip, EntraError> {
        admin_consent::begin(&self.inner.authority, ask).await
    }

    /// Redeems a code, once, and checks who it is about.
    ///
    /// # Errors
    /// When Entra refuses, when what comes can't be trusted, or when it can't be asked.
    pub async fn redeem(&self, grant: CodeGrant) -> Result<SignedIn, RedeemError> {
        let CodeGrant { code, verifier, nonce, common, .. } = grant;
        let tokens =
            token::redeem(&self.inner.http, &common.client, &code, &verifier, &common.redirect).await?;
        let Some(id_token) = &tokens.id_token else { return Err(IdTokenError::Missing.into()) };
        let anybody = KnownPerson::default();
        let asked = Asked {
            metadata: &common.metadata,
            client_id: &common.client_id,
            nonce: Some(&nonce),
            tenant: common.tenant.as_ref(),
            person: &anybody,
        };
        let told = self.check(id_token, asked, tokens.clock_off).await?;
        let granted = self.granted(&tokens, &common.scopes);
        let hint = common.account.as_ref().map(|account| account.as_str().to_owned());
        Ok(SignedIn {
            account: Account {
                username: told.username.or(hint).unwrap_or_else(|| told.subject.clone()),
                tenant: told.tenant,
                object: told.object,
                subject: told.subject,
                issuer: told.issuer,
                name: told.name,
            },
            granted,
            refresh_token: tokens.refresh,
            access_token: tokens.access,
            expires_in_s: tokens.expires_in_s,
            clock_off: tokens.clock_off,
        })
    }

    /// Asks for fresh tokens, and with them for all that is granted now.
    ///
    /// # Errors
    /// As for [`Entra::redeem`].
    pub async fn refresh(&self, ask: &RefreshAsk, token: &RefreshToken) -> Result<Refreshed, RefreshError> {
        let metadata = self.metadata(ask.tenant.as_ref()).await?;
        let client = token::oauth_client(&ask.client_id, &metadata);
        let scopes = match (ask.scopes.as_slice(), self.inner.authority.graph_resource()) {
            ([], Some(graph)) => {
                let all = [format!("{graph}.default")];
                all.into_iter().chain(["openid", "profile", "offline_access"].map(str::to_owned)).collect()
            }
            ([], None) => Vec::new(),
            (named, _) => named.to_vec(),
        };
        let tokens = token::refresh(&self.inner.http, &client, token, &scopes).await?;
        // An ID token may be left out here (OIDC Core §12.2).
        if let Some(id_token) = &tokens.id_token {
            let asked = Asked {
                metadata: &metadata,
                client_id: &ask.client_id,
                nonce: None,
                tenant: ask.tenant.as_ref(),
                person: &ask.person,
            };
            self.check(id_token, asked, tokens.clock_off).await?;
        }
        Ok(Refreshed {
            granted: self.granted(&tokens, &scopes),
            refresh_token: tokens.refresh,
            access_token: tokens.access,
            expires_in_s: tokens.expires_in_s,
            clock_off: tokens.clock_off,
        })
    }

    /// Asks Graph who the token is about.
    ///
    /// # Errors
    /// When the token is not accepted, or Graph can't be asked.
    pub async fn me(&self, access: &AccessToken) -> Result<Me, GraphError> {
        self.graph(access).me().await
    }

    /// Asks Graph for the organization's name.
    ///
    /// # Errors
    /// When the token is not accepted, or Graph can't be asked.
    pub async fn organization(&self, access: &AccessToken) -> Result<Organization, GraphError> {
        self.graph(access).organization().await
    }

    /// Asks Graph for an app's instance in this tenant; `None` when nobody has ever consented to it.
    /// Takes `Application.Read.All`.
    ///
    /// # Errors
    /// When this person may not read it, or Graph can't be asked.
    pub async fn service_principal(
        &self,
        access: &AccessToken,
        client: &ClientId,
    ) -> Result<Option<ServicePrincipal>, GraphError> {
        self.graph(access).service_principal(client).await
    }

    /// Asks Graph for the delegated permissions that an app has. Takes `Directory.Read.All`.
    ///
    /// # Errors
    /// When this person may not read it, or Graph can't be asked.
    pub async fn delegated_grants(
        &self,
        access: &AccessToken,
        service_principal: &ObjectId,
    ) -> Result<Vec<DelegatedGrant>, GraphError> {
        self.graph(access).delegated_grants(service_principal).await
    }

    /// Asks Graph for the application permissions that an app has. Takes `Application.Read.All`.
    ///
    /// # Errors
    /// When this person may not read it, or Graph can't be asked.
    pub async fn app_role_assignments(
        &self,
        access: &AccessToken,
        service_principal: &ObjectId,
    ) -> Result<Vec<AppRoleAssignment>, GraphError> {
        self.graph(access).app_role_assignments(service_principal).await
    }

    /// Asks Graph for the person's directory roles, as their template ids in lower case.
    ///
    /// # Errors
    /// When the token is not accepted, or Graph can't be asked.
    pub async fn directory_roles(&self, access: &AccessToken) -> Result<Vec<String>, GraphError> {
        self.graph(access).directory_roles().await
    }

    pub(crate) fn graph<'a>(&'a self, access: &'a AccessToken) -> Graph<'a> {
        Graph { http: &self.inner.http, authority: &self.inner.authority, access }
    }

    pub(crate) fn http(&self) -> &Http {
        &self.inner.http
    }

    async fn metadata(&self, tenant: Option<&TenantId>) -> Result<Arc<Metadata>, EntraError> {
        self.metadata_or_refusal(tenant).await.map_err(|error| match error {
            AppTokenError::Refused(_) => EntraError::OddAnswer,
            AppTokenError::Entra(error) => error,
        })
    }

    /// The same, where it matters that there may be no such tenant.
    pub(crate) async fn metadata_or_refusal(
        &self,
        tenant: Option<&TenantId>,
    ) -> Result<Arc<Metadata>, AppTokenError> {
        let Inner { authority, http, library, .. } = &*self.inner;
        library.get(http, authority, authority.discovery(tenant.map(TenantId::as_str))).await
    }

    async fn check(&self, token: &IdToken, asked: Asked<'_>, clock_off: bool) -> Result<Told, RedeemError> {
        let Inner { authority, http, keys, .. } = &*self.inner;
        let not_trusted = |error| token::not_trusted(error, clock_off);
        let kid = id_token::key_id(&token.0).map_err(not_trusted)?;
        let key = keys.find(http, &asked.metadata.keys, kid.as_deref()).await?;
        let key = key.ok_or(IdTokenError::UnknownKey)?;
        let expected = Expected {
            issuer: &asked.metadata.issuer,
            client_id: asked.client_id,
            nonce: asked.nonce,
            demands_tenant: authority.demands_tenant(),
            tenant: asked.tenant,
            person: asked.person,
        };
        let now_s =
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        id_token::check(&token.0, &key, &expected, now_s).map_err(not_trusted)
    }

    /// The scopes of an answer; without any they are the ones asked for (RFC 6749 §5.1).
    fn granted(&self, tokens: &Tokens, asked: &[String]) -> Vec<String> {
        let graph = self.inner.authority.graph_resource();
        let short = |scope: &String| match graph.as_deref().and_then(|graph| scope.strip_prefix(graph)) {
            Some(short) => short.to_owned(),
            None => scope.clone(),
        };
        tokens.scopes.as_deref().unwrap_or(asked).iter().map(short).collect()
    }
}

/// Whether Entra has no organization under the name that stands in the address (AADSTS90002, AADSTS900023).
pub(crate) fn knows_no_such_tenant(refusal: &Refusal) -> bool {
    refusal.error == "invalid_tenant" || refusal.codes.iter().any(|code| matches!(code.0, 90002 | 900_023))
}

struct Asked<'a> {
    metadata: &'a Metadata,
    client_id: &'a str,
    nonce: Option<&'a Nonce>,
    tenant: Option<&'a TenantId>,
    person: &'a KnownPerson,
}

#[cfg(test)]
mod tests;
