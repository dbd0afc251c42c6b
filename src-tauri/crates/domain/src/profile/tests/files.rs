//! TOML and JSON say the same, the schema fits, and no text makes the reader panic.

use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::sample::select;
use serde_json::json;

use super::{GOOD, as_json, good};
use crate::profile::{LoopbackHost, Profile, SettingForm, parse, schema};

#[test]
fn a_correct_file_gives_its_model() {
    let profile = good();

    let sign_in = profile.sign_in.as_ref().expect("people sign in");
    let loopback = sign_in.loopback.as_ref().expect("its redirect is registered");
    assert_eq!((loopback.host, loopback.path.as_str()), (LoopbackHost::Ipv4, "/callback"));
    assert!(profile.starts_in_usher());
    assert_eq!(
        profile.delegated_scopes(),
        ["User.Read", "Calendars.Read", "openid", "profile", "offline_access"]
    );
    assert_eq!(profile.settings[0].form, SettingForm::Choice(vec!["All".to_owned(), "Some".to_owned()]));
    assert_eq!(profile.permissions[1].feature.as_deref(), Some("Calendar"));
}

#[test]
fn toml_and_json_give_the_same_model() {
    assert_eq!(parse(&as_json(GOOD)), Ok(good()));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let text = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));

    assert_eq!(parse(&text), Ok(good()));
}

#[test]
fn mistakes_in_json_have_lines_too() {
    let text = "{\n  \"schema_version\": 1,\n  \"id\": \"Larkspur\",\n  \"name\": null,\n  \"id\": \"again\",\n  \
                \"permissions\": [\n    {\n      \"value\": \"Mail.Raed\",\n      \"kind\": \"delegated\"\n    }\n  ]\n}";

    let errors = parse(text).expect_err("many mistakes");

    for place in
        [(3, "id"), (4, "name"), (5, "id"), (7, "permissions[0].reason"), (8, "permissions[0].value")]
    {
        assert!(
            errors.iter().any(|error| (error.line, error.field.as_str()) == place),
            "{place:?} in {errors:#?}"
        );
    }
}

#[test]
fn json_that_is_not_well_formed_is_told_with_its_line() {
    let errors = parse("{\n  \"id\": \"x\",\n  \"name\" \"y\"\n}").expect_err("a colon is missing");

    assert_eq!((errors[0].line, errors[0].field.as_str()), (3, "file"));
}

#[test]
fn the_schema_knows_every_key_and_refuses_others() {
    let schema = schema();

    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["permissions"]["maxItems"], 64);
    let permission = &schema["properties"]["permissions"]["items"];
    assert_eq!(permission["required"], serde_json::json!(["value", "kind", "reason"]));
    assert_eq!(permission["additionalProperties"], false);
    let situations = &schema["properties"]["errors"]["items"]["properties"]["situation"]["enum"];
    assert_eq!(situations.as_array().map(Vec::len), Some(29));
    assert!(!schema.to_string().contains("\"null\""), "TOML has no null");
}

/// The places of the mistakes without their lines, which differ between the two forms.
fn outcome(text: &str) -> Result<Profile, Vec<(String, String)>> {
    parse(text).map_err(|errors| {
        let mut places: Vec<_> = errors.into_iter().map(|error| (error.field, error.what)).collect();
        places.sort();
        places.dedup();
        places
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn toml_and_json_agree_on_any_profile(
        pointer in select(vec![
            "/id", "/name", "/version", "/help_link", "/admin_ways", "/sign_in", "/sign_in/client_id",
            "/sign_in/loopback/path", "/permissions", "/permissions/0/value", "/permissions/1/reason",
            "/settings/1/shown_when", "/errors/0/situation",
        ]),
        value in select(vec![
            json!("x"), json!(""), json!(1), json!(-1), json!(true), json!(1.5), json!([]), json!({}),
            json!(["x", 1]), json!({ "x": [] }), json!("a\u{202e}b"), json!("a\nb"), json!("\u{0}"),
            json!("https://evil.example"), json!("Mail.Read"), json!("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
        ]),
    ) {
        let mut profile: serde_json::Value = toml::from_str(GOOD).expect("well-formed TOML");
        *profile.pointer_mut(pointer).expect("in the good profile") = value;

        let as_toml = toml::to_string(&profile).expect("no null");
        let as_json = serde_json::to_string(&profile).expect("well formed");

        assert_eq!(outcome(&as_toml), outcome(&as_json), "{as_toml}");
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text);
        let _ = parse(&format!("{{{text}"));
    }

    #[test]
    fn no_change_to_a_correct_file_makes_it_panic(
        at in 0..GOOD.len(),
        sign in select(vec!["\"", "[", "]", "{", "=", "\n", "\\", "\u{202e}", "\u{0}", "é", ".", "x"]),
        length in 0..40_usize,
    ) {
        let end = (at + length).min(GOOD.len());
        let text = format!("{}{sign}{}", &GOOD[..at], &GOOD[end..]);

        if let Err(errors) = parse(&text) {
            let lines = u32::try_from(text.lines().count().max(1)).unwrap_or(u32::MAX);
            assert!(errors.iter().all(|error| (1..=lines + 1).contains(&error.line) && !error.field.is_empty()));
        }
    }
}
