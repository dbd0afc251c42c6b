//! What the engine needs of the desktop it runs on.

use std::path::PathBuf;

use thiserror::Error;
use usher_domain::journey::effect::News;
use usher_domain::view::View;
use usher_entra::OpenableLink;

/// The system would not open the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the link could not be opened")]
pub struct CannotOpen;

/// The clipboard did not take the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the clipboard did not take the text")]
pub struct CannotCopy;

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

    /// Tells the person something about `product` while they may look elsewhere; best effort.
    fn notify(&self, news: News, product: &str);

    /// Lets the person choose a setup file; `None` when they chose none. Blocks until then.
    fn pick_setup_file(&self) -> Option<PathBuf>;

    /// Shows `view`.
    fn show(&self, view: &View);
}
