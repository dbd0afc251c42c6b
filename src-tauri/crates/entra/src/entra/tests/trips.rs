//! Browser trips from link to token.

use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::json;
use url::Url;
use usher_domain::ids::TenantId;
use usher_domain::profile::{Loopback, LoopbackHost};
use usher_domain::reasoning::Leg;
use wiremock::ResponseTemplate;

use super::{
    OTHER_TENANT, PERSON, Provider, TENANT, ask, browser, callback, parameter, seconds_now, silent_ask,
};
use crate::authority::Authority;
use crate::entra::Entra;
use crate::error::{EntraError, RedeemError};
use crate::id_token::IdTokenError;
use crate::listener::Outcome;
use crate::sign_in::{SignInAsk, Trip, TripAnswer};
use crate::signer::FIRST;

async fn begun(ask: SignInAsk) -> (Provider, Trip) {
    let provider = Provider::start().await;
    provider.publish(&provider.honest()).await;
    let trip = provider.entra.begin(ask).await.unwrap();
    (provider, trip)
}

/// Posts the answer of one leg, as Entra's page would.
async fn post(trip: &Trip, link: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let state = parameter(link, "state").unwrap();
    let mut form = vec![("state", state.as_str())];
    form.extend_from_slice(fields);
    browser().post(callback(trip)).form(&form).send().await.unwrap()
}

/// Posts a code and lets the browser wait for its page.
fn post_code(trip: &Trip, link: &str) -> tokio::task::JoinHandle<(u16, String)> {
    let (to, state) = (callback(trip), parameter(link, "state").unwrap());
    tokio::spawn(async move {
        let form = [("state", state.as_str()), ("code", "the-code")];
        let page = browser().post(to).form(&form).send().await.unwrap();
        (page.status().as_u16(), page.text().await.unwrap())
    })
}

#[tokio::test]
async fn what_is_not_to_be_kept_asks_for_no_refresh_token() {
    let (_provider, trip) = begun(SignInAsk { stays: false, ..ask() }).await;

    let scope = parameter(trip.interactive_link().as_str(), "scope");

    assert_eq!(scope.as_deref(), Some("Calendars.Read User.Read openid profile"));
}

#[tokio::test]
async fn the_links_ask_as_the_reference_says() {
    let (_provider, trip) = begun(silent_ask()).await;
    let (silent, interactive) = (trip.start_link().as_str(), trip.interactive_link().as_str());

    for link in [silent, interactive] {
        let is =
            |name: &str, value: &str| assert_eq!(parameter(link, name).as_deref(), Some(value), "{name}");
        is("response_type", "code");
        is("response_mode", "form_post");
        is("code_challenge_method", "S256");
        is("scope", "Calendars.Read User.Read openid profile offline_access");
        is("login_hint", "kim@contoso.example");
        is("redirect_uri", &callback(&trip));
        assert_eq!(parameter(link, "code_challenge").unwrap().len(), 43);
    }
    assert_eq!(parameter(silent, "prompt").as_deref(), Some("none"));
    assert_eq!(parameter(interactive, "prompt"), None);
    for secret in ["state", "nonce", "code_challenge"] {
        assert_ne!(parameter(silent, secret), parameter(interactive, secret), "{secret}");
    }
    assert!(!format!("{trip:?}").contains(&parameter(silent, "state").unwrap()));
}

#[rstest]
#[case::no_address(ask())]
#[case::silent_without_an_address(SignInAsk { silent_first: true, ..ask() })]
#[tokio::test]
async fn without_an_address_the_account_is_picked_on_the_page(#[case] ask: SignInAsk) {
    let (_provider, trip) = begun(ask).await;

    assert_eq!(trip.start_link(), trip.interactive_link());
    assert_eq!(parameter(trip.start_link().as_str(), "prompt").as_deref(), Some("select_account"));
    assert_eq!(parameter(trip.start_link().as_str(), "login_hint"), None);
}

#[tokio::test]
async fn a_redirect_on_localhost_names_localhost() {
    let redirect = Loopback { host: LoopbackHost::Localhost, path: "/".to_owned() };
    let (_provider, trip) = begun(SignInAsk { redirect, ..ask() }).await;

    let redirect = parameter(trip.start_link().as_str(), "redirect_uri").unwrap();

    assert_eq!(redirect, format!("http://localhost:{}/", trip.port()));
}

#[tokio::test]
async fn a_code_is_redeemed_with_its_own_verifier_and_the_page_tells_the_truth() {
    let (provider, mut trip) = begun(ask()).await;
    let link = trip.start_link().as_str().to_owned();
    let mut scene = provider.honest();
    scene.claims["nonce"] = json!(parameter(&link, "nonce").unwrap());
    provider.publish_tokens(&scene).await;
    let page = post_code(&trip, &link);

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    assert!(!page.is_finished(), "the page waits for the outcome");
    assert_eq!(grant.leg(), Leg::Interactive);
    let signed_in = provider.entra.redeem(grant).await.unwrap();
    trip.tell(Outcome::AllSet).await;

    let (status, text) = page.await.unwrap();
    assert!(status == 200 && text.contains("<h1>All set</h1>"), "{text}");
    assert_eq!(signed_in.granted, ["openid", "profile", "Calendars.Read", "User.Read"]);
    assert_eq!(signed_in.account.tenant.as_ref().map(TenantId::as_str), Some(TENANT));
    assert_eq!(signed_in.account.object.as_ref().map(|o| o.as_str()), Some(PERSON));
    assert_eq!(signed_in.account.username, "kim@contoso.example");
    assert_eq!(signed_in.expires_in_s, 3599);
    let body = provider.posted("/token").await.remove(0);
    let field = |name: &str| parameter(&format!("http://x/?{body}"), name).unwrap();
    assert_eq!((field("code").as_str(), field("redirect_uri")), ("the-code", callback(&trip)));
    let challenge = oauth2::PkceCodeChallenge::from_code_verifier_sha256(&oauth2::PkceCodeVerifier::new(
        field("code_verifier"),
    ));
    assert_eq!(Some(challenge.as_str()), parameter(&link, "code_challenge").as_deref());
}

#[tokio::test]
async fn a_code_that_was_refused_is_not_sent_again_and_the_page_says_so() {
    let (provider, mut trip) = begun(ask()).await;
    let refusal = json!({ "error": "invalid_grant", "error_description": "AADSTS54005: already redeemed" });
    provider.answer("POST", ".*/token$", ResponseTemplate::new(400).set_body_json(refusal)).await;
    let page = post_code(&trip, trip.start_link().as_str());

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    let error = provider.entra.redeem(grant).await.unwrap_err();
    trip.tell(Outcome::NotConnected).await;

    assert!(matches!(error, RedeemError::Refused(_)));
    assert!(page.await.unwrap().1.contains("<h1>Not connected</h1>"));
    assert_eq!(provider.posted("/token").await.len(), 1);
}

#[tokio::test]
async fn a_code_is_sent_once_even_when_the_service_is_down() {
    let (provider, mut trip) = begun(ask()).await;
    provider.answer("POST", ".*/token$", ResponseTemplate::new(503)).await;
    let _page = post_code(&trip, trip.start_link().as_str());

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    let error = provider.entra.redeem(grant).await.unwrap_err();

    assert_eq!(error, RedeemError::Entra(EntraError::ServiceDown));
    assert_eq!(provider.posted("/token").await.len(), 1);
}

#[tokio::test]
async fn a_pinned_tenant_is_asked_and_demanded() {
    let provider = Provider::start().await;
    let mut scene = provider.honest();
    scene.discovery["issuer"] = json!(format!("{}/{{tenantid}}/v2.0", provider.server.uri()));
    provider.publish(&scene).await;
    let tenant = TenantId::parse(OTHER_TENANT).ok();
    let mut trip = provider.entra.begin(SignInAsk { tenant, ..ask() }).await.unwrap();
    scene.claims["nonce"] = json!(parameter(trip.start_link().as_str(), "nonce").unwrap());
    provider.publish_tokens(&scene).await;
    let _page = post_code(&trip, trip.start_link().as_str());

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    let error = provider.entra.redeem(grant).await.unwrap_err();

    assert_eq!(error, RedeemError::NotTrusted(IdTokenError::Tenant));
    let requests = provider.server.received_requests().await.unwrap();
    assert!(requests[0].url.path().starts_with(&format!("/{OTHER_TENANT}/")));
}

#[tokio::test]
async fn the_silent_legs_refusal_sends_the_same_tab_on_once() {
    let (_provider, mut trip) = begun(silent_ask()).await;
    let silent = trip.start_link().as_str().to_owned();
    let refusal = [("error", "interaction_required"), ("error_description", "AADSTS65001: no grant")];

    let first = post(&trip, &silent, &refusal).await;
    let again = post(&trip, &silent, &refusal).await;

    assert_eq!(first.status(), 303);
    assert_eq!(first.headers()["location"].to_str().unwrap(), trip.interactive_link().as_str());
    assert_eq!(again.status(), 400);
    let TripAnswer::SilentRefused(refusal) = trip.next().await else { panic!("no silent refusal") };
    assert_eq!(refusal.codes.iter().map(|c| c.0).collect::<Vec<_>>(), [65001]);
    let page = post_code(&trip, trip.interactive_link().as_str());
    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    assert_eq!(grant.leg(), Leg::Interactive);
    trip.tell(Outcome::NotConnected).await;
    assert_eq!(page.await.unwrap().0, 200);
}

#[tokio::test]
async fn a_code_by_the_silent_leg_ends_the_trip() {
    let (provider, mut trip) = begun(silent_ask()).await;
    let silent = trip.start_link().as_str().to_owned();
    let mut scene = provider.honest();
    scene.claims["nonce"] = json!(parameter(&silent, "nonce").unwrap());
    provider.publish_tokens(&scene).await;
    let _page = post_code(&trip, &silent);

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };

    assert_eq!(grant.leg(), Leg::Silent);
    assert!(provider.entra.redeem(grant).await.is_ok());
    let late = post(&trip, trip.interactive_link().as_str(), &[("error", "access_denied")]).await;
    assert!(late.text().await.unwrap().contains("<h1>Link already used</h1>"));
}

#[tokio::test]
async fn a_code_of_one_leg_with_the_state_of_the_other_does_not_fit_its_nonce() {
    let (provider, mut trip) = begun(silent_ask()).await;
    let mut scene = provider.honest();
    scene.claims["nonce"] = json!(parameter(trip.start_link().as_str(), "nonce").unwrap());
    provider.publish_tokens(&scene).await;
    let _page = post_code(&trip, trip.interactive_link().as_str());

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    let error = provider.entra.redeem(grant).await.unwrap_err();

    assert_eq!(error, RedeemError::NotTrusted(IdTokenError::Nonce));
}

#[rstest]
#[case::by_post(true)]
#[case::by_get(false)]
#[tokio::test]
async fn a_refusal_counts_by_either_method(#[case] by_post: bool) {
    let (_provider, mut trip) = begun(ask()).await;
    let link = trip.start_link().as_str().to_owned();
    let state = parameter(&link, "state").unwrap();

    let page = if by_post {
        post(&trip, &link, &[("error", "access_denied"), ("error_subcode", "cancel")]).await
    } else {
        let query = format!("?error=access_denied&error_subcode=cancel&state={state}");
        browser().get(callback(&trip) + &query).send().await.unwrap()
    };

    let TripAnswer::Refused(refusal) = trip.next().await else { panic!("no refusal") };
    assert_eq!((refusal.error.as_str(), refusal.error_subcode.as_deref()), ("access_denied", Some("cancel")));
    assert!(page.text().await.unwrap().contains("<h1>Not connected</h1>"));
}

#[tokio::test]
async fn a_code_in_an_address_ends_the_trip_unused() {
    let (provider, mut trip) = begun(ask()).await;
    let state = parameter(trip.start_link().as_str(), "state").unwrap();

    let page = browser().get(format!("{}?code=c&state={state}", callback(&trip))).send().await.unwrap();

    assert!(matches!(trip.next().await, TripAnswer::WrongForm));
    assert!(page.text().await.unwrap().contains("<h1>Not connected</h1>"));
    assert!(provider.posted("/token").await.is_empty());
}

#[tokio::test]
async fn dropping_the_trip_closes_the_port_at_once() {
    for _ in 0..100 {
        let (_provider, trip) = begun_quickly().await;
        let port = trip.port();
        drop(trip);

        let closed = async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(1), closed).await.unwrap();
    }
}

/// A trip whose provider is asked once only, because its metadata is remembered.
async fn begun_quickly() -> (std::sync::Arc<Provider>, Trip) {
    static PROVIDER: tokio::sync::OnceCell<std::sync::Arc<Provider>> = tokio::sync::OnceCell::const_new();
    let provider = PROVIDER
        .get_or_init(|| async {
            let provider = Provider::start().await;
            provider.publish(&provider.honest()).await;
            std::sync::Arc::new(provider)
        })
        .await;
    (std::sync::Arc::clone(provider), provider.entra.begin(ask()).await.unwrap())
}

#[tokio::test]
async fn a_page_on_its_way_is_sent_although_the_trip_is_dropped() {
    let (_provider, mut trip) = begun(ask()).await;
    let page = post_code(&trip, trip.start_link().as_str());
    let TripAnswer::Code(_grant) = trip.next().await else { panic!("no code") };

    drop(trip);

    // Nobody told the outcome, so the page does not either.
    assert!(page.await.unwrap().1.contains("<h1>Go back to Usher</h1>"));
}

#[tokio::test]
async fn telling_is_quick_when_the_browser_is_gone() {
    let (_provider, mut trip) = begun(ask()).await;
    let page = post_code(&trip, trip.start_link().as_str());
    let TripAnswer::Code(_grant) = trip.next().await else { panic!("no code") };
    page.abort();

    let before = Instant::now();
    trip.tell(Outcome::AllSet).await;

    assert!(before.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_test_provider_needs_no_tenant() {
    let provider = Provider::start().await;
    let issuer = Url::parse(&provider.server.uri()).unwrap();
    let entra = Entra::new(Authority::provider(&issuer).unwrap()).unwrap();
    let mut scene = provider.honest();
    scene.discovery["issuer"] = json!(provider.server.uri());
    scene.discovery["authorization_response_iss_parameter_supported"] = json!(true);
    provider.publish(&scene).await;
    let mut trip = entra.begin(SignInAsk { client_id: "usher".to_owned(), ..ask() }).await.unwrap();
    let link = trip.start_link().as_str().to_owned();
    assert_eq!(parameter(&link, "prompt").as_deref(), Some("consent"));
    let now = seconds_now();
    scene.claims = json!({
        "iss": provider.server.uri(), "aud": "usher", "exp": now + 60, "iat": now, "sub": "kim",
        "nonce": parameter(&link, "nonce").unwrap(),
    });
    scene.token["id_token"] = json!(FIRST.sign_as_usual(&scene.claims));
    scene.token["scope"] = json!("openid Calendars.Read");
    provider.publish_tokens(&scene).await;
    let (to, state, iss) = (callback(&trip), parameter(&link, "state").unwrap(), provider.server.uri());
    let _page = tokio::spawn(async move {
        let form = [("state", state), ("code", "c".to_owned()), ("iss", iss)];
        browser().post(to).form(&form).send().await
    });

    let TripAnswer::Code(grant) = trip.next().await else { panic!("no code") };
    let signed_in = entra.redeem(grant).await.unwrap();

    assert_eq!((signed_in.account.tenant, signed_in.account.username.as_str()), (None, "kim"));
    assert_eq!(signed_in.granted, ["openid", "Calendars.Read"]);
}
