//! Enterprise apps: the list, and the pages of one app.

use maud::{Markup, html};
use usher_domain::permissions::catalogue;
use usher_domain::profile::PermissionKind;

use super::{Listed, Portal, form, leads_to};
use crate::client::Client;
use crate::organization::NAME;
use crate::pages::sign_in::act;
use crate::portal::place::Place;
use crate::principals::Principal;

/// All applications, or those that `search` finds by name or id.
pub(crate) fn list(portal: &Portal<'_>, search: &str) -> Markup {
    let search = search.trim();
    let organization = portal.organization;
    let fixed = Client::LISTED.into_iter().filter(|client| organization.principal(*client).is_some());
    let own = organization.registrations.all().iter().filter_map(|app| portal.listed_own(app));
    let found: Vec<Listed> = fixed
        .map(|client| portal.listed(client))
        .chain(own)
        .filter(|listed| matches(listed, search))
        .collect();
    portal.page(
        "All applications",
        Place::Apps,
        &html! {
            form method="get" action=(Place::Apps.path()) role="search" {
                label for="search" { "Search by application name or ID" }
                input #search type="search" name="q" value=(search) autocomplete="off";
                div.acts { button #search-submit type="submit" { "Search" } }
            }
            @if found.is_empty() {
                p #no-apps role="status" { "No applications found." }
            } @else {
                table {
                    caption { (found.len()) " applications found" }
                    thead { tr { th scope="col" { "Name" } th scope="col" { "Application ID" } th scope="col" { "Object ID" } } }
                    tbody {
                        @for listed in found {
                            tr {
                                th scope="row" { a id={ "app-" (listed.client_id) } href=(listed.overview.path()) { (listed.name) } }
                                td { (listed.client_id) }
                                td { (listed.object_id) }
                            }
                        }
                    }
                }
            }
            p.muted { "An app is listed here only after someone approved it once. Before that, an approval link works." }
        },
    )
}

fn matches(listed: &Listed, search: &str) -> bool {
    let search = search.to_lowercase();
    listed.name.to_lowercase().contains(&search)
        || listed.client_id.starts_with(&search)
        || listed.object_id.starts_with(&search)
}

/// Overview of one app.
pub(crate) fn overview(portal: &Portal<'_>, listed: &Listed, principal: &Principal) -> Markup {
    portal.page(
        &listed.name,
        listed.overview,
        &html! {
            dl.facts {
                dt { "Application ID" } dd #app-id { (listed.client_id) }
                dt { "Object ID" } dd #object-id { (listed.object_id) }
                dt { "Maker" } dd #publisher { (listed.maker) }
                dt { "Enabled for users to sign in?" } dd #is-enabled { (yes_no(principal.enabled)) }
                dt { "Assignment required?" } dd #is-assignment-required { (yes_no(principal.assignment_required)) }
                dt { "Created" } dd { (principal.created_at.stamp()) }
            }
        },
    )
}

/// Security > Permissions of one app.
pub(crate) fn permissions(portal: &Portal<'_>, client: Client) -> Markup {
    let organization = portal.organization;
    let now = organization.now();
    let delegated = organization.grants.for_everyone(client, now);
    let roles = organization.grants.roles(client, now);
    let by_people = organization.grants.by_people(client, now);
    let place = Place::Permissions(client);
    let admin_rows = html! {
        @for permission in &delegated {
            (row(permission, PermissionKind::Delegated, &html! {
                button id={ "revoke-" (permission) } type="submit" name="revoke" value=(permission)
                    aria-label={ "Revoke " (permission) } { "Revoke" }
            }))
        }
        @for permission in &roles {
            @let id = if delegated.contains(permission) { format!("revoke-{permission}-application") } else { format!("revoke-{permission}") };
            (row(permission, PermissionKind::Application, &html! {
                button id=(id) type="submit" name="revoke_application" value=(permission)
                    aria-label={ "Revoke " (permission) ", application" } { "Revoke" }
            }))
        }
    };
    portal.page(
        "Permissions",
        place,
        &html! {
            p { strong { (client.name(&organization.settings.app_name)) } " " (client.id()) }
            div.acts {
                (leads_to(Place::Consent(client), "grant-admin-consent", &format!("Grant admin consent for {NAME}")))
                (leads_to(place, "refresh", "Refresh"))
            }
            section #admin-consent aria-labelledby="admin-consent-head" {
                h2 #admin-consent-head { "Admin consent" }
                @if delegated.is_empty() && roles.is_empty() {
                    p #no-admin-consent { "No permission was granted by an admin." }
                } @else {
                    (form(&place.path(), portal.canary, &table("Granted for everyone", "Change", &admin_rows)))
                }
            }
            section #user-consent aria-labelledby="user-consent-head" {
                h2 #user-consent-head { "User consent" }
                @if by_people.is_empty() {
                    p #no-user-consent { "No person accepted a permission for themselves." }
                } @else {
                    (table("Accepted by people for themselves", "Granted by", &html! {
                        @for (permission, count) in &by_people {
                            (row(permission, PermissionKind::Delegated, &html! { (count) @if *count == 1 { " person" } @else { " people" } }))
                        }
                    }))
                    p.muted { "What people accepted for themselves can't be revoked here." }
                }
            }
        },
    )
}

fn table(caption: &str, last: &str, rows: &Markup) -> Markup {
    html! {
        table {
            caption { (caption) }
            thead { tr { th scope="col" { "Permission" } th scope="col" { "Type" } th scope="col" { (last) } } }
            tbody { (rows) }
        }
    }
}

fn row(permission: &str, kind: PermissionKind, last: &Markup) -> Markup {
    let words = catalogue().find(permission, kind).map(|known| known.display_name.as_str());
    let kind = match kind {
        PermissionKind::Delegated => "Delegated",
        PermissionKind::Application => "Application",
    };
    html! {
        tr data-permission=(permission) {
            th scope="row" { (permission) @if let Some(words) = words { br; span.muted { (words) } } }
            td { (kind) }
            td { (last) }
        }
    }
}

/// Manage > Properties of one app.
pub(crate) fn properties(portal: &Portal<'_>, listed: &Listed, principal: &Principal) -> Markup {
    let place = listed.properties;
    portal.page(
        "Properties",
        place,
        &html! {
            p { strong { (listed.name) } " " (listed.client_id) }
            (form(&place.path(), portal.canary, &html! {
                (switch("enabled", "Enabled for users to sign in?", principal.enabled))
                (switch("assignment", "Assignment required?", principal.assignment_required))
                p.muted { "Where assignment is required, only people on the app's list get in." }
                div.acts { (act("save", "Save", true)) }
            }))
        },
    )
}

/// A yes and a no; ids are `{name}-yes` and `{name}-no`.
pub(crate) fn switch(name: &str, legend: &str, on: bool) -> Markup {
    html! {
        fieldset {
            legend { (legend) }
            @for (value, label, checked) in [("yes", "Yes", on), ("no", "No", !on)] {
                label.tick {
                    input id={ (name) "-" (value) } type="radio" name=(name) value=(value) checked[checked];
                    (label)
                }
            }
        }
    }
}

fn yes_no(on: bool) -> &'static str {
    if on { "Yes" } else { "No" }
}
