//! Refuses signs that make a text look like another one (S66).

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::is_nfc;

use super::document::{MOST_ERRORS, Node, Value};
use super::error::{ProfileError, inside};

/// Fields that may have several lines; a line break in a name would let it pose as a second label.
const LONG_FIELDS: [&str; 7] = ["reason", "help", "fix", "text", "before", "after", "notes"];

/// More marks on one letter than this reach into other lines (UTS 39 5.4).
const MOST_MARKS: usize = 4;

/// Everything that is wrong with the signs of a file: in its values, in its keys and in its comments.
pub(super) fn check(document: &Node, text: &str) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    walk(document, "", &mut errors);
    let told: Vec<u32> = errors.iter().map(|error| error.line).collect();
    errors.extend(check_file(text).into_iter().filter(|found| !told.contains(&found.line)));
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
    let found = numbered.filter_map(|(line, number)| bad(line).map(|sign| refused(number, "file", sign)));
    found.take(MOST_ERRORS).collect()
}

fn walk(node: &Node, field: &str, errors: &mut Vec<ProfileError>) {
    if errors.len() >= MOST_ERRORS {
        return;
    }
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
    // A long text may have lines, but nothing else that a screen would obey.
    let ends_line = |sign: char| sign == '\n' && may_have_lines(field);
    if let Some(sign) = text.chars().find(|sign| name_of_refused(*sign).is_some() && !ends_line(*sign)) {
        return Some(refused(line, field, sign));
    }
    if !is_nfc(text) {
        return Some(ProfileError::new(line, field, "its accents are not in the form NFC", "type it anew"));
    }
    let mut marks = 0;
    let piled = text.chars().any(|sign| {
        marks = if is_combining_mark(sign) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    });
    piled.then(|| ProfileError::new(line, field, "it piles marks on one letter", "take the marks out"))
}

fn may_have_lines(field: &str) -> bool {
    let last = field.rsplit('.').next().unwrap_or(field);
    let key = last.split('[').next().unwrap_or(last);
    LONG_FIELDS.contains(&key)
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
        | '\u{70f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{13430}'..='\u{1345f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' => Some("a sign that can't be seen"),
        '\u{2028}' | '\u{2029}' => Some("a line separator"),
        '\u{e0000}'..='\u{e0fff}' => Some("a tag sign"),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}' => {
            Some("a private-use sign")
        }
        '\u{fdd0}'..='\u{fdef}' => Some("a sign that Unicode gives no meaning"),
        _ if u32::from(sign) & 0xfffe == 0xfffe => Some("a sign that Unicode gives no meaning"),
        _ if sign.is_control() => Some("a control sign"),
        _ => None,
    }
}
