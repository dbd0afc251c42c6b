use rstest::rstest;
use tokio::sync::Semaphore;
use usher_domain::connection::Kept;
use usher_domain::ids::{ObjectId, TenantId};
use usher_domain::journey::effect::AppSignIn;
use usher_domain::own_app::{AppAnswer, CredentialKind, PermissionRead, Probe};
use usher_domain::situation::Situation;
use usher_practice::settings::{ReadyApp, ReadyGrant, ReadyPolicy, ReadySecret, Settings};

use super::{Reader, prove_app};
use crate::app::support::Stage;

/// Everything that Usher has a read for, but people: whom to read about comes with `User.ReadBasic.All`.
const ALL: [&str; 10] = [
    "User.ReadBasic.All",
    "User.Read.All",
    "OnlineMeetings.Read.All",
    "OnlineMeetingRecording.Read.All",
    "OnlineMeetingTranscript.Read.All",
    "Presence.Read.All",
    "TeamworkDevice.ReadWrite.All",
    "CallRecords.Read.All",
    "Place.Read.All",
    "Calendars.ReadBasic.All",
];

async fn with(ready_app: ReadyApp, settings: Settings) -> Stage {
    let stage = Stage::start(&ALL, ready_app, settings).await;
    let secret = stage.practice.ready_app().unwrap().secret;
    assert_eq!(stage.keep(&secret).await, Kept::Keychain);
    stage
}

async fn answer(stage: &Stage, permissions: &[&str]) -> AppAnswer {
    prove_app(&stage.ground, &stage.entra, &stage.sign_in(permissions)).await
}

async fn reads(stage: &Stage, permissions: &[&str]) -> Vec<(String, PermissionRead)> {
    let AppAnswer::SignedIn { reads, .. } = answer(stage, permissions).await else { panic!("not signed in") };
    reads
}

#[tokio::test]
async fn an_app_that_has_everything_shows_what_each_read_can_show() {
    let stage = with(ReadyApp::default(), Settings::default()).await;

    let AppAnswer::SignedIn { roles, reads } = answer(&stage, &ALL).await else { panic!("not signed in") };

    assert_eq!(roles.map(|roles| roles.len()), Some(ALL.len()));
    // The meeting that is looked up is nobody's.
    let shows = |value| match value {
        "OnlineMeetings.Read.All" => PermissionRead::NotTried,
        _ => PermissionRead::Worked,
    };
    assert_eq!(reads, ALL.map(|value| (value.to_owned(), shows(value))));
}

#[tokio::test]
async fn a_permission_without_a_read_has_no_line() {
    let stage = with(ReadyApp::default(), Settings::default()).await;

    assert_eq!(reads(&stage, &["Sites.Selected"]).await, []);
}

#[tokio::test]
async fn what_is_not_granted_is_denied_and_the_rest_works_all_the_same() {
    let granted = ReadyGrant::AllBut(vec!["Presence.Read.All".to_owned()]);
    let stage = with(ReadyApp { granted, ..ReadyApp::default() }, Settings::default()).await;

    let reads = reads(&stage, &["Presence.Read.All", "Place.Read.All"]).await;

    let [(_, presence), (_, places)] = reads.try_into().unwrap();
    assert_eq!((presence, places), (PermissionRead::Denied, PermissionRead::Worked));
}

#[tokio::test]
async fn a_question_that_graph_does_not_take_shows_nothing() {
    let stage = with(ReadyApp::default(), Settings::default()).await;
    let reader = Reader {
        entra: stage.entra.clone(),
        access: stage.token().await,
        people: Ok(stage
            .practice
            .people()
            .iter()
            .map(|who| ObjectId::parse(who.object_id).unwrap())
            .collect()),
        gate: Semaphore::new(1),
    };
    let probe = Probe {
        permission: "OnlineMeetings.Read.All".to_owned(),
        path: "v1.0/users/{user}/onlineMeetings".to_owned(),
        lesser: false,
        policy: true,
    };

    assert_eq!(reader.try_probe(&probe).await, PermissionRead::NotTried);
}

#[tokio::test]
async fn where_nobody_may_be_listed_reads_about_people_are_not_tried() {
    let people = ["User.ReadBasic.All", "User.Read.All"].map(str::to_owned);
    let granted = ReadyGrant::AllBut(people.into());
    let stage = with(ReadyApp { granted, ..ReadyApp::default() }, Settings::default()).await;

    let reads = reads(&stage, &["OnlineMeetings.Read.All", "CallRecords.Read.All"]).await;

    let [(_, meetings), (_, calls)] = reads.try_into().unwrap();
    assert_eq!((meetings, calls), (PermissionRead::NotTried, PermissionRead::Worked));
}

#[rstest]
#[case::one_of_them(&["ana"], PermissionRead::Worked)]
#[case::all_but_the_last(&["ana", "ben", "carla", "priya"], PermissionRead::Worked)]
#[case::all(&["ana", "ben", "carla", "priya", "grace"], PermissionRead::Denied)]
#[tokio::test]
async fn people_whose_calendar_is_closed_to_the_app_do_not_hide_that_it_works(
    #[case] closed: &[&str],
    #[case] expected: PermissionRead,
) {
    let closed_mailboxes = closed.iter().map(|name| format!("{name}@brightwater.example")).collect();
    let settings = Settings { closed_mailboxes, ..Settings::default() };
    let stage = with(ReadyApp::default(), settings).await;

    let reads = reads(&stage, &["Calendars.ReadBasic.All"]).await;

    assert_eq!(reads[0].1, expected);
}

#[rstest]
#[case::missing_for_everyone(ReadyPolicy::Missing, 5)]
#[case::of_their_own(
    ReadyPolicy::OthersHaveTheirOwn(vec!["ben@brightwater.example".to_owned()]),
    1
)]
#[tokio::test]
async fn a_policy_is_tried_with_five_people(#[case] policy: ReadyPolicy, #[case] refused: u32) {
    let stage = with(ReadyApp { policy, ..ReadyApp::default() }, Settings::default()).await;

    let reads = reads(&stage, &["OnlineMeetings.Read.All", "Presence.Read.All"]).await;

    let [(_, meetings), (_, presence)] = reads.try_into().unwrap();
    assert_eq!(meetings, PermissionRead::NoPolicy { refused, tried: 5 });
    assert_eq!(presence, PermissionRead::Worked);
}

#[tokio::test]
async fn what_costs_says_so() {
    let stage = with(ReadyApp::default(), Settings { payment_required: true, ..Settings::default() }).await;

    let reads = reads(&stage, &["OnlineMeetingRecording.Read.All"]).await;

    assert_eq!(reads[0].1, PermissionRead::PaymentRequired);
}

#[rstest]
#[case::ended(ReadyApp { secret: ReadySecret::Expired, ..ReadyApp::default() }, Situation::SecretExpired)]
#[case::deleted(ReadyApp { secret: ReadySecret::Deleted, ..ReadyApp::default() }, Situation::SecretInvalid)]
#[case::turned_off(ReadyApp { enabled: false, ..ReadyApp::default() }, Situation::AppDisabled)]
#[tokio::test]
async fn a_refusal_is_told_by_what_it_means(#[case] ready_app: ReadyApp, #[case] expected: Situation) {
    let stage = with(ready_app, Settings::default()).await;

    let AppAnswer::Refused { situation, codes } = answer(&stage, &ALL).await else { panic!("not refused") };

    assert_eq!(situation, expected);
    assert_eq!(codes.len(), 1);
}

#[rstest]
#[case::another_kind(|app: AppSignIn| AppSignIn { credential: CredentialKind::Certificate, ..app })]
#[case::another_place(|app: AppSignIn| AppSignIn { kept: Kept::UntilClosed, ..app })]
#[tokio::test]
async fn without_a_credential_nobody_is_asked(#[case] bend: fn(AppSignIn) -> AppSignIn) {
    let stage = with(ReadyApp::default(), Settings::default()).await;
    let app = bend(stage.sign_in(&ALL));

    assert_eq!(prove_app(&stage.ground, &stage.entra, &app).await, AppAnswer::NothingKept);
}

#[tokio::test]
async fn an_organization_that_is_not_there_is_a_refusal_and_no_failure() {
    let stage = with(ReadyApp::default(), Settings::default()).await;
    let tenant = TenantId::parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301").unwrap();
    let app = AppSignIn { tenant, ..stage.sign_in(&ALL) };

    let AppAnswer::Refused { codes, .. } = prove_app(&stage.ground, &stage.entra, &app).await else {
        panic!("not refused")
    };

    assert!(codes.contains(&90002), "{codes:?}");
}
