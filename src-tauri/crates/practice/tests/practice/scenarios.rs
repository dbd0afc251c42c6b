//! Each scenario, acted out as its script says, ends in its situation.

use std::collections::BTreeSet;

use rstest::rstest;
use usher_domain::situation::Situation;
use usher_practice::{Practice, scenario, scenarios};

use crate::support::{Browser, REDIRECT, SCOPE, authorize_url, get_json, practice, redeem, token};

/// What the person does after signing in.
#[derive(Clone, Copy, Debug)]
enum Act {
    Nothing,
    Press(&'static str),
    RequestApproval,
    Redeem,
}

async fn start(name: &str) -> Practice {
    practice(scenario(name).unwrap().settings.clone()).await
}

fn situation_now(practice: &Practice) -> Situation {
    practice.truth().unwrap().situation
}

#[rstest]
#[case("user-can-grant", Act::Press("accept"))]
#[case("already-granted", Act::Redeem)]
#[case("admin-can-grant", Act::Press("accept"))]
#[case("request-box", Act::Nothing)]
#[case("dead-end", Act::Press("return-to-app"))]
#[case("managed-policy", Act::Nothing)]
#[case("admin-approves-by-link", Act::Nothing)]
#[case("approval-takes-a-while", Act::Nothing)]
#[case("grant-for-half", Act::Nothing)]
#[case("basics-only", Act::Nothing)]
#[case("app-needs-assignment", Act::Nothing)]
#[case("request-pending", Act::RequestApproval)]
#[case("slow-approval", Act::RequestApproval)]
#[case("request-denied", Act::RequestApproval)]
#[case("request-expired", Act::RequestApproval)]
#[case("request-blocked", Act::RequestApproval)]
#[case("declined", Act::Press("cancel"))]
#[case("tab-closed", Act::Nothing)]
#[case("personal-account", Act::Nothing)]
#[case("wrong-organization", Act::Nothing)]
#[case("guest", Act::Press("accept"))]
#[case("user-blocked", Act::Nothing)]
#[case("not-on-the-list", Act::Nothing)]
#[case("not-on-the-list-page", Act::Nothing)]
#[case("mfa", Act::Press("mfa-deny"))]
#[case("device-rule", Act::Nothing)]
#[case("policy-block", Act::Nothing)]
#[case("flagged-app", Act::Nothing)]
#[case("flagged-app-request", Act::Nothing)]
#[case("api-missing", Act::Nothing)]
#[case("bad-registration", Act::Nothing)]
#[case("one-permission-missing", Act::Redeem)]
#[case("service-busy", Act::Redeem)]
#[case("sign-in-ran-out", Act::Redeem)]
#[case("secret-missing", Act::Redeem)]
#[tokio::test]
async fn a_scenario_ends_in_its_situation(#[case] name: &str, #[case] act: Act) {
    let scenario = scenario(name).unwrap();
    let practice = start(name).await;
    let mut browser = Browser::new();

    let page = browser.open(&authorize_url(&practice, &[])).await;
    let page = browser.sign_in(&practice, &page, &scenario.sign_in).await;
    match act {
        Act::Nothing => {}
        Act::Press(button) => {
            browser.press(&page, button, &[]).await;
        }
        Act::RequestApproval => {
            let sent = browser.press(&page, "request-approval", &[("reason", "I need it")]).await;
            assert!(sent.has("request-sent"));
        }
        Act::Redeem => {
            redeem(&practice, &page.answer("code").unwrap(), &[]).await;
        }
    }

    assert_eq!(situation_now(&practice), scenario.situation);
}

#[rstest]
#[case("app-turned-off", false)]
#[case("app-unknown", false)]
#[case("redirect-error", false)]
#[case("service-down", true)]
#[case("sign-in-left", false)]
#[tokio::test]
async fn a_scenario_that_ends_before_the_sign_in(#[case] name: &str, #[case] comes_back: bool) {
    let practice = start(name).await;

    let page = Browser::new().open(&authorize_url(&practice, &[])).await;

    assert_eq!(page.is_answer(), comes_back);
    assert_eq!(situation_now(&practice), scenario(name).unwrap().situation);
}

#[rstest]
#[case("admin-grants", "accept")]
#[case("admin-declines", "cancel")]
#[case("not-an-admin", "return-to-app")]
#[tokio::test]
async fn a_scenario_of_the_admins_link(#[case] name: &str, #[case] button: &str) {
    let scenario = scenario(name).unwrap();
    let practice = start(name).await;
    let mut browser = Browser::new();
    let link = format!(
        "{}/v2.0/adminconsent?client_id={}&redirect_uri={REDIRECT}&scope=Calendars.Read&state=s",
        practice.authority(),
        practice.public_client_id()
    );

    let page = browser.open(&link).await;
    let page = browser.sign_in(&practice, &page, &scenario.sign_in).await;
    let answer = browser.press(&page, button, &[]).await;

    assert!(answer.is_answer());
    assert_eq!(situation_now(&practice), scenario.situation);
}

#[rstest]
#[case("secret-expired", 7_000_222)]
#[case("secret-invalid", 7_000_215)]
#[tokio::test]
async fn a_scenario_of_the_own_app(#[case] name: &str, #[case] code: u32) {
    let practice = start(name).await;

    let answer = token(
        &practice,
        &[
            ("client_id", practice.confidential_client_id().as_str()),
            ("client_secret", practice.confidential_client_secret()),
            ("grant_type", "client_credentials"),
            ("scope", "https://graph.microsoft.com/.default"),
        ],
    )
    .await;

    assert_eq!(answer.status, 401);
    assert_eq!(answer.body["error"], "invalid_client");
    assert_eq!(answer.body["error_codes"][0], code);
}

#[tokio::test]
async fn a_missing_access_policy_shows_on_the_call_and_not_in_the_token() {
    let practice = start("access-policy-missing").await;
    let answer = token(
        &practice,
        &[
            ("client_id", practice.confidential_client_id().as_str()),
            ("client_secret", practice.confidential_client_secret()),
            ("grant_type", "client_credentials"),
            ("scope", "https://graph.microsoft.com/.default"),
        ],
    )
    .await;

    let meeting = format!(
        "{}/v1.0/users/{}/onlineMeetings?$filter=joinMeetingIdSettings/joinMeetingId%20eq%20'000000000000'",
        practice.graph(),
        practice.people()[0].object_id
    );
    let (status, body) = get_json(&meeting, answer.body["access_token"].as_str()).await;

    assert_eq!(status, 403);
    assert!(body["error"]["message"].as_str().unwrap().contains("No application access policy found"));
}

#[tokio::test]
async fn wrong_account_asks_to_sign_in_although_a_colleague_is_signed_in() {
    let practice = start("wrong-account").await;
    let mut browser = Browser::new();

    let page = browser.open(&authorize_url(&practice, &[("login_hint", "ana@brightwater.example")])).await;
    assert!(page.has("sign-in") && page.body.contains("value=\"ana@brightwater.example\""));
    let answer = browser.sign_in(&practice, &page, "ben@brightwater.example").await;

    assert!(answer.answer("code").is_some());
    let truth = practice.truth().unwrap();
    assert_eq!(truth.situation, Situation::AlreadyGranted);
    assert_eq!(truth.account.as_deref(), Some("ben@brightwater.example"));
}

#[tokio::test]
async fn two_accounts_bring_the_picker() {
    let practice = start("two-accounts").await;
    let mut browser = Browser::new();

    let page = browser.open(&authorize_url(&practice, &[])).await;
    assert!(page.has("account-0") && page.has("account-1"));
    let page = browser.press(&page, "", &[("account", "ana@brightwater.example")]).await;
    browser.press(&page, "accept", &[]).await;

    assert_eq!(situation_now(&practice), Situation::CanGrant);
}

#[tokio::test]
async fn a_slow_approval_shows_only_after_the_delays() {
    let practice = start("slow-approval").await;
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(&practice, &[])).await;
    let page = browser.sign_in(&practice, &page, "ana@brightwater.example").await;
    browser.press(&page, "request-approval", &[("reason", "for meetings")]).await;

    practice.advance(std::time::Duration::from_secs(21));
    assert_eq!(situation_now(&practice), Situation::AdminConsentGranted);
    let still = browser.open(&authorize_url(&practice, &[])).await;
    practice.advance(std::time::Duration::from_secs(11));
    let through = browser.open(&authorize_url(&practice, &[])).await;

    assert!(still.has("request-approval"));
    assert!(through.answer("code").is_some());
}

/// Grace opens the admin's link, for all that the app's registration and Ana's sign-in ask for.
async fn approve_by_link(practice: &Practice) {
    let mut grace = Browser::new();
    let link = format!(
        "{}/v2.0/adminconsent?client_id={}&redirect_uri={REDIRECT}&scope={}&state=s",
        practice.authority(),
        practice.public_client_id(),
        SCOPE.replace(' ', "%20")
    );
    let page = grace.open(&link).await;
    let page = grace.sign_in(practice, &page, "grace@brightwater.example").await;
    let answer = grace.press(&page, "accept", &[]).await;
    assert_eq!(answer.answer("admin_consent").as_deref(), Some("True"));
    assert_eq!(answer.answer("error"), None);
}

async fn ana_comes_back(practice: &Practice) -> crate::support::Page {
    let mut ana = Browser::new();
    let page = ana.open(&authorize_url(practice, &[])).await;
    ana.sign_in(practice, &page, "ana@brightwater.example").await
}

#[rstest]
#[case("admin-approves-by-link", 0)]
#[case("approval-takes-a-while", 8)]
#[case("basics-only", 0)]
#[tokio::test]
async fn an_approval_by_link_lets_ana_in_after_the_delay(#[case] name: &str, #[case] delay_s: u64) {
    let practice = start(name).await;
    approve_by_link(&practice).await;
    if delay_s > 0 {
        assert!(ana_comes_back(&practice).await.has("need-admin-approval"));
    }

    practice.advance(std::time::Duration::from_secs(delay_s));

    assert!(ana_comes_back(&practice).await.answer("code").is_some());
    assert_eq!(situation_now(&practice), Situation::AlreadyGranted);
}

#[tokio::test]
async fn a_second_approval_covers_the_other_half() {
    let practice = start("grant-for-half").await;
    approve_by_link(&practice).await;
    assert!(ana_comes_back(&practice).await.has("need-admin-approval"));

    approve_by_link(&practice).await;

    assert!(ana_comes_back(&practice).await.answer("code").is_some());
}

#[tokio::test]
async fn the_basics_are_anyones_to_accept() {
    let practice = start("basics-only").await;
    let mut ana = Browser::new();
    let basics = [("scope", "openid profile offline_access User.Read")];

    let page = ana.open(&authorize_url(&practice, &basics)).await;
    let page = ana.sign_in(&practice, &page, "ana@brightwater.example").await;

    assert!(page.has("accept"));
}

#[tokio::test]
async fn an_approval_does_not_replace_assignment_until_it_is_no_longer_required() {
    let practice = start("app-needs-assignment").await;
    approve_by_link(&practice).await;
    let still = ana_comes_back(&practice).await;
    let mut portal = Browser::new();
    let path = format!("/apps/{}/properties", practice.public_client_id());
    let page = portal.enter(&practice, &path, "grace@brightwater.example").await;

    portal.act(&page, "save", &[("enabled", "yes"), ("assignment", "no")]).await;

    assert!(still.answer("error_description").unwrap().starts_with("AADSTS50105: "));
    assert!(ana_comes_back(&practice).await.answer("code").is_some());
}

#[test]
fn every_situation_can_be_acted_out() {
    let acted: BTreeSet<Situation> = scenarios().iter().map(|scenario| scenario.situation).collect();

    let missing: Vec<Situation> = Situation::ALL.into_iter().filter(|s| !acted.contains(s)).collect();

    assert_eq!(missing, []);
}
