//! Brings wording to one form, so that case, accents, quotes, spaces and line breaks stop mattering.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

/// Text as letters and digits alone, with where its sentences lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// Letters and digits without gaps; two numbers stay apart by one space.
    pub(super) text: String,
    /// Sentences and lines, as ranges of `text`.
    pub(super) sentences: Vec<Range<usize>>,
}

/// Folds a whole text.
pub(super) fn fold(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), sentences: Vec::new() };
    let mut start = 0;
    let mut gap = false;
    for sign in text.chars() {
        let before = folded.text.len();
        push(sign, &mut folded.text, gap);
        if folded.text.len() > before {
            gap = false;
            continue;
        }
        gap = true;
        if matches!(sign, '\n' | '\r' | '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟') && start < before
        {
            folded.sentences.push(start..before);
            start = before;
        }
    }
    if start < folded.text.len() {
        folded.sentences.push(start..folded.text.len());
    }
    folded
}

/// Folds a phrase of the tables.
pub(super) fn fold_phrase(phrase: &str) -> String {
    fold(phrase).text
}

fn push(sign: char, text: &mut String, gap: bool) {
    if sign.is_ascii() {
        if sign.is_ascii_alphanumeric() {
            if gap && sign.is_ascii_digit() && text.ends_with(|last: char| last.is_ascii_digit()) {
                text.push(' ');
            }
            text.push(sign.to_ascii_lowercase());
        }
        return;
    }
    // Turkish writes i without its dot; people and capitals lose the difference.
    let sign = if sign == 'ı' || sign == 'İ' { 'i' } else { sign };
    for lower in sign.to_lowercase() {
        decompose_compatible(lower, |part| {
            if part.is_alphanumeric() {
                text.push(part);
            }
        });
    }
}
