//! One sign-in under way: which page it stands on, and for whom.

use crate::authorize::visit::{Prompt, Visit};
use crate::browser::Session;
use crate::keys::random_id;
use crate::legs::LegId;
use crate::moment::Moment;

/// The page a sign-in stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    SignIn,
    PickAccount,
    Mfa,
    Permissions,
    ApprovalRequired,
    RequestSent,
    NeedAdminApproval,
    AdminConsent,
}

/// What a page has to say beside its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// AADSTS50126.
    WrongPassword,
    /// No reason was typed.
    ReasonMissing,
}

/// A sign-in under way.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) id: String,
    pub(crate) visit: Visit,
    pub(crate) browser: String,
    pub(crate) leg: LegId,
    pub(crate) stage: Stage,
    pub(crate) session: Option<Session>,
    pub(crate) message: Option<Message>,
    pub(crate) started_at: Moment,
}

impl Flow {
    pub(crate) fn new(visit: Visit, browser: &str, leg: LegId, now: Moment) -> Self {
        Self {
            id: random_id(24),
            visit,
            browser: browser.to_owned(),
            leg,
            stage: Stage::SignIn,
            session: None,
            message: None,
            started_at: now,
        }
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.visit.prompt == Prompt::None
    }
}
