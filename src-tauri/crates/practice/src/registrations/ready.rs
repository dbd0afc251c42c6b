//! An app registration that is there from the start, as the settings want it.

use usher_domain::profile::PermissionKind;

use super::secret::{NewSecret, Secret};
use super::{Registration, guid};
use crate::access_policies::Change;
use crate::moment::{DAY_S, Moment};
use crate::organization::Organization;
use crate::settings::{ReadyApp, ReadyGrant, ReadyPolicy, ReadySecret, Required};

/// A ready-made secret ends after a year, or ended yesterday.
const SECRET_DAYS: u64 = 365;
/// A ready-made app is a week old, so that nothing about it is too new.
const AGE_S: u64 = 7 * DAY_S;

/// The ready-made app, for whoever practices with it.
#[derive(Clone)]
pub struct Ready {
    /// "Application (client) ID".
    pub client_id: String,
    /// The registration's object id.
    pub object_id: String,
    /// The secret's value, also where it no longer works.
    pub secret: String,
    /// "Secret ID".
    pub secret_id: String,
}

impl Organization {
    /// Makes the app that the settings describe.
    pub(crate) fn seed_ready_app(&mut self) {
        let Some(wanted) = self.settings.ready_app.clone() else { return };
        let now = self.now();
        let then = Moment(now.0.saturating_sub(AGE_S));
        let mut app = Registration::new(&wanted.name, then);
        app.require("User.Read", PermissionKind::Delegated);
        let of_product = |line: &&Required| line.kind == PermissionKind::Application;
        let product: Vec<String> =
            self.settings.required.iter().filter(of_product).map(|line| line.value.clone()).collect();
        for value in if product.is_empty() { &wanted.permissions } else { &product } {
            app.require(value, PermissionKind::Application);
        }
        let roles = app.required(PermissionKind::Application);
        let principal = app.ensure_principal(then);
        principal.state.enabled = wanted.enabled;
        let is_granted = |role: &&String| match &wanted.granted {
            ReadyGrant::Everything => true,
            ReadyGrant::Nothing => false,
            ReadyGrant::AllBut(left_out) => !left_out.contains(role),
        };
        for role in roles.iter().filter(is_granted) {
            principal.assign(role, then, then);
        }
        let secret = ready_secret(&wanted, now);
        self.ready = Some(Ready {
            client_id: app.client_id.to_string(),
            object_id: app.object_id.to_string(),
            secret: secret.value().to_owned(),
            secret_id: secret.key_id.to_string(),
        });
        if wanted.secret != ReadySecret::Deleted {
            app.secrets.push(secret);
        }
        self.seed_policies(&wanted, &app, now);
        self.registrations.add(app);
    }

    fn seed_policies(&mut self, wanted: &ReadyApp, app: &Registration, now: Moment) {
        let before = Change { at: Moment(0), effective_at: Moment(0) };
        let delayed = Change { at: now, effective_at: now.plus_s(self.settings.policy_delay_s) };
        let policies = &mut self.access_policies;
        let name = format!("{}-access", wanted.name.replace(' ', "-"));
        match &wanted.policy {
            ReadyPolicy::Missing => {}
            ReadyPolicy::Granted => {
                policies.make(&name, &[app.client_id], before);
                policies.grant_globally(Some(&name), before);
            }
            ReadyPolicy::JustGranted => {
                policies.make(&name, &[app.client_id], delayed);
                policies.grant_globally(Some(&name), delayed);
            }
            ReadyPolicy::OthersHaveTheirOwn(usernames) => {
                policies.make(&name, &[app.client_id], before);
                policies.grant_globally(Some(&name), before);
                let other = guid(OTHER_APP).expect("the constant is a GUID");
                policies.make(OTHER_POLICY, &[other], before);
                for who in usernames.iter().filter_map(|name| crate::people::person(name)) {
                    policies.grant_to(who, Some(OTHER_POLICY), before);
                }
            }
        }
    }
}

/// A policy for some people, which lets in another app only.
const OTHER_POLICY: &str = "Board-meetings";
const OTHER_APP: &str = "5c82d0e9-a167-4b9f-9e43-08f6d1c7ba05";

fn ready_secret(wanted: &ReadyApp, now: Moment) -> Secret {
    let then = Moment(now.0.saturating_sub(AGE_S));
    let (made_at, ends_at) = match wanted.secret {
        ReadySecret::Valid | ReadySecret::Deleted => (then, Moment(then.0 + SECRET_DAYS * DAY_S)),
        ReadySecret::Expired => (then, Moment(now.0.saturating_sub(DAY_S))),
        ReadySecret::JustMade => (now, Moment(now.0 + SECRET_DAYS * DAY_S)),
    };
    Secret::new(NewSecret { name: "Made for practice", starts_at: made_at, ends_at }, made_at)
}
