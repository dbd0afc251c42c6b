//! The text of a page or a message, in any language, whole or cut.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::Folded;
use super::verdict::Verdict;
use super::wording;

/// The least score that places a page: one strong phrase, two hints, or its ideas.
const ENOUGH: u32 = 2;

/// Says which page the words are of.
pub(super) fn verdict(words: &Folded) -> Option<Verdict> {
    let mut scores = wording::page_scores(words);
    let sentences = wording::ideas_by_sentence(words);
    for (page, score) in wording::pages().iter().zip(&mut scores) {
        if !page.ideas.is_empty() && meet(&page.ideas, &sentences) {
            *score += u32::try_from(page.ideas.len()).unwrap_or(0) + 1;
        }
    }
    let best = scores.iter().copied().max().filter(|score| *score >= ENOUGH)?;
    let mut placed = wording::pages().iter().zip(&scores).filter(|(_, score)| **score == best);
    let mut verdict = placed.next()?.0.verdict.clone();
    let others = wording::pages().iter().zip(&scores).filter(|(_, score)| **score >= ENOUGH);
    for (other, _) in others {
        verdict.doubt(other.verdict.situation);
    }
    Some(verdict)
}

/// Whether one language has each list of ideas together in some sentence.
fn meet(wanted: &[Vec<String>], sentences: &[BTreeMap<&'static str, BTreeSet<&'static str>>]) -> bool {
    let languages: BTreeSet<&str> = sentences.iter().flat_map(|sentence| sentence.keys().copied()).collect();
    languages.into_iter().any(|language| {
        wanted.iter().all(|ideas| {
            let holds = |sentence: &BTreeMap<&str, BTreeSet<&str>>| {
                sentence.get(language).is_some_and(|met| ideas.iter().all(|idea| met.contains(idea.as_str())))
            };
            sentences.iter().any(holds)
        })
    })
}
