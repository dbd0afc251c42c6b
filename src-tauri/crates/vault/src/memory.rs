//! Secrets until Usher closes: practice mode, and machines without a keychain.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use crate::error::VaultError;
use crate::key::SecretKey;
use crate::parts::MAX_SECRET_BYTES;
use crate::secret::Secret;
use crate::store::{Reply, SecretStore};

/// Keeps secrets in memory; they are wiped when it is dropped.
#[derive(Default)]
pub struct MemoryStore {
    secrets: Mutex<HashMap<SecretKey, SecretString>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn secrets(&self) -> MutexGuard<'_, HashMap<SecretKey, SecretString>> {
        // Each call is one map operation, so a poisoned map is still a whole one.
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for MemoryStore {
    fn store<'a>(&'a self, key: &'a SecretKey, value: &'a Secret) -> Reply<'a, ()> {
        Box::pin(async move {
            if crate::parts::length(value) > MAX_SECRET_BYTES {
                return Err(VaultError::TooLarge);
            }
            self.secrets().insert(key.clone(), value.as_secret_string().clone());
            Ok(())
        })
    }

    fn load<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, Option<Secret>> {
        Box::pin(async move { Ok(self.secrets().get(key).cloned().map(Secret::from)) })
    }

    fn forget<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, ()> {
        Box::pin(async move {
            self.secrets().remove(key);
            Ok(())
        })
    }

    fn self_test(&self) -> Reply<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn unlock(&self) -> Reply<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore([redacted])")
    }
}
