//! Teams' application access policies: which apps may read whose meetings (`entra-consent.md` 8.3).

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::moment::Moment;
use crate::people::Person;

/// When something was changed, and from when on it counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) at: Moment,
    pub(crate) effective_at: Moment,
}

/// One policy.
pub(crate) struct AccessPolicy {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    apps: Vec<(Uuid, Moment)>,
}

/// A policy for everyone or for one person, and the one that holds until it counts.
#[derive(Clone)]
struct Granted {
    policy: Option<String>,
    before: Option<String>,
    effective_at: Moment,
}

/// All of them. A person's own policy wins over the one for everyone.
#[derive(Default)]
pub(crate) struct AccessPolicies {
    policies: Vec<AccessPolicy>,
    global: Option<Granted>,
    own: BTreeMap<&'static str, Granted>,
}

impl AccessPolicy {
    pub(crate) fn apps(&self) -> impl Iterator<Item = Uuid> {
        self.apps.iter().map(|(app, _)| *app)
    }

    /// Puts an app on the policy, unless it is there.
    pub(crate) fn add(&mut self, app: Uuid, change: Change) {
        if !self.apps().any(|known| known == app) {
            self.apps.push((app, change.effective_at));
        }
    }

    /// Takes an app off the policy.
    pub(crate) fn remove(&mut self, app: Uuid) {
        self.apps.retain(|(known, _)| *known != app);
    }

    /// Puts these apps on the policy in place of the others.
    pub(crate) fn replace(&mut self, apps: &[Uuid], change: Change) {
        self.apps.retain(|(known, _)| apps.contains(known));
        for app in apps {
            self.add(*app, change);
        }
    }
}

impl Granted {
    fn now(&self, now: Moment) -> Option<&str> {
        if self.effective_at <= now { self.policy.as_deref() } else { self.before.as_deref() }
    }
}

impl AccessPolicies {
    pub(crate) fn all(&self) -> &[AccessPolicy] {
        &self.policies
    }

    pub(crate) fn find(&self, name: &str) -> Option<&AccessPolicy> {
        self.policies.iter().find(|policy| policy.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut AccessPolicy> {
        self.policies.iter_mut().find(|policy| policy.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn make(&mut self, name: &str, apps: &[Uuid], change: Change) -> &mut AccessPolicy {
        let apps = apps.iter().map(|app| (*app, change.effective_at)).collect();
        self.policies.push(AccessPolicy { name: name.to_owned(), description: None, apps });
        self.policies.last_mut().expect("it was pushed just above")
    }

    /// For everyone without a policy of their own; `None` takes it back.
    pub(crate) fn grant_globally(&mut self, policy: Option<&str>, change: Change) {
        self.global = Some(granted(self.global.as_ref(), policy, change));
    }

    /// For one person; `None` takes it back, and the one for everyone counts again.
    pub(crate) fn grant_to(&mut self, who: &'static Person, policy: Option<&str>, change: Change) {
        let new = granted(self.own.get(who.object_id), policy, change);
        self.own.insert(who.object_id, new);
    }

    /// Whether the app may read this person's meetings now.
    pub(crate) fn cover(&self, app: Uuid, person: &str, now: Moment) -> bool {
        let own = self.own.get(person).and_then(|own| own.now(now));
        let policy = own.or_else(|| self.global.as_ref().and_then(|global| global.now(now)));
        let policy = policy.and_then(|name| self.find(name));
        policy.is_some_and(|policy| policy.apps.iter().any(|(id, from)| *id == app && *from <= now))
    }
}

fn granted(before: Option<&Granted>, policy: Option<&str>, change: Change) -> Granted {
    Granted {
        policy: policy.map(str::to_owned),
        before: before.and_then(|known| known.now(change.at)).map(str::to_owned),
        effective_at: change.effective_at,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{AccessPolicies, Change};
    use crate::moment::Moment;
    use crate::people::PEOPLE;

    const AT_ONCE: Change = Change { at: Moment(10), effective_at: Moment(10) };
    const LATER: Change = Change { at: Moment(10), effective_at: Moment(40) };

    #[test]
    fn a_grant_counts_after_the_delay() {
        let app = Uuid::new_v4();
        let mut policies = AccessPolicies::default();
        policies.make("One", &[app], AT_ONCE);

        policies.grant_globally(Some("One"), LATER);

        assert!(!policies.cover(app, PEOPLE[0].object_id, Moment(39)));
        assert!(policies.cover(app, PEOPLE[0].object_id, Moment(40)));
    }

    #[test]
    fn a_policy_of_their_own_wins_over_the_one_for_everyone() {
        let (app, other) = (Uuid::new_v4(), Uuid::new_v4());
        let mut policies = AccessPolicies::default();
        policies.make("One", &[app], AT_ONCE);
        policies.make("Two", &[other], AT_ONCE);
        policies.grant_globally(Some("One"), AT_ONCE);

        policies.grant_to(&PEOPLE[0], Some("Two"), AT_ONCE);
        let shut_out = !policies.cover(app, PEOPLE[0].object_id, Moment(10));
        policies.grant_to(&PEOPLE[0], None, AT_ONCE);

        assert!(shut_out);
        assert!(policies.cover(app, PEOPLE[0].object_id, Moment(10)));
        assert!(policies.cover(app, PEOPLE[1].object_id, Moment(10)));
    }

    #[test]
    fn an_app_that_is_added_to_a_granted_policy_waits_too() {
        let (app, added) = (Uuid::new_v4(), Uuid::new_v4());
        let mut policies = AccessPolicies::default();
        policies.make("One", &[app], AT_ONCE);
        policies.grant_globally(Some("One"), AT_ONCE);

        policies.find_mut("one").unwrap().add(added, LATER);

        assert!(policies.cover(app, PEOPLE[0].object_id, Moment(20)));
        assert!(!policies.cover(added, PEOPLE[0].object_id, Moment(20)));
        assert!(policies.cover(added, PEOPLE[0].object_id, Moment(40)));
    }
}
