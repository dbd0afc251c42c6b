//! The pretend portal: waiting requests and the enterprise app's permissions, behind an admin's sign-in.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use maud::Markup;
use usher_domain::profile::PermissionKind;

use crate::browser::Session;
use crate::client::Client;
use crate::organization::Organization;
use crate::pages;
use crate::pages::portal::Notice;
use crate::params::Params;
use crate::people::{Person, Standing, person};
use crate::refusal::Refusal;
use crate::requests::Decision;
use crate::site::Site;

impl Organization {
    /// The portal as this browser may see it.
    pub(crate) fn portal(&self, site: &Site, browser: &str, notice: Notice) -> (StatusCode, Markup) {
        let Some(known) = self.browsers.get(browser) else {
            return (StatusCode::FORBIDDEN, pages::error(&Refusal::new(9002313, ""), self.now()));
        };
        let page = match self.portal_admin(browser) {
            Some(admin) => pages::portal::overview(self, site, admin, known.canary(), notice),
            None => pages::portal::sign_in(site, known.canary(), notice),
        };
        (StatusCode::OK, page)
    }

    /// Answers a form of the portal.
    pub(crate) fn portal_act(&mut self, site: &Site, params: &Params, browser: &str) -> (StatusCode, Markup) {
        let canary = params.get("canary").unwrap_or_default();
        if !self.browsers.get(browser).is_some_and(|known| known.is_own_form(canary)) {
            return (StatusCode::FORBIDDEN, pages::error(&Refusal::new(9002313, ""), self.now()));
        }
        let notice = match self.portal_admin(browser) {
            None => self.portal_sign_in(params, browser),
            Some(admin) => self.portal_decide(params, browser, admin),
        };
        self.portal(site, browser, notice)
    }

    fn portal_admin(&self, browser: &str) -> Option<&'static Person> {
        let sessions = &self.browsers.get(browser)?.sessions;
        sessions.iter().rev().map(|session| session.who).find(|who| who.approves_delegated())
    }

    fn portal_sign_in(&mut self, params: &Params, browser: &str) -> Notice {
        let username = params.get("username").unwrap_or_default();
        let password = params.get("password").unwrap_or_default();
        let who = person(username).filter(|who| who.password == password && who.standing == Standing::Member);
        match (who, self.browsers.get_mut(browser)) {
            (Some(who), Some(known)) => {
                known.sign_in(Session { who, second_factor: false });
                if who.approves_delegated() { Notice::None } else { Notice::NotAdmin }
            }
            _ => Notice::WrongPassword,
        }
    }

    fn portal_decide(&mut self, params: &Params, browser: &str, admin: &Person) -> Notice {
        if params.get("act") == Some("portal-sign-out") {
            if let Some(known) = self.browsers.get_mut(browser) {
                known.sessions.clear();
            }
            return Notice::None;
        }
        let decisions =
            [("approve", Decision::Approve), ("deny", Decision::Deny), ("block", Decision::Block)];
        for (field, decision) in decisions {
            if let Some(number) = params.get(field).and_then(|number| number.parse().ok()) {
                if let Some(approved) = self.requests.decide(number, decision) {
                    self.approve(approved.client, approved.scopes, BTreeSet::new());
                }
                self.blocked |= decision == Decision::Block;
                return Notice::Done;
            }
        }
        let Some(client) = params.get("grant").and_then(Client::by_id) else { return Notice::None };
        let (scopes, roles) =
            (self.required(PermissionKind::Delegated), self.required(PermissionKind::Application));
        if !Self::may_approve(admin, &roles) {
            return Notice::NotAdmin;
        }
        self.approve(client, scopes, roles);
        Notice::Done
    }
}
