//! Whatever is asked and whatever happens, in any order: nothing panics, and there is always a way on.

use proptest::prelude::*;

use super::approving::opened_file;
use super::own_app::anything::{ends_of, event_of_an_app, intent_of_an_app};
use super::*;
use crate::desk::Unfinished;

fn any_intent() -> impl Strategy<Value = Intent> {
    let picture = prop::sample::select(vec![
        Picture::SignIn,
        Picture::AcceptList,
        Picture::RequestBox,
        Picture::AdminOnly,
        Picture::RequestSent,
        Picture::ErrorCode,
        Picture::ClosePage,
        Picture::NoPage,
    ]);
    let product =
        prop::sample::select(vec!["claras", "clara", "chronus", "kaltura", "teams-devices", "none"]);
    let simple = prop::sample::select(vec![
        Intent::Start,
        Intent::StartAsAdmin,
        Intent::HelpSomeone,
        Intent::OpenPractice,
        Intent::Resume,
        Intent::ForgetPlace,
        Intent::ShowConnections,
        Intent::Back,
        Intent::OpenPageAgain,
        Intent::CopyLink,
        Intent::StopWaiting,
        Intent::WhatDoYouSee,
        Intent::KeepWaiting,
        Intent::TryAgain,
        Intent::IAccepted,
        Intent::SentRequest,
        Intent::AskAdmin,
        Intent::IAmTheAdmin,
        Intent::CheckNow,
        Intent::SeePermissions,
        Intent::CheckAgain,
        Intent::FixMissing,
        Intent::Done,
        Intent::OpenPasteError,
        Intent::TakeFix,
        Intent::LeavePractice,
        Intent::DismissNotice,
        Intent::OpenConnection { connection: ConnectionId("c1".to_owned()) },
        Intent::ISentIt { to: String::new() },
        Intent::SignInOnce,
        Intent::AdminSaidNo,
        Intent::AskSomeoneElse,
        Intent::FindOrganization { address: ANA.to_owned() },
        Intent::ReviewedApp { typed: "brightwater.example".to_owned() },
        Intent::LooksWrong,
        Intent::TakeWay { way: AdminWay::Link },
        Intent::TakeWay { way: AdminWay::EntraSteps },
        Intent::TakeWay { way: AdminWay::WaitingRequest },
        Intent::OpenPortal,
        Intent::CopyPortalLink,
        Intent::StepDone,
        Intent::Later,
        Intent::IApprovedIt,
        Intent::NextCause,
        Intent::AddSetupFile,
        Intent::UseSetupFile { typed: String::new() },
        Intent::UseSetupFile { typed: "brightwater.example".to_owned() },
    ]);
    prop_oneof![
        8 => simple,
        4 => intent_of_an_app(),
        2 => picture.prop_map(|picture| Intent::PickPicture { picture }),
        2 => product.prop_map(|id| Intent::ChooseProduct { profile: profile(id) }),
        2 => prop::sample::select(vec!["", ANA, "x"])
            .prop_map(|a| Intent::OpenBrowser { account: a.to_owned() }),
        1 => ".{0,40}".prop_map(|text| Intent::FindAnswer { text }),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![2 => event_of_a_trip(), 1 => event_of_an_app()]
}

fn event_of_a_trip() -> impl Strategy<Value = Event> {
    (0_u64..9, 0_usize..18).prop_map(|(n, which)| {
        let attempt = AttemptId(n);
        let id = ConnectionId("c1".to_owned());
        match which {
            0 => Event::TenantFound { attempt, tenant: tenant(TENANT) },
            1 => Event::DomainUnknown { attempt },
            2 => Event::LookUpFailed { attempt, problem: Problem::Offline },
            3 => Event::BrowserFailed { attempt },
            4 => Event::TripFailed { attempt, problem: Problem::NoPort },
            5 => Event::CodeArrived { attempt, leg: Leg::Interactive },
            6 => Event::Refused { attempt, refusal: refusal("access_denied", Some("cancel"), &[]) },
            7 => Event::SignedIn { attempt, account: seen(ANA, &[], TENANT) },
            8 => Event::CheckingFailed { attempt, problem: Problem::OddAnswer },
            9 => Event::Kept { attempt, connection: Box::new(connection(&["A"], &[])), problem: None },
            10 => Event::StageReached { attempt, stage: WaitStage::Ask },
            11 => Event::GrantsListed { connection: id, granted: vec![], directory: Box::default() },
            12 => Event::GrantsNotListed { connection: id, problem: Problem::Offline },
            13 => Event::LookDue { wait: attempt },
            14 => Event::LookSet { wait: attempt, at: NOW },
            15 => Event::ConsentReported { attempt },
            16 => Event::ConsentElsewhere { attempt },
            17 => Event::SetupFileOpened { file: Box::new(opened_file()) },
            _ => Event::ConnectionRemoved { connection: id },
        }
    })
}

/// As the engine does: the place is written down, and can be read and come back to.
pub(super) fn keeps_its_place(journey: &Journey, desk: &mut Desk) -> Result<(), TestCaseError> {
    let Some(place) = journey.place() else { return Ok(()) };
    desk.keep_place(place, journey.draft());
    let failed = |wrong: serde_json::Error| TestCaseError::fail(wrong.to_string());
    let text = serde_json::to_string(&desk.unfinished()).map_err(failed)?;
    let read: Unfinished = serde_json::from_str(&text).map_err(failed)?;
    prop_assert_eq!(&read, &desk.unfinished());
    let mut next = desk.clone();
    let (resumed, _) = Journey::Start.ask(Intent::Resume, &mut next, NOW);
    prop_assert!(show(&resumed, &next).can_go_back || resumed == Journey::Start);
    Ok(())
}

/// The way back, or the end of what must not be left half-way and the way back from there.
pub(super) fn has_a_way_on(journey: &Journey, desk: &Desk) -> bool {
    if *journey == Journey::Start || show(journey, desk).can_go_back {
        return true;
    }
    let ends = ends_of(journey);
    let leads_on = |end: Event| {
        let mut next = desk.clone();
        let (after, _) = journey.clone().hear(end, &mut next, NOW);
        show(&after, &next).can_go_back
    };
    !ends.is_empty() && ends.into_iter().all(leads_on)
}

pub(super) fn any_desk(practicing: bool) -> Desk {
    let desk = if practicing { desk() } else { real_desk() };
    Desk { run: "run".to_owned(), ..desk }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_order_of_intents_and_events_panics_or_ends_without_a_way_on(
        steps in prop::collection::vec(prop_oneof![any_intent().prop_map(Ok), any_event().prop_map(Err)], 1..40),
        practicing in any::<bool>(),
    ) {
        let mut desk = any_desk(practicing);
        let mut journey = Journey::Start;
        for step in steps {
            (journey, _) = match step {
                Ok(intent) => journey.ask(intent, &mut desk, NOW),
                Err(event) => journey.hear(event, &mut desk, NOW),
            };
            prop_assert!(has_a_way_on(&journey, &desk), "{journey:?}");
            keeps_its_place(&journey, &mut desk)?;
        }
    }
}
