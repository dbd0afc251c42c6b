//! The pages of the pretend admin center. The menu names are the real ones (`entra-consent.md` 7).

pub(crate) mod apps;
pub(crate) mod consent;
pub(crate) mod requests;
pub(crate) mod settings;

use maud::{Markup, html};

use crate::client::Client;
use crate::organization::{NAME, Organization};
use crate::pages::sign_in::act;
use crate::pages::{frame, wide_frame};
use crate::people::Person;
use crate::portal::place::Place;
use crate::portal::{Needed, Notice};

/// What every page of the portal knows.
pub(crate) struct Portal<'a> {
    pub(crate) organization: &'a Organization,
    pub(crate) admin: &'a Person,
    pub(crate) canary: &'a str,
    pub(crate) notice: Option<Notice>,
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

impl Portal<'_> {
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
                            li { (link(Place::ConsentSettings, "Consent and permissions", here)) }
                            li {
                                span.menu-group { "Activity" }
                                ul { li { (link(Place::Requests, "Admin consent requests", here)) } }
                            }
                        }
                    }
                }
                p.muted #portal-account { (self.admin.username) }
                (form(&Place::Home.path(), self.canary, &act("portal-sign-out", "Sign out", false)))
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
        | Place::ConsentSettings => None,
    }
}

fn roles(who: &Person) -> String {
    if who.roles.is_empty() {
        return "none".to_owned();
    }
    who.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
}

/// What the last act came to.
pub(crate) fn told(notice: Option<Notice>) -> Markup {
    let done = |text: &str| html! { p #portal-done role="status" { (text) } };
    let problem = |text: &str| html! { p.problem #portal-problem role="alert" { (text) } };
    match notice {
        None => html! {},
        Some(Notice::Granted) => done("Admin consent was granted. Select Refresh to see it in the list."),
        Some(Notice::Revoked) => done("The permission was revoked."),
        Some(Notice::Saved) => done("Your changes were saved."),
        Some(Notice::Approved) => done("The request was approved for everyone."),
        Some(Notice::Denied) => done("The request was denied. The person gets an email with your words."),
        Some(Notice::Blocked) => done("The app was blocked. Nobody can sign in to it now."),
        Some(Notice::Gone) => problem("Nothing was changed: it is not there any more."),
        Some(Notice::WrongPassword) => problem("The account or password is not right."),
        Some(Notice::NotAdmin) => problem("This account has no admin role here. Use another account."),
        Some(Notice::JustificationMissing) => problem("Write a justification first."),
        Some(Notice::Needs(needed)) => problem(words(needed)),
    }
}

fn words(needed: Needed) -> &'static str {
    match needed {
        Needed::Approving => {
            "This account may not approve that. It takes the role of a Cloud Application Administrator, \
             Application Administrator, Privileged Role Administrator or Global Administrator."
        }
        Needed::ApprovingForApps => {
            "This account may not do that with application permissions of Microsoft Graph. It takes the role \
             of a Privileged Role Administrator or Global Administrator."
        }
        Needed::ManagingApps => {
            "This account may not change that. It takes the role of a Cloud Application Administrator, \
             Application Administrator or Global Administrator."
        }
        Needed::SettingPolicies => {
            "This account may not change that. It takes the role of a Global Administrator."
        }
    }
}
