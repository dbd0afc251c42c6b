//! Signing in as the app, and one harmless read for each permission: what was asked, and what came.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::credential::Credential;
use super::write::Written;
use crate::answer::{Refusal, classify_refusal};
use crate::permissions::same_scope;
use crate::problem::Problem;
use crate::situation::Situation;
use crate::time::Timestamp;

/// A read that changes nothing and works only with the permission. Data: `data/app-reads.json`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The permission that it shows.
    pub permission: String,
    /// Below Graph's address, with its version; `{user}` stands for a person of the organization.
    // Meetings can be looked up only, by an id or an address (graph/api/onlinemeeting-get): no meeting has the id 0.
    pub path: String,
    /// A lesser permission does for it as well.
    #[serde(default)]
    pub lesser: bool,
    /// It also takes Teams' application access policy (`entra-consent.md` 8.3).
    #[serde(default)]
    pub policy: bool,
}

/// What signing in as the app brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AppAnswer {
    /// The token endpoint said no.
    Refused {
        /// What that means.
        situation: Situation,
        /// The AADSTS codes of it.
        codes: Vec<u32>,
    },
    /// It could not be asked.
    CouldNotAsk {
        /// Why.
        problem: Problem,
    },
    /// There is nothing in the keychain to sign in with.
    NothingKept,
    /// The app signed in.
    SignedIn {
        /// The `roles` of the token; `None` where it can't be read, which is allowed (S27).
        roles: Option<Vec<String>>,
        /// One line for each permission that has a read.
        reads: Vec<(String, PermissionRead)>,
    },
}

impl AppAnswer {
    /// How often the credential was refused in a row, after `before` refusals and this answer.
    #[must_use]
    pub fn refusals_after(&self, before: u32) -> u32 {
        match self {
            AppAnswer::Refused { situation: Situation::SecretInvalid | Situation::SecretMissing, .. } => {
                before.saturating_add(1)
            }
            AppAnswer::CouldNotAsk { .. } => before,
            AppAnswer::Refused { .. } | AppAnswer::NothingKept | AppAnswer::SignedIn { .. } => 0,
        }
    }
}

impl From<&Refusal> for AppAnswer {
    fn from(refusal: &Refusal) -> Self {
        let situation = classify_refusal(refusal).situation;
        // A service that is busy or down has said nothing of the app.
        if matches!(situation, Situation::Throttled | Situation::ServiceUnavailable) {
            return AppAnswer::CouldNotAsk { problem: Problem::Busy { retry_after_s: None } };
        }
        AppAnswer::Refused { situation, codes: refusal.codes.iter().map(|code| code.0).collect() }
    }
}

/// What a harmless read showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PermissionRead {
    /// It worked.
    Worked,
    /// Microsoft denied it (403).
    Denied,
    /// Teams' application access policy does not cover some people (403).
    NoPolicy {
        /// Of these people it was refused.
        refused: u32,
        /// Of so many it was tried.
        tried: u32,
    },
    /// It costs, and nobody set up who pays (402).
    PaymentRequired,
    /// There is no read for it, or nobody to read about.
    NotTried,
    /// It could not be asked.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// Everything that a judgment of an answer takes.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The answer.
    pub answer: &'a AppAnswer,
    /// What is asked for.
    pub permissions: &'a [String],
    /// What the app signed in with.
    pub credential: Option<&'a Credential>,
    /// How often the credential was refused in a row.
    pub refusals: u32,
    /// When the policy was granted, as the person says.
    pub policy_told_at: Option<Timestamp>,
    /// What Usher wrote at Microsoft.
    pub written: &'a [Written],
    /// When the answer came: time that goes by without another look shows nothing.
    pub at: Timestamp,
}

/// All reads that Usher knows.
#[must_use]
pub fn probes() -> &'static [Probe] {
    static PROBES: LazyLock<Vec<Probe>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../data/app-reads.json"))
            .expect("app-reads.json is part of the program and tested")
    });
    &PROBES
}

/// A lesser permission would do for the read of this one as well, so that it shows nothing of this one.
pub(crate) fn does_with_less(value: &str) -> bool {
    read_of(value).is_some_and(|probe| probe.lesser)
}

/// The read of this permission takes Teams' application access policy as well, and so shows it.
#[must_use]
pub fn shows_policy(value: &str) -> bool {
    read_of(value).is_some_and(|probe| probe.policy)
}

fn read_of(value: &str) -> Option<&'static Probe> {
    probes().iter().find(|probe| same_scope(&probe.permission, value))
}
