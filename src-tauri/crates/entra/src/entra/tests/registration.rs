//! Writes for an own app registration: what is sent, how often, and what is believed of the answer.

use rstest::rstest;
use serde_json::{Value, json};
use usher_domain::ids::{ClientId, ObjectId};
use wiremock::matchers::any;
use wiremock::{Mock, ResponseTemplate};

use super::{CLIENT, OTHER_TENANT, PERSON, Provider, TENANT};
use crate::error::{EntraError, GraphError, WriteError};
use crate::registration::{
    KeyInfo, NewPassword, NewRegistration, PasswordInfo, PublicCertificate, Registration, RoleGrant,
};
use crate::secret::AccessToken;

const MARK: &str = "usher:0f3c9a";
const APP: &str = "b5c0a1de-3f4e-4a77-9c51-0d2e6f7a8b90";
const GRAPH: &str = "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00";
const ROLE: &str = "c1684f21-1984-47fa-9d61-2dc8c296bb70";
const KEY_ID: &str = "f0b0b335-1d71-4883-8f98-567911bfdca6";
const MADE: &str = "Vx_8Q~canary.0-secretvalue~abcdefghijklm";

fn access() -> AccessToken {
    AccessToken::from_text("opaque-canary")
}

fn object(id: &str) -> ObjectId {
    ObjectId::parse(id).unwrap()
}

fn client() -> ClientId {
    ClientId::parse(CLIENT).unwrap()
}

fn application() -> Value {
    json!({
        "id": APP, "appId": CLIENT, "displayName": "Kaltura for Microsoft 365", "tags": ["HideApp", MARK],
        "passwordCredentials": [], "keyCredentials": [], "signInAudience": "AzureADMyOrg",
    })
}

fn bare() -> Registration {
    Registration { object: object(APP), client_id: client(), passwords: vec![], keys: vec![] }
}

fn with(mut row: Value, name: &str, value: Value) -> Value {
    row[name] = value;
    row
}

fn ok(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn says(status: u16, code: &str) -> ResponseTemplate {
    ok(status, &json!({ "error": { "code": code, "message": "canary in the text", "details": ["canary"] } }))
}

async fn gives(answer: ResponseTemplate) -> Provider {
    let provider = Provider::start().await;
    Mock::given(any()).respond_with(answer).mount(&provider.server).await;
    provider
}

async fn finds(rows: Value) -> Provider {
    gives(ok(200, &json!({ "value": rows }))).await
}

/// Verb, path and body of the only request.
async fn sent(provider: &Provider) -> (String, String, Value) {
    let requests = provider.server.received_requests().await.unwrap();
    let [request] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    assert_eq!(request.headers["authorization"], "Bearer opaque-canary");
    let body = match request.body.as_slice() {
        [] => Value::Null,
        body => {
            assert_eq!(request.headers["content-type"], "application/json");
            serde_json::from_slice(body).unwrap()
        }
    };
    (request.method.to_string(), request.url.path().to_owned(), body)
}

fn was(verb: &str, path: &str, body: Value) -> (String, String, Value) {
    (verb.to_owned(), path.to_owned(), body)
}

fn new_registration() -> NewRegistration {
    NewRegistration {
        name: "Kaltura for Microsoft 365".to_owned(),
        mark: MARK.to_owned(),
        roles: vec![ROLE.to_owned(), PERSON.to_owned()],
    }
}

fn grant() -> RoleGrant {
    RoleGrant { principal: object(PERSON), resource: object(GRAPH), role: ROLE.to_owned() }
}

fn new_password() -> NewPassword {
    NewPassword { name: "Usher 2026-10-01".to_owned(), ends: "2027-10-01T00:00:00Z".to_owned() }
}

#[tokio::test]
async fn the_app_is_found_by_its_mark() {
    let passwords = json!([
        { "keyId": KEY_ID, "displayName": "Usher\u{202e}", "hint": "Vx_", "endDateTime": "2027-10-01T00:00:00Z", "secretText": null },
        { "keyId": "x", "displayName": null, "hint": null, "endDateTime": null },
    ]);
    let keys = json!([
        { "keyId": KEY_ID, "customKeyIdentifier": "ec6af63255c3551e6ec6dee6b75292c3b560aa89", "displayName": "CN=Usher" },
        { "keyId": KEY_ID, "customKeyIdentifier": "7Gr2MlXDVR5uxt7mt1KSw7VgqokE", "displayName": null },
        { "keyId": KEY_ID, "customKeyIdentifier": "7Gr2MlXDVR5uxt7mt1KSw7Vgqok=", "displayName": "" },
        { "keyId": KEY_ID, "customKeyIdentifier": null },
    ]);
    let row = with(with(application(), "passwordCredentials", passwords), "keyCredentials", keys);
    let provider = finds(json!([row])).await;

    let found = provider.entra.find_registrations(&access(), MARK).await.unwrap();

    let thumbprint = Some("EC6AF63255C3551E6EC6DEE6B75292C3B560AA89".to_owned());
    let key = |thumbprint, name: Option<&str>| KeyInfo { thumbprint, name: name.map(str::to_owned) };
    let expected = Registration {
        passwords: vec![
            PasswordInfo {
                key_id: KEY_ID.to_owned(),
                name: Some("Usher".to_owned()),
                hint: Some("Vx_".to_owned()),
                ends: Some("2027-10-01T00:00:00Z".to_owned()),
            },
            PasswordInfo { key_id: "x".to_owned(), name: None, hint: None, ends: None },
        ],
        keys: vec![
            key(thumbprint.clone(), Some("CN=Usher")),
            key(None, None),
            key(thumbprint, None),
            key(None, None),
        ],
        ..bare()
    };
    assert_eq!(found, [expected]);
    let requests = provider.server.received_requests().await.unwrap();
    let query: Vec<(String, String)> = requests[0].url.query_pairs().into_owned().collect();
    assert_eq!(requests[0].url.path(), "/v1.0/applications");
    assert_eq!(query[0], ("$filter".to_owned(), format!("tags/any(t:t eq '{MARK}')")));
    assert_eq!(query[1].1, "id,appId,tags,passwordCredentials,keyCredentials");
}

#[tokio::test]
async fn no_app_with_that_mark_is_no_error() {
    let provider = finds(json!([])).await;

    assert_eq!(provider.entra.find_registrations(&access(), MARK).await, Ok(vec![]));
}

#[rstest]
#[case::in_this_order([APP, PERSON])]
#[case::in_the_other([PERSON, APP])]
#[tokio::test]
async fn two_with_one_mark_always_come_in_the_same_order(#[case] ids: [&str; 2]) {
    let rows = ids.map(|id| with(application(), "id", json!(id)));
    let provider = finds(json!(rows)).await;

    let found = provider.entra.find_registrations(&access(), MARK).await.unwrap();

    let objects: Vec<_> = found.into_iter().map(|found| found.object).collect();
    assert_eq!(objects, [object(PERSON), object(APP)]);
}

#[rstest]
#[case::another_mark(json!([with(application(), "tags", json!(["usher:0f3c9b"]))]))]
#[case::one_of_two(json!([application(), with(application(), "tags", json!([]))]))]
#[case::a_longer_mark(json!([with(application(), "tags", json!([format!("{MARK}0")]))]))]
#[case::no_tags(json!([with(application(), "tags", json!(null))]))]
#[case::no_client(json!([with(application(), "appId", json!(null))]))]
#[case::passwords_not_told(json!([with(application(), "passwordCredentials", json!(null))]))]
#[case::keys_not_told(json!([with(application(), "keyCredentials", json!(null))]))]
#[tokio::test]
async fn an_app_that_may_be_anothers_is_not_ours(#[case] rows: Value) {
    let provider = finds(rows).await;

    let error = provider.entra.find_registrations(&access(), MARK).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(EntraError::OddAnswer));
}

#[rstest]
#[case::nothing("")]
#[case::a_quote("x' or startswith(displayName,'a")]
#[case::another_parameter("x&$top=1")]
#[case::a_fragment("x#y")]
#[case::a_space("x y")]
#[case::too_long(&"x".repeat(257))]
#[tokio::test]
async fn a_mark_that_could_be_more_than_a_mark_is_not_asked_for(#[case] mark: &str) {
    let provider = finds(json!([])).await;

    let error = provider.entra.find_registrations(&access(), mark).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(EntraError::AddressNotAllowed));
    assert!(provider.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_app_is_registered_with_all_that_it_asks_for() {
    let provider = gives(ok(201, &application())).await;

    let made = provider.entra.register(&access(), &new_registration()).await.unwrap();

    assert_eq!(made, bare());
    let body = json!({
        "displayName": "Kaltura for Microsoft 365", "signInAudience": "AzureADMyOrg", "tags": [MARK],
        "requiredResourceAccess": [{
            "resourceAppId": "00000003-0000-0000-c000-000000000000",
            "resourceAccess": [{ "id": ROLE, "type": "Role" }, { "id": PERSON, "type": "Role" }],
        }],
        "publicClient": { "redirectUris": [] }, "isFallbackPublicClient": false,
    });
    assert_eq!(sent(&provider).await, was("POST", "/v1.0/applications", body));
}

#[tokio::test]
async fn an_app_that_asks_for_nothing_names_no_resource() {
    let provider = gives(ok(201, &application())).await;

    let new = NewRegistration { roles: vec![], ..new_registration() };
    provider.entra.register(&access(), &new).await.unwrap();

    assert_eq!(sent(&provider).await.2["requiredResourceAccess"], json!([]));
}

#[tokio::test]
async fn the_app_is_added_to_the_organization() {
    let provider = gives(ok(201, &json!({ "id": PERSON, "appId": CLIENT, "displayName": "x" }))).await;

    assert_eq!(provider.entra.add_principal(&access(), &client()).await, Ok(object(PERSON)));

    assert_eq!(sent(&provider).await, was("POST", "/v1.0/servicePrincipals", json!({ "appId": CLIENT })));
}

#[tokio::test]
async fn a_permission_is_granted() {
    let answer = json!({ "id": "x-y_z", "principalId": PERSON, "resourceId": GRAPH, "appRoleId": ROLE });
    let provider = gives(ok(201, &answer)).await;

    assert_eq!(provider.entra.assign_role(&access(), &grant()).await, Ok("x-y_z".to_owned()));

    let path = format!("/v1.0/servicePrincipals/{GRAPH}/appRoleAssignedTo");
    let body = json!({ "principalId": PERSON, "resourceId": GRAPH, "appRoleId": ROLE });
    assert_eq!(sent(&provider).await, was("POST", &path, body));
}

#[rstest]
#[case::another_app(json!({ "id": "x", "principalId": TENANT }))]
#[case::no_id(json!({ "principalId": PERSON }))]
#[case::nothing(json!({}))]
#[tokio::test]
async fn a_grant_for_somebody_else_is_odd(#[case] answer: Value) {
    let provider = gives(ok(201, &answer)).await;

    let error = provider.entra.assign_role(&access(), &grant()).await.unwrap_err();

    assert_eq!(error, WriteError::Entra(EntraError::OddAnswer));
}

#[tokio::test]
async fn an_instance_of_another_app_is_odd() {
    let provider = gives(ok(201, &json!({ "id": PERSON, "appId": OTHER_TENANT }))).await;

    let error = provider.entra.add_principal(&access(), &client()).await.unwrap_err();

    assert_eq!(error, WriteError::Entra(EntraError::OddAnswer));
}

#[tokio::test]
async fn a_secret_is_made_and_never_shown() {
    let answer = json!({ "keyId": KEY_ID, "secretText": MADE, "hint": "Vx_", "customKeyIdentifier": null });
    let provider = gives(ok(200, &answer)).await;

    let made = provider.entra.add_password(&access(), &object(APP), &new_password()).await;

    assert!(!format!("{made:?}").contains("canary"));
    let secret = made.unwrap();
    assert_eq!((secret.expose(), secret.hint().as_str()), (MADE, "Vx_"));
    let body = json!({
        "passwordCredential": { "displayName": "Usher 2026-10-01", "endDateTime": "2027-10-01T00:00:00Z" },
    });
    let path = format!("/v1.0/applications/{APP}/addPassword");
    assert_eq!(sent(&provider).await, was("POST", &path, body));
}

#[rstest]
#[case::no_value(json!({ "keyId": KEY_ID, "secretText": null }))]
#[case::an_empty_value(json!({ "keyId": KEY_ID, "secretText": "" }))]
#[case::its_id_alone(json!({ "keyId": KEY_ID }))]
#[tokio::test]
async fn half_a_secret_is_none(#[case] answer: Value) {
    let provider = gives(ok(200, &answer)).await;

    let error = provider.entra.add_password(&access(), &object(APP), &new_password()).await.unwrap_err();

    assert!(!format!("{error:?} {error}").contains("canary"));
    assert_eq!(error, WriteError::Entra(EntraError::OddAnswer));
}

#[tokio::test]
async fn a_secret_is_removed() {
    let provider = gives(ResponseTemplate::new(204)).await;

    assert_eq!(provider.entra.remove_password(&access(), &object(APP), KEY_ID).await, Ok(()));

    let path = format!("/v1.0/applications/{APP}/removePassword");
    assert_eq!(sent(&provider).await, was("POST", &path, json!({ "keyId": KEY_ID })));
}

fn certificate() -> PublicCertificate {
    PublicCertificate { der: vec![0x30, 0x82, 0xff], name: "Usher 1".to_owned() }
}

fn key(name: Option<&str>, key: Option<&str>) -> Value {
    json!({
        "customKeyIdentifier": "7Gr2MlXDVR5uxt7mt1KSw7Vgqok=", "displayName": name,
        "endDateTime": "2027-10-01T00:00:00Z", "key": key, "keyId": KEY_ID,
        "startDateTime": "2026-10-01T00:00:00Z", "type": "AsymmetricX509Cert", "usage": "Verify",
    })
}

async fn app_with(keys: Value, patched: ResponseTemplate) -> Provider {
    let provider = Provider::start().await;
    let app = json!({ "@odata.context": "x", "keyCredentials": keys });
    provider.answer("GET", "^/v1.0/applications/", ok(200, &app)).await;
    provider.answer("PATCH", "^/v1.0/applications/", patched).await;
    provider
}

/// How the keys were read, and all of them as they were sent.
async fn keys_sent(provider: &Provider) -> (String, Value) {
    let requests = provider.server.received_requests().await.unwrap();
    let [read, write] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    let body: Value = serde_json::from_slice(&write.body).unwrap();
    assert_eq!((write.method.as_str(), write.url.path()), ("PATCH", read.url.path()));
    (read.url[url::Position::BeforePath..].to_owned(), body["keyCredentials"].clone())
}

#[tokio::test]
async fn a_certificate_goes_there_with_its_public_part_only() {
    let provider = app_with(json!([]), ResponseTemplate::new(204)).await;

    assert_eq!(provider.entra.set_certificate(&access(), &object(APP), &certificate()).await, Ok(()));

    let new =
        json!({ "type": "AsymmetricX509Cert", "usage": "Verify", "key": "MIL/", "displayName": "Usher 1" });
    let path = format!("/v1.0/applications/{APP}?$select=keyCredentials");
    assert_eq!(keys_sent(&provider).await, (path, json!([new])));
}

#[tokio::test]
async fn certificates_of_others_are_sent_along_as_they_are() {
    let others =
        [key(Some("Usher 2"), Some("MIIB")), key(None, Some("MIIC")), key(Some("CN=x"), Some("MIID"))];
    let mut all = others.to_vec();
    all.insert(1, key(Some("Usher 1"), Some("MIIE")));
    let provider = app_with(json!(all), ResponseTemplate::new(204)).await;

    assert_eq!(provider.entra.set_certificate(&access(), &object(APP), &certificate()).await, Ok(()));

    let (_, sent) = keys_sent(&provider).await;
    let sent = sent.as_array().unwrap();
    assert_eq!(sent[..3], others);
    assert_eq!((sent.len(), &sent[3]["key"]), (4, &"MIL/".into()));
}

#[rstest]
#[case::a_key_that_is_not_told(json!([key(Some("CN=x"), None)]))]
#[case::no_list(json!(null))]
#[case::no_kind(json!([{ "key": "MIIB", "usage": "Verify" }]))]
#[tokio::test]
async fn certificates_that_could_be_lost_are_left_alone(#[case] keys: Value) {
    let provider = app_with(keys, ResponseTemplate::new(204)).await;

    let error = provider.entra.set_certificate(&access(), &object(APP), &certificate()).await.unwrap_err();

    assert_eq!(error, WriteError::Entra(EntraError::OddAnswer));
    assert_eq!(provider.server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_is_refused_says_why() {
    let provider = app_with(json!([]), says(400, "KeyCredentialsInvalidEndDate")).await;

    let error = provider.entra.set_certificate(&access(), &object(APP), &certificate()).await.unwrap_err();

    assert_eq!(error, refused("KeyCredentialsInvalidEndDate"));
}

#[rstest]
#[case::removed(ResponseTemplate::new(204))]
#[case::gone_already(says(404, "Request_ResourceNotFound"))]
#[tokio::test]
async fn a_registration_is_gone_afterwards(#[case] answer: ResponseTemplate) {
    let provider = gives(answer).await;

    assert_eq!(provider.entra.remove_registration(&access(), &object(APP)).await, Ok(()));

    assert_eq!(sent(&provider).await, was("DELETE", &format!("/v1.0/applications/{APP}"), Value::Null));
}

/// What all seven writes say, which must be the same failure, and how many requests that took.
async fn all_fail(provider: &Provider) -> (Vec<WriteError>, usize) {
    let (entra, access, app) = (&provider.entra, access(), object(APP));
    let errors = [
        entra.register(&access, &new_registration()).await.err(),
        entra.add_principal(&access, &client()).await.err(),
        entra.assign_role(&access, &grant()).await.err(),
        entra.add_password(&access, &app, &new_password()).await.err(),
        entra.remove_password(&access, &app, KEY_ID).await.err(),
        entra.set_certificate(&access, &app, &certificate()).await.err(),
        entra.remove_registration(&access, &app).await.err(),
    ];
    let requests = provider.server.received_requests().await.unwrap().len();
    (errors.into_iter().flatten().collect(), requests)
}

fn refused(code: &str) -> WriteError {
    WriteError::Refused { code: code.to_owned() }
}

#[rstest]
#[case::ran_out(says(401, "InvalidAuthenticationToken"), WriteError::SignInRanOut)]
#[case::not_allowed(says(403, "Authorization_RequestDenied"), WriteError::NotAllowed)]
#[case::bad_request(says(400, "Request_BadRequest"), refused("Request_BadRequest"))]
#[case::twice(
    says(409, "Request_MultipleObjectsWithSameKeyValue"),
    refused("Request_MultipleObjectsWithSameKeyValue")
)]
#[case::a_rule(
    says(400, "CredentialTypeNotAllowedAsPerAppPolicy"),
    refused("CredentialTypeNotAllowedAsPerAppPolicy")
)]
#[case::a_text_for_a_code(says(400, "canary in the code"), WriteError::Entra(EntraError::OddAnswer))]
#[case::a_long_code(says(400, &"canary".repeat(20)), WriteError::Entra(EntraError::OddAnswer))]
#[case::no_code(says(400, ""), WriteError::Entra(EntraError::OddAnswer))]
#[case::no_error(ok(400, &json!({ "canary": 1 })), WriteError::Entra(EntraError::OddAnswer))]
#[case::a_page(ResponseTemplate::new(201).set_body_raw("<html>canary", "text/html"), WriteError::Entra(EntraError::OddAnswer))]
#[case::a_redirect(ok(302, &json!({})).insert_header("location", "/"), WriteError::Entra(EntraError::OddAnswer))]
#[case::down(says(503, "x"), WriteError::Entra(EntraError::ServiceDown))]
#[case::down_for_a_second(says(503, "x").insert_header("retry-after", "0"), WriteError::Entra(EntraError::ServiceDown))]
#[case::broken(says(500, "x"), WriteError::Entra(EntraError::ServiceDown))]
#[case::cut_off(says(504, "x"), WriteError::Entra(EntraError::ServiceDown))]
#[case::busy_without_a_time(says(429, "x"), WriteError::Entra(EntraError::Busy { retry_after_s: None }))]
#[tokio::test]
async fn a_write_that_fails_is_sent_once_and_says_why(
    #[case] answer: ResponseTemplate,
    #[case] expected: WriteError,
) {
    let provider = gives(answer).await;

    let (errors, requests) = all_fail(&provider).await;

    assert_eq!(requests, 7);
    assert_eq!(errors, vec![expected; 7]);
    let shown: String = errors.iter().map(|error| format!("{error:?} {error}")).collect();
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn a_write_that_was_turned_away_at_the_door_is_sent_again() {
    let provider = Provider::start().await;
    let busy = says(429, "x").insert_header("retry-after", "0");
    Mock::given(any()).respond_with(busy).up_to_n_times(2).with_priority(1).mount(&provider.server).await;
    Mock::given(any()).respond_with(ok(201, &application())).with_priority(9).mount(&provider.server).await;

    assert_eq!(provider.entra.register(&access(), &new_registration()).await, Ok(bare()));
    assert_eq!(provider.server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_service_that_is_always_busy_for_no_time_is_given_up() {
    let provider = gives(says(429, "x").insert_header("retry-after", "0")).await;

    let error = provider.entra.register(&access(), &new_registration()).await.unwrap_err();

    assert_eq!(error, WriteError::Entra(EntraError::Busy { retry_after_s: Some(0) }));
    assert_eq!(provider.server.received_requests().await.unwrap().len(), 10);
}

#[tokio::test]
async fn no_write_is_repeated_before_the_time_that_it_was_told() {
    let provider = gives(says(429, "x").insert_header("retry-after", "60")).await;

    let (errors, requests) = all_fail(&provider).await;

    assert_eq!(requests, 7, "each was sent once");
    assert_eq!(errors, vec![WriteError::Entra(EntraError::Busy { retry_after_s: Some(60) }); 7]);
}
