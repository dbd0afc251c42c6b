//! What a form of the portal does: one act of the signed-in admin, checked against their role.

use usher_domain::profile::PermissionKind;

use super::{Needed, Notice, PortalReply, portal_admin};
use crate::browser::Session;
use crate::client::Client;
use crate::organization::Organization;
use crate::params::Params;
use crate::people::{Person, Standing, person};
use crate::portal::place::Place;
use crate::principals::Principal;
use crate::refusal::Refusal;
use crate::requests::Decision;
use crate::settings::UserConsent;

impl Organization {
    /// Answers a form of the portal.
    pub(crate) fn portal_act(&mut self, path: &str, params: &Params, browser: &str) -> PortalReply {
        let canary = params.get("canary").unwrap_or_default();
        let Some(known) = self.browsers.get_mut(browser).filter(|known| known.is_own_form(canary)) else {
            return self.portal_refusal(&Refusal::new(9002313, ""));
        };
        let act = params.get("act").unwrap_or_default();
        let place = Place::parse(path);
        if act == "portal-sign-out" {
            known.sessions.clear();
            return PortalReply::Go(Place::Home);
        }
        let Some(admin) = portal_admin(known) else {
            return match self.portal_sign_in(params, browser) {
                Some(notice) => self.portal_page(path, "", browser, Some(notice)),
                None => PortalReply::Go(place.unwrap_or(Place::Home)),
            };
        };
        if place == Some(Place::TeamsPowerShell) {
            return self.portal_teams(act, params, browser, admin);
        }
        let (notice, next) = match place {
            Some(place) => self.act_at(place, act, params, admin),
            None => (Some(Notice::Gone), Place::Home),
        };
        if let Some(known) = self.browsers.get_mut(browser) {
            known.notice = notice;
        }
        PortalReply::Go(next)
    }

    /// Signs in, or tells why not.
    fn portal_sign_in(&mut self, params: &Params, browser: &str) -> Option<Notice> {
        let username = params.get("username").unwrap_or_default();
        let password = params.get("password").unwrap_or_default();
        let who = person(username).filter(|who| who.password == password && who.standing == Standing::Member);
        let (Some(who), Some(known)) = (who, self.browsers.get_mut(browser)) else {
            return Some(Notice::WrongPassword);
        };
        known.sign_in(Session { who, second_factor: false });
        if who.opens_the_portal() { None } else { Some(Notice::NotAdmin) }
    }

    /// Does `act` on the page of `place`; returns what to tell, and on which page.
    fn act_at(
        &mut self,
        place: Place,
        act: &str,
        params: &Params,
        admin: &Person,
    ) -> (Option<Notice>, Place) {
        match place {
            Place::Home
            | Place::Apps
            | Place::App(_)
            | Place::Requests
            | Place::Registrations
            | Place::TeamsPowerShell => (None, place),
            Place::NewRegistration => self.portal_register(params, admin),
            Place::Own(id, page) => self.portal_own_app((id, page), act, params, admin),
            Place::Consent(client) => {
                let notice = (act == "accept").then(|| self.portal_grant(client, admin));
                (notice, Place::Permissions(client))
            }
            Place::Permissions(client) => (self.portal_revoke(client, params, admin), place),
            Place::Properties(client) => (Some(self.portal_set_app(client, params, admin)), place),
            Place::Request(number) => self.portal_turn_down(number, act, params, admin),
            Place::Review(number) => match act {
                "accept" => self.portal_approve(number, admin),
                _ => (None, Place::Request(number)),
            },
            Place::ConsentSettings => (self.portal_set_policies(act, params, admin), place),
        }
    }

    fn portal_grant(&mut self, client: Client, admin: &Person) -> Notice {
        if !self.principal(client).is_some_and(|principal| principal.enabled) {
            return Notice::Gone;
        }
        let (scopes, roles) = self.static_list(client);
        if let Some(needed) = Self::needed_to_approve(admin, &roles) {
            return Notice::Needs(needed);
        }
        self.admin_approves(client, scopes, roles);
        Notice::Granted
    }

    fn portal_revoke(&mut self, client: Client, params: &Params, admin: &Person) -> Option<Notice> {
        let now = self.now();
        let field = |name: &str| params.get(name).map(str::to_owned);
        let (permission, kind) = match (field("revoke"), field("revoke_application")) {
            (Some(permission), _) => (permission, PermissionKind::Delegated),
            (None, Some(permission)) => (permission, PermissionKind::Application),
            (None, None) => return None,
        };
        let (granted, may) = match kind {
            PermissionKind::Delegated => (self.grants.for_everyone(client, now), admin.approves_delegated()),
            PermissionKind::Application => (self.grants.roles(client, now), admin.approves_everything()),
        };
        if !may {
            let for_apps = kind == PermissionKind::Application;
            return Some(Notice::Needs(if for_apps { Needed::ApprovingForApps } else { Needed::Approving }));
        }
        if !granted.contains(&permission) {
            return Some(Notice::Gone);
        }
        match kind {
            PermissionKind::Delegated => self.grants.revoke_for_everyone(client, &permission),
            PermissionKind::Application => self.grants.revoke_role(client, &permission),
        }
        self.revoked.insert(permission);
        Some(Notice::Revoked)
    }

    fn portal_set_app(&mut self, client: Client, params: &Params, admin: &Person) -> Notice {
        if !admin.manages_apps() {
            return Notice::Needs(Needed::ManagingApps);
        }
        if self.principal(client).is_none() {
            return Notice::Gone;
        }
        let now = self.now();
        self.principals.ensure(client, now).set(params);
        Notice::Saved
    }

    fn portal_turn_down(
        &mut self,
        number: u64,
        act: &str,
        params: &Params,
        admin: &Person,
    ) -> (Option<Notice>, Place) {
        let (decision, told) = match act {
            "deny" => (Decision::Deny, Notice::Denied),
            "block" => (Decision::Block, Notice::Blocked),
            _ => return (None, Place::Request(number)),
        };
        if self.request_for(admin, number).is_none() {
            return (Some(Notice::Gone), Place::Requests);
        }
        let Some(justification) = params.get("justification").map(str::trim).filter(|text| !text.is_empty())
        else {
            return (Some(Notice::JustificationMissing), Place::Request(number));
        };
        let justification = justification.to_owned();
        if let Some(request) = self.requests.decide(number, decision, &justification) {
            self.carry_out(request, decision);
        }
        (Some(told), Place::Requests)
    }

    fn portal_approve(&mut self, number: u64, admin: &Person) -> (Option<Notice>, Place) {
        let Some(request) = self.request_for(admin, number) else {
            return (Some(Notice::Gone), Place::Requests);
        };
        // A reviewer only reviews: approving takes a role (`entra-consent.md` 5.5).
        if let Some(needed) = Self::needed_to_approve(admin, &request.roles) {
            return (Some(Notice::Needs(needed)), Place::Request(number));
        }
        if let Some(request) = self.requests.decide(number, Decision::Approve, "") {
            self.carry_out(request, Decision::Approve);
        }
        (Some(Notice::Approved), Place::Requests)
    }

    fn portal_set_policies(&mut self, act: &str, params: &Params, admin: &Person) -> Option<Notice> {
        if !["save-user-consent", "save-admin-consent"].contains(&act) {
            return None;
        }
        if !admin.sets_policies() {
            return Some(Notice::Needs(Needed::SettingPolicies));
        }
        if act == "save-user-consent" {
            let name = params.get("user_consent").unwrap_or_default();
            self.settings.user_consent = UserConsent::by_name(name)?;
        } else {
            self.settings.request_box = params.get("requests") == Some("yes");
        }
        Some(Notice::Saved)
    }
}

impl Principal {
    /// Sets what the form of the properties says.
    pub(super) fn set(&mut self, params: &Params) {
        for (field, setting) in
            [("enabled", &mut self.enabled), ("assignment", &mut self.assignment_required)]
        {
            match params.get(field) {
                Some("yes") => *setting = true,
                Some("no") => *setting = false,
                Some(_) | None => {}
            }
        }
    }
}
