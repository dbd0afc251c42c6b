//! The real desktop: the person's browser, the clipboard, and the one window.

use std::sync::{Arc, Mutex, PoisonError};

use arboard::Clipboard;
use tauri::{AppHandle, Emitter as _};
use usher_domain::view::View;
use usher_engine::{CannotCopy, CannotOpen, Desktop, OpenableLink};

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
        let mut held = self.clipboard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut clipboard = match held.take() {
            Some(clipboard) => clipboard,
            None => Clipboard::new().map_err(|_| CannotCopy)?,
        };
        clipboard.set_text(text).map_err(|_| CannotCopy)?;
        *held = Some(clipboard);
        Ok(())
    }

    fn show(&self, view: &View) {
        if self.app.emit("view-changed", view).is_err() {
            tracing::warn!("the window did not take the new view");
        }
    }
}

/// The browser that the person named for all programs. `xdg-open` asks the desktop's list first and would pass it by.
fn chosen_browser() -> Option<String> {
    let browser = std::env::var("BROWSER").ok()?;
    // A list, or a command with places to fill in, is left to `xdg-open`.
    let is_one_program = !browser.is_empty() && !browser.contains([':', '%', ' ']);
    (cfg!(target_os = "linux") && is_one_program).then_some(browser)
}
