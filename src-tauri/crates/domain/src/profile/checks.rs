//! What the schema can't tell: whether the parts of a profile are true and fit together.

mod own_app;

use super::PermissionKind;
use super::document::Node;
use super::error::{ProfileError, quoted};
use super::links::{microsoft_app, wrong_link};
use crate::ids::ClientId;
use crate::permissions::{catalogue, same_scope};

/// How many entries of a list are looked at: the schema allows no list more.
const MOST_ITEMS: usize = 64;

/// Everything that is wrong although the shape may be right.
pub(super) fn check(document: &Node) -> Vec<ProfileError> {
    let mut found = Found(Vec::new());
    check_short_name(document, "id", &mut found);
    check_links(document, &mut found);
    check_sign_in(document, &mut found);
    check_permissions(document, &mut found);
    check_admin_ways(document, &mut found);
    check_settings(document, &mut found);
    own_app::check(document, &mut found);
    check_errors(document, &mut found);
    found.0
}

struct Found(Vec<ProfileError>);

impl Found {
    fn add(&mut self, line: u32, field: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.0.push(ProfileError::new(line, field, what, fix));
    }
}

/// A list's entries with their names: `permissions[0]` and on.
fn numbered<'a>(document: &'a Node, list: &'a str) -> impl Iterator<Item = (String, &'a Node)> {
    items_of(document, list).enumerate().map(move |(at, item)| (format!("{list}[{at}]"), item))
}

fn items_of<'a>(table: &'a Node, list: &str) -> impl Iterator<Item = &'a Node> + use<'a> {
    table.get(list).map(Node::items).unwrap_or_default().iter().take(MOST_ITEMS)
}

fn text_of<'a>(node: &'a Node, key: &str) -> Option<(&'a str, u32)> {
    let node = node.get(key)?;
    node.text().map(|text| (text, node.line))
}

fn check_short_name(table: &Node, field: &str, found: &mut Found) {
    let key = field.rsplit('.').next().unwrap_or(field);
    let Some((id, line)) = text_of(table, key) else { return };
    let signs = id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
    if !id.is_empty() && (!signs || id.split('-').any(str::is_empty)) {
        let what = format!("{} is not a short name", quoted(id));
        found.add(line, field, what, "use a to z, 0 to 9 and single hyphens");
    }
}

fn check_links(document: &Node, found: &mut Found) {
    let links = [
        (Some(document), "help_link"),
        (Some(document), "return_link"),
        (document.get("sign_in"), "start_url"),
    ];
    for (table, key) in links {
        let Some((link, line)) = table.and_then(|table| text_of(table, key)) else { continue };
        let field = if key == "start_url" { "sign_in.start_url" } else { key };
        if let Some((what, fix)) = wrong_link(link) {
            found.add(line, field, what, fix);
        }
        // A redirect never has one (RFC 6749 3.1.2).
        if key == "return_link" && link.contains('#') {
            found.add(line, field, "it has a part after #", "take the # and what follows out");
        }
    }
}

fn check_sign_in(document: &Node, found: &mut Found) {
    let Some(sign_in) = document.get("sign_in") else { return };
    let client_id = text_of(sign_in, "client_id");
    if let Some((id, line)) = client_id {
        match ClientId::parse(id) {
            Err(wrong) => {
                found.add(line, "sign_in.client_id", wrong.to_string(), "copy the Application (client) ID")
            }
            Ok(id) => {
                if id.as_str().bytes().all(|c| c == b'0' || c == b'-') {
                    let fix = "copy the Application (client) ID";
                    found.add(line, "sign_in.client_id", "it is the empty GUID", fix);
                }
                if let Some(app) = microsoft_app(id.as_str()) {
                    let what = format!("it is the client id of Microsoft's own {app}");
                    found.add(line, "sign_in.client_id", what, "use the client id of the product's own app");
                }
            }
        }
    }
    let loopback = sign_in.get("loopback");
    if let Some((path, line)) = loopback.and_then(|loopback| text_of(loopback, "path")) {
        let sign_ok = |c: u8| c.is_ascii_alphanumeric() || b"/_-".contains(&c);
        let rest = path.strip_prefix('/');
        if !rest.is_some_and(|rest| rest.len() <= 64 && rest.bytes().all(sign_ok)) {
            let what = format!("{} can't be a redirect path", quoted(path));
            found.add(
                line,
                "sign_in.loopback.path",
                what,
                "write / and at most 64 of A-Z, a-z, 0-9, /, _ and -",
            );
        }
    }
    if let Some(loopback) = loopback.filter(|_| client_id.is_none()) {
        let fix = "add sign_in.client_id, or take the redirect out";
        found.add(
            loopback.line,
            "sign_in.loopback",
            "a redirect belongs to a client id and there is none",
            fix,
        );
    }
    let starts_at_vendor = sign_in.get("start_url").is_some()
        || sign_in.get("start_path").is_some_and(|path| !path.items().is_empty());
    if !starts_at_vendor && (client_id.is_none() || loopback.is_none()) {
        let fix = "add client_id and loopback, or start_url, or start_path";
        found.add(sign_in.line, "sign_in", "it tells nowhere to start", fix);
    }
}

fn check_permissions(document: &Node, found: &mut Found) {
    let signs_in = document.get("sign_in").is_some();
    let mut seen: Vec<(&str, PermissionKind)> = Vec::new();
    for (field, permission) in numbered(document, "permissions") {
        let Some((value, line)) = text_of(permission, "value") else { continue };
        let Some((kind, kind_line)) = text_of(permission, "kind") else { continue };
        let (kind, other) = match kind {
            "delegated" => (PermissionKind::Delegated, PermissionKind::Application),
            "application" => (PermissionKind::Application, PermissionKind::Delegated),
            _ => continue,
        };
        if let Some(known) = catalogue().find(value, kind) {
            if known.value != value {
                let what = format!("{} is not how Microsoft Graph writes it", quoted(value));
                found.add(line, &format!("{field}.value"), what, format!("write {}", known.value));
            }
        } else if let Some(known) = catalogue().find(value, other) {
            let what = format!("{} is no {} permission of Microsoft Graph", known.value, word(kind));
            found.add(kind_line, &format!("{field}.kind"), what, format!("write {}", word(other)));
        } else {
            let what = format!("Microsoft Graph has no {} permission {}", word(kind), quoted(value));
            let fix = catalogue().closest(value, kind).map_or_else(
                || "look it up in Microsoft's permissions reference".to_owned(),
                |closest| format!("did you mean {closest}?"),
            );
            found.add(line, &format!("{field}.value"), what, fix);
        }
        if seen.iter().any(|(before, its_kind)| same_scope(before, value) && *its_kind == kind) {
            found.add(line, &format!("{field}.value"), "it stands here a second time", "keep one of them");
        }
        seen.push((value, kind));
        match kind {
            PermissionKind::Application if signs_in => {
                let fix = "ask for a delegated permission, or take [sign_in] out and use own-app";
                found.add(
                    kind_line,
                    &format!("{field}.kind"),
                    "a sign-in can't give an application permission",
                    fix,
                );
            }
            PermissionKind::Delegated if !signs_in => {
                let fix = "add [sign_in], or ask for an application permission";
                found.add(kind_line, &format!("{field}.kind"), "a delegated permission needs a sign-in", fix);
            }
            PermissionKind::Application | PermissionKind::Delegated => {}
        }
    }
}

fn word(kind: PermissionKind) -> &'static str {
    match kind {
        PermissionKind::Delegated => "delegated",
        PermissionKind::Application => "application",
    }
}

fn check_admin_ways(document: &Node, found: &mut Found) {
    check_doubled(document, "admin_ways", found);
    check_doubled(document, "extra_steps", found);
    let Some(ways) = document.get("admin_ways") else { return };
    let has = |way: &str| ways.items().iter().any(|item| item.text() == Some(way));
    let client_id = document.get("sign_in").and_then(|sign_in| sign_in.get("client_id"));
    if has("link") && client_id.is_none() {
        let fix = "add sign_in.client_id, or take link out";
        found.add(ways.line, "admin_ways", "a consent link needs a client id", fix);
    }
    if !has("own-app") && document.get("sign_in").is_none() {
        let fix = "add [sign_in], or add own-app";
        found.add(ways.line, "admin_ways", "without a sign-in the organization needs its own app", fix);
    }
    if let Some(steps) =
        document.get("extra_steps").filter(|steps| !steps.items().is_empty() && !has("own-app"))
    {
        let fix = "add own-app to admin_ways, or take the steps out";
        found.add(steps.line, "extra_steps", "they are steps of an own app", fix);
    }
    if let Some(link) = document.get("return_link").filter(|_| !has("link")) {
        let fix = "add link to admin_ways, or take it out";
        found.add(link.line, "return_link", "nothing leads back without a consent link", fix);
    }
}

fn check_doubled(document: &Node, list: &str, found: &mut Found) {
    let mut seen: Vec<&str> = Vec::new();
    for (field, item) in numbered(document, list) {
        let Some(word) = item.text() else { continue };
        if seen.contains(&word) {
            found.add(
                item.line,
                &field,
                format!("{} stands here a second time", quoted(word)),
                "keep one of them",
            );
        }
        seen.push(word);
    }
}

fn check_settings(document: &Node, found: &mut Found) {
    let mut above: Vec<(&str, Vec<&str>)> = Vec::new();
    for (field, setting) in numbered(document, "settings") {
        check_short_name(setting, &format!("{field}.id"), found);
        let choices: Vec<&str> = items_of(setting, "choices").filter_map(Node::text).collect();
        let is_choice = text_of(setting, "form").is_some_and(|(form, _)| form == "choice");
        if is_choice && choices.len() < 2 {
            found.add(
                setting.line,
                &format!("{field}.choices"),
                "there is nothing to choose from",
                "give two or more",
            );
        }
        if let Some(node) = setting.get("choices").filter(|_| !is_choice) {
            let fix = "write form = \"choice\", or take them out";
            found.add(node.line, &format!("{field}.choices"), "only a choice has choices", fix);
        }
        check_shown_when(setting, &field, &above, found);
        let Some((id, line)) = text_of(setting, "id") else { continue };
        if above.iter().any(|(before, _)| *before == id) {
            found.add(line, &format!("{field}.id"), format!("{} is taken", quoted(id)), "give it another id");
        }
        above.push((id, choices));
    }
}

fn check_shown_when(setting: &Node, field: &str, above: &[(&str, Vec<&str>)], found: &mut Found) {
    let Some(condition) = setting.get("shown_when") else { return };
    let Some((on, line)) = text_of(condition, "setting") else { return };
    let Some((_, choices)) = above.iter().find(|(id, choices)| *id == on && !choices.is_empty()) else {
        let what = format!("no choice above it has the id {}", quoted(on));
        found.add(line, &format!("{field}.shown_when.setting"), what, "name a choice that stands above");
        return;
    };
    for (at, label) in items_of(condition, "is").enumerate() {
        let Some(text) = label.text().filter(|text| !choices.contains(text)) else { continue };
        let what = format!("{} has no choice {}", quoted(on), quoted(text));
        found.add(label.line, &format!("{field}.shown_when.is[{at}]"), what, one_of(choices));
    }
}

fn one_of(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| quoted(choice)).collect();
    format!("write {}", quoted.join(" or "))
}

fn check_errors(document: &Node, found: &mut Found) {
    let mut seen: Vec<&str> = Vec::new();
    for (field, error) in numbered(document, "errors") {
        let Some((text, line)) = text_of(error, "text") else { continue };
        if seen.iter().any(|before| before.eq_ignore_ascii_case(text)) {
            found.add(line, &format!("{field}.text"), "it stands here a second time", "keep one of them");
        }
        seen.push(text);
    }
}
