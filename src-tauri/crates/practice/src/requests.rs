//! Admin consent requests: who asked for what, and how they were answered.

use std::collections::BTreeSet;

use crate::client::Client;
use crate::moment::Moment;
use crate::people::Person;
use crate::truth::RequestState;

/// How many requests are kept.
const LIMIT: usize = 64;
/// How much of a justification is kept, in characters.
const REASON_LIMIT: usize = 500;

/// What a reviewer can do with the waiting requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Grant for everyone.
    Approve,
    /// Turn down; it may be asked again.
    Deny,
    /// Turn down and disable the app.
    Block,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct ConsentRequest {
    pub(crate) number: u64,
    pub(crate) client: Client,
    pub(crate) by: &'static Person,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) reason: String,
    pub(crate) sent_at: Moment,
    pub(crate) state: RequestState,
}

/// All requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    next: u64,
    all: Vec<ConsentRequest>,
}

impl Requests {
    /// Files a request. Of several by one person for one app only the first is kept (`entra-consent.md` 5.5).
    pub(crate) fn send(
        &mut self,
        client: Client,
        by: &'static Person,
        scopes: BTreeSet<String>,
        reason: &str,
        now: Moment,
    ) {
        let waiting = |known: &ConsentRequest| {
            known.client == client && known.by == by && known.state == RequestState::Pending
        };
        if self.all.iter().any(waiting) {
            return;
        }
        if self.all.len() == LIMIT {
            self.all.remove(0);
        }
        let reason = reason.chars().take(REASON_LIMIT).collect();
        let number = self.next;
        self.next += 1;
        self.all.push(ConsentRequest {
            number,
            client,
            by,
            scopes,
            reason,
            sent_at: now,
            state: RequestState::Pending,
        });
    }

    pub(crate) fn waiting(&self) -> impl Iterator<Item = &ConsentRequest> {
        self.all.iter().filter(|request| request.state == RequestState::Pending)
    }

    pub(crate) fn last_state(&self) -> Option<RequestState> {
        self.all.last().map(|request| request.state)
    }

    /// How many have waited so long.
    pub(crate) fn due(&self, now: Moment, delay_s: u32) -> usize {
        self.waiting().filter(|request| request.sent_at.plus_s(delay_s) <= now).count()
    }

    /// Decides all waiting requests and returns the approved ones.
    pub(crate) fn decide_all(&mut self, decision: Decision) -> Vec<ConsentRequest> {
        let numbers: Vec<u64> = self.waiting().map(|request| request.number).collect();
        numbers.into_iter().filter_map(|number| self.decide(number, decision)).collect()
    }

    /// Decides one waiting request; returns it when it was approved.
    pub(crate) fn decide(&mut self, number: u64, decision: Decision) -> Option<ConsentRequest> {
        let mut waiting = self.all.iter_mut().filter(|request| request.state == RequestState::Pending);
        let request = waiting.find(|request| request.number == number)?;
        request.state = match decision {
            Decision::Approve => RequestState::Approved,
            Decision::Deny => RequestState::Denied,
            Decision::Block => RequestState::Blocked,
        };
        (decision == Decision::Approve).then(|| request.clone())
    }

    pub(crate) fn expire_all(&mut self) {
        for request in self.all.iter_mut().filter(|request| request.state == RequestState::Pending) {
            request.state = RequestState::Expired;
        }
    }
}
