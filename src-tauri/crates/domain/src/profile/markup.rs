//! Keeps texts plain: no HTML, no images and no addresses that could be mistaken for Usher's own links (S65).

use super::document::{Node, Value};
use super::error::ProfileError;

/// How many entries of a list are looked at; no list of ours may have more.
const MOST_ITEMS: usize = 64;

/// `&CounterClockwiseContourIntegral;` is the longest that HTML knows.
const LONGEST_ENTITY: usize = 31;

/// The texts, and lists of texts, that a person gets to read.
const TEXTS: [&str; 11] = [
    "name",
    "vendor",
    "version",
    "purpose",
    "before",
    "after",
    "notes",
    "metered_apis",
    "settings_path",
    "reconnect_path",
    "remove_path",
];

/// The texts in the entries of lists that a person gets to read.
const TABLES: [(&str, &[&str]); 3] = [
    ("permissions", &["reason", "feature"]),
    ("settings", &["label", "help", "section", "choices"]),
    ("errors", &["text", "fix"]),
];

/// Every text that holds something other than plain words.
pub(super) fn check(document: &Node) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    let mut look = |node: Option<&Node>, field: &str| errors.extend(node.and_then(|node| wrong(node, field)));
    for key in TEXTS {
        look(document.get(key), key);
    }
    look(document.get("sign_in").and_then(|sign_in| sign_in.get("start_path")), "sign_in.start_path");
    for (list, keys) in TABLES {
        let items = document.get(list).map(Node::items).unwrap_or_default();
        for (at, item) in items.iter().take(MOST_ITEMS).enumerate() {
            for key in keys {
                look(item.get(key), &format!("{list}[{at}].{key}"));
            }
        }
    }
    errors
}

fn wrong(node: &Node, field: &str) -> Option<ProfileError> {
    match &node.value {
        Value::Text(text) => {
            let (what, fix) = wrong_text(text)?;
            Some(ProfileError::new(node.line, field, what, fix))
        }
        Value::List(items) => {
            let numbered = items.iter().take(MOST_ITEMS).enumerate();
            numbered.filter_map(|(at, item)| wrong(item, &format!("{field}[{at}]"))).next()
        }
        Value::Table(_) | Value::Whole(_) | Value::Switch(_) | Value::Other => None,
    }
}

fn wrong_text(text: &str) -> Option<(&'static str, &'static str)> {
    if begins_tag(text) {
        return Some(("it holds HTML", "write it as plain text"));
    }
    if text.contains("![") || text.contains("](") {
        return Some(("it holds a link or an image", "write it as plain text"));
    }
    let lower = text.to_ascii_lowercase();
    let addresses = ["://", "www.", "javascript:", "data:text", "mailto:"];
    let has_address = addresses.iter().any(|address| lower.contains(address));
    has_address.then_some(("it holds an address", "put it into help_link, or take it out"))
}

/// Whether a `<` opens a tag, a comment or a declaration; `<` before a space or a number is a comparison.
fn begins_tag(text: &str) -> bool {
    let mut after = text.match_indices('<').filter_map(|(at, _)| text[at + 1..].chars().next());
    after.any(|next| next.is_ascii_alphabetic() || "/!?".contains(next)) || has_entity(text)
}

/// Whether the text holds a character reference such as `&#60;` or `&lt;`.
fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let rest = rest.strip_prefix(b"#").unwrap_or(rest);
        let length = rest.iter().take(LONGEST_ENTITY).take_while(|c| c.is_ascii_alphanumeric()).count();
        length > 0 && rest.get(length) == Some(&b';')
    })
}
