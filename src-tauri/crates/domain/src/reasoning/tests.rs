//! What each piece of evidence may claim, and what it must leave open.

use rstest::rstest;

use super::{Evidence, Leg, SilentFinding, conclude, silent_finding};
use crate::answer::Refusal;
use crate::diagnosis::AadstsCode;
use crate::forecast::Outlook;
use crate::situation::{Situation, Sureness};
use crate::view::Picture;

fn refusal(error: &str, subcode: Option<&str>, codes: &[u32]) -> Refusal {
    Refusal {
        error: error.to_owned(),
        error_subcode: subcode.map(str::to_owned),
        codes: codes.iter().copied().map(AadstsCode).collect(),
        ..Refusal::default()
    }
}

const MISSING: Evidence = Evidence::Silent(SilentFinding::ConsentMissing);

#[rstest]
#[case::the_silent_leg_shows_no_page(
    &[Evidence::Token { leg: Leg::Silent }], Situation::AlreadyGranted, Sureness::Proved, &[]
)]
#[case::nothing_showed_whether_a_page_came_up(
    &[Evidence::Token { leg: Leg::Interactive }],
    Situation::AlreadyGranted, Sureness::Inferred, &[Situation::CanGrant]
)]
#[case::consent_was_missing_and_then_a_code_came(
    &[MISSING, Evidence::Token { leg: Leg::Interactive }],
    Situation::CanGrant, Sureness::Inferred, &[Situation::AdminConsentGranted]
)]
#[case::the_person_saw_accept_and_then_a_code_came(
    &[Evidence::Told(Picture::AcceptList), Evidence::Token { leg: Leg::Interactive }],
    Situation::CanGrant, Sureness::Told, &[Situation::AlreadyGranted]
)]
#[case::the_person_says_dead_end(
    &[Evidence::Told(Picture::AdminOnly)],
    Situation::NeedsAdminApproval, Sureness::Told, &[Situation::NeedsAdminApprovalRequest]
)]
#[case::a_request_was_sent(
    &[Evidence::Told(Picture::RequestBox), Evidence::RequestSent],
    Situation::AdminApprovalPending, Sureness::Told, &[Situation::AdminConsentDeclined]
)]
#[case::silence(
    &[], Situation::Unknown, Sureness::Unknown,
    &[Situation::SignInRequired, Situation::NeedsAdminApproval, Situation::RedirectMismatch]
)]
fn evidence_claims_what_it_can(
    #[case] evidence: &[Evidence],
    #[case] situation: Situation,
    #[case] sureness: Sureness,
    #[case] left_open: &[Situation],
) {
    let diagnosis = conclude(evidence, Outlook::AdminLikely);

    assert_eq!((diagnosis.situation, diagnosis.sureness), (situation, sureness));
    for open in left_open {
        assert!(diagnosis.alternatives.contains(open), "{open:?} in {:?}", diagnosis.alternatives);
    }
    assert!(!diagnosis.alternatives.contains(&situation));
}

#[rstest]
#[case::people_may_approve(Outlook::PersonMayApprove, Situation::NeedsAdminApprovalRequest)]
#[case::an_admin_must(Outlook::AdminCertain, Situation::NeedsAdminApproval)]
fn a_cancel_without_a_code_leaves_the_admin_screens_open(#[case] outlook: Outlook, #[case] first: Situation) {
    let left = Evidence::Refused(refusal("access_denied", Some("cancel"), &[]));

    let diagnosis = conclude(&[MISSING, left], outlook);

    assert_ne!(diagnosis.sureness, Sureness::Proved);
    assert_eq!(diagnosis.alternatives.first(), Some(&first));
}

#[test]
fn after_a_consent_refusal_silence_no_longer_means_that_nobody_signed_in() {
    let without = conclude(&[], Outlook::AdminCertain);
    let with = conclude(&[MISSING], Outlook::AdminCertain);

    assert_eq!(without.alternatives.first(), Some(&Situation::SignInRequired));
    assert_eq!(with.alternatives.first(), Some(&Situation::NeedsAdminApproval));
}

#[rstest]
#[case::consent_required(refusal("consent_required", None, &[]), SilentFinding::ConsentMissing)]
#[case::no_grant(refusal("interaction_required", None, &[65001]), SilentFinding::ConsentMissing)]
#[case::admin_only(refusal("access_denied", None, &[90094]), SilentFinding::ConsentMissing)]
#[case::nobody_signed_in(refusal("login_required", None, &[50058]), SilentFinding::Nothing)]
#[case::a_second_factor(refusal("interaction_required", None, &[50076]), SilentFinding::Nothing)]
fn the_silent_leg_teaches_about_consent_only(#[case] answer: Refusal, #[case] expected: SilentFinding) {
    assert_eq!(silent_finding(&answer), expected);
}
