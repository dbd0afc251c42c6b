//! How much harm a permission can do, by table and never by its author's words (S71, S72).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::connection::is_sign_in_scope;
use crate::permissions::{catalogue, same_scope, without_graph_host};
use crate::profile::{Permission, PermissionKind};

/// The harm that a permission can do in wrong hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Risk {
    /// Who somebody is, and nothing else.
    Low,
    /// One person's own data.
    Medium,
    /// Data of many people, or a permission that nobody graded.
    High,
    /// The content of a whole organization, or power over it.
    Critical,
}

/// For whom a permission is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Audience {
    /// The person who signs in.
    OnePerson,
    /// The whole organization, by an admin.
    Everyone,
}

/// Why less than a permission could do (S72).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum TooBroad {
    /// `.default`: whatever the app registration lists.
    Everything,
    /// It writes, and a permission that only reads exists.
    WriteWhereReadExists {
        /// The one that only reads.
        narrower: String,
    },
    /// It reaches all, and a permission for selected ones exists.
    AllWhereSelectedExists {
        /// The one for selected ones.
        narrower: String,
    },
    /// It acts as the app, and a permission that acts as a person exists.
    ApplicationWhereDelegatedExists {
        /// The delegated one.
        narrower: String,
    },
    /// Nothing says what it is for.
    Unused,
}

#[cfg(test)]
mod tests;

/// The harm that this permission can do when granted for this audience.
#[must_use]
pub fn rate(permission: &Permission, audience: Audience) -> Risk {
    let Permission { value, kind, .. } = permission;
    if is_basic_sign_in(value, *kind) {
        return Risk::Low;
    }
    if is_critical(value, *kind, audience) {
        return Risk::Critical;
    }
    let level = catalogue().find(value, *kind).and_then(|known| known.privilege_level);
    let base = level.map_or(Risk::High, of_level);
    match (kind, audience) {
        // An app permission is for everyone however it came about.
        (PermissionKind::Application, _) | (PermissionKind::Delegated, Audience::OnePerson) => base,
        // Microsoft grades delegated Mail.ReadWrite 2, as if only one mailbox were at stake.
        (PermissionKind::Delegated, Audience::Everyone) => one_step_up(base),
    }
}

/// The harm that these permissions can do together: the highest of any.
#[must_use]
pub fn rate_all(permissions: &[Permission], audience: Audience) -> Risk {
    permissions.iter().map(|permission| rate(permission, audience)).max().unwrap_or(Risk::Low)
}

/// Everything in which this permission asks for more than it may need.
#[must_use]
pub fn too_broad(permission: &Permission) -> Vec<TooBroad> {
    let Permission { value, kind, reason, .. } = permission;
    let mut found = Vec::new();
    let in_lower = value.to_ascii_lowercase();
    if in_lower == ".default" || in_lower.ends_with("/.default") {
        found.push(TooBroad::Everything);
    }
    found.extend(only_reading(value, *kind).map(|narrower| TooBroad::WriteWhereReadExists { narrower }));
    found.extend(for_selected(value, *kind).map(|narrower| TooBroad::AllWhereSelectedExists { narrower }));
    if *kind == PermissionKind::Application {
        found.extend(
            as_a_person(value).map(|narrower| TooBroad::ApplicationWhereDelegatedExists { narrower }),
        );
    }
    if reason.trim().is_empty() {
        found.push(TooBroad::Unused);
    }
    found
}

/// What every sign-in asks for. Microsoft counts it as basic sign-in: people may approve it even for an app
/// judged risky, and it seeds the permissions classified Low (`entra-consent.md` 5.1, 5.3).
fn is_basic_sign_in(value: &str, kind: PermissionKind) -> bool {
    kind == PermissionKind::Delegated && (is_sign_in_scope(value) || same_scope(value, "User.Read"))
}

fn of_level(level: u8) -> Risk {
    match level {
        0 | 1 => Risk::Low,
        2 => Risk::Medium,
        3 => Risk::High,
        4.. => Risk::Critical,
    }
}

fn one_step_up(risk: Risk) -> Risk {
    match risk {
        Risk::Low => Risk::Medium,
        Risk::Medium => Risk::High,
        Risk::High | Risk::Critical => Risk::Critical,
    }
}

/// The permissions that Microsoft's grade alone puts too low.
#[derive(Deserialize)]
struct Raised {
    global_administrator: Values,
    opens_approval: Values,
    content_of_everyone_as_the_app: Values,
    content_of_everyone_as_a_person: Values,
}

#[derive(Deserialize)]
struct Values {
    values: Vec<String>,
}

impl Values {
    fn has(&self, value: &str) -> bool {
        self.values.iter().any(|raised| same_scope(raised, value))
    }
}

fn is_critical(value: &str, kind: PermissionKind, audience: Audience) -> bool {
    static RAISED: LazyLock<Raised> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../data/risk.json"))
            .expect("risk.json is part of the program and tested")
    });
    if RAISED.global_administrator.has(value) || RAISED.opens_approval.has(value) {
        return true;
    }
    match (kind, audience) {
        (PermissionKind::Application, _) => RAISED.content_of_everyone_as_the_app.has(value),
        (PermissionKind::Delegated, Audience::Everyone) => RAISED.content_of_everyone_as_a_person.has(value),
        (PermissionKind::Delegated, Audience::OnePerson) => false,
    }
}

/// What a permission that writes is called, and how the one that reads is.
const WRITING: [(&str, &str); 5] = [
    ("ReadWriteAndConsent", "Read"),
    ("ReadWriteSelf", "Read"),
    ("ReadWrite", "Read"),
    ("FullControl", "Read"),
    ("Manage", "Read"),
];

fn only_reading(value: &str, kind: PermissionKind) -> Option<String> {
    let value = known_spelling(value, kind)?;
    let (family, action) = value.split_once('.')?;
    WRITING.iter().find_map(|(writes, reads)| {
        let rest = action.strip_prefix(writes)?;
        known_spelling(&format!("{family}.{reads}{rest}"), kind).map(str::to_owned)
    })
}

fn for_selected(value: &str, kind: PermissionKind) -> Option<String> {
    let value = known_spelling(value, kind)?;
    let all_but_reach = value.strip_suffix(".All")?;
    let family = value.split('.').next()?;
    [
        format!("{all_but_reach}.Selected"),
        format!("{family}.Selected"),
        format!("{family}.SelectedOperations.Selected"),
    ]
    .iter()
    .find_map(|selected| known_spelling(selected, kind))
    .map(str::to_owned)
}

fn as_a_person(value: &str) -> Option<String> {
    let value = known_spelling(value, PermissionKind::Application)?;
    // OnlineMeetings.Read.All as the app is OnlineMeetings.Read as a person.
    let own = value.strip_suffix(".All").unwrap_or(value);
    [own, value]
        .iter()
        .find_map(|narrower| known_spelling(narrower, PermissionKind::Delegated))
        .map(str::to_owned)
}

fn known_spelling(value: &str, kind: PermissionKind) -> Option<&'static str> {
    catalogue().find(without_graph_host(value), kind).map(|known| known.value.as_str())
}
