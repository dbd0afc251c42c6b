//! Reads of the directory: every trouble is named, and none passes for "nothing there" or "all right".

use std::fmt::Debug;

use rstest::rstest;
use serde_json::{Value, json};
use usher_domain::ids::{ClientId, ObjectId, TenantId};
use wiremock::ResponseTemplate;

use super::{CLIENT, OTHER_TENANT, PERSON, Provider, TENANT};
use crate::authority::Authority;
use crate::directory::{AppRoleAssignment, DelegatedGrant, ServicePrincipal};
use crate::entra::Entra;
use crate::error::{EntraError, GraphError};
use crate::secret::AccessToken;

const APP: &str = "b5c0a1de-3f4e-4a77-9c51-0d2e6f7a8b90";
const GRAPH: &str = "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00";
const ROLE: &str = "c1684f21-1984-47fa-9d61-2dc8c296bb70";
const GLOBAL_ADMIN: &str = "62e90394-69f5-4237-9190-012177145e10";
const ODD: GraphError = GraphError::Entra(EntraError::OddAnswer);

fn access() -> AccessToken {
    AccessToken::from_text("opaque")
}

fn client() -> ClientId {
    ClientId::parse(CLIENT).unwrap()
}

fn object(id: &str) -> ObjectId {
    ObjectId::parse(id).unwrap()
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn list(rows: Value) -> ResponseTemplate {
    ok(&json!({ "@odata.context": "x", "value": rows }))
}

async fn says(answer: ResponseTemplate) -> Provider {
    let provider = Provider::start().await;
    provider.answer("GET", "^/v1.0/", answer).await;
    provider
}

/// The path and query of what Graph was asked, decoded.
async fn asked(provider: &Provider) -> Vec<String> {
    let requests = provider.server.received_requests().await.unwrap();
    assert!(requests.iter().all(|r| r.headers["authorization"] == "Bearer opaque"));
    let shown = |url: &url::Url| {
        let query: Vec<String> = url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}?{}", url.path(), query.join("&"))
    };
    requests.iter().map(|r| shown(&r.url)).collect()
}

fn principal() -> Value {
    json!({
        "id": APP, "appId": CLIENT, "displayName": "Claras", "accountEnabled": true,
        "appRoleAssignmentRequired": false, "appOwnerOrganizationId": OTHER_TENANT,
        "verifiedPublisher": { "displayName": "Harbour Software", "verifiedPublisherId": "1" },
        "disabledByMicrosoftStatus": null, "createdDateTime": "2026-01-02T03:04:05Z",
    })
}

fn grant() -> Value {
    json!({
        "id": "x", "clientId": APP, "consentType": "AllPrincipals", "principalId": null, "resourceId": GRAPH,
        "scope": " User.Read  Calendars.Read",
    })
}

fn assignment() -> Value {
    json!({ "id": "x", "principalId": APP, "resourceId": GRAPH, "appRoleId": ROLE.to_ascii_uppercase() })
}

fn with(mut row: Value, name: &str, value: Value) -> Value {
    row[name] = value;
    row
}

fn without(mut row: Value, name: &str) -> Value {
    row.as_object_mut().unwrap().remove(name).unwrap();
    row
}

#[tokio::test]
async fn the_app_in_this_tenant_is_read_whole() {
    let provider = says(list(json!([principal()]))).await;

    let found = provider.entra.service_principal(&access(), &client()).await.unwrap().unwrap();

    let expected = ServicePrincipal {
        id: object(APP),
        name: Some("Claras".to_owned()),
        verified_publisher: Some("Harbour Software".to_owned()),
        owner_tenant: TenantId::parse(OTHER_TENANT).ok(),
        enabled: true,
        assignment_required: false,
        disabled_by_microsoft: false,
        created: Some("2026-01-02T03:04:05Z".to_owned()),
    };
    assert_eq!(found, expected);
    assert_eq!(asked(&provider).await, [format!("/v1.0/servicePrincipals?$filter=appId eq '{CLIENT}'")]);
}

#[tokio::test]
async fn nobody_ever_consented_when_the_list_is_empty() {
    let provider = says(list(json!([]))).await;

    assert_eq!(provider.entra.service_principal(&access(), &client()).await, Ok(None));
}

#[rstest]
#[case::enabled("disabledByMicrosoftStatus", json!("NotDisabled"), |p: ServicePrincipal| !p.disabled_by_microsoft)]
#[case::disabled("disabledByMicrosoftStatus", json!("DisabledDueToViolationOfServicesAgreement"), |p: ServicePrincipal| p.disabled_by_microsoft)]
#[case::a_status_to_come("disabledByMicrosoftStatus", json!("Suspended"), |p: ServicePrincipal| p.disabled_by_microsoft)]
#[case::turned_off("accountEnabled", json!(false), |p: ServicePrincipal| !p.enabled)]
#[case::assignment("appRoleAssignmentRequired", json!(true), |p: ServicePrincipal| p.assignment_required)]
#[case::nobody_verified("verifiedPublisher", json!({ "displayName": null }), |p: ServicePrincipal| p.verified_publisher.is_none())]
#[case::no_publisher("verifiedPublisher", json!(null), |p: ServicePrincipal| p.verified_publisher.is_none())]
#[case::an_empty_publisher("verifiedPublisher", json!({ "displayName": "" }), |p: ServicePrincipal| p.verified_publisher.is_none())]
#[case::no_owner("appOwnerOrganizationId", json!(null), |p: ServicePrincipal| p.owner_tenant.is_none())]
#[case::a_name_that_steers("displayName", json!("\u{202e}saralC\u{0}"), |p: ServicePrincipal| p.name.as_deref() == Some("saralC"))]
#[tokio::test]
async fn what_graph_says_of_an_app_is_read_as_it_is_meant(
    #[case] name: &str,
    #[case] value: Value,
    #[case] holds: fn(ServicePrincipal) -> bool,
) {
    let provider = says(list(json!([with(principal(), name, value)]))).await;

    let found = provider.entra.service_principal(&access(), &client()).await.unwrap().unwrap();

    assert!(holds(found));
}

#[rstest]
#[case::another_app(json!([with(principal(), "appId", json!(TENANT))]))]
#[case::two(json!([principal(), principal()]))]
#[case::no_id(json!([without(principal(), "id")]))]
#[case::no_guid(json!([with(principal(), "id", json!("1"))]))]
#[case::a_number(json!([with(principal(), "id", json!(7))]))]
#[case::not_said_whether_it_is_on(json!([without(principal(), "accountEnabled")]))]
#[case::on_in_words(json!([with(principal(), "accountEnabled", json!("true"))]))]
#[case::not_said_who_may(json!([without(principal(), "appRoleAssignmentRequired")]))]
#[case::owner_by_name(json!([with(principal(), "appOwnerOrganizationId", json!("Contoso"))]))]
#[case::a_text(json!(["x"]))]
#[case::null(json!([null]))]
#[tokio::test]
async fn an_odd_app_is_no_app(#[case] rows: Value) {
    let provider = says(list(rows)).await;

    assert_eq!(provider.entra.service_principal(&access(), &client()).await, Err(ODD));
}

#[tokio::test]
async fn grants_say_whom_they_cover_and_what() {
    let own = with(with(grant(), "consentType", json!("Principal")), "principalId", json!(PERSON));
    let none = with(own.clone(), "scope", json!(null));
    let provider = says(list(json!([grant(), own, none]))).await;

    let grants = provider.entra.delegated_grants(&access(), &object(APP)).await.unwrap();

    let for_all = DelegatedGrant {
        everyone: true,
        person: None,
        scopes: vec!["User.Read".to_owned(), "Calendars.Read".to_owned()],
        resource: object(GRAPH),
    };
    let for_one = DelegatedGrant { everyone: false, person: Some(object(PERSON)), ..for_all.clone() };
    let empty = DelegatedGrant { scopes: Vec::new(), ..for_one.clone() };
    assert_eq!(grants, [for_all, for_one, empty]);
    assert_eq!(asked(&provider).await, [format!("/v1.0/oauth2PermissionGrants?$filter=clientId eq '{APP}'")]);
}

#[rstest]
#[case::of_another_app(with(grant(), "clientId", json!(GRAPH)))]
#[case::for_nobody(with(grant(), "consentType", json!("Principal")))]
#[case::for_all_and_one(with(grant(), "principalId", json!(PERSON)))]
#[case::for_some(with(grant(), "consentType", json!("SomePrincipals")))]
#[case::not_said_for_whom(without(grant(), "consentType"))]
#[case::no_scope(without(grant(), "scope"))]
#[case::a_list_of_scopes(with(grant(), "scope", json!(["User.Read"])))]
#[case::no_resource(without(grant(), "resourceId"))]
#[case::resource_by_name(with(grant(), "resourceId", json!("Microsoft Graph")))]
#[tokio::test]
async fn one_odd_grant_spoils_the_list(#[case] odd: Value) {
    let provider = says(list(json!([grant(), odd]))).await;

    assert_eq!(provider.entra.delegated_grants(&access(), &object(APP)).await, Err(ODD));
}

#[tokio::test]
async fn assignments_name_resource_and_role() {
    let provider = says(list(json!([assignment()]))).await;

    let assignments = provider.entra.app_role_assignments(&access(), &object(APP)).await.unwrap();

    assert_eq!(
        assignments,
        [AppRoleAssignment { id: "x".to_owned(), resource: object(GRAPH), role: ROLE.to_owned() }]
    );
    assert_eq!(asked(&provider).await, [format!("/v1.0/servicePrincipals/{APP}/appRoleAssignments?")]);
}

#[rstest]
#[case::of_another_app(with(assignment(), "principalId", json!(GRAPH)))]
#[case::role_by_name(with(assignment(), "appRoleId", json!("Mail.Read")))]
#[case::no_role(without(assignment(), "appRoleId"))]
#[case::no_id(without(assignment(), "id"))]
#[case::no_resource(with(assignment(), "resourceId", json!(null)))]
#[tokio::test]
async fn one_odd_assignment_spoils_the_list(#[case] odd: Value) {
    let provider = says(list(json!([assignment(), odd]))).await;

    assert_eq!(provider.entra.app_role_assignments(&access(), &object(APP)).await, Err(ODD));
}

#[tokio::test]
async fn only_directory_roles_count_among_memberships() {
    let rows = json!([
        { "@odata.type": "#microsoft.graph.group", "id": APP, "displayName": null },
        { "@odata.type": "#microsoft.graph.group", "id": APP, "roleTemplateId": ROLE },
        { "@odata.type": "#microsoft.graph.directoryRole", "id": APP, "roleTemplateId": GLOBAL_ADMIN.to_ascii_uppercase() },
        { "@odata.type": "#microsoft.graph.administrativeUnit", "id": APP },
    ]);
    let provider = says(list(rows)).await;

    assert_eq!(provider.entra.directory_roles(&access()).await.unwrap(), [GLOBAL_ADMIN]);
    assert_eq!(asked(&provider).await, ["/v1.0/me/transitiveMemberOf?"]);
}

#[rstest]
#[case::a_role_without_its_template(json!([{ "@odata.type": "#microsoft.graph.directoryRole", "id": APP }]))]
#[case::a_template_by_name(json!([{ "@odata.type": "#microsoft.graph.directoryRole", "roleTemplateId": "Global" }]))]
#[case::of_no_kind(json!([{ "id": APP, "roleTemplateId": GLOBAL_ADMIN }]))]
#[tokio::test]
async fn odd_memberships_are_no_roles(#[case] rows: Value) {
    let provider = says(list(rows)).await;

    assert_eq!(provider.entra.directory_roles(&access()).await, Err(ODD));
}

/// What all four reads say, which must be the same failure.
async fn all_say(provider: &Provider, expected: &GraphError) {
    fn is<T: Debug>(read: Result<T, GraphError>, expected: &GraphError) {
        assert_eq!(read.err().as_ref(), Some(expected));
    }
    let (entra, access, app) = (&provider.entra, access(), object(APP));

    is(entra.service_principal(&access, &client()).await, expected);
    is(entra.delegated_grants(&access, &app).await, expected);
    is(entra.app_role_assignments(&access, &app).await, expected);
    is(entra.directory_roles(&access).await, expected);
}

fn error(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "error": { "code": "x" }, "value": [] }))
}

#[rstest]
#[case::ran_out(error(401), GraphError::SignInRanOut)]
#[case::not_allowed(error(403), GraphError::NotAllowed)]
#[case::not_there(error(404), GraphError::NotAllowed)]
#[case::bad_request(error(400), ODD)]
#[case::no_content(ResponseTemplate::new(204), ODD)]
#[case::a_redirect(error(302).insert_header("location", "/v1.0/elsewhere"), ODD)]
#[case::busy(error(429).insert_header("retry-after", "30"), GraphError::Entra(EntraError::Busy { retry_after_s: Some(30) }))]
#[case::down(error(503), GraphError::Entra(EntraError::ServiceDown))]
#[case::broken(error(500), GraphError::Entra(EntraError::ServiceDown))]
#[case::html(ResponseTemplate::new(200).set_body_raw("<html>{\"value\":[]}", "text/html"), ODD)]
#[case::html_as_json(ResponseTemplate::new(200).set_body_raw("<html>", "application/json"), ODD)]
#[case::empty(ResponseTemplate::new(200).set_body_raw("", "application/json"), ODD)]
#[case::empty_without_a_type(ResponseTemplate::new(200), ODD)]
#[case::cut(ResponseTemplate::new(200).set_body_raw("{\"value\":[", "application/json"), ODD)]
#[case::null(ok(&json!(null)), ODD)]
#[case::an_empty_object(ok(&json!({})), ODD)]
#[case::a_bare_list(ok(&json!([])), ODD)]
#[case::a_null_list(ok(&json!({ "value": null })), ODD)]
#[case::an_object_for_a_list(ok(&json!({ "value": {} })), ODD)]
#[case::one_in_place_of_a_list(ok(&principal()), ODD)]
#[case::an_error_with_200(ok(&json!({ "error": { "code": "Authorization_RequestDenied" } })), ODD)]
#[case::ten_megabytes(
    ResponseTemplate::new(200).set_body_raw(format!("{{\"value\":[]{}}}", " ".repeat(10_000_000)), "application/json"),
    GraphError::Entra(EntraError::TooLarge)
)]
#[tokio::test]
async fn trouble_never_passes_for_an_answer(#[case] answer: ResponseTemplate, #[case] expected: GraphError) {
    let provider = says(answer).await;

    all_say(&provider, &expected).await;
}

/// Answers page `n` of a list, which leads to page `n + 1`.
async fn publish_page(provider: &Provider, n: usize, next: Option<String>) {
    let role = format!("00000000-0000-0000-0000-{n:012}");
    let row = json!({ "@odata.type": "#microsoft.graph.directoryRole", "roleTemplateId": role });
    let path = if n == 0 { "^/v1.0/me/transitiveMemberOf$".to_owned() } else { format!("^/v1.0/page-{n}$") };
    let page = json!({ "value": [row], "@odata.nextLink": next });
    provider.answer("GET", &path, ok(&page)).await;
}

async fn pages(count: usize) -> Provider {
    let provider = Provider::start().await;
    for n in 0..count {
        let next = (n + 1 < count).then(|| format!("{}/v1.0/page-{}", provider.server.uri(), n + 1));
        publish_page(&provider, n, next).await;
    }
    provider
}

#[rstest]
#[case::one(1)]
#[case::three(3)]
#[case::the_most(20)]
#[tokio::test]
async fn a_list_is_read_to_its_end(#[case] count: usize) {
    let provider = pages(count).await;

    assert_eq!(provider.entra.directory_roles(&access()).await.unwrap().len(), count);
    assert_eq!(asked(&provider).await.len(), count);
}

#[tokio::test]
async fn a_list_of_21_pages_is_given_up_whole() {
    let provider = pages(21).await;

    let error = provider.entra.directory_roles(&access()).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(EntraError::TooLarge));
    assert_eq!(asked(&provider).await.len(), 20);
}

#[tokio::test]
async fn a_list_that_leads_to_itself_ends() {
    let provider = Provider::start().await;
    let itself = format!("{}/v1.0/me/transitiveMemberOf", provider.server.uri());
    publish_page(&provider, 0, Some(itself)).await;

    let error = provider.entra.directory_roles(&access()).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(EntraError::TooLarge));
    assert_eq!(asked(&provider).await.len(), 20);
}

#[rstest]
#[case::another_host("http://evil.example/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::the_real_graph("https://graph.microsoft.com/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::another_port("http://127.0.0.1:9/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::another_scheme("https://127.0.0.1:PORT/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::another_name("http://localhost:PORT/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::with_a_user("http://me:pw@127.0.0.1:PORT/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::our_host_as_a_user("http://127.0.0.1:PORT@evil.example/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::our_host_as_a_prefix("http://127.0.0.1.evil.example:PORT/v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::a_file("file:///v1.0/page-1", EntraError::AddressNotAllowed)]
#[case::relative("/v1.0/page-1", EntraError::OddAnswer)]
#[case::without_scheme("//127.0.0.1:PORT/v1.0/page-1", EntraError::OddAnswer)]
#[case::empty("", EntraError::OddAnswer)]
#[tokio::test]
async fn a_next_page_elsewhere_is_not_asked_and_the_first_not_told(
    #[case] next: &str,
    #[case] expected: EntraError,
) {
    let provider = Provider::start().await;
    let next = next.replace("PORT", &provider.server.address().port().to_string());
    publish_page(&provider, 0, Some(next)).await;
    publish_page(&provider, 1, None).await;

    let error = provider.entra.directory_roles(&access()).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(expected));
    assert_eq!(asked(&provider).await.len(), 1);
}

#[tokio::test]
async fn a_next_page_that_is_no_text_is_odd() {
    let page = json!({ "value": [], "@odata.nextLink": 7 });
    let provider = says(ok(&page)).await;

    all_say(&provider, &ODD).await;
}

#[rstest]
#[case::not_allowed(error(403), GraphError::NotAllowed)]
#[case::down(error(503), GraphError::Entra(EntraError::ServiceDown))]
#[case::no_list(ok(&json!({})), ODD)]
#[tokio::test]
async fn trouble_on_the_second_page_spoils_the_first(
    #[case] second: ResponseTemplate,
    #[case] expected: GraphError,
) {
    let provider = Provider::start().await;
    publish_page(&provider, 0, Some(format!("{}/v1.0/page-1", provider.server.uri()))).await;
    provider.answer("GET", "^/v1.0/page-1$", second).await;

    assert_eq!(provider.entra.directory_roles(&access()).await, Err(expected));
}

#[tokio::test]
async fn a_test_provider_has_no_directory() {
    let issuer = url::Url::parse("http://127.0.0.1:9/").unwrap();
    let entra = Entra::new(Authority::provider(&issuer).unwrap()).unwrap();

    let error = entra.directory_roles(&access()).await.unwrap_err();

    assert_eq!(error, GraphError::Entra(EntraError::AddressNotAllowed));
}
