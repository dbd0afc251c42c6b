//! How far the setup of an own app registration has come. It is kept after every step.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::credential::{Credential, CredentialKind, Taken};
use super::obstacle::Obstacle;
use super::policy::PolicyPlan;
use super::probe::AppAnswer;
use super::step::{SetupRole, SetupStep, StepKnown};
use super::{SettingValue, Written};
use crate::connection::{Connection, Kept};
use crate::ids::{ClientId, ConnectionId, ObjectId, ProfileId, TenantId};
use crate::profile::{Permission, Profile};
use crate::time::Timestamp;
use crate::view::own_app::AskedForStep;

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
    /// The roles that the person says to have.
    #[serde(default)]
    pub has: BTreeSet<SetupRole>,
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
    /// That is being taken back.
    #[serde(default)]
    pub undoing: bool,
    /// Who was asked to do a step.
    #[serde(default)]
    pub asked: BTreeMap<SetupStep, AskedForStep>,
    /// The connection exists and is changed here.
    pub editing: bool,
    /// Since when.
    pub since: Timestamp,
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
            has: BTreeSet::new(),
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
            undoing: false,
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
            has: BTreeSet::new(),
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
            undoing: false,
            asked: BTreeMap::new(),
            editing: true,
            since: connection.created_at,
        })
    }

    /// Whether the person has the role that `step` takes; unknown where none is taken or was asked for, where no role
    /// was named at all, and once the step was given to somebody else.
    #[must_use]
    pub fn has_role(&self, step: SetupStep, profile: &Profile) -> Option<bool> {
        let role = step.role();
        let is_asked_for = role != SetupRole::Nobody && step.is_needed(profile);
        let is_known = is_asked_for && !self.has.is_empty() && !self.asked.contains_key(&step);
        is_known.then(|| self.has.contains(&role))
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
        super::first_obstacle(&super::Finding {
            answer,
            permissions: &profile.application_roles(&self.features),
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
            && self.has.is_empty()
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
