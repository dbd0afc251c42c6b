//! What really happened, for tests and for the window's script card: the one place that knows for sure.

use serde::Serialize;
use usher_domain::situation::Situation;

/// The truth about the last visit with pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The situation the person was in.
    pub situation: Situation,
    /// Who signed in, if anyone.
    pub account: Option<String>,
    /// The pages that were shown, in order.
    pub pages: Vec<Page>,
    /// The AADSTS numbers that were given out on this visit.
    pub codes: Vec<u32>,
    /// What the last `prompt=none` visit before it answered, if there was one.
    pub silent: Option<Situation>,
    /// How the last admin consent request stands.
    pub request: Option<RequestState>,
}

/// How much of each there is, and how it was asked for. Fixed apps are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// App registrations.
    pub applications: usize,
    /// Their enterprise applications.
    pub principals: usize,
    /// Their client secrets.
    pub secrets: usize,
    /// Their certificates.
    pub certificates: usize,
    /// Application permissions granted to them.
    pub assignments: usize,
    /// Writes to Graph that came in, also refused ones.
    pub writes: u32,
    /// Searches for app registrations that came in.
    pub searches: u32,
    /// Requests that came before the time of `Retry-After` had passed.
    pub asked_too_early: u32,
}

/// What `/practice/truth` tells.
#[derive(Serialize)]
pub(crate) struct Told {
    /// Nothing before the first visit.
    #[serde(flatten)]
    pub(crate) truth: Option<Truth>,
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

/// A page of the sign-in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// Name and password.
    SignIn,
    /// The account picker.
    PickAccount,
    /// The second factor.
    Mfa,
    /// "Permissions requested".
    Permissions,
    /// "Approval required", with the box.
    ApprovalRequired,
    /// "Request sent".
    RequestSent,
    /// "Need admin approval".
    NeedAdminApproval,
    /// "Permissions requested", for the whole organization.
    AdminConsent,
    /// A page with an AADSTS code.
    Error,
}

/// How an admin consent request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Nobody has answered.
    Pending,
    /// Granted for everyone.
    Approved,
    /// Turned down.
    Denied,
    /// Turned down, and the app disabled.
    Blocked,
    /// Nobody answered in time.
    Expired,
}
