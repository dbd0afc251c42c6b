//! Microsoft Graph permissions: the catalogue, and who may approve what.

use std::cmp::Ordering;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::cloud::Cloud;
use crate::profile::{Permission, PermissionKind};

/// The least role that may approve what is asked (`entra-consent.md` 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum AdminRole {
    /// Enough for delegated permissions.
    CloudApplicationAdministrator,
    /// Needed for Microsoft Graph application permissions.
    PrivilegedRoleAdministrator,
}

/// A directory role that a person has, as far as approving goes (`entra-consent.md` 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum DirectoryRole {
    /// May approve everything.
    GlobalAdministrator,
    /// May approve everything.
    PrivilegedRoleAdministrator,
    /// May approve all but Microsoft Graph application permissions.
    ApplicationAdministrator,
    /// May approve all but Microsoft Graph application permissions.
    CloudApplicationAdministrator,
    /// Any other role: approves nothing for others.
    Other,
}

#[cfg(test)]
mod tests;

/// The roles that approve, by the template id that `wids` and Microsoft Graph give (`entra-consent.md` 5.4).
const ROLE_TEMPLATES: [(&str, DirectoryRole); 4] = [
    ("62e90394-69f5-4237-9190-012177145e10", DirectoryRole::GlobalAdministrator),
    ("e8611ab8-c189-46e8-94e1-60213ab1f814", DirectoryRole::PrivilegedRoleAdministrator),
    ("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", DirectoryRole::ApplicationAdministrator),
    ("158c047a-c907-4556-b7ef-446551a6b5f7", DirectoryRole::CloudApplicationAdministrator),
];

/// Microsoft Graph as an application, in every tenant (`entra-consent.md` 8.1).
pub const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";

/// The Graph that came before Microsoft Graph; both are kept from Application Administrators.
const OLD_GRAPH_HOST: &str = "graph.windows.net";

/// More than any value with its Graph address in front; comparing spellings costs time by length.
const LONGEST_VALUE: usize = 160;

/// One permission that Microsoft Graph publishes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GraphPermission {
    /// `Calendars.Read`.
    pub value: String,
    /// Delegated or application.
    #[serde(rename = "type")]
    pub kind: PermissionKind,
    /// The scope's or app role's GUID.
    pub id: String,
    /// Microsoft's words: `Read user calendars`.
    pub display_name: String,
    /// Only an admin can approve it, whatever the policy.
    pub admin_consent_required: bool,
    /// Microsoft's grade from 1 to 4; `None` where it gives none.
    pub privilege_level: Option<u8>,
}

/// Every permission of Microsoft Graph.
#[derive(Debug)]
pub struct Catalogue {
    /// Sorted by `order`, so that a lookup is a binary search.
    permissions: Vec<GraphPermission>,
}

/// The catalogue, read from `data/graph-permissions.json` on first use.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let mut permissions: Vec<GraphPermission> =
            serde_json::from_str(include_str!("../data/graph-permissions.json"))
                .expect("graph-permissions.json is part of the program and tested");
        permissions.sort_by(|a, b| order((&a.value, a.kind), (&b.value, b.kind)));
        Catalogue { permissions }
    });
    &CATALOGUE
}

fn order(a: (&str, PermissionKind), b: (&str, PermissionKind)) -> Ordering {
    let by_value =
        a.0.bytes().map(|c| c.to_ascii_lowercase()).cmp(b.0.bytes().map(|c| c.to_ascii_lowercase()));
    by_value.then(a.1.cmp(&b.1))
}

impl Catalogue {
    /// The permission behind this GUID, in any capitals.
    #[must_use]
    pub fn by_id(&self, id: &str, kind: PermissionKind) -> Option<&GraphPermission> {
        self.permissions.iter().find(|known| known.kind == kind && known.id.eq_ignore_ascii_case(id))
    }

    /// The permission with this value, in any capitals and with or without a Graph address in front.
    #[must_use]
    pub fn find(&self, value: &str, kind: PermissionKind) -> Option<&GraphPermission> {
        let wanted = without_graph_host(value);
        self.permissions
            .binary_search_by(|known| order((&known.value, known.kind), (wanted, kind)))
            .ok()
            .map(|at| &self.permissions[at])
    }

    /// The value that a misspelt one most likely means.
    #[must_use]
    pub fn closest(&self, value: &str, kind: PermissionKind) -> Option<&str> {
        if value.len() > LONGEST_VALUE {
            return None;
        }
        let wanted = without_graph_host(value).to_ascii_lowercase();
        // Further away than this, two permissions only share a family name.
        let most = 2.max(wanted.len() / 5);
        self.permissions
            .iter()
            .filter(|known| known.kind == kind && known.value.len().abs_diff(wanted.len()) <= most)
            // Few people mistype the first letter, and comparing with all of them takes long.
            .filter(|known| {
                known.value.bytes().next().map(|c| c.to_ascii_lowercase()) == wanted.bytes().next()
            })
            .map(|known| (strsim::osa_distance(&wanted, &known.value.to_ascii_lowercase()), known))
            .filter(|(distance, _)| *distance <= most)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, known)| known.value.as_str())
    }

    /// The first permission that `text` names. What any sign-in asks for has no dot, and is a word of its own in a
    /// text.
    #[must_use]
    pub fn named_in(&self, text: &str) -> Option<&GraphPermission> {
        text.split(|sign: char| {
            !(sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_' | '/' | ':'))
        })
        .map(|word| word.trim_matches(['.', ':', '/', '-']))
        .filter(|word| word.contains('.'))
        .find_map(|word| {
            self.find(word, PermissionKind::Application)
                .or_else(|| self.find(word, PermissionKind::Delegated))
        })
    }

    /// Every permission, by value.
    #[must_use]
    pub fn all(&self) -> &[GraphPermission] {
        &self.permissions
    }
}

/// Whether Microsoft's default policy for new organizations keeps people from approving it.
#[must_use]
pub fn managed_policy_blocks(value: &str) -> bool {
    #[derive(Deserialize)]
    struct ManagedPolicy {
        not_user_grantable: Vec<String>,
    }
    // Data and not code: Microsoft changes the list without the organization doing anything.
    static POLICY: LazyLock<ManagedPolicy> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../data/microsoft-managed-consent.json"))
            .expect("microsoft-managed-consent.json is part of the program and tested")
    });
    POLICY.not_user_grantable.iter().any(|kept| same_scope(kept, value))
}

/// The least role that may approve all of these.
#[must_use]
pub fn least_role(permissions: &[Permission]) -> AdminRole {
    let roles = permissions.iter().map(|asked| least_role_for(&asked.value, asked.kind));
    roles.max().unwrap_or(AdminRole::CloudApplicationAdministrator)
}

/// The least role that may approve this one.
#[must_use]
pub fn least_role_for(value: &str, kind: PermissionKind) -> AdminRole {
    match kind {
        PermissionKind::Delegated => AdminRole::CloudApplicationAdministrator,
        // Application Administrators may approve application permissions of every API but Microsoft Graph.
        PermissionKind::Application if is_of_another_api(value) => AdminRole::CloudApplicationAdministrator,
        PermissionKind::Application => AdminRole::PrivilegedRoleAdministrator,
    }
}

/// Whether somebody with these roles may approve what needs that role.
#[must_use]
pub fn may_grant(roles: &[DirectoryRole], needed: AdminRole) -> bool {
    roles.iter().any(|role| match role {
        DirectoryRole::GlobalAdministrator | DirectoryRole::PrivilegedRoleAdministrator => true,
        DirectoryRole::ApplicationAdministrator | DirectoryRole::CloudApplicationAdministrator => {
            needed == AdminRole::CloudApplicationAdministrator
        }
        DirectoryRole::Other => false,
    })
}

impl DirectoryRole {
    /// The role with this template id, in any capitals.
    #[must_use]
    pub fn from_template_id(id: &str) -> Self {
        let known = ROLE_TEMPLATES.iter().find(|(template, _)| template.eq_ignore_ascii_case(id.trim()));
        known.map_or(Self::Other, |(_, role)| *role)
    }
}

/// Whether a scope has the address of an API in front that is not Microsoft Graph.
fn is_of_another_api(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let graphs = Cloud::ALL.iter().map(|cloud| cloud.hosts().graph).chain([OLD_GRAPH_HOST]);
    // Whatever can be read as Graph counts as Graph: the higher role is the safe answer.
    !host.is_empty() && !graphs.into_iter().any(|graph| graph.eq_ignore_ascii_case(host))
}

/// Whether two scopes name the same permission of Microsoft Graph.
#[must_use]
pub fn same_scope(a: &str, b: &str) -> bool {
    without_graph_host(a).eq_ignore_ascii_case(without_graph_host(b))
}

pub(crate) fn without_graph_host(scope: &str) -> &str {
    let Some((scheme, rest)) = scope.split_once("://") else { return scope };
    let Some((host, value)) = rest.split_once('/') else { return scope };
    // A granted scope may come with the cloud's own Graph in front.
    let graph = Cloud::ALL.iter().any(|cloud| cloud.hosts().graph.eq_ignore_ascii_case(host));
    if graph && scheme.eq_ignore_ascii_case("https") { value } else { scope }
}
