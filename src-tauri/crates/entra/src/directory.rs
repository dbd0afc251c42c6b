//! What the directory holds about an app and about the person's roles (entra-consent.md 6.1).
//!
//! An answer that is odd in any part is no answer: these lists decide what is shown as granted.

use serde::{Deserialize, Deserializer};
use usher_domain::answer::clean;
use usher_domain::ids::{ClientId, ObjectId, TenantId};

use crate::error::{EntraError, GraphError};
use crate::graph::Graph;

/// An app's enterprise application: the instance of it in this tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePrincipal {
    /// The object, which grants and assignments name.
    pub id: ObjectId,
    /// The name that the app's maker chose, to show only (S18).
    pub name: Option<String>,
    /// Who is behind it, when Microsoft has verified that.
    pub verified_publisher: Option<String>,
    /// The tenant that the registration lives in.
    pub owner_tenant: Option<TenantId>,
    /// Off means that nobody can sign in (AADSTS7000112).
    pub enabled: bool,
    /// Only people who are assigned can sign in (AADSTS50105).
    pub assignment_required: bool,
    /// Microsoft has turned the app off everywhere.
    pub disabled_by_microsoft: bool,
    /// When it came to this tenant, as Graph writes it, to show only.
    pub created: Option<String>,
}

/// Delegated permissions on one resource, for everyone or for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegatedGrant {
    /// The whole organization has them (`AllPrincipals`).
    pub everyone: bool,
    /// Who has them otherwise.
    pub person: Option<ObjectId>,
    /// Their short names.
    pub scopes: Vec<String>,
    /// The resource's service principal.
    pub resource: ObjectId,
}

/// One application permission that an app holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppRoleAssignment {
    /// Its own id, which is no GUID.
    pub id: String,
    /// The resource's service principal.
    pub resource: ObjectId,
    /// The permission's GUID, in lower case.
    pub role: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PrincipalRow {
    id: ObjectId,
    app_id: ClientId,
    display_name: Option<String>,
    verified_publisher: Option<PublisherRow>,
    app_owner_organization_id: Option<TenantId>,
    account_enabled: bool,
    app_role_assignment_required: bool,
    disabled_by_microsoft_status: Option<String>,
    created_date_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublisherRow {
    display_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GrantRow {
    client_id: ObjectId,
    consent_type: ConsentType,
    principal_id: Option<ObjectId>,
    resource_id: ObjectId,
    /// May be null, must not be missing.
    #[serde(deserialize_with = "stated")]
    scope: Option<String>,
}

#[derive(Deserialize)]
enum ConsentType {
    AllPrincipals,
    Principal,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssignmentRow {
    id: String,
    principal_id: ObjectId,
    resource_id: ObjectId,
    /// A GUID as well, though of no object.
    app_role_id: ObjectId,
}

#[derive(Deserialize)]
struct MembershipRow {
    #[serde(rename = "@odata.type")]
    kind: String,
    #[serde(rename = "roleTemplateId")]
    role: Option<ObjectId>,
}

impl Graph<'_> {
    /// The app's instance here; `None` when nobody has ever consented.
    pub(crate) async fn service_principal(
        self,
        client: &ClientId,
    ) -> Result<Option<ServicePrincipal>, GraphError> {
        // Without `$select`: v1.0 tells `createdDateTime` but does not declare it, so asking for it by name may fail.
        let path = format!("v1.0/servicePrincipals?$filter=appId eq '{client}'");
        let mut rows: Vec<PrincipalRow> = self.list(&path).await?;
        match (rows.pop(), rows.is_empty()) {
            (None, _) => Ok(None),
            (Some(row), true) if row.app_id == *client => Ok(Some(row.into())),
            (Some(_), _) => Err(odd()),
        }
    }

    pub(crate) async fn delegated_grants(self, app: &ObjectId) -> Result<Vec<DelegatedGrant>, GraphError> {
        let path = format!("v1.0/oauth2PermissionGrants?$filter=clientId eq '{app}'");
        let rows: Vec<GrantRow> = self.list(&path).await?;
        rows.into_iter().map(|row| row.of(app).ok_or_else(odd)).collect()
    }

    pub(crate) async fn app_role_assignments(
        self,
        app: &ObjectId,
    ) -> Result<Vec<AppRoleAssignment>, GraphError> {
        let rows: Vec<AssignmentRow> =
            self.list(&format!("v1.0/servicePrincipals/{app}/appRoleAssignments")).await?;
        rows.into_iter().map(|row| row.of(app).ok_or_else(odd)).collect()
    }

    pub(crate) async fn directory_roles(self) -> Result<Vec<String>, GraphError> {
        let rows: Vec<MembershipRow> = self.list("v1.0/me/transitiveMemberOf").await?;
        let roles = rows.into_iter().filter(|row| row.kind == "#microsoft.graph.directoryRole");
        roles.map(|row| row.role.map(String::from).ok_or_else(odd)).collect()
    }
}

impl From<PrincipalRow> for ServicePrincipal {
    fn from(row: PrincipalRow) -> Self {
        Self {
            id: row.id,
            name: shown(row.display_name),
            verified_publisher: shown(row.verified_publisher.and_then(|publisher| publisher.display_name)),
            owner_tenant: row.app_owner_organization_id,
            enabled: row.account_enabled,
            assignment_required: row.app_role_assignment_required,
            disabled_by_microsoft: row.disabled_by_microsoft_status.is_some_and(|s| s != "NotDisabled"),
            created: shown(row.created_date_time),
        }
    }
}

impl GrantRow {
    /// `None` when it belongs to another app, or does not say whom it covers.
    fn of(self, app: &ObjectId) -> Option<DelegatedGrant> {
        if self.client_id != *app {
            return None;
        }
        let everyone = match (self.consent_type, &self.principal_id) {
            (ConsentType::AllPrincipals, None) => true,
            (ConsentType::Principal, Some(_)) => false,
            (ConsentType::AllPrincipals, Some(_)) | (ConsentType::Principal, None) => return None,
        };
        // Graph writes a space before the first one at times.
        let scopes = self.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        Some(DelegatedGrant { everyone, person: self.principal_id, scopes, resource: self.resource_id })
    }
}

impl AssignmentRow {
    fn of(self, app: &ObjectId) -> Option<AppRoleAssignment> {
        (self.principal_id == *app).then(|| AppRoleAssignment {
            id: self.id,
            resource: self.resource_id,
            role: self.app_role_id.into(),
        })
    }
}

/// Somebody else chose these words, such as an app's maker or another admin (S18).
pub(crate) fn shown(text: Option<String>) -> Option<String> {
    text.map(|text| clean(&text)).filter(|text| !text.is_empty())
}

fn odd() -> GraphError {
    GraphError::Entra(EntraError::OddAnswer)
}

/// A value that may be null but must be there.
fn stated<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(value)
}
