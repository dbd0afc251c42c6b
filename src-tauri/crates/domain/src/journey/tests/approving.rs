//! The admin's side: what is reviewed, how it is approved, and what counts as proof.

use super::*;
use crate::connection::missing;
use crate::consent_link::admin_link;
use crate::desk::AskedHow;
use crate::directory::{SeenApp, SeenGrants, Told};
use crate::journey::approval::{Approval, ProofStage};
use crate::journey::effect::{Asks, News, Pace};
use crate::journey::trip::Purpose;
use crate::setup_file::OpenedFile;
use crate::view::approving::{Cause, Claim, Doubt, Origin, ProofState, WalkStep};
use crate::view::{Aim, ApprovedBy, LookResult};

const DOMAIN: &str = "brightwater.example";

pub(super) fn opened_file() -> OpenedFile {
    let mut profile = built_in()[0].clone();
    profile.id = ProfileId("tidewater".to_owned());
    OpenedFile { profile: profile.into(), origin: Origin::Unsigned, handle: 7, before: None }
}

/// A1 of Claras with the organization found.
fn reviewed(desk: &mut Desk) -> Journey {
    let (choosing, _) = ask(Journey::Start, Intent::StartAsAdmin, desk);
    let (review, _) = ask(choosing, Intent::ChooseProduct { profile: profile("claras") }, desk);
    let address = format!("grace@{DOMAIN}");
    let (looking, effects) = ask(review, Intent::FindOrganization { address }, desk);
    let [Effect::FindTenant { attempt, domain, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(domain, DOMAIN);
    hear(looking, Event::TenantFound { attempt: *attempt, tenant: tenant(TENANT) }, desk).0
}

fn way_chosen(desk: &mut Desk) -> Journey {
    let typed = DOMAIN.to_owned();
    let (journey, _) = ask(reviewed(desk), Intent::ReviewedApp { typed }, desk);
    assert!(matches!(journey, Journey::ChoosingWay(_)), "{journey:?}");
    journey
}

fn by_link(desk: &mut Desk) -> (Journey, AttemptId) {
    let (journey, effects) = ask(way_chosen(desk), Intent::TakeWay { way: AdminWay::Link }, desk);
    let attempt = journey.trip().unwrap().attempt;
    assert!(
        effects.iter().any(|e| matches!(e, Effect::BeginConsent { tenant: t, .. } if *t == tenant(TENANT))),
        "{effects:?}"
    );
    (journey, attempt)
}

/// A connection of Claras that lacks everything, kept on the desk.
fn lacking(desk: &mut Desk) -> ConnectionId {
    let requested = desk.profile(&profile("claras")).unwrap().delegated_scopes();
    let known = Connection { requested, ..connection(&[], &["User.Read"]) };
    let id = known.id.clone();
    desk.put(known);
    id
}

fn listed(id: &ConnectionId, granted: Vec<String>, directory: Directory) -> Event {
    Event::GrantsListed { connection: id.clone(), granted, directory: Box::new(directory) }
}

fn everything(desk: &Desk) -> Vec<String> {
    desk.profile(&profile("claras")).unwrap().delegated_scopes()
}

fn waiting_for_admin(desk: &mut Desk, connection: Option<ConnectionId>) -> Journey {
    let (journey, _) = waiting(desk);
    let trip = Trip { connection, ..journey.trip().unwrap().clone() };
    let (writing, _) = ask(Journey::NeedingAdmin(trip), Intent::AskAdmin, desk);
    ask(writing, Intent::ISentIt { to: "grace@brightwater.example".to_owned() }, desk).0
}

fn app(name: &str) -> SeenApp {
    SeenApp {
        object: ObjectId::parse(OTHER_TENANT).unwrap(),
        name: Some(name.to_owned()),
        publisher: None,
        owner: None,
        enabled: true,
        assignment_required: false,
        disabled_by_microsoft: false,
        created: None,
    }
}

#[test]
fn nobody_goes_on_before_the_organization_is_named() {
    let mut desk = desk();
    let (choosing, _) = ask(Journey::Start, Intent::StartAsAdmin, &mut desk);
    let (review, _) = ask(choosing, Intent::ChooseProduct { profile: profile("claras") }, &mut desk);

    let (journey, effects) = ask(review, Intent::ReviewedApp { typed: DOMAIN.to_owned() }, &mut desk);

    assert_eq!(effects, vec![]);
    let Journey::ReviewingApp(approval) = journey else { panic!("{journey:?}") };
    assert_eq!(approval.address_problem, Some(AddressProblem::NotAnAddress));
}

#[rstest]
#[case::nothing_typed("")]
#[case::another_domain("brightwater.example.evil.example")]
#[case::the_address("grace@brightwater.example")]
fn what_may_do_great_harm_needs_the_domain_typed(#[case] typed: &str) {
    let mut desk = desk();
    let journey = reviewed(&mut desk);
    let Screen::ReviewApp { review } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(review.stop.unwrap().domain.as_deref(), Some(DOMAIN));

    let (journey, _) = ask(journey, Intent::ReviewedApp { typed: typed.to_owned() }, &mut desk);

    let Journey::ReviewingApp(approval) = journey else { panic!("{journey:?}") };
    assert!(approval.mistyped);
}

#[rstest]
#[case::microsoft_turned_it_off(SeenApp { disabled_by_microsoft: true, ..app("Claras") }, Some(Doubt::DisabledByMicrosoft))]
#[case::a_look_alike(app("Claras Login"), Some(Doubt::OtherName))]
#[case::the_app_itself(app("claras "), None)]
fn what_microsoft_says_beats_what_the_product_says(#[case] app: SeenApp, #[case] expected: Option<Doubt>) {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = reviewed(&mut desk);
    let directory = Directory { app: Told::Known(Some(app)), ..Directory::default() };
    let (journey, _) = hear(journey, listed(&id, vec![], directory), &mut desk);

    let (journey, _) = ask(journey, Intent::ReviewedApp { typed: DOMAIN.to_owned() }, &mut desk);

    let doubt = if let Journey::DoubtingApp { doubt, .. } = &journey { Some(*doubt) } else { None };
    assert_eq!(doubt, expected, "{journey:?}");
}

#[test]
fn the_admins_page_is_for_the_named_organization_and_asks_for_what_was_granted_earlier_too() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = reviewed(&mut desk);
    let own = |scopes: &[&str]| scopes.iter().map(|s| (*s).to_owned()).collect();
    let grants = SeenGrants {
        everyone: own(&["Calendars.Read", "Contacts.Read", "openid"]),
        person: own(&["Mail.ReadWrite"]),
        application: vec![],
    };
    let directory = Directory { grants: Told::Known(grants), ..Directory::default() };
    let granted = own(&["Calendars.Read", "Contacts.Read", "Mail.ReadWrite"]);
    let (journey, _) = hear(journey, listed(&id, granted, directory), &mut desk);
    let Screen::ReviewApp { review } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert!(review.lines.iter().any(|line| line.permission.value == "Contacts.Read"), "it is shown first");
    let (journey, _) = ask(journey, Intent::ReviewedApp { typed: DOMAIN.to_owned() }, &mut desk);

    let (_, effects) = ask(journey, Intent::TakeWay { way: AdminWay::Link }, &mut desk);

    let asked = |e: &Effect| {
        matches!(e, Effect::BeginConsent { tenant: t, earlier, .. }
            if *t == tenant(TENANT) && *earlier == ["Contacts.Read"])
    };
    assert!(effects.iter().any(asked), "{effects:?}");
}

#[test]
fn a_reported_yes_is_a_claim_until_a_token_shows_it() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let (journey, attempt) = by_link(&mut desk);

    let (journey, effects) = hear(journey, Event::ConsentReported { attempt }, &mut desk);

    let Journey::Proving { proof, .. } = &journey else { panic!("{journey:?}") };
    assert_eq!((proof.claim, &proof.stage), (Claim::Browser, &ProofStage::Checking));
    assert!(effects.contains(&Effect::ListGrants { connection: id.clone() }));

    let (journey, _) = hear(journey, listed(&id, everything(&desk), Directory::default()), &mut desk);
    assert!(matches!(journey, Journey::ReadingChecklist { .. }), "{journey:?}");
}

#[test]
fn a_yes_of_another_attempt_or_another_organization_counts_for_nothing() {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);

    let (journey, effects) =
        hear(journey, Event::ConsentReported { attempt: AttemptId(attempt.0 + 9) }, &mut desk);
    assert_eq!(effects, vec![]);
    assert!(matches!(journey, Journey::Waiting(_)), "{journey:?}");

    let (journey, _) = hear(journey, Event::ConsentElsewhere { attempt }, &mut desk);
    assert_eq!(journey.diagnosis(&desk).unwrap().situation, Situation::WrongTenant);
}

/// How many looks there were before the next one, where one is set.
fn later(effects: &[Effect]) -> Option<u32> {
    let look = effects.iter().find(|e| matches!(e, Effect::LookLater { pace: Pace::CatchingUp, .. }))?;
    if let Effect::LookLater { count, .. } = look { Some(*count) } else { None }
}

#[test]
fn a_grant_that_does_not_show_is_looked_for_with_back_off_and_then_its_causes_are_walked_through() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let (journey, attempt) = by_link(&mut desk);
    let (mut journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let half = vec!["User.Read".to_owned(), "Calendars.Read".to_owned()];
    let mut waits = vec![];

    for _ in 0..7 {
        let (next, effects) = hear(journey, listed(&id, half.clone(), Directory::default()), &mut desk);
        journey = next;
        let Journey::Proving { proof, .. } = &journey else { panic!("{journey:?}") };
        waits.extend(later(&effects));
        let wait = proof.look.wait;
        let (next, effects) = hear(journey, Event::LookDue { wait }, &mut desk);
        journey = next;
        waits.extend(later(&effects));
    }

    assert_eq!(waits, [0, 1, 2, 3, 4, 5]);
    let Screen::Proof { card } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    let ProofState::Causes { causes, at } = card.state else { panic!("{:?}", card.state) };
    assert_eq!((causes[0].cause, causes[0].is_it, at), (Cause::OnlySome, Some(true), 0));
    assert!(causes.iter().any(|line| line.cause == Cause::OtherApp && line.is_it.is_none()));
}

#[test]
fn what_microsoft_says_of_the_app_names_the_cause() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let off = SeenApp { enabled: false, ..app("Claras") };
    let directory = Directory { app: Told::Known(Some(off)), ..Directory::default() };
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let (journey, _) = hear(journey, listed(&id, vec![], directory), &mut desk);
    let Journey::Proving { approval, mut proof } = journey else { panic!("{journey:?}") };
    proof.stage = ProofStage::Causes { at: 0, named: None };

    let causes = causes(&approval, &proof, &desk);

    assert_eq!((causes[0].cause, causes[0].is_it), (Cause::AppOff, Some(true)));
    let ruled_out = [Cause::AssignmentRequired, Cause::OtherApp, Cause::OnlySome];
    assert!(causes.iter().all(|line| !ruled_out.contains(&line.cause)), "{causes:?}");
}

#[rstest]
#[case::offline(Problem::Offline)]
#[case::busy(Problem::Busy { retry_after_s: Some(5) })]
#[case::odd(Problem::OddAnswer)]
fn a_failed_look_is_a_state_of_its_own_and_never_a_tick(#[case] problem: Problem) {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);

    let event = Event::GrantsNotListed { connection: id, problem: problem.clone() };
    let (journey, _) = hear(journey, event, &mut desk);

    let Screen::Proof { card } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(card.state, ProofState::CheckFailed { problem });
}

#[rstest]
#[case::declined(Some(65004), None, Card::E04)]
#[case::only_an_admin_may(Some(90094), None, Card::E01)]
fn a_refusal_on_the_admins_page_has_its_card(
    #[case] code: Option<u32>,
    #[case] subcode: Option<&str>,
    #[case] card: Card,
) {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);
    let refusal = refusal("access_denied", subcode, &code.into_iter().collect::<Vec<_>>());

    let (journey, _) = hear(journey, Event::Refused { attempt, refusal }, &mut desk);

    let Screen::Answer { diagnosis, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(diagnosis.card, card);
}

#[test]
fn an_account_without_the_role_is_led_to_somebody_who_has_it() {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);
    let refusal = refusal("access_denied", Some("cancel"), &[]);
    let (journey, _) = hear(journey, Event::Refused { attempt, refusal }, &mut desk);
    assert!(matches!(journey, Journey::Picking { .. }), "an empty answer can mean two things: {journey:?}");

    let (journey, _) = ask(journey, Intent::PickPicture { picture: Picture::AdminOnly }, &mut desk);
    assert_eq!(journey.diagnosis(&desk).unwrap().situation, Situation::NotAdmin);

    let (journey, _) = ask(journey, Intent::TakeFix, &mut desk);
    assert!(matches!(journey, Journey::WritingToAdmin { .. }), "{journey:?}");
}

#[test]
fn the_steps_are_told_one_by_one_and_end_at_the_check() {
    let mut desk = desk();
    let (mut journey, _) =
        ask(way_chosen(&mut desk), Intent::TakeWay { way: AdminWay::EntraSteps }, &mut desk);
    let mut seen = vec![];

    while let Journey::Walking { step, .. } = &journey {
        seen.push(*step);
        assert_eq!(journey.place().unwrap().walk.unwrap().at, Some((AdminWay::EntraSteps, *step)));
        journey = ask(journey, Intent::StepDone, &mut desk).0;
    }

    let expected =
        [WalkStep::OpenAdminCenter, WalkStep::FindApp, WalkStep::OpenPermissions, WalkStep::GrantForEveryone];
    assert_eq!(seen, expected);
    let Journey::Proving { proof, .. } = &journey else { panic!("{journey:?}") };
    assert_eq!((proof.claim, &proof.stage), (Claim::Person, &ProofStage::NotChecked));
    let (journey, _) = ask(journey, Intent::Back, &mut desk);
    assert!(matches!(journey, Journey::Walking { step: WalkStep::GrantForEveryone, .. }), "{journey:?}");
}

#[rstest]
#[case::walking(Intent::TakeWay { way: AdminWay::WaitingRequest }, "step")]
#[case::choosing(Intent::Back, "reviewApp")]
fn an_admins_place_survives_a_restart(#[case] intent: Intent, #[case] expected: &str) {
    let mut desk = desk();
    let (journey, _) = ask(way_chosen(&mut desk), intent, &mut desk);
    let text = serde_json::to_string(&journey.place().unwrap()).unwrap();
    desk.saved = Some(serde_json::from_str(&text).unwrap());

    let (resumed, _) = ask(Journey::Start, Intent::Resume, &mut desk);

    assert_eq!(screen_name(&resumed, &desk), expected);
    assert!(matches!(&resumed, Journey::Walking { approval, .. } | Journey::ReviewingApp(approval)
        if approval.tenant == Some(tenant(TENANT))));
}

#[test]
fn without_a_token_check_now_signs_in_and_comes_back_when_nothing_is_granted() {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let (mut journey, effects) = ask(journey, Intent::CheckNow, &mut desk);
    assert!(effects.iter().any(|e| matches!(e, Effect::BeginTrip { silent_first: true, .. })), "{effects:?}");

    for stage in [ProofStage::CatchingUp, ProofStage::CatchingUp, ProofStage::Causes { at: 0, named: None }] {
        let attempt = journey.trip().unwrap().attempt;
        let refusal = refusal("access_denied", Some("cancel"), &[]);
        let (back, _) = hear(journey, Event::Refused { attempt, refusal }, &mut desk);
        let Journey::Proving { proof, .. } = &back else { panic!("{back:?}") };
        assert_eq!(proof.stage, stage);
        journey = ask(back, Intent::CheckNow, &mut desk).0;
    }
}

#[test]
fn an_app_that_is_turned_off_is_named_at_once() {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let (journey, _) = ask(journey, Intent::CheckNow, &mut desk);
    let attempt = journey.trip().unwrap().attempt;

    let refusal = refusal("unauthorized_client", None, &[7_000_112]);
    let (journey, _) = hear(journey, Event::Refused { attempt, refusal }, &mut desk);

    let Screen::Proof { card } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    let ProofState::Causes { causes, .. } = card.state else { panic!("{:?}", card.state) };
    assert_eq!((causes[0].cause, causes[0].is_it), (Cause::AppOff, Some(true)));
}

#[test]
fn an_admins_yes_arrives_by_itself_and_is_told_once() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = waiting_for_admin(&mut desk, Some(id.clone()));
    let (journey, _) = ask(journey, Intent::SeePermissions, &mut desk);
    let everything = everything(&desk);

    let (journey, effects) = hear(journey, listed(&id, everything.clone(), Directory::default()), &mut desk);

    let news = Effect::Notify { news: News::Approved, profile: profile("claras") };
    assert!(effects.contains(&news), "{effects:?}");
    let Screen::Checklist { rows, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert!(rows.iter().all(|row| row.state == crate::grant::GrantState::Granted));
    let (_, effects) = hear(journey, listed(&id, everything, Directory::default()), &mut desk);
    assert!(!effects.contains(&news), "{effects:?}");
}

#[test]
fn a_restart_goes_on_looking_where_there_is_a_sign_in_to_look_with() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    desk.saved = waiting_for_admin(&mut desk, Some(id.clone())).place();
    let (begun, effects) = Journey::Start.go_on(&mut desk, NOW);
    assert!(matches!(begun, Journey::AwaitingAdmin { .. }), "{begun:?}");
    assert!(effects.iter().any(|e| matches!(e, Effect::LookLater { count: 0, .. })), "{effects:?}");

    desk.connections.clear();
    let (begun, effects) = Journey::Start.go_on(&mut desk, NOW);

    assert_eq!((begun, effects), (Journey::Start, vec![]));
}

#[test]
fn looks_go_on_under_an_open_checklist_and_those_of_an_earlier_wait_come_to_nothing() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = waiting_for_admin(&mut desk, Some(id.clone()));
    let Journey::AwaitingAdmin { look, .. } = &journey else { panic!("{journey:?}") };
    let wait = look.wait;
    let (journey, _) = ask(journey, Intent::SeePermissions, &mut desk);

    let (journey, effects) = hear(journey, Event::LookDue { wait: AttemptId(wait.0 + 50) }, &mut desk);
    assert_eq!(effects, vec![]);
    let (_, effects) = hear(journey, Event::LookDue { wait }, &mut desk);

    assert_eq!(
        effects,
        [Effect::ListGrants { connection: id }, Effect::LookLater { wait, count: 1, pace: Pace::Waiting }]
    );
}

#[test]
fn signing_in_once_with_the_least_lets_usher_look() {
    let mut desk = desk();
    let journey = waiting_for_admin(&mut desk, None);
    let Screen::WaitingForAdmin { can_sign_in_once, .. } = show(&journey, &desk).screen else { panic!() };
    assert!(can_sign_in_once);

    let (journey, effects) = ask(journey, Intent::SignInOnce, &mut desk);
    assert!(
        effects.iter().any(|e| matches!(e, Effect::BeginTrip { asks: Asks::SignInOnly, .. })),
        "{effects:?}"
    );
    let Screen::WaitingForBrowser { aim, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(aim, Aim::SignInOnce);
    let attempt = journey.trip().unwrap().attempt;
    let connection = Connection { requested: everything(&desk), ..connection(&[], &["User.Read"]) };
    let kept = Event::Kept { attempt, connection: Box::new(connection.clone()), problem: None };
    let (journey, effects) = hear(journey, kept, &mut desk);

    let Journey::AwaitingAdmin { asked, .. } = &journey else { panic!("{journey:?}") };
    assert_eq!((asked.connection.as_ref(), asked.how), (Some(&connection.id), AskedHow::Message));
    assert!(effects.iter().any(|e| matches!(e, Effect::LookLater { count: 0, .. })), "{effects:?}");
}

#[test]
fn a_look_by_the_browser_that_finds_nothing_comes_back_to_the_wait() {
    let mut desk = desk();
    let (journey, _) = ask(waiting_for_admin(&mut desk, None), Intent::CheckNow, &mut desk);
    let attempt = journey.trip().unwrap().attempt;

    let refusal = refusal("access_denied", Some("cancel"), &[]);
    let (journey, _) = hear(journey, Event::Refused { attempt, refusal }, &mut desk);

    let Journey::AwaitingAdmin { asked, look, .. } = &journey else { panic!("{journey:?}") };
    assert_eq!((asked.to.as_str(), look.found), ("grace@brightwater.example", Some(LookResult::NotYet)));
}

#[test]
fn a_look_by_the_browser_that_finds_everything_connects() {
    let mut desk = desk();
    let (journey, _) = ask(waiting_for_admin(&mut desk, None), Intent::CheckNow, &mut desk);
    let attempt = journey.trip().unwrap().attempt;
    let scopes = everything(&desk);
    let connection = Connection { requested: scopes.clone(), granted: scopes, ..connection(&[], &[]) };
    assert!(missing(&connection.requested, &connection.granted).is_empty());

    let kept = Event::Kept { attempt, connection: Box::new(connection), problem: None };
    let (journey, _) = hear(journey, kept, &mut desk);

    assert!(matches!(journey, Journey::Connected { approved_by: ApprovedBy::Admin, .. }), "{journey:?}");
}

#[test]
fn what_a_person_tells_at_the_vendor_is_never_called_the_admins_yes() {
    let mut desk = real_desk();
    let (journey, _) = ask(waiting_for_admin_at_vendor(&mut desk), Intent::CheckNow, &mut desk);
    let (journey, effects) = ask(journey, Intent::PickPicture { picture: Picture::ClosePage }, &mut desk);
    let [Effect::KeepAtVendor { attempt, connection }] = effects.as_slice() else { panic!("{effects:?}") };

    let kept = Event::Kept { attempt: *attempt, connection: connection.clone(), problem: None };
    let (journey, _) = hear(journey, kept, &mut desk);

    assert!(matches!(journey, Journey::Connected { approved_by: ApprovedBy::YouToldUs, .. }), "{journey:?}");
}

fn waiting_for_admin_at_vendor(desk: &mut Desk) -> Journey {
    let (begun, _) = ask(before_sign_in(desk), Intent::OpenBrowser { account: String::new() }, desk);
    let (journey, _) = ask(begun, Intent::PickPicture { picture: Picture::AdminOnly }, desk);
    let (journey, _) = ask(journey, Intent::AskAdmin, desk);
    ask(journey, Intent::ISentIt { to: String::new() }, desk).0
}

#[test]
fn accepting_for_oneself_is_no_receipt_for_the_organization() {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let (journey, _) = ask(journey, Intent::CheckNow, &mut desk);
    let attempt = journey.trip().unwrap().attempt;
    let missing = Evidence::Silent(SilentFinding::ConsentMissing);
    let (journey, _) = hear(journey, Event::Learned { attempt, evidence: missing }, &mut desk);
    let (journey, _) = hear(journey, Event::CodeArrived { attempt, leg: Leg::Interactive }, &mut desk);
    let scopes = everything(&desk);
    let connection = Connection { requested: scopes.clone(), granted: scopes, ..connection(&[], &[]) };

    let kept = Event::Kept { attempt, connection: Box::new(connection), problem: None };
    let (journey, _) = hear(journey, kept, &mut desk);

    let Screen::Checklist { receipt, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(receipt, None);
}

#[test]
fn a_yes_is_heard_wherever_the_person_is_in_the_window() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = waiting_for_admin(&mut desk, Some(id.clone()));
    let Journey::AwaitingAdmin { look, .. } = &journey else { panic!("{journey:?}") };
    let wait = look.wait;
    desk.saved = journey.place();
    let (elsewhere, _) = ask(journey, Intent::ShowConnections, &mut desk);

    let (elsewhere, effects) = hear(elsewhere, Event::LookDue { wait }, &mut desk);
    assert!(effects.contains(&Effect::ListGrants { connection: id.clone() }), "{effects:?}");
    let everything = everything(&desk);
    let (elsewhere, effects) = hear(elsewhere, listed(&id, everything, Directory::default()), &mut desk);

    let news = Effect::Notify { news: News::Approved, profile: profile("claras") };
    assert!(effects.contains(&news), "{effects:?}");
    assert_eq!((elsewhere, desk.saved), (Journey::ReadingConnections, None));
}

#[test]
fn on_the_first_screen_a_yes_is_shown_at_once() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    desk.saved = waiting_for_admin(&mut desk, Some(id.clone())).place();
    let everything = everything(&desk);

    let (journey, _) = hear(Journey::Start, listed(&id, everything, Directory::default()), &mut desk);

    assert!(matches!(journey, Journey::Connected { approved_by: ApprovedBy::Admin, .. }), "{journey:?}");
}

#[test]
fn a_file_that_asks_for_more_than_before_is_not_satisfied_by_the_old_grants() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let known = desk.connection(&id).unwrap().clone();
    desk.put(Connection { requested: vec!["User.Read".to_owned()], ..known });
    let journey = waiting_for_admin(&mut desk, Some(id.clone()));

    let event = listed(&id, vec!["User.Read".to_owned()], Directory::default());
    let (journey, effects) = hear(journey, event, &mut desk);

    assert!(matches!(journey, Journey::AwaitingAdmin { .. }), "{journey:?}");
    assert!(!effects.iter().any(|e| matches!(e, Effect::Notify { .. })), "{effects:?}");
}

#[test]
fn a_sign_in_that_ran_out_sends_the_look_through_the_browser() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = waiting_for_admin(&mut desk, Some(id.clone()));

    let ran_out = Event::GrantsNotListed { connection: id, problem: Problem::SignInRanOut };
    let (journey, _) = hear(journey, ran_out, &mut desk);
    let (_, effects) = ask(journey, Intent::CheckNow, &mut desk);

    assert!(effects.iter().any(|e| matches!(e, Effect::BeginTrip { .. })), "{effects:?}");
}

#[rstest]
#[case::turned_off(Problem::AppTurnedOff, Card::E10)]
#[case::not_on_the_list(Problem::NotOnTheList, Card::E07)]
fn a_look_that_is_refused_for_the_apps_own_reason_says_so(#[case] problem: Problem, #[case] card: Card) {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = waiting_for_admin(&mut desk, Some(id.clone()));

    let (journey, _) = hear(journey, Event::GrantsNotListed { connection: id, problem }, &mut desk);

    let Screen::Answer { diagnosis, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    assert_eq!(diagnosis.card, card);
}

#[test]
fn another_address_leaves_nothing_of_the_first_organization() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let journey = reviewed(&mut desk);
    let Journey::ReviewingApp(approval) = &journey else { panic!("{journey:?}") };
    assert_eq!(approval.asks_with(&desk).map(|known| &known.id), Some(&id));

    let address = "root@elsewhere.example".to_owned();
    let (journey, effects) = ask(journey, Intent::FindOrganization { address }, &mut desk);
    let [Effect::FindTenant { attempt, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let (journey, _) = ask(journey, Intent::ReviewedApp { typed: DOMAIN.to_owned() }, &mut desk);
    let found = Event::TenantFound { attempt: *attempt, tenant: tenant(OTHER_TENANT) };
    let (journey, _) = hear(journey, found, &mut desk);

    let Journey::ReviewingApp(approval) = &journey else { panic!("{journey:?}") };
    assert_eq!(approval.asks_with(&desk), None);
    assert_eq!(approval.domain.as_deref(), Some("elsewhere.example"));
}

#[test]
fn the_stop_keeps_its_domain_over_a_restart_and_a_changed_file_is_reviewed_again() {
    let mut desk = desk();
    let (journey, _) = waiting(&mut desk);
    let trip = journey.trip().unwrap().clone();
    let (review, _) = ask(Journey::NeedingAdmin(trip), Intent::IAmTheAdmin, &mut desk);
    desk.saved = review.place();
    let (resumed, _) = ask(Journey::Start, Intent::Resume, &mut desk);
    let Journey::ReviewingApp(approval) = &resumed else { panic!("{resumed:?}") };
    assert_eq!(approval.domain.as_deref(), Some(DOMAIN));

    let (walking, _) = ask(way_chosen(&mut desk), Intent::TakeWay { way: AdminWay::EntraSteps }, &mut desk);
    desk.saved = walking.place();
    let mut file = opened_file();
    let mut changed = (*file.profile).clone();
    changed.id = profile("claras");
    file.profile = changed.into();
    let (preview, _) = hear(Journey::Start, Event::SetupFileOpened { file: Box::new(file) }, &mut desk);
    let (_, _) = ask(preview, Intent::UseSetupFile { typed: DOMAIN.to_owned() }, &mut desk);
    let (resumed, _) = ask(Journey::Start, Intent::Resume, &mut desk);

    assert!(matches!(resumed, Journey::ReviewingApp(_)), "{resumed:?}");
}

#[test]
fn a_check_that_fails_under_an_open_file_is_told_when_the_file_is_closed() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let intent = Intent::OpenConnection { connection: id.clone() };
    let (opened, _) = ask(Journey::ReadingConnections, intent, &mut desk);
    let (checking, _) = ask(opened, Intent::SeePermissions, &mut desk);
    let event = Event::SetupFileOpened { file: Box::new(opened_file()) };
    let (over, _) = hear(checking, event, &mut desk);

    let failed = Event::GrantsNotListed { connection: id, problem: Problem::Offline };
    let (over, _) = hear(over, failed, &mut desk);
    let (back, _) = ask(over, Intent::Back, &mut desk);

    let Screen::Checklist { checking, problem, rows, .. } = show(&back, &desk).screen else {
        panic!("{back:?}")
    };
    assert_eq!((checking, problem), (false, Some(Problem::Offline)));
    assert!(rows.iter().all(|row| row.state == crate::grant::GrantState::CheckFailed));
}

#[test]
fn a_message_that_is_sent_closes_the_listener_behind_it() {
    let mut desk = desk();
    let (journey, attempt) = waiting(&mut desk);
    let trip = journey.trip().unwrap().clone();
    let (writing, _) = ask(Journey::NeedingAdmin(trip), Intent::AskAdmin, &mut desk);

    let (_, effects) = ask(writing, Intent::ISentIt { to: String::new() }, &mut desk);

    assert!(effects.contains(&Effect::EndTrip { attempt }), "{effects:?}");
}

#[test]
fn a_look_alike_name_is_told_once_and_then_wants_the_domain() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let directory = Directory { app: Told::Known(Some(app("Claras Login"))), ..Directory::default() };
    let (journey, _) = hear(reviewed(&mut desk), listed(&id, vec![], directory), &mut desk);
    let typed = || Intent::ReviewedApp { typed: DOMAIN.to_owned() };
    let (doubting, _) = ask(journey, typed(), &mut desk);
    assert!(matches!(doubting, Journey::DoubtingApp { .. }), "{doubting:?}");

    let (back, _) = ask(doubting, Intent::Back, &mut desk);
    let (stopped, _) = ask(back, Intent::ReviewedApp { typed: String::new() }, &mut desk);
    assert!(matches!(stopped, Journey::ReviewingApp(_)), "{stopped:?}");
    let (on, _) = ask(stopped, typed(), &mut desk);

    assert!(matches!(on, Journey::ChoosingWay(_)), "{on:?}");
}

#[test]
fn a_dead_end_while_proving_is_no_way_back_to_asking_somebody() {
    let mut desk = desk();
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let (journey, _) = ask(journey, Intent::CheckNow, &mut desk);

    let (journey, effects) = ask(journey, Intent::PickPicture { picture: Picture::AdminOnly }, &mut desk);

    assert!(matches!(journey, Journey::Proving { .. }), "{journey:?}");
    assert!(effects.iter().any(|e| matches!(e, Effect::EndTrip { .. })), "{effects:?}");
}

#[test]
fn what_every_sign_in_brings_along_is_not_called_a_part_of_the_approval() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let (journey, attempt) = by_link(&mut desk);
    let (journey, _) = hear(journey, Event::ConsentReported { attempt }, &mut desk);
    let (journey, _) =
        hear(journey, listed(&id, vec!["User.Read".to_owned()], Directory::default()), &mut desk);
    let Journey::Proving { approval, mut proof } = journey else { panic!("{journey:?}") };
    proof.stage = ProofStage::Causes { at: 0, named: None };

    assert!(causes(&approval, &proof, &desk).iter().all(|line| line.cause != Cause::OnlySome));
}

#[test]
fn a_reminder_goes_to_the_same_person_and_asking_someone_else_begins_anew() {
    let mut desk = desk();
    let journey = waiting_for_admin(&mut desk, None);

    let (reminder, _) = ask(journey.clone(), Intent::AskAdmin, &mut desk);
    let Screen::AskYourAdmin { request } = show(&reminder, &desk).screen else { panic!("{reminder:?}") };
    assert_eq!((request.to.as_str(), request.asked_before), ("grace@brightwater.example", Some(NOW)));
    let (back, _) = ask(reminder, Intent::Back, &mut desk);
    assert!(matches!(back, Journey::AwaitingAdmin { .. }), "{back:?}");

    let (other, _) = ask(journey, Intent::AskSomeoneElse, &mut desk);
    let Screen::AskYourAdmin { request } = show(&other, &desk).screen else { panic!("{other:?}") };
    assert_eq!((request.to.as_str(), request.asked_before), ("", None));
}

#[test]
fn a_no_has_its_card_and_a_way_on() {
    let mut desk = desk();
    let (journey, _) = ask(waiting_for_admin(&mut desk, None), Intent::AdminSaidNo, &mut desk);

    let diagnosis = journey.diagnosis(&desk).unwrap();
    assert_eq!((diagnosis.situation, diagnosis.card), (Situation::AdminConsentDeclined, Card::E02));
    let (journey, _) = ask(journey, Intent::TakeFix, &mut desk);
    assert!(matches!(journey, Journey::WritingToAdmin { .. }), "{journey:?}");
}

#[test]
fn who_needs_it_and_is_the_admin_approves_for_the_same_organization() {
    let mut desk = desk();
    let (journey, _) = waiting(&mut desk);
    let trip = journey.trip().unwrap().clone();

    let (journey, effects) = ask(Journey::NeedingAdmin(trip.clone()), Intent::IAmTheAdmin, &mut desk);

    let Journey::ReviewingApp(approval) = &journey else { panic!("{journey:?}") };
    assert_eq!(approval.tenant, trip.tenant);
    assert_eq!(approval.asked_by.as_deref(), Some(ANA));
    assert!(effects.contains(&Effect::EndTrip { attempt: trip.attempt }));
}

#[rstest]
#[case::chronus_returns_to_its_maker("chronus", true)]
#[case::claras_has_no_link("claras", false)]
fn in_the_real_world_a_link_is_there_only_where_the_maker_gave_one(#[case] id: &str, #[case] has: bool) {
    let desk = real_desk();
    let profile = desk.profile(&profile(id)).unwrap();

    let link = admin_link(&profile, Some(&tenant(TENANT)), &desk);

    assert_eq!(link.is_some(), has);
    if let Some(link) = link {
        assert_eq!(link.returns_to.as_deref(), Some("secureproductioneu.chronus.com"));
        assert!(!link.url.as_str().contains("response_type"), "{}", link.url);
        assert!(!link.url.path().contains("common"), "{}", link.url);
        assert!(link.url.path().starts_with(&format!("/{TENANT}/v2.0/")), "{}", link.url);
    }
}

#[test]
fn the_checklist_says_everyone_only_where_the_directory_said_so() {
    let mut desk = desk();
    let id = lacking(&mut desk);
    let scopes = everything(&desk);
    let grants = SeenGrants {
        everyone: vec!["Calendars.Read".to_owned()],
        person: vec!["User.Read".to_owned()],
        application: vec!["OnlineMeetings.Read".to_owned()],
    };
    let directory = Directory { grants: Told::Known(grants), ..Directory::default() };
    let back = Box::new(Journey::ReadingConnections);
    let open = Journey::ReadingChecklist {
        connection: id.clone(),
        checking: true,
        problem: None,
        receipt: None,
        back,
    };

    let (journey, _) = hear(open, listed(&id, scopes, directory), &mut desk);

    let Screen::Checklist { rows, .. } = show(&journey, &desk).screen else { panic!("{journey:?}") };
    let covers = |value: &str| rows.iter().find(|row| row.permission.value == value).unwrap().covers;
    assert_eq!(covers("Calendars.Read"), crate::grant::Covers::Everyone);
    assert_eq!(covers("User.Read"), crate::grant::Covers::OnlyYou);
    assert_eq!(covers("OnlineMeetings.Read"), crate::grant::Covers::NotKnown);
}

#[test]
fn a_setup_file_changes_nothing_until_it_is_used() {
    let mut desk = desk();
    let before = desk.profiles.len();
    let event = Event::SetupFileOpened { file: Box::new(opened_file()) };
    let (preview, effects) = hear(Journey::Start, event, &mut desk);
    assert_eq!(effects, vec![]);

    let (stopped, effects) = ask(preview, Intent::UseSetupFile { typed: String::new() }, &mut desk);
    assert_eq!((effects, desk.profiles.len()), (vec![], before));
    let Screen::SetupFile { file } = show(&stopped, &desk).screen else { panic!("{stopped:?}") };
    assert!(file.stop.unwrap().mistyped);

    let (used, effects) = ask(stopped, Intent::UseSetupFile { typed: DOMAIN.to_owned() }, &mut desk);
    assert_eq!(effects, [Effect::KeepSetupFile { handle: 7 }]);
    assert!(matches!(&used, Journey::ChoosingProduct { picked: Some(id), .. } if id.0 == "tidewater"));
    assert_eq!(desk.origin(&profile("tidewater")), Origin::Unsigned);
}

#[test]
fn the_errand_of_an_unsigned_product_is_stopped_even_when_it_asks_for_little() {
    let mut desk = desk();
    let mut profile = built_in().iter().find(|p| p.id.0 == "clara").unwrap().clone();
    profile.id = ProfileId("tidewater".to_owned());
    desk.origins.push((profile.id.clone(), Origin::Unsigned));
    desk.profiles.push(Arc::new(profile));
    let mut approval = Approval::new(super::profile("tidewater"), NOW);
    approval.tenant = Some(tenant(TENANT));
    approval.domain = Some(DOMAIN.to_owned());
    let journey = Journey::ReviewingApp(Box::new(approval));

    let (journey, _) = ask(journey, Intent::ReviewedApp { typed: String::new() }, &mut desk);

    assert!(matches!(journey, Journey::ReviewingApp(_)), "{journey:?}");
}

#[test]
fn a_message_from_the_admins_side_leads_back_to_it() {
    let mut desk = desk();
    let (journey, _) = ask(way_chosen(&mut desk), Intent::AskAdmin, &mut desk);
    let Journey::WritingToAdmin { trip, .. } = &journey else { panic!("{journey:?}") };
    assert_eq!((&trip.tenant, &trip.purpose), (&Some(tenant(TENANT)), &Purpose::Connect));

    let (journey, _) = ask(journey, Intent::Back, &mut desk);

    assert!(matches!(journey, Journey::ChoosingWay(_)), "{journey:?}");
}
