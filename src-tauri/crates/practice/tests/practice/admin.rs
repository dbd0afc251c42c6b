//! Admins: consent for the organization by link or on the permissions page, and how requests end.

use rstest::rstest;
use usher_domain::profile::PermissionKind;
use usher_domain::situation::Situation;
use usher_practice::settings::{AppState, Required, Reviewer};
use usher_practice::{Decision, Practice, Settings};

use crate::support::{Browser, Page, REDIRECT, authorize_url, code, consent_off, lists, practice, redeem};

fn link(practice: &Practice, path: &str, scope: &str) -> String {
    let client_id = practice.public_client_id();
    let mut params = vec![("client_id", client_id.as_str()), ("redirect_uri", REDIRECT), ("state", "s 1")];
    if !scope.is_empty() {
        params.push(("scope", scope));
    }
    url::Url::parse_with_params(&format!("{}/{path}", practice.authority()), &params).unwrap().into()
}

async fn visit(practice: &Practice, browser: &mut Browser, url: &str, username: &str) -> Page {
    let page = browser.open(url).await;
    browser.sign_in(practice, &page, username).await
}

fn with_app_role() -> Settings {
    let line = |value: &str, kind| Required { value: value.to_owned(), kind };
    consent_off().requiring(vec![
        line("User.Read", PermissionKind::Delegated),
        line("CallRecords.Read.All", PermissionKind::Application),
    ])
}

#[tokio::test]
async fn an_accepted_link_comes_back_as_entra_sends_it_and_opens_the_app_to_everyone() {
    let practice = practice(consent_off()).await;
    let mut admin = Browser::new();

    let scope = "User.Read https://graph.microsoft.com/Calendars.Read openid profile offline_access";
    let page = visit(
        &practice,
        &mut admin,
        &link(&practice, "v2.0/adminconsent", scope),
        "carla@brightwater.example",
    )
    .await;
    let answer = admin.press(&page, "accept", &[]).await;

    assert_eq!(answer.answer("admin_consent").as_deref(), Some("True"));
    assert_eq!(answer.answer("tenant").as_deref(), Some(practice.tenant().as_str()));
    assert_eq!(answer.answer("state").as_deref(), Some("s 1"));
    assert!(answer.answer("scope").unwrap().contains("https://graph.microsoft.com/Calendars.Read"));
    let through =
        visit(&practice, &mut Browser::new(), &authorize_url(&practice, &[]), "ana@brightwater.example")
            .await;
    assert!(through.answer("code").is_some());
    assert_eq!(practice.truth().unwrap().situation, Situation::AlreadyGranted);
}

#[tokio::test]
async fn a_declined_link_says_so_and_keeps_admin_consent_in_the_answer() {
    let practice = practice(consent_off()).await;
    let mut admin = Browser::new();

    let url = link(&practice, "v2.0/adminconsent", "Calendars.Read");
    let page = visit(&practice, &mut admin, &url, "grace@brightwater.example").await;
    let answer = admin.press(&page, "cancel", &[]).await;

    assert_eq!(answer.answer("error").as_deref(), Some("access_denied"));
    assert!(answer.answer("error_description").unwrap().starts_with("AADSTS65004: "));
    assert_eq!(answer.answer("admin_consent").as_deref(), Some("True"));
    assert_eq!(answer.answer("tenant"), None);
}

#[tokio::test]
async fn a_link_opened_without_a_role_ends_in_a_bare_cancel() {
    let practice = practice(consent_off()).await;
    let mut browser = Browser::new();

    let url = link(&practice, "v2.0/adminconsent", "Calendars.Read");
    let page = visit(&practice, &mut browser, &url, "ana@brightwater.example").await;
    assert!(page.has("need-admin-approval"));
    let answer = browser.press(&page, "return-to-app", &[]).await;

    assert_eq!(answer.answer("error_subcode").as_deref(), Some("cancel"));
    assert_eq!(answer.answer("error_description"), None);
    assert_eq!(practice.truth().unwrap().situation, Situation::NotAdmin);
}

#[tokio::test]
async fn the_dead_end_lets_an_admin_sign_in_instead() {
    let practice = practice(consent_off()).await;
    let mut browser = Browser::new();

    let page =
        visit(&practice, &mut browser, &authorize_url(&practice, &[]), "ana@brightwater.example").await;
    let page = browser.press(&page, "use-another-account", &[]).await;
    let page = browser.sign_in(&practice, &page, "grace@brightwater.example").await;
    let answer = browser.press(&page, "accept", &[("for_organization", "yes")]).await;

    assert!(answer.answer("code").is_some());
    let ana =
        visit(&practice, &mut Browser::new(), &authorize_url(&practice, &[]), "ana@brightwater.example")
            .await;
    assert!(ana.answer("code").is_some());
}

#[rstest]
#[case::a_global_administrator("grace@brightwater.example", true)]
#[case::a_privileged_role_administrator("priya@brightwater.example", true)]
#[case::an_application_administrator("amir@brightwater.example", false)]
#[case::a_cloud_application_administrator("carla@brightwater.example", false)]
#[tokio::test]
async fn the_box_for_the_organization_is_shown_to(#[case] username: &str, #[case] shown: bool) {
    let practice = practice(consent_off()).await;

    let page = visit(&practice, &mut Browser::new(), &authorize_url(&practice, &[]), username).await;

    assert!(page.has("accept"));
    assert_eq!(page.has("for_organization"), shown);
    assert!(!page.body.contains("checked"));
}

#[rstest]
#[case::enough("priya@brightwater.example", true)]
#[case::too_little("carla@brightwater.example", false)]
#[case::no_more("amir@brightwater.example", false)]
#[tokio::test]
async fn app_roles_need_the_higher_role(#[case] username: &str, #[case] may: bool) {
    let practice = practice(with_app_role()).await;

    let url = link(&practice, "v2.0/adminconsent", "https://graph.microsoft.com/.default");
    let page = visit(&practice, &mut Browser::new(), &url, username).await;

    assert_eq!(page.has("accept"), may);
    assert_eq!(page.has("need-admin-approval"), !may);
}

#[tokio::test]
async fn the_older_link_grants_the_static_list() {
    let practice = practice(with_app_role()).await;
    let mut admin = Browser::new();

    let page =
        visit(&practice, &mut admin, &link(&practice, "adminconsent", ""), "grace@brightwater.example").await;
    let answer = admin.press(&page, "accept", &[]).await;

    assert_eq!(answer.answer("admin_consent").as_deref(), Some("True"));
    assert_eq!(answer.answer("scope"), None);
}

#[tokio::test]
async fn common_is_refused_on_the_newer_link_in_entras_words() {
    let practice = practice(consent_off()).await;
    let url = link(&practice, "v2.0/adminconsent", "Calendars.Read");
    let url = url.replace(practice.tenant().as_str(), "common");

    let answer = Browser::new().open(&url).await;

    assert_eq!(answer.answer("error").as_deref(), Some("invalid_request"));
    let why = "The provided request must include a 'response_type' input parameter.";
    assert_eq!(answer.answer("error_description").as_deref(), Some(why));
    assert_eq!(answer.answer("state").as_deref(), Some("s 1"));
}

#[tokio::test]
async fn common_is_fine_on_the_older_link() {
    let practice = practice(consent_off()).await;
    let url = link(&practice, "adminconsent", "").replace(practice.tenant().as_str(), "common");

    let page = visit(&practice, &mut Browser::new(), &url, "grace@brightwater.example").await;

    assert!(page.has("accept"));
}

#[rstest]
#[case::accepted("accept", "Approved")]
#[case::declined("cancel", "Not approved")]
#[tokio::test]
async fn the_older_link_without_an_address_to_go_back_to_ends_on_a_plain_page(
    #[case] button: &str,
    #[case] title: &str,
) {
    let practice = practice(consent_off()).await;
    let mut admin = Browser::new();
    let url = format!("{}/adminconsent?client_id={}", practice.authority(), practice.public_client_id());

    let page = visit(&practice, &mut admin, &url, "grace@brightwater.example").await;
    let end = admin.press(&page, button, &[]).await;

    assert_eq!((end.status, end.location.is_none()), (200, true));
    assert!(end.body.contains(&format!("<h1>{title}</h1>")), "{}", end.body);
}

#[tokio::test]
async fn an_inconsistent_registration_is_refused_on_the_link_with_1003031() {
    let practice = practice(Settings { app: AppState::Misconfigured, ..consent_off() }).await;
    let url = link(&practice, "v2.0/adminconsent", "Calendars.Read");

    let answer = visit(&practice, &mut Browser::new(), &url, "grace@brightwater.example").await;

    assert_eq!(answer.answer("error").as_deref(), Some("access_denied"));
    assert!(answer.answer("error_description").unwrap().starts_with("AADSTS1003031: "));
    assert_eq!(answer.answer("admin_consent").as_deref(), Some("True"));
}

#[tokio::test]
async fn assignment_does_not_keep_an_admin_from_approving() {
    let practice = practice(Settings { assigned: Some(Vec::new()), ..consent_off() }).await;
    let url = link(&practice, "v2.0/adminconsent", "Calendars.Read");

    let page = visit(&practice, &mut Browser::new(), &url, "grace@brightwater.example").await;

    assert!(page.has("accept"));
}

#[tokio::test]
async fn a_link_grants_in_place_of_what_was_granted_before() {
    let practice = practice(consent_off()).await;
    practice.grant_for_everyone(&["User.Read", "Chat.Read"]);
    let mut admin = Browser::new();
    let url = link(&practice, "v2.0/adminconsent", "User.Read Calendars.Read");
    let page = visit(&practice, &mut admin, &url, "grace@brightwater.example").await;

    admin.press(&page, "accept", &[]).await;

    let asked = [("scope", "openid https://graph.microsoft.com/.default")];
    let tokens = redeem(&practice, &code(&practice, &asked).await, &[]).await;
    assert!(lists(&tokens.body, "Calendars.Read") && !lists(&tokens.body, "Chat.Read"));
}

#[tokio::test]
async fn a_link_that_covers_a_part_says_which() {
    let left_out_at_first = Some("Calendars.Read".to_owned());
    let practice = practice(Settings { left_out_at_first, ..consent_off() }).await;
    let mut admin = Browser::new();
    let url = link(&practice, "v2.0/adminconsent", "User.Read Calendars.Read");
    let page = visit(&practice, &mut admin, &url, "grace@brightwater.example").await;

    let answer = admin.press(&page, "accept", &[]).await;

    assert_eq!(answer.answer("scope").as_deref(), Some("https://graph.microsoft.com/User.Read"));
}

#[tokio::test]
async fn the_tick_for_the_organization_covers_all_that_was_asked_for() {
    let practice = practice(consent_off()).await;
    practice.grant_for_everyone(&["User.Read"]);
    let mut browser = Browser::new();
    let url = authorize_url(&practice, &[]);
    let page = visit(&practice, &mut browser, &url, "grace@brightwater.example").await;

    browser.press(&page, "accept", &[("for_organization", "yes")]).await;

    let tokens = redeem(&practice, &code(&practice, &[]).await, &[]).await;
    assert!(lists(&tokens.body, "User.Read") && lists(&tokens.body, "Calendars.Read"));
}

#[tokio::test]
async fn a_stranger_on_the_link_is_sent_back_with_50020() {
    let practice = practice(consent_off()).await;
    let url = link(&practice, "v2.0/adminconsent", "Calendars.Read");

    let answer = visit(&practice, &mut Browser::new(), &url, "kim@northwind.example").await;

    assert_eq!(answer.answer("error").as_deref(), Some("access_denied"));
    assert!(answer.answer("error_description").unwrap().starts_with("AADSTS50020: "));
}

#[tokio::test]
async fn a_tenant_wide_grant_replaces_the_earlier_one() {
    let practice = practice(consent_off()).await;
    practice.grant_for_everyone(&["User.Read", "Chat.Read"]);
    practice.grant_for_everyone(&["User.Read"]);

    let url = authorize_url(&practice, &[("scope", "openid User.Read Chat.Read")]);
    let page = visit(&practice, &mut Browser::new(), &url, "ana@brightwater.example").await;

    assert!(page.has("need-admin-approval"));
}

fn with_box(reviewer: Reviewer) -> Settings {
    Settings { request_box: true, reviewer, ..consent_off() }
}

async fn send_request(practice: &Practice) {
    let mut browser = Browser::new();
    let page = visit(practice, &mut browser, &authorize_url(practice, &[]), "ana@brightwater.example").await;
    let empty = browser.press(&page, "request-approval", &[]).await;
    assert!(empty.has("reason-problem"));
    let sent = browser.press(&empty, "request-approval", &[("reason", "for <b>meetings</b>")]).await;
    assert!(sent.has("request-sent"));
}

#[rstest]
#[case::granted(Decision::Approve, Situation::AdminConsentGranted)]
#[case::turned_down(Decision::Deny, Situation::AdminConsentDeclined)]
#[case::blocked(Decision::Block, Situation::AppDisabled)]
#[tokio::test]
async fn a_decision_ends_the_waiting(#[case] decision: Decision, #[case] expected: Situation) {
    let practice = practice(with_box(Reviewer::WaitsForYou)).await;
    send_request(&practice).await;
    assert_eq!(practice.truth().unwrap().situation, Situation::AdminApprovalPending);

    assert_eq!(practice.decide(decision), 1);

    assert_eq!(practice.truth().unwrap().situation, expected);
}

#[tokio::test]
async fn a_blocked_app_is_turned_off() {
    let practice = practice(with_box(Reviewer::Blocks)).await;
    send_request(&practice).await;

    let page = Browser::new().open(&authorize_url(&practice, &[])).await;

    assert!(page.body.contains("AADSTS7000112"));
}
