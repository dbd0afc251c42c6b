//! Integration profiles: what a product asks for, as data.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, ProfileId};

/// One integration. Built from a TOML file by [`parse`](self::parse); see `src-tauri/profiles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Short name.
    pub id: ProfileId,
    /// The product's name.
    pub name: String,
    /// Its maker.
    pub vendor: String,
    /// The profile's own version.
    pub version: String,
    /// What it is used for, one line.
    pub purpose: String,
    /// The maker's help page.
    pub help_link: Option<url::Url>,
    /// How people sign in; `None` for products that only use an own app registration.
    pub sign_in: Option<SignIn>,
    /// Everything asked for.
    pub permissions: Vec<Permission>,
    /// The admin ways that apply.
    pub admin_ways: Vec<AdminWay>,
    /// Extra steps of an own app registration.
    pub extra_steps: Vec<ExtraStep>,
    /// Form fields of the maker's side, in the maker's order.
    pub settings: Vec<Setting>,
    /// Where Microsoft sends the admin after a consent link of the maker's.
    pub return_link: Option<url::Url>,
    /// Error texts of the maker's document, and what they mean.
    pub errors: Vec<KnownError>,
}

/// How people sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The maker's client id; `None` when its document gives none.
    pub client_id: Option<ClientId>,
    /// The maker's client registers our loopback redirect, so sign-in can start in Usher.
    pub loopback: Option<Loopback>,
    /// The maker's own Connect page, for when it does not.
    pub start_url: Option<url::Url>,
    /// Where on that page, menu by menu, in the maker's words.
    pub start_path: Vec<String>,
    /// The cloud.
    pub cloud: Cloud,
}

/// The loopback redirect as registered under Mobile and desktop applications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loopback {
    /// `localhost` or `127.0.0.1`: Entra matches the host literally.
    pub host: LoopbackHost,
    /// The path, matched exactly; begins with `/`.
    pub path: String,
}

/// The host of the registered loopback redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum LoopbackHost {
    /// `http://127.0.0.1`, the better choice (RFC 8252 §8.3).
    #[serde(rename = "127.0.0.1")]
    Ipv4,
    /// `http://localhost`.
    #[serde(rename = "localhost")]
    Localhost,
}

/// A Microsoft cloud. Hosts are in `usher-entra`, never in a profile (S23).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// Worldwide and US GCC.
    #[default]
    Worldwide,
    /// US Gov GCC High.
    UsGov,
    /// US Gov DoD.
    UsGovDod,
    /// China, run by 21Vianet.
    China,
}

/// One permission of Microsoft Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// `Calendars.Read`.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// The maker's reason in plain words.
    pub reason: String,
    /// The optional feature it belongs to; `None` is required.
    pub feature: Option<String>,
}

/// Delegated (scope) or application (app role): consent, checking and wording differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum PermissionKind {
    /// Acts as the signed-in person.
    Delegated,
    /// Acts as the app itself; always admin consent.
    Application,
}

/// A way for an admin to approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum AdminWay {
    /// The admin consent link.
    Link,
    /// Enterprise apps, Permissions, Grant admin consent.
    EntraSteps,
    /// Enterprise apps, Admin consent requests.
    WaitingRequest,
    /// An app registration of the organization.
    OwnApp,
}

/// A step beyond registering an app and granting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraStep {
    /// A client secret for the maker.
    ClientSecret,
    /// The Teams application access policy.
    TeamsAccessPolicy,
    /// Linking a subscription for metered APIs. No longer needed for Teams since 2025-08-25.
    MeteredApi,
}

/// One field of the maker's settings form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Key in a values file.
    pub id: String,
    /// The maker's label.
    pub label: String,
    /// What it does.
    pub help: Option<String>,
    /// Its form.
    pub form: SettingForm,
    /// Must be filled in.
    pub required: bool,
}

/// The form of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingForm {
    /// Free text.
    Text,
    /// A GUID.
    Guid,
    /// A secret: keychain only.
    Secret,
    /// Yes or no.
    Switch,
    /// One of these labels; the first is the default.
    Choice(Vec<String>),
}

/// An error text of the maker's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The text, or its fixed part.
    pub text: String,
    /// What it means.
    pub situation: crate::situation::Situation,
    /// What to do, in plain words.
    pub fix: String,
}
