//! `usherctl check`, `connections` and `disconnect`: what is stored, and what is granted now.

use std::process::ExitCode;

use serde_json::json;
use usher_domain::connection::{Connection, Health, is_sign_in_scope};
use usher_domain::grant::{GrantSource, GrantState};
use usher_domain::permissions::same_scope;
use usher_domain::problem::Problem;
use usher_engine::store::Store;
use usher_engine::{Adapters, CannotList, Ground, forget, list_grants, now};

use crate::ground::ground;
use crate::output::{COULD_NOT_CHECK, NO, YES, line, say, tell, wrong_usage};

/// Checks one connection, or all of them.
pub(crate) async fn check(id: Option<String>, json: bool) -> ExitCode {
    let Some((ground, connections)) = open() else { return ExitCode::from(COULD_NOT_CHECK) };
    let chosen: Vec<Connection> =
        connections.into_iter().filter(|c| id.as_ref().is_none_or(|id| c.id.0 == *id)).collect();
    if let Some(id) = id
        && chosen.is_empty()
    {
        return wrong_usage(&format!("{id}: no such connection; `usherctl connections` lists them"));
    }
    let adapters = Adapters::default();
    let mut worst = YES;
    for connection in chosen {
        worst = worst.max(check_one(&ground, &adapters, connection, json).await);
    }
    ExitCode::from(worst)
}

async fn check_one(ground: &Ground, adapters: &Adapters, connection: Connection, json: bool) -> u8 {
    let listed = match adapters.at(&connection.place) {
        Ok(entra) => list_grants(ground, &entra, &connection).await,
        Err(problem) => Err(CannotList::Problem(problem)),
    };
    let checked_at = now();
    let (granted, failed) = match &listed {
        Ok(granted) => (granted.clone(), None),
        Err(CannotList::NoToken) => (vec![], Some(GrantState::NotKnown)),
        Err(CannotList::Problem(_)) => (vec![], Some(GrantState::CheckFailed)),
    };
    let mut missing = false;
    for value in connection.requested.iter().filter(|s| !is_sign_in_scope(s)) {
        let has = granted.iter().any(|have| same_scope(have, value));
        let state = failed.unwrap_or(if has { GrantState::Granted } else { GrantState::Missing });
        let source = if failed.is_some() { GrantSource::NotChecked } else { GrantSource::Token };
        missing |= state == GrantState::Missing;
        let row = json!({
            "connection": connection.id, "permission": value, "kind": "delegated",
            "state": state, "source": source, "checked_at": checked_at,
        });
        print(json, &row, || format!("{}  {value}  {}", connection.id, row["state"]));
    }
    match listed {
        Ok(granted) => {
            let health = if missing { Health::PermissionsMissing } else { Health::Good };
            let updated = Connection { granted, checked_at: Some(checked_at), health, ..connection };
            if let Err(error) = ground.with_store(|store| store.put_connection(&updated)) {
                tell(&error.to_string());
            }
            if missing { NO } else { YES }
        }
        Err(CannotList::NoToken) => COULD_NOT_CHECK,
        Err(CannotList::Problem(Problem::SignInRanOut)) => NO,
        Err(CannotList::Problem(_)) => COULD_NOT_CHECK,
    }
}

/// Lists what is stored.
pub(crate) fn list(json: bool) -> ExitCode {
    let Some((_, connections)) = open() else { return ExitCode::from(COULD_NOT_CHECK) };
    for connection in &connections {
        let row = json!({
            "connection": connection.id, "profile": connection.profile, "account": connection.username,
            "tenant": connection.tenant, "organization": connection.organization,
            "granted": connection.granted, "missing": connection.missing(),
            "created_at": connection.created_at, "checked_at": connection.checked_at,
        });
        print(json, &row, || format!("{}  {}", connection.id, connection.username));
    }
    ExitCode::SUCCESS
}

/// Forgets a connection.
pub(crate) async fn disconnect(id: &str, json: bool) -> ExitCode {
    let Some((ground, connections)) = open() else { return ExitCode::from(COULD_NOT_CHECK) };
    let Some(connection) = connections.iter().find(|c| c.id.0 == id) else {
        return wrong_usage(&format!("{id}: no such connection; `usherctl connections` lists them"));
    };
    match forget(&ground, connection).await {
        Ok(()) => {
            let row = json!({ "connection": id, "removed": true });
            print(json, &row, || format!("{id} removed"));
            ExitCode::SUCCESS
        }
        Err(problem) => {
            line_or_tell(json, &problem);
            ExitCode::from(COULD_NOT_CHECK)
        }
    }
}

fn open() -> Option<(Ground, Vec<Connection>)> {
    let opened = ground().and_then(|ground| {
        let connections = ground.with_store(Store::connections)?;
        Ok((ground, connections))
    });
    match opened {
        Ok(opened) => Some(opened),
        Err(error) => {
            tell(&error.to_string());
            None
        }
    }
}

fn line_or_tell(json: bool, problem: &Problem) {
    if json {
        line(&json!({ "problem": problem }));
    } else {
        tell(&crate::words::of_problem(problem));
    }
}

fn print(json: bool, row: &serde_json::Value, words: impl FnOnce() -> String) {
    if json {
        line(row);
    } else {
        say(&words());
    }
}
