//! Listens on loopback for the browser's answer, as long as a trip lasts.

mod code;
mod consent;
mod flow;
mod form;
mod gate;
mod page;
mod serve;
mod sockets;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::AbortHandle;
use url::Url;
use usher_domain::profile::{Loopback, LoopbackHost};

use crate::authority::Authority;
use crate::error::EntraError;

pub(crate) use code::{CodeFlow, Heard, Waiting};
pub use consent::ConsentAnswer;
pub(crate) use consent::ConsentFlow;
pub(crate) use flow::Flow;
pub(crate) use sockets::Sockets;

/// How long `tell` waits for the page to be sent (S15).
const SENDING: Duration = Duration::from_secs(1);

/// What became of a code; only the engine knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Connected, and true.
    AllSet,
    /// Not connected.
    NotConnected,
}

/// Where the answer is expected.
#[derive(Debug)]
pub(crate) struct Callback {
    pub(crate) path: String,
    pub(crate) host: LoopbackHost,
    pub(crate) port: u16,
    /// The authority's origin, which a form post may name.
    pub(crate) authority: String,
}

/// Open sockets with the task that serves them. Dropping it closes the port; pages on their way are still sent.
#[derive(Debug)]
pub(crate) struct Listener {
    port: u16,
    accepting: AbortHandle,
    outcome: watch::Sender<Option<Outcome>>,
    sent: watch::Receiver<bool>,
}

/// What all connections of one trip share.
#[derive(Debug)]
struct Shared {
    callback: Callback,
    flow: Flow,
    outcome: watch::Receiver<Option<Outcome>>,
    sent: watch::Sender<bool>,
}

impl Callback {
    /// What to expect at `sockets`, with the address that the browser is to be sent to.
    pub(crate) fn at(
        sockets: &Sockets,
        redirect: &Loopback,
        authority: &Authority,
    ) -> Result<(Url, Self), EntraError> {
        let host = match redirect.host {
            LoopbackHost::Ipv4 => "127.0.0.1",
            LoopbackHost::Localhost => "localhost",
        };
        let address = Url::parse(&format!("http://{host}:{}{}", sockets.port(), redirect.path))
            .map_err(|_| EntraError::AddressNotAllowed)?;
        let path = address.path().to_owned();
        let callback =
            Self { path, host: redirect.host, port: sockets.port(), authority: authority.web_origin() };
        Ok((address, callback))
    }
}

impl Listener {
    pub(crate) fn start(sockets: Sockets, callback: Callback, flow: Flow) -> Self {
        let port = callback.port;
        let (outcome, outcome_told) = watch::channel(None);
        let (sent, was_sent) = watch::channel(false);
        let shared = Arc::new(Shared { callback, flow, outcome: outcome_told, sent });
        let accepting = tokio::spawn(serve::accept(sockets, shared)).abort_handle();
        Self { port, accepting, outcome, sent: was_sent }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Lets the held answer go and waits until it is sent.
    pub(crate) async fn tell(&mut self, outcome: Outcome) {
        self.outcome.send_replace(Some(outcome));
        self.last_page_sent().await;
    }

    /// Waits until the page with which the trip ends is sent, a second at most.
    pub(crate) async fn last_page_sent(&mut self) {
        // A browser that does not read must not hold the engine up.
        let _gone_or_slow = tokio::time::timeout(SENDING, self.sent.wait_for(|sent| *sent)).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

#[cfg(test)]
mod tests;
