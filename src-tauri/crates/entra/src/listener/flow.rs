//! The two kinds of flow, which never mix (S2), and what both have in common.

use super::code::CodeFlow;
use super::consent::ConsentFlow;
use super::form::Fields;
use super::page::PageName;
use crate::link::OpenableLink;

/// One trip's answers.
#[derive(Debug)]
pub(crate) enum Flow {
    /// A sign-in.
    Code(CodeFlow),
    /// An admin's approval.
    AdminConsent(ConsentFlow),
}

/// Which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Code,
    AdminConsent,
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Query,
    Body,
}

/// What the browser gets.
#[derive(Debug)]
pub(super) enum Reply {
    Page(PageName),
    /// The page with which the trip ends.
    LastPage(PageName),
    /// The answer waits until the engine knows what came of the code.
    Hold,
    /// The visible leg, prepared before the browser opened (S16).
    GoOn(OpenableLink),
}

impl Flow {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Flow::Code(_) => Kind::Code,
            Flow::AdminConsent(_) => Kind::AdminConsent,
        }
    }

    /// Takes one request to the callback path; the gate has let only its own forms through.
    pub(super) fn hear(&self, form: Form, fields: &Fields) -> Reply {
        match self {
            Flow::Code(flow) => flow.hear(form, fields),
            Flow::AdminConsent(flow) => flow.hear(fields),
        }
    }
}

impl Kind {
    /// Whether an answer may come as a form post; Entra's answer to an admin's link is a plain address.
    pub(super) fn takes_posts(self) -> bool {
        match self {
            Kind::Code => true,
            Kind::AdminConsent => false,
        }
    }

    /// Fields that decide; two of one name mean that somebody tampers (S13).
    pub(super) fn single_fields(self) -> &'static [&'static str] {
        match self {
            Kind::Code => &["code", "state", "error", "iss"],
            Kind::AdminConsent => &["code", "state", "error", "iss", "admin_consent", "tenant"],
        }
    }
}
