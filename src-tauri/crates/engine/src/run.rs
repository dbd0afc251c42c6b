//! The loop: one task owns the journey, hears intents and events, and publishes views.

mod turning;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::{mpsc, watch};
use usher_domain::connection::Connection;
use usher_domain::desk::{Desk, Instead};
use usher_domain::diagnosis::Diagnosis;
use usher_domain::intent::Intent;
use usher_domain::journey::Journey;
use usher_domain::problem::Problem;
use usher_domain::profile::{Profile, built_in};
use usher_domain::show::show;
use usher_domain::view::View;
use usher_vault::{MemoryStore, SecretStore, World};

use self::turning::{Ears, Loop, load_desk};
use crate::desktop::Desktop;
use crate::effects::{Hands, Start};
use crate::keep::Ground;
use crate::problems::of_store;
use crate::setup_file::SetupFiles;
use crate::signature::VendorKeys;
use crate::store::{Opened, Store};
use crate::waits::Waits;

/// What an engine is made of.
pub struct Setup {
    /// The window, or a recorder.
    pub desktop: Arc<dyn Desktop>,
    /// The OS keychain, or memory.
    pub secrets: Arc<dyn SecretStore>,
    /// Where what is not secret is kept.
    pub data_folder: PathBuf,
    /// The waits.
    pub waits: Waits,
    /// Products beside the built-in ones.
    pub more_profiles: Vec<Profile>,
    /// Where sign-in goes instead of Microsoft: a test provider on this machine.
    pub instead: Option<Instead>,
    /// The makers whose signatures count.
    pub vendor_keys: VendorKeys,
}

/// A handle to the running engine. The engine ends when the last one is dropped.
#[derive(Clone)]
pub struct Engine {
    orders: mpsc::Sender<Order>,
    views: watch::Receiver<View>,
    reports: watch::Receiver<Report>,
}

/// What the loop is told from outside.
enum Order {
    Ask(Intent),
    OpenFile(PathBuf),
    HandInSecret { secret: SecretString, days: Option<u16> },
    GoOn,
    End,
}

/// What a program without a window wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What the last trip's evidence says.
    pub diagnosis: Option<Diagnosis>,
    /// The connection that the last trip made.
    pub connection: Option<Connection>,
}

/// How long ending may take.
const LONGEST_END: Duration = Duration::from_secs(5);
/// The longest text an intent may carry (S59); T1 takes files of that size.
const LONGEST_TEXT: usize = 256 * 1024;

impl Engine {
    /// Starts the loop on the current tokio runtime.
    #[must_use]
    pub fn start(setup: Setup) -> Self {
        let (orders, inbox) = mpsc::channel(64);
        let (events, happened) = unbounded_channel();
        let (news, files_heard) = unbounded_channel();
        let (store, opened) = open_store(&setup.data_folder);
        let forgets = opened.clone().filter(|_| !store.lasts());
        let ground = Ground {
            world: World::Real,
            secrets: setup.secrets,
            session_secrets: Arc::new(MemoryStore::new()),
            store: Arc::new(Mutex::new(store)),
            folder: setup.data_folder,
        };
        let mut desk = Desk {
            session_code: session_code(),
            run: format!("{:016x}", rand::random::<u64>()),
            profiles: built_in().iter().cloned().chain(setup.more_profiles).map(Arc::new).collect(),
            scenarios: crate::world::scenarios(),
            instead: setup.instead,
            notice: opened,
            ..Desk::default()
        };
        load_desk(&ground, &mut desk);
        let files = SetupFiles::new(setup.vendor_keys, news);
        files.load(&ground, &mut desk);
        let first = View { revision: 1, ..show(&Journey::Start, &desk) };
        let (views, seen) = watch::channel(first);
        let (reports, reported) = watch::channel(Report::default());
        let start = Start { ground, forgets, waits: setup.waits, files };
        let mut hands = Hands::new(setup.desktop, start, events);
        hands.stores_those_of(&desk);
        let the_loop = Loop { journey: Journey::Start, desk, hands, views, reports };
        tokio::spawn(the_loop.run(Ears { orders: inbox, events: happened, files: files_heard }));
        Self { orders, views: seen, reports: reported }
    }

    /// Hands an intent to the loop.
    ///
    /// # Errors
    /// [`Problem::Stopped`] when the loop has ended, [`Problem::OddAnswer`] when a text is too long.
    pub async fn send(&self, intent: Intent) -> Result<(), Problem> {
        if intent.text_len() > LONGEST_TEXT {
            return Err(Problem::OddAnswer);
        }
        self.orders.send(Order::Ask(intent)).await.map_err(|_| Problem::Stopped)
    }

    /// Opens a setup file to show it, after a drop, a double click or a second start. Not an intent: no path
    /// comes from the page (S59).
    ///
    /// # Errors
    /// [`Problem::Stopped`] when the loop has ended.
    pub async fn open_file(&self, path: PathBuf) -> Result<(), Problem> {
        self.orders.send(Order::OpenFile(path)).await.map_err(|_| Problem::Stopped)
    }

    /// Hands a client secret to the step that asks for one; anywhere else it is dropped. Not an intent: it goes
    /// inward only, and nothing that can be printed holds it (S35).
    ///
    /// # Errors
    /// [`Problem::Stopped`] when the loop has ended.
    pub async fn hand_in_secret(&self, secret: SecretString, days: Option<u16>) -> Result<(), Problem> {
        self.orders.send(Order::HandInSecret { secret, days }).await.map_err(|_| Problem::Stopped)
    }

    /// Goes on looking for an admin's answer where an earlier run was waiting for one, and reminds of what ends
    /// soon.
    ///
    /// # Errors
    /// [`Problem::Stopped`] when the loop has ended.
    pub async fn go_on(&self) -> Result<(), Problem> {
        self.orders.send(Order::GoOn).await.map_err(|_| Problem::Stopped)
    }

    /// The latest view.
    #[must_use]
    pub fn view(&self) -> View {
        self.views.borrow().clone()
    }

    /// All views from now on.
    #[must_use]
    pub fn views(&self) -> watch::Receiver<View> {
        self.views.clone()
    }

    /// What the last trip showed.
    #[must_use]
    pub fn report(&self) -> Report {
        self.reports.borrow().clone()
    }

    /// What trips show, from now on.
    #[must_use]
    pub fn reports(&self) -> watch::Receiver<Report> {
        self.reports.clone()
    }

    /// Ends the loop: closes the listener, and practice with all that it kept. A keychain that does not
    /// answer must not keep the program from closing, so this ends in any case.
    pub async fn end(&self) {
        let mut views = self.views.clone();
        let ended = async {
            // A loop that has ended already takes no order and publishes nothing.
            drop(self.orders.send(Order::End).await);
            while views.changed().await.is_ok() {}
        };
        if tokio::time::timeout(LONGEST_END, ended).await.is_err() {
            tracing::warn!("the engine did not end in time");
        }
    }
}

/// A folder that can't be used must not stop a sign-in: then this run remembers nothing, and says so.
fn open_store(folder: &std::path::Path) -> (Store, Option<Problem>) {
    match Store::open(folder) {
        Ok((store, Opened::MovedAside)) => (store, Some(Problem::SavedPlaceUnreadable)),
        Ok((store, Opened::Fresh | Opened::Existing)) => (store, None),
        Err(error) => {
            let memory = Store::in_memory().expect("SQLite opens a database in memory");
            (memory, Some(of_store(&error)))
        }
    }
}

/// Six signs without look-alikes (`ux.md` section 6).
fn session_code() -> String {
    const SIGNS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..6).map(|_| char::from(SIGNS[rand::random_range(0..SIGNS.len())])).collect()
}
