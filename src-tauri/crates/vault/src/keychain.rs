//! The OS keychain behind one thread with time limits (S40).

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

use crate::entries::Line;
use crate::error::VaultError;
use crate::key::SecretKey;
use crate::parts;
use crate::platform::{self, Connect};
use crate::secret::Secret;
use crate::store::{Reply, SecretStore};

/// How long the keychain may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For calls that show nothing to the person.
    pub silent: Duration,
    /// For calls in which the OS may ask the person.
    pub prompt: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { silent: Duration::from_secs(5), prompt: Duration::from_secs(120) }
    }
}

type Job = Box<dyn FnOnce(&mut Line) + Send>;

/// The keychain of the OS. The Windows store warns that calls from several threads can overtake each other, so
/// one thread makes them all.
pub struct OsKeychain {
    jobs: mpsc::Sender<Job>,
    limits: Limits,
    /// Held by the one call that waits for the thread.
    turn: Mutex<()>,
    /// A prompt is up: the others know that without waiting.
    prompting: AtomicBool,
    last_sent: AtomicU64,
    last_late: AtomicU64,
    last_done: Arc<AtomicU64>,
    self_tests: AtomicU32,
}

impl OsKeychain {
    /// Opens the keychain under the name `service`; nothing is asked of it before the first call.
    #[must_use]
    pub fn open(service: &str) -> Self {
        Self::with_limits(service, Limits::default())
    }

    /// As [`open`](Self::open), with other limits.
    #[must_use]
    pub fn with_limits(service: &str, limits: Limits) -> Self {
        let name = service.to_owned();
        Self::over(service, limits, Box::new(move || platform::connect(&name)))
    }

    fn over(service: &str, limits: Limits, connect: Connect) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        let mut line = Line::new(service, connect);
        let run = move || queue.into_iter().for_each(|job| job(&mut line));
        // Without a thread every send fails, which callers see as `Missing`.
        if let Err(cause) = thread::Builder::new().name("keychain".to_owned()).spawn(run) {
            tracing::error!(kind = ?cause.kind(), "no thread for the keychain");
        }
        Self {
            jobs,
            limits,
            turn: Mutex::new(()),
            prompting: AtomicBool::new(false),
            last_sent: AtomicU64::new(0),
            last_late: AtomicU64::new(0),
            last_done: Arc::new(AtomicU64::new(0)),
            self_tests: AtomicU32::new(0),
        }
    }

    /// Runs a call in which nothing is shown to the person.
    async fn silently<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Line, &AtomicBool) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        // macOS asks the person within a read when the program's signature is not the one that wrote.
        let limit = if cfg!(target_os = "macos") { self.limits.prompt } else { self.limits.silent };
        if self.prompting.load(Ordering::Acquire) {
            return Err(VaultError::Locked);
        }
        let Ok(_turn) = timeout(limit, self.turn.lock()).await else {
            return Err(VaultError::Mute);
        };
        self.ask(limit, act).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        act: impl FnOnce(&mut Line, &AtomicBool) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        // The thread still hangs in an earlier call: another one behind it could only hang too.
        if self.last_done.load(Ordering::Acquire) < self.last_late.load(Ordering::Acquire) {
            return Err(VaultError::Mute);
        }
        let number = self.last_sent.fetch_add(1, Ordering::AcqRel) + 1;
        let given_up = GivenUp::default();
        let (reply, answer) = oneshot::channel();
        let (flag, done) = (Arc::clone(&given_up.0), Arc::clone(&self.last_done));
        let job: Job = Box::new(move |line| {
            let result = act(line, &flag);
            done.store(number, Ordering::Release);
            // A caller that has given up no longer listens.
            drop(reply.send(result));
        });
        self.jobs.send(job).map_err(|_| VaultError::Missing)?;
        match timeout(limit, answer).await {
            Ok(Ok(result)) => result,
            // The thread ended within the call, which only a panic in a keychain library does.
            Ok(Err(_)) => Err(VaultError::Missing),
            Err(_) => {
                self.last_late.store(number, Ordering::Release);
                tracing::warn!(limit_s = limit.as_secs(), "the keychain did not answer");
                Err(VaultError::Mute)
            }
        }
    }
}

/// Tells the thread to stop at the next entry once the caller waits no more, whether late or cancelled.
#[derive(Default)]
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Takes the prompt's mark away, also when the caller was cancelled.
struct Prompting<'a>(&'a AtomicBool);

impl Drop for Prompting<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl SecretStore for OsKeychain {
    fn store<'a>(&'a self, key: &'a SecretKey, value: &'a Secret) -> Reply<'a, ()> {
        Box::pin(async move {
            let (key, value) = (key.clone(), Secret::from(value.as_secret_string().clone()));
            self.silently(move |line, given_up| parts::store(&mut line.entries(given_up)?, &key, &value))
                .await
        })
    }

    fn load<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, Option<Secret>> {
        Box::pin(async move {
            let key = key.clone();
            self.silently(move |line, given_up| parts::load(&mut line.entries(given_up)?, &key)).await
        })
    }

    fn forget<'a>(&'a self, key: &'a SecretKey) -> Reply<'a, ()> {
        Box::pin(async move {
            let key = key.clone();
            self.silently(move |line, given_up| parts::forget(&mut line.entries(given_up)?, &key)).await
        })
    }

    fn self_test(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            // Its own name each time: two programs that test at once must not remove each other's value.
            let run = self.self_tests.fetch_add(1, Ordering::Relaxed);
            let key = SecretKey::self_test(&format!("{}-{run}", std::process::id()));
            self.silently(move |line, given_up| {
                let mut entries = line.entries(given_up)?;
                parts::store(&mut entries, &key, &Secret::from(SecretString::from("self-test")))?;
                let read = parts::load(&mut entries, &key)?;
                parts::forget(&mut entries, &key)?;
                read.map(|_| ()).ok_or(VaultError::Damaged)
            })
            .await
        })
    }

    fn unlock(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            let Ok(_turn) = timeout(self.limits.silent, self.turn.lock()).await else {
                return Err(VaultError::Mute);
            };
            self.prompting.store(true, Ordering::Release);
            let _mark = Prompting(&self.prompting);
            self.ask(self.limits.prompt, |line, _given_up| line.unlock()).await
        })
    }
}

impl std::fmt::Debug for OsKeychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OsKeychain").field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
