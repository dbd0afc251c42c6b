//! What signing in as the app means for the setup or the connection at hand.

use super::steps::checking;
use super::{AtStep, Running, at_step};
use crate::connection::{Connection, Health};
use crate::desk::{AppWatch, Desk};
use crate::ids::{AttemptId, ConnectionId, ProfileId};
use crate::journey::effect::{AppSignIn, Effect, News, Pace};
use crate::journey::{Journey, Step};
use crate::own_app::{AppAnswer, Obstacle, PermissionRead, Setup, SetupStep, StepKnown, shows_policy};
use crate::problem::Problem;
use crate::profile::Profile;
use crate::time::Timestamp;

/// Looks for a secret that may only be too new: 5, 10, 20 and 40 seconds.
const MOST_LOOKS_NEW: u32 = 4;
/// Looks for what Usher has just registered or approved: up to five minutes (`entra-consent.md` 6.2).
const MOST_LOOKS_WRITTEN: u32 = 7;
/// Looks for a policy, every five minutes: half an hour, and some more.
const MOST_LOOKS_POLICY: u32 = 8;

impl Journey {
    /// Check now, on any step from R4 on.
    pub(in crate::journey) fn check_app(self, desk: &Desk) -> Step {
        let Journey::SettingUp { setup, at } = self else { return (self, vec![]) };
        match desk.profile(&setup.profile) {
            Some(profile) if at.running.is_none() => checking(setup, at, &profile),
            Some(_) | None => (Journey::SettingUp { setup, at }, vec![]),
        }
    }

    /// An answer counts for what is still as it was when it was asked; a late one says nothing of another app,
    /// another credential or other permissions.
    pub(in crate::journey) fn app_answered(
        mut self,
        app: &AppSignIn,
        answer: AppAnswer,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        let id = &app.connection;
        let told = desk.note_on_connection(app, &answer, now);
        let noted_before = told.is_some();
        let saves = told.map_or_else(Vec::new, |Told { problem, effects }| {
            self.checked(id, problem);
            effects
        });
        let mut asked_here = false;
        let mut heard = None;
        let (mut journey, held) = self.with_setup(id, |setup, at| {
            heard = desk.note_on_setup(setup, (app, &answer), now);
            if let Some(at) = at.filter(|at| heard.is_some() && at.running == Some(Running::Proof)) {
                asked_here = true;
                at.running = None;
            }
        });
        if !held {
            heard = desk.note_on_draft((app, &answer), now);
        }
        if !noted_before && heard.is_none() {
            return (journey, saves);
        }
        let obstacle = match &heard {
            Some(heard) => heard.obstacle.clone(),
            None => desk.connection(id).and_then(|known| desk.obstacle(known)),
        };
        // Where nothing else is in the way, the step says it itself.
        if asked_here
            && !obstacle.as_ref().is_some_and(Obstacle::is_unknown)
            && let Some(problem) = could_not(&answer)
        {
            desk.notice = Some(problem.clone());
        }
        let news = heard.filter(|heard| heard.let_in && !noted_before).map(|heard| heard.profile);
        let tell = news.map(|profile| Effect::Notify { news: News::LetIn, profile });
        let looks = look_later(id, obstacle.as_ref(), desk);
        let effects: Vec<Effect> = saves.into_iter().chain(looks).chain(tell).collect();
        let profile = journey.beneath().setup().and_then(|setup| desk.profile(&setup.profile));
        // A look that nobody asked for here must not take the person to another step.
        let (Journey::SettingUp { setup, at }, Some(profile), true) = (&journey, profile, asked_here) else {
            return (journey, effects);
        };
        let (next, more) = after_proof((setup.clone(), at.clone()), obstacle.as_ref(), &profile, desk);
        (next, effects.into_iter().chain(more).collect())
    }

    /// It is time to look again for what Microsoft needs a while for.
    pub(in crate::journey) fn app_look_due(self, wait: AttemptId, desk: &mut Desk) -> Step {
        let watch = desk.app_watches.iter_mut().find(|watch| watch.wait == wait);
        let Some(watch) = watch else { return (self, vec![]) };
        watch.next_at = None;
        let id = watch.connection.clone();
        let mut look = None;
        let (journey, held) = self.with_setup(&id, |setup, at| {
            look = desk.profile(&setup.profile).and_then(|profile| setup.sign_in(&profile));
            let waits = |at: &&mut AtStep| {
                at.running.is_none() && matches!(at.step, SetupStep::MakeCredential | SetupStep::TeamsPolicy)
            };
            if let Some(at) = at.filter(|at| look.is_some() && waits(at)) {
                at.running = Some(Running::Proof);
            }
        });
        let look = if held { look } else { look_of(&id, desk) };
        (journey, look.into_iter().collect())
    }
}

/// What Microsoft needed a while for when Usher last ran, or before practice, is looked at now.
pub(in crate::journey) fn looks_again(desk: &Desk) -> Vec<Effect> {
    let waits = |obstacle: Option<Obstacle>| obstacle.is_some_and(|found| found.passes_with_time());
    let drafts = desk
        .drafts
        .iter()
        .map(|draft| &draft.setup)
        .filter(|setup| waits(desk.profile(&setup.profile).and_then(|profile| setup.obstacle(&profile))));
    let drafts: Vec<&ConnectionId> = drafts.map(|setup| &setup.id).collect();
    let connections = desk.connections.iter().filter(|known| waits(desk.obstacle(known)));
    let connections = connections.map(|known| &known.id).filter(|id| !drafts.contains(id));
    drafts.iter().copied().chain(connections).filter_map(|id| look_of(id, desk)).collect()
}

/// Signing in as the app of a draft, or of a connection, that is not on the screen.
fn look_of(id: &ConnectionId, desk: &Desk) -> Option<Effect> {
    match desk.draft(id).map(|draft| &draft.setup) {
        Some(setup) => setup.sign_in(&*desk.profile(&setup.profile)?),
        None => desk.connection(id).map(|known| Effect::ListGrants { connection: known.id.clone() }),
    }
}

/// What an answer changed on a connection.
struct Told {
    problem: Option<Problem>,
    effects: Vec<Effect>,
}

/// What an answer changed on a setup.
struct Heard {
    profile: ProfileId,
    obstacle: Option<Obstacle>,
    /// Teams kept the app out before, and nothing does now.
    let_in: bool,
}

impl Desk {
    /// The first thing in the way of an app's connection.
    #[must_use]
    pub fn obstacle(&self, connection: &Connection) -> Option<Obstacle> {
        connection.app.as_ref()?.obstacle(&self.wanted(connection))
    }

    /// Writes the answer down where it is about a connection that exists.
    fn note_on_connection(&mut self, app: &AppSignIn, answer: &AppAnswer, now: Timestamp) -> Option<Told> {
        let is_asked = |known: &&Connection| self.app_sign_in(known).as_ref() == Some(app);
        let known = self.connection(&app.connection).filter(is_asked)?;
        let before = self.obstacle(known);
        let mut known = known.clone();
        if let AppAnswer::SignedIn { roles: Some(roles), .. } = answer {
            known.granted.clone_from(roles);
        }
        known.checked_at = Some(now);
        if !stays(before.as_ref(), answer) {
            known.app.as_mut()?.note(answer.clone(), now);
        }
        let obstacle = self.obstacle(&known);
        known.health = health_of(obstacle.as_ref());
        let problem = could_not(answer).cloned();
        let news = known.profile.clone().filter(|_| is_shut_out(before.as_ref()) && obstacle.is_none());
        let save = Effect::SaveConnection { connection: known.id.clone() };
        let tell = news.map(|profile| Effect::Notify { news: News::LetIn, profile });
        self.put(known);
        Some(Told { problem, effects: [save].into_iter().chain(tell).collect() })
    }

    fn note_on_setup(
        &self,
        setup: &mut Setup,
        (app, answer): (&AppSignIn, &AppAnswer),
        now: Timestamp,
    ) -> Option<Heard> {
        let profile = self.profile(&setup.profile)?;
        if setup.app_sign_in(&profile).as_ref() != Some(app) {
            return None;
        }
        let before = setup.obstacle(&profile);
        if !stays(before.as_ref(), answer) {
            setup.note(answer.clone(), now);
        }
        let obstacle = setup.obstacle(&profile);
        let let_in = is_shut_out(before.as_ref()) && obstacle.is_none();
        Some(Heard { profile: setup.profile.clone(), obstacle, let_in })
    }

    fn note_on_draft(&mut self, heard: (&AppSignIn, &AppAnswer), now: Timestamp) -> Option<Heard> {
        let at = self.drafts.iter().position(|draft| draft.setup.id == heard.0.connection)?;
        let mut setup = self.drafts[at].setup.clone();
        let noted = self.note_on_setup(&mut setup, heard, now);
        self.drafts[at].setup = setup;
        noted
    }
}

/// Whether a look that could not be made leaves a wait as it was, to be looked for again.
fn stays(before: Option<&Obstacle>, answer: &AppAnswer) -> bool {
    could_not(answer).is_some() && before.is_some_and(Obstacle::passes_with_time)
}

fn could_not(answer: &AppAnswer) -> Option<&Problem> {
    match answer {
        AppAnswer::CouldNotAsk { problem } => Some(problem),
        AppAnswer::Refused { .. } | AppAnswer::NothingKept | AppAnswer::SignedIn { .. } => None,
    }
}

fn is_shut_out(obstacle: Option<&Obstacle>) -> bool {
    matches!(obstacle, Some(Obstacle::PolicyTooNew { .. }))
}

fn health_of(obstacle: Option<&Obstacle>) -> Health {
    match obstacle {
        None => Health::Good,
        Some(Obstacle::CouldNotCheck { .. }) => Health::CheckFailed,
        Some(Obstacle::PermissionsMissing { .. }) => Health::PermissionsMissing,
        Some(
            Obstacle::OrganizationNotFound
            | Obstacle::AppNotFound
            | Obstacle::AppTooNew
            | Obstacle::AppDisabled
            | Obstacle::SecretWrong
            | Obstacle::SecretEnded { .. }
            | Obstacle::CredentialTooNew
            | Obstacle::CertificateNotFound
            | Obstacle::NothingKept
            | Obstacle::ApprovalTooNew { .. }
            | Obstacle::AccessDenied { .. }
            | Obstacle::PolicyMissing
            | Obstacle::PolicyTooNew { .. }
            | Obstacle::OwnPolicy { .. }
            | Obstacle::PaymentRequired
            | Obstacle::Refused { .. },
        ) => Health::Blocked,
    }
}

/// What passes with time is looked for again, slower for a policy than for a secret.
pub(super) fn look_later(id: &ConnectionId, obstacle: Option<&Obstacle>, desk: &mut Desk) -> Vec<Effect> {
    let before = desk.app_watches.iter().find(|watch| watch.connection == *id).map_or(0, |watch| watch.count);
    desk.app_watches.retain(|watch| watch.connection != *id);
    let Some(obstacle) = obstacle.filter(|obstacle| obstacle.passes_with_time()) else { return vec![] };
    let (pace, most) = if matches!(obstacle, Obstacle::PolicyTooNew { .. }) {
        (Pace::Policy, MOST_LOOKS_POLICY)
    } else if matches!(obstacle, Obstacle::AppTooNew | Obstacle::ApprovalTooNew { .. }) {
        (Pace::CatchingUp, MOST_LOOKS_WRITTEN)
    } else {
        (Pace::CatchingUp, MOST_LOOKS_NEW)
    };
    if before >= most {
        return vec![];
    }
    let wait = desk.new_attempt();
    desk.app_watches.push(AppWatch { connection: id.clone(), wait, count: before + 1, next_at: None });
    vec![Effect::LookLater { wait, count: before, pace }]
}

/// The steps that the answer proves, and the one to go on with.
fn after_proof(
    (mut setup, at): (Box<Setup>, AtStep),
    obstacle: Option<&Obstacle>,
    profile: &Profile,
    desk: &mut Desk,
) -> Step {
    let Some((answer, _)) = &setup.answer else { return (Journey::SettingUp { setup, at }, vec![]) };
    // Where Microsoft could not be asked, nothing is proved and nothing is taken back.
    if matches!(obstacle, Some(Obstacle::CouldNotCheck { .. })) {
        return (Journey::SettingUp { setup, at }, vec![]);
    }
    let stops_at = obstacle.map(Obstacle::step).filter(|stop| stop.is_needed(profile));
    let proved = proved(answer, obstacle);
    for step in SetupStep::ALL.into_iter().filter(|step| *step < SetupStep::CheckAnswers) {
        if proved.contains(&step) {
            setup.done.insert(step, StepKnown::Checked);
        } else if stops_at.is_some_and(|stop| step >= stop) {
            // What was told stays told; what was tested once is not tested any more.
            setup.done.entry(step).and_modify(|known| *known = StepKnown::Told);
        }
    }
    if setup.editing && stops_at.is_none_or(|stop| stop > at.step) {
        return super::finish::changed(setup, at, desk);
    }
    let open = |step: &SetupStep| step.is_needed(profile) && !setup.done.contains_key(step);
    let next = match stops_at {
        // The policy's own turn has not come yet: that it is missing is no news.
        Some(SetupStep::TeamsPolicy) if setup.policy_told_at.is_none() => SetupStep::TeamsPolicy,
        Some(stop) if stop <= at.step => stop,
        Some(_) | None => SetupStep::ALL.into_iter().find(open).unwrap_or(SetupStep::CheckAnswers),
    };
    if next == at.step {
        return (Journey::SettingUp { setup, at }, vec![]);
    }
    (at_step(setup, next), vec![])
}

/// The steps that an answer shows to be done.
fn proved(answer: &AppAnswer, obstacle: Option<&Obstacle>) -> Vec<SetupStep> {
    let reads = match answer {
        AppAnswer::CouldNotAsk { .. } | AppAnswer::NothingKept => return vec![],
        AppAnswer::Refused { .. } => {
            let found = !matches!(
                obstacle,
                Some(Obstacle::OrganizationNotFound | Obstacle::AppNotFound | Obstacle::AppTooNew)
            );
            let known = !matches!(obstacle, Some(Obstacle::Refused { .. }));
            return if found && known { vec![SetupStep::PasteIds] } else { vec![] };
        }
        AppAnswer::SignedIn { reads, .. } => reads,
    };
    let mut steps = vec![SetupStep::RegisterApp, SetupStep::PasteIds, SetupStep::MakeCredential];
    if !matches!(obstacle, Some(Obstacle::PermissionsMissing { .. } | Obstacle::ApprovalTooNew { .. })) {
        steps.extend([SetupStep::AddPermissions, SetupStep::GrantConsent]);
    }
    // Teams' policy is shown by a read that it would have stopped.
    let behind_policy = || reads.iter().filter(|(value, _)| shows_policy(value)).map(|(_, read)| read);
    let open = |read: &PermissionRead| matches!(read, PermissionRead::Worked | PermissionRead::NotTried);
    if behind_policy().any(|read| *read == PermissionRead::Worked) && behind_policy().all(open) {
        steps.push(SetupStep::TeamsPolicy);
    }
    steps
}
