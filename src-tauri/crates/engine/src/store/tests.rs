use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rstest::rstest;
use usher_domain::cloud::Cloud;
use usher_domain::connection::{Connection, Health, Kept, SignInPlace};
use usher_domain::directory::Directory;
use usher_domain::ids::{ClientId, ConnectionId, ObjectId, ProfileId, TenantId};
use usher_domain::time::Timestamp;

use super::{FILE, Opened, STEPS, Store, StoreError};

const GUID: &str = "11111111-2222-3333-4444-555555555555";
const WRITES_UNTIL_KILLED: &str = "USHER_STORE_WRITES_UNTIL_KILLED";

fn connection(id: &str, created_at: i64) -> Connection {
    Connection {
        id: ConnectionId(id.to_owned()),
        profile: Some(ProfileId("notes".to_owned())),
        client_id: Some(ClientId::parse(GUID).unwrap()),
        place: SignInPlace::Microsoft { cloud: Cloud::UsGov },
        tenant: Some(TenantId::parse(GUID).unwrap()),
        object: Some(ObjectId::parse(GUID).unwrap()),
        identity: None,
        username: "änne@contoso.example".to_owned(),
        organization: None,
        requested: vec!["User.Read".to_owned(), "Calendars.Read".to_owned()],
        granted: vec!["User.Read".to_owned()],
        checked_at: None,
        directory: Directory::default(),
        app: None,
        enabled: true,
        updated_at: None,
        timeline: vec![],
        health: Health::PermissionsMissing,
        created_at: Timestamp(created_at),
        kept: Kept::Keychain,
    }
}

fn filled(folder: &Path) {
    let (store, _) = Store::open(folder).unwrap();
    for n in 0..50 {
        store.put_connection(&connection(&format!("c{n}"), n)).unwrap();
    }
    store.set_unfinished("{\"name\":\"waiting\"}").unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        folder.read_dir().unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn everything_is_there_after_closing_and_opening() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (connection("c1", 10), connection("c2", 5));
    {
        let (store, opened) = Store::open(folder.path()).unwrap();
        assert_eq!(opened, Opened::Fresh);
        store.put_connection(&connection("c1", 1)).unwrap();
        store.put_connection(&first).unwrap();
        store.put_connection(&second).unwrap();
        store.put_connection(&connection("c3", 1)).unwrap();
        store.remove_connection(&ConnectionId("c3".to_owned())).unwrap();
        store.remove_connection(&ConnectionId("never there".to_owned())).unwrap();
        store.set_unfinished("first").unwrap();
        store.set_unfinished("second 'place'").unwrap();
    }

    let (store, opened) = Store::open(folder.path()).unwrap();

    assert_eq!(opened, Opened::Existing);
    assert_eq!(store.connections().unwrap(), [second, first]);
    assert_eq!(store.unfinished().unwrap().as_deref(), Some("second 'place'"));
    assert_eq!(names(folder.path()), [FILE]);
}

#[test]
fn a_connection_that_was_removed_is_not_put_back_by_a_change() {
    let store = Store::in_memory().unwrap();
    let changed = Connection { enabled: false, ..connection("c1", 1) };
    store.put_connection(&connection("c1", 1)).unwrap();

    assert!(store.update_connection(&changed).unwrap());
    assert_eq!(store.connection(&changed.id).unwrap().as_ref(), Some(&changed));
    store.remove_connection(&changed.id).unwrap();
    assert!(!store.update_connection(&changed).unwrap());
    assert!(store.connections().unwrap().is_empty());
}

#[test]
fn what_is_put_aside_keeps_its_text_each_time_under_a_name_of_its_own() {
    let store = Store::in_memory().unwrap();

    for text in ["from a newer one", "and once more"] {
        store.set_unfinished(text).unwrap();
        store.put_unfinished_aside("rest").unwrap();
    }

    let mut rows = store.database.prepare("SELECT name, value FROM saved ORDER BY name").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let saved: Vec<(String, String)> = rows.collect::<Result<_, _>>().unwrap();
    let expected = [
        ("unfinished", "rest"),
        ("unfinished.unreadable-1", "from a newer one"),
        ("unfinished.unreadable-2", "and once more"),
    ];
    assert_eq!(saved, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn two_stores_in_memory_know_nothing_of_each_other() {
    let practice = Store::in_memory().unwrap();
    practice.put_connection(&connection("c1", 1)).unwrap();

    assert!(Store::in_memory().unwrap().connections().unwrap().is_empty());
}

#[test]
fn only_a_store_on_the_disk_lasts() {
    let folder = tempfile::tempdir().unwrap();

    assert!(Store::open(folder.path()).unwrap().0.lasts());
    assert!(!Store::in_memory().unwrap().lasts());
}

#[rstest]
#[case::not_a_database(|file: &Path| std::fs::write(file, "hello, this is a text and no database").unwrap())]
#[case::cut_in_half(|file: &Path| {
    let whole = std::fs::read(file).unwrap();
    std::fs::write(file, &whole[..whole.len() / 2]).unwrap();
})]
#[case::a_page_overwritten(|file: &Path| {
    let mut open = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    open.seek(SeekFrom::Start(4_096)).unwrap();
    open.write_all(&[0xA5; 8_192]).unwrap();
})]
#[case::tables_of_another_program(|file: &Path| {
    let database = rusqlite::Connection::open(file).unwrap();
    database.execute_batch("DROP TABLE connections; CREATE TABLE other (x);").unwrap();
})]
#[case::a_record_that_is_no_connection(|file: &Path| {
    let database = rusqlite::Connection::open(file).unwrap();
    database.execute("UPDATE connections SET record = '{}' WHERE id = 'c7'", []).unwrap();
})]
fn a_file_that_can_not_be_read_is_moved_aside_and_kept(#[case] spoil: fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    for round in 1..=2 {
        filled(folder.path());
        spoil(&file);
        let spoiled = std::fs::read(&file).unwrap();

        let (store, opened) = Store::open(folder.path()).unwrap();

        assert_eq!(opened, Opened::MovedAside);
        assert!(store.connections().unwrap().is_empty());
        assert_eq!(store.unfinished().unwrap(), None);
        let aside = folder.path().join(format!("{FILE}.unreadable-{round}"));
        assert_eq!(std::fs::read(aside).unwrap(), spoiled);
    }
    assert_eq!(Store::open(folder.path()).unwrap().1, Opened::Existing);
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date_with_all_that_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
    old.execute_batch(STEPS[0].1).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    let record = serde_json::to_string(&connection("c1", 1)).unwrap();
    old.execute("INSERT INTO connections VALUES ('c1', 1, ?1)", [record]).unwrap();
    drop(old);

    for _ in 1..=2 {
        let (store, opened) = Store::open(folder.path()).unwrap();

        assert_eq!(opened, Opened::Existing);
        assert_eq!(store.connections().unwrap(), [connection("c1", 1)]);
        store.put_setup_file(&ProfileId("notes".to_owned()), "text", Timestamp(1)).unwrap();
        assert_eq!(store.setup_files().unwrap(), ["text"]);
    }
}

#[test]
fn a_setup_file_takes_the_place_of_the_one_before_for_the_same_product() {
    let store = Store::in_memory().unwrap();
    let put = |id: &str, text: &str, at: i64| {
        store.put_setup_file(&ProfileId(id.to_owned()), text, Timestamp(at)).unwrap();
    };

    put("notes", "first\r\n'text'", 1);
    put("other", "\u{feff}other", 2);
    assert_eq!(store.setup_files().unwrap(), ["first\r\n'text'", "\u{feff}other"]);
    put("notes", "second", 3);

    assert_eq!(store.setup_files().unwrap(), ["\u{feff}other", "second"]);
}

#[test]
fn a_file_of_a_newer_version_stays_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let database = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();

    assert!(matches!(Store::open(folder.path()), Err(StoreError::Newer)));
    assert_eq!(names(folder.path()), [FILE]);
}

#[test]
fn a_full_disk_is_told_as_such_and_what_was_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let (store, _) = Store::open(folder.path()).unwrap();
    // SQLite gives the same SQLITE_FULL for its own limit as for ENOSPC.
    let pages: i64 = store.database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store
        .database
        .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))
        .unwrap();

    let big = "x".repeat(100_000);
    assert!(matches!(store.set_unfinished(&big), Err(StoreError::DiskFull)));
    let mut large = connection("c1", 1);
    large.username.clone_from(&big);
    assert!(matches!(store.put_connection(&large), Err(StoreError::DiskFull)));

    assert_eq!(store.unfinished().unwrap().as_deref(), Some("{\"name\":\"waiting\"}"));
    assert_eq!(store.connections().unwrap().len(), 50);
    store.set_unfinished("short").unwrap();
}

#[test]
fn a_folder_that_can_not_be_made_is_an_error_of_the_file_system() {
    let file = tempfile::NamedTempFile::new().unwrap();

    assert!(matches!(Store::open(&file.path().join("data")), Err(StoreError::File(_))));
}

#[cfg(unix)]
#[test]
fn only_the_person_can_read_folder_and_file() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("a").join("data");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    filled(&folder);

    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(folder.join(FILE), std::fs::Permissions::from_mode(0o644)).unwrap();
    filled(&folder);

    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join(FILE)), 0o600);
}

#[test]
fn a_thousand_connections_are_listed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path()).unwrap();
    let all = store.database.unchecked_transaction().unwrap();
    for n in 0..1_000 {
        store.put_connection(&connection(&format!("c{n}"), n)).unwrap();
    }
    all.commit().unwrap();

    let begun = Instant::now();
    let listed = store.connections().unwrap();
    let took = begun.elapsed();

    assert_eq!(listed.len(), 1_000);
    assert!(took < Duration::from_secs(10), "took {took:?}");
}

#[test]
fn a_process_killed_within_a_write_leaves_a_whole_place_not_older_than_the_last_confirmed_one() {
    if let Some(folder) = std::env::var_os(WRITES_UNTIL_KILLED) {
        write_until_killed(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut confirmed = 0;
    for round in 0..8 {
        let name =
            "a_process_killed_within_a_write_leaves_a_whole_place_not_older_than_the_last_confirmed_one";
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("store::tests::{name}"), "--nocapture"])
            .env(WRITES_UNTIL_KILLED, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.as_mut().unwrap()).lines();
        let numbers =
            lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("wrote ")?.parse::<u64>().ok());
        confirmed = numbers.take(3 + round).last().expect("the writer says what it wrote").max(confirmed);
        writer.kill().unwrap();
        let mut rest = String::new();
        writer.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        writer.wait().unwrap();

        let (store, opened) = Store::open(folder.path()).unwrap();

        assert_eq!(opened, Opened::Existing);
        let place = store.unfinished().unwrap().unwrap();
        let (number, filling) = place.split_once(' ').unwrap();
        assert!(number.parse::<u64>().unwrap() >= confirmed);
        assert_eq!(filling.len(), 60_000);
    }
}

/// Saves ever higher numbers, each with a filling of many pages, and never returns.
fn write_until_killed(folder: &Path) -> ! {
    let (store, _) = Store::open(folder).unwrap();
    let begin = store
        .unfinished()
        .unwrap()
        .map_or(0, |place| place.split_once(' ').unwrap().0.parse::<u64>().unwrap());
    for number in begin + 1.. {
        store.set_unfinished(&format!("{number} {}", "x".repeat(60_000))).unwrap();
        println!("wrote {number}");
    }
    unreachable!("the numbers last longer than the process")
}

#[test]
fn connections_are_read_page_by_page_in_the_order_of_the_list() {
    let store = Store::in_memory().unwrap();
    // Several were made in the same moment.
    for n in 0..25 {
        store.put_connection(&connection(&format!("c{n}"), n / 4)).unwrap();
    }

    let mut paged: Vec<Connection> = Vec::new();
    loop {
        let page = store.connections_after(paged.last(), 4).unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 4);
        paged.extend(page);
    }

    assert_eq!(paged, store.connections().unwrap());
    assert_eq!(store.connection(&paged[7].id).unwrap().as_ref(), Some(&paged[7]));
    assert_eq!(store.connection(&ConnectionId("never there".to_owned())).unwrap(), None);
}

#[test]
fn connections_are_counted_by_whether_they_are_on() {
    let store = Store::in_memory().unwrap();
    for n in 0..5 {
        let known = connection(&format!("c{n}"), n);
        store.put_connection(&Connection { enabled: n > 1, ..known }).unwrap();
    }
    let old = "UPDATE connections SET record = json_remove(record, '$.enabled') WHERE id = 'c0'";
    store.database.execute(old, []).unwrap();

    assert_eq!(store.count_connections().unwrap(), (4, 1));
    assert_eq!(Store::in_memory().unwrap().count_connections().unwrap(), (0, 0));
}
