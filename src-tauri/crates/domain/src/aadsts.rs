//! What Microsoft's AADSTS numbers mean, and which situation each one tells of.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::diagnosis::AadstsCode;

/// One number as Microsoft documents it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// The number as printed, `AADSTS65001`.
    pub code: String,
    /// Microsoft's name, or our label in parentheses.
    pub name: String,
    /// The OAuth `error` that comes with it, where one is known.
    pub oauth_error: Option<String>,
    /// What it means, in English.
    pub meaning: String,
    /// Where that is documented.
    pub source: String,
}

// The reference of Entra's consent behaviour, 2026-11; each row names its own source.
static ENTRIES: LazyLock<BTreeMap<AadstsCode, Entry>> = LazyLock::new(|| {
    let rows: Vec<Entry> =
        serde_json::from_str(include_str!("../data/aadsts.json")).expect("data/aadsts.json is ours");
    rows.into_iter()
        .filter_map(|row| Some((AadstsCode(row.code.strip_prefix("AADSTS")?.parse().ok()?), row)))
        .collect()
});

/// Looks a number up.
#[must_use]
pub fn entry(code: AadstsCode) -> Option<&'static Entry> {
    ENTRIES.get(&code)
}

/// Lists every documented number.
pub fn codes() -> impl Iterator<Item = AadstsCode> {
    ENTRIES.keys().copied()
}
