//! `usherctl connections` and `disconnect`: what is stored.

use std::process::ExitCode;

use serde_json::json;
use usher_domain::connection::Connection;
use usher_domain::ids::ConnectionId;
use usher_domain::problem::Problem;
use usher_engine::store::Store;
use usher_engine::{Ground, forget};

use crate::ground::open;
use crate::output::{COULD_NOT_CHECK, NO, line, print, tell, wrong_usage};
use crate::words::of_terminal;

/// Lists what is stored.
pub(crate) fn list(json: bool) -> ExitCode {
    let Some((_, connections)) = stored() else { return ExitCode::from(COULD_NOT_CHECK) };
    for connection in &connections {
        print(json, &row(connection), || format!("{}  {}", connection.id, connection.shown_name()));
    }
    ExitCode::SUCCESS
}

fn row(connection: &Connection) -> serde_json::Value {
    let app = connection.app.as_ref();
    json!({
        "connection": connection.id, "profile": connection.profile, "account": connection.username,
        "tenant": connection.tenant, "organization": connection.organization,
        "granted": connection.granted, "missing": connection.missing(),
        "created_at": connection.created_at, "checked_at": connection.checked_at,
        "kind": if app.is_some() { "app" } else { "person" },
        "name": connection.shown_name(),
        "enabled": connection.enabled,
        "secret_ends_at": app.and_then(|app| app.credential.ends_at()),
    })
}

/// Forgets a connection. One of an app is turned off first, as in the window.
pub(crate) async fn disconnect(id: &str, json: bool) -> ExitCode {
    let (ground, connection) = match stored_as(id) {
        Ok(found) => found,
        Err(end) => return end,
    };
    if connection.app.is_some() && connection.enabled {
        if json {
            line(&json!({ "connection": id, "removed": false }));
        }
        tell(&of_terminal("connections", "turnOffFirst").replace("{connection}", id));
        return ExitCode::from(NO);
    }
    match forget(&ground, &connection).await {
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

/// Opens the store and finds the connection of that id; where it can't, says why and how to end.
pub(crate) fn stored_as(id: &str) -> Result<(Ground, Connection), ExitCode> {
    let ground = open().ok_or(ExitCode::from(COULD_NOT_CHECK))?;
    let found = ground.with_store(|store| store.connection(&ConnectionId(id.to_owned())));
    match found {
        Ok(Some(connection)) => Ok((ground, connection)),
        Ok(None) => Err(no_such(id)),
        Err(error) => {
            tell(&error.to_string());
            Err(ExitCode::from(COULD_NOT_CHECK))
        }
    }
}

pub(crate) fn no_such(id: &str) -> ExitCode {
    wrong_usage(&format!("{id}: no such connection; `usherctl connections` lists them"))
}

/// Opens the store and reads it; where it can't, says why.
pub(crate) fn stored() -> Option<(Ground, Vec<Connection>)> {
    let ground = open()?;
    let connections = ground.with_store(Store::connections);
    let connections = connections.inspect_err(|error| tell(&error.to_string())).ok()?;
    Some((ground, connections))
}

fn line_or_tell(json: bool, problem: &Problem) {
    if json {
        line(&json!({ "problem": problem }));
    } else {
        tell(&crate::words::of_problem(problem));
    }
}
