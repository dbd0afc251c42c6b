//! Whether what Usher fills in, computes and names for an own app registration fits the rest of the file.

use super::{Found, check_doubled, items_of, numbered, one_of, text_of};
use crate::profile::document::Node;
use crate::profile::error::quoted;

pub(super) fn check(document: &Node, found: &mut Found) {
    check_filled(document, found);
    check_metered(document, found);
    check_user_id(document, found);
}

fn check_filled(document: &Node, found: &mut Found) {
    let mut seen: Vec<&str> = Vec::new();
    for (field, setting) in numbered(document, "settings") {
        let Some((filled, line)) = text_of(setting, "filled_with") else { continue };
        let field = format!("{field}.filled_with");
        if text_of(setting, "form").is_none_or(|(form, _)| form != "guid") {
            found.add(line, &field, "Usher fills in ids only", "write form = \"guid\", or take it out");
        }
        if seen.contains(&filled) {
            let what = format!("{} is filled in above", quoted(filled));
            found.add(line, &field, what, "keep one of them");
        }
        seen.push(filled);
    }
}

fn check_metered(document: &Node, found: &mut Found) {
    check_doubled(document, "metered_apis", found);
    let Some(apis) = document.get("metered_apis").filter(|apis| !apis.items().is_empty()) else { return };
    let mut ways = items_of(document, "admin_ways").filter_map(Node::text);
    if !ways.any(|way| way == "own-app") {
        let fix = "add own-app to admin_ways, or take them out";
        found.add(apis.line, "metered_apis", "they are billed to an own app", fix);
    }
}

fn check_user_id(document: &Node, found: &mut Found) {
    let Some(rule) = document.get("user_id") else { return };
    check_labels((document, rule), "based_on", &["by_name"], found);
    check_labels((document, rule), "change", &["remove", "add"], found);
    check_setting((document, rule), "postfix", "text", found);
    let (remove, add) = (text_of(rule, "remove"), text_of(rule, "add"));
    if let (Some((remove, _)), Some((add, line))) = (remove, add)
        && remove == add
    {
        found.add(line, "user_id.add", "it is the label for removing, too", "name the other choice");
    }
}

/// The labels have to be among the choices of the setting that `key` names.
fn check_labels((document, rule): (&Node, &Node), key: &str, labels: &[&str], found: &mut Found) {
    let Some(setting) = check_setting((document, rule), key, "choice", found) else { return };
    let choices: Vec<&str> = items_of(setting, "choices").filter_map(Node::text).collect();
    for label in labels {
        let Some((text, line)) = text_of(rule, label).filter(|(text, _)| !choices.contains(text)) else {
            continue;
        };
        let id = text_of(rule, key).map_or("it", |(id, _)| id);
        let what = format!("{} has no choice {}", quoted(id), quoted(text));
        found.add(line, &format!("user_id.{label}"), what, one_of(&choices));
    }
}

/// The setting that `key` names, where there is one and it has this form.
fn check_setting<'a>(
    (document, rule): (&'a Node, &Node),
    key: &str,
    wanted: &str,
    found: &mut Found,
) -> Option<&'a Node> {
    let (id, line) = text_of(rule, key)?;
    let field = format!("user_id.{key}");
    let is_it = |setting: &&Node| text_of(setting, "id").is_some_and(|(known, _)| known == id);
    let Some(setting) = items_of(document, "settings").find(is_it) else {
        let what = format!("there is no setting {}", quoted(id));
        found.add(line, &field, what, "name the id of a setting");
        return None;
    };
    if text_of(setting, "form").is_some_and(|(form, _)| form == wanted) {
        return Some(setting);
    }
    let fix = format!("name a setting with form = \"{wanted}\"");
    found.add(line, &field, format!("{} is no {wanted}", quoted(id)), fix);
    None
}
