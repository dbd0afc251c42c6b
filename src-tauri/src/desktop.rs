//! The real desktop: the person's browser, the clipboard, notifications, and the one window.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(target_os = "macos")]
use arboard::SetExtApple as _;
#[cfg(all(unix, not(target_os = "macos")))]
use arboard::SetExtLinux as _;
#[cfg(windows)]
use arboard::SetExtWindows as _;
use arboard::{Clipboard, Set};
use tauri::{AppHandle, Emitter as _};
use usher_domain::journey::effect::News;
use usher_domain::view::View;
use usher_engine::{
    CannotCopy, CannotOpen, CannotSave, Desktop, OpenableLink, SETUP_FILE_ENDINGS, SecretString,
};
use usher_vault::Secret;

use crate::{news, window};

/// Longest text that is put on the clipboard, in bytes (S59). The message to an admin is under 8 KiB.
const LONGEST_COPY: usize = 64 * 1024;

/// Reaches the desktop for the engine. Cheap to clone.
#[derive(Clone)]
pub(crate) struct WindowDesktop {
    app: AppHandle,
    // Kept for the life of the program: under X11 the text is gone when its owner is dropped.
    clipboard: Arc<Mutex<Option<Clipboard>>>,
}

impl WindowDesktop {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, clipboard: Arc::default() }
    }

    /// Runs `act` on the one clipboard, which is let go when it fails.
    fn with_clipboard<T>(
        &self,
        act: impl FnOnce(&mut Clipboard) -> Result<T, arboard::Error>,
    ) -> Result<T, CannotCopy> {
        let mut held = self.clipboard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut clipboard = match held.take() {
            Some(clipboard) => clipboard,
            None => Clipboard::new().map_err(|_| CannotCopy)?,
        };
        let done = act(&mut clipboard).map_err(|_| CannotCopy)?;
        *held = Some(clipboard);
        Ok(done)
    }
}

impl Desktop for WindowDesktop {
    fn open(&self, link: &OpenableLink) -> Result<(), CannotOpen> {
        let opened = match chosen_browser() {
            // Mail has no host and is not the browser's.
            Some(browser) if link.host().is_some() => open::with_detached(link.as_str(), browser),
            Some(_) | None => open::that_detached(link.as_str()),
        };
        opened.map_err(|error| {
            tracing::warn!(kind = %error.kind(), "no program opened the link");
            CannotOpen
        })
    }

    fn copy(&self, text: &str) -> Result<(), CannotCopy> {
        if text.len() > LONGEST_COPY {
            return Err(CannotCopy);
        }
        self.with_clipboard(|clipboard| clipboard.set_text(text))
    }

    fn copy_secret(&self, secret: &Secret) -> Result<(), CannotCopy> {
        self.with_clipboard(|clipboard| secret.lend(|text| out_of_history(clipboard.set()).text(text)))
    }

    fn clipboard(&self) -> Option<Secret> {
        // What is there may be no text at all, which is no reason to let the clipboard go.
        let there = self.with_clipboard(|clipboard| Ok(clipboard.get_text().ok()));
        there.ok().flatten().map(|text| Secret::from(SecretString::from(text)))
    }

    fn clear_clipboard(&self) -> Result<(), CannotCopy> {
        self.with_clipboard(Clipboard::clear)
    }

    fn save_file(&self, name: &str, text: &str) -> Result<(), CannotSave> {
        let asking = rfd::AsyncFileDialog::new().set_file_name(name);
        let chosen = tauri::async_runtime::block_on(window::in_front_of(&self.app, asking).save_file());
        let Some(file) = chosen else { return Ok(()) };
        std::fs::write(file.path(), text).map_err(|error| {
            tracing::warn!(kind = %error.kind(), "the file was not written");
            CannotSave
        })
    }

    fn notify(&self, news: News, product: &str) {
        news::tell(news, product, &self.app.config().identifier);
        window::ask_for_attention(&self.app);
    }

    fn pick_setup_file(&self) -> Option<PathBuf> {
        let asking = rfd::AsyncFileDialog::new().add_filter("Usher", &SETUP_FILE_ENDINGS);
        let chosen = tauri::async_runtime::block_on(window::in_front_of(&self.app, asking).pick_file());
        chosen.map(|file| file.path().to_path_buf())
    }

    fn show(&self, view: &View) {
        if self.app.emit("view-changed", view).is_err() {
            tracing::warn!("the window did not take the new view");
        }
    }
}

/// Keeps a text out of the clipboard's history. Not every desktop of Linux asks whether it may remember.
#[cfg(not(windows))]
fn out_of_history(set: Set<'_>) -> Set<'_> {
    set.exclude_from_history()
}

/// Windows has a history, other machines of the same account, and programs that watch.
#[cfg(windows)]
fn out_of_history(set: Set<'_>) -> Set<'_> {
    set.exclude_from_history().exclude_from_cloud().exclude_from_monitoring()
}

/// The browser that the person named for all programs. `xdg-open` asks the desktop's list first and would pass it by.
fn chosen_browser() -> Option<String> {
    let browser = std::env::var("BROWSER").ok()?;
    // A list, or a command with places to fill in, is left to `xdg-open`.
    let is_one_program = !browser.is_empty() && !browser.contains([':', '%', ' ']);
    (cfg!(target_os = "linux") && is_one_program).then_some(browser)
}
