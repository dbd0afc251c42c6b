//! The admin's side without the window: a person is stuck, an admin approves elsewhere, and the checklist follows.

use std::time::Duration;

use reqwest::StatusCode;
use url::Url;
use usher_domain::grant::{Covers, GrantState};
use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::profile::{AdminWay, Permission, find};
use usher_domain::view::approving::{AppFacts, Cause, Claim, ProofState};
use usher_domain::view::{Picture, Screen, View};
use usher_practice::settings::{Required, Settings, UserConsent};
use usher_practice::{Options, PEOPLE, Practice};

use crate::support::browser::{Browser, Page, Shown};
use crate::support::desk::{Desk, With, instead};

const PRODUCT: &str = "claras";
const ANA: &str = "ana@brightwater.example";
const CARLA: &str = "carla@brightwater.example";
const GRACE: &str = "grace@brightwater.example";
const DOMAIN: &str = "brightwater.example";

/// Ana's window and browser in a running practice organization.
struct Stage {
    desk: Desk,
    ana: Browser,
    origin: Url,
}

impl Stage {
    async fn practicing(scenario: &str) -> Self {
        let desk = Desk::new(None);
        desk.ask(Intent::StartPractice { scenario: scenario.to_owned() }).await;
        desk.view_of("practice", |view| view.practice.is_some()).await;
        Self { desk, ana: Browser::new(0), origin: Url::parse("http://127.0.0.1/").unwrap() }
    }

    /// From S1 to Microsoft's page, signed in as Ana.
    async fn stuck(&mut self) -> Shown {
        let link = self.desk.open_browser(PRODUCT, ANA).await;
        self.origin = Url::parse(&link).unwrap().join("/").unwrap();
        self.ana = Browser::new(self.origin.port().unwrap());
        let shown = self.ana.visit(&link).await;
        self.ana.press(&shown, "sign-in", &password(ANA)).await
    }

    /// From the dead end to C9; returns the link of the message.
    async fn send_request(&mut self) -> String {
        let shown = self.stuck().await;
        assert_eq!(shown.page, Page::AdminOnly, "{}", shown.text());
        self.desk.ask(Intent::PickPicture { picture: Picture::AdminOnly }).await;
        self.desk.ask(Intent::AskAdmin).await;
        let view = self.desk.view("H1", |screen| matches!(screen, Screen::AskYourAdmin { .. })).await;
        let Screen::AskYourAdmin { request } = view.screen else { unreachable!("waited for it") };
        self.desk.ask(Intent::ISentIt { to: GRACE.to_owned() }).await;
        self.desk.view("C9", |screen| matches!(screen, Screen::WaitingForAdmin { .. })).await;
        request.link.unwrap()
    }

    /// From C9 to the checklist, with a sign-in of the least kind to look with.
    async fn look_by_itself(&mut self) {
        self.desk.ask(Intent::SignInOnce).await;
        let link = self.desk.opened().await;
        let shown = self.ana.visit(&link).await;
        assert_eq!(shown.page, Page::Permissions, "{}", shown.text());
        let shown = self.ana.press(&shown, "accept", &[]).await;
        assert_eq!(shown.page, Page::Returned);
        let looks = |screen: &Screen| matches!(screen, Screen::WaitingForAdmin { has_checklist: true, .. });
        self.desk.view("C9 that looks by itself", looks).await;
        self.desk.ask(Intent::SeePermissions).await;
        let view = self.desk.view("K1", |screen| matches!(screen, Screen::Checklist { .. })).await;
        assert!(count(&view, GrantState::Waiting) > 0, "{:?}", view.screen);
    }

    /// Waits until the checklist is green, without an act of the person.
    async fn turns_green(&self) {
        self.desk
            .view_of("a green checklist", |view| {
                let Screen::Checklist { rows, .. } = &view.screen else { return false };
                rows.iter().all(|row| row.state == GrantState::Granted)
            })
            .await;
    }

    /// A browser on another machine, with `who` signed in to the admin center.
    async fn portal(&self, who: &str) -> (Browser, Shown) {
        let mut browser = Browser::new(self.origin.port().unwrap());
        let shown = browser.visit(self.origin.join("/portal").unwrap().as_str()).await;
        let shown = browser.press(&shown, "portal-sign-in", &password(who)).await;
        (browser, shown)
    }

    /// From S1 to A2, as an admin whose address is `who`.
    async fn reach_the_ways(&mut self, who: &str) {
        self.desk.ask(Intent::StartAsAdmin).await;
        self.desk.ask(Intent::ChooseProduct { profile: ProfileId(PRODUCT.to_owned()) }).await;
        self.desk.ask(Intent::FindOrganization { address: who.to_owned() }).await;
        let named =
            |screen: &Screen| matches!(screen, Screen::ReviewApp { review } if review.tenant.is_some());
        self.desk.view("A1 with the organization", named).await;
        self.desk.ask(Intent::ReviewedApp { typed: DOMAIN.to_owned() }).await;
        self.desk.view("A2", |screen| matches!(screen, Screen::PickWay { .. })).await;
    }

    /// From A2 to the page on which `who` approves.
    async fn reach_the_admins_page(&mut self, who: &str) -> (Browser, Shown, String) {
        self.reach_the_ways(who).await;
        self.desk.ask(Intent::TakeWay { way: AdminWay::Link }).await;
        let link = self.desk.opened().await;
        self.origin = Url::parse(&link).unwrap().join("/").unwrap();
        let mut browser = Browser::new(self.origin.port().unwrap());
        let shown = browser.visit(&link).await;
        let shown = browser.press(&shown, "sign-in", &password(who)).await;
        (browser, shown, link)
    }

    async fn proof(&self, what: &str, is_it: impl Fn(&ProofState) -> bool) -> View {
        let shown = |screen: &Screen| matches!(screen, Screen::Proof { card } if is_it(&card.state));
        self.desk.view(what, shown).await
    }
}

fn password(who: &str) -> [(&'static str, &'static str); 2] {
    let person = PEOPLE.iter().find(|person| person.username == who).unwrap();
    [("username", person.username), ("password", person.password)]
}

fn count(view: &View, state: GrantState) -> usize {
    let Screen::Checklist { rows, .. } = &view.screen else { return 0 };
    rows.iter().filter(|row| row.state == state).count()
}

#[tokio::test]
async fn a_request_approved_by_link_on_another_machine_turns_the_checklist_green_by_itself() {
    let mut stage = Stage::practicing("basics-only").await;
    let link = stage.send_request().await;
    assert!(!link.contains("response_type"), "{link}");
    stage.look_by_itself().await;

    let mut grace = Browser::new(stage.origin.port().unwrap());
    let shown = grace.visit(&link).await;
    let shown = grace.press(&shown, "sign-in", &password(GRACE)).await;
    assert_eq!(shown.page, Page::Permissions, "{}", shown.text());
    grace.press(&shown, "accept", &[]).await;

    stage.turns_green().await;
    assert_eq!(stage.desk.told(), ["Approved Claras"]);
}

/// A practice organization in Microsoft's stead, so that the wait is a real one; and what Claras asks for.
async fn waiting_for_real() -> (Stage, Practice, Vec<&'static str>) {
    let settings = Settings { user_consent: UserConsent::MicrosoftManaged, ..Settings::default() };
    let product = find(&ProfileId(PRODUCT.to_owned())).unwrap();
    let required = |p: &Permission| Required { value: p.value.clone(), kind: p.kind };
    let settings = settings.requiring(product.permissions.iter().map(required).collect());
    let practice = Practice::start(Options { settings, ..Options::default() }).await.unwrap();
    let origin = Url::parse(practice.graph()).unwrap();
    let mut stage = Stage { desk: Desk::at(&practice), ana: Browser::new(0), origin };
    stage.send_request().await;
    stage.look_by_itself().await;
    (stage, practice, product.permissions.iter().map(|p| p.value.as_str()).collect())
}

#[tokio::test]
async fn a_wait_goes_on_by_itself_after_a_restart() {
    let (stage, practice, asked) = waiting_for_real().await;

    let with = With { instead: Some(instead(&practice)), ..With::default() };
    let desk = stage.desk.restart(with).await;
    practice.grant_for_everyone(&asked);
    desk.engine.go_on().await.unwrap();

    desk.view("C5", |screen| matches!(screen, Screen::Connected { .. })).await;
    assert_eq!(desk.told(), ["Approved Claras"]);
}

#[tokio::test]
async fn a_sign_in_that_usherctl_removed_beside_the_window_does_not_come_back() {
    let (stage, ..) = waiting_for_real().await;
    stage.desk.remove_all_beside();

    stage.desk.ask(Intent::CheckAgain).await;

    let is_empty = |screen: &Screen| matches!(screen, Screen::Connections { rows, .. } if rows.is_empty());
    stage.desk.view("an empty list", is_empty).await;
    assert_eq!(stage.desk.kept().0, 0);
}

#[tokio::test]
async fn a_real_wait_goes_on_after_practice() {
    let (stage, practice, asked) = waiting_for_real().await;

    stage.desk.ask(Intent::StartPractice { scenario: "dead-end".to_owned() }).await;
    stage.desk.view_of("practice", |view| view.practice.is_some()).await;
    practice.grant_for_everyone(&asked);
    stage.desk.ask(Intent::LeavePractice).await;

    stage.desk.view("C5", |screen| matches!(screen, Screen::Connected { .. })).await;
    assert_eq!(stage.desk.told(), ["Approved Claras"]);
}

#[tokio::test]
async fn a_request_approved_in_the_admin_center_turns_the_checklist_green_by_itself() {
    let mut stage = Stage::practicing("basics-only").await;
    stage.send_request().await;
    stage.look_by_itself().await;

    let (mut carla, shown) = stage.portal(CARLA).await;
    let apps = carla.visit(stage.origin.join("/portal/apps").unwrap().as_str()).await;
    assert_ne!(shown.text(), apps.text());
    let client = client_of(&apps);
    let page = stage.origin.join(&format!("/portal/apps/{client}/permissions")).unwrap();
    let shown = carla.visit(page.as_str()).await;
    let shown = carla.press(&shown, "grant-admin-consent", &[]).await;
    let shown = carla.press(&shown, "accept", &[]).await;
    assert!(shown.text().contains("Calendars.Read"), "{}", shown.text());

    stage.turns_green().await;
}

#[tokio::test]
async fn a_waiting_request_approved_by_a_reviewer_turns_the_checklist_green_by_itself() {
    let mut stage = Stage::practicing("basics-and-requests").await;
    let shown = stage.stuck().await;
    assert_eq!(shown.page, Page::RequestBox, "{}", shown.text());
    stage.ana.press(&shown, "request-approval", &[("reason", "We take notes in meetings")]).await;
    stage.desk.ask(Intent::PickPicture { picture: Picture::RequestSent }).await;
    stage.desk.view("C9", |screen| matches!(screen, Screen::WaitingForAdmin { .. })).await;
    stage.look_by_itself().await;

    let (mut grace, _) = stage.portal(GRACE).await;
    let request = grace.visit(stage.origin.join("/portal/requests/1").unwrap().as_str()).await;
    let shown = grace.press(&request, "review", &[]).await;
    grace.press(&shown, "accept", &[]).await;

    stage.turns_green().await;
}

#[tokio::test]
async fn an_admin_with_usher_open_approves_by_link_and_a_token_proves_it() {
    let mut stage = Stage::practicing("dead-end").await;
    let (mut grace, shown, link) = stage.reach_the_admins_page(GRACE).await;
    assert!(link.contains("/v2.0/adminconsent?") && !link.contains("response_type"), "{link}");
    let shown = grace.press(&shown, "accept", &[]).await;
    assert_eq!(shown.page, Page::Returned);

    let view = stage.proof("A7", |state| *state == ProofState::NotChecked).await;
    let Screen::Proof { card } = view.screen else { unreachable!("waited for it") };
    assert_eq!((card.claim, card.opens_browser), (Claim::Browser, true));
    stage.desk.ask(Intent::CheckNow).await;
    let link = stage.desk.opened().await;
    assert_eq!(grace.visit(&link).await.page, Page::Returned);

    stage.turns_green().await;
}

#[tokio::test]
async fn a_grant_for_half_is_never_green_and_says_that_some_are_missing() {
    let mut stage = Stage::practicing("grant-for-half").await;
    let (mut grace, shown, _) = stage.reach_the_admins_page(GRACE).await;
    grace.press(&shown, "accept", &[]).await;
    stage.proof("A7", |state| *state == ProofState::NotChecked).await;
    stage.desk.ask(Intent::CheckNow).await;
    let link = stage.desk.opened().await;
    let mut shown = grace.visit(&link).await;
    if shown.page == Page::Permissions {
        shown = grace.press(&shown, "cancel", &[]).await;
    }
    assert_eq!(shown.page, Page::Returned, "{}", shown.text());
    stage.proof("catching up", |state| *state == ProofState::CatchingUp).await;

    for _ in 0..2 {
        stage.desk.ask(Intent::CheckNow).await;
        let link = stage.desk.opened().await;
        let shown = grace.visit(&link).await;
        grace.press(&shown, "cancel", &[]).await;
    }

    let view = stage.proof("the causes", |state| matches!(state, ProofState::Causes { .. })).await;
    let Screen::Proof { card } = view.screen else { unreachable!("waited for it") };
    let ProofState::Causes { causes, .. } = card.state else { unreachable!("waited for it") };
    assert!(causes.iter().any(|line| line.cause == Cause::OnlySome), "{causes:?}");
}

#[tokio::test]
async fn who_lacks_the_role_is_told_so_and_nothing_is_granted() {
    let mut stage = Stage::practicing("dead-end").await;
    let (mut ana, shown, _) = stage.reach_the_admins_page(ANA).await;
    assert_eq!(shown.page, Page::AdminOnly, "{}", shown.text());
    ana.press(&shown, "return-to-app", &[]).await;

    stage.desk.view("C3", |screen| matches!(screen, Screen::PicturePicker { .. })).await;
    stage.desk.ask(Intent::PickPicture { picture: Picture::AdminOnly }).await;
    stage.desk.view("the answer", |screen| matches!(screen, Screen::Answer { .. })).await;
    stage.desk.ask(Intent::TakeFix).await;
    stage.desk.view("H1", |screen| matches!(screen, Screen::AskYourAdmin { .. })).await;
}

#[tokio::test]
async fn forged_answers_of_the_admins_page_count_for_nothing() {
    let mut stage = Stage::practicing("dead-end").await;
    stage.reach_the_ways(GRACE).await;
    stage.desk.ask(Intent::TakeWay { way: AdminWay::Link }).await;
    let link = Url::parse(&stage.desk.opened().await).unwrap();
    let parameter = |name: &str| link.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned();
    let (back, state) = (parameter("redirect_uri"), parameter("state"));
    let tenant = link.path_segments().unwrap().next().unwrap().to_owned();
    let other = "99999999-2222-4333-8444-555555555555";
    let client = reqwest::Client::builder().no_proxy().build().unwrap();

    let forged = [
        format!("admin_consent=True&tenant={tenant}"),
        format!("admin_consent=True&tenant={tenant}&state=guess"),
        format!("admin_consent=True&tenant={tenant}&state={state}&state={state}"),
        format!("admin_consent=True&state={state}&code=abc"),
        format!("tenant={tenant}&state={state}"),
    ];
    for query in &forged {
        let answer = client.get(format!("{back}?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{query}");
        assert!(matches!(stage.desk.engine.view().screen, Screen::WaitingForBrowser { .. }), "{query}");
    }
    // Entra's refusal carries admin_consent=True as well (entra-consent.md 1.5).
    let elsewhere = format!("{back}?admin_consent=True&tenant={other}&state={state}");
    client.get(elsewhere).send().await.unwrap();

    stage.desk.view("the answer", |screen| matches!(screen, Screen::Answer { .. })).await;
    println!("forged answers: {} and one of another organization, 0 believed", forged.len());
}

#[tokio::test]
async fn a_grant_that_is_taken_away_while_shown_is_not_shown_as_granted_any_more() {
    let mut stage = Stage::practicing("basics-only").await;
    let link = stage.send_request().await;
    stage.look_by_itself().await;
    let mut grace = Browser::new(stage.origin.port().unwrap());
    let shown = grace.visit(&link).await;
    let shown = grace.press(&shown, "sign-in", &password(GRACE)).await;
    grace.press(&shown, "accept", &[]).await;
    stage.turns_green().await;

    let apps = grace.visit(stage.origin.join("/portal/apps").unwrap().as_str()).await;
    let page = format!("/portal/apps/{}/permissions", client_of(&apps));
    let shown = grace.visit(stage.origin.join(&page).unwrap().as_str()).await;
    grace.press(&shown, "revoke-Calendars\\.Read", &[]).await;
    stage.desk.ask(Intent::CheckAgain).await;

    let gone = |view: &View| count(view, GrantState::Missing) == 1;
    stage.desk.view_of("one permission missing", gone).await;
}

#[tokio::test]
async fn an_admins_sign_in_shows_for_whom_it_is_approved_and_what_is_left_over() {
    let mut stage = Stage::practicing("admin-reads-directory").await;
    let link = stage.desk.open_browser(PRODUCT, GRACE).await;
    let mut grace = Browser::new(Url::parse(&link).unwrap().port().unwrap());
    let shown = grace.visit(&link).await;
    grace.press(&shown, "sign-in", &password(GRACE)).await;
    stage.desk.view("C5", |screen| matches!(screen, Screen::Connected { .. })).await;
    stage.desk.ask(Intent::SeePermissions).await;
    stage.desk.ask(Intent::CheckAgain).await;

    let everyone = |view: &View| {
        let Screen::Checklist { rows, .. } = &view.screen else { return false };
        rows.iter().any(|row| row.covers == Covers::Everyone)
    };
    let view = stage.desk.view_of("K1 with Everyone", everyone).await;
    let Screen::Checklist { rows, extra, .. } = view.screen else { unreachable!("waited for it") };
    let unknown: Vec<_> = rows.iter().filter(|row| row.covers != Covers::Everyone).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert_eq!(extra, ["Application.Read.All", "Directory.Read.All"]);

    stage.reach_the_ways(GRACE).await;
    let seen = |screen: &Screen| matches!(screen, Screen::PickWay { choice } if choice.roles.as_ref().is_some_and(|roles| roles.enough));
    stage.desk.view("A2 with the role", seen).await;
    stage.desk.ask(Intent::Back).await;
    let found = |screen: &Screen| matches!(screen, Screen::ReviewApp { review } if matches!(review.facts, AppFacts::Found { .. }));
    stage.desk.view("A1 with Microsoft's facts", found).await;
}

#[tokio::test]
async fn while_microsoft_catches_up_usher_looks_again_by_itself() {
    let mut stage = Stage::practicing("approval-takes-a-while").await;
    let link = stage.send_request().await;
    stage.look_by_itself().await;
    let mut grace = Browser::new(stage.origin.port().unwrap());
    let shown = grace.visit(&link).await;
    let shown = grace.press(&shown, "sign-in", &password(GRACE)).await;
    grace.press(&shown, "accept", &[]).await;

    let waiting = stage.desk.engine.view();
    assert!(count(&waiting, GrantState::Waiting) > 0, "{:?}", waiting.screen);
    tokio::time::timeout(Duration::from_secs(60), stage.turns_green()).await.unwrap();
}

/// The app id of the real app on the list: the one that the pretend admin center links to first.
fn client_of(apps: &Shown) -> String {
    let text = apps.text();
    let found = text
        .lines()
        .position(|line| line == "Claras")
        .and_then(|at| text.lines().skip(at).find(|line| usher_domain::ids::ClientId::parse(line).is_ok()));
    found.unwrap_or_else(|| panic!("no Claras among the apps:\n{text}")).to_owned()
}
