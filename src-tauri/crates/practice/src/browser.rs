//! One visiting browser: its cookie, who is signed in there, and its form token.

use subtle::ConstantTimeEq as _;

use crate::keys::random_id;
use crate::people::{Person, person};
use crate::portal::Notice;
use crate::teams::Terminal;

/// Most sessions in one browser.
const SESSION_LIMIT: usize = 8;

/// Someone signed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) who: &'static Person,
    /// The second factor was passed.
    pub(crate) second_factor: bool,
}

/// A browser, as told by its cookie.
pub(crate) struct Browser {
    pub(crate) sessions: Vec<Session>,
    /// What the portal has to tell on its next page.
    pub(crate) notice: Option<Notice>,
    /// The window of the pretend Teams PowerShell.
    pub(crate) terminal: Terminal,
    canary: String,
}

impl Browser {
    pub(crate) fn new(signed_in: &[String]) -> Self {
        let sessions = signed_in
            .iter()
            .filter_map(|username| person(username))
            .map(|who| Session { who, second_factor: false })
            .take(SESSION_LIMIT)
            .collect();
        Self { sessions, notice: None, terminal: Terminal::default(), canary: random_id(24) }
    }

    pub(crate) fn session(&self, username: &str) -> Option<Session> {
        self.sessions
            .iter()
            .copied()
            .find(|session| session.who.username.eq_ignore_ascii_case(username.trim()))
    }

    pub(crate) fn sign_in(&mut self, session: Session) {
        self.sessions.retain(|known| known.who != session.who);
        if self.sessions.len() == SESSION_LIMIT {
            self.sessions.remove(0);
        }
        self.sessions.push(session);
    }

    /// The hidden field of every form: a page of another origin can't read it.
    pub(crate) fn canary(&self) -> &str {
        &self.canary
    }

    pub(crate) fn is_own_form(&self, canary: &str) -> bool {
        self.canary.as_bytes().ct_eq(canary.as_bytes()).into()
    }
}
