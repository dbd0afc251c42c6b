//! What an answer does to an admin's trip: a hint at most, for no code and no proof key come with it (S2).

use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc;
use usher_domain::answer::Refusal;
use usher_domain::ids::TenantId;

use super::flow::Reply;
use super::form::Fields;
use super::page::PageName;
use crate::secret::State;

/// What the answer to an admin's link was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Entra says that it is approved. A hint only: anybody on this machine who knows `state` can say so
    /// (entra-consent.md 1.5).
    Reported,
    /// Entra, or the person, said no.
    Refused(Refusal),
    /// It is about another tenant than the one that was asked (S74).
    OtherTenant,
}

/// An admin's trip with its one answer.
#[derive(Debug)]
pub(crate) struct ConsentFlow {
    /// `None` once it has come back (S9).
    waiting: Mutex<Option<State>>,
    tenant: TenantId,
    trip: mpsc::Sender<ConsentAnswer>,
}

impl ConsentFlow {
    pub(crate) fn new(state: State, tenant: TenantId, trip: mpsc::Sender<ConsentAnswer>) -> Self {
        Self { waiting: Mutex::new(Some(state)), tenant, trip }
    }

    /// Takes one request to the callback path.
    pub(super) fn hear(&self, fields: &Fields) -> Reply {
        // One request at a time: two matching ones in the same millisecond must not both win.
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = waiting.as_ref() else { return Reply::Page(PageName::AlreadyUsed) };
        if !fields.get("state").is_some_and(|theirs| state.matches(theirs)) {
            return Reply::Page(PageName::WrongAddress);
        }
        let Some(answer) = self.read(fields) else { return Reply::Page(PageName::WrongAddress) };
        *waiting = None;
        let page = match answer {
            // Whether it holds is not known here, nor what was approved elsewhere.
            ConsentAnswer::Reported | ConsentAnswer::OtherTenant => PageName::GoBack,
            ConsentAnswer::Refused(_) => PageName::NotConnected,
        };
        // Fails only when the trip is gone; nobody is left to be told then.
        let _trip_gone = self.trip.try_send(answer);
        Reply::LastPage(page)
    }

    /// Reads an answer with the right `state`. `None` is no answer to an admin's link, and the trip goes on: one with
    /// a `code`, which belongs to the other kind (S2); one without `tenant`, which both forms of Entra's yes carry
    /// (entra-consent.md 1.5); and one that says neither yes nor no.
    fn read(&self, fields: &Fields) -> Option<ConsentAnswer> {
        if fields.get("code").is_some() {
            return None;
        }
        // First, because Entra's no carries `admin_consent=True` too.
        if fields.get("error").is_some() {
            let refusal = Refusal::from_parameters(fields.iter())?;
            // Whether `admin_consent` came along or not: this flow has no other link.
            return Some(ConsentAnswer::Refused(Refusal { answers_admin_link: true, ..refusal }));
        }
        let approved = fields.get("admin_consent")?.eq_ignore_ascii_case("True");
        let tenant = fields.get("tenant").filter(|tenant| !tenant.is_empty())?;
        if !approved {
            return None;
        }
        let own = TenantId::parse(tenant).is_ok_and(|tenant| tenant == self.tenant);
        Some(if own { ConsentAnswer::Reported } else { ConsentAnswer::OtherTenant })
    }
}
