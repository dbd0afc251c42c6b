//! What events do while an approval is looked for: a tick is earned by a token, never by a page's word.

use super::approval::{Approval, Proof, ProofStage};
use super::approve::{awaiting, not_the_role, proving};
use super::ask::not_yet;
use super::causes::{named_cause, refused_cause};
use super::effect::{Effect, News, Pace};
use super::trip::{Hearing, Purpose, Trip};
use super::{Journey, Look, Step};
use crate::connection::Connection;
use crate::desk::{Asked, Desk};
use crate::diagnosis::{Card, Diagnosis};
use crate::ids::{AttemptId, ConnectionId};
use crate::problem::Problem;
use crate::profile::AdminWay;
use crate::situation::{Situation, Sureness, Who};
use crate::time::Timestamp;
use crate::view::approving::Claim;
use crate::view::{ApprovedBy, LookResult, PickerReason};

/// Looks by a token until the known causes are shown: 5, 10, 20, 40, 80 and 160 seconds (S30: about five minutes).
const MOST_LOOKS: u32 = 6;
/// Looks by the browser until then; each one costs the person a page.
const MOST_BROWSER_LOOKS: u32 = 3;

impl Journey {
    pub(super) fn consent_reported(self, attempt: AttemptId, desk: &mut Desk, now: Timestamp) -> Step {
        self.for_attempt(attempt, |journey| match journey.trip().map(|trip| trip.purpose.clone()) {
            Some(Purpose::Approve(approval)) => {
                let (journey, more) = proving(approval, (AdminWay::Link, Claim::Browser), desk, now);
                (journey, [Effect::EndTrip { attempt }].into_iter().chain(more).collect())
            }
            Some(Purpose::Connect | Purpose::LookFor { .. } | Purpose::Prove { .. } | Purpose::SetUp(_))
            | None => (journey, vec![]),
        })
    }

    pub(super) fn consent_elsewhere(self, attempt: AttemptId) -> Step {
        self.for_attempt(attempt, |journey| {
            let Some(trip) = journey.trip().cloned() else { return (journey, vec![]) };
            let trip = Trip { hearing: Hearing::Closed, ..trip };
            let diagnosis = Diagnosis {
                situation: Situation::WrongTenant,
                sureness: Sureness::Inferred,
                alternatives: vec![],
                codes: vec![],
                who: Who::TenantAdmin,
                card: Card::E06,
            };
            let back = Box::new(Journey::Picking { trip, why: PickerReason::Asked });
            let answer = Journey::ReadingAnswer { diagnosis, quote: None, account: None, back };
            (answer, vec![Effect::EndTrip { attempt }])
        })
    }

    /// What is waited for here, or under an open checklist or answer.
    fn wait(&mut self) -> Option<Wait<'_>> {
        match self {
            Journey::AwaitingAdmin { asked, look, .. } => Some(Wait::Admin { asked, look }),
            Journey::Proving { approval, proof } => Some(Wait::Proof { approval, proof }),
            Journey::ReadingChecklist { back, .. }
            | Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::WritingToAdmin { back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. } => back.wait(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::SettingUp { .. }
            | Journey::Building { .. }
            | Journey::ReadingConnection { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Waiting(_)
            | Journey::Picking { .. }
            | Journey::Approving(_)
            | Journey::Requesting(_)
            | Journey::NeedingAdmin(_)
            | Journey::Checking { .. }
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ChoosingScenario
            | Journey::ReviewingApp(_)
            | Journey::DoubtingApp { .. }
            | Journey::ChoosingWay(_)
            | Journey::Walking { .. } => None,
        }
    }

    /// The same place without the wait under an open checklist, which is over.
    fn without_wait(mut self) -> Journey {
        if let Journey::ReadingChecklist { back, .. } = &mut self
            && matches!(**back, Journey::AwaitingAdmin { .. })
        {
            **back = Journey::ReadingConnections;
        }
        self
    }

    pub(super) fn look_set(mut self, wait: AttemptId, at: Timestamp, desk: &mut Desk) -> Step {
        if let Some(watch) = desk.app_watches.iter_mut().find(|watch| watch.wait == wait) {
            watch.next_at = Some(at);
        }
        if let Some(look) = self.wait().map(Wait::look).filter(|look| look.wait == wait) {
            look.next_at = Some(at);
        }
        (self, vec![])
    }

    pub(super) fn look_due(mut self, wait: AttemptId, desk: &mut Desk) -> Step {
        if desk.app_watches.iter().any(|watch| watch.wait == wait) {
            return self.app_look_due(wait, desk);
        }
        let Some(Wait::Proof { approval, proof }) = self.wait() else { return self.watch_again(wait, desk) };
        let connection = approval.asks_with(desk).map(|known| known.id.clone());
        let Some(connection) = connection.filter(|_| proof.look.wait == wait) else { return (self, vec![]) };
        proof.look.count += 1;
        proof.look.next_at = None;
        let count = proof.look.count;
        let later = Effect::LookLater { wait, count, pace: Pace::CatchingUp };
        let look = Effect::ListGrants { connection };
        (self, [look].into_iter().chain((count < MOST_LOOKS).then_some(later)).collect())
    }

    /// The sign-in with which an admin's answer is looked for: the one of the wait at hand, or of the saved one.
    fn awaited(&mut self, desk: &Desk) -> Option<ConnectionId> {
        if let Some(Wait::Admin { asked, .. }) = self.wait() {
            return asked.connection.clone();
        }
        desk.saved.as_ref()?.asked.as_ref()?.connection.clone()
    }

    /// Looks for the saved wait's answer, wherever the person is in the window.
    fn watch_again(mut self, wait: AttemptId, desk: &mut Desk) -> Step {
        let connection = self.awaited(desk).filter(|id| desk.asked_with(id).is_some());
        let watch = desk.watch.as_mut().filter(|watch| watch.wait == wait);
        let (Some(watch), Some(connection)) = (watch, connection) else { return (self, vec![]) };
        watch.count += 1;
        let count = watch.count;
        if let Some(Wait::Admin { look, .. }) = self.wait() {
            look.next_at = None;
        }
        let later = Effect::LookLater { wait, count, pace: Pace::Waiting };
        (self, vec![Effect::ListGrants { connection }, later])
    }

    /// What a look at `id` came to. `complete`: everything asked for is granted.
    pub(super) fn looked_for(
        mut self,
        id: &ConnectionId,
        complete: bool,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        if let Some(wait) = self.wait().filter(|wait| wait.looks_at(desk).as_ref() == Some(id)) {
            let look = wait.look();
            look.at = Some(now);
            look.found = Some(LookResult::NotYet);
        }
        let proves = matches!(&self, Journey::Proving { approval, .. }
            if approval.asks_with(desk).is_some_and(|known| known.id == *id));
        if let (true, Journey::Proving { approval, proof }) = (proves, &self) {
            return after_look(approval.clone(), proof.clone(), complete, desk);
        }
        let waited_for = self.awaited(desk).as_ref() == Some(id);
        if complete && waited_for { arrived(self, id, desk) } else { (self, vec![]) }
    }

    /// Where the wait at hand was refused for a reason that has its own card, that card is shown.
    pub(super) fn told_why(self, id: &ConnectionId, problem: &Problem) -> Journey {
        let waits =
            matches!(&self, Journey::AwaitingAdmin { asked, .. } if asked.connection.as_ref() == Some(id));
        let Some((_, situation, card)) = refused_cause(problem).filter(|_| waits) else { return self };
        let diagnosis = Diagnosis {
            situation,
            sureness: Sureness::Proved,
            alternatives: vec![],
            codes: vec![],
            who: Who::TenantAdmin,
            card,
        };
        Journey::ReadingAnswer { diagnosis, quote: None, account: None, back: Box::new(self) }
    }

    /// A look at `id` could not be made.
    pub(super) fn could_not_look(
        &mut self,
        id: &ConnectionId,
        problem: &Problem,
        desk: &Desk,
        now: Timestamp,
    ) {
        let Some(wait) = self.wait().filter(|wait| wait.looks_at(desk).as_ref() == Some(id)) else { return };
        let look = match wait {
            Wait::Admin { look, .. } => look,
            Wait::Proof { proof, .. } => {
                proof.stage = match refused_cause(problem) {
                    Some((cause, ..)) => ProofStage::Causes { at: 0, named: Some(cause) },
                    None => ProofStage::Failed(problem.clone()),
                };
                &mut proof.look
            }
        };
        look.at = Some(now);
        look.found = Some(LookResult::CheckFailed);
    }
}

/// What is waited for, with the looks at it.
enum Wait<'a> {
    Admin { asked: &'a Asked, look: &'a mut Look },
    Proof { approval: &'a Approval, proof: &'a mut Proof },
}

impl<'a> Wait<'a> {
    fn look(self) -> &'a mut Look {
        match self {
            Wait::Admin { look, .. } => look,
            Wait::Proof { proof, .. } => &mut proof.look,
        }
    }

    /// The sign-in that it looks with.
    fn looks_at(&self, desk: &Desk) -> Option<ConnectionId> {
        match self {
            Wait::Admin { asked, .. } => asked.connection.clone(),
            Wait::Proof { approval, .. } => approval.asks_with(desk).map(|known| known.id.clone()),
        }
    }
}

/// The admin's yes has come while the person waited, wherever in the window they are.
fn arrived(journey: Journey, id: &ConnectionId, desk: &mut Desk) -> Step {
    let Some(profile) = desk.connection(id).and_then(|known| known.profile.clone()) else {
        return (journey, vec![]);
    };
    desk.end_place();
    desk.watch = None;
    // On the first screen nothing is in hand, so the good news is shown there too.
    let next = if matches!(journey, Journey::AwaitingAdmin { .. } | Journey::Start) {
        Journey::Connected { connection: id.clone(), approved_by: ApprovedBy::Admin }
    } else {
        journey.without_wait()
    };
    (next, vec![Effect::Notify { news: News::Approved, profile }])
}

fn after_look(approval: Box<Approval>, mut proof: Proof, complete: bool, desk: &mut Desk) -> Step {
    if complete && let Some(known) = approval.asks_with(desk) {
        let id = known.id.clone();
        let receipt = proof.look.at.filter(|_| !only_for_one(known, desk));
        return (green(id, receipt, desk), vec![]);
    }
    match proof.stage {
        ProofStage::CatchingUp if proof.look.count >= MOST_LOOKS => {
            proof.stage = ProofStage::Causes { at: 0, named: None };
            (Journey::Proving { approval, proof }, vec![])
        }
        ProofStage::CatchingUp => (Journey::Proving { approval, proof }, vec![]),
        // The person has been through the causes, and one look more brought nothing new.
        ProofStage::Checking if proof.look.count >= MOST_LOOKS => {
            proof.stage = ProofStage::Causes { at: 0, named: None };
            (Journey::Proving { approval, proof }, vec![])
        }
        ProofStage::NotChecked | ProofStage::Checking | ProofStage::Causes { .. } | ProofStage::Failed(_) => {
            catching_up(approval, proof, desk)
        }
    }
}

/// K1 with everything there.
fn green(connection: ConnectionId, receipt: Option<Timestamp>, desk: &mut Desk) -> Journey {
    desk.end_place();
    let back = Box::new(Journey::ReadingConnections);
    Journey::ReadingChecklist { connection, checking: false, problem: None, receipt, back }
}

/// Whether the directory says that some of it counts for the person alone.
fn only_for_one(known: &Connection, desk: &Desk) -> bool {
    let Some(grants) = known.directory.grants.known() else { return false };
    !desk.lacking(known, &grants.everyone).is_empty()
}

/// Approved, they say: looks by itself from now on.
fn catching_up(approval: Box<Approval>, mut proof: Proof, desk: &mut Desk) -> Step {
    let (at, found, count) = (proof.look.at, proof.look.found, proof.look.count);
    proof.look = Look { at, found, count, ..Look::begin(desk) };
    proof.stage = ProofStage::CatchingUp;
    let later = Effect::LookLater { wait: proof.look.wait, count, pace: Pace::CatchingUp };
    (Journey::Proving { approval, proof }, vec![later])
}

/// A sign-in that was opened to look is kept: either everything is there, or the wait goes on by itself.
pub(super) fn kept_elsewhere(
    trip: &Trip,
    connection: &Connection,
    desk: &mut Desk,
    now: Timestamp,
) -> Option<Step> {
    if !connection.can_be_asked() {
        return None;
    }
    let id = connection.id.clone();
    let complete = desk.lacking(connection, &connection.granted).is_empty();
    // The directory is read with the new sign-in, so that the list can say for whom it counts.
    let read = Effect::ListGrants { connection: id.clone() };
    let accepted_here = trip.conclusion(desk).situation == Situation::CanGrant;
    match &trip.purpose {
        Purpose::Connect | Purpose::Approve(_) | Purpose::SetUp(_) => None,
        Purpose::LookFor { .. } if complete => {
            let approved_by = if accepted_here { ApprovedBy::You } else { ApprovedBy::Admin };
            Some((Journey::Connected { connection: id, approved_by }, vec![read]))
        }
        Purpose::LookFor { asked, .. } => {
            let asked = Asked { connection: Some(id.clone()), ..asked.clone() };
            let trip = Trip { connection: Some(id), hearing: Hearing::Closed, ..trip.clone() };
            let (mut journey, effects) = awaiting(trip, asked, desk);
            if let Journey::AwaitingAdmin { look, .. } = &mut journey {
                look.at = Some(now);
                look.found = Some(LookResult::NotYet);
            }
            Some((journey, effects))
        }
        // Accepted on this very page, for one person: that shows nothing of the organization's approval.
        Purpose::Prove { .. } if complete && accepted_here => Some((green(id, None, desk), vec![read])),
        Purpose::Prove { approval, proof } => {
            let mut approval = approval.clone();
            approval.connection = Some(id);
            let mut proof = proof.clone();
            proof.look.at = Some(now);
            let (journey, effects) = after_look(approval, proof, complete, desk);
            Some((journey, complete.then_some(read).into_iter().chain(effects).collect()))
        }
    }
}

/// A refusal of a page that was opened to approve or to look.
pub(super) fn refused_elsewhere(
    trip: &Trip,
    situation: Situation,
    desk: &mut Desk,
    now: Timestamp,
) -> Option<Journey> {
    match &trip.purpose {
        Purpose::Connect | Purpose::SetUp(_) => None,
        Purpose::Approve(_) if lacks_approval(situation) => Some(not_the_role(trip)),
        Purpose::Approve(_) => None,
        Purpose::LookFor { asked, .. } if lacks_approval(situation) => {
            let look = Look { at: Some(now), found: Some(LookResult::NotYet), ..Look::begin(desk) };
            Some(not_yet(trip.clone(), asked.clone(), look))
        }
        Purpose::LookFor { .. } => None,
        Purpose::Prove { approval, proof } => {
            let mut proof = proof.clone();
            proof.look.count += 1;
            proof.look.at = Some(now);
            proof.stage = if let Some(cause) = named_cause(situation) {
                ProofStage::Causes { at: 0, named: Some(cause) }
            } else if !lacks_approval(situation) && situation != Situation::UserDeclined {
                return None;
            } else if proof.look.count >= MOST_BROWSER_LOOKS {
                ProofStage::Causes { at: 0, named: None }
            } else {
                ProofStage::CatchingUp
            };
            Some(Journey::Proving { approval: approval.clone(), proof })
        }
    }
}

fn lacks_approval(situation: Situation) -> bool {
    matches!(
        situation,
        Situation::NeedsAdminApproval
            | Situation::NeedsAdminApprovalRequest
            | Situation::AdminApprovalPending
            | Situation::PermissionMissing
            | Situation::CanGrant
    )
}
