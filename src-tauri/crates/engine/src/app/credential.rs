//! What an app signs in with, in the keychain under its setup's id.

use usher_domain::connection::Kept;
use usher_domain::ids::ConnectionId;
use usher_domain::own_app::CredentialKind;
use usher_domain::problem::Problem;
use usher_entra::{AppCredential, ClientSecret, SigningKey};
use usher_vault::{Secret, SecretKey, SecretStore as _, VaultError};

use crate::keep::Ground;
use crate::problems::of_vault;

/// A credential out of the keychain.
#[derive(Debug)]
pub(super) enum Credential {
    Secret(ClientSecret),
    Certificate(SigningKey),
}

impl Credential {
    /// What is kept for `id`; `None` when nothing is that an app could sign in with.
    pub(super) async fn load(
        ground: &Ground,
        id: &ConnectionId,
        (kind, kept): (CredentialKind, Kept),
    ) -> Result<Option<Self>, Problem> {
        let key = ground.credential(id, kind);
        let secret = ground.secrets_of(kept).load(&key).await.map_err(of_vault)?;
        let Some(secret) = secret.map(Secret::into_secret_string) else { return Ok(None) };
        Ok(match kind {
            CredentialKind::Secret => Some(Self::Secret(ClientSecret::new(secret))),
            CredentialKind::Certificate => SigningKey::parse(secret).ok().map(Self::Certificate),
        })
    }

    pub(super) fn lent(&self) -> AppCredential<'_> {
        match self {
            Self::Secret(secret) => AppCredential::Secret(secret),
            Self::Certificate(key) => AppCredential::Certificate(key),
        }
    }
}

impl Ground {
    /// The key of an app's client secret.
    pub(crate) fn client_secret(&self, id: &ConnectionId) -> SecretKey {
        SecretKey::client_secret(&id.0, self.world)
    }

    /// The key of an app's private key and certificate.
    pub(crate) fn certificate_key(&self, id: &ConnectionId) -> SecretKey {
        SecretKey::certificate_key(&id.0, self.world)
    }

    fn credential(&self, id: &ConnectionId, kind: CredentialKind) -> SecretKey {
        match kind {
            CredentialKind::Secret => self.client_secret(id),
            CredentialKind::Certificate => self.certificate_key(id),
        }
    }

    /// What is kept under `key`, and where: in the keychain, or until Usher closes.
    pub(super) async fn find(&self, key: &SecretKey) -> Result<Option<(Secret, Kept)>, Problem> {
        let in_keychain = match self.secrets.load(key).await {
            Ok(found) => found,
            Err(VaultError::Missing) => None,
            Err(error) => return Err(of_vault(error)),
        };
        if let Some(secret) = in_keychain {
            return Ok(Some((secret, Kept::Keychain)));
        }
        let in_memory = self.session_secrets.load(key).await.map_err(of_vault)?;
        Ok(in_memory.map(|secret| (secret, Kept::UntilClosed)))
    }
}

/// Puts a pending credential in the place of the one before, and returns where it is kept now.
///
/// # Errors
/// When the pending one can't be read, or would last shorter there; the one before stays then.
pub(crate) async fn adopt_credential(
    ground: &Ground,
    id: &ConnectionId,
    (kind, kept): (CredentialKind, Kept),
) -> Result<Kept, Problem> {
    let found =
        ground.secrets_of(kept).load(&ground.credential(&id.slot(true), kind)).await.map_err(of_vault)?;
    let secret = found.map(Secret::into_secret_string).ok_or(Problem::KeychainMute)?;
    let key = ground.credential(id, kind);
    match ground.keep_secret(&key, &secret).await {
        (Kept::UntilClosed, problem) if kept == Kept::Keychain => {
            ground.session_secrets.forget(&key).await.map_err(of_vault)?;
            Err(problem.unwrap_or(Problem::KeychainMute))
        }
        (kept, _) => Ok(kept),
    }
}

/// Forgets what was kept beside the credential of this kind that the connection signs in with.
///
/// # Errors
/// When the keychain does not let go.
pub(crate) async fn forget_replaced(
    ground: &Ground,
    id: &ConnectionId,
    kind: CredentialKind,
) -> Result<(), Problem> {
    forget(ground, &ground.credential(id, other(kind))).await?;
    for kind in [kind, other(kind)] {
        forget(ground, &ground.credential(&id.slot(true), kind)).await?;
    }
    Ok(())
}

fn other(kind: CredentialKind) -> CredentialKind {
    match kind {
        CredentialKind::Secret => CredentialKind::Certificate,
        CredentialKind::Certificate => CredentialKind::Secret,
    }
}

/// Forgets what an app signs in with, wherever it is kept, and what is pending beside it.
///
/// # Errors
/// When the keychain does not let go. Where there is none, nothing is in it.
pub(crate) async fn forget_credential(ground: &Ground, id: &ConnectionId) -> Result<(), Problem> {
    for slot in [id.slot(false), id.slot(true)] {
        for key in [ground.client_secret(&slot), ground.certificate_key(&slot)] {
            forget(ground, &key).await?;
        }
    }
    Ok(())
}

async fn forget(ground: &Ground, key: &SecretKey) -> Result<(), Problem> {
    let _lock = ground.lock(key).await?;
    ground.session_secrets.forget(key).await.map_err(of_vault)?;
    match ground.secrets.forget(key).await {
        Ok(()) | Err(VaultError::Missing) => Ok(()),
        Err(error) => Err(of_vault(error)),
    }
}
