//! Connections and what is looked up for them.

use usher_domain::connection::{Connection, Kept};
use usher_domain::desk::{Desk, KeychainState};
use usher_domain::ids::{AttemptId, ConnectionId, ProfileId};
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_entra::FindTenantError;

use super::Hands;
use crate::grants::{CannotList, Listed, list_grants};
use crate::keep::forget;
use crate::problems::{keychain_state, of_entra, of_store};

impl Hands {
    pub(super) fn find_tenant(&self, attempt: AttemptId, profile: &ProfileId, domain: String, desk: &Desk) {
        let (entra, events) = (self.entra_of(profile, desk), self.events.clone());
        tokio::spawn(async move {
            let event = match entra {
                Err(problem) => Event::LookUpFailed { attempt, problem },
                Ok(entra) if !entra.authority().has_graph() => Event::NoTenants { attempt },
                Ok(entra) => match entra.find_tenant(&domain).await {
                    Ok(tenant) => Event::TenantFound { attempt, tenant },
                    Err(FindTenantError::UnknownDomain | FindTenantError::OtherCloud) => {
                        Event::DomainUnknown { attempt }
                    }
                    Err(FindTenantError::Entra(error)) => {
                        Event::LookUpFailed { attempt, problem: of_entra(&error) }
                    }
                },
            };
            drop(events.send(event));
        });
    }

    /// Tries the keychain beside the trip; a locked one may be opened while the person signs in.
    pub(super) fn try_keychain(&self) {
        let (secrets, events) = (self.ground().secrets.clone(), self.events.clone());
        tokio::spawn(async move {
            let mut state = keychain_state(secrets.self_test().await);
            drop(events.send(Event::KeychainTried { state }));
            if state == KeychainState::Locked && secrets.unlock().await.is_ok() {
                state = keychain_state(secrets.self_test().await);
                drop(events.send(Event::KeychainTried { state }));
            }
        });
    }

    pub(super) fn keep_at_vendor(&self, attempt: AttemptId, connection: Connection) {
        let saved = self.ground().with_store(|store| store.put_connection(&connection));
        let problem = saved.err().map(|error| of_store(&error));
        self.happened(Event::Kept { attempt, connection: Box::new(connection), problem });
    }

    pub(super) fn list_grants(&self, id: ConnectionId, desk: &Desk) {
        let Some(connection) = desk.connection(&id).cloned() else { return };
        if let Some(app) = desk.app_sign_in(&connection) {
            self.prove(self.adapters.at(&connection.place), app);
            return;
        }
        let (ground, events) = (self.ground().clone(), self.events.clone());
        let entra = self.adapters.at(&connection.place);
        tokio::spawn(async move {
            let listed = match entra {
                Ok(entra) => list_grants(&ground, &entra, &connection).await,
                Err(problem) => Err(CannotList::Problem(problem)),
            };
            let event = match listed {
                Ok(Listed { granted, directory }) => {
                    Event::GrantsListed { connection: id, granted, directory: Box::new(directory) }
                }
                Err(CannotList::NoToken) => {
                    Event::GrantsNotListed { connection: id, problem: Problem::SignInRanOut }
                }
                Err(CannotList::Problem(problem)) => Event::GrantsNotListed { connection: id, problem },
            };
            drop(events.send(event));
        });
    }

    /// Writes a new connection down, or a change of one that is still there: `usherctl disconnect` may have removed
    /// it beside the window.
    pub(super) fn save_connection(&mut self, id: &ConnectionId, desk: &Desk) {
        // A sign-in that lasts until Usher closes must not be listed by the next start.
        let kept = |known: &&Connection| known.kept != Kept::UntilClosed;
        let Some(connection) = desk.connection(id).filter(kept) else { return };
        let saved = if self.stored.contains(id) {
            self.ground().with_store(|store| store.update_connection(connection))
        } else {
            self.ground().with_store(|store| store.put_connection(connection)).map(|()| true)
        };
        match saved {
            Ok(true) => self.stores(id.clone()),
            Ok(false) => self.was_removed(connection),
            Err(error) => self.happened(Event::WentWrong { problem: of_store(&error) }),
        }
    }

    fn was_removed(&mut self, connection: &Connection) {
        let id = connection.id.clone();
        if connection.app.is_some() {
            // What was handed in for it since would be listed nowhere.
            self.forget_credential(id.clone());
        }
        self.happened(Event::ConnectionRemoved { connection: id });
    }

    /// From now on, what is not there any more was removed.
    pub(crate) fn stores(&mut self, id: ConnectionId) {
        self.stored.insert(id);
    }

    /// The connections of a world that was entered are all that is there.
    pub(crate) fn stores_those_of(&mut self, desk: &Desk) {
        self.stored = desk.connections.iter().map(|known| known.id.clone()).collect();
    }

    pub(super) fn remove_connection(&self, id: ConnectionId, desk: &Desk) {
        let Some(connection) = desk.connection(&id).cloned() else { return };
        let (ground, events) = (self.ground().clone(), self.events.clone());
        tokio::spawn(async move {
            let event = match forget(&ground, &connection).await {
                Ok(()) => Event::ConnectionRemoved { connection: id },
                Err(problem) => Event::WentWrong { problem },
            };
            drop(events.send(event));
        });
    }
}
