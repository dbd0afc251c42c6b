//! What the screens of the admin's side show: A1 to A7, Q1 and Q2, and a setup file before it is used.

use serde::{Deserialize, Serialize};

use crate::ids::{AddressProblem, ClientId, TenantId};
use crate::permissions::{AdminRole, DirectoryRole};
use crate::problem::Problem;
use crate::profile::AdminWay;
use crate::risk::{Risk, TooBroad};
use crate::time::Timestamp;
use crate::view::{CheckState, PermissionLine};

/// A1: what would be approved, where, and what is known of it from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct AppReview {
    /// The app to approve; `None` when the maker's document names none.
    pub client_id: Option<ClientId>,
    /// Where the description of the product comes from.
    pub origin: Origin,
    /// The organization to approve it for; `None` until the work address names one.
    pub tenant: Option<TenantId>,
    /// Its domain or name.
    pub organization: Option<String>,
    /// The admin's work address as typed.
    pub address: String,
    /// What is wrong with it.
    pub address_problem: Option<AddressProblem>,
    /// The organization is being looked up.
    pub looking_up: bool,
    /// What Microsoft says about the app.
    pub facts: AppFacts,
    /// What is asked for, riskiest first.
    pub lines: Vec<ApprovalLine>,
    /// The highest risk among them, for everyone in the organization.
    pub risk: Risk,
    /// Who asked for it, when it came as a request.
    pub asked_by: Option<String>,
    /// The button to go on is not the first, and wants the organization's domain typed in (S73).
    pub stop: Option<Stop>,
}

/// The stop before something that may do great harm (S73).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct Stop {
    /// The domain to type; `None` where any work domain of the person's own will do.
    pub domain: Option<String>,
    /// What was typed is not that domain.
    pub mistyped: bool,
}

/// Where the description of a product comes from; nothing in it can set this (S69).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Origin {
    /// It comes with Usher.
    BuiltIn,
    /// A file signed with a maker's key that Usher knows.
    Signed {
        /// The domain that the key belongs to.
        domain: String,
    },
    /// A file that nobody vouches for.
    Unsigned,
}

/// One permission as an admin needs to judge it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ApprovalLine {
    /// The permission.
    pub permission: PermissionLine,
    /// How much harm it could do when it is approved for everyone.
    pub risk: Risk,
    /// Why it asks for more than it may need.
    pub too_broad: Vec<TooBroad>,
}

/// What Microsoft says about the app in the organization (S70).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum AppFacts {
    /// There is no sign-in to ask with, or it may not read this.
    Nothing,
    /// Being read.
    Asking,
    /// It could not be read.
    Failed {
        /// Why.
        problem: Problem,
    },
    /// Nobody in the organization has used the app yet.
    NotThere,
    /// What the directory says.
    Found {
        /// The app's name there.
        name: Option<String>,
        /// The publisher that Microsoft verified; `None` is not verified.
        publisher: Option<String>,
        /// People may sign in to it.
        enabled: bool,
        /// Only people on its list may use it.
        assignment_required: bool,
        /// When it came into the organization, as Microsoft writes it.
        created: Option<String>,
        /// The organization that registered it.
        owner: Option<TenantId>,
    },
}

/// Why Usher advises not to approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Doubt {
    /// The person said that it looks wrong.
    LooksWrong,
    /// Microsoft has disabled the app.
    DisabledByMicrosoft,
    /// Microsoft knows the app id under another name.
    OtherName,
}

/// The roles of the account that Usher can read them of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct RolesSeen {
    /// Whose.
    pub account: String,
    /// The roles that are active now.
    pub roles: Vec<DirectoryRole>,
    /// They are enough for what is asked.
    pub enough: bool,
}

/// The steps in the Entra admin center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum WalkStep {
    /// A3.
    OpenAdminCenter,
    /// A4.
    FindApp,
    /// A5.
    OpenPermissions,
    /// A6.
    GrantForEveryone,
    /// Q1.
    OpenRequests,
    /// Q2.
    ApproveRequest,
    /// A7.
    Check,
}

/// One line of the list of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct WalkLine {
    /// Which.
    pub step: WalkStep,
    /// Where it stands. What only the person can tell is never `Passed` by a check of ours.
    pub state: CheckState,
}

/// A step card: Do this, You should see, Check now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct StepCard {
    /// Which step it is.
    pub step: WalkStep,
    /// All steps of this way, the last one being A7.
    pub steps: Vec<WalkLine>,
    /// The host of the page that the button opens; always beside the menu path.
    pub page_host: Option<String>,
    /// The app to look for.
    pub client_id: Option<ClientId>,
    /// The organization's domain or name.
    pub organization: Option<String>,
    /// The least role.
    pub role: AdminRole,
    /// How many permissions the list should show.
    pub permissions: u32,
    /// The link way can be taken instead.
    pub has_link: bool,
}

/// A7: whether the approval is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ProofCard {
    /// All steps of the way that was taken.
    pub steps: Vec<WalkLine>,
    /// What is known.
    pub state: ProofState,
    /// How we know that it was approved, before any check.
    pub claim: Claim,
    /// When it was last looked up.
    pub checked_at: Option<Timestamp>,
    /// When Usher looks by itself next; `None` when only Check now helps.
    pub next_at: Option<Timestamp>,
    /// How many permissions were there at the last look.
    pub granted: u32,
    /// How many are asked for.
    pub asked: u32,
    /// Check now opens the browser, because there is no sign-in to look with.
    pub opens_browser: bool,
    /// Nothing can be checked from here: the product signs in on the maker's own page.
    pub at_vendor: bool,
    /// The organization's domain or name.
    pub organization: Option<String>,
}

/// Who says that it was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Claim {
    /// Microsoft's page sent the browser back with a yes; anyone could forge that (S30).
    Browser,
    /// The person.
    Person,
}

/// Where the proof stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum ProofState {
    /// Nobody looked yet.
    NotChecked,
    /// Being looked up.
    Checking,
    /// It was approved, and Microsoft does not show it yet.
    CatchingUp,
    /// It took too long: the known causes, one by one.
    Causes {
        /// In the order to look at them.
        causes: Vec<CauseLine>,
        /// The one at hand.
        at: u32,
    },
    /// It could not be looked up.
    CheckFailed {
        /// Why.
        problem: Problem,
    },
}

/// A known cause for an approval that does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Cause {
    /// Only some of the permissions were approved.
    OnlySome,
    /// Another app id was approved.
    OtherApp,
    /// It was approved in another organization.
    OtherTenant,
    /// Only people on the app's list may use it (AADSTS50105).
    AssignmentRequired,
    /// The product asks for approval at every sign-in (`prompt=consent`).
    PromptConsent,
    /// The app is turned off (AADSTS7000112).
    AppOff,
}

/// One cause, and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct CauseLine {
    /// Which.
    pub cause: Cause,
    /// Whether it is the one, where Microsoft told: `None` is not known.
    pub is_it: Option<bool>,
}

/// What an admin approved and a fresh token showed; it goes with K1 (S76). Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct Receipt {
    /// The app.
    pub client_id: Option<ClientId>,
    /// The organization.
    pub tenant: Option<TenantId>,
    /// Its name or domain.
    pub organization: Option<String>,
    /// When the token showed it.
    pub proved_at: Timestamp,
    /// The directory says that it counts for everyone; else that is not known.
    pub for_everyone: bool,
}

/// A2 and the hidden ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct WayChoice {
    /// The ways that can be taken; unusable ones are left out.
    pub ways: Vec<AdminWay>,
    /// The least role.
    pub role: AdminRole,
    /// The roles that Usher could read.
    pub roles: Option<RolesSeen>,
    /// The organization's domain or name.
    pub organization: Option<String>,
    /// Where Microsoft sends the browser after the link, when that is the maker's own site (S68).
    pub returns_to: Option<ReturnHost>,
}

/// The site that gets the browser after an approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ReturnHost {
    /// Its name, in ASCII.
    pub host: String,
    /// Usher or a signature vouches that it is the maker's.
    pub known: bool,
}
