//! Microsoft Graph: what each call needs, and what it says.

use rstest::rstest;
use serde_json::Value;
use usher_domain::profile::PermissionKind;
use usher_practice::settings::{AppState, Granted, Required, Service, UserConsent};
use usher_practice::{Practice, Settings};

use crate::support::{
    Browser, authorize_url, consent_off, everything_granted, get_json, practice, redeem, service, token,
};

async fn bearer(practice: &Practice, username: &str, scope: &str) -> String {
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(practice, &[("scope", scope)])).await;
    let answer = browser.sign_in(practice, &page, username).await;
    let tokens = redeem(practice, &answer.answer("code").unwrap(), &[]).await;
    tokens.body["access_token"].as_str().unwrap().to_owned()
}

async fn ask(practice: &Practice, path: &str, token: &str) -> (u16, Value) {
    let url = url::Url::parse(&format!("{}/v1.0/{path}", practice.graph())).unwrap();
    get_json(url.as_str(), Some(token)).await
}

const ALL: &str = "openid User.Read Application.Read.All Directory.Read.All Policy.Read.All";

#[rstest]
#[case::no_token(None)]
#[case::a_made_up_token(Some("x.y.z"))]
#[tokio::test]
async fn needs_a_token(#[case] token: Option<&str>) {
    let practice = practice(everything_granted()).await;

    let (status, body) = get_json(&format!("{}/v1.0/me", practice.graph()), token).await;

    assert_eq!((status, &body["error"]["code"]), (401, &Value::from("InvalidAuthenticationToken")));
}

#[tokio::test]
async fn an_old_token_is_refused() {
    let practice = practice(everything_granted()).await;
    let token = bearer(&practice, "ana@brightwater.example", "openid User.Read").await;

    practice.advance(std::time::Duration::from_secs(3600));

    assert_eq!(ask(&practice, "me", &token).await.0, 401);
}

#[rstest]
#[case("servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'")]
#[case("servicePrincipals(appId='00000003-0000-0000-c000-000000000000')")]
#[case("oauth2PermissionGrants?$filter=clientId eq 'x'")]
#[case("policies/authorizationPolicy")]
#[case("policies/adminConsentRequestPolicy")]
#[case("servicePrincipals/c2d94b7e-61f0-4c1f-8a35-90be1d7a3c01/appRoleAssignments")]
#[case("identityGovernance/appConsent/appConsentRequests")]
#[case("me/oauth2PermissionGrants")]
#[tokio::test]
async fn a_call_without_its_permission_is_denied(#[case] path: &str) {
    let granted = Granted::Everyone(vec!["User.Read".to_owned()]);
    let practice = practice(Settings { granted, ..Settings::default() }).await;
    let token = bearer(&practice, "ana@brightwater.example", "openid User.Read").await;

    let (status, body) = ask(&practice, path, &token).await;

    assert_eq!((status, &body["error"]["code"]), (403, &Value::from("Authorization_RequestDenied")));
}

#[tokio::test]
async fn shows_the_app_its_grants_and_the_policy() {
    let practice = practice(Settings { user_consent: UserConsent::LowRisk, ..everything_granted() }).await;
    let token = bearer(&practice, "grace@brightwater.example", ALL).await;
    let app_id = practice.public_client_id();

    let (_, found) = ask(&practice, &format!("servicePrincipals?$filter=appId eq '{app_id}'"), &token).await;
    let (_, same) = ask(&practice, &format!("servicePrincipals(appId='{app_id}')"), &token).await;
    let object_id = same["id"].as_str().unwrap();
    let (_, grants) =
        ask(&practice, &format!("oauth2PermissionGrants?$filter=clientId eq '{object_id}'"), &token).await;
    let (status, roles) =
        ask(&practice, &format!("servicePrincipals/{object_id}/appRoleAssignments"), &token).await;
    let (_, policy) = ask(&practice, "policies/authorizationPolicy", &token).await;

    assert_eq!(found["value"][0]["id"], same["id"]);
    assert_eq!(grants["value"][0]["consentType"], "AllPrincipals");
    assert!(grants["value"][0]["scope"].as_str().unwrap().contains("Calendars.Read"));
    assert_eq!((status, roles["value"].as_array().unwrap().len()), (200, 0));
    let assigned = &policy["defaultUserRolePermissions"]["permissionGrantPoliciesAssigned"][0];
    assert_eq!(assigned, "ManagePermissionGrantsForSelf.microsoft-user-default-low");
}

#[tokio::test]
async fn tells_who_is_an_admin() {
    let practice = practice(everything_granted()).await;
    let token = bearer(&practice, "carla@brightwater.example", "openid User.Read").await;

    let (_, roles) = ask(&practice, "me/transitiveMemberOf", &token).await;
    let (_, organization) = ask(&practice, "organization", &token).await;

    assert_eq!(roles["value"][0]["roleTemplateId"], "158c047a-c907-4556-b7ef-446551a6b5f7");
    assert_eq!(organization["value"][0]["id"], practice.tenant().as_str());
}

#[tokio::test]
async fn a_busy_graph_works_on_the_second_try() {
    let practice = practice(service(Service::Busy { answers: 1, retry_after_s: 3 })).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    let answer = browser.sign_in(&practice, &page, "ana@brightwater.example").await;
    let code = answer.answer("code").unwrap();
    redeem(&practice, &code, &[]).await;
    let tokens = redeem(&practice, &code, &[]).await;
    let token = tokens.body["access_token"].as_str().unwrap();

    let first = ask(&practice, "me", token).await;
    let second = ask(&practice, "me", token).await;

    assert_eq!((first.0, second.0), (429, 200));
}

/// A token of the own registration, which an admin gave these application permissions in the portal.
async fn app_token(permissions: &[&str]) -> (Practice, String) {
    let line = |&value: &&str| Required { value: value.to_owned(), kind: PermissionKind::Application };
    let practice = practice(Settings::default().requiring(permissions.iter().map(line).collect())).await;
    let mut portal = Browser::new();
    let path = format!("/apps/{}/consent", practice.confidential_client_id());
    let pop_up = portal.enter(&practice, &path, "grace@brightwater.example").await;
    portal.act(&pop_up, "accept", &[]).await;
    let answer = token(
        &practice,
        &[
            ("client_id", practice.confidential_client_id().as_str()),
            ("client_secret", practice.confidential_client_secret()),
            ("grant_type", "client_credentials"),
            ("scope", "https://graph.microsoft.com/.default"),
        ],
    )
    .await;
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    (practice, token)
}

#[tokio::test]
async fn an_app_that_nobody_approved_has_no_service_principal() {
    let (practice, token) = app_token(&["Application.Read.All"]).await;
    let app_id = practice.public_client_id();

    let (status, found) =
        ask(&practice, &format!("servicePrincipals?$filter=appId eq '{app_id}'"), &token).await;
    let (missing, body) = ask(&practice, &format!("servicePrincipals(appId='{app_id}')"), &token).await;
    practice.grant_for_everyone(&["User.Read"]);
    let (after, _) = ask(&practice, &format!("servicePrincipals(appId='{app_id}')"), &token).await;

    assert_eq!((status, found["value"].as_array().unwrap().len()), (200, 0));
    assert_eq!((missing, &body["error"]["code"]), (404, &Value::from("Request_ResourceNotFound")));
    assert_eq!(after, 200);
}

#[tokio::test]
async fn an_own_registration_shows_its_application_permissions_by_the_ids_that_graph_publishes() {
    let (practice, token) = app_token(&["Application.Read.All"]).await;

    let path = format!("servicePrincipals(appId='{}')/appRoleAssignments", practice.confidential_client_id());
    let (_, assigned) = ask(&practice, &path, &token).await;
    let graph = "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
    let (_, graph) = ask(&practice, graph, &token).await;

    let assigned = &assigned["value"][0];
    let roles = graph["appRoles"].as_array().unwrap();
    let role = roles.iter().find(|role| role["id"] == assigned["appRoleId"]).unwrap();
    assert_eq!(role["value"], "Application.Read.All");
    assert_eq!(assigned["resourceId"], graph["id"]);
}

#[tokio::test]
async fn tells_an_app_from_its_look_alike() {
    let practice = practice(everything_granted()).await;
    let token = bearer(&practice, "grace@brightwater.example", ALL).await;

    let (_, right) =
        ask(&practice, &format!("servicePrincipals(appId='{}')", practice.public_client_id()), &token).await;
    let look_alike = "servicePrincipals(appId='e40b8d17-93c5-4f2e-a6d8-71b0c95e2f03')";
    let (_, wrong) = ask(&practice, look_alike, &token).await;

    assert_eq!(right["displayName"], "Harbour Meetings");
    assert_eq!(right["verifiedPublisher"]["displayName"], "Harbour Software");
    assert_eq!(right["accountEnabled"], true);
    assert_eq!(right["appRoleAssignmentRequired"], false);
    assert_eq!(right["disabledByMicrosoftStatus"], Value::Null);
    assert!(right["createdDateTime"].as_str().unwrap().ends_with('Z'));
    assert_eq!(wrong["displayName"], "Harbour Meetings for Teams");
    assert_eq!(wrong["verifiedPublisher"]["displayName"], Value::Null);
    assert_ne!(right["appOwnerOrganizationId"], wrong["appOwnerOrganizationId"]);
}

#[tokio::test]
async fn shows_what_the_portal_set() {
    let practice = practice(everything_granted()).await;
    let token = bearer(&practice, "grace@brightwater.example", ALL).await;
    let mut portal = Browser::new();
    let path = format!("/apps/{}/properties", practice.public_client_id());
    let page = portal.enter(&practice, &path, "grace@brightwater.example").await;

    portal.act(&page, "save", &[("enabled", "no"), ("assignment", "yes")]).await;

    let (_, shown) =
        ask(&practice, &format!("servicePrincipals(appId='{}')", practice.public_client_id()), &token).await;
    assert_eq!(shown["accountEnabled"], false);
    assert_eq!(shown["appRoleAssignmentRequired"], true);
}

#[tokio::test]
async fn tells_that_microsoft_turned_an_app_off() {
    let (practice, token) = app_token(&["Application.Read.All"]).await;
    let settings = Settings { app: AppState::DisabledByMicrosoft, ..practice.settings() };
    practice.configure(settings);

    let (_, shown) =
        ask(&practice, &format!("servicePrincipals(appId='{}')", practice.public_client_id()), &token).await;

    assert_eq!(shown["disabledByMicrosoftStatus"], "DisabledDueToViolationOfServicesAgreement");
}

#[rstest]
#[case("policies/authorizationPolicy")]
#[case("policies/adminConsentRequestPolicy")]
#[case("identityGovernance/appConsent/appConsentRequests")]
#[tokio::test]
async fn policies_and_requests_take_a_directory_role_beside_the_permission(#[case] path: &str) {
    let practice = practice(everything_granted()).await;
    let scope = "openid Policy.Read.All ConsentRequest.Read.All";
    let ana = bearer(&practice, "ana@brightwater.example", scope).await;
    let grace = bearer(&practice, "grace@brightwater.example", scope).await;

    assert_eq!(ask(&practice, path, &ana).await.0, 403);
    assert_eq!(ask(&practice, path, &grace).await.0, 200);
}

#[tokio::test]
async fn shows_waiting_requests_and_the_people_behind_them() {
    let settings = Settings { request_box: true, ..consent_off() };
    let practice = practice(settings).await;
    let mut ana = Browser::new();
    let page = ana.open(&authorize_url(&practice, &[])).await;
    let page = ana.sign_in(&practice, &page, "ana@brightwater.example").await;
    ana.press(&page, "request-approval", &[("reason", "for meetings")]).await;
    practice.grant_for_everyone(&["ConsentRequest.Read.All", "Policy.Read.All"]);
    let scope = "openid ConsentRequest.Read.All Policy.Read.All";
    let token = bearer(&practice, "rob@brightwater.example", scope).await;

    let path = "identityGovernance/appConsent/appConsentRequests";
    let (_, requests) = ask(&practice, path, &token).await;
    let request = &requests["value"][0];
    let people = format!("{path}/{}/userConsentRequests", request["id"].as_str().unwrap());
    let (_, people) = ask(&practice, &people, &token).await;
    let admin = bearer(&practice, "grace@brightwater.example", scope).await;
    let (_, policy) = ask(&practice, "policies/adminConsentRequestPolicy", &admin).await;

    assert_eq!(request["appId"], practice.public_client_id().as_str());
    let pending = request["pendingScopes"].as_array().unwrap();
    assert!(pending.iter().any(|scope| scope["displayName"] == "Calendars.Read"));
    assert_eq!(
        (&people["value"][0]["status"], &people["value"][0]["reason"]),
        (&"InProgress".into(), &"for meetings".into())
    );
    assert_eq!(policy["isEnabled"], true);
    assert_eq!(policy["requestDurationInDays"], 30);
    assert_eq!(policy["reviewers"].as_array().unwrap().len(), 4);
}
