//! Every transition that matters, told as a person would.

use std::sync::Arc;

use rstest::rstest;

mod anything;
mod approving;
mod own_app;

use super::effect::Effect;
use super::event::Event;
use super::hear::account_fits;
use super::*;
use crate::answer::Refusal;
use crate::cloud::Cloud;
use crate::connection::{Connection, Health, Kept, SignInPlace};
use crate::desk::PracticeWorld;
use crate::diagnosis::{AadstsCode, Card};
use crate::directory::Directory;
use crate::ids::{AddressProblem, AttemptId, ClientId, TenantId, WorkAddress};
use crate::intent::Intent;
use crate::profile::built_in;
use crate::reasoning::{Evidence, Leg, SilentFinding};
use crate::show::show;
use crate::situation::{Situation, Sureness};
use crate::view::{Fix, Picture, Screen, WaitStage};

pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000_000);
const TENANT: &str = "11111111-2222-4333-8444-555555555555";
const OTHER_TENANT: &str = "99999999-2222-4333-8444-555555555555";
const ANA: &str = "ana@brightwater.example";

fn desk() -> Desk {
    Desk {
        profiles: built_in().iter().cloned().map(Arc::new).collect(),
        practice: Some(PracticeWorld {
            scenario: "dead-end".to_owned(),
            client_id: ClientId::parse(TENANT).unwrap(),
            usher_client_id: ClientId::parse(TENANT).unwrap(),
            base: url::Url::parse("http://127.0.0.1:4000/").unwrap(),
        }),
        ..Desk::default()
    }
}

fn real_desk() -> Desk {
    Desk { practice: None, ..desk() }
}

fn profile(id: &str) -> ProfileId {
    ProfileId(id.to_owned())
}

fn tenant(id: &str) -> TenantId {
    TenantId::parse(id).unwrap()
}

fn ask(journey: Journey, intent: Intent, desk: &mut Desk) -> Step {
    journey.ask(intent, desk, NOW)
}

fn hear(journey: Journey, event: Event, desk: &mut Desk) -> Step {
    journey.hear(event, desk, NOW)
}

fn before_sign_in(desk: &mut Desk) -> Journey {
    let (choosing, _) = ask(Journey::Start, Intent::Start, desk);
    ask(choosing, Intent::ChooseProduct { profile: profile("claras") }, desk).0
}

fn waiting(desk: &mut Desk) -> (Journey, AttemptId) {
    let (looking, effects) = ask(before_sign_in(desk), Intent::OpenBrowser { account: ANA.to_owned() }, desk);
    let [Effect::FindTenant { attempt, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let found = Event::TenantFound { attempt: *attempt, tenant: tenant(TENANT) };
    let (waiting, _) = hear(looking, found, desk);
    let attempt = waiting.trip().unwrap().attempt;
    (waiting, attempt)
}

fn refusal(error: &str, subcode: Option<&str>, codes: &[u32]) -> Refusal {
    Refusal {
        error: error.to_owned(),
        error_subcode: subcode.map(str::to_owned),
        codes: codes.iter().copied().map(AadstsCode).collect(),
        ..Refusal::default()
    }
}

fn seen(username: &str, addresses: &[&str], in_tenant: &str) -> SeenAccount {
    SeenAccount {
        username: username.to_owned(),
        addresses: addresses.iter().map(|a| (*a).to_owned()).collect(),
        tenant: Some(tenant(in_tenant)),
        object: None,
        organization: Some("Brightwater".to_owned()),
        granted: vec![],
    }
}

pub(crate) fn connection(requested: &[&str], granted: &[&str]) -> Connection {
    let own = |scopes: &[&str]| scopes.iter().map(|s| (*s).to_owned()).collect();
    Connection {
        id: ConnectionId("c1".to_owned()),
        profile: Some(profile("claras")),
        client_id: None,
        place: SignInPlace::Microsoft { cloud: Cloud::Worldwide },
        tenant: Some(tenant(TENANT)),
        object: None,
        identity: None,
        username: ANA.to_owned(),
        organization: None,
        requested: own(requested),
        granted: own(granted),
        checked_at: Some(NOW),
        health: Health::Good,
        created_at: NOW,
        kept: Kept::Keychain,
        directory: Directory::default(),
        app: None,
        enabled: true,
        updated_at: None,
        timeline: vec![],
    }
}

fn answered(desk: &mut Desk, refusal: Refusal) -> Journey {
    let (journey, attempt) = waiting(desk);
    hear(journey, Event::Refused { attempt, refusal }, desk).0
}

#[test]
fn a_mistyped_address_is_told_before_the_browser_opens() {
    let mut desk = desk();
    let (journey, effects) = ask(
        before_sign_in(&mut desk),
        Intent::OpenBrowser { account: "ana@brightwater".to_owned() },
        &mut desk,
    );

    assert_eq!(effects, vec![]);
    let Journey::BeforeSignIn(plan) = journey else { panic!("{journey:?}") };
    assert_eq!(plan.problem, Some(AddressProblem::NotAnAddress));
}

#[test]
fn an_unknown_domain_is_told_before_the_browser_opens() {
    let mut desk = desk();
    let intent = Intent::OpenBrowser { account: "ana@nowhere.example".to_owned() };
    let (journey, effects) = ask(before_sign_in(&mut desk), intent, &mut desk);
    let [Effect::FindTenant { attempt, domain, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(domain, "nowhere.example");

    let (journey, effects) = hear(journey, Event::DomainUnknown { attempt: *attempt }, &mut desk);

    assert_eq!(effects, vec![]);
    let Journey::BeforeSignIn(plan) = journey else { panic!("{journey:?}") };
    assert_eq!((plan.problem, plan.lookup), (Some(AddressProblem::UnknownDomain), None));
}

#[test]
fn the_silent_leg_is_tried_only_with_an_address() {
    let mut desk = desk();
    let silent = |effects: &[Effect]| {
        effects.iter().find_map(|e| {
            let Effect::BeginTrip { silent_first, .. } = e else { return None };
            Some(*silent_first)
        })
    };
    let (_, effects) =
        ask(before_sign_in(&mut desk), Intent::OpenBrowser { account: String::new() }, &mut desk);
    assert_eq!(silent(&effects), Some(false));

    let intent = Intent::OpenBrowser { account: ANA.to_owned() };
    let (looking, effects) = ask(before_sign_in(&mut desk), intent, &mut desk);
    let [Effect::FindTenant { attempt, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let found = Event::TenantFound { attempt: *attempt, tenant: tenant(TENANT) };
    let (_, effects) = hear(looking, found, &mut desk);
    assert_eq!(silent(&effects), Some(true));
}

#[test]
fn leaving_the_page_asks_instead_of_guessing() {
    let mut desk = desk();
    let journey = answered(&mut desk, refusal("access_denied", Some("cancel"), &[]));

    let Journey::Picking { trip, why } = &journey else { panic!("{journey:?}") };
    assert_eq!(*why, PickerReason::CameBackEmpty);
    let diagnosis = trip.conclusion(&desk);
    assert_ne!(diagnosis.sureness, Sureness::Proved);
    assert!(diagnosis.alternatives.contains(&Situation::NeedsAdminApproval));
}

#[rstest]
#[case::dead_end("access_denied", 90094, "adminOnly")]
#[case::request_box("access_denied", 90095, "requestBox")]
#[case::not_on_the_list("interaction_required", 50105, "answer")]
#[case::declined("access_denied", 65004, "answer")]
fn a_refusal_leads_to_its_screen(#[case] error: &str, #[case] code: u32, #[case] expected: &str) {
    let mut desk = desk();

    let journey = answered(&mut desk, refusal(error, None, &[code]));

    assert_eq!(screen_name(&journey, &desk), expected);
}

#[rstest]
#[case(Picture::AcceptList, "canApprove")]
#[case(Picture::RequestBox, "requestBox")]
#[case(Picture::AdminOnly, "adminOnly")]
#[case(Picture::RequestSent, "waitingForAdmin")]
#[case(Picture::ErrorCode, "pasteError")]
#[case(Picture::SignIn, "waitingForBrowser")]
#[case(Picture::NoPage, "answer")]
#[case(Picture::ClosePage, "answer")]
fn each_drawing_leads_on(#[case] picture: Picture, #[case] expected: &str) {
    let mut desk = desk();
    let (journey, _) = waiting(&mut desk);
    let (journey, _) = ask(journey, Intent::WhatDoYouSee, &mut desk);

    let (journey, _) = ask(journey, Intent::PickPicture { picture }, &mut desk);

    assert_eq!(screen_name(&journey, &desk), expected);
}

#[test]
fn a_code_is_heard_wherever_the_person_has_gone_meanwhile() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);
    let (journey, _) = ask(journey, Intent::PickPicture { picture: Picture::AdminOnly }, &mut desk);
    let (journey, _) = ask(journey, Intent::AskAdmin, &mut desk);
    let (journey, _) = ask(journey, Intent::OpenPasteError, &mut desk);

    let (journey, effects) = hear(journey, Event::CodeArrived { attempt, leg: Leg::Interactive }, &mut desk);

    assert!(matches!(journey, Journey::Checking { .. }), "{journey:?}");
    assert!(effects.contains(&Effect::Redeem { attempt }));
}

#[test]
fn a_second_callback_and_a_late_one_change_nothing() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);
    let late = Event::CodeArrived { attempt: AttemptId(attempt.0 + 40), leg: Leg::Interactive };

    let (same, effects) = hear(journey.clone(), late, &mut desk);

    assert_eq!((same, effects), (journey, vec![]));
}

#[test]
fn another_account_is_refused_before_anything_is_kept() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);
    let (journey, _) = hear(journey, Event::CodeArrived { attempt, leg: Leg::Interactive }, &mut desk);

    let account = seen("bo@elsewhere.example", &[], OTHER_TENANT);
    let (journey, effects) = hear(journey, Event::SignedIn { attempt, account }, &mut desk);

    assert_eq!(effects, vec![Effect::EndTrip { attempt }]);
    let Journey::ReadingAnswer { diagnosis, account, .. } = journey else { panic!("{journey:?}") };
    assert_eq!((diagnosis.card, account.as_deref()), (Card::E06, Some("bo@elsewhere.example")));
}

#[rstest]
#[case::the_same_name("ANA@brightwater.example", &[], TENANT, true)]
#[case::an_alias("a.silva@brightwater.onmicrosoft.com", &["ana@brightwater.example"], TENANT, true)]
#[case::a_colleague("bo@brightwater.example", &["bo@brightwater.example"], TENANT, false)]
#[case::the_same_name_elsewhere("ana@brightwater.example", &[], OTHER_TENANT, false)]
fn an_account_fits_by_tenant_and_any_of_its_addresses(
    #[case] username: &str,
    #[case] addresses: &[&str],
    #[case] in_tenant: &str,
    #[case] expected: bool,
) {
    let asked = WorkAddress::parse(ANA).unwrap();

    let fits = account_fits(Some(&asked), Some(&tenant(TENANT)), &seen(username, addresses, in_tenant));

    assert_eq!(fits, expected);
}

#[rstest]
#[case::by_the_silent_leg(Leg::Silent, false, ApprovedBy::Earlier)]
#[case::after_a_consent_refusal(Leg::Interactive, true, ApprovedBy::You)]
#[case::nobody_can_tell(Leg::Interactive, false, ApprovedBy::NotKnown)]
fn who_approved_is_told_only_as_far_as_it_is_known(
    #[case] leg: Leg,
    #[case] consent_was_missing: bool,
    #[case] expected: ApprovedBy,
) {
    let mut desk = desk();
    let (mut journey, attempt) = waiting(&mut desk);
    if consent_was_missing {
        let evidence = Evidence::Silent(SilentFinding::ConsentMissing);
        journey = hear(journey, Event::Learned { attempt, evidence }, &mut desk).0;
    }
    journey = hear(journey, Event::CodeArrived { attempt, leg }, &mut desk).0;
    journey = hear(journey, Event::SignedIn { attempt, account: seen(ANA, &[], TENANT) }, &mut desk).0;

    let kept = Event::Kept {
        attempt,
        connection: Box::new(Connection { profile: None, ..connection(&["User.Read"], &["User.Read"]) }),
        problem: None,
    };
    let (journey, effects) = hear(journey, kept, &mut desk);

    let Journey::Connected { approved_by, .. } = journey else { panic!("{journey:?}") };
    assert_eq!(approved_by, expected);
    assert_eq!(effects, vec![Effect::EndTrip { attempt }]);
    assert_eq!(desk.connections.len(), 1);
}

#[test]
fn a_sign_in_with_gaps_leads_to_the_checklist() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);
    let (journey, _) = hear(journey, Event::CodeArrived { attempt, leg: Leg::Interactive }, &mut desk);
    let account = seen(ANA, &[], TENANT);
    let (journey, _) = hear(journey, Event::SignedIn { attempt, account }, &mut desk);
    let lacking = connection(&["User.Read", "Calendars.Read"], &["User.Read"]);

    let (journey, _) =
        hear(journey, Event::Kept { attempt, connection: Box::new(lacking), problem: None }, &mut desk);

    let Screen::Checklist { rows, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(rows[0].state, crate::grant::GrantState::Missing);
}

#[test]
fn a_failed_check_is_never_green() {
    let mut desk = desk();
    desk.put(connection(&["User.Read"], &["User.Read"]));
    let id = ConnectionId("c1".to_owned());
    let intent = Intent::OpenConnection { connection: id.clone() };
    let (opened, effects) = ask(Journey::ReadingConnections, intent, &mut desk);
    assert_eq!((&opened, effects), (&Journey::reading_connection(id.clone()), vec![]));
    let (journey, effects) = ask(opened, Intent::SeePermissions, &mut desk);
    assert_eq!(effects, [Effect::ListGrants { connection: id.clone() }]);

    let failed = Event::GrantsNotListed { connection: id, problem: Problem::Offline };
    let (journey, _) = hear(journey, failed, &mut desk);

    let Screen::Checklist { rows, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert!(rows.iter().all(|row| row.state == crate::grant::GrantState::CheckFailed));
}

#[test]
fn the_place_survives_a_restart() {
    let mut first = desk();
    let (journey, _) = waiting(&mut first);
    let (journey, _) = ask(journey, Intent::PickPicture { picture: Picture::AdminOnly }, &mut first);
    let (journey, _) = ask(journey, Intent::AskAdmin, &mut first);
    let to = "it@brightwater.example".to_owned();
    let (journey, _) = ask(journey, Intent::ISentIt { to }, &mut first);
    let text = serde_json::to_string(&journey.place().unwrap()).unwrap();

    let mut second = Desk { saved: serde_json::from_str(&text).unwrap(), ..desk() };
    let (journey, _) = ask(Journey::Start, Intent::Resume, &mut second);

    let Screen::WaitingForAdmin { asked, asked_at, .. } = show(&journey, &second).screen else {
        panic!("{journey:?}")
    };
    assert_eq!((asked.as_deref(), asked_at), (Some("it@brightwater.example"), NOW));
    let (_, effects) = ask(journey, Intent::CheckNow, &mut second);
    assert!(effects.iter().any(|e| matches!(e, Effect::BeginTrip { silent_first: true, .. })));
}

#[test]
fn the_link_for_the_admin_names_the_tenant_and_signs_nobody_in() {
    let mut desk = desk();
    let (journey, _) = waiting(&mut desk);
    let (journey, _) = ask(journey, Intent::PickPicture { picture: Picture::AdminOnly }, &mut desk);
    let (journey, _) = ask(journey, Intent::AskAdmin, &mut desk);

    let Screen::AskYourAdmin { request } = show(&journey, &desk).screen else { panic!("{journey:?}") };

    let link = request.link.unwrap();
    assert!(link.starts_with(&format!("http://127.0.0.1:4000/{TENANT}/adminconsent?client_id=")), "{link}");
    assert!(!link.contains("response_type"), "{link}");
    assert!(request.qr.is_some_and(|rows| rows.iter().all(|row| row.len() == rows.len())));
}

#[test]
fn without_an_address_the_link_is_for_the_admins_own_organization() {
    let mut desk = desk();
    let intent = Intent::OpenBrowser { account: String::new() };
    let (journey, _) = ask(before_sign_in(&mut desk), intent, &mut desk);
    let (journey, _) = ask(journey, Intent::PickPicture { picture: Picture::AdminOnly }, &mut desk);
    let (journey, _) = ask(journey, Intent::AskAdmin, &mut desk);

    let Screen::AskYourAdmin { request } = show(&journey, &desk).screen else { panic!("{journey:?}") };

    let link = request.link.unwrap();
    assert!(link.starts_with("http://127.0.0.1:4000/organizations/adminconsent?client_id="), "{link}");
}

#[test]
fn sign_in_at_the_vendor_is_told_and_not_checked() {
    let mut desk = real_desk();
    let (journey, effects) =
        ask(before_sign_in(&mut desk), Intent::OpenBrowser { account: String::new() }, &mut desk);
    assert!(effects.iter().any(|e| matches!(e, Effect::OpenStartPage { .. })), "{effects:?}");
    let attempt = journey.trip().unwrap().attempt;

    let (journey, effects) = ask(journey, Intent::PickPicture { picture: Picture::ClosePage }, &mut desk);
    let [Effect::KeepAtVendor { connection, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let kept = Event::Kept { attempt, connection: connection.clone(), problem: None };
    let (journey, _) = hear(journey, kept, &mut desk);

    let Screen::Connected { approved_by, checked_at, .. } = show(&journey, &desk).screen else {
        panic!("{journey:?}")
    };
    assert_eq!((approved_by, checked_at), (ApprovedBy::YouToldUs, None));
}

#[test]
fn stages_only_go_up_and_keep_waiting_starts_them_again() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);
    let reach =
        |journey, stage, desk: &mut Desk| hear(journey, Event::StageReached { attempt, stage }, desk).0;
    let journey = reach(journey, WaitStage::KeepWaiting, &mut desk);
    let journey = reach(journey, WaitStage::AskGently, &mut desk);
    assert_eq!(journey.trip().unwrap().stage, WaitStage::KeepWaiting);

    let (journey, effects) = ask(journey, Intent::KeepWaiting, &mut desk);

    assert_eq!(journey.trip().unwrap().stage, WaitStage::Ask);
    assert_eq!(effects, vec![Effect::WakeAt { attempt, stage: WaitStage::KeepWaiting }]);
}

#[test]
fn going_back_from_the_wait_closes_the_listener() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);

    let (journey, effects) = ask(journey, Intent::Back, &mut desk);

    assert!(matches!(journey, Journey::BeforeSignIn(_)));
    assert_eq!(effects, vec![Effect::EndTrip { attempt }]);
}

#[test]
fn a_pasted_error_finds_its_card_and_leads_back() {
    let mut desk = desk();
    let (journey, _) = ask(Journey::Start, Intent::HelpSomeone, &mut desk);
    let text = "AADSTS50105: The signed in user is not assigned to a role".to_owned();

    let (journey, _) = ask(journey, Intent::FindAnswer { text: text.clone() }, &mut desk);

    let Screen::Answer { diagnosis, fix, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!((diagnosis.card, fix), (Card::E07, Fix::AskAdmin));
    let (journey, _) = ask(journey, Intent::Back, &mut desk);
    assert!(matches!(journey, Journey::PastingError { text: kept, .. } if kept.contains("50105")));
}

fn screen_name(journey: &Journey, desk: &Desk) -> String {
    let json = serde_json::to_value(show(journey, desk).screen).unwrap();
    json["kind"].as_str().unwrap().to_owned()
}
