//! Refuses signs that make a text look like another one (S66).

use unicode_normalization::is_nfc;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};

use super::document::{Node, Value};
use super::error::{ProfileError, inside, quoted};

/// Names that only their owners may use.
const PROTECTED: [&str; 4] = ["Microsoft", "Entra", "Teams", "Usher"];

/// A longer name is refused for its length.
const MOST_SIGNS: usize = 80;

/// Everything that is wrong with the signs of a file: in its values, in its keys and in its comments.
pub(super) fn check(document: &Node, text: &str) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    walk(document, "", &mut errors);
    let told: Vec<u32> = errors.iter().map(|error| error.line).collect();
    errors.extend(check_file(text).into_iter().filter(|found| !told.contains(&found.line)));
    errors.extend(check_names(document));
    errors
}

/// Adds refused signs to what is wrong with a file that is not well formed: they may be the cause.
pub(super) fn with_file_signs(wrong: Vec<ProfileError>, text: &str) -> Vec<ProfileError> {
    let mut errors = check_file(text);
    errors.extend(wrong);
    errors.sort();
    errors
}

fn check_file(text: &str) -> Vec<ProfileError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bad = |line: &str| line.chars().find(|sign| name_of_refused(*sign).is_some() && *sign != '\t');
    let numbered = body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).zip(1..);
    numbered.filter_map(|(line, number)| bad(line).map(|sign| refused(number, "file", sign))).collect()
}

fn walk(node: &Node, field: &str, errors: &mut Vec<ProfileError>) {
    match &node.value {
        Value::Text(text) => errors.extend(check_text(text, node.line, field)),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &format!("{field}[{at}]"), errors);
            }
        }
        Value::Table(entries) => {
            for entry in entries {
                walk(&entry.node, &inside(field, &entry.key), errors);
            }
        }
        Value::Whole(_) | Value::Switch(_) | Value::Other => {}
    }
}

fn check_text(text: &str, line: u32, field: &str) -> Option<ProfileError> {
    // A text may have lines, but nothing else that a screen would obey.
    if let Some(sign) = text.chars().find(|sign| name_of_refused(*sign).is_some() && *sign != '\n') {
        return Some(refused(line, field, sign));
    }
    let decomposed = !is_nfc(text);
    decomposed.then(|| ProfileError::new(line, field, "its accents are not in the form NFC", "type it anew"))
}

fn refused(line: u32, field: &str, sign: char) -> ProfileError {
    let name = name_of_refused(sign).unwrap_or("a sign");
    ProfileError::new(
        line,
        field,
        format!("it holds {name}, U+{:04X}", u32::from(sign)),
        "take this sign out",
    )
}

fn name_of_refused(sign: char) -> Option<&'static str> {
    match sign {
        '\u{0}' => Some("a NUL"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("a sign that turns the direction of writing")
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}' => Some("a sign that can't be seen"),
        '\u{2028}' | '\u{2029}' => Some("a line separator"),
        '\u{e0000}'..='\u{e0fff}' => Some("a tag sign"),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}' => {
            Some("a private-use sign")
        }
        _ if sign.is_control() => Some("a control sign"),
        _ => None,
    }
}

fn check_names(document: &Node) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    for field in ["name", "vendor"] {
        let Some(node) = document.get(field) else { continue };
        let Some(name) = node.text().filter(|name| name.chars().count() <= MOST_SIGNS) else { continue };
        let mut wrong = |what: String, fix: &str| errors.push(ProfileError::new(node.line, field, what, fix));
        let letters: String = name.chars().filter(|sign| sign.is_alphanumeric()).collect();
        if !letters.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
            wrong("it mixes letters of several scripts".to_owned(), "write it in one script");
        }
        if let Some((word, owner)) = lookalike(name, &letters) {
            wrong(format!("{} looks like {owner} and is not", quoted(word)), "use the product's own name");
        }
        let owner = PROTECTED.iter().find(|owner| first_word(name).eq_ignore_ascii_case(owner));
        if let Some(owner) = owner.filter(|owner| field == "vendor" || **owner != "Teams") {
            wrong(format!("only {owner} itself may begin with this word"), "use the maker's own name");
        }
    }
    errors
}

/// A word of the name, or all of it run together, that can be mistaken for a protected name.
fn lookalike<'a>(name: &'a str, letters: &'a str) -> Option<(&'a str, &'static str)> {
    let words = name.split(|sign: char| !sign.is_alphanumeric()).chain([letters]);
    words
        .filter(|word| !word.is_empty())
        .flat_map(|word| PROTECTED.map(|owner| (word, owner)))
        .find(|(word, owner)| !word.eq_ignore_ascii_case(owner) && looks(word) == looks(owner))
}

fn looks(word: &str) -> String {
    let lower: String = word.to_lowercase();
    skeleton(&lower).collect::<String>().to_lowercase()
}

fn first_word(name: &str) -> &str {
    name.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default()
}
