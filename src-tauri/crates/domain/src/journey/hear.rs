//! What each event does. Events of another attempt, and doubled ones, change nothing.

use super::approval::Approval;
use super::approve::reviewing;
use super::effect::Effect;
use super::event::Event;
use super::own_app::Running;
use super::own_app::{not_signed_in, reminders, with_admin};
use super::prove::{kept_elsewhere, refused_elsewhere};
use super::trip::{Hearing, Purpose, Trip, begin, trip_of_plan};
use super::{Journey, SeenAccount, Step};
use crate::answer::{Refusal, classify_refusal};
use crate::connection::{Connection, Health, Kept};
use crate::desk::Desk;
use crate::diagnosis::{Card, Diagnosis};
use crate::directory::Directory;
use crate::ids::{AddressProblem, AttemptId, ConnectionId, TenantId, WorkAddress};
use crate::own_app::{Credential, Taken, Written, secret_end};
use crate::problem::Problem;
use crate::reasoning::{Evidence, Leg};
use crate::situation::{Situation, Sureness, Who};
use crate::time::Timestamp;
use crate::view::{ApprovedBy, BrowserState, Check, PickerReason, WaitStage};

impl Journey {
    /// Returns the state after `event`, and what to do.
    pub fn hear(mut self, event: Event, desk: &mut Desk, now: Timestamp) -> Step {
        desk.now = now;
        match event {
            Event::TenantFound { attempt, tenant } => self.tenant_found(attempt, Some(tenant), desk, now),
            Event::NoTenants { attempt } => self.tenant_found(attempt, None, desk, now),
            Event::DomainUnknown { attempt } => {
                let problem = AddressProblem::UnknownDomain;
                self.look_up_ended(attempt, Some(problem))
            }
            Event::LookUpFailed { attempt, problem } => {
                if self.is_looking_up(attempt) {
                    desk.notice = Some(problem);
                }
                self.look_up_ended(attempt, None)
            }
            Event::BrowserOpened { attempt } => self.browser(attempt, BrowserState::Opened),
            Event::BrowserFailed { attempt } => self.browser(attempt, BrowserState::Failed),
            Event::TripFailed { attempt, problem } => self.trip_failed(attempt, problem, desk),
            Event::Learned { attempt, evidence } => self.for_attempt(attempt, |mut journey| {
                if let Some(trip) = journey.trip_mut() {
                    trip.evidence.push(evidence);
                }
                (journey, vec![])
            }),
            Event::CodeArrived { attempt, leg } => self.code_arrived(attempt, leg),
            Event::Refused { attempt, refusal } => self.refused(attempt, refusal, desk, now),
            Event::SignedIn { attempt, account } => self.signed_in(attempt, account, now),
            Event::CheckingFailed { attempt, problem } => self.checking_failed(attempt, problem),
            Event::Kept { attempt, connection, problem } => {
                self.kept(attempt, (*connection, problem), desk, now)
            }
            Event::StageReached { attempt, stage } => self.stage_reached(attempt, stage),
            Event::CheckingIsSlow { attempt } => self.for_attempt(attempt, |mut journey| {
                if let Journey::Checking { slow, .. } = &mut journey {
                    *slow = true;
                }
                (journey, vec![])
            }),
            Event::GrantsListed { connection, granted, directory } => {
                self.grants_listed(&connection, (granted, *directory), desk, now)
            }
            Event::GrantsNotListed { connection, problem } => {
                self.grants_not_listed(&connection, problem, desk, now)
            }
            Event::SessionHeld { attempt } => self.session_held(attempt),
            Event::Wrote { setup, write, made, kept } => {
                self.wrote(&setup, Written { write, made, at: now }, kept, desk)
            }
            Event::WriteStopped { setup, why } => self.write_stopped(&setup, why),
            Event::TakenBack { setup } => self.taken_back(&setup, desk),
            Event::IdsChecked { setup, ids, tenant_exists, client_is_tenant } => {
                self.ids_checked((&setup, &ids), (tenant_exists, client_is_tenant), desk)
            }
            Event::IdsNotChecked { setup, ids, problem } => self.ids_not_checked((&setup, &ids), problem),
            Event::SecretTaken { setup, pending, hint, days, kept, problem } => {
                desk.notice = problem;
                let ends_at = days.map(|days| secret_end(now, days));
                let credential = Credential::Secret { hint, made_at: now, ends_at };
                self.secret_taken(&setup, Taken { credential, kept, pending }, desk)
            }
            Event::SecretAccepted { setup } => self.secret_accepted(&setup),
            Event::SecretRefused { shape } => self.secret_refused(shape),
            Event::CertificateMade { setup, pending, thumbprint, ends_at, kept, problem } => {
                desk.notice = problem;
                let credential = Credential::Certificate { thumbprint, made_at: now, ends_at };
                self.certificate_made(&setup, Taken { credential, kept, pending }, desk)
            }
            Event::CertificateNotMade { setup, problem } => {
                desk.notice = Some(problem);
                self.stopped(&setup, Running::Making)
            }
            Event::CredentialAdopted { setup, credential, kept } => {
                self.credential_adopted(&setup, Taken { credential, kept, pending: false }, desk)
            }
            Event::CredentialNotAdopted { setup, problem } => {
                desk.notice = Some(problem);
                self.stopped(&setup, Running::Adoption)
            }
            Event::AppAnswered { app, answer } => self.app_answered(&app, *answer, desk, now),
            Event::SecretCopied { connection } => {
                desk.copied = Some(connection);
                (self, vec![])
            }
            Event::ReminderDue => {
                let reminders = reminders(desk, now);
                (self, reminders.into_iter().chain([Effect::RemindLater]).collect())
            }
            Event::LookSet { wait, at } => self.look_set(wait, at, desk),
            Event::LookDue { wait } => self.look_due(wait, desk),
            Event::ConsentReported { attempt } => self.consent_reported(attempt, desk, now),
            Event::ConsentElsewhere { attempt } => self.consent_elsewhere(attempt),
            Event::SetupFileOpened { file } => self.setup_file_opened(file),
            Event::SetupFileRefused { refusal } => self.setup_file_refused(refusal),
            Event::ConnectionRemoved { connection } => {
                desk.connections.retain(|c| c.id != connection);
                desk.end_draft(&connection);
                let shown = matches!(&self,
                    Journey::ReadingChecklist { connection: c, .. }
                    | Journey::ReadingConnection { connection: c, .. } if *c == connection);
                (if shown { Journey::ReadingConnections } else { self }, vec![])
            }
            Event::WorldChanged => (Journey::Start, vec![]),
            Event::KeychainTried { state } => {
                desk.keychain = state;
                (self, vec![])
            }
            Event::WentWrong { problem } => {
                desk.notice = Some(problem);
                (self, vec![])
            }
        }
    }

    /// Runs `step` when this state's trip, or the one under it, is `attempt`.
    pub(super) fn for_attempt(self, attempt: AttemptId, step: impl FnOnce(Journey) -> Step) -> Step {
        if self.trip().is_some_and(|trip| trip.attempt == attempt) { step(self) } else { (self, vec![]) }
    }

    fn trip_mut(&mut self) -> Option<&mut Trip> {
        match self {
            Journey::Waiting(trip)
            | Journey::Picking { trip, .. }
            | Journey::Approving(trip)
            | Journey::Requesting(trip)
            | Journey::NeedingAdmin(trip)
            | Journey::WritingToAdmin { trip, .. }
            | Journey::AwaitingAdmin { trip, .. }
            | Journey::Checking { trip, .. } => Some(trip),
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::ReadingChecklist { back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. } => back.trip_mut(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::SettingUp { .. }
            | Journey::Building { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ReadingConnection { .. }
            | Journey::ChoosingScenario
            | Journey::ReviewingApp(_)
            | Journey::DoubtingApp { .. }
            | Journey::ChoosingWay(_)
            | Journey::Walking { .. }
            | Journey::Proving { .. } => None,
        }
    }

    fn is_looking_up(&mut self, attempt: AttemptId) -> bool {
        let lookup = if let Journey::ReviewingApp(approval) = self.beneath() {
            approval.lookup
        } else if let Journey::BeforeSignIn(plan) = self.beneath() {
            plan.lookup
        } else {
            None
        };
        lookup == Some(attempt)
    }

    fn tenant_found(
        mut self,
        attempt: AttemptId,
        tenant: Option<TenantId>,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        if !self.is_looking_up(attempt) {
            return (self, vec![]);
        }
        if let Journey::ReviewingApp(approval) = self.beneath() {
            let (found, effects) = organization_found((**approval).clone(), tenant, desk);
            *self.beneath() = found;
            return (self, effects);
        }
        let Journey::BeforeSignIn(plan) = &self else {
            // Something lies over C1: the browser must not open behind it.
            return self.look_up_ended(attempt, None);
        };
        let mut trip = trip_of_plan(plan, WorkAddress::parse(&plan.account).ok(), desk, now);
        trip.tenant = tenant;
        begin(trip, desk, true)
    }

    fn look_up_ended(mut self, attempt: AttemptId, problem: Option<AddressProblem>) -> Step {
        if !self.is_looking_up(attempt) {
            return (self, vec![]);
        }
        if let Journey::BeforeSignIn(plan) = self.beneath() {
            plan.lookup = None;
            plan.problem = problem;
        }
        if let Journey::ReviewingApp(approval) = self.beneath() {
            approval.lookup = None;
            approval.address_problem = problem;
        }
        (self, vec![])
    }

    fn browser(self, attempt: AttemptId, state: BrowserState) -> Step {
        self.for_attempt(attempt, |mut journey| {
            if let Some(trip) = journey.trip_mut() {
                trip.browser = state;
            }
            (journey, vec![])
        })
    }

    fn trip_failed(self, attempt: AttemptId, problem: Problem, desk: &mut Desk) -> Step {
        self.for_attempt(attempt, |journey| {
            let Some(trip) = journey.trip() else { return (journey, vec![]) };
            desk.notice = Some(problem);
            let before = trip.before(desk);
            (before, vec![Effect::EndTrip { attempt }])
        })
    }

    fn code_arrived(self, attempt: AttemptId, leg: Leg) -> Step {
        self.for_attempt(attempt, |journey| {
            let Some(mut trip) = journey.trip().cloned() else { return (Journey::Start, vec![]) };
            trip.hearing = Hearing::Closed;
            trip.evidence.push(Evidence::Token { leg });
            let checking =
                Journey::Checking { trip, at: Check::SignIn, passed: vec![], slow: false, problem: None };
            (checking, vec![Effect::Redeem { attempt }, Effect::WakeIfSlow { attempt }])
        })
    }

    fn refused(self, attempt: AttemptId, refusal: Refusal, desk: &mut Desk, now: Timestamp) -> Step {
        self.for_attempt(attempt, |journey| {
            let Some(mut trip) = journey.trip().cloned() else { return (Journey::Start, vec![]) };
            trip.hearing = Hearing::Closed;
            let read = classify_refusal(&refusal);
            let ambiguous = refusal.error_subcode.as_deref() == Some("cancel") && refusal.codes.is_empty();
            trip.evidence.push(Evidence::Refused(refusal));
            let end = vec![Effect::EndTrip { attempt }];
            let seems = if ambiguous { Situation::NeedsAdminApproval } else { read.situation };
            let told = if ambiguous { Situation::UserDeclined } else { read.situation };
            if let Some(stopped) = not_signed_in(&trip.purpose, told) {
                return (stopped, end);
            }
            let asks_again =
                !ambiguous || matches!(trip.purpose, Purpose::LookFor { .. } | Purpose::Prove { .. });
            if asks_again && let Some(journey) = refused_elsewhere(&trip, seems, desk, now) {
                return (journey, end);
            }
            if ambiguous {
                return (Journey::Picking { trip, why: PickerReason::CameBackEmpty }, end);
            }
            if read.situation == Situation::NeedsAdminApproval {
                return (Journey::NeedingAdmin(trip), end);
            }
            if read.situation == Situation::NeedsAdminApprovalRequest {
                return (Journey::Requesting(trip), end);
            }
            let diagnosis = trip.conclusion(desk);
            let back = Box::new(Journey::Picking { trip, why: PickerReason::Asked });
            (Journey::ReadingAnswer { diagnosis, quote: None, account: None, back }, end)
        })
    }

    fn signed_in(self, attempt: AttemptId, account: SeenAccount, now: Timestamp) -> Step {
        self.for_attempt(attempt, |journey| {
            let Journey::Checking { trip, mut passed, slow, .. } = journey else { return (journey, vec![]) };
            passed.push(now);
            if !account_fits(trip.account.as_ref(), trip.tenant.as_ref(), &account) {
                let signed_in = account.username.clone();
                let diagnosis = other_account(&trip, &account);
                let back = Box::new(Journey::Picking { trip, why: PickerReason::Asked });
                let answer =
                    Journey::ReadingAnswer { diagnosis, quote: None, account: Some(signed_in), back };
                return (answer, vec![Effect::EndTrip { attempt }]);
            }
            passed.push(now);
            let writes = matches!(trip.purpose, Purpose::SetUp(_));
            let (trip, effect) = if writes {
                (with_admin(trip, &account), Effect::HoldSession { attempt })
            } else {
                (trip, Effect::Keep { attempt })
            };
            let checking = Journey::Checking { trip, at: Check::Permissions, passed, slow, problem: None };
            (checking, vec![effect])
        })
    }

    fn checking_failed(self, attempt: AttemptId, failure: Problem) -> Step {
        self.for_attempt(attempt, |mut journey| {
            let Journey::Checking { problem, .. } = &mut journey else { return (journey, vec![]) };
            *problem = Some(failure);
            (journey, vec![Effect::EndTrip { attempt }])
        })
    }

    fn kept(
        self,
        attempt: AttemptId,
        (connection, problem): (Connection, Option<Problem>),
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        self.for_attempt(attempt, |journey| {
            let Some(trip) = journey.trip().cloned() else { return (Journey::Start, vec![]) };
            let id = connection.id.clone();
            // What it was before is not in what was written down just now.
            let save =
                desk.connection(&id).map(|known| Effect::SaveConnection { connection: known.id.clone() });
            let end: Vec<Effect> = [Effect::EndTrip { attempt }].into_iter().chain(save).collect();
            let lacking = desk.lacking(&connection, &connection.granted);
            let incomplete = connection.kept != Kept::AtVendor && !lacking.is_empty();
            let approved_by = approved_by(&trip, &connection, desk);
            desk.put(connection.clone());
            desk.notice = problem;
            desk.end_place();
            if let Some((journey, more)) = kept_elsewhere(&trip, &connection, desk, now) {
                return (journey, end.into_iter().chain(more).collect());
            }
            let connected = Journey::Connected { connection: id.clone(), approved_by };
            if incomplete {
                let back = Box::new(Journey::ReadingConnections);
                let checklist = Journey::ReadingChecklist {
                    connection: id,
                    checking: false,
                    problem: None,
                    receipt: None,
                    back,
                };
                return (checklist, end);
            }
            (connected, end)
        })
    }

    fn stage_reached(self, attempt: AttemptId, stage: WaitStage) -> Step {
        self.for_attempt(attempt, |mut journey| {
            if let Some(trip) = journey.trip_mut() {
                trip.stage = trip.stage.max(stage);
            }
            (journey, vec![])
        })
    }

    fn grants_listed(
        mut self,
        id: &ConnectionId,
        (granted, directory): (Vec<String>, Directory),
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        let Some(known) = desk.connection(id) else { return (self, vec![]) };
        let complete = desk.lacking(known, &granted).is_empty();
        let health = if complete { Health::Good } else { Health::PermissionsMissing };
        desk.put(Connection { granted, checked_at: Some(now), health, directory, ..known.clone() });
        self.checked(id, None);
        self.asked_about(id);
        let (journey, more) = self.looked_for(id, complete, desk, now);
        let save = Effect::SaveConnection { connection: id.clone() };
        (journey, [save].into_iter().chain(more).collect())
    }

    fn grants_not_listed(
        mut self,
        id: &ConnectionId,
        failure: Problem,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        let Some(known) = desk.connection(id) else { return (self, vec![]) };
        let health = if failure == Problem::SignInRanOut { Health::SignInAgain } else { Health::CheckFailed };
        let directory = Directory::failed(&failure);
        let failed = Connection { health, directory, ..known.clone() };
        self.could_not_look(id, &failure, desk, now);
        desk.put(failed);
        self.asked_about(id);
        self.checked(id, Some(failure.clone()));
        (self.told_why(id, &failure), vec![Effect::SaveConnection { connection: id.clone() }])
    }

    /// Notes on an open checklist of `id`, or on the one under a file or an answer, that its check has ended.
    pub(super) fn checked(&mut self, id: &ConnectionId, failure: Option<Problem>) {
        if let Journey::ReadingChecklist { connection, checking, problem, .. } = self.beneath()
            && connection == id
        {
            *checking = false;
            *problem = failure;
        } else if let Journey::ReadingConnection { connection, checking, problem } = self.beneath()
            && connection == id
        {
            *checking = false;
            *problem = failure;
        }
    }

    /// Notes on A1 that Microsoft has answered about the app, or could not be asked.
    fn asked_about(&mut self, id: &ConnectionId) {
        if let Journey::ReviewingApp(approval) = self.beneath()
            && approval.asking.as_ref() == Some(id)
        {
            approval.asking = None;
        }
    }

    /// The state under whatever lies over it for a moment.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what lies over others is named; all else is a base")]
    pub(super) fn beneath(&mut self) -> &mut Journey {
        match self {
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. }
            | Journey::WritingToAdmin { back, .. } => back.beneath(),
            base => base,
        }
    }
}

/// A1 knows its organization now, and goes on by the name that the address gave.
fn organization_found(mut approval: Approval, tenant: Option<TenantId>, desk: &Desk) -> Step {
    let account = WorkAddress::parse(&approval.address).ok();
    approval.lookup = None;
    approval.domain = account.as_ref().map(|account| account.domain().to_owned());
    approval.organization.clone_from(&approval.domain);
    approval.account = account;
    approval.tenant = tenant;
    reviewing(approval, desk)
}

/// Whether the account that signed in is the one that was asked for.
///
/// The tenant must be the one found for the address. The address itself may be an alias, so any address
/// that Microsoft lists for the person will do. Decides what to ask, never who the person is (S28).
pub(super) fn account_fits(
    asked: Option<&WorkAddress>,
    tenant: Option<&TenantId>,
    seen: &SeenAccount,
) -> bool {
    let tenant_fits = match (tenant, &seen.tenant) {
        (Some(expected), Some(signed_in)) => expected == signed_in,
        (Some(_), None) | (None, _) => true,
    };
    let Some(asked) = asked else { return tenant_fits };
    let same = |address: &String| address.eq_ignore_ascii_case(asked.as_str());
    tenant_fits && (same(&seen.username) || seen.addresses.iter().any(same))
}

fn other_account(trip: &Trip, seen: &SeenAccount) -> Diagnosis {
    let same_tenant = trip.tenant.is_none() || trip.tenant == seen.tenant;
    let (situation, alternatives) = if same_tenant {
        (
            Situation::SignInRequired,
            vec![Situation::AlreadyGranted, Situation::CanGrant, Situation::WrongTenant],
        )
    } else {
        (
            Situation::WrongTenant,
            vec![Situation::WrongAccountType, Situation::AlreadyGranted, Situation::CanGrant],
        )
    };
    Diagnosis {
        situation,
        sureness: Sureness::Inferred,
        alternatives,
        codes: vec![],
        who: Who::User,
        card: Card::E06,
    }
}

fn approved_by(trip: &Trip, connection: &Connection, desk: &Desk) -> ApprovedBy {
    if connection.kept == Kept::AtVendor {
        return ApprovedBy::YouToldUs;
    }
    let conclusion = trip.conclusion(desk);
    if conclusion.situation == Situation::CanGrant {
        return ApprovedBy::You;
    }
    let proved = conclusion.situation == Situation::AlreadyGranted && conclusion.sureness == Sureness::Proved;
    if proved { ApprovedBy::Earlier } else { ApprovedBy::NotKnown }
}
