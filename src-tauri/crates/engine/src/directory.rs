//! What the directory says about an app: asked only where the sign-in's own permissions allow it.

use usher_domain::connection::Connection;
use usher_domain::directory::{Directory, SeenApp, SeenGrants, Told};
use usher_domain::ids::{ClientId, ObjectId};
use usher_domain::permissions::{DirectoryRole, GRAPH_APP_ID, catalogue, same_scope};
use usher_domain::profile::PermissionKind;
use usher_entra::{
    AccessToken, AppRoleAssignment, DelegatedGrant, Entra, EntraError, GraphError, ServicePrincipal,
};

use crate::problems::of_graph;

// The least permissions of `entra-consent.md` 6.1, and those that include them.
const READS_ROLES: [&str; 3] = ["User.Read", "Directory.Read.All", "Directory.ReadWrite.All"];
const READS_APPS: [&str; 4] =
    ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const READS_GRANTS: [&str; 3] =
    ["Directory.Read.All", "Directory.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"];

/// Microsoft Graph, as a client id.
pub(crate) fn graph_client() -> ClientId {
    ClientId::parse(GRAPH_APP_ID).expect("the constant is a GUID")
}

/// Reads what `granted` allows. What may not be read, or could not be, is never taken for an answer.
pub(crate) async fn read_directory(
    entra: &Entra,
    access: &AccessToken,
    connection: &Connection,
    granted: &[String],
) -> Directory {
    let may = |scopes: &[&str]| scopes.iter().any(|scope| granted.iter().any(|have| same_scope(have, scope)));
    if !entra.authority().has_graph() {
        return Directory::default();
    }
    let roles =
        if may(&READS_ROLES) { told(entra.directory_roles(access).await.map(roles)) } else { Told::Nothing };
    let Some(client) = connection.client().and_then(|client| ClientId::parse(client).ok()) else {
        return Directory { roles, ..Directory::default() };
    };
    if !may(&READS_APPS) {
        return Directory { roles, ..Directory::default() };
    }
    let principal = entra.service_principal(access, &client).await;
    let grants = match &principal {
        Ok(Some(app)) if may(&READS_GRANTS) => told(grants(entra, access, &app.id, connection).await),
        Ok(_) | Err(_) => Told::Nothing,
    };
    Directory { app: told(principal.map(|app| app.map(seen))), grants, roles }
}

async fn grants(
    entra: &Entra,
    access: &AccessToken,
    app: &ObjectId,
    connection: &Connection,
) -> Result<SeenGrants, GraphError> {
    // Its object id differs by tenant; a permission of the same name at another API is another one.
    let graph = entra.service_principal(access, &graph_client()).await?.ok_or(EntraError::OddAnswer)?.id;
    let mut delegated = entra.delegated_grants(access, app).await?;
    delegated.retain(|grant| grant.resource == graph);
    let mut roles = entra.app_role_assignments(access, app).await?;
    roles.retain(|role| role.resource == graph);
    let scopes = |wanted: &dyn Fn(&DelegatedGrant) -> bool| -> Vec<String> {
        delegated.iter().filter(|grant| wanted(grant)).flat_map(|grant| grant.scopes.clone()).collect()
    };
    Ok(SeenGrants {
        everyone: scopes(&|grant| grant.everyone),
        person: scopes(&|grant| !grant.everyone && grant.person == connection.object),
        application: roles.iter().filter_map(value_of).collect(),
    })
}

/// The permission behind an app role of Microsoft Graph.
fn value_of(assignment: &AppRoleAssignment) -> Option<String> {
    catalogue().by_id(&assignment.role, PermissionKind::Application).map(|known| known.value.clone())
}

fn seen(app: ServicePrincipal) -> SeenApp {
    SeenApp {
        object: app.id,
        name: app.name,
        publisher: app.verified_publisher,
        owner: app.owner_tenant,
        enabled: app.enabled,
        assignment_required: app.assignment_required,
        disabled_by_microsoft: app.disabled_by_microsoft,
        created: app.created,
    }
}

fn roles(template_ids: Vec<String>) -> Vec<DirectoryRole> {
    template_ids.iter().map(|id| DirectoryRole::from_template_id(id)).collect()
}

fn told<T>(read: Result<T, GraphError>) -> Told<T> {
    match read {
        Ok(value) => Told::Known(value),
        Err(GraphError::NotAllowed) => Told::Nothing,
        Err(error) => Told::Failed(of_graph(&error)),
    }
}
