//! The pretend admin center: who gets in, the list of apps, granting and revoking, and the settings.

use std::time::Duration;

use rstest::rstest;
use usher_domain::profile::PermissionKind;
use usher_practice::settings::{AppState, Granted, Required, UserConsent};
use usher_practice::{Practice, Settings};

use crate::support::{
    Browser, Page, anyone_may_accept, authorize_url, client, code, consent_off, everything_granted, lists,
    practice, redeem, token,
};

const LOOK_ALIKE: &str = "e40b8d17-93c5-4f2e-a6d8-71b0c95e2f03";
const ANA: &str = "ana@brightwater.example";
const GRACE: &str = "grace@brightwater.example";
const PRIYA: &str = "priya@brightwater.example";
const CARLA: &str = "carla@brightwater.example";
const AMIR: &str = "amir@brightwater.example";
const ROB: &str = "rob@brightwater.example";

fn app(practice: &Practice, page: &str) -> String {
    format!("/apps/{}{page}", practice.public_client_id())
}

/// One permission for everyone, so that the app is listed.
fn known_app() -> Settings {
    Settings { granted: Granted::Everyone(vec!["User.Read".to_owned()]), ..consent_off() }
}

fn with_app_role() -> Settings {
    let line = |value: &str, kind| Required { value: value.to_owned(), kind };
    known_app().requiring(vec![
        line("User.Read", PermissionKind::Delegated),
        line("CallRecords.Read.All", PermissionKind::Application),
    ])
}

async fn visit(practice: &Practice, username: &str) -> Page {
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(practice, &[])).await;
    if page.is_answer() || !page.has("sign-in") {
        return page;
    }
    browser.sign_in(practice, &page, username).await
}

async fn scopes_of_ana(practice: &Practice) -> serde_json::Value {
    let default = [("scope", "openid https://graph.microsoft.com/.default")];
    redeem(practice, &code(practice, &default).await, &[]).await.body
}

#[rstest]
#[case("")]
#[case("/apps")]
#[case("/apps/7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01")]
#[case("/apps/7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01/permissions")]
#[case("/apps/7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01/consent")]
#[case("/apps/7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01/properties")]
#[case("/requests")]
#[case("/requests/1")]
#[case("/requests/1/consent")]
#[case("/consent-settings")]
#[tokio::test]
async fn every_page_is_behind_the_door_the_canary_and_the_host(#[case] path: &str) {
    let practice = practice(everything_granted()).await;
    let mut browser = Browser::new();
    let url = format!("{}{path}", practice.portal());

    let door = browser.open(&url).await;
    let other_host = client().get(&url).header("host", "rebind.example").send().await.unwrap();
    let inside = browser.enter(&practice, path, GRACE).await;
    let without = browser.post(&url, &[("act".to_owned(), "accept".to_owned())]).await;
    let made_up = [("act".to_owned(), "accept".to_owned()), ("canary".to_owned(), "made-up".to_owned())];
    let with_another = browser.post(&url, &made_up).await;

    assert!(door.has("portal-sign-in") && door.body.contains("PRACTICE"));
    assert_eq!(other_host.status(), 421);
    assert!(!inside.has("portal-sign-in") && inside.body.contains("PRACTICE"));
    assert_eq!((without.status, with_another.status), (403, 403));
}

#[tokio::test]
async fn every_form_that_changes_something_carries_the_canary() {
    let practice = practice(everything_granted()).await;
    let mut browser = Browser::new();
    browser.enter(&practice, "", GRACE).await;

    for path in
        ["", "/apps", &app(&practice, "/permissions"), &app(&practice, "/properties"), "/consent-settings"]
    {
        let page = browser.open(&format!("{}{path}", practice.portal())).await;
        for form in page.body.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("name=\"canary\""), "{path}: {form}");
        }
    }
}

#[rstest]
#[case::nobody_in_particular(ANA, true)]
#[case::a_guest("gus@northwind.example", true)]
#[case::a_locked_account("dana@brightwater.example", true)]
#[case::a_reviewer(ROB, false)]
#[case::an_application_administrator(AMIR, false)]
#[case::a_cloud_application_administrator(CARLA, false)]
#[case::a_privileged_role_administrator(PRIYA, false)]
#[case::a_global_administrator(GRACE, false)]
#[tokio::test]
async fn the_door_opens_for_admins_and_reviewers(#[case] username: &str, #[case] stays_shut: bool) {
    let practice = practice(consent_off()).await;
    let mut browser = Browser::new();

    let page = browser.enter(&practice, "/apps", username).await;

    assert_eq!(page.has("portal-problem"), stays_shut, "{}", page.body);
    assert_eq!(page.has("search"), !stays_shut);
}

#[tokio::test]
async fn signing_out_shuts_the_door() {
    let practice = practice(consent_off()).await;
    let mut browser = Browser::new();
    let home = browser.enter(&practice, "", GRACE).await;

    let door = browser.act(&home, "portal-sign-out", &[]).await;

    assert!(door.has("portal-sign-in"));
}

#[tokio::test]
async fn an_app_is_listed_only_after_its_first_approval() {
    let practice = practice(anyone_may_accept()).await;
    let mut portal = Browser::new();
    let row = format!("app-{}", practice.public_client_id());

    let before = portal.enter(&practice, "/apps", GRACE).await;
    let not_yet = portal.open(&format!("{}{}", practice.portal(), app(&practice, "/permissions"))).await;
    let mut ana = Browser::new();
    let page = ana.open(&authorize_url(&practice, &[])).await;
    let page = ana.sign_in(&practice, &page, ANA).await;
    ana.press(&page, "accept", &[]).await;
    let after = portal.open("/portal/apps").await;

    assert!(!before.has(&row) && before.has(&format!("app-{LOOK_ALIKE}")));
    assert_eq!(not_yet.status, 404);
    assert!(after.has(&row));
}

#[rstest]
#[case::part_of_a_name_in_any_capitals("harbour", &["7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01", LOOK_ALIKE])]
#[case::the_app_id("7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01", &["7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01"])]
#[case::the_object_id("c2d94b7e-61f0-4c1f-8a35-90be1d7a3c03", &[LOOK_ALIKE])]
#[case::another_app("tide", &["19f7a2c6-4be8-4d35-8c90-d3e5b6a17f04"])]
#[case::nothing("no such app", &[])]
#[case::markup("<script>", &[])]
#[tokio::test]
async fn the_search_finds_by_name_and_id(#[case] search: &str, #[case] expected: &[&str]) {
    let practice = practice(known_app()).await;
    let mut portal = Browser::new();
    portal.enter(&practice, "/apps", GRACE).await;

    let url = url::Url::parse_with_params(&format!("{}/apps", practice.portal()), [("q", search)]).unwrap();
    let page = portal.open(url.as_str()).await;

    let found: Vec<&str> =
        page.body.split("id=\"app-").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    assert_eq!(found, expected);
    assert_eq!(page.has("no-apps"), expected.is_empty());
    assert!(!page.body.contains("<script"));
}

#[tokio::test]
async fn the_look_alike_differs_in_app_id_and_maker_and_its_approval_opens_nothing() {
    let practice = practice(known_app()).await;
    let mut portal = Browser::new();
    let list = portal.enter(&practice, "/apps", GRACE).await;

    let right = portal.follow(&list, &format!("app-{}", practice.public_client_id())).await;
    let wrong = portal.follow(&list, &format!("app-{LOOK_ALIKE}")).await;
    let permissions = portal.open(&format!("/portal/apps/{LOOK_ALIKE}/permissions")).await;
    let pop_up = portal.follow(&permissions, "grant-admin-consent").await;
    let done = portal.act(&pop_up, "accept", &[]).await;

    assert_eq!(right.text_of("app-id"), practice.public_client_id().as_str());
    assert_eq!(wrong.text_of("app-id"), LOOK_ALIKE);
    assert!(right.text_of("publisher").contains("verified publisher"));
    assert_eq!(wrong.text_of("publisher"), "Unverified");
    assert!(done.has("portal-done") && done.has("revoke-Mail.Read"));
    assert!(visit(&practice, ANA).await.has("need-admin-approval"));
}

#[tokio::test]
async fn a_grant_shows_after_refresh_and_opens_the_app_to_everyone() {
    let practice = practice(Settings { propagation_delay_s: 8, ..known_app() }).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/permissions"), CARLA).await;
    assert!(page.body.contains("Grant admin consent for Brightwater"));
    let pop_up = portal.follow(&page, "grant-admin-consent").await;
    assert!(pop_up.has("cancel") && pop_up.body.contains(practice.public_client_id().as_str()));

    let granted = portal.act(&pop_up, "accept", &[]).await;
    let too_early = portal.follow(&granted, "refresh").await;
    practice.advance(Duration::from_secs(8));
    let shown = portal.follow(&too_early, "refresh").await;

    assert!(granted.has("portal-done") && !too_early.has("portal-done"));
    assert!(!too_early.has("revoke-Calendars.Read"));
    assert!(shown.has("revoke-Calendars.Read") && shown.has("no-user-consent"));
    assert!(lists(&scopes_of_ana(&practice).await, "Calendars.Read"));
}

#[tokio::test]
async fn a_cancelled_pop_up_grants_nothing() {
    let practice = practice(known_app()).await;
    let mut portal = Browser::new();
    let pop_up = portal.enter(&practice, &app(&practice, "/consent"), GRACE).await;

    let page = portal.act(&pop_up, "cancel", &[]).await;

    assert!(page.has("grant-admin-consent") && !page.has("portal-done"));
    assert!(!page.has("revoke-Calendars.Read"));
}

#[tokio::test]
async fn a_grant_replaces_what_was_granted_for_everyone() {
    let granted = Granted::Everyone(vec!["Chat.Read".to_owned()]);
    let practice = practice(Settings { granted, ..consent_off() }).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/consent"), GRACE).await;

    let page = portal.act(&page, "accept", &[]).await;

    assert!(page.has("revoke-Calendars.Read") && !page.has("revoke-Chat.Read"));
    assert!(!lists(&scopes_of_ana(&practice).await, "Chat.Read"));
}

#[rstest]
#[case::a_reviewer_for_delegated(ROB, false, false)]
#[case::an_application_administrator_for_delegated(AMIR, false, true)]
#[case::a_cloud_application_administrator_for_delegated(CARLA, false, true)]
#[case::a_privileged_role_administrator_for_delegated(PRIYA, false, true)]
#[case::a_global_administrator_for_delegated(GRACE, false, true)]
#[case::a_reviewer_for_apps(ROB, true, false)]
#[case::an_application_administrator_for_apps(AMIR, true, false)]
#[case::a_cloud_application_administrator_for_apps(CARLA, true, false)]
#[case::a_privileged_role_administrator_for_apps(PRIYA, true, true)]
#[case::a_global_administrator_for_apps(GRACE, true, true)]
#[tokio::test]
async fn granting_takes_the_role(#[case] username: &str, #[case] for_apps: bool, #[case] may: bool) {
    let practice = practice(if for_apps { with_app_role() } else { known_app() }).await;
    let mut portal = Browser::new();
    let pop_up = portal.enter(&practice, &app(&practice, "/consent"), username).await;

    let page = portal.act(&pop_up, "accept", &[]).await;

    assert_eq!(page.has("portal-done"), may, "{}", page.body);
    assert_eq!(page.has("portal-problem"), !may);
    let granted = if for_apps { "revoke-CallRecords.Read.All" } else { "revoke-Calendars.Read" };
    assert_eq!(page.has(granted), may);
}

#[tokio::test]
async fn revoking_takes_away_what_was_granted_for_everyone_and_leaves_what_people_accepted() {
    let practice = practice(anyone_may_accept()).await;
    let own = [("scope", "openid Chat.Read")];
    let mut ana = Browser::new();
    let page = ana.open(&authorize_url(&practice, &own)).await;
    let page = ana.sign_in(&practice, &page, ANA).await;
    ana.press(&page, "accept", &[]).await;
    practice.grant_for_everyone(&["User.Read", "Chat.Read"]);
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/permissions"), CARLA).await;
    let of_people = page.body.split("id=\"user-consent\"").nth(1).unwrap().to_owned();
    assert!(of_people.contains("Chat.Read") && !of_people.contains("name=\"revoke\""));

    let revoked = portal.act(&page, "", &[("revoke", "Chat.Read")]).await;
    let again = portal.act(&page, "", &[("revoke", "Chat.Read")]).await;

    assert!(
        revoked.has("portal-done") && !revoked.has("revoke-Chat.Read") && revoked.has("revoke-User.Read")
    );
    assert!(again.has("portal-problem"), "someone else was faster");
    assert!(lists(&scopes_of_ana(&practice).await, "Chat.Read"));
}

#[tokio::test]
async fn a_revoked_permission_is_gone_from_the_next_token() {
    let practice = practice(everything_granted()).await;
    assert!(lists(&scopes_of_ana(&practice).await, "Calendars.Read"));
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/permissions"), GRACE).await;

    portal.act(&page, "", &[("revoke", "Calendars.Read")]).await;

    assert!(!lists(&scopes_of_ana(&practice).await, "Calendars.Read"));
}

#[tokio::test]
async fn with_the_last_permission_the_grant_is_gone() {
    let practice = practice(known_app()).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/permissions"), GRACE).await;

    let empty = portal.act(&page, "", &[("revoke", "User.Read")]).await;

    assert!(empty.has("no-admin-consent"));
    let default = authorize_url(&practice, &[("scope", "https://graph.microsoft.com/.default")]);
    let mut ana = Browser::new();
    let page = ana.open(&default).await;
    assert!(ana.sign_in(&practice, &page, ANA).await.has("need-admin-approval"));
}

#[rstest]
#[case::enough(PRIYA, true)]
#[case::too_little(CARLA, false)]
#[tokio::test]
async fn revoking_an_application_permission_takes_the_higher_role(#[case] username: &str, #[case] may: bool) {
    let practice = practice(Settings { granted: Granted::Everything, ..with_app_role() }).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/permissions"), username).await;
    assert!(page.has("revoke-CallRecords.Read.All"));

    let done = portal.act(&page, "", &[("revoke_application", "CallRecords.Read.All")]).await;

    assert_eq!(done.has("revoke-CallRecords.Read.All"), !may);
    assert_eq!(done.has("portal-problem"), !may);
}

#[tokio::test]
async fn an_app_turned_off_lets_nobody_in_until_it_is_turned_on_again() {
    let practice = practice(everything_granted()).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/properties"), AMIR).await;

    let off = portal.act(&page, "save", &[("enabled", "no"), ("assignment", "no")]).await;
    let refused = visit(&practice, ANA).await;
    let link = format!("{}/adminconsent?client_id={}", practice.authority(), practice.public_client_id());
    let no_link = Browser::new().open(&link).await;
    let no_pop_up = portal.open(&format!("/portal{}", app(&practice, "/consent"))).await;
    portal.act(&off, "save", &[("enabled", "no")]).await;
    let url = format!("/portal{}", app(&practice, "/properties"));
    let page = portal.open(&url).await;
    portal.act(&page, "save", &[("enabled", "yes")]).await;

    for page in [&refused, &no_link, &no_pop_up] {
        assert!(page.body.contains("AADSTS7000112"), "{}", page.body);
    }
    assert!(visit(&practice, ANA).await.answer("code").is_some());
}

#[tokio::test]
async fn assignment_keeps_everyone_out_who_is_not_on_the_list_and_their_refresh_tokens_too() {
    let practice = practice(everything_granted()).await;
    let offline = [("scope", "openid offline_access User.Read")];
    let tokens = redeem(&practice, &code(&practice, &offline).await, &[]).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/properties"), CARLA).await;

    portal.act(&page, "save", &[("enabled", "yes"), ("assignment", "yes")]).await;

    let overview = portal.open(&format!("/portal{}", app(&practice, ""))).await;
    assert_eq!(overview.text_of("is-assignment-required"), "Yes");
    assert!(visit(&practice, ANA).await.body.contains("AADSTS50105"));
    let client_id = practice.public_client_id();
    let refreshed = token(
        &practice,
        &[
            ("client_id", client_id.as_str()),
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.body["refresh_token"].as_str().unwrap()),
        ],
    )
    .await;
    assert_eq!((refreshed.status, &refreshed.body["error_codes"][0]), (400, &50105.into()));
}

#[rstest]
#[case(ROB)]
#[case(PRIYA)]
#[tokio::test]
async fn properties_are_for_those_who_manage_apps(#[case] username: &str) {
    let practice = practice(everything_granted()).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/properties"), username).await;

    let refused = portal.act(&page, "save", &[("enabled", "no")]).await;

    assert!(refused.has("portal-problem"));
    assert!(visit(&practice, ANA).await.answer("code").is_some());
}

#[tokio::test]
async fn consent_settings_hold_at_once() {
    let practice = practice(consent_off()).await;
    assert!(visit(&practice, ANA).await.has("need-admin-approval"));
    let mut portal = Browser::new();
    let page = portal.enter(&practice, "/consent-settings", GRACE).await;
    assert!(!page.has("user-consent-custom"));

    portal.act(&page, "save-admin-consent", &[("requests", "yes")]).await;
    let with_box = visit(&practice, ANA).await;
    portal.act(&page, "save-user-consent", &[("user_consent", "legacy")]).await;
    let may_accept = visit(&practice, ANA).await;
    let page = portal.open("/portal/consent-settings").await;

    assert!(with_box.has("request-approval"));
    assert!(may_accept.has("accept"));
    assert!(page.body.contains("value=\"legacy\" checked"));
    assert_eq!(practice.settings().user_consent, UserConsent::Off, "a reset goes back to how it was set up");
}

#[rstest]
#[case(ROB)]
#[case(AMIR)]
#[case(CARLA)]
#[case(PRIYA)]
#[tokio::test]
async fn consent_settings_are_for_a_global_administrator(#[case] username: &str) {
    let practice = practice(consent_off()).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, "/consent-settings", username).await;

    let refused = portal.act(&page, "save-user-consent", &[("user_consent", "legacy")]).await;

    assert!(refused.has("portal-problem"));
    assert!(visit(&practice, ANA).await.has("need-admin-approval"));
}

#[tokio::test]
async fn an_app_that_microsoft_turned_off_can_not_be_turned_on_here() {
    let practice = practice(Settings { app: AppState::DisabledByMicrosoft, ..everything_granted() }).await;
    let mut portal = Browser::new();
    let page = portal.enter(&practice, &app(&practice, "/properties"), GRACE).await;

    portal.act(&page, "save", &[("enabled", "yes")]).await;

    assert!(visit(&practice, ANA).await.body.contains("AADSTS7000112"));
}

#[tokio::test]
async fn the_portals_grant_leaves_out_what_the_setting_names_but_only_at_first() {
    let left_out_at_first = Some("Calendars.Read".to_owned());
    let practice = practice(Settings { left_out_at_first, ..known_app() }).await;
    let mut portal = Browser::new();
    let pop_up = portal.enter(&practice, &app(&practice, "/consent"), GRACE).await;

    let half = portal.act(&pop_up, "accept", &[]).await;
    let pop_up = portal.follow(&half, "grant-admin-consent").await;
    let whole = portal.act(&pop_up, "accept", &[]).await;

    assert!(half.has("revoke-OnlineMeetings.Read") && !half.has("revoke-Calendars.Read"));
    assert!(whole.has("revoke-Calendars.Read"));
}
