//! Microsoft Graph: what each call needs, and what it says.

use rstest::rstest;
use serde_json::Value;
use usher_practice::settings::{Granted, Service, UserConsent};
use usher_practice::{Practice, Settings};

use crate::support::{Browser, authorize_url, everything_granted, get_json, practice, redeem, service};

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
