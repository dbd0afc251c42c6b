//! Single entries of the keychain, by name.

use std::sync::atomic::{AtomicBool, Ordering};

use keyring_core::{Entry, Error as KeyringError};
use secrecy::zeroize::Zeroizing;

use crate::error::{VaultError, from_keyring};
use crate::platform::{Connect, Session};

/// The connection to the keychain, made at first use and again after it broke.
pub(crate) struct Line {
    service: String,
    connect: Connect,
    session: Option<Session>,
}

impl Line {
    pub(crate) fn new(service: &str, connect: Connect) -> Self {
        Self { service: service.to_owned(), connect, session: None }
    }

    /// Opens the entries for one call, or says `Locked` without a prompt.
    pub(crate) fn entries<'a>(&'a mut self, given_up: &'a AtomicBool) -> Result<Entries<'a>, VaultError> {
        if self.on_session(|session, _| session.gate.is_locked())? {
            return Err(VaultError::Locked);
        }
        Ok(Entries { line: self, given_up })
    }

    /// Unlocks, with a prompt where the OS has one.
    pub(crate) fn unlock(&mut self) -> Result<(), VaultError> {
        self.on_session(|session, _| session.gate.unlock())
    }

    /// Runs `act`, once more over a new connection when the one at hand had broken since its last use.
    fn on_session<T>(
        &mut self,
        act: impl Fn(&Session, &str) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if let Some(session) = &self.session {
            match act(session, &self.service) {
                Err(VaultError::Missing) => self.session = None,
                done => return done,
            }
        }
        let session = (self.connect)()?;
        let done = act(&session, &self.service);
        if !matches!(done, Err(VaultError::Missing)) {
            self.session = Some(session);
        }
        done
    }
}

/// The entries of one call. Every step first looks whether the caller still waits.
pub(crate) struct Entries<'a> {
    line: &'a mut Line,
    given_up: &'a AtomicBool,
}

impl Entries<'_> {
    pub(crate) fn get(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.step(name, |entry| entry.get_secret().map(Zeroizing::new))
    }

    pub(crate) fn set(&mut self, name: &str, value: &[u8]) -> Result<(), VaultError> {
        // An entry that goes away while it is written is as good as a refusal.
        self.step(name, |entry| entry.set_secret(value))?.ok_or(VaultError::Refused)
    }

    pub(crate) fn delete(&mut self, name: &str) -> Result<(), VaultError> {
        self.step(name, Entry::delete_credential).map(|_| ())
    }

    fn step<T>(
        &mut self,
        name: &str,
        act: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<Option<T>, VaultError> {
        // A call whose caller has given up must not go on writing behind its back; stopping between two
        // entries leaves the old value or the new one.
        if self.given_up.load(Ordering::Acquire) {
            return Err(VaultError::Mute);
        }
        self.line.on_session(|session, service| {
            let entry = session.entry(service, name).map_err(|cause| from_keyring(&cause))?;
            match act(&entry) {
                Ok(value) => Ok(Some(value)),
                Err(KeyringError::NoEntry) => Ok(None),
                Err(cause) => Err(from_keyring(&cause)),
            }
        })
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("service", &self.service).finish_non_exhaustive()
    }
}
