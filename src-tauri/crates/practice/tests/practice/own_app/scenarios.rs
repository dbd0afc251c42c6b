//! Each scenario of an own app leads to what it says.

use rstest::rstest;
use serde_json::json;
use usher_domain::situation::Situation;
use usher_practice::{PEOPLE, Practice, scenario};

use super::{GRAPH_PRINCIPAL, RECORDINGS_ID, app_token, claims, code_of, get, new_app, post, usher_token};
use crate::support::{practice, token_at};

const RECORDINGS_OF_BEN: &str =
    "v1.0/users/{user}/onlineMeetings/getAllRecordings(meetingOrganizerUserId='{user}')";

async fn start(name: &str) -> Practice {
    practice(scenario(name).unwrap().settings.clone()).await
}

#[rstest]
#[case("own-app-secret-ended", 7_000_222)]
#[case("own-app-secret-deleted", 7_000_215)]
#[case("own-app-secret-too-new", 7_000_215)]
#[case("own-app-disabled", 7_000_112)]
#[tokio::test]
async fn the_ready_made_app_is_refused(#[case] name: &str, #[case] code: u64) {
    let practice = start(name).await;

    assert_eq!(code_of(&app_token(&practice, &[]).await).1, code);
}

#[tokio::test]
async fn the_traps_of_ids_and_secret_are_there() {
    let swapped = start("own-app-ids-swapped").await;
    let pasted = start("own-app-secret-id").await;
    let (app, other) = (swapped.ready_app().unwrap(), pasted.ready_app().unwrap());
    let endpoint = format!("{}/{}/oauth2/v2.0/token", swapped.graph(), app.client_id);
    let params =
        [("client_id", swapped.tenant().to_string()), ("grant_type", "client_credentials".to_owned())];
    let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();

    assert_eq!(code_of(&token_at(&endpoint, &params).await).1, 90_002);
    assert_eq!(code_of(&app_token(&pasted, &[("client_secret", &other.secret_id)]).await).1, 7_000_215);
}

#[rstest]
#[case("own-app-one-left-out", "User.ReadBasic.All")]
#[case("own-app-no-recordings", "OnlineMeetingRecording.Read.All")]
#[case("own-app-no-transcripts", "OnlineMeetingTranscript.Read.All")]
#[tokio::test]
async fn one_permission_is_missing(#[case] name: &str, #[case] missing: &str) {
    let practice = start(name).await;

    let roles = claims(&app_token(&practice, &[]).await)["roles"].clone();

    assert_eq!(roles.as_array().unwrap().len(), 3);
    assert!(!roles.as_array().unwrap().contains(&json!(missing)));
}

#[rstest]
#[case("own-app-access-denied", 403)]
#[case("own-app-no-policy", 403)]
#[case("own-app-policy-wait", 403)]
#[case("own-app-own-policy", 403)]
#[case("own-app-payment", 402)]
#[tokio::test]
async fn every_permission_is_there_and_the_read_is_refused(#[case] name: &str, #[case] status: u16) {
    let practice = start(name).await;
    let token = app_token(&practice, &[]).await;
    let path = RECORDINGS_OF_BEN.replace("{user}", PEOPLE[1].object_id);

    let (refused, _) = get(&practice, &path, token.body["access_token"].as_str().unwrap()).await;

    assert_eq!(claims(&token)["roles"].as_array().unwrap().len(), 4);
    assert_eq!(refused, status);
}

#[rstest]
#[case("own-app-for-me", 201, 200)]
#[case("own-app-for-me-no-role", 403, 200)]
#[case("own-app-no-secrets-allowed", 201, 400)]
#[tokio::test]
async fn usher_gets_as_far_as_the_role_and_the_policy_let_it(
    #[case] name: &str,
    #[case] granted: u16,
    #[case] secret: u16,
) {
    let practice = start(name).await;
    let admin = usher_token(&practice, &scenario(name).unwrap().sign_in).await;
    let (_, app) = post(&practice, "applications", &admin, new_app("t")).await;
    let (_, principal) = post(&practice, "servicePrincipals", &admin, json!({"appId": app["appId"]})).await;
    let grant =
        json!({"principalId": principal["id"], "resourceId": GRAPH_PRINCIPAL, "appRoleId": RECORDINGS_ID});

    let path = format!("servicePrincipals/{GRAPH_PRINCIPAL}/appRoleAssignedTo");
    let grant = post(&practice, &path, &admin, grant).await.0;
    let path = format!("applications/{}/addPassword", app["id"].as_str().unwrap());
    let made = post(&practice, &path, &admin, json!({})).await.0;

    assert_eq!((grant, made), (granted, secret));
}

#[test]
fn what_is_made_by_hand_starts_with_nothing_made() {
    let by_hand = scenario("own-app").unwrap();

    assert_eq!((by_hand.settings.ready_app.as_ref(), by_hand.situation), (None, Situation::AlreadyGranted));
}
