//! What every place for secrets can do.

use std::future::Future;
use std::pin::Pin;

use crate::error::VaultError;
use crate::key::SecretKey;
use crate::secret::Secret;

/// The answer to come of a [`SecretStore`].
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, VaultError>> + Send + 'a>>;

/// A place that keeps secrets. All calls but [`unlock`](Self::unlock) are silent where the OS allows that.
pub trait SecretStore: Send + Sync + 'static {
    /// Keeps `value` under `key` instead of what was there; a failure leaves the old value readable.
    fn store<'a>(&'a self, key: &'a SecretKey, value: &'a Secret) -> Reply<'a, ()>;

    /// Reads what is kept under `key`; `None` when nothing is, never when it can't be known.
    fn load<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, Option<Secret>>;

    /// Removes what is kept under `key`, and reads back that it is gone.
    fn forget<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, ()>;

    /// Writes, reads and removes a value that is no secret.
    fn self_test(&self) -> Reply<'_, ()>;

    /// Asks the OS to unlock; it may show a prompt to the person.
    fn unlock(&self) -> Reply<'_, ()>;
}
