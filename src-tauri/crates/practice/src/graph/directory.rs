//! Directory objects: service principals, and what is granted to them (`entra-consent.md` 6.1).

use serde_json::{Value, json};
use usher_domain::permissions::{GRAPH_APP_ID, GraphPermission, catalogue};
use usher_domain::profile::PermissionKind;

use super::denied::{Denied, NOT_FOUND, NOT_SERVED};
use super::{Key, app_json, delegated, filter_value, keyed, list, needs};
use crate::client::Client;
use crate::grants::{Covers, Grant};
use crate::moment::Moment;
use crate::organization::Organization;
use crate::people::person_by_id;
use crate::registrations::{AppPrincipal, Registration};
use crate::settings::AppState;
use crate::token::claims::AccessClaims;

/// The object id of Microsoft Graph's own service principal here; it differs per tenant.
pub(super) const GRAPH_OBJECT_ID: &str = "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00";
/// Microsoft's own tenant, which owns Graph.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// Any of these reads apps and their principals.
pub(super) const READS_APPS: &[&str] =
    &["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"];

/// Which service principal a path names.
enum Named<'a> {
    Graph,
    Of(Client),
    Own(&'a Registration, &'a AppPrincipal),
}

impl Organization {
    /// `servicePrincipals`; `rest` is what follows in the path.
    pub(super) fn service_principals(
        &self,
        rest: &str,
        filter: Option<&str>,
        token: &AccessClaims,
        now: Moment,
    ) -> Result<Value, Denied> {
        needs(token, READS_APPS)?;
        if rest.is_empty() {
            let app_id = filter_value(filter, "appId").ok_or(NOT_SERVED)?;
            let found = self.named(&Key::AppId(app_id)).and_then(|named| self.service_principal(&named));
            return Ok(list(found.into_iter().collect()));
        }
        let (key, tail) = keyed(rest).ok_or(NOT_SERVED)?;
        let named = self.named(&key).ok_or(NOT_FOUND)?;
        let principal = self.service_principal(&named).ok_or(NOT_FOUND)?;
        match (tail, named) {
            ("", _) => Ok(principal),
            ("/appRoleAssignments", Named::Graph) => Ok(list(Vec::new())),
            ("/appRoleAssignments", Named::Of(client)) => Ok(self.app_role_assignments(client, now)),
            ("/appRoleAssignments", Named::Own(app, principal)) => {
                let shown =
                    principal.shown(now).filter_map(|one| app_json::assignment(&app.name, principal, one));
                Ok(list(shown.collect()))
            }
            _ => Err(NOT_SERVED),
        }
    }

    fn named(&self, key: &Key<'_>) -> Option<Named<'_>> {
        let (graph, client, own) = match key {
            Key::AppId(id) => {
                (id.eq_ignore_ascii_case(GRAPH_APP_ID), Client::listed(id), self.registrations.by_client(id))
            }
            Key::Object(id) => (
                id.eq_ignore_ascii_case(GRAPH_OBJECT_ID),
                Client::by_object_id(id),
                self.registrations.by_principal(id),
            ),
        };
        let own = own.and_then(|app| Some(Named::Own(app, app.principal.as_ref()?)));
        graph.then_some(Named::Graph).or(client.map(Named::Of)).or(own)
    }

    fn service_principal(&self, named: &Named<'_>) -> Option<Value> {
        let client = match named {
            Named::Graph => return Some(graph_itself()),
            Named::Own(app, principal) => return Some(app_json::principal(app, principal)),
            Named::Of(client) => *client,
        };
        let principal = self.principal(client)?;
        let by_microsoft = self.app_state(client) == AppState::DisabledByMicrosoft;
        let publisher = client.publisher(self.settings.publisher_verified);
        Some(json!({
            "id": client.object_id(),
            "appId": client.id(),
            "displayName": client.name(&self.settings.app_name),
            "appDisplayName": client.name(&self.settings.app_name),
            "accountEnabled": principal.enabled,
            "appRoleAssignmentRequired": principal.assignment_required,
            "appOwnerOrganizationId": client.owner(),
            "createdDateTime": principal.created_at.iso(),
            "disabledByMicrosoftStatus": by_microsoft.then_some("DisabledDueToViolationOfServicesAgreement"),
            "servicePrincipalType": "Application",
            "verifiedPublisher": {
                "displayName": publisher,
                "verifiedPublisherId": publisher.map(|_| client.owner()),
                "addedDateTime": publisher.map(|_| principal.created_at.iso()),
            },
            "appRoles": [],
            "oauth2PermissionScopes": [],
        }))
    }

    /// `oauth2PermissionGrants`, of one client by `clientId eq '…'` or of all.
    pub(super) fn permission_grants(
        &self,
        filter: Option<&str>,
        token: &AccessClaims,
        now: Moment,
    ) -> Result<Value, Denied> {
        needs(token, &["Directory.Read.All", "DelegatedPermissionGrant.ReadWrite.All"])?;
        let clients = match filter {
            None => Client::LISTED.to_vec(),
            Some(_) => {
                let object_id = filter_value(filter, "clientId").ok_or(NOT_SERVED)?;
                Client::by_object_id(object_id).into_iter().collect()
            }
        };
        Ok(list(clients.into_iter().flat_map(|client| self.grants_of(client, now)).collect()))
    }

    /// `me/oauth2PermissionGrants`: what this person accepted for themselves.
    pub(super) fn own_permission_grants(&self, token: &AccessClaims, now: Moment) -> Result<Value, Denied> {
        delegated(token)?;
        needs(token, &["Directory.Read.All"])?;
        let who = person_by_id(&token.oid).ok_or(NOT_FOUND)?;
        let grants = Client::LISTED.into_iter().flat_map(|client| self.grants_of(client, now));
        Ok(list(grants.filter(|grant| grant["principalId"] == who.object_id).collect()))
    }

    fn grants_of(&self, client: Client, now: Moment) -> Vec<Value> {
        let one = |grant: &Grant| {
            let (consent_type, principal) = match grant.covers {
                Covers::Everyone => ("AllPrincipals", None),
                Covers::Person(object_id) => ("Principal", Some(object_id)),
            };
            let scopes: Vec<&str> = grant.scopes.iter().map(String::as_str).collect();
            json!({"id": format!("{}-{}", client.object_id(), principal.unwrap_or("all")),
                "clientId": client.object_id(), "consentType": consent_type,
                "principalId": principal, "resourceId": GRAPH_OBJECT_ID, "scope": scopes.join(" ")})
        };
        self.grants.list(client, now).into_iter().map(one).collect()
    }

    fn app_role_assignments(&self, client: Client, now: Moment) -> Value {
        let assignment = |role: &String| {
            let known = catalogue().find(role, PermissionKind::Application)?;
            Some(json!({"id": format!("{}-{role}", client.object_id()), "principalId": client.object_id(),
                "principalDisplayName": client.name(&self.settings.app_name),
                "principalType": "ServicePrincipal", "resourceId": GRAPH_OBJECT_ID,
                "resourceDisplayName": "Microsoft Graph", "appRoleId": known.id}))
        };
        list(self.grants.roles(client, now).iter().filter_map(assignment).collect())
    }
}

/// Microsoft Graph's own service principal, with all it publishes.
fn graph_itself() -> Value {
    let of = |kind: PermissionKind| catalogue().all().iter().filter(move |known| known.kind == kind);
    let role = |known: &GraphPermission| {
        json!({"id": known.id, "value": known.value, "displayName": known.display_name,
            "allowedMemberTypes": ["Application"], "isEnabled": true})
    };
    let scope = |known: &GraphPermission| {
        let kind = if known.admin_consent_required { "Admin" } else { "User" };
        json!({"id": known.id, "value": known.value, "adminConsentDisplayName": known.display_name,
            "type": kind, "isEnabled": true})
    };
    json!({
        "id": GRAPH_OBJECT_ID,
        "appId": GRAPH_APP_ID,
        "displayName": "Microsoft Graph",
        "accountEnabled": true,
        "appRoleAssignmentRequired": false,
        "appOwnerOrganizationId": MICROSOFT,
        "appRoles": of(PermissionKind::Application).map(role).collect::<Vec<_>>(),
        "oauth2PermissionScopes": of(PermissionKind::Delegated).map(scope).collect::<Vec<_>>(),
    })
}
