//! App registrations of the organization's own: signing in as one, making one, reading as one, and the portal.

mod certificates;
mod portal;
mod reads;
mod scenarios;
mod tokens;
mod wire;
mod writes;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use usher_practice::settings::{ReadyApp, UserConsent};
use usher_practice::{Practice, Settings};

use crate::support::{Browser, TokenAnswer, authorize_url, client, redeem, token};

const GRAPH_PRINCIPAL: &str = "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00";
const DEFAULT_SCOPE: &str = "https://graph.microsoft.com/.default";
const FOR_USHER: &str = "openid User.Read Application.ReadWrite.All AppRoleAssignment.ReadWrite.All";
const RECORDINGS: &str = "OnlineMeetingRecording.Read.All";
const RECORDINGS_ID: &str = "a4a08342-c95d-476b-b943-97e100569c8d";

fn with_ready(app: ReadyApp) -> Settings {
    Settings { ready_app: Some(app), ..Settings::default() }
}

fn ready() -> Settings {
    with_ready(ReadyApp::default())
}

/// Signs in as an app with what is asked of the token endpoint; later fields replace earlier ones.
async fn app_token(practice: &Practice, changes: &[(&str, &str)]) -> TokenAnswer {
    let app = practice.ready_app();
    let (id, secret) = app.map(|app| (app.client_id, app.secret)).unwrap_or_default();
    let mut params = vec![
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("grant_type", "client_credentials"),
        ("scope", DEFAULT_SCOPE),
    ];
    for (name, value) in changes {
        params.retain(|(known, _)| known != name);
        if !value.is_empty() {
            params.push((name, value));
        }
    }
    token(practice, &params).await
}

fn claims(answer: &TokenAnswer) -> Value {
    let token = answer.body["access_token"].as_str().unwrap_or_else(|| panic!("no token: {}", answer.body));
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn code_of(answer: &TokenAnswer) -> (u16, u64) {
    (answer.status, answer.body["error_codes"][0].as_u64().unwrap_or_default())
}

/// Usher's own sign-in, accepted by this admin for themselves.
async fn usher_token(practice: &Practice, username: &str) -> String {
    let mut browser = Browser::new();
    let id = practice.usher_client_id();
    let url = authorize_url(practice, &[("client_id", id.as_str()), ("scope", FOR_USHER)]);
    let page = browser.open(&url).await;
    let page = browser.sign_in(practice, &page, username).await;
    // The second time nothing is asked any more.
    let answer = if page.is_answer() { page } else { browser.press(&page, "accept", &[]).await };
    let tokens = redeem(practice, &answer.answer("code").unwrap(), &[("client_id", id.as_str())]).await;
    tokens.body["access_token"].as_str().unwrap().to_owned()
}

/// What Graph said: status and body.
type Said = (u16, Value);

async fn call(practice: &Practice, method: &str, path: &str, bearer: &str, body: Option<Value>) -> Said {
    try_call(practice, method, path, bearer, body).await.unwrap()
}

async fn try_call(
    practice: &Practice,
    method: &str,
    path: &str,
    bearer: &str,
    body: Option<Value>,
) -> Result<Said, reqwest::Error> {
    let url = url::Url::parse(&format!("{}/{path}", practice.graph())).unwrap();
    let request = client().request(method.parse().unwrap(), url).bearer_auth(bearer);
    let request = match &body {
        Some(body) => request.json(body),
        None => request,
    };
    let response = request.send().await?;
    let status = response.status().as_u16();
    Ok((status, response.json().await.unwrap_or_default()))
}

async fn get(practice: &Practice, path: &str, bearer: &str) -> Said {
    call(practice, "GET", path, bearer, None).await
}

async fn post(practice: &Practice, path: &str, bearer: &str, body: Value) -> Said {
    call(practice, "POST", &format!("v1.0/{path}"), bearer, Some(body)).await
}

/// A body for `POST /applications` that lists the permission to read recordings.
fn new_app(tag: &str) -> Value {
    json!({
        "displayName": "Kaltura for Microsoft 365", "signInAudience": "AzureADMyOrg", "tags": [tag],
        "requiredResourceAccess": [{
            "resourceAppId": "00000003-0000-0000-c000-000000000000",
            "resourceAccess": [{"id": RECORDINGS_ID, "type": "Role"}],
        }],
    })
}

/// Anyone's own consent is off, so that only admins get through.
fn no_user_consent() -> Settings {
    Settings { user_consent: UserConsent::Off, ..Settings::default() }
}

/// A self-signed certificate, and the key that goes with it.
struct KeyPair {
    der: Vec<u8>,
    pem: String,
}

impl KeyPair {
    fn new() -> Self {
        let key =
            rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["usher.example".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(key.serialize_der())
        );
        Self { der: certificate.der().to_vec(), pem }
    }

    fn base64(&self) -> String {
        STANDARD.encode(&self.der)
    }
}
