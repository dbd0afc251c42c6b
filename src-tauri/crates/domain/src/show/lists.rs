//! C5, K1 and M1: what is connected and what is granted.

use crate::connection::{Connection, Health, Kept, is_sign_in_scope};
use crate::desk::Desk;
use crate::grant::{Covers, GrantSource, GrantState};
use crate::ids::ConnectionId;
use crate::permissions::same_scope;
use crate::problem::Problem;
use crate::profile::{Permission, PermissionKind};
use crate::time::Timestamp;
use crate::view::approving::Receipt;
use crate::view::{ApprovedBy, ChecklistRow, ConnectionRow, PermissionLine, Screen};

pub(super) fn connected(id: &ConnectionId, approved_by: ApprovedBy, desk: &Desk) -> Screen {
    let Some(connection) = desk.connection(id) else { return connections(desk) };
    let rows: Vec<ChecklistRow> =
        lines(connection, desk).into_iter().map(|line| checklist_row(line, connection, None, desk)).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Screen::Connected {
        approved_by,
        account: connection.username.clone(),
        organization: connection.organization.clone(),
        granted: count(rows.iter().filter(|row| row.state == GrantState::Granted).count()),
        asked: count(rows.len()),
        checked_at: connection.checked_at,
        kept: connection.kept,
    }
}

/// What is known of the last check.
pub(super) struct Checked<'a> {
    pub(super) checking: bool,
    pub(super) problem: Option<&'a Problem>,
    pub(super) receipt: Option<Timestamp>,
}

pub(super) fn checklist(id: &ConnectionId, checked: Checked<'_>, desk: &Desk) -> Screen {
    let Checked { checking, problem, receipt } = checked;
    let Some(connection) = desk.connection(id) else { return connections(desk) };
    let mut rows: Vec<ChecklistRow> = lines(connection, desk)
        .into_iter()
        .map(|permission| checklist_row(permission, connection, problem, desk))
        .collect();
    rows.sort_by_key(|row| row.state);
    let extra = left_over(connection, desk);
    let for_everyone = rows.iter().all(|row| row.covers == Covers::Everyone);
    Screen::Checklist {
        connection: Some(id.clone()),
        account: connection.username.clone(),
        rows,
        extra,
        checking,
        problem: problem.cloned(),
        receipt: receipt.map(|proved_at| Receipt {
            client_id: connection.client_id.clone(),
            tenant: connection.tenant.clone(),
            organization: connection.organization.clone(),
            proved_at,
            for_everyone,
        }),
    }
}

/// Granted by Microsoft, to the person or to everyone, and not asked for by the product.
fn left_over(connection: &Connection, desk: &Desk) -> Vec<String> {
    let lines = lines(connection, desk);
    let grants = connection.directory.grants.known();
    let for_all = grants.into_iter().flat_map(|grants| grants.everyone.iter().chain(&grants.application));
    let mut found: Vec<String> = Vec::new();
    for have in connection.granted.iter().chain(for_all) {
        let asked = lines.iter().any(|line| same_scope(&line.value, have));
        if !asked && !is_sign_in_scope(have) && !found.iter().any(|known| same_scope(known, have)) {
            found.push(have.clone());
        }
    }
    found
}

fn checklist_row(
    permission: PermissionLine,
    connection: &Connection,
    problem: Option<&Problem>,
    desk: &Desk,
) -> ChecklistRow {
    let source_if_granted = granted_by(&permission, connection);
    let granted_to = connection.directory.covers(&permission.value, permission.kind);
    let asked_admin = desk
        .saved
        .as_ref()
        .and_then(|place| place.asked.as_ref())
        .is_some_and(|asked| asked.connection.as_ref() == Some(&connection.id));
    let (state, source) = if connection.kept == Kept::AtVendor {
        (GrantState::NotKnown, GrantSource::NotChecked)
    } else if problem.is_some() || last_check_failed(connection) {
        (GrantState::CheckFailed, GrantSource::NotChecked)
    } else if connection.checked_at.is_none() {
        (GrantState::NotKnown, GrantSource::NotChecked)
    } else if let Some(source) = source_if_granted {
        (GrantState::Granted, source)
    } else if permission.kind == PermissionKind::Application && connection.directory.grants.known().is_none()
    {
        // No token of a person lists what the app itself may do.
        (GrantState::NotKnown, GrantSource::NotChecked)
    } else if asked_admin {
        (GrantState::Waiting, GrantSource::Person)
    } else {
        (GrantState::Missing, GrantSource::Token)
    };
    let covers = if state == GrantState::Granted { granted_to } else { Covers::NotKnown };
    ChecklistRow { permission, state, source, covers, checked_at: connection.checked_at }
}

fn last_check_failed(connection: &Connection) -> bool {
    matches!(connection.health, Health::CheckFailed | Health::SignInAgain)
}

/// What proves that it is granted, if anything does. A scope of the same name is no proof of an app role.
fn granted_by(permission: &PermissionLine, connection: &Connection) -> Option<GrantSource> {
    let lists = |values: &[String]| values.iter().any(|have| same_scope(have, &permission.value));
    match permission.kind {
        // A refresh token is the proof of `offline_access`; token answers need not list the sign-in scopes
        // (`entra-consent.md` 6.1).
        PermissionKind::Delegated if is_sign_in_scope(&permission.value) => Some(GrantSource::Token),
        PermissionKind::Delegated => lists(&connection.granted).then_some(GrantSource::Token),
        PermissionKind::Application => {
            let grants = connection.directory.grants.known()?;
            lists(&grants.application).then_some(GrantSource::Graph)
        }
    }
}

fn lines(connection: &Connection, desk: &Desk) -> Vec<PermissionLine> {
    if let Some(profile) = connection.profile.as_ref().and_then(|id| desk.profile(id)) {
        return profile.permission_lines();
    }
    connection.requested.iter().cloned().map(|value| Permission::bare(value).line()).collect()
}

pub(super) fn connections(desk: &Desk) -> Screen {
    let mut rows: Vec<ConnectionRow> = desk.connections.iter().map(|c| connection_row(c, desk)).collect();
    rows.sort_by_key(|row| row.health);
    Screen::Connections { rows, keychain: desk.keychain }
}

fn connection_row(connection: &Connection, desk: &Desk) -> ConnectionRow {
    let product = connection.profile.as_ref().and_then(|id| desk.profile(id)).map(|p| p.name.clone());
    ConnectionRow {
        id: connection.id.clone(),
        product: product
            .unwrap_or_else(|| connection.client_id.as_ref().map(ToString::to_string).unwrap_or_default()),
        account: connection.username.clone(),
        organization: connection.organization.clone(),
        health: connection.health,
        checked_at: connection.checked_at,
    }
}
