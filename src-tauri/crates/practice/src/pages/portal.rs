//! The pages of the pretend portal.

use maud::{Markup, html};
use usher_domain::profile::PermissionKind;

use crate::client::Client;
use crate::organization::{NAME, Organization};
use crate::pages::frame;
use crate::pages::sign_in::{act, list};
use crate::people::Person;
use crate::site::Site;

/// What the last act came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    None,
    Done,
    WrongPassword,
    NotAdmin,
}

/// The door of the portal.
pub(crate) fn sign_in(site: &Site, canary: &str, notice: Notice) -> Markup {
    frame(
        "Pretend portal",
        &html! {
            (words(notice))
            form method="post" action=(site.portal) autocomplete="off" {
                input type="hidden" name="canary" value=(canary);
                label for="username" { "Admin account" }
                input #username type="text" name="username" autocapitalize="none" spellcheck="false";
                label for="password" { "Password" }
                input #password type="password" name="password";
                div.acts { (act("portal-sign-in", "Sign in", true)) }
            }
        },
    )
}

/// Requests and permissions.
pub(crate) fn overview(
    organization: &Organization,
    site: &Site,
    admin: &Person,
    canary: &str,
    notice: Notice,
) -> Markup {
    let waiting: Vec<_> = organization.requests.waiting().collect();
    frame(
        "Pretend portal",
        &html! {
            (words(notice))
            p.muted { (admin.username) }
            form method="post" action=(site.portal) {
                input type="hidden" name="canary" value=(canary);
                h2 { "Admin consent requests" }
                @if waiting.is_empty() { p #no-requests { "No request is waiting." } }
                @for (index, request) in waiting.iter().enumerate() {
                    section id={ "request-" (index) } {
                        p { strong { (organization.settings.app_name) } ", asked for by " (request.by.username) }
                        p { "Reason: " (request.reason) }
                        (list(&request.scopes, PermissionKind::Delegated))
                        div.acts {
                            (decide("approve", "Approve", index, request.number))
                            (decide("deny", "Deny", index, request.number))
                            (decide("block", "Block", index, request.number))
                        }
                    }
                }
                h2 { "Enterprise apps, Permissions" }
                @for client in Client::ALL { (permissions(organization, client)) }
                div.acts { (act("portal-sign-out", "Sign out", false)) }
            }
        },
    )
}

fn permissions(organization: &Organization, client: Client) -> Markup {
    let (name, id) = match client {
        Client::Public => (organization.settings.app_name.as_str(), "grant-admin-consent"),
        Client::Confidential => ("Own app registration", "grant-admin-consent-own"),
    };
    let now = organization.now();
    html! {
        section id={ "app-" (client.id()) } {
            p { strong { (name) } " " (client.id()) }
            p { "Required:" }
            (list(&organization.required(PermissionKind::Delegated), PermissionKind::Delegated))
            (list(&organization.required(PermissionKind::Application), PermissionKind::Application))
            p { "Granted to everyone or to someone: " (organization.grants.list(client, now).len())
                ", application permissions: " (organization.grants.roles(client, now).len()) }
            button id=(id) type="submit" name="grant" value=(client.id()) { "Grant admin consent for " (NAME) }
        }
    }
}

fn decide(name: &str, label: &str, index: usize, number: u64) -> Markup {
    html! { button id={ (name) "-" (index) } type="submit" name=(name) value=(number) { (label) } }
}

fn words(notice: Notice) -> Markup {
    html! {
        @match notice {
            Notice::None => {}
            Notice::Done => p #portal-done role="status" { "Done." },
            Notice::WrongPassword => p.problem #portal-problem role="alert" { "The account or password is not right." },
            Notice::NotAdmin => p.problem #portal-problem role="alert" { "This account may not approve that." },
        }
    }
}
