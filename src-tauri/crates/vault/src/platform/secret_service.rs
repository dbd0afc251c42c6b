//! The Secret Service of Linux and the BSDs (gnome-keyring, KWallet, KeePassXC).

use std::collections::HashMap;
use std::error::Error;

use secret_service::blocking::{Item, SecretService};
use secret_service::{EncryptionType, Error as ServiceError};

use super::{Gate, Session};
use crate::error::{VaultError, from_keyring};

/// Asks for the lock, which the keyring library can't tell without a prompt.
pub(crate) struct Watch {
    service: SecretService<'static>,
    ours: String,
}

impl Watch {
    pub(crate) fn is_locked(&self) -> Result<bool, VaultError> {
        let collection = self.service.get_default_collection().map_err(|cause| from_service(&cause))?;
        if collection.is_locked().map_err(|cause| from_service(&cause))? {
            return Ok(true);
        }
        // Entries stay where they were made when the person picks another default collection.
        let found = self.service.search_items(self.ours()).map_err(|cause| from_service(&cause))?;
        Ok(!found.locked.is_empty())
    }

    pub(crate) fn unlock(&self) -> Result<(), VaultError> {
        let collection = self.service.get_default_collection().map_err(|cause| from_service(&cause))?;
        if collection.is_locked().map_err(|cause| from_service(&cause))? {
            collection.unlock().map_err(|cause| from_service(&cause))?;
        }
        let found = self.service.search_items(self.ours()).map_err(|cause| from_service(&cause))?;
        if !found.locked.is_empty() {
            let items: Vec<&Item<'_>> = found.locked.iter().collect();
            self.service.unlock_all(&items).map_err(|cause| from_service(&cause))?;
        }
        if self.is_locked()? { Err(VaultError::Locked) } else { Ok(()) }
    }

    /// The mark that the keyring library puts on every entry of ours.
    fn ours(&self) -> HashMap<&str, &str> {
        HashMap::from([("service", self.ours.as_str())])
    }
}

pub(crate) fn connect(ours: &str) -> Result<Session, VaultError> {
    // No secret passes here, so the second line needs no encryption of its own.
    let service = SecretService::connect(EncryptionType::Plain).map_err(|cause| from_service(&cause))?;
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|cause| from_keyring(&cause))?;
    Ok(Session { store, gate: Gate::SecretService(Watch { service, ours: ours.to_owned() }) })
}

pub(crate) fn no_access(cause: &(dyn Error + Send + Sync + 'static)) -> VaultError {
    cause.downcast_ref::<ServiceError>().map_or(VaultError::Locked, from_service)
}

fn from_service(cause: &ServiceError) -> VaultError {
    match cause {
        ServiceError::Locked | ServiceError::Prompt => VaultError::Locked,
        // A service without a default collection was never set up, and has nowhere to put an entry.
        ServiceError::NoResult => VaultError::Missing,
        ServiceError::Crypto(_) => VaultError::Refused,
        ServiceError::Zbus(_)
        | ServiceError::ZbusFdo(_)
        | ServiceError::Zvariant(_)
        | ServiceError::PromptDisconnected
        | ServiceError::Unavailable => VaultError::Missing,
        // `ServiceError` is non-exhaustive.
        _ => VaultError::Refused,
    }
}
