//! Every file of `tests/data/attack-profiles` is refused in the right place, or is rated for the preview to stop.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::profile::{ProfileError, built_in, parse_foreign};
use crate::risk::{Audience, Risk, rate_all};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/data/attack-profiles");

#[derive(Deserialize)]
struct Expected {
    outcome: Outcome,
    field: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    /// The reader refuses it.
    Refused,
    /// It is well formed, and its rating makes the preview stop.
    Stopped,
}

fn expected() -> BTreeMap<String, Expected> {
    let manifest =
        fs::read_to_string(Path::new(FOLDER).join("expected.json")).expect("the manifest is there");
    serde_json::from_str(&manifest).expect("well-formed JSON")
}

fn fields(errors: &[ProfileError]) -> Vec<&str> {
    errors.iter().map(|error| error.field.as_str()).collect()
}

#[test]
fn every_attack_is_refused_in_the_right_place_or_rated_high() {
    let (mut refused, mut stopped) = (0, 0);
    for (name, expected) in expected() {
        let text = fs::read_to_string(Path::new(FOLDER).join(&name)).expect("readable");

        let read = parse_foreign(&text, built_in());

        match (expected.outcome, read) {
            (Outcome::Refused, Err(errors)) => {
                let field = expected.field.expect("a refusal has its field");
                assert!(fields(&errors).contains(&field.as_str()), "{name}: {field} in {errors:#?}");
                refused += 1;
            }
            (Outcome::Stopped, Ok(profile)) => {
                let risk = rate_all(&profile.permissions, Audience::Everyone);
                assert!(risk >= Risk::High, "{name} is only {risk:?}");
                stopped += 1;
            }
            (Outcome::Refused, Ok(_)) => panic!("{name} is not refused"),
            (Outcome::Stopped, Err(errors)) => panic!("{name} is refused: {errors:#?}"),
        }
    }

    eprintln!("{refused} attack profiles refused, {stopped} left to the preview");
    assert!(refused >= 50 && stopped >= 12);
}

#[test]
fn the_folder_holds_exactly_the_files_of_its_manifest() {
    let files = fs::read_dir(FOLDER).expect("the folder is there");
    let mut names: Vec<String> =
        files.filter_map(|file| file.expect("a file").file_name().into_string().ok()).collect();
    names.retain(|name| name != "expected.json");
    names.sort();

    assert_eq!(names, expected().into_keys().collect::<Vec<_>>());
}
