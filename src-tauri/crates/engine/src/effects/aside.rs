//! What the desktop is asked for: the browser, the clipboard, files.

use usher_domain::connection::Kept;
use usher_domain::ids::{AttemptId, ConnectionId};
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_entra::{LinkError, OpenableLink};

use super::Hands;
use crate::desktop::Desktop;
use crate::problems::of_vault;

impl Hands {
    pub(crate) fn open(&self, attempt: AttemptId, link: OpenableLink) {
        let (desktop, events) = (self.desktop.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            let event = match desktop.open(&link) {
                Ok(()) => Event::BrowserOpened { attempt },
                Err(_) => Event::BrowserFailed { attempt },
            };
            drop(events.send(event));
        });
    }

    pub(super) fn open_message(&self, link: Result<OpenableLink, LinkError>) {
        match link {
            Ok(link) => self.open_aside(link, Problem::NoMailProgram),
            Err(_) => self.happened(Event::WentWrong { problem: Problem::NoMailProgram }),
        }
    }

    /// Opens something that no wait stands behind, so that a failure is told at once.
    pub(crate) fn open_aside(&self, link: OpenableLink, problem: Problem) {
        self.ask_desktop(move |desktop| desktop.open(&link).map_err(|_| problem));
    }

    pub(super) fn copy(&self, link: OpenableLink) {
        self.ask_desktop(move |desktop| desktop.copy(link.as_str()).map_err(|_| Problem::CannotCopy));
    }

    /// Does what may block for a moment, and tells what went wrong.
    fn ask_desktop(&self, act: impl FnOnce(&dyn Desktop) -> Result<(), Problem> + Send + 'static) {
        let (desktop, events) = (self.desktop.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            if let Err(problem) = act(&*desktop) {
                drop(events.send(Event::WentWrong { problem }));
            }
        });
    }

    /// Puts a client secret on the clipboard for a while (S51).
    pub(super) fn copy_secret(&self, connection: &ConnectionId, kept: Kept) {
        let (connection, key) = (connection.clone(), self.ground().client_secret(connection));
        let (ground, desktop, events) = (self.ground().clone(), self.desktop.clone(), self.events.clone());
        let (clip, stays) = (self.clip.clone(), self.waits.on_clipboard);
        tokio::spawn(async move {
            let problem = match ground.secrets_of(kept).load(&key).await {
                Ok(Some(secret)) => {
                    let (there, on) = (clip.clone(), desktop.clone());
                    match tokio::task::spawn_blocking(move || there.put(&*on, &secret)).await {
                        Ok(Ok(turn)) => {
                            drop(events.send(Event::SecretCopied { connection }));
                            tokio::time::sleep(stays).await;
                            let taking =
                                tokio::task::spawn_blocking(move || clip.take_away_of(turn, &*desktop));
                            drop(taking.await);
                            return;
                        }
                        Ok(Err(_)) | Err(_) => Problem::CannotCopy,
                    }
                }
                Ok(None) => Problem::CannotCopy,
                Err(error) => of_vault(error),
            };
            drop(events.send(Event::WentWrong { problem }));
        });
    }

    /// Empties the clipboard after a secret was pasted from it.
    pub(super) fn clear_clipboard(&self) {
        self.ask_desktop(|desktop| desktop.clear_clipboard().map_err(|_| Problem::CannotCopy));
    }

    /// Lets the person save a text that holds no secret.
    pub(super) fn save_file(&self, name: String, text: String) {
        self.ask_desktop(move |desktop| desktop.save_file(&name, &text).map_err(|_| Problem::CannotSave));
    }
}
