//! An app registration of the organization's own, written with the admin's token (entra-consent.md 8.1).
//!
//! Each write is sent once. What is lost on the way is found again by the mark that the registration carries.

mod credential;
mod send;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use usher_domain::ids::{ClientId, ObjectId};
use usher_domain::permissions::GRAPH_APP_ID;

pub use credential::{NewPassword, PublicCertificate};

use crate::directory::shown;
use crate::entra::Entra;
use crate::error::{EntraError, GraphError, WriteError};
use crate::secret::AccessToken;

const LONGEST_MARK: usize = 256;
/// Of a SHA-1 thumbprint.
const THUMBPRINT_BYTES: usize = 20;

/// An app registration as far as Usher cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its object, which is not its client id.
    pub object: ObjectId,
    /// Its client id.
    pub client_id: ClientId,
    /// What is known of its secrets.
    pub passwords: Vec<PasswordInfo>,
    /// What is known of its certificates.
    pub keys: Vec<KeyInfo>,
}

/// What Graph tells of a client secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordInfo {
    /// Its id.
    pub key_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its first three signs.
    pub hint: Option<String>,
    /// When it ends, as Graph writes it.
    pub ends: Option<String>,
}

/// What Graph tells of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// The SHA-1 thumbprint in capital hex, where it is one.
    pub thumbprint: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

/// An app registration to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRegistration {
    /// Its name.
    pub name: String,
    /// The tag to find it by.
    pub mark: String,
    /// The GUIDs of the application permissions that it will ask for.
    pub roles: Vec<String>,
}

/// One application permission for one app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// The app's service principal.
    pub principal: ObjectId,
    /// The resource's service principal.
    pub resource: ObjectId,
    /// The permission's GUID.
    pub role: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApplicationRow {
    id: ObjectId,
    app_id: ClientId,
    tags: Vec<String>,
    password_credentials: Vec<PasswordRow>,
    key_credentials: Vec<KeyRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasswordRow {
    key_id: String,
    display_name: Option<String>,
    hint: Option<String>,
    end_date_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyRow {
    display_name: Option<String>,
    custom_key_identifier: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PrincipalRow {
    id: ObjectId,
    app_id: ClientId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssignmentRow {
    id: String,
    principal_id: ObjectId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assignment<'a> {
    principal_id: &'a ObjectId,
    resource_id: &'a ObjectId,
    app_role_id: &'a str,
}

impl Entra {
    /// Looks for the app registrations that carry `mark`, and returns them in the order of their objects. Two come of
    /// a lost answer and a search that looked too early. Takes `Application.Read.All`.
    ///
    /// # Errors
    /// When this person may not read it, or Graph can't be asked.
    pub async fn find_registrations(
        &self,
        access: &AccessToken,
        mark: &str,
    ) -> Result<Vec<Registration>, GraphError> {
        if !is_mark(mark) {
            return Err(EntraError::AddressNotAllowed.into());
        }
        let path = format!(
            "v1.0/applications?$filter=tags/any(t:t eq '{mark}')\
             &$select=id,appId,tags,passwordCredentials,keyCredentials"
        );
        let mut rows: Vec<ApplicationRow> = self.graph(access).list(&path).await?;
        // What is found may be changed and removed, so it must be ours beyond doubt.
        if rows.iter().any(|row| !row.tags.iter().any(|tag| tag == mark)) {
            return Err(EntraError::OddAnswer.into());
        }
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(rows.into_iter().map(Registration::from).collect())
    }

    /// Makes an app registration, which consents to nothing. Takes `Application.ReadWrite.All`.
    ///
    /// # Errors
    /// When Graph refuses or can't be asked; it may have been made all the same.
    pub async fn register(
        &self,
        access: &AccessToken,
        new: &NewRegistration,
    ) -> Result<Registration, WriteError> {
        let asked: Vec<_> = new.roles.iter().map(|role| json!({ "id": role, "type": "Role" })).collect();
        let needs = match asked.as_slice() {
            [] => json!([]),
            asked => json!([{ "resourceAppId": GRAPH_APP_ID, "resourceAccess": asked }]),
        };
        let body = json!({
            "displayName": new.name, "signInAudience": "AzureADMyOrg", "tags": [new.mark],
            "requiredResourceAccess": needs, "publicClient": { "redirectUris": [] },
            "isFallbackPublicClient": false,
        });
        let row: ApplicationRow = self.graph(access).post("v1.0/applications", &body).await?;
        Ok(row.into())
    }

    /// Makes the app's instance in the organization. Takes `Application.ReadWrite.All`.
    ///
    /// # Errors
    /// As for [`Entra::register`].
    pub async fn add_principal(
        &self,
        access: &AccessToken,
        client: &ClientId,
    ) -> Result<ObjectId, WriteError> {
        let body = json!({ "appId": client });
        let row: PrincipalRow = self.graph(access).post("v1.0/servicePrincipals", &body).await?;
        if row.app_id == *client { Ok(row.id) } else { Err(EntraError::OddAnswer.into()) }
    }

    /// Grants one application permission and tells the assignment's id. Takes `AppRoleAssignment.ReadWrite.All`.
    ///
    /// # Errors
    /// As for [`Entra::register`].
    pub async fn assign_role(&self, access: &AccessToken, grant: &RoleGrant) -> Result<String, WriteError> {
        let path = format!("v1.0/servicePrincipals/{}/appRoleAssignedTo", grant.resource);
        let body = Assignment {
            principal_id: &grant.principal,
            resource_id: &grant.resource,
            app_role_id: &grant.role,
        };
        let row: AssignmentRow = self.graph(access).post(&path, &body).await?;
        if row.principal_id == grant.principal { Ok(row.id) } else { Err(EntraError::OddAnswer.into()) }
    }

    /// Removes an app registration; one that is gone already is removed as well.
    ///
    /// # Errors
    /// As for [`Entra::register`].
    pub async fn remove_registration(
        &self,
        access: &AccessToken,
        object: &ObjectId,
    ) -> Result<(), WriteError> {
        self.graph(access).delete(&format!("v1.0/applications/{object}")).await
    }
}

/// Signs that mean nothing in a filter or an address.
fn is_mark(mark: &str) -> bool {
    let plain = |sign: u8| sign.is_ascii_alphanumeric() || b":._-".contains(&sign);
    (1..=LONGEST_MARK).contains(&mark.len()) && mark.bytes().all(plain)
}

impl From<ApplicationRow> for Registration {
    fn from(row: ApplicationRow) -> Self {
        Self {
            object: row.id,
            client_id: row.app_id,
            passwords: row.password_credentials.into_iter().map(PasswordInfo::from).collect(),
            keys: row.key_credentials.into_iter().map(KeyInfo::from).collect(),
        }
    }
}

impl From<PasswordRow> for PasswordInfo {
    fn from(row: PasswordRow) -> Self {
        Self {
            key_id: row.key_id,
            name: shown(row.display_name),
            hint: shown(row.hint),
            ends: row.end_date_time,
        }
    }
}

impl From<KeyRow> for KeyInfo {
    fn from(row: KeyRow) -> Self {
        let thumbprint = row.custom_key_identifier.as_deref().and_then(thumbprint);
        Self { thumbprint, name: shown(row.display_name) }
    }
}

/// Graph's documents call it binary, which is base64 in JSON, and show 40 signs of hex: both are read.
fn thumbprint(identifier: &str) -> Option<String> {
    let is_hex =
        |text: &str| text.len() == 2 * THUMBPRINT_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex(identifier) {
        return Some(identifier.to_ascii_uppercase());
    }
    let bytes = STANDARD.decode(identifier).ok()?;
    if bytes.len() == THUMBPRINT_BYTES {
        return Some(bytes.iter().map(|byte| format!("{byte:02X}")).collect());
    }
    String::from_utf8(bytes).ok().filter(|text| is_hex(text)).map(|text| text.to_ascii_uppercase())
}
