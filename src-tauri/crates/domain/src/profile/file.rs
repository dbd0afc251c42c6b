//! A profile file as it is written: the one place that says which keys there are.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use url::Url;

use super::document::Node;
use super::error::ProfileError;
use super::{
    AdminWay, Asked, ExtraStep, FilledWith, KnownError, Loopback, LoopbackHost, Permission, PermissionKind,
    Profile, Setting, SettingForm, ShownWhen, SignIn, UserIdRule,
};
use crate::cloud::Cloud;
use crate::ids::{ClientId, ProfileId};
use crate::situation::Situation;

/// What a product asks of Microsoft 365, and why. Data only: it describes and never decides.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Usher integration profile")]
struct ProfileFile {
    /// The version of this format: 1.
    #[serde(rename = "schema_version")]
    #[schemars(range(min = 1, max = 1))]
    _schema_version: i64,
    /// A short name: a-z, 0-9 and hyphens, at most 40 signs.
    #[schemars(length(min = 1, max = 40), regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    id: String,
    /// The product's name.
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// Its maker.
    #[schemars(length(min = 1, max = 80))]
    vendor: String,
    /// The version of this profile.
    #[schemars(length(min = 1, max = 40))]
    version: String,
    /// What the product does with Microsoft 365, in one line.
    #[schemars(length(min = 1, max = 200))]
    purpose: String,
    /// The maker's help page, https.
    help_link: Option<Link>,
    /// What has to be there before anyone starts.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 2000)))]
    before: Vec<String>,
    /// How people sign in. Left out where only an app registration of the organization is used.
    sign_in: Option<SignInFile>,
    /// Everything the product asks for.
    #[schemars(length(min = 1, max = 64))]
    permissions: Vec<PermissionFile>,
    /// The ways in which an admin can approve.
    #[schemars(length(min = 1, max = 4))]
    admin_ways: Vec<AdminWayFile>,
    /// What an app registration of the organization needs besides permissions.
    #[serde(default)]
    #[schemars(length(max = 4))]
    extra_steps: Vec<ExtraStep>,
    /// The metered APIs that it uses, by name. Left out where Microsoft bills nothing.
    #[serde(default)]
    #[schemars(length(max = 10), inner(length(min = 1, max = 120)))]
    metered_apis: Vec<String>,
    /// Where on the maker's side its settings are, menu by menu.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 200)))]
    settings_path: Vec<String>,
    /// The fields of the maker's form, in its order.
    #[serde(default)]
    #[schemars(length(max = 50))]
    settings: Vec<SettingFile>,
    /// How the form makes the product's user id of Microsoft's name for a person.
    user_id: Option<UserIdRule>,
    /// The https address that Microsoft sends the admin to after the consent link.
    return_link: Option<Link>,
    /// What is left to do on the maker's side once it is connected.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 2000)))]
    after: Vec<String>,
    /// Where to connect again, menu by menu.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 200)))]
    reconnect_path: Vec<String>,
    /// Where to take the connection away, menu by menu.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 200)))]
    remove_path: Vec<String>,
    /// Facts that fit nowhere else.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 2000)))]
    notes: Vec<String>,
    /// Error texts that the product shows, and what they mean.
    #[serde(default)]
    #[schemars(length(max = 50))]
    errors: Vec<KnownErrorFile>,
}

/// How people sign in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignInFile {
    /// The application (client) id of the maker's app registration.
    #[schemars(with = "Option<String>", extend("format" = "uuid"))]
    client_id: Option<ClientId>,
    /// The redirect for Usher, as registered under Mobile and desktop applications.
    loopback: Option<LoopbackFile>,
    /// The maker's own Connect page, https.
    start_url: Option<Link>,
    /// Where on that page, menu by menu, in the maker's words.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 200)))]
    start_path: Vec<String>,
    /// The Microsoft cloud.
    #[serde(default)]
    cloud: Cloud,
}

/// The redirect for Usher. Entra matches host and path literally and ignores the port.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LoopbackFile {
    /// The host as registered.
    host: LoopbackHost,
    /// The path as registered: `/` and at most 64 of A-Z, a-z, 0-9, `/`, `_` and `-`.
    #[schemars(length(min = 1, max = 65), regex(pattern = "^/[A-Za-z0-9/_-]{0,64}$"))]
    path: String,
}

/// One permission of Microsoft Graph.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PermissionFile {
    /// Its value, such as `Calendars.Read`.
    #[schemars(length(min = 1, max = 120))]
    value: String,
    /// Whether it acts as the person or as the app itself.
    kind: PermissionKind,
    /// Why the product needs it, in plain words.
    #[schemars(length(min = 1, max = 2000))]
    reason: String,
    /// The optional feature it belongs to. Left out where it is always needed.
    #[schemars(length(min = 1, max = 80))]
    feature: Option<String>,
}

/// A way for an admin to approve.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum AdminWayFile {
    /// Microsoft's admin consent link; needs `sign_in.client_id`.
    Link,
    /// Enterprise apps, Permissions, Grant admin consent.
    EntraSteps,
    /// Enterprise apps, Admin consent requests.
    WaitingRequest,
    /// An app registration of the organization.
    OwnApp,
}

/// One field of the maker's form.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SettingFile {
    /// A short name: a-z, 0-9 and hyphens.
    #[schemars(length(min = 1, max = 40), regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    id: String,
    /// The maker's label.
    #[schemars(length(min = 1, max = 200))]
    label: String,
    /// What it does.
    #[schemars(length(min = 1, max = 2000))]
    help: Option<String>,
    /// Its form.
    form: FormFile,
    /// The labels to choose from; the first is the default. Only with the form `choice`.
    #[serde(default)]
    #[schemars(length(max = 50), inner(length(min = 1, max = 200)))]
    choices: Vec<String>,
    /// Whether it must be filled in.
    #[serde(default)]
    required: bool,
    /// The heading it stands under.
    #[schemars(length(min = 1, max = 200))]
    section: Option<String>,
    /// When the maker's side asks for it.
    #[serde(default)]
    asked: Asked,
    /// Whether it can never be changed again.
    #[serde(default)]
    fixed: bool,
    /// What makes it appear; left out where it is always shown.
    shown_when: Option<ShownWhen>,
    /// What Usher fills in by itself; left out where the person is asked.
    filled_with: Option<FilledWith>,
}

/// The form of a setting.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum FormFile {
    /// Free text.
    Text,
    /// A GUID.
    Guid,
    /// A secret, which is kept in the keychain only.
    Secret,
    /// Yes or no.
    Switch,
    /// Several free texts.
    List,
    /// One of `choices`.
    Choice,
}

/// An error text that the product shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KnownErrorFile {
    /// The text, or its fixed part.
    #[schemars(length(min = 1, max = 2000))]
    text: String,
    /// What it means.
    #[schemars(schema_with = "situations")]
    situation: Situation,
    /// What to do, in plain words.
    #[schemars(length(min = 1, max = 2000))]
    fix: String,
}

/// An https address with a plain host name.
#[derive(Deserialize, JsonSchema)]
struct Link(
    #[schemars(with = "String", length(min = 1, max = 2000), regex(pattern = "^https://"))]
    Url,
);

fn situations(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<serde_json::Value> =
        Situation::ALL.iter().filter_map(|situation| serde_json::to_value(situation).ok()).collect();
    schemars::json_schema!({ "type": "string", "enum": words })
}

/// The JSON Schema of the file.
pub(super) fn schema() -> &'static serde_json::Value {
    static SCHEMA: LazyLock<serde_json::Value> = LazyLock::new(|| {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let mut schema = settings.into_generator().into_root_schema_for::<ProfileFile>();
        // TOML has no null, and a key left out says the same.
        RecursiveTransform(drop_null).transform(&mut schema);
        schema.to_value()
    });
    &SCHEMA
}

fn drop_null(schema: &mut Schema) {
    if let Some(serde_json::Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(serde_json::Value::Array(options)) = schema.remove("anyOf") else { return };
    let is_null = |option: &serde_json::Value| option.get("type").is_some_and(|name| name == "null");
    for option in options.into_iter().filter(|option| !is_null(option)) {
        let serde_json::Value::Object(option) = option else { continue };
        for (key, value) in option {
            if schema.get(&key).is_none() {
                schema.insert(key, value);
            }
        }
    }
}

/// Builds the model from a file that passed every check.
pub(super) fn profile(document: &Node) -> Result<Profile, ProfileError> {
    serde_json::from_value::<ProfileFile>(document.to_json()).map(Profile::from).map_err(|wrong| {
        ProfileError::new(document.line, "file", wrong.to_string(), "compare it with the schema")
    })
}

/// Builds the model from a file that is part of the program.
pub(super) fn trusted(text: &str) -> Profile {
    toml::from_str::<ProfileFile>(text).expect("the profiles are part of the program and tested").into()
}

impl From<ProfileFile> for Profile {
    fn from(file: ProfileFile) -> Self {
        Self {
            id: ProfileId(file.id),
            name: file.name,
            vendor: file.vendor,
            version: file.version,
            purpose: file.purpose,
            help_link: file.help_link.map(|link| link.0),
            before: file.before,
            sign_in: file.sign_in.map(SignIn::from),
            permissions: file.permissions.into_iter().map(Permission::from).collect(),
            admin_ways: file.admin_ways.into_iter().map(AdminWay::from).collect(),
            extra_steps: file.extra_steps,
            metered_apis: file.metered_apis,
            user_id: file.user_id,
            settings_path: file.settings_path,
            settings: file.settings.into_iter().map(Setting::from).collect(),
            return_link: file.return_link.map(|link| link.0),
            after: file.after,
            reconnect_path: file.reconnect_path,
            remove_path: file.remove_path,
            notes: file.notes,
            errors: file.errors.into_iter().map(KnownError::from).collect(),
        }
    }
}

impl From<SignInFile> for SignIn {
    fn from(file: SignInFile) -> Self {
        Self {
            client_id: file.client_id,
            loopback: file.loopback.map(|loopback| Loopback { host: loopback.host, path: loopback.path }),
            start_url: file.start_url.map(|link| link.0),
            start_path: file.start_path,
            cloud: file.cloud,
        }
    }
}

impl From<PermissionFile> for Permission {
    fn from(file: PermissionFile) -> Self {
        Self { value: file.value, kind: file.kind, reason: file.reason, feature: file.feature }
    }
}

impl From<AdminWayFile> for AdminWay {
    fn from(file: AdminWayFile) -> Self {
        match file {
            AdminWayFile::Link => Self::Link,
            AdminWayFile::EntraSteps => Self::EntraSteps,
            AdminWayFile::WaitingRequest => Self::WaitingRequest,
            AdminWayFile::OwnApp => Self::OwnApp,
        }
    }
}

impl From<SettingFile> for Setting {
    fn from(file: SettingFile) -> Self {
        let form = match file.form {
            FormFile::Text => SettingForm::Text,
            FormFile::Guid => SettingForm::Guid,
            FormFile::Secret => SettingForm::Secret,
            FormFile::Switch => SettingForm::Switch,
            FormFile::List => SettingForm::List,
            FormFile::Choice => SettingForm::Choice(file.choices),
        };
        Self {
            id: file.id,
            label: file.label,
            help: file.help,
            form,
            required: file.required,
            section: file.section,
            asked: file.asked,
            fixed: file.fixed,
            shown_when: file.shown_when,
            filled_with: file.filled_with,
        }
    }
}

impl From<KnownErrorFile> for KnownError {
    fn from(file: KnownErrorFile) -> Self {
        Self { text: file.text, situation: file.situation, fix: file.fix }
    }
}
