//! Brightwater: everything that changes while people practice.

use std::collections::BTreeSet;

use usher_domain::permissions::managed_policy_blocks;
use usher_domain::profile::PermissionKind;

use crate::authorize::flow::Flow;
use crate::bounded::Bounded;
use crate::browser::Browser;
use crate::client::Client;
use crate::grants::Grants;
use crate::legs::Legs;
use crate::moment::{Clock, Moment};
use crate::people::{Person, Role, person};
use crate::requests::Requests;
use crate::scope::{Asked, OIDC};
use crate::settings::{Granted, Reviewer, Settings, UserConsent};
use crate::token::issued::{Code, RefreshToken};

/// The tenant id.
pub(crate) const TENANT: &str = "b51d7e2a-4c0f-4a6e-8f3b-1c9d0e7a5f21";
/// The organization's domain.
pub(crate) const DOMAIN: &str = "brightwater.example";
/// Its name.
pub(crate) const NAME: &str = "Brightwater";

/// The changing part of the practice organization.
pub(crate) struct Organization {
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) browsers: Bounded<Browser>,
    pub(crate) flows: Bounded<Flow>,
    pub(crate) codes: Bounded<Code>,
    pub(crate) refresh_tokens: Bounded<RefreshToken>,
    pub(crate) grants: Grants,
    pub(crate) requests: Requests,
    pub(crate) legs: Legs,
    /// Permissions taken away by hand: they are not given again by `Granted::Everything`.
    pub(crate) revoked: BTreeSet<String>,
    /// A reviewer pressed Block.
    pub(crate) blocked: bool,
    /// Answers of 429 still to give on the token endpoint.
    pub(crate) busy_token: u32,
    /// Answers of 429 still to give on `/me`.
    pub(crate) busy_me: u32,
}

impl Organization {
    pub(crate) fn new(settings: Settings) -> Self {
        let busy = match settings.service {
            crate::settings::Service::Busy { answers, .. } => answers,
            crate::settings::Service::Up | crate::settings::Service::Down => 0,
        };
        let mut organization = Self {
            settings,
            clock: Clock::default(),
            browsers: Bounded::new(64),
            flows: Bounded::new(256),
            codes: Bounded::new(256),
            refresh_tokens: Bounded::new(1024),
            grants: Grants::default(),
            requests: Requests::default(),
            legs: Legs::default(),
            revoked: BTreeSet::new(),
            blocked: false,
            busy_token: busy,
            busy_me: busy,
        };
        organization.seed_grants();
        organization
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The permissions of one kind in the registration.
    pub(crate) fn required(&self, kind: PermissionKind) -> BTreeSet<String> {
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
            wanted.extend(self.required(PermissionKind::Delegated));
        }
        // The sign-in scopes ride on any grant of the client.
        if !self.grants.any(client, who, now) {
            wanted.extend(asked.oidc.clone());
        }
        wanted
    }

    /// Whether the tenant's policy lets this person consent to these by themselves (`entra-consent.md` 5).
    pub(crate) fn may_consent(&self, who: &Person, wanted: &BTreeSet<String>) -> bool {
        if who.approves_delegated() {
            return true;
        }
        let beyond_sign_in = wanted.iter().any(|scope| !is_basic(scope));
        if self.settings.assigned.is_some() || (self.settings.flagged && beyond_sign_in) {
            return false;
        }
        let admin_only = wanted.iter().any(|scope| is_admin_only(scope));
        match self.settings.user_consent {
            UserConsent::Off => false,
            UserConsent::Custom => true,
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

    /// Records a tenant-wide approval; it shows after the propagation delay.
    pub(crate) fn approve(&mut self, client: Client, scopes: BTreeSet<String>, roles: BTreeSet<String>) {
        let now = self.now();
        let shows_at = now.plus_s(self.settings.propagation_delay_s);
        for permission in scopes.iter().chain(&roles) {
            self.revoked.remove(permission);
        }
        self.grants.grant_everyone(client, scopes, now, shows_at);
        if !roles.is_empty() {
            self.grants.grant_roles(client, roles, shows_at);
        }
    }

    /// Where everything is granted beforehand, what is asked now counts as granted.
    pub(crate) fn keep_everything_granted(&mut self, client: Client, asked: &Asked) {
        if self.settings.granted != Granted::Everything {
            return;
        }
        let mut scopes = self.required(PermissionKind::Delegated);
        scopes.extend(asked.named.clone());
        scopes.extend(OIDC.map(str::to_owned));
        scopes.retain(|scope| !self.revoked.contains(scope));
        let now = self.now();
        let already: BTreeSet<String> =
            self.grants.list(client, now).into_iter().flat_map(|grant| grant.scopes.clone()).collect();
        self.grants.grant_everyone(client, scopes.union(&already).cloned().collect(), now, now);
    }

    /// Takes a permission away from everyone.
    pub(crate) fn revoke(&mut self, client: Client, permission: &str) {
        self.revoked.insert(permission.to_owned());
        self.grants.revoke(client, permission);
    }

    /// Lets the reviewer act where the time has come. Called before anything is looked up.
    pub(crate) fn let_time_pass(&mut self) {
        let now = self.now();
        let due = self.requests.due(now, self.settings.reviewer_delay_s);
        if due == 0 {
            return;
        }
        match self.settings.reviewer {
            Reviewer::WaitsForYou => {}
            Reviewer::Approves => self.decide(crate::requests::Decision::Approve),
            Reviewer::Denies => self.decide(crate::requests::Decision::Deny),
            Reviewer::Blocks => self.decide(crate::requests::Decision::Block),
            Reviewer::NeverLooks => self.requests.expire_all(),
        }
    }

    /// Decides every waiting request.
    pub(crate) fn decide(&mut self, decision: crate::requests::Decision) {
        for approved in self.requests.decide_all(decision) {
            self.approve(approved.client, approved.scopes, BTreeSet::new());
        }
        self.blocked |= decision == crate::requests::Decision::Block;
    }

    fn seed_grants(&mut self) {
        let now = self.now();
        match self.settings.granted.clone() {
            Granted::Nothing => {}
            Granted::Everything => {
                for client in Client::ALL {
                    self.keep_everything_granted(client, &Asked::default());
                    self.grants.grant_roles(client, self.required(PermissionKind::Application), now);
                }
            }
            Granted::Everyone(scopes) => {
                self.grants.grant_everyone(Client::Public, scopes.into_iter().collect(), now, now);
            }
            Granted::Person { username, scopes } => {
                if let Some(who) = person(&username) {
                    self.grants.grant_person(Client::Public, who, scopes.into_iter().collect(), now);
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
