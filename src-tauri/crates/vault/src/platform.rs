//! The keychain of each OS, and whether it can be used without a prompt.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry};

use crate::error::VaultError;

#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) mod secret_service;

/// Makes a connection to the keychain.
pub(crate) type Connect = Box<dyn FnMut() -> Result<Session, VaultError> + Send>;

/// A connection to the keychain.
pub(crate) struct Session {
    pub(crate) store: Arc<CredentialStore>,
    pub(crate) gate: Gate,
}

impl Session {
    pub(crate) fn entry(&self, service: &str, name: &str) -> keyring_core::Result<Entry> {
        if cfg!(windows) {
            // The default, Enterprise, roams to other machines of the person (S42).
            return self.store.build(service, name, Some(&HashMap::from([("persistence", "Local")])));
        }
        self.store.build(service, name, None)
    }
}

/// What stands between us and the entries.
pub(crate) enum Gate {
    /// The OS unlocks by itself, or asks within a call.
    #[cfg(any(test, windows, target_os = "macos"))]
    Open,
    /// A Secret Service prompts within any call while it is locked, so that is asked beforehand.
    #[cfg(all(unix, not(target_os = "macos")))]
    SecretService(secret_service::Watch),
}

impl Gate {
    pub(crate) fn is_locked(&self) -> Result<bool, VaultError> {
        match self {
            #[cfg(any(test, windows, target_os = "macos"))]
            Self::Open => Ok(false),
            #[cfg(all(unix, not(target_os = "macos")))]
            Self::SecretService(watch) => watch.is_locked(),
        }
    }

    pub(crate) fn unlock(&self) -> Result<(), VaultError> {
        match self {
            #[cfg(any(test, windows, target_os = "macos"))]
            Self::Open => Ok(()),
            #[cfg(all(unix, not(target_os = "macos")))]
            Self::SecretService(watch) => watch.unlock(),
        }
    }
}

/// Connects to the keychain of this OS.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn connect(service: &str) -> Result<Session, VaultError> {
    secret_service::connect(service)
}

/// Connects to the keychain of this OS.
#[cfg(target_os = "macos")]
pub(crate) fn connect(_service: &str) -> Result<Session, VaultError> {
    let store = apple_native_keyring_store::keychain::Store::new()
        .map_err(|cause| crate::error::from_keyring(&cause))?;
    Ok(Session { store, gate: Gate::Open })
}

/// Connects to the keychain of this OS.
#[cfg(windows)]
pub(crate) fn connect(_service: &str) -> Result<Session, VaultError> {
    let store =
        windows_native_keyring_store::Store::new().map_err(|cause| crate::error::from_keyring(&cause))?;
    Ok(Session { store, gate: Gate::Open })
}

/// What it means that the storage behind the keychain can't be reached.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn no_access(cause: &(dyn Error + Send + Sync + 'static)) -> VaultError {
    secret_service::no_access(cause)
}

/// What it means that the storage behind the keychain can't be reached.
#[cfg(any(windows, target_os = "macos"))]
pub(crate) fn no_access(_cause: &(dyn Error + Send + Sync + 'static)) -> VaultError {
    // Windows: `ERROR_NO_SUCH_LOGON_SESSION`, a sign-in over the network has no credential set. macOS:
    // `errSecNotAvailable`, `errSecNoSuchKeychain` and the like. Neither is a lock that a person could open.
    VaultError::Missing
}
