//! Where a permission stands, and how we know.

use serde::{Deserialize, Serialize};

/// Where a permission stands. A failed check is never granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum GrantState {
    /// Not granted.
    Missing,
    /// The check failed.
    CheckFailed,
    /// An admin was asked.
    Waiting,
    /// Nobody looked yet, or it can't be seen.
    NotKnown,
    /// Granted.
    Granted,
}

/// How a line of the checklist is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum GrantSource {
    /// A fresh answer of the token endpoint.
    Token,
    /// Microsoft Graph.
    Graph,
    /// The person said so.
    Person,
    /// Nobody looked.
    NotChecked,
}

/// For whom a permission is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Covers {
    /// Everyone in the organization (`AllPrincipals`, or an app role).
    Everyone,
    /// Only the person who signed in (`Principal`).
    OnlyYou,
    /// It can't be told without an admin's right to read.
    NotKnown,
    /// It may be read, and could not be.
    CheckFailed,
}
