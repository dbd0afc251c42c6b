//! Finds AADSTS numbers in text, and says what they tell.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::evidence::Evidence;
use super::fold::{Folded, fold_phrase};
use super::verdict::Verdict;
use super::wording;
use crate::diagnosis::AadstsCode;
use crate::situation::Sureness;

/// The table of numbers: data/aadsts-situations.json.
#[derive(Deserialize)]
struct Table {
    wrappers: Vec<AadstsCode>,
    readings: Vec<Row>,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Row {
    codes: Vec<AadstsCode>,
    #[serde(flatten)]
    verdict: Verdict,
}

/// Another reading of a number, where the text or the way it came tells more.
#[derive(Deserialize)]
struct Variant {
    codes: Vec<AadstsCode>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    by: Option<By>,
    #[serde(flatten)]
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    AdminLink,
    Whole,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = serde_json::from_str(include_str!("../../data/aadsts-situations.json"))
        .expect("data/aadsts-situations.json is ours");
    for variant in &mut table.variants {
        variant.says = variant.says.iter().map(|phrase| fold_phrase(phrase)).collect();
    }
    table
});

static BY_CODE: LazyLock<BTreeMap<AadstsCode, &'static Verdict>> = LazyLock::new(|| {
    TABLE.readings.iter().flat_map(|row| row.codes.iter().map(|code| (*code, &row.verdict))).collect()
});

/// Lists the numbers written as `AADSTS` and 4 to 7 digits, in the order found, each once (S18).
pub(super) fn named(text: &str) -> Vec<AadstsCode> {
    let mut places: Vec<_> =
        ["AADSTS", "aadsts", "Aadsts"].into_iter().flat_map(|name| text.match_indices(name)).collect();
    places.sort_unstable();
    let mut found = Vec::new();
    for (at, name) in places {
        let rest = &text[at + name.len()..];
        add(&mut found, number(rest.strip_prefix([' ', ':', '-', '_']).unwrap_or(rest)));
    }
    found
}

/// Adds the numbers that are given by place alone: `error_codes`, a link to the error page, "Error Code: 53003".
pub(super) fn add_unnamed(found: &mut Vec<AadstsCode>, text: &str, folded: &Folded) {
    for list in ["error_codes", "errorCodes", "ErrorCodes"] {
        for (at, _) in text.match_indices(list) {
            let after = text[at + list.len()..].trim_start_matches(['"', '\'', ' ', ':', '=']);
            let Some(array) = after.strip_prefix('[') else { continue };
            let array = array.split(']').next().unwrap_or_default();
            array
                .split(',')
                .for_each(|item| add(found, number(item.trim_matches(['"', '\'', ' ', '\n', '\t']))));
        }
    }
    for (at, link) in text.match_indices("/error?code=") {
        add(found, number(&text[at + link.len()..]));
    }
    for end in wording::ends_of_code_labels(folded) {
        // A bare number is trusted only when Microsoft is known to use it.
        add(found, number(&folded.text[end..]).filter(|code| BY_CODE.contains_key(code)));
    }
}

fn number(text: &str) -> Option<AadstsCode> {
    let digits = text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    if (4..=7).contains(&digits) { text[..digits].parse().ok().map(AadstsCode) } else { None }
}

fn add(found: &mut Vec<AadstsCode>, code: Option<AadstsCode>) {
    if let Some(code) = code.filter(|code| !found.contains(code)) {
        found.push(code);
    }
}

/// Says what the numbers tell together: the first that is no wrapper decides, others keep it from being proved.
pub(super) fn verdict(evidence: &Evidence) -> Option<Verdict> {
    together(evidence, |code| of_one(code, evidence))
}

/// Says what numbers that the table lacks may tell by their family, as a guess.
pub(super) fn family_verdict(evidence: &Evidence) -> Option<Verdict> {
    together(evidence, of_family)
}

fn together(evidence: &Evidence, read: impl Fn(AadstsCode) -> Option<Verdict>) -> Option<Verdict> {
    let inner: Vec<AadstsCode> =
        evidence.codes.iter().copied().filter(|code| !TABLE.wrappers.contains(code)).collect();
    let telling = if inner.is_empty() { &evidence.codes } else { &inner };
    let mut verdicts = telling.iter().filter_map(|code| read(*code));
    let mut first = verdicts.next()?;
    for other in verdicts {
        first.doubt(other.situation);
    }
    Some(first)
}

fn of_one(code: AadstsCode, evidence: &Evidence) -> Option<Verdict> {
    let variant =
        TABLE.variants.iter().find(|variant| variant.codes.contains(&code) && variant.fits(evidence));
    variant.map(|variant| &variant.verdict).or_else(|| BY_CODE.get(&code).copied()).cloned()
}

/// Microsoft splits a number by adding digits (70008, 700082), so an unknown one is read as its longest known beginning.
fn of_family(code: AadstsCode) -> Option<Verdict> {
    let mut parent = code.0 / 10;
    while parent >= 10_000 {
        if let Some(verdict) = BY_CODE.get(&AadstsCode(parent)) {
            let mut verdict = (*verdict).clone();
            if verdict.sureness == Sureness::Proved {
                verdict.sureness = Sureness::Inferred;
            }
            return Some(verdict);
        }
        parent /= 10;
    }
    None
}

impl Variant {
    fn fits(&self, evidence: &Evidence) -> bool {
        let came_so = match self.by {
            None => true,
            Some(By::AdminLink) => evidence.answers_admin_link,
            Some(By::Whole) => evidence.is_whole,
        };
        came_so
            && (self.says.is_empty() || self.says.iter().any(|phrase| evidence.words.text.contains(phrase)))
    }
}

#[cfg(test)]
mod tests {
    use super::BY_CODE;
    use crate::aadsts;
    use crate::situation::{Situation, Sureness};

    #[test]
    fn every_documented_number_has_a_reading() {
        let without: Vec<_> = aadsts::codes().filter(|code| !BY_CODE.contains_key(code)).collect();

        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn a_number_outside_the_reference_is_never_proved() {
        let proved: Vec<_> = BY_CODE
            .iter()
            .filter(|(code, verdict)| aadsts::entry(**code).is_none() && verdict.sureness == Sureness::Proved)
            .collect();

        assert!(proved.is_empty(), "{proved:?}");
    }

    #[test]
    fn what_is_proved_has_no_alternative_and_what_is_unknown_says_so() {
        for (code, verdict) in BY_CODE.iter() {
            assert_eq!(
                verdict.sureness == Sureness::Unknown,
                verdict.situation == Situation::Unknown,
                "{code:?}"
            );
            assert!(verdict.sureness != Sureness::Proved || verdict.alternatives.is_empty(), "{code:?}");
            assert!(!verdict.alternatives.contains(&verdict.situation), "{code:?}");
        }
    }
}
