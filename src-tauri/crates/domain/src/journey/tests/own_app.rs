//! R1 to R10 by hand: every step is kept, and every trap stays on its own step.

use super::*;
use crate::desk::{KeychainState, Place, Unfinished};
use crate::journey::effect::{AppSignIn, Pace};
use crate::journey::own_app::Running;
use crate::own_app::{
    AppAnswer, BillingOutput, Credential, CredentialKind, IdProblem, Obstacle, PermissionRead, PolicyFound,
    PolicyOutput, SecretShape, SettingValue, Setup, SetupRole, SetupStep, StepKnown,
};
use crate::view::own_app::{SetupState, StepBody};

pub(super) mod anything;
mod building;
mod keeping;

const APP: &str = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60";
const DAY_S: i64 = 24 * 60 * 60;
const KALTURA: [&str; 4] = [
    "OnlineMeetingRecording.Read.All",
    "OnlineMeetings.Read.All",
    "OnlineMeetingTranscript.Read.All",
    "User.ReadBasic.All",
];

/// A person on the way, with the clock.
struct Walk {
    desk: Desk,
    journey: Journey,
    now: Timestamp,
}

impl Walk {
    /// R1 of a product.
    fn of(id: &str) -> Self {
        Self::on(Desk { run: "run".to_owned(), ..desk() }, id)
    }

    /// The same at another desk.
    fn on(desk: Desk, id: &str) -> Self {
        let mut walk = Self { desk, journey: Journey::Start, now: NOW };
        walk.ask(Intent::StartAsAdmin);
        walk.ask(Intent::ChooseProduct { profile: profile(id) });
        walk
    }

    /// R6 of Kaltura.
    fn at_credential() -> Self {
        let mut walk = Self::of("kaltura");
        walk.done().done().ids(APP, TENANT, (true, false)).done().done();
        assert_eq!(walk.step(), SetupStep::MakeCredential);
        walk
    }

    /// R7 of Kaltura, signed in and not told yet.
    fn at_policy() -> Self {
        let mut walk = Self::at_credential();
        walk.secret().answer(no_policy(1, 1));
        assert_eq!(walk.step(), SetupStep::TeamsPolicy);
        walk
    }

    /// R9 of Kaltura, on its form.
    fn at_form() -> Self {
        let mut walk = Self::at_policy();
        walk.done().answer(all_good(&KALTURA));
        assert_eq!(walk.step(), SetupStep::CheckAnswers);
        walk
    }

    /// M2 of a finished Kaltura connection.
    fn finished() -> Self {
        let mut walk = Self::at_form();
        walk.fill("name", "Recordings").done();
        walk.ask(Intent::FinishSetup);
        walk.ask(Intent::HandedOver);
        walk.answer(all_good(&KALTURA));
        walk.ask(Intent::Back);
        assert!(matches!(walk.journey, Journey::ReadingConnection { .. }), "{:?}", walk.journey);
        walk
    }

    /// R6 of a connection that gets another secret.
    fn with_new_secret() -> Self {
        let mut walk = Self::finished();
        walk.ask(Intent::UpdateCredential);
        assert_eq!(walk.step(), SetupStep::MakeCredential);
        walk
    }

    fn ask(&mut self, intent: Intent) -> Vec<Effect> {
        let journey = std::mem::replace(&mut self.journey, Journey::Start);
        let (journey, effects) = journey.ask(intent, &mut self.desk, self.now);
        self.goes_to(journey);
        effects
    }

    fn hear(&mut self, event: Event) -> Vec<Effect> {
        let journey = std::mem::replace(&mut self.journey, Journey::Start);
        let (journey, effects) = journey.hear(event, &mut self.desk, self.now);
        self.goes_to(journey);
        effects
    }

    /// What the engine does after each thing: the place is kept, and a restart comes back to it.
    fn goes_to(&mut self, journey: Journey) {
        self.journey = journey;
        let Some(place) = self.journey.place() else { return };
        self.desk.keep_place(place, self.journey.draft());
        let text = serde_json::to_string(&self.desk.unfinished()).unwrap();
        let read: Unfinished = serde_json::from_str(&text).unwrap();
        assert_eq!(read, self.desk.unfinished());
        let Journey::SettingUp { setup, at } = &self.journey else { return };
        if setup.editing {
            return;
        }
        let mut next = Desk { saved: read.place, drafts: read.drafts, ..desk() };
        let (resumed, _) = Journey::Start.ask(Intent::Resume, &mut next, self.now);
        let Journey::SettingUp { setup: kept, at: step } = resumed else { panic!("{resumed:?}") };
        assert_eq!((&kept, step.step), (setup, at.step));
    }

    fn done(&mut self) -> &mut Self {
        self.ask(Intent::StepDone);
        self
    }

    fn fill(&mut self, setting: &str, text: &str) -> &mut Self {
        let value = SettingValue::Text(text.to_owned());
        self.ask(Intent::FillIn { setting: setting.to_owned(), value });
        self
    }

    fn ids(
        &mut self,
        client: &str,
        tenant: &str,
        (tenant_exists, client_is_tenant): (bool, bool),
    ) -> &mut Self {
        let effects = self.ask(Intent::GiveIds { client_id: client.to_owned(), tenant: tenant.to_owned() });
        if let [Effect::CheckIds { setup, client_id, tenant, .. }] = effects.as_slice() {
            let (setup, ids) = (setup.clone(), (client_id.clone(), tenant.clone()));
            self.hear(Event::IdsChecked { setup, ids, tenant_exists, client_is_tenant });
        }
        self
    }

    fn secret(&mut self) -> &mut Self {
        let pending = self.journey.wants_secret().is_some_and(|(_, pending)| pending);
        let effects = self.hear(secret_taken(self.id(), pending));
        assert!(matches!(effects.first(), Some(Effect::ProveApp { .. })), "{effects:?}");
        self
    }

    fn answer(&mut self, answer: AppAnswer) -> Vec<Effect> {
        let app = self.sign_in();
        self.hear(Event::AppAnswered { app: Box::new(app), answer: Box::new(answer) })
    }

    /// What would be asked now: by the setup at hand, by its draft, or by the connection.
    fn sign_in(&self) -> AppSignIn {
        let draft = self.desk.draft(&self.id()).map(|draft| &draft.setup);
        let here = self.clone_of_beneath();
        let setup = here.as_ref().or(draft);
        let asked = setup.and_then(|setup| setup.app_sign_in(&*self.desk.profile(&setup.profile)?));
        asked
            .or_else(|| self.desk.app_sign_in(self.desk.connection(&self.id())?))
            .expect("something to sign in with")
    }

    fn clone_of_beneath(&self) -> Option<Setup> {
        self.journey.clone().beneath().setup().cloned()
    }

    fn ids_at_hand(&self) -> (ClientId, TenantId) {
        (ClientId::parse(APP).unwrap(), TenantId::parse(TENANT).unwrap())
    }

    /// The keychain has the pending credential in its place.
    fn adopted(&mut self) -> Vec<Effect> {
        {
            let credential = self.setup().credential.clone().unwrap();
            self.hear(Event::CredentialAdopted { setup: self.id(), credential, kept: Kept::Keychain })
        }
    }

    fn id(&self) -> ConnectionId {
        ConnectionId("run-1".to_owned())
    }

    fn setup(&self) -> &Setup {
        self.journey.setup().unwrap_or_else(|| panic!("{:?}", self.journey))
    }

    fn at(&self) -> &AtStep {
        let Journey::SettingUp { at, .. } = &self.journey else { panic!("{:?}", self.journey) };
        at
    }

    fn step(&self) -> SetupStep {
        self.at().step
    }

    fn obstacle(&self) -> Option<Obstacle> {
        self.setup().obstacle(&self.desk.profile(&self.setup().profile).unwrap())
    }

    fn connection(&self) -> &Connection {
        self.desk.connection(&self.id()).unwrap()
    }
}

/// A secret in the keychain, with an end.
fn secret_taken(setup: ConnectionId, pending: bool) -> Event {
    Event::SecretTaken {
        setup,
        pending,
        hint: "a8Q".to_owned(),
        days: Some(180),
        kept: Kept::Keychain,
        problem: None,
    }
}

fn refused_with(code: u32) -> AppAnswer {
    AppAnswer::from(&refusal("invalid_client", None, &[code]))
}

fn signed_in(roles: &[&str], reads: &[(&str, PermissionRead)]) -> AppAnswer {
    AppAnswer::SignedIn {
        roles: Some(roles.iter().map(|role| (*role).to_owned()).collect()),
        reads: reads.iter().map(|(value, read)| ((*value).to_owned(), read.clone())).collect(),
    }
}

fn all_good(values: &[&str]) -> AppAnswer {
    let reads: Vec<_> = values.iter().map(|value| (*value, PermissionRead::Worked)).collect();
    signed_in(values, &reads)
}

fn no_policy(refused: u32, tried: u32) -> AppAnswer {
    signed_in(&KALTURA, &[(KALTURA[1], PermissionRead::NoPolicy { refused, tried })])
}

fn state(walk: &Walk, step: SetupStep) -> SetupState {
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else {
        panic!("{:?}", walk.journey)
    };
    card.steps.iter().find(|line| line.step == step).unwrap().state
}

fn asked_for(effects: &[Effect]) -> Vec<String> {
    let [Effect::ProveApp { app, .. }] = effects else { panic!("{effects:?}") };
    app.permissions.clone()
}

#[test]
fn kaltura_is_set_up_by_hand_from_the_first_step_to_its_checklist() {
    let mut walk = Walk::of("kaltura");
    let mut steps = vec![walk.step()];
    walk.done();
    steps.push(walk.step());
    walk.ask(Intent::NameApp { name: "Kaltura Teams Integration".to_owned() });
    walk.done();
    steps.push(walk.step());
    walk.ids(&format!(" {} ", APP.to_uppercase()), TENANT, (true, false));
    steps.push(walk.step());
    walk.done();
    steps.push(walk.step());
    walk.done();
    steps.push(walk.step());
    walk.secret().answer(no_policy(1, 1));
    steps.push(walk.step());
    assert_eq!(walk.obstacle().map(|found| found.step()), Some(SetupStep::TeamsPolicy));
    assert_eq!(state(&walk, SetupStep::GrantConsent), SetupState::Checked);
    walk.done();
    assert_eq!(walk.setup().policy_told_at, Some(NOW));
    walk.answer(all_good(&KALTURA));
    steps.push(walk.step());
    assert!(walk.at().filling);
    walk.done();
    assert!(walk.at().filling && walk.at().tried, "the name is missing");
    walk.fill("name", " Recordings ").done();
    assert!(!walk.at().filling);

    let effects = walk.ask(Intent::FinishSetup);
    steps.push(walk.step());
    assert_eq!(effects, [Effect::SaveConnection { connection: walk.id() }]);
    let effects = walk.ask(Intent::HandedOver);

    let needed: Vec<SetupStep> =
        SetupStep::ALL.into_iter().filter(|step| *step != SetupStep::MeteredApi).collect();
    assert_eq!(steps, needed);
    assert_eq!(effects, [Effect::ListGrants { connection: walk.id() }]);
    assert_eq!(walk.desk.saved, None);
    walk.answer(all_good(&KALTURA));
    let Screen::Checklist { rows, .. } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.state == crate::grant::GrantState::Granted), "{rows:?}");
    let known = walk.connection();
    assert_eq!((known.shown_name().as_str(), known.health), ("Recordings", Health::Good));
    assert_eq!(known.client_id, ClientId::parse(APP).ok());
}

#[rstest]
#[case::without_smart_buildings(false, 4)]
#[case::with_smart_buildings(true, 6)]
fn teams_devices_is_set_up_by_hand_with_a_certificate(#[case] smart: bool, #[case] permissions: usize) {
    let mut walk = Walk::of("teams-devices");
    walk.ask(Intent::ChooseFeature { feature: "Smart Buildings".to_owned(), chosen: true });
    walk.ask(Intent::ChooseFeature { feature: "Coffee".to_owned(), chosen: true });
    walk.ask(Intent::ChooseFeature { feature: "Smart Buildings".to_owned(), chosen: smart });
    walk.done().done().ids(APP, TENANT, (true, false)).done().done();
    assert_eq!(walk.setup().credential_kind, CredentialKind::Certificate);

    let effects = walk.ask(Intent::MakeCertificate);
    let [Effect::MakeCertificate { setup, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let ends_at = NOW.plus_s(365 * DAY_S);
    walk.hear(Event::CertificateMade {
        setup: setup.clone(),
        pending: false,
        thumbprint: "AB".repeat(20),
        ends_at,
        kept: Kept::Keychain,
        problem: None,
    });
    let effects = walk.ask(Intent::SaveCertificate);
    assert_eq!(effects, [Effect::SaveCertificate { setup: walk.id(), pending: false, kept: Kept::Keychain }]);
    let effects = walk.ask(Intent::CheckNow);
    let asked = asked_for(&effects);
    assert_eq!(asked.len(), permissions);
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    walk.answer(all_good(&asked));

    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::CheckAnswers, None));
    assert_eq!(state(&walk, SetupStep::TeamsPolicy), SetupState::NotNeeded);
    assert_eq!(state(&walk, SetupStep::MeteredApi), SetupState::NotNeeded);
    walk.ask(Intent::FinishSetup);
    walk.ask(Intent::HandedOver);
    let features: &[String] = &walk.connection().app.as_ref().unwrap().features;
    assert_eq!(features.len(), usize::from(smart));
    assert_eq!(walk.connection().requested.len(), permissions);
}

#[test]
fn swapped_ids_stay_on_their_step() {
    let mut walk = Walk::of("kaltura");
    walk.done().done().ids(TENANT, APP, (false, true));

    assert_eq!(walk.step(), SetupStep::PasteIds);
    let problems = (walk.at().client_problem, walk.at().tenant_problem);
    assert_eq!(problems, (Some(IdProblem::Swapped), Some(IdProblem::Swapped)));
    assert_eq!((&walk.setup().client_id, &walk.setup().tenant), (&None, &None));

    walk.ids(APP, TENANT, (true, false));
    assert_eq!(walk.step(), SetupStep::AddPermissions);
}

#[rstest]
#[case::no_id("larkspur", TENANT, (true, false), (Some(IdProblem::NotAnId), None))]
#[case::no_tenant(APP, "brightwater.example", (true, false), (None, Some(IdProblem::NotAnId)))]
#[case::both_empty("", "", (true, false), (Some(IdProblem::NotAnId), Some(IdProblem::NotAnId)))]
#[case::the_same_twice(APP, APP, (true, false), (None, Some(IdProblem::SameTwice)))]
#[case::the_same_twice_in_capitals(APP, "0C3B5F4E-6F6E-4A9C-9A3E-1B2C3D4E5F60", (true, false), (None, Some(IdProblem::SameTwice)))]
#[case::no_such_organization(APP, OTHER_TENANT, (false, false), (None, Some(IdProblem::NoSuchOrganization)))]
fn a_wrong_id_is_told_on_its_step(
    #[case] client: &str,
    #[case] tenant: &str,
    #[case] answer: (bool, bool),
    #[case] expected: (Option<IdProblem>, Option<IdProblem>),
) {
    let mut walk = Walk::of("kaltura");
    walk.done().done().ids(client, tenant, answer);

    assert_eq!(walk.step(), SetupStep::PasteIds);
    assert_eq!((walk.at().client_problem, walk.at().tenant_problem), expected);
    assert_eq!(walk.at().running, None);
    let typed = walk.at().typed.as_ref().map(|ids| ids.client_id.as_str());
    assert_eq!(typed, Some(client), "what was typed stays");
}

#[test]
fn ids_that_could_not_be_looked_up_can_be_given_again() {
    let mut walk = Walk::of("kaltura");
    walk.done().done();
    walk.ask(Intent::GiveIds { client_id: APP.to_owned(), tenant: TENANT.to_owned() });
    let ids = walk.ids_at_hand();
    walk.hear(Event::IdsNotChecked { setup: walk.id(), ids, problem: Problem::Offline });

    assert_eq!((walk.step(), &walk.at().not_looked_up), (SetupStep::PasteIds, &Some(Problem::Offline)));
    walk.ids(APP, TENANT, (true, false));
    assert_eq!(walk.step(), SetupStep::AddPermissions);
}

#[test]
fn the_secrets_id_is_no_secret() {
    let mut walk = Walk::at_credential();

    let effects = walk.hear(Event::SecretRefused { shape: SecretShape::LooksLikeItsId });

    assert_eq!(effects, vec![]);
    assert_eq!(walk.step(), SetupStep::MakeCredential);
    assert_eq!(walk.at().secret_problem, Some(SecretShape::LooksLikeItsId));
    walk.secret();
    assert_eq!(walk.at().secret_problem, None);
}

#[test]
fn a_permission_that_was_left_out_is_named_where_it_is_added() {
    let mut walk = Walk::at_credential();
    walk.secret().answer(signed_in(&KALTURA[1..], &[]));

    assert_eq!(walk.step(), SetupStep::AddPermissions);
    let values = vec![KALTURA[0].to_owned()];
    assert_eq!(
        walk.obstacle(),
        Some(Obstacle::PermissionsMissing { values: values.clone(), none_granted: false })
    );
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert!(matches!(card.body, StepBody::AddPermissions { missing, .. } if missing == values));

    walk.ask(Intent::CheckNow);
    walk.answer(no_policy(1, 1));
    assert_eq!(walk.step(), SetupStep::TeamsPolicy);
}

#[test]
fn a_missing_approval_leads_to_granting() {
    let mut walk = Walk::at_credential();
    walk.secret().answer(signed_in(&[], &[]));

    assert_eq!(walk.step(), SetupStep::GrantConsent);
    // An empty list shows neither whether they were added nor whether they were approved.
    for step in [SetupStep::AddPermissions, SetupStep::GrantConsent] {
        assert_eq!(walk.setup().done.get(&step), Some(&StepKnown::Told));
    }
}

#[rstest]
#[case::app_turned_off(7_000_112, SetupStep::RegisterApp)]
#[case::no_such_app(700_016, SetupStep::PasteIds)]
#[case::no_such_organization(90002, SetupStep::PasteIds)]
#[case::ended_secret(7_000_222, SetupStep::MakeCredential)]
fn a_refusal_leads_to_the_step_that_mends_it(#[case] code: u32, #[case] expected: SetupStep) {
    let mut walk = Walk::at_credential();

    walk.secret().answer(refused_with(code));

    assert_eq!(walk.step(), expected);
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(card.obstacle.map(|found| found.step()), Some(expected));
}

#[test]
fn an_old_secret_that_is_wrong_stays_on_its_step() {
    let mut walk = Walk::at_credential();
    walk.secret();
    walk.now = NOW.plus_s(600);

    let effects = walk.answer(refused_with(7_000_215));

    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::MakeCredential, Some(Obstacle::SecretWrong)));
    assert_eq!(effects, vec![]);
}

#[test]
fn a_secret_that_is_too_new_is_tried_again_and_not_for_ever() {
    let mut walk = Walk::at_credential();
    walk.secret();
    let mut counts = vec![];

    let mut effects = walk.answer(refused_with(7_000_215));
    while let [Effect::LookLater { wait, count, pace }] = effects.as_slice() {
        assert_eq!(
            (walk.step(), walk.obstacle()),
            (SetupStep::MakeCredential, Some(Obstacle::CredentialTooNew))
        );
        assert_eq!(*pace, Pace::CatchingUp);
        counts.push(*count);
        let wait = *wait;
        walk.now = walk.now.plus_s(1);
        walk.hear(Event::LookSet { wait, at: walk.now });
        let looks = walk.hear(Event::LookDue { wait });
        assert!(matches!(looks.as_slice(), [Effect::ProveApp { .. }]), "{looks:?}");
        effects = walk.answer(refused_with(7_000_215));
    }

    assert_eq!(effects, vec![]);
    assert_eq!(counts, (0..u32::try_from(counts.len()).unwrap()).collect::<Vec<_>>());
    assert!((3..=6).contains(&counts.len()), "{counts:?}");
    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::MakeCredential, Some(Obstacle::SecretWrong)));
}

#[test]
fn a_secret_on_its_way_into_the_keychain_shows() {
    let mut walk = Walk::at_credential();
    let shown = |walk: &Walk| {
        let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
        (card.working, card.checking)
    };

    walk.hear(Event::SecretAccepted { setup: walk.id() });
    assert_eq!(shown(&walk), (true, false));

    walk.secret();
    assert_eq!(shown(&walk), (false, true));
}

#[rstest]
#[case::works(KeychainState::Ready, Kept::Keychain)]
#[case::opened_on_demand(KeychainState::Locked, Kept::Keychain)]
#[case::none(KeychainState::Missing, Kept::UntilClosed)]
#[case::silent(KeychainState::Mute, Kept::UntilClosed)]
fn the_step_promises_what_this_machine_can_keep(#[case] keychain: KeychainState, #[case] kept: Kept) {
    let mut walk = Walk { desk: desk(), journey: Journey::Start, now: NOW };
    walk.desk.keychain = KeychainState::NotKnown;
    walk.ask(Intent::StartAsAdmin);
    let effects = walk.ask(Intent::ChooseProduct { profile: profile("kaltura") });
    assert_eq!(effects, [Effect::TryKeychain]);

    walk.hear(Event::KeychainTried { state: keychain });

    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(card.kept, kept);
}

#[test]
fn the_step_tells_where_its_secret_is_kept() {
    let mut walk = Walk::at_credential();
    for kept in [Kept::Keychain, Kept::UntilClosed] {
        let setup = walk.id();
        let hint = "x7Q".to_owned();
        walk.hear(Event::SecretTaken { setup, pending: false, hint, days: None, kept, problem: None });

        let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };

        assert_eq!(card.kept, kept);
    }
}

#[test]
fn another_secret_is_looked_for_from_the_start() {
    let mut walk = Walk::at_credential();
    let effects = walk.secret().answer(refused_with(7_000_215));
    let [Effect::LookLater { wait, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    walk.hear(Event::LookDue { wait: *wait });
    walk.answer(refused_with(7_000_215));
    walk.now = walk.now.plus_s(1);

    let effects = walk.secret().answer(refused_with(7_000_215));

    assert!(matches!(effects.as_slice(), [Effect::LookLater { count: 0, .. }]), "{effects:?}");
}

#[test]
fn a_secret_that_microsoft_knows_at_the_second_look_goes_on_by_itself() {
    let mut walk = Walk::at_credential();
    let effects = walk.secret().answer(refused_with(7_000_215));
    let [Effect::LookLater { wait, .. }] = effects.as_slice() else { panic!("{effects:?}") };

    walk.hear(Event::LookDue { wait: *wait });
    walk.answer(no_policy(1, 1));

    assert_eq!(walk.step(), SetupStep::TeamsPolicy);
}

#[test]
fn a_policy_that_is_too_new_is_waited_for_and_going_on_is_possible() {
    let mut walk = Walk::at_policy();
    walk.done();
    let effects = walk.answer(no_policy(1, 1));

    let [Effect::LookLater { wait, count: 0, pace: Pace::Policy }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(walk.step(), SetupStep::TeamsPolicy);
    assert_eq!(walk.obstacle(), Some(Obstacle::PolicyTooNew { until: NOW.plus_s(30 * 60) }));
    walk.hear(Event::LookSet { wait: *wait, at: NOW.plus_s(300) });
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(card.next_at, Some(NOW.plus_s(300)));

    walk.done();
    assert_eq!(walk.step(), SetupStep::CheckAnswers);
    assert_eq!(state(&walk, SetupStep::TeamsPolicy), SetupState::Waiting);
    walk.fill("name", "Recordings");
    let looks = walk.hear(Event::LookDue { wait: *wait });
    assert!(matches!(looks.as_slice(), [Effect::ProveApp { .. }]), "{looks:?}");
    let effects = walk.answer(no_policy(1, 1));
    assert_eq!(walk.step(), SetupStep::CheckAnswers, "nobody is pulled off the form");
    assert!(walk.at().filling);
    let [Effect::LookLater { wait, count: 1, .. }] = effects.as_slice() else { panic!("{effects:?}") };

    walk.hear(Event::LookDue { wait: *wait });
    walk.answer(all_good(&KALTURA));
    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::CheckAnswers, None));
}

#[test]
fn a_policy_that_had_its_time_is_told_and_its_commands_can_be_run_again() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.now = NOW.plus_s(31 * 60);

    let effects = walk.answer(no_policy(1, 1));

    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::TeamsPolicy, Some(Obstacle::PolicyMissing)));
    assert_eq!(effects, vec![], "nothing to wait for");
    let effects = walk.ask(Intent::StepDone);
    assert!(
        matches!(effects.as_slice(), [Effect::ProveApp { .. }]),
        "the commands were run again: {effects:?}"
    );
    assert_eq!(walk.setup().policy_told_at, Some(walk.now));
    walk.answer(no_policy(1, 1));
    walk.done();
    assert_eq!(walk.step(), SetupStep::CheckAnswers, "going on is possible");
}

#[test]
fn people_with_a_policy_of_their_own_are_told_at_once_and_stop_nobody() {
    let mut walk = Walk::at_policy();
    walk.done();

    let effects = walk.answer(no_policy(2, 5));

    assert_eq!(walk.obstacle(), Some(Obstacle::OwnPolicy { refused: 2, tried: 5 }));
    assert_eq!((walk.step(), effects), (SetupStep::TeamsPolicy, vec![]));
    let effects = walk.ask(Intent::CheckNow);
    assert!(matches!(effects.as_slice(), [Effect::ProveApp { .. }]), "{effects:?}");
    walk.answer(no_policy(2, 5));
    walk.done();
    assert_eq!(walk.step(), SetupStep::CheckAnswers, "they may be meant to be left out");
}

#[test]
fn the_output_of_the_second_command_changes_the_third() {
    let mut walk = Walk::at_policy();
    let text = "Identity    : Tag:Recorder\r\nAppIds      : {}\r\nDescription :\r\n".to_owned();

    walk.ask(Intent::GivePolicyOutput { text });

    assert_eq!(walk.at().output, Some(PolicyOutput::Policies));
    assert!(matches!(&walk.setup().policy.found, PolicyFound::Some { picked, .. } if picked == "Recorder"));
    walk.ask(Intent::PickPolicy { name: "Everyone".to_owned() });
    assert_eq!(walk.setup().policy.name(), "Recorder");
    walk.ask(Intent::GivePolicyOutput { text: "Access Denied.".to_owned() });
    assert_eq!((walk.at().output, walk.setup().policy.name()), (Some(PolicyOutput::NotAllowed), "Recorder"));
}

#[test]
fn what_the_billing_command_shows_is_told_and_stops_nobody() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.answer(signed_in(&KALTURA, &[(KALTURA[2], PermissionRead::PaymentRequired)]));
    walk.ask(Intent::GoToStep { step: SetupStep::MeteredApi });
    walk.ask(Intent::HaveRole { role: SetupRole::AppAdmin, has: true });

    walk.ask(Intent::GiveBillingOutput { text: "ERROR: Please run 'az login' to setup account.".to_owned() });

    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    let StepBody::MeteredApi { output, looks, .. } = card.body else { panic!("{:?}", card.body) };
    assert_eq!((output, looks), (Some(BillingOutput::SignedOut), 1));
    assert_eq!(card.has_role, None, "R1 did not ask for this role");
    walk.done();
    assert_eq!(walk.step(), SetupStep::CheckAnswers);
}

#[test]
fn the_roles_that_a_person_has_are_kept_and_shown_where_they_count() {
    let mut walk = Walk::of("kaltura");
    let card = |walk: &Walk| {
        let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
        card
    };
    walk.done();
    assert_eq!(card(&walk).has_role, None, "nobody was asked");
    walk.ask(Intent::Back);

    for role in [SetupRole::AppAdmin, SetupRole::TeamsAdmin] {
        walk.ask(Intent::HaveRole { role, has: true });
    }
    walk.ask(Intent::HaveRole { role: SetupRole::TeamsAdmin, has: false });

    let StepBody::GetReady { has, .. } = card(&walk).body else { panic!() };
    assert_eq!(has, [SetupRole::AppAdmin]);
    assert_eq!(card(&walk).has_role, None, "this step takes none");
    walk.done();
    assert_eq!(card(&walk).has_role, Some(true));
    walk.done().ids(APP, TENANT, (true, false)).done();
    assert_eq!((walk.step(), card(&walk).has_role), (SetupStep::GrantConsent, Some(false)));

    walk.ask(Intent::AskAdmin);
    walk.ask(Intent::ISentIt { to: String::new() });
    assert_eq!((walk.step(), card(&walk).has_role), (SetupStep::GrantConsent, None), "somebody else does it");
}

#[test]
fn a_bill_that_nobody_pays_is_told_and_stops_nobody() {
    let mut walk = Walk::at_policy();
    walk.done();

    walk.answer(signed_in(&KALTURA, &[(KALTURA[2], PermissionRead::PaymentRequired)]));

    assert_eq!(walk.obstacle(), Some(Obstacle::PaymentRequired));
    assert_eq!(walk.step(), SetupStep::CheckAnswers);
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(card.obstacle, Some(Obstacle::PaymentRequired));
}

#[rstest]
#[case::offline(Problem::Offline)]
#[case::busy(Problem::Busy { retry_after_s: Some(5) })]
#[case::odd(Problem::OddAnswer)]
fn what_could_not_be_asked_proves_nothing_and_unproves_nothing(#[case] problem: Problem) {
    let mut walk = Walk::at_policy();
    let before = walk.setup().done.clone();
    assert_eq!(before.get(&SetupStep::MakeCredential), Some(&StepKnown::Checked));

    walk.ask(Intent::CheckNow);
    let effects = walk.answer(AppAnswer::CouldNotAsk { problem: problem.clone() });

    assert_eq!((walk.step(), effects), (SetupStep::TeamsPolicy, vec![]));
    assert_eq!(walk.setup().done, before);
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(card.obstacle, Some(Obstacle::CouldNotCheck { problem }));
}

#[test]
fn events_of_another_setup_change_nothing() {
    let other = ConnectionId("run-9".to_owned());
    let ids = Walk::at_credential().ids_at_hand();
    let app = AppSignIn { connection: other.clone(), ..Walk::at_policy().sign_in() };
    let events = [
        Event::IdsChecked {
            setup: other.clone(),
            ids: ids.clone(),
            tenant_exists: false,
            client_is_tenant: true,
        },
        Event::IdsNotChecked { setup: other.clone(), ids, problem: Problem::Offline },
        Event::CertificateMade {
            setup: other.clone(),
            pending: false,
            thumbprint: "AB".repeat(20),
            ends_at: NOW,
            kept: Kept::UntilClosed,
            problem: None,
        },
        Event::AppAnswered { app: Box::new(app), answer: Box::new(refused_with(7_000_215)) },
        Event::Wrote {
            setup: other.clone(),
            write: crate::own_app::Write::MakeSecret,
            made: crate::own_app::Made::Secret { hint: "zzz".to_owned(), ends_at: NOW },
            kept: Kept::UntilClosed,
        },
        Event::WriteStopped { setup: other.clone(), why: crate::view::own_app::BuildStop::NotAllowed },
        Event::TakenBack { setup: other },
        Event::SessionHeld { attempt: AttemptId(77) },
        Event::LookDue { wait: AttemptId(77) },
        Event::LookSet { wait: AttemptId(77), at: NOW },
    ];
    for mut walk in [Walk::of("kaltura"), Walk::at_credential(), Walk::at_policy(), Walk::at_form()] {
        for event in events.clone() {
            let before = walk.journey.clone();

            let effects = walk.hear(event.clone());

            assert_eq!((&walk.journey, effects), (&before, vec![]), "{event:?}");
        }
    }
}

#[test]
fn a_doubled_answer_moves_nobody_on_twice() {
    let mut walk = Walk::at_policy();
    let before = walk.journey.clone();

    let effects = walk.answer(no_policy(1, 1));

    assert_eq!((walk.journey, effects), (before, vec![]));
}

#[test]
fn a_doubled_look_up_of_ids_does_not_empty_them() {
    let mut walk = Walk::at_credential();

    let ids = walk.ids_at_hand();
    walk.hear(Event::IdsChecked { setup: walk.id(), ids, tenant_exists: false, client_is_tenant: true });

    assert_eq!(walk.setup().client_id, ClientId::parse(APP).ok());
    assert_eq!(walk.step(), SetupStep::MakeCredential);
}

#[test]
fn an_answer_that_comes_under_a_pasted_error_is_there_when_it_is_closed() {
    let mut walk = Walk::at_credential();
    walk.secret();
    walk.ask(Intent::OpenPasteError);
    walk.answer(refused_with(7_000_222));
    walk.ask(Intent::Back);

    assert_eq!(walk.step(), SetupStep::MakeCredential);
    assert!(matches!(walk.obstacle(), Some(Obstacle::SecretEnded { .. })));
}

#[test]
fn a_secret_that_is_kept_under_a_pasted_error_is_there_when_it_is_closed() {
    let mut walk = Walk::at_credential();
    let setup = walk.id();
    walk.ask(Intent::OpenPasteError);
    let (hint, kept) = ("a8Q".to_owned(), Kept::Keychain);
    walk.hear(Event::SecretTaken { setup, pending: false, hint, days: None, kept, problem: None });
    walk.ask(Intent::Back);

    assert!(walk.setup().credential.is_some(), "it is in the keychain");
}

#[test]
fn any_step_can_be_given_to_somebody_else_and_its_place_is_kept() {
    let mut walk = Walk::at_policy();
    walk.ask(Intent::AskAdmin);
    let place = walk.journey.place().unwrap();
    assert_eq!(place.draft, Some(walk.id()));
    assert_eq!(walk.desk.draft(&walk.id()).map(|saved| saved.step), Some(SetupStep::TeamsPolicy));
    let Screen::AskYourAdmin { request } = show(&walk.journey, &walk.desk).screen else { panic!() };
    let step = request.step.unwrap();
    assert_eq!((step.step, step.commands.len(), request.link), (SetupStep::TeamsPolicy, 4, None));

    walk.ask(Intent::ISentIt { to: "teams@brightwater.example".to_owned() });

    assert_eq!(walk.step(), SetupStep::TeamsPolicy);
    let asked = walk.setup().asked.get(&SetupStep::TeamsPolicy);
    assert_eq!(asked.map(|asked| asked.to.as_str()), Some("teams@brightwater.example"));
}

#[test]
fn steps_can_be_gone_back_to_and_never_forward() {
    let mut walk = Walk::at_policy();
    walk.ask(Intent::GoToStep { step: SetupStep::CheckAnswers });
    assert_eq!(walk.step(), SetupStep::TeamsPolicy);
    walk.ask(Intent::GoToStep { step: SetupStep::PasteIds });
    assert_eq!(walk.step(), SetupStep::PasteIds);

    walk.ids(APP, TENANT, (true, false));
    walk.answer(no_policy(1, 1));

    assert_eq!(walk.step(), SetupStep::TeamsPolicy, "what was tested already is tested again at once");
}

#[test]
fn back_leads_through_every_step_to_the_products() {
    let mut walk = Walk::at_form();
    let mut seen = vec![];
    while let Journey::SettingUp { at, .. } = &walk.journey {
        seen.push(at.step);
        walk.ask(Intent::Back);
    }

    seen.reverse();
    let needed = SetupStep::ALL
        .into_iter()
        .filter(|step| *step < SetupStep::HandOver && *step != SetupStep::MeteredApi);
    assert_eq!(seen, needed.collect::<Vec<_>>());
    assert!(matches!(walk.journey, Journey::ChoosingProduct { as_admin: true, .. }), "{:?}", walk.journey);
}

#[test]
fn leaving_for_later_keeps_the_place() {
    let mut walk = Walk::at_policy();
    walk.ask(Intent::Later);
    assert_eq!(walk.journey, Journey::Start);

    walk.ask(Intent::Resume);

    assert_eq!(walk.step(), SetupStep::TeamsPolicy);
}

#[test]
fn a_product_with_a_draft_goes_on_with_it() {
    let mut walk = Walk::at_policy();
    walk.ask(Intent::Later);
    walk.ask(Intent::StartAsAdmin);

    walk.ask(Intent::ChooseProduct { profile: profile("kaltura") });

    assert_eq!(walk.setup().id, walk.id(), "a second app would be registered beside the first");
}

#[test]
fn a_value_for_a_field_that_is_not_asked_is_not_kept() {
    let mut walk = Walk::at_form();

    walk.fill("client-secret", "canary-8Q~not-a-real-secret").fill("tenant-id", TENANT).fill("x", "y");

    let kept: Vec<&String> = walk.setup().settings.keys().collect();
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn nothing_is_finished_before_the_answers_are_read() {
    for mut walk in [Walk::at_credential(), Walk::at_policy(), Walk::at_form()] {
        let before = walk.journey.clone();

        let effects = walk.ask(Intent::FinishSetup);

        assert_eq!((&walk.journey, effects), (&before, vec![]));
        assert!(walk.desk.connections.is_empty());
    }
}

#[test]
fn the_values_file_has_every_answer_and_no_secret() {
    let mut walk = Walk::at_form();
    walk.fill("name", "Recordings").fill("upload", "Opt-in groups");

    let effects = walk.ask(Intent::SaveValues);

    let [Effect::SaveFile { name, text }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(name, "kaltura-values.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!((&file["client_id"], &file["tenant_id"]), (&APP.into(), &TENANT.into()));
    assert_eq!(file["settings"]["opt-in-groups"], serde_json::json!([]));
    assert_eq!(file["settings"].as_object().unwrap().len(), 12);
    assert!(!text.contains("secret") && !text.contains("a8Q"), "{text}");
}

#[test]
fn of_the_secret_the_place_holds_its_first_three_signs() {
    let walk = Walk::at_policy();

    let text = serde_json::to_string(&walk.desk.unfinished()).unwrap();

    assert_eq!(text.matches("a8Q").count(), 1);
    let credential = walk.setup().credential.clone();
    assert!(matches!(credential, Some(Credential::Secret { hint, .. }) if hint.len() == 3));
}

#[test]
fn a_refused_sign_in_ticks_no_permission() {
    let mut walk = Walk::at_credential();
    walk.secret().answer(refused_with(7_000_222));

    let known = |step| walk.setup().done.get(&step).copied();
    assert_eq!(known(SetupStep::PasteIds), Some(StepKnown::Checked));
    assert_eq!(known(SetupStep::AddPermissions), Some(StepKnown::Told));
    assert_eq!(known(SetupStep::GrantConsent), Some(StepKnown::Told));
}

#[test]
fn a_policy_that_nobody_could_be_read_about_is_not_proved() {
    let mut walk = Walk::at_policy();
    walk.done();
    let nobody = KALTURA.iter().map(|value| ((*value).to_owned(), PermissionRead::NotTried)).collect();
    let roles = Some(KALTURA.iter().map(|value| (*value).to_owned()).collect());

    walk.answer(AppAnswer::SignedIn { roles, reads: nobody });

    assert_eq!(walk.setup().done.get(&SetupStep::TeamsPolicy), Some(&StepKnown::Told));
}

#[test]
fn another_app_takes_its_ticks_and_its_policy_along() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.answer(all_good(&KALTURA));
    walk.ask(Intent::GoToStep { step: SetupStep::PasteIds });
    walk.ids("0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f61", TENANT, (true, false));

    let known = |step| walk.setup().done.get(&step).copied();
    assert_eq!(known(SetupStep::GrantConsent), None);
    assert_eq!(walk.setup().policy_told_at, None);
}

#[test]
fn people_with_a_policy_of_their_own_get_it_extended_and_nobody_else_gets_it() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.answer(no_policy(2, 5));
    walk.ask(Intent::GoToStep { step: SetupStep::TeamsPolicy });

    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else { panic!() };
    let StepBody::TeamsPolicy { commands, .. } = card.body else { panic!() };

    assert!(commands.iter().any(|command| command.contains("Set-CsApplicationAccessPolicy")), "{commands:?}");
    assert!(!commands.iter().any(|command| command.contains("-Global")), "{commands:?}");
}

#[test]
fn an_app_that_is_turned_off_is_turned_on_where_the_organization_lists_it() {
    let mut walk = Walk::at_credential();
    walk.secret().answer(refused_with(7_000_112));
    assert_eq!(walk.step(), SetupStep::RegisterApp);

    let page = walk.setup().page(SetupStep::RegisterApp, &walk.desk).unwrap();

    assert_eq!(page.path(), "/portal/apps");
}

#[test]
fn a_step_that_is_done_is_gone_back_to_and_forth() {
    let mut walk = Walk::at_form();
    walk.ask(Intent::GoToStep { step: SetupStep::RegisterApp });
    walk.ask(Intent::GoToStep { step: SetupStep::MakeCredential });
    assert_eq!(walk.step(), SetupStep::MakeCredential);
    walk.ask(Intent::GoToStep { step: SetupStep::HandOver });
    assert_eq!(walk.step(), SetupStep::MakeCredential, "nobody was there yet");

    walk.ask(Intent::GoToStep { step: SetupStep::RegisterApp });
    walk.done();

    assert_eq!(walk.step(), SetupStep::CheckAnswers, "nothing between is open");
}

#[test]
fn a_permission_that_works_for_some_is_granted_and_what_is_short_stands_above() {
    let mut walk = Walk::at_form();
    walk.fill("name", "Recordings").done();
    walk.ask(Intent::FinishSetup);
    walk.ask(Intent::HandedOver);
    walk.answer(no_policy(2, 5));

    let Screen::Checklist { rows, obstacle, .. } = show(&walk.journey, &walk.desk).screen else { panic!() };

    assert!(rows.iter().all(|row| row.state == crate::grant::GrantState::Granted), "{rows:?}");
    assert_eq!(obstacle, Some(Obstacle::OwnPolicy { refused: 2, tried: 5 }));
}
