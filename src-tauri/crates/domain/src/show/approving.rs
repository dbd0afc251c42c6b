//! A1 to A7, Q1 and Q2: the screens of an admin's errand.

use super::admin::role_for;
use super::count;
use crate::connection::Connection;
use crate::desk::Desk;
use crate::directory::{SeenApp, Told};
use crate::journey::approval::{Approval, Proof, ProofStage, steps};
use crate::journey::causes;
use crate::permissions::{AdminRole, may_grant};
use crate::profile::AdminWay;
use crate::risk::{Audience, rate_all};
use crate::setup_file::approval_lines;
use crate::view::Screen;
use crate::view::approving::{
    AppFacts, AppReview, Doubt, Origin, ProofCard, ProofState, ReturnHost, RolesSeen, StepCard, Stop,
    WalkLine, WalkStep, WayChoice,
};

pub(super) fn review(approval: &Approval, desk: &Desk) -> Screen {
    let Some(profile) = desk.profile(&approval.profile) else { return super::start(desk) };
    let origin = desk.origin(&approval.profile);
    let permissions = approval.permissions(desk);
    let review = AppReview {
        client_id: desk.client_id(&profile),
        origin,
        tenant: approval.tenant.clone(),
        organization: organization(approval, desk),
        address: approval.address.clone(),
        address_problem: approval.address_problem,
        looking_up: approval.lookup.is_some(),
        facts: facts(approval, desk),
        lines: approval_lines(&permissions),
        risk: rate_all(&permissions, Audience::Everyone),
        asked_by: approval.asked_by.clone(),
        stop: approval
            .stops(desk)
            .then(|| Stop { domain: approval.domain.clone(), mistyped: approval.mistyped }),
    };
    Screen::ReviewApp { review }
}

/// The organization's own name where Microsoft told it, else the domain.
fn organization(approval: &Approval, desk: &Desk) -> Option<String> {
    let told = approval.asks_with(desk).and_then(|known| known.organization.clone());
    told.or_else(|| approval.organization.clone())
}

fn facts(approval: &Approval, desk: &Desk) -> AppFacts {
    let Some(known) = approval.asks_with(desk) else { return AppFacts::Nothing };
    if approval.asking.is_some() {
        return AppFacts::Asking;
    }
    match &known.directory.app {
        Told::Nothing => AppFacts::Nothing,
        Told::Failed(problem) => AppFacts::Failed { problem: problem.clone() },
        Told::Known(None) => AppFacts::NotThere,
        Told::Known(Some(app)) => found(app),
    }
}

fn found(app: &SeenApp) -> AppFacts {
    AppFacts::Found {
        name: app.name.clone(),
        publisher: app.publisher.clone(),
        enabled: app.enabled,
        assignment_required: app.assignment_required,
        created: app.created.clone(),
        owner: app.owner.clone(),
    }
}

pub(super) fn doubt(approval: &Approval, doubt: Doubt, desk: &Desk) -> Screen {
    let app = approval.asks_with(desk).and_then(|known| known.directory.seen_app());
    Screen::DoNotApprove {
        doubt,
        known_as: app.and_then(|app| app.name.clone()).filter(|_| doubt == Doubt::OtherName),
        asked_by: approval.asked_by.clone(),
    }
}

pub(super) fn choice(approval: &Approval, desk: &Desk) -> Screen {
    let needed = role_for(&approval.profile, desk);
    let choice = WayChoice {
        ways: approval.ways(desk),
        role: needed,
        roles: approval.asks_with(desk).and_then(|known| roles(known, needed)),
        organization: organization(approval, desk),
        returns_to: returns_to(approval, desk),
    };
    Screen::PickWay { choice }
}

/// The maker's site, where the link ends there; an unsigned file's word for it is only that (S68).
fn returns_to(approval: &Approval, desk: &Desk) -> Option<ReturnHost> {
    let in_usher = desk.signs_in_here(&approval.profile);
    let host = approval.link(desk)?.returns_to.filter(|_| !in_usher)?;
    let known = desk.origin(&approval.profile) != Origin::Unsigned;
    Some(ReturnHost { host, known })
}

fn roles(known: &Connection, needed: AdminRole) -> Option<RolesSeen> {
    let roles = known.directory.roles.known()?.clone();
    Some(RolesSeen { account: known.username.clone(), enough: may_grant(&roles, needed), roles })
}

pub(super) fn card(approval: &Approval, way: AdminWay, step: WalkStep, desk: &Desk) -> Screen {
    let Some(profile) = desk.profile(&approval.profile) else { return super::start(desk) };
    let card = StepCard {
        step,
        steps: lines(way, step),
        page_host: approval.page(step, desk).as_ref().map(super::shown_host),
        client_id: desk.client_id(&profile),
        organization: organization(approval, desk),
        role: role_for(&approval.profile, desk),
        permissions: count(profile.permissions.len()),
        has_link: approval.link(desk).is_some(),
    };
    Screen::Step { card }
}

fn lines(way: AdminWay, at: WalkStep) -> Vec<WalkLine> {
    let order = steps(way);
    let now = order.iter().position(|step| *step == at).unwrap_or(0);
    order
        .iter()
        .enumerate()
        .map(|(n, step)| WalkLine { step: *step, state: super::progress(n, now) })
        .collect()
}

pub(super) fn proof(approval: &Approval, proof: &Proof, desk: &Desk) -> Screen {
    let known = approval.asks_with(desk);
    let in_usher = desk.signs_in_here(&approval.profile);
    let (granted, asked) = counts(approval, known, desk);
    let card = ProofCard {
        steps: lines(proof.way, WalkStep::Check),
        state: state(approval, proof, desk),
        claim: proof.claim,
        checked_at: proof.look.at,
        next_at: proof.look.next_at,
        granted,
        asked,
        opens_browser: known.is_none() && in_usher,
        at_vendor: known.is_none() && !in_usher,
        organization: organization(approval, desk),
    };
    Screen::Proof { card }
}

fn counts(approval: &Approval, known: Option<&Connection>, desk: &Desk) -> (u32, u32) {
    let asked = desk.profile(&approval.profile).map_or(0, |profile| profile.permissions.len());
    let missing = known.map_or(asked, |known| desk.lacking(known, &known.granted).len());
    (count(asked.saturating_sub(missing)), count(asked))
}

fn state(approval: &Approval, proof: &Proof, desk: &Desk) -> ProofState {
    match &proof.stage {
        ProofStage::NotChecked => ProofState::NotChecked,
        ProofStage::Checking => ProofState::Checking,
        ProofStage::CatchingUp => ProofState::CatchingUp,
        ProofStage::Failed(problem) => ProofState::CheckFailed { problem: problem.clone() },
        ProofStage::Causes { at, .. } => {
            ProofState::Causes { causes: causes(approval, proof, desk), at: count(*at) }
        }
    }
}
