//! What the pretend organization is like: its policies, its apps and what goes wrong in it.

mod ready_app;

pub use ready_app::{ReadyApp, ReadyGrant, ReadyPolicy, ReadySecret};
use serde::{Deserialize, Serialize};
use usher_domain::profile::PermissionKind;

/// How the organization is set up. The default is a new tenant: Microsoft-managed consent, no request box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The app's name on the permission pages.
    pub app_name: String,
    /// The registration's `requiredResourceAccess`: what `.default` means. Values of the Graph catalogue.
    pub required: Vec<Required>,
    /// Who may consent for themselves.
    pub user_consent: UserConsent,
    /// The admin consent workflow: a request box instead of a dead end.
    pub request_box: bool,
    /// What the reviewer does with a request.
    pub reviewer: Reviewer,
    /// Seconds until the reviewer acts.
    pub reviewer_delay_s: u32,
    /// Seconds until a fresh grant shows in tokens.
    pub propagation_delay_s: u32,
    /// The first approval by an admin leaves this permission out, so that it covers a part only.
    pub left_out_at_first: Option<String>,
    /// What is granted before anyone signs in.
    pub granted: Granted,
    /// What `Granted::Everything` grants beside what the app asks for.
    pub also_granted: Vec<String>,
    /// How the app stands in the organization.
    pub app: AppState,
    /// Under which platform the redirect is registered.
    pub platform: Platform,
    /// The app came from a publisher that Microsoft verified.
    pub publisher_verified: bool,
    /// Microsoft judges the app risky, so consent is stepped up to an admin.
    pub flagged: bool,
    /// `Some`: only these user names may use the app ("Assignment required").
    pub assigned: Option<Vec<String>>,
    /// The Conditional Access policy.
    pub sign_in_rule: SignInRule,
    /// Assignment and policy blocks come back to the app; else they stay on Microsoft's page.
    /// Both were seen at Entra (`entra-consent.md` 4).
    pub blocks_come_back: bool,
    /// User names with a session in a browser that comes for the first time.
    pub signed_in: Vec<String>,
    /// Authorization codes and refresh tokens.
    pub lifetimes: Lifetimes,
    /// One permission is taken away between the code and its exchange.
    pub revoke_one_at_exchange: bool,
    /// How well the service itself does.
    pub service: Service,
    /// The confidential client's secret.
    pub secret: SecretState,
    /// Teams' application access policy is in place for the confidential client.
    pub access_policy: bool,
    /// An app registration that is there from the start.
    pub ready_app: Option<ReadyApp>,
    /// Seconds until a search finds a new app registration; by its id it is there at once.
    // devblogs.microsoft.com/identity/designing-for-eventual-consistency-for-microsoft-entra
    pub search_delay_s: u32,
    /// Seconds until a new secret or certificate is known everywhere; it is refused until then.
    pub secret_delay_s: u32,
    /// Seconds until a change of Teams' application access policies counts.
    pub policy_delay_s: u32,
    /// Recordings and transcripts cost, and nobody set up who pays: 402.
    pub payment_required: bool,
    /// Reads of apps are denied, although their tokens list the permissions.
    pub reads_denied: bool,
    /// User names whose mailbox, with its calendar, Exchange closes to apps
    /// (learn.microsoft.com/graph/auth-limit-mailbox-access).
    pub closed_mailboxes: Vec<String>,
    /// The organization's app management policy forbids client secrets.
    pub secrets_forbidden: bool,
    /// How much one app may ask.
    pub throttle: Option<Throttle>,
}

impl Default for Settings {
    fn default() -> Self {
        let delegated = |value: &str| Required { value: value.to_owned(), kind: PermissionKind::Delegated };
        Self {
            app_name: "Harbour Meetings".to_owned(),
            required: ["User.Read", "Calendars.Read", "OnlineMeetings.Read"].map(delegated).into(),
            user_consent: UserConsent::MicrosoftManaged,
            request_box: false,
            reviewer: Reviewer::WaitsForYou,
            reviewer_delay_s: 0,
            propagation_delay_s: 0,
            left_out_at_first: None,
            granted: Granted::Nothing,
            also_granted: vec![],
            app: AppState::Ready,
            platform: Platform::MobileAndDesktop,
            publisher_verified: true,
            flagged: false,
            assigned: None,
            sign_in_rule: SignInRule::None,
            blocks_come_back: false,
            signed_in: Vec::new(),
            lifetimes: Lifetimes::Usual,
            revoke_one_at_exchange: false,
            service: Service::Up,
            secret: SecretState::Valid,
            access_policy: true,
            ready_app: None,
            search_delay_s: 0,
            secret_delay_s: 0,
            policy_delay_s: 0,
            payment_required: false,
            reads_denied: false,
            closed_mailboxes: vec![],
            secrets_forbidden: false,
            throttle: None,
        }
    }
}

/// One line of the registration's permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Required {
    /// `Calendars.Read`.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
}

/// User consent settings of the tenant (`entra-consent.md` 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserConsent {
    /// `microsoft-user-default-legacy`: everything that is not admin-only.
    Legacy,
    /// `microsoft-user-default-low`: verified publishers, permissions classified low.
    LowRisk,
    /// `microsoft-user-default-recommended`: not the ones on Microsoft's list.
    MicrosoftManaged,
    /// A policy of the tenant's own that includes all delegated permissions of this app.
    Custom,
    /// No policy assigned: every consent needs an admin.
    Off,
}

/// What becomes of an admin consent request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewer {
    /// Nothing, until someone decides on the pretend portal.
    WaitsForYou,
    /// Grants for everyone.
    Approves,
    /// Says no; it may be asked again.
    Denies,
    /// Says no and leaves a disabled service principal behind.
    Blocks,
    /// Nobody acts, and the request runs out.
    NeverLooks,
}

/// Grants that exist before anyone signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granted {
    /// None.
    Nothing,
    /// All that the app asks for, tenant-wide, application permissions too.
    Everything,
    /// These delegated permissions, tenant-wide.
    Everyone(Vec<String>),
    /// These delegated permissions, for one user name.
    Person {
        /// Whose.
        username: String,
        /// Which.
        scopes: Vec<String>,
    },
}

/// How the app stands in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppState {
    /// Registered and enabled.
    Ready,
    /// An admin turned the service principal off: AADSTS7000112.
    Disabled,
    /// Microsoft turned the app off for breaking its rules, everywhere: AADSTS7000112.
    DisabledByMicrosoft,
    /// No such client id: AADSTS700016.
    Unknown,
    /// An API it needs has no service principal here: AADSTS650052.
    ApiMissing,
    /// None of its redirects is the one that is asked for: AADSTS50011.
    OtherRedirect,
    /// The registration does not even list User.Read: AADSTS90008, and AADSTS1003031 for an admin.
    Misconfigured,
}

/// The platform of the redirect decides the client type (`entra-consent.md` 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// A public client.
    MobileAndDesktop,
    /// A secret is demanded at the exchange: AADSTS7000218.
    Web,
    /// Only cross-origin redemption: AADSTS9002327.
    SinglePage,
}

/// A Conditional Access policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInRule {
    /// None.
    None,
    /// A second factor.
    Mfa,
    /// A compliant device: AADSTS53000.
    CompliantDevice,
    /// Blocked: AADSTS53003.
    Blocked,
}

/// How long codes and refresh tokens hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetimes {
    /// Codes 10 minutes, refresh tokens 90 days.
    Usual,
    /// Codes have run out when they are redeemed: AADSTS70008.
    CodesLapse,
    /// Refresh tokens have run out when they are used: AADSTS700082.
    RefreshTokensLapse,
}

/// How well the service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Well.
    Up,
    /// The token endpoint and `/me` first answer 429 so many times each, with `Retry-After`.
    Busy {
        /// Answers of 429 each.
        answers: u32,
        /// Seconds named in `Retry-After`.
        retry_after_s: u32,
    },
    /// AADSTS90033 everywhere but on discovery.
    Down,
}

/// The confidential client's secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// It works.
    Valid,
    /// AADSTS7000222.
    Expired,
    /// It was replaced by another one: AADSTS7000215.
    Replaced,
}

/// How much one app may ask (`entra-consent.md` 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// Requests in ten seconds; more are answered with 429 until those are over.
    pub per_10_s: u32,
}

impl UserConsent {
    pub(crate) const ALL: [UserConsent; 5] = [
        UserConsent::Off,
        UserConsent::LowRisk,
        UserConsent::MicrosoftManaged,
        UserConsent::Legacy,
        UserConsent::Custom,
    ];

    /// The word of the settings file, and of the portal's form.
    pub(crate) fn name(self) -> &'static str {
        match self {
            UserConsent::Legacy => "legacy",
            UserConsent::LowRisk => "low_risk",
            UserConsent::MicrosoftManaged => "microsoft_managed",
            UserConsent::Custom => "custom",
            UserConsent::Off => "off",
        }
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

impl Settings {
    /// The same organization, with an app that requires these permissions.
    #[must_use]
    pub fn requiring(mut self, required: Vec<Required>) -> Self {
        self.required = required;
        self
    }

    /// The same organization, with another name for the app.
    #[must_use]
    pub fn named(mut self, app_name: &str) -> Self {
        app_name.clone_into(&mut self.app_name);
        self
    }
}
