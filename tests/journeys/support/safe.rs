//! A place for secrets that can say how many it holds.

use std::collections::HashSet;
use std::sync::Mutex;

use usher_vault::{MemoryStore, Reply, Secret, SecretKey, SecretStore};

/// Memory, and the names of what is in it.
#[derive(Default)]
pub(crate) struct Safe {
    memory: MemoryStore,
    names: Mutex<HashSet<SecretKey>>,
}

impl Safe {
    /// How many secrets are kept.
    pub(crate) fn count(&self) -> usize {
        self.names.lock().unwrap().len()
    }
}

impl SecretStore for Safe {
    fn store<'a>(&'a self, key: &'a SecretKey, value: &'a Secret) -> Reply<'a, ()> {
        self.names.lock().unwrap().insert(key.clone());
        self.memory.store(key, value)
    }

    fn load<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, Option<Secret>> {
        self.memory.load(key)
    }

    fn forget<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, ()> {
        self.names.lock().unwrap().remove(key);
        self.memory.forget(key)
    }

    fn self_test(&self) -> Reply<'_, ()> {
        self.memory.self_test()
    }

    fn unlock(&self) -> Reply<'_, ()> {
        self.memory.unlock()
    }
}
