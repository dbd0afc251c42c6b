//! Enterprise applications: the service principals of the organization, and how they are set.

use crate::client::Client;
use crate::moment::Moment;

/// What the organization can set about one app.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) created_at: Moment,
    /// "Enabled for users to sign in".
    pub(crate) enabled: bool,
    /// "Assignment required".
    pub(crate) assignment_required: bool,
}

/// All service principals. One comes to be at the first consent and stays (`entra-consent.md` 7).
#[derive(Debug, Default)]
pub(crate) struct Principals(Vec<(Client, Principal)>);

impl Principals {
    pub(crate) fn get(&self, client: Client) -> Option<&Principal> {
        self.0.iter().find(|(known, _)| *known == client).map(|(_, principal)| principal)
    }

    /// The service principal, made now if there is none.
    pub(crate) fn ensure(&mut self, client: Client, now: Moment) -> &mut Principal {
        let at = self.0.iter().position(|(known, _)| *known == client).unwrap_or_else(|| {
            self.0.push((client, Principal { created_at: now, enabled: true, assignment_required: false }));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::Principals;
    use crate::client::Client;
    use crate::moment::Moment;

    #[test]
    fn a_principal_is_made_once_and_keeps_its_settings() {
        let mut principals = Principals::default();
        assert!(principals.get(Client::Public).is_none());
        principals.ensure(Client::Public, Moment(5)).enabled = false;

        let again = principals.ensure(Client::Public, Moment(9));

        assert!(!again.enabled);
        assert_eq!(again.created_at, Moment(5));
    }
}
