//! Client credentials with a secret: what a token holds, and every way to be refused.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rstest::rstest;
use serde_json::{Value, json};
use usher_practice::Settings;
use usher_practice::settings::{ReadyApp, ReadyGrant, ReadySecret, Throttle};

use super::{
    DEFAULT_SCOPE, RECORDINGS, app_token, claims, code_of, new_app, no_user_consent, post, ready,
    usher_token, with_ready,
};
use crate::support::{client, practice, token_at};

const GRACE: &str = "grace@brightwater.example";

#[tokio::test]
async fn a_token_lists_the_roles_and_names_the_app_and_its_principal() {
    let practice = practice(ready()).await;
    let app = practice.ready_app().unwrap();

    let answer = app_token(&practice, &[]).await;

    let claims = claims(&answer);
    assert_eq!((answer.status, &answer.body["token_type"]), (200, &Value::from("Bearer")));
    assert_eq!(
        (&claims["idtyp"], &claims["appid"]),
        (&Value::from("app"), &Value::from(app.client_id.as_str()))
    );
    assert_ne!(claims["oid"], app.object_id.as_str());
    assert_eq!(claims["tid"], practice.tenant().as_str());
    assert_eq!(claims["roles"].as_array().unwrap().len(), 4);
    assert!(claims["roles"].as_array().unwrap().contains(&Value::from(RECORDINGS)));
}

#[tokio::test]
async fn a_token_comes_without_roles_where_none_is_granted() {
    let practice =
        practice(with_ready(ReadyApp { granted: ReadyGrant::Nothing, ..ReadyApp::default() })).await;

    let answer = app_token(&practice, &[]).await;

    assert_eq!(answer.status, 200);
    assert!(claims(&answer)["roles"].is_null());
}

#[tokio::test]
async fn the_secret_may_come_in_a_basic_header() {
    let practice = practice(ready()).await;
    let app = practice.ready_app().unwrap();
    let secret: String = url::form_urlencoded::byte_serialize(app.secret.as_bytes()).collect();
    let endpoint = format!("{}/oauth2/v2.0/token", practice.authority());

    let response = client()
        .post(endpoint)
        .header("authorization", format!("Basic {}", STANDARD.encode(format!("{}:{secret}", app.client_id))))
        .form(&[("grant_type", "client_credentials"), ("scope", DEFAULT_SCOPE)])
        .send()
        .await
        .unwrap();

    assert_eq!(response.status(), 200);
}

#[rstest]
#[case::a_wrong_secret(ReadyApp::default(), &[("client_secret", "xYz8Q~wrong")], (401, 7_000_215))]
#[case::no_secret(ReadyApp::default(), &[("client_secret", "")], (401, 7_000_218))]
#[case::another_scope(ReadyApp::default(), &[("scope", "User.Read")], (400, 1_002_012))]
#[case::no_scope(ReadyApp::default(), &[("scope", "")], (400, 900_144))]
#[case::an_unknown_app(ReadyApp::default(), &[("client_id", "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff")], (400, 700_016))]
#[case::the_tenant_in_place_of_the_app(
    ReadyApp::default(), &[("client_id", "b51d7e2a-4c0f-4a6e-8f3b-1c9d0e7a5f21")], (400, 700_016)
)]
#[case::an_expired_secret(ReadyApp { secret: ReadySecret::Expired, ..ReadyApp::default() }, &[], (401, 7_000_222))]
#[case::a_deleted_secret(ReadyApp { secret: ReadySecret::Deleted, ..ReadyApp::default() }, &[], (401, 7_000_215))]
#[case::a_disabled_principal(ReadyApp { enabled: false, ..ReadyApp::default() }, &[], (400, 7_000_112))]
#[tokio::test]
async fn a_sign_in_is_refused_by_its_own_number(
    #[case] app: ReadyApp,
    #[case] changes: &[(&str, &str)],
    #[case] refused: (u16, u64),
) {
    let practice = practice(with_ready(app)).await;

    let answer = app_token(&practice, changes).await;

    assert_eq!(code_of(&answer), refused, "{}", answer.body);
}

#[tokio::test]
async fn the_secret_id_is_refused_like_a_wrong_secret() {
    let practice = practice(ready()).await;
    let id = practice.ready_app().unwrap().secret_id;

    let answer = app_token(&practice, &[("client_secret", &id)]).await;

    assert_eq!(code_of(&answer), (401, 7_000_215));
    let words = answer.body["error_description"].as_str().unwrap();
    assert!(words.contains("is the client secret value, not the client secret ID"));
}

#[tokio::test]
async fn swapped_ids_name_an_organization_that_nobody_knows() {
    let practice = practice(ready()).await;
    let app = practice.ready_app().unwrap();
    let endpoint = format!("{}/{}/oauth2/v2.0/token", practice.graph(), app.client_id);
    let params = [
        ("client_id", practice.tenant().to_string()),
        ("client_secret", app.secret),
        ("grant_type", "client_credentials".to_owned()),
        ("scope", DEFAULT_SCOPE.to_owned()),
    ];
    let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();

    let answer = token_at(&endpoint, &params).await;

    assert_eq!(code_of(&answer), (400, 90_002));
    assert_eq!(answer.body["error"], "invalid_request");
}

#[tokio::test]
async fn a_new_secret_is_refused_until_it_is_known_everywhere() {
    let app = ReadyApp { secret: ReadySecret::JustMade, ..ReadyApp::default() };
    let practice = practice(Settings { secret_delay_s: 20, ..with_ready(app) }).await;

    let early = app_token(&practice, &[]).await;
    practice.advance(Duration::from_secs(20));
    let later = app_token(&practice, &[]).await;

    assert_eq!(code_of(&early), (401, 7_000_215));
    assert_eq!(later.status, 200);
}

#[tokio::test]
async fn an_app_without_a_principal_is_refused_after_its_secret_was_right() {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;
    let (_, app) = post(&practice, "applications", &admin, new_app("t")).await;
    let path = format!("applications/{}/addPassword", app["id"].as_str().unwrap());
    let (_, made) = post(&practice, &path, &admin, json!({})).await;
    let (id, secret) = (app["appId"].as_str().unwrap(), made["secretText"].as_str().unwrap());

    let without = app_token(&practice, &[("client_id", id), ("client_secret", secret)]).await;
    post(&practice, "servicePrincipals", &admin, json!({"appId": id})).await;
    let with = app_token(&practice, &[("client_id", id), ("client_secret", secret)]).await;

    assert_eq!(code_of(&without), (401, 7_000_229));
    assert_eq!(with.status, 200);
}

#[tokio::test]
async fn an_app_that_asks_too_much_is_told_when_to_come_back_and_counted_if_it_does_not_wait() {
    let throttle = Some(Throttle { per_10_s: 2 });
    let practice = practice(Settings { throttle, ..ready() }).await;
    for _ in 0..2 {
        assert_eq!(app_token(&practice, &[]).await.status, 200);
    }

    let told = app_token(&practice, &[]).await;
    practice.advance(Duration::from_secs(2));
    let again = app_token(&practice, &[]).await;
    let early = practice.counts().asked_too_early;
    practice.advance(Duration::from_secs(10));
    let waited = app_token(&practice, &[]).await;

    assert_eq!((told.status, again.status, waited.status), (429, 429, 200));
    assert!(told.retry_after.unwrap().parse::<u32>().unwrap() <= 10);
    assert_eq!((early, practice.counts().asked_too_early), (1, 1));
}
