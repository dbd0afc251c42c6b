//! R1 to R10 of `ux.md`: the steps, who does them, and how it is known that one is done.

use serde::{Deserialize, Serialize};

use crate::profile::{ExtraStep, Profile};

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

/// The role that a step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum SetupRole {
    /// None.
    Nobody,
    /// Application Administrator or Cloud Application Administrator.
    AppAdmin,
    /// Privileged Role Administrator.
    PrivilegedRoleAdmin,
    /// Teams Administrator.
    TeamsAdmin,
    /// Contributor of an Azure subscription.
    SubscriptionOwner,
    /// Whoever manages the product on the maker's side.
    ProductAdmin,
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

    /// The role that it takes.
    #[must_use]
    pub fn role(self) -> SetupRole {
        match self {
            SetupStep::GetReady | SetupStep::CheckAnswers => SetupRole::Nobody,
            SetupStep::RegisterApp
            | SetupStep::PasteIds
            | SetupStep::AddPermissions
            | SetupStep::MakeCredential => SetupRole::AppAdmin,
            SetupStep::GrantConsent => SetupRole::PrivilegedRoleAdmin,
            SetupStep::TeamsPolicy => SetupRole::TeamsAdmin,
            SetupStep::MeteredApi => SetupRole::SubscriptionOwner,
            SetupStep::HandOver => SetupRole::ProductAdmin,
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
