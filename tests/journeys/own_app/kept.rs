//! M1 and M2 for an app's connection: on and off, edited, a new secret, removed, and reminded of.

use usher_domain::connection::{Connection, Health};
use usher_domain::intent::Intent;
use usher_domain::own_app::{Credential, SettingValue, SetupStep};
use usher_domain::time::Timestamp;
use usher_domain::view::Screen;
use usher_domain::view::keeping::{ConnectionDetails, ConnectionStatus};
use usher_domain::view::own_app::{HandOverValue, HandedOver, StepBody};
use usher_practice::Practice;
use usher_practice::settings::{ReadyApp, Settings};

use super::admin_center::AdminCenter;
use super::{Walk, is_green, with_app};
use crate::support::desk::{Desk, With, instead};

const DAY_S: i64 = 24 * 60 * 60;

/// A finished connection of a ready-made app, at M2.
async fn finished(practice: &Practice) -> Walk {
    let ready = practice.ready_app().unwrap();
    let walk = Walk::start(Desk::at(practice), "kaltura").await;
    walk.to_credential(&ready.client_id, practice.tenant().as_str()).await;
    walk.paste(&ready.secret).await;
    walk.to_answers().await;
    let name = SettingValue::Text("Kaltura".to_owned());
    walk.desk.ask(Intent::FillIn { setting: "name".to_owned(), value: name }).await;
    walk.done().await;
    walk.desk.ask(Intent::FinishSetup).await;
    walk.at(SetupStep::HandOver).await;
    walk.desk.ask(Intent::HandedOver).await;
    walk.desk.view_of("a green checklist", is_green).await;
    walk.desk.ask(Intent::Back).await;
    details(&walk.desk, "M2", |_| true).await;
    walk
}

async fn details(desk: &Desk, what: &str, is_it: impl Fn(&ConnectionDetails) -> bool) -> ConnectionDetails {
    let view =
        desk.view(what, |screen| matches!(screen, Screen::Connection { details } if is_it(details))).await;
    let Screen::Connection { details } = view.screen else { unreachable!("waited for it") };
    details
}

async fn practice() -> Practice {
    with_app("kaltura", ReadyApp::default(), Settings::default()).await
}

#[tokio::test]
async fn a_new_connection_is_off_and_can_be_turned_on_renamed_and_removed_only_when_off() {
    let practice = practice().await;
    let walk = finished(&practice).await;
    let desk = &walk.desk;
    let found = details(desk, "a connection that is off", |known| !known.enabled).await;
    assert_eq!(found.row.status, ConnectionStatus::Disabled { obstacle: None });
    assert_eq!(desk.kept().0, 1, "its secret is kept");

    desk.ask(Intent::TurnOn).await;
    details(desk, "a connection that is on", |known| known.row.status == ConnectionStatus::Enabled).await;
    desk.ask(Intent::RenameConnection { name: "Lectures".to_owned() }).await;
    let named = details(desk, "its new name", |known| known.updated_at >= known.created_at).await;
    desk.ask(Intent::RemoveConnection { connection: named.row.id.clone() }).await;
    desk.ask(Intent::TurnOff).await;
    details(desk, "it is still there, and off", |known| !known.enabled).await;

    desk.ask(Intent::RemoveConnection { connection: named.row.id.clone() }).await;
    desk.view(
        "an empty list",
        |screen| matches!(screen, Screen::Connections { rows, .. } if rows.is_empty()),
    )
    .await;
    assert_eq!(desk.kept().0, 0, "its secret is forgotten");
}

#[tokio::test]
async fn what_usherctl_removed_beside_the_window_stays_removed() {
    let practice = practice().await;
    let walk = finished(&practice).await;
    let desk = &walk.desk;
    desk.remove_all_beside();

    desk.ask(Intent::CheckAgain).await;

    let is_empty = |screen: &Screen| matches!(screen, Screen::Connections { rows, .. } if rows.is_empty());
    desk.view("an empty list", is_empty).await;
    desk.keeps(0).await;
    assert_eq!(desk.kept(), (0, 0));
}

#[tokio::test]
async fn a_new_secret_replaces_the_old_one_and_the_connection_stays_the_same() {
    let practice = practice().await;
    let walk = finished(&practice).await;
    let before = details(&walk.desk, "M2", |_| true).await;

    walk.desk.ask(Intent::UpdateCredential).await;
    walk.at(SetupStep::MakeCredential).await;
    walk.paste("Not~the~secret~of~this~app~at~all~12345").await;
    walk.card("a refusal", |card| card.obstacle.is_some()).await;
    walk.desk.ask(Intent::Back).await;
    walk.desk.ask(Intent::CheckAgain).await;
    let still = details(&walk.desk, "what worked before", |known| !known.checking).await;
    assert_eq!((still.row.status, still.granted), (ConnectionStatus::Disabled { obstacle: None }, 4));
    walk.desk.ask(Intent::UpdateCredential).await;
    walk.at(SetupStep::MakeCredential).await;
    walk.paste(&practice.ready_app().unwrap().secret).await;
    let card = walk.at(SetupStep::HandOver).await;
    let StepBody::HandOver { values, .. } = card.body else { panic!("{:?}", card.body) };
    assert!(
        matches!(values.as_slice(), [HandOverValue { value: HandedOver::Secret { .. }, .. }]),
        "{values:?}"
    );
    walk.desk.ask(Intent::HandedOver).await;

    let after = details(&walk.desk, "M2 again", |known| !known.checking).await;
    assert_eq!((after.row.id, after.created_at), (before.row.id, before.created_at));
    // The new one in the place of the old one, and no other.
    walk.desk.keeps(1).await;
    assert!(matches!(after.credential, Some(Credential::Secret { .. })));
}

#[tokio::test]
async fn what_microsoft_turns_off_later_needs_attention() {
    let practice = practice().await;
    let walk = finished(&practice).await;
    walk.desk.ask(Intent::TurnOn).await;
    details(&walk.desk, "on", |known| known.enabled).await;
    let ready = practice.ready_app().unwrap();
    AdminCenter::of(&practice, &ready.client_id).await.turn_off().await;

    walk.desk.ask(Intent::CheckAgain).await;

    let attention = |known: &ConnectionDetails| {
        matches!(known.row.status, ConnectionStatus::NeedsAttention { health: Health::Blocked, .. })
    };
    details(&walk.desk, "a connection that needs somebody", attention).await;
}

#[tokio::test]
async fn the_end_of_a_secret_is_told_once_at_each_of_thirty_and_seven_days() {
    let practice = practice().await;
    let mut walk = finished(&practice).await;
    walk.desk.ask(Intent::TurnOn).await;
    let known = details(&walk.desk, "on", |known| known.enabled).await;
    let mut heard = 0;
    for (days, told) in [(31, 0), (30, 1), (12, 1), (7, 2), (2, 2), (-1, 3)] {
        walk.desk.with_connection(&known.row.id, |connection| ends_in(connection, days));
        let with = With { instead: Some(instead(&practice)), ..With::default() };
        let desk = walk.desk.restart(with).await;
        desk.engine.go_on().await.unwrap();
        desk.ask(Intent::ShowConnections).await;
        let soon = |screen: &Screen| {
            let Screen::Connections { rows, .. } = screen else { return false };
            matches!(rows[0].status, ConnectionStatus::CredentialEnds { .. }) == (days <= 30)
        };
        desk.view("M1", soon).await;
        heard += desk.told().len();
        assert_eq!(heard, told, "{days} days before");
        walk = Walk { desk };
    }
}

fn ends_in(connection: &mut Connection, days: i64) {
    let now = usher_engine::now();
    let app = connection.app.as_mut().unwrap();
    let Credential::Secret { ends_at, .. } = &mut app.credential else { panic!("a secret") };
    // Half a day more, so that whole days are what is meant.
    *ends_at = Some(Timestamp(now.0).plus_s(days * DAY_S + DAY_S / 2));
}
