//! App registrations and Teams' commands on the pretend portal, pressed by hand.

use rstest::rstest;
use usher_practice::settings::{ReadyApp, ReadyGrant, ReadyPolicy};
use usher_practice::{PEOPLE, Practice, Settings};

use super::{KeyPair, app_token, claims, code_of, get, ready, with_ready};
use crate::support::{Browser, Page, practice};

const GRACE: &str = "grace@brightwater.example";
const CARLA: &str = "carla@brightwater.example";
const PRIYA: &str = "priya@brightwater.example";
const TESS: &str = "tess@brightwater.example";
const NEEDED: [&str; 4] = [
    "OnlineMeetingRecording.Read.All",
    "OnlineMeetings.Read.All",
    "OnlineMeetingTranscript.Read.All",
    "User.ReadBasic.All",
];

/// Registers an app, and returns the page with its ids.
async fn register(browser: &mut Browser, practice: &Practice, username: &str) -> Page {
    let list = browser.enter(practice, "/registrations", username).await;
    assert!(list.has("no-registrations"));
    let form = browser.follow(&list, "new-registration").await;
    browser.act(&form, "register", &[("name", "Kaltura Teams Integration"), ("audience", "single")]).await
}

fn own(id: &str, page: &str) -> String {
    format!("/portal/registrations/{id}{page}")
}

async fn run(browser: &mut Browser, practice: &Practice, command: &str) -> Page {
    let page = browser.open(&format!("{}/teams-powershell", practice.portal())).await;
    browser.act(&page, "run", &[("command", command)]).await
}

#[tokio::test]
async fn an_app_made_by_hand_reads_recordings() {
    let practice = practice(Settings::default()).await;
    let mut browser = Browser::new();
    let overview = register(&mut browser, &practice, GRACE).await;
    let (id, tenant) = (overview.text_of("client-id"), overview.text_of("tenant-id"));

    let permissions = browser.open(&own(&id, "/permissions")).await;
    let ticks: Vec<(String, &str)> = NEEDED.iter().map(|value| (format!("add.{value}"), "yes")).collect();
    let ticks: Vec<(&str, &str)> = ticks.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let listed = browser.act(&permissions, "add-permissions", &ticks).await;
    let question = browser.follow(&listed, "grant-admin-consent").await;
    let granted = browser.act(&question, "grant-yes", &[]).await;
    let secrets = browser.open(&own(&id, "/secrets")).await;
    let made = browser.act(&secrets, "add-secret", &[("description", "Kaltura"), ("days", "365")]).await;
    let value = made.text_of("secret-value");
    let left = browser.open(&own(&id, "/secrets")).await;
    run(&mut browser, &practice, "Connect-MicrosoftTeams").await;
    run(&mut browser, &practice, &format!("New-CsApplicationAccessPolicy -Identity P -AppIds \"{id}\""))
        .await;
    run(&mut browser, &practice, "Grant-CsApplicationAccessPolicy -PolicyName P -Global").await;

    assert_eq!(tenant, practice.tenant().as_str());
    assert_eq!(listed.text_of("status-OnlineMeetings.Read.All"), "Not granted for Brightwater");
    assert_eq!(granted.text_of("status-OnlineMeetings.Read.All"), "Granted for Brightwater");
    assert_eq!(granted.text_of("status-User.Read"), "Granted for Brightwater");
    assert!(!left.has("secret-value") && !left.body.contains(&value));
    let token = app_token(&practice, &[("client_id", &id), ("client_secret", &value)]).await;
    assert_eq!(claims(&token)["roles"].as_array().unwrap().len(), 4);
    let path = format!(
        "v1.0/users/{0}/onlineMeetings/getAllRecordings(meetingOrganizerUserId='{0}')",
        PEOPLE[0].object_id
    );
    assert_eq!(get(&practice, &path, token.body["access_token"].as_str().unwrap()).await.0, 200);
}

#[tokio::test]
async fn the_value_of_a_secret_stands_beside_its_id() {
    let practice = practice(ready()).await;
    let id = practice.ready_app().unwrap().client_id;
    let mut browser = Browser::new();
    let page = browser.enter(&practice, &format!("/registrations/{id}/secrets"), GRACE).await;

    let made = browser.act(&page, "add-secret", &[("description", "New"), ("days", "90")]).await;
    let (value, secret_id) = (made.text_of("secret-value"), made.text_of("secret-id"));
    let by_id = app_token(&practice, &[("client_secret", &secret_id)]).await;
    let deleted = browser.act(&made, "", &[("delete", &secret_id)]).await;
    let by_value = app_token(&practice, &[("client_secret", &value)]).await;

    assert_eq!((value.len(), secret_id.len()), (40, 36));
    assert_eq!(code_of(&by_id), (401, 7_000_215));
    assert!(deleted.has("portal-done"));
    assert_eq!(code_of(&by_value), (401, 7_000_215));
}

#[tokio::test]
async fn the_button_to_grant_is_for_those_who_may() {
    let app = ReadyApp { granted: ReadyGrant::Nothing, ..ReadyApp::default() };
    let practice = practice(with_ready(app)).await;
    let id = practice.ready_app().unwrap().client_id;
    let path = format!("/registrations/{id}/permissions");
    let (mut carla, mut priya) = (Browser::new(), Browser::new());

    let carlas = carla.enter(&practice, &path, CARLA).await;
    let question = carla.open(&own(&id, "/permissions/grant")).await;
    let refused = carla.act(&question, "grant-yes", &[]).await;
    let priyas = priya.enter(&practice, &path, PRIYA).await;

    assert!(carlas.has("cannot-grant") && !carlas.has("grant-admin-consent"));
    assert!(refused.has("portal-problem") && practice.counts().assignments == 0);
    assert!(priyas.has("grant-admin-consent"));
}

#[tokio::test]
async fn saying_no_grants_nothing() {
    let app = ReadyApp { granted: ReadyGrant::Nothing, ..ReadyApp::default() };
    let practice = practice(with_ready(app)).await;
    let id = practice.ready_app().unwrap().client_id;
    let mut browser = Browser::new();
    let question = browser.enter(&practice, &format!("/registrations/{id}/permissions/grant"), GRACE).await;

    let back = browser.act(&question, "grant-no", &[]).await;

    assert_eq!(back.text_of("status-User.ReadBasic.All"), "Not granted for Brightwater");
    assert_eq!(practice.counts().assignments, 0);
}

#[rstest]
#[case::no_name(GRACE, "", "Write a name first.")]
#[case::a_teams_admin(TESS, "App", "This account may not change that.")]
#[tokio::test]
async fn nothing_is_registered(#[case] username: &str, #[case] name: &str, #[case] words: &str) {
    let practice = practice(Settings::default()).await;
    let mut browser = Browser::new();
    let form = browser.enter(&practice, "/registrations/new", username).await;

    let again = browser.act(&form, "register", &[("name", name)]).await;

    assert!(again.text_of("portal-problem").starts_with(words));
    assert_eq!(practice.counts().applications, 0);
}

#[tokio::test]
async fn an_app_is_turned_off_and_on_under_enterprise_apps() {
    let practice = practice(ready()).await;
    let id = practice.ready_app().unwrap().client_id;
    let mut browser = Browser::new();
    let list = browser.enter(&practice, "/apps", GRACE).await;
    let page = browser.open(&format!("{}/apps/{id}/properties", practice.portal())).await;

    let off = browser.act(&page, "save", &[("enabled", "no")]).await;
    let refused = app_token(&practice, &[]).await;
    browser.act(&off, "save", &[("enabled", "yes")]).await;
    let works = app_token(&practice, &[]).await;

    assert!(list.has(&format!("app-{id}")));
    assert_eq!((code_of(&refused), works.status), ((400, 7_000_112), 200));
}

#[tokio::test]
async fn a_certificate_is_pasted_and_deleted() {
    let pair = KeyPair::new();
    let practice = practice(ready()).await;
    let id = practice.ready_app().unwrap().client_id;
    let mut browser = Browser::new();
    let page = browser.enter(&practice, &format!("/registrations/{id}/secrets"), GRACE).await;
    let pem = format!("-----BEGIN CERTIFICATE-----\r\n{}\r\n-----END CERTIFICATE-----\r\n", pair.base64());

    let odd = browser.act(&page, "add-certificate", &[("certificate", "not one")]).await;
    browser.act(&odd, "add-certificate", &[("certificate", &pem), ("name", "Usher")]).await;
    browser.act(&odd, "add-certificate", &[("certificate", &pair.base64())]).await;

    assert!(odd.has("portal-problem"));
    assert_eq!(practice.counts().certificates, 2);
}

#[rstest]
#[case::plain("/permissions", "AccessReview")]
#[case::searched("/permissions?q=placE.read.all", "add-Place.Read.All")]
#[tokio::test]
async fn permissions_are_ticked_in_groups_or_found(#[case] page: &str, #[case] shows: &str) {
    let practice = practice(ready()).await;
    let id = practice.ready_app().unwrap().client_id;
    let mut browser = Browser::new();
    browser.enter(&practice, "", GRACE).await;

    let page = browser.open(&own(&id, page)).await;

    assert!(page.body.contains(shows));
    assert!(!page.has("add-User.ReadBasic.All"));
}

#[tokio::test]
async fn a_teams_admin_lets_the_app_in_and_nobody_else_does() {
    let practice =
        practice(with_ready(ReadyApp { policy: ReadyPolicy::Missing, ..ReadyApp::default() })).await;
    let (mut tess, mut carla) = (Browser::new(), Browser::new());
    tess.enter(&practice, "/teams-powershell", TESS).await;
    carla.enter(&practice, "/teams-powershell", CARLA).await;

    let unconnected = run(&mut tess, &practice, "Get-CsApplicationAccessPolicy").await;
    let connected = run(&mut tess, &practice, "Connect-MicrosoftTeams").await;
    let listed = run(&mut tess, &practice, "Get-CsApplicationAccessPolicy").await;
    run(&mut carla, &practice, "Connect-MicrosoftTeams").await;
    let denied = run(&mut carla, &practice, "Get-CsApplicationAccessPolicy").await;

    assert!(
        unconnected.body.contains("data-red=\"true\"")
            && unconnected.text_of("output").contains("Connect-MicrosoftTeams")
    );
    assert!(connected.text_of("output").contains(TESS));
    assert!(listed.text_of("output").starts_with("Identity    : Global"));
    assert!(denied.text_of("output").contains("Access Denied."));
}

#[rstest]
#[case("/registrations")]
#[case("/registrations/new")]
#[case("/registrations/{id}")]
#[case("/registrations/{id}/permissions")]
#[case("/registrations/{id}/permissions/grant")]
#[case("/registrations/{id}/secrets")]
#[case("/apps/{id}")]
#[case("/apps/{id}/properties")]
#[case("/teams-powershell")]
#[tokio::test]
async fn every_page_is_behind_the_door_and_each_of_its_forms_and_fields_is_marked(#[case] path: &str) {
    let practice = practice(ready()).await;
    let path = path.replace("{id}", &practice.ready_app().unwrap().client_id);
    let mut browser = Browser::new();
    let url = format!("{}{path}", practice.portal());

    let door = browser.open(&url).await;
    let inside = browser.enter(&practice, &path, GRACE).await;
    let without = browser.post(&url, &[("act".to_owned(), "register".to_owned())]).await;

    assert!(door.has("portal-sign-in") && !inside.has("portal-sign-in"));
    assert!(inside.body.contains("PRACTICE") && inside.status == 200);
    assert_eq!(without.status, 403);
    for form in inside.body.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
        assert!(form.split("</form>").next().unwrap().contains("name=\"canary\""), "{path}: {form}");
    }
    for field in ["<textarea id=\"", "<select id=\"", "type=\"text\" name"] {
        for part in inside.body.split(field).skip(1).filter(|_| field.contains("id=")) {
            let id = part.split('"').next().unwrap();
            assert!(inside.body.contains(&format!("<label for=\"{id}\"")), "{path}: {id} has no label");
        }
    }
}

#[tokio::test]
async fn a_page_about_no_app_is_not_found() {
    let practice = practice(ready()).await;
    let mut browser = Browser::new();
    browser.enter(&practice, "", GRACE).await;

    let page = browser.open(&own("7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6bff", "/secrets")).await;

    assert_eq!((page.status, page.has("not-found")), (404, true));
}
