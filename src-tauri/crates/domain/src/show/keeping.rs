//! M1 and M2: the connections of people and of apps.

use super::count;
use crate::connection::{Connection, Health, Kept};
use crate::desk::{Desk, SavedSetup};
use crate::grant::GrantState;
use crate::ids::ConnectionId;
use crate::own_app::{Obstacle, plan_of};
use crate::problem::Problem;
use crate::profile::Profile;
use crate::time::Timestamp;
use crate::timeline::so_far;
use crate::view::Screen;
use crate::view::keeping::{
    ConnectionDetails, ConnectionGroup, ConnectionRow, ConnectionStatus, DraftAt, DraftRow, Holder,
};

/// From so many days before its end on a credential needs somebody.
const ENDS_SOON_DAYS: i32 = 30;

pub(super) fn connections(desk: &Desk) -> Screen {
    let mut rows: Vec<ConnectionRow> = desk.connections.iter().map(|known| row(known, desk)).collect();
    rows.sort_by_key(|row| row.group);
    let drafts = desk.listed_drafts().map(|(draft, profile)| draft_row(draft, &profile)).collect();
    Screen::Connections { drafts, rows, keychain: desk.keychain }
}

fn draft_row(draft: &SavedSetup, profile: &Profile) -> DraftRow {
    let setup = &draft.setup;
    let at = if draft.building {
        let writes = plan_of(setup, profile).len();
        DraftAt::Writing { written: count(setup.written.len()), writes: count(writes) }
    } else {
        DraftAt::Step { step: draft.step }
    };
    DraftRow {
        id: setup.id.clone(),
        product: profile.name.clone(),
        name: setup.name.clone(),
        organization: setup.organization.clone(),
        at,
    }
}

pub(super) fn details(
    id: &ConnectionId,
    (checking, problem): (bool, Option<&Problem>),
    desk: &Desk,
) -> Screen {
    let Some(known) = desk.connection(id) else { return connections(desk) };
    let profile = known.profile.as_ref().and_then(|id| desk.profile(id));
    let app = known.app.as_deref();
    let lines = super::lists::rows(known, None, desk);
    let is_unknown = desk.obstacle(known).as_ref().is_some_and(Obstacle::is_unknown);
    let settings = match (&profile, app) {
        (Some(profile), Some(app)) => super::own_app::fields(profile, &app.settings),
        (Some(_) | None, _) => vec![],
    };
    Screen::Connection {
        details: ConnectionDetails {
            row: row(known, desk),
            enabled: known.enabled,
            client_id: known.client_id.clone(),
            tenant: known.tenant.clone(),
            created_at: known.created_at,
            updated_at: known.updated_at.unwrap_or(known.created_at),
            kept: known.kept,
            credential: app.map(|app| app.credential.clone()),
            secret_copied: desk.copied.as_ref() == Some(id),
            features: app.map(|app| app.features.clone()).unwrap_or_default(),
            settings,
            granted: count(lines.iter().filter(|line| line.state == GrantState::Granted).count()),
            asked: count(lines.len()),
            checking,
            // What nobody could look at is said once.
            problem: problem.filter(|_| !is_unknown).cloned(),
            remove_path: profile.map(|profile| profile.remove_path.clone()).unwrap_or_default(),
            timeline: so_far(known).into_iter().rev().collect(),
        },
    }
}

fn row(known: &Connection, desk: &Desk) -> ConnectionRow {
    let product = known.profile.as_ref().and_then(|id| desk.profile(id)).map(|p| p.name.clone());
    let status = status(known, desk);
    ConnectionRow {
        id: known.id.clone(),
        product: product
            .unwrap_or_else(|| known.client_id.as_ref().map(ToString::to_string).unwrap_or_default()),
        holder: match &known.app {
            Some(app) => Holder::App { name: app.name.clone() },
            None => Holder::Person { account: known.username.clone() },
        },
        organization: known.organization.clone(),
        group: group(&status, known),
        status,
        checked_at: known.checked_at,
    }
}

fn status(known: &Connection, desk: &Desk) -> ConnectionStatus {
    let obstacle = desk.obstacle(known);
    if !known.enabled {
        return ConnectionStatus::Disabled { obstacle };
    }
    if let Some(waits) = obstacle.clone().filter(Obstacle::passes_with_time) {
        return ConnectionStatus::WaitingForMicrosoft { obstacle: waits };
    }
    if let Some(asked_at) = asked_admin(known, desk).filter(|_| known.health == Health::PermissionsMissing) {
        return ConnectionStatus::WaitingForAdmin { asked_at };
    }
    let ends = known.app.as_ref().and_then(|app| {
        let days = app.credential.days_left(desk.now)?;
        let (at, credential) = (app.credential.ends_at()?, app.credential.kind());
        (days <= ENDS_SOON_DAYS).then_some(ConnectionStatus::CredentialEnds { days, at, credential })
    });
    match (known.health, ends) {
        (Health::Good | Health::NotChecked, Some(ends)) => ends,
        (Health::Good, None) => ConnectionStatus::Enabled,
        (Health::NotChecked, None) => ConnectionStatus::NotChecked,
        (Health::SignInAgain | Health::PermissionsMissing | Health::Blocked | Health::CheckFailed, _) => {
            ConnectionStatus::NeedsAttention { health: known.health, obstacle }
        }
    }
}

fn asked_admin(known: &Connection, desk: &Desk) -> Option<Timestamp> {
    let asked = desk.saved.as_ref()?.asked.as_ref()?;
    (asked.connection.as_ref() == Some(&known.id)).then_some(asked.at)
}

fn group(status: &ConnectionStatus, known: &Connection) -> ConnectionGroup {
    match status {
        ConnectionStatus::NeedsAttention { .. } | ConnectionStatus::CredentialEnds { .. } => {
            ConnectionGroup::NeedsYou
        }
        ConnectionStatus::WaitingForAdmin { .. } | ConnectionStatus::WaitingForMicrosoft { .. } => {
            ConnectionGroup::Waiting
        }
        ConnectionStatus::NotChecked => ConnectionGroup::NotChecked,
        ConnectionStatus::Enabled if known.kept == Kept::AtVendor => ConnectionGroup::NotChecked,
        ConnectionStatus::Enabled => ConnectionGroup::Good,
        ConnectionStatus::Disabled { .. } => ConnectionGroup::TurnedOff,
    }
}
