//! What Usher writes at Microsoft when an admin lets it, write by write, each made once (`entra-consent.md` 8.1).

use serde::{Deserialize, Serialize};

use super::credential::CredentialKind;
use super::setup::Setup;
use crate::ids::{ClientId, ObjectId};
use crate::profile::Profile;
use crate::time::Timestamp;

/// What registering an app asks Microsoft for (`entra-consent.md` 6.4 and 8.1).
pub const TO_REGISTER: [&str; 3] =
    ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "User.Read"];

/// How long the secret or certificate lasts that Usher makes.
pub const MADE_FOR_DAYS: u16 = 365;

/// One write. Each is looked up first and made only where it is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Write {
    /// `POST /applications`, with the permissions that it will ask for.
    RegisterApp,
    /// `POST /servicePrincipals`: the app's instance in the organization.
    AddToOrganization,
    /// `POST /servicePrincipals/{graph}/appRoleAssignedTo`: one permission of the app itself.
    Grant {
        /// `OnlineMeetings.Read.All`.
        value: String,
    },
    /// `POST /applications/{id}/addPassword`, for 12 months at most.
    MakeSecret,
    /// `PATCH /applications/{id}` with the public part of a certificate.
    AddCertificate,
}

/// What a write brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Made {
    /// The app registration.
    App {
        /// Its object id, which is not its client id.
        object: ObjectId,
        /// Its client id.
        client_id: ClientId,
    },
    /// The enterprise application.
    Principal {
        /// Its object id.
        object: ObjectId,
    },
    /// A permission of the app itself.
    Grant {
        /// The assignment's id.
        assignment: String,
    },
    /// A client secret; it is in the keychain already.
    Secret {
        /// Its first three signs.
        hint: String,
        /// When it ends.
        ends_at: Timestamp,
    },
    /// A certificate; its key is in the keychain already.
    Certificate {
        /// Its thumbprint.
        thumbprint: String,
        /// When it ends.
        ends_at: Timestamp,
    },
}

/// One line of the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// What.
    pub write: Write,
    /// What it brought.
    pub made: Made,
    /// When.
    pub at: Timestamp,
}

/// Everything that would be written for `setup`, in order.
#[must_use]
pub fn plan_of(setup: &Setup, profile: &Profile) -> Vec<Write> {
    let grants = setup.permissions(profile).into_iter().map(|asked| Write::Grant { value: asked.value });
    let credential = match setup.credential_kind {
        CredentialKind::Secret => Write::MakeSecret,
        CredentialKind::Certificate => Write::AddCertificate,
    };
    [Write::RegisterApp, Write::AddToOrganization].into_iter().chain(grants).chain([credential]).collect()
}

/// The next write that is not on the receipt.
#[must_use]
pub fn next_write(setup: &Setup, profile: &Profile) -> Option<Write> {
    plan_of(setup, profile).into_iter().find(|write| !setup.written.iter().any(|done| done.write == *write))
}

impl Setup {
    /// The client id of the app that Usher registered, whatever was typed since.
    #[must_use]
    pub fn registered_client(&self) -> Option<&ClientId> {
        self.written.iter().find_map(|line| match &line.made {
            Made::App { client_id, .. } => Some(client_id),
            Made::Principal { .. } | Made::Grant { .. } | Made::Secret { .. } | Made::Certificate { .. } => {
                None
            }
        })
    }
}

/// The object id of the app that was registered.
pub(super) fn registered(written: &[Written]) -> Option<&ObjectId> {
    written.iter().find_map(|line| match &line.made {
        Made::App { object, .. } => Some(object),
        Made::Principal { .. } | Made::Grant { .. } | Made::Secret { .. } | Made::Certificate { .. } => None,
    })
}
