//! The ten steps, what a credential tells of itself, and what is kept of a setup.

use std::collections::BTreeSet;

use rstest::rstest;

use super::{DAY_S, NOW, certificate, product, secret, setup};
use crate::ids::ConnectionId;
use crate::own_app::{Credential, CredentialKind, PolicyFound, Setup, SetupStep, secret_end};
use crate::profile::{ExtraStep, Profile};
use crate::time::Timestamp;

#[rstest]
#[case::kaltura("kaltura", &[SetupStep::MeteredApi])]
#[case::teams_devices("teams-devices", &[SetupStep::TeamsPolicy, SetupStep::MeteredApi])]
fn a_product_walks_through_the_steps_that_it_needs(#[case] id: &str, #[case] left_out: &[SetupStep]) {
    let needed: Vec<SetupStep> = SetupStep::ALL.into_iter().filter(|step| !left_out.contains(step)).collect();

    let mut walked = vec![SetupStep::GetReady];
    while let Some(next) = walked.last().and_then(|step| step.next(product(id))) {
        walked.push(next);
    }
    assert_eq!(walked, needed);
    let mut back = vec![SetupStep::HandOver];
    while let Some(before) = back.last().and_then(|step| step.before(product(id))) {
        back.push(before);
    }
    back.reverse();
    assert_eq!(back, needed);
}

#[test]
fn billing_is_a_step_only_where_an_api_is_named() {
    let metered =
        |extra_steps, metered_apis| Profile { extra_steps, metered_apis, ..product("kaltura").clone() };
    let named = || vec!["Chat export".to_owned()];

    assert!(!SetupStep::MeteredApi.is_needed(&metered(vec![ExtraStep::MeteredApi], vec![])));
    assert!(SetupStep::MeteredApi.is_needed(&metered(vec![ExtraStep::MeteredApi], named())));
    assert!(SetupStep::MeteredApi.is_needed(&metered(vec![], named())));
}

#[rstest]
#[case::neither(&[], true, false, CredentialKind::Secret)]
#[case::secret(&[ExtraStep::ClientSecret], true, false, CredentialKind::Secret)]
#[case::certificate(&[ExtraStep::Certificate], false, true, CredentialKind::Certificate)]
#[case::both(&[ExtraStep::ClientSecret, ExtraStep::Certificate], true, true, CredentialKind::Certificate)]
fn a_certificate_comes_first_where_the_product_takes_one(
    #[case] steps: &[ExtraStep],
    #[case] by_secret: bool,
    #[case] by_certificate: bool,
    #[case] first: CredentialKind,
) {
    let profile = Profile { extra_steps: steps.to_vec(), ..product("kaltura").clone() };

    let setup = Setup::new(ConnectionId("s1".to_owned()), &profile, NOW);

    assert_eq!((profile.allows_secret(), profile.allows_certificate()), (by_secret, by_certificate));
    assert_eq!(setup.credential_kind, first);
    assert_eq!((setup.policy.found, setup.credential), (PolicyFound::NotLooked, None));
}

#[rstest]
#[case::nobody_said(None, None)]
#[case::a_year(Some(365 * DAY_S), Some(365))]
#[case::less_than_a_day(Some(DAY_S - 1), Some(0))]
#[case::now(Some(0), Some(0))]
#[case::a_second_ago(Some(-1), Some(-1))]
#[case::a_day_ago(Some(-DAY_S), Some(-1))]
#[case::more_than_a_day_ago(Some(-DAY_S - 1), Some(-2))]
fn whole_days_are_left(#[case] ends_in_s: Option<i64>, #[case] expected: Option<i32>) {
    let secret = secret(60, ends_in_s.map(|seconds| NOW.plus_s(seconds)));

    assert_eq!(secret.days_left(NOW), expected);
}

#[rstest]
#[case::far_ahead(Timestamp(i64::MAX), NOW)]
#[case::far_behind(Timestamp(i64::MIN), NOW)]
#[case::a_broken_clock(NOW, Timestamp(i64::MIN))]
fn an_odd_date_is_no_panic(#[case] ends_at: Timestamp, #[case] now: Timestamp) {
    let days = secret(0, Some(ends_at)).days_left(now);

    assert!(days.is_none_or(|days| days != 0), "{days:?}");
}

#[rstest]
#[case::a_day(1)]
#[case::half_a_year(180)]
#[case::a_year(365)]
fn a_secret_ends_after_its_days(#[case] days: u16) {
    let ends_at = secret_end(NOW, days);

    assert_eq!(secret(0, Some(ends_at)).days_left(NOW), Some(i32::from(days)));
    assert_eq!(secret(0, Some(ends_at)).ends_at(), Some(ends_at));
}

#[test]
fn a_certificate_always_knows_its_end() {
    let certificate = certificate(DAY_S);

    assert_eq!((certificate.kind(), certificate.days_left(NOW)), (CredentialKind::Certificate, Some(364)));
    assert_eq!(certificate.made_at(), NOW.plus_s(-DAY_S));
    assert_eq!(secret(DAY_S, None).kind(), CredentialKind::Secret);
}

#[test]
fn a_setup_is_read_back_as_it_was_kept() {
    let mut setup = setup("kaltura");
    setup.credential = Some(certificate(0));
    setup.policy_told_at = Some(NOW);

    let text = serde_json::to_string(&setup).expect("it is JSON");

    assert_eq!(serde_json::from_str::<Setup>(&text).expect("the same"), setup);
}

#[test]
fn of_a_secret_only_its_first_three_signs_are_kept() {
    let secret = Credential::Secret { hint: "a8Q".to_owned(), made_at: NOW, ends_at: None };

    let kept = serde_json::to_value(&secret).expect("it is JSON");

    let keys: BTreeSet<&str> = kept.as_object().expect("a table").keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["endsAt", "hint", "kind", "madeAt"]));
}
