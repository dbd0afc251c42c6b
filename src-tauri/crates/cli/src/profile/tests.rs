use std::io::Write as _;
use std::path::PathBuf;

use rstest::rstest;
use serde_json::Value;
use tempfile::NamedTempFile;

use super::{check_file, list, schema};

fn profile_file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles")).join(name)
}

fn file_with(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(content).expect("written");
    file
}

fn checked(path: &std::path::Path, json: bool) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = check_file(path, json, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (code, text(out), text(err))
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

#[rstest]
#[case("claras.toml")]
#[case("clara.toml")]
#[case("chronus.toml")]
#[case("kaltura.toml")]
#[case("teams-devices.toml")]
fn a_built_in_profile_is_correct(#[case] name: &str) {
    let (code, out, err) = checked(&profile_file(name), false);

    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}

#[test]
fn a_mistake_is_told_as_file_line_field_what_and_fix() {
    let text = std::fs::read_to_string(profile_file("chronus.toml")).expect("readable");
    let file = file_with(text.replace("\"User.ReadBasic.All\"", "\"User.ReadBasik.All\"").as_bytes());

    let (code, out, _) = checked(file.path(), false);

    let line = text.lines().position(|line| line.contains("User.ReadBasic.All")).expect("there") + 1;
    let expected = format!(
        "{}:{line}: permissions[0].value: Microsoft Graph has no delegated permission \"User.ReadBasik.All\", \
         did you mean User.ReadBasic.All?\n",
        file.path().display(),
    );
    assert_eq!((code, out), (1, expected));
}

#[test]
fn with_json_every_mistake_is_one_object_and_words_go_to_stderr() {
    let file = file_with(b"schema_version = 1\nid = \"A\"\nlogo = \"x\"\n");

    let (code, out, err) = checked(file.path(), true);

    let rows = json_lines(&out);
    let (last, mistakes) = rows.split_last().expect("lines");
    assert_eq!(code, 1);
    assert!(mistakes.iter().all(|row| row["line"].is_u64() && row["field"].is_string()));
    assert!(mistakes.iter().any(|row| row["line"] == 3 && row["field"] == "logo"));
    assert_eq!(
        (&last["ok"], last["errors"].as_u64()),
        (&Value::Bool(false), u64::try_from(mistakes.len()).ok())
    );
    assert_eq!(err.lines().count(), mistakes.len());
}

#[test]
fn a_correct_file_is_one_json_object() {
    let (code, out, err) = checked(&profile_file("kaltura.toml"), true);

    let rows = json_lines(&out);
    assert_eq!((code, rows.len(), err.as_str()), (0, 1, ""));
    assert_eq!((&rows[0]["ok"], &rows[0]["profile"]), (&Value::Bool(true), &Value::from("kaltura")));
}

#[test]
fn a_file_that_is_not_there_is_unreadable() {
    let (code, out, err) = checked(&profile_file("none.toml"), true);

    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("none.toml"));
}

#[test]
fn a_file_that_is_not_text_is_unreadable_and_told_by_line() {
    let file = file_with(b"id = \"a\"\nname = \"\xff\"\n");

    let (code, out, _) = checked(file.path(), false);

    assert_eq!(code, 2);
    assert!(out.ends_with(":2: file: it is not UTF-8 text, save it as UTF-8\n"), "{out}");
}

#[test]
fn a_file_that_is_too_big_is_a_mistake_even_when_a_sign_is_cut() {
    let file = file_with("é".repeat(200_000).as_bytes());

    let (code, out, _) = checked(file.path(), false);

    assert_eq!(code, 1);
    assert!(out.contains(":1: file: it has more than 262144 bytes"), "{out}");
}

#[test]
fn the_list_names_the_five_and_where_they_start() {
    let mut out = Vec::new();

    list(true, &mut out);

    let rows = json_lines(&String::from_utf8(out).expect("text"));
    let starts: Vec<(&str, &str)> =
        rows.iter().filter_map(|row| Some((row["id"].as_str()?, row["starts_at"].as_str()?))).collect();
    let expected = [
        ("claras", "vendor"),
        ("clara", "vendor"),
        ("chronus", "vendor"),
        ("kaltura", "own_app"),
        ("teams-devices", "own_app"),
    ];
    assert_eq!(starts, expected);
}

#[test]
fn the_schema_is_json() {
    let mut out = Vec::new();

    schema(&mut out);

    let schema: Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(schema["title"], "Usher integration profile");
}
