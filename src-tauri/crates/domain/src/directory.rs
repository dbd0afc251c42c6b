//! What the directory says about an app: read with an admin's rights where there are any, else not known.

use serde::{Deserialize, Serialize};

use crate::grant::Covers;
use crate::ids::{ObjectId, TenantId};
use crate::permissions::{DirectoryRole, same_scope};
use crate::problem::Problem;
use crate::profile::PermissionKind;

/// One thing that the directory was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Told<T> {
    /// Nobody asked, or this sign-in may not read it.
    #[default]
    Nothing,
    /// It could not be read.
    Failed(Problem),
    /// What it is.
    Known(T),
}

impl<T> Told<T> {
    /// What is known.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Told::Known(value) => Some(value),
            Told::Nothing | Told::Failed(_) => None,
        }
    }
}

impl Directory {
    /// It was asked for and could not be read.
    #[must_use]
    pub fn failed(problem: &Problem) -> Self {
        Self {
            app: Told::Failed(problem.clone()),
            grants: Told::Failed(problem.clone()),
            roles: Told::Failed(problem.clone()),
        }
    }

    /// For whom a granted permission counts, where that could be read.
    #[must_use]
    pub fn covers(&self, value: &str, kind: PermissionKind) -> Covers {
        let grants = match &self.grants {
            Told::Known(grants) => grants,
            Told::Nothing => return Covers::NotKnown,
            Told::Failed(_) => return Covers::CheckFailed,
        };
        let lists = |values: &[String]| values.iter().any(|have| same_scope(have, value));
        match kind {
            PermissionKind::Application if lists(&grants.application) => Covers::Everyone,
            PermissionKind::Delegated if lists(&grants.everyone) => Covers::Everyone,
            PermissionKind::Delegated if lists(&grants.person) => Covers::OnlyYou,
            PermissionKind::Application | PermissionKind::Delegated => Covers::NotKnown,
        }
    }

    /// The enterprise application, where it is there and may be read.
    #[must_use]
    pub fn seen_app(&self) -> Option<&SeenApp> {
        self.app.known().and_then(Option::as_ref)
    }
}

/// What the directory of one organization says, as far as a sign-in may read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Directory {
    /// The enterprise application; `None` inside: nobody there has used it yet.
    pub app: Told<Option<SeenApp>>,
    /// Who granted what.
    pub grants: Told<SeenGrants>,
    /// The active roles of the person who signed in.
    pub roles: Told<Vec<DirectoryRole>>,
}

/// An enterprise application (service principal).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenApp {
    /// Its object id there; portal links name it.
    pub object: ObjectId,
    /// Its name there.
    pub name: Option<String>,
    /// The publisher that Microsoft verified.
    pub publisher: Option<String>,
    /// The organization that registered it.
    pub owner: Option<TenantId>,
    /// People may sign in to it.
    pub enabled: bool,
    /// Only people on its list may use it.
    pub assignment_required: bool,
    /// Microsoft has disabled it.
    pub disabled_by_microsoft: bool,
    /// When it came into the organization, as Microsoft writes it.
    pub created: Option<String>,
}

/// What is granted to an app, by whom it covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SeenGrants {
    /// Delegated, for everyone.
    pub everyone: Vec<String>,
    /// Delegated, for the person who signed in.
    pub person: Vec<String>,
    /// Application permissions, by value.
    pub application: Vec<String>,
}
