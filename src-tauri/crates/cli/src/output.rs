//! Lines on stdout and stderr, and the exit codes of the contract.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

/// Done, or yes.
pub(crate) const YES: u8 = 0;
/// The answer is no.
pub(crate) const NO: u8 = 1;
/// Wrong usage or unreadable input.
pub(crate) const WRONG_USAGE: u8 = 2;
/// It could not be checked.
pub(crate) const COULD_NOT_CHECK: u8 = 3;

/// Prints `object` as one line on stdout. A reader that has gone away ends nothing.
pub(crate) fn line(object: &impl Serialize) {
    let text = serde_json::to_string(object).expect("plain data becomes JSON");
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// Prints `text` on stdout.
pub(crate) fn say(text: &str) {
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// Prints `text` for people on stderr.
pub(crate) fn tell(text: &str) {
    drop(writeln!(std::io::stderr(), "{text}"));
}

/// Prints `row` as JSON, or in `words`.
pub(crate) fn print(json: bool, row: &impl Serialize, words: impl FnOnce() -> String) {
    if json {
        line(row);
    } else {
        say(&words());
    }
}

/// Says on stderr what is wrong with the call.
pub(crate) fn wrong_usage(text: &str) -> ExitCode {
    tell(text);
    ExitCode::from(WRONG_USAGE)
}
