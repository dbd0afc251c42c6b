//! The words for a diagnosis or a problem: the window's own, in the forms that name no product.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use usher_domain::diagnosis::Card;
use usher_domain::problem::Problem;

type Texts = BTreeMap<String, String>;

static ANSWERS: LazyLock<BTreeMap<String, Texts>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../ui/src/copy/en/answers.json"))
        .expect("answers.json is ours")
});

static PROBLEMS: LazyLock<BTreeMap<String, Texts>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../ui/src/copy/en/problems.json"))
        .expect("problems.json is ours")
});

static TERMINAL: LazyLock<BTreeMap<String, Texts>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../ui/src/copy/en/terminal.json"))
        .expect("terminal.json is ours")
});

/// What to tell a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) what_happened: Cow<'static, str>,
    pub(crate) what_to_do: &'static str,
    pub(crate) who_can: &'static str,
}

/// Finds the words that answer a diagnosis, with the permission that is missing where it is known.
pub(crate) fn of(card: Card, permission: Option<&str>) -> Words {
    // A card's name is its variant's.
    let Some(texts) = ANSWERS.get(&format!("{card:?}")) else { return Words::default() };
    Words {
        title: plain(texts, "title"),
        what_happened: named(texts, permission),
        what_to_do: plain(texts, "do"),
        who_can: plain(texts, "who"),
    }
}

/// Finds the three sentences for a problem, as one line.
pub(crate) fn of_problem(problem: &Problem) -> String {
    let code = serde_json::to_value(problem).expect("a problem is plain data")["code"].clone();
    let Some(texts) = code.as_str().and_then(|code| PROBLEMS.get(code)) else { return code.to_string() };
    ["title", "meaning", "next"].map(|name| plain(texts, name)).join(". ").replace("..", ".")
}

/// Something that only `usherctl` has to say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice {
    /// No link approves this product.
    NoLink,
    /// No organization has the domain of the address.
    UnknownDomain,
    /// The watched connection is gone.
    ConnectionRemoved,
}

/// Finds the words of a notice, as one line.
pub(crate) fn of_notice(notice: Notice) -> String {
    let name = match notice {
        Notice::NoLink => "noLink",
        Notice::UnknownDomain => "unknownDomain",
        Notice::ConnectionRemoved => "connectionRemoved",
    };
    let Some(texts) = TERMINAL.get(name) else { return name.to_owned() };
    ["title", "next"].map(|name| plain(texts, name)).join(" ")
}

/// Finds one text of a group that only `usherctl` has.
pub(crate) fn of_terminal(group: &str, name: &str) -> &'static str {
    TERMINAL.get(group).and_then(|texts| texts.get(name)).map_or("", String::as_str)
}

/// What happened, with the name of the permission where the words have room for it.
fn named(texts: &'static Texts, permission: Option<&str>) -> Cow<'static, str> {
    let filled = texts.get("what").zip(permission).map(|(text, name)| text.replace("{name}", name));
    filled.filter(|text| !text.contains('{')).map_or_else(|| plain(texts, "what").into(), Cow::Owned)
}

fn plain(texts: &'static Texts, name: &str) -> &'static str {
    texts.get(&format!("{name}Plain")).or_else(|| texts.get(name)).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use usher_domain::diagnosis::Card;

    use super::{ANSWERS, Notice, of, of_notice};

    #[test]
    fn every_card_has_words_without_a_gap_to_fill() {
        for name in ANSWERS.keys() {
            let card: Card = serde_json::from_value(name.as_str().into()).unwrap();
            for permission in [None, Some("Chat.Read")] {
                let words = of(card, permission);
                for text in [words.title, &words.what_happened, words.what_to_do, words.who_can] {
                    assert!(!text.is_empty() && !text.contains('{'), "{name}: {text:?}");
                }
                let names_it = card == Card::E13 && permission.is_some();
                assert_eq!(words.what_happened.contains("Chat.Read"), names_it, "{name}");
            }
        }
        assert_eq!(ANSWERS.len(), 26);
    }

    #[test]
    fn every_notice_has_words() {
        for notice in [Notice::NoLink, Notice::UnknownDomain, Notice::ConnectionRemoved] {
            assert!(of_notice(notice).ends_with('.'), "{notice:?}: {}", of_notice(notice));
        }
    }
}
