//! A profile file as a tree in which every value knows its line, whether it was written as TOML or JSON.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ProfileError, inside};

/// The longest file that is read at all (S64).
pub const MOST_BYTES: usize = 256 * 1024;
/// How many mistakes of form are told; after that many it is another kind of file.
pub(super) const MOST_ERRORS: usize = 100;
/// The deepest nesting that is read (S64).
const MOST_LEVELS: usize = 16;

/// A value and the line it begins on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) line: u32,
    pub(super) value: Value,
}

/// What TOML and JSON have in common.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Whole(i64),
    Switch(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// A date, a fraction or a null: nothing in a profile is one.
    Other,
}

/// One key of a table with its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: u32,
    pub(super) node: Node,
}

impl Node {
    /// The value under a key of a table.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The keys of a table; nothing for any other value.
    pub(super) fn entries(&self) -> &[Entry] {
        if let Value::Table(entries) = &self.value { entries } else { &[] }
    }

    /// The values of a list; nothing for any other value.
    pub(super) fn items(&self) -> &[Node] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The same tree without lines.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Text(text) => text.as_str().into(),
            Value::Whole(number) => (*number).into(),
            Value::Switch(on) => (*on).into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Table(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect()
            }
            Value::Other => serde_json::Value::Null,
        }
    }
}

/// Reads a file, refusing what is too long, too deep or not well formed. Beside the tree come mistakes that
/// leave the rest of it readable.
pub(super) fn read(text: &str) -> Result<(Node, Vec<ProfileError>), Vec<ProfileError>> {
    if text.len() > MOST_BYTES {
        let what = format!("it has more than {MOST_BYTES} bytes");
        return Err(vec![ProfileError::new(1, "file", what, "take out what a profile does not need")]);
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::of(body);
    let mut errors = Vec::new();
    if body.trim_start().starts_with('{') {
        return match read_json(body, &lines, &mut errors) {
            Some(root) => Ok((root, errors)),
            None => Err(errors),
        };
    }
    let root = read_toml(body, &lines, &mut errors);
    // After a mistake in TOML whole lines can be missing from the tree, so more checks would mislead.
    if errors.is_empty() { Ok((root, errors)) } else { Err(errors) }
}

/// Where each line begins.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }
}

fn too_deep(line: u32) -> ProfileError {
    let what = format!("it is nested deeper than {MOST_LEVELS} levels");
    ProfileError::new(line, "file", what, "keep to the levels that the schema shows")
}

fn read_toml(text: &str, lines: &Lines, errors: &mut Vec<ProfileError>) -> Node {
    let (table, wrong) = DeTable::parse_recoverable(text);
    errors.extend(wrong.iter().take(MOST_ERRORS).map(|wrong| {
        let at = wrong.span().unwrap_or_default().start;
        let line = lines.at(at);
        let field = key_written_at(at, text).unwrap_or("file");
        let what = format!("it is not TOML: {}", wrong.message().trim().replace('\n', " "));
        ProfileError::new(line, field, what, "mend this line; each key may stand once")
    }));
    let entries = toml_entries(table.into_inner(), lines, 1, errors);
    Node { line: 1, value: Value::Table(entries) }
}

/// The key that the line around this place gives a value to.
fn key_written_at(at: usize, text: &str) -> Option<&str> {
    let before = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let key = text.get(before..)?.lines().next()?.split_once('=')?.0.trim();
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "_-.".contains(sign);
    (!key.is_empty() && key.len() <= 60 && key.chars().all(plain)).then_some(key)
}

fn toml_entries(
    table: DeTable<'_>,
    lines: &Lines,
    depth: usize,
    errors: &mut Vec<ProfileError>,
) -> Vec<Entry> {
    let entry = |(key, value): (Spanned<_>, Spanned<DeValue<'_>>)| {
        let line = lines.at(key.span().start);
        let key: std::borrow::Cow<'_, str> = key.into_inner();
        Entry { key: key.into_owned(), line, node: toml_node(value, lines, depth, errors) }
    };
    let mut entries: Vec<Entry> = table.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.line);
    entries
}

fn toml_node(
    value: Spanned<DeValue<'_>>,
    lines: &Lines,
    depth: usize,
    errors: &mut Vec<ProfileError>,
) -> Node {
    let line = lines.at(value.span().start);
    if depth > MOST_LEVELS {
        errors.push(too_deep(line));
        return Node { line, value: Value::Other };
    }
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other, Value::Whole)
        }
        DeValue::Boolean(on) => Value::Switch(on),
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| toml_node(item, lines, depth + 1, errors)).collect())
        }
        DeValue::Table(table) => Value::Table(toml_entries(table, lines, depth + 1, errors)),
        DeValue::Float(_) | DeValue::Datetime(_) => Value::Other,
    };
    Node { line, value }
}

fn read_json(text: &str, lines: &Lines, errors: &mut Vec<ProfileError>) -> Option<Node> {
    match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => JsonReader { text, lines, errors }.node(raw, "", 1),
        Err(wrong) => {
            let line = u32::try_from(wrong.line()).unwrap_or(u32::MAX).max(1);
            errors.push(not_json(line, "file", &wrong));
            None
        }
    }
}

fn not_json(line: u32, field: &str, wrong: &serde_json::Error) -> ProfileError {
    ProfileError::new(line, field, format!("it is not JSON: {wrong}"), "mend this line")
}

struct JsonReader<'a> {
    text: &'a str,
    lines: &'a Lines,
    errors: &'a mut Vec<ProfileError>,
}

impl JsonReader<'_> {
    fn node(&mut self, raw: &RawValue, field: &str, depth: usize) -> Option<Node> {
        // A raw value is a slice of the file, so its address tells its line.
        let offset = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let line = self.lines.at(offset);
        if depth > MOST_LEVELS {
            self.errors.push(too_deep(line));
            return None;
        }
        let read = match raw.get().as_bytes().first() {
            Some(b'{') => serde_json::from_str::<Pairs<'_>>(raw.get())
                .map(|pairs| Value::Table(self.entries(pairs, field, depth))),
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(raw.get())
                .map(|items| Value::List(self.items(&items, field, depth))),
            Some(b'"') => serde_json::from_str(raw.get()).map(Value::Text),
            Some(b't' | b'f') => serde_json::from_str(raw.get()).map(Value::Switch),
            Some(_) | None => Ok(raw.get().parse().map_or(Value::Other, Value::Whole)),
        };
        read.map(|value| Node { line, value })
            .map_err(|wrong| {
                self.errors.push(not_json(line, if field.is_empty() { "file" } else { field }, &wrong))
            })
            .ok()
    }

    fn entries(&mut self, pairs: Pairs<'_>, field: &str, depth: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = BTreeSet::new();
        for (key, raw) in pairs.0 {
            let field = inside(field, &key);
            let Some(node) = self.node(raw, &field, depth + 1) else { continue };
            if !seen.insert(key.clone()) {
                let fix = "keep one of them; each key may stand once";
                self.errors.push(ProfileError::new(node.line, &field, "it stands here a second time", fix));
                continue;
            }
            entries.push(Entry { key, line: node.line, node });
        }
        entries
    }

    fn items(&mut self, items: &[&RawValue], field: &str, depth: usize) -> Vec<Node> {
        let numbered = items.iter().enumerate();
        numbered.filter_map(|(at, raw)| self.node(raw, &format!("{field}[{at}]"), depth + 1)).collect()
    }
}

/// The keys of a JSON object in order, doubled ones included.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;

        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor)
    }
}
