//! The setup file at hand, from the question for one to keeping it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use usher_domain::desk::Desk;
use usher_domain::ids::ProfileId;
use usher_domain::journey::event::Event;
use usher_domain::setup_file::OpenedFile;

use super::{Checked, FileNews, FileReader, Known, check, used_before};
use crate::desktop::Desktop;
use crate::keep::Ground;
use crate::problems::of_store;
use crate::signature::VendorKeys;
use crate::store::{Store, StoreError};
use crate::world::now;

/// What the loop holds of setup files.
pub(crate) struct SetupFiles {
    reader: FileReader,
    keys: VendorKeys,
    news: UnboundedSender<FileNews>,
    picking: Option<JoinHandle<()>>,
    handles: u64,
    held: Option<Held>,
}

/// The text of the file that is shown.
struct Held {
    handle: u64,
    profile: ProfileId,
    text: String,
}

impl SetupFiles {
    pub(crate) fn new(keys: VendorKeys, news: UnboundedSender<FileNews>) -> Self {
        let reader = FileReader::start(news.clone());
        Self { reader, keys, news, picking: None, handles: 0, held: None }
    }

    /// Puts the files that are used on the desk. One that fails today's rules is left out: an update of
    /// Usher may know better than the day it was opened.
    pub(crate) fn load(&self, ground: &Ground, desk: &mut Desk) {
        let texts = ground.with_store(Store::setup_files).unwrap_or_else(|error| {
            desk.notice = Some(of_store(&error));
            vec![]
        });
        for text in texts {
            match check(text.into_bytes(), &Known::of(desk, &self.keys)) {
                Ok(Checked { profile, origin, .. }) => {
                    desk.origins.push((profile.id.clone(), origin));
                    desk.profiles.push(profile);
                }
                Err(_) => tracing::warn!("a setup file that was used before no longer passes its checks"),
            }
        }
    }

    /// Asks the person for a file; a second question while one is open is the same question.
    pub(crate) fn pick(&mut self, desktop: Arc<dyn Desktop>) {
        if self.picking.as_ref().is_some_and(|asking| !asking.is_finished()) {
            return;
        }
        let news = self.news.clone();
        self.picking = Some(tokio::task::spawn_blocking(move || {
            if let Some(path) = desktop.pick_setup_file() {
                drop(news.send(FileNews::Picked(path)));
            }
        }));
    }

    pub(crate) fn open(&self, path: PathBuf, desk: &Desk) {
        self.reader.open(path, Known::of(desk, &self.keys));
    }

    /// What the journey hears of it; nothing while the file is only on its way.
    pub(crate) fn hear(&mut self, news: FileNews, desk: &Desk) -> Option<Event> {
        let checked = match news {
            FileNews::Picked(path) => {
                self.open(path, desk);
                return None;
            }
            FileNews::Checked(checked) => checked,
        };
        self.held = None;
        Some(match checked {
            Err(refusal) => Event::SetupFileRefused { refusal },
            Ok(Checked { profile, origin, text }) => {
                self.handles += 1;
                let handle = self.handles;
                self.held = Some(Held { handle, profile: profile.id.clone(), text });
                let before = used_before(desk, &profile.id);
                Event::SetupFileOpened { file: Box::new(OpenedFile { profile, origin, handle, before }) }
            }
        })
    }

    /// Writes the file down that the person goes on with: the first write there is for a file (S77).
    ///
    /// # Errors
    /// When it can't be written; it can be used until Usher closes.
    pub(crate) fn keep(&mut self, handle: u64, ground: &Ground) -> Result<(), StoreError> {
        let Some(held) = self.held.take_if(|held| held.handle == handle) else { return Ok(()) };
        ground.with_store(|store| store.put_setup_file(&held.profile, &held.text, now()))
    }
}
