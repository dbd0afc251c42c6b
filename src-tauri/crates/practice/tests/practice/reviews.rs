//! Admin consent requests on the portal: who sees them, and what each answer does.

use std::time::Duration;

use rstest::rstest;
use usher_domain::profile::PermissionKind;
use usher_practice::settings::{Required, Reviewer};
use usher_practice::truth::RequestState;
use usher_practice::{Practice, Settings};

use crate::support::{Browser, Page, REDIRECT, authorize_url, consent_off, lists, practice, redeem};

const ANA: &str = "ana@brightwater.example";
const GRACE: &str = "grace@brightwater.example";
const CARLA: &str = "carla@brightwater.example";
const ROB: &str = "rob@brightwater.example";
const JUSTIFIED: [(&str, &str); 1] = [("justification", "We use another <b>app</b>")];

fn with_box() -> Settings {
    Settings { request_box: true, reviewer: Reviewer::WaitsForYou, ..consent_off() }
}

async fn ask(practice: &Practice, url: &str) -> Page {
    let mut browser = Browser::new();
    let page = browser.open(url).await;
    if !page.has("sign-in") {
        return page;
    }
    let page = browser.sign_in(practice, &page, ANA).await;
    if !page.has("request-approval") {
        return page;
    }
    browser.press(&page, "request-approval", &[("reason", "for <b>meetings</b>")]).await
}

async fn send_request(practice: &Practice) {
    assert!(ask(practice, &authorize_url(practice, &[])).await.has("request-sent"));
}

#[tokio::test]
async fn an_approved_request_opens_the_app_and_leaves_the_list() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();

    let list = portal.enter(&practice, "/requests", CARLA).await;
    let details = portal.follow(&list, "request-1").await;
    let pop_up = portal.follow(&details, "review").await;
    let done = portal.act(&pop_up, "accept", &[]).await;

    assert!(details.body.contains("for &lt;b&gt;meetings") && details.body.contains(ANA));
    assert_eq!(details.text_of("app-id"), practice.public_client_id().as_str());
    assert!(pop_up.body.contains("data-permission=\"Calendars.Read\""));
    assert!(done.has("no-requests") && done.has("portal-done"));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Approved));
    let answer = ask(&practice, &authorize_url(&practice, &[])).await;
    let tokens = redeem(&practice, &answer.answer("code").unwrap(), &[]).await;
    assert!(lists(&tokens.body, "Calendars.Read"));
}

#[tokio::test]
async fn a_cancelled_review_keeps_the_request() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();
    let pop_up = portal.enter(&practice, "/requests/1/consent", GRACE).await;

    let details = portal.act(&pop_up, "cancel", &[]).await;

    assert!(details.has("review"));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Pending));
}

#[tokio::test]
async fn a_reviewer_without_a_role_may_deny_but_not_approve() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();
    let pop_up = portal.enter(&practice, "/requests/1/consent", ROB).await;

    let details = portal.act(&pop_up, "accept", &[]).await;
    assert!(details.has("portal-problem") && details.body.contains("Cloud Application Administrator"));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Pending));
    let list = portal.act(&details, "deny", &JUSTIFIED).await;

    assert!(list.has("portal-done"));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Denied));
}

#[tokio::test]
async fn an_admin_who_is_no_reviewer_sees_no_request() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();

    let list = portal.enter(&practice, "/requests", "amir@brightwater.example").await;
    let details = portal.open("/portal/requests/1").await;

    assert!(list.has("no-requests") && !list.has("request-1"));
    assert_eq!(details.status, 404);
}

#[rstest]
#[case::deny("deny")]
#[case::block("block")]
#[tokio::test]
async fn turning_down_takes_a_justification(#[case] button: &str) {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();
    let details = portal.enter(&practice, "/requests/1", GRACE).await;

    let again = portal.act(&details, button, &[("justification", "  ")]).await;

    assert!(again.has("portal-problem") && again.has(button));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Pending));
}

#[tokio::test]
async fn a_denied_person_may_ask_again() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();
    let details = portal.enter(&practice, "/requests/1", GRACE).await;

    let denied = portal.act(&details, "deny", &JUSTIFIED).await;
    send_request(&practice).await;
    let list = portal.open("/portal/requests").await;

    assert!(denied.has("settled") && denied.body.contains("We use another &lt;b&gt;app"));
    assert!(list.has("request-2") && !list.has("request-1"));
}

#[tokio::test]
async fn a_blocked_app_stays_behind_turned_off_and_can_not_be_asked_for_again() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();
    let details = portal.enter(&practice, "/requests/1", ROB).await;

    portal.act(&details, "block", &JUSTIFIED).await;

    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Blocked));
    assert!(ask(&practice, &authorize_url(&practice, &[])).await.body.contains("AADSTS7000112"));
    let overview = portal.open(&format!("/portal/apps/{}", practice.public_client_id())).await;
    assert_eq!(overview.text_of("is-enabled"), "No");
}

#[tokio::test]
async fn a_request_runs_out_after_thirty_days_and_may_be_sent_again() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let mut portal = Browser::new();
    let details = portal.enter(&practice, "/requests/1", GRACE).await;

    practice.advance(Duration::from_secs(30 * 86_400));
    let late = portal.act(&details, "deny", &JUSTIFIED).await;

    assert!(late.has("portal-problem") && late.has("no-requests"));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Expired));
    send_request(&practice).await;
}

#[tokio::test]
async fn a_request_decided_by_someone_else_is_gone() {
    let practice = practice(with_box()).await;
    send_request(&practice).await;
    let (mut rob, mut grace) = (Browser::new(), Browser::new());
    let shown = rob.enter(&practice, "/requests/1", ROB).await;
    let pop_up = grace.enter(&practice, "/requests/1/consent", GRACE).await;
    grace.act(&pop_up, "accept", &[]).await;

    let late = rob.act(&shown, "block", &JUSTIFIED).await;

    assert!(late.has("portal-problem") && late.has("no-requests"));
    assert_eq!(practice.truth().unwrap().request, Some(RequestState::Approved));
}

#[rstest]
#[case::too_little(CARLA, false)]
#[case::enough(GRACE, true)]
#[tokio::test]
async fn a_request_with_application_permissions_takes_the_higher_role(
    #[case] username: &str,
    #[case] may: bool,
) {
    let line = |value: &str, kind| Required { value: value.to_owned(), kind };
    let practice = practice(with_box().requiring(vec![
        line("User.Read", PermissionKind::Delegated),
        line("CallRecords.Read.All", PermissionKind::Application),
    ]))
    .await;
    let link = format!(
        "{}/v2.0/adminconsent?client_id={}&redirect_uri={REDIRECT}&scope=.default",
        practice.authority(),
        practice.public_client_id()
    );
    assert!(ask(&practice, &link).await.has("request-sent"));
    let mut portal = Browser::new();
    let pop_up = portal.enter(&practice, "/requests/1/consent", username).await;
    assert!(pop_up.body.contains("data-permission=\"CallRecords.Read.All\""));

    let after = portal.act(&pop_up, "accept", &[]).await;

    assert_eq!(after.has("portal-done"), may);
    let permissions = portal.open(&format!("/portal/apps/{}/permissions", practice.public_client_id())).await;
    assert_eq!(permissions.has("revoke-CallRecords.Read.All"), may);
}
