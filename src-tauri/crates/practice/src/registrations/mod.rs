//! App registrations of the organization's own, made in the portal or through Graph (`entra-consent.md` 8).

pub(crate) mod assertion;
pub(crate) mod certificate;
pub(crate) mod ready;
pub(crate) mod secret;

use std::collections::BTreeSet;

use usher_domain::profile::PermissionKind;
use uuid::Uuid;

use crate::keys::random_id;
use crate::moment::Moment;
use crate::principals::Principal;
use crate::refusal::Refusal;
use crate::registrations::certificate::Certificate;
use crate::registrations::secret::Secret;
use crate::settings::Required;

/// How many apps the directory holds, so that no visitor can fill the memory.
const LIMIT: usize = 1024;
/// How many secrets or certificates one app holds.
pub(crate) const CREDENTIAL_LIMIT: usize = 64;

/// An app registration.
pub(crate) struct Registration {
    /// The directory object, which is not the client id.
    pub(crate) object_id: Uuid,
    /// "Application (client) ID".
    pub(crate) client_id: Uuid,
    pub(crate) name: String,
    /// `signInAudience`.
    pub(crate) audience: String,
    pub(crate) tags: Vec<String>,
    /// `requiredResourceAccess` of Microsoft Graph.
    pub(crate) required: Vec<Required>,
    pub(crate) secrets: Vec<Secret>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) principal: Option<AppPrincipal>,
    pub(crate) created_at: Moment,
}

/// The app's instance in the organization: its enterprise application.
pub(crate) struct AppPrincipal {
    pub(crate) object_id: Uuid,
    pub(crate) state: Principal,
    /// Delegated permissions, granted for everyone.
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) assignments: Vec<Assignment>,
}

/// One application permission of Microsoft Graph, granted.
pub(crate) struct Assignment {
    pub(crate) id: String,
    /// `OnlineMeetings.Read.All`.
    pub(crate) value: String,
    pub(crate) made_at: Moment,
    /// Before this it shows neither in tokens nor in the directory (`entra-consent.md` 6.2).
    pub(crate) shows_at: Moment,
}

/// All registrations, oldest first.
#[derive(Default)]
pub(crate) struct Registrations(Vec<Registration>);

impl Registrations {
    pub(crate) fn all(&self) -> &[Registration] {
        &self.0
    }

    pub(crate) fn is_full(&self) -> bool {
        self.0.len() >= LIMIT
    }

    pub(crate) fn add(&mut self, registration: Registration) -> &mut Registration {
        self.0.push(registration);
        self.0.last_mut().expect("it was pushed just above")
    }

    /// Forgets an app, and its instance in the organization with it.
    pub(crate) fn remove(&mut self, object_id: Uuid) {
        self.0.retain(|known| known.object_id != object_id);
    }

    pub(crate) fn by_client(&self, id: &str) -> Option<&Registration> {
        let id = guid(id)?;
        self.0.iter().find(|known| known.client_id == id)
    }

    pub(crate) fn by_client_mut(&mut self, id: Uuid) -> Option<&mut Registration> {
        self.0.iter_mut().find(|known| known.client_id == id)
    }

    pub(crate) fn by_object(&self, id: &str) -> Option<&Registration> {
        let id = guid(id)?;
        self.0.iter().find(|known| known.object_id == id)
    }

    pub(crate) fn by_object_mut(&mut self, id: Uuid) -> Option<&mut Registration> {
        self.0.iter_mut().find(|known| known.object_id == id)
    }

    pub(crate) fn by_principal(&self, id: &str) -> Option<&Registration> {
        let id = guid(id)?;
        self.0.iter().find(|known| known.principal_id() == Some(id))
    }

    pub(crate) fn by_principal_mut(&mut self, id: &str) -> Option<(&str, &mut AppPrincipal)> {
        let id = guid(id)?;
        let found = self.0.iter_mut().find(|known| known.principal_id() == Some(id))?;
        Some((&found.name, found.principal.as_mut()?))
    }

    /// Takes a granted permission back; `false` when there is none with this id.
    pub(crate) fn unassign(&mut self, id: &str) -> bool {
        let mut principals = self.0.iter_mut().filter_map(|app| app.principal.as_mut());
        let Some(principal) = principals.find(|known| known.assignments.iter().any(|one| one.id == id))
        else {
            return false;
        };
        principal.assignments.retain(|one| one.id != id);
        true
    }
}

impl Registration {
    pub(crate) fn new(name: &str, now: Moment) -> Self {
        Self {
            object_id: Uuid::new_v4(),
            client_id: Uuid::new_v4(),
            name: name.to_owned(),
            audience: "AzureADMyOrg".to_owned(),
            tags: vec![],
            required: vec![],
            secrets: vec![],
            certificates: vec![],
            principal: None,
            created_at: now,
        }
    }

    pub(crate) fn principal_id(&self) -> Option<Uuid> {
        self.principal.as_ref().map(|principal| principal.object_id)
    }

    /// The enterprise application, made now if there is none.
    pub(crate) fn ensure_principal(&mut self, now: Moment) -> &mut AppPrincipal {
        self.principal.get_or_insert_with(|| AppPrincipal {
            object_id: Uuid::new_v4(),
            state: Principal { created_at: now, enabled: true, assignment_required: false },
            scopes: BTreeSet::new(),
            assignments: vec![],
        })
    }

    /// The permissions of one kind that it lists.
    pub(crate) fn required(&self, kind: PermissionKind) -> BTreeSet<String> {
        self.required.iter().filter(|line| line.kind == kind).map(|line| line.value.clone()).collect()
    }

    /// Puts a permission on its list, once.
    pub(crate) fn require(&mut self, value: &str, kind: PermissionKind) {
        let line = Required { value: value.to_owned(), kind };
        if !self.required.contains(&line) {
            self.required.push(line);
        }
    }

    /// Whether this secret signs it in. A secret made within `delay_s` is not known everywhere yet.
    pub(crate) fn check_secret(&self, given: &str, delay_s: u32, now: Moment) -> Result<(), Refusal> {
        let app = self.client_id.to_string();
        let wrong = || Refusal::new(7000215, &app);
        let secret = self.secrets.iter().find(|secret| secret.is(given)).ok_or_else(wrong)?;
        if secret.ends_at <= now {
            return Err(Refusal::new(7000222, &app));
        }
        let known = secret.starts_at <= now && secret.made_at.plus_s(delay_s) <= now;
        if known { Ok(()) } else { Err(wrong()) }
    }
}

impl AppPrincipal {
    /// The app roles that show in tokens.
    pub(crate) fn roles(&self, now: Moment) -> BTreeSet<String> {
        self.shown(now).map(|assignment| assignment.value.clone()).collect()
    }

    pub(crate) fn shown(&self, now: Moment) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |assignment| assignment.shows_at <= now)
    }

    pub(crate) fn has(&self, value: &str) -> bool {
        self.assignments.iter().any(|assignment| assignment.value == value)
    }

    /// Grants an app role that was not granted before.
    pub(crate) fn assign(&mut self, value: &str, now: Moment, shows_at: Moment) -> &Assignment {
        let assignment = Assignment { id: random_id(32), value: value.to_owned(), made_at: now, shows_at };
        self.assignments.push(assignment);
        self.assignments.last().expect("it was pushed just above")
    }
}

/// A GUID as Microsoft writes it: 36 signs, in any capitals.
pub(crate) fn guid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Registration;
    use super::secret::{NewSecret, Secret};
    use crate::moment::Moment;

    const MADE_AT: Moment = Moment(1000);

    fn app() -> (Registration, String) {
        let mut app = Registration::new("Own", MADE_AT);
        let secret =
            Secret::new(NewSecret { name: "one", starts_at: MADE_AT, ends_at: Moment(5000) }, MADE_AT);
        let value = secret.value().to_owned();
        app.secrets.push(secret);
        (app, value)
    }

    #[rstest]
    #[case::in_time(2000, None)]
    #[case::at_its_end(5000, Some(7_000_222))]
    #[case::too_new(1059, Some(7_000_215))]
    #[case::just_old_enough(1060, None)]
    fn a_secret_works_from_a_while_after_it_was_made_until_its_end(
        #[case] at: u64,
        #[case] refused: Option<u32>,
    ) {
        let (app, value) = app();

        let checked = app.check_secret(&value, 60, Moment(at));

        assert_eq!(checked.err().map(|refusal| refusal.code), refused);
    }

    #[test]
    fn the_id_of_a_secret_is_not_its_value() {
        let (app, value) = app();
        let id = app.secrets[0].key_id.to_string();

        assert_eq!(app.check_secret(&id, 0, Moment(2000)).err().map(|refusal| refusal.code), Some(7_000_215));
        assert_eq!(value.len(), 40);
        assert_eq!(app.secrets[0].hint(), &value[..3]);
    }
}
