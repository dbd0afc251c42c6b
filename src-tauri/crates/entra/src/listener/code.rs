//! What an answer does to a sign-in trip: `state` decides, and the first match counts (S1, S6, S8, S9).

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use usher_domain::answer::Refusal;
use usher_domain::reasoning::Leg;

use super::flow::{Form, Reply};
use super::form::Fields;
use super::page::PageName;
use crate::link::OpenableLink;
use crate::metadata::Metadata;
use crate::secret::{Code, State};

/// What the browser brought.
#[derive(Debug)]
pub(crate) enum Heard {
    /// The silent leg was refused, and the tab was sent on.
    SilentRefused(Refusal),
    /// A code.
    Code {
        /// By which leg.
        leg: Leg,
        /// To be redeemed once.
        code: Code,
    },
    /// The visible leg was refused.
    Refused(Refusal),
    /// A code in an address.
    WrongForm,
    /// A wrong or missing `iss`.
    NotTrusted,
}

/// The states that may still come back.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) silent: Option<State>,
    pub(crate) interactive: Option<State>,
}

/// A sign-in trip's answers.
#[derive(Debug)]
pub(crate) struct CodeFlow {
    waiting: Mutex<Waiting>,
    go_on: OpenableLink,
    metadata: Arc<Metadata>,
    trip: mpsc::Sender<Heard>,
}

impl Waiting {
    fn is_over(&self) -> bool {
        self.silent.is_none() && self.interactive.is_none()
    }

    fn leg(&self, state: &str) -> Option<Leg> {
        let matches = |own: &Option<State>| own.as_ref().is_some_and(|own| own.matches(state));
        match (matches(&self.silent), matches(&self.interactive)) {
            (true, _) => Some(Leg::Silent),
            (false, true) => Some(Leg::Interactive),
            (false, false) => None,
        }
    }

    fn end(&mut self) {
        self.silent = None;
        self.interactive = None;
    }
}

impl CodeFlow {
    pub(crate) fn new(
        waiting: Waiting,
        go_on: OpenableLink,
        metadata: Arc<Metadata>,
        trip: mpsc::Sender<Heard>,
    ) -> Self {
        Self { waiting: Mutex::new(waiting), go_on, metadata, trip }
    }

    /// Takes one request to the callback path.
    pub(super) fn hear(&self, form: Form, fields: &Fields) -> Reply {
        // One request at a time: two matching ones in the same millisecond must not both win.
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.is_over() {
            return Reply::Page(PageName::AlreadyUsed);
        }
        let Some(leg) = fields.get("state").and_then(|state| waiting.leg(state)) else {
            return Reply::Page(PageName::WrongAddress);
        };
        let refusal = Refusal::from_parameters(fields.iter());
        let code = fields.get("code").filter(|code| !code.is_empty());
        if refusal.is_none() && code.is_none() {
            return Reply::Page(PageName::WrongAddress);
        }
        if !self.metadata.allows_iss(fields.get("iss")) {
            waiting.end();
            return self.end(Heard::NotTrusted);
        }
        match (refusal, code, leg) {
            (Some(refusal), _, Leg::Silent) => {
                waiting.silent = None;
                match self.trip.try_send(Heard::SilentRefused(refusal)) {
                    Ok(()) => Reply::GoOn(self.go_on.clone()),
                    Err(_) => Reply::Page(PageName::NotConnected),
                }
            }
            (Some(refusal), _, Leg::Interactive) => {
                waiting.end();
                self.end(Heard::Refused(refusal))
            }
            (None, Some(code), leg) => {
                waiting.end();
                match form {
                    Form::Query => self.end(Heard::WrongForm),
                    Form::Body => {
                        match self.trip.try_send(Heard::Code { leg, code: Code::from_text(code) }) {
                            Ok(()) => Reply::Hold,
                            Err(_) => Reply::Page(PageName::NotConnected),
                        }
                    }
                }
            }
            (None, None, _) => Reply::Page(PageName::WrongAddress),
        }
    }

    fn end(&self, heard: Heard) -> Reply {
        // Fails only when the trip is gone; the page is true then too.
        let _trip_gone = self.trip.try_send(heard);
        Reply::LastPage(PageName::NotConnected)
    }
}
