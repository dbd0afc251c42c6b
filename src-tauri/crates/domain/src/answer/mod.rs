//! Reads raw answers of Microsoft: a redirect, an error body, a page. Pure text in, a diagnosis out.
//!
//! An answer is unwrapped (`decode`), taken apart (`evidence`), and each part has its file: `codes` (AADSTS numbers),
//! `refusal` (OAuth words), `redirect` (successes), `body` (Graph), `page` (wording). What they know is in `data/`.

mod body;
mod clean;
mod codes;
mod decode;
mod evidence;
mod fields;
mod fold;
mod page;
mod redirect;
mod refusal;
#[cfg(test)]
mod tests;
mod verdict;
mod wording;

use serde::Deserialize;

use self::evidence::Evidence;
use crate::diagnosis::{AadstsCode, Card, Diagnosis};
use crate::permissions::catalogue;

/// A refusal of Entra, as it came by redirect, form post or token endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The OAuth `error`.
    pub error: String,
    /// `cancel` where the person left the page; can mean two things.
    pub error_subcode: Option<String>,
    /// `consent_required`, `basic_action` and the like, at the token endpoint.
    pub suberror: Option<String>,
    /// The AADSTS numbers, in the order found.
    pub codes: Vec<AadstsCode>,
    /// Microsoft's text, at most 4 KiB, without control and bidi characters (S18).
    pub description: String,
    /// What Microsoft's support asks for.
    pub correlation_id: Option<String>,
    /// Whether `admin_consent` came along: then it answers the admin's link.
    pub answers_admin_link: bool,
}

impl Refusal {
    /// Reads the parameters of a callback; `None` when they hold no error.
    pub fn from_parameters<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let mut refusal = Self::default();
        for (name, value) in parameters {
            match name {
                "error" => refusal.error = clean(value),
                "error_subcode" => refusal.error_subcode = Some(clean(value)),
                "suberror" => refusal.suberror = Some(clean(value)),
                "error_description" => refusal.description = clean(value),
                "correlation_id" => refusal.correlation_id = Some(clean(value)),
                "admin_consent" => refusal.answers_admin_link = true,
                _ => {}
            }
        }
        refusal.codes = codes::named(&refusal.description);
        (!refusal.error.is_empty()).then_some(refusal)
    }

    /// Reads the error body of the token endpoint; `None` when it is none.
    #[must_use]
    pub fn from_json(body: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Body {
            error: String,
            suberror: Option<String>,
            #[serde(default)]
            error_description: String,
            #[serde(default)]
            error_codes: Vec<u32>,
            correlation_id: Option<String>,
        }
        let body: Body = serde_json::from_str(body).ok()?;
        let description = clean(&body.error_description);
        let mut codes = codes::named(&description);
        for code in body.error_codes.into_iter().map(AadstsCode) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Some(Self {
            error: clean(&body.error),
            suberror: body.suberror.as_deref().map(clean),
            codes,
            description,
            correlation_id: body.correlation_id.as_deref().map(clean),
            ..Self::default()
        })
    }
}

/// What an answer means, and the part of it that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it means.
    pub diagnosis: Diagnosis,
    /// The answer, cleaned, cut and with codes and tokens masked.
    pub quote: String,
}

/// Says what a refusal means.
#[must_use]
pub fn classify_refusal(refusal: &Refusal) -> Diagnosis {
    Evidence::from_refusal(refusal).diagnose()
}

/// Says what any answer means: a redirect, an error body, a page, in any language, whole or cut.
#[must_use]
pub fn read_answer(text: &str) -> Reading {
    Reading { diagnosis: Evidence::from_text(text).diagnose(), quote: clean(&clean::masked(text)) }
}

/// After these words a text says what it takes; before them it may name what is there.
const TAKES: [&str; 6] = [
    "requires one of",
    "following permissions",
    "missing the",
    "missing permission",
    "required permission",
    "required application permission",
];
/// After these words Graph tells what is there.
const IS_THERE: [&str; 2] = ["roles on the request", "scopes on the request"];

/// The permission that `text` says is missing, where `diagnosis` is that one is.
#[must_use]
pub fn permission_missing(diagnosis: &Diagnosis, text: &str) -> Option<&'static str> {
    if diagnosis.card != Card::E13 {
        return None;
    }
    let text = decode::plain(text);
    let lower = text.to_ascii_lowercase();
    let from = TAKES.iter().filter_map(|words| Some(lower.find(words)? + words.len())).min()?;
    let there = IS_THERE.iter().filter_map(|words| lower[from..].find(words)).min();
    let named = catalogue().named_in(&text[from..there.map_or(text.len(), |there| from + there)])?;
    Some(&named.value)
}

/// Makes text of others safe to show: no control or bidi characters, at most 4 KiB (S18).
#[must_use]
pub fn clean(text: &str) -> String {
    clean::clean(text)
}

/// Whether a text that belongs on one line has a line break, or signs that can't be seen.
#[must_use]
pub(crate) fn has_hidden_signs(text: &str) -> bool {
    text.chars().any(|sign| matches!(sign, '\n' | '\t' | '\u{2028}' | '\u{2029}') || clean::is_hidden(sign))
}
