//! What an app signs in with, as far as may be known outside the keychain.

use serde::{Deserialize, Serialize};

use crate::connection::Kept;
use crate::time::Timestamp;

/// With what an app signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum CredentialKind {
    /// A client secret.
    Secret,
    /// A certificate whose private key never leaves the keychain.
    Certificate,
}

/// What is known of the credential; the credential itself is in the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Credential {
    /// A client secret.
    Secret {
        /// Its first three signs; Graph shows the same three (`passwordCredential.hint`).
        hint: String,
        /// When it came into Usher.
        made_at: Timestamp,
        /// When Microsoft stops taking it; `None` when the person did not say.
        ends_at: Option<Timestamp>,
    },
    /// A certificate.
    Certificate {
        /// The SHA-1 thumbprint, in capital hex, as the admin center shows it.
        thumbprint: String,
        /// When it was made.
        made_at: Timestamp,
        /// When it ends.
        ends_at: Timestamp,
    },
}

/// Why a pasted text is not a client secret's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum SecretShape {
    /// Nothing was pasted.
    Empty,
    /// It is a GUID: the Secret ID beside the value.
    LooksLikeItsId,
    /// Fewer than 16 signs.
    TooShort,
    /// More than 64 signs.
    TooLong,
    /// Spaces, line breaks, or dots that stand for the hidden value.
    OddSigns,
}

/// A credential that came into the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What is known of it.
    pub credential: Credential,
    /// Where it is kept.
    pub kept: Kept,
    /// It is to take the place of what the connection signs in with, once it has shown to work.
    pub pending: bool,
}

impl Credential {
    /// When Microsoft stops taking it.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        match self {
            Credential::Secret { ends_at, .. } => *ends_at,
            Credential::Certificate { ends_at, .. } => Some(*ends_at),
        }
    }

    /// When it came to be here.
    #[must_use]
    pub fn made_at(&self) -> Timestamp {
        match self {
            Credential::Secret { made_at, .. } | Credential::Certificate { made_at, .. } => *made_at,
        }
    }

    /// Whole days until then; negative when it has ended.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> Option<i32> {
        let seconds = self.ends_at()?.seconds_since(now);
        i32::try_from(seconds.div_euclid(24 * 60 * 60)).ok()
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> CredentialKind {
        match self {
            Credential::Secret { .. } => CredentialKind::Secret,
            Credential::Certificate { .. } => CredentialKind::Certificate,
        }
    }
}

/// When a secret that lasts `days` and was made at `made_at` ends.
#[must_use]
pub fn secret_end(made_at: Timestamp, days: u16) -> Timestamp {
    made_at.plus_s(i64::from(days) * 24 * 60 * 60)
}
