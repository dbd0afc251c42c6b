//! What a form on a page does: one act of the person, checked against the page it stands on.

use axum::http::StatusCode;
use usher_domain::situation::Situation;

use crate::authorize::flow::{Flow, Message, Stage};
use crate::browser::Session;
use crate::organization::Organization;
use crate::outcome::Outcome;
use crate::pages;
use crate::params::Params;
use crate::people::person;
use crate::refusal::Refusal;
use crate::requests::NewRequest;
use crate::site::Site;

/// A sign-in left alone this long has to start again: AADSTS50089.
const FLOW_LIFETIME_S: u32 = 3600;

impl Organization {
    /// Answers a form of the sign-in pages.
    pub(crate) fn step(&mut self, site: &Site, params: &Params, browser: &str) -> Outcome {
        let canary = params.get("canary").unwrap_or_default();
        if !self.browsers.get(browser).is_some_and(|known| known.is_own_form(canary)) {
            return Outcome::Page(
                StatusCode::FORBIDDEN,
                pages::error(&Refusal::new(9002313, ""), self.now()),
            );
        }
        let flow = params.get("flow").and_then(|id| self.flows.remove(id));
        let now = self.now();
        let fresh = |flow: &Flow| flow.browser == browser && flow.started_at.plus_s(FLOW_LIFETIME_S) > now;
        let Some(mut flow) = flow.filter(fresh) else {
            return self.error_page(&Refusal::new(50089, ""));
        };
        flow.message = None;
        let act = params.get("act").unwrap_or_default();
        match flow.stage {
            Stage::SignIn => self.on_sign_in(site, flow, act, params),
            Stage::PickAccount => self.on_pick_account(site, flow, act, params),
            Stage::Mfa => self.on_mfa(site, flow, act),
            Stage::Permissions => self.on_permissions(site, flow, act, params),
            Stage::ApprovalRequired => self.on_approval_required(site, flow, act, params),
            Stage::NeedAdminApproval | Stage::RequestSent => self.on_dead_end(site, flow, act),
            Stage::AdminConsent => self.on_admin_consent(site, flow, act),
        }
    }

    fn on_sign_in(&mut self, site: &Site, mut flow: Flow, act: &str, params: &Params) -> Outcome {
        match act {
            "back" => self.cancel(flow, Situation::UserDeclined),
            "sign-in" => {
                let username = params.get("username").unwrap_or_default();
                let password = params.get("password").unwrap_or_default();
                match person(username).filter(|who| who.password == password) {
                    Some(who) => self.start_session(site, flow, Session { who, second_factor: false }),
                    None => {
                        flow.visit.login_hint = Some(username.chars().take(200).collect());
                        flow.message = Some(Message::WrongPassword);
                        self.show(site, flow, Stage::SignIn)
                    }
                }
            }
            _ => self.show(site, flow, Stage::SignIn),
        }
    }

    fn on_pick_account(&mut self, site: &Site, flow: Flow, act: &str, params: &Params) -> Outcome {
        let picked = params.get("account").and_then(|name| self.browsers.get(&flow.browser)?.session(name));
        match (act, picked) {
            ("back", _) => self.cancel(flow, Situation::UserDeclined),
            (_, Some(session)) => self.signed_in(site, flow, session),
            ("use-another-account", None) => self.another_account(site, flow),
            (_, None) => self.show(site, flow, Stage::PickAccount),
        }
    }

    fn on_mfa(&mut self, site: &Site, flow: Flow, act: &str) -> Outcome {
        match (act, flow.session) {
            ("mfa-approve", Some(session)) => {
                self.start_session(site, flow, Session { second_factor: true, ..session })
            }
            ("mfa-deny", _) => self.fail(site, flow, &Refusal::new(50074, "")),
            _ => self.show(site, flow, Stage::Mfa),
        }
    }

    fn on_permissions(&mut self, site: &Site, flow: Flow, act: &str, params: &Params) -> Outcome {
        match (act, flow.session) {
            ("cancel", _) => self.fail(site, flow, &Refusal::new(65004, "")),
            ("accept", Some(session)) => {
                let (client, now) = (flow.visit.target.client, self.now());
                if params.get("for_organization").is_some() && session.who.approves_everything() {
                    let scopes = self.scopes_to_approve(&flow);
                    self.principals.ensure(client, now);
                    // The page just showed it, so it holds for this sign-in without delay.
                    self.grants.grant_everyone(client, scopes, now, now);
                } else {
                    let scopes = self.to_consent(&flow, session.who);
                    self.accept_for_self(client, session.who, scopes);
                }
                self.issue_code(flow, session, Situation::CanGrant)
            }
            _ => self.show(site, flow, Stage::Permissions),
        }
    }

    fn on_approval_required(&mut self, site: &Site, mut flow: Flow, act: &str, params: &Params) -> Outcome {
        let reason = params.get("reason").map(str::trim).filter(|reason| !reason.is_empty());
        match (act, flow.session, reason) {
            ("request-approval", Some(session), Some(reason)) => {
                let request = NewRequest {
                    client: flow.visit.target.client,
                    by: session.who,
                    scopes: self.scopes_to_approve(&flow),
                    roles: self.roles_to_approve(&flow),
                    reason,
                };
                let now = self.now();
                self.requests.send(request, now);
                self.show(site, flow, Stage::RequestSent)
            }
            ("request-approval", _, None) => {
                flow.message = Some(Message::ReasonMissing);
                self.show(site, flow, Stage::ApprovalRequired)
            }
            ("return-to-app", _, _) => self.leave(flow),
            ("use-another-account", _, _) => self.another_account(site, flow),
            _ => self.show(site, flow, Stage::ApprovalRequired),
        }
    }

    fn on_dead_end(&mut self, site: &Site, flow: Flow, act: &str) -> Outcome {
        match act {
            "return-to-app" => self.leave(flow),
            "use-another-account" => self.another_account(site, flow),
            _ => {
                let stage = flow.stage;
                self.show(site, flow, stage)
            }
        }
    }

    fn on_admin_consent(&mut self, site: &Site, flow: Flow, act: &str) -> Outcome {
        match act {
            "accept" => self.admin_granted(&flow),
            "cancel" => {
                let leg = flow.leg;
                let outcome = self.fail(site, flow, &Refusal::new(65004, ""));
                self.legs.ended(leg, Situation::AdminConsentDeclined);
                outcome
            }
            _ => self.show(site, flow, Stage::AdminConsent),
        }
    }

    fn start_session(&mut self, site: &Site, flow: Flow, session: Session) -> Outcome {
        // An account that can't get in leaves no session behind.
        let may_stay =
            matches!(session.who.standing, crate::people::Standing::Member | crate::people::Standing::Guest);
        if let Some(browser) = self.browsers.get_mut(&flow.browser).filter(|_| may_stay) {
            browser.sign_in(session);
        }
        self.signed_in(site, flow, session)
    }

    fn another_account(&mut self, site: &Site, mut flow: Flow) -> Outcome {
        flow.session = None;
        flow.visit.login_hint = None;
        self.show(site, flow, Stage::SignIn)
    }

    /// Back on a sign-in page: the answer names no code (`entra-consent.md` 4).
    fn cancel(&mut self, flow: Flow, situation: Situation) -> Outcome {
        self.legs.ended(flow.leg, situation);
        self.leave(flow)
    }

    /// "Return to the application without granting consent": the very answer of a cancelled sign-in.
    fn leave(&mut self, flow: Flow) -> Outcome {
        tracing::debug!(stage = ?flow.stage, "left without consent");
        let params = vec![("error", "access_denied".to_owned()), ("error_subcode", "cancel".to_owned())];
        flow.visit.answer(params)
    }
}
