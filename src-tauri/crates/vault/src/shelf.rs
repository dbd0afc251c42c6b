//! A keychain in memory that can be made to fail, hang or break at a chosen step.

use std::any::Any;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, Entry, Error};

use crate::entries::Line;
use crate::error::VaultError;
use crate::platform::{Connect, Gate, Session};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// From this write on nothing works: the process was killed, or the keychain was locked.
    LockedFromWrite(usize),
    /// This write fails and the ones after it work.
    RefusedAtWrite(usize),
    /// The connection is broken for good.
    #[cfg(all(unix, not(target_os = "macos")))]
    Broken,
}

struct Inside {
    entries: BTreeMap<String, Vec<u8>>,
    fault: Fault,
    writes: usize,
    calls: usize,
    threads: HashSet<ThreadId>,
    hanging: bool,
}

#[derive(Clone)]
pub(crate) struct Shelf(Arc<(Mutex<Inside>, Condvar)>);

impl Shelf {
    pub(crate) fn new() -> Self {
        let inside = Inside {
            entries: BTreeMap::new(),
            fault: Fault::None,
            writes: 0,
            calls: 0,
            threads: HashSet::new(),
            hanging: false,
        };
        Self(Arc::new((Mutex::new(inside), Condvar::new())))
    }

    pub(crate) fn connect(&self) -> Connect {
        let shelf = self.clone();
        Box::new(move || Ok(shelf.session()))
    }

    pub(crate) fn session(&self) -> Session {
        Session { store: Arc::new(self.clone()), gate: Gate::Open }
    }

    /// Runs `act` as a program of its own would.
    pub(crate) fn run<T>(
        &self,
        act: impl FnOnce(&mut crate::entries::Entries<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut line = Line::new("usher-test", self.connect());
        act(&mut line.entries(&AtomicBool::new(false))?)
    }

    /// Sets what goes wrong, counting writes from here.
    pub(crate) fn fault(&self, fault: Fault) {
        let mut inside = self.0.0.lock().unwrap();
        inside.fault = fault;
        inside.writes = 0;
    }

    pub(crate) fn hang(&self, hanging: bool) {
        self.0.0.lock().unwrap().hanging = hanging;
        self.0.1.notify_all();
    }

    /// Waits until a call has arrived beyond the first `seen`.
    pub(crate) fn wait_for_call(&self, seen: usize) {
        let inside = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(inside, |inside| inside.calls <= seen).unwrap());
    }

    pub(crate) fn calls(&self) -> usize {
        self.0.0.lock().unwrap().calls
    }

    /// Writes since the last [`fault`](Self::fault).
    pub(crate) fn writes(&self) -> usize {
        self.0.0.lock().unwrap().writes
    }

    pub(crate) fn threads(&self) -> usize {
        self.0.0.lock().unwrap().threads.len()
    }

    pub(crate) fn entries(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.0.lock().unwrap().entries.clone()
    }

    pub(crate) fn put(&self, name: &str, value: Option<Vec<u8>>) {
        let mut inside = self.0.0.lock().unwrap();
        match value {
            Some(value) => inside.entries.insert(name.to_owned(), value),
            None => inside.entries.remove(name),
        };
    }

    fn step<T>(&self, writes: bool, act: impl FnOnce(&mut Inside) -> T) -> keyring_core::Result<T> {
        let mut inside = self.0.0.lock().unwrap();
        inside.calls += 1;
        inside.threads.insert(thread::current().id());
        self.0.1.notify_all();
        let mut inside = self.0.1.wait_while(inside, |inside| inside.hanging).unwrap();
        inside.writes += usize::from(writes);
        let writes = inside.writes;
        match inside.fault {
            Fault::LockedFromWrite(from) if writes >= from => {
                Err(Error::NoStorageAccess("canary-in-a-foreign-error".into()))
            }
            Fault::RefusedAtWrite(at) if writes == at => {
                Err(Error::Invalid("secret".to_owned(), "canary-in-a-foreign-error".to_owned()))
            }
            #[cfg(all(unix, not(target_os = "macos")))]
            Fault::Broken => Err(Error::PlatformFailure("canary-in-a-foreign-error".into())),
            Fault::None | Fault::LockedFromWrite(_) | Fault::RefusedAtWrite(_) => Ok(act(&mut inside)),
        }
    }
}

impl CredentialStoreApi for Shelf {
    fn vendor(&self) -> String {
        "shelf".to_owned()
    }

    fn id(&self) -> String {
        "1".to_owned()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        _: Option<&HashMap<&str, &str>>,
    ) -> keyring_core::Result<Entry> {
        Ok(Entry::new_with_credential(Arc::new(Item {
            shelf: self.clone(),
            service: service.to_owned(),
            name: user.to_owned(),
        })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

struct Item {
    shelf: Shelf,
    service: String,
    name: String,
}

impl CredentialApi for Item {
    fn set_secret(&self, secret: &[u8]) -> keyring_core::Result<()> {
        self.shelf.step(true, |inside| drop(inside.entries.insert(self.name.clone(), secret.to_vec())))
    }

    fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
        self.shelf.step(false, |inside| inside.entries.get(&self.name).cloned())?.ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> keyring_core::Result<()> {
        self.shelf.step(true, |inside| inside.entries.remove(&self.name))?.map(drop).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> keyring_core::Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some((self.service.clone(), self.name.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
