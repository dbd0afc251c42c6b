//! `usherctl check --watch`: looks again and again, until everything is granted.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use usher_domain::connection::{Connection, SignInPlace};
use usher_domain::ids::ConnectionId;
use usher_domain::journey::effect::Pace;
use usher_domain::own_app::Obstacle;
use usher_engine::store::{Store, StoreError};
use usher_engine::{Adapters, Ground, Waits};

use crate::check::{Look, Row, look};
use crate::connections::{no_such, stored};
use crate::output::{COULD_NOT_CHECK, NO, YES, tell};
use crate::signals::told_to_stop;
use crate::words::{Notice, of_notice};

/// How long a look that has begun may go on after the watch was told to stop: a new token must not get lost (S31).
const LAST_LOOK: Duration = Duration::from_secs(5);

/// Prints every line, and then each one that changes. Ends with yes once everything is granted.
pub(crate) async fn watch(id: Option<String>, json: bool) -> ExitCode {
    // In a task of its own, so that it hears from the first moment on.
    let mut stop = tokio::spawn(told_to_stop());
    let Some((ground, connections)) = stored() else { return ExitCode::from(COULD_NOT_CHECK) };
    let connections = chosen(connections, id.as_deref());
    if let Some(id) = &id
        && connections.is_empty()
    {
        return no_such(id);
    }
    let mut waits = waits(&connections);
    let adapters = Arc::new(Adapters::default());
    let mut shown = Shown::default();
    for count in 0.. {
        let mut looking = tokio::spawn(look_at(ground.clone(), adapters.clone(), id.clone()));
        let looked = tokio::select! {
            looked = &mut looking => looked,
            _stopped = &mut stop => {
                let _ended_or_slow = tokio::time::timeout(LAST_LOOK, looking).await;
                return ExitCode::from(NO);
            }
        };
        match looked {
            Ok(Ok((looks, paced))) => {
                waits = paced;
                print_changes(&mut shown, &looks, json);
                if let Some(code) = end_of(&looks, id.is_some()) {
                    return ExitCode::from(code);
                }
            }
            Ok(Err(error)) => tell(&error.to_string()),
            Err(_panicked) => return ExitCode::from(COULD_NOT_CHECK),
        }
        tokio::select! {
            () = tokio::time::sleep(waits.until_look(count, Pace::Waiting)) => {}
            _stopped = &mut stop => return ExitCode::from(NO),
        }
    }
    ExitCode::from(NO)
}

/// The connection of that id, or all that are turned on.
fn chosen(connections: Vec<Connection>, id: Option<&str>) -> Vec<Connection> {
    connections.into_iter().filter(|c| id.map_or(c.enabled, |id| c.id.0 == id)).collect()
}

/// The real waits, unless only places on this machine are asked.
fn waits(connections: &[Connection]) -> Waits {
    let is_here = |c: &Connection| matches!(c.place, SignInPlace::Loopback { .. });
    if !connections.iter().all(is_here) {
        return Waits::real();
    }
    Waits { look_first: Duration::from_secs(1), look_at_most: Duration::from_secs(5), ..Waits::real() }
}

/// Reads the connections anew, because another program may have removed or added one since. Returns what was found,
/// and how long to wait after that.
async fn look_at(
    ground: Ground,
    adapters: Arc<Adapters>,
    id: Option<String>,
) -> Result<(Vec<Look>, Waits), StoreError> {
    let connections = chosen(ground.with_store(Store::connections)?, id.as_deref());
    let waits = waits(&connections);
    let mut looks = vec![];
    for connection in connections {
        looks.push(look(&ground, &adapters, connection).await);
    }
    Ok((looks, waits))
}

/// What was printed last.
#[derive(Default)]
struct Shown {
    rows: Vec<Row>,
    obstacles: Vec<(ConnectionId, Obstacle)>,
}

fn print_changes(shown: &mut Shown, looks: &[Look], json: bool) {
    let rows: Vec<Row> = looks.iter().flat_map(|look| look.rows.clone()).collect();
    for row in &rows {
        let before = shown.rows.iter().find(|known| known.is_about(row));
        if before.is_none_or(|before| !before.says(row)) {
            row.print(json);
        }
    }
    let obstacle = |look: &Look| Some((look.connection.clone(), look.obstacle.clone()?));
    for look in looks {
        if obstacle(look).is_some_and(|found| !shown.obstacles.contains(&found)) {
            look.print_obstacle(json);
        }
    }
    *shown = Shown { rows, obstacles: looks.iter().filter_map(obstacle).collect() };
}

/// The exit code, once no further look can change anything.
fn end_of(looks: &[Look], is_of_one: bool) -> Option<u8> {
    if looks.is_empty() && is_of_one {
        tell(&of_notice(Notice::ConnectionRemoved));
        return Some(NO);
    }
    let is_over = |look: &Look| look.code == YES || !look.can_ask;
    looks.iter().all(is_over).then(|| looks.iter().map(|look| look.code).max().unwrap_or(YES))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use usher_domain::cloud::Cloud;
    use usher_domain::connection::{Connection, Health, Kept, SignInPlace};
    use usher_domain::ids::ConnectionId;
    use usher_domain::journey::effect::Pace;
    use usher_domain::time::Timestamp;

    use super::{end_of, waits};
    use crate::check::Look;

    #[rstest]
    #[case::all_granted(&[(0, true), (0, true)], Some(0))]
    #[case::one_is_missing(&[(0, true), (1, true)], None)]
    #[case::one_failed(&[(3, true)], None)]
    #[case::nothing_to_ask_with(&[(0, true), (3, false)], Some(3))]
    #[case::nothing_to_ask_with_and_one_to_wait_for(&[(1, true), (3, false)], None)]
    #[case::none_at_all(&[], Some(0))]
    fn a_watch_ends_when_no_look_can_change_anything(#[case] looks: &[(u8, bool)], #[case] end: Option<u8>) {
        let look = |&(code, can_ask): &(u8, bool)| Look {
            connection: ConnectionId("c".to_owned()),
            rows: vec![],
            reads: vec![],
            obstacle: None,
            code,
            can_ask,
            wait: None,
        };
        let looks: Vec<Look> = looks.iter().map(look).collect();

        assert_eq!(end_of(&looks, false), end);
    }

    fn connection(place: SignInPlace) -> Connection {
        Connection {
            id: ConnectionId("c".to_owned()),
            profile: None,
            client_id: None,
            place,
            tenant: None,
            object: None,
            identity: None,
            username: String::new(),
            organization: None,
            requested: vec![],
            granted: vec![],
            checked_at: None,
            health: Health::NotChecked,
            created_at: Timestamp(0),
            kept: Kept::Keychain,
            directory: usher_domain::directory::Directory::default(),
            app: None,
            enabled: true,
            updated_at: None,
            timeline: vec![],
        }
    }

    #[test]
    fn a_real_cloud_is_asked_once_a_minute_at_most_and_less_with_time() {
        let here = SignInPlace::Loopback {
            authority: url::Url::parse("http://127.0.0.1:1/").unwrap(),
            client_id: String::new(),
        };
        let real = connection(SignInPlace::Microsoft { cloud: Cloud::Worldwide });

        let waits = waits(&[connection(here), real]);

        let seconds = |count| waits.until_look(count, Pace::Waiting).as_secs();
        assert_eq!([0, 1, 2, 3, 40].map(seconds), [60, 120, 240, 300, 300]);
    }
}
