//! Do it for me: one write after the other, stopped and gone on with anywhere, and taken back.

use super::*;
use crate::ids::ObjectId;
use crate::journey::own_app::Build;
use crate::own_app::{Made, Write, plan_of};
use crate::situation::Situation;
use crate::view::Picture;
use crate::view::keeping::DraftAt;
use crate::view::own_app::{BuildState, BuildStop};

/// What a write brings.
pub(super) fn made(write: &Write) -> Made {
    let object = ObjectId::parse(OTHER_TENANT).unwrap();
    match write {
        Write::RegisterApp => Made::App { object, client_id: ClientId::parse(APP).unwrap() },
        Write::AddToOrganization => Made::Principal { object },
        Write::Grant { value } => Made::Grant { assignment: format!("of-{value}") },
        Write::MakeSecret => Made::Secret { hint: "a8Q".to_owned(), ends_at: NOW.plus_s(365 * DAY_S) },
        Write::AddCertificate => {
            Made::Certificate { thumbprint: "AB".repeat(20), ends_at: NOW.plus_s(365 * DAY_S) }
        }
    }
}

fn build(walk: &Walk) -> BuildState {
    let Journey::Building { build, .. } = &walk.journey else { panic!("{:?}", walk.journey) };
    build.state.clone()
}

/// Signs the admin in, from the review or from a stop.
fn sign_in(walk: &mut Walk) {
    let effects = walk.ask(Intent::SignInToWrite);
    let asks =
        |e: &Effect| matches!(e, Effect::BeginTrip { asks: crate::journey::effect::Asks::ToRegister, .. });
    assert!(effects.iter().any(asks), "{effects:?}");
    let attempt = walk.journey.trip().unwrap().attempt;
    walk.hear(Event::CodeArrived { attempt, leg: Leg::Interactive });
    let account = seen("grace@brightwater.example", &[], TENANT);
    assert_eq!(walk.hear(Event::SignedIn { attempt, account }), [Effect::HoldSession { attempt }]);
    assert_eq!(walk.hear(Event::SessionHeld { attempt }), [Effect::EndTrip { attempt }]);
    assert_eq!(build(walk), BuildState::Ready);
}

/// Makes at most `most` writes, and returns them.
fn write(walk: &mut Walk, most: usize) -> Vec<Write> {
    let mut effects = walk.ask(Intent::LetUsherWrite);
    let mut writes = vec![];
    while let [Effect::Write { write, setup }] = effects.as_slice() {
        assert_eq!(setup.written.len(), walk.setup().written.len(), "the engine gets the setup as it stands");
        if writes.len() == most {
            break;
        }
        let event =
            Event::Wrote { setup: walk.id(), write: write.clone(), made: made(write), kept: Kept::Keychain };
        writes.push(write.clone());
        effects = walk.hear(event);
    }
    writes
}

fn plan(walk: &Walk) -> Vec<Write> {
    plan_of(walk.setup(), &walk.desk.profile(&walk.setup().profile).unwrap())
}

impl Walk {
    /// What will be written, with the admin signed in.
    pub(super) fn signed_in(id: &str) -> Self {
        let mut walk = reviewing(id);
        sign_in(&mut walk);
        walk
    }
}

fn reviewing(id: &str) -> Walk {
    let mut walk = Walk::of(id);
    assert_eq!(walk.ask(Intent::DoItForMe), vec![]);
    assert_eq!(build(&walk), BuildState::Review);
    walk
}

/// The same person after Usher was closed.
fn restarted(walk: &Walk) -> Walk {
    let text = serde_json::to_string(&walk.desk.unfinished()).unwrap();
    let Unfinished { place, drafts } = serde_json::from_str(&text).unwrap();
    let desk = Desk { saved: place, drafts, ..desk() };
    let mut next = Walk { desk, journey: Journey::Start, now: walk.now };
    next.ask(Intent::Resume);
    next
}

#[test]
fn what_usher_has_begun_to_write_is_listed_with_how_far_it_came() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 2);
    let all = u32::try_from(plan(&walk).len()).unwrap();

    let Screen::Connections { drafts, .. } = show(&Journey::ReadingConnections, &walk.desk).screen else {
        panic!()
    };

    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].at, DraftAt::Writing { written: 2, writes: all });
}

#[rstest]
#[case("kaltura", SetupStep::TeamsPolicy)]
#[case("teams-devices", SetupStep::CheckAnswers)]
fn everything_is_written_in_order_and_the_rest_is_left_to_the_person(
    #[case] id: &str,
    #[case] goes_on_at: SetupStep,
) {
    let mut walk = reviewing(id);
    let plan = plan(&walk);
    assert_eq!(walk.ask(Intent::LetUsherWrite), vec![], "nobody has signed in");
    sign_in(&mut walk);

    let writes = write(&mut walk, usize::MAX);

    assert_eq!(writes, plan);
    assert_eq!(build(&walk), BuildState::Written);
    let receipt: Vec<Write> = walk.setup().written.iter().map(|line| line.write.clone()).collect();
    assert_eq!(receipt, plan);
    assert_eq!(walk.setup().tenant, Some(tenant(TENANT)));
    let effects = walk.ask(Intent::StepDone);
    assert!(matches!(effects.as_slice(), [Effect::ProveApp { .. }, Effect::EndSession]), "{effects:?}");
    assert_eq!(walk.step(), goes_on_at);
    assert_eq!(state(&walk, SetupStep::GrantConsent), SetupState::Checked);
}

#[rstest]
#[case::kaltura("kaltura", false)]
#[case::teams_devices("teams-devices", false)]
#[case::with_smart_buildings("teams-devices", true)]
fn stopped_anywhere_it_goes_on_and_makes_nothing_twice(#[case] id: &str, #[case] smart: bool) {
    let length = plan(&reviewing(id)).len() + if smart { 2 } else { 0 };
    for stop in 0..=length {
        let mut walk = Walk::of(id);
        walk.ask(Intent::ChooseFeature { feature: "Smart Buildings".to_owned(), chosen: smart });
        walk.ask(Intent::DoItForMe);
        let plan = plan(&walk);
        assert_eq!(plan.len(), length);
        sign_in(&mut walk);
        let before = write(&mut walk, stop);

        let mut walk = restarted(&walk);

        let expected = match stop {
            0 => BuildState::Review,
            _ if stop == length => BuildState::Written,
            _ => BuildState::Stopped { why: BuildStop::SignedOut },
        };
        assert_eq!(build(&walk), expected, "after {stop}");
        if stop < length {
            sign_in(&mut walk);
            let after = write(&mut walk, usize::MAX);
            assert_eq!([before, after].concat(), plan, "after {stop}");
        }
        let receipt: Vec<Write> = walk.setup().written.iter().map(|line| line.write.clone()).collect();
        assert_eq!(receipt, plan, "after {stop}");
    }
}

#[rstest]
#[case(BuildStop::NotAllowed)]
#[case(BuildStop::ForbiddenByRule)]
#[case(BuildStop::Problem { problem: Problem::Offline })]
fn what_stops_it_is_told_and_what_is_written_stays(#[case] why: BuildStop) {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 3);

    let effects = walk.hear(Event::WriteStopped { setup: walk.id(), why: why.clone() });

    assert_eq!((build(&walk), effects), (BuildState::Stopped { why }, vec![]));
    assert_eq!(walk.setup().written.len(), 3);
    sign_in(&mut walk);
    assert_eq!(write(&mut walk, usize::MAX).len(), plan(&walk).len() - 3);
}

#[test]
fn a_doubled_or_late_write_is_on_the_receipt_once() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 1);
    let again = Event::Wrote {
        setup: walk.id(),
        write: Write::RegisterApp,
        made: made(&Write::RegisterApp),
        kept: Kept::Keychain,
    };

    walk.hear(again.clone());
    assert_eq!(walk.setup().written.len(), 1);

    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::NotAllowed });
    let before = walk.journey.clone();
    assert_eq!((walk.hear(again), walk.journey), (vec![], before));
}

#[test]
fn what_still_comes_of_a_step_by_hand_changes_nothing_that_is_written() {
    let mut walk = Walk::signed_in("teams-devices");
    walk.ask(Intent::LetUsherWrite);
    let before = plan(&walk);

    walk.hear(secret_taken(walk.id(), false));

    assert_eq!((build(&walk), plan(&walk)), (BuildState::Writing, before.clone()));

    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::NotAllowed });
    walk.ask(Intent::Later);
    walk.hear(secret_taken(walk.id(), false));
    walk.ask(Intent::Resume);
    assert_eq!(plan(&walk), before);
}

#[test]
fn what_is_being_written_is_not_left_by_a_click() {
    let mut walk = Walk::signed_in("kaltura");
    walk.ask(Intent::LetUsherWrite);
    let before = walk.journey.clone();

    let effects = walk.ask(Intent::Back);

    assert_eq!((walk.journey, effects), (before, vec![]));
}

#[test]
fn an_admin_who_does_not_approve_comes_back_to_the_review() {
    let mut walk = reviewing("kaltura");
    walk.ask(Intent::SignInToWrite);
    let attempt = walk.journey.trip().unwrap().attempt;

    let effects =
        walk.hear(Event::Refused { attempt, refusal: refusal("access_denied", Some("cancel"), &[]) });

    assert_eq!(effects, [Effect::EndTrip { attempt }]);
    assert_eq!(build(&walk), BuildState::Stopped { why: BuildStop::NotApproved });
    sign_in(&mut walk);
}

#[rstest]
#[case::a_rule("access_denied", &[53_003], BuildStop::Refused { situation: Situation::MfaOrPolicyBlock })]
#[case::unknown_client("invalid_request", &[700_016], BuildStop::Refused { situation: Situation::AppNotFound })]
#[case::needs_an_admin("access_denied", &[90_094], BuildStop::NotAllowed)]
#[case::declined("access_denied", &[65_004], BuildStop::NotApproved)]
fn why_an_admin_could_not_sign_in_is_told(
    #[case] error: &str,
    #[case] codes: &[u32],
    #[case] why: BuildStop,
) {
    let mut walk = reviewing("kaltura");
    walk.ask(Intent::SignInToWrite);
    let attempt = walk.journey.trip().unwrap().attempt;

    walk.hear(Event::Refused { attempt, refusal: refusal(error, None, codes) });

    assert_eq!(build(&walk), BuildState::Stopped { why });
}

#[test]
fn an_account_that_may_not_approve_is_told_so() {
    let mut walk = reviewing("kaltura");
    walk.ask(Intent::SignInToWrite);
    walk.ask(Intent::WhatDoYouSee);

    walk.ask(Intent::PickPicture { picture: Picture::AdminOnly });

    assert_eq!(build(&walk), BuildState::Stopped { why: BuildStop::NotAllowed });
}

#[test]
fn an_admin_of_another_organization_does_not_go_on_with_it() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 2);
    let mut walk = restarted(&walk);
    walk.ask(Intent::SignInToWrite);
    let attempt = walk.journey.trip().unwrap().attempt;
    walk.hear(Event::CodeArrived { attempt, leg: Leg::Interactive });

    let effects =
        walk.hear(Event::SignedIn { attempt, account: seen("eve@elsewhere.example", &[], OTHER_TENANT) });

    assert!(!effects.iter().any(|e| matches!(e, Effect::HoldSession { .. })), "{effects:?}");
    assert!(effects.contains(&Effect::EndTrip { attempt }), "{effects:?}");
}

#[test]
fn taking_back_clears_everything() {
    let mut walk = reviewing("kaltura");
    assert_eq!(walk.ask(Intent::TakeBack), vec![], "nothing is written");
    sign_in(&mut walk);
    write(&mut walk, usize::MAX);

    let effects = walk.ask(Intent::TakeBack);
    let object = ObjectId::parse(OTHER_TENANT).unwrap();
    assert_eq!(effects, [Effect::TakeBack { setup: walk.id(), object }]);
    assert_eq!(build(&walk), BuildState::Undoing);
    let effects = walk.hear(Event::TakenBack { setup: walk.id() });

    assert_eq!(effects, [Effect::ForgetCredential { setup: walk.id() }, Effect::EndSession]);
    assert_eq!(build(&walk), BuildState::Undone);
    let setup = walk.setup();
    assert_eq!((&setup.client_id, &setup.credential, &setup.answer), (&None, &None, &None));
    assert!(setup.written.is_empty() && setup.done.is_empty());
    let again = restarted(&walk);
    assert_eq!(build(&again), BuildState::Review);
}

#[test]
fn taking_back_goes_on_after_a_restart_and_writes_nothing() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, usize::MAX);
    walk.ask(Intent::TakeBack);

    let mut walk = restarted(&walk);

    assert_eq!(build(&walk), BuildState::Stopped { why: BuildStop::TakingBack });
    walk.ask(Intent::SignInToWrite);
    let attempt = walk.journey.trip().unwrap().attempt;
    walk.hear(Event::CodeArrived { attempt, leg: Leg::Interactive });
    walk.hear(Event::SignedIn { attempt, account: seen("grace@brightwater.example", &[], TENANT) });
    let effects = walk.hear(Event::SessionHeld { attempt });
    assert!(matches!(effects.as_slice(), [Effect::EndTrip { .. }, Effect::TakeBack { .. }]), "{effects:?}");
    walk.hear(Event::TakenBack { setup: walk.id() });
    assert_eq!(build(&walk), BuildState::Undone);
}

#[test]
fn what_was_taken_back_while_nobody_looked_is_gone_from_its_draft() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, usize::MAX);
    walk.ask(Intent::TakeBack);
    walk.journey = Journey::Start;

    let effects = walk.hear(Event::TakenBack { setup: walk.id() });

    assert_eq!(effects, [Effect::ForgetCredential { setup: walk.id() }, Effect::EndSession]);
    let setup = &walk.desk.draft(&walk.id()).unwrap().setup;
    assert!(setup.written.is_empty() && setup.credential.is_none() && !setup.undoing);
}

#[test]
fn an_admins_sign_in_ends_wherever_the_writing_is_left() {
    let mut walk = Walk::signed_in("kaltura");
    assert!(walk.ask(Intent::SignInToWrite).contains(&Effect::EndSession), "the next admin starts anew");

    let mut walk = Walk::signed_in("kaltura");
    walk.ask(Intent::OpenPasteError);
    assert!(walk.ask(Intent::ShowConnections).contains(&Effect::EndSession));
}

#[test]
fn another_app_has_none_of_the_policy_that_was_granted_by_hand() {
    let mut walk = Walk::at_policy();
    walk.done();
    assert!(walk.setup().policy_told_at.is_some());
    walk.answer(all_good(&KALTURA));
    walk.ask(Intent::GoToStep { step: SetupStep::GetReady });
    walk.ask(Intent::DoItForMe);
    let mut setup = walk.setup().clone();
    setup.client_id = Some(ClientId::parse(OTHER_TENANT).unwrap());
    walk.journey = Journey::Building {
        setup: Box::new(setup),
        build: Build { state: BuildState::Review, account: None },
    };
    sign_in(&mut walk);

    write(&mut walk, 1);

    assert_eq!((walk.setup().policy_told_at, &walk.setup().answer), (None, &None));
}

#[test]
fn what_usher_has_registered_keeps_its_name() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, usize::MAX);
    walk.ask(Intent::StepDone);
    let name = walk.setup().name.clone();
    walk.ask(Intent::GoToStep { step: SetupStep::RegisterApp });

    walk.ask(Intent::NameApp { name: "Another".to_owned() });

    assert_eq!((walk.step(), &walk.setup().name), (SetupStep::RegisterApp, &name));
}

#[test]
fn taking_back_that_fails_keeps_the_receipt() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, usize::MAX);
    walk.ask(Intent::TakeBack);

    walk.hear(Event::WriteStopped {
        setup: walk.id(),
        why: BuildStop::Problem { problem: Problem::Offline },
    });

    assert_eq!(walk.setup().written.len(), plan(&walk).len());
    assert!(walk.setup().registered().is_some());
    let effects = walk.ask(Intent::TakeBack);
    assert!(matches!(effects.as_slice(), [Effect::TakeBack { .. }]), "{effects:?}");
}

#[test]
fn taking_back_is_asked_once() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, usize::MAX);
    walk.ask(Intent::TakeBack);

    assert_eq!(walk.ask(Intent::TakeBack), vec![]);
}

#[test]
fn nothing_is_taken_back_while_it_is_written() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 3);

    assert_eq!(walk.ask(Intent::TakeBack), vec![], "the write on its way would be left behind");
    assert_eq!(build(&walk), BuildState::Writing);
}

#[test]
fn the_receipt_holds_no_secret() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, usize::MAX);

    let text = serde_json::to_string(&walk.setup().written).unwrap();

    let secret = walk.setup().written.last().unwrap();
    let expected = serde_json::json!({ "kind": "secret", "hint": "a8Q", "endsAt": NOW.plus_s(365 * DAY_S) });
    assert_eq!(serde_json::to_value(&secret.made).unwrap(), expected);
    assert!(!text.contains("secretText") && !text.contains("access_token"), "{text}");
}

#[test]
fn a_message_about_it_leads_back_to_it_over_a_restart() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 2);
    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::NotAllowed });
    walk.ask(Intent::AskAdmin);

    let walk = restarted(&walk);

    assert_eq!(walk.setup().written.len(), 2);
}

#[test]
fn without_a_client_of_its_own_usher_does_not_offer_it() {
    let mut walk = Walk::of("kaltura");
    walk.desk.practice = None;

    if walk.desk.own_client().is_none() {
        walk.ask(Intent::DoItForMe);
        assert_eq!(walk.step(), SetupStep::GetReady);
    }
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    let offered = matches!(card.body, crate::view::own_app::StepBody::GetReady { can_do_it: true, .. });
    assert_eq!(offered, walk.desk.own_client().is_some());
}

#[test]
fn approving_is_done_with_the_last_permission_and_not_with_the_first() {
    let mut walk = Walk::signed_in("kaltura");
    let known = |walk: &Walk| walk.setup().done.get(&SetupStep::GrantConsent).copied();

    write(&mut walk, 3);
    assert_eq!(known(&walk), None, "one of four is approved");
    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::SignedOut });
    sign_in(&mut walk);
    write(&mut walk, 3);

    assert_eq!(known(&walk), Some(StepKnown::Checked));
}

#[test]
fn what_the_app_was_registered_with_stays_until_it_is_taken_back() {
    let mut walk = Walk::signed_in("teams-devices");
    write(&mut walk, 1);
    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::SignedOut });
    walk.ask(Intent::Back);
    let feature = walk.desk.profile(&profile("teams-devices")).unwrap().app_features()[0].clone();

    walk.ask(Intent::ChooseFeature { feature: feature.clone(), chosen: true });
    assert_eq!(walk.setup().features, Vec::<String>::new());

    walk.ask(Intent::DoItForMe);
    walk.hear(Event::TakenBack { setup: walk.id() });
    walk.ask(Intent::StepDone);
    walk.ask(Intent::ChooseFeature { feature: feature.clone(), chosen: true });
    assert_eq!(walk.setup().features, [feature]);
}

#[test]
fn a_message_of_a_stopped_write_hands_over_what_is_left_to_write() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 2);
    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::NotAllowed });

    walk.ask(Intent::AskAdmin);

    let Screen::AskYourAdmin { request } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(request.step.map(|step| step.step), Some(SetupStep::GrantConsent));
    walk.ask(Intent::ISentIt { to: "roles@brightwater.example".to_owned() });
    assert!(walk.setup().asked.contains_key(&SetupStep::GrantConsent));
}

#[test]
fn starting_fresh_keeps_what_usher_has_written() {
    let mut walk = Walk::signed_in("kaltura");
    write(&mut walk, 2);
    walk.hear(Event::WriteStopped { setup: walk.id(), why: BuildStop::SignedOut });
    walk.ask(Intent::Later);

    assert_eq!(walk.ask(Intent::ForgetPlace), vec![]);
    assert_eq!(walk.desk.saved, None);
    walk.ask(Intent::StartAsAdmin);
    walk.ask(Intent::ChooseProduct { profile: profile("kaltura") });

    assert_eq!(walk.setup().written.len(), 2);
}
