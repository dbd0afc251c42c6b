//! A client secret that was handed in: where it is kept, and where nothing of it is left.

use secrecy::{ExposeSecret as _, SecretString};
use usher_domain::intent::Intent;
use usher_domain::own_app::Credential;
use usher_domain::view::Screen;
use usher_domain::view::own_app::{SetupCard, StepBody};
use usher_practice::settings::{ReadyApp, Settings};
use usher_practice::{Options, Practice};

use crate::own_app::{Walk, with_app};
use crate::support::desk::Desk;

const SECRET: &str = "Vx_8Q~handed.in-secretvalue~abcdefghijkl";
const SOME_APP: &str = "11111111-2222-3333-4444-555555555555";

/// The step that asks for a secret, with one in it.
async fn with_secret(desk: Desk) -> Walk {
    let tenant = Practice::start(Options::default()).await.unwrap().tenant();
    let walk = Walk::start(desk, "kaltura").await;
    walk.to_credential(SOME_APP, tenant.as_str()).await;
    walk.paste(SECRET).await;
    let taken = |body: &StepBody| {
        matches!(body, StepBody::MakeCredential { credential: Some(Credential::Secret { .. }), .. })
    };
    walk.card("a secret that is kept", |card| taken(&card.body)).await;
    walk
}

async fn practicing() -> Desk {
    let desk = Desk::new(None);
    desk.ask(Intent::StartPractice { scenario: "own-app".to_owned() }).await;
    desk.view_of("practice", |view| view.practice.is_some()).await;
    desk
}

#[tokio::test]
async fn practice_takes_the_secret_of_a_draft_with_it() {
    let walk = with_secret(practicing().await).await;
    assert_eq!(walk.desk.secrets.count(), 1);

    walk.desk.ask(Intent::LeavePractice).await;
    walk.desk.view_of("the real world", |view| view.practice.is_none()).await;

    assert_eq!(walk.desk.secrets.count(), 0);
}

#[tokio::test]
async fn another_scenario_takes_it_too() {
    let walk = with_secret(practicing().await).await;

    walk.desk.ask(Intent::StartPractice { scenario: "own-app".to_owned() }).await;
    walk.desk.view("S1", |screen| matches!(screen, Screen::Start { .. })).await;

    assert_eq!(walk.desk.secrets.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_are_handed_in_at_once_the_later_one_is_kept_and_shown() {
    const LATER: &str = "Zq_7L~handed.in-rightbehind~abcdefghijklm";
    // The app takes neither of them, so the step stays at hand.
    let practice = with_app("kaltura", ReadyApp::default(), Settings::default()).await;
    let mut walk = Walk::start(Desk::at(&practice), "kaltura").await;
    let app = practice.ready_app().unwrap().client_id;
    walk.to_credential(&app, practice.tenant().as_str()).await;
    let shows = |card: &SetupCard, hint: &str| {
        let StepBody::MakeCredential { credential: Some(known), .. } = &card.body else { return false };
        matches!(known, Credential::Secret { hint: shown, .. } if shown == hint)
    };

    for _ in 0..20 {
        walk.paste(SECRET).await;
        walk.card("the first one", |card| shows(card, "Vx_")).await;
        walk.paste(SECRET).await;
        walk.paste(LATER).await;

        walk.card("the later one", |card| shows(card, "Zq_")).await;
        walk.desk.ask(Intent::CopySecret).await;
        walk.desk.copied_secret().await;
        assert_eq!(walk.desk.clipboard().unwrap().expose_secret(), LATER);
    }
}

#[tokio::test]
async fn a_secret_that_no_step_asks_for_is_dropped() {
    let desk = practicing().await;

    desk.engine.hand_in_secret(SecretString::from(SECRET), None).await.unwrap();
    desk.ask(Intent::ShowConnections).await;
    desk.view("M1", |screen| matches!(screen, Screen::Connections { .. })).await;

    assert_eq!(desk.secrets.count(), 0);
}

#[tokio::test]
async fn what_was_copied_is_off_the_clipboard_when_usher_closes() {
    let mut walk = with_secret(practicing().await).await;
    walk.desk.ask(Intent::CopySecret).await;
    walk.desk.copied_secret().await;
    assert_eq!(walk.desk.clipboard().unwrap().expose_secret(), SECRET);

    walk.desk.engine.end().await;

    assert!(walk.desk.clipboard().is_none());
}
