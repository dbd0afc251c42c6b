//! Whole trips against a provider whose every answer can be bent.

mod app_only;
mod appendix_a;
mod asking;
mod consent;
mod directory;
mod reads;
mod registration;
mod trips;

use std::time::{Duration, SystemTime};

use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;
use usher_domain::ids::WorkAddress;
use usher_domain::profile::{Loopback, LoopbackHost};
use wiremock::matchers::{method, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::authority::Authority;
use crate::entra::{Entra, RefreshAsk};
use crate::http::Http;
use crate::id_token::KnownPerson;
use crate::retry::Patience;
use crate::secret::RefreshToken;
use crate::sign_in::{SignInAsk, Trip};
use crate::signer::{FIRST, Signer};

pub(super) const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
pub(super) const OTHER_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
pub(super) const CLIENT: &str = "11111111-2222-3333-4444-555555555555";
pub(super) const PERSON: &str = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

/// Everything the provider says, to be bent by a test.
pub(super) struct Scene {
    pub(super) discovery: Value,
    pub(super) jwks: Value,
    pub(super) signer: Signer,
    pub(super) header: Value,
    pub(super) claims: Value,
    pub(super) token: Value,
    /// The form post.
    pub(super) answer: Vec<(&'static str, String)>,
    pub(super) me: Value,
}

/// A provider on this machine.
pub(super) struct Provider {
    pub(super) server: MockServer,
    pub(super) entra: Entra,
}

impl Provider {
    pub(super) async fn start() -> Self {
        let server = MockServer::start().await;
        let graph = Url::parse(&server.uri()).unwrap();
        let authority = Authority::practice(&graph.join(TENANT).unwrap(), &graph).unwrap();
        let patience = Patience { first: Duration::from_millis(1), total: Duration::from_millis(10) };
        let entra = Entra::with_patience(authority, patience).unwrap();
        Self { server, entra }
    }

    pub(super) fn issuer(&self) -> String {
        format!("{}/{TENANT}/v2.0", self.server.uri())
    }

    /// What an honest provider says; `nonce` and `state` are filled in once the trip has begun.
    pub(super) fn honest(&self) -> Scene {
        let base = format!("{}/{TENANT}", self.server.uri());
        let now = seconds_now();
        Scene {
            discovery: json!({
                "issuer": self.issuer(),
                "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
                "token_endpoint": format!("{base}/oauth2/v2.0/token"),
                "jwks_uri": format!("{base}/discovery/v2.0/keys"),
                "code_challenge_methods_supported": ["S256"],
            }),
            jwks: json!({ "keys": [FIRST.jwk()] }),
            signer: FIRST,
            header: json!({ "alg": "RS256", "typ": "JWT", "kid": FIRST.kid }),
            claims: json!({
                "iss": self.issuer(), "aud": CLIENT, "exp": now + 3600, "iat": now, "nbf": now, "sub": "subject",
                "tid": TENANT, "oid": PERSON, "preferred_username": "kim@contoso.example", "name": "Kim Park",
            }),
            token: json!({
                "token_type": "Bearer", "expires_in": 3599, "access_token": "access", "refresh_token": "refresh",
                "scope": "openid profile https://graph.microsoft.com/Calendars.Read User.Read",
            }),
            answer: vec![("code", "the-code".to_owned())],
            me: json!({ "id": PERSON, "displayName": "Kim Park", "userPrincipalName": "kim@contoso.example" }),
        }
    }

    pub(super) async fn publish(&self, scene: &Scene) {
        self.answer(
            "GET",
            ".*/openid-configuration$",
            ResponseTemplate::new(200).set_body_json(&scene.discovery),
        )
        .await;
        self.answer("GET", ".*/keys$", ResponseTemplate::new(200).set_body_json(&scene.jwks)).await;
        self.answer("GET", "^/v1.0/me$", ResponseTemplate::new(200).set_body_json(&scene.me)).await;
    }

    /// Lets the token endpoint answer with the scene's tokens.
    pub(super) async fn publish_tokens(&self, scene: &Scene) {
        let mut token = scene.token.clone();
        if token.get("id_token").is_none() {
            token["id_token"] = json!(scene.signer.sign(&scene.header, &scene.claims));
        }
        self.answer("POST", ".*/token$", ResponseTemplate::new(200).set_body_json(token)).await;
    }

    pub(super) async fn answer(&self, verb: &str, paths: &str, answer: ResponseTemplate) {
        // The newest answer wins, so that a test can change the provider's mind.
        let priority =
            u8::try_from(200 - self.server.received_requests().await.map_or(0, |r| r.len())).unwrap_or(1);
        Mock::given(method(verb))
            .and(path_regex(paths))
            .respond_with(answer)
            .with_priority(priority)
            .mount(&self.server)
            .await;
    }

    pub(super) async fn posted(&self, to: &str) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let posts = requests.iter().filter(|r| r.method.as_str() == "POST" && r.url.path().ends_with(to));
        posts.map(|r| String::from_utf8(r.body.clone()).unwrap()).collect()
    }
}

pub(super) fn ask() -> SignInAsk {
    SignInAsk {
        client_id: CLIENT.to_owned(),
        scopes: vec!["Calendars.Read".to_owned(), "User.Read".to_owned()],
        stays: true,
        redirect: Loopback { host: LoopbackHost::Ipv4, path: "/callback".to_owned() },
        account: None,
        tenant: None,
        silent_first: false,
    }
}

pub(super) fn silent_ask() -> SignInAsk {
    let account = Some(WorkAddress::parse("kim@contoso.example").unwrap());
    SignInAsk { account, silent_first: true, ..ask() }
}

pub(super) fn refresh_ask() -> RefreshAsk {
    RefreshAsk {
        client_id: CLIENT.to_owned(),
        tenant: None,
        scopes: Vec::new(),
        person: KnownPerson { subject: Some("subject".to_owned()), ..KnownPerson::default() },
    }
}

pub(super) fn refresh_token() -> RefreshToken {
    RefreshToken::new(SecretString::from("refresh"))
}

/// A parameter of a link that was handed out.
pub(super) fn parameter(link: &str, name: &str) -> Option<String> {
    let url = Url::parse(link).unwrap();
    url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}

/// A browser that follows nothing by itself.
pub(super) fn browser() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub(super) fn callback(trip: &Trip) -> String {
    format!("http://127.0.0.1:{}/callback", trip.port())
}

pub(super) fn seconds_now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// Futures of this crate run on any thread.
#[test]
fn the_client_can_be_shared_between_threads() {
    fn is_send<T: Send>(_: &T) {}

    let entra = Entra::new(Authority::microsoft(usher_domain::cloud::Cloud::Worldwide)).unwrap();
    let (ask, token) = (refresh_ask(), refresh_token());

    is_send(&entra.begin(silent_ask()));
    is_send(&entra.refresh(&ask, &token));
    is_send(&entra.find_tenant("contoso.example"));
    is_send(&entra.begin_consent(consent::ask()));
    is_send(&entra.directory_roles(&crate::secret::AccessToken::from_text("opaque")));
    let (secret, access) = (app_only::secret(), crate::secret::AccessToken::from_text("opaque"));
    is_send(&entra.app_token(&app_only::ask(), &crate::app_only::AppCredential::Secret(&secret)));
    is_send(&entra.read(&access, "v1.0/me"));
    is_send(&entra.find_registrations(&access, "mark"));
    is_send(&Http::new(true));
}
