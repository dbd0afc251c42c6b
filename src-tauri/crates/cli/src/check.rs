//! `usherctl check`: what is granted now, one line a permission.

use std::process::ExitCode;

use serde::Serialize;
use usher_domain::connection::{Connection, Health, is_sign_in_scope};
use usher_domain::grant::{Covers, GrantSource, GrantState};
use usher_domain::ids::ConnectionId;
use usher_domain::permissions::same_scope;
use usher_domain::problem::Problem;
use usher_domain::profile::PermissionKind;
use usher_domain::time::Timestamp;
use usher_engine::store::{Store, StoreError};
use usher_engine::{Adapters, CannotList, Ground, Listed, list_grants, now};

use crate::connections::open;
use crate::output::{COULD_NOT_CHECK, NO, YES, print, tell, wrong_usage};

/// One permission of a connection, as it is now.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    connection: ConnectionId,
    permission: String,
    kind: PermissionKind,
    state: GrantState,
    source: GrantSource,
    covers: Covers,
    checked_at: Timestamp,
}

/// What one look at a connection found.
pub(crate) struct Look {
    pub(crate) rows: Vec<Row>,
    /// The exit code that it asks for.
    pub(crate) code: u8,
    /// There is a sign-in to ask with, so another look may find something else.
    pub(crate) can_ask: bool,
}

impl Row {
    /// Whether it is about the same permission.
    pub(crate) fn is_about(&self, other: &Row) -> bool {
        self.connection == other.connection && self.permission == other.permission
    }

    /// Whether it says the same, whenever it was checked.
    pub(crate) fn says(&self, other: &Row) -> bool {
        (self.state, self.source, self.covers) == (other.state, other.source, other.covers)
    }

    pub(crate) fn print(&self, json: bool) {
        print(json, self, || {
            let covers = match self.covers {
                Covers::NotKnown | Covers::CheckFailed => String::new(),
                Covers::Everyone | Covers::OnlyYou => format!("  {}", word(self.covers)),
            };
            format!("{}  {}  {}{covers}", self.connection, self.permission, word(self.state))
        });
    }
}

/// Checks one connection, or all of them.
pub(crate) async fn check(id: Option<&str>, json: bool) -> ExitCode {
    let Some((ground, connections)) = open() else { return ExitCode::from(COULD_NOT_CHECK) };
    let chosen = chosen(connections, id);
    if let Some(id) = id
        && chosen.is_empty()
    {
        return no_such(id);
    }
    let adapters = Adapters::default();
    let mut worst = YES;
    for connection in chosen {
        let look = look(&ground, &adapters, connection).await;
        look.rows.iter().for_each(|row| row.print(json));
        worst = worst.max(look.code);
    }
    ExitCode::from(worst)
}

/// The connection of that id, or all of them.
pub(crate) fn chosen(connections: Vec<Connection>, id: Option<&str>) -> Vec<Connection> {
    connections.into_iter().filter(|c| id.is_none_or(|id| c.id.0 == id)).collect()
}

pub(crate) fn no_such(id: &str) -> ExitCode {
    wrong_usage(&format!("{id}: no such connection; `usherctl connections` lists them"))
}

/// Looks what is granted to `connection` now, and writes down what was found.
pub(crate) async fn look(ground: &Ground, adapters: &Adapters, connection: Connection) -> Look {
    let listed = match adapters.at(&connection.place) {
        Ok(entra) => list_grants(ground, &entra, &connection).await,
        Err(problem) => Err(CannotList::Problem(problem)),
    };
    let checked_at = now();
    let rows = rows(&connection, &listed, checked_at);
    let (code, can_ask) = match listed {
        Ok(listed) => {
            let missing = rows.iter().any(|row| row.state == GrantState::Missing);
            let health = if missing { Health::PermissionsMissing } else { Health::Good };
            if let Err(error) =
                ground.with_store(|store| save(store, &connection.id, listed, checked_at, health))
            {
                tell(&error.to_string());
            }
            (if missing { NO } else { YES }, true)
        }
        Err(CannotList::NoToken) => (COULD_NOT_CHECK, false),
        Err(CannotList::Problem(Problem::SignInRanOut)) => (NO, true),
        Err(CannotList::Problem(_)) => (COULD_NOT_CHECK, true),
    };
    Look { rows, code, can_ask }
}

fn rows(connection: &Connection, listed: &Result<Listed, CannotList>, checked_at: Timestamp) -> Vec<Row> {
    let requested = connection.requested.iter().filter(|scope| !is_sign_in_scope(scope));
    let row = |permission: &String| {
        let (state, source, covers) = match listed {
            Ok(Listed { granted, directory }) if granted.iter().any(|have| same_scope(have, permission)) => {
                let covers = directory.covers(permission, PermissionKind::Delegated);
                (GrantState::Granted, GrantSource::Token, covers)
            }
            Ok(_) => (GrantState::Missing, GrantSource::Token, Covers::NotKnown),
            Err(CannotList::NoToken) => (GrantState::NotKnown, GrantSource::NotChecked, Covers::NotKnown),
            Err(CannotList::Problem(_)) => {
                (GrantState::CheckFailed, GrantSource::NotChecked, Covers::NotKnown)
            }
        };
        let (connection, permission) = (connection.id.clone(), permission.clone());
        Row { connection, permission, kind: PermissionKind::Delegated, state, source, covers, checked_at }
    };
    requested.map(row).collect()
}

/// Writes the look down. A connection that was removed while Microsoft was asked stays removed.
fn save(
    store: &Store,
    id: &ConnectionId,
    listed: Listed,
    checked_at: Timestamp,
    health: Health,
) -> Result<(), StoreError> {
    let Some(known) = store.connections()?.into_iter().find(|known| known.id == *id) else { return Ok(()) };
    let Listed { granted, directory } = listed;
    store.put_connection(&Connection { granted, directory, checked_at: Some(checked_at), health, ..known })
}

fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("a plain word becomes JSON");
    value.as_str().unwrap_or_default().to_owned()
}
