//! R1 to R10 by hand: an admin works in the pretend admin center, and each step is checked or told.

use rstest::rstest;
use usher_domain::intent::Intent;
use usher_domain::own_app::{CredentialKind, Obstacle, SettingValue, SetupStep};
use usher_domain::view::own_app::{HandedOver, SetupState, StepBody};
use usher_domain::view::{Screen, View};
use usher_practice::settings::Settings;

use super::admin_center::AdminCenter;
use super::{Walk, commands, is_green, organization, values};
use crate::support::desk::{Desk, With, instead};

#[tokio::test]
async fn kaltura_by_hand_catches_three_traps_on_their_own_step_and_ends_green() {
    let practice = organization("kaltura", Settings::default()).await;
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.done().await;
    let card = walk.at(SetupStep::RegisterApp).await;
    let StepBody::RegisterApp { name, .. } = card.body else { panic!("{:?}", card.body) };
    let mut portal = AdminCenter::register(&practice, &name).await;
    walk.done().await;

    // Trap 1: the ids are swapped.
    walk.at(SetupStep::PasteIds).await;
    walk.give_ids(practice.tenant().as_str(), &portal.app).await;
    let swapped = |body: &StepBody| matches!(body, StepBody::PasteIds { client_problem: Some(_), .. });
    walk.card("the swapped ids", |card| swapped(&card.body)).await;
    walk.give_ids(&portal.app.clone(), practice.tenant().as_str()).await;
    walk.at(SetupStep::AddPermissions).await;

    // Trap 2: one permission is left out.
    let all = values("kaltura", &[]);
    portal.add_permissions(&all[1..]).await;
    walk.done().await;
    walk.at(SetupStep::GrantConsent).await;
    portal.grant().await;
    walk.done().await;

    // Trap 3: the Secret ID is pasted.
    walk.at(SetupStep::MakeCredential).await;
    let (secret, secret_id) = portal.make_secret().await;
    walk.paste(&secret_id).await;
    let refused = |body: &StepBody| matches!(body, StepBody::MakeCredential { secret_problem: Some(_), .. });
    walk.card("the Secret ID", |card| refused(&card.body)).await;
    walk.paste(&secret).await;
    let card = walk.at(SetupStep::AddPermissions).await;
    let expected = Obstacle::PermissionsMissing { values: vec![all[0].clone()], none_granted: false };
    assert_eq!(card.obstacle, Some(expected));
    portal.add_permissions(&all[..1]).await;
    portal.grant().await;
    walk.desk.ask(Intent::CheckNow).await;

    let card = walk.at(SetupStep::TeamsPolicy).await;
    let checked = |step| card.steps.iter().any(|line| line.step == step && line.state == SetupState::Checked);
    assert!(checked(SetupStep::AddPermissions) && checked(SetupStep::MakeCredential), "{:?}", card.steps);
    let not_needed =
        |step| card.steps.iter().any(|line| line.step == step && line.state == SetupState::NotNeeded);
    assert!(not_needed(SetupStep::MeteredApi), "Microsoft bills nothing for Teams any more");
    for command in commands(&card.body) {
        portal.run(&command).await;
    }
    walk.done().await;
    let card = walk.at(SetupStep::CheckAnswers).await;
    assert!(matches!(card.body, StepBody::Form { .. }), "{:?}", card.body);

    walk.done().await;
    let tried = |body: &StepBody| matches!(body, StepBody::Form { tried: true, .. });
    walk.card("what is wrong with the form", |card| tried(&card.body)).await;
    let fill = |setting: &str, text: &str| Intent::FillIn {
        setting: setting.to_owned(),
        value: SettingValue::Text(text.to_owned()),
    };
    walk.desk.ask(fill("name", "Kaltura for Brightwater")).await;
    walk.desk.ask(fill("name-change", "Remove postfix")).await;
    walk.desk.ask(fill("postfix", "@example.com")).await;
    let example = walk.card("an example", |card| {
        matches!(&card.body, StepBody::Form { example: Some(example), .. } if example.becomes == "john.doe")
    });
    example.await;
    walk.done().await;
    walk.card("the answers", |card| matches!(card.body, StepBody::CheckAnswers { .. })).await;
    walk.desk.ask(Intent::FinishSetup).await;
    let card = walk.at(SetupStep::HandOver).await;
    let StepBody::HandOver { values, .. } = &card.body else { panic!("{:?}", card.body) };
    let has = |wanted: &str| values.iter().any(|v| v.value == HandedOver::Text { text: wanted.to_owned() });
    assert!(has(&portal.app) && has(practice.tenant().as_str()) && has("Kaltura for Brightwater"));
    assert!(values.iter().any(|v| matches!(v.value, HandedOver::Secret { .. })));
    walk.desk.ask(Intent::HandedOver).await;

    walk.desk.view_of("a green checklist", is_green).await;
    walk.desk.ask(Intent::Back).await;
    let view_is = |screen: &Screen| matches!(screen, Screen::Connection { details } if !details.enabled && details.granted == 4);
    walk.desk.view("M2, turned off at first", view_is).await;
}

#[rstest]
#[case::without_smart_buildings(&[], 4)]
#[case::with_smart_buildings(&["Smart Buildings"], 6)]
#[tokio::test]
async fn teams_devices_signs_in_with_a_certificate_and_asks_only_for_what_is_chosen(
    #[case] features: &[&str],
    #[case] lines: usize,
) {
    let practice = organization("teams-devices", Settings::default()).await;
    let features: Vec<String> = features.iter().map(|&feature| feature.to_owned()).collect();
    let walk = Walk::start(Desk::at(&practice), "teams-devices").await;
    for feature in features.clone() {
        walk.desk.ask(Intent::ChooseFeature { feature, chosen: true }).await;
    }
    let mut portal = AdminCenter::register(&practice, "Device monitoring").await;
    portal.add_permissions(&values("teams-devices", &features)).await;
    portal.grant().await;

    walk.to_credential(&portal.app.clone(), practice.tenant().as_str()).await;
    let kind = |body: &StepBody, wanted: CredentialKind| matches!(body, StepBody::MakeCredential { credential_kind, .. } if *credential_kind == wanted);
    walk.card("a certificate first", |card| kind(&card.body, CredentialKind::Certificate)).await;
    walk.desk.ask(Intent::MakeCertificate).await;
    let made = |body: &StepBody| matches!(body, StepBody::MakeCredential { credential: Some(_), .. });
    walk.card("a certificate", |card| made(&card.body)).await;
    walk.desk.ask(Intent::SaveCertificate).await;
    let (name, text) = walk.desk.saved_file().await;
    assert!(name.ends_with(".cer"), "{name}");
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----") && !text.contains("PRIVATE"), "{text}");
    portal.upload(&text).await;
    walk.desk.ask(Intent::CheckNow).await;

    walk.at(SetupStep::CheckAnswers).await;
    walk.desk.ask(Intent::FinishSetup).await;
    walk.at(SetupStep::HandOver).await;
    walk.desk.ask(Intent::HandedOver).await;
    let view: View = walk.desk.view_of("a green checklist", is_green).await;
    let Screen::Checklist { rows, .. } = &view.screen else { unreachable!("waited for it") };
    assert_eq!(rows.len(), lines);
}

#[tokio::test]
async fn an_existing_policy_is_extended_and_a_slow_one_is_waited_for() {
    let practice = organization("kaltura", Settings::default()).await;
    let mut portal = AdminCenter::register(&practice, "Kaltura").await;
    portal.add_permissions(&values("kaltura", &[])).await;
    portal.grant().await;
    let (secret, _) = portal.make_secret().await;
    portal.run("Connect-MicrosoftTeams").await;
    portal.run("New-CsApplicationAccessPolicy -Identity \"Everyone\" -AppIds \"5c82d0e9-a167-4b9f-9e43-08f6d1c7ba05\"").await;
    portal.run("Grant-CsApplicationAccessPolicy -PolicyName \"Everyone\" -Global").await;
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.to_credential(&portal.app.clone(), practice.tenant().as_str()).await;
    walk.paste(&secret).await;
    walk.at(SetupStep::TeamsPolicy).await;

    let listed = portal.run("Get-CsApplicationAccessPolicy").await;
    walk.desk.ask(Intent::GivePolicyOutput { text: listed }).await;
    let card = walk
        .card("the policy that is there", |card| {
            commands(&card.body).iter().any(|line| line.starts_with("Set-"))
        })
        .await;
    let lines = commands(&card.body);
    assert!(!lines.iter().any(|line| line.starts_with("New-")), "{lines:?}");

    // Before it is granted: Teams may need half an hour, and going on is possible.
    walk.done().await;
    let card = walk.card("a wait", |card| matches!(card.obstacle, Some(Obstacle::PolicyTooNew { .. }))).await;
    assert_eq!(card.step, SetupStep::TeamsPolicy);
    for line in &lines {
        portal.run(line).await;
    }
    let others = portal.run("Get-CsApplicationAccessPolicy").await;
    assert!(
        others.contains("5c82d0e9-a167-4b9f-9e43-08f6d1c7ba05") && others.contains(&portal.app),
        "{others}"
    );
    walk.desk.ask(Intent::CheckNow).await;
    walk.at(SetupStep::CheckAnswers).await;
}

#[tokio::test]
async fn the_place_is_kept_after_every_step_and_so_is_the_secret() {
    let practice = organization("kaltura", Settings::default()).await;
    let mut portal = AdminCenter::register(&practice, "Kaltura").await;
    portal.add_permissions(&values("kaltura", &[])).await;
    portal.grant().await;
    let (secret, _) = portal.make_secret().await;
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.to_credential(&portal.app.clone(), practice.tenant().as_str()).await;
    walk.paste(&secret).await;
    let before = walk.at(SetupStep::TeamsPolicy).await;

    let with = With { instead: Some(instead(&practice)), ..With::default() };
    let desk = walk.desk.restart(with).await;
    desk.ask(Intent::Resume).await;
    let walk = Walk { desk };
    let after = walk.at(SetupStep::TeamsPolicy).await;

    assert_eq!(after.steps, before.steps);
    for command in commands(&after.body) {
        portal.run(&command).await;
    }
    walk.done().await;
    walk.at(SetupStep::CheckAnswers).await;
}
