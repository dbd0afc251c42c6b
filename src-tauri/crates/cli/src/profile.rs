//! `usherctl profile`: the built-in profiles, the schema of a profile file, and its check.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use usher_domain::profile::{self, MOST_BYTES, Profile, ProfileError};

use crate::output::{NO, WRONG_USAGE, YES};

#[cfg(test)]
mod tests;

/// Lists the built-in profiles.
pub(crate) fn list(json: bool, out: &mut impl Write) -> ExitCode {
    for profile in profile::built_in() {
        let line = if json {
            row(profile).to_string()
        } else {
            format!("{}  {} by {}: {}", profile.id, profile.name, profile.vendor, profile.purpose)
        };
        drop(writeln!(out, "{line}"));
    }
    ExitCode::from(YES)
}

fn row(profile: &Profile) -> serde_json::Value {
    let starts_at = match &profile.sign_in {
        Some(_) if profile.starts_in_usher() => "usher",
        Some(_) => "vendor",
        None => "own_app",
    };
    json!({
        "id": profile.id, "name": profile.name, "vendor": profile.vendor, "version": profile.version,
        "purpose": profile.purpose, "starts_at": starts_at, "permissions": profile.permissions.len(),
    })
}

/// Prints the JSON Schema of a profile file.
pub(crate) fn schema(out: &mut impl Write) -> ExitCode {
    drop(writeln!(out, "{:#}", profile::schema()));
    ExitCode::from(YES)
}

/// Checks a profile file and tells every mistake in it.
pub(crate) fn check(path: &Path, json: bool, out: &mut impl Write, err: &mut impl Write) -> ExitCode {
    ExitCode::from(check_file(path, json, out, err))
}

fn check_file(path: &Path, json: bool, out: &mut impl Write, err: &mut impl Write) -> u8 {
    let name = path.display();
    let (code, mistakes) = match read(path) {
        Err(wrong) => {
            drop(writeln!(err, "{name}: it can't be read: {wrong}"));
            return WRONG_USAGE;
        }
        Ok(Err(not_text)) => (WRONG_USAGE, vec![not_text]),
        Ok(Ok(text)) => match profile::parse(&text) {
            Err(mistakes) => (NO, mistakes),
            Ok(profile) if json => {
                drop(writeln!(
                    out,
                    "{}",
                    json!({ "file": path, "ok": true, "profile": profile.id, "errors": 0 })
                ));
                return YES;
            }
            Ok(profile) => {
                let count = profile.permissions.len();
                drop(writeln!(out, "{name}: {} is correct, with {count} permissions", profile.name));
                return YES;
            }
        },
    };
    for mistake in &mistakes {
        let words = format!("{name}:{mistake}");
        if json {
            drop(writeln!(out, "{}", row_of_mistake(path, mistake)));
            drop(writeln!(err, "{words}"));
        } else {
            drop(writeln!(out, "{words}"));
        }
    }
    if json {
        drop(writeln!(out, "{}", json!({ "file": path, "ok": false, "errors": mistakes.len() })));
    }
    code
}

fn row_of_mistake(path: &Path, mistake: &ProfileError) -> serde_json::Value {
    json!({
        "file": path, "line": mistake.line, "field": mistake.field, "what": mistake.what, "fix": mistake.fix,
    })
}

/// The text of a file, or where it stops being text.
pub(crate) fn read(path: &Path) -> io::Result<Result<String, ProfileError>> {
    // Four bytes more than a profile may have, so that a cut sign still leaves too much to be accepted.
    let most = u64::try_from(MOST_BYTES + 4).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(String::from_utf8(bytes).or_else(|wrong| {
        let valid = wrong.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&wrong.as_bytes()[..valid]).into_owned();
        if valid > MOST_BYTES {
            return Ok(before);
        }
        Err(ProfileError {
            line: u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX),
            field: "file".to_owned(),
            what: "it is not UTF-8 text".to_owned(),
            fix: "save it as UTF-8".to_owned(),
        })
    }))
}
