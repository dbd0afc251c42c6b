//! Who granted what: per person, tenant-wide, and app roles.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::Client;
use crate::moment::Moment;
use crate::people::Person;

/// Whom a delegated grant covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Covers {
    /// `AllPrincipals`.
    Everyone,
    /// `Principal`, by object id.
    Person(&'static str),
}

/// One `oauth2PermissionGrant`.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client: Client,
    pub(crate) covers: Covers,
    pub(crate) scopes: BTreeSet<String>,
    /// Directory replication: before this it does not show (`entra-consent.md` 6.2).
    pub(crate) shows_at: Moment,
}

/// App roles of Microsoft Graph granted to a client.
#[derive(Clone, Debug)]
struct RoleGrant {
    client: Client,
    roles: BTreeSet<String>,
    shows_at: Moment,
}

/// All grants of the organization.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    delegated: Vec<Grant>,
    roles: Vec<RoleGrant>,
}

impl Grants {
    /// Sets the tenant-wide grant. It replaces the earlier one, which holds until the new one shows.
    pub(crate) fn grant_everyone(
        &mut self,
        client: Client,
        scopes: BTreeSet<String>,
        now: Moment,
        shows_at: Moment,
    ) {
        let current = self.everyone(client, now).cloned();
        self.delegated.retain(|grant| !(grant.client == client && grant.covers == Covers::Everyone));
        if shows_at > now {
            self.delegated.extend(current);
        }
        self.delegated.push(Grant { client, covers: Covers::Everyone, scopes, shows_at });
    }

    /// Adds to a person's own grant.
    pub(crate) fn grant_person(
        &mut self,
        client: Client,
        person: &Person,
        scopes: BTreeSet<String>,
        now: Moment,
    ) {
        let covers = Covers::Person(person.object_id);
        match self.delegated.iter_mut().find(|grant| grant.client == client && grant.covers == covers) {
            Some(grant) => grant.scopes.extend(scopes),
            None => self.delegated.push(Grant { client, covers, scopes, shows_at: now }),
        }
    }

    /// Adds app roles.
    pub(crate) fn grant_roles(&mut self, client: Client, roles: BTreeSet<String>, shows_at: Moment) {
        self.roles.retain(|grant| !(grant.client == client && grant.roles.is_subset(&roles)));
        self.roles.push(RoleGrant { client, roles, shows_at });
    }

    /// Takes one permission away from every grant of the client.
    pub(crate) fn revoke(&mut self, client: Client, permission: &str) {
        let keep = |kept: &String| !kept.eq_ignore_ascii_case(permission);
        for grant in self.delegated.iter_mut().filter(|grant| grant.client == client) {
            grant.scopes.retain(keep);
        }
        for grant in self.roles.iter_mut().filter(|grant| grant.client == client) {
            grant.roles.retain(keep);
        }
    }

    /// Takes one permission away from the tenant-wide grant; what people accepted for themselves stays.
    pub(crate) fn revoke_for_everyone(&mut self, client: Client, permission: &str) {
        let for_everyone = |grant: &&mut Grant| grant.client == client && grant.covers == Covers::Everyone;
        for grant in self.delegated.iter_mut().filter(for_everyone) {
            grant.scopes.retain(|kept| !kept.eq_ignore_ascii_case(permission));
        }
    }

    /// Takes one application permission away.
    pub(crate) fn revoke_role(&mut self, client: Client, permission: &str) {
        for grant in self.roles.iter_mut().filter(|grant| grant.client == client) {
            grant.roles.retain(|kept| !kept.eq_ignore_ascii_case(permission));
        }
    }

    /// What the client may do for this person.
    pub(crate) fn scopes(&self, client: Client, person: &Person, now: Moment) -> BTreeSet<String> {
        let own = Covers::Person(person.object_id);
        let personal = self.visible(client, now).filter(|grant| grant.covers == own);
        self.everyone(client, now)
            .into_iter()
            .chain(personal)
            .flat_map(|grant| grant.scopes.clone())
            .collect()
    }

    /// Whether any grant of the client covers this person.
    pub(crate) fn any(&self, client: Client, person: &Person, now: Moment) -> bool {
        // A grant whose last permission is revoked is gone.
        !self.scopes(client, person, now).is_empty()
    }

    /// The app roles that show in tokens.
    pub(crate) fn roles(&self, client: Client, now: Moment) -> BTreeSet<String> {
        self.roles
            .iter()
            .filter(|grant| grant.client == client && grant.shows_at <= now)
            .flat_map(|grant| grant.roles.clone())
            .collect()
    }

    /// The permissions granted for everyone that show.
    pub(crate) fn for_everyone(&self, client: Client, now: Moment) -> BTreeSet<String> {
        self.everyone(client, now).map(|grant| grant.scopes.clone()).unwrap_or_default()
    }

    /// What people accepted for themselves: each permission, and how many did.
    pub(crate) fn by_people(&self, client: Client, now: Moment) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for grant in self.visible(client, now).filter(|grant| grant.covers != Covers::Everyone) {
            for scope in &grant.scopes {
                *counts.entry(scope.as_str()).or_default() += 1;
            }
        }
        counts
    }

    /// The grants that show and hold anything, a replaced one never beside its successor.
    pub(crate) fn list(&self, client: Client, now: Moment) -> Vec<&Grant> {
        let personal = self.visible(client, now).filter(|grant| grant.covers != Covers::Everyone);
        let all = self.everyone(client, now).into_iter().chain(personal);
        all.filter(|grant| !grant.scopes.is_empty()).collect()
    }

    fn everyone(&self, client: Client, now: Moment) -> Option<&Grant> {
        self.visible(client, now).filter(|grant| grant.covers == Covers::Everyone).last()
    }

    fn visible(&self, client: Client, now: Moment) -> impl Iterator<Item = &Grant> {
        self.delegated.iter().filter(move |grant| grant.client == client && grant.shows_at <= now)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Grants;
    use crate::client::Client;
    use crate::moment::Moment;
    use crate::people::PEOPLE;

    fn set(scopes: &[&str]) -> BTreeSet<String> {
        scopes.iter().map(|&scope| scope.to_owned()).collect()
    }

    #[test]
    fn a_tenant_wide_grant_replaces_the_earlier_one_and_personal_grants_stay() {
        let mut grants = Grants::default();
        let now = Moment(100);
        grants.grant_person(Client::Public, &PEOPLE[0], set(&["User.Read"]), now);
        grants.grant_everyone(Client::Public, set(&["Chat.Read", "Calendars.Read"]), now, now);

        grants.grant_everyone(Client::Public, set(&["Chat.Read"]), now, now);

        assert_eq!(grants.scopes(Client::Public, &PEOPLE[0], now), set(&["Chat.Read", "User.Read"]));
        assert_eq!(grants.scopes(Client::Public, &PEOPLE[1], now), set(&["Chat.Read"]));
    }

    #[test]
    fn a_fresh_grant_shows_only_after_the_delay_and_the_old_one_holds_until_then() {
        let mut grants = Grants::default();
        grants.grant_everyone(Client::Public, set(&["User.Read"]), Moment(0), Moment(0));

        grants.grant_everyone(Client::Public, set(&["Chat.Read"]), Moment(10), Moment(40));

        assert_eq!(grants.scopes(Client::Public, &PEOPLE[0], Moment(39)), set(&["User.Read"]));
        assert_eq!(grants.scopes(Client::Public, &PEOPLE[0], Moment(40)), set(&["Chat.Read"]));
    }
}
