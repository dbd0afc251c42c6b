//! The authorization endpoint: checks the request, finds who is signed in, and walks through the pages.

pub(crate) mod flow;
mod gate;
mod steps;
pub(crate) mod visit;

use axum::http::StatusCode;
use usher_domain::situation::Situation;

use crate::authorize::flow::{Flow, Stage};
use crate::authorize::visit::{Kind, Prompt, Visit};
use crate::browser::Session;
use crate::client::{Client, redirect_is_registered};
use crate::legs::LegKind;
use crate::organization::Organization;
use crate::outcome::Outcome;
use crate::pages;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::settings::{AppState, Service};
use crate::site::Site;
use crate::truth::Page;

impl Organization {
    /// Answers a visit to `/authorize` or to an admin consent address.
    pub(crate) fn visit(
        &mut self,
        site: &Site,
        kind: Kind,
        tenant: &str,
        params: &Params,
        browser: &str,
    ) -> Outcome {
        let silent = kind == Kind::SignIn && params.get("prompt") == Some("none");
        let leg = self.legs.begin(if silent { LegKind::Silent } else { LegKind::Interactive });
        // Nothing may be sent to an address that is not known to be the app's.
        let (client, redirect_uri) = match self.trusted_target(kind, tenant, params) {
            Ok(target) => target,
            Err(refusal) => {
                self.legs.shown(leg, Page::Error, refusal.situation);
                self.legs.refused(leg, &refusal);
                return self.error_page(&refusal);
            }
        };
        let target = visit::Target { kind, client, tenant: tenant.to_owned(), redirect_uri };
        if kind == Kind::AdminConsent && tenant.eq_ignore_ascii_case("common") {
            self.legs.ended(leg, Situation::InvalidRequest);
            return target.refuse_common(params.get("state"));
        }
        let parsed = Visit::parse(&target, params, &site.base);
        let checked = parsed.and_then(|visit| match self.settings.service {
            Service::Down => Err(Refusal::new(90033, "")),
            Service::Up | Service::Busy { .. } => Ok(visit),
        });
        match checked {
            Ok(visit) => {
                self.keep_everything_granted(client, &visit.asked);
                let flow = Flow::new(visit, browser, leg, self.now());
                self.choose_account(site, flow)
            }
            Err(refusal) => {
                self.legs.refused(leg, &refusal);
                let mode = visit::response_mode(params).unwrap_or(crate::outcome::ResponseMode::Query);
                target.refuse(mode, params.get("state"), &refusal, site, self.now())
            }
        }
    }

    /// The client and its registered redirect.
    fn trusted_target(
        &self,
        kind: Kind,
        tenant: &str,
        params: &Params,
    ) -> Result<(Client, Option<String>), Refusal> {
        visit::known_tenant(tenant)?;
        let client_id = params.need("client_id")?;
        let client = self.client(client_id)?;
        if kind == Kind::StaticAdminConsent && params.get("redirect_uri").is_none() {
            // The link that the portal itself uses ends on a page of Microsoft's (`entra-consent.md` 1.5).
            return Ok((client, None));
        }
        let redirect_uri = params.need("redirect_uri")?;
        let other = self.app_state(client) == AppState::OtherRedirect;
        if other || !redirect_is_registered(redirect_uri) {
            return Err(Refusal::new(50011, redirect_uri));
        }
        Ok((client, Some(redirect_uri.to_owned())))
    }

    /// The client with this id, when it is registered here and enabled.
    pub(crate) fn client(&self, client_id: &str) -> Result<Client, Refusal> {
        let unknown = || Refusal::new(700016, client_id);
        let client = Client::by_id(client_id).ok_or_else(unknown)?;
        match self.app_state(client) {
            AppState::Unknown => Err(unknown()),
            AppState::DisabledByMicrosoft => Err(Refusal::new(7000112, client.id())),
            AppState::Ready
            | AppState::Disabled
            | AppState::ApiMissing
            | AppState::OtherRedirect
            | AppState::Misconfigured => match self.principal(client) {
                Some(principal) if !principal.enabled => Err(Refusal::new(7000112, client.id())),
                Some(_) | None => Ok(client),
            },
        }
    }

    fn choose_account(&mut self, site: &Site, mut flow: Flow) -> Outcome {
        let sessions =
            self.browsers.get(&flow.browser).map(|browser| browser.sessions.clone()).unwrap_or_default();
        let hinted = flow.visit.login_hint.clone();
        let by_hint =
            |hint: &str| sessions.iter().copied().find(|s| s.who.username.eq_ignore_ascii_case(hint));
        match (flow.visit.prompt, hinted) {
            (Prompt::Login, _) => self.show(site, flow, Stage::SignIn),
            (Prompt::SelectAccount, _) if sessions.is_empty() => self.show(site, flow, Stage::SignIn),
            (Prompt::SelectAccount, _) => self.show(site, flow, Stage::PickAccount),
            (Prompt::None | Prompt::Consent | Prompt::Unset, Some(hint)) => match by_hint(&hint) {
                Some(session) => self.signed_in(site, flow, session),
                None if flow.is_silent() => self.fail(site, flow, &Refusal::new(50058, "")),
                None => self.show(site, flow, Stage::SignIn),
            },
            (Prompt::None | Prompt::Consent | Prompt::Unset, None) => match sessions.as_slice() {
                [] if flow.is_silent() => self.fail(site, flow, &Refusal::new(50058, "")),
                [] => {
                    flow.message = None;
                    self.show(site, flow, Stage::SignIn)
                }
                [only] => self.signed_in(site, flow, *only),
                _ if flow.is_silent() => self.fail(site, flow, &Refusal::new(16000, "")),
                _ => self.show(site, flow, Stage::PickAccount),
            },
        }
    }

    pub(crate) fn signed_in(&mut self, site: &Site, mut flow: Flow, session: Session) -> Outcome {
        self.legs.account(flow.leg, session.who.username);
        flow.session = Some(session);
        self.proceed(site, flow, session)
    }

    /// An AADSTS page: the visit is over.
    pub(crate) fn error_page(&self, refusal: &Refusal) -> Outcome {
        Outcome::Page(StatusCode::BAD_REQUEST, pages::error(refusal, self.now()))
    }
}
