//! Services that want to be left alone for a while. Everyone who asks through one client keeps to it, so that calls
//! side by side do not go on knocking after the first one was turned away (S33).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

/// The hosts that named a time, and until when it is.
#[derive(Debug, Default)]
pub(super) struct Doors {
    shut: Mutex<BTreeMap<String, Instant>>,
}

impl Doors {
    /// How long the service behind `address` still wants to be left alone.
    pub(super) fn shut_for(&self, address: &Url) -> Option<Duration> {
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        shut.retain(|_, until| *until > now);
        shut.get(address.authority()).map(|until| *until - now)
    }

    /// It wants to be left alone so long; a longer wait that was named before still counts.
    pub(super) fn shut(&self, address: &Url, wait: Duration) {
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + wait;
        let known = shut.entry(address.authority().to_owned()).or_insert(until);
        *known = until.max(*known);
    }
}
