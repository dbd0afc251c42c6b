//! What the engine needs of the desktop it runs on.

use std::path::PathBuf;

use thiserror::Error;
use usher_domain::journey::effect::News;
use usher_domain::view::View;
use usher_entra::OpenableLink;
use usher_vault::Secret;

/// The system would not open the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the link could not be opened")]
pub struct CannotOpen;

/// The clipboard did not take the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the clipboard did not take the text")]
pub struct CannotCopy;

/// The file could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the file could not be written")]
pub struct CannotSave;

/// The desktop: the window, or a recorder in tests.
pub trait Desktop: Send + Sync + 'static {
    /// Opens `link` with the system's own program. May block for a moment.
    ///
    /// # Errors
    /// When the system has no program for it, or the program would not start.
    fn open(&self, link: &OpenableLink) -> Result<(), CannotOpen>;

    /// Puts `text` on the clipboard. May block for a moment.
    ///
    /// # Errors
    /// When there is no clipboard.
    fn copy(&self, text: &str) -> Result<(), CannotCopy>;

    /// Puts `secret` on the clipboard, and keeps it out of the clipboard's history and from other machines where
    /// the system can do that (S51). May block for a moment.
    ///
    /// # Errors
    /// When there is no clipboard.
    fn copy_secret(&self, secret: &Secret) -> Result<(), CannotCopy>;

    /// What is on the clipboard, if it is a text. It may be anybody's. May block for a moment.
    fn clipboard(&self) -> Option<Secret>;

    /// Empties the clipboard. May block for a moment.
    ///
    /// # Errors
    /// When there is no clipboard.
    fn clear_clipboard(&self) -> Result<(), CannotCopy>;

    /// Lets the person choose where to save `text`, under `name` if they like; choosing nothing is no error.
    /// Blocks until then.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_file(&self, name: &str, text: &str) -> Result<(), CannotSave>;

    /// Tells the person something about `product` while they may look elsewhere; best effort.
    fn notify(&self, news: News, product: &str);

    /// Lets the person choose a setup file; `None` when they chose none. Blocks until then.
    fn pick_setup_file(&self) -> Option<PathBuf>;

    /// Shows `view`.
    fn show(&self, view: &View);
}
