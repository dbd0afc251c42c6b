//! Setup files: the attacks of `tests/data`, and a maker who signs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use usher_domain::view::setup_file::{FilePreview, FileRefusal};
use usher_domain::view::{Screen, View};
use usher_engine::VendorKey;

use super::desk::Desk;

/// A file that keeps all rules; `VERSION` and `EXTRA` are filled in.
const NOTES: &str = r#"schema_version = 1
id = "notes"
name = "Meeting Notes"
vendor = "Notes Company"
version = "VERSION"
purpose = "Makes notes from your meetings"
help_link = "https://notes.example/help"
admin_ways = ["link", "entra-steps"]

[sign_in]
client_id = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60"
start_url = "https://app.notes.example/connect"

[[permissions]]
value = "User.Read"
kind = "delegated"
reason = "To know your name"
EXTRA"#;

/// A permission that the file does not always ask for.
pub(crate) const EXTRA: &str = r#"
[[permissions]]
value = "Calendars.Read"
kind = "delegated"
reason = "To know your meetings"
"#;

/// A setup file of the product "notes".
pub(crate) fn notes(version: &str, extra: &str) -> String {
    NOTES.replace("VERSION", version).replace("EXTRA", extra)
}

/// What happens to an attack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub(crate) enum Outcome {
    /// Refused at this field.
    Refused { field: String },
    /// Shown, and not used without the stop.
    Stopped,
}

/// Every attack with what happens to it.
pub(crate) fn attacks() -> BTreeMap<PathBuf, Outcome> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/attack-profiles");
    let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: BTreeMap<String, Outcome> = serde_json::from_str(&expected).unwrap();
    expected.into_iter().map(|(name, outcome)| (folder.join(name), outcome)).collect()
}

/// A maker with a key.
pub(crate) struct Maker {
    id: &'static str,
    pair: Ed25519KeyPair,
}

impl Maker {
    pub(crate) fn new(id: &'static str, seed: u8) -> Self {
        Self { id, pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap() }
    }

    /// The key as the catalogue lists it.
    pub(crate) fn key(&self, domain: &str) -> VendorKey {
        let public_key = STANDARD.encode(self.pair.public_key());
        VendorKey { id: self.id.to_owned(), domain: domain.to_owned(), public_key }
    }

    pub(crate) fn sign(&self, text: &str) -> String {
        let signature = STANDARD.encode(self.pair.sign(text.as_bytes()));
        format!("{text}# usher-signature: ed25519 {} {signature}\n", self.id)
    }
}

/// What an opened file comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shown {
    Preview(Box<FilePreview>),
    Refused(FileRefusal),
}

pub(crate) fn shown(view: &View) -> Option<Shown> {
    if let Screen::SetupFile { file } = &view.screen {
        return Some(Shown::Preview(Box::new(file.clone())));
    }
    if let Screen::SetupFileRefused { refusal } = &view.screen {
        return Some(Shown::Refused(refusal.clone()));
    }
    None
}

impl Desk {
    /// Opens `path` on a screen that shows no file yet, and waits for what is shown of it.
    pub(crate) async fn open_file(&self, path: &Path) -> Shown {
        self.close_file().await;
        self.engine.open_file(path.to_path_buf()).await.unwrap();
        shown(&self.view_of("a file", |view| shown(view).is_some()).await).unwrap()
    }

    /// The same for a text, under a name in the engine's own folder.
    pub(crate) async fn open_text(&self, text: &str) -> Shown {
        let path = self.folder.path().join("opened.toml");
        fs::write(&path, text).unwrap();
        self.open_file(&path).await
    }

    /// A file that is shown before it is used.
    pub(crate) async fn preview(&self, text: &str) -> FilePreview {
        match self.open_text(text).await {
            Shown::Preview(file) => *file,
            Shown::Refused(refusal) => panic!("{refusal:?}"),
        }
    }

    async fn close_file(&self) {
        if shown(&self.engine.view()).is_some() {
            self.ask(usher_domain::intent::Intent::Back).await;
            self.view_of("no file", |view| shown(view).is_none()).await;
        }
    }
}
