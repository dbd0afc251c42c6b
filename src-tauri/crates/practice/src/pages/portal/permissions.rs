//! API permissions of an app registration: what it lists, what is granted, and adding more.

use std::collections::BTreeMap;

use maud::{Markup, html};
use usher_domain::permissions::{GraphPermission, catalogue};
use usher_domain::profile::PermissionKind;

use super::{Portal, form, leads_to};
use crate::organization::NAME;
use crate::pages::sign_in::act;
use crate::portal::place::{OwnPage, Place};
use crate::registrations::Registration;
use crate::settings::Required;

/// The permissions of one app; `search` narrows what can be added.
pub(crate) fn page(portal: &Portal<'_>, app: &Registration, search: &str) -> Markup {
    let place = Place::Own(app.client_id, OwnPage::Permissions);
    portal.page(
        "API permissions",
        place,
        &html! {
            p { strong { (app.name) } " " (app.client_id) }
            h2 { "Configured permissions" }
            (configured(app))
            div.acts {
                @if portal.admin.approves_everything() {
                    (leads_to(Place::Own(app.client_id, OwnPage::Grant), "grant-admin-consent", &format!("Grant admin consent for {NAME}")))
                } @else {
                    p.muted #cannot-grant { "Only a Privileged Role Administrator or Global Administrator can grant admin consent for " (NAME) "." }
                }
                (leads_to(place, "refresh", "Refresh"))
            }
            section aria-labelledby="add-head" {
                h2 #add-head { "Add a permission" }
                p { "Microsoft Graph > Application permissions: your application runs as a background service or daemon without a signed-in user." }
                form method="get" action=(place.path()) role="search" {
                    label for="search" { "Select permissions: type a permission to filter these results" }
                    input #search type="search" name="q" value=(search) autocomplete="off";
                    div.acts { button #search-submit type="submit" { "Search" } }
                }
                (form(&place.path(), portal.canary, &choices(app, search)))
            }
        },
    )
}

fn configured(app: &Registration) -> Markup {
    html! {
        table #configured {
            caption { "Microsoft Graph (" (app.required.len()) ")" }
            thead { tr {
                th scope="col" { "Permission" } th scope="col" { "Type" } th scope="col" { "Admin consent required" } th scope="col" { "Status" }
            } }
            tbody { @for line in &app.required { (row(app, line)) } }
        }
    }
}

fn row(app: &Registration, line: &Required) -> Markup {
    let known = catalogue().find(&line.value, line.kind);
    let principal = app.principal.as_ref();
    let (kind, granted) = match line.kind {
        PermissionKind::Application => {
            ("Application", principal.is_some_and(|principal| principal.has(&line.value)))
        }
        PermissionKind::Delegated => {
            ("Delegated", principal.is_some_and(|principal| principal.scopes.contains(&line.value)))
        }
    };
    let needs_admin = known.is_some_and(|known| known.admin_consent_required);
    let status = match (granted, needs_admin) {
        (true, _) => format!("Granted for {NAME}"),
        (false, true) => format!("Not granted for {NAME}"),
        (false, false) => String::new(),
    };
    html! {
        tr data-permission=(line.value) data-granted=(granted) {
            th scope="row" { (line.value) @if let Some(known) = known { br; span.muted { (known.display_name) } } }
            td { (kind) }
            td { @if needs_admin { "Yes" } @else { "No" } }
            td id={ "status-" (line.value) } { (status) }
        }
    }
}

/// What can be ticked, in the groups of the portal.
fn choices(app: &Registration, search: &str) -> Markup {
    let search = search.trim().to_lowercase();
    let listed = app.required(PermissionKind::Application);
    let mut groups: BTreeMap<&str, Vec<&GraphPermission>> = BTreeMap::new();
    let fits = |known: &&GraphPermission| {
        known.kind == PermissionKind::Application
            && !listed.contains(&known.value)
            && known.value.to_lowercase().contains(&search)
    };
    for known in catalogue().all().iter().filter(fits) {
        let group = known.value.split('.').next().unwrap_or_default();
        groups.entry(group).or_default().push(known);
    }
    html! {
        @if groups.is_empty() { p #no-permissions role="status" { "No permissions found." } }
        @for (group, permissions) in groups {
            details open[!search.is_empty()] {
                summary { (group) }
                @for known in permissions {
                    label.tick {
                        input id={ "add-" (known.value) } type="checkbox" name={ "add." (known.value) } value="yes";
                        span { (known.value) br; span.muted { (known.display_name) } }
                    }
                }
            }
        }
        div.acts { (act("add-permissions", "Add permissions", true)) }
    }
}

/// The question behind "Grant admin consent".
pub(crate) fn question(portal: &Portal<'_>, app: &Registration) -> Markup {
    let place = Place::Own(app.client_id, OwnPage::Grant);
    portal.page(
        "Grant admin consent confirmation",
        place,
        &html! {
            p {
                "Do you want to grant consent for the requested permissions for all accounts in " (NAME)
                "? This will update any existing admin consent records this application already has to match what is listed below."
            }
            ul { @for line in &app.required { li { (line.value) } } }
            (form(&place.path(), portal.canary, &html! {
                div.acts {
                    (act("grant-yes", "Yes", true))
                    (act("grant-no", "No", false))
                }
            }))
        },
    )
}
