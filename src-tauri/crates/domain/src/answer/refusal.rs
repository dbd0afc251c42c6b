//! The OAuth `error`, with its `error_subcode` and `suberror`, where no number tells more.

use serde::Deserialize;

use super::evidence::Evidence;
use super::verdict::Verdict;
use super::{fields, wording};

/// A row of `refusals` in data/answer-words.json. What it names must fit; what it leaves out may be anything.
#[derive(Deserialize)]
pub(super) struct Row {
    #[serde(default)]
    error: Vec<String>,
    #[serde(default)]
    subcode: Option<String>,
    #[serde(default)]
    suberror: Vec<String>,
    #[serde(default)]
    admin_link: bool,
    #[serde(flatten)]
    verdict: Verdict,
}

impl Row {
    fn names_more_than_the_error(&self) -> bool {
        self.subcode.is_some() || !self.suberror.is_empty() || self.admin_link
    }

    fn fits(&self, evidence: &Evidence) -> bool {
        let is_one_of = |list: &[String], value: &Option<String>| {
            list.is_empty() || value.as_ref().is_some_and(|value| list.contains(value))
        };
        is_one_of(&self.error, &evidence.error)
            && is_one_of(&self.suberror, &evidence.suberror)
            && (self.subcode.is_none() || self.subcode == evidence.subcode)
            && (!self.admin_link || evidence.answers_admin_link)
    }
}

/// How the protocol and Microsoft's libraries name it.
const NAMES: [&str; 4] = ["error", "error_code", "ErrorCode", "errorCode"];

/// Finds the first value of `error` that Entra is known to use; other words after `error` are prose.
pub(super) fn error_word(text: &str) -> Option<String> {
    let values = NAMES.into_iter().flat_map(|name| fields::values_of(text, name));
    values.filter(|word| is_known(word)).chain(leading_word(text)).next().map(str::to_owned)
}

/// Libraries print `interaction_required: …` with the name of their exception before it.
fn leading_word(text: &str) -> Option<&str> {
    let line = text.trim().lines().next()?;
    let mut parts = line.split(':').map(str::trim);
    let alone = !line.contains(':');
    parts
        .by_ref()
        .take(3)
        .find(|part| is_known(part))
        .filter(|word| alone || line.contains(&format!("{word}:")))
}

fn is_known(word: &str) -> bool {
    wording::tables().refusals.iter().any(|row| row.error.iter().any(|known| known == word))
}

/// Reads what a subcode or suberror makes exact.
pub(super) fn exact(evidence: &Evidence) -> Option<Verdict> {
    first(evidence, Row::names_more_than_the_error)
}

/// Reads the `error` alone.
pub(super) fn general(evidence: &Evidence) -> Option<Verdict> {
    first(evidence, |row| !row.names_more_than_the_error())
}

fn first(evidence: &Evidence, wanted: impl Fn(&Row) -> bool) -> Option<Verdict> {
    if evidence.error.is_none() && evidence.suberror.is_none() {
        return None;
    }
    let row = wording::tables().refusals.iter().find(|row| wanted(row) && row.fits(evidence))?;
    Some(row.verdict.clone())
}
