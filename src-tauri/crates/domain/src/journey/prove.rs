//! What events do while an approval is looked for: a tick is earned by a token, never by a page's word.

use super::approval::{Approval, Proof, ProofStage};
use super::approve::{awaiting, not_the_role, proving};
use super::ask::not_yet;
use super::effect::{Effect, News, Pace};
use super::trip::{Purpose, Trip};
use super::{Journey, Look, Step};
use crate::connection::Connection;
use crate::desk::{Asked, Desk};
use crate::diagnosis::{Card, Diagnosis};
use crate::ids::{AttemptId, ConnectionId};
use crate::problem::Problem;
use crate::profile::AdminWay;
use crate::situation::{Situation, Sureness, Who};
use crate::time::Timestamp;
use crate::view::approving::{Cause, CauseLine, Claim};
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
            Some(Purpose::Connect | Purpose::LookFor { .. } | Purpose::Prove { .. }) | None => {
                (journey, vec![])
            }
        })
    }

    pub(super) fn consent_elsewhere(self, attempt: AttemptId) -> Step {
        self.for_attempt(attempt, |journey| {
            let Some(trip) = journey.trip().cloned() else { return (journey, vec![]) };
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
            | Journey::ReadingNeeds { .. }
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

    pub(super) fn look_set(mut self, wait: AttemptId, at: Timestamp) -> Step {
        if let Some(look) = self.wait().map(Wait::look).filter(|look| look.wait == wait) {
            look.next_at = Some(at);
        }
        (self, vec![])
    }

    pub(super) fn look_due(mut self, wait: AttemptId, desk: &Desk) -> Step {
        let Some(at_hand) = self.wait() else { return (self, vec![]) };
        let (connection, pace) = (at_hand.looks_at(desk), at_hand.pace());
        let look = at_hand.look();
        let Some(connection) = connection.filter(|_| look.wait == wait) else { return (self, vec![]) };
        look.count += 1;
        look.next_at = None;
        let count = look.count;
        let mut effects = vec![Effect::ListGrants { connection }];
        if pace == Pace::Waiting || count < MOST_LOOKS {
            effects.push(Effect::LookLater { wait, count, pace });
        }
        (self, effects)
    }

    /// What a look at `id` came to. `complete`: everything asked for is granted.
    pub(super) fn looked_for(
        mut self,
        id: &ConnectionId,
        complete: bool,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        let Some(wait) = self.wait().filter(|wait| wait.looks_at(desk).as_ref() == Some(id)) else {
            return (self, vec![]);
        };
        let look = wait.look();
        look.at = Some(now);
        look.found = Some(LookResult::NotYet);
        if let Journey::Proving { approval, proof } = self {
            return after_look(approval, proof, complete, desk);
        }
        if complete { arrived(self, id, desk) } else { (self, vec![]) }
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
                proof.stage = ProofStage::Failed(problem.clone());
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

    fn pace(&self) -> Pace {
        match self {
            Wait::Admin { .. } => Pace::Waiting,
            Wait::Proof { .. } => Pace::CatchingUp,
        }
    }
}

/// The admin's yes has come while the person waited, wherever in the window they are.
fn arrived(journey: Journey, id: &ConnectionId, desk: &mut Desk) -> Step {
    let Some(profile) = desk.connection(id).and_then(|known| known.profile.clone()) else {
        return (journey, vec![]);
    };
    desk.saved = None;
    let next = if let Journey::ReadingChecklist { connection, checking, problem, receipt, .. } = journey {
        let back = Box::new(Journey::ReadingConnections);
        Journey::ReadingChecklist { connection, checking, problem, receipt, back }
    } else {
        Journey::Connected { connection: id.clone(), approved_by: ApprovedBy::Admin }
    };
    (next, vec![Effect::Notify { news: News::Approved, profile }])
}

fn after_look(approval: Box<Approval>, mut proof: Proof, complete: bool, desk: &mut Desk) -> Step {
    if complete && let Some(known) = approval.asks_with(desk) {
        let id = known.id.clone();
        desk.saved = None;
        let back = Box::new(Journey::ReadingConnections);
        let receipt = proof.look.at;
        let green =
            Journey::ReadingChecklist { connection: id, checking: false, problem: None, receipt, back };
        return (green, vec![]);
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
    let complete = connection.missing().is_empty();
    match &trip.purpose {
        Purpose::LookFor { .. } if complete => {
            let approved_by = ApprovedBy::Admin;
            Some((Journey::Connected { connection: connection.id.clone(), approved_by }, vec![]))
        }
        Purpose::LookFor { asked, .. } => {
            let asked = Asked { connection: Some(connection.id.clone()), ..asked.clone() };
            let trip = Trip { connection: Some(connection.id.clone()), ..trip.clone() };
            let (mut journey, effects) = awaiting(trip, asked, desk);
            if let Journey::AwaitingAdmin { look, .. } = &mut journey {
                look.at = Some(now);
                look.found = Some(LookResult::NotYet);
            }
            Some((journey, effects))
        }
        Purpose::Prove { approval, proof } => {
            let mut approval = approval.clone();
            approval.connection = Some(connection.id.clone());
            let mut proof = proof.clone();
            proof.look.at = Some(now);
            Some(after_look(approval, proof, complete, desk))
        }
        Purpose::Connect | Purpose::Approve(_) => None,
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
        Purpose::Connect => None,
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

fn named_cause(situation: Situation) -> Option<Cause> {
    let causes = [
        (Situation::AppDisabled, Cause::AppOff),
        (Situation::UserNotAssigned, Cause::AssignmentRequired),
        (Situation::WrongTenant, Cause::OtherTenant),
    ];
    causes.into_iter().find(|(known, _)| *known == situation).map(|(_, cause)| cause)
}

/// The known causes for an approval that does not show, the likeliest first, with what Microsoft told of each.
#[must_use]
pub fn causes(approval: &Approval, proof: &Proof, desk: &Desk) -> Vec<CauseLine> {
    let known = approval.asks_with(desk);
    let app = known.and_then(|known| known.directory.app.known());
    let some_are_there = known.map(|known| {
        let missing = known.missing().len();
        let asked = known.requested.iter().filter(|s| !crate::connection::is_sign_in_scope(s)).count();
        missing > 0 && missing < asked
    });
    let told = |cause: Cause| match cause {
        Cause::OnlySome => some_are_there,
        // No app of that id in the organization: whatever was approved, it was another one.
        Cause::OtherApp => app.map(Option::is_none),
        Cause::AssignmentRequired => app.and_then(Option::as_ref).map(|app| app.assignment_required),
        Cause::AppOff => app.and_then(Option::as_ref).map(|app| !app.enabled),
        Cause::OtherTenant | Cause::PromptConsent => None,
    };
    let named = match &proof.stage {
        ProofStage::Causes { named, .. } => *named,
        ProofStage::NotChecked | ProofStage::Checking | ProofStage::CatchingUp | ProofStage::Failed(_) => {
            None
        }
    };
    let mut lines: Vec<CauseLine> = [
        Cause::OnlySome,
        Cause::OtherApp,
        Cause::OtherTenant,
        Cause::AssignmentRequired,
        Cause::PromptConsent,
        Cause::AppOff,
    ]
    .into_iter()
    .map(|cause| {
        let is_it = if named == Some(cause) { Some(true) } else { told(cause) };
        CauseLine { cause, is_it }
    })
    // What Microsoft says is not the cause costs the person no look.
    .filter(|line| line.is_it != Some(false))
    .collect();
    lines.sort_by_key(|line| line.is_it != Some(true));
    lines
}
