//! The record of visits, from which the truth is told.

use std::collections::VecDeque;

use usher_domain::situation::Situation;

use crate::refusal::Refusal;
use crate::truth::{Page, RequestState, Truth};

/// How many visits are remembered.
const LIMIT: usize = 64;

/// Names one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LegId(u64);

#[derive(Debug)]
struct Leg {
    id: LegId,
    silent: bool,
    situation: Situation,
    account: Option<String>,
    pages: Vec<Page>,
    codes: Vec<u32>,
}

/// The visits, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Legs {
    next: u64,
    all: VecDeque<Leg>,
}

/// Whether pages may be shown on a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LegKind {
    /// `prompt=none`.
    Silent,
    /// With pages.
    Interactive,
}

impl Legs {
    pub(crate) fn begin(&mut self, kind: LegKind) -> LegId {
        let id = LegId(self.next);
        self.next += 1;
        if self.all.len() == LIMIT {
            self.all.pop_front();
        }
        self.all.push_back(Leg {
            id,
            silent: kind == LegKind::Silent,
            situation: Situation::SignInRequired,
            account: None,
            pages: Vec::new(),
            codes: Vec::new(),
        });
        id
    }

    /// Notes a page that was shown, and the situation it means.
    pub(crate) fn shown(&mut self, id: LegId, page: Page, situation: Situation) {
        if let Some(leg) = self.find(id) {
            if leg.pages.last() != Some(&page) && leg.pages.len() < LIMIT {
                leg.pages.push(page);
            }
            leg.situation = situation;
        }
    }

    /// Notes who signed in.
    pub(crate) fn account(&mut self, id: LegId, username: &str) {
        if let Some(leg) = self.find(id) {
            leg.account = Some(username.to_owned());
        }
    }

    /// Notes how it ended.
    pub(crate) fn ended(&mut self, id: LegId, situation: Situation) {
        if let Some(leg) = self.find(id) {
            leg.situation = situation;
        }
    }

    /// Notes a refusal.
    pub(crate) fn refused(&mut self, id: LegId, refusal: &Refusal) {
        if let Some(leg) = self.find(id) {
            leg.situation = refusal.situation;
            if leg.codes.len() < LIMIT {
                leg.codes.push(refusal.code);
            }
        }
    }

    /// Whether the visit ever showed this page.
    pub(crate) fn has_shown(&self, id: LegId, page: Page) -> bool {
        self.all.iter().any(|leg| leg.id == id && leg.pages.contains(&page))
    }

    pub(crate) fn truth(&self, request: Option<RequestState>) -> Option<Truth> {
        // A silent visit that brought a code, or stopped on an error page, is where the person's way ended.
        let stopped =
            |leg: &Leg| leg.situation == Situation::AlreadyGranted || leg.pages.contains(&Page::Error);
        let ended = |leg: &Leg| !leg.silent || stopped(leg);
        let at = self.all.iter().rposition(ended)?;
        let leg = &self.all[at];
        let silent = at.checked_sub(1).map(|before| &self.all[before]).filter(|before| before.silent);
        Some(Truth {
            situation: after_review(leg.situation, request),
            account: leg.account.clone(),
            pages: leg.pages.clone(),
            codes: leg.codes.clone(),
            silent: silent.map(|before| before.situation),
            request,
        })
    }

    fn find(&mut self, id: LegId) -> Option<&mut Leg> {
        self.all.iter_mut().find(|leg| leg.id == id)
    }
}

/// A sent request is pending until the reviewer has acted.
fn after_review(situation: Situation, request: Option<RequestState>) -> Situation {
    if situation != Situation::AdminApprovalPending {
        return situation;
    }
    match request {
        Some(RequestState::Approved) => Situation::AdminConsentGranted,
        Some(RequestState::Denied) => Situation::AdminConsentDeclined,
        Some(RequestState::Blocked) => Situation::AppDisabled,
        Some(RequestState::Expired) => Situation::NeedsAdminApprovalRequest,
        Some(RequestState::Pending) | None => situation,
    }
}
