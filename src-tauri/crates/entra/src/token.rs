//! The token endpoint: a code once, a refresh token or an app's own credential as often as needed.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, Client, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    RedirectUrl, RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;
use usher_domain::answer::Refusal;

use crate::error::{AppTokenError, EntraError, RedeemError};
use crate::http::Http;
use crate::id_token::IdTokenError;
use crate::metadata::Metadata;
use crate::secret::{AccessToken, Code, RefreshToken, Verifier};

/// The `oauth2` client with our answer type, for one authority.
pub(crate) type OauthClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Microsoft's usual hour, for answers without a usable `expires_in` (RFC 6749 §5.1 only recommends it).
const USUAL_LIFE_S: u64 = 3600;
/// No access token lives longer than a day (CAE tokens), so a larger number is junk.
const LONGEST_LIFE_S: f64 = 86_400.0;
/// Clocks may differ by this much (S34).
const CLOCK_TOLERANCE: Duration = Duration::from_secs(300);

/// What came from the token endpoint.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access: AccessToken,
    pub(crate) refresh: Option<RefreshToken>,
    pub(crate) id_token: Option<IdToken>,
    /// `None`: as asked for (RFC 6749 §5.1).
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) expires_in_s: u64,
    pub(crate) clock_off: bool,
}

/// The ID token as text.
#[derive(Deserialize)]
pub(crate) struct IdToken(pub(crate) String);

impl std::fmt::Debug for IdToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdToken([redacted])")
    }
}

/// The answer as sent. The library wants `Serialize`; no field takes part in it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TokenAnswer {
    #[serde(skip_serializing)]
    access_token: oauth2::AccessToken,
    #[serde(skip_serializing, deserialize_with = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, skip_serializing, deserialize_with = "lenient_seconds")]
    expires_in: Option<u64>,
    #[serde(default, skip_serializing)]
    refresh_token: Option<oauth2::RefreshToken>,
    #[serde(default, rename = "scope", skip_serializing, deserialize_with = "space_delimited")]
    scopes: Option<Vec<Scope>>,
    #[serde(default, skip_serializing)]
    id_token: Option<IdToken>,
}

impl oauth2::TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &oauth2::AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&oauth2::RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

/// Makes the library's client for one authority and one client id.
pub(crate) fn oauth_client(client_id: &str, metadata: &Metadata) -> OauthClient {
    Client::new(oauth2::ClientId::new(client_id.to_owned()))
        .set_auth_type(AuthType::RequestBody)
        .set_auth_uri(AuthUrl::from_url(metadata.authorize.clone()))
        .set_token_uri(TokenUrl::from_url(metadata.token.clone()))
}

/// Sends a code, once: a lost answer means a new sign-in (S9).
pub(crate) async fn redeem(
    http: &Http,
    client: &OauthClient,
    code: &Code,
    verifier: &Verifier,
    redirect: &RedirectUrl,
) -> Result<Tokens, RedeemError> {
    let clock = Clock::default();
    let result = client
        .exchange_code(oauth2::AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(oauth2::PkceCodeVerifier::new(verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Borrowed(redirect))
        .request_async(&Caller { http, repeat: Repeat::Never, clock: &clock })
        .await;
    Ok(tokens(result, &clock)?)
}

/// Asks for fresh tokens; may be repeated, because Entra does not revoke the old one.
pub(crate) async fn refresh(
    http: &Http,
    client: &OauthClient,
    token: &RefreshToken,
    scopes: &[String],
) -> Result<Tokens, RedeemError> {
    let clock = Clock::default();
    let token = oauth2::RefreshToken::new(token.expose().to_owned());
    let result = client
        .exchange_refresh_token(&token)
        .add_scopes(scopes.iter().cloned().map(Scope::new))
        .request_async(&Caller { http, repeat: Repeat::Patiently, clock: &clock })
        .await;
    Ok(tokens(result, &clock)?)
}

/// Signs in as the app itself (RFC 6749 §4.4), with the secret that `client` holds or with `assertion`
/// (RFC 7523 §2.2). May be repeated: each answer is a token of its own.
pub(crate) async fn sign_in_as_app(
    http: &Http,
    client: &OauthClient,
    scope: String,
    assertion: Option<SecretString>,
) -> Result<Tokens, AppTokenError> {
    let clock = Clock::default();
    let mut request = client.exchange_client_credentials().add_scope(Scope::new(scope));
    if let Some(assertion) = &assertion {
        request = request
            .add_extra_param(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            )
            .add_extra_param("client_assertion", assertion.expose_secret());
    }
    let result = request.request_async(&Caller { http, repeat: Repeat::Patiently, clock: &clock }).await;
    tokens(result, &clock)
}

#[derive(Clone, Copy)]
enum Repeat {
    Never,
    Patiently,
}

#[derive(Debug, Error)]
enum CallError {
    #[error("refused")]
    Refused(Refusal),
    #[error("failed")]
    Entra(EntraError),
}

/// The service's time, as its last answer told it.
#[derive(Default)]
struct Clock {
    date: Mutex<Option<SystemTime>>,
}

impl Clock {
    fn is_off(&self) -> bool {
        let Some(date) = *self.date.lock().unwrap_or_else(PoisonError::into_inner) else { return false };
        let now = SystemTime::now();
        let apart = now.duration_since(date).or_else(|_| date.duration_since(now)).unwrap_or_default();
        apart > CLOCK_TOLERANCE
    }
}

/// Our HTTP client as the library calls it. A type and not a closure, because the futures of a closure that
/// borrows are not known to be `Send` for every lifetime.
struct Caller<'a> {
    http: &'a Http,
    repeat: Repeat,
    clock: &'a Clock,
}

impl<'c> AsyncHttpClient<'c> for Caller<'_> {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(call(self.http, self.repeat, self.clock, request))
    }
}

async fn call(
    http: &Http,
    repeat: Repeat,
    clock: &Clock,
    request: HttpRequest,
) -> Result<HttpResponse, CallError> {
    let request =
        reqwest::Request::try_from(request).map_err(|_| CallError::Entra(EntraError::AddressNotAllowed))?;
    let answer = match repeat {
        Repeat::Never => http.once(request).await,
        Repeat::Patiently => http.patiently(request).await,
    };
    let answer = answer.map_err(CallError::Entra)?;
    *clock.date.lock().unwrap_or_else(PoisonError::into_inner) = answer.date;
    if answer.status != 200 {
        let refusal = answer.text().ok().and_then(Refusal::from_json);
        return Err(refusal.map_or(CallError::Entra(EntraError::OddAnswer), CallError::Refused));
    }
    Ok(HttpResponse::new(answer.body))
}

#[expect(
    clippy::result_large_err,
    reason = "a refusal is an answer like any other, and moves once a request"
)]
fn tokens(
    result: Result<TokenAnswer, RequestTokenError<CallError, BasicErrorResponse>>,
    clock: &Clock,
) -> Result<Tokens, AppTokenError> {
    let answer = match result {
        Ok(answer) => answer,
        Err(RequestTokenError::Request(CallError::Refused(refusal))) => {
            return Err(AppTokenError::Refused(refusal));
        }
        Err(RequestTokenError::Request(CallError::Entra(error))) => return Err(error.into()),
        // The library's error holds the answer as bytes, tokens included, so it is dropped here (S44).
        Err(
            RequestTokenError::ServerResponse(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_),
        ) => {
            return Err(EntraError::OddAnswer.into());
        }
    };
    Ok(Tokens {
        access: AccessToken::from_text(answer.access_token.into_secret()),
        refresh: answer.refresh_token.map(|token| RefreshToken::from_text(token.into_secret())),
        id_token: answer.id_token,
        scopes: answer.scopes.map(|scopes| scopes.iter().map(|s| s.as_str().to_owned()).collect()),
        expires_in_s: answer.expires_in.unwrap_or(USUAL_LIFE_S),
        clock_off: clock.is_off(),
    })
}

/// Tells a wrong clock apart from a bad token (S34).
pub(crate) fn not_trusted(error: IdTokenError, clock_off: bool) -> RedeemError {
    match error {
        IdTokenError::Expired | IdTokenError::NotYet if clock_off => RedeemError::ClockWrong,
        IdTokenError::Missing
        | IdTokenError::Malformed
        | IdTokenError::Algorithm
        | IdTokenError::UnknownKey
        | IdTokenError::Signature
        | IdTokenError::Issuer
        | IdTokenError::Audience
        | IdTokenError::Expired
        | IdTokenError::NotYet
        | IdTokenError::Nonce
        | IdTokenError::Subject
        | IdTokenError::Tenant => RedeemError::NotTrusted(error),
    }
}

/// RFC 6749 §5.1: the type is case insensitive; we can use Bearer only.
fn bearer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BasicTokenType, D::Error> {
    let kind = String::deserialize(deserializer)?;
    if kind.eq_ignore_ascii_case("bearer") {
        Ok(BasicTokenType::Bearer)
    } else {
        Err(D::Error::custom("not Bearer"))
    }
}

/// Reads 3599, "3599" and 3599.0; anything else counts as not said.
fn lenient_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let seconds = value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 1 to 86,400")]
    Ok(seconds.filter(|s| (1.0..=LONGEST_LIFE_S).contains(s)).map(|s| s as u64))
}

fn space_delimited<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.split_whitespace().map(|s| Scope::new(s.to_owned())).collect()))
}
