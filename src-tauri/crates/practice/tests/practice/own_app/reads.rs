//! What an app may read by itself.

use std::time::Duration;

use rstest::rstest;
use serde_json::Value;
use usher_practice::settings::{ReadyApp, ReadyPolicy, Throttle};
use usher_practice::{PEOPLE, Practice, Settings};

use super::{app_token, get, ready, with_ready};
use crate::support::practice;

const MEETING: &str =
    "v1.0/users/{user}/onlineMeetings?$filter=joinMeetingIdSettings/joinMeetingId%20eq%20'000000000000'";
const RECORDINGS: &str =
    "v1.0/users/{user}/onlineMeetings/getAllRecordings(meetingOrganizerUserId='{user}')?$top=1";
const TRANSCRIPTS: &str =
    "v1.0/users/{user}/onlineMeetings/getAllTranscripts(meetingOrganizerUserId='{user}')?$top=1";

async fn read(practice: &Practice, path: &str) -> (u16, Value) {
    read_about(practice, path, PEOPLE[0].object_id).await
}

async fn read_about(practice: &Practice, path: &str, user: &str) -> (u16, Value) {
    let token = app_token(practice, &[]).await;
    let bearer = token.body["access_token"].as_str().unwrap();
    get(practice, &path.replace("{user}", user), bearer).await
}

fn app_with(permission: &str) -> Settings {
    with_ready(ReadyApp { permissions: vec![permission.to_owned()], ..ReadyApp::default() })
}

#[rstest]
#[case("User.ReadBasic.All", "v1.0/users?$top=1&$select=id")]
#[case("User.Read.All", "v1.0/users?$top=1&$select=id,assignedLicenses")]
#[case("OnlineMeetingRecording.Read.All", RECORDINGS)]
#[case("OnlineMeetingTranscript.Read.All", TRANSCRIPTS)]
#[case("Presence.Read.All", "v1.0/users/{user}/presence")]
#[case("TeamworkDevice.ReadWrite.All", "beta/teamwork/devices?$top=1&$select=id")]
#[case("TeamworkDevice.Read.All", "beta/teamwork/devices?$top=1&$select=id")]
#[case("CallRecords.Read.All", "v1.0/communications/callRecords?$select=id")]
#[case("Place.Read.All", "v1.0/places/microsoft.graph.room?$top=1&$select=id")]
#[case("Calendars.ReadBasic.All", "v1.0/users/{user}/events?$top=1&$select=id")]
#[tokio::test]
async fn a_read_works_with_its_own_permission_and_with_no_other(
    #[case] permission: &str,
    #[case] path: &str,
) {
    let with = practice(app_with(permission)).await;
    let without = practice(app_with("Mail.Read")).await;

    let (worked, said) = read(&with, path).await;
    let (denied, _) = read(&without, path).await;

    assert_eq!((worked, denied), (200, 403), "{said}");
}

#[rstest]
#[case::by_its_number(MEETING)]
#[case::by_its_address(
    "v1.0/users/{user}/onlineMeetings?$filter=JoinWebUrl%20eq%20'https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19'"
)]
#[tokio::test]
async fn a_meeting_that_is_not_there_is_not_found_by_who_may_look(#[case] path: &str) {
    let with = practice(app_with("OnlineMeetings.Read.All")).await;
    let without = practice(app_with("Mail.Read")).await;

    let (looked, said) = read(&with, path).await;
    let (denied, _) = read(&without, path).await;

    assert_eq!((looked, denied), (404, 403), "{said}");
    assert_eq!(said["error"]["message"], "3004: Specified meeting is not found");
}

#[rstest]
#[case::no_filter("v1.0/users/{user}/onlineMeetings?$top=1&$select=id")]
#[case::by_another_property("v1.0/users/{user}/onlineMeetings?$filter=subject%20eq%20'Weekly'")]
#[case::by_what_is_no_address("v1.0/users/{user}/onlineMeetings?$filter=JoinWebUrl%20eq%20'weekly'")]
#[tokio::test]
async fn meetings_can_not_be_listed(#[case] path: &str) {
    let practice = practice(ready()).await;

    let (status, why) = read(&practice, path).await;

    assert_eq!((status, &why["error"]["code"]), (400, &Value::from("InvalidArgument")));
}

#[tokio::test]
async fn call_records_take_no_top() {
    let practice = practice(app_with("CallRecords.Read.All")).await;

    assert_eq!(read(&practice, "v1.0/communications/callRecords?$top=1&$select=id").await.0, 400);
}

#[tokio::test]
async fn the_basics_of_a_person_are_not_their_licenses() {
    let practice = practice(app_with("User.ReadBasic.All")).await;

    let (_, basics) = read(&practice, "v1.0/users?$top=2&$select=id").await;
    let (denied, why) = read(&practice, "v1.0/users?$top=1&$select=id,assignedLicenses").await;

    assert_eq!(basics["value"].as_array().unwrap().len(), 2);
    assert_eq!(basics["value"][0], serde_json::json!({"id": PEOPLE[0].object_id}));
    assert_eq!((denied, &why["error"]["code"]), (403, &Value::from("Authorization_RequestDenied")));
}

#[tokio::test]
async fn teams_names_the_permission_that_it_misses() {
    let practice = practice(app_with("Mail.Read")).await;

    let (_, why) = read(&practice, RECORDINGS).await;

    let words = why["error"]["message"].as_str().unwrap();
    assert_eq!(why["error"]["code"], "Forbidden");
    assert!(
        words.contains("'OnlineMeetingRecording.Read.All'") && words.ends_with("'Mail.Read'."),
        "{words}"
    );
}

#[tokio::test]
async fn devices_are_in_beta_only() {
    let practice = practice(app_with("TeamworkDevice.ReadWrite.All")).await;

    assert_eq!(read(&practice, "v1.0/teamwork/devices").await.0, 400);
}

#[rstest]
#[case(MEETING)]
#[case(RECORDINGS)]
#[case(TRANSCRIPTS)]
#[tokio::test]
async fn meetings_take_teams_policy_too(#[case] path: &str) {
    let practice =
        practice(with_ready(ReadyApp { policy: ReadyPolicy::Missing, ..ReadyApp::default() })).await;

    let (status, why) = read(&practice, path).await;

    assert_eq!((status, &why["error"]["code"]), (403, &Value::from("Forbidden")));
    assert!(
        why["error"]["message"].as_str().unwrap().contains("No application access policy found for this app")
    );
}

#[tokio::test]
async fn a_policy_counts_after_its_delay() {
    let app = ReadyApp { policy: ReadyPolicy::JustGranted, ..ReadyApp::default() };
    let practice = practice(Settings { policy_delay_s: 1800, ..with_ready(app) }).await;

    let (early, _) = read(&practice, RECORDINGS).await;
    practice.advance(Duration::from_secs(1800));
    let (later, _) = read(&practice, RECORDINGS).await;

    assert_eq!((early, later), (403, 200));
}

#[tokio::test]
async fn a_person_with_a_policy_of_their_own_is_left_out() {
    let ben = "ben@brightwater.example".to_owned();
    let policy = ReadyPolicy::OthersHaveTheirOwn(vec![ben.clone()]);
    let practice = practice(with_ready(ReadyApp { policy, ..ReadyApp::default() })).await;

    let (ana, _) = read(&practice, RECORDINGS).await;
    let (of_ben, _) = read_about(&practice, RECORDINGS, PEOPLE[1].object_id).await;
    let (by_name, why) = read_about(&practice, MEETING, &ben).await;

    assert_eq!((ana, of_ben, by_name), (200, 403, 404));
    assert_eq!(why["error"]["code"], "UnknownError");
}

#[tokio::test]
async fn recordings_and_transcripts_cost_where_nobody_set_up_who_pays() {
    let practice = practice(Settings { payment_required: true, ..ready() }).await;

    assert_eq!(read(&practice, RECORDINGS).await.0, 402);
    assert_eq!(read(&practice, TRANSCRIPTS).await.0, 402);
    assert_eq!(read(&practice, MEETING).await.0, 404);
}

#[tokio::test]
async fn reads_are_denied_although_the_token_lists_the_permission() {
    let practice = practice(Settings { reads_denied: true, ..ready() }).await;

    assert_eq!(read(&practice, RECORDINGS).await.0, 403);
    assert_eq!(read(&practice, "v1.0/users?$top=1&$select=id").await.0, 403);
}

#[tokio::test]
async fn too_many_reads_are_answered_with_429_and_told_in_the_truth() {
    let practice = practice(Settings { throttle: Some(Throttle { per_10_s: 2 }), ..ready() }).await;
    let token = app_token(&practice, &[]).await;
    let bearer = token.body["access_token"].as_str().unwrap();
    let users = "v1.0/users?$top=1&$select=id";

    let first = get(&practice, users, bearer).await.0;
    let second = get(&practice, users, bearer).await.0;
    practice.advance(Duration::from_secs(2));
    get(&practice, users, bearer).await;
    let (_, told) = get(&practice, "practice/truth", bearer).await;

    assert_eq!((first, second), (200, 429));
    assert_eq!((&told["asked_too_early"], &told["applications"]), (&Value::from(1), &Value::from(1)));
}

#[tokio::test]
async fn a_closed_mailbox_is_closed_to_apps_and_the_next_one_is_open() {
    let settings = Settings {
        closed_mailboxes: vec![PEOPLE[0].username.to_owned()],
        ..app_with("Calendars.ReadBasic.All")
    };
    let practice = practice(settings).await;
    let events = "v1.0/users/{user}/events?$top=1&$select=id";

    let (closed, why) = read(&practice, events).await;
    let (open, _) = read_about(&practice, events, PEOPLE[1].object_id).await;

    assert_eq!((closed, open), (403, 200));
    assert_eq!(why["error"]["code"], "ErrorAccessDenied");
}
