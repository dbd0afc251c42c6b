//! Each error of the Kaltura document is produced by the practice organization and shown on the step that mends it.

use rstest::rstest;
use usher_domain::own_app::{Obstacle, SecretShape, SetupStep};
use usher_domain::view::own_app::StepBody;
use usher_practice::settings::{ReadyApp, ReadyGrant, ReadyPolicy, ReadySecret, Settings};

use super::{Walk, with_app};
use crate::support::desk::Desk;

fn all_but(values: &[&str]) -> ReadyApp {
    let left_out = values.iter().map(|&value| value.to_owned()).collect();
    ReadyApp { granted: ReadyGrant::AllBut(left_out), ..ReadyApp::default() }
}

/// Walks to R6 with a ready-made app, pastes its secret, and tells what stands where.
async fn found(app: ReadyApp, settings: Settings, step: SetupStep) -> Option<Obstacle> {
    let practice = with_app("kaltura", app, settings).await;
    let ready = practice.ready_app().unwrap();
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.to_credential(&ready.client_id, practice.tenant().as_str()).await;
    walk.paste(&ready.secret).await;
    if step == SetupStep::TeamsPolicy {
        walk.at(SetupStep::TeamsPolicy).await;
        walk.done().await;
        return walk.card("what Teams says", |card| card.obstacle.is_some()).await.obstacle;
    }
    walk.card("what is in the way", |card| card.step == step && card.obstacle.is_some()).await.obstacle
}

#[rstest]
#[case::recordings("OnlineMeetingRecording.Read.All")]
#[case::transcripts("OnlineMeetingTranscript.Read.All")]
#[case::meetings("OnlineMeetings.Read.All")]
#[tokio::test]
async fn a_permission_that_was_left_out_leads_to_r4(#[case] value: &str) {
    let obstacle = found(all_but(&[value]), Settings::default(), SetupStep::AddPermissions).await;

    let expected = Obstacle::PermissionsMissing { values: vec![value.to_owned()], none_granted: false };
    assert_eq!(obstacle, Some(expected));
}

#[tokio::test]
async fn a_missing_approval_leads_to_r5() {
    let app = ReadyApp { granted: ReadyGrant::Nothing, ..ReadyApp::default() };

    let obstacle = found(app, Settings::default(), SetupStep::GrantConsent).await;

    assert!(
        matches!(obstacle, Some(Obstacle::PermissionsMissing { none_granted: true, .. })),
        "{obstacle:?}"
    );
}

#[tokio::test]
async fn a_denied_read_leads_to_r5() {
    let settings = Settings { reads_denied: true, ..Settings::default() };

    let obstacle = found(ReadyApp::default(), settings, SetupStep::GrantConsent).await;

    assert!(matches!(obstacle, Some(Obstacle::AccessDenied { .. })), "{obstacle:?}");
}

#[tokio::test]
async fn a_secret_that_has_ended_leads_to_r6() {
    let app = ReadyApp { secret: ReadySecret::Expired, ..ReadyApp::default() };

    let obstacle = found(app, Settings::default(), SetupStep::MakeCredential).await;

    assert!(matches!(obstacle, Some(Obstacle::SecretEnded { .. })), "{obstacle:?}");
}

#[tokio::test]
async fn a_deleted_secret_may_be_too_new_at_first_and_stays_on_r6() {
    let app = ReadyApp { secret: ReadySecret::Deleted, ..ReadyApp::default() };

    let obstacle = found(app, Settings::default(), SetupStep::MakeCredential).await;

    assert_eq!(obstacle, Some(Obstacle::CredentialTooNew));
}

#[tokio::test]
async fn an_app_that_is_turned_off_leads_to_r2() {
    let app = ReadyApp { enabled: false, ..ReadyApp::default() };

    let obstacle = found(app, Settings::default(), SetupStep::RegisterApp).await;

    assert_eq!(obstacle, Some(Obstacle::AppDisabled));
}

#[tokio::test]
async fn a_policy_that_is_missing_waits_on_r7_for_half_an_hour() {
    let app = ReadyApp { policy: ReadyPolicy::Missing, ..ReadyApp::default() };

    let obstacle = found(app, Settings::default(), SetupStep::TeamsPolicy).await;

    assert!(matches!(obstacle, Some(Obstacle::PolicyTooNew { .. })), "{obstacle:?}");
}

#[tokio::test]
async fn people_with_a_policy_of_their_own_are_told_on_r7() {
    let own = vec!["ana@brightwater.example".to_owned()];
    let app = ReadyApp { policy: ReadyPolicy::OthersHaveTheirOwn(own), ..ReadyApp::default() };

    let obstacle = found(app, Settings::default(), SetupStep::TeamsPolicy).await;

    let Some(Obstacle::OwnPolicy { refused, tried }) = obstacle else { panic!("{obstacle:?}") };
    assert!(refused >= 1 && refused < tried, "{refused} of {tried}");
}

#[tokio::test]
async fn the_id_of_a_secret_is_seen_before_anything_is_sent() {
    let practice = with_app("kaltura", ReadyApp::default(), Settings::default()).await;
    let ready = practice.ready_app().unwrap();
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.to_credential(&ready.client_id, practice.tenant().as_str()).await;

    walk.paste(&ready.secret_id).await;

    let is_told = |body: &StepBody| {
        matches!(body, StepBody::MakeCredential { secret_problem: Some(SecretShape::LooksLikeItsId), .. })
    };
    let card = walk.card("the Secret ID", |card| is_told(&card.body)).await;
    assert_eq!(card.step, SetupStep::MakeCredential);
    assert_eq!(walk.desk.kept().0, 0, "nothing is kept");
}

#[tokio::test]
async fn swapped_ids_are_seen_on_r3() {
    let practice = with_app("kaltura", ReadyApp::default(), Settings::default()).await;
    let ready = practice.ready_app().unwrap();
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.done().await;
    walk.done().await;
    walk.at(SetupStep::PasteIds).await;

    walk.give_ids(practice.tenant().as_str(), &ready.client_id).await;

    let swapped = |body: &StepBody| {
        matches!(
            body,
            StepBody::PasteIds { client_problem: Some(usher_domain::own_app::IdProblem::Swapped), .. }
        )
    };
    walk.card("swapped ids", |card| swapped(&card.body)).await;
    walk.give_ids(&ready.client_id, practice.tenant().as_str()).await;
    walk.at(SetupStep::AddPermissions).await;
}
