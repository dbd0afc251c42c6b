//! What is wrong with a profile file, where, and how to mend it.

use thiserror::Error;

/// How much of the file's own text a message repeats.
const MOST_SHOWN: usize = 60;

/// One mistake in a profile file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{line}: {field}: {what}, {fix}")]
pub struct ProfileError {
    /// The line, from 1.
    pub line: u32,
    /// Where in the file, such as `permissions[3].value`; `file` where it is about no single field.
    pub field: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub fix: String,
}

impl ProfileError {
    pub(super) fn new(line: u32, field: &str, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { line, field: field.to_owned(), what: what.into(), fix: fix.into() }
    }
}

/// The name of a key inside a table; a key that a terminal could obey is shown with escapes.
pub(super) fn inside(field: &str, key: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "_-".contains(sign);
    let key = if key.chars().all(plain) && key.len() <= MOST_SHOWN { key.to_owned() } else { quoted(key) };
    if field.is_empty() { key } else { format!("{field}.{key}") }
}

/// A text of the file, cut, and without signs that a terminal would obey.
pub(super) fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(MOST_SHOWN).flat_map(char::escape_default).collect();
    let cut = if text.chars().nth(MOST_SHOWN).is_some() { "…" } else { "" };
    format!("\"{shown}{cut}\"")
}
