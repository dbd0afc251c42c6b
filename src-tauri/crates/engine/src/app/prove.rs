//! Signs in as the app, and tries each permission with one harmless read (S27, S30).

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use usher_domain::ids::ObjectId;
use usher_domain::journey::effect::AppSignIn;
use usher_domain::own_app::{AppAnswer, PermissionRead, Probe, probes};
use usher_domain::permissions::same_scope;
use usher_domain::problem::Problem;
use usher_entra::{AccessToken, AppAsk, AppTokenError, Entra, GraphError, ReadError};

use super::credential::Credential;
use crate::keep::Ground;
use crate::problems::{of_entra, of_graph};

/// Reads of one app that run beside each other; each waits by itself when the service is busy (S33).
const AT_ONCE: usize = 4;
/// Enough that a person with a policy of their own shows.
const MOST_PEOPLE: usize = 5;
/// Stands for a person in a probe's path.
const PERSON: &str = "{user}";

/// Signs in as `app`, and tries each of its permissions that has a read.
pub async fn prove_app(ground: &Ground, entra: &Entra, app: &AppSignIn) -> AppAnswer {
    let credential =
        match Credential::load(ground, &app.connection.slot(app.pending), (app.credential, app.kept)).await {
            Ok(Some(credential)) => credential,
            Ok(None) => return AppAnswer::NothingKept,
            Err(problem) => return AppAnswer::CouldNotAsk { problem },
        };
    let ask = AppAsk { client_id: app.client_id.clone(), tenant: app.tenant.clone() };
    match entra.app_token(&ask, &credential.lent()).await {
        Ok(token) => AppAnswer::SignedIn {
            roles: token.roles,
            reads: read_all(entra, token.access, &app.permissions).await,
        },
        Err(AppTokenError::Refused(refusal)) => AppAnswer::from(&refusal),
        Err(AppTokenError::Entra(error)) => AppAnswer::CouldNotAsk { problem: of_entra(&error) },
    }
}

/// Everything that a read takes.
struct Reader {
    entra: Entra,
    access: AccessToken,
    /// Whom to read about, or what to say where there is nobody.
    people: Result<Vec<ObjectId>, PermissionRead>,
    gate: Semaphore,
}

async fn read_all(
    entra: &Entra,
    access: AccessToken,
    permissions: &[String],
) -> Vec<(String, PermissionRead)> {
    let probe_of = |value: &String| probes().iter().find(|probe| same_scope(&probe.permission, value));
    let wanted: Vec<(String, &'static Probe)> =
        permissions.iter().filter_map(|value| Some((value.clone(), probe_of(value)?))).collect();
    let people = if wanted.iter().any(|(_, probe)| probe.path.contains(PERSON)) {
        people(entra, &access).await
    } else {
        Ok(vec![])
    };
    let reader = Arc::new(Reader { entra: entra.clone(), access, people, gate: Semaphore::new(AT_ONCE) });
    let running: Vec<(String, JoinHandle<PermissionRead>)> = wanted
        .into_iter()
        .map(|(value, probe)| {
            let reader = Arc::clone(&reader);
            (value, tokio::spawn(async move { reader.try_probe(probe).await }))
        })
        .collect();
    let mut reads = Vec::new();
    for (value, read) in running {
        // A read that broke has shown nothing, and must not be left out.
        let read = read.await.unwrap_or(PermissionRead::Failed { problem: Problem::OddAnswer });
        reads.push((value, read));
    }
    reads
}

async fn people(entra: &Entra, access: &AccessToken) -> Result<Vec<ObjectId>, PermissionRead> {
    entra.some_people(access, MOST_PEOPLE).await.map_err(|error| match error {
        GraphError::NotAllowed => PermissionRead::NotTried,
        GraphError::SignInRanOut | GraphError::Entra(_) => {
            PermissionRead::Failed { problem: of_graph(&error) }
        }
    })
}

/// What the reads about several people showed.
#[derive(Default)]
struct Tally {
    worked: u32,
    refused: u32,
    unpaid: u32,
    denied: u32,
    /// Teams found nothing to show. Alone that is no proof: it may look for the meeting before it asks who may see it.
    not_found: u32,
}

impl Reader {
    async fn try_probe(&self, probe: &Probe) -> PermissionRead {
        let mut tally = Tally::default();
        if !probe.path.contains(PERSON) {
            return match self.read(&probe.path, &mut tally).await {
                Ok(()) => tally.verdict(),
                Err(failed) => failed,
            };
        }
        let people = match &self.people {
            Ok(people) => people,
            Err(nobody) => return nobody.clone(),
        };
        for person in people {
            let path = probe.path.replace(PERSON, person.as_str());
            if let Err(failed) = self.read(&path, &mut tally).await {
                return failed;
            }
            if tally.worked > 0 && !probe.policy {
                break;
            }
        }
        tally.verdict()
    }

    /// Reads once, and counts what that showed.
    async fn read(&self, path: &str, tally: &mut Tally) -> Result<(), PermissionRead> {
        let _permit = self.gate.acquire().await;
        let count = match self.entra.read(&self.access, path).await {
            Ok(()) => &mut tally.worked,
            Err(ReadError::NoSuchMeeting) => &mut tally.not_found,
            Err(ReadError::NoPolicy) => &mut tally.refused,
            Err(ReadError::PaymentRequired) => &mut tally.unpaid,
            Err(ReadError::Denied) => &mut tally.denied,
            Err(ReadError::NotThere | ReadError::SaysNothing) => return Ok(()),
            Err(ReadError::SignInRanOut) => {
                return Err(PermissionRead::Failed { problem: Problem::SignInRanOut });
            }
            Err(ReadError::Entra(error)) => {
                return Err(PermissionRead::Failed { problem: of_entra(&error) });
            }
        };
        *count += 1;
        Ok(())
    }
}

impl Tally {
    fn verdict(&self) -> PermissionRead {
        if self.refused > 0 {
            let tried = self.worked + self.refused + self.unpaid + self.not_found;
            PermissionRead::NoPolicy { refused: self.refused, tried }
        } else if self.unpaid > 0 {
            PermissionRead::PaymentRequired
        } else if self.worked > 0 {
            // One person may be closed to every app; the permission works all the same.
            PermissionRead::Worked
        } else if self.denied > 0 {
            PermissionRead::Denied
        } else {
            PermissionRead::NotTried
        }
    }
}

#[cfg(test)]
mod tests;
