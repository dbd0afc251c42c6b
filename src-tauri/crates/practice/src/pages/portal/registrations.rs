//! App registrations: the list, the form for a new one, and the overview with the ids.

use maud::{Markup, html};

use super::{Portal, form, leads_to};
use crate::organization::{NAME, TENANT};
use crate::pages::sign_in::act;
use crate::portal::place::{OwnPage, Place};
use crate::registrations::Registration;

/// All of the organization's own.
pub(crate) fn list(portal: &Portal<'_>) -> Markup {
    let all = portal.organization.registrations.all();
    portal.page(
        "App registrations",
        Place::Registrations,
        &html! {
            div.acts { (leads_to(Place::NewRegistration, "new-registration", "New registration")) }
            @if all.is_empty() {
                p #no-registrations { "No app is registered here yet." }
            } @else {
                table {
                    caption { "All applications" }
                    thead { tr { th scope="col" { "Display name" } th scope="col" { "Application (client) ID" } th scope="col" { "Created on" } } }
                    tbody {
                        @for app in all {
                            tr {
                                th scope="row" {
                                    a id={ "registration-" (app.client_id) } href=(Place::Own(app.client_id, OwnPage::Overview).path()) { (app.name) }
                                }
                                td { (app.client_id) }
                                td { (app.created_at.day()) }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// The form behind "New registration".
pub(crate) fn new(portal: &Portal<'_>) -> Markup {
    let content = html! {
        label for="name" { "Name" }
        input #name type="text" name="name" maxlength="120" autocomplete="off" required;
        fieldset {
            legend { "Supported account types" }
            label.tick {
                input #audience-single type="radio" name="audience" value="single" checked;
                "Accounts in this organizational directory only (" (NAME) " only - Single tenant)"
            }
            label.tick {
                input #audience-multiple type="radio" name="audience" value="multiple";
                "Accounts in any organizational directory (Any Microsoft Entra ID tenant - Multitenant)"
            }
        }
        p.muted { "Redirect URI (optional): an app that signs in as itself needs none." }
        div.acts { (act("register", "Register", true)) }
    };
    portal.page(
        "Register an application",
        Place::NewRegistration,
        &form(&Place::NewRegistration.path(), portal.canary, &content),
    )
}

/// The ids of one app.
pub(crate) fn overview(portal: &Portal<'_>, app: &Registration) -> Markup {
    portal.page(
        &app.name,
        Place::Own(app.client_id, OwnPage::Overview),
        &html! {
            h2 { "Essentials" }
            dl.facts {
                dt { "Display name" } dd #display-name { (app.name) }
                dt { "Application (client) ID" } dd #client-id { (app.client_id) }
                dt { "Object ID" } dd #object-id { (app.object_id) }
                dt { "Directory (tenant) ID" } dd #tenant-id { (TENANT) }
                dt { "Supported account types" } dd { @if app.audience == "AzureADMyOrg" { "My organization only" } @else { "Multiple organizations" } }
                dt { "Client credentials" }
                dd #credentials { (app.certificates.len()) " certificate, " (app.secrets.len()) " secret" }
                dt { "Managed application in local directory" }
                dd {
                    @if app.principal.is_some() {
                        a #managed-application href=(Place::Own(app.client_id, OwnPage::Enterprise).path()) { (app.name) }
                    } @else {
                        "None"
                    }
                }
            }
        },
    )
}
