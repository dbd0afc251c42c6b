//! The handle: starts the server, tells where it is, and reaches into the organization from this process.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use usher_domain::ids::{ClientId, TenantId};
use usher_domain::permissions::catalogue;
use usher_domain::profile::PermissionKind;

use crate::client::Client;
use crate::organization::{DOMAIN, Organization, TENANT};
use crate::people::{PEOPLE, Person};
use crate::registrations::ready::Ready;
use crate::requests::Decision;
use crate::routes::router;
use crate::server::serve;
use crate::settings::Settings;
use crate::site::Site;
use crate::truth::{Counts, Truth};
use crate::wire::{Cut, When};

/// How to start.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port; 0 takes any free one.
    pub port: u16,
    /// How the organization is set up.
    pub settings: Settings,
}

/// Why it did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The port is taken, or none is free.
    #[error("port {port} on 127.0.0.1 can't be used")]
    Bind {
        /// The port that was asked for.
        port: u16,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The signing key could not be made.
    #[error("the signing key could not be made")]
    Key,
}

/// What is shared between the handle and the server.
pub(crate) struct Shared {
    pub(crate) site: Site,
    organization: Mutex<Organization>,
}

impl Shared {
    /// The organization, with everything done that was due.
    pub(crate) fn organization(&self) -> MutexGuard<'_, Organization> {
        let mut organization = self.organization.lock().unwrap_or_else(PoisonError::into_inner);
        organization.let_time_pass();
        organization
    }
}

/// The running practice organization. Dropping it stops the server.
pub struct Practice {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

/// The one line that `usherctl practice serve` prints.
#[derive(Serialize)]
pub struct Description {
    /// `http://127.0.0.1:N/TENANT-GUID`.
    pub authority: String,
    /// `http://127.0.0.1:N`.
    pub graph: String,
    /// `http://127.0.0.1:N/portal`.
    pub portal: String,
    /// The tenant id.
    pub tenant: TenantId,
    /// The organization's domain.
    pub domain: &'static str,
    /// The public client.
    pub public_client_id: ClientId,
    /// The confidential client.
    pub confidential_client_id: ClientId,
    /// Its secret, made for this run.
    pub confidential_client_secret: String,
    /// The public client that stands for Usher itself.
    pub usher_client_id: ClientId,
    /// The ready-made app registration, where the scenario has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_client_id: Option<String>,
    /// The value of its secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_client_secret: Option<String>,
    /// The id of its secret, which is not its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_secret_id: Option<String>,
    /// Who can sign in.
    pub people: &'static [Person],
}

impl Practice {
    /// Starts the server on 127.0.0.1.
    ///
    /// # Errors
    /// When the port can't be had, or no signing key can be made.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let bind_error = |source| StartError::Bind { port: options.port, source };
        let listener = TcpListener::bind(address).await.map_err(bind_error)?;
        let port = listener.local_addr().map_err(bind_error)?.port();
        // Making the RSA key takes long enough to hold up other tasks.
        tokio::task::spawn_blocking(|| std::sync::LazyLock::force(&crate::keys::KEYS))
            .await
            .map_err(|_| StartError::Key)?;
        let organization = Mutex::new(Organization::new(options.settings));
        let shared = Arc::new(Shared { site: Site::at(port), organization });
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(listener, router(Arc::clone(&shared)), stopped));
        tracing::info!(port, "the practice organization is up");
        Ok(Self { shared, stop, server: Some(server) })
    }

    /// `http://127.0.0.1:N/TENANT-GUID`.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.shared.site.authority
    }

    /// `http://127.0.0.1:N`; the Graph paths are under `/v1.0`.
    #[must_use]
    pub fn graph(&self) -> &str {
        &self.shared.site.base
    }

    /// `http://127.0.0.1:N/portal`.
    #[must_use]
    pub fn portal(&self) -> &str {
        &self.shared.site.portal
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.shared.site.port
    }

    /// The tenant id.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        TenantId::parse(TENANT).expect("the constant is a GUID")
    }

    /// The organization's domain.
    #[must_use]
    pub fn domain(&self) -> &'static str {
        DOMAIN
    }

    /// The public client.
    #[must_use]
    pub fn public_client_id(&self) -> ClientId {
        Client::Public.client_id()
    }

    /// The confidential client.
    #[must_use]
    pub fn confidential_client_id(&self) -> ClientId {
        Client::Confidential.client_id()
    }

    /// The public client that stands for Usher itself, when it registers an app for an admin.
    #[must_use]
    pub fn usher_client_id(&self) -> ClientId {
        Client::Usher.client_id()
    }

    /// The confidential client's secret, made for this run.
    #[must_use]
    pub fn confidential_client_secret(&self) -> &str {
        &self.shared.site.secret
    }

    /// Who can sign in.
    #[must_use]
    pub fn people(&self) -> &'static [Person] {
        PEOPLE
    }

    /// The one line that `usherctl practice serve` prints.
    #[must_use]
    pub fn describe(&self) -> Description {
        Description {
            authority: self.authority().to_owned(),
            graph: self.graph().to_owned(),
            portal: self.portal().to_owned(),
            tenant: self.tenant(),
            domain: self.domain(),
            public_client_id: self.public_client_id(),
            confidential_client_id: self.confidential_client_id(),
            confidential_client_secret: self.confidential_client_secret().to_owned(),
            usher_client_id: self.usher_client_id(),
            app_client_id: self.ready_app().map(|app| app.client_id),
            app_client_secret: self.ready_app().map(|app| app.secret),
            app_secret_id: self.ready_app().map(|app| app.secret_id),
            people: self.people(),
        }
    }

    /// The ready-made app registration, where the settings have one.
    #[must_use]
    pub fn ready_app(&self) -> Option<Ready> {
        self.shared.organization().ready.clone()
    }

    /// How many apps, principals, secrets and granted permissions there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.organization().counts()
    }

    /// Lets the `nth` write to Graph from here on end without an answer; 1 is the next one.
    pub fn drop_connection_at_write(&self, nth: u32, when: When) {
        self.shared.organization().wire.cut_at(nth, Cut { when, held: None });
    }

    /// Leaves the `nth` write to Graph from here on without an answer, for whoever ends the asking program in the
    /// middle of it; the receiver hears when that write has come.
    #[must_use]
    pub fn hold_write(&self, nth: u32, when: When) -> oneshot::Receiver<()> {
        let (held, holds) = oneshot::channel();
        self.shared.organization().wire.cut_at(nth, Cut { when, held: Some(held) });
        holds
    }

    /// How the organization was set up; what the portal changed since is left out.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.shared.organization().initial.clone()
    }

    /// Sets the organization up anew and forgets everything that happened.
    pub fn configure(&self, settings: Settings) {
        *self.shared.organization() = Organization::new(settings);
    }

    /// Forgets everything that happened.
    pub fn reset(&self) {
        let settings = self.settings();
        self.configure(settings);
    }

    /// What really happened on the last visit with pages; `None` before the first.
    #[must_use]
    pub fn truth(&self) -> Option<Truth> {
        let organization = self.shared.organization();
        organization.legs.truth(organization.requests.last_state())
    }

    /// Decides all waiting requests, and returns how many there were.
    pub fn decide(&self, decision: Decision) -> usize {
        let mut organization = self.shared.organization();
        let waiting = organization.requests.waiting().count();
        organization.decide(decision);
        waiting
    }

    /// Grants permissions of Microsoft Graph to the public client for everyone, in place of the earlier grant.
    /// Names that only exist as application permissions become app roles.
    pub fn grant_for_everyone(&self, permissions: &[&str]) {
        let known = |kind| {
            let find = move |value: &&str| catalogue().find(value, kind);
            permissions.iter().filter_map(find).map(|found| found.value.clone()).collect()
        };
        let scopes: std::collections::BTreeSet<String> = known(PermissionKind::Delegated);
        let mut roles: std::collections::BTreeSet<String> = known(PermissionKind::Application);
        roles.retain(|role| !scopes.contains(role));
        self.shared.organization().approve(Client::Public, scopes, roles);
    }

    /// Takes a permission away from everyone.
    pub fn revoke(&self, permission: &str) {
        let mut organization = self.shared.organization();
        for client in Client::ALL {
            organization.revoke(client, permission);
        }
    }

    /// Moves the practice clock on.
    pub fn advance(&self, by: Duration) {
        self.shared.organization().clock.advance(by);
    }

    /// Stops the server and waits until it has stopped.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Some(server) = self.server.take()
            && let Err(error) = server.await
        {
            tracing::warn!(%error, "the practice server did not end well");
        }
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl std::fmt::Debug for Practice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Practice").field("authority", &self.shared.site.authority).finish_non_exhaustive()
    }
}
