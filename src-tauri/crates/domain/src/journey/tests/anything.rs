//! Whatever is asked and whatever happens, in any order: nothing panics, and there is always a way on.

use proptest::prelude::*;

use super::approving::opened_file;
use super::*;
use crate::desk::Unfinished;
use crate::journey::effect::AppSignIn;
use crate::own_app::{AppAnswer, CredentialKind, Made, SecretShape, SettingValue, SetupStep, Write};
use crate::view::own_app::BuildStop;

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

/// What a person can do on R1 to R10, in the review of what Usher writes, and on M2.
fn intent_of_an_app() -> impl Strategy<Value = Intent> {
    let simple = prop::sample::select(vec![
        Intent::DoItForMe,
        Intent::SignInToWrite,
        Intent::LetUsherWrite,
        Intent::TakeBack,
        Intent::MakeCertificate,
        Intent::SaveCertificate,
        Intent::ClearClipboard,
        Intent::FinishSetup,
        Intent::CopySecret,
        Intent::SaveValues,
        Intent::HandedOver,
        Intent::TurnOn,
        Intent::TurnOff,
        Intent::EditConnection,
        Intent::UpdateCredential,
        Intent::UseCredential { credential: CredentialKind::Secret },
        Intent::UseCredential { credential: CredentialKind::Certificate },
        Intent::GiveIds { client_id: TENANT.to_owned(), tenant: OTHER_TENANT.to_owned() },
        Intent::GiveIds { client_id: TENANT.to_owned(), tenant: TENANT.to_owned() },
        Intent::PickPolicy { name: "Recorder".to_owned() },
        Intent::ChooseFeature { feature: "Smart Buildings".to_owned(), chosen: true },
        Intent::Back,
        Intent::Later,
        Intent::Resume,
        Intent::AskAdmin,
        Intent::CheckNow,
        Intent::OpenPasteError,
        Intent::ISentIt { to: String::new() },
        Intent::OpenConnection { connection: ConnectionId("-1".to_owned()) },
        Intent::RemoveConnection { connection: ConnectionId("-1".to_owned()) },
        Intent::SeePermissions,
        Intent::FixMissing,
    ]);
    let step = prop::sample::select(SetupStep::ALL.to_vec());
    let setting = prop::sample::select(vec!["name", "upload", "postfix", "client-secret", "x"]);
    prop_oneof![
        8 => simple,
        2 => step.prop_map(|step| Intent::GoToStep { step }),
        4 => Just(Intent::StepDone),
        1 => (setting, ".{0,20}").prop_map(|(setting, text)| {
            Intent::FillIn { setting: setting.to_owned(), value: SettingValue::Text(text) }
        }),
        1 => ".{0,40}".prop_map(|text| Intent::GivePolicyOutput { text }),
        1 => ".{0,10}".prop_map(|name| Intent::NameApp { name }),
        1 => ".{0,10}".prop_map(|name| Intent::RenameConnection { name }),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![2 => event_of_a_trip(), 1 => event_of_an_app()]
}

/// Something about the setup that is at hand, or about one that is not.
fn event_of_an_app() -> impl Strategy<Value = Event> {
    (1_u64..4, 0_usize..14, any::<bool>()).prop_map(|(n, which, yes)| {
        let id = ConnectionId(format!("-{n}"));
        let ids = (ClientId::parse(TENANT).unwrap(), TenantId::parse(TENANT).unwrap());
        let app = AppSignIn {
            connection: id.clone(),
            client_id: ids.0.clone(),
            tenant: ids.1.clone(),
            credential: CredentialKind::Secret,
            made_at: NOW,
            kept: Kept::Keychain,
            pending: false,
            permissions: vec![],
        };
        let object = crate::ids::ObjectId::parse(TENANT).unwrap();
        let answered = |answer| Event::AppAnswered { app: Box::new(app.clone()), answer: Box::new(answer) };
        let wrote = |write, made| Event::Wrote { setup: id.clone(), write, made, kept: Kept::Keychain };
        match which {
            0 => Event::IdsChecked { setup: id, ids, tenant_exists: yes, client_is_tenant: yes },
            1 => Event::IdsNotChecked { setup: id, ids, problem: Problem::Offline },
            2 => Event::SecretTaken {
                setup: id,
                pending: false,
                hint: "a8Q".to_owned(),
                days: yes.then_some(180),
                kept: Kept::Keychain,
                problem: None,
            },
            3 => Event::SecretRefused { shape: SecretShape::LooksLikeItsId },
            4 => Event::CertificateMade {
                setup: id,
                pending: false,
                thumbprint: "AB".repeat(20),
                ends_at: NOW,
                kept: Kept::UntilClosed,
                problem: None,
            },
            5 => answered(AppAnswer::NothingKept),
            6 => answered(AppAnswer::CouldNotAsk { problem: Problem::Offline }),
            7 => answered(AppAnswer::from(&refusal("invalid_client", None, &[7_000_215]))),
            8 => answered(AppAnswer::SignedIn { roles: yes.then(Vec::new), reads: vec![] }),
            9 => wrote(Write::RegisterApp, Made::App { object, client_id: ClientId::parse(TENANT).unwrap() }),
            10 => wrote(Write::MakeSecret, Made::Secret { hint: "a8Q".to_owned(), ends_at: NOW }),
            11 => Event::WriteStopped { setup: id, why: BuildStop::NotAllowed },
            12 => Event::TakenBack { setup: id },
            _ if yes => Event::ReminderDue,
            _ => Event::SessionHeld { attempt: AttemptId(n) },
        }
    })
}

/// The events of an app, and those of an admin's sign-in.
fn event_at_an_app() -> impl Strategy<Value = Event> {
    let attempt = AttemptId(0);
    let of_the_trip = prop::sample::select(vec![
        Event::CodeArrived { attempt, leg: Leg::Interactive },
        Event::SignedIn { attempt, account: seen(ANA, &[], TENANT) },
        Event::SessionHeld { attempt },
        Event::Refused { attempt, refusal: refusal("access_denied", Some("cancel"), &[]) },
    ]);
    prop_oneof![2 => event_of_an_app(), 1 => of_the_trip]
}

/// The same event for what is waited for, so that some get through.
fn for_what_is_at_hand(mut event: Event, journey: &Journey, desk: &Desk) -> Event {
    let at_hand = journey.trip().map(|trip| trip.attempt);
    if let Event::CodeArrived { attempt, .. }
    | Event::SignedIn { attempt, .. }
    | Event::SessionHeld { attempt }
    | Event::Refused { attempt, .. } = &mut event
    {
        *attempt = at_hand.unwrap_or(*attempt);
    }
    let Some(setup) = journey.setup() else { return event };
    if let Event::IdsChecked { ids, .. } | Event::IdsNotChecked { ids, .. } = &mut event
        && let (Some(client_id), Some(tenant)) = (&setup.client_id, &setup.tenant)
    {
        *ids = (client_id.clone(), tenant.clone());
    }
    if let Event::AppAnswered { app, .. } = &mut event
        && let Some(asked) = desk.profile(&setup.profile).and_then(|profile| setup.app_sign_in(&profile))
    {
        **app = asked;
    }
    event
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
fn keeps_its_place(journey: &Journey, desk: &mut Desk) -> Result<(), TestCaseError> {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_order_of_intents_and_events_panics_or_ends_without_a_way_on(
        steps in prop::collection::vec(prop_oneof![any_intent().prop_map(Ok), any_event().prop_map(Err)], 1..40),
        practicing in any::<bool>(),
    ) {
        let mut desk = if practicing { desk() } else { real_desk() };
        let mut journey = Journey::Start;
        for step in steps {
            (journey, _) = match step {
                Ok(intent) => journey.ask(intent, &mut desk, NOW),
                Err(event) => journey.hear(event, &mut desk, NOW),
            };
            let view = show(&journey, &desk);
            prop_assert!(view.can_go_back || journey == Journey::Start);
            keeps_its_place(&journey, &mut desk)?;
        }
    }

    #[test]
    fn no_order_of_steps_of_an_own_app_panics_or_loses_its_place(
        steps in prop::collection::vec(
            prop_oneof![3 => intent_of_an_app().prop_map(Ok), 2 => event_at_an_app().prop_map(Err)],
            1..60,
        ),
        product in prop::sample::select(vec!["kaltura", "teams-devices"]),
        practicing in any::<bool>(),
    ) {
        let mut desk = if practicing { desk() } else { real_desk() };
        let (choosing, _) = ask(Journey::Start, Intent::StartAsAdmin, &mut desk);
        let (mut journey, _) = ask(choosing, Intent::ChooseProduct { profile: profile(product) }, &mut desk);
        for step in steps {
            (journey, _) = match step {
                Ok(intent) => journey.ask(intent, &mut desk, NOW),
                Err(event) => {
                    let event = for_what_is_at_hand(event, &journey, &desk);
                    journey.hear(event, &mut desk, NOW)
                }
            };
            let view = show(&journey, &desk);
            prop_assert!(view.can_go_back || journey == Journey::Start);
            keeps_its_place(&journey, &mut desk)?;
        }
    }
}
