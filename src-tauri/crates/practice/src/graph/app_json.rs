//! App registrations and their principals as Graph's objects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use usher_domain::permissions::{GRAPH_APP_ID, catalogue};
use usher_domain::profile::PermissionKind;

use super::directory::GRAPH_OBJECT_ID;
use crate::organization::{DOMAIN, TENANT};
use crate::registrations::certificate::Certificate;
use crate::registrations::secret::Secret;
use crate::registrations::{AppPrincipal, Assignment, Registration};
use crate::settings::Required;

/// An `application`.
pub(super) fn application(app: &Registration) -> Value {
    let access = |line: &Required| {
        let kind = match line.kind {
            PermissionKind::Application => "Role",
            PermissionKind::Delegated => "Scope",
        };
        catalogue().find(&line.value, line.kind).map(|known| json!({"id": known.id, "type": kind}))
    };
    let access: Vec<Value> = app.required.iter().filter_map(access).collect();
    let required = if access.is_empty() {
        json!([])
    } else {
        json!([{"resourceAppId": GRAPH_APP_ID, "resourceAccess": access}])
    };
    json!({
        "id": app.object_id,
        "appId": app.client_id,
        "displayName": app.name,
        "createdDateTime": app.created_at.iso(),
        "signInAudience": app.audience,
        "publisherDomain": DOMAIN,
        "tags": app.tags,
        "requiredResourceAccess": required,
        "passwordCredentials": app.secrets.iter().map(secret).collect::<Vec<_>>(),
        "keyCredentials": app.certificates.iter().map(certificate).collect::<Vec<_>>(),
        "publicClient": {"redirectUris": []},
        "web": {"redirectUris": []},
    })
}

/// A `passwordCredential`, without its value.
pub(super) fn secret(secret: &Secret) -> Value {
    json!({
        "customKeyIdentifier": null,
        "displayName": secret.name,
        "endDateTime": secret.ends_at.iso(),
        "hint": secret.hint(),
        "keyId": secret.key_id,
        "secretText": null,
        "startDateTime": secret.starts_at.iso(),
    })
}

/// The `keyCredentials` with the keys themselves, which only a `$select` for one app shows
/// (learn.microsoft.com/graph/api/resources/keycredential).
pub(super) fn keys(app: &Registration) -> Value {
    let with_key = |known: &Certificate| {
        let mut row = certificate(known);
        row["key"] = STANDARD.encode(&known.der).into();
        row
    };
    app.certificates.iter().map(with_key).collect()
}

fn certificate(known: &Certificate) -> Value {
    json!({
        "customKeyIdentifier": known.thumbprint,
        "displayName": known.name,
        "endDateTime": known.ends_at.iso(),
        "key": null,
        "keyId": known.key_id,
        "startDateTime": known.starts_at.iso(),
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
    })
}

/// A `servicePrincipal`.
pub(super) fn principal(app: &Registration, principal: &AppPrincipal) -> Value {
    json!({
        "id": principal.object_id,
        "appId": app.client_id,
        "displayName": app.name,
        "appDisplayName": app.name,
        "accountEnabled": principal.state.enabled,
        "appRoleAssignmentRequired": principal.state.assignment_required,
        "appOwnerOrganizationId": TENANT,
        "createdDateTime": principal.state.created_at.iso(),
        "disabledByMicrosoftStatus": null,
        "servicePrincipalType": "Application",
        "verifiedPublisher": {"displayName": null, "verifiedPublisherId": null, "addedDateTime": null},
        "appRoles": [],
        "oauth2PermissionScopes": [],
    })
}

/// An `appRoleAssignment`.
pub(super) fn assignment(app_name: &str, principal: &AppPrincipal, one: &Assignment) -> Option<Value> {
    let known = catalogue().find(&one.value, PermissionKind::Application)?;
    Some(json!({
        "id": one.id,
        "appRoleId": known.id,
        "createdDateTime": one.made_at.iso(),
        "principalDisplayName": app_name,
        "principalId": principal.object_id,
        "principalType": "ServicePrincipal",
        "resourceDisplayName": "Microsoft Graph",
        "resourceId": GRAPH_OBJECT_ID,
    }))
}
