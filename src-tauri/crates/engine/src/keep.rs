//! Keeps a sign-in: the token in the keychain, what is not secret in the store.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use sha2::{Digest, Sha256};
use usher_domain::connection::{Connection, Health, Kept, SignInPlace, missing};
use usher_domain::directory::Directory;
use usher_domain::ids::{ClientId, ConnectionId, ProfileId};
use usher_domain::problem::Problem;
use usher_domain::time::Timestamp;
use usher_vault::{
    ConnectionLock, LockError, MemoryStore, Secret, SecretKey, SecretStore, VaultError, World,
};

use crate::app::forget_credential;
use crate::identify::Identified;
use crate::problems::{of_store, of_vault};
use crate::store::Store;

/// How long another process may hold a connection's lock (S31).
const LOCK_LIMIT: Duration = Duration::from_secs(30);

/// Where connections of one world live.
#[derive(Clone)]
pub struct Ground {
    /// Practice and real never touch (S78).
    pub world: World,
    /// The OS keychain.
    pub secrets: Arc<dyn SecretStore>,
    /// Used while there is no keychain: signed in until Usher closes (S37).
    pub session_secrets: Arc<MemoryStore>,
    /// Connections, the saved place.
    pub store: Arc<Mutex<Store>>,
    /// Where the lock files are.
    pub folder: PathBuf,
}

/// What is to be kept.
#[derive(Debug)]
pub(crate) struct Keeping {
    /// The product.
    pub(crate) profile: Option<ProfileId>,
    /// The client that signed in.
    pub(crate) client_id: String,
    /// Where it signed in.
    pub(crate) place: SignInPlace,
    /// What was asked for.
    pub(crate) requested: Vec<String>,
    /// Now.
    pub(crate) now: Timestamp,
}

impl Ground {
    /// Runs `act` on the store.
    pub fn with_store<T>(&self, act: impl FnOnce(&Store) -> T) -> T {
        act(&self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The key of a connection's refresh token.
    #[must_use]
    pub fn key(&self, connection: &ConnectionId) -> SecretKey {
        SecretKey::refresh_token(&connection.0, self.world)
    }

    pub(crate) async fn lock(&self, key: &SecretKey) -> Result<ConnectionLock, Problem> {
        ConnectionLock::acquire(&self.folder, key, LOCK_LIMIT).await.map_err(|error| match error {
            LockError::Busy => Problem::Busy { retry_after_s: None },
            LockError::File(_) => Problem::DiskFull,
        })
    }

    /// Keeps `secret` in the keychain; where that can't be, until Usher closes, with the reason (S37).
    pub(crate) async fn keep_secret(
        &self,
        key: &SecretKey,
        secret: &SecretString,
    ) -> (Kept, Option<Problem>) {
        let copy = || Secret::from(secret.clone());
        let stored = match self.lock(key).await {
            Ok(_lock) => self.secrets.store(key, &copy()).await.map_err(of_vault),
            Err(problem) => Err(problem),
        };
        match stored {
            Ok(()) => (Kept::Keychain, None),
            Err(problem) => match self.session_secrets.store(key, &copy()).await {
                Ok(()) => (Kept::UntilClosed, Some(problem)),
                Err(error) => (Kept::UntilClosed, Some(of_vault(error))),
            },
        }
    }

    /// The store of a connection's token: the keychain, or memory when it was kept there.
    pub(crate) fn secrets_of(&self, kept: Kept) -> &dyn SecretStore {
        match kept {
            Kept::Keychain => &*self.secrets,
            Kept::UntilClosed | Kept::AtVendor => &*self.session_secrets,
        }
    }
}

/// Keeps `identified` and returns the connection, with the reason when it is in memory only.
pub(crate) async fn keep(
    ground: &Ground,
    identified: Identified,
    keeping: Keeping,
) -> (Connection, Option<Problem>) {
    let id = connection_id(&identified, &keeping.client_id);
    let (kept, mut problem) = match identified.refresh_token {
        Some(token) => ground.keep_secret(&ground.key(&id), token.secret()).await,
        None => (Kept::UntilClosed, None),
    };
    let account = identified.account;
    let complete = missing(&keeping.requested, &account.granted).is_empty();
    let connection = Connection {
        id,
        profile: keeping.profile,
        client_id: ClientId::parse(&keeping.client_id).ok(),
        place: keeping.place,
        tenant: account.tenant,
        object: account.object,
        identity: Some(identified.identity),
        username: account.username,
        organization: account.organization,
        requested: keeping.requested,
        granted: account.granted,
        checked_at: Some(keeping.now),
        health: if complete { Health::Good } else { Health::PermissionsMissing },
        created_at: keeping.now,
        kept,
        directory: Directory::default(),
        app: None,
        enabled: true,
        updated_at: None,
        timeline: vec![],
    };
    if kept == Kept::Keychain
        && let Err(error) = ground.with_store(|store| store.put_connection(&connection))
    {
        problem = Some(of_store(&error));
    }
    (connection, problem)
}

/// Forgets a connection: keychain, memory and store, each checked by reading back (S36).
///
/// # Errors
/// When the keychain does not let go; the connection stays listed then.
pub async fn forget(ground: &Ground, connection: &Connection) -> Result<(), Problem> {
    if connection.app.is_some() {
        forget_credential(ground, &connection.id).await?;
    } else {
        let key = ground.key(&connection.id);
        let _lock = ground.lock(&key).await?;
        ground.secrets_of(connection.kept).forget(&key).await.map_err(|e: VaultError| of_vault(e))?;
    }
    ground.with_store(|store| store.remove_connection(&connection.id)).map_err(|e| of_store(&e))
}

/// `tid` and `oid` name a person (S28); at a provider that is not Entra, issuer and subject do.
fn connection_id(identified: &Identified, client_id: &str) -> ConnectionId {
    let (realm, person) = match (&identified.account.tenant, &identified.account.object) {
        (Some(tenant), Some(object)) => (tenant.as_str(), object.as_str()),
        _ => (identified.identity.issuer.as_str(), identified.identity.subject.as_str()),
    };
    let digest = Sha256::digest(format!("{realm}\n{person}\n{client_id}"));
    ConnectionId(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}
