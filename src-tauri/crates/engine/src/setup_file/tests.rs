use std::fs;
use std::path::Path;

use rstest::rstest;
use usher_domain::desk::Desk;
use usher_domain::profile::{MOST_BYTES, built_in};
use usher_domain::view::approving::Origin;
use usher_domain::view::setup_file::{FileFault, FileRefusal};

use super::{Known, check, open, read};
use crate::signature::VendorKeys;
use crate::signature::tests::Maker;

const NOTES: &str = r#"schema_version = 1
id = "notes"
name = "Meeting Notes"
vendor = "Notes Company"
version = "1.0"
purpose = "Makes notes from your meetings"
help_link = "https://notes.example/help"
admin_ways = ["link"]

[sign_in]
client_id = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60"
start_url = "https://app.notes.example/connect"

[[permissions]]
value = "User.Read"
kind = "delegated"
reason = "To know your name"
"#;

fn maker() -> Maker {
    Maker::new("notes", 1)
}

fn desk() -> Desk {
    Desk { profiles: built_in().iter().cloned().map(Into::into).collect(), ..Desk::default() }
}

fn keys(domain: &str) -> VendorKeys {
    VendorKeys::of(vec![maker().key(domain)])
}

fn origin_of(text: &str, desk: &Desk) -> Result<Origin, FileRefusal> {
    check(text.as_bytes().to_vec(), &Known::of(desk, &keys("notes.example"))).map(|checked| checked.origin)
}

fn fields(refused: Result<Origin, FileRefusal>) -> Vec<String> {
    let Err(FileRefusal::Wrong { faults }) = refused else { panic!("{refused:?}") };
    faults.into_iter().map(|fault| fault.field).collect()
}

/// The desk once `text` was used.
fn desk_with(text: &str) -> Desk {
    let mut desk = desk();
    let used = check(text.as_bytes().to_vec(), &Known::of(&desk, &keys("notes.example"))).unwrap();
    desk.origins.push((used.profile.id.clone(), used.origin));
    desk.profiles.push(used.profile);
    desk
}

#[test]
fn the_signature_tells_who_vouches_for_a_file() {
    let signed = Origin::Signed { domain: "notes.example".to_owned() };

    assert_eq!(origin_of(&maker().sign(NOTES), &desk()), Ok(signed));
    assert_eq!(origin_of(NOTES, &desk()), Ok(Origin::Unsigned));
}

#[rstest]
#[case("notes.example", true)]
#[case("app.notes.example", true)]
#[case("s.example", false)]
#[case("other.example", false)]
#[case("other.app.notes.example", false)]
fn a_key_vouches_for_pages_of_its_own_domain_only(#[case] domain: &str, #[case] fits: bool) {
    let checked = check(maker().sign(NOTES).into_bytes(), &Known::of(&desk(), &keys(domain)));

    assert_eq!(checked.is_ok(), fits);
    assert!(fits || checked == Err(FileRefusal::BadSignature));
}

#[test]
fn the_signature_is_looked_at_before_what_the_file_says() {
    let signed = maker().sign(NOTES);

    assert_eq!(origin_of(&format!("not a profile\n{signed}"), &desk()), Err(FileRefusal::BadSignature));
}

#[test]
fn not_even_a_signed_file_takes_the_place_of_a_product_that_comes_with_usher() {
    let known = &built_in()[0];
    let id = NOTES.replace("\"notes\"", &format!("\"{}\"", known.id));
    let name = NOTES.replace("Meeting Notes", &known.name);

    assert_eq!(fields(origin_of(&maker().sign(&id), &desk())), ["id"]);
    assert_eq!(fields(origin_of(&maker().sign(&name), &desk())), ["name"]);
}

#[test]
fn nobody_takes_the_name_or_the_app_of_a_signed_file_without_a_signature() {
    let desk = desk_with(&maker().sign(NOTES));
    let copy = NOTES.replace("\"notes\"", "\"notes-2\"");

    assert_eq!(fields(origin_of(&copy, &desk)), ["name", "sign_in.client_id"]);
    assert!(origin_of(&maker().sign(&copy), &desk).is_ok());
}

#[test]
fn an_unsigned_file_keeps_nobody_from_taking_its_name() {
    let desk = desk_with(NOTES);

    assert!(origin_of(&NOTES.replace("\"notes\"", "\"notes-2\""), &desk).is_ok());
}

#[test]
fn the_next_version_of_a_used_file_is_no_clash() {
    let next = NOTES.replace("1.0", "1.1");

    assert!(origin_of(&maker().sign(&next), &desk_with(&maker().sign(NOTES))).is_ok());
    assert!(origin_of(&next, &desk_with(&maker().sign(NOTES))).is_ok());
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let checked = check(b"id = 1\nname = \"\xff\"\n".to_vec(), &Known::of(&desk(), &keys("notes.example")));

    let faults = vec![FileFault { line: 2, field: "file".to_owned() }];
    assert_eq!(checked, Err(FileRefusal::Wrong { faults }));
}

fn filled(folder: &Path, name: &str, len: usize) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, vec![b'#'; len]).unwrap();
    path
}

#[test]
fn a_file_is_read_up_to_the_limit_and_by_its_ending() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, len: usize| read(&filled(folder.path(), name, len)).map(|bytes| bytes.len());

    assert_eq!(read("a.toml", MOST_BYTES), Ok(MOST_BYTES));
    assert_eq!(read("b.toml", MOST_BYTES + 1), Err(FileRefusal::NotASetupFile));
    assert_eq!(read("c.JSON", 3), Ok(3));
    assert_eq!(read("d.usher", 3), Ok(3));
    for name in ["e.txt", "toml", ".toml", "f.toml.exe", "g.toml "] {
        assert_eq!(read(name, 3), Err(FileRefusal::NotASetupFile), "{name}");
    }
}

#[test]
fn what_is_not_there_or_is_a_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("folder.toml");
    fs::create_dir(&inside).unwrap();

    assert_eq!(read(&inside), Err(FileRefusal::NotASetupFile));
    assert_eq!(read(&folder.path().join("none.toml")), Err(FileRefusal::Unreadable));
}

/// What somebody could put in a file's place between the look at it and the opening.
#[cfg(unix)]
#[test]
fn opening_follows_no_link_and_waits_for_no_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let real = filled(folder.path(), "real.toml", 3);
    let (link, pipe) = (folder.path().join("link.toml"), folder.path().join("pipe.toml"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();

    assert!(open(&real).is_ok());
    assert!(open(&link).is_err());
    assert!(!open(&pipe).unwrap().metadata().unwrap().is_file());
    assert_eq!(read(&link), Err(FileRefusal::NotASetupFile));
    assert_eq!(read(&pipe), Err(FileRefusal::NotASetupFile));
}
