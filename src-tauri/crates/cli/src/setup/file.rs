//! A file of values as a tree, whether it was written as JSON or TOML.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use usher_domain::own_app::SettingValue;

/// What JSON and TOML have in common.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Nothing,
    Flag(bool),
    Text(String),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
    /// A number: no value is one.
    Other,
}

impl Node {
    /// It stands there and says something.
    pub(super) fn is_given(&self) -> bool {
        match self {
            Node::Nothing => false,
            Node::Text(text) => !text.trim().is_empty(),
            Node::List(items) => !items.is_empty(),
            Node::Flag(_) | Node::Table(_) | Node::Other => true,
        }
    }

    /// As a field of the maker's form holds it; `None` for what no field can hold.
    pub(super) fn value(&self) -> Option<SettingValue> {
        match self {
            Node::Flag(yes) => Some(SettingValue::Flag(*yes)),
            Node::Text(text) => Some(SettingValue::Text(text.clone())),
            Node::List(_) => self.texts().map(SettingValue::Many),
            Node::Nothing | Node::Table(_) | Node::Other => None,
        }
    }

    /// The texts of a list that holds nothing else.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        let Node::List(items) = self else { return None };
        let text = |item: &Node| if let Node::Text(text) = item { Some(text.clone()) } else { None };
        items.iter().map(text).collect()
    }
}

/// Reads the file; what is wrong with its form never repeats what stands in it, which may be a secret.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, Node>, String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = if body.trim_start().starts_with('{') {
        serde_json::from_str(body).map_err(|wrong| {
            let what = match wrong.classify() {
                serde_json::error::Category::Data => "a key stands twice",
                serde_json::error::Category::Io
                | serde_json::error::Category::Syntax
                | serde_json::error::Category::Eof => "it is not JSON",
            };
            format!("line {}: {what}", wrong.line())
        })?
    } else {
        toml::from_str(body).map_err(|wrong| {
            let at = wrong.span().unwrap_or_default().start;
            let line = body.get(..at).unwrap_or_default().matches('\n').count() + 1;
            format!("line {line}: it is neither JSON nor TOML, or a key stands twice")
        })?
    };
    match root {
        Node::Table(values) => Ok(values),
        Node::Nothing | Node::Flag(_) | Node::Text(_) | Node::List(_) | Node::Other => {
            Err("line 1: it holds no values".to_owned())
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Node, E> {
        Ok(Node::Flag(yes))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items.next_element()? {
            read.push(item);
        }
        Ok(Node::List(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut read = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry::<String, Node>()? {
            if read.insert(key, value).is_some() {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(Node::Table(read))
    }
}
