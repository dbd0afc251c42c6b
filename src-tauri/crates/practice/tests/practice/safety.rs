//! What other pages, other names and odd requests can't do.

use rstest::rstest;
use usher_practice::{Options, Practice, Settings, StartError};

use crate::support::{Browser, anyone_may_accept, authorize_url, client, practice};

#[rstest]
#[case::another_name("rebind.example")]
#[case::another_port("127.0.0.1:1")]
#[case::no_port("127.0.0.1")]
#[tokio::test]
async fn another_host_is_turned_away(#[case] host: &str) {
    let practice = practice(Settings::default()).await;

    let response = client().get(practice.portal()).header("host", host).send().await.unwrap();

    assert_eq!(response.status(), 421);
}

#[tokio::test]
async fn localhost_is_a_name_of_this_host() {
    let practice = practice(Settings::default()).await;

    let host = format!("localhost:{}", practice.port());
    let response = client().get(practice.portal()).header("host", host).send().await.unwrap();

    assert_eq!(response.status(), 200);
}

#[rstest]
#[case::a_wrong_canary("canary", "made-up")]
#[case::no_canary("canary", "")]
#[tokio::test]
async fn a_form_of_another_page_is_refused(#[case] field: &str, #[case] value: &str) {
    let practice = practice(anyone_may_accept()).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    let mut form = page.hidden();
    form.retain(|(name, _)| name != field);
    form.push((field.to_owned(), value.to_owned()));
    form.push(("act".to_owned(), "back".to_owned()));

    let refused = browser.post(&page.action(), &form).await;

    assert_eq!(refused.status, 403);
    assert!(!refused.is_answer());
}

#[tokio::test]
async fn a_form_of_another_browser_is_refused() {
    let practice = practice(anyone_may_accept()).await;
    let (mut browser, mut other) = (Browser::new(), Browser::new());
    let page = browser.open(&authorize_url(&practice, &[])).await;
    other.open(&authorize_url(&practice, &[])).await;

    let refused = other.press(&page, "back", &[]).await;

    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_form_works_once() {
    let practice = practice(anyone_may_accept()).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;

    let first = browser.press(&page, "back", &[]).await;
    let second = browser.press(&page, "back", &[]).await;

    assert!(first.is_answer());
    assert!(second.body.contains("AADSTS50089"));
}

#[tokio::test]
async fn text_from_outside_is_never_markup() {
    let practice = practice(Settings::default().named("<script>alert(1)</script>")).await;

    let url = authorize_url(&practice, &[("login_hint", "\"><script>alert(2)</script>")]);
    let page = Browser::new().open(&url).await;

    assert!(!page.body.contains("<script"));
    assert!(page.body.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn pages_forbid_everything_that_is_not_theirs() {
    let practice = practice(Settings::default()).await;

    let response = client().get(practice.portal()).send().await.unwrap();

    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(response.headers().get("access-control-allow-origin").is_none());
    assert!(response.text().await.unwrap().contains("PRACTICE"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let practice = practice(Settings::default()).await;
    let large = "x".repeat(70_000);

    let response = client()
        .post(format!("{}/oauth2/v2.0/token", practice.authority()))
        .form(&[("grant_type", large)])
        .send()
        .await
        .unwrap();

    assert_eq!(response.status(), 413);
}

#[tokio::test]
async fn only_forms_are_read() {
    let practice = practice(Settings::default()).await;

    let response = client()
        .post(format!("{}/oauth2/v2.0/token", practice.authority()))
        .json(&serde_json::json!({"grant_type": "refresh_token"}))
        .send()
        .await
        .unwrap();

    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let practice = practice(Settings::default()).await;

    let second = Practice::start(Options { port: practice.port(), settings: Settings::default() }).await;

    assert!(matches!(second, Err(StartError::Bind { port, .. }) if port == practice.port()));
}

#[tokio::test]
async fn a_stopped_server_gives_its_port_back() {
    let practice = practice(Settings::default()).await;
    let port = practice.port();

    practice.shutdown().await;

    tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
}
