//! `usherctl check`: what is granted now, one line a permission.

mod all;
mod app;

use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;
use usher_domain::connection::{Connection, Health, is_sign_in_scope};
use usher_domain::grant::{Covers, GrantSource, GrantState};
use usher_domain::ids::ConnectionId;
use usher_domain::own_app::{Obstacle, PermissionRead};
use usher_domain::permissions::same_scope;
use usher_domain::problem::Problem;
use usher_domain::profile::PermissionKind;
use usher_domain::time::Timestamp;
use usher_engine::store::{Store, StoreError};
use usher_engine::{Adapters, CannotList, Ground, Listed, list_grants, now};

pub(crate) use self::all::all;
use crate::connections::stored_as;
use crate::obstacle::{Step, fields, of_obstacle};
use crate::output::{COULD_NOT_CHECK, NO, YES, line, print, tell};

/// How often a connection is looked at again when Microsoft asks to wait.
const MOST_TRIES: usize = 5;
/// So long one connection is waited for in all: the others want their turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

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
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) connection: ConnectionId,
    pub(crate) rows: Vec<Row>,
    /// What each read that was tried as an app showed.
    pub(crate) reads: Vec<(String, PermissionRead)>,
    /// What is in the way of an app.
    pub(crate) obstacle: Option<Obstacle>,
    /// The exit code that it asks for.
    pub(crate) code: u8,
    /// There is a sign-in to ask with, so another look may find something else.
    pub(crate) can_ask: bool,
    /// Microsoft asked to wait so long.
    pub(crate) wait: Option<Duration>,
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

impl Look {
    pub(crate) fn print(&self, json: bool) {
        self.rows.iter().for_each(|row| row.print(json));
        self.print_obstacle(json);
    }

    /// Tells what is in the way beside the permissions, or instead of them.
    pub(crate) fn print_obstacle(&self, json: bool) {
        let Some(obstacle) = &self.obstacle else { return };
        let words = format!("{}  {}", self.connection, of_obstacle(obstacle));
        if json {
            let mut told = fields("obstacle", obstacle);
            told.insert("connection".to_owned(), self.connection.0.clone().into());
            line(&told);
            tell(&words);
        } else {
            crate::output::say(&format!("{words} ({})", obstacle.step().code()));
        }
    }
}

/// Checks one connection, also one that is turned off.
pub(crate) async fn check(id: &str, json: bool) -> ExitCode {
    let (ground, connection) = match stored_as(id) {
        Ok(found) => found,
        Err(end) => return end,
    };
    let look = look_patiently(&ground, &Adapters::considerate(), connection).await;
    look.print(json);
    ExitCode::from(look.code)
}

/// Looks, and looks again where Microsoft asked to wait, but never before it said.
pub(crate) async fn look_patiently(ground: &Ground, adapters: &Adapters, connection: Connection) -> Look {
    let mut waits = Waits::default();
    loop {
        let found = look(ground, adapters, connection.clone()).await;
        match found.wait.and_then(|wait| waits.next(wait)) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => return found,
        }
    }
}

/// How often and how long one connection was waited for.
#[derive(Debug, Default)]
struct Waits {
    count: usize,
    sum: Duration,
}

impl Waits {
    /// The wait, where it is not too much.
    fn next(&mut self, wait: Duration) -> Option<Duration> {
        self.count += 1;
        self.sum = self.sum.saturating_add(wait);
        (self.count < MOST_TRIES && self.sum <= LONGEST_WAIT).then_some(wait)
    }
}

/// Looks what is granted to `connection` now, and writes down what was found.
pub(crate) async fn look(ground: &Ground, adapters: &Adapters, connection: Connection) -> Look {
    if connection.app.is_some() {
        return app::look(ground, adapters, connection).await;
    }
    let listed = match adapters.at(&connection.place) {
        Ok(entra) => list_grants(ground, &entra, &connection).await,
        Err(problem) => Err(CannotList::Problem(problem)),
    };
    let checked_at = now();
    let rows = rows(&connection, &listed, checked_at);
    let wait = match &listed {
        Err(CannotList::Problem(problem)) => wait_of(problem),
        Ok(_) | Err(CannotList::NoToken) => None,
    };
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
    Look { connection: connection.id, rows, reads: vec![], obstacle: None, code, can_ask, wait }
}

/// How long Microsoft wants to be left alone; no other problem names a time.
fn wait_of(problem: &Problem) -> Option<Duration> {
    let Problem::Busy { retry_after_s: Some(seconds) } = problem else { return None };
    // A second at least, so that no service is asked again at once.
    Some(Duration::from_secs(u64::from(*seconds).max(1)))
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
    let Some(known) = store.connection(id)? else { return Ok(()) };
    let Listed { granted, directory } = listed;
    store.put_connection(&Connection { granted, directory, checked_at: Some(checked_at), health, ..known })
}

fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("a plain word becomes JSON");
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::Waits;

    #[rstest]
    #[case::a_day(&[86_400], 0)]
    #[case::a_second_over(&[301], 0)]
    #[case::all_of_it_at_once(&[300, 1], 1)]
    #[case::in_two_parts(&[200, 100, 1], 2)]
    #[case::too_much_the_second_time(&[200, 101], 1)]
    #[case::too_often(&[1; 9], 4)]
    #[case::forever(&[u64::MAX, u64::MAX], 0)]
    fn five_minutes_in_all_are_waited(#[case] asked_s: &[u64], #[case] waited: usize) {
        let mut waits = Waits::default();

        let granted = asked_s.iter().map_while(|seconds| waits.next(Duration::from_secs(*seconds)));

        assert_eq!(granted.count(), waited);
    }
}
