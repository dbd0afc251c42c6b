//! Why an approval does not show: the known causes, and those that Microsoft named.

use super::approval::{Approval, Proof, ProofStage};
use crate::connection::{Connection, is_sign_in_scope};
use crate::desk::Desk;
use crate::diagnosis::Card;
use crate::permissions::same_scope;
use crate::problem::Problem;
use crate::situation::Situation;
use crate::view::approving::{Cause, CauseLine};

/// The known causes for an approval that does not show, the likeliest first, with what Microsoft told of each.
#[must_use]
pub fn causes(approval: &Approval, proof: &Proof, desk: &Desk) -> Vec<CauseLine> {
    let known = approval.asks_with(desk);
    let app = known.and_then(|known| known.directory.app.known());
    let some_are_there = known.map(|known| only_some(known, desk));
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

/// Whether a part is there. What every sign-in brings along shows nothing of an approval.
fn only_some(known: &Connection, desk: &Desk) -> bool {
    let there = known.directory.grants.known().map_or(&known.granted, |grants| &grants.everyone);
    let profile = known.profile.as_ref().and_then(|id| desk.profile(id));
    let with_any_sign_in = profile.map_or_else(Vec::new, |profile| profile.sign_in_scopes());
    let matters = |scope: &&String| {
        !is_sign_in_scope(scope) && !with_any_sign_in.iter().any(|least| same_scope(least, scope))
    };
    let asked = desk.wanted(known).iter().filter(matters).count();
    let missing = desk.lacking(known, there).iter().filter(matters).count();
    missing > 0 && missing < asked
}

/// A look that was refused for a reason of the app's own.
pub(super) fn refused_cause(problem: &Problem) -> Option<(Cause, Situation, Card)> {
    let reasons = [
        (Problem::AppTurnedOff, Cause::AppOff, Situation::AppDisabled, Card::E10),
        (Problem::NotOnTheList, Cause::AssignmentRequired, Situation::UserNotAssigned, Card::E07),
    ];
    let found = reasons.into_iter().find(|(known, ..)| known == problem);
    found.map(|(_, cause, situation, card)| (cause, situation, card))
}

/// A cause that a refusal names by itself.
pub(super) fn named_cause(situation: Situation) -> Option<Cause> {
    let causes = [
        (Situation::AppDisabled, Cause::AppOff),
        (Situation::UserNotAssigned, Cause::AssignmentRequired),
        (Situation::WrongTenant, Cause::OtherTenant),
    ];
    causes.into_iter().find(|(known, _)| *known == situation).map(|(_, cause)| cause)
}
