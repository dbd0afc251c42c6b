//! What signing in as the app means for the setup or the connection at hand.

use super::steps::checking;
use super::{AtStep, at_step};
use crate::connection::{Connection, Health};
use crate::desk::{AppWatch, Desk};
use crate::ids::{AttemptId, ConnectionId};
use crate::journey::effect::{Effect, News, Pace};
use crate::journey::{Journey, Step};
use crate::own_app::{AppAnswer, Obstacle, PermissionRead, Setup, SetupStep, StepKnown, probes};
use crate::profile::Profile;
use crate::time::Timestamp;

/// Looks for a secret that may only be too new: 5, 10, 20 and 40 seconds.
const MOST_LOOKS_NEW: u32 = 4;
/// Looks for a policy, every five minutes: half an hour, and some more.
const MOST_LOOKS_POLICY: u32 = 8;

impl Journey {
    /// Check now, on any step from R4 on.
    pub(in crate::journey) fn check_app(self, desk: &Desk) -> Step {
        let Journey::SettingUp { setup, at } = self else { return (self, vec![]) };
        match desk.profile(&setup.profile) {
            Some(profile) if !at.checking => checking(setup, at, &profile),
            Some(_) | None => (Journey::SettingUp { setup, at }, vec![]),
        }
    }

    pub(in crate::journey) fn app_answered(
        self,
        id: &ConnectionId,
        answer: AppAnswer,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        let (journey, saves) = self.note_on_connection(id, &answer, desk, now);
        let mut asked_here = false;
        let (mut journey, held) = journey.with_setup(id, |setup, at| {
            setup.note(answer, now);
            if let Some(at) = at {
                asked_here = std::mem::take(&mut at.checking);
            }
        });
        let profile =
            journey.beneath().setup().filter(|_| held).and_then(|setup| desk.profile(&setup.profile));
        let obstacle = match (journey.beneath().setup(), &profile) {
            (Some(setup), Some(profile)) => setup.obstacle(profile, now),
            (Some(_) | None, _) => desk.connection(id).and_then(|known| desk.obstacle(known)),
        };
        let looks = look_later(id, obstacle.as_ref(), desk);
        let effects: Vec<Effect> = saves.into_iter().chain(looks).collect();
        // A look that nobody asked for here must not take the person to another step.
        let (Journey::SettingUp { setup, at }, Some(profile), true) = (&journey, profile, asked_here) else {
            return (journey, effects);
        };
        let (next, more) = after_proof((setup.clone(), at.clone()), obstacle.as_ref(), &profile, desk);
        (next, effects.into_iter().chain(more).collect())
    }

    /// Writes the answer down where it is about a connection that exists.
    fn note_on_connection(
        mut self,
        id: &ConnectionId,
        answer: &AppAnswer,
        desk: &mut Desk,
        now: Timestamp,
    ) -> (Journey, Vec<Effect>) {
        let Some(known) = desk.connection(id).cloned() else { return (self, vec![]) };
        let Some(app) = known.app.clone() else { return (self, vec![]) };
        let was_shut_out = matches!(desk.obstacle(&known), Some(Obstacle::PolicyTooNew { .. }));
        let granted = match answer {
            AppAnswer::SignedIn { roles: Some(roles), .. } => roles.clone(),
            AppAnswer::SignedIn { roles: None, .. }
            | AppAnswer::Refused { .. }
            | AppAnswer::CouldNotAsk { .. }
            | AppAnswer::NothingKept => known.granted.clone(),
        };
        let app = crate::own_app::AppOfOurOwn { answer: Some((answer.clone(), now)), ..*app };
        let known = Connection { granted, checked_at: Some(now), app: Some(Box::new(app)), ..known };
        let obstacle = desk.obstacle(&known);
        let health = health_of(obstacle.as_ref());
        let problem = match &obstacle {
            Some(Obstacle::CouldNotCheck { problem }) => Some(problem.clone()),
            Some(_) | None => None,
        };
        let news = known.profile.clone().filter(|_| was_shut_out && obstacle.is_none());
        desk.put(Connection { health, ..known });
        self.checked(id, problem);
        let save = Effect::SaveConnection { connection: id.clone() };
        let tell = news.map(|profile| Effect::Notify { news: News::LetIn, profile });
        (self, [save].into_iter().chain(tell).collect())
    }

    /// It is time to look again for what Microsoft needs a while for.
    pub(in crate::journey) fn app_look_due(self, wait: AttemptId, desk: &mut Desk) -> Step {
        let watch = desk.app_watch.as_mut().filter(|watch| watch.wait == wait);
        let Some(watch) = watch else { return (self, vec![]) };
        watch.next_at = None;
        let id = watch.connection.clone();
        let (mut journey, held) = self.with_setup(&id, |_, at| {
            if let Some(at) = at {
                at.checking = matches!(at.step, SetupStep::MakeCredential | SetupStep::TeamsPolicy);
            }
        });
        let look = match journey.beneath().setup().filter(|_| held) {
            Some(setup) => desk.profile(&setup.profile).and_then(|profile| setup.sign_in(&profile)),
            None => desk.connection(&id).map(|known| Effect::ListGrants { connection: known.id.clone() }),
        };
        (journey, look.into_iter().collect())
    }
}

impl Desk {
    /// The first thing in the way of an app's connection.
    #[must_use]
    pub fn obstacle(&self, connection: &Connection) -> Option<Obstacle> {
        let app = connection.app.as_ref()?;
        app.obstacle(&*self.profile(connection.profile.as_ref()?)?, self.now)
    }
}

fn health_of(obstacle: Option<&Obstacle>) -> Health {
    match obstacle {
        None => Health::Good,
        Some(Obstacle::CouldNotCheck { .. }) => Health::CheckFailed,
        Some(Obstacle::PermissionsMissing { .. }) => Health::PermissionsMissing,
        Some(
            Obstacle::OrganizationNotFound
            | Obstacle::AppNotFound
            | Obstacle::AppDisabled
            | Obstacle::SecretWrong
            | Obstacle::SecretEnded { .. }
            | Obstacle::CredentialTooNew
            | Obstacle::CertificateNotFound
            | Obstacle::NothingKept
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
fn look_later(id: &ConnectionId, obstacle: Option<&Obstacle>, desk: &mut Desk) -> Vec<Effect> {
    let before = desk.app_watch.take_if(|watch| watch.connection == *id).map_or(0, |watch| watch.count);
    let Some(obstacle) = obstacle.filter(|obstacle| obstacle.passes_with_time()) else { return vec![] };
    let (pace, most) = if matches!(obstacle, Obstacle::PolicyTooNew { .. }) {
        (Pace::Policy, MOST_LOOKS_POLICY)
    } else {
        (Pace::CatchingUp, MOST_LOOKS_NEW)
    };
    if before >= most {
        return vec![];
    }
    let wait = desk.new_attempt();
    desk.app_watch = Some(AppWatch { connection: id.clone(), wait, count: before + 1, next_at: None });
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
        return super::finish::changed(setup, desk);
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
            let found = !matches!(obstacle, Some(Obstacle::OrganizationNotFound | Obstacle::AppNotFound));
            let known = !matches!(obstacle, Some(Obstacle::Refused { .. }));
            return if found && known { vec![SetupStep::PasteIds] } else { vec![] };
        }
        AppAnswer::SignedIn { reads, .. } => reads,
    };
    let mut steps = vec![SetupStep::RegisterApp, SetupStep::PasteIds, SetupStep::MakeCredential];
    if !matches!(obstacle, Some(Obstacle::PermissionsMissing { .. })) {
        steps.extend([SetupStep::AddPermissions, SetupStep::GrantConsent]);
    }
    // Teams' policy is shown by a read that it would have stopped.
    let policy = |value: &String| probes().iter().any(|probe| probe.policy && probe.permission == *value);
    let mut behind_policy = reads.iter().filter(|(value, _)| policy(value)).peekable();
    if behind_policy.peek().is_some() && behind_policy.all(|(_, read)| *read == PermissionRead::Worked) {
        steps.push(SetupStep::TeamsPolicy);
    }
    steps
}
