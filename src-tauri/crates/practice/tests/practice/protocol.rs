//! The OAuth and OpenID Connect rules, as Entra applies them.

use rstest::rstest;
use serde_json::Value;
use usher_domain::situation::Situation;
use usher_practice::Settings;
use usher_practice::settings::{Granted, Service};

use crate::support::{
    Browser, REDIRECT, SCOPE, VERIFIER, authorize_url, client, code, consent_off, everything_granted,
    get_json, lists, practice, redeem, service, token, token_at,
};

fn payload(token: &Value) -> Value {
    use base64::Engine as _;
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_sign_in_gives_tokens_for_the_person_who_signed_in() {
    let practice = practice(everything_granted()).await;

    let answer = redeem(&practice, &code(&practice, &[]).await, &[]).await;

    assert_eq!(answer.status, 200);
    let claims = payload(&answer.body["id_token"]);
    assert_eq!(claims["iss"], format!("{}/v2.0", practice.authority()));
    assert_eq!(claims["aud"], practice.public_client_id().as_str());
    assert_eq!(claims["tid"], practice.tenant().as_str());
    assert_eq!(claims["nonce"], "the nonce");
    assert_eq!(claims["preferred_username"], "ana@brightwater.example");
    assert_eq!(claims["ver"], "2.0");
    let (status, me) =
        get_json(&format!("{}/v1.0/me", practice.graph()), answer.body["access_token"].as_str()).await;
    assert_eq!((status, &me["id"]), (200, &claims["oid"]));
    assert!(lists(&answer.body, "Calendars.Read") && lists(&answer.body, "openid"));
    assert!(!lists(&answer.body, "offline_access"));
}

#[tokio::test]
async fn the_keys_document_checks_the_id_token() {
    let practice = practice(everything_granted()).await;
    let answer = redeem(&practice, &code(&practice, &[]).await, &[]).await;
    let id_token = answer.body["id_token"].as_str().unwrap();

    let configuration = format!("{}/v2.0/.well-known/openid-configuration", practice.authority());
    let (_, document) = get_json(&configuration, None).await;
    let (_, keys) = get_json(document["jwks_uri"].as_str().unwrap(), None).await;
    let key = &keys["keys"][0];
    let decoding = jsonwebtoken::DecodingKey::from_rsa_components(
        key["n"].as_str().unwrap(),
        key["e"].as_str().unwrap(),
    )
    .unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_audience(&[practice.public_client_id().as_str()]);
    validation.set_issuer(&[document["issuer"].as_str().unwrap()]);
    let checked = jsonwebtoken::decode::<Value>(id_token, &decoding, &validation).unwrap();

    assert_eq!(checked.header.kid.as_deref(), key["kid"].as_str());
    assert_eq!(key["issuer"], document["issuer"]);
}

#[rstest]
#[case::the_tenant_id("", "/v2.0")]
#[case::the_domain("brightwater.example", "/v2.0")]
#[case::any_organization("organizations", "{tenantid}/v2.0")]
#[tokio::test]
async fn discovery_knows_the_tenant_by(#[case] segment: &str, #[case] ending: &str) {
    let practice = practice(Settings::default()).await;
    let tenant = practice.tenant();
    let segment = if segment.is_empty() { tenant.as_str() } else { segment };

    let url = format!("{}/{segment}/v2.0/.well-known/openid-configuration", practice.graph());
    let (status, document) = get_json(&url, None).await;

    assert_eq!(status, 200);
    let issuer = document["issuer"].as_str().unwrap();
    assert!(issuer.ends_with(ending));
    assert_eq!(issuer.contains(practice.tenant().as_str()), ending == "/v2.0");
}

#[tokio::test]
async fn an_unknown_domain_is_refused_by_discovery() {
    let practice = practice(Settings::default()).await;

    let url = format!("{}/nowhere.example/v2.0/.well-known/openid-configuration", practice.graph());
    let (status, body) = get_json(&url, None).await;

    assert_eq!((status, &body["error"]), (400, &Value::from("invalid_tenant")));
    assert_eq!(body["error_codes"][0], 90002);
}

#[rstest]
#[case::no_verifier("")]
#[case::another_verifier("another-verifier-that-is-long-enough-to-be-one")]
#[tokio::test]
async fn a_code_needs_its_verifier(#[case] verifier: &str) {
    let practice = practice(everything_granted()).await;
    let code = code(&practice, &[]).await;

    let refused = redeem(&practice, &code, &[("code_verifier", verifier)]).await;
    let right = redeem(&practice, &code, &[]).await;

    assert_eq!((refused.status, &refused.body["error_codes"][0]), (400, &Value::from(50148)));
    assert_eq!(refused.body["error"], "invalid_grant");
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn a_challenge_without_a_method_is_plain() {
    let practice = practice(everything_granted()).await;
    let changes = [("code_challenge", VERIFIER), ("code_challenge_method", "")];

    let answer = redeem(&practice, &code(&practice, &changes).await, &[]).await;

    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_code_works_once() {
    let practice = practice(everything_granted()).await;
    let code = code(&practice, &[]).await;

    let first = redeem(&practice, &code, &[]).await;
    let second = redeem(&practice, &code, &[]).await;

    assert_eq!(first.status, 200);
    assert_eq!(second.body["error_codes"][0], 54005);
    assert_eq!(practice.truth().unwrap().situation, Situation::AlreadyGranted);
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let practice = practice(everything_granted()).await;
    let code = code(&practice, &[]).await;

    practice.advance(std::time::Duration::from_secs(601));
    let answer = redeem(&practice, &code, &[]).await;

    assert_eq!(answer.body["error_codes"][0], 70008);
    assert_eq!(answer.body["error"], "invalid_grant");
}

#[rstest]
#[case::another_redirect(&[("redirect_uri", "http://localhost:49153/")], 70000)]
#[case::an_unknown_client(&[("client_id", "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff")], 700_016)]
#[case::a_secret_on_a_public_client(&[("client_secret", "x")], 700_025)]
#[case::a_made_up_code(&[("code", "made-up")], 70000)]
#[case::no_grant_type(&[("grant_type", "")], 900_144)]
#[case::another_grant_type(&[("grant_type", "password")], 70003)]
#[tokio::test]
async fn an_exchange_is_refused_with(#[case] changes: &[(&str, &str)], #[case] expected: u32) {
    let practice = practice(everything_granted()).await;
    let code = code(&practice, &[]).await;

    let answer = redeem(&practice, &code, changes).await;

    assert!(answer.status >= 400);
    assert_eq!(answer.body["error_codes"][0], expected);
    let description = answer.body["error_description"].as_str().unwrap();
    assert!(
        description.starts_with(&format!("AADSTS{expected}: ")) && description.contains("\r\nTrace ID: ")
    );
}

#[tokio::test]
async fn a_code_is_for_the_tenant_segment_it_was_asked_under() {
    let practice = practice(everything_granted()).await;
    let code = code(&practice, &[]).await;
    let endpoint = format!("{}/organizations/oauth2/v2.0/token", practice.graph());

    let client_id = practice.public_client_id();
    let answer = token_at(
        &endpoint,
        &[
            ("client_id", client_id.as_str()),
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ],
    )
    .await;

    assert_eq!(answer.body["error_codes"][0], 700_005);
}

#[tokio::test]
async fn a_refresh_token_rotates_lists_all_that_is_granted_and_the_old_one_goes_on() {
    let practice = practice(everything_granted()).await;
    let first =
        redeem(&practice, &code(&practice, &[("scope", "openid offline_access User.Read")]).await, &[]).await;
    let old = first.body["refresh_token"].as_str().unwrap();
    let client_id = practice.public_client_id();
    let refresh = |value: String| {
        let (practice, client_id) = (&practice, client_id.clone());
        async move {
            let default = "https://graph.microsoft.com/.default";
            let id = client_id.as_str();
            token(
                practice,
                &[
                    ("client_id", id),
                    ("grant_type", "refresh_token"),
                    ("refresh_token", &value),
                    ("scope", default),
                ],
            )
            .await
        }
    };

    let second = refresh(old.to_owned()).await;
    practice.revoke("Calendars.Read");
    let third = refresh(old.to_owned()).await;

    assert_ne!(second.body["refresh_token"], first.body["refresh_token"]);
    assert!(lists(&second.body, "Calendars.Read"));
    assert!(third.status == 200 && !lists(&third.body, "Calendars.Read"));
}

#[tokio::test]
async fn a_refresh_for_what_is_not_granted_says_consent_required() {
    let practice =
        practice(Settings { granted: Granted::Everyone(vec!["User.Read".to_owned()]), ..consent_off() })
            .await;
    let scope = [("scope", "openid offline_access User.Read")];
    let first = redeem(&practice, &code(&practice, &scope).await, &[]).await;

    let client_id = practice.public_client_id();
    let answer = token(
        &practice,
        &[
            ("client_id", client_id.as_str()),
            ("grant_type", "refresh_token"),
            ("refresh_token", first.body["refresh_token"].as_str().unwrap()),
            ("scope", "Chat.Read"),
        ],
    )
    .await;

    assert_eq!(answer.body["error"], "invalid_grant");
    assert_eq!(answer.body["suberror"], "consent_required");
    assert_eq!(answer.body["error_codes"][0], 65001);
}

#[rstest]
#[case::a_form("form_post", "")]
#[case::the_query("query", "http://localhost:49152/?code=")]
#[case::the_fragment("fragment", "http://localhost:49152/#code=")]
#[tokio::test]
async fn the_answer_travels_in(#[case] mode: &str, #[case] start: &str) {
    let practice = practice(everything_granted()).await;
    let mut browser = Browser::new();

    let page = browser.open(&authorize_url(&practice, &[("response_mode", mode)])).await;
    let answer = browser.sign_in(&practice, &page, "ana@brightwater.example").await;

    assert_eq!(answer.answer("state").as_deref(), Some("the state"));
    assert!(answer.answer("session_state").is_some());
    if start.is_empty() {
        assert_eq!((answer.status, answer.action().as_str()), (200, REDIRECT));
        assert!(answer.body.contains("id=\"continue\""));
    } else {
        assert_eq!(answer.status, 302);
        assert!(answer.location.unwrap().starts_with(start));
    }
}

#[rstest]
#[case::an_unknown_client(&[("client_id", "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff")], "AADSTS700016")]
#[case::no_client(&[("client_id", "")], "AADSTS900144")]
#[case::another_host(&[("redirect_uri", "http://evil.example/")], "AADSTS50011")]
#[case::ipv6(&[("redirect_uri", "http://[::1]:5/")], "AADSTS50011")]
#[case::https(&[("redirect_uri", "https://localhost/")], "AADSTS50011")]
#[tokio::test]
async fn stays_on_an_error_page_with(#[case] changes: &[(&str, &str)], #[case] code: &str) {
    let practice = practice(everything_granted()).await;

    let page = Browser::new().open(&authorize_url(&practice, changes)).await;

    assert_eq!(page.location, None);
    assert!(page.has("error-code") && page.body.contains(code));
}

#[rstest]
#[case::another_response_type(&[("response_type", "token")], "unsupported_response_type", 70005)]
#[case::no_scope(&[("scope", "")], "invalid_request", 900_144)]
#[case::an_unknown_scope(&[("scope", "Nothing.Read")], "invalid_client", 650_053)]
#[case::an_unknown_api(&[("scope", "https://api.example/x")], "invalid_resource", 500_011)]
#[case::a_short_challenge(&[("code_challenge", "short")], "invalid_request", 50147)]
#[case::an_unknown_prompt(&[("prompt", "admin_consent")], "invalid_request", 90023)]
#[case::silence_without_a_session(&[("prompt", "none")], "login_required", 50058)]
#[tokio::test]
async fn comes_back_with(#[case] changes: &[(&str, &str)], #[case] error: &str, #[case] code: u32) {
    let practice = practice(everything_granted()).await;

    let answer = Browser::new().open(&authorize_url(&practice, changes)).await;

    assert_eq!(answer.answer("error").as_deref(), Some(error));
    assert!(answer.answer("error_description").unwrap().starts_with(&format!("AADSTS{code}: ")));
    assert_eq!(answer.answer("state").as_deref(), Some("the state"));
}

#[tokio::test]
async fn a_silent_visit_tells_consent_from_none_and_leaves_the_last_truth_alone() {
    let practice = practice(consent_off()).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    browser.sign_in(&practice, &page, "ana@brightwater.example").await;

    let silent = authorize_url(&practice, &[("prompt", "none"), ("login_hint", "ana@brightwater.example")]);
    let answer = browser.open(&silent).await;

    assert_eq!(answer.answer("error").as_deref(), Some("interaction_required"));
    assert!(answer.answer("error_description").unwrap().starts_with("AADSTS65001: "));
    assert_eq!(practice.truth().unwrap().situation, Situation::NeedsAdminApproval);
    practice.grant_for_everyone(&["User.Read", "Calendars.Read"]);
    assert!(browser.open(&silent).await.answer("code").is_some());
}

#[tokio::test]
async fn several_sessions_and_no_hint_need_a_choice() {
    let signed_in = ["ana@brightwater.example", "ben@brightwater.example"].map(str::to_owned).to_vec();
    let practice = practice(Settings { signed_in, ..everything_granted() }).await;

    let answer = Browser::new().open(&authorize_url(&practice, &[("prompt", "none")])).await;

    assert_eq!(answer.answer("error").as_deref(), Some("interaction_required"));
    assert!(answer.answer("error_description").unwrap().starts_with("AADSTS16000: "));
}

#[rstest]
#[case::login("login", "sign-in")]
#[case::select_account("select_account", "account-0")]
#[tokio::test]
async fn a_prompt_brings_a_page_in_spite_of_a_session(#[case] prompt: &str, #[case] id: &str) {
    let signed_in = vec!["ana@brightwater.example".to_owned()];
    let practice = practice(Settings { signed_in, ..everything_granted() }).await;
    let mut browser = Browser::new();

    let through = browser.open(&authorize_url(&practice, &[])).await;
    let asked = browser.open(&authorize_url(&practice, &[("prompt", prompt)])).await;

    assert!(through.answer("code").is_some());
    assert!(asked.has(id));
}

#[tokio::test]
async fn prompt_consent_asks_again_and_bars_people_who_may_not_consent() {
    let practice = practice(Settings { granted: Granted::Everything, ..consent_off() }).await;
    let mut browser = Browser::new();

    let page = browser.open(&authorize_url(&practice, &[("prompt", "consent")])).await;
    let page = browser.sign_in(&practice, &page, "ana@brightwater.example").await;

    assert!(page.has("need-admin-approval"));
}

#[tokio::test]
async fn an_authorize_request_may_come_by_post() {
    let practice = practice(everything_granted()).await;
    let url = url::Url::parse(&authorize_url(&practice, &[])).unwrap();
    let fields: Vec<(String, String)> = url.query_pairs().into_owned().collect();

    let page = Browser::new().post(url.as_str().split('?').next().unwrap(), &fields).await;

    assert!(page.has("sign-in"));
}

#[rstest]
#[case::a_named_scope("https://graph.microsoft.com/User.Read")]
#[case::an_app_role("https://graph.microsoft.com/CallRecords.Read.All")]
#[case::beside_openid("openid https://graph.microsoft.com/.default")]
#[tokio::test]
async fn app_only_tokens_are_for_default_only(#[case] scope: &str) {
    let practice = practice(everything_granted()).await;

    let answer = app_only(&practice, practice.confidential_client_secret(), scope).await;

    assert_eq!((answer.0, &answer.1["error_codes"][0]), (400, &Value::from(1_002_012)));
}

#[tokio::test]
async fn an_app_only_token_has_roles_only_once_they_are_granted() {
    use usher_domain::profile::PermissionKind::Application;
    let required = vec![usher_practice::settings::Required {
        value: "CallRecords.Read.All".to_owned(),
        kind: Application,
    }];
    let practice = practice(Settings::default().requiring(required)).await;
    let default = "https://graph.microsoft.com/.default";

    let (status, bare) = app_only(&practice, practice.confidential_client_secret(), default).await;
    practice.configure(Settings { granted: Granted::Everything, ..practice.settings() });
    let (_, full) = app_only(&practice, practice.confidential_client_secret(), default).await;

    assert_eq!(status, 200);
    assert_eq!(payload(&bare["access_token"]).get("roles"), None);
    assert_eq!(payload(&full["access_token"])["roles"][0], "CallRecords.Read.All");
    assert_eq!(full.get("refresh_token"), None);
}

#[rstest]
#[case::a_wrong_secret("wrong", 7_000_215)]
#[case::no_secret("", 7_000_218)]
#[tokio::test]
async fn the_own_app_needs_its_secret(#[case] secret: &str, #[case] code: u32) {
    let practice = practice(everything_granted()).await;

    let (status, body) = app_only(&practice, secret, "https://graph.microsoft.com/.default").await;

    assert_eq!((status, &body["error_codes"][0]), (401, &Value::from(code)));
}

async fn app_only(practice: &usher_practice::Practice, secret: &str, scope: &str) -> (u16, Value) {
    let client_id = practice.confidential_client_id();
    let mut params =
        vec![("client_id", client_id.as_str()), ("grant_type", "client_credentials"), ("scope", scope)];
    if !secret.is_empty() {
        params.push(("client_secret", secret));
    }
    let answer = token(practice, &params).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn a_secret_may_come_in_a_basic_header() {
    let practice = practice(everything_granted()).await;

    let response = client()
        .post(format!("{}/oauth2/v2.0/token", practice.authority()))
        .basic_auth(practice.confidential_client_id(), Some(practice.confidential_client_secret()))
        .form(&[("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default")])
        .send()
        .await
        .unwrap();

    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_busy_service_says_when_to_come_back_and_then_works() {
    let practice = practice(service(Service::Busy { answers: 1, retry_after_s: 7 })).await;
    let code = code(&practice, &[("scope", SCOPE)]).await;

    let busy = redeem(&practice, &code, &[]).await;
    let then = redeem(&practice, &code, &[]).await;

    assert_eq!((busy.status, busy.retry_after.as_deref()), (429, Some("7")));
    assert_eq!(then.status, 200);
}
