//! Questions to the service: tenants, tokens and Graph.

use std::time::{Duration, SystemTime};

use rstest::rstest;
use serde_json::{Value, json};
use usher_domain::ids::{ObjectId, TenantId};
use wiremock::ResponseTemplate;

use super::{CLIENT, OTHER_TENANT, PERSON, Provider, TENANT, refresh_ask, refresh_token};
use crate::entra::RefreshAsk;
use crate::error::{EntraError, FindTenantError, GraphError, RedeemError};
use crate::id_token::{IdTokenError, KnownPerson};
use crate::secret::AccessToken;

fn refusal(status: u16, error: &str, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({
        "error": error, "error_description": text, "suberror": "consent_required",
        "trace_id": "00000000-0000-0000-0000-000000000000", "timestamp": "2026-11-22 03:00:00Z",
    }))
}

#[rstest]
#[case::unknown(
    refusal(400, "invalid_tenant", "AADSTS90002: Tenant 'nowhere.example' not found."),
    Err(FindTenantError::UnknownDomain)
)]
#[case::other_cloud_by_code(
    refusal(400, "invalid_request", "AADSTS900439: USGClientNotSupportedOnPublicEndpoint"),
    Err(FindTenantError::OtherCloud)
)]
#[case::other_cloud_by_issuer(
    ResponseTemplate::new(200).set_body_json(json!({ "issuer": format!("https://login.microsoftonline.us/{TENANT}/v2.0") })),
    Err(FindTenantError::OtherCloud)
)]
#[case::foreign_issuer(
    ResponseTemplate::new(200).set_body_json(json!({ "issuer": format!("https://evil.example/{TENANT}/v2.0") })),
    Err(FindTenantError::Entra(EntraError::MetadataNotTrusted))
)]
#[case::odd(
    ResponseTemplate::new(200).set_body_json(json!([])),
    Err(FindTenantError::Entra(EntraError::OddAnswer))
)]
#[case::busy(
    ResponseTemplate::new(429).insert_header("retry-after", "77"),
    Err(FindTenantError::Entra(EntraError::Busy { retry_after_s: Some(77) }))
)]
#[tokio::test]
async fn a_domain_without_a_tenant_here_is_told_apart(
    #[case] answer: ResponseTemplate,
    #[case] expected: Result<TenantId, FindTenantError>,
) {
    let provider = Provider::start().await;
    provider.answer("GET", "^/nowhere.example/v2.0/", answer).await;

    assert_eq!(provider.entra.find_tenant("nowhere.example").await, expected);
}

#[tokio::test]
async fn a_domain_leads_to_its_tenant() {
    let provider = Provider::start().await;
    let issuer = format!("{}/{OTHER_TENANT}/v2.0", provider.server.uri());
    let found = ResponseTemplate::new(200).set_body_json(json!({ "issuer": issuer }));
    provider.answer("GET", "^/fabrikam.example/v2.0/.well-known/openid-configuration$", found).await;

    assert_eq!(provider.entra.find_tenant("fabrikam.example").await.unwrap().as_str(), OTHER_TENANT);
}

#[rstest]
#[case::everything(vec![], "https%3A%2F%2Fgraph.microsoft.com%2F.default+openid+profile+offline_access")]
#[case::named(vec!["Mail.Read".to_owned()], "Mail.Read")]
#[tokio::test]
async fn a_refresh_asks_for_all_that_is_granted(#[case] scopes: Vec<String>, #[case] sent: &str) {
    let provider = Provider::start().await;
    let scene = provider.honest();
    provider.publish(&scene).await;
    provider.publish_tokens(&scene).await;

    let ask = RefreshAsk { scopes, ..refresh_ask() };
    let refreshed = provider.entra.refresh(&ask, &refresh_token()).await.unwrap();

    let body = provider.posted("/token").await.remove(0);
    assert!(body.contains("grant_type=refresh_token&refresh_token=refresh"), "{body}");
    assert!(
        body.contains(&format!("scope={sent}")) && body.contains(&format!("client_id={CLIENT}")),
        "{body}"
    );
    assert!(!body.contains("client_secret"), "{body}");
    assert_eq!(refreshed.expires_in_s, 3599);
    assert!(!refreshed.clock_off && refreshed.refresh_token.is_some());
}

#[tokio::test]
async fn a_refresh_of_another_tenant_or_person_is_not_trusted() {
    let provider = Provider::start().await;
    let scene = provider.honest();
    provider.publish(&scene).await;
    provider.publish_tokens(&scene).await;
    let somebody = KnownPerson { object: ObjectId::parse(OTHER_TENANT).ok(), ..KnownPerson::default() };

    let other_tenant = RefreshAsk { tenant: TenantId::parse(OTHER_TENANT).ok(), ..refresh_ask() };
    let other_person = RefreshAsk { person: somebody, ..refresh_ask() };

    for (ask, error) in [(other_tenant, IdTokenError::Tenant), (other_person, IdTokenError::Subject)] {
        let refused = provider.entra.refresh(&ask, &refresh_token()).await.unwrap_err();
        assert_eq!(refused, RedeemError::NotTrusted(error));
    }
}

#[tokio::test]
async fn a_refusal_is_handed_on_whole_and_not_asked_again() {
    let provider = Provider::start().await;
    provider.publish(&provider.honest()).await;
    let text = "AADSTS65001: The user or administrator has not consented to use the application.";
    provider.answer("POST", ".*/token$", refusal(400, "invalid_grant", text)).await;

    let refused = provider.entra.refresh(&refresh_ask(), &refresh_token()).await.unwrap_err();

    let RedeemError::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!(
        (refusal.error.as_str(), refusal.suberror.as_deref()),
        ("invalid_grant", Some("consent_required"))
    );
    assert_eq!(refusal.codes.iter().map(|c| c.0).collect::<Vec<_>>(), [65001]);
    assert_eq!(provider.posted("/token").await.len(), 1);
}

#[rstest]
#[case::down(ResponseTemplate::new(503), EntraError::ServiceDown, 4)]
#[case::busy(ResponseTemplate::new(429).insert_header("retry-after", "30"), EntraError::Busy { retry_after_s: Some(30) }, 1)]
#[case::html(ResponseTemplate::new(200).set_body_raw("<html>canary", "text/html"), EntraError::OddAnswer, 1)]
#[case::cut(
    ResponseTemplate::new(200).set_body_raw("{\"access_token\":\"canary", "application/json"),
    EntraError::OddAnswer,
    1
)]
#[case::no_token(
    ResponseTemplate::new(200).set_body_json(json!({ "token_type": "Bearer", "refresh_token": "canary" })),
    EntraError::OddAnswer,
    1
)]
#[case::not_bearer(
    ResponseTemplate::new(200).set_body_json(json!({ "token_type": "mac", "access_token": "canary" })),
    EntraError::OddAnswer,
    1
)]
#[case::no_refusal(ResponseTemplate::new(400).set_body_json(json!({ "canary": true })), EntraError::OddAnswer, 1)]
#[tokio::test]
async fn trouble_at_the_token_endpoint_is_named_without_showing_anything(
    #[case] answer: ResponseTemplate,
    #[case] expected: EntraError,
    #[case] tries: usize,
) {
    let provider = Provider::start().await;
    provider.publish(&provider.honest()).await;
    provider.answer("POST", ".*/token$", answer).await;

    let error = provider.entra.refresh(&refresh_ask(), &refresh_token()).await.unwrap_err();

    assert!(!format!("{error:?} {error}").contains("canary"));
    assert_eq!(error, RedeemError::Entra(expected));
    assert_eq!(provider.posted("/token").await.len(), tries);
}

#[rstest]
#[case::right(0, false)]
#[case::slow_by_four_minutes(240, false)]
#[case::slow_by_ten_minutes(600, true)]
#[case::fast_by_a_year(-31_536_000, true)]
#[tokio::test]
async fn a_wrong_clock_is_noticed_by_the_answers_date(#[case] seconds_ahead: i64, #[case] off: bool) {
    let provider = Provider::start().await;
    let scene = provider.honest();
    provider.publish(&scene).await;
    let apart = Duration::from_secs(seconds_ahead.unsigned_abs());
    let now = SystemTime::now();
    let date = if seconds_ahead < 0 { now - apart } else { now + apart };
    let answer = ResponseTemplate::new(200).set_body_json(&scene.token);
    let answer = answer.insert_header("date", httpdate::fmt_http_date(date));
    provider.answer("POST", ".*/token$", answer).await;

    assert_eq!(provider.entra.refresh(&refresh_ask(), &refresh_token()).await.unwrap().clock_off, off);
}

#[tokio::test]
async fn a_token_out_of_time_under_a_wrong_clock_blames_the_clock() {
    let provider = Provider::start().await;
    let mut scene = provider.honest();
    scene.claims["iat"] = json!(super::seconds_now() + 7200);
    provider.publish(&scene).await;
    let mut token = scene.token.clone();
    token["id_token"] = json!(scene.signer.sign_as_usual(&scene.claims));
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(7200));
    let answer = ResponseTemplate::new(200).set_body_json(token).insert_header("date", date);
    provider.answer("POST", ".*/token$", answer).await;

    let error = provider.entra.refresh(&refresh_ask(), &refresh_token()).await.unwrap_err();

    assert_eq!(error, RedeemError::ClockWrong);
}

#[tokio::test]
async fn graph_tells_who_and_where() {
    let provider = Provider::start().await;
    provider.publish(&provider.honest()).await;
    let page = json!({ "value": [{ "id": TENANT, "displayName": "Contoso" }] });
    provider.answer("GET", "^/v1.0/organization$", ResponseTemplate::new(200).set_body_json(page)).await;
    let access = AccessToken::from_text("opaque");

    let me = provider.entra.me(&access).await.unwrap();
    let organization = provider.entra.organization(&access).await.unwrap();

    assert_eq!((me.id.as_str(), me.name.as_deref()), (PERSON, Some("Kim Park")));
    assert_eq!((organization.id.as_str(), organization.name.as_deref()), (TENANT, Some("Contoso")));
    let requests = provider.server.received_requests().await.unwrap();
    assert!(
        requests
            .iter()
            .all(|r| r.headers["authorization"] == "Bearer opaque" && !r.headers.contains_key("referer"))
    );
}

#[rstest]
#[case::ran_out(401, GraphError::SignInRanOut)]
#[case::not_allowed(403, GraphError::NotAllowed)]
#[case::odd(418, GraphError::Entra(EntraError::OddAnswer))]
#[case::down(500, GraphError::Entra(EntraError::ServiceDown))]
#[tokio::test]
async fn graph_says_no(#[case] status: u16, #[case] expected: GraphError) {
    let provider = Provider::start().await;
    let answer = ResponseTemplate::new(status).set_body_json(json!({ "error": { "code": "x" } }));
    provider.answer("GET", "^/v1.0/me$", answer).await;

    assert_eq!(provider.entra.me(&AccessToken::from_text("opaque")).await, Err(expected));
}

#[tokio::test]
async fn a_null_graph_answer_is_odd() {
    let provider = Provider::start().await;
    provider.answer("GET", ".*", ResponseTemplate::new(200).set_body_json(Value::Null)).await;

    let error = provider.entra.organization(&AccessToken::from_text("opaque")).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(EntraError::OddAnswer));
}
