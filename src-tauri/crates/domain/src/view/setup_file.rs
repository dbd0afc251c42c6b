//! What the window shows of a setup file before it is used.

use serde::Serialize;

use crate::ids::ClientId;
use crate::risk::Risk;
use crate::view::approving::{ApprovalLine, Origin, Stop};

/// A setup file, shown before anything of it is used (S62, S77).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct FilePreview {
    /// The product's name, as the file claims.
    pub name: String,
    /// The maker, as the file claims.
    pub vendor: String,
    /// What it is for, as the file claims.
    pub purpose: String,
    /// The file's own version.
    pub version: String,
    /// Who vouches for it.
    pub origin: Origin,
    /// The app that it wants approved.
    pub client_id: Option<ClientId>,
    /// Hosts that its links lead to, in ASCII.
    pub hosts: Vec<String>,
    /// What it asks for, riskiest first.
    pub lines: Vec<ApprovalLine>,
    /// The highest risk among them.
    pub risk: Risk,
    /// What changed since the file of that name was used last; empty for a new one.
    pub changes: Vec<FileChange>,
    /// What has to be typed before it can be used.
    pub stop: Option<Stop>,
}

/// A difference to the file of that name that was used last (S69).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum FileChange {
    /// Another app id.
    ClientId {
        /// Before.
        before: Option<ClientId>,
    },
    /// A permission more.
    PermissionAdded {
        /// Its value.
        value: String,
    },
    /// A permission less.
    PermissionRemoved {
        /// Its value.
        value: String,
    },
    /// A host that it did not name before.
    HostAdded {
        /// Which.
        host: String,
    },
    /// It was signed before and is not now, or by somebody else.
    Origin {
        /// Before.
        before: Origin,
    },
    /// Its version is older than the one used last.
    OlderVersion {
        /// Before.
        before: String,
    },
}

/// Why a setup file was not even shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum FileRefusal {
    /// It is no ordinary file, has another ending, or is too large.
    NotASetupFile,
    /// It could not be read.
    Unreadable,
    /// Its signature does not fit.
    BadSignature,
    /// It breaks the rules for setup files.
    Wrong {
        /// By line.
        faults: Vec<FileFault>,
    },
}

/// One thing that is wrong with a setup file, for Details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct FileFault {
    /// The line, counted from 1.
    pub line: u32,
    /// The field.
    pub field: String,
}
