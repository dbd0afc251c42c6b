//! One refresh at a time, across processes.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep};

use crate::key::SecretKey;

/// How often a taken lock is tried again. The OS offers no wait that can be given up.
const TRY_AGAIN: Duration = Duration::from_millis(40);

/// Why the lock was not got.
#[derive(Debug, Error)]
pub enum LockError {
    /// Another refresh held it all the time.
    #[error("another refresh of this connection is still running")]
    Busy,
    /// The lock file could not be made or locked.
    #[error("the lock file can't be used")]
    File(#[source] io::Error),
}

/// Holds off every other refresh of one secret while it lives; read the secret again after getting it (S31).
#[derive(Debug)]
pub struct ConnectionLock {
    // Dropping the file gives the lock back. It is never deleted: a deleted lock file can be held twice.
    _file: File,
}

impl ConnectionLock {
    /// Takes the lock of `key` in `folder`, waiting at most `limit` for another holder.
    ///
    /// # Errors
    /// [`LockError::Busy`] when the limit passed, [`LockError::File`] when the file system says no.
    pub async fn acquire(folder: &Path, key: &SecretKey, limit: Duration) -> Result<Self, LockError> {
        let deadline = Instant::now() + limit;
        let file = open(folder, key).map_err(LockError::File)?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(cause)) => return Err(LockError::File(cause)),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Err(LockError::Busy),
                Err(TryLockError::WouldBlock) => sleep(TRY_AGAIN).await,
            }
        }
    }
}

fn open(folder: &Path, key: &SecretKey) -> io::Result<File> {
    let mut make = DirBuilder::new();
    make.recursive(true);
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        make.mode(0o700);
        options.mode(0o600);
    }
    make.create(folder)?;
    options.open(folder.join(format!("{}.lock", key.name())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ConnectionLock, LockError};
    use crate::key::{SecretKey, World};

    const GENEROUS: Duration = Duration::from_secs(60);

    fn key(id: &str) -> SecretKey {
        SecretKey::refresh_token(id, World::Real)
    }

    #[tokio::test]
    async fn a_second_refresh_of_the_same_connection_has_to_wait_and_another_one_has_not() {
        let folder = tempfile::tempdir().unwrap();
        let held = ConnectionLock::acquire(folder.path(), &key("c1"), GENEROUS).await.unwrap();

        let second = ConnectionLock::acquire(folder.path(), &key("c1"), Duration::ZERO).await;
        assert!(matches!(second, Err(LockError::Busy)));
        ConnectionLock::acquire(folder.path(), &key("c2"), Duration::ZERO).await.unwrap();

        let same = key("c1");
        let (third, ()) =
            tokio::join!(ConnectionLock::acquire(folder.path(), &same, GENEROUS), async { drop(held) });
        third.unwrap();
    }

    #[tokio::test]
    async fn refreshes_under_the_lock_never_overlap() {
        let folder = tempfile::tempdir().unwrap();
        let count = folder.path().join("count");
        std::fs::write(&count, "0").unwrap();

        let tasks: Vec<_> = (0..10)
            .map(|_| {
                let (folder, count) = (folder.path().to_owned(), count.clone());
                tokio::spawn(async move {
                    let _lock = ConnectionLock::acquire(&folder, &key("c1"), GENEROUS).await.unwrap();
                    let seen: u32 = std::fs::read_to_string(&count).unwrap().parse().unwrap();
                    tokio::task::yield_now().await;
                    std::fs::write(&count, (seen + 1).to_string()).unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }

        assert_eq!(std::fs::read_to_string(&count).unwrap(), "10");
    }

    #[tokio::test]
    async fn a_folder_that_can_not_be_made_is_an_error_and_not_a_wait() {
        let file = tempfile::NamedTempFile::new().unwrap();

        let lock = ConnectionLock::acquire(&file.path().join("locks"), &key("c1"), GENEROUS).await;

        assert!(matches!(lock, Err(LockError::File(_))));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_person_can_open_the_lock_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let locks = folder.path().join("locks");

        let _lock = ConnectionLock::acquire(&locks, &key("c1"), GENEROUS).await.unwrap();

        assert_eq!(std::fs::metadata(&locks).unwrap().permissions().mode() & 0o777, 0o700);
        let file = std::fs::read_dir(&locks).unwrap().next().unwrap().unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
