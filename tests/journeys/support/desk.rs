//! The engine on a desktop that records what it was asked to open.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use acceptance::memory;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use url::Url;
use usher_domain::connection::Connection;
use usher_domain::desk::Instead;
use usher_domain::diagnosis::Diagnosis;
use usher_domain::ids::{ConnectionId, ProfileId};
use usher_domain::intent::Intent;
use usher_domain::journey::effect::News;
use usher_domain::profile::Profile;
use usher_domain::view::{Screen, View};
use usher_engine::store::Store;
use usher_engine::{
    CannotCopy, CannotOpen, CannotSave, Desktop, Engine, OpenableLink, Setup, VendorKey, VendorKeys, Waits,
};
use usher_practice::Practice;
use usher_vault::Secret;

use super::safe::Safe;

/// Longer than Usher itself waits for a call; only a hang gets here.
pub(crate) const LIMIT: Duration = Duration::from_secs(90);

struct Recorder {
    opened: UnboundedSender<String>,
    file_to_pick: Mutex<Option<PathBuf>>,
    told: Mutex<Vec<String>>,
    saved: UnboundedSender<(String, String)>,
    copied: UnboundedSender<()>,
    clipboard: Mutex<Option<SecretString>>,
}

impl Desktop for Recorder {
    fn open(&self, link: &OpenableLink) -> Result<(), CannotOpen> {
        self.opened.send(link.as_str().to_owned()).map_err(|_| CannotOpen)
    }

    fn copy(&self, _text: &str) -> Result<(), CannotCopy> {
        Err(CannotCopy)
    }

    fn copy_secret(&self, secret: &Secret) -> Result<(), CannotCopy> {
        *self.clipboard.lock().unwrap() = Some(secret.as_secret_string().clone());
        self.copied.send(()).map_err(|_| CannotCopy)
    }

    fn clipboard(&self) -> Option<Secret> {
        self.clipboard.lock().unwrap().clone().map(Secret::from)
    }

    fn clear_clipboard(&self) -> Result<(), CannotCopy> {
        *self.clipboard.lock().unwrap() = None;
        Ok(())
    }

    fn save_file(&self, name: &str, text: &str) -> Result<(), CannotSave> {
        self.saved.send((name.to_owned(), text.to_owned())).map_err(|_| CannotSave)
    }

    fn notify(&self, news: News, product: &str) {
        self.told.lock().unwrap().push(format!("{news:?} {product}"));
    }

    fn pick_setup_file(&self) -> Option<PathBuf> {
        self.file_to_pick.lock().unwrap().take()
    }

    fn show(&self, _view: &View) {}
}

/// An engine with its recording desktop.
pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) secrets: Arc<Safe>,
    pub(crate) folder: TempDir,
    opened: UnboundedReceiver<String>,
    saved: tokio::sync::Mutex<UnboundedReceiver<(String, String)>>,
    copied: UnboundedReceiver<()>,
    recorder: Arc<Recorder>,
}

/// What an engine can be started with beside a folder and a recorder.
#[derive(Default)]
pub(crate) struct With {
    pub(crate) more_profiles: Vec<Profile>,
    pub(crate) instead: Option<Instead>,
    pub(crate) vendor_keys: Vec<VendorKey>,
}

impl Desk {
    /// An engine whose sign-in goes to `practice` instead of Microsoft.
    pub(crate) fn at(practice: &Practice) -> Self {
        Self::new(Some(instead(practice)))
    }

    /// An engine that would go to Microsoft.
    pub(crate) fn new(instead: Option<Instead>) -> Self {
        Self::knowing(vec![], instead)
    }

    /// An engine with products beside the built-in ones.
    pub(crate) fn knowing(more_profiles: Vec<Profile>, instead: Option<Instead>) -> Self {
        Self::with(With { more_profiles, instead, ..With::default() })
    }

    /// An engine on an empty folder.
    pub(crate) fn with(with: With) -> Self {
        Self::start_on(memory::folder().unwrap(), Arc::default(), with)
    }

    /// An engine whose folder can't be written to.
    pub(crate) fn without_a_disk(instead: Option<Instead>) -> Self {
        let folder = memory::folder().unwrap();
        // Permissions would not keep root out.
        fs::create_dir(folder.path().join("usher.sqlite")).unwrap();
        Self::start_on(folder, Arc::default(), With { instead, ..With::default() })
    }

    /// In a folder that a newer version of Usher wrote: SQLite has the version at byte 60, the highest first.
    pub(crate) fn after_a_newer_version(instead: Option<Instead>) -> Self {
        let folder = memory::folder().unwrap();
        drop(Store::open(folder.path()).unwrap());
        let file = folder.path().join("usher.sqlite");
        let mut bytes = fs::read(&file).unwrap();
        bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
        fs::write(&file, bytes).unwrap();
        Self::start_on(folder, Arc::default(), With { instead, ..With::default() })
    }

    fn start_on(folder: TempDir, secrets: Arc<Safe>, with: With) -> Self {
        let (sender, opened) = unbounded_channel();
        let (saving, saved) = unbounded_channel();
        let (copying, copied) = unbounded_channel();
        let recorder = Arc::new(Recorder {
            opened: sender,
            file_to_pick: Mutex::default(),
            told: Mutex::default(),
            saved: saving,
            copied: copying,
            clipboard: Mutex::default(),
        });
        let engine = Engine::start(Setup {
            desktop: recorder.clone(),
            secrets: secrets.clone(),
            data_folder: folder.path().to_path_buf(),
            waits: Waits::real(),
            more_profiles: with.more_profiles,
            instead: with.instead,
            vendor_keys: VendorKeys::of(with.vendor_keys),
        });
        Self { engine, secrets, folder, opened, saved: saved.into(), copied, recorder }
    }

    /// Ends the engine and starts another on the same folder, with the same keychain.
    pub(crate) async fn restart(self, with: With) -> Self {
        self.engine.end().await;
        Self::start_on(self.folder, self.secrets, with)
    }

    /// Starts another engine on what is on the disk and in the keychain right now, as after kill -9: nothing that this
    /// one still writes down is seen by it.
    pub(crate) fn killed(&self, with: With) -> Self {
        let folder = memory::folder().unwrap();
        for file in fs::read_dir(self.folder.path()).unwrap() {
            let file = file.unwrap();
            if file.file_type().unwrap().is_file() {
                fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
            }
        }
        Self::start_on(folder, self.secrets.clone(), with)
    }

    /// What the person was told while looking elsewhere.
    pub(crate) fn told(&self) -> Vec<String> {
        self.recorder.told.lock().unwrap().clone()
    }

    /// The next file that the person saves: its name, and what is in it.
    pub(crate) async fn saved_file(&self) -> (String, String) {
        let mut saved = self.saved.lock().await;
        tokio::time::timeout(LIMIT, saved.recv()).await.expect("a file is saved").unwrap()
    }

    /// Waits until a secret was put on the clipboard.
    pub(crate) async fn copied_secret(&mut self) {
        tokio::time::timeout(LIMIT, self.copied.recv()).await.expect("a secret is copied").unwrap();
    }

    /// What is on the clipboard.
    pub(crate) fn clipboard(&self) -> Option<SecretString> {
        self.recorder.clipboard.lock().unwrap().clone()
    }

    /// Changes what is written down of a connection, for the next start to find.
    pub(crate) fn with_connection(&self, id: &ConnectionId, change: impl FnOnce(&mut Connection)) {
        let (store, _) = Store::open(self.folder.path()).unwrap();
        let mut known = store.connection(id).unwrap().expect("the connection is written down");
        change(&mut known);
        store.put_connection(&known).unwrap();
    }

    /// Changes what is written down of what is not finished, for the next start to find.
    pub(crate) fn with_unfinished(&self, change: impl FnOnce(&mut serde_json::Value)) {
        let (store, _) = Store::open(self.folder.path()).unwrap();
        let text = store.unfinished().unwrap().expect("something is not finished");
        let mut unfinished = serde_json::from_str(&text).unwrap();
        change(&mut unfinished);
        store.set_unfinished(&unfinished.to_string()).unwrap();
    }

    /// Removes what is written down of the connections, as another program does.
    pub(crate) fn remove_all_beside(&self) {
        let (store, _) = Store::open(self.folder.path()).unwrap();
        for known in store.connections().unwrap() {
            store.remove_connection(&known.id).unwrap();
        }
    }

    /// The file that the person chooses when next asked for one.
    pub(crate) fn will_pick(&self, file: &Path) {
        *self.recorder.file_to_pick.lock().unwrap() = Some(file.to_path_buf());
    }

    /// How many links the desktop was asked to open since the last question, as far as anyone knows now.
    pub(crate) fn opened_so_far(&mut self) -> usize {
        std::iter::from_fn(|| self.opened.try_recv().ok()).count()
    }

    /// How many connections and secrets are written down.
    pub(crate) fn kept(&self) -> (usize, usize) {
        let (store, _) = Store::open(self.folder.path()).unwrap();
        (store.connections().unwrap().len(), self.secrets.count())
    }

    /// Waits until so many secrets are kept.
    pub(crate) async fn keeps(&self, secrets: usize) {
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        let kept = async {
            while self.secrets.count() != secrets {
                looks.tick().await;
            }
        };
        let in_time = tokio::time::timeout(LIMIT, kept).await;
        assert!(in_time.is_ok(), "{} secrets are kept, and not {secrets}", self.secrets.count());
    }

    pub(crate) async fn ask(&self, intent: Intent) {
        self.engine.send(intent).await.unwrap();
    }

    /// From S1 to the browser, with `account` typed in.
    pub(crate) async fn open_browser(&mut self, profile: &str, account: &str) -> String {
        self.start(profile, account).await;
        self.opened().await
    }

    /// From S1 to "Open my browser", with `account` typed in.
    pub(crate) async fn start(&self, profile: &str, account: &str) {
        self.ask(Intent::Start).await;
        self.ask(Intent::ChooseProduct { profile: ProfileId(profile.to_owned()) }).await;
        self.ask(Intent::OpenBrowser { account: account.to_owned() }).await;
    }

    /// The link to open, or `None` when the address was found wanting before that.
    pub(crate) async fn opened_or_stopped(&mut self) -> Option<String> {
        let mut views = self.engine.views();
        let stopped = |view: &View| {
            let Screen::BeforeSignIn { account_problem, looking_up, .. } = &view.screen else { return false };
            account_problem.is_some() || (!looking_up && view.notice.is_some())
        };
        tokio::select! {
            link = self.opened.recv() => link,
            stopped = views.wait_for(stopped) => { stopped.unwrap(); None }
            () = tokio::time::sleep(LIMIT) => panic!("neither opened nor stopped: {:?}", self.engine.view().screen),
        }
    }

    /// What the trip's evidence says, once the loop has heard everything.
    pub(crate) async fn diagnosis(&self) -> Diagnosis {
        let mut reports = self.engine.reports();
        let report = tokio::time::timeout(LIMIT, reports.wait_for(|r| r.diagnosis.is_some())).await;
        report.expect("a diagnosis").unwrap().diagnosis.clone().unwrap()
    }

    /// The next link that the desktop was asked to open.
    pub(crate) async fn opened(&mut self) -> String {
        tokio::time::timeout(LIMIT, self.opened.recv()).await.expect("a link is opened").unwrap()
    }

    /// Waits for a screen that `is_it`.
    pub(crate) async fn view(&self, what: &str, is_it: impl Fn(&Screen) -> bool) -> View {
        self.view_of(what, |view| is_it(&view.screen)).await
    }

    /// Waits for a view that `is_it`.
    pub(crate) async fn view_of(&self, what: &str, is_it: impl Fn(&View) -> bool) -> View {
        let mut views = self.engine.views();
        let found = tokio::time::timeout(LIMIT, views.wait_for(|view| is_it(view))).await;
        let Ok(found) = found else { panic!("waited for {what}, still at {:?}", self.engine.view().screen) };
        found.unwrap().clone()
    }
}

/// `practice` in Microsoft's stead.
pub(crate) fn instead(practice: &Practice) -> Instead {
    let authority = Url::parse(practice.authority()).unwrap();
    Instead {
        authority,
        client_id: practice.public_client_id().to_string(),
        usher_client_id: Some(practice.usher_client_id()),
    }
}
