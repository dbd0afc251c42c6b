//! C5 and K1: what is connected and what is granted.

use crate::connection::{Connection, Health, Kept, is_sign_in_scope};
use crate::desk::Desk;
use crate::grant::{Covers, GrantSource, GrantState};
use crate::ids::ConnectionId;
use crate::own_app::{AppAnswer, AppOfOurOwn, Obstacle, PermissionRead, does_with_less};
use crate::permissions::same_scope;
use crate::problem::Problem;
use crate::profile::{Permission, PermissionKind};
use crate::time::Timestamp;
use crate::view::approving::Receipt;
use crate::view::{ApprovedBy, ChecklistRow, PermissionLine, Screen};

use super::count;
use super::keeping::connections;

pub(super) fn connected(id: &ConnectionId, approved_by: ApprovedBy, desk: &Desk) -> Screen {
    let Some(connection) = desk.connection(id) else { return connections(desk) };
    let rows = rows(connection, None, desk);
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
    let mut rows = rows(connection, problem, desk);
    rows.sort_by_key(|row| row.state);
    let extra = left_over(connection, desk);
    let for_everyone = rows.iter().all(|row| row.covers == Covers::Everyone);
    Screen::Checklist {
        connection: Some(id.clone()),
        account: connection.shown_name(),
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
        obstacle: desk.obstacle(connection),
        turned_off: !connection.enabled,
        next_at: desk
            .app_watches
            .iter()
            .find(|watch| watch.connection == *id)
            .and_then(|watch| watch.next_at),
    }
}

/// Every line of the checklist, in the product's order.
pub(super) fn rows(connection: &Connection, problem: Option<&Problem>, desk: &Desk) -> Vec<ChecklistRow> {
    let lines = lines(connection, desk).into_iter();
    match &connection.app {
        Some(app) => {
            let obstacle = desk.obstacle(connection);
            lines.map(|line| app_row(line, app, obstacle.as_ref())).collect()
        }
        None => lines.map(|line| checklist_row(line, connection, problem, desk)).collect(),
    }
}

/// One line of an app's checklist: a read that worked proves more than the list in the token (S27).
fn app_row(permission: PermissionLine, app: &AppOfOurOwn, obstacle: Option<&Obstacle>) -> ChecklistRow {
    let (state, source) = match &app.answer {
        None | Some((AppAnswer::NothingKept, _)) => (GrantState::NotKnown, GrantSource::NotChecked),
        Some((AppAnswer::CouldNotAsk { .. } | AppAnswer::Refused { .. }, _)) => {
            (GrantState::CheckFailed, GrantSource::NotChecked)
        }
        Some((AppAnswer::SignedIn { roles, reads }, _)) => {
            let listed =
                roles.as_ref().map(|roles| roles.iter().any(|have| same_scope(have, &permission.value)));
            let read = reads.iter().find(|(value, _)| same_scope(value, &permission.value));
            let waits = obstacle.is_some_and(Obstacle::passes_with_time);
            let lesser = does_with_less(&permission.value);
            app_state(listed, read.map(|(_, read)| read), (waits, lesser))
        }
    };
    let covers = if state == GrantState::Granted { Covers::Everyone } else { Covers::NotKnown };
    ChecklistRow { permission, state, source, covers, checked_at: app.answer.as_ref().map(|(_, at)| *at) }
}

/// `lesser`: the read works with a lesser permission as well.
fn app_state(
    listed: Option<bool>,
    read: Option<&PermissionRead>,
    (waits, lesser): (bool, bool),
) -> (GrantState, GrantSource) {
    match (read, listed) {
        (_, Some(false)) if waits => (GrantState::Waiting, GrantSource::Token),
        (_, Some(false)) => (GrantState::Missing, GrantSource::Token),
        (Some(PermissionRead::Worked), None) if lesser => (GrantState::NotKnown, GrantSource::NotChecked),
        (Some(PermissionRead::Worked), _) => (GrantState::Granted, GrantSource::Graph),
        (Some(PermissionRead::NoPolicy { .. }), _) if waits => (GrantState::Waiting, GrantSource::Graph),
        // It works for others, so it is granted; for whom it does not work is said above the list.
        (Some(PermissionRead::NoPolicy { refused, tried }), _) if refused < tried => {
            (GrantState::Granted, GrantSource::Graph)
        }
        (Some(PermissionRead::PaymentRequired), Some(true)) => (GrantState::Granted, GrantSource::Token),
        (
            Some(PermissionRead::NoPolicy { .. } | PermissionRead::Denied | PermissionRead::PaymentRequired),
            _,
        ) => (GrantState::Missing, GrantSource::Graph),
        (Some(PermissionRead::Failed { .. }), _) => (GrantState::CheckFailed, GrantSource::NotChecked),
        (Some(PermissionRead::NotTried) | None, Some(true)) => (GrantState::Granted, GrantSource::Token),
        (Some(PermissionRead::NotTried) | None, None) => (GrantState::NotKnown, GrantSource::NotChecked),
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
        return match &connection.app {
            Some(app) => {
                profile.application_permissions(&app.features).iter().map(Permission::line).collect()
            }
            None => profile.permission_lines(),
        };
    }
    connection.requested.iter().cloned().map(|value| Permission::bare(value).line()).collect()
}
