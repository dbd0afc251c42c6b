//! The practice organization for tests of this module, with an app that is there from the start.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use secrecy::SecretString;
use tempfile::TempDir;
use url::Url;
use usher_domain::connection::Kept;
use usher_domain::ids::{ClientId, ConnectionId};
use usher_domain::journey::effect::AppSignIn;
use usher_domain::own_app::CredentialKind;
use usher_domain::profile::PermissionKind;
use usher_entra::{AccessToken, AppAsk, AppCredential, ClientSecret, Entra};
use usher_practice::settings::{ReadyApp, Required, Settings};
use usher_practice::{Options, Practice};
use usher_vault::{MemoryStore, World};

use crate::keep::Ground;
use crate::store::Store;
use crate::world::loopback;

pub(crate) const SETUP: &str = "0123456789abcdef-1";

/// An organization, where its keys are kept, and how it is reached.
pub(crate) struct Stage {
    pub(crate) practice: Practice,
    pub(crate) ground: Ground,
    pub(crate) entra: Entra,
    folder: TempDir,
}

impl Stage {
    /// An organization whose ready-made app asks for `roles`.
    pub(crate) async fn start(roles: &[&str], ready_app: ReadyApp, settings: Settings) -> Self {
        let required =
            |role: &&str| Required { value: (*role).to_owned(), kind: PermissionKind::Application };
        let settings = Settings { ready_app: Some(ready_app), ..settings };
        let settings = settings.requiring(roles.iter().map(required).collect());
        let practice = Practice::start(Options { settings, ..Options::default() }).await.unwrap();
        let authority = Url::parse(practice.authority()).unwrap();
        let entra = Entra::new(loopback(&authority).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        let ground = Ground {
            world: World::Real,
            secrets: Arc::new(MemoryStore::new()),
            session_secrets: Arc::new(MemoryStore::new()),
            store: Arc::new(Mutex::new(store)),
            folder: folder.path().to_path_buf(),
        };
        Self { practice, ground, entra, folder }
    }

    /// Where everything is that is written down.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    pub(crate) fn client_id(&self) -> ClientId {
        ClientId::parse(&self.practice.ready_app().unwrap().client_id).unwrap()
    }

    /// Keeps `secret` for the setup.
    pub(crate) async fn keep(&self, secret: &str) -> Kept {
        let key = self.ground.client_secret(&ConnectionId(SETUP.to_owned()));
        self.ground.keep_secret(&key, &SecretString::from(secret)).await.0
    }

    /// The ready-made app's sign-in, to try `permissions` with.
    pub(crate) fn sign_in(&self, permissions: &[&str]) -> AppSignIn {
        AppSignIn {
            connection: ConnectionId(SETUP.to_owned()),
            client_id: self.client_id(),
            tenant: self.practice.tenant(),
            credential: CredentialKind::Secret,
            made_at: crate::world::now(),
            kept: Kept::Keychain,
            pending: false,
            permissions: permissions.iter().map(|&value| value.to_owned()).collect(),
        }
    }

    /// A token with the roles of the ready-made app; Graph lets an app write as it lets an admin.
    pub(crate) async fn token(&self) -> AccessToken {
        let ask = AppAsk { client_id: self.client_id(), tenant: self.practice.tenant() };
        let secret = ClientSecret::new(SecretString::from(self.practice.ready_app().unwrap().secret));
        self.entra.app_token(&ask, &AppCredential::Secret(&secret)).await.unwrap().access
    }
}
