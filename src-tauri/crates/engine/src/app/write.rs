//! What Usher writes at Microsoft when an admin lets it (`entra-consent.md` 8.1): each thing is looked for first, and
//! made only where it is not there.

mod credential;

use std::sync::Arc;
use std::time::Duration;

use usher_domain::connection::Kept;
use usher_domain::ids::{ClientId, ObjectId};
use usher_domain::own_app::{Made, Setup, Write};
use usher_domain::permissions::catalogue;
use usher_domain::problem::Problem;
use usher_domain::profile::{PermissionKind, Profile};
use usher_domain::view::own_app::BuildStop;
use usher_entra::{GraphError, NewRegistration, Registration, RoleGrant, WriteError};

use super::session::AdminSession;
use crate::keep::Ground;
use crate::problems::of_entra;

/// How often the directory is asked for what may only be too new.
const MOST_LOOKS: u32 = 4;

/// A write with all that it takes.
pub(crate) struct Writing {
    pub(crate) session: Arc<AdminSession>,
    pub(crate) ground: Ground,
    pub(crate) setup: Box<Setup>,
    pub(crate) profile: Arc<Profile>,
    /// The first wait for the directory to settle; each later one doubles it.
    pub(crate) settle_first: Duration,
    /// An earlier run, or an earlier try, may have registered the app without hearing of it.
    pub(crate) may_be_there: bool,
}

/// A write that is made.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) made: Made,
    /// Where a credential that came of it is kept.
    pub(crate) kept: Kept,
    /// Why that is not in the keychain.
    pub(crate) problem: Option<Problem>,
}

type Wrote<T> = Result<T, BuildStop>;

/// Takes back the app that Usher registered; its instance and all that was granted to it go with it.
///
/// # Errors
/// With what stopped it.
pub(crate) async fn take_back(session: &AdminSession, object: &ObjectId) -> Result<(), BuildStop> {
    session.entra.remove_registration(&session.access, object).await.map_err(|error| of_write(&error))
}

impl Writing {
    /// Makes `write` true.
    ///
    /// # Errors
    /// With what stopped it; it may have been written all the same, and is found the next time.
    pub(crate) async fn ensure(&self, write: &Write) -> Result<Done, BuildStop> {
        let made = match write {
            Write::RegisterApp => self.register_app().await?,
            Write::AddToOrganization => Made::Principal { object: self.principal().await? },
            Write::Grant { value } => self.grant(value).await?,
            Write::MakeSecret => return self.make_secret().await,
            Write::AddCertificate => return self.add_certificate().await,
        };
        Ok(Done { made, kept: self.setup.kept, problem: None })
    }

    /// The tag by which the app is found again.
    fn mark(&self) -> String {
        format!("usher:{}", self.setup.id.0)
    }

    /// The name of every credential that Usher makes for the app.
    fn credential_name(&self) -> String {
        format!("Usher {}", self.setup.id.0)
    }

    async fn register_app(&self) -> Wrote<Made> {
        let found = if self.may_be_there {
            self.settled(|| self.look_for_app()).await?
        } else {
            self.look_for_app().await?
        };
        let app = match found {
            Some(app) => app,
            None => self.register().await?,
        };
        Ok(Made::App { object: app.object, client_id: app.client_id })
    }

    async fn register(&self) -> Wrote<Registration> {
        let asked = self.setup.permissions(&self.profile);
        let roles: Option<Vec<String>> = asked.iter().map(|asked| role_of(&asked.value)).collect();
        let new = NewRegistration {
            name: self.setup.name.clone(),
            mark: self.mark(),
            roles: roles.ok_or_else(odd)?,
        };
        let AdminSession { entra, access, .. } = &*self.session;
        entra.register(access, &new).await.map_err(|error| of_write(&error))
    }

    /// Of two with the mark, the one on the receipt is the one that everything else was written to; without a receipt
    /// it is each time the same one.
    async fn look_for_app(&self) -> Wrote<Option<Registration>> {
        let AdminSession { entra, access, .. } = &*self.session;
        let found = entra.find_registrations(access, &self.mark()).await.map_err(|error| of_graph(&error))?;
        let known = self.setup.registered();
        Ok(found.into_iter().find(|app| known.is_none_or(|known| *known == app.object)))
    }

    /// The app that is on the receipt.
    async fn app(&self) -> Wrote<Registration> {
        self.settled(|| self.look_for_app()).await?.ok_or_else(odd)
    }

    fn client(&self) -> Wrote<&ClientId> {
        self.setup.registered_client().ok_or_else(odd)
    }

    /// The app's instance in the organization.
    async fn principal(&self) -> Wrote<ObjectId> {
        let AdminSession { entra, access, .. } = &*self.session;
        let client = self.client()?;
        let principal = self
            .settled(|| async move {
                let found =
                    entra.service_principal(access, client).await.map_err(|error| of_graph(&error))?;
                match found {
                    Some(found) => Ok(Some(found.id)),
                    None => not_yet(entra.add_principal(access, client).await),
                }
            })
            .await?;
        principal.ok_or_else(odd)
    }

    async fn grant(&self, value: &str) -> Wrote<Made> {
        let AdminSession { entra, access, .. } = &*self.session;
        let resource = self.session.graph().await.map_err(|error| of_graph(&error))?.clone();
        let role = role_of(value).ok_or_else(odd)?;
        let grant = RoleGrant { principal: self.known_principal().await?, resource, role };
        let grant = &grant;
        let assignment = self
            .settled(|| async move {
                let held = match entra.app_role_assignments(access, &grant.principal).await {
                    Ok(held) => held,
                    // An instance that is this new may not be found yet; the write itself tells whether it is allowed.
                    Err(GraphError::NotAllowed) => vec![],
                    Err(error) => return Err(of_graph(&error)),
                };
                let is_this = |role: &str| role.eq_ignore_ascii_case(&grant.role);
                match held.into_iter().find(|held| held.resource == grant.resource && is_this(&held.role)) {
                    Some(held) => Ok(Some(held.id)),
                    None => not_yet(entra.assign_role(access, grant).await),
                }
            })
            .await?;
        Ok(Made::Grant { assignment: assignment.ok_or_else(odd)? })
    }

    /// The instance that is on the receipt.
    async fn known_principal(&self) -> Wrote<ObjectId> {
        let on_receipt = self.setup.written.iter().find_map(|line| match &line.made {
            Made::Principal { object } => Some(object.clone()),
            Made::App { .. } | Made::Grant { .. } | Made::Secret { .. } | Made::Certificate { .. } => None,
        });
        match on_receipt {
            Some(object) => Ok(object),
            None => self.principal().await,
        }
    }

    /// Asks again while there is no answer yet: the directory may not show what was just made
    /// (`entra-consent.md` 6.2).
    async fn settled<T, F>(&self, act: impl Fn() -> F) -> Wrote<Option<T>>
    where
        F: Future<Output = Wrote<Option<T>>>,
    {
        let mut wait = self.settle_first;
        for _ in 1..MOST_LOOKS {
            if let Some(found) = act().await? {
                return Ok(Some(found));
            }
            tokio::time::sleep(wait).await;
            wait = wait.saturating_mul(2);
        }
        act().await
    }
}

/// The GUID of an application permission.
fn role_of(value: &str) -> Option<String> {
    catalogue().find(value, PermissionKind::Application).map(|known| known.id.clone())
}

/// `None` for a write that was turned down and may be taken a moment later: it leans on something that is too new,
/// or that somebody else has just made.
fn not_yet<T>(written: Result<T, WriteError>) -> Wrote<Option<T>> {
    match written {
        Ok(made) => Ok(Some(made)),
        Err(error) => match (of_write(&error), error) {
            (why, WriteError::Refused { .. }) if why != BuildStop::ForbiddenByRule => Ok(None),
            (why, _) => Err(why),
        },
    }
}

fn of_write(error: &WriteError) -> BuildStop {
    match error {
        WriteError::SignInRanOut => BuildStop::SignedOut,
        WriteError::NotAllowed => BuildStop::NotAllowed,
        // `CredentialTypeNotAllowedAsPerAppPolicy` and its like.
        WriteError::Refused { code } if code.contains("Policy") => BuildStop::ForbiddenByRule,
        WriteError::Refused { .. } => odd(),
        WriteError::Entra(error) => BuildStop::Problem { problem: of_entra(error) },
    }
}

fn of_graph(error: &GraphError) -> BuildStop {
    match error {
        GraphError::SignInRanOut => BuildStop::SignedOut,
        GraphError::NotAllowed => BuildStop::NotAllowed,
        GraphError::Entra(error) => BuildStop::Problem { problem: of_entra(error) },
    }
}

fn odd() -> BuildStop {
    BuildStop::Problem { problem: Problem::OddAnswer }
}

#[cfg(test)]
mod tests;
