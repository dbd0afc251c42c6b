//! Admin consent requests: the list, and one of them.

use maud::{Markup, html};
use usher_domain::profile::PermissionKind;

use super::{Portal, form, leads_to};
use crate::pages::approval::publisher;
use crate::pages::sign_in::{act, list as permissions};
use crate::portal::place::Place;
use crate::requests::ConsentRequest;
use crate::truth::RequestState;

/// "My Pending", and what was settled before.
pub(crate) fn list(portal: &Portal<'_>) -> Markup {
    let requests = &portal.organization.requests;
    let waiting: Vec<_> = requests.waiting().filter(|_| portal.admin.reviewer).collect();
    let settled: Vec<_> = requests.settled().filter(|_| portal.admin.reviewer).collect();
    portal.page(
        "Admin consent requests",
        Place::Requests,
        &html! {
            section aria-labelledby="my-pending" {
                h2 #my-pending { "My Pending" }
                @if waiting.is_empty() {
                    p #no-requests { "No request is waiting for you." }
                    @if !portal.admin.reviewer { p { "This account is not a reviewer, so it gets no requests." } }
                } @else {
                    table {
                        caption { "Requests that wait for your answer" }
                        thead { tr { th scope="col" { "Name" } th scope="col" { "Requested by" } th scope="col" { "Date" } } }
                        tbody {
                            @for request in waiting {
                                tr {
                                    th scope="row" {
                                        a id={ "request-" (request.number) } href=(Place::Request(request.number).path()) {
                                            (name(portal, request))
                                        }
                                    }
                                    td { (request.by.username) }
                                    td { (request.sent_at.stamp()) }
                                }
                            }
                        }
                    }
                }
            }
            @if !settled.is_empty() {
                section #settled aria-labelledby="all-requests" {
                    h2 #all-requests { "All (Preview)" }
                    ul {
                        @for request in settled {
                            li {
                                (name(portal, request)) ", " (request.by.username) ": " (words(request.state))
                                @if !request.justification.is_empty() { " (" (request.justification) ")" }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// One waiting request.
pub(crate) fn details(portal: &Portal<'_>, request: &ConsentRequest) -> Markup {
    let place = Place::Request(request.number);
    portal.page(
        &name(portal, request),
        place,
        &html! {
            section aria-labelledby="app-details" {
                h2 #app-details { "App details" }
                dl.facts {
                    dt { "Application ID" } dd #app-id { (request.client.id()) }
                    dt { "Maker" } dd #publisher { (publisher(portal.organization, request.client)) }
                }
                (permissions(&request.scopes, PermissionKind::Delegated))
                (permissions(&request.roles, PermissionKind::Application))
            }
            section aria-labelledby="requested-by" {
                h2 #requested-by { "Requested by" }
                dl.facts {
                    dt { "Name" } dd { (request.by.display_name) " " (request.by.username) }
                    dt { "Reason" } dd #reason { (request.reason) }
                    dt { "Date" } dd { (request.sent_at.stamp()) }
                }
            }
            div.acts { (leads_to(Place::Review(request.number), "review", "Review permissions and consent")) }
            h2 { "Turn it down" }
            (form(&place.path(), portal.canary, &html! {
                label for="justification" { "Justification" }
                textarea #justification name="justification" rows="3" {}
                p.muted { "Deny: the person may ask again. Block: nobody can use or ask for this app any more." }
                div.acts {
                    (act("deny", "Deny", false))
                    (act("block", "Block", false))
                }
            }))
        },
    )
}

fn name(portal: &Portal<'_>, request: &ConsentRequest) -> String {
    request.client.name(&portal.organization.settings.app_name)
}

fn words(state: RequestState) -> &'static str {
    match state {
        RequestState::Pending => "pending",
        RequestState::Approved => "approved",
        RequestState::Denied => "denied",
        RequestState::Blocked => "blocked",
        RequestState::Expired => "expired",
    }
}
