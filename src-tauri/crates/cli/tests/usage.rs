//! The program as it is called: what is wrong with a call goes to stderr, with exit code 2.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rstest::rstest;
use usher_domain::connection::{Connection, Kept, SignInPlace};
use usher_domain::ids::{ClientId, ConnectionId, ProfileId, TenantId};
use usher_domain::own_app::{Credential, Setup};
use usher_domain::profile::find;
use usher_domain::time::Timestamp;
use usher_engine::store::Store;

fn usherctl(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_usherctl")).args(arguments).output().expect("cargo built it")
}

#[rstest]
#[case::no_command(&[])]
#[case::an_unknown_command(&["fly"])]
#[case::nothing_to_check(&["check"])]
#[case::nothing_to_watch(&["check", "--watch"])]
#[case::a_link_for_no_organization(&["admin-link", "--profile", "chronus"])]
#[case::a_link_for_two_organizations(&[
    "admin-link", "--profile", "chronus", "--account", "ana@brightwater.example",
    "--tenant", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::a_link_for_no_guid(&["admin-link", "--profile", "chronus", "--tenant", "common"])]
#[case::a_link_for_no_address(&["admin-link", "--profile", "chronus", "--account", "ana"])]
#[case::a_link_for_a_personal_account(&["admin-link", "--profile", "chronus", "--account", "ana@gmail.com"])]
#[case::a_link_for_an_unknown_profile(&[
    "admin-link", "--profile", "nobody", "--tenant", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::a_link_of_another_machine(&[
    "admin-link", "--profile", "chronus", "--tenant", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
    "--authority", "http://10.0.0.1:80/5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
    "--client-id", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::both_ways_to_connect(&["connect", "--profile", "claras", "--authority", "http://127.0.0.1:1/"])]
#[case::an_authority_without_a_client(&["connect", "--authority", "http://127.0.0.1:1/"])]
#[case::values_without_a_file(&["setup", "--profile", "kaltura", "--json"])]
#[case::values_that_are_not_there(&["setup", "--profile", "kaltura", "--values", "/no/such/file", "--json"])]
#[case::values_of_an_unknown_profile(&["setup", "--profile", "nobody", "--values", "Cargo.toml", "--json"])]
#[case::another_place_to_sign_in_without_a_proof(&[
    "setup", "--profile", "kaltura", "--values", "Cargo.toml", "--authority", "http://127.0.0.1:1/",
])]
#[case::a_proof_on_another_machine(&[
    "setup", "--profile", "kaltura", "--values", "Cargo.toml", "--prove",
    "--authority", "http://10.0.0.1:80/5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::a_secret_as_an_argument(&["setup", "--profile", "kaltura", "--values", "Cargo.toml", "--prove", "Vx_8Q"])]
#[case::an_unknown_profile(&["connect", "--profile", "nobody", "--json"])]
fn a_call_that_makes_no_sense_is_told_so(#[case] arguments: &[&str]) {
    let output = usherctl(arguments);

    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(!output.stderr.is_empty());
}

/// An own app, as a setup that was finished left it.
fn app(folder: &Path, enabled: bool) -> Connection {
    let profile = find(&ProfileId("kaltura".to_owned())).expect("it is built in");
    let mut setup = Setup::new(ConnectionId("0123456789abcdef-1".to_owned()), profile, Timestamp(0));
    setup.client_id = ClientId::parse("6f0cbd41-9a1c-4c5e-8b7a-2f1d3e4c5b6a").ok();
    setup.tenant = TenantId::parse("5e3ce6c0-2b1f-4285-8d4b-75ee78787346").ok();
    let (made_at, hint) = (Timestamp(0), "Vx_".to_owned());
    setup.credential = Some(Credential::Secret { hint, made_at, ends_at: None });
    setup.kept = Kept::UntilClosed;
    let place = SignInPlace::Microsoft { cloud: profile.cloud() };
    let connection = setup.connection(profile, place, Timestamp(0)).expect("it is complete");
    let connection = Connection { enabled, ..connection };
    let (store, _) = Store::open(folder).expect("the folder is ours");
    store.put_connection(&connection).expect("the store is open");
    connection
}

#[rstest]
#[case::turned_on(true, 1)]
#[case::turned_off(false, 0)]
fn an_app_is_removed_only_where_it_is_turned_off(#[case] enabled: bool, #[case] code: i32) {
    let folder = tempfile::tempdir().unwrap();
    let connection = app(folder.path(), enabled);

    let output = Command::new(env!("CARGO_BIN_EXE_usherctl"))
        .args(["disconnect", &connection.id.0, "--json"])
        .env("USHER_DATA_DIR", folder.path())
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .output()
        .expect("cargo built it");

    assert_eq!(output.status.code(), Some(code), "{output:?}");
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["removed"], !enabled);
    assert_eq!(String::from_utf8_lossy(&output.stderr).contains("turn it off"), enabled, "{output:?}");
    let left = Store::open(folder.path()).unwrap().0.connections().unwrap();
    assert_eq!(left.len(), usize::from(enabled));
}

#[rstest]
#[case::its_id("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "looks_like_its_id")]
#[case::cut("Vx_8Q~canary", "too_short")]
#[case::two_in_one(&"Vx_8Q~canary.0-secretvalue~abcdefghijklm".repeat(2), "too_long")]
#[case::masked("Vx_8Q******************", "odd_signs")]
fn a_secret_that_can_not_be_one_is_told_before_microsoft_is_asked(
    #[case] secret: &str,
    #[case] problem: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let values = folder.path().join("values.toml");
    std::fs::write(
        &values,
        "client_id = \"6f0cbd41-9a1c-4c5e-8b7a-2f1d3e4c5b6a\"\n\
         tenant_id = \"5e3ce6c0-2b1f-4285-8d4b-75ee78787346\"\n[settings]\nname = \"Recordings\"\n",
    )
    .unwrap();

    let mut usherctl = Command::new(env!("CARGO_BIN_EXE_usherctl"))
        .args(["setup", "--profile", "kaltura", "--json", "--prove", "--values"])
        .arg(&values)
        // Nobody listens there: a question would end as "could not check".
        .args(["--authority", "http://127.0.0.1:9/5e3ce6c0-2b1f-4285-8d4b-75ee78787346"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo built it");
    usherctl.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    let output = usherctl.wait_with_output().unwrap();

    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let row = lines.iter().find(|line| line["value"] == "client_secret").unwrap();
    assert_eq!((&row["state"], &row["problem"]), (&"wrong".into(), &problem.into()), "{row}");
    assert!(lines.iter().all(|line| line["event"] != "proof"), "{text}");
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("Client secret") && !format!("{text}{words}").contains("canary"), "{words}");
}
