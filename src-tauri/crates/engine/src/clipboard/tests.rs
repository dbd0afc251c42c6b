use std::path::PathBuf;
use std::sync::Mutex;

use secrecy::SecretString;
use usher_domain::journey::effect::News;
use usher_domain::view::View;
use usher_entra::OpenableLink;
use usher_vault::Secret;

use super::SecretOnClipboard;
use crate::desktop::{CannotCopy, CannotOpen, CannotSave, Desktop};

/// A desktop that is nothing but a clipboard.
#[derive(Default)]
struct Clipboard(Mutex<Option<String>>);

impl Clipboard {
    fn text(&self) -> Option<String> {
        self.0.lock().unwrap().clone()
    }

    fn put(&self, text: &str) {
        *self.0.lock().unwrap() = Some(text.to_owned());
    }
}

impl Desktop for Clipboard {
    fn open(&self, _link: &OpenableLink) -> Result<(), CannotOpen> {
        Err(CannotOpen)
    }

    fn copy(&self, text: &str) -> Result<(), CannotCopy> {
        self.put(text);
        Ok(())
    }

    fn copy_secret(&self, secret: &Secret) -> Result<(), CannotCopy> {
        secret.lend(|text| self.put(text));
        Ok(())
    }

    fn clipboard(&self) -> Option<Secret> {
        self.text().map(|text| Secret::from(SecretString::from(text)))
    }

    fn clear_clipboard(&self) -> Result<(), CannotCopy> {
        *self.0.lock().unwrap() = None;
        Ok(())
    }

    fn save_file(&self, _name: &str, _text: &str) -> Result<(), CannotSave> {
        Err(CannotSave)
    }

    fn notify(&self, _news: News, _product: &str) {}

    fn pick_setup_file(&self) -> Option<PathBuf> {
        None
    }

    fn show(&self, _view: &View) {}
}

fn secret(text: &str) -> Secret {
    Secret::from(SecretString::from(text))
}

#[test]
fn a_secret_is_taken_away_when_its_minute_is_over() {
    let (clip, desktop) = (SecretOnClipboard::default(), Clipboard::default());

    let turn = clip.put(&desktop, &secret("canary")).unwrap();
    assert_eq!(desktop.text().as_deref(), Some("canary"));
    clip.take_away_of(turn, &desktop);

    assert_eq!(desktop.text(), None);
}

#[test]
fn what_the_person_copied_since_stays() {
    let (clip, desktop) = (SecretOnClipboard::default(), Clipboard::default());
    let turn = clip.put(&desktop, &secret("canary")).unwrap();

    desktop.put("a shopping list");
    clip.take_away_of(turn, &desktop);
    clip.take_away(&desktop);

    assert_eq!(desktop.text().as_deref(), Some("a shopping list"));
}

#[test]
fn the_minute_of_an_earlier_copy_does_not_end_a_later_one() {
    let (clip, desktop) = (SecretOnClipboard::default(), Clipboard::default());
    let first = clip.put(&desktop, &secret("canary")).unwrap();
    let second = clip.put(&desktop, &secret("canary")).unwrap();

    clip.take_away_of(first, &desktop);
    assert_eq!(desktop.text().as_deref(), Some("canary"));
    clip.take_away_of(second, &desktop);

    assert_eq!(desktop.text(), None);
}

#[test]
fn at_the_end_nothing_of_ours_is_left() {
    let (clip, desktop) = (SecretOnClipboard::default(), Clipboard::default());
    clip.put(&desktop, &secret("canary")).unwrap();

    clip.take_away(&desktop);

    assert_eq!(desktop.text(), None);
}

#[test]
fn what_was_taken_away_once_is_not_ours_when_somebody_copies_it_again() {
    let (clip, desktop) = (SecretOnClipboard::default(), Clipboard::default());
    clip.put(&desktop, &secret("canary")).unwrap();
    clip.take_away(&desktop);

    desktop.put("canary");
    clip.take_away(&desktop);

    assert_eq!(desktop.text().as_deref(), Some("canary"));
}

#[test]
fn the_secret_itself_is_not_held() {
    let (clip, desktop) = (SecretOnClipboard::default(), Clipboard::default());

    clip.put(&desktop, &secret("canary")).unwrap();

    assert!(!format!("{clip:?}").contains("canary"));
}
