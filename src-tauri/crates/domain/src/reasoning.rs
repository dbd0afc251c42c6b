//! From evidence to a situation: the heart of Usher.
//!
//! Strongest first: a token, an OAuth refusal, what the silent leg said, the forecast, what the person
//! says they see, silence. Only an answer that can mean one thing is `Proved`.

use crate::answer::{Refusal, classify_refusal};
use crate::diagnosis::{AadstsCode, Card, Diagnosis};
use crate::forecast::Outlook;
use crate::situation::{Situation, Sureness, Who};
use crate::view::Picture;

/// Which leg of the browser trip brought an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// `prompt=none` with a `login_hint`.
    Silent,
    /// The visible one.
    Interactive,
}

/// What the silent leg taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SilentFinding {
    /// Signed in, but no consent covers what was asked: situation 2 or 3.
    ConsentMissing,
    /// No browser session, MFA, account choice: nothing about consent.
    Nothing,
}

/// One piece of evidence of a trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The silent leg's refusal.
    Silent(SilentFinding),
    /// A token arrived.
    Token {
        /// By which leg.
        leg: Leg,
    },
    /// The interactive leg was refused.
    Refused(Refusal),
    /// The person picked a drawing.
    Told(Picture),
    /// The person said that the request was sent.
    RequestSent,
}

/// AADSTS codes that say: this person is signed in and consent is what is missing
/// (`entra-consent.md` section 3, "Consent missing" and "Admin approval needed").
const CONSENT_MISSING: [u32; 7] = [65001, 90008, 90093, 90094, 90095, 900_941, 900_981];

/// Reads what the silent leg's refusal teaches about consent.
#[must_use]
pub fn silent_finding(refusal: &Refusal) -> SilentFinding {
    let by_code = refusal.codes.iter().any(|code| CONSENT_MISSING.contains(&code.0));
    let by_word =
        refusal.error == "consent_required" || refusal.suberror.as_deref() == Some("consent_required");
    if by_code || by_word { SilentFinding::ConsentMissing } else { SilentFinding::Nothing }
}

/// What a reviewer may have made of a request meanwhile; nothing tells (`entra-consent.md` 5.5).
const AFTER_A_REQUEST: [Situation; 5] = [
    Situation::NeedsAdminApprovalRequest,
    Situation::AdminConsentGranted,
    Situation::AdminConsentDeclined,
    Situation::AppDisabled,
    Situation::NeedsAdminApproval,
];

/// Concludes from all evidence of a trip, newest last.
#[must_use]
pub fn conclude(evidence: &[Evidence], outlook: Outlook) -> Diagnosis {
    let consent_missing = evidence.contains(&Evidence::Silent(SilentFinding::ConsentMissing));
    let decisive = evidence.iter().rev().find(|e| !matches!(e, Evidence::Silent(_)));
    match decisive {
        Some(Evidence::Token { leg }) => {
            by_token(*leg, consent_missing, evidence.contains(&Evidence::Told(Picture::AcceptList)))
        }
        Some(Evidence::Refused(refusal)) => by_refusal(refusal, consent_missing, outlook),
        Some(Evidence::Told(picture)) => by_picture(*picture, consent_missing, outlook),
        Some(Evidence::RequestSent) => {
            told(Situation::AdminApprovalPending, &AFTER_A_REQUEST, Who::TenantAdmin, Card::E02)
        }
        Some(Evidence::Silent(_)) | None => by_silence(consent_missing, outlook),
    }
}

fn by_token(leg: Leg, consent_missing: bool, saw_accept: bool) -> Diagnosis {
    match (leg, consent_missing) {
        // The silent leg shows no page, so a code from it means that consent held before.
        (Leg::Silent, _) => {
            diagnosis(Situation::AlreadyGranted, Sureness::Proved, &[], Who::None, Card::Granted)
        }
        // An admin may have granted elsewhere between the two legs, so this is not proof of Accept.
        (Leg::Interactive, true) => diagnosis(
            Situation::CanGrant,
            Sureness::Inferred,
            &[Situation::AlreadyGranted, Situation::AdminConsentGranted],
            Who::None,
            Card::Granted,
        ),
        // The person saw the page with Accept before the code came.
        (Leg::Interactive, false) if saw_accept => {
            told(Situation::CanGrant, &[Situation::AlreadyGranted], Who::None, Card::Granted)
        }
        (Leg::Interactive, false) => diagnosis(
            Situation::AlreadyGranted,
            Sureness::Inferred,
            &[Situation::CanGrant, Situation::AdminConsentGranted],
            Who::None,
            Card::Granted,
        ),
    }
}

fn by_refusal(refusal: &Refusal, consent_missing: bool, outlook: Outlook) -> Diagnosis {
    let mut read = classify_refusal(refusal);
    if refusal.error_subcode.as_deref() == Some("cancel") && refusal.codes.is_empty() {
        // Leaving the dead end and pressing Cancel come back as the same string (entra-consent.md section 4).
        let mut open = admin_situations(outlook);
        if !consent_missing {
            open.push(Situation::SignInRequired);
        }
        open.push(Situation::CanGrant);
        let rest = read.alternatives.into_iter().filter(|s| !open.contains(s)).collect::<Vec<_>>();
        read.alternatives = open.into_iter().chain(rest).filter(|s| *s != read.situation).collect();
        read.sureness = Sureness::Inferred;
    }
    read
}

fn by_picture(picture: Picture, consent_missing: bool, outlook: Outlook) -> Diagnosis {
    match picture {
        Picture::SignIn => {
            told(Situation::SignInRequired, &[Situation::UserBlocked], Who::User, Card::SignIn)
        }
        Picture::AcceptList => {
            told(Situation::CanGrant, &[Situation::NeedsAdminApprovalRequest], Who::User, Card::CanGrant)
        }
        Picture::RequestBox => told(
            Situation::NeedsAdminApprovalRequest,
            &[Situation::NeedsAdminApproval],
            Who::TenantAdmin,
            Card::RequestBox,
        ),
        Picture::AdminOnly => told(
            Situation::NeedsAdminApproval,
            &[Situation::NeedsAdminApprovalRequest],
            Who::TenantAdmin,
            Card::E01,
        ),
        Picture::RequestSent => {
            told(Situation::AdminApprovalPending, &AFTER_A_REQUEST, Who::TenantAdmin, Card::E02)
        }
        Picture::ErrorCode | Picture::ClosePage | Picture::NoPage => by_silence(consent_missing, outlook),
    }
}

/// Everything that leaves the person on Microsoft's page, likeliest first.
fn by_silence(consent_missing: bool, outlook: Outlook) -> Diagnosis {
    let mut open = Vec::new();
    if !consent_missing {
        open.push(Situation::SignInRequired);
    }
    if outlook == Outlook::PersonMayApprove {
        open.push(Situation::CanGrant);
    }
    open.extend(admin_situations(outlook));
    open.extend([
        Situation::CanGrant,
        Situation::AdminApprovalPending,
        Situation::MfaOrPolicyBlock,
        Situation::UserNotAssigned,
        Situation::AppDisabled,
        Situation::AppNotFound,
        Situation::AppNotInTenant,
        Situation::RedirectMismatch,
        Situation::WrongAccountType,
        Situation::WrongTenant,
        Situation::UserBlocked,
        Situation::UserDeclined,
        Situation::AlreadyGranted,
        Situation::SignInRequired,
        Situation::AdminConsentDeclined,
        Situation::Throttled,
        Situation::ServiceUnavailable,
        Situation::InvalidRequest,
    ]);
    let mut seen = Vec::new();
    open.retain(|s| {
        let new = !seen.contains(s);
        seen.push(*s);
        new
    });
    diagnosis(Situation::Unknown, Sureness::Unknown, &open, Who::User, Card::E15)
}

fn admin_situations(outlook: Outlook) -> Vec<Situation> {
    match outlook {
        Outlook::PersonMayApprove => {
            vec![Situation::NeedsAdminApprovalRequest, Situation::NeedsAdminApproval]
        }
        Outlook::AdminLikely | Outlook::AdminCertain => {
            vec![Situation::NeedsAdminApproval, Situation::NeedsAdminApprovalRequest]
        }
    }
}

fn told(situation: Situation, alternatives: &[Situation], who: Who, card: Card) -> Diagnosis {
    diagnosis(situation, Sureness::Told, alternatives, who, card)
}

fn diagnosis(
    situation: Situation,
    sureness: Sureness,
    alternatives: &[Situation],
    who: Who,
    card: Card,
) -> Diagnosis {
    Diagnosis {
        situation,
        sureness,
        alternatives: alternatives.to_vec(),
        codes: Vec::<AadstsCode>::new(),
        who,
        card,
    }
}

#[cfg(test)]
mod tests;
