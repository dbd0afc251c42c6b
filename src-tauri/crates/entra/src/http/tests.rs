use std::time::Duration;

use reqwest::{Method, Request};
use rstest::rstest;
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::Http;
use crate::error::EntraError;
use crate::retry::Patience;

fn quick() -> Http {
    let patience = Patience { first: Duration::from_millis(1), total: Duration::from_millis(10) };
    Http::new(true).unwrap().with_patience(patience)
}

fn get(address: &str) -> Request {
    Request::new(Method::GET, Url::parse(address).unwrap())
}

fn json(status: u16, body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.into(), "application/json")
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[rstest]
#[case::plain(json(200, "{}"), Ok(200))]
#[case::charset(ResponseTemplate::new(200).set_body_raw("{}", "Application/JSON; charset=utf-8"), Ok(200))]
#[case::key_set(ResponseTemplate::new(200).set_body_raw("{}", "application/jwk-set+json"), Ok(200))]
#[case::a_refusal(json(400, "{}"), Ok(400))]
#[case::html(ResponseTemplate::new(200).set_body_raw("<html>", "text/html"), Err(EntraError::OddAnswer))]
#[case::no_type(ResponseTemplate::new(200), Err(EntraError::OddAnswer))]
#[case::a_redirect(
    ResponseTemplate::new(302).insert_header("location", "https://evil.example/"),
    Err(EntraError::OddAnswer)
)]
#[case::html_error(
    ResponseTemplate::new(500).set_body_raw("<html>", "text/html"),
    Err(EntraError::ServiceDown)
)]
#[case::ten_megabytes(json(200, vec![b' '; 10_000_000]), Err(EntraError::TooLarge))]
#[case::not_gzip(json(200, "{}").insert_header("content-encoding", "gzip"), Err(EntraError::OddAnswer))]
#[case::too_many(json(429, "{}"), Err(EntraError::Busy { retry_after_s: None }))]
#[case::too_many_for_an_hour(
    json(429, "{}").insert_header("retry-after", "99999"),
    Err(EntraError::Busy { retry_after_s: Some(3600) })
)]
#[case::down_for_a_minute(
    json(503, "{}").insert_header("retry-after", "60"),
    Err(EntraError::Busy { retry_after_s: Some(60) })
)]
#[tokio::test]
async fn an_answer_is_whole_json_or_a_named_failure(
    #[case] answer: ResponseTemplate,
    #[case] expected: Result<u16, EntraError>,
) {
    let server = server(answer).await;

    let got = quick().patiently(get(&server.uri())).await;

    assert_eq!(got.map(|answer| answer.status), expected);
}

#[tokio::test]
async fn a_bomb_is_counted_after_decompression() {
    let packed = include_bytes!("data/five-megabytes.json.gz");
    let server = server(json(200, packed.as_slice()).insert_header("content-encoding", "gzip")).await;

    assert_eq!(quick().once(get(&server.uri())).await.unwrap_err(), EntraError::TooLarge);
}

#[rstest]
#[case::busy(429)]
#[case::down(503)]
#[case::broken(500)]
#[tokio::test]
async fn a_call_that_may_be_repeated_is_tried_four_times(#[case] status: u16) {
    let server = server(json(status, "{}")).await;

    // 1, 2 and 4 ms fit into 10 ms, 8 ms more do not.
    assert!(quick().patiently(get(&server.uri())).await.is_err());

    let tries = server.received_requests().await.unwrap().len();
    assert_eq!(tries, 4);
}

#[tokio::test]
async fn a_call_that_must_not_be_repeated_is_tried_once() {
    let server = server(json(503, "{}")).await;

    assert_eq!(quick().once(get(&server.uri())).await.unwrap_err(), EntraError::ServiceDown);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_service_that_is_busy_for_no_time_is_not_asked_for_ever() {
    let server = server(json(429, "{}").insert_header("retry-after", "0")).await;

    let error = quick().patiently(get(&server.uri())).await.unwrap_err();

    assert_eq!(error, EntraError::Busy { retry_after_s: Some(0) });
    assert_eq!(server.received_requests().await.unwrap().len(), 10);
}

#[tokio::test]
async fn an_answer_without_anything_in_it_is_whole() {
    let server = server(ResponseTemplate::new(204)).await;

    let answer = quick().once_let_in(get(&server.uri())).await.unwrap();

    assert_eq!((answer.status, answer.body), (204, vec![]));
}

#[tokio::test]
async fn a_short_trouble_is_waited_out() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(json(503, "{}")).up_to_n_times(2).mount(&server).await;
    Mock::given(any()).respond_with(json(200, "{}")).mount(&server).await;

    assert_eq!(quick().patiently(get(&server.uri())).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_closed_port_is_offline() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();

    let error = quick().once(get(&format!("http://127.0.0.1:{port}"))).await.unwrap_err();

    assert_eq!(error, EntraError::Offline);
}

#[tokio::test]
async fn plain_http_is_refused_for_microsoft() {
    let server = server(json(200, "{}")).await;

    let error = Http::new(false).unwrap().once(get(&server.uri())).await.unwrap_err();

    assert_eq!(error, EntraError::AddressNotAllowed);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_considerate_client_does_not_knock_again_before_the_time_that_one_call_was_told() {
    let server = server(json(429, "{}").insert_header("retry-after", "60")).await;
    let (http, address) = (quick().considerate(), format!("{}/other", server.uri()));

    let told = http.once(get(&server.uri())).await.unwrap_err();
    let others = [http.clone().once(get(&address)).await, http.patiently(get(&address)).await];

    assert_eq!(told, EntraError::Busy { retry_after_s: Some(60) });
    for other in others {
        assert_eq!(other.unwrap_err(), EntraError::Busy { retry_after_s: Some(60) });
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
