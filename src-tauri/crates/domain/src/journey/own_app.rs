//! Setting up an own app registration: R1 to R10, by hand or by Usher, and changing it later.

mod build;
mod finish;
mod prove;
mod steps;

pub(super) use self::build::{not_signed_in, with_admin};
pub(super) use self::finish::reminders;
use self::prove::look_later;
pub(super) use self::prove::looks_again;
use super::effect::{AppSignIn, Effect};
use super::trip::{Hearing, Plan, Trip, trip_of_plan};
use super::{Journey, Step};
use crate::desk::{Desk, Place, PlaceName, SavedSetup};
use crate::ids::{ConnectionId, WorkAddress};
use crate::own_app::{
    BillingOutput, IdProblem, Obstacle, PolicyOutput, SecretShape, Setup, SetupStep, Write, next_write,
};
use crate::portal::PortalPage;
use crate::profile::Profile;
use crate::time::Timestamp;
use crate::view::own_app::{BuildState, BuildStop};

/// The step at hand, and what there is to say on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtStep {
    /// Which.
    pub step: SetupStep,
    /// R9: the maker's form is at hand, and not yet the answers.
    pub filling: bool,
    /// What is being waited for.
    pub running: Option<Running>,
    /// R3: both ids as typed. They are not kept: one could be a secret in the wrong field.
    pub typed: Option<TypedIds>,
    /// R3: what is wrong with the app id.
    pub client_problem: Option<IdProblem>,
    /// R3: what is wrong with the tenant id.
    pub tenant_problem: Option<IdProblem>,
    /// R3: why the ids could not be looked up.
    pub not_looked_up: Option<crate::problem::Problem>,
    /// R6: what is wrong with the text that was pasted last.
    pub secret_problem: Option<SecretShape>,
    /// R7: what the pasted output was.
    pub output: Option<PolicyOutput>,
    /// R8: what the pasted output was.
    pub billing: Option<BillingOutput>,
    /// R7 and R8: how many outputs were pasted.
    pub looks: u32,
    /// R9: the person tried to go on, so what is wrong is shown.
    pub tried: bool,
    /// R10, when a connection is changed: what the maker's side needs again.
    pub changes: Option<Changes>,
}

/// What is being waited for while a step is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Running {
    /// R3: whether there is an organization with one of the ids.
    IdLookUp,
    /// Signing in as the app.
    Proof,
    /// R6: a secret on its way into the keychain.
    Keeping,
    /// R6: making a certificate.
    Making,
    /// R6: a pending credential takes the place of the one before.
    Adoption,
}

/// What is new of a connection, and stands at the maker's side as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The client secret.
    pub secret: bool,
    /// These fields of the maker's form.
    pub settings: Vec<String>,
}

impl Changes {
    /// Nothing is new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.secret && self.settings.is_empty()
    }
}

/// Two ids as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedIds {
    /// The app id.
    pub client_id: String,
    /// The tenant id.
    pub tenant: String,
}

/// What Usher writes at Microsoft, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Where it stands.
    pub state: BuildState,
    /// The admin who signed in.
    pub account: Option<String>,
}

impl AtStep {
    /// `step`, with nothing to say yet.
    #[must_use]
    pub fn new(step: SetupStep) -> Self {
        Self {
            step,
            filling: step == SetupStep::CheckAnswers,
            running: None,
            typed: None,
            client_problem: None,
            tenant_problem: None,
            not_looked_up: None,
            secret_problem: None,
            output: None,
            billing: None,
            looks: 0,
            tried: false,
            changes: None,
        }
    }

    /// Whether the maker's form is shown: not where its document has none.
    #[must_use]
    pub fn shows_form(&self, profile: &Profile) -> bool {
        self.step == SetupStep::CheckAnswers
            && self.filling
            && profile.settings.iter().any(crate::profile::Setting::is_asked)
    }
}

impl Build {
    /// Something is being written at Microsoft at this moment.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.state, BuildState::Writing | BuildState::Undoing)
    }
}

impl SavedSetup {
    /// How far `setup` has come.
    #[must_use]
    pub fn new(setup: &Setup, step: SetupStep, building: bool) -> Self {
        Self { setup: setup.clone(), step, building }
    }

    /// The place to come back to after a restart; changing an existing connection is begun anew.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let Setup { id, profile, tenant, organization, since, editing, .. } = &self.setup;
        (!editing).then(|| Place {
            name: PlaceName::SettingUpApp,
            profile: profile.clone(),
            as_admin: true,
            account: None,
            tenant: tenant.clone(),
            organization: organization.clone(),
            asked: None,
            connection: None,
            walk: None,
            draft: Some(id.clone()),
            since: *since,
        })
    }
}

impl Setup {
    /// A pending credential that never took its place is not kept.
    fn forget_pending(&self) -> Vec<Effect> {
        let lost = self.pending.then(|| Effect::ForgetCredential { setup: self.id.slot(true) });
        lost.into_iter().collect()
    }

    /// Signing in as this app, once there is all that it takes.
    #[must_use]
    pub fn sign_in(&self, profile: &Profile) -> Option<Effect> {
        let app = Box::new(self.app_sign_in(profile)?);
        Some(Effect::ProveApp { profile: self.profile.clone(), app })
    }

    /// As what, with what and for what it signs in.
    #[must_use]
    pub fn app_sign_in(&self, profile: &Profile) -> Option<AppSignIn> {
        let credential = self.credential.as_ref()?;
        Some(AppSignIn {
            connection: self.id.clone(),
            client_id: self.client_id.clone()?,
            tenant: self.tenant.clone()?,
            credential: credential.kind(),
            made_at: credential.made_at(),
            kept: self.kept,
            pending: self.pending,
            permissions: profile.application_roles(&self.features),
        })
    }

    /// The page of the admin center that helps with `step`.
    #[must_use]
    pub fn page(&self, step: SetupStep, desk: &Desk) -> Option<url::Url> {
        let profile = desk.profile(&self.profile)?;
        let is_off = step == SetupStep::RegisterApp && self.obstacle(&profile) == Some(Obstacle::AppDisabled);
        // An app is turned on where the organization's instance of it is.
        let page = if is_off {
            PortalPage::AllApplications
        } else {
            PortalPage::of_setup(step, self.client_id.is_some())?
        };
        if page == PortalPage::TeamsPowerShell && desk.practice.is_none() {
            return None;
        }
        Some(page.url(&desk.portal(&profile), self.tenant.as_ref(), self.client_id.as_ref()))
    }

    /// A trip of this errand: for a message to somebody else, or to sign in as an admin.
    pub(super) fn trip(&self, desk: &mut Desk, now: Timestamp) -> Trip {
        let plan = Plan::new(self.profile.clone(), true, String::new());
        let trip = trip_of_plan(&plan, None::<WorkAddress>, desk, now);
        Trip {
            tenant: self.tenant.clone(),
            organization: self.organization.clone(),
            hearing: Hearing::Closed,
            ..trip
        }
    }
}

/// The step card.
pub(super) fn at_step(setup: Box<Setup>, step: SetupStep) -> Journey {
    Journey::SettingUp { setup, at: AtStep::new(step) }
}

/// R1 for a product that has no draft yet.
pub(super) fn begin_setup(profile: &Profile, desk: &mut Desk, now: Timestamp) -> Journey {
    let setup = Setup::new(desk.new_connection_id(), profile, now);
    at_step(Box::new(setup), SetupStep::GetReady)
}

/// What lies before the admin's sign-in, and what a restart comes back to.
pub(super) fn before_sign_in(setup: Box<Setup>, desk: &Desk) -> Journey {
    let profile = desk.profile(&setup.profile);
    let left = profile.and_then(|profile| next_write(&setup, &profile));
    let state = match left {
        Some(_) | None if setup.undoing => BuildState::Stopped { why: BuildStop::TakingBack },
        Some(_) if setup.written.is_empty() => BuildState::Review,
        Some(_) => BuildState::Stopped { why: BuildStop::SignedOut },
        None => BuildState::Written,
    };
    Journey::Building { setup, build: Build { state, account: None } }
}

/// A change is given up: what was not in its place yet is forgotten, and the connection's own wait goes on.
fn leave_change(setup: &Setup, desk: &mut Desk) -> Step {
    let id = setup.id.clone();
    let is_watched = desk.app_watches.iter().any(|watch| watch.connection == id);
    let obstacle = desk.connection(&id).and_then(|known| desk.obstacle(known));
    let looks = if is_watched { vec![] } else { look_later(&id, obstacle.as_ref(), desk) };
    let effects = setup.forget_pending().into_iter().chain(looks).collect();
    (Journey::reading_connection(id), effects)
}

/// A draft goes on where it was left.
pub(super) fn resume_setup(saved: &SavedSetup, desk: &Desk) -> Journey {
    let setup = Box::new(saved.setup.clone());
    if !saved.building {
        return at_step(setup, saved.step);
    }
    before_sign_in(setup, desk)
}

impl Journey {
    /// Runs `act` on the setup at hand, also under a message or a pasted error.
    pub(super) fn with_setup(
        mut self,
        id: &ConnectionId,
        act: impl FnOnce(&mut Setup, Option<&mut AtStep>),
    ) -> (Journey, bool) {
        let found = if let Journey::SettingUp { setup, at } = self.beneath()
            && setup.id == *id
        {
            act(setup, Some(at));
            true
        } else if let Journey::Building { setup, .. } = self.beneath()
            && setup.id == *id
        {
            act(setup, None);
            true
        } else {
            false
        };
        (self, found)
    }

    /// The setup at hand, while its credential is asked for, and whether that is to take the place of another.
    #[must_use]
    pub fn wants_secret(&self) -> Option<(&ConnectionId, bool)> {
        let Journey::SettingUp { setup, at } = self else { return None };
        let is_asked = at.step == SetupStep::MakeCredential && at.running != Some(Running::Adoption);
        is_asked.then_some((&setup.id, setup.editing))
    }

    /// What was being done for the setup at hand has ended.
    pub(super) fn stopped(self, id: &ConnectionId, what: Running) -> Step {
        let (journey, _) = self.with_setup(id, |_, at| {
            if let Some(at) = at.filter(|at| at.running == Some(what)) {
                at.running = None;
            }
        });
        (journey, vec![])
    }

    /// The step that is at hand, or that the next write of Usher stands for; R1 is the whole setup.
    #[must_use]
    pub fn step_at_hand(&self, desk: &Desk) -> Option<SetupStep> {
        if let Journey::SettingUp { at, .. } = self {
            return Some(at.step);
        }
        let Journey::Building { setup, .. } = self else { return None };
        let next = desk.profile(&setup.profile).and_then(|profile| next_write(setup, &profile));
        Some(match next.filter(|_| !setup.written.is_empty()) {
            None | Some(Write::RegisterApp) => SetupStep::GetReady,
            Some(Write::AddToOrganization | Write::Grant { .. }) => SetupStep::GrantConsent,
            Some(Write::MakeSecret | Write::AddCertificate) => SetupStep::MakeCredential,
        })
    }

    /// Something is being written that must not be left half-way.
    #[must_use]
    pub fn must_end_first(&self) -> bool {
        if let Journey::Building { build, .. } = self {
            build.is_busy()
        } else {
            matches!(self, Journey::SettingUp { at, .. } if at.running == Some(Running::Adoption))
        }
    }

    /// The setup at hand, by hand or by Usher.
    #[must_use]
    pub fn setup(&self) -> Option<&Setup> {
        if let Journey::SettingUp { setup, .. } | Journey::Building { setup, .. } = self {
            Some(setup)
        } else {
            None
        }
    }

    /// Leaves a setup and keeps its place.
    pub(super) fn later(self, desk: &mut Desk) -> Step {
        if self.must_end_first() {
            return (self, vec![]);
        }
        if let Journey::SettingUp { setup, .. } = &self
            && setup.editing
            && desk.connection(&setup.id).is_some()
        {
            return leave_change(setup, desk);
        }
        self.leave(Journey::Start)
    }
}
