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

/// Puts a pending credential in the place of the one before. Returns where it is kept now, and why not in the keychain.
///
/// # Errors
/// When the pending one can't be read; the one before is untouched then.
pub(crate) async fn adopt_credential(
    ground: &Ground,
    id: &ConnectionId,
    (kind, kept): (CredentialKind, Kept),
) -> Result<(Kept, Option<Problem>), Problem> {
    let pending = ground.credential(&id.slot(true), kind);
    let found = ground.secrets_of(kept).load(&pending).await.map_err(of_vault)?;
    let secret = found.map(Secret::into_secret_string).ok_or(Problem::KeychainMute)?;
    let adopted = ground.keep_secret(&ground.credential(id, kind), &secret).await;
    // It is in its place; what is left of it elsewhere is a matter of tidiness.
    let left = [forget(ground, &pending).await, forget(ground, &ground.credential(id, other(kind))).await];
    if left.iter().any(Result::is_err) {
        tracing::warn!("a credential that is not used any more could not be forgotten");
    }
    Ok(adopted)
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
