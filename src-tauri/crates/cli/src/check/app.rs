//! A look at an organization's own app, judged and shown as the window does it.

use std::sync::Arc;
use std::time::Duration;

use usher_domain::connection::Connection;
use usher_domain::desk::Desk;
use usher_domain::grant::GrantState;
use usher_domain::ids::ConnectionId;
use usher_domain::journey::Journey;
use usher_domain::journey::effect::AppSignIn;
use usher_domain::journey::event::Event;
use usher_domain::own_app::{AppAnswer, Obstacle, PermissionRead};
use usher_domain::profile::{Profile, built_in, find, parse_foreign};
use usher_domain::show::show;
use usher_domain::view::{ChecklistRow, Screen};
use usher_engine::store::Store;
use usher_engine::{Adapters, Ground, now, prove_app};

use super::{Look, Row, wait_of};
use crate::output::{COULD_NOT_CHECK, NO, YES, tell};

pub(super) async fn look(ground: &Ground, adapters: &Adapters, connection: Connection) -> Look {
    let mut desk =
        Desk { profiles: profile_of(ground, &connection).into_iter().collect(), ..Desk::default() };
    let blank = |connection: ConnectionId| Look {
        connection,
        rows: vec![],
        reads: vec![],
        obstacle: None,
        code: COULD_NOT_CHECK,
        can_ask: false,
        wait: None,
    };
    let Some(app) = desk.app_sign_in(&connection) else { return blank(connection.id) };
    let answer = match adapters.at(&connection.place) {
        Ok(entra) => prove_app(ground, &entra, &app).await,
        Err(problem) => AppAnswer::CouldNotAsk { problem },
    };
    let (wait, reads) = (wait_in(&answer), reads_in(&answer));
    let known = ground.with_store(|store| store.connection(&connection.id));
    let is_stored = matches!(known, Ok(Some(_)));
    desk.put(known.ok().flatten().unwrap_or(connection));
    let screen = judge(app.clone(), answer, &mut desk);
    let Some(known) = desk.connection(&app.connection).cloned() else { return blank(app.connection) };
    // Removed while Microsoft was asked: it stays removed.
    if is_stored && let Err(error) = ground.with_store(|store| store.put_connection(&known)) {
        tell(&error.to_string());
    }
    let Screen::Checklist { rows, obstacle, .. } = screen else {
        return Look { reads, wait, ..blank(known.id) };
    };
    let code = code_of(&rows, obstacle.as_ref());
    let can_ask = obstacle != Some(Obstacle::NothingKept);
    let row = |row: ChecklistRow| Row {
        connection: known.id.clone(),
        permission: row.permission.value,
        kind: row.permission.kind,
        state: row.state,
        source: row.source,
        covers: row.covers,
        checked_at: row.checked_at.unwrap_or_else(now),
    };
    Look {
        rows: rows.into_iter().map(row).collect(),
        connection: known.id.clone(),
        reads,
        obstacle,
        code,
        can_ask,
        wait,
    }
}

/// Hears the answer and shows the checklist as the window would.
fn judge(app: AppSignIn, answer: AppAnswer, desk: &mut Desk) -> Screen {
    let journey = Journey::ReadingChecklist {
        connection: app.connection.clone(),
        checking: true,
        problem: None,
        receipt: None,
        back: Box::new(Journey::ReadingConnections),
    };
    let answered = Event::AppAnswered { app: Box::new(app), answer: Box::new(answer) };
    // What the window would do next, such as looking again or telling the desktop, is not done here.
    let (journey, _effects) = journey.hear(answered, desk, now());
    show(&journey, desk).screen
}

fn profile_of(ground: &Ground, connection: &Connection) -> Option<Arc<Profile>> {
    let id = connection.profile.as_ref()?;
    if let Some(profile) = find(id) {
        return Some(Arc::new(profile.clone()));
    }
    let texts = ground.with_store(Store::setup_files).unwrap_or_default();
    let known = texts.iter().filter_map(|text| parse_foreign(text, built_in()).ok());
    known.into_iter().find(|profile| profile.id == *id).map(Arc::new)
}

fn code_of(rows: &[ChecklistRow], obstacle: Option<&Obstacle>) -> u8 {
    match obstacle {
        Some(Obstacle::CouldNotCheck { .. } | Obstacle::NothingKept) => COULD_NOT_CHECK,
        Some(_) => NO,
        None if rows.iter().all(|row| row.state == GrantState::Granted) => YES,
        None => NO,
    }
}

fn reads_in(answer: &AppAnswer) -> Vec<(String, PermissionRead)> {
    match answer {
        AppAnswer::SignedIn { reads, .. } => reads.clone(),
        AppAnswer::Refused { .. } | AppAnswer::CouldNotAsk { .. } | AppAnswer::NothingKept => vec![],
    }
}

/// How long Microsoft wants to be left alone, whichever request it said it to.
fn wait_in(answer: &AppAnswer) -> Option<Duration> {
    match answer {
        AppAnswer::CouldNotAsk { problem } => wait_of(problem),
        AppAnswer::SignedIn { reads, .. } => reads
            .iter()
            .filter_map(|(_, read)| match read {
                PermissionRead::Failed { problem } => wait_of(problem),
                PermissionRead::Worked
                | PermissionRead::Denied
                | PermissionRead::NoPolicy { .. }
                | PermissionRead::PaymentRequired
                | PermissionRead::NotTried => None,
            })
            .max(),
        AppAnswer::Refused { .. } | AppAnswer::NothingKept => None,
    }
}
