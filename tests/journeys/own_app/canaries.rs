//! A thousand secrets through the app-only path: none is found in a file, a log, a view or the process list.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use acceptance::leaks::{Search, Secrets, canary};
use tracing_subscriber::fmt::MakeWriter;
use usher_domain::own_app::{Credential, SetupStep};
use usher_domain::view::own_app::{SetupCard, StepBody};
use usher_practice::settings::{ReadyApp, Settings};

use super::{Walk, with_app};
use crate::support::desk::Desk;

const CANARIES: usize = 1_000;

/// A log that remembers every line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn hint(card: &SetupCard) -> Option<&str> {
    let StepBody::MakeCredential { credential: Some(Credential::Secret { hint, .. }), .. } = &card.body
    else {
        return None;
    };
    Some(hint)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_that_was_handed_in_shows_anywhere() {
    let log = Log::default();
    let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone());
    // Other tests may have set one for the whole program; then their lines are not ours to read.
    let listens = lines.try_init().is_ok();
    let practice = with_app("kaltura", ReadyApp::default(), Settings::default()).await;
    let ready = practice.ready_app().unwrap();
    let walk = Walk::start(Desk::at(&practice), "kaltura").await;
    walk.to_credential(&ready.client_id, practice.tenant().as_str()).await;
    let canaries: Vec<String> = (0..CANARIES).map(|_| canary()).collect();
    let secrets = Secrets::new(canaries.iter().map(String::as_str));
    let mut seen = Search::default();

    for canary in &canaries {
        walk.paste(canary).await;
        let taken =
            |card: &SetupCard| hint(card) == Some(&canary[..3]) && !card.checking && card.obstacle.is_some();
        walk.card("the answer about a secret", taken).await;
        let view = serde_json::to_vec(&walk.desk.engine.view()).unwrap();
        seen.text(Path::new("view"), &view, &secrets);
    }

    walk.at(SetupStep::MakeCredential).await;
    // What was to be written down is written down then.
    walk.desk.engine.end().await;
    let files = Search::below(walk.desk.folder.path(), &secrets).unwrap();
    for name in ["cmdline", "environ"] {
        let path = Path::new("/proc/self").join(name);
        seen.text(&path, &std::fs::read(&path).unwrap(), &secrets);
    }
    let log = log.0.lock().unwrap().clone();
    seen.text(Path::new("log"), &log, &secrets);
    println!(
        "canaries: {CANARIES} handed in; looked through {} texts with {} bytes (log {}) and {} files with {} bytes: {} found",
        seen.files,
        seen.bytes,
        log.len(),
        files.files,
        files.bytes,
        seen.hits.len() + files.hits.len()
    );
    assert!(listens && log.len() > 100_000, "the log was listened to: {} bytes", log.len());
    assert!(files.bytes > 1_000, "{files:?}");
    assert!(seen.hits.is_empty() && files.hits.is_empty(), "{:?} {:?}", seen.hits, files.hits);
}
