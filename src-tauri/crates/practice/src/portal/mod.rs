//! The pretend admin center: what each page shows, behind an admin's sign-in. The drawings are in `pages::portal`.

mod acts;
pub(crate) mod own_apps;
pub(crate) mod place;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use usher_domain::profile::PermissionKind;
use uuid::Uuid;

use crate::browser::Browser;
use crate::client::Client;
use crate::organization::Organization;
use crate::outcome::found;
use crate::pages;
use crate::pages::portal::{Portal, apps, consent, permissions, registrations, requests, secrets};
use crate::people::Person;
use crate::portal::place::{OwnPage, Place};
use crate::refusal::Refusal;
use crate::registrations::Registration;
use crate::requests::ConsentRequest;

/// What the last act came to. The next page tells it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The permissions were granted for everyone.
    Granted,
    /// One was taken back.
    Revoked,
    /// A setting was changed.
    Saved,
    /// A request was approved.
    Approved,
    /// A request was turned down.
    Denied,
    /// The app was blocked.
    Blocked,
    /// Someone else was faster.
    Gone,
    /// AADSTS50126.
    WrongPassword,
    /// No role, and no reviewer either.
    NotAdmin,
    /// Denying and blocking take a justification.
    JustificationMissing,
    /// An app was registered.
    Registered,
    /// Permissions were put on the app's list.
    PermissionsAdded,
    /// A secret was made: its value is shown this once.
    SecretMade(Uuid),
    /// A certificate was added.
    CertificateAdded,
    /// A secret or certificate was deleted.
    CredentialDeleted,
    /// A registration needs a name.
    NameMissing,
    /// Nothing was ticked.
    NothingTicked,
    /// What was pasted is no certificate with an RSA key.
    NotACertificate,
    /// The organization's policy forbids secrets.
    SecretsForbidden,
    /// The account lacks the role for it.
    Needs(Needed),
}

/// What a role is needed for (`entra-consent.md` 5.1, 5.4 and 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needed {
    /// Delegated permissions.
    Approving,
    /// Application permissions of Microsoft Graph.
    ApprovingForApps,
    /// An app's properties.
    ManagingApps,
    /// The consent settings.
    SettingPolicies,
}

/// What the portal answers.
pub(crate) enum PortalReply {
    /// A page.
    Page(StatusCode, Markup),
    /// To another page of the portal, after an act.
    Go(Place),
}

impl PortalReply {
    fn page(markup: Markup) -> Self {
        Self::Page(StatusCode::OK, markup)
    }
}

impl IntoResponse for PortalReply {
    fn into_response(self) -> Response {
        match self {
            Self::Page(status, markup) => pages::respond(status, markup),
            Self::Go(place) => found(&place.path()),
        }
    }
}

impl Organization {
    /// Shows the page at `path`; `search` is what was searched for.
    pub(crate) fn portal(&mut self, path: &str, search: &str, browser: &str) -> PortalReply {
        let Some(known) = self.browsers.get_mut(browser) else {
            return self.portal_refusal(&Refusal::new(9002313, ""));
        };
        let notice = known.notice.take();
        self.portal_page(path, search, browser, notice)
    }

    fn portal_page(&self, path: &str, search: &str, browser: &str, notice: Option<Notice>) -> PortalReply {
        let place = Place::parse(path);
        let known = self.browsers.get(browser);
        let canary = known.map_or("", Browser::canary);
        let Some(admin) = known.and_then(portal_admin) else {
            let page = pages::portal::sign_in(&place.unwrap_or(Place::Home), canary, notice);
            return PortalReply::page(page);
        };
        let terminal = known.map(|known| &known.terminal);
        let portal = Portal { organization: self, admin, canary, notice, terminal };
        match place.and_then(|place| self.drawn(&portal, place, search)) {
            Some(drawn) => drawn,
            None => PortalReply::Page(StatusCode::NOT_FOUND, portal.not_found()),
        }
    }

    /// The page of a place, when what it is about exists.
    fn drawn(&self, portal: &Portal<'_>, place: Place, search: &str) -> Option<PortalReply> {
        let page = match place {
            Place::Home => portal.home(),
            Place::Apps => apps::list(portal, search),
            Place::App(client) => apps::overview(portal, &portal.listed(client), self.principal(client)?),
            Place::Permissions(client) => {
                self.principal(client)?;
                apps::permissions(portal, client)
            }
            Place::Properties(client) => {
                apps::properties(portal, &portal.listed(client), self.principal(client)?)
            }
            Place::Consent(client) => {
                // The pop-up is the admin consent page, and that refuses a disabled app.
                if !self.principal(client)?.enabled {
                    return Some(self.portal_refusal(&Refusal::new(7000112, client.id())));
                }
                consent::for_app(portal, client)
            }
            Place::Requests => requests::list(portal),
            Place::Request(number) => requests::details(portal, self.request_for(portal.admin, number)?),
            Place::Review(number) => consent::for_request(portal, self.request_for(portal.admin, number)?),
            Place::ConsentSettings => pages::portal::settings::page(portal),
            Place::Registrations => registrations::list(portal),
            Place::NewRegistration => registrations::new(portal),
            Place::Own(id, page) => {
                let app = self.registrations.by_client(&id.to_string())?;
                own_page(portal, app, page, search)?
            }
            Place::TeamsPowerShell => pages::portal::teams::page(portal),
        };
        Some(PortalReply::page(page))
    }

    /// A waiting request, as far as this account reviews any.
    fn request_for(&self, who: &Person, number: u64) -> Option<&ConsentRequest> {
        self.requests.pending(number).filter(|_| who.reviewer)
    }

    fn portal_refusal(&self, refusal: &Refusal) -> PortalReply {
        PortalReply::Page(StatusCode::FORBIDDEN, pages::error(refusal, self.now()))
    }

    /// Whether this person may approve these for everyone; else what is needed.
    fn needed_to_approve(who: &Person, roles: &BTreeSet<String>) -> Option<Needed> {
        if Self::may_approve(who, roles) {
            return None;
        }
        Some(if roles.is_empty() { Needed::Approving } else { Needed::ApprovingForApps })
    }

    /// The permissions in an app's registration, as the portal grants them: delegated, then application.
    pub(crate) fn static_list(&self, client: Client) -> (BTreeSet<String>, BTreeSet<String>) {
        let of = |kind| self.required(client, kind);
        (of(PermissionKind::Delegated), of(PermissionKind::Application))
    }
}

fn own_page(portal: &Portal<'_>, app: &Registration, page: OwnPage, search: &str) -> Option<Markup> {
    let listed = || Some((portal.listed_own(app)?, &app.principal.as_ref()?.state));
    Some(match page {
        OwnPage::Overview => registrations::overview(portal, app),
        OwnPage::Permissions => permissions::page(portal, app, search),
        OwnPage::Grant => permissions::question(portal, app),
        OwnPage::Secrets => secrets::page(portal, app),
        OwnPage::Enterprise => listed().map(|(listed, state)| apps::overview(portal, &listed, state))?,
        OwnPage::Properties => listed().map(|(listed, state)| apps::properties(portal, &listed, state))?,
    })
}

/// Who acts in the portal: of the people signed in to this browser, the last with anything to do there.
fn portal_admin(browser: &Browser) -> Option<&'static Person> {
    browser.sessions.iter().rev().map(|session| session.who).find(|who| who.opens_the_portal())
}
