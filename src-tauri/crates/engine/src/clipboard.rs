//! A secret on the clipboard: there for a minute, and taken away only while it is still ours (S51).

use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use usher_vault::Secret;

use crate::desktop::{CannotCopy, Desktop};

/// What Usher put on the clipboard last, as a digest: the secret itself is not held for it.
#[derive(Debug, Default)]
pub(crate) struct SecretOnClipboard(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    turn: Turn,
    digest: Option<[u8; 32]>,
}

/// One copying; the minute of an earlier one says nothing of a later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turn(u64);

impl SecretOnClipboard {
    /// Puts `secret` on the clipboard. May block for a moment.
    pub(crate) fn put(&self, desktop: &dyn Desktop, secret: &Secret) -> Result<Turn, CannotCopy> {
        let mut held = self.held();
        desktop.copy_secret(secret)?;
        held.turn.0 += 1;
        held.digest = Some(digest(secret));
        Ok(held.turn)
    }

    /// Takes away what that turn put there. May block for a moment.
    pub(crate) fn take_away_of(&self, turn: Turn, desktop: &dyn Desktop) {
        let mut held = self.held();
        if held.turn == turn {
            held.take_away(desktop);
        }
    }

    /// Takes away what is still ours, as at the end. May block for a moment.
    pub(crate) fn take_away(&self, desktop: &dyn Desktop) {
        self.held().take_away(desktop);
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn take_away(&mut self, desktop: &dyn Desktop) {
        let Some(ours) = self.digest.take() else { return };
        let is_there = desktop.clipboard().is_some_and(|there| digest(&there) == ours);
        if is_there && desktop.clear_clipboard().is_err() {
            tracing::warn!("the secret could not be taken off the clipboard");
        }
    }
}

fn digest(secret: &Secret) -> [u8; 32] {
    secret.lend(|text| Sha256::digest(text).into())
}

#[cfg(test)]
mod tests;
