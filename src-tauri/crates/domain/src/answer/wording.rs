//! Loads the words that answers are known by, and looks for all of them in one pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::fold::{Folded, fold_phrase};
use super::verdict::Verdict;
use super::{body, redirect, refusal};

/// data/answer-words.json: the words of the protocols, the same in every language.
#[derive(Deserialize)]
pub(super) struct Tables {
    pub(super) refusals: Vec<refusal::Row>,
    pub(super) arrivals: Vec<redirect::Row>,
    pub(super) services: Vec<body::ServiceRow>,
    pub(super) statuses: Vec<body::StatusRow>,
    code_labels: Vec<String>,
    other_providers: Vec<String>,
    microsoft: Vec<String>,
}

/// data/page-wording.json: what Microsoft's pages and messages say, by language.
#[derive(Deserialize)]
struct Wording {
    pages: Vec<Page>,
    ideas: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// One page or message that can be told by its words.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(flatten)]
    pub(super) verdict: Verdict,
    /// Phrases that place it alone, by language.
    #[serde(default)]
    strong: BTreeMap<String, Vec<String>>,
    /// Phrases that place it together, or when they are all that was pasted.
    #[serde(default)]
    hints: BTreeMap<String, Vec<String>>,
    /// Sentences told by ideas: each list must meet in one sentence of one language.
    #[serde(default)]
    pub(super) ideas: Vec<Vec<String>>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/answer-words.json"))
        .expect("data/answer-words.json is ours")
});
static WORDING: LazyLock<Wording> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/page-wording.json"))
        .expect("data/page-wording.json is ours")
});

/// The protocol tables.
pub(super) fn tables() -> &'static Tables {
    &TABLES
}

/// The pages, the likelier first.
pub(super) fn pages() -> &'static [Page] {
    &WORDING.pages
}

/// What a found phrase says.
#[derive(Clone, Copy)]
enum Meaning {
    Strong(usize),
    Hint(usize),
    CodeLabel,
    OtherProvider,
    Microsoft,
}

/// Phrases and what each says; one automaton finds them all in one pass.
struct Phrases<M> {
    automaton: AhoCorasick,
    meanings: Vec<(usize, M)>,
}

impl<M> Phrases<M> {
    fn new(phrases: Vec<(String, M)>) -> Self {
        let (phrases, meanings): (Vec<String>, Vec<M>) = phrases.into_iter().unzip();
        let lengths = phrases.iter().map(String::len).collect::<Vec<_>>();
        let automaton = AhoCorasick::new(&phrases).expect("the tables hold a few thousand short phrases");
        Self { automaton, meanings: lengths.into_iter().zip(meanings).collect() }
    }
}

static PHRASES: LazyLock<Phrases<Meaning>> = LazyLock::new(|| {
    let mut phrases = Vec::new();
    for (index, page) in pages().iter().enumerate() {
        phrases.extend(
            page.strong.values().flatten().map(|phrase| (fold_phrase(phrase), Meaning::Strong(index))),
        );
        phrases
            .extend(page.hints.values().flatten().map(|phrase| (fold_phrase(phrase), Meaning::Hint(index))));
    }
    phrases.extend(TABLES.code_labels.iter().map(|phrase| (fold_phrase(phrase), Meaning::CodeLabel)));
    phrases.extend(TABLES.other_providers.iter().map(|phrase| (fold_phrase(phrase), Meaning::OtherProvider)));
    phrases.extend(TABLES.microsoft.iter().map(|phrase| (fold_phrase(phrase), Meaning::Microsoft)));
    Phrases::new(phrases)
});

static IDEAS: LazyLock<Phrases<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut phrases = Vec::new();
    for (language, ideas) in &WORDING.ideas {
        for (idea, words) in ideas {
            phrases.extend(words.iter().map(|word| (fold_phrase(word), (language.as_str(), idea.as_str()))));
        }
    }
    Phrases::new(phrases)
});

/// How strongly each page's phrases are met: two for a strong phrase, one for a hint.
pub(super) fn page_scores(words: &Folded) -> Vec<u32> {
    let mut met = BTreeSet::new();
    let mut scores = vec![0; pages().len()];
    for found in PHRASES.automaton.find_overlapping_iter(&words.text) {
        let (length, meaning) = PHRASES.meanings[found.pattern().as_usize()];
        // A hint that is nearly all of what was pasted is a page's heading.
        let is_heading = length * 10 >= words.text.len() * 7;
        let (page, weight) = match meaning {
            Meaning::Strong(page) => (page, 2),
            Meaning::Hint(page) => (page, if is_heading { 2 } else { 1 }),
            Meaning::CodeLabel | Meaning::OtherProvider | Meaning::Microsoft => continue,
        };
        if met.insert(found.pattern()) {
            scores[page] += weight;
        }
    }
    scores
}

/// The longest heading of Microsoft's pages, in signs, folded.
const HEADING_SIGNS: usize = 45;

/// Which ideas meet in one sentence: for each sentence, the ideas of each language.
pub(super) fn ideas_by_sentence(words: &Folded) -> Vec<BTreeMap<&'static str, BTreeSet<&'static str>>> {
    let mut sentences = vec![BTreeMap::<_, BTreeSet<_>>::new(); words.sentences.len()];
    let mut at = 0;
    for found in IDEAS.automaton.find_overlapping_iter(&words.text) {
        while words.sentences.get(at).is_some_and(|sentence| sentence.end < found.end()) {
            at += 1;
        }
        if words.sentences.get(at).is_some_and(|sentence| sentence.start <= found.start()) {
            let (language, idea) = IDEAS.meanings[found.pattern().as_usize()].1;
            let met = sentences[at].entry(language).or_default();
            met.insert(idea);
            if words.text[words.sentences[at].clone()].chars().count() <= HEADING_SIGNS {
                met.insert("short");
            }
        }
    }
    sentences
}

/// Where labels such as "Error Code" end.
pub(super) fn ends_of_code_labels(words: &Folded) -> Vec<usize> {
    ends(words, |meaning| matches!(meaning, Meaning::CodeLabel))
}

/// Whether the text names another identity provider, and nothing of Microsoft's.
pub(super) fn names_another_provider(words: &Folded) -> bool {
    !ends(words, |meaning| matches!(meaning, Meaning::OtherProvider)).is_empty() && !names_microsoft(words)
}

/// Whether the text bears a mark of Microsoft's services.
pub(super) fn names_microsoft(words: &Folded) -> bool {
    !ends(words, |meaning| matches!(meaning, Meaning::Microsoft)).is_empty()
}

fn ends(words: &Folded, wanted: impl Fn(Meaning) -> bool) -> Vec<usize> {
    let found = PHRASES.automaton.find_overlapping_iter(&words.text);
    found
        .filter(|found| wanted(PHRASES.meanings[found.pattern().as_usize()].1))
        .map(|found| found.end())
        .collect()
}
