//! What an admin reads before accepting for everyone: by the link, in the portal, and for a request.

use std::collections::BTreeSet;

use maud::{Markup, html};
use usher_domain::profile::PermissionKind;

use crate::client::Client;
use crate::organization::{NAME, Organization};
use crate::pages::sign_in::list;

/// What is asked for.
pub(crate) struct Approval<'a> {
    pub(crate) organization: &'a Organization,
    pub(crate) client: Client,
    pub(crate) scopes: &'a BTreeSet<String>,
    pub(crate) roles: &'a BTreeSet<String>,
}

/// The body of an admin consent page.
pub(crate) fn approval(asked: &Approval<'_>) -> Markup {
    let name = asked.client.name(&asked.organization.settings.app_name);
    html! {
        p { strong { "Accept for your organization" } }
        p { strong { (name) } " would like to:" }
        (list(asked.scopes, PermissionKind::Delegated))
        (list(asked.roles, PermissionKind::Application))
        p { "If you accept, everyone at " (NAME) " can use it, and nobody else is asked." }
        dl.facts {
            dt { "Maker" } dd #publisher { (publisher(asked.organization, asked.client)) }
            dt { "Application ID" } dd #app-id { (asked.client.id()) }
        }
    }
}

/// The maker's name, and whether Microsoft verified it.
pub(crate) fn publisher(organization: &Organization, client: Client) -> String {
    match client.publisher(organization.settings.publisher_verified) {
        Some(name) => format!("{name} (verified publisher)"),
        None if client == Client::Confidential => format!("{NAME} (own registration)"),
        None => "Unverified".to_owned(),
    }
}
