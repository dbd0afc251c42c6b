//! An error body of Microsoft Graph, or what is left of it: its code words and its HTTP status.

use serde::Deserialize;

use super::evidence::Evidence;
use super::fold::fold_phrase;
use super::verdict::Verdict;
use super::{fields, wording};

/// A row of `services` in data/answer-words.json.
#[derive(Deserialize)]
pub(super) struct ServiceRow {
    codes: Vec<String>,
    #[serde(flatten)]
    verdict: Verdict,
}

/// A row of `statuses` in data/answer-words.json.
#[derive(Deserialize)]
pub(super) struct StatusRow {
    statuses: Vec<u16>,
    /// Whether the text must show that Microsoft sent it: any web server says 403.
    only_of_microsoft: bool,
    #[serde(flatten)]
    verdict: Verdict,
}

/// Lists the error words of a Graph body, inner ones last, in lower case.
pub(super) fn service_codes(text: &str) -> Vec<String> {
    ["code", "Code", "ErrorCode", "errorCode", "errorcode"]
        .into_iter()
        .flat_map(|name| fields::values_of(text, name))
        .filter(|value| value.len() > 3 && value.starts_with(|sign: char| sign.is_ascii_alphabetic()))
        .map(str::to_ascii_lowercase)
        .collect()
}

/// Words that stand right before or right after a number that is an HTTP status, folded.
const BEFORE: [&str; 9] =
    ["http", "http10", "http11", "http2", "statuscode", "status", "responsecode", "httpcode", "errorcode"];
const AFTER: [&str; 9] = [
    "forbidden",
    "unauthorized",
    "toomanyrequests",
    "serviceunavailable",
    "paymentrequired",
    "internalservererror",
    "badgateway",
    "gatewaytimeout",
    "clienterror",
];
const STATUSES: [u16; 8] = [401, 402, 403, 429, 500, 502, 503, 504];

/// Finds an HTTP status that the text clearly gives as one.
pub(super) fn status(text: &str) -> Option<u16> {
    STATUSES.into_iter().find(|status| {
        let digits = status.to_string();
        text.match_indices(&digits).take(64).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + digits.len()..]);
            let alone = !before.ends_with(|sign: char| sign.is_alphanumeric() || sign == '-')
                && !after.starts_with(|sign: char| sign.is_alphanumeric() || sign == '-');
            alone
                && (before.trim_matches(['[', '(', ' ', '\n']).is_empty()
                    || named_before(before)
                    || named_after(after))
        })
    })
}

fn named_before(before: &str) -> bool {
    let near: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let near = fold_phrase(&near).replace(' ', "");
    BEFORE.iter().any(|word| near.ends_with(word))
}

fn named_after(after: &str) -> bool {
    let near: String = after.chars().take(32).collect();
    let near = fold_phrase(&near);
    AFTER.iter().any(|word| near.starts_with(word))
}

/// Says what the code words tell, the innermost first; else the status.
pub(super) fn verdict(evidence: &Evidence) -> Option<Verdict> {
    let tables = wording::tables();
    let by_word = evidence.service_codes.iter().rev().find_map(|word| {
        tables.services.iter().find(|row| row.codes.contains(word)).map(|row| row.verdict.clone())
    });
    by_word.or_else(|| {
        let status = evidence.status?;
        let row = tables.statuses.iter().find(|row| row.statuses.contains(&status))?;
        (!row.only_of_microsoft || wording::names_microsoft(&evidence.words)).then(|| row.verdict.clone())
    })
}
