//! Files that are used, after a restart.

use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::view::approving::Origin;
use usher_domain::view::setup_file::FileChange;
use usher_domain::view::{Screen, View};
use usher_engine::store::Store;

use crate::support::desk::{Desk, With};
use crate::support::files::{EXTRA, Maker, notes};

fn product() -> ProfileId {
    ProfileId("notes".to_owned())
}

fn offers_it(view: &View) -> bool {
    let Screen::ChooseProduct { products, .. } = &view.screen else { return false };
    products.iter().any(|card| card.id == product())
}

async fn use_file(desk: &Desk, typed: &str) {
    desk.ask(Intent::UseSetupFile { typed: typed.to_owned() }).await;
    desk.view_of("the product of the file", offers_it).await;
}

fn written_down(desk: &Desk) -> Vec<String> {
    let (store, _) = Store::open(desk.folder.path()).unwrap();
    store.setup_files().unwrap()
}

#[tokio::test]
async fn a_used_file_is_there_after_a_restart_and_its_stop_still_holds() {
    let desk = Desk::new(None);
    desk.preview(&notes("1.0", "")).await;
    assert_eq!(written_down(&desk), Vec::<String>::new(), "nothing is written before the person goes on");
    use_file(&desk, "contoso.example").await;

    let mut desk = desk.restart(With::default()).await;

    assert_eq!(written_down(&desk), [notes("1.0", "")]);
    desk.ask(Intent::StartAsAdmin).await;
    desk.view_of("the product of the file", offers_it).await;
    desk.ask(Intent::ChooseProduct { profile: product() }).await;
    let stops = |screen: &Screen| {
        let Screen::ReviewApp { review } = screen else { return false };
        review.origin == Origin::Unsigned && review.stop.is_some()
    };
    desk.view("A1 with its stop", stops).await;
    let again = desk.preview(&notes("1.1", EXTRA)).await;
    assert_eq!(again.changes, [FileChange::PermissionAdded { value: "Calendars.Read".to_owned() }]);
    assert!(again.stop.is_some());
    assert_eq!(desk.opened_so_far(), 0);
}

#[tokio::test]
async fn a_kept_file_is_verified_again_at_every_start() {
    let maker = Maker::new("notes-2026", 1);
    let keys = || With { vendor_keys: vec![maker.key("notes.example")], ..With::default() };
    let desk = Desk::with(keys());
    desk.preview(&maker.sign(&notes("1.0", ""))).await;
    use_file(&desk, "").await;

    let desk = desk.restart(keys()).await;
    desk.ask(Intent::Start).await;
    desk.view_of("the product of the file", offers_it).await;

    let desk = desk.restart(With::default()).await;
    desk.ask(Intent::Start).await;
    let view = desk.view("the products", |screen| matches!(screen, Screen::ChooseProduct { .. })).await;
    assert!(!offers_it(&view), "its key is known no more");
}

#[tokio::test]
async fn a_file_that_is_used_while_practicing_stays_and_can_be_practiced_with() {
    let desk = Desk::new(None);
    let scenario = usher_practice::scenarios()[0].name.clone();
    desk.ask(Intent::StartPractice { scenario }).await;
    desk.view_of("practice", |view| view.practice.is_some()).await;
    desk.preview(&notes("1.0", "")).await;
    use_file(&desk, "contoso.example").await;
    desk.ask(Intent::ChooseProduct { profile: product() }).await;
    desk.view("C1", |screen| matches!(screen, Screen::BeforeSignIn { .. })).await;

    desk.ask(Intent::LeavePractice).await;
    desk.view_of("no practice", |view| view.practice.is_none()).await;
    desk.ask(Intent::Start).await;
    desk.view_of("the product of the file", offers_it).await;

    let desk = desk.restart(With::default()).await;
    desk.ask(Intent::Start).await;
    desk.view_of("the product of the file", offers_it).await;
}
