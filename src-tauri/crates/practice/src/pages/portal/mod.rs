//! The pages of the pretend admin center. The menu names are the real ones (`entra-consent.md` 7).

pub(crate) mod apps;
pub(crate) mod consent;
mod notices;
pub(crate) mod permissions;
pub(crate) mod registrations;
pub(crate) mod requests;
pub(crate) mod secrets;
pub(crate) mod settings;
pub(crate) mod teams;

use maud::{Markup, html};

use self::notices::told;
use crate::client::Client;
use crate::organization::{NAME, Organization};
use crate::pages::approval::publisher;
use crate::pages::sign_in::act;
use crate::pages::{frame, wide_frame};
use crate::people::Person;
use crate::portal::Notice;
use crate::portal::place::{OwnPage, Place};
use crate::registrations::Registration;
use crate::teams::Terminal;

/// What every page of the portal knows.
pub(crate) struct Portal<'a> {
    pub(crate) organization: &'a Organization,
    pub(crate) admin: &'a Person,
    pub(crate) canary: &'a str,
    pub(crate) notice: Option<Notice>,
    /// This browser's window of the pretend Teams PowerShell.
    pub(crate) terminal: Option<&'a Terminal>,
}

/// The door.
pub(crate) fn sign_in(place: &Place, canary: &str, notice: Option<Notice>) -> Markup {
    let content = html! {
        p { "Pretend admin center of " (NAME) }
        (told(notice))
        (labelled_fields())
        div.acts { (act("portal-sign-in", "Sign in", true)) }
    };
    frame("Sign in as an admin", &form(&place.path(), canary, &content))
}

fn labelled_fields() -> Markup {
    html! {
        label for="username" { "Admin account" }
        input #username type="text" name="username" autocapitalize="none" spellcheck="false" autocomplete="off";
        label for="password" { "Password" }
        input #password type="password" name="password" autocomplete="off";
    }
}

/// A form that changes something: it carries the browser's own mark.
pub(crate) fn form(action: &str, canary: &str, content: &Markup) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="canary" value=(canary);
            (content)
        }
    }
}

/// A button that only leads to another page.
pub(crate) fn leads_to(place: Place, id: &str, label: &str) -> Markup {
    html! {
        form.inline method="get" action=(place.path()) { button id=(id) type="submit" { (label) } }
    }
}

/// One enterprise app, as its pages and the list show it.
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) object_id: String,
    pub(crate) maker: String,
    pub(crate) overview: Place,
    pub(crate) properties: Place,
}

impl Portal<'_> {
    /// A fixed app.
    pub(crate) fn listed(&self, client: Client) -> Listed {
        Listed {
            name: client.name(&self.organization.settings.app_name),
            client_id: client.id().to_owned(),
            object_id: client.object_id().to_owned(),
            maker: publisher(self.organization, client),
            overview: Place::App(client),
            properties: Place::Properties(client),
        }
    }

    /// An app of the organization's own, once it has a principal.
    pub(crate) fn listed_own(&self, app: &Registration) -> Option<Listed> {
        Some(Listed {
            name: app.name.clone(),
            client_id: app.client_id.to_string(),
            object_id: app.principal_id()?.to_string(),
            maker: format!("{NAME} (own registration)"),
            overview: Place::Own(app.client_id, OwnPage::Enterprise),
            properties: Place::Own(app.client_id, OwnPage::Properties),
        })
    }

    /// A page with the menu.
    pub(crate) fn page(&self, title: &str, here: Place, content: &Markup) -> Markup {
        wide_frame(
            title,
            &html! {
                (self.menu(here))
                main #content {
                    h1 { (title) }
                    (told(self.notice))
                    (content)
                }
            },
        )
    }

    pub(crate) fn home(&self) -> Markup {
        let waiting = if self.admin.reviewer { self.organization.requests.waiting().count() } else { 0 };
        self.page(
            "Pretend admin center",
            Place::Home,
            &html! {
                p { "Organization: " strong { (NAME) } }
                p { "Roles of this account: " (roles(self.admin)) }
                ul {
                    li { a href=(Place::Apps.path()) { "Look at all applications" } }
                    li { a href=(Place::Registrations.path()) { "Look at app registrations" } }
                    li { a href=(Place::Requests.path()) { "Look at admin consent requests" } " (" (waiting) " waiting)" }
                }
            },
        )
    }

    pub(crate) fn not_found(&self) -> Markup {
        self.page(
            "Not found",
            Place::Home,
            &html! { p #not-found { "There is no such page, app or request here." } },
        )
    }

    fn menu(&self, here: Place) -> Markup {
        html! {
            nav aria-label="Admin center" {
                p.menu-head { "Entra ID" }
                ul {
                    li { (link(Place::Home, "Home", here)) }
                    li {
                        span.menu-group { "Enterprise apps" }
                        ul {
                            li { (link(Place::Apps, "All applications", here)) }
                            @if let Some(client) = app_of(here) { li { (self.app_menu(client, here)) } }
                            @if let Place::Own(id, OwnPage::Enterprise | OwnPage::Properties) = here {
                                li { (link(Place::Own(id, OwnPage::Enterprise), "Overview", here)) }
                                li { (link(Place::Own(id, OwnPage::Properties), "Properties", here)) }
                            }
                            li { (link(Place::ConsentSettings, "Consent and permissions", here)) }
                            li {
                                span.menu-group { "Activity" }
                                ul { li { (link(Place::Requests, "Admin consent requests", here)) } }
                            }
                        }
                    }
                    li { (self.registrations_menu(here)) }
                }
                p.menu-head { "Teams" }
                ul { li { (link(Place::TeamsPowerShell, "Teams PowerShell", here)) } }
                p.muted #portal-account { (self.admin.username) }
                (form(&Place::Home.path(), self.canary, &act("portal-sign-out", "Sign out", false)))
            }
        }
    }

    fn registrations_menu(&self, here: Place) -> Markup {
        html! {
            (link(Place::Registrations, "App registrations", here))
            @if let Place::Own(id, OwnPage::Overview | OwnPage::Permissions | OwnPage::Grant | OwnPage::Secrets) = here {
                ul {
                    @if let Some(app) = self.organization.registrations.by_client(&id.to_string()) {
                        li { span.menu-group { (app.name) } }
                    }
                    li { (link(Place::Own(id, OwnPage::Overview), "Overview", here)) }
                    li {
                        span.menu-group { "Manage" }
                        ul {
                            li { (link(Place::Own(id, OwnPage::Secrets), "Certificates & secrets", here)) }
                            li { (link(Place::Own(id, OwnPage::Permissions), "API permissions", here)) }
                        }
                    }
                }
            }
        }
    }

    fn app_menu(&self, client: Client, here: Place) -> Markup {
        html! {
            span.menu-group { (client.name(&self.organization.settings.app_name)) }
            ul {
                li { (link(Place::App(client), "Overview", here)) }
                li {
                    span.menu-group { "Manage" }
                    ul { li { (link(Place::Properties(client), "Properties", here)) } }
                }
                li {
                    span.menu-group { "Security" }
                    ul { li { (link(Place::Permissions(client), "Permissions", here)) } }
                }
            }
        }
    }
}

fn link(to: Place, label: &str, here: Place) -> Markup {
    html! { a href=(to.path()) aria-current=[(to == here).then_some("page")] { (label) } }
}

fn app_of(place: Place) -> Option<Client> {
    match place {
        Place::App(client)
        | Place::Permissions(client)
        | Place::Consent(client)
        | Place::Properties(client) => Some(client),
        Place::Home
        | Place::Apps
        | Place::Requests
        | Place::Request(_)
        | Place::Review(_)
        | Place::ConsentSettings
        | Place::Registrations
        | Place::NewRegistration
        | Place::Own(..)
        | Place::TeamsPowerShell => None,
    }
}

fn roles(who: &Person) -> String {
    if who.roles.is_empty() {
        return "none".to_owned();
    }
    who.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
}
