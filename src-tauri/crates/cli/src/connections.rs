//! `usherctl connections` and `disconnect`: what is stored.

use std::process::ExitCode;

use serde_json::json;
use usher_domain::connection::Connection;
use usher_domain::problem::Problem;
use usher_engine::store::Store;
use usher_engine::{Ground, forget};

use crate::ground::open;
use crate::output::{COULD_NOT_CHECK, line, print, tell, wrong_usage};

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

/// Forgets a connection.
pub(crate) async fn disconnect(id: &str, json: bool) -> ExitCode {
    let Some((ground, connections)) = stored() else { return ExitCode::from(COULD_NOT_CHECK) };
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
