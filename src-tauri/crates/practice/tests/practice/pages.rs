//! The pages themselves, and who is shown which under which policy.

use rstest::rstest;
use usher_domain::situation::Situation;
use usher_practice::settings::UserConsent;
use usher_practice::truth::Page as Shown;
use usher_practice::{Practice, Settings};

use crate::support::{Browser, anyone_may_accept, authorize_url, consent_off, get_json, practice};

async fn after_sign_in(practice: &Practice, scope: &str) -> crate::support::Page {
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(practice, &[("scope", scope)])).await;
    browser.sign_in(practice, &page, "ana@brightwater.example").await
}

#[rstest]
#[case::legacy_lets_pass_what_is_not_admin_only(UserConsent::Legacy, "openid Calendars.Read", true)]
#[case::legacy_stops_what_is_admin_only(UserConsent::Legacy, "openid User.Read.All", false)]
#[case::managed_lets_sign_in_pass(UserConsent::MicrosoftManaged, "openid profile User.Read", true)]
#[case::managed_stops_calendars(UserConsent::MicrosoftManaged, "openid Calendars.Read", false)]
#[case::managed_stops_online_meetings(UserConsent::MicrosoftManaged, "OnlineMeetings.Read", false)]
#[case::low_risk_lets_the_classified_pass(UserConsent::LowRisk, "openid profile offline_access", true)]
#[case::low_risk_stops_the_rest(UserConsent::LowRisk, "openid User.Read", false)]
#[case::an_own_policy_lets_all_pass(UserConsent::Custom, "User.Read.All", true)]
#[case::off_stops_even_sign_in(UserConsent::Off, "openid", false)]
#[tokio::test]
async fn the_policy_decides(#[case] user_consent: UserConsent, #[case] scope: &str, #[case] may: bool) {
    let practice = practice(Settings { user_consent, ..Settings::default() }).await;

    let page = after_sign_in(&practice, scope).await;

    assert_eq!(page.has("accept"), may, "{}", page.body);
    assert_eq!(page.has("need-admin-approval"), !may);
}

#[tokio::test]
async fn assignment_makes_every_consent_an_admins() {
    let assigned = Some(vec!["ana@brightwater.example".to_owned()]);
    let practice = practice(Settings { assigned, ..anyone_may_accept() }).await;

    assert!(after_sign_in(&practice, "openid").await.has("need-admin-approval"));
}

#[tokio::test]
async fn a_declined_permissions_page_names_65004() {
    let practice = practice(anyone_may_accept()).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    let page = browser.sign_in(&practice, &page, "ana@brightwater.example").await;

    let answer = browser.press(&page, "cancel", &[]).await;

    assert_eq!(answer.answer("error").as_deref(), Some("access_denied"));
    assert!(answer.answer("error_description").unwrap().starts_with("AADSTS65004: "));
    assert_eq!(answer.answer("error_subcode"), None);
}

#[rstest]
#[case::back_on_the_sign_in_page(false, "back", Situation::UserDeclined)]
#[case::the_dead_ends_link(true, "return-to-app", Situation::NeedsAdminApproval)]
#[tokio::test]
async fn two_ways_out_look_the_same(#[case] sign_in: bool, #[case] button: &str, #[case] truth: Situation) {
    let practice = practice(consent_off()).await;
    let mut browser = Browser::new();
    let mut page = browser.open(&authorize_url(&practice, &[])).await;
    if sign_in {
        page = browser.sign_in(&practice, &page, "ana@brightwater.example").await;
    }

    let answer = browser.press(&page, button, &[]).await;

    let names: Vec<String> = answer.hidden().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["error", "error_subcode", "state"]);
    assert_eq!(practice.truth().unwrap().situation, truth);
}

#[tokio::test]
async fn a_wrong_password_stays_on_the_page() {
    let practice = practice(anyone_may_accept()).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;

    let again =
        browser.press(&page, "sign-in", &[("username", "ana@brightwater.example"), ("password", "no")]).await;

    assert!(again.has("sign-in-problem"));
    assert_eq!(practice.truth().unwrap().situation, Situation::SignInRequired);
}

#[tokio::test]
async fn the_second_factor_opens_the_way() {
    let practice = practice(Settings {
        sign_in_rule: usher_practice::settings::SignInRule::Mfa,
        ..crate::support::everything_granted()
    })
    .await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    let page = browser.sign_in(&practice, &page, "ana@brightwater.example").await;

    let answer = browser.press(&page, "mfa-approve", &[]).await;

    assert!(answer.answer("code").is_some());
    let silent = browser.open(&authorize_url(&practice, &[("prompt", "none")])).await;
    assert!(silent.answer("code").is_some());
}

#[tokio::test]
async fn the_truth_names_the_pages_and_is_told_over_http_too() {
    let practice = practice(anyone_may_accept()).await;
    let url = format!("{}/practice/truth", practice.graph());
    let (_, before) = get_json(&url, None).await;

    after_sign_in(&practice, "openid").await;

    let truth = practice.truth().unwrap();
    assert!(before["situation"].is_null());
    assert_eq!(truth.pages, [Shown::SignIn, Shown::Permissions]);
    let (_, told) = get_json(&url, None).await;
    assert_eq!(told["situation"], "can_grant");
    assert_eq!(told["account"], "ana@brightwater.example");
}

#[tokio::test]
async fn signing_out_forgets_the_browsers_people() {
    let practice = practice(crate::support::everything_granted()).await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    browser.sign_in(&practice, &page, "ana@brightwater.example").await;

    let out = browser.open(&format!("{}/oauth2/v2.0/logout", practice.authority())).await;

    assert_eq!(out.status, 200);
    assert!(browser.open(&authorize_url(&practice, &[])).await.has("sign-in"));
}

#[tokio::test]
async fn the_line_for_other_programs_has_the_promised_keys() {
    let practice = practice(Settings::default()).await;

    let line = serde_json::to_value(practice.describe()).unwrap();

    for key in [
        "authority",
        "graph",
        "portal",
        "tenant",
        "domain",
        "public_client_id",
        "confidential_client_id",
        "confidential_client_secret",
        "people",
    ] {
        assert!(line.get(key).is_some(), "{key}");
    }
    assert_eq!(line["authority"], format!("{}/{}", practice.graph(), practice.tenant()));
    assert_eq!(line["people"][2]["roles"][0], "Cloud Application Administrator");
}
