//! Harmless reads: each answer has its name, and no trouble passes for "it works".

use rstest::rstest;
use serde_json::{Value, json};
use usher_domain::ids::ObjectId;
use wiremock::ResponseTemplate;

use super::{PERSON, Provider, TENANT};
use crate::error::{EntraError, GraphError, ReadError};
use crate::secret::AccessToken;

const PATH: &str = "v1.0/users?$top=1&$select=id";
const ODD: ReadError = ReadError::Entra(EntraError::OddAnswer);

fn access() -> AccessToken {
    AccessToken::from_text("opaque-canary")
}

fn says(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message, "innerError": { "date": "2026-01-02T03:04:05" } } })
}

fn error(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

async fn gives(answer: ResponseTemplate) -> Provider {
    let provider = Provider::start().await;
    provider.answer("GET", "^/(v1.0|beta)/", answer).await;
    provider
}

async fn asked(provider: &Provider) -> Vec<String> {
    let requests = provider.server.received_requests().await.unwrap();
    assert!(requests.iter().all(|r| r.headers["authorization"] == "Bearer opaque-canary"));
    requests.iter().map(|r| r.url[url::Position::BeforePath..].to_owned()).collect()
}

#[rstest]
#[case::some(json!({ "value": [{ "id": PERSON }] }))]
#[case::an_empty_list(json!({ "value": [] }))]
#[case::one_thing(json!({ "id": PERSON, "availability": "Away" }))]
#[tokio::test]
async fn any_object_shows_that_it_works(#[case] body: Value) {
    let provider = gives(ResponseTemplate::new(200).set_body_json(body)).await;

    assert_eq!(provider.entra.read(&access(), PATH).await, Ok(()));
    assert_eq!(asked(&provider).await, ["/v1.0/users?$top=1&$select=id"]);
}

#[rstest]
#[case::ran_out(
    error(401, says("InvalidAuthenticationToken", "Lifetime validation failed")),
    ReadError::SignInRanOut
)]
#[case::pays(error(402, says("PaymentRequired", "x")), ReadError::PaymentRequired)]
#[case::no_right(
    error(403, says("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")),
    ReadError::Denied
)]
#[case::no_role(error(403, says("Forbidden", "Missing role permissions on the request.")), ReadError::Denied)]
#[case::exchange(
    error(403, says("ErrorAccessDenied", "Access is denied. Check credentials and try again.")),
    ReadError::Denied
)]
#[case::a_switch_of_teams(
    error(403, says("Forbidden", "Graph API access to transcripts is disabled for this tenant.")),
    ReadError::Denied
)]
#[case::denied_without_words(error(403, json!({})), ReadError::Denied)]
#[case::no_policy(
    error(
        403,
        says(
            "Forbidden",
            "No application access policy found for this app b72d1df4-06ec-4390-937a-1293f34d31be on the user."
        )
    ),
    ReadError::NoPolicy
)]
#[case::no_policy_in_capitals(
    error(403, says("FORBIDDEN", "NO APPLICATION ACCESS POLICY FOUND FOR THIS APP")),
    ReadError::NoPolicy
)]
#[case::no_policy_inside(error(403, json!({ "error": { "code": "x", "innerError": { "message": "No Application Access Policy found" } } })), ReadError::NoPolicy)]
#[case::on_behalf(
    error(403, says("Unauthorized", "App 1 is not authorized to Create meeting on behalf of user 2")),
    ReadError::NoPolicy
)]
#[case::no_mailbox(error(404, says("MailboxNotEnabledForRESTAPI", "x")), ReadError::NotThere)]
#[case::nobody(error(404, says("Request_ResourceNotFound", "x")), ReadError::NotThere)]
#[case::the_words_with_another_status(
    error(400, says("x", "No application access policy found")),
    ReadError::SaysNothing
)]
#[case::no_filter(
    error(400, says("InvalidArgument", "Filter expression expected - /onlineMeetings?$filter=")),
    ReadError::SaysNothing
)]
#[case::bad_request_without_words(error(400, json!({})), ODD)]
#[case::no_such_meeting(
    error(404, says("NotFound", "3004: Specified meeting is not found")),
    ReadError::NoSuchMeeting
)]
#[case::another_number(
    error(404, says("NotFound", "3005: Specified meeting is not found")),
    ReadError::NotThere
)]
#[case::a_person_who_is_not_there(error(404, says("UnknownError", "")), ReadError::NotThere)]
#[case::a_meeting_of_another(
    error(403, says("Forbidden", "3003: User does not have access to lookup meeting")),
    ReadError::SaysNothing
)]
#[case::nothing(ResponseTemplate::new(204), ODD)]
#[case::a_redirect(error(302, json!({})).insert_header("location", "/v1.0/elsewhere"), ODD)]
#[case::an_error_with_200(error(200, says("Forbidden", "x")), ODD)]
#[case::a_bare_list(error(200, json!([])), ODD)]
#[case::null(error(200, Value::Null), ODD)]
#[case::cut(ResponseTemplate::new(200).set_body_raw("{\"value\":[", "application/json"), ODD)]
#[case::a_page_in_between(ResponseTemplate::new(200).set_body_raw("<html>", "text/html"), ODD)]
#[case::a_page_that_forbids(ResponseTemplate::new(403).set_body_raw("<html>", "text/html"), ODD)]
#[case::ten_megabytes(ResponseTemplate::new(200).set_body_raw(vec![b' '; 10_000_000], "application/json"), ReadError::Entra(EntraError::TooLarge))]
#[case::busy(error(429, json!({})).insert_header("retry-after", "30"), ReadError::Entra(EntraError::Busy { retry_after_s: Some(30) }))]
#[case::down(error(503, json!({})), ReadError::Entra(EntraError::ServiceDown))]
#[tokio::test]
async fn what_stands_in_the_way_is_told_apart(#[case] answer: ResponseTemplate, #[case] expected: ReadError) {
    let provider = gives(answer).await;

    let error = provider.entra.read(&access(), PATH).await.unwrap_err();

    assert!(!format!("{error:?} {error}").contains("canary"));
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_short_wait_is_waited_out() {
    let provider = Provider::start().await;
    let busy = wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(error(429, json!({})).insert_header("retry-after", "0"))
        .up_to_n_times(3)
        .with_priority(1);
    busy.mount(&provider.server).await;
    provider.answer("GET", "^/v1.0/", error(200, json!({ "value": [] }))).await;

    assert_eq!(provider.entra.read(&access(), PATH).await, Ok(()));
    assert_eq!(asked(&provider).await.len(), 4);
}

#[rstest]
#[case::beta("beta/teamwork/devices?$top=1&$select=id", "/beta/teamwork/devices?$top=1&$select=id")]
#[case::a_function(
    "v1.0/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301/onlineMeetings/getAllRecordings(meetingOrganizerUserId='3f2504e0-4f89-41d3-9a0c-0305e82c3301')?$top=1",
    "/v1.0/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301/onlineMeetings/getAllRecordings(meetingOrganizerUserId='3f2504e0-4f89-41d3-9a0c-0305e82c3301')?$top=1"
)]
#[tokio::test]
async fn the_path_is_asked_as_it_stands(#[case] path: &str, #[case] expected: &str) {
    let provider = gives(error(200, json!({ "value": [] }))).await;

    provider.entra.read(&access(), path).await.unwrap();

    assert_eq!(asked(&provider).await, [expected]);
}

#[tokio::test]
async fn every_read_that_usher_knows_can_be_asked() {
    let provider = gives(error(200, json!({ "value": [] }))).await;
    let probes = usher_domain::own_app::probes();

    for probe in probes {
        let path = probe.path.replace("{user}", PERSON);
        assert_eq!(provider.entra.read(&access(), &path).await, Ok(()), "{path}");
    }

    assert!(!probes.is_empty());
    assert_eq!(asked(&provider).await.len(), probes.len());
}

#[rstest]
#[case::another_host("https://evil.example/v1.0/users")]
#[case::another_host_in_short("//evil.example/v1.0/users")]
#[case::with_backslashes("\\\\evil.example\\v1.0\\users")]
#[case::another_port("http://127.0.0.1:9/v1.0/users")]
#[case::no_version("users")]
#[case::out_of_the_version("v1.0/../users")]
#[case::out_of_the_version_hidden("v1.0/%2e%2e/users")]
#[case::the_sign_in(&format!("/{TENANT}/oauth2/v2.0/token"))]
#[case::nothing("")]
#[tokio::test]
async fn a_path_that_leads_elsewhere_is_not_asked(#[case] path: &str) {
    let provider = gives(error(200, json!({}))).await;

    let error = provider.entra.read(&access(), path).await.unwrap_err();

    assert_eq!(error, ReadError::Entra(EntraError::AddressNotAllowed));
    assert!(asked(&provider).await.is_empty());
}

#[tokio::test]
async fn some_people_are_those_of_the_first_page() {
    let rows = json!([{ "id": PERSON.to_ascii_uppercase() }, { "id": TENANT }, { "id": PERSON }]);
    let provider = Provider::start().await;
    let next = format!("{}/v1.0/users?$skiptoken=x", provider.server.uri());
    let page = json!({ "value": rows, "@odata.nextLink": next });
    provider.answer("GET", "^/v1.0/users$", error(200, page)).await;

    let people = provider.entra.some_people(&access(), 2).await.unwrap();

    assert_eq!(people, [PERSON, TENANT].map(|id| ObjectId::parse(id).unwrap()));
    assert_eq!(asked(&provider).await, ["/v1.0/users?$top=2&$select=id"]);
}

#[rstest]
#[case::none(0, "/v1.0/users?$top=1&$select=id")]
#[case::too_many(1_000_000, "/v1.0/users?$top=999&$select=id")]
#[tokio::test]
async fn a_page_has_a_length_that_graph_gives(#[case] most: usize, #[case] expected: &str) {
    let provider = gives(error(200, json!({ "value": [] }))).await;

    assert_eq!(provider.entra.some_people(&access(), most).await, Ok(vec![]));
    assert_eq!(asked(&provider).await, [expected]);
}

#[rstest]
#[case::ran_out(error(401, json!({})), GraphError::SignInRanOut)]
#[case::not_allowed(error(403, json!({})), GraphError::NotAllowed)]
#[case::no_list(error(200, json!({})), GraphError::Entra(EntraError::OddAnswer))]
#[case::no_guid(error(200, json!({ "value": [{ "id": "me" }] })), GraphError::Entra(EntraError::OddAnswer))]
#[tokio::test]
async fn no_people_is_not_nobody(#[case] answer: ResponseTemplate, #[case] expected: GraphError) {
    let provider = gives(answer).await;

    assert_eq!(provider.entra.some_people(&access(), 3).await, Err(expected));
}
