//! What the screens of an own app registration show: R1 to R10, and what Usher writes when it is let.

use serde::Serialize;

use crate::connection::Kept;
use crate::ids::{ClientId, TenantId};
use crate::own_app::{
    BillingOutput, Credential, CredentialKind, FieldProblem, IdProblem, Obstacle, PolicyFound, PolicyOutput,
    SecretShape, SettingValue, SetupRole, SetupStep, UserIdExample, Write,
};
use crate::problem::Problem;
use crate::situation::Situation;
use crate::time::Timestamp;
use crate::view::PermissionLine;

/// One step of R1 to R10.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct SetupCard {
    /// Which step it is.
    pub step: SetupStep,
    /// All ten, in order.
    pub steps: Vec<SetupLine>,
    /// The role that this step takes.
    pub role: SetupRole,
    /// Whether the person has it, as far as R1 asked and was told, and nobody else was asked to do the step.
    pub has_role: Option<bool>,
    /// The host of the page that the button opens; always beside the menu path.
    pub page_host: Option<String>,
    /// The organization's name or domain.
    pub organization: Option<String>,
    /// The step's own facts.
    pub body: StepBody,
    /// What the last check found in the way, when it is mended on this step.
    pub obstacle: Option<Obstacle>,
    /// When Usher last signed in as the app.
    pub checked_at: Option<Timestamp>,
    /// When it does so again by itself.
    pub next_at: Option<Timestamp>,
    /// A check is running.
    pub checking: bool,
    /// A credential is being made or put into the keychain, which may ask the person.
    pub working: bool,
    /// Check now can be used: there is something to sign in with.
    pub can_check: bool,
    /// Somebody else was asked to do this step.
    pub asked: Option<AskedForStep>,
    /// An existing connection is changed here; Later and the other steps do not apply.
    pub editing: bool,
    /// Where what the app signs in with is kept, or will be.
    pub kept: Kept,
}

/// Who was asked to do a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct AskedForStep {
    /// Whom; empty when the person did not say.
    pub to: String,
    /// When.
    pub at: Timestamp,
}

/// One line of the list of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct SetupLine {
    /// Which.
    pub step: SetupStep,
    /// Where it stands.
    pub state: SetupState,
    /// The role that it takes.
    pub role: SetupRole,
}

/// Where a step of an own app registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum SetupState {
    /// Usher tested it.
    Checked,
    /// The person said that it is done.
    Told,
    /// At hand.
    Now,
    /// Still to come.
    Next,
    /// A check found something in the way here.
    InTheWay,
    /// Microsoft needs a while.
    Waiting,
    /// This product does not need it.
    NotNeeded,
}

/// The facts of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum StepBody {
    /// R1.
    GetReady {
        /// What has to be there first, in the maker's words.
        before: Vec<String>,
        /// What the maker's document adds to it.
        notes: Vec<String>,
        /// The optional features, and whether they are wanted.
        features: Vec<FeatureChoice>,
        /// Usher has registered the app with these; they are chosen anew only after that is taken back.
        features_are_fixed: bool,
        /// What the app will ask for, with the features as chosen.
        permissions: Vec<PermissionLine>,
        /// Usher can register the app itself, with an admin signed in.
        can_do_it: bool,
        /// The roles that the person says to have.
        has: Vec<SetupRole>,
    },
    /// R2.
    RegisterApp {
        /// The name to paste.
        name: String,
        /// Usher has registered the app with this name.
        is_fixed: bool,
    },
    /// R3.
    PasteIds {
        /// As typed.
        client_id: String,
        /// As typed.
        tenant: String,
        /// What is wrong with the app id.
        client_problem: Option<IdProblem>,
        /// What is wrong with the tenant id.
        tenant_problem: Option<IdProblem>,
    },
    /// R4.
    AddPermissions {
        /// What to tick.
        permissions: Vec<PermissionLine>,
        /// Those that the last sign-in did not list.
        missing: Vec<String>,
    },
    /// R5.
    GrantConsent {
        /// How many rows should say Granted.
        permissions: u32,
    },
    /// R6.
    MakeCredential {
        /// Which kind is at hand.
        credential_kind: CredentialKind,
        /// Both kinds can be had.
        has_choice: bool,
        /// What is kept.
        credential: Option<Credential>,
        /// What is wrong with the text that was pasted last.
        secret_problem: Option<SecretShape>,
    },
    /// R7.
    TeamsPolicy {
        /// The commands, one a block; empty until the app id is known.
        commands: Vec<String>,
        /// What the organization has already.
        found: PolicyFound,
        /// What the pasted output was.
        output: Option<PolicyOutput>,
        /// How many were pasted, so that the same answer twice is two.
        looks: u32,
    },
    /// R8.
    MeteredApi {
        /// The APIs that cost.
        apis: Vec<String>,
        /// The two commands; empty until the app id is known.
        commands: Vec<String>,
        /// What the pasted output was.
        output: Option<BillingOutput>,
        /// What has to be run before the second command, after that output.
        first: Option<&'static str>,
        /// How many were pasted, so that the same answer twice is two.
        looks: u32,
    },
    /// R9, the maker's form.
    Form {
        /// The fields that are shown now, in the maker's order.
        fields: Vec<FormField>,
        /// What is wrong is shown: the person tried to go on.
        tried: bool,
        /// What becomes of a person's name.
        example: Option<UserIdExample>,
    },
    /// R9, the answers.
    CheckAnswers {
        /// The app's name.
        name: String,
        /// The app.
        client_id: Option<ClientId>,
        /// The organization.
        tenant: Option<TenantId>,
        /// The optional features that are wanted.
        features: Vec<String>,
        /// How many permissions are asked for.
        permissions: u32,
        /// What it signs in with.
        credential: Option<Credential>,
        /// The policy's name, where one is needed.
        policy: Option<String>,
        /// The maker's form as it was filled in.
        settings: Vec<FormField>,
    },
    /// R10.
    HandOver {
        /// What to copy, in the maker's order.
        values: Vec<HandOverValue>,
        /// Where on the maker's side, menu by menu.
        path: Vec<String>,
        /// What is left to do there.
        after: Vec<String>,
        /// The certificate is for Usher's own checks; the product needs a sign-in of its own.
        own_certificate: bool,
        /// The secret was copied.
        secret_copied: bool,
    },
}

/// An optional feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct FeatureChoice {
    /// Its name.
    pub name: String,
    /// It is wanted.
    pub chosen: bool,
    /// How many permissions it adds.
    pub permissions: u32,
}

/// One field of the maker's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct FormField {
    /// Its key.
    pub id: String,
    /// The maker's label.
    pub label: String,
    /// What it does.
    pub help: Option<String>,
    /// The heading it stands under.
    pub section: Option<String>,
    /// Its form.
    pub form: FieldForm,
    /// It has to be filled in.
    pub required: bool,
    /// What it holds.
    pub value: SettingValue,
    /// What is wrong with it.
    pub problem: Option<FieldProblem>,
}

/// The form of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum FieldForm {
    /// One line.
    Text,
    /// Yes or no.
    Switch,
    /// Several lines.
    List,
    /// One of these.
    Choice {
        /// The maker's labels.
        choices: Vec<String>,
    },
}

/// One value to copy to the maker's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct HandOverValue {
    /// The maker's label, or ours where its document names none.
    pub label: HandOverLabel,
    /// What it is; the secret itself is not here.
    pub value: HandedOver,
    /// The maker asks for it on a second page.
    pub afterwards: bool,
}

/// What a value is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum HandOverLabel {
    /// In the maker's words.
    Theirs {
        /// The label.
        label: String,
    },
    /// The tenant id.
    TenantId,
    /// The app id.
    ClientId,
    /// The client secret.
    Secret,
}

/// A value that is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum HandedOver {
    /// A text or an id, or one of a list.
    Text {
        /// It.
        text: String,
    },
    /// Yes or no.
    Flag {
        /// It.
        yes: bool,
    },
    /// Several texts.
    Many {
        /// They.
        texts: Vec<String>,
    },
    /// Something to choose from the maker's list.
    Choice {
        /// The maker's label of it.
        text: String,
    },
    /// The secret; the engine copies it.
    Secret {
        /// Its first three signs.
        hint: String,
    },
}

/// What Usher writes at Microsoft when an admin lets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct BuildCard {
    /// Where it stands.
    pub state: BuildState,
    /// Everything, in order.
    pub lines: Vec<BuildLine>,
    /// What the sign-in will ask for, Microsoft's names.
    pub asks: Vec<String>,
    /// The app's name.
    pub name: String,
    /// With what the app will sign in.
    pub credential: CredentialKind,
    /// Where that is kept, or will be.
    pub kept: Kept,
    /// Both kinds can be had.
    pub has_choice: bool,
    /// How long that will last, in days.
    pub days: u16,
    /// The admin who signed in.
    pub account: Option<String>,
    /// The organization that it is written in, once it is known.
    pub organization: Option<String>,
    /// The app, once there is one.
    pub client_id: Option<ClientId>,
    /// How many writes were made.
    pub written: u32,
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct BuildLine {
    /// What.
    pub write: Write,
    /// What a permission is for.
    pub permission: Option<PermissionLine>,
    /// When it was made.
    pub at: Option<Timestamp>,
}

/// Where "Do it for me" stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum BuildState {
    /// The admin reads what will be written, before signing in.
    Review,
    /// The admin has signed in and reads where it will be written.
    Ready,
    /// Being written.
    Writing,
    /// It stopped; what was written stays, and going on makes nothing twice.
    Stopped {
        /// Why.
        why: BuildStop,
    },
    /// Everything is written.
    Written,
    /// Being taken back.
    Undoing,
    /// Taken back.
    Undone,
}

/// Why Usher stopped writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum BuildStop {
    /// Nobody is signed in any more, as after a restart.
    SignedOut,
    /// The admin did not sign in, or did not approve.
    NotApproved,
    /// Microsoft did not let the admin sign in.
    Refused {
        /// Why.
        situation: Situation,
    },
    /// It was being taken back when Usher was closed; that goes on, and nothing new is made.
    TakingBack,
    /// The account lacks the role for this write, or may not approve what it takes.
    NotAllowed,
    /// A rule of the organization forbids this write, such as one against secrets.
    ForbiddenByRule,
    /// It could not be done.
    Problem {
        /// Why.
        problem: Problem,
    },
}

/// What a message to somebody else says when it hands one step over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct HandedStep {
    /// Which step; R1 stands for the whole setup.
    pub step: SetupStep,
    /// The app's name.
    pub app_name: String,
    /// The role that it takes.
    pub role: SetupRole,
    /// With what the app is to sign in.
    pub credential: CredentialKind,
    /// The commands to run, where there are any.
    pub commands: Vec<String>,
}
