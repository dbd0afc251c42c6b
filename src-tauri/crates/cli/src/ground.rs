//! Where `usherctl` keeps connections: the same folder and keychain as the window.

use std::sync::{Arc, Mutex};

use usher_engine::store::{Store, StoreError};
use usher_engine::{Ground, data_folder};
use usher_vault::{MemoryStore, OsKeychain, World};

use crate::output::tell;

/// The keychain, under the window's name.
pub(crate) fn keychain() -> Arc<OsKeychain> {
    Arc::new(OsKeychain::open("usher"))
}

/// Opens the store; where it can't, says why.
pub(crate) fn open() -> Option<Ground> {
    ground().inspect_err(|error| tell(&error.to_string())).ok()
}

/// The ground of the real world.
fn ground() -> Result<Ground, StoreError> {
    let folder = data_folder().ok_or_else(|| StoreError::File(std::io::ErrorKind::NotFound.into()))?;
    let (store, _) = Store::open(&folder)?;
    Ok(Ground {
        world: World::Real,
        secrets: keychain(),
        session_secrets: Arc::new(MemoryStore::new()),
        store: Arc::new(Mutex::new(store)),
        folder,
    })
}
