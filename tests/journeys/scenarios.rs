//! Everything that can be practiced and has a sign-in trip, acted out in the practice that the window starts.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;
use usher_domain::desk::AskedHow;
use usher_domain::diagnosis::Diagnosis;
use usher_domain::grant::GrantState;
use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::profile::find;
use usher_domain::situation::{Situation, Sureness};
use usher_domain::view::{Picture, Screen, View};
use usher_practice::settings::Required;
use usher_practice::{Decision, Options, Practice, Scenario, scenario, scenarios};

use crate::support::browser::{Browser, Page, Shown, account_button};
use crate::support::desk::Desk;

pub(crate) const PRODUCT: &str = "claras";
const ANA: &str = "ana@brightwater.example";
/// Nobody typed an address: the account is picked on the page.
const NO_ADDRESS: &str = "";

/// What the person does once the buttons are pressed.
#[derive(Clone, Copy)]
enum Then {
    /// Waits: the browser came back by itself.
    Wait,
    /// Picks a drawing.
    Pick(Picture),
    /// Picks "an error or a code" and pastes the page.
    Paste,
}

use Then::{Paste, Pick, Wait};

pub(crate) struct Scene {
    pub(crate) scenario: &'static str,
    /// The address typed in before the browser opens.
    pub(crate) typed: &'static str,
    /// The buttons after the password.
    pub(crate) buttons: &'static [&'static str],
    then: Then,
    /// Where it ends, as [`name_of`] tells it.
    last: &'static str,
}

const fn scene(
    scenario: &'static str,
    typed: &'static str,
    buttons: &'static [&'static str],
    then: Then,
    last: &'static str,
) -> Scene {
    Scene { scenario, typed, buttons, then, last }
}

impl Scene {
    /// Microsoft's page leads back to Usher.
    pub(crate) fn comes_back(&self) -> bool {
        matches!(self.then, Then::Wait)
    }
}

const GRACE: &str = "grace@brightwater.example";
const DANA: &str = "dana@brightwater.example";
const REQUEST: &[&str] = &["request-approval"];
/// Nobody signs in at all.
const CLOSE: &[&str] = &["close-the-tab"];

pub(crate) const SCENES: [Scene; 45] = [
    scene("user-can-grant", ANA, &["accept"], Wait, "Connected"),
    scene("already-granted", ANA, &[], Wait, "Connected"),
    scene("admin-reads-directory", GRACE, &[], Wait, "Connected"),
    scene("admin-can-grant", GRACE, &["accept"], Wait, "Connected"),
    scene("request-box", ANA, &[], Pick(Picture::RequestBox), "RequestBox"),
    scene("dead-end", ANA, &["return-to-app"], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("managed-policy", ANA, &[], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("request-pending", ANA, REQUEST, Pick(Picture::RequestSent), "WaitingForAdmin"),
    scene("slow-approval", ANA, REQUEST, Pick(Picture::RequestSent), "WaitingForAdmin"),
    scene("request-denied", ANA, REQUEST, Pick(Picture::RequestSent), "WaitingForAdmin"),
    scene("request-expired", ANA, REQUEST, Pick(Picture::RequestSent), "WaitingForAdmin"),
    scene("request-blocked", ANA, REQUEST, Pick(Picture::RequestSent), "WaitingForAdmin"),
    scene("declined", ANA, &["cancel"], Wait, "Answer E04"),
    scene("tab-closed", ANA, &[], Pick(Picture::AcceptList), "CanApprove"),
    scene("sign-in-left", ANA, CLOSE, Pick(Picture::NoPage), "Answer E15"),
    scene("wrong-account", ANA, &[], Wait, "Answer E06"),
    scene("two-accounts", NO_ADDRESS, &["accept"], Wait, "Connected"),
    scene("personal-account", NO_ADDRESS, &[], Paste, "Answer E06"),
    scene("wrong-organization", NO_ADDRESS, &[], Paste, "Answer E06"),
    scene("guest", NO_ADDRESS, &["accept"], Wait, "Connected"),
    scene("user-blocked", DANA, &[], Paste, "Answer Blocked"),
    scene("not-on-the-list", ANA, &[], Wait, "Answer E07"),
    scene("not-on-the-list-page", ANA, &[], Paste, "Answer E07"),
    scene("mfa", ANA, &["mfa-deny"], Paste, "Answer E08"),
    scene("device-rule", ANA, &[], Paste, "Answer E08"),
    scene("policy-block", ANA, &[], Wait, "Answer E08"),
    scene("flagged-app", ANA, &[], Paste, "Answer E03"),
    scene("flagged-app-request", ANA, &[], Paste, "Answer E03"),
    scene("app-turned-off", ANA, CLOSE, Paste, "Answer E10"),
    scene("app-unknown", ANA, CLOSE, Paste, "Answer E09"),
    scene("api-missing", ANA, &[], Paste, "Answer E09"),
    scene("redirect-error", ANA, CLOSE, Paste, "Answer E17"),
    scene("bad-registration", ANA, &[], Wait, "Answer MakerMustFix"),
    scene("one-permission-missing", ANA, &[], Wait, "Checklist with 1 missing"),
    scene("service-busy", ANA, &[], Wait, "Checking: Busy { retry_after_s: Some(2) }"),
    scene("service-down", ANA, CLOSE, Wait, "Answer E18"),
    scene("sign-in-ran-out", ANA, &[], Wait, "Answer E16"),
    scene("secret-missing", ANA, &[], Wait, "Answer MakerMustFix"),
    scene("admin-approves-by-link", ANA, &[], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("approval-takes-a-while", ANA, &[], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("grant-for-half", ANA, &[], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("admin-center", ANA, &[], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("basics-only", ANA, &[], Pick(Picture::AdminOnly), "AdminOnly"),
    scene("basics-and-requests", ANA, &[], Pick(Picture::RequestBox), "RequestBox"),
    scene("app-needs-assignment", ANA, &[], Wait, "Answer E07"),
];

/// These end in other ways than by one visit of the person, and have tests of their own below.
const OTHERWISE: [&str; 3] = ["admin-grants", "admin-declines", "not-an-admin"];
/// Only an own app registration gets there; no browser takes part.
const WITHOUT_A_TRIP: [&str; 21] = [
    "access-policy-missing",
    "secret-expired",
    "secret-invalid",
    "own-app",
    "own-app-ids-swapped",
    "own-app-secret-id",
    "own-app-one-left-out",
    "own-app-no-recordings",
    "own-app-no-transcripts",
    "own-app-secret-ended",
    "own-app-secret-deleted",
    "own-app-disabled",
    "own-app-access-denied",
    "own-app-no-policy",
    "own-app-policy-wait",
    "own-app-own-policy",
    "own-app-secret-too-new",
    "own-app-payment",
    "own-app-for-me",
    "own-app-for-me-no-role",
    "own-app-no-secrets-allowed",
];

#[test]
fn every_scenario_is_acted_out_or_has_no_trip() {
    let acted = SCENES.iter().map(|scene| scene.scenario);
    let listed: BTreeSet<&str> = acted.chain(OTHERWISE).chain(WITHOUT_A_TRIP).collect();

    let all: BTreeSet<&str> = scenarios().iter().map(|scenario| scenario.name.as_str()).collect();

    assert_eq!(listed, all);
    assert_eq!(listed.len(), SCENES.len() + OTHERWISE.len() + WITHOUT_A_TRIP.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_scenario_ends_on_its_screen_and_no_diagnosis_is_confidently_wrong() {
    let mut wrong = Vec::new();
    for scene in &SCENES {
        wrong.extend(act_out(scene).await);
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Plays one scene, prints how it went, and returns what was wrong with it.
async fn act_out(scene: &Scene) -> Vec<String> {
    let scenario = scenario(scene.scenario).unwrap();
    let mut stage = Stage::practicing(scenario).await;
    let shown = stage.sign_in(scene.typed, scene.buttons).await;
    let view = stage.then(&shown, scene.then).await;
    stage.verdict(scenario, &view, scene.last).await
}

/// The desk, the browser, and the organization behind them.
struct Stage {
    desk: Desk,
    browser: Browser,
    origin: Url,
    scenario: &'static Scenario,
}

impl Stage {
    /// Practice as the window starts it.
    async fn practicing(scenario: &'static Scenario) -> Self {
        let desk = Desk::new(None);
        desk.ask(Intent::StartPractice { scenario: scenario.name.clone() }).await;
        desk.view_of("practice", |view| view.practice.is_some()).await;
        Self { desk, browser: Browser::new(0), origin: Url::parse("http://127.0.0.1/").unwrap(), scenario }
    }

    /// An organization that the test can reach into.
    fn at(practice: &Practice, scenario: &'static Scenario) -> Self {
        let product = find(&ProfileId(PRODUCT.to_owned())).unwrap();
        let required =
            |p: &usher_domain::profile::Permission| Required { value: p.value.clone(), kind: p.kind };
        let permissions = product.permissions.iter().map(required).collect();
        practice.configure(scenario.settings.clone().requiring(permissions));
        let origin = Url::parse(practice.graph()).unwrap();
        Self { desk: Desk::at(practice), browser: Browser::new(practice.port()), origin, scenario }
    }

    /// From S1 to the page after the last button.
    async fn sign_in(&mut self, typed: &str, buttons: &[&str]) -> Shown {
        let link = self.desk.open_browser(PRODUCT, typed).await;
        self.origin = Url::parse(&link).unwrap().join("/").unwrap();
        self.browser = Browser::new(self.origin.port().unwrap());
        visit(&mut self.browser, &link, self.scenario, buttons).await
    }

    async fn then(&mut self, shown: &Shown, then: Then) -> View {
        if shown.page == Page::Returned {
            self.desk.view("the answer", is_end).await;
        }
        match then {
            Wait => assert_eq!(shown.page, Page::Returned, "{}: {}", self.scenario.name, shown.text()),
            Pick(picture) => {
                self.desk.ask(Intent::PickPicture { picture }).await;
                return self.desk.view("what the drawing leads to", leads_on).await;
            }
            Paste => {
                self.desk.ask(Intent::PickPicture { picture: Picture::ErrorCode }).await;
                self.desk
                    .view("a place to paste", |screen| matches!(screen, Screen::PasteError { .. }))
                    .await;
                self.desk.ask(Intent::FindAnswer { text: shown.text() }).await;
                return self.desk.view("the answer to the text", is_answer).await;
            }
        }
        self.desk.engine.view()
    }

    async fn truth(&self) -> Situation {
        let address = self.origin.join("/practice/truth").unwrap();
        let told: serde_json::Value = reqwest::get(address).await.unwrap().json().await.unwrap();
        serde_json::from_value(told["situation"].clone()).unwrap()
    }

    /// Prints a line, and returns what is wrong.
    async fn verdict(&self, scenario: &Scenario, view: &View, last: &str) -> Vec<String> {
        let truth = self.truth().await;
        let said = if let Screen::Answer { diagnosis, .. } = &view.screen {
            diagnosis.clone()
        } else {
            self.desk.diagnosis().await
        };
        let screen = name_of(&view.screen);
        let name = &scenario.name;
        println!("{name}: truth {truth:?}, said {:?} ({:?}), at {screen}", said.situation, said.sureness);
        let mut wrong = Vec::new();
        if truth != scenario.situation {
            wrong.push(format!("{name}: the truth is {truth:?}, not {:?}", scenario.situation));
        }
        if is_wrong(&said, truth) {
            wrong.push(format!("{name}: truth {truth:?}, said {said:?}"));
        }
        if screen != last {
            wrong.push(format!("{name}: ended at {screen}, not at {last}"));
        }
        let connected = matches!(view.screen, Screen::Connected { .. } | Screen::Checklist { .. });
        let (kept, secrets) = (self.connections().await, self.desk.kept());
        if kept != usize::from(connected) || secrets != (0, usize::from(connected)) {
            wrong
                .push(format!("{name}: at {screen} there are {kept} connections and {secrets:?} are stored"));
        }
        wrong
    }

    /// How many connections the window would list.
    async fn connections(&self) -> usize {
        self.desk.ask(Intent::ShowConnections).await;
        let view = self.desk.view("the list", |screen| matches!(screen, Screen::Connections { .. })).await;
        let Screen::Connections { rows, .. } = view.screen else { unreachable!("waited for it") };
        rows.len()
    }
}

/// Opens `link`, signs in as the scenario says, and presses `buttons`.
pub(crate) async fn visit(browser: &mut Browser, link: &str, scenario: &Scenario, buttons: &[&str]) -> Shown {
    let mut shown = browser.visit(link).await;
    if buttons == CLOSE {
        return shown;
    }
    shown = pass_the_password(browser, shown, scenario).await;
    for button in buttons {
        shown = browser.press(&shown, button, &[("reason", "We take notes in meetings")]).await;
    }
    shown
}

async fn pass_the_password(browser: &mut Browser, mut shown: Shown, scenario: &Scenario) -> Shown {
    let person = scenario.person();
    let fields = [("username", person.username), ("password", person.password)];
    loop {
        shown = match shown.page {
            Page::SignIn => browser.press(&shown, "sign-in", &fields).await,
            Page::PickAccount => {
                let other = || "use-another-account".to_owned();
                let button = account_button(&shown, person.username).unwrap_or_else(other);
                browser.press(&shown, &button, &[]).await
            }
            Page::Mfa
            | Page::Permissions
            | Page::RequestBox
            | Page::RequestSent
            | Page::AdminOnly
            | Page::Error
            | Page::Returned
            | Page::Other => return shown,
        };
    }
}

/// Sure and wrong, or without the truth among what it leaves open.
fn is_wrong(said: &Diagnosis, truth: Situation) -> bool {
    let right = said.situation == truth;
    let sure = said.sureness == Sureness::Proved;
    !right && (sure || !said.alternatives.contains(&truth))
}

/// The screen that the trip began at is none, also when the browser is quicker than the view after it.
fn is_end(screen: &Screen) -> bool {
    !matches!(
        screen,
        Screen::BeforeSignIn { account_problem: None, .. }
            | Screen::WaitingForBrowser { .. }
            | Screen::Checking { problem: None, .. }
    )
}

fn is_answer(screen: &Screen) -> bool {
    matches!(screen, Screen::Answer { .. })
}

fn leads_on(screen: &Screen) -> bool {
    !matches!(screen, Screen::WaitingForBrowser { .. } | Screen::PicturePicker { .. })
}

/// The screen's name, with the card, the count or the problem that matters on it.
fn name_of(screen: &Screen) -> String {
    if let Screen::Answer { diagnosis, .. } = screen {
        return format!("Answer {:?}", diagnosis.card);
    }
    if let Screen::Checklist { rows, .. } = screen {
        let missing = rows.iter().filter(|row| row.state == GrantState::Missing).count();
        return format!("Checklist with {missing} missing");
    }
    if let Screen::Checking { problem: Some(problem), .. } = screen {
        return format!("Checking: {problem:?}");
    }
    let text = format!("{screen:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

async fn connected_after_check_now(stage: &mut Stage) {
    stage.desk.ask(Intent::CheckNow).await;
    let link = stage.desk.opened().await;
    let shown = stage.browser.visit(&link).await;
    assert_eq!(shown.page, Page::Returned, "{}", shown.text());
    let view = stage.desk.view("the answer", is_end).await;
    assert_eq!(name_of(&view.screen), "Connected");
    let said = stage.desk.diagnosis().await;
    println!("  then: truth {:?}, said {:?} ({:?})", stage.truth().await, said.situation, said.sureness);
    assert!(!is_wrong(&said, stage.truth().await), "{said:?}");
    assert_eq!(stage.desk.kept().1, 1);
}

#[tokio::test]
async fn check_now_finds_a_slow_approval_once_it_shows() {
    let practice = Practice::start(Options::default()).await.unwrap();
    let mut stage = Stage::at(&practice, scenario("slow-approval").unwrap());
    let shown = stage.sign_in(ANA, REQUEST).await;
    let view = stage.then(&shown, Pick(Picture::RequestSent)).await;
    let Screen::WaitingForAdmin { how, .. } = view.screen else { panic!("{:?}", view.screen) };
    assert_eq!(how, AskedHow::MicrosoftRequest);

    stage.desk.ask(Intent::CheckNow).await;
    let link = stage.desk.opened().await;
    let shown = stage.browser.visit(&link).await;
    assert_ne!(shown.page, Page::Returned, "nobody has approved yet");
    stage.desk.ask(Intent::PickPicture { picture: Picture::RequestSent }).await;
    stage.desk.view("the wait", |screen| matches!(screen, Screen::WaitingForAdmin { .. })).await;

    assert!(practice.decide(Decision::Approve) <= 1);
    practice.advance(Duration::from_secs(60));
    connected_after_check_now(&mut stage).await;
}

#[tokio::test]
async fn check_now_finds_what_was_approved_on_the_portal() {
    let practice = Practice::start(Options::default()).await.unwrap();
    let mut stage = Stage::at(&practice, scenario("request-pending").unwrap());
    let shown = stage.sign_in(ANA, REQUEST).await;
    stage.then(&shown, Pick(Picture::RequestSent)).await;

    assert_eq!(practice.decide(Decision::Approve), 1);

    connected_after_check_now(&mut stage).await;
}

/// Ana asks her admin, and the admin's own browser opens the link. Returns the admin's last page.
async fn ask_the_admin(stage: &mut Stage, who: &Scenario, button: &str) -> Shown {
    let ana = scenario("dead-end").unwrap();
    let admin_scenario = std::mem::replace(&mut stage.scenario, ana);
    assert_eq!(admin_scenario.name, who.name);
    let shown = stage.sign_in(ANA, &[]).await;
    stage.then(&shown, Pick(Picture::AdminOnly)).await;
    stage.desk.ask(Intent::AskAdmin).await;
    let asking = |screen: &Screen| matches!(screen, Screen::AskYourAdmin { .. });
    let Screen::AskYourAdmin { request } = stage.desk.view("the message", asking).await.screen else {
        unreachable!("waited for it")
    };
    let link = request.link.unwrap();
    stage.desk.ask(Intent::ISentIt { to: "it@brightwater.example".to_owned() }).await;
    stage.desk.view("the wait", |screen| matches!(screen, Screen::WaitingForAdmin { .. })).await;

    let mut admin = Browser::new(stage.origin.port().unwrap());
    let person = who.person();
    let shown = admin.visit(&link).await;
    assert_eq!(shown.page, Page::SignIn, "{}", shown.text());
    let fields = [("username", person.username), ("password", person.password)];
    let shown = admin.press(&shown, "sign-in", &fields).await;
    if button.is_empty() { shown } else { admin.press(&shown, button, &[]).await }
}

#[tokio::test]
async fn an_admin_grants_by_the_link_and_check_now_finds_it() {
    let scenario = scenario("admin-grants").unwrap();
    let mut stage = Stage::practicing(scenario).await;

    let shown = ask_the_admin(&mut stage, scenario, "accept").await;

    println!("admin-grants: truth {:?}, the admin sees {:?}", stage.truth().await, shown.page);
    assert_eq!(stage.truth().await, scenario.situation, "{}", shown.text());
    connected_after_check_now(&mut stage).await;
}

#[tokio::test]
async fn an_admin_who_declines_or_is_none_changes_nothing_for_the_person() {
    for (name, button) in [("admin-declines", "cancel"), ("not-an-admin", "")] {
        let scenario = scenario(name).unwrap();
        let mut stage = Stage::practicing(scenario).await;

        let shown = ask_the_admin(&mut stage, scenario, button).await;

        println!("{name}: truth {:?}, the admin sees {:?}", stage.truth().await, shown.page);
        assert_eq!(stage.truth().await, scenario.situation, "{}", shown.text());
        stage.desk.ask(Intent::CheckNow).await;
        let link = stage.desk.opened().await;
        let shown = stage.browser.visit(&link).await;
        assert_eq!(shown.page, Page::AdminOnly, "{}", shown.text());
        let view = stage.then(&shown, Pick(Picture::AdminOnly)).await;
        assert_eq!(name_of(&view.screen), "WaitingForAdmin");
        assert_eq!((stage.connections().await, stage.desk.kept()), (0, (0, 0)));
    }
}
