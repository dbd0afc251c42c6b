//! Who vouches for a file, and what changed in it (S69).

use usher_domain::ids::ClientId;
use usher_domain::intent::Intent;
use usher_domain::view::Screen;
use usher_domain::view::approving::Origin;
use usher_domain::view::setup_file::{FileChange, FileRefusal};
use usher_engine::VendorKey;

use crate::support::desk::{Desk, With};
use crate::support::files::{EXTRA, Maker, Shown, notes};

fn maker() -> Maker {
    Maker::new("notes-2026", 1)
}

fn somebody() -> Maker {
    Maker::new("somebody-2026", 2)
}

fn keys() -> Vec<VendorKey> {
    vec![maker().key("notes.example"), somebody().key("somebody.example")]
}

fn signed() -> Origin {
    Origin::Signed { domain: "notes.example".to_owned() }
}

/// A desk where the signed version 2.0 is used already.
async fn using_version_2() -> Desk {
    let desk = Desk::with(With { vendor_keys: keys(), ..With::default() });
    let file = desk.preview(&maker().sign(&notes("2.0", ""))).await;
    assert_eq!((file.origin, file.changes, file.stop), (signed(), vec![], None));
    desk.ask(Intent::UseSetupFile { typed: String::new() }).await;
    desk.view("the product is picked", |screen| matches!(screen, Screen::ChooseProduct { .. })).await;
    desk
}

#[tokio::test]
async fn a_signature_that_does_not_fit_is_refused_and_never_taken_for_none() {
    let desk = using_version_2().await;
    let whole = maker().sign(&notes("2.1", ""));
    let flipped = whole.replacen("Meeting Notes", "Meeting Motes", 1);
    let own_key = Maker::new("notes-2026", 9).sign(&notes("2.1", ""));
    let other_key = somebody().sign(&notes("2.1", ""));
    let unknown_key = Maker::new("nobody-2026", 1).sign(&notes("2.1", ""));
    let cases = [
        ("a flipped bit", flipped),
        ("somebody's key under the maker's name", own_key),
        ("another maker's key", other_key),
        ("a key that nobody knows", unknown_key),
        ("appended bytes", format!("{whole}# more\n")),
        ("two signatures", somebody().sign(&whole)),
        ("a signature before the file", format!("{}{}", maker().sign(""), notes("2.1", ""))),
    ];

    for (what, text) in cases {
        assert_eq!(desk.open_text(&text).await, Shown::Refused(FileRefusal::BadSignature), "{what}");
    }
}

#[tokio::test]
async fn a_file_without_its_signature_shows_that_it_had_one() {
    let desk = using_version_2().await;

    let file = desk.preview(&notes("2.0", "")).await;

    assert_eq!(file.origin, Origin::Unsigned);
    assert_eq!(file.changes, [FileChange::Origin { before: signed() }]);
    assert!(file.stop.is_some());
}

#[tokio::test]
async fn an_older_version_with_a_good_signature_shows_as_older() {
    let desk = using_version_2().await;

    let file = desk.preview(&maker().sign(&notes("1.9", ""))).await;

    assert_eq!(file.origin, signed());
    assert_eq!(file.changes, [FileChange::OlderVersion { before: "2.0".to_owned() }]);
}

#[tokio::test]
async fn what_a_newer_version_adds_is_shown() {
    let desk = using_version_2().await;
    let other = notes("2.1", EXTRA)
        .replace("0c3b5f4e", "1c3b5f4e")
        .replace("https://notes.example/help", "https://help.notes.example/");

    let file = desk.preview(&maker().sign(&other)).await;

    let before = ClientId::parse("0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60").ok();
    assert_eq!(
        file.changes,
        [
            FileChange::ClientId { before },
            FileChange::PermissionAdded { value: "Calendars.Read".to_owned() },
            FileChange::HostAdded { host: "help.notes.example".to_owned() },
        ]
    );
}
