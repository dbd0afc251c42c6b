//! Integration profiles: what a product asks for, as data.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::cloud::Cloud;
use crate::connection::is_sign_in_scope;
use crate::forecast::admin_likely;
use crate::ids::{ClientId, ProfileId};
use crate::permissions::catalogue;
use crate::view::PermissionLine;
use document::Node;

mod characters;
mod checks;
mod clash;
mod document;
mod error;
mod file;
mod forbidden;
mod links;
mod markup;
mod names;
mod shape;
#[cfg(test)]
mod tests;

pub use clash::{clashes, parse_foreign};
pub use document::MOST_BYTES;
pub use error::ProfileError;

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
    /// What has to be there before anyone starts.
    pub before: Vec<String>,
    /// How people sign in; `None` for products that only use an own app registration.
    pub sign_in: Option<SignIn>,
    /// Everything asked for.
    pub permissions: Vec<Permission>,
    /// The admin ways that apply.
    pub admin_ways: Vec<AdminWay>,
    /// Extra steps of an own app registration.
    pub extra_steps: Vec<ExtraStep>,
    /// The metered APIs that it uses, by name: only these need billing (`entra-consent.md` 8.4).
    pub metered_apis: Vec<String>,
    /// Where on the maker's side its settings are, menu by menu; empty where the document names no place.
    pub settings_path: Vec<String>,
    /// Form fields of the maker's side, in the maker's order.
    pub settings: Vec<Setting>,
    /// How the form makes the product's user id of Microsoft's name for a person.
    pub user_id: Option<UserIdRule>,
    /// Where Microsoft sends the admin after a consent link of the maker's.
    pub return_link: Option<url::Url>,
    /// What is left to do on the maker's side once it is connected.
    pub after: Vec<String>,
    /// Where to connect again, menu by menu, when new features need more permissions.
    pub reconnect_path: Vec<String>,
    /// Where to take the connection away again, menu by menu.
    pub remove_path: Vec<String>,
    /// Facts of the maker's document that fit nowhere else.
    pub notes: Vec<String>,
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
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
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
    /// A certificate instead of a secret, or beside it.
    Certificate,
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
    /// The heading it stands under in the maker's form.
    pub section: Option<String>,
    /// When the maker's side asks for it.
    pub asked: Asked,
    /// The maker's side never lets it be changed again.
    pub fixed: bool,
    /// It is shown only while another setting has one of these values.
    pub shown_when: Option<ShownWhen>,
    /// Usher fills it in by itself.
    pub filled_with: Option<FilledWith>,
}

/// What Usher knows and fills in by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FilledWith {
    /// The tenant id.
    TenantId,
    /// The client id of the organization's own app.
    ClientId,
}

/// How a form makes the product's user id of Microsoft's name for a person; each part is a setting or its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserIdRule {
    /// The setting that says which of Microsoft's names counts.
    #[schemars(length(min = 1, max = 40))]
    pub based_on: String,
    /// Its label for the principal name.
    #[schemars(length(min = 1, max = 200))]
    pub by_name: String,
    /// The setting that says what becomes of that name.
    #[schemars(length(min = 1, max = 40))]
    pub change: String,
    /// Its label for taking the postfix away.
    #[schemars(length(min = 1, max = 200))]
    pub remove: String,
    /// Its label for adding the postfix.
    #[schemars(length(min = 1, max = 200))]
    pub add: String,
    /// The setting that holds the postfix.
    #[schemars(length(min = 1, max = 40))]
    pub postfix: String,
}

/// When the maker's side asks for a setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// While the connection is made.
    #[default]
    AtFirst,
    /// Once it is made, on the page that edits it.
    Afterwards,
}

/// What makes a setting appear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownWhen {
    /// The id of a choice above it.
    #[schemars(length(min = 1, max = 40))]
    pub setting: String,
    /// The labels that make it appear.
    #[schemars(length(min = 1, max = 50), inner(length(max = 200)))]
    pub is: Vec<String>,
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
    /// Several free texts.
    List,
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

/// Reads a profile, written as TOML or as JSON, and checks all of it.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn parse(text: &str) -> Result<Profile, Vec<ProfileError>> {
    parse_document(text).map(|(profile, _)| profile)
}

/// The checked profile with its tree, which knows the lines.
fn parse_document(text: &str) -> Result<(Profile, Node), Vec<ProfileError>> {
    let (document, mut errors) =
        document::read(text).map_err(|wrong| characters::with_file_signs(wrong, text))?;
    if let Some(newer) = shape::other_version(&document) {
        return Err(vec![newer]);
    }
    errors.extend(shape::check(&document));
    errors.extend(checks::check(&document));
    errors.extend(characters::check(&document, text));
    errors.extend(names::check(&document));
    errors.extend(markup::check(&document));
    if errors.is_empty() {
        let profile = file::profile(&document).map_err(|wrong| vec![wrong])?;
        return Ok((profile, document));
    }
    errors.sort();
    errors.dedup();
    Err(errors)
}

/// The profiles that come with Usher.
#[must_use]
pub fn built_in() -> &'static [Profile] {
    static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        let files = [
            include_str!("../../../../profiles/claras.toml"),
            include_str!("../../../../profiles/clara.toml"),
            include_str!("../../../../profiles/chronus.toml"),
            include_str!("../../../../profiles/kaltura.toml"),
            include_str!("../../../../profiles/teams-devices.toml"),
        ];
        // Read without the checks, which a test runs on each file, so that Usher starts fast.
        files.into_iter().map(file::trusted).collect()
    });
    &PROFILES
}

/// The built-in profile of that name.
#[must_use]
pub fn find(id: &ProfileId) -> Option<&'static Profile> {
    built_in().iter().find(|profile| profile.id == *id)
}

/// The JSON Schema of a profile file.
#[must_use]
pub fn schema() -> serde_json::Value {
    file::schema().clone()
}

impl Profile {
    /// What a sign-in asks for: every delegated permission, and what any sign-in needs.
    #[must_use]
    pub fn delegated_scopes(&self) -> Vec<String> {
        let asked = self.permissions.iter().filter(|asked| asked.kind == PermissionKind::Delegated);
        let mut scopes: Vec<String> = asked.map(|asked| asked.value.clone()).collect();
        for needed in ["openid", "profile", "offline_access"] {
            if !scopes.iter().any(|scope| scope == needed) {
                scopes.push(needed.to_owned());
            }
        }
        scopes
    }

    /// The cloud in which it signs people in; the worldwide one where it names none.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.sign_in.as_ref().map(|sign_in| sign_in.cloud).unwrap_or_default()
    }

    /// Whether a real account can sign in from Usher itself, because the maker registered Usher's redirect.
    #[must_use]
    pub fn starts_in_usher(&self) -> bool {
        self.sign_in.as_ref().is_some_and(|it| it.client_id.is_some() && it.loopback.is_some())
    }

    /// Its permissions with Microsoft's names for them, required ones first.
    #[must_use]
    pub fn permission_lines(&self) -> Vec<PermissionLine> {
        let mut lines: Vec<PermissionLine> = self.permissions.iter().map(Permission::line).collect();
        // What tells the person something comes first; what every sign-in asks for tells the least.
        lines.sort_by_key(|line| {
            (line.feature.is_some(), line.value == "User.Read" || is_sign_in_scope(&line.value))
        });
        lines
    }
}

impl Profile {
    /// A product that is known by what it asks for alone, at a provider that stands for Microsoft.
    #[must_use]
    pub fn bare(name: &str, scopes: impl IntoIterator<Item = String>) -> Self {
        Self {
            id: ProfileId(name.to_owned()),
            name: name.to_owned(),
            vendor: String::new(),
            version: String::new(),
            purpose: String::new(),
            help_link: None,
            sign_in: Some(SignIn {
                client_id: None,
                loopback: None,
                start_url: None,
                start_path: vec![],
                cloud: Cloud::default(),
            }),
            permissions: scopes.into_iter().map(Permission::bare).collect(),
            admin_ways: vec![AdminWay::Link],
            extra_steps: vec![],
            metered_apis: vec![],
            user_id: None,
            settings: vec![],
            return_link: None,
            errors: vec![],
            before: vec![],
            settings_path: vec![],
            after: vec![],
            reconnect_path: vec![],
            remove_path: vec![],
            notes: vec![],
        }
    }
}

impl Setting {
    /// Whether the person is asked for it: not for what Usher fills in, and never for a secret.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.filled_with.is_none() && self.form != SettingForm::Secret
    }
}

impl Permission {
    /// A delegated permission that no profile gives a reason for.
    #[must_use]
    pub fn bare(value: String) -> Self {
        Self { value, kind: PermissionKind::Delegated, reason: String::new(), feature: None }
    }

    /// The permission as the window shows it, with Microsoft's words for it.
    #[must_use]
    pub fn line(&self) -> PermissionLine {
        let known = catalogue().find(&self.value, self.kind);
        PermissionLine {
            value: self.value.clone(),
            name: known.map_or_else(|| self.value.clone(), |known| known.display_name.clone()),
            reason: self.reason.clone(),
            kind: self.kind,
            feature: self.feature.clone(),
            admin_likely: admin_likely(self),
        }
    }
}
