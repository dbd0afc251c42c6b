//! What stands in the way, for every answer of Microsoft, and on which step it is mended.

use rstest::rstest;

use super::{DAY_S, NOW, certificate, product, secret};
use crate::answer::Refusal;
use crate::own_app::{
    AppAnswer, Credential, Finding, Made, Obstacle, PermissionRead, SetupStep, Write, Written, first_obstacle,
};
use crate::problem::Problem;
use crate::profile::{Permission, PermissionKind};
use crate::situation::Situation;
use crate::time::Timestamp;

const RECORDINGS: &str = "OnlineMeetingRecording.Read.All";
const MEETINGS: &str = "OnlineMeetings.Read.All";
const TRANSCRIPTS: &str = "OnlineMeetingTranscript.Read.All";
const PEOPLE: &str = "User.ReadBasic.All";
const ALL: [&str; 4] = [RECORDINGS, MEETINGS, TRANSCRIPTS, PEOPLE];

const OLD_S: i64 = 600;
const FRESH_S: i64 = 30;

/// Judges `answer` for Kaltura.
struct Judge {
    credential: Option<Credential>,
    policy_told_at: Option<Timestamp>,
    refusals: u32,
    written: Vec<Written>,
}

impl Judge {
    fn with(credential: Credential) -> Self {
        Self { credential: Some(credential), policy_told_at: None, refusals: 1, written: vec![] }
    }

    /// Usher wrote this so long ago.
    fn wrote(writes: impl IntoIterator<Item = Write>, age_s: i64) -> Self {
        let made = || Made::Grant { assignment: "a".to_owned() };
        let line = |write| Written { write, made: made(), at: NOW.plus_s(-age_s) };
        Self { written: writes.into_iter().map(line).collect(), ..old() }
    }

    fn policy_told(age_s: i64) -> Self {
        Self { policy_told_at: Some(NOW.plus_s(-age_s)), ..Self::with(secret(DAY_S, None)) }
    }

    fn of(&self, answer: &AppAnswer) -> Option<Obstacle> {
        let asked: Vec<Permission> = product("kaltura").application_permissions(&[]);
        let permissions: Vec<String> = asked.into_iter().map(|asked| asked.value).collect();
        first_obstacle(&Finding {
            answer,
            permissions: &permissions,
            credential: self.credential.as_ref(),
            policy_told_at: self.policy_told_at,
            refusals: self.refusals,
            written: &self.written,
            at: NOW,
        })
    }
}

fn old() -> Judge {
    Judge::with(secret(OLD_S, None))
}

/// The token endpoint's refusal with this number.
fn refused(error: &str, code: u32) -> AppAnswer {
    let body = format!(
        r#"{{"error":"{error}","error_description":"AADSTS{code}: text. Trace ID: 1","error_codes":[{code}]}}"#
    );
    AppAnswer::from(&Refusal::from_json(&body).expect("a refusal"))
}

fn reads(of: &[(&str, PermissionRead)]) -> Vec<(String, PermissionRead)> {
    of.iter().map(|(value, read)| ((*value).to_owned(), read.clone())).collect()
}

/// A sign-in with these roles; what is not named among the reads worked.
fn signed_in(roles: &[&str], different: &[(&str, PermissionRead)]) -> AppAnswer {
    let read = |value: &&str| {
        different
            .iter()
            .find(|(name, _)| name == value)
            .map_or(PermissionRead::Worked, |(_, read)| read.clone())
    };
    let reads =
        ALL.iter().filter(|value| roles.contains(value)).map(|value| ((*value).to_owned(), read(value)));
    AppAnswer::SignedIn {
        roles: Some(roles.iter().map(|role| (*role).to_owned()).collect()),
        reads: reads.collect(),
    }
}

fn missing(values: &[&str], none_granted: bool) -> Obstacle {
    Obstacle::PermissionsMissing {
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        none_granted,
    }
}

fn denied(values: &[&str]) -> Obstacle {
    Obstacle::AccessDenied { values: values.iter().map(|value| (*value).to_owned()).collect() }
}

const NO_POLICY: PermissionRead = PermissionRead::NoPolicy { refused: 1, tried: 1 };

#[rstest]
#[case::no_such_organization(
    refused("invalid_request", 90002),
    Obstacle::OrganizationNotFound,
    SetupStep::PasteIds
)]
#[case::no_organizations_id(
    refused("invalid_request", 900_023),
    Obstacle::OrganizationNotFound,
    SetupStep::PasteIds
)]
#[case::no_such_app(refused("unauthorized_client", 700_016), Obstacle::AppNotFound, SetupStep::PasteIds)]
#[case::app_without_an_instance(
    refused("invalid_client", 7_000_229),
    Obstacle::AppNotFound,
    SetupStep::PasteIds
)]
#[case::turned_off(refused("unauthorized_client", 7_000_112), Obstacle::AppDisabled, SetupStep::RegisterApp)]
#[case::wrong_secret(refused("invalid_client", 7_000_215), Obstacle::SecretWrong, SetupStep::MakeCredential)]
#[case::no_secret(refused("invalid_client", 7_000_218), Obstacle::SecretWrong, SetupStep::MakeCredential)]
#[case::ended_secret(refused("invalid_client", 7_000_222), Obstacle::SecretEnded { at: None }, SetupStep::MakeCredential)]
#[case::unknown_certificate(
    refused("invalid_client", 700_027),
    Obstacle::CertificateNotFound,
    SetupStep::MakeCredential
)]
#[case::policy_of_entra(
    refused("access_denied", 53003),
    Obstacle::Refused { situation: Situation::MfaOrPolicyBlock },
    SetupStep::MakeCredential
)]
#[case::a_number_nobody_knows(
    refused("invalid_request", 999_999),
    Obstacle::Refused { situation: Situation::InvalidRequest },
    SetupStep::MakeCredential
)]
#[case::nothing_kept(AppAnswer::NothingKept, Obstacle::NothingKept, SetupStep::MakeCredential)]
#[case::offline(
    AppAnswer::CouldNotAsk { problem: Problem::Offline },
    Obstacle::CouldNotCheck { problem: Problem::Offline },
    SetupStep::MakeCredential
)]
#[case::one_missing(signed_in(&[MEETINGS, TRANSCRIPTS, PEOPLE], &[]), missing(&[RECORDINGS], false), SetupStep::AddPermissions)]
#[case::three_missing(signed_in(&[PEOPLE], &[]), missing(&[RECORDINGS, MEETINGS, TRANSCRIPTS], false), SetupStep::AddPermissions)]
#[case::all_missing(signed_in(&[], &[]), missing(&ALL, true), SetupStep::GrantConsent)]
#[case::others_only(signed_in(&["Mail.Read"], &[]), missing(&ALL, true), SetupStep::GrantConsent)]
#[case::denied_though_listed(signed_in(&ALL, &[(PEOPLE, PermissionRead::Denied)]), denied(&[PEOPLE]), SetupStep::GrantConsent)]
#[case::no_policy(signed_in(&ALL, &[(MEETINGS, NO_POLICY)]), Obstacle::PolicyMissing, SetupStep::TeamsPolicy)]
#[case::payment(signed_in(&ALL, &[(TRANSCRIPTS, PermissionRead::PaymentRequired)]), Obstacle::PaymentRequired, SetupStep::MeteredApi)]
#[case::a_read_that_failed(
    signed_in(&ALL, &[(PEOPLE, PermissionRead::Failed { problem: Problem::Busy { retry_after_s: Some(3) } })]),
    Obstacle::CouldNotCheck { problem: Problem::Busy { retry_after_s: Some(3) } },
    SetupStep::MakeCredential
)]
fn each_answer_has_its_obstacle_and_its_step(
    #[case] answer: AppAnswer,
    #[case] expected: Obstacle,
    #[case] step: SetupStep,
) {
    let found = old().of(&answer);

    assert_eq!(found.as_ref(), Some(&expected));
    assert_eq!(expected.step(), step);
    assert!(!expected.passes_with_time());
}

#[rstest]
#[case::everything_worked(signed_in(&ALL, &[]))]
#[case::more_than_asked(signed_in(&[RECORDINGS, MEETINGS, TRANSCRIPTS, PEOPLE, "Mail.Read"], &[]))]
#[case::nobody_to_read_about(signed_in(&ALL, &[(MEETINGS, PermissionRead::NotTried), (RECORDINGS, PermissionRead::NotTried)]))]
#[case::listed_in_other_capitals(AppAnswer::SignedIn {
    roles: Some(ALL.iter().map(|value| value.to_lowercase()).collect()),
    reads: reads(&[(PEOPLE, PermissionRead::Worked)]),
})]
#[case::a_token_that_cannot_be_read(AppAnswer::SignedIn {
    roles: None,
    reads: ALL.iter().map(|value| ((*value).to_owned(), PermissionRead::Worked)).collect(),
})]
fn what_was_shown_to_work_has_nothing_in_the_way(#[case] answer: AppAnswer) {
    assert_eq!(old().of(&answer), None);
}

#[rstest]
#[case::one_denied(&[(PEOPLE, PermissionRead::Denied)], missing(&[PEOPLE], false))]
#[case::all_denied(
    &[(RECORDINGS, PermissionRead::Denied), (MEETINGS, PermissionRead::Denied), (TRANSCRIPTS, PermissionRead::Denied),
      (PEOPLE, PermissionRead::Denied)],
    missing(&ALL, true)
)]
#[case::no_policy(&[(MEETINGS, NO_POLICY)], Obstacle::PolicyMissing)]
#[case::nobody_to_read_about(&[(MEETINGS, PermissionRead::NotTried)], Obstacle::CouldNotCheck { problem: Problem::OddAnswer })]
#[case::a_read_that_failed(
    &[(MEETINGS, PermissionRead::Failed { problem: Problem::Offline })],
    Obstacle::CouldNotCheck { problem: Problem::Offline }
)]
fn with_a_token_that_cannot_be_read_the_reads_alone_tell(
    #[case] different: &[(&str, PermissionRead)],
    #[case] expected: Obstacle,
) {
    let AppAnswer::SignedIn { reads, .. } = signed_in(&ALL, different) else { panic!("it signed in") };

    assert_eq!(old().of(&AppAnswer::SignedIn { roles: None, reads }), Some(expected));
}

#[test]
fn without_a_readable_token_a_permission_that_no_read_is_for_is_never_called_granted() {
    let answer = AppAnswer::SignedIn { roles: None, reads: vec![] };

    assert_eq!(old().of(&answer), Some(Obstacle::CouldNotCheck { problem: Problem::OddAnswer }));
}

#[rstest]
#[case::fresh_secret(secret(FRESH_S, None), 7_000_215, Obstacle::CredentialTooNew)]
#[case::just_before(secret(119, None), 7_000_215, Obstacle::CredentialTooNew)]
#[case::just_after(secret(120, None), 7_000_215, Obstacle::SecretWrong)]
#[case::old_secret(secret(OLD_S, None), 7_000_215, Obstacle::SecretWrong)]
#[case::a_fresh_one_that_has_ended(secret(FRESH_S, Some(NOW)), 7_000_222, Obstacle::SecretEnded { at: Some(NOW) })]
#[case::an_end_that_is_still_to_come(
    secret(FRESH_S, Some(NOW.plus_s(DAY_S))),
    7_000_222,
    Obstacle::SecretEnded { at: None }
)]
#[case::fresh_certificate(certificate(FRESH_S), 700_027, Obstacle::CredentialTooNew)]
#[case::old_certificate(certificate(OLD_S), 700_027, Obstacle::CertificateNotFound)]
#[case::a_fresh_secret_of_an_app_that_is_off(secret(FRESH_S, None), 7_000_112, Obstacle::AppDisabled)]
#[case::a_fresh_secret_of_no_app(secret(FRESH_S, None), 700_016, Obstacle::AppNotFound)]
fn what_is_new_may_only_not_be_known_everywhere_yet(
    #[case] credential: Credential,
    #[case] code: u32,
    #[case] expected: Obstacle,
) {
    let found = Judge::with(credential).of(&refused("invalid_client", code));

    assert_eq!(found.as_ref().map(Obstacle::passes_with_time), Some(expected == Obstacle::CredentialTooNew));
    assert_eq!(found.as_ref().map(Obstacle::step), Some(expected.step()));
    assert_eq!(found, Some(expected));
}

#[rstest]
#[case::the_first(1, Obstacle::CredentialTooNew)]
#[case::the_fourth(4, Obstacle::CredentialTooNew)]
#[case::the_fifth(5, Obstacle::SecretWrong)]
#[case::of_a_connection_that_exists(u32::MAX, Obstacle::SecretWrong)]
fn so_many_refusals_in_a_row_are_no_delay(#[case] refusals: u32, #[case] expected: Obstacle) {
    let judge = Judge { refusals, ..Judge::with(secret(FRESH_S, None)) };

    assert_eq!(judge.of(&refused("invalid_client", 7_000_215)), Some(expected));
}

#[test]
fn a_certificate_whose_key_has_ended_is_called_ended() {
    let body = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS700027: The certificate with identifier used \
                to sign the client assertion is expired on application. [Reason - The key used is expired.]\",\
                \"error_codes\":[700027]}";
    let answer = AppAnswer::from(&Refusal::from_json(body).expect("a refusal"));
    let judge = Judge::with(certificate(366 * DAY_S));
    let ends_at = judge.credential.as_ref().and_then(Credential::ends_at);

    assert_eq!(judge.of(&answer), Some(Obstacle::SecretEnded { at: ends_at }));
}

#[rstest]
#[case::just_told(0, Some(30 * 60))]
#[case::almost_half_an_hour(30 * 60 - 1, Some(1))]
#[case::half_an_hour(30 * 60, None)]
#[case::a_day(DAY_S, None)]
fn a_policy_is_waited_for_for_half_an_hour(#[case] age_s: i64, #[case] until_s: Option<i64>) {
    let found = Judge::policy_told(age_s).of(&signed_in(&ALL, &[(MEETINGS, NO_POLICY)]));

    let expected = match until_s {
        Some(left) => Obstacle::PolicyTooNew { until: NOW.plus_s(left) },
        None => Obstacle::PolicyMissing,
    };
    assert_eq!(found.as_ref().map(Obstacle::passes_with_time), Some(until_s.is_some()));
    assert_eq!((found, expected.step()), (Some(expected), SetupStep::TeamsPolicy));
}

#[rstest]
#[case::for_some_at_once(1, 5, 0, Obstacle::OwnPolicy { refused: 1, tried: 5 })]
#[case::for_some_later(1, 5, DAY_S, Obstacle::OwnPolicy { refused: 1, tried: 5 })]
#[case::for_everybody(5, 5, DAY_S, Obstacle::PolicyMissing)]
fn people_with_a_policy_of_their_own_are_told_apart(
    #[case] refused: u32,
    #[case] tried: u32,
    #[case] age_s: i64,
    #[case] expected: Obstacle,
) {
    let read = PermissionRead::NoPolicy { refused, tried };
    let found = Judge::policy_told(age_s).of(&signed_in(&ALL, &[(MEETINGS, read)]));

    assert_eq!((found, expected.step()), (Some(expected), SetupStep::TeamsPolicy));
}

#[rstest]
#[case::missing_before_all(
    signed_in(&[MEETINGS, PEOPLE], &[(MEETINGS, NO_POLICY), (PEOPLE, PermissionRead::Denied)]),
    missing(&[RECORDINGS, TRANSCRIPTS], false)
)]
#[case::denied_before_policy(signed_in(&ALL, &[(MEETINGS, NO_POLICY), (PEOPLE, PermissionRead::Denied)]), denied(&[PEOPLE]))]
#[case::policy_before_payment(
    signed_in(&ALL, &[(MEETINGS, PermissionRead::PaymentRequired), (RECORDINGS, NO_POLICY)]),
    Obstacle::PolicyMissing
)]
#[case::payment_before_what_failed(
    signed_in(&ALL, &[(MEETINGS, PermissionRead::Failed { problem: Problem::Offline }), (RECORDINGS, PermissionRead::PaymentRequired)]),
    Obstacle::PaymentRequired
)]
#[case::the_worst_policy(
    signed_in(&ALL, &[(MEETINGS, PermissionRead::NoPolicy { refused: 1, tried: 3 }), (RECORDINGS, PermissionRead::NoPolicy { refused: 3, tried: 3 })]),
    Obstacle::PolicyMissing
)]
fn of_several_the_first_in_the_order_of_the_steps_is_named(
    #[case] answer: AppAnswer,
    #[case] expected: Obstacle,
) {
    assert_eq!(old().of(&answer), Some(expected));
}

#[test]
fn what_is_not_asked_for_is_not_in_the_way() {
    let answer = signed_in(&ALL, &[]);
    let AppAnswer::SignedIn { roles, mut reads } = answer else { panic!("it signed in") };
    reads.push(("Place.Read.All".to_owned(), PermissionRead::Denied));

    assert_eq!(old().of(&AppAnswer::SignedIn { roles, reads }), None);
    let delegated =
        Permission { kind: PermissionKind::Delegated, ..Permission::bare("Mail.Read".to_owned()) };
    assert!(!product("kaltura").application_permissions(&[]).contains(&delegated));
}

#[test]
fn an_answer_is_read_back_as_it_was_kept() {
    let answers = [
        refused("invalid_client", 7_000_215),
        signed_in(&ALL, &[(MEETINGS, NO_POLICY)]),
        AppAnswer::CouldNotAsk { problem: Problem::Offline },
        AppAnswer::NothingKept,
    ];

    let text = serde_json::to_string(&answers).expect("it is JSON");

    assert_eq!(serde_json::from_str::<Vec<AppAnswer>>(&text).expect("the same"), answers);
}

#[test]
fn a_read_that_works_with_less_is_no_proof_of_more() {
    let asked = ["TeamworkDevice.ReadWrite.All".to_owned()];
    let works = vec![(asked[0].clone(), PermissionRead::Worked)];
    let found = |roles: Option<Vec<String>>| {
        let answer = AppAnswer::SignedIn { roles, reads: works.clone() };
        first_obstacle(&Finding {
            answer: &answer,
            permissions: &asked,
            credential: None,
            refusals: 0,
            policy_told_at: None,
            written: &[],
            at: Timestamp(0),
        })
    };

    let lesser = found(Some(vec!["TeamworkDevice.Read.All".to_owned()]));
    assert!(matches!(lesser, Some(Obstacle::PermissionsMissing { .. })), "{lesser:?}");
    assert!(matches!(found(None), Some(Obstacle::CouldNotCheck { .. })), "a token that can't be read");
    assert_eq!(found(Some(asked.to_vec())), None);
}

#[rstest]
#[case::just_now(FRESH_S, Obstacle::ApprovalTooNew { values: ALL.map(str::to_owned).into() })]
#[case::long_ago(OLD_S, missing(&ALL, true))]
fn what_usher_has_just_approved_may_not_show_yet(#[case] age_s: i64, #[case] expected: Obstacle) {
    let grants = ALL.map(|value| Write::Grant { value: value.to_owned() });
    let nothing_yet = AppAnswer::SignedIn { roles: Some(vec![]), reads: vec![] };

    assert_eq!(Judge::wrote(grants, age_s).of(&nothing_yet), Some(expected));
}

#[test]
fn what_nobody_approved_is_missing_beside_what_is_new() {
    let judge = Judge::wrote([Write::Grant { value: PEOPLE.to_owned() }], FRESH_S);
    let nothing_yet = AppAnswer::SignedIn { roles: Some(vec![]), reads: vec![] };

    assert_eq!(judge.of(&nothing_yet), Some(missing(&ALL, true)));
}

#[rstest]
#[case::just_now(FRESH_S, Obstacle::AppTooNew)]
#[case::long_ago(OLD_S, Obstacle::AppNotFound)]
fn an_app_that_usher_has_just_registered_may_not_be_found_yet(
    #[case] age_s: i64,
    #[case] expected: Obstacle,
) {
    let not_found = refused("unauthorized_client", 700_016);

    assert_eq!(Judge::wrote([Write::RegisterApp], age_s).of(&not_found), Some(expected));
}

#[test]
fn an_app_that_was_added_to_the_organization_just_now_may_not_be_found_yet() {
    let judge = Judge::wrote([Write::AddToOrganization], FRESH_S);

    assert_eq!(judge.of(&refused("unauthorized_client", 7_000_229)), Some(Obstacle::AppTooNew));
}

#[rstest]
#[case::wrong("invalid_client", 7_000_215, 3)]
#[case::not_found("unauthorized_client", 700_016, 0)]
fn only_what_is_said_of_the_credential_counts_against_it(
    #[case] error: &str,
    #[case] code: u32,
    #[case] count: u32,
) {
    assert_eq!(refused(error, code).refusals_after(2), count);
}

#[rstest]
#[case("temporarily_unavailable", 90_033)]
fn a_service_that_is_down_says_nothing_of_the_app(#[case] error: &str, #[case] code: u32) {
    let answer = refused(error, code);

    assert_eq!(answer, AppAnswer::CouldNotAsk { problem: Problem::Busy { retry_after_s: None } });
}

#[test]
fn a_clock_that_is_off_is_no_wrong_credential() {
    let answer = refused("invalid_client", 700_024);

    assert_eq!(old().of(&answer), Some(Obstacle::CouldNotCheck { problem: Problem::ClockWrong }));
}

#[test]
fn a_certificate_that_is_refused_is_called_no_secret() {
    let judge = Judge::with(certificate(OLD_S));

    assert_eq!(judge.of(&refused("invalid_client", 50_012)), Some(Obstacle::CertificateNotFound));
}
