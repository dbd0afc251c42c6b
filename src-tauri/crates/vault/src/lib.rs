//! Keeps refresh tokens, client secrets and private keys in the keychain of the OS, or in memory where there is none.
//!
//! It knows nothing of what a secret is for, never writes one to a plain file, and never repeats the text of a
//! foreign error, because such a text can hold the secret. Start reading at [`SecretStore`]; the two
//! implementations are [`OsKeychain`] and [`MemoryStore`]. [`ConnectionLock`] keeps two refreshes apart, and
//! [`SelfSigned`] makes a key that never has to leave this machine.

mod certificate;
mod entries;
mod error;
mod key;
mod keychain;
mod lock;
mod memory;
mod parts;
mod platform;
mod secret;
#[cfg(test)]
mod shelf;
mod store;

pub use certificate::{CertificateError, SelfSigned};
pub use error::VaultError;
pub use key::{SecretKey, World};
pub use keychain::{Limits, OsKeychain};
pub use lock::{ConnectionLock, LockError};
pub use memory::MemoryStore;
pub use parts::MAX_SECRET_BYTES;
pub use secret::Secret;
pub use store::{Reply, SecretStore};
