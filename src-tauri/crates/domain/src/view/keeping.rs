//! What M1 and M2 show: the connections of people and of apps.

use serde::Serialize;

use crate::connection::{Health, Kept};
use crate::ids::{ClientId, ConnectionId, TenantId};
use crate::own_app::{Credential, CredentialKind, Obstacle, SetupStep};
use crate::problem::Problem;
use crate::time::Timestamp;
use crate::timeline::TimelineEntry;
use crate::view::own_app::FormField;

/// One row of M1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ConnectionRow {
    /// Which.
    pub id: ConnectionId,
    /// The product's name.
    pub product: String,
    /// Whose connection it is.
    pub holder: Holder,
    /// The organization.
    pub organization: Option<String>,
    /// Under which heading it stands.
    pub group: ConnectionGroup,
    /// How it is.
    pub status: ConnectionStatus,
    /// Last check.
    pub checked_at: Option<Timestamp>,
}

/// An own app registration that is not finished, on M1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct DraftRow {
    /// Which.
    pub id: ConnectionId,
    /// The product's name.
    pub product: String,
    /// The app's name.
    pub name: String,
    /// The organization, once it is known.
    pub organization: Option<String>,
    /// Where it stands.
    pub at: DraftAt,
}

/// Where an own app registration stands that is not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum DraftAt {
    /// By hand, at this step.
    Step {
        /// Which.
        step: SetupStep,
    },
    /// Usher writes it for the admin.
    Writing {
        /// How many writes were made.
        written: u32,
        /// How many there are.
        writes: u32,
    },
}

/// Whose connection it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Holder {
    /// A person's.
    Person {
        /// The account.
        account: String,
    },
    /// An app's, for the whole organization.
    App {
        /// The connection's name.
        name: String,
    },
}

/// The headings of M1, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum ConnectionGroup {
    /// Something is to be done.
    NeedsYou,
    /// An admin, or Microsoft, is being waited for.
    Waiting,
    /// Nobody looked yet, or it can't be seen.
    NotChecked,
    /// All is well.
    Good,
    /// Turned off.
    TurnedOff,
}

/// How a connection is, in one phrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum ConnectionStatus {
    /// On, and all is well.
    Enabled,
    /// Turned off.
    Disabled {
        /// What is in the way of an app all the same.
        obstacle: Option<Obstacle>,
    },
    /// On, and nobody looked yet.
    NotChecked,
    /// The sign-in ran out, permissions are missing, or a check failed.
    NeedsAttention {
        /// How it is.
        health: Health,
        /// What is in the way of an app.
        obstacle: Option<Obstacle>,
    },
    /// The secret or certificate ends soon, or has ended.
    CredentialEnds {
        /// Whole days until then, counted down: less than 0 where it has ended.
        days: i32,
        /// When.
        at: Timestamp,
        /// Which kind it is.
        credential: CredentialKind,
    },
    /// An admin was asked.
    WaitingForAdmin {
        /// When.
        asked_at: Timestamp,
    },
    /// Microsoft needs a while.
    WaitingForMicrosoft {
        /// What for.
        obstacle: Obstacle,
    },
}

/// M2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ConnectionDetails {
    /// The row of M1.
    pub row: ConnectionRow,
    /// It is on.
    pub enabled: bool,
    /// The app id.
    pub client_id: Option<ClientId>,
    /// The organization.
    pub tenant: Option<TenantId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Where its sign-in or secret is kept.
    pub kept: Kept,
    /// What an app signs in with.
    pub credential: Option<Credential>,
    /// Its secret was copied.
    pub secret_copied: bool,
    /// The optional features that are wanted.
    pub features: Vec<String>,
    /// The maker's form as it was filled in.
    pub settings: Vec<FormField>,
    /// How many permissions were there at the last look.
    pub granted: u32,
    /// How many are asked for.
    pub asked: u32,
    /// A check is running.
    pub checking: bool,
    /// Why the last act here failed.
    pub problem: Option<Problem>,
    /// Where to take it away on the maker's side, menu by menu.
    pub remove_path: Vec<String>,
    /// What happened to it, the latest first.
    pub timeline: Vec<TimelineEntry>,
}
