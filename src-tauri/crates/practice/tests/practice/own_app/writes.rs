//! What an admin's token may write through Graph, and what Graph says to it.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use usher_practice::{Practice, Settings};

use super::{
    FOR_USHER, GRAPH_PRINCIPAL, RECORDINGS, RECORDINGS_ID, app_token, call, claims, get, new_app,
    no_user_consent, post, usher_token,
};
use crate::support::{Browser, anyone_may_accept, authorize_url, practice};

const GRACE: &str = "grace@brightwater.example";
const CARLA: &str = "carla@brightwater.example";
const PRIYA: &str = "priya@brightwater.example";

/// An app with a principal: object id, client id, principal's object id.
async fn made(practice: &Practice, admin: &str) -> (String, String, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (status, app) = post(practice, "applications", admin, new_app("usher:1")).await;
    assert_eq!(status, 201, "{app}");
    let (status, principal) =
        post(practice, "servicePrincipals", admin, json!({"appId": app["appId"]})).await;
    assert_eq!(status, 201, "{principal}");
    (text(&app["id"]), text(&app["appId"]), text(&principal["id"]))
}

fn grant(principal: &str) -> Value {
    json!({"principalId": principal, "resourceId": GRAPH_PRINCIPAL, "appRoleId": RECORDINGS_ID})
}

fn grant_path() -> String {
    format!("servicePrincipals/{GRAPH_PRINCIPAL}/appRoleAssignedTo")
}

#[tokio::test]
async fn an_admin_makes_an_app_that_signs_in_and_undoes_it_again() {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;
    let (object, client_id, principal) = made(&practice, &admin).await;

    let (granted, assignment) = post(&practice, &grant_path(), &admin, grant(&principal)).await;
    let (added, secret) = post(
        &practice,
        &format!("applications/{object}/addPassword"),
        &admin,
        json!({"passwordCredential": {"displayName": "Usher"}}),
    )
    .await;
    let value = secret["secretText"].as_str().unwrap();
    let token = app_token(&practice, &[("client_id", &client_id), ("client_secret", value)]).await;
    let counts = practice.counts();
    let (deleted, _) = call(&practice, "DELETE", &format!("v1.0/applications/{object}"), &admin, None).await;

    assert_eq!((granted, added), (201, 200));
    assert_eq!(assignment["principalId"], principal.as_str());
    assert_eq!((value.len(), &secret["hint"]), (40, &Value::from(&value[..3])));
    assert_eq!(claims(&token)["roles"], json!([RECORDINGS]));
    assert_eq!((counts.applications, counts.principals, counts.secrets, counts.assignments), (1, 1, 1, 1));
    let counts = practice.counts();
    assert_eq!((deleted, counts.applications, counts.principals, counts.assignments), (204, 0, 0, 0));
}

#[tokio::test]
async fn an_app_is_found_again_by_its_tag_its_ids_and_its_name() {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;
    let (object, client_id, _) = made(&practice, &admin).await;
    post(&practice, "applications", &admin, new_app("usher:2")).await;
    let count = async |filter: &str| {
        let (_, found) = get(&practice, &format!("v1.0/applications?$filter={filter}"), &admin).await;
        found["value"].as_array().unwrap().len()
    };

    let (_, by_object) = get(&practice, &format!("v1.0/applications/{object}"), &admin).await;
    let (_, by_app_id) = get(&practice, &format!("beta/applications(appId='{client_id}')"), &admin).await;

    assert_eq!(count("tags/any(t:t eq 'usher:1')").await, 1);
    assert_eq!(count("tags/any(t:t eq 'usher:3')").await, 0);
    assert_eq!(count(&format!("appId eq '{client_id}'")).await, 1);
    assert_eq!(count("displayName eq 'Kaltura for Microsoft 365'").await, 2);
    assert_eq!(by_object, by_app_id);
    assert_eq!(by_object["requiredResourceAccess"][0]["resourceAccess"][0]["id"], RECORDINGS_ID);
}

#[tokio::test]
async fn a_search_finds_a_new_app_after_the_delay_and_its_id_at_once() {
    let practice = practice(Settings { search_delay_s: 20, ..no_user_consent() }).await;
    let admin = usher_token(&practice, GRACE).await;
    let (object, ..) = made(&practice, &admin).await;
    let by_tag = "v1.0/applications?$filter=tags/any(t:t%20eq%20'usher:1')";

    let (_, early) = get(&practice, by_tag, &admin).await;
    let (by_id, _) = get(&practice, &format!("v1.0/applications/{object}"), &admin).await;
    practice.advance(Duration::from_secs(20));
    let (_, later) = get(&practice, by_tag, &admin).await;

    assert_eq!((&early["value"], by_id), (&json!([]), 200));
    assert_eq!(later["value"][0]["id"], object);
    assert_eq!(practice.counts().searches, 2);
}

#[tokio::test]
async fn a_secret_is_told_once_lasts_two_years_if_nothing_is_said_and_is_removed_by_its_id() {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;
    let (object, ..) = made(&practice, &admin).await;
    let path = format!("applications/{object}");

    let (_, made) = post(&practice, &format!("{path}/addPassword"), &admin, json!({})).await;
    let (_, dated) = post(
        &practice,
        &format!("{path}/addPassword"),
        &admin,
        json!({"passwordCredential": {"endDateTime": "2099-01-01T00:00:00Z"}}),
    )
    .await;
    let (_, app) = get(&practice, &format!("v1.0/{path}"), &admin).await;
    let (removed, _) =
        post(&practice, &format!("{path}/removePassword"), &admin, json!({"keyId": made["keyId"]})).await;
    let (again, _) =
        post(&practice, &format!("{path}/removePassword"), &admin, json!({"keyId": made["keyId"]})).await;

    let year = |moment: &Value| moment.as_str().unwrap()[..4].parse::<u32>().unwrap();
    assert_eq!(year(&made["endDateTime"]), year(&made["startDateTime"]) + 2);
    assert_eq!(dated["endDateTime"], "2099-01-01T00:00:00Z");
    assert_eq!(app["passwordCredentials"][0]["secretText"], Value::Null);
    assert_eq!(app["passwordCredentials"][0]["hint"], made["hint"]);
    assert_eq!((removed, again, practice.counts().secrets), (204, 400, 1));
}

#[tokio::test]
async fn nothing_is_made_twice_without_being_told() {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;
    let (_, client_id, principal) = made(&practice, &admin).await;
    post(&practice, &grant_path(), &admin, grant(&principal)).await;

    let (second, why) = post(&practice, "servicePrincipals", &admin, json!({"appId": client_id})).await;
    let (granted, words) = post(&practice, &grant_path(), &admin, grant(&principal)).await;

    assert_eq!(
        (second, &why["error"]["code"]),
        (409, &Value::from("Request_MultipleObjectsWithSameKeyValue"))
    );
    assert_eq!(granted, 400);
    assert_eq!(words["error"]["message"], "Permission being assigned already exists on the object");
    assert_eq!((practice.counts().principals, practice.counts().assignments), (1, 1));
}

#[tokio::test]
async fn a_granted_permission_shows_after_the_delay_and_is_taken_back() {
    let practice = practice(Settings { propagation_delay_s: 60, ..no_user_consent() }).await;
    let admin = usher_token(&practice, GRACE).await;
    let (_, _, principal) = made(&practice, &admin).await;
    let (_, assignment) = post(&practice, &grant_path(), &admin, grant(&principal)).await;
    let list = format!("v1.0/servicePrincipals/{principal}/appRoleAssignments");
    let one = format!("v1.0/{}/{}", grant_path(), assignment["id"].as_str().unwrap());

    let (_, early) = get(&practice, &list, &admin).await;
    practice.advance(std::time::Duration::from_secs(60));
    let (_, later) = get(&practice, &list, &admin).await;
    let (taken, _) = call(&practice, "DELETE", &one, &admin, None).await;
    let (again, _) = call(&practice, "DELETE", &one, &admin, None).await;

    assert_eq!(early["value"], json!([]));
    assert_eq!(later["value"][0]["id"], assignment["id"]);
    assert_eq!((taken, again, practice.counts().assignments), (204, 404, 0));
}

#[tokio::test]
async fn registering_and_granting_take_roles_of_their_own() {
    let practice = practice(no_user_consent()).await;
    let (carla, priya) = (usher_token(&practice, CARLA).await, usher_token(&practice, PRIYA).await);

    let (object, _, principal) = made(&practice, &carla).await;
    let (denied, why) = post(&practice, &grant_path(), &carla, grant(&principal)).await;
    let (registered, _) = post(&practice, "applications", &priya, new_app("t")).await;
    let (secret, _) = post(&practice, &format!("applications/{object}/addPassword"), &priya, json!({})).await;
    let (granted, _) = post(&practice, &grant_path(), &priya, grant(&principal)).await;

    assert_eq!((denied, &why["error"]["code"]), (403, &Value::from("Authorization_RequestDenied")));
    assert_eq!((registered, secret, granted), (403, 403, 201));
}

#[tokio::test]
async fn a_token_without_the_permission_writes_nothing() {
    let practice = practice(super::ready()).await;
    let token = app_token(&practice, &[]).await;
    let app = token.body["access_token"].as_str().unwrap();

    let (registered, _) = post(&practice, "applications", app, new_app("t")).await;
    let (granted, _) = post(&practice, &grant_path(), app, grant("x")).await;
    let (read, _) = get(&practice, "v1.0/applications", app).await;

    assert_eq!((registered, granted, read), (403, 403, 403));
    assert_eq!(practice.counts().applications, 1);
}

#[rstest]
#[case::no_name("applications", json!({}), 400, "Request_BadRequest")]
#[case::an_odd_permission("applications", json!({"displayName": "A", "requiredResourceAccess": [{"resourceAppId": "x"}]}), 400, "Request_BadRequest")]
#[case::an_odd_audience("applications", json!({"displayName": "A", "signInAudience": "Everyone"}), 400, "Request_BadRequest")]
#[case::no_such_app("servicePrincipals", json!({"appId": "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff"}), 400, "Request_BadRequest")]
#[case::no_such_principal(
    "servicePrincipals/c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00/appRoleAssignedTo",
    grant("7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff"),
    404,
    "Request_ResourceNotFound"
)]
#[case::no_such_object("applications/7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff/addPassword", json!({}), 404, "Request_ResourceNotFound")]
#[case::no_such_path("groups", json!({}), 400, "BadRequest")]
#[tokio::test]
async fn a_write_that_makes_no_sense_is_refused(
    #[case] path: &str,
    #[case] body: Value,
    #[case] status: u16,
    #[case] code: &str,
) {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;

    let (answered, said) = post(&practice, path, &admin, body).await;

    assert_eq!((answered, &said["error"]["code"]), (status, &Value::from(code)), "{said}");
    assert_eq!(practice.counts().applications, 0);
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, GRACE).await;

    let (status, said) = call(&practice, "POST", "v1.0/applications", &admin, None).await;

    assert_eq!((status, &said["error"]["code"]), (400, &Value::from("BadRequest")));
}

#[tokio::test]
async fn a_policy_of_the_organization_forbids_secrets() {
    let practice = practice(Settings { secrets_forbidden: true, ..no_user_consent() }).await;
    let admin = usher_token(&practice, GRACE).await;
    let (object, ..) = made(&practice, &admin).await;

    let (status, said) =
        post(&practice, &format!("applications/{object}/addPassword"), &admin, json!({})).await;

    assert_eq!(
        (status, &said["error"]["code"]),
        (400, &Value::from("CredentialTypeNotAllowedAsPerAppPolicy"))
    );
    assert_eq!(practice.counts().secrets, 0);
}

#[tokio::test]
async fn only_an_admin_lets_usher_write_and_it_is_listed_from_then_on() {
    let practice = practice(anyone_may_accept()).await;
    let id = practice.usher_client_id();
    let url = authorize_url(&practice, &[("client_id", id.as_str()), ("scope", FOR_USHER)]);
    let listed = async |practice: &Practice| {
        let mut portal = Browser::new();
        let page = portal.enter(practice, "/apps", GRACE).await;
        page.has(&format!("app-{id}"))
    };

    let mut ana = Browser::new();
    let page = ana.open(&url).await;
    let ana_sees = ana.sign_in(&practice, &page, "ana@brightwater.example").await;
    let before = listed(&practice).await;
    usher_token(&practice, GRACE).await;

    assert!(ana_sees.has("need-admin-approval") && ana_sees.body.contains("Usher, practice"));
    assert!(!before);
    assert!(listed(&practice).await);
}
