//! Refuses names that could be taken for somebody else's (S66) or that praise themselves (S67).

use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};

use super::document::Node;
use super::error::{ProfileError, quoted};

/// Names that only their owners may use.
const PROTECTED: [&str; 7] = ["Microsoft", "Entra", "Teams", "Azure", "Office", "Outlook", "Usher"];

/// Words by which a name would give itself the trust that only Usher may show.
const TRUST_WORDS: [&str; 5] = ["certified", "guaranteed", "official", "unverified", "verified"];

/// A longer name is refused for its length.
const MOST_SIGNS: usize = 80;

/// How many words in a row are read as one: `M i c r o s o f t` is nine.
const MOST_JOINED: usize = 9;

/// Everything that is wrong with the product's and the maker's name.
pub(super) fn check(document: &Node) -> Vec<ProfileError> {
    let id = document.get("id").and_then(Node::text).unwrap_or_default();
    ["name", "vendor"].iter().flat_map(|field| check_one(document, field, id)).collect()
}

fn check_one(document: &Node, field: &str, id: &str) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    let Some(node) = document.get(field) else { return errors };
    let Some(name) = node.text().filter(|name| name.chars().count() <= MOST_SIGNS) else { return errors };
    let mut wrong = |what: String, fix: &str| errors.push(ProfileError::new(node.line, field, what, fix));
    let letters: String = name.chars().filter(|sign| sign.is_alphanumeric()).collect();
    if !letters.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
        wrong("it mixes letters of several scripts".to_owned(), "write it in one script");
    }
    if let Some(sign) = name.chars().find(|sign| !is_of_a_name(*sign)) {
        let what = format!("a name has no {}", quoted(&sign.to_string()));
        wrong(what, "use letters, numbers and spaces");
    }
    let words: Vec<&str> =
        name.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if let Some((word, owner)) = lookalike(&words) {
        wrong(format!("{} looks like {owner} and is not", quoted(&word)), "use the product's own name");
    }
    if let Some(owner) = owner_of(&words, field) {
        wrong(format!("only {owner} itself may have this word here"), "use the maker's own name");
    }
    if let Some(owner) = built_in_owner(&words, id) {
        wrong(format!("it is taken for {owner}, which comes with Usher"), "use the product's own name");
    }
    let praises = |word: &&&str| TRUST_WORDS.iter().any(|trust| looks(trust) == looks(word));
    if let Some(word) = words.iter().find(praises) {
        wrong(format!("a name can't say {}", quoted(word)), "take this word out");
    }
    errors
}

fn is_of_a_name(sign: char) -> bool {
    let mark = unicode_normalization::char::is_combining_mark(sign);
    sign.is_alphanumeric() || mark || " .,&'\u{2019}()+-\u{2013}/:!\u{b7}".contains(sign)
}

/// The owner of a name that this one may not claim.
fn owner_of(words: &[&str], field: &str) -> Option<&'static str> {
    let is = |word: &&str, owner: &str| word.eq_ignore_ascii_case(owner);
    let first = words.first()?;
    PROTECTED.into_iter().find(|owner| match field {
        "vendor" => words.iter().any(|word| is(word, owner)),
        // A product may be for Microsoft Teams, as Microsoft's own rules for names have it.
        _ => is(first, owner) && *owner != "Teams",
    })
}

/// A word of the name, or several run together, that can be mistaken for a protected name.
fn lookalike(words: &[&str]) -> Option<(String, &'static str)> {
    let owners: Vec<(&'static str, String)> =
        PROTECTED.into_iter().chain(built_in_names()).map(|owner| (owner, looks(owner))).collect();
    let misspelt = words.iter().find(|word| is_misspelt(word)).map(|word| ((*word).to_owned(), "Microsoft"));
    let mut runs = (1..=MOST_JOINED).flat_map(|count| words.windows(count));
    let found = runs.find_map(|run| {
        let (joined, alone) = (run.concat(), run.len() == 1);
        let seen = looks(&joined);
        let (owner, _) = owners
            .iter()
            .find(|(owner, look)| *look == seen && !(alone && joined.eq_ignore_ascii_case(owner)))?;
        Some((run.join(" "), *owner))
    });
    found.or(misspelt)
}

/// Whether one slip of a finger lies between this word and Microsoft; shorter names would hit other words.
fn is_misspelt(word: &str) -> bool {
    let word = word.to_lowercase();
    word != "microsoft" && strsim::osa_distance(&word, "microsoft") == 1
}

/// The built-in product or maker whose name this is, or begins with, under another id.
fn built_in_owner(words: &[&str], id: &str) -> Option<&'static str> {
    let whole = looks(&words.concat());
    let first = looks(words.first()?);
    let others = super::built_in().iter().filter(|profile| profile.id.0 != id);
    others.flat_map(|profile| [profile.name.as_str(), profile.vendor.as_str()]).find(|theirs| {
        let joined: String = theirs.chars().filter(|sign| sign.is_alphanumeric()).collect();
        looks(&joined) == whole || (!theirs.contains(' ') && looks(theirs) == first)
    })
}

/// Their names of one word: of several words, each alone is anybody's.
fn built_in_names() -> impl Iterator<Item = &'static str> {
    let names = super::built_in().iter().flat_map(|profile| [profile.name.as_str(), profile.vendor.as_str()]);
    names.filter(|name| !name.contains(' '))
}

/// What a word looks like: equal for words that a person can't tell apart (UTS 39 4).
fn looks(word: &str) -> String {
    let seen: String = skeleton(&word.to_lowercase()).collect::<String>().to_lowercase();
    // Numbers for letters, which UTS 39 leaves apart.
    seen.chars()
        .map(|sign| match sign {
            '1' | 'l' | '|' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            '0' => 'o',
            other => other,
        })
        .collect()
}
