//! Setup files: read once, checked, shown (S62, S69).
//!
//! Up to the preview a file causes no network request, no browser and no write (S77): what is here reaches
//! nothing but the one file it was told of, and answers to the loop alone. Only the loop keeps a text, on
//! `Effect::KeepSetupFile`, which comes when the person goes on.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use usher_domain::desk::Desk;
use usher_domain::ids::ProfileId;
use usher_domain::profile::{MOST_BYTES, Profile, ProfileError, parse_foreign};
use usher_domain::view::approving::Origin;
use usher_domain::view::setup_file::{FileFault, FileRefusal};

use crate::signature::{Signature, VendorKeys};

mod opened;

pub(crate) use opened::SetupFiles;

/// The endings of a setup file's name. The first is Usher's own: only that one can belong to Usher on a
/// person's desktop, because the others belong to editors.
pub const SETUP_FILE_ENDINGS: [&str; 3] = ["usher", "toml", "json"];

/// A drive that is gone can keep a read for ever.
const LONGEST_READ: Duration = Duration::from_secs(10);

/// What the loop hears about files.
pub(crate) enum FileNews {
    /// The person chose this one.
    Picked(PathBuf),
    /// The one that was asked for last was read and checked.
    Checked(Result<Checked, FileRefusal>),
}

/// A file that keeps the rules.
#[derive(Debug, PartialEq)]
pub(crate) struct Checked {
    /// What it describes.
    pub(crate) profile: Arc<Profile>,
    /// Who vouches for it.
    pub(crate) origin: Origin,
    /// The whole text, signature and all, to be checked again at every start.
    pub(crate) text: String,
}

/// Reads files one after the other; of those that come meanwhile only the last counts.
pub(crate) struct FileReader {
    wanted: watch::Sender<Option<Wanted>>,
}

#[derive(Clone)]
struct Wanted {
    path: PathBuf,
    known: Arc<Known>,
}

/// What a file is compared with.
pub(crate) struct Known {
    /// Whose place no file may take.
    taken: Vec<Profile>,
    /// Whose place only a signed file may take: the used files that are signed themselves (S66).
    signed: Vec<Profile>,
    keys: VendorKeys,
}

impl Known {
    pub(crate) fn of(desk: &Desk, keys: &VendorKeys) -> Self {
        let (mut taken, mut signed) = (Vec::new(), Vec::new());
        for profile in &desk.profiles {
            match origin_of_file(desk, &profile.id) {
                None | Some(Origin::BuiltIn) => taken.push(profile.as_ref().clone()),
                Some(Origin::Signed { .. }) => signed.push(profile.as_ref().clone()),
                Some(Origin::Unsigned) => {}
            }
        }
        Self { taken, signed, keys: keys.clone() }
    }
}

/// Who vouches for the file that this product came from; `None` when it came from none.
fn origin_of_file<'a>(desk: &'a Desk, id: &ProfileId) -> Option<&'a Origin> {
    desk.origins.iter().find(|(known, _)| known == id).map(|(_, origin)| origin)
}

/// The file of this product that was used last.
pub(crate) fn used_before(desk: &Desk, id: &ProfileId) -> Option<(Arc<Profile>, Origin)> {
    Some((desk.profile(id)?, origin_of_file(desk, id)?.clone()))
}

impl FileReader {
    /// Starts the task that reads. It ends with this value.
    pub(crate) fn start(news: UnboundedSender<FileNews>) -> Self {
        let (wanted, mut asked) = watch::channel(None::<Wanted>);
        tokio::spawn(async move {
            while asked.changed().await.is_ok() {
                let Some(Wanted { path, known }) = asked.borrow_and_update().clone() else { continue };
                let work = tokio::task::spawn_blocking(move || check(read(&path)?, &known));
                let checked = match tokio::time::timeout(LONGEST_READ, work).await {
                    Ok(Ok(checked)) => checked,
                    Ok(Err(_)) | Err(_) => Err(FileRefusal::Unreadable),
                };
                drop(news.send(FileNews::Checked(checked)));
            }
        });
        Self { wanted }
    }

    pub(crate) fn open(&self, path: PathBuf, known: Known) {
        self.wanted.send_replace(Some(Wanted { path, known: Arc::new(known) }));
    }
}

/// Reads a file once: what is checked is what was opened, whatever is put in its place meanwhile.
fn read(path: &Path) -> Result<Vec<u8>, FileRefusal> {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    if !SETUP_FILE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
        return Err(FileRefusal::NotASetupFile);
    }
    // Before opening, because opening a device may do something.
    let found = fs::symlink_metadata(path).map_err(|_| FileRefusal::Unreadable)?;
    if !found.is_file() {
        return Err(FileRefusal::NotASetupFile);
    }
    let file = open(path).map_err(|_| FileRefusal::Unreadable)?;
    let opened = file.metadata().map_err(|_| FileRefusal::Unreadable)?;
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    if !opened.is_file() || opened.len() > most {
        return Err(FileRefusal::NotASetupFile);
    }
    let mut bytes = Vec::new();
    // One more than allowed, for a file that grows while it is read.
    file.take(most + 1).read_to_end(&mut bytes).map_err(|_| FileRefusal::Unreadable)?;
    if bytes.len() > MOST_BYTES { Err(FileRefusal::NotASetupFile) } else { Ok(bytes) }
}

/// Follows no link, and does not wait for the other end of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

/// Opens a link itself and not what it leads to (`FILE_FLAG_OPEN_REPARSE_POINT`); a link is no regular file.
#[cfg(windows)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;

    OpenOptions::new().read(true).custom_flags(0x0020_0000).open(path)
}

/// Checks the bytes of a file: signature first, then what it says (S69).
pub(crate) fn check(bytes: Vec<u8>, known: &Known) -> Result<Checked, FileRefusal> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count();
        FileRefusal::Wrong { faults: vec![fault(u32::try_from(line).unwrap_or(u32::MAX), "file")] }
    })?;
    let signature = Signature::find(&text, &known.keys).map_err(|_| FileRefusal::BadSignature)?;
    let profile = parse_foreign(signature.body, &known.taken).map_err(wrong)?;
    let origin = match signature.domain {
        Some(domain) if leads_elsewhere(&profile, domain) => return Err(FileRefusal::BadSignature),
        Some(domain) => Origin::Signed { domain: domain.to_owned() },
        None => {
            let others: Vec<Profile> =
                known.signed.iter().filter(|signed| signed.id != profile.id).cloned().collect();
            parse_foreign(signature.body, &others).map_err(wrong)?;
            Origin::Unsigned
        }
    };
    Ok(Checked { profile: profile.into(), origin, text })
}

/// A maker's key vouches for the maker's own pages and no others (S68).
fn leads_elsewhere(profile: &Profile, domain: &str) -> bool {
    let start = profile.sign_in.as_ref().and_then(|sign_in| sign_in.start_url.as_ref());
    let mut hosts = [start, profile.return_link.as_ref()].into_iter().flatten().map(url::Url::host_str);
    hosts.any(|host| {
        host.is_none_or(|host| {
            host != domain && host.strip_suffix(domain).is_none_or(|before| !before.ends_with('.'))
        })
    })
}

fn wrong(errors: Vec<ProfileError>) -> FileRefusal {
    FileRefusal::Wrong { faults: errors.into_iter().map(|error| fault(error.line, &error.field)).collect() }
}

fn fault(line: u32, field: &str) -> FileFault {
    FileFault { line, field: field.to_owned() }
}

#[cfg(test)]
mod tests;
