//! Brightwater: everything that changes while people practice.

use std::collections::BTreeSet;

use usher_domain::permissions::managed_policy_blocks;
use usher_domain::profile::PermissionKind;

use crate::access_policies::AccessPolicies;
use crate::authorize::flow::Flow;
use crate::bounded::Bounded;
use crate::browser::Browser;
use crate::client::{Client, Other};
use crate::grants::Grants;
use crate::legs::Legs;
use crate::moment::{Clock, Moment};
use crate::people::{Person, Role, person};
use crate::principals::{Principal, Principals};
use crate::registrations::Registrations;
use crate::registrations::ready::Ready;
use crate::requests::{ConsentRequest, Decision, Requests};
use crate::scope::{Asked, OIDC};
use crate::settings::{AppState, Granted, Reviewer, Settings, UserConsent};
use crate::throttle::ThrottleState;
use crate::token::issued::{Code, RefreshToken};
use crate::truth::Counts;
use crate::wire::Wire;

/// The tenant id.
pub(crate) const TENANT: &str = "b51d7e2a-4c0f-4a6e-8f3b-1c9d0e7a5f21";
/// The organization's domain.
pub(crate) const DOMAIN: &str = "brightwater.example";
/// Its name.
pub(crate) const NAME: &str = "Brightwater";

/// The changing part of the practice organization.
pub(crate) struct Organization {
    /// As it was set up.
    pub(crate) initial: Settings,
    /// As it is now: the portal changes some.
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) browsers: Bounded<Browser>,
    pub(crate) flows: Bounded<Flow>,
    pub(crate) codes: Bounded<Code>,
    pub(crate) refresh_tokens: Bounded<RefreshToken>,
    pub(crate) grants: Grants,
    pub(crate) principals: Principals,
    pub(crate) requests: Requests,
    pub(crate) legs: Legs,
    /// Permissions taken away by hand: they are not given again by `Granted::Everything`.
    pub(crate) revoked: BTreeSet<String>,
    /// Answers of 429 still to give on the token endpoint.
    pub(crate) busy_token: u32,
    /// Answers of 429 still to give on `/me`.
    pub(crate) busy_me: u32,
    /// Searches for app registrations so far.
    pub(crate) searches: u32,
    pub(crate) registrations: Registrations,
    /// The registration that was there from the start.
    pub(crate) ready: Option<Ready>,
    /// Assertions that were used, by app and `jti`.
    pub(crate) used_assertions: Bounded<()>,
    pub(crate) access_policies: AccessPolicies,
    pub(crate) throttle: ThrottleState,
    pub(crate) wire: Wire,
}

impl Organization {
    pub(crate) fn new(settings: Settings) -> Self {
        let busy = match settings.service {
            crate::settings::Service::Busy { answers, .. } => answers,
            crate::settings::Service::Up | crate::settings::Service::Down => 0,
        };
        let mut organization = Self {
            initial: settings.clone(),
            settings,
            clock: Clock::default(),
            browsers: Bounded::new(64),
            flows: Bounded::new(256),
            codes: Bounded::new(256),
            refresh_tokens: Bounded::new(1024),
            grants: Grants::default(),
            principals: Principals::default(),
            requests: Requests::default(),
            legs: Legs::default(),
            revoked: BTreeSet::new(),
            busy_token: busy,
            busy_me: busy,
            searches: 0,
            registrations: Registrations::default(),
            ready: None,
            used_assertions: Bounded::new(1024),
            access_policies: AccessPolicies::default(),
            throttle: ThrottleState::default(),
            wire: Wire::default(),
        };
        organization.seed_principals();
        organization.seed_grants();
        organization.seed_ready_app();
        organization
    }

    /// How much of each the organization's own apps come to.
    pub(crate) fn counts(&self) -> Counts {
        let all = self.registrations.all();
        let principals = || all.iter().filter_map(|app| app.principal.as_ref());
        Counts {
            applications: all.len(),
            principals: principals().count(),
            secrets: all.iter().map(|app| app.secrets.len()).sum(),
            certificates: all.iter().map(|app| app.certificates.len()).sum(),
            assignments: principals().map(|principal| principal.assignments.len()).sum(),
            writes: self.wire.writes,
            searches: self.searches,
            asked_too_early: self.throttle.asked_too_early,
        }
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The permissions of one kind in the registration.
    pub(crate) fn required(&self, client: Client, kind: PermissionKind) -> BTreeSet<String> {
        if let Some(own) = client.own_list() {
            let own = own.iter().filter(|_| kind == PermissionKind::Delegated);
            return own.map(|&value| value.to_owned()).collect();
        }
        self.settings
            .required
            .iter()
            .filter(|line| line.kind == kind)
            .map(|line| line.value.clone())
            .collect()
    }

    /// What a request means for this person: `.default` stands for the static list, unless something is granted.
    // entra-consent.md 6.1; with a grant in place `.default` never prompts, it returns what there is.
    pub(crate) fn wanted(&self, client: Client, who: &Person, asked: &Asked) -> BTreeSet<String> {
        let now = self.now();
        if asked.default && self.grants.any(client, who, now) {
            return BTreeSet::new();
        }
        let mut wanted = asked.named.clone();
        if asked.default {
            wanted.extend(self.required(client, PermissionKind::Delegated));
        }
        // The sign-in scopes ride on any grant of the client.
        if !self.grants.any(client, who, now) {
            wanted.extend(asked.oidc.clone());
        }
        wanted
    }

    /// Whether the tenant's policy lets this person consent to these by themselves (`entra-consent.md` 5).
    pub(crate) fn may_consent(&self, client: Client, who: &Person, wanted: &BTreeSet<String>) -> bool {
        if who.approves_delegated() {
            return true;
        }
        let beyond_sign_in = wanted.iter().any(|scope| !is_basic(scope));
        if self.asks_for_assignment(client) || (self.is_flagged(client) && beyond_sign_in) {
            return false;
        }
        let admin_only = wanted.iter().any(|scope| is_admin_only(scope));
        match self.settings.user_consent {
            UserConsent::Off => false,
            // The organization's own policy names the practiced app only.
            UserConsent::Custom => client.is_practiced(),
            UserConsent::Legacy => !admin_only,
            UserConsent::MicrosoftManaged => {
                !admin_only && !wanted.iter().any(|scope| managed_policy_blocks(scope))
            }
            // The usual seed of the classification "low" is the sign-in scopes (5.1).
            UserConsent::LowRisk => {
                self.settings.publisher_verified && wanted.iter().all(|scope| OIDC.contains(&scope.as_str()))
            }
        }
    }

    /// Whether this person may approve this for everyone.
    pub(crate) fn may_approve(who: &Person, roles: &BTreeSet<String>) -> bool {
        if roles.is_empty() { who.approves_delegated() } else { who.approves_everything() }
    }

    /// How an app is; the settings are about the practiced one alone.
    pub(crate) fn app_state(&self, client: Client) -> AppState {
        if client.is_practiced() { self.settings.app } else { AppState::Ready }
    }

    /// Whether Microsoft takes the app for risky.
    pub(crate) fn is_flagged(&self, client: Client) -> bool {
        self.settings.flagged && client.is_practiced()
    }

    /// The service principal, once there is one.
    pub(crate) fn principal(&self, client: Client) -> Option<&Principal> {
        let unknown = self.app_state(client) == AppState::Unknown;
        self.principals.get(client).filter(|_| !unknown)
    }

    /// Only people on the list may use the app.
    pub(crate) fn asks_for_assignment(&self, client: Client) -> bool {
        self.principals.get(client).is_some_and(|principal| principal.assignment_required)
    }

    /// The app is for people on a list, and this person is not on it: AADSTS50105.
    pub(crate) fn keeps_out(&self, client: Client, who: &Person) -> bool {
        let mut list = self.settings.assigned.iter().flatten();
        self.asks_for_assignment(client) && !list.any(|name| name.eq_ignore_ascii_case(who.username))
    }

    /// An admin says yes to this for everyone; returns what became of it.
    pub(crate) fn admin_approves(
        &mut self,
        client: Client,
        mut scopes: BTreeSet<String>,
        mut roles: BTreeSet<String>,
    ) -> (BTreeSet<String>, BTreeSet<String>) {
        if let Some(left_out) = self.settings.left_out_at_first.take() {
            let stays = |value: &String| !value.eq_ignore_ascii_case(&left_out);
            scopes.retain(stays);
            roles.retain(stays);
        }
        self.approve(client, scopes.clone(), roles.clone());
        (scopes, roles)
    }

    /// Records a tenant-wide approval; it shows after the propagation delay.
    pub(crate) fn approve(&mut self, client: Client, scopes: BTreeSet<String>, roles: BTreeSet<String>) {
        let now = self.now();
        let shows_at = now.plus_s(self.settings.propagation_delay_s);
        for permission in scopes.iter().chain(&roles) {
            self.revoked.remove(permission);
        }
        self.principals.ensure(client, now);
        self.grants.grant_everyone(client, scopes, now, shows_at);
        if !roles.is_empty() {
            self.grants.grant_roles(client, roles, shows_at);
        }
    }

    /// Where everything is granted beforehand, what is asked now counts as granted.
    pub(crate) fn keep_everything_granted(&mut self, client: Client, asked: &Asked) {
        if self.settings.granted != Granted::Everything || !client.is_practiced() {
            return;
        }
        let mut scopes = self.required(client, PermissionKind::Delegated);
        scopes.extend(asked.named.clone());
        scopes.extend(self.settings.also_granted.clone());
        scopes.extend(OIDC.map(str::to_owned));
        scopes.retain(|scope| !self.revoked.contains(scope));
        let now = self.now();
        let already: BTreeSet<String> =
            self.grants.list(client, now).into_iter().flat_map(|grant| grant.scopes.clone()).collect();
        self.principals.ensure(client, now);
        self.grants.grant_everyone(client, scopes.union(&already).cloned().collect(), now, now);
    }

    /// Adds to what one person accepted.
    pub(crate) fn accept_for_self(&mut self, client: Client, who: &Person, scopes: BTreeSet<String>) {
        let now = self.now();
        self.principals.ensure(client, now);
        self.grants.grant_person(client, who, scopes, now);
    }

    /// Takes a permission away from everyone.
    pub(crate) fn revoke(&mut self, client: Client, permission: &str) {
        self.revoked.insert(permission.to_owned());
        self.grants.revoke(client, permission);
    }

    /// Lets the reviewer act where the time has come. Called before anything is looked up.
    pub(crate) fn let_time_pass(&mut self) {
        let now = self.now();
        self.requests.expire_old(now);
        let due = self.requests.due(now, self.settings.reviewer_delay_s);
        if due == 0 {
            return;
        }
        match self.settings.reviewer {
            Reviewer::WaitsForYou => {}
            Reviewer::Approves => self.decide(Decision::Approve),
            Reviewer::Denies => self.decide(Decision::Deny),
            Reviewer::Blocks => self.decide(Decision::Block),
            Reviewer::NeverLooks => self.requests.expire_all(),
        }
    }

    /// Decides every waiting request.
    pub(crate) fn decide(&mut self, decision: Decision) {
        for request in self.requests.decide_all(decision) {
            self.carry_out(request, decision);
        }
    }

    /// Does what the decision about a request means.
    pub(crate) fn carry_out(&mut self, request: ConsentRequest, decision: Decision) {
        match decision {
            Decision::Approve => {
                self.admin_approves(request.client, request.scopes, request.roles);
            }
            Decision::Deny => {}
            // A disabled service principal is left behind (`entra-consent.md` 5.5).
            Decision::Block => {
                let now = self.now();
                self.principals.ensure(request.client, now).enabled = false;
            }
        }
    }

    /// The service principals that are there before any consent.
    fn seed_principals(&mut self) {
        let now = self.now();
        let grown = matches!(self.settings.app, AppState::Disabled | AppState::DisabledByMicrosoft);
        let settled = self.settings.assigned.is_some();
        for client in Client::LISTED {
            // The portal makes an own registration's principal at once (8.1).
            if client == Client::Usher || (client == Client::Public && !grown && !settled) {
                continue;
            }
            let principal = self.principals.ensure(client, now);
            if client.is_practiced() {
                principal.enabled = self.settings.app != AppState::Disabled;
                principal.assignment_required = settled;
            }
        }
    }

    fn seed_grants(&mut self) {
        let now = self.now();
        let notes = Client::Other(Other::Notes);
        self.grants.grant_everyone(notes, self.required(notes, PermissionKind::Delegated), now, now);
        let expenses = Client::Other(Other::Expenses);
        if let Some(ben) = person("ben@brightwater.example") {
            self.accept_for_self(expenses, ben, self.required(expenses, PermissionKind::Delegated));
        }
        match self.settings.granted.clone() {
            Granted::Nothing => {}
            Granted::Everything => {
                for client in Client::ALL.into_iter().filter(|client| client.is_practiced()) {
                    self.keep_everything_granted(client, &Asked::default());
                    self.grants.grant_roles(client, self.required(client, PermissionKind::Application), now);
                }
            }
            Granted::Everyone(scopes) => {
                self.principals.ensure(Client::Public, now);
                self.grants.grant_everyone(Client::Public, scopes.into_iter().collect(), now, now);
            }
            Granted::Person { username, scopes } => {
                if let Some(who) = person(&username) {
                    self.accept_for_self(Client::Public, who, scopes.into_iter().collect());
                }
            }
        }
    }
}

/// The directory roles that Entra lists for a person in `wids`.
pub(crate) fn role_ids(who: &Person) -> Vec<&'static str> {
    who.roles.iter().map(|role: &Role| role.template_id()).collect()
}

/// Basic sign-in and profile, which risk step-up lets pass (`entra-consent.md` 5.3).
fn is_basic(scope: &str) -> bool {
    OIDC.contains(&scope) || scope == "User.Read"
}

fn is_admin_only(scope: &str) -> bool {
    usher_domain::permissions::catalogue()
        .find(scope, PermissionKind::Delegated)
        .is_some_and(|known| known.admin_consent_required)
}
