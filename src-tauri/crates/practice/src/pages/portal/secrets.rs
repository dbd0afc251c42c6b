//! Certificates & secrets of an app registration. A secret's value is on the page once, right after it was made.

use maud::{Markup, html};

use super::{Portal, form};
use crate::pages::sign_in::act;
use crate::portal::Notice;
use crate::portal::own_apps::EXPIRES_DAYS;
use crate::portal::place::{OwnPage, Place};
use crate::registrations::Registration;
use crate::registrations::secret::Secret;

/// Both kinds of one app, and the forms for more.
pub(crate) fn page(portal: &Portal<'_>, app: &Registration) -> Markup {
    let place = Place::Own(app.client_id, OwnPage::Secrets);
    let path = place.path();
    portal.page(
        "Certificates & secrets",
        place,
        &html! {
            p { strong { (app.name) } " " (app.client_id) }
            @if let Some(ready) = portal.organization.ready.as_ref().filter(|ready| ready.client_id == app.client_id.to_string()) {
                // Microsoft's page would not show it again; without it nobody could practice with this app.
                p #practice-secret { "For practice only: the value of the secret that was made for this app is " code { (ready.secret) } }
            }
            section aria-labelledby="secrets-head" {
                h2 #secrets-head { "Client secrets (" (app.secrets.len()) ")" }
                @if app.secrets.is_empty() {
                    p #no-secrets { "No client secrets have been created for this application." }
                } @else {
                    (form(&path, portal.canary, &secrets(portal, app)))
                }
                h3 { "Add a client secret" }
                (form(&path, portal.canary, &new_secret()))
            }
            section aria-labelledby="certificates-head" {
                h2 #certificates-head { "Certificates (" (app.certificates.len()) ")" }
                @if app.certificates.is_empty() {
                    p #no-certificates { "No certificates have been added for this application." }
                } @else {
                    (form(&path, portal.canary, &certificates(app)))
                }
                h3 { "Upload certificate" }
                (form(&path, portal.canary, &new_certificate()))
            }
        },
    )
}

fn secrets(portal: &Portal<'_>, app: &Registration) -> Markup {
    let fresh = match portal.notice {
        Some(Notice::SecretMade(key_id)) => Some(key_id),
        _ => None,
    };
    let row = |secret: &Secret| {
        let is_fresh = fresh == Some(secret.key_id);
        html! {
            tr {
                th scope="row" { (secret.name) }
                td { (secret.ends_at.day()) }
                td {
                    @if is_fresh {
                        code #secret-value { (secret.value()) }
                    } @else {
                        code { (secret.hint()) "******************" }
                    }
                }
                td { @if is_fresh { code #secret-id { (secret.key_id) } } @else { code { (secret.key_id) } } }
                td { (delete(&secret.key_id.to_string(), &secret.name)) }
            }
        }
    };
    html! {
        table {
            caption { "A secret string that the application uses to prove its identity when requesting a token." }
            thead { tr {
                th scope="col" { "Description" } th scope="col" { "Expires" } th scope="col" { "Value" }
                th scope="col" { "Secret ID" } th scope="col" { "Change" }
            } }
            tbody { @for secret in &app.secrets { (row(secret)) } }
        }
    }
}

fn delete(key_id: &str, name: &str) -> Markup {
    html! {
        button id={ "delete-" (key_id) } type="submit" name="delete" value=(key_id) aria-label={ "Delete " (name) } { "Delete" }
    }
}

fn new_secret() -> Markup {
    html! {
        label for="description" { "Description" }
        input #description type="text" name="description" maxlength="120" autocomplete="off";
        label for="days" { "Expires" }
        select #days name="days" {
            @for days in EXPIRES_DAYS {
                option value=(days) selected[days == EXPIRES_DAYS[1]] {
                    @if days == EXPIRES_DAYS[1] { "Recommended: " } (days) " days (" (days / 30) " months)"
                }
            }
        }
        div.acts { (act("add-secret", "Add", true)) }
    }
}

fn certificates(app: &Registration) -> Markup {
    html! {
        table {
            caption { "Public keys that the application proves its identity with." }
            thead { tr {
                th scope="col" { "Thumbprint" } th scope="col" { "Description" } th scope="col" { "Start date" }
                th scope="col" { "Expires" } th scope="col" { "Certificate ID" } th scope="col" { "Change" }
            } }
            tbody {
                @for known in &app.certificates {
                    tr {
                        th scope="row" { code { (known.thumbprint) } }
                        td { (known.name) }
                        td { (known.starts_at.day()) }
                        td { (known.ends_at.day()) }
                        td { code { (known.key_id) } }
                        td { (delete(&known.key_id.to_string(), &known.thumbprint)) }
                    }
                }
            }
        }
    }
}

fn new_certificate() -> Markup {
    html! {
        label for="certificate" { "Certificate (the text of a .pem or .cer file, or Base64)" }
        textarea #certificate name="certificate" rows="6" spellcheck="false" {}
        label for="certificate-name" { "Description" }
        input #certificate-name type="text" name="name" maxlength="120" autocomplete="off";
        div.acts { (act("add-certificate", "Add", true)) }
    }
}
