//! Compares a file with the schema: which keys there are, what each holds, how long it may be.
//!
//! Only the words of JSON Schema that schemars writes for our own types are read here.

use serde_json::Value as Json;

use super::document::{Node, Value};
use super::error::{ProfileError, inside, quoted};
use super::file::schema;
use super::forbidden::{decides, plain};

/// How many keys of one table are looked at; no table of ours has a third of that.
const MOST_KEYS: usize = 100;

/// Everything in which the file differs from the schema.
pub(super) fn check(document: &Node) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    compare(document, schema(), "", &mut errors);
    errors
}

/// Says that the file is of another version of the format, in which every other check would mislead.
pub(super) fn other_version(document: &Node) -> Option<ProfileError> {
    let node = document.get("schema_version")?;
    let mut errors = Vec::new();
    if matches!(node.value, Value::Whole(_)) {
        compare(node, &schema()["properties"]["schema_version"], "schema_version", &mut errors);
    }
    errors.pop()
}

fn compare(node: &Node, schema: &Json, field: &str, errors: &mut Vec<ProfileError>) {
    let mut wrong = |what: String, fix: String| errors.push(ProfileError::new(node.line, field, what, fix));
    let one_of = allowed_words(schema);
    let wanted = schema["type"].as_str().unwrap_or("string");
    match (&node.value, wanted) {
        (Value::Table(_), "object") => compare_table(node, schema, field, errors),
        (Value::List(items), "array") => {
            if let Some(most) = schema["maxItems"].as_u64().filter(|most| count(items.len()) > *most) {
                return wrong(format!("it has {} entries", items.len()), format!("keep at most {most}"));
            }
            if let Some(least) = schema["minItems"].as_u64().filter(|least| count(items.len()) < *least) {
                wrong("it has too few entries".to_owned(), format!("give at least {least}"));
            }
            for (at, item) in items.iter().enumerate() {
                compare(item, &schema["items"], &format!("{field}[{at}]"), errors);
            }
        }
        (Value::Text(text), "string") => {
            let length = count(text.chars().count());
            if !one_of.is_empty() && !one_of.contains(&text.as_str()) {
                wrong(
                    format!("{} is not one of its words", quoted(text)),
                    format!("write {}", or_list(&one_of)),
                );
            }
            if let Some(most) = schema["maxLength"].as_u64().filter(|most| length > *most) {
                wrong(format!("it has {length} signs"), format!("keep to at most {most}"));
            }
            if schema["minLength"].as_u64().is_some() && text.trim().is_empty() {
                wrong("it is empty".to_owned(), "write something, or take the key out".to_owned());
            }
        }
        (Value::Whole(number), "integer") => {
            let least = schema["minimum"].as_i64().filter(|least| number < least);
            if least.or(schema["maximum"].as_i64().filter(|most| number > most)).is_some() {
                let known = &schema["maximum"];
                wrong(format!("{number} is not known here"), format!("write {known}, or use a newer Usher"));
            }
        }
        (Value::Switch(_), "boolean") => {}
        (
            Value::Table(_)
            | Value::List(_)
            | Value::Text(_)
            | Value::Whole(_)
            | Value::Switch(_)
            | Value::Other,
            _,
        ) => wrong(format!("it is {}", found(&node.value)), format!("write {}", expected(wanted))),
    }
}

fn compare_table(node: &Node, schema: &Json, field: &str, errors: &mut Vec<ProfileError>) {
    let known = schema["properties"].as_object();
    for entry in node.entries().iter().take(MOST_KEYS) {
        let name = inside(field, &entry.key);
        match known.and_then(|known| known.get(&entry.key)) {
            Some(schema) => compare(&entry.node, schema, &name, errors),
            None => errors.push(unknown_key(&entry.key, &name, entry.line, schema)),
        }
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    for key in required.filter(|key| node.get(key).is_none()) {
        let hint = schema["properties"][key]["description"].as_str().unwrap_or_default();
        let fix = format!("add {key}: {}", first_line(hint).trim_end_matches('.'));
        errors.push(ProfileError::new(node.line, &inside(field, key), "it is missing", fix));
    }
}

fn unknown_key(key: &str, name: &str, line: u32, schema: &Json) -> ProfileError {
    if let Some(decides) = decides(key) {
        return ProfileError::new(line, name, format!("a profile can't set {decides}"), "take this key out");
    }
    let names = schema["properties"].as_object().into_iter().flat_map(|known| known.keys());
    let closest = names
        .filter(|known| key.len() <= known.len() + 2)
        .map(|known| (strsim::osa_distance(&plain(known), &plain(key)), known))
        .filter(|(distance, _)| *distance <= 2)
        .min();
    let fix = closest.map_or_else(
        || "take it out; the schema lists the keys there are".to_owned(),
        |(_, known)| format!("did you mean {known}?"),
    );
    ProfileError::new(line, name, "there is no such key", fix)
}

/// The words an enum allows: schemars writes them as `enum`, or as `oneOf` when variants have a description.
fn allowed_words(schema: &Json) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let described = schema["oneOf"].as_array().into_iter().flatten();
    listed
        .chain(described.flat_map(|option| {
            let several = option["enum"].as_array().into_iter().flatten().filter_map(Json::as_str);
            option["const"].as_str().into_iter().chain(several)
        }))
        .collect()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The words with "or" before the last.
fn or_list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "a text",
        Value::Whole(_) => "a number",
        Value::Switch(_) => "true or false",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
        Value::Other => "something that no profile holds",
    }
}

fn expected(wanted: &str) -> &'static str {
    match wanted {
        "object" => "a table",
        "array" => "a list",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ => "a text in quotes",
    }
}
