//! The practice organization with its limit, and the connections to it: every second one is an app's.

use std::path::Path;
use std::time::Instant;

use acceptance::stored::{keep, of_app, of_person};
use usher_domain::connection::Connection;
use usher_domain::ids::ProfileId;
use usher_domain::profile::{Permission, find};
use usher_engine::store::Store;
use usher_practice::settings::{ReadyApp, Required, Settings, Throttle};
use usher_practice::{Options, Practice};
use usher_vault::OsKeychain;

const APP_PRODUCT: &str = "kaltura";
const PERSON_PRODUCT: &str = "claras";
/// So many requests of one app in ten seconds; four looks side by side want more.
const PER_10_S: u32 = 600;

pub(crate) struct Organization {
    pub(crate) practice: Practice,
    pub(crate) connections: Vec<Connection>,
}

impl Organization {
    /// Starts it, with `count` connections to it.
    pub(crate) async fn start(count: usize) -> anyhow::Result<Self> {
        let profile = find(&ProfileId(APP_PRODUCT.to_owned()));
        let required = |p: &Permission| Required { value: p.value.clone(), kind: p.kind };
        let permissions =
            profile.iter().flat_map(|profile| profile.permissions.iter().map(required)).collect();
        let settings = Settings {
            ready_app: Some(ReadyApp::default()),
            throttle: Some(Throttle { per_10_s: PER_10_S }),
            ..Settings::default()
        };
        let practice =
            Practice::start(Options { settings: settings.requiring(permissions), ..Options::default() })
                .await?;
        let connections: Vec<Connection> = (0..count)
            .map(|at| match at % 2 {
                0 => of_app(&practice, APP_PRODUCT, at),
                _ => of_person(&practice, PERSON_PRODUCT, at),
            })
            .collect();
        Ok(Self { practice, connections })
    }

    /// Puts what the connections sign in with in the keychain.
    pub(crate) async fn keep(&self) {
        let count = self.connections.len();
        println!("{count} entries go to the keychain, which takes minutes");
        let (begun, keychain) = (Instant::now(), OsKeychain::open("usher"));
        for connection in &self.connections {
            keep(connection, &self.practice, &keychain).await;
        }
        println!(
            "{count} entries put in the keychain in {:.0} s; the organization takes {PER_10_S} requests of one app in 10 s",
            begun.elapsed().as_secs_f64()
        );
    }

    /// Makes an app data folder with the first `count` connections.
    pub(crate) fn fill(&self, folder: &Path, count: usize) -> anyhow::Result<()> {
        let (store, _) = Store::open(folder)?;
        for connection in self.connections.iter().take(count) {
            store.put_connection(connection)?;
        }
        Ok(())
    }
}
