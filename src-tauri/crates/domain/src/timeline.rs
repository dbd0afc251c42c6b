//! What happened to a connection: the timeline of M2.

use serde::{Deserialize, Serialize};

use crate::connection::{Connection, Health};
use crate::own_app::CredentialKind;
use crate::time::Timestamp;

/// So many lines are kept of a connection; the oldest but the first go.
const MOST: usize = 50;

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

/// What can happen to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Happened {
    /// Usher registered its app at Microsoft.
    AppRegistered,
    /// It was made.
    Made,
    /// A look found it in another state than the one before.
    Found {
        /// Which; never that nobody looked, or could look.
        health: Health,
    },
    /// The person signed in again, which brings a record of its own.
    SignedIn,
    /// It was turned on.
    TurnedOn,
    /// It was turned off.
    TurnedOff,
    /// It got another name.
    Renamed,
    /// Its features or the maker's settings were changed.
    Changed,
    /// It signs in with another secret or certificate.
    NewCredential {
        /// Which kind.
        credential: CredentialKind,
    },
}

fn begun(connection: &Connection) -> Vec<TimelineEntry> {
    let written = connection.app.iter().flat_map(|app| &app.written).map(|line| line.at).min();
    let registered = written.map(|at| TimelineEntry { at, what: Happened::AppRegistered });
    let made = TimelineEntry { at: connection.created_at, what: Happened::Made };
    let found = found(connection.health).map(|what| TimelineEntry { at: connection.created_at, what });
    registered.into_iter().chain([made]).chain(found).collect()
}

/// The timeline of `before`, with what makes `after` another one.
#[must_use]
pub fn gone_on(before: &Connection, after: &Connection, now: Timestamp) -> Vec<TimelineEntry> {
    let mut timeline = so_far(before);
    let is_found = |entry: &&TimelineEntry| matches!(entry.what, Happened::Found { .. });
    let known = timeline.iter().rev().find(is_found).map(|entry| entry.what);
    let found = found(after.health).filter(|found| known != Some(*found));
    let lines = changes(before, after).into_iter().chain(found);
    timeline.extend(lines.map(|what| TimelineEntry { at: now, what }));
    let surplus = timeline.len().saturating_sub(MOST);
    timeline.drain(1..=surplus);
    timeline
}

/// What is known of it, the oldest first; of one that was made before there was a timeline, how it began.
#[must_use]
pub fn so_far(connection: &Connection) -> Vec<TimelineEntry> {
    if connection.timeline.is_empty() { begun(connection) } else { connection.timeline.clone() }
}

fn changes(before: &Connection, after: &Connection) -> Vec<Happened> {
    let turned = match (before.enabled, after.enabled) {
        (false, true) => Some(Happened::TurnedOn),
        (true, false) => Some(Happened::TurnedOff),
        (false, false) | (true, true) => None,
    };
    let signed_in = (before.created_at != after.created_at).then_some(Happened::SignedIn);
    let mut changes: Vec<Happened> = signed_in.into_iter().chain(turned).collect();
    if let (Some(was), Some(is)) = (&before.app, &after.app) {
        if was.name != is.name {
            changes.push(Happened::Renamed);
        }
        if was.features != is.features || was.settings != is.settings {
            changes.push(Happened::Changed);
        }
        if was.credential.made_at() != is.credential.made_at() {
            changes.push(Happened::NewCredential { credential: is.credential.kind() });
        }
    }
    changes
}

fn found(health: Health) -> Option<Happened> {
    match health {
        Health::SignInAgain | Health::PermissionsMissing | Health::Blocked | Health::Good => {
            Some(Happened::Found { health })
        }
        Health::CheckFailed | Health::NotChecked => None,
    }
}

#[cfg(test)]
mod tests;
