//! Whatever is asked and whatever happens on the way to an own app, in any order.

use proptest::prelude::*;

use super::building::made;
use super::*;
use crate::journey::own_app::Build;
use crate::journey::tests::anything::{any_desk, has_a_way_on, keeps_its_place};
use crate::own_app::{Write, next_write};
use crate::view::own_app::{BuildState, BuildStop};

/// What a person can do on R1 to R10, in the review of what Usher writes, and on M2.
pub(in super::super) fn intent_of_an_app() -> impl Strategy<Value = Intent> {
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
        Intent::OpenConnection { connection: ConnectionId("run-1".to_owned()) },
        Intent::RemoveConnection { connection: ConnectionId("run-1".to_owned()) },
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
        1 => any::<bool>().prop_map(|has| Intent::HaveRole { role: SetupRole::TeamsAdmin, has }),
        1 => ".{0,40}".prop_map(|text| Intent::GiveBillingOutput { text }),
        1 => ".{0,40}".prop_map(|text| Intent::GivePolicyOutput { text }),
        1 => ".{0,10}".prop_map(|name| Intent::NameApp { name }),
        1 => ".{0,10}".prop_map(|name| Intent::RenameConnection { name }),
    ]
}

/// Something about the setup that is at hand, or about one that is not.
pub(in super::super) fn event_of_an_app() -> impl Strategy<Value = Event> {
    let of = prop_oneof![3 => Just(1), 1 => Just(2)];
    (of, 0_usize..14, any::<bool>()).prop_map(|(n, which, yes)| {
        let id = ConnectionId(format!("run-{n}"));
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
        let answered = |answer| Event::AppAnswered { app: Box::new(app.clone()), answer: Box::new(answer) };
        let wrote = |write| {
            let made = made(&write);
            Event::Wrote { setup: id.clone(), write, made, kept: Kept::Keychain }
        };
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
            8 => answered(all_good(if yes { &KALTURA } else { &[] })),
            9 => wrote(Write::RegisterApp),
            10 => wrote(Write::MakeSecret),
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
    if let Event::SecretTaken { pending, .. } | Event::CertificateMade { pending, .. } = &mut event {
        *pending = setup.editing;
    }
    if let Event::IdsChecked { ids, .. } | Event::IdsNotChecked { ids, .. } = &mut event
        && let (Some(client_id), Some(tenant)) = (&setup.client_id, &setup.tenant)
    {
        *ids = (client_id.clone(), tenant.clone());
    }
    let Some(profile) = desk.profile(&setup.profile) else { return event };
    if let Event::AppAnswered { app, .. } = &mut event
        && let Some(asked) = setup.app_sign_in(&profile)
    {
        **app = asked;
    }
    event
}

/// From where the steps of an own app begin.
#[derive(Clone, Copy, Debug)]
enum Beginning {
    FirstStep { product: &'static str, practicing: bool },
    AdminSignedIn { product: &'static str },
    Connected,
    SecretAskedAgain,
}

impl Beginning {
    const ALL: [Self; 8] = [
        Self::FirstStep { product: "kaltura", practicing: true },
        Self::FirstStep { product: "kaltura", practicing: false },
        Self::FirstStep { product: "teams-devices", practicing: true },
        Self::FirstStep { product: "teams-devices", practicing: false },
        Self::AdminSignedIn { product: "kaltura" },
        Self::AdminSignedIn { product: "teams-devices" },
        Self::Connected,
        Self::SecretAskedAgain,
    ];

    fn walk(self) -> Walk {
        match self {
            Self::FirstStep { product, practicing } => Walk::on(any_desk(practicing), product),
            Self::AdminSignedIn { product } => Walk::signed_in(product),
            Self::Connected => Walk::finished(),
            Self::SecretAskedAgain => Walk::with_new_secret(),
        }
    }
}

/// What is random, or what comes next where everything goes well.
#[derive(Clone, Debug)]
enum Move {
    Ask(Intent),
    Hear(Event),
    Onward,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => intent_of_an_app().prop_map(Move::Ask),
        2 => event_at_an_app().prop_map(Move::Hear),
        5 => Just(Move::Onward),
    ]
}

/// What comes next where everything goes well.
fn onward(journey: &Journey, desk: &Desk) -> Move {
    if let Some(attempt) = journey.trip().map(|trip| trip.attempt) {
        let arrived = Event::CodeArrived { attempt, leg: Leg::Interactive };
        let is_in = matches!(journey, Journey::Checking { .. });
        return Move::Hear(if is_in { Event::SessionHeld { attempt } } else { arrived });
    }
    if let Journey::Building { setup, build } = journey {
        return onward_writing(setup, build, desk);
    }
    let Journey::SettingUp { setup, at } = journey else { return Move::Ask(Intent::UpdateCredential) };
    let proves = setup.app_sign_in(&desk.profile(&setup.profile).unwrap());
    if let Some(app) = proves.filter(|_| at.running == Some(Running::Proof)) {
        return Move::Hear(Event::AppAnswered { app: Box::new(app), answer: Box::new(all_good(&KALTURA)) });
    }
    if at.step == SetupStep::MakeCredential && (setup.credential.is_none() || setup.editing) {
        return Move::Hear(secret_taken(setup.id.clone(), setup.editing));
    }
    Move::Ask(Intent::StepDone)
}

fn onward_writing(setup: &Setup, build: &Build, desk: &Desk) -> Move {
    let id = setup.id.clone();
    match build.state {
        BuildState::Review | BuildState::Stopped { .. } => Move::Ask(Intent::SignInToWrite),
        BuildState::Ready => Move::Ask(Intent::LetUsherWrite),
        BuildState::Writing => {
            let write = next_write(setup, &desk.profile(&setup.profile).unwrap()).expect("one is awaited");
            Move::Hear(Event::Wrote { setup: id, made: made(&write), write, kept: Kept::Keychain })
        }
        BuildState::Written => Move::Ask(Intent::TakeBack),
        BuildState::Undoing => Move::Hear(Event::TakenBack { setup: id }),
        BuildState::Undone => Move::Ask(Intent::StepDone),
    }
}

/// With what the engine can answer to what is being written: a problem and, where nothing follows it, that it is done.
pub(in super::super) fn ends_of(journey: &Journey) -> Vec<Event> {
    let Some(setup) = journey.setup() else { return vec![] };
    let id = setup.id.clone();
    let stopped = Event::WriteStopped { setup: id.clone(), why: BuildStop::NotAllowed };
    if let Journey::Building { build, .. } = journey {
        let undone = Event::TakenBack { setup: id };
        return if build.state == BuildState::Undoing { vec![stopped, undone] } else { vec![stopped] };
    }
    let credential = setup.credential.clone().expect("the one that takes the place");
    let not = Event::CredentialNotAdopted { setup: id.clone(), problem: Problem::KeychainMute };
    vec![not, Event::CredentialAdopted { setup: id, credential, kept: Kept::Keychain }]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_order_of_steps_of_an_own_app_panics_or_loses_its_place(
        moves in prop::collection::vec(any_move(), 1..60),
        from in prop::sample::select(Beginning::ALL.to_vec()),
    ) {
        let Walk { mut desk, mut journey, .. } = from.walk();
        for chosen in moves {
            let next = if matches!(chosen, Move::Onward) { onward(&journey, &desk) } else { chosen };
            (journey, _) = match next {
                Move::Ask(intent) => journey.ask(intent, &mut desk, NOW),
                Move::Hear(event) => {
                    let event = for_what_is_at_hand(event, &journey, &desk);
                    journey.hear(event, &mut desk, NOW)
                }
                Move::Onward => unreachable!("it is one of the others by now"),
            };
            prop_assert!(has_a_way_on(&journey, &desk), "{journey:?}");
            keeps_its_place(&journey, &mut desk)?;
        }
    }
}
