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
/// `requestDurationInDays` (`entra-consent.md` 5.5).
pub(crate) const DURATION_DAYS: u32 = 30;

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
    /// Application permissions.
    pub(crate) roles: BTreeSet<String>,
    pub(crate) reason: String,
    pub(crate) sent_at: Moment,
    pub(crate) state: RequestState,
    /// What the reviewer wrote when turning it down; it is mailed to the requester.
    pub(crate) justification: String,
}

/// A request as it is sent.
pub(crate) struct NewRequest<'a> {
    pub(crate) client: Client,
    pub(crate) by: &'static Person,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) roles: BTreeSet<String>,
    pub(crate) reason: &'a str,
}

/// All requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    sent: u64,
    all: Vec<ConsentRequest>,
}

impl Requests {
    /// Files a request. Of several by one person for one app only the first is kept (`entra-consent.md` 5.5).
    pub(crate) fn send(&mut self, request: NewRequest<'_>, now: Moment) {
        let NewRequest { client, by, scopes, roles, reason } = request;
        let waiting = |known: &ConsentRequest| {
            known.client == client && known.by == by && known.state == RequestState::Pending
        };
        if self.all.iter().any(waiting) {
            return;
        }
        if self.all.len() == LIMIT {
            self.all.remove(0);
        }
        self.sent += 1;
        self.all.push(ConsentRequest {
            number: self.sent,
            client,
            by,
            scopes,
            roles,
            reason: shortened(reason),
            sent_at: now,
            state: RequestState::Pending,
            justification: String::new(),
        });
    }

    pub(crate) fn waiting(&self) -> impl Iterator<Item = &ConsentRequest> {
        self.all.iter().filter(|request| request.state == RequestState::Pending)
    }

    /// A request that still waits.
    pub(crate) fn pending(&self, number: u64) -> Option<&ConsentRequest> {
        self.waiting().find(|request| request.number == number)
    }

    /// The requests that were answered or ran out, the newest first.
    pub(crate) fn settled(&self) -> impl Iterator<Item = &ConsentRequest> {
        self.all.iter().rev().filter(|request| request.state != RequestState::Pending)
    }

    /// Every request, oldest first.
    pub(crate) fn all(&self) -> &[ConsentRequest] {
        &self.all
    }

    pub(crate) fn last_state(&self) -> Option<RequestState> {
        self.all.last().map(|request| request.state)
    }

    /// How many have waited so long.
    pub(crate) fn due(&self, now: Moment, delay_s: u32) -> usize {
        self.waiting().filter(|request| request.sent_at.plus_s(delay_s) <= now).count()
    }

    /// Decides all waiting requests and returns them.
    pub(crate) fn decide_all(&mut self, decision: Decision) -> Vec<ConsentRequest> {
        let numbers: Vec<u64> = self.waiting().map(|request| request.number).collect();
        numbers.into_iter().filter_map(|number| self.decide(number, decision, "")).collect()
    }

    /// Decides one waiting request and returns it.
    pub(crate) fn decide(
        &mut self,
        number: u64,
        decision: Decision,
        justification: &str,
    ) -> Option<ConsentRequest> {
        let mut waiting = self.all.iter_mut().filter(|request| request.state == RequestState::Pending);
        let request = waiting.find(|request| request.number == number)?;
        request.state = match decision {
            Decision::Approve => RequestState::Approved,
            Decision::Deny => RequestState::Denied,
            Decision::Block => RequestState::Blocked,
        };
        request.justification = shortened(justification);
        Some(request.clone())
    }

    /// Lets the requests run out that nobody answered in time.
    pub(crate) fn expire_old(&mut self, now: Moment) {
        let is_old = |request: &&mut ConsentRequest| request.sent_at.plus_s(DURATION_DAYS * 86_400) <= now;
        let pending = self.all.iter_mut().filter(|request| request.state == RequestState::Pending);
        for request in pending.filter(is_old) {
            request.state = RequestState::Expired;
        }
    }

    pub(crate) fn expire_all(&mut self) {
        for request in self.all.iter_mut().filter(|request| request.state == RequestState::Pending) {
            request.state = RequestState::Expired;
        }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(REASON_LIMIT).collect()
}
