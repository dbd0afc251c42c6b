//! What is granted to a connection now: one refresh for everything (`.default`).

use usher_domain::answer::{Refusal, classify_refusal};
use usher_domain::connection::{Connection, Kept};
use usher_domain::directory::Directory;
use usher_domain::problem::Problem;
use usher_domain::reasoning::{SilentFinding, silent_finding};
use usher_domain::situation::Situation;
use usher_entra::{Entra, KnownPerson, RefreshAsk, RefreshError, RefreshToken};
use usher_vault::{Secret, SecretKey, SecretStore};

use crate::directory::read_directory;
use crate::keep::Ground;
use crate::problems::{of_entra, of_vault};

/// Why the granted permissions could not be listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotList {
    /// There is no token to ask with: sign-in runs at the vendor, or Usher was closed since.
    NoToken,
    /// It could not be checked.
    Problem(Problem),
}

/// What a look at a connection found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Everything that is granted to its person now.
    pub granted: Vec<String>,
    /// What the directory says, as far as its person may read it.
    pub directory: Directory,
}

/// Lists every permission that is granted to `connection` now, and what the directory says about the app.
///
/// # Errors
/// When there is no token, Microsoft refuses it, or the check can't be made. No error removes a token (S32).
pub async fn list_grants(
    ground: &Ground,
    entra: &Entra,
    connection: &Connection,
) -> Result<Listed, CannotList> {
    if connection.kept == Kept::AtVendor {
        return Err(CannotList::NoToken);
    }
    let key = ground.key(&connection.id);
    let secrets = ground.secrets_of(connection.kept);
    let lock = ground.lock(&key).await.map_err(CannotList::Problem)?;
    let token = load(secrets, &key).await?;
    let ask = RefreshAsk {
        client_id: connection.client().unwrap_or_default().to_owned(),
        tenant: connection.tenant.clone(),
        scopes: vec![],
        person: KnownPerson {
            object: connection.object.clone(),
            subject: connection.identity.as_ref().map(|i| i.subject.clone()),
            issuer: connection.identity.as_ref().map(|i| i.issuer.clone()),
        },
    };
    let refreshed = match entra.refresh(&ask, &token).await {
        Ok(refreshed) => refreshed,
        // The sign-in holds, and nothing is granted any more (AADSTS65001).
        Err(RefreshError::Refused(refusal)) if silent_finding(&refusal) == SilentFinding::ConsentMissing => {
            return Ok(Listed { granted: vec![], directory: Directory::default() });
        }
        Err(RefreshError::Refused(refusal)) if refusal.error == "invalid_grant" => {
            // Another process may have rotated the token while this one waited (S31).
            let newer = load(secrets, &key).await?;
            if newer.is_same(&token) {
                return Err(CannotList::Problem(of_refusal(&refusal)));
            }
            entra.refresh(&ask, &newer).await.map_err(|e| CannotList::Problem(of_refresh(&e)))?
        }
        Err(error) => return Err(CannotList::Problem(of_refresh(&error))),
    };
    if let Some(newer) = refreshed.refresh_token {
        let secret = Secret::from(newer.secret().clone());
        secrets.store(&key, &secret).await.map_err(|e| CannotList::Problem(of_vault(e)))?;
    }
    drop(lock);
    let directory = read_directory(entra, &refreshed.access_token, connection, &refreshed.granted).await;
    Ok(Listed { granted: refreshed.granted, directory })
}

async fn load(secrets: &dyn SecretStore, key: &SecretKey) -> Result<RefreshToken, CannotList> {
    let secret = secrets.load(key).await.map_err(|e| CannotList::Problem(of_vault(e)))?;
    let secret = secret.ok_or(CannotList::NoToken)?;
    Ok(RefreshToken::new(secret.into_secret_string()))
}

fn of_refresh(error: &RefreshError) -> Problem {
    match error {
        RefreshError::Refused(refusal) => of_refusal(refusal),
        RefreshError::NotTrusted(_) => Problem::AnswerNotTrusted,
        RefreshError::ClockWrong => Problem::ClockWrong,
        RefreshError::Entra(error) => of_entra(error),
    }
}

/// A refresh that Microsoft refuses mostly wants a new sign-in; these two reasons want an admin.
fn of_refusal(refusal: &Refusal) -> Problem {
    let situation = classify_refusal(refusal).situation;
    if situation == Situation::AppDisabled {
        Problem::AppTurnedOff
    } else if situation == Situation::UserNotAssigned {
        Problem::NotOnTheList
    } else {
        Problem::SignInRanOut
    }
}
