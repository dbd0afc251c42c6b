//! Signing in as an app: what is sent, what is read, and what never shows.

use rstest::rstest;
use secrecy::SecretString;
use serde_json::{Value, json};
use usher_domain::ids::{ClientId, TenantId};
use wiremock::ResponseTemplate;

use super::{CLIENT, OTHER_TENANT, Provider, TENANT};
use crate::app_only::{AppAsk, AppCredential, AppToken, SigningKey};
use crate::authority::Authority;
use crate::entra::Entra;
use crate::error::{AppTokenError, EntraError};
use crate::secret::ClientSecret;
use crate::signer::FIRST;

const SECRET: &str = "Vx_8Q~canary.0-&=+%value~abcdefghijklm";
const WRONG_SECRET: &str = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app ''[REDACTED]''.\\r\\nTrace ID: [REDACTED]\\r\\nCorrelation ID: [REDACTED]\\r\\nTimestamp: 2023-06-02 21:00:26Z\",\"error_codes\":[7000215],\"timestamp\":\"2023-06-02 21:00:26Z\",\"trace_id\":\"[REDACTED]\",\"correlation_id\":\"[REDACTED]\",\"error_uri\":\"https://login.microsoftonline.com/error?code=7000215\"}";
const ENDED_SECRET: &str = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: The provided client secret keys for app '3f31972c-b59f-480d-b4f3-71d39043b74e' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds. Trace ID: d3b46088-89dd-4395-8ee0-b38d55df4b02 Correlation ID: 0e82e9bb-8281-446d-a005-1d1d06b4d829 Timestamp: 2025-09-08 05:13:24Z\",\"error_codes\":[7000222],\"timestamp\":\"2025-09-08 05:13:24Z\",\"trace_id\":\"d3b46088-89dd-4395-8ee0-b38d55df4b02\",\"correlation_id\":\"0e82e9bb-8281-446d-a005-1d1d06b4d829\",\"error_uri\":\"https://login.microsoftonline.com/error?code=7000222\"}";
const APP_OFF: &str = "{\"error\":\"unauthorized_client\",\"error_description\":\"AADSTS7000112: Application '11111111-2222-3333-4444-555555555555'(Kaltura) is disabled.\",\"error_codes\":[7000112]}";
const NO_APP: &str = "{\"error\":\"unauthorized_client\",\"error_description\":\"AADSTS700016: Application with identifier '11111111-2222-3333-4444-555555555555' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.\\r\\nTrace ID: 00000000-0000-0000-0000-000000000000\",\"error_codes\":[700016]}";
const NO_KEY: &str = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.]\",\"error_codes\":[700027]}";
const NO_TENANT: &str = "{\"error\":\"invalid_request\",\"error_description\":\"AADSTS90002: Tenant '12345678-1234-1234-1234-123456789012' not found. This may happen if there are no active subscriptions for the tenant. Check to make sure you have the correct tenant ID. Check with your subscription administrator.\\r\\nTrace ID: c07bcae7-ba0e-4a79-a071-a56335343000\\r\\nCorrelation ID: f6d0f194-0ceb-4f50-a36a-1d40a304f647\\r\\nTimestamp: 2021-05-15 03:41:29Z\",\"error_codes\":[90002],\"timestamp\":\"2021-05-15 03:41:29Z\",\"trace_id\":\"c07bcae7-ba0e-4a79-a071-a56335343000\",\"correlation_id\":\"f6d0f194-0ceb-4f50-a36a-1d40a304f647\",\"error_uri\":\"https://login.microsoftonline.com/error?code=90002\"}";

pub(super) fn ask() -> AppAsk {
    AppAsk { client_id: ClientId::parse(CLIENT).unwrap(), tenant: TenantId::parse(TENANT).unwrap() }
}

pub(super) fn secret() -> ClientSecret {
    ClientSecret::new(SecretString::from(SECRET))
}

fn refusal(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(401).set_body_raw(body, "application/json; charset=utf-8")
}

fn token(access: &str) -> ResponseTemplate {
    let body =
        json!({ "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": access });
    ResponseTemplate::new(200).set_body_json(body)
}

/// A provider whose token endpoint gives this answer.
async fn gives(answer: ResponseTemplate) -> Provider {
    let provider = Provider::start().await;
    provider.publish(&provider.honest()).await;
    provider.answer("POST", ".*/token$", answer).await;
    provider
}

async fn with_secret(provider: &Provider) -> Result<AppToken, AppTokenError> {
    provider.entra.app_token(&ask(), &AppCredential::Secret(&secret())).await
}

fn form(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn a_secret_goes_into_the_body_and_nowhere_else() {
    let provider = gives(token("opaque")).await;

    let got = with_secret(&provider).await.unwrap();

    assert_eq!(got.access.expose(), "opaque");
    let mut sent = form(&provider.posted("/token").await.remove(0));
    sent.sort();
    let scope = "https://graph.microsoft.com/.default";
    let expected = [
        pair("client_id", CLIENT),
        pair("client_secret", SECRET),
        pair("grant_type", "client_credentials"),
        pair("scope", scope),
    ];
    assert_eq!(sent, expected);
    for request in provider.server.received_requests().await.unwrap() {
        assert!(!request.url.as_str().contains("canary"));
        assert!(!request.headers.contains_key("authorization") && !request.headers.contains_key("referer"));
        assert!(request.url.path().starts_with(&format!("/{TENANT}/")), "{}", request.url);
    }
}

#[tokio::test]
async fn a_certificate_signs_in_with_an_assertion_in_place_of_a_secret() {
    let provider = gives(token("opaque")).await;
    let made = usher_vault::SelfSigned::make("Usher", std::time::SystemTime::now(), 365).unwrap();
    let key = SigningKey::parse(made.private_key().into_secret_string()).unwrap();

    for _ in 0..2 {
        provider.entra.app_token(&ask(), &AppCredential::Certificate(&key)).await.unwrap();
    }

    let sent: Vec<Vec<(String, String)>> =
        provider.posted("/token").await.iter().map(|body| form(body)).collect();
    let assertions: Vec<&String> = sent
        .iter()
        .map(|form| &form.iter().find(|(name, _)| name == "client_assertion").unwrap().1)
        .collect();
    assert_ne!(assertions[0], assertions[1]);
    let mut first = sent[0].clone();
    first.sort();
    let expected = [
        pair("client_assertion", assertions[0]),
        pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        pair("client_id", CLIENT),
        pair("grant_type", "client_credentials"),
        pair("scope", "https://graph.microsoft.com/.default"),
    ];
    assert_eq!(first, expected);
}

#[rstest]
#[case::two(json!({ "roles": ["User.Read.All", "Place.Read.All"] }), Some(vec!["User.Read.All", "Place.Read.All"]))]
#[case::none_granted(json!({ "aud": "https://graph.microsoft.com" }), Some(vec![]))]
#[case::an_empty_list(json!({ "roles": [] }), Some(vec![]))]
#[case::a_text(json!({ "roles": "User.Read.All" }), None)]
#[case::numbers(json!({ "roles": [7] }), None)]
#[case::null(json!({ "roles": null }), None)]
#[case::a_bare_list(json!([]), None)]
#[case::a_bare_text(json!("roles"), None)]
#[tokio::test]
async fn roles_are_read_where_the_token_can_be_read(#[case] claims: Value, #[case] roles: Option<Vec<&str>>) {
    let provider = gives(token(&FIRST.sign_as_usual(&claims))).await;

    let got = with_secret(&provider).await.unwrap();

    let roles: Option<Vec<String>> = roles.map(|roles| roles.into_iter().map(str::to_owned).collect());
    assert_eq!(got.roles, roles);
}

#[rstest]
#[case::one_word("opaque")]
#[case::two_parts("eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6W119")]
#[case::five_parts("eyJhbGciOiJSUzI1NiJ9.a.b.c.d")]
#[case::no_base64("!!.!!.!!")]
#[case::no_json("b3BhcXVl.b3BhcXVl.b3BhcXVl")]
#[case::empty_parts("..")]
#[case::long(&"x.".repeat(5_000))]
#[tokio::test]
async fn any_other_token_works_all_the_same(#[case] access: &str) {
    let provider = gives(token(access)).await;

    let got = with_secret(&provider).await.unwrap();

    assert_eq!((got.roles, got.access.expose()), (None, access));
}

#[rstest]
#[case::wrong_secret(WRONG_SECRET, "invalid_client", 7_000_215)]
#[case::ended_secret(ENDED_SECRET, "invalid_client", 7_000_222)]
#[case::app_off(APP_OFF, "unauthorized_client", 7_000_112)]
#[case::no_app(NO_APP, "unauthorized_client", 700_016)]
#[case::no_key(NO_KEY, "invalid_client", 700_027)]
#[case::no_tenant(NO_TENANT, "invalid_request", 90002)]
#[tokio::test]
async fn a_refusal_is_handed_on_and_not_asked_again(
    #[case] body: &str,
    #[case] error: &str,
    #[case] code: u32,
) {
    let provider = gives(refusal(body)).await;

    let refused = with_secret(&provider).await.unwrap_err();

    let AppTokenError::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.error, error);
    assert_eq!(refusal.codes.iter().map(|code| code.0).collect::<Vec<_>>(), [code]);
    assert_eq!(provider.posted("/token").await.len(), 1);
}

#[tokio::test]
async fn a_tenant_that_is_not_there_is_a_refusal_before_any_secret_is_sent() {
    let provider = Provider::start().await;
    let answer = ResponseTemplate::new(400).set_body_raw(NO_TENANT, "application/json");
    provider.answer("GET", ".*/openid-configuration$", answer).await;

    let refused = with_secret(&provider).await.unwrap_err();

    let AppTokenError::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.codes.first().map(|code| code.0), Some(90002));
    assert!(provider.posted("/token").await.is_empty());
}

#[tokio::test]
async fn a_foreign_token_endpoint_gets_no_secret() {
    let provider = Provider::start().await;
    let foreign = wiremock::MockServer::start().await;
    let mut scene = provider.honest();
    scene.discovery["token_endpoint"] = json!(format!("{}/token", foreign.uri()));
    provider.publish(&scene).await;

    let error = with_secret(&provider).await.unwrap_err();

    assert_eq!(error, AppTokenError::Entra(EntraError::MetadataNotTrusted));
    assert!(foreign.received_requests().await.unwrap().is_empty());
}

#[rstest]
#[case::down(ResponseTemplate::new(503), EntraError::ServiceDown, 4)]
#[case::busy(ResponseTemplate::new(429).insert_header("retry-after", "30"), EntraError::Busy { retry_after_s: Some(30) }, 1)]
#[case::html(ResponseTemplate::new(200).set_body_raw("<html>canary", "text/html"), EntraError::OddAnswer, 1)]
#[case::cut(ResponseTemplate::new(200).set_body_raw("{\"access_token\":\"canary", "application/json"), EntraError::OddAnswer, 1)]
#[case::no_token(ResponseTemplate::new(200).set_body_json(json!({ "token_type": "Bearer", "canary": 1 })), EntraError::OddAnswer, 1)]
#[case::a_number(ResponseTemplate::new(200).set_body_json(json!({ "token_type": "Bearer", "access_token": 7 })), EntraError::OddAnswer, 1)]
#[case::not_bearer(ResponseTemplate::new(200).set_body_json(json!({ "token_type": "pop", "access_token": "canary" })), EntraError::OddAnswer, 1)]
#[case::no_refusal(ResponseTemplate::new(401).set_body_json(json!({ "canary": true })), EntraError::OddAnswer, 1)]
#[case::ten_megabytes(ResponseTemplate::new(200).set_body_raw(vec![b' '; 10_000_000], "application/json"), EntraError::TooLarge, 1)]
#[tokio::test]
async fn trouble_is_named_without_showing_anything(
    #[case] answer: ResponseTemplate,
    #[case] expected: EntraError,
    #[case] tries: usize,
) {
    let provider = gives(answer).await;

    let error = with_secret(&provider).await.unwrap_err();

    assert!(!format!("{error:?} {error}").contains("canary"));
    assert_eq!(error, AppTokenError::Entra(expected));
    assert_eq!(provider.posted("/token").await.len(), tries);
}

#[rstest]
#[case::wrong_secret(refusal(WRONG_SECRET))]
#[case::a_refusal_that_repeats_it(refusal(&json!({ "error": SECRET, "error_description": "AADSTS7000215" }).to_string()))]
#[case::a_token(token("canary"))]
#[tokio::test]
async fn no_secret_and_no_token_shows(#[case] answer: ResponseTemplate) {
    let provider = gives(answer).await;
    let secret = secret();
    let credential = AppCredential::Secret(&secret);

    let shown = match provider.entra.app_token(&ask(), &credential).await {
        Ok(token) => format!("{token:?} {credential:?}"),
        Err(AppTokenError::Refused(refusal)) if refusal.error == SECRET => format!("{credential:?}"),
        Err(error) => format!("{error:?} {error} {credential:?}"),
    };

    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn a_test_provider_has_no_app_to_sign_in_as() {
    let issuer = url::Url::parse("http://127.0.0.1:9/").unwrap();
    let entra = Entra::new(Authority::provider(&issuer).unwrap()).unwrap();

    let error = entra.app_token(&ask(), &AppCredential::Secret(&secret())).await.unwrap_err();

    assert_eq!(error, AppTokenError::Entra(EntraError::AddressNotAllowed));
}

#[rstest]
#[case::no_tenant(400, NO_TENANT, Ok(false))]
#[case::another_wording(400, "{\"error\":\"invalid_tenant\",\"error_description\":\"\"}", Ok(false))]
#[case::not_usable(400, "{\"error\":\"invalid_request\",\"error_codes\":[900023]}", Ok(false))]
#[case::another_refusal(
    400,
    "{\"error\":\"invalid_request\",\"error_codes\":[90038]}",
    Err(EntraError::OddAnswer)
)]
#[case::no_refusal(404, "{}", Err(EntraError::OddAnswer))]
#[case::no_document(200, "{}", Err(EntraError::OddAnswer))]
#[case::down(503, "{}", Err(EntraError::ServiceDown))]
#[tokio::test]
async fn a_tenant_is_missing_only_where_entra_says_so(
    #[case] status: u16,
    #[case] body: &str,
    #[case] expected: Result<bool, EntraError>,
) {
    let provider = Provider::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
    provider.answer("GET", ".*/openid-configuration$", answer).await;

    assert_eq!(provider.entra.tenant_exists(&ask().tenant).await, expected);
}

#[tokio::test]
async fn a_tenant_exists_where_its_own_document_does() {
    let provider = gives(token("opaque")).await;
    let other = TenantId::parse(OTHER_TENANT).unwrap();

    assert_eq!(provider.entra.tenant_exists(&ask().tenant).await, Ok(true));
    assert_eq!(provider.entra.tenant_exists(&other).await, Err(EntraError::MetadataNotTrusted));
}
