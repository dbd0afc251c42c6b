//! What stands between an own app registration and a green checklist, and on which step it is mended.

use serde::{Deserialize, Serialize};

use super::credential::{Credential, CredentialKind};
use super::probe::{AppAnswer, Finding, PermissionRead, does_with_less};
use super::step::SetupStep;
use super::write::{Write, Written};
use crate::permissions::same_scope;
use crate::problem::Problem;
use crate::situation::Situation;
use crate::time::Timestamp;

/// A fresh secret or certificate may be refused for a short while (`entra-consent.md` 6.2).
const TOO_NEW_S: i64 = 120;
/// What Usher has just registered or approved may not show for a while (`entra-consent.md` 6.2).
const SETTLES_S: i64 = 5 * 60;
/// So many refusals in a row are no delay any more.
const MOST_REFUSALS: u32 = 4;
/// Teams takes up to 30 minutes to let an app in (`ux.md` F5).
const POLICY_TAKES_S: i64 = 30 * 60;

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Obstacle {
    /// Microsoft knows no such organization (AADSTS90002).
    OrganizationNotFound,
    /// The organization has no such app (AADSTS700016).
    AppNotFound,
    /// Usher has just registered it, and Microsoft may not know it everywhere yet.
    AppTooNew,
    /// The app is turned off (AADSTS7000112).
    AppDisabled,
    /// The secret is wrong, cut short, deleted, or is its id (AADSTS7000215).
    SecretWrong,
    /// The secret has ended (AADSTS7000222).
    SecretEnded {
        /// When, as far as it is known.
        at: Option<Timestamp>,
    },
    /// Refused, and so new that Microsoft may not know it everywhere yet.
    CredentialTooNew,
    /// The app does not have this certificate (AADSTS700027).
    CertificateNotFound,
    /// Nothing to sign in with is kept here any more.
    NothingKept,
    /// These are not granted.
    PermissionsMissing {
        /// Which.
        values: Vec<String>,
        /// Nothing at all is granted, so the approval itself is missing.
        none_granted: bool,
    },
    /// Usher has just approved these, and they do not show yet.
    ApprovalTooNew {
        /// Which.
        values: Vec<String>,
    },
    /// These are granted, and Microsoft denied them all the same.
    AccessDenied {
        /// Which.
        values: Vec<String>,
    },
    /// Teams does not let the app in, and has had time to (E14).
    PolicyMissing,
    /// Teams does not let the app in yet.
    PolicyTooNew {
        /// Until when that is usual.
        until: Timestamp,
    },
    /// Teams lets the app in for everyone but people with a policy of their own (F5).
    OwnPolicy {
        /// For so many it was refused.
        refused: u32,
        /// Of so many it was tried with.
        tried: u32,
    },
    /// Microsoft wants to know who pays (402, E19).
    PaymentRequired,
    /// Microsoft refused it for another reason.
    Refused {
        /// What that means.
        situation: Situation,
    },
    /// It could not be checked.
    CouldNotCheck {
        /// Why.
        problem: Problem,
    },
}

impl Obstacle {
    /// The step on which it is mended.
    #[must_use]
    pub fn step(&self) -> SetupStep {
        match self {
            Obstacle::OrganizationNotFound | Obstacle::AppNotFound => SetupStep::PasteIds,
            Obstacle::AppDisabled | Obstacle::AppTooNew => SetupStep::RegisterApp,
            Obstacle::SecretWrong
            | Obstacle::SecretEnded { .. }
            | Obstacle::CredentialTooNew
            | Obstacle::CertificateNotFound
            | Obstacle::NothingKept
            | Obstacle::Refused { .. }
            | Obstacle::CouldNotCheck { .. } => SetupStep::MakeCredential,
            Obstacle::PermissionsMissing { none_granted: false, .. } => SetupStep::AddPermissions,
            Obstacle::PermissionsMissing { none_granted: true, .. }
            | Obstacle::ApprovalTooNew { .. }
            | Obstacle::AccessDenied { .. } => SetupStep::GrantConsent,
            Obstacle::PolicyMissing | Obstacle::PolicyTooNew { .. } | Obstacle::OwnPolicy { .. } => {
                SetupStep::TeamsPolicy
            }
            Obstacle::PaymentRequired => SetupStep::MeteredApi,
        }
    }

    /// Whether it says nothing but that Microsoft could not be asked.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Obstacle::CouldNotCheck { .. })
    }

    /// Whether waiting may mend it, so that Usher looks again by itself.
    #[must_use]
    pub fn passes_with_time(&self) -> bool {
        matches!(
            self,
            Obstacle::AppTooNew
                | Obstacle::CredentialTooNew
                | Obstacle::ApprovalTooNew { .. }
                | Obstacle::PolicyTooNew { .. }
        )
    }
}

/// The first thing in the way, in the order of the steps; `None` when everything was shown to work.
#[must_use]
pub fn first_obstacle(finding: &Finding<'_>) -> Option<Obstacle> {
    match finding.answer {
        AppAnswer::CouldNotAsk { problem } => Some(Obstacle::CouldNotCheck { problem: problem.clone() }),
        AppAnswer::NothingKept => Some(Obstacle::NothingKept),
        AppAnswer::Refused { situation, codes } => Some(of_refusal(*situation, codes, finding)),
        AppAnswer::SignedIn { roles, reads } => of_reads(roles.as_deref(), reads, finding),
    }
}

fn of_refusal(situation: Situation, codes: &[u32], finding: &Finding<'_>) -> Obstacle {
    let code = |number| codes.contains(&number);
    // What the person said of its end may be wrong; Microsoft says that it has come.
    let ended_at = finding.credential.and_then(Credential::ends_at).filter(|at| *at <= finding.at);
    let fresh = |known: &Credential| finding.at.seconds_since(known.made_at()) < TOO_NEW_S;
    let new = finding.refusals <= MOST_REFUSALS && finding.credential.is_some_and(fresh);
    if code(90002) || code(900_023) {
        return Obstacle::OrganizationNotFound;
    }
    // What the app signs with names a time that is not now at Microsoft.
    if code(700_024) {
        return Obstacle::CouldNotCheck { problem: Problem::ClockWrong };
    }
    if situation == Situation::AppNotFound || situation == Situation::AppNotInTenant {
        let is_app = |line: &&Written| matches!(line.write, Write::RegisterApp | Write::AddToOrganization);
        if settles(finding, is_app) { Obstacle::AppTooNew } else { Obstacle::AppNotFound }
    } else if situation == Situation::AppDisabled {
        Obstacle::AppDisabled
    } else if situation == Situation::SecretExpired {
        Obstacle::SecretEnded { at: ended_at }
    } else if situation == Situation::SecretInvalid || situation == Situation::SecretMissing {
        let kind = finding.credential.map(Credential::kind);
        let is_certificate = code(700_027) || kind == Some(CredentialKind::Certificate);
        if new {
            Obstacle::CredentialTooNew
        } else if is_certificate {
            Obstacle::CertificateNotFound
        } else {
            Obstacle::SecretWrong
        }
    } else {
        Obstacle::Refused { situation }
    }
}

/// Whether Usher made one of these so short a while ago that it may not show yet.
fn settles(finding: &Finding<'_>, made: impl Fn(&&Written) -> bool) -> bool {
    let last = finding.written.iter().filter(made).map(|line| line.at).max();
    last.is_some_and(|at| finding.at.seconds_since(at) < SETTLES_S)
}

fn of_reads(
    roles: Option<&[String]>,
    reads: &[(String, PermissionRead)],
    finding: &Finding<'_>,
) -> Option<Obstacle> {
    let read_of = |value: &str| reads.iter().find(|(name, _)| same_scope(name, value)).map(|(_, read)| read);
    let listed = |value: &str| roles.is_some_and(|roles| roles.iter().any(|role| same_scope(role, value)));
    let values = || finding.permissions.iter().map(String::as_str);
    let denied = |value: &&str| matches!(read_of(value), Some(PermissionRead::Denied));
    let missing: Vec<String> = values()
        // A read shows that a permission works, not which one: a lesser or a greater one may do for it.
        .filter(|value| if roles.is_some() { !listed(value) } else { denied(value) })
        .map(str::to_owned)
        .collect();
    if !missing.is_empty() {
        let granted = |line: &&Written, value: &str| matches!(&line.write, Write::Grant { value: made } if same_scope(made, value));
        if missing.iter().all(|value| settles(finding, |line| granted(line, value))) {
            return Some(Obstacle::ApprovalTooNew { values: missing });
        }
        let none_granted = missing.len() == finding.permissions.len();
        return Some(Obstacle::PermissionsMissing { values: missing, none_granted });
    }
    let shut_out: Vec<String> = values().filter(denied).map(str::to_owned).collect();
    if !shut_out.is_empty() {
        return Some(Obstacle::AccessDenied { values: shut_out });
    }
    let reads = || values().filter_map(read_of);
    if let Some((refused, tried)) = worst_policy(reads()) {
        return Some(of_policy((refused, tried), finding));
    }
    if reads().any(|read| *read == PermissionRead::PaymentRequired) {
        return Some(Obstacle::PaymentRequired);
    }
    let failed = reads().find_map(failure);
    // A token that can't be read says nothing of what no read was made for.
    let unknown = || roles.is_none() && values().any(|value| tells_nothing(value, read_of(value)));
    let problem = failed.or_else(|| unknown().then_some(Problem::OddAnswer))?;
    Some(Obstacle::CouldNotCheck { problem })
}

fn failure(read: &PermissionRead) -> Option<Problem> {
    match read {
        PermissionRead::Failed { problem } => Some(problem.clone()),
        PermissionRead::Worked
        | PermissionRead::Denied
        | PermissionRead::NoPolicy { .. }
        | PermissionRead::PaymentRequired
        | PermissionRead::NotTried => None,
    }
}

fn tells_nothing(value: &str, read: Option<&PermissionRead>) -> bool {
    match read {
        None | Some(PermissionRead::NotTried) => true,
        Some(PermissionRead::Worked) => does_with_less(value),
        Some(
            PermissionRead::Denied
            | PermissionRead::NoPolicy { .. }
            | PermissionRead::PaymentRequired
            | PermissionRead::Failed { .. },
        ) => false,
    }
}

fn worst_policy<'a>(reads: impl Iterator<Item = &'a PermissionRead>) -> Option<(u32, u32)> {
    reads
        .filter_map(|read| match read {
            PermissionRead::NoPolicy { refused, tried } => Some((*refused, *tried)),
            PermissionRead::Worked
            | PermissionRead::Denied
            | PermissionRead::PaymentRequired
            | PermissionRead::NotTried
            | PermissionRead::Failed { .. } => None,
        })
        .max()
}

fn of_policy((refused, tried): (u32, u32), finding: &Finding<'_>) -> Obstacle {
    // It works for some, so Teams knows the policy by now.
    if refused < tried {
        return Obstacle::OwnPolicy { refused, tried };
    }
    let until = finding.policy_told_at.map(|told| told.plus_s(POLICY_TAKES_S));
    match until.filter(|until| finding.at < *until) {
        Some(until) => Obstacle::PolicyTooNew { until },
        None => Obstacle::PolicyMissing,
    }
}
