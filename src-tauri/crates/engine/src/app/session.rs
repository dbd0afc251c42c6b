//! An admin who signed in so that Usher may write. The token is in memory only, and for this alone.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use usher_domain::ids::ObjectId;
use usher_entra::{AccessToken, Entra, EntraError, GraphError};

use crate::directory::graph_client;

/// An admin's token, and where it counts.
#[derive(Debug)]
pub(crate) struct AdminSession {
    pub(super) entra: Entra,
    pub(super) access: AccessToken,
    /// Microsoft Graph's own service principal here, which every grant names.
    graph: OnceCell<ObjectId>,
}

/// Where the one session is held while there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct SessionSlot(Arc<Mutex<Option<Arc<AdminSession>>>>);

impl AdminSession {
    pub(super) fn new(entra: Entra, access: AccessToken) -> Self {
        Self { entra, access, graph: OnceCell::new() }
    }

    pub(super) async fn graph(&self) -> Result<&ObjectId, GraphError> {
        let look = async || {
            let found = self.entra.service_principal(&self.access, &graph_client()).await?;
            found.map(|graph| graph.id).ok_or(GraphError::Entra(EntraError::OddAnswer))
        };
        self.graph.get_or_try_init(look).await
    }
}

impl SessionSlot {
    /// Holds this session in place of any other.
    pub(crate) fn hold(&self, entra: Entra, access: AccessToken) {
        self.put(Some(Arc::new(AdminSession::new(entra, access))));
    }

    /// Lets go of it. A write that is under way still ends.
    pub(crate) fn end(&self) {
        self.put(None);
    }

    pub(crate) fn current(&self) -> Option<Arc<AdminSession>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, session: Option<Arc<AdminSession>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }
}
