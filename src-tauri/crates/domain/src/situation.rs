//! The vocabulary: which situation, how sure, and who can fix it.

use serde::{Deserialize, Serialize};

/// What stands between a person and "connected". Words as in `usherctl diagnose --json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Situation {
    /// Situation 1: consent holds, it goes straight through.
    AlreadyGranted,
    /// Situation 2: a permissions page with Accept is shown.
    CanGrant,
    /// Situation 3a: a box to send a request (AADSTS90095).
    NeedsAdminApprovalRequest,
    /// Situation 3b: "Need admin approval", a dead end (AADSTS90094).
    NeedsAdminApproval,
    /// A request was sent and nobody has answered yet.
    AdminApprovalPending,
    /// An admin granted consent for the organization.
    AdminConsentGranted,
    /// An admin, or a reviewer, said no.
    AdminConsentDeclined,
    /// The account that should approve lacks the role.
    NotAdmin,
    /// The person cancelled (AADSTS65004).
    UserDeclined,
    /// Nobody is signed in, or the sign-in ran out.
    SignInRequired,
    /// MFA, a device rule or another Conditional Access policy.
    MfaOrPolicyBlock,
    /// The app wants an assignment that this person lacks (AADSTS50105).
    UserNotAssigned,
    /// The app or an API it needs is missing in this tenant.
    AppNotInTenant,
    /// The enterprise application is turned off (AADSTS7000112).
    AppDisabled,
    /// No app with that client id (AADSTS700016).
    AppNotFound,
    /// The redirect address is not registered (AADSTS50011).
    RedirectMismatch,
    /// The client secret is wrong (AADSTS7000215).
    SecretInvalid,
    /// The client secret has run out (AADSTS7000222).
    SecretExpired,
    /// No client credential was sent where one is needed (AADSTS7000218).
    SecretMissing,
    /// Signed in, but a permission is not granted.
    PermissionMissing,
    /// Teams' application access policy is missing.
    AccessPolicyMissing,
    /// Too many requests.
    Throttled,
    /// A code or refresh token has run out or was revoked.
    ExpiredGrant,
    /// A personal account where a work account is needed, or the reverse.
    WrongAccountType,
    /// An account, address or app of another organization or cloud.
    WrongTenant,
    /// The account is locked or disabled.
    UserBlocked,
    /// The app sent a request that Microsoft can't accept.
    InvalidRequest,
    /// Microsoft's service is down or hiccupped.
    ServiceUnavailable,
    /// It can't be told.
    Unknown,
}

impl Situation {
    /// Every situation, in the order of the design.
    pub const ALL: [Situation; 29] = [
        Situation::AlreadyGranted,
        Situation::CanGrant,
        Situation::NeedsAdminApprovalRequest,
        Situation::NeedsAdminApproval,
        Situation::AdminApprovalPending,
        Situation::AdminConsentGranted,
        Situation::AdminConsentDeclined,
        Situation::NotAdmin,
        Situation::UserDeclined,
        Situation::SignInRequired,
        Situation::MfaOrPolicyBlock,
        Situation::UserNotAssigned,
        Situation::AppNotInTenant,
        Situation::AppDisabled,
        Situation::AppNotFound,
        Situation::RedirectMismatch,
        Situation::SecretInvalid,
        Situation::SecretExpired,
        Situation::SecretMissing,
        Situation::PermissionMissing,
        Situation::AccessPolicyMissing,
        Situation::Throttled,
        Situation::ExpiredGrant,
        Situation::WrongAccountType,
        Situation::WrongTenant,
        Situation::UserBlocked,
        Situation::InvalidRequest,
        Situation::ServiceUnavailable,
        Situation::Unknown,
    ];
}

/// How a diagnosis is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Sureness {
    /// Microsoft's answer can mean only this.
    Proved,
    /// It follows from evidence, and something else is possible.
    Inferred,
    /// The person said so.
    Told,
    /// Nothing tells.
    Unknown,
}

/// Who can put it right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Who {
    /// The person who signs in.
    User,
    /// An admin of the person's organization.
    TenantAdmin,
    /// The owner of the app registration.
    AppDeveloper,
    /// Microsoft; waiting helps.
    Microsoft,
    /// Nothing needs fixing, or it passes by itself.
    None,
}
