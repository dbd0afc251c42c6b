//! "Do it for me": Usher writes, one thing at a time, and each is kept before the next.

use super::{AtStep, Build, Running, at_step};
use crate::connection::Kept;
use crate::desk::Desk;
use crate::ids::{AttemptId, ConnectionId};
use crate::journey::effect::Effect;
use crate::journey::trip::{Hearing, Purpose, Trip, begin};
use crate::journey::{Journey, SeenAccount, Step};
use crate::own_app::{
    Credential, Made, Setup, SetupStep, StepKnown, Taken, Write, Written, next_write, plan_of,
};
use crate::profile::Profile;
use crate::situation::Situation;
use crate::time::Timestamp;
use crate::view::own_app::{BuildState, BuildStop};

impl Journey {
    pub(in crate::journey) fn do_it_for_me(self, desk: &Desk) -> Step {
        let Journey::SettingUp { setup, at } = self else { return (self, vec![]) };
        let is_new = !setup.editing && desk.connection(&setup.id).is_none();
        if at.step != SetupStep::GetReady || !is_new || desk.own_client().is_none() {
            return (Journey::SettingUp { setup, at }, vec![]);
        }
        (super::before_sign_in(setup, desk), vec![])
    }

    /// What is being written is not left half-way by a click.
    pub(in crate::journey) fn back_from_building(self) -> Step {
        let Journey::Building { setup, build } = self else { return (self, vec![]) };
        match build.state {
            BuildState::Writing | BuildState::Undoing => (Journey::Building { setup, build }, vec![]),
            BuildState::Review
            | BuildState::Ready
            | BuildState::Stopped { .. }
            | BuildState::Written
            | BuildState::Undone => (at_step(setup, SetupStep::GetReady), vec![Effect::EndSession]),
        }
    }

    pub(in crate::journey) fn sign_in_to_write(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::Building { setup, .. } = self else { return (self, vec![]) };
        let purpose = Purpose::SetUp(setup.clone());
        let trip = Trip { purpose, hearing: Hearing::Open, ..setup.trip(desk, now) };
        // Whoever signed in before is shown no more, and must not be who writes.
        let (journey, effects) = begin(trip, desk, false);
        (journey, [Effect::EndSession].into_iter().chain(effects).collect())
    }

    /// The admin signed in; what will be written is shown once more, with where.
    pub(in crate::journey) fn session_held(self, attempt: AttemptId) -> Step {
        self.for_attempt(attempt, |journey| {
            let Journey::Checking { trip, .. } = journey else { return (journey, vec![]) };
            let Purpose::SetUp(mut setup) = trip.purpose else { return (Journey::Start, vec![]) };
            setup.tenant.clone_from(&trip.tenant);
            setup.organization.clone_from(&trip.organization);
            let account = trip.account.as_ref().map(ToString::to_string);
            let is_undoing = setup.undoing;
            let build = Build { state: BuildState::Ready, account };
            let journey = Journey::Building { setup, build };
            let (journey, more) = if is_undoing { journey.take_back() } else { (journey, vec![]) };
            (journey, [Effect::EndTrip { attempt }].into_iter().chain(more).collect())
        })
    }

    pub(in crate::journey) fn let_usher_write(self, desk: &Desk) -> Step {
        let Journey::Building { setup, mut build } = self else { return (self, vec![]) };
        let effects =
            if build.state == BuildState::Ready { write_on(&setup, &mut build, desk) } else { vec![] };
        (Journey::Building { setup, build }, effects)
    }

    pub(in crate::journey) fn wrote(
        mut self,
        id: &ConnectionId,
        written: Written,
        kept: Kept,
        desk: &Desk,
    ) -> Step {
        let Journey::Building { setup, build } = self.beneath() else { return (self, vec![]) };
        let profile = desk.profile(&setup.profile);
        let awaited = profile.and_then(|profile| next_write(setup, &profile));
        // One that was asked for twice is made once, and answered twice.
        let is_awaited = build.state == BuildState::Writing && awaited.as_ref() == Some(&written.write);
        if setup.id != *id || !is_awaited {
            return (self, vec![]);
        }
        note(setup, written, kept);
        for step in desk.profile(&setup.profile).map(|profile| done_with(setup, &profile)).unwrap_or_default()
        {
            setup.done.insert(step, StepKnown::Checked);
        }
        let effects = write_on(setup, build, desk);
        (self, effects)
    }

    pub(in crate::journey) fn write_stopped(mut self, id: &ConnectionId, why: BuildStop) -> Step {
        if let Journey::Building { setup, build } = self.beneath()
            && setup.id == *id
            && build.is_busy()
        {
            build.state = BuildState::Stopped { why };
        }
        (self, vec![])
    }

    pub(in crate::journey) fn take_back(mut self) -> Step {
        let Journey::Building { setup, build } = &mut self else { return (self, vec![]) };
        let Some(object) = setup.registered().cloned().filter(|_| !build.is_busy()) else {
            return (self, vec![]);
        };
        setup.undoing = true;
        build.state = BuildState::Undoing;
        let effect = Effect::TakeBack { setup: setup.id.clone(), object };
        (self, vec![effect])
    }

    /// What was written is gone, wherever the person is by now.
    pub(in crate::journey) fn taken_back(mut self, id: &ConnectionId, desk: &mut Desk) -> Step {
        let draft = desk.drafts.iter_mut().map(|draft| &mut draft.setup).find(|setup| setup.id == *id);
        let is_known = draft.map(forget_written).is_some();
        let here = if let Journey::Building { setup, build } = self.beneath()
            && setup.id == *id
        {
            forget_written(setup);
            build.state = BuildState::Undone;
            true
        } else {
            false
        };
        if !is_known && !here {
            return (self, vec![]);
        }
        desk.app_watches.retain(|watch| watch.connection != *id);
        (self, vec![Effect::ForgetCredential { setup: id.clone() }, Effect::EndSession])
    }

    /// The receipt was read: on to what Usher can't do.
    pub(in crate::journey) fn built(self, desk: &Desk) -> Step {
        let Journey::Building { setup, build } = self else { return (self, vec![]) };
        let Some(profile) = desk.profile(&setup.profile) else { return (Journey::Start, vec![]) };
        match build.state {
            BuildState::Written => {
                let next = SetupStep::MakeCredential.next(&profile).unwrap_or(SetupStep::CheckAnswers);
                let proof = setup.sign_in(&profile);
                let running = proof.is_some().then_some(Running::Proof);
                let at = AtStep { running, ..AtStep::new(next) };
                (Journey::SettingUp { setup, at }, proof.into_iter().chain([Effect::EndSession]).collect())
            }
            BuildState::Undone => (at_step(setup, SetupStep::GetReady), vec![Effect::EndSession]),
            BuildState::Review
            | BuildState::Ready
            | BuildState::Writing
            | BuildState::Stopped { .. }
            | BuildState::Undoing => (Journey::Building { setup, build }, vec![]),
        }
    }
}

/// Nothing of it is at Microsoft any more.
fn forget_written(setup: &mut Setup) {
    setup.undoing = false;
    setup.written.clear();
    setup.forget_app();
    (setup.client_id, setup.credential) = (None, None);
    setup.done.clear();
}

/// The next write, or the receipt when there is none left.
fn write_on(setup: &Setup, build: &mut Build, desk: &Desk) -> Vec<Effect> {
    let next = desk.profile(&setup.profile).and_then(|profile| next_write(setup, &profile));
    build.state = if next.is_some() { BuildState::Writing } else { BuildState::Written };
    let effect = next.map(|write| Effect::Write { setup: Box::new(setup.clone()), write });
    effect.into_iter().collect()
}

/// Puts a write on the receipt, and what it brought where the steps look for it.
fn note(setup: &mut Setup, written: Written, kept: Kept) {
    match &written.made {
        Made::App { client_id, .. } => {
            if setup.client_id.as_ref() != Some(client_id) {
                setup.forget_app();
            }
            setup.client_id = Some(client_id.clone());
        }
        Made::Principal { .. } | Made::Grant { .. } => {}
        Made::Secret { hint, ends_at } => {
            let (hint, ends_at) = (hint.clone(), Some(*ends_at));
            let credential = Credential::Secret { hint, made_at: written.at, ends_at };
            setup.take(Taken { credential, kept, pending: false });
        }
        Made::Certificate { thumbprint, ends_at } => {
            let (thumbprint, ends_at) = (thumbprint.clone(), *ends_at);
            let credential = Credential::Certificate { thumbprint, made_at: written.at, ends_at };
            setup.take(Taken { credential, kept, pending: false });
        }
    }
    setup.written.retain(|line| line.write != written.write);
    setup.written.push(written);
}

/// The steps that are done with what is on the receipt.
fn done_with(setup: &Setup, profile: &Profile) -> Vec<SetupStep> {
    let is_written = |write: &Write| setup.written.iter().any(|line| line.write == *write);
    let step = |write: &Write| match write {
        Write::RegisterApp => SetupStep::RegisterApp,
        Write::AddToOrganization | Write::Grant { .. } => SetupStep::GrantConsent,
        Write::MakeSecret | Write::AddCertificate => SetupStep::MakeCredential,
    };
    let plan = plan_of(setup, profile);
    let whole = |done: &SetupStep| plan.iter().filter(|write| step(write) == *done).all(is_written);
    let mut steps: Vec<SetupStep> =
        [SetupStep::RegisterApp, SetupStep::GrantConsent, SetupStep::MakeCredential]
            .into_iter()
            .filter(whole)
            .collect();
    if steps.contains(&SetupStep::RegisterApp) {
        steps.extend([SetupStep::GetReady, SetupStep::PasteIds, SetupStep::AddPermissions]);
    }
    steps
}

/// Whether a visit of the browser was for writing, and where its end without a yes leads.
pub(in crate::journey) fn not_signed_in(purpose: &Purpose, situation: Situation) -> Option<Journey> {
    let Purpose::SetUp(setup) = purpose else { return None };
    let why = match situation {
        Situation::UserDeclined | Situation::AdminConsentDeclined => BuildStop::NotApproved,
        Situation::NeedsAdminApproval
        | Situation::NeedsAdminApprovalRequest
        | Situation::AdminApprovalPending
        | Situation::NotAdmin => BuildStop::NotAllowed,
        Situation::AlreadyGranted
        | Situation::CanGrant
        | Situation::AdminConsentGranted
        | Situation::SignInRequired
        | Situation::MfaOrPolicyBlock
        | Situation::UserNotAssigned
        | Situation::AppNotInTenant
        | Situation::AppDisabled
        | Situation::AppNotFound
        | Situation::RedirectMismatch
        | Situation::SecretInvalid
        | Situation::SecretExpired
        | Situation::SecretMissing
        | Situation::PermissionMissing
        | Situation::AccessPolicyMissing
        | Situation::Throttled
        | Situation::ExpiredGrant
        | Situation::WrongAccountType
        | Situation::WrongTenant
        | Situation::UserBlocked
        | Situation::InvalidRequest
        | Situation::ServiceUnavailable
        | Situation::Unknown => BuildStop::Refused { situation },
    };
    let state = BuildState::Stopped { why };
    Some(Journey::Building { setup: setup.clone(), build: Build { state, account: None } })
}

/// The trip with what Microsoft says of the admin who signed in.
pub(in crate::journey) fn with_admin(trip: Trip, account: &SeenAccount) -> Trip {
    Trip {
        tenant: account.tenant.clone().or(trip.tenant),
        organization: account.organization.clone().or(trip.organization),
        account: crate::ids::WorkAddress::parse(&account.username).ok(),
        ..trip
    }
}
