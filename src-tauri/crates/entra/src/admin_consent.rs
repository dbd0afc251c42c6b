//! The admin's link, opened here: it can only approve, never sign anyone in.

use tokio::sync::mpsc;
use usher_domain::ids::TenantId;
use usher_domain::profile::Loopback;

use crate::authority::Authority;
use crate::error::EntraError;
use crate::link::OpenableLink;
use crate::listener::{Callback, ConsentAnswer, ConsentFlow, Flow, Listener, Sockets};
use crate::secret::State;

/// All that the app's registration lists, delegated and application (entra-consent.md 1.5).
const ALL: &str = ".default";

/// What an admin is asked to approve.
#[derive(Clone, Debug)]
pub struct ConsentAsk {
    /// The app that asks.
    pub client_id: String,
    /// Scopes; none, or `.default`, stands for all that the registration lists.
    pub scopes: Vec<String>,
    /// The redirect as registered.
    pub redirect: Loopback,
    /// For which tenant; the answer must name the same one (S74).
    pub tenant: TenantId,
}

/// An admin's trip under way. Dropping it closes the listener.
#[derive(Debug)]
pub struct ConsentTrip {
    listener: Listener,
    heard: mpsc::Receiver<ConsentAnswer>,
    link: OpenableLink,
}

impl ConsentTrip {
    /// What to open.
    #[must_use]
    pub fn link(&self) -> &OpenableLink {
        &self.link
    }

    /// The port of the listener.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    /// Waits for the answer. Strangers are not answers. Nothing comes after it.
    pub async fn next(&mut self) -> ConsentAnswer {
        match self.heard.recv().await {
            Some(answer) => answer,
            // The listener ends only with the trip itself, so this wait ends by being dropped.
            None => std::future::pending().await,
        }
    }

    /// Waits until the browser has the page that goes with the answer, a second at most.
    pub async fn last_page_sent(&mut self) {
        self.listener.last_page_sent().await;
    }
}

/// Binds, builds the link, and starts to listen; the browser comes later (S3).
pub(crate) async fn begin(authority: &Authority, ask: ConsentAsk) -> Result<ConsentTrip, EntraError> {
    let sockets = Sockets::bind(ask.redirect.host).await?;
    let (redirect, callback) = Callback::at(&sockets, &ask.redirect, authority)?;
    let state = State::random();
    let mut url = authority.admin_consent(&ask.tenant).ok_or(EntraError::AddressNotAllowed)?;
    url.query_pairs_mut()
        .append_pair("client_id", &ask.client_id)
        .append_pair("scope", &scope(authority, &ask.scopes))
        .append_pair("redirect_uri", redirect.as_str())
        .append_pair("state", state.expose());
    let link = OpenableLink::for_authority(authority, &url).map_err(|_| EntraError::AddressNotAllowed)?;
    // One answer ends the flow.
    let (trip, heard) = mpsc::channel(1);
    let flow = Flow::AdminConsent(ConsentFlow::new(state, ask.tenant, trip));
    Ok(ConsentTrip { listener: Listener::start(sockets, callback, flow), heard, link })
}

fn scope(authority: &Authority, scopes: &[String]) -> String {
    let graph = authority.graph_resource().unwrap_or_default();
    let full = |scope: &str| if scope == ALL { format!("{graph}{ALL}") } else { scope.to_owned() };
    match scopes {
        [] => full(ALL),
        named => named.iter().map(|scope| full(scope)).collect::<Vec<_>>().join(" "),
    }
}
