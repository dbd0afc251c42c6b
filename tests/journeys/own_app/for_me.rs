//! "Do it for me": one go, killed before and after every write, taken back, and refused.

use rstest::rstest;
use url::Url;
use usher_domain::desk::Instead;
use usher_domain::grant::GrantState;
use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::own_app::{SetupStep, Write};
use usher_domain::problem::Problem;
use usher_domain::view::Screen;
use usher_domain::view::own_app::{BuildCard, BuildState, BuildStop};
use usher_practice::settings::Settings;
use usher_practice::{PEOPLE, Practice, When};

use super::admin_center::AdminCenter;
use super::{GRACE, Walk, commands, is_green, organization, values};
use crate::support::browser::{Browser, Page};
use crate::support::desk::{Desk, With, instead};

/// An admin who lets Usher register the app.
struct Errand {
    walk: Walk,
}

impl Errand {
    async fn start(practice: &Practice, profile: &str) -> Self {
        Self::on(Desk::at(practice), profile).await
    }

    async fn on(desk: Desk, profile: &str) -> Self {
        let walk = Walk::start(desk, profile).await;
        walk.desk.ask(Intent::DoItForMe).await;
        Self { walk }
    }

    async fn build(&self, what: &str, is_it: impl Fn(&BuildCard) -> bool) -> BuildCard {
        let view = self.walk.desk.view(what, |screen| build_of(screen).is_some_and(&is_it)).await;
        build_of(&view.screen).unwrap().clone()
    }

    /// Signs in as `who`, up to the list of what will be written and where.
    async fn sign_in(&mut self, who: &str) {
        self.walk.desk.ask(Intent::SignInToWrite).await;
        let link = self.walk.desk.opened().await;
        let mut browser = Browser::new(Url::parse(&link).unwrap().port().unwrap());
        let shown = browser.visit(&link).await;
        let shown = browser.press(&shown, "sign-in", &password(who)).await;
        if shown.page == Page::Permissions {
            browser.press(&shown, "accept", &[]).await;
        }
        self.build("what will be written", |card| card.state == BuildState::Ready).await;
    }

    async fn write(&self) -> BuildCard {
        self.walk.desk.ask(Intent::LetUsherWrite).await;
        self.build("the end of writing", |card| {
            matches!(card.state, BuildState::Written | BuildState::Stopped { .. })
        })
        .await
    }
}

fn build_of(screen: &Screen) -> Option<&BuildCard> {
    if let Screen::DoItForMe { card } = screen { Some(card) } else { None }
}

fn password(username: &str) -> [(&'static str, &'static str); 2] {
    let person = PEOPLE.iter().find(|person| person.username == username).unwrap();
    [("username", person.username), ("password", person.password)]
}

#[tokio::test]
async fn kaltura_is_set_up_in_one_go_and_its_checklist_is_green() {
    let practice = organization("kaltura", Settings::default()).await;
    let mut errand = Errand::start(&practice, "kaltura").await;

    errand.sign_in(GRACE).await;
    let card = errand.write().await;

    assert_eq!(card.state, BuildState::Written, "{:?}", card.lines);
    assert_eq!(card.written as usize, card.lines.len());
    let counts = practice.counts();
    assert_eq!((counts.applications, counts.principals, counts.secrets, counts.assignments), (1, 1, 1, 4));

    let app = card.client_id.unwrap();
    let walk = errand.walk;
    walk.done().await;
    let card = walk.at(SetupStep::TeamsPolicy).await;
    let mut portal = AdminCenter::of(&practice, app.as_str()).await;
    for command in commands(&card.body) {
        portal.run(&command).await;
    }
    walk.done().await;
    walk.at(SetupStep::CheckAnswers).await;
    walk.desk.ask(fill("name", "Kaltura")).await;
    walk.done().await;
    walk.desk.ask(Intent::FinishSetup).await;
    walk.at(SetupStep::HandOver).await;
    walk.desk.ask(Intent::HandedOver).await;
    let view = walk.desk.view_of("a green checklist", is_green).await;
    let Screen::Checklist { rows, .. } = &view.screen else { unreachable!("waited for it") };
    assert_eq!(rows.iter().filter(|row| row.state == GrantState::Granted).count(), 4);
}

fn fill(setting: &str, text: &str) -> Intent {
    let value = usher_domain::own_app::SettingValue::Text(text.to_owned());
    Intent::FillIn { setting: setting.to_owned(), value }
}

/// How a write is interrupted.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The network goes, Usher says so, and is started again.
    WireCut,
    /// The program is ended in the middle of it, and says nothing more.
    Killed,
}

/// Interrupts one write, starts Usher anew, goes on, and counts what there is. False past the last write.
async fn interrupted_at(nth: u32, (fault, when): (Fault, When), profile: &str) -> bool {
    let at = format!("{profile}, write {nth}, {fault:?} {when:?}");
    let practice = organization(profile, Settings::default()).await;
    let mut errand = Errand::start(&practice, profile).await;
    errand.sign_in(GRACE).await;
    let with = With { instead: Some(instead(&practice)), ..With::default() };
    let (desk, killed) = match fault {
        Fault::WireCut => {
            practice.drop_connection_at_write(nth, when);
            let card = errand.write().await;
            let BuildState::Stopped { .. } = card.state else { return false };
            (errand.walk.desk.restart(with).await, None)
        }
        Fault::Killed => {
            let held = practice.hold_write(nth, when);
            tokio::select! {
                card = errand.write() => {
                    assert_eq!(card.state, BuildState::Written, "{at}");
                    return false;
                }
                came = held => came.unwrap(),
            }
            (errand.walk.desk.killed(with), Some(errand))
        }
    };

    desk.ask(Intent::Resume).await;
    let mut errand = Errand { walk: Walk { desk } };
    let resumed = errand
        .build("the place it was left at", |card| {
            matches!(&card.state, BuildState::Review | BuildState::Stopped { why: BuildStop::SignedOut })
        })
        .await;
    assert_eq!(resumed.written, nth - 1, "{at}: what was written before is known to the next start");
    errand.sign_in(GRACE).await;
    let card = errand.write().await;

    assert_eq!(card.state, BuildState::Written, "{at}: {:?}", card.lines);
    let counts = practice.counts();
    let made = (counts.applications, counts.principals, counts.assignments);
    assert_eq!(made, (1, 1, values(profile, &[]).len()), "{at}");
    assert_eq!(counts.secrets + counts.certificates, 1, "{at}");
    drop(killed);
    true
}

#[rstest]
#[case::without_a_network(Fault::WireCut)]
#[case::killed(Fault::Killed)]
#[tokio::test]
async fn interrupted_at_every_write_it_goes_on_and_makes_nothing_twice(#[case] fault: Fault) {
    let mut points = 0;
    // With a secret, and with a certificate.
    for profile in ["kaltura", "teams-devices"] {
        for when in [When::Before, When::After] {
            let mut nth = 1;
            while interrupted_at(nth, (fault, when), profile).await {
                points += 1;
                nth += 1;
            }
        }
    }
    println!("do it for me: {fault:?} at {points} points, nothing made twice");
    assert_eq!(points, 28, "seven writes each, before and after");
}

#[tokio::test]
async fn another_product_in_between_and_a_restart_lose_nothing_and_make_nothing_twice() {
    let practice = organization("kaltura", Settings::default()).await;
    let mut errand = Errand::start(&practice, "kaltura").await;
    errand.sign_in(GRACE).await;
    practice.drop_connection_at_write(4, When::After);
    let stopped = errand.write().await;
    assert_eq!(stopped.written, 3);

    errand.walk.desk.ask(Intent::Later).await;
    let other = Walk::start(errand.walk.desk, "teams-devices").await;
    other.done().await;
    other.at(SetupStep::RegisterApp).await;
    other.desk.ask(Intent::Later).await;
    let with = With { instead: Some(instead(&practice)), ..With::default() };
    let desk = other.desk.restart(with).await;
    desk.ask(Intent::StartAsAdmin).await;
    desk.ask(Intent::ChooseProduct { profile: ProfileId("kaltura".to_owned()) }).await;
    let mut errand = Errand { walk: Walk { desk } };
    let resumed = errand.build("what is left to write", |card| card.written == 3).await;
    assert_eq!(resumed.state, BuildState::Stopped { why: BuildStop::SignedOut });
    errand.sign_in(GRACE).await;

    let card = errand.write().await;

    assert_eq!(card.state, BuildState::Written, "{:?}", card.lines);
    let counts = practice.counts();
    assert_eq!((counts.applications, counts.principals, counts.secrets, counts.assignments), (1, 1, 1, 4));
}

#[tokio::test]
async fn a_draft_that_another_version_wrote_takes_no_receipt_with_it() {
    let practice = organization("kaltura", Settings::default()).await;
    let mut errand = Errand::start(&practice, "kaltura").await;
    errand.sign_in(GRACE).await;
    practice.drop_connection_at_write(4, When::After);
    errand.write().await;
    errand.walk.desk.ask(Intent::Later).await;
    let other = Walk::start(errand.walk.desk, "teams-devices").await;
    other.done().await;
    other.at(SetupStep::RegisterApp).await;
    other.desk.with_unfinished(|unfinished| unfinished["drafts"][1]["step"] = "askTheCat".into());
    let with = || With { instead: Some(instead(&practice)), ..With::default() };

    let desk = other.desk.restart(with()).await;

    desk.view_of("what could not be read", |view| view.notice == Some(Problem::SavedPlaceUnreadable)).await;
    desk.ask(Intent::Resume).await;
    let errand = Errand { walk: Walk { desk } };
    let resumed = errand.build("the receipt", |_| true).await;
    assert_eq!(resumed.written, 3);
    let desk = errand.walk.desk.restart(with()).await;
    assert_eq!(desk.engine.view().notice, None, "it is told once");
}

#[tokio::test]
async fn taking_it_back_leaves_nothing_behind() {
    let practice = organization("kaltura", Settings::default()).await;
    let mut errand = Errand::start(&practice, "kaltura").await;
    errand.sign_in(GRACE).await;
    errand.write().await;

    errand.walk.desk.ask(Intent::TakeBack).await;

    errand.build("everything taken back", |card| card.state == BuildState::Undone).await;
    let counts = practice.counts();
    assert_eq!((counts.applications, counts.principals, counts.secrets), (0, 0, 0));
    assert_eq!(errand.walk.desk.kept().0, 0, "the secret is forgotten");
}

#[tokio::test]
async fn an_admin_without_the_role_to_grant_is_told_and_nothing_is_lost() {
    const CARLA: &str = "carla@brightwater.example";
    let practice = organization("kaltura", Settings::default()).await;
    let mut errand = Errand::start(&practice, "kaltura").await;
    errand.sign_in(CARLA).await;

    let card = errand.write().await;

    assert_eq!(card.state, BuildState::Stopped { why: BuildStop::NotAllowed });
    let next = card.lines.iter().find(|line| line.at.is_none()).unwrap();
    assert!(matches!(next.write, Write::Grant { .. }), "{next:?}");

    errand.sign_in(GRACE).await;
    let card = errand.write().await;
    assert_eq!(card.state, BuildState::Written);
    assert_eq!(practice.counts().applications, 1);
}

#[tokio::test]
async fn a_rule_against_secrets_is_told_as_one() {
    let settings = Settings { secrets_forbidden: true, ..Settings::default() };
    let practice = organization("kaltura", settings).await;
    let mut errand = Errand::start(&practice, "kaltura").await;
    errand.sign_in(GRACE).await;

    let card = errand.write().await;

    assert_eq!(card.state, BuildState::Stopped { why: BuildStop::ForbiddenByRule });
}

#[rstest]
#[case::without_a_disk(Desk::without_a_disk, Problem::DiskFull)]
#[case::after_a_newer_version(Desk::after_a_newer_version, Problem::NewerVersion)]
#[tokio::test]
async fn nothing_is_written_at_microsoft_that_could_not_be_found_again(
    #[case] desk: fn(Option<Instead>) -> Desk,
    #[case] problem: Problem,
) {
    let practice = organization("kaltura", Settings::default()).await;
    let desk = desk(Some(instead(&practice)));
    let mut errand = Errand::on(desk, "kaltura").await;
    errand.sign_in(GRACE).await;

    let card = errand.write().await;

    let why = BuildStop::Problem { problem };
    assert_eq!(card.state, BuildState::Stopped { why });
    assert_eq!(practice.counts().writes, 0);
}

#[tokio::test]
async fn practice_writes_without_a_disk_because_it_ends_with_what_it_wrote() {
    let desk = Desk::without_a_disk(None);
    desk.ask(Intent::StartPractice { scenario: "own-app".to_owned() }).await;
    desk.view_of("practice", |view| view.practice.is_some()).await;
    let mut errand = Errand::on(desk, "kaltura").await;
    errand.sign_in(GRACE).await;

    let card = errand.write().await;

    assert_eq!(card.state, BuildState::Written, "{:?}", card.lines);
}
