//! How far the setup of an own app registration has come. It is kept after every step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::obstacle::Obstacle;
use super::policy::PolicyPlan;
use super::probe::AppAnswer;
use super::{SettingValue, Written};
use crate::connection::{Connection, Kept};
use crate::ids::{ClientId, ConnectionId, ObjectId, ProfileId, TenantId};
use crate::profile::{ExtraStep, Permission, PermissionKind, Profile};
use crate::time::Timestamp;
use crate::view::own_app::AskedForStep;

/// R1 to R10 of `ux.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum SetupStep {
    /// R1.
    GetReady,
    /// R2.
    RegisterApp,
    /// R3.
    PasteIds,
    /// R4.
    AddPermissions,
    /// R5.
    GrantConsent,
    /// R6: a client secret or a certificate.
    MakeCredential,
    /// R7.
    TeamsPolicy,
    /// R8.
    MeteredApi,
    /// R9.
    CheckAnswers,
    /// R10.
    HandOver,
}

/// With what an app signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum CredentialKind {
    /// A client secret.
    Secret,
    /// A certificate whose private key never leaves the keychain.
    Certificate,
}

/// What is known of the credential; the credential itself is in the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Credential {
    /// A client secret.
    Secret {
        /// Its first three signs; Graph shows the same three (`passwordCredential.hint`).
        hint: String,
        /// When it came into Usher.
        made_at: Timestamp,
        /// When Microsoft stops taking it; `None` when the person did not say.
        ends_at: Option<Timestamp>,
    },
    /// A certificate.
    Certificate {
        /// The SHA-1 thumbprint, in capital hex, as the admin center shows it.
        thumbprint: String,
        /// When it was made.
        made_at: Timestamp,
        /// When it ends.
        ends_at: Timestamp,
    },
}

/// Why a pasted text is not a client secret's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum SecretShape {
    /// Nothing was pasted.
    Empty,
    /// It is a GUID: the Secret ID beside the value.
    LooksLikeItsId,
    /// Fewer than 16 signs.
    TooShort,
    /// More than 64 signs.
    TooLong,
    /// Spaces, line breaks, or dots that stand for the hidden value.
    OddSigns,
}

/// What is wrong with an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum IdProblem {
    /// Not 8-4-4-4-12.
    NotAnId,
    /// Both are the same.
    SameTwice,
    /// The app id stands where the tenant id belongs, and the other way round.
    Swapped,
    /// Microsoft knows no organization with that id.
    NoSuchOrganization,
}

/// How it is known that a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum StepKnown {
    /// The person said so.
    Told,
    /// Usher tested it, or did it.
    Checked,
}

/// A setup on its way. Its id names the connection that it becomes, its secret, and the mark on the app that
/// Usher registers, so that nothing is made twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Its id, drawn once.
    pub id: ConnectionId,
    /// The product.
    pub profile: ProfileId,
    /// The optional features that are wanted.
    pub features: Vec<String>,
    /// The app's name.
    pub name: String,
    /// The app.
    pub client_id: Option<ClientId>,
    /// The organization.
    pub tenant: Option<TenantId>,
    /// Its name or domain.
    pub organization: Option<String>,
    /// Secret or certificate.
    pub credential_kind: CredentialKind,
    /// What there is of it.
    pub credential: Option<Credential>,
    /// The Teams policy.
    pub policy: PolicyPlan,
    /// When the person said that the policy is granted.
    pub policy_told_at: Option<Timestamp>,
    /// What the maker's form holds so far.
    pub settings: BTreeMap<String, SettingValue>,
    /// The steps that are done, and how that is known.
    pub done: BTreeMap<SetupStep, StepKnown>,
    /// Where the credential is kept.
    pub kept: Kept,
    /// It is not yet what the connection signs in with.
    #[serde(default)]
    pub pending: bool,
    /// What the last sign-in as the app showed, and when.
    pub answer: Option<(AppAnswer, Timestamp)>,
    /// How often Microsoft refused this credential in a row.
    #[serde(default)]
    pub refusals: u32,
    /// What Usher wrote at Microsoft.
    pub written: Vec<Written>,
    /// Who was asked to do a step.
    #[serde(default)]
    pub asked: BTreeMap<SetupStep, AskedForStep>,
    /// The connection exists and is changed here.
    pub editing: bool,
    /// Since when.
    pub since: Timestamp,
}

/// A credential that came into the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What is known of it.
    pub credential: Credential,
    /// Where it is kept.
    pub kept: Kept,
    /// It is to take the place of what the connection signs in with, once it has shown to work.
    pub pending: bool,
}

/// What makes a connection one of an app, and no person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppOfOurOwn {
    /// The connection's name.
    pub name: String,
    /// The name of the app registration.
    pub registration: String,
    /// What it signs in with.
    pub credential: Credential,
    /// The optional features that are wanted.
    pub features: Vec<String>,
    /// What the maker's form holds.
    pub settings: BTreeMap<String, SettingValue>,
    /// The Teams policy.
    pub policy: PolicyPlan,
    /// When the person said that it is granted.
    pub policy_told_at: Option<Timestamp>,
    /// What the last sign-in as the app showed, and when.
    pub answer: Option<(AppAnswer, Timestamp)>,
    /// How often Microsoft refused this credential in a row.
    #[serde(default)]
    pub refusals: u32,
    /// What Usher wrote at Microsoft.
    pub written: Vec<Written>,
    /// How many days before the end the last reminder came.
    pub reminded: Option<u16>,
}

impl SetupStep {
    /// All, in order.
    pub const ALL: [SetupStep; 10] = [
        SetupStep::GetReady,
        SetupStep::RegisterApp,
        SetupStep::PasteIds,
        SetupStep::AddPermissions,
        SetupStep::GrantConsent,
        SetupStep::MakeCredential,
        SetupStep::TeamsPolicy,
        SetupStep::MeteredApi,
        SetupStep::CheckAnswers,
        SetupStep::HandOver,
    ];

    /// Whether `profile` needs this step at all.
    #[must_use]
    pub fn is_needed(self, profile: &Profile) -> bool {
        match self {
            SetupStep::TeamsPolicy => profile.extra_steps.contains(&ExtraStep::TeamsAccessPolicy),
            // A document may still ask for billing that Microsoft has ended (entra-consent.md 8.4): only an API
            // that is named counts.
            SetupStep::MeteredApi => !profile.metered_apis.is_empty(),
            SetupStep::GetReady
            | SetupStep::RegisterApp
            | SetupStep::PasteIds
            | SetupStep::AddPermissions
            | SetupStep::GrantConsent
            | SetupStep::MakeCredential
            | SetupStep::CheckAnswers
            | SetupStep::HandOver => true,
        }
    }

    /// The next step that `profile` needs.
    #[must_use]
    pub fn next(self, profile: &Profile) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self && step.is_needed(profile))
    }

    /// The step before it that `profile` needs.
    #[must_use]
    pub fn before(self, profile: &Profile) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self && step.is_needed(profile))
    }
}

impl Credential {
    /// When Microsoft stops taking it.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        match self {
            Credential::Secret { ends_at, .. } => *ends_at,
            Credential::Certificate { ends_at, .. } => Some(*ends_at),
        }
    }

    /// When it came to be here.
    #[must_use]
    pub fn made_at(&self) -> Timestamp {
        match self {
            Credential::Secret { made_at, .. } | Credential::Certificate { made_at, .. } => *made_at,
        }
    }

    /// Whole days until then; negative when it has ended.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> Option<i32> {
        let seconds = self.ends_at()?.seconds_since(now);
        i32::try_from(seconds.div_euclid(24 * 60 * 60)).ok()
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> CredentialKind {
        match self {
            Credential::Secret { .. } => CredentialKind::Secret,
            Credential::Certificate { .. } => CredentialKind::Certificate,
        }
    }
}

/// When a secret that lasts `days` and was made at `made_at` ends.
#[must_use]
pub fn secret_end(made_at: Timestamp, days: u16) -> Timestamp {
    made_at.plus_s(i64::from(days) * 24 * 60 * 60)
}

impl Setup {
    /// A fresh one for `profile`.
    #[must_use]
    pub fn new(id: ConnectionId, profile: &Profile, now: Timestamp) -> Self {
        let name = format!("{} for Microsoft 365", profile.name);
        Self {
            id,
            profile: profile.id.clone(),
            features: vec![],
            policy: PolicyPlan::named_after(&profile.name),
            name,
            client_id: None,
            tenant: None,
            organization: None,
            credential_kind: if profile.allows_certificate() {
                CredentialKind::Certificate
            } else {
                CredentialKind::Secret
            },
            credential: None,
            policy_told_at: None,
            settings: BTreeMap::new(),
            done: BTreeMap::new(),
            kept: Kept::Keychain,
            pending: false,
            answer: None,
            refusals: 0,
            written: vec![],
            asked: BTreeMap::new(),
            editing: false,
            since: now,
        }
    }

    /// To change what is behind `connection`; `None` for one of a person.
    #[must_use]
    pub fn of_connection(connection: &Connection) -> Option<Self> {
        let app = connection.app.as_ref()?;
        Some(Self {
            id: connection.id.clone(),
            profile: connection.profile.clone()?,
            features: app.features.clone(),
            name: app.registration.clone(),
            client_id: connection.client_id.clone(),
            tenant: connection.tenant.clone(),
            organization: connection.organization.clone(),
            credential_kind: app.credential.kind(),
            credential: Some(app.credential.clone()),
            policy: app.policy.clone(),
            policy_told_at: app.policy_told_at,
            settings: app.settings.clone(),
            done: SetupStep::ALL
                .into_iter()
                .filter(|step| *step < SetupStep::CheckAnswers)
                .map(|step| (step, StepKnown::Told))
                .collect(),
            kept: connection.kept,
            pending: false,
            answer: app.answer.clone(),
            refusals: app.refusals,
            written: app.written.clone(),
            asked: BTreeMap::new(),
            editing: true,
            since: connection.created_at,
        })
    }

    /// The application permissions that are asked for: the required ones and those of the chosen features.
    #[must_use]
    pub fn permissions(&self, profile: &Profile) -> Vec<Permission> {
        profile.application_permissions(&self.features)
    }

    /// The first thing in the way, from what the last sign-in as the app showed.
    #[must_use]
    pub fn obstacle(&self, profile: &Profile) -> Option<Obstacle> {
        let (answer, at) = self.answer.as_ref()?;
        let permissions: Vec<String> =
            self.permissions(profile).into_iter().map(|asked| asked.value).collect();
        super::first_obstacle(&super::Finding {
            answer,
            permissions: &permissions,
            credential: self.credential.as_ref(),
            refusals: self.refusals,
            policy_told_at: self.policy_told_at,
            written: &self.written,
            at: *at,
        })
    }

    /// The commands of `step` that are the admin's to run; none before the app is known.
    #[must_use]
    pub fn commands(&self, step: SetupStep) -> Vec<String> {
        let Some(app) = &self.client_id else { return vec![] };
        match step {
            SetupStep::TeamsPolicy => self.policy.commands(app),
            SetupStep::MeteredApi => self.billing_commands(app),
            SetupStep::GetReady
            | SetupStep::RegisterApp
            | SetupStep::PasteIds
            | SetupStep::AddPermissions
            | SetupStep::GrantConsent
            | SetupStep::MakeCredential
            | SetupStep::CheckAnswers
            | SetupStep::HandOver => vec![],
        }
    }

    /// What lets the app in for people who have a policy of their own: that policy is extended, and given to nobody
    /// else.
    #[must_use]
    pub fn commands_for_own_policy(&self) -> Vec<String> {
        self.client_id.as_ref().map(|app| self.policy.commands_to_extend(app)).unwrap_or_default()
    }

    /// They say who pays for a metered API (`entra-consent.md` 8.4); the names in capitals are the subscription
    /// owner's to fill in.
    fn billing_commands(&self, app: &ClientId) -> Vec<String> {
        vec![
            "az login --scope https://management.core.windows.net//.default".to_owned(),
            format!(
                "az resource create --resource-group RESOURCE_GROUP --name {}-billing --resource-type \
                 Microsoft.GraphServices/accounts --properties '{{\"appId\":\"{app}\"}}' --location Global \
                 --subscription SUBSCRIPTION_ID",
                self.profile
            ),
        ]
    }

    /// The organization's domain, where that is what is known of its name.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.organization.as_deref().filter(|name| name.contains('.') && !name.contains(' '))
    }

    /// Takes what came into the keychain as what the app signs in with from now on.
    pub fn take(&mut self, taken: Taken) {
        self.credential_kind = taken.credential.kind();
        self.credential = Some(taken.credential);
        (self.kept, self.pending) = (taken.kept, taken.pending);
        (self.answer, self.refusals) = (None, 0);
        // The one before may have been tested; this one was not.
        self.done.remove(&SetupStep::MakeCredential);
    }

    /// Nothing of it would be missed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.client_id.is_none()
            && self.credential.is_none()
            && self.written.is_empty()
            && self.done.is_empty()
            && self.asked.is_empty()
            && self.settings.is_empty()
    }

    /// What is known of an app says nothing of another one.
    pub fn forget_app(&mut self) {
        (self.answer, self.refusals, self.policy_told_at) = (None, 0, None);
        self.policy.found = super::PolicyFound::NotLooked;
        self.done.retain(|step, _| *step < SetupStep::PasteIds);
    }

    /// Notes what the last sign-in as the app showed.
    pub fn note(&mut self, answer: AppAnswer, now: Timestamp) {
        self.refusals = answer.refusals_after(self.refusals);
        self.answer = Some((answer, now));
    }

    /// Usher has registered the app with the features as they are; others would make its receipt untrue.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        !self.editing && self.registered().is_some()
    }

    /// The maker's form was filled in, and nothing is wrong in it.
    #[must_use]
    pub fn is_filled_in(&self, profile: &Profile) -> bool {
        !self.settings.is_empty()
            && super::form_lines(profile, &self.settings).iter().all(|line| line.problem.is_none())
    }

    /// The next step after `step` that is not done; the answers where all are.
    #[must_use]
    pub fn next_open(&self, step: SetupStep, profile: &Profile) -> SetupStep {
        let is_open = |next: &SetupStep| {
            *next > step
                && (*next >= SetupStep::CheckAnswers || !self.done.contains_key(next))
                && next.is_needed(profile)
        };
        SetupStep::ALL.into_iter().find(is_open).unwrap_or(step)
    }

    /// The object id of the app that Usher registered, for undoing it.
    #[must_use]
    pub fn registered(&self) -> Option<&ObjectId> {
        super::write::registered(&self.written)
    }
}

impl AppOfOurOwn {
    /// The first thing in the way of what is `requested`, from what the last sign-in as the app showed.
    #[must_use]
    pub fn obstacle(&self, requested: &[String]) -> Option<Obstacle> {
        let (answer, at) = self.answer.as_ref()?;
        super::first_obstacle(&super::Finding {
            answer,
            permissions: requested,
            credential: Some(&self.credential),
            refusals: self.refusals,
            policy_told_at: self.policy_told_at,
            written: &self.written,
            at: *at,
        })
    }

    /// Notes what the last sign-in as the app showed.
    pub fn note(&mut self, answer: AppAnswer, now: Timestamp) {
        self.refusals = answer.refusals_after(self.refusals);
        self.answer = Some((answer, now));
    }

    /// Takes what came into the keychain as what the app signs in with from now on.
    pub fn take(&mut self, credential: Credential) {
        self.credential = credential;
        (self.answer, self.refusals, self.reminded) = (None, 0, None);
    }
}

impl Profile {
    /// The permissions of the app itself: the required ones and those of `features`.
    #[must_use]
    pub fn application_permissions(&self, features: &[String]) -> Vec<Permission> {
        let wanted = |asked: &&Permission| {
            asked.kind == PermissionKind::Application
                && asked.feature.as_ref().is_none_or(|feature| features.contains(feature))
        };
        self.permissions.iter().filter(wanted).cloned().collect()
    }

    /// The optional features of the app's own permissions, in the order of the file.
    #[must_use]
    pub fn app_features(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for asked in self.permissions.iter().filter(|asked| asked.kind == PermissionKind::Application) {
            if let Some(feature) = asked.feature.as_ref().filter(|feature| !found.contains(feature)) {
                found.push(feature.clone());
            }
        }
        found
    }

    /// Whether the app may sign in with a certificate.
    #[must_use]
    pub fn allows_certificate(&self) -> bool {
        self.extra_steps.contains(&ExtraStep::Certificate)
    }

    /// Whether the app may sign in with a secret: where the file names neither, both may.
    #[must_use]
    pub fn allows_secret(&self) -> bool {
        self.extra_steps.contains(&ExtraStep::ClientSecret) || !self.allows_certificate()
    }
}
