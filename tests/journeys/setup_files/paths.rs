//! What a path can lead to, and how files reach the engine (S62).

use std::fs;
use std::path::{Path, PathBuf};

use usher_domain::intent::Intent;
use usher_domain::view::setup_file::FileRefusal;

use crate::support::desk::Desk;
use crate::support::files::{Shown, attacks, notes, shown};

const OPENS: u32 = 1_000;

fn refused(refusal: FileRefusal) -> Shown {
    Shown::Refused(refusal)
}

#[tokio::test]
async fn only_a_small_regular_file_with_the_right_ending_is_read() {
    let desk = Desk::new(None);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("large.toml"), "#".repeat(10 * 1024 * 1024)).unwrap();
    fs::write(at("file.txt"), notes("1.0", "")).unwrap();
    fs::write(at("file"), notes("1.0", "")).unwrap();
    fs::create_dir(at("folder.toml")).unwrap();

    for name in ["large.toml", "file.txt", "file", "folder.toml"] {
        assert_eq!(desk.open_file(&at(name)).await, refused(FileRefusal::NotASetupFile), "{name}");
    }
    assert_eq!(desk.open_file(&at("gone.toml")).await, refused(FileRefusal::Unreadable));
    for flag in ["--flag", "--flag.toml", "-f", ""] {
        let Shown::Refused(_) = desk.open_file(Path::new(flag)).await else { panic!("{flag} opened") };
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn links_pipes_and_devices_are_refused_at_once() {
    use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

    let desk = Desk::new(None);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("file.toml"), notes("1.0", "")).unwrap();
    std::os::unix::fs::symlink(at("file.toml"), at("link.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("zero.toml")).unwrap();
    let mode = Mode::RUSR | Mode::WUSR;
    mknodat(CWD, at("pipe.toml"), FileType::Fifo, mode, 0).unwrap();
    // Only root can make one; others meet it by its own name.
    let made = mknodat(CWD, at("device.toml"), FileType::CharacterDevice, mode, makedev(1, 5)).is_ok();
    let device = if made { at("device.toml") } else { PathBuf::from("/dev/zero") };
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.toml")).unwrap();

    let odd = [at("link.toml"), at("zero.toml"), at("pipe.toml"), at("socket.toml"), device];
    for path in &odd {
        assert_eq!(desk.open_file(path).await, refused(FileRefusal::NotASetupFile), "{path:?}");
    }
    assert!(matches!(desk.open_file(&at("file.toml")).await, Shown::Preview(_)));
}

#[tokio::test]
async fn of_a_thousand_files_in_a_row_the_last_is_shown_and_none_stays_open() {
    let desk = Desk::new(None);
    let folder = tempfile::tempdir().unwrap();
    let file = |n: u32| folder.path().join(format!("{n}.toml"));
    for n in 1..=OPENS {
        fs::write(file(n), notes(&format!("{n}.0"), "")).unwrap();
    }

    for n in 1..=OPENS {
        desk.engine.open_file(file(n)).await.unwrap();
    }

    let last = format!("{OPENS}.0");
    let is_last = |file: Option<Shown>| matches!(file, Some(Shown::Preview(file)) if file.version == last);
    let view = desk.view_of("the last file", |view| is_last(shown(view))).await;
    println!("{OPENS} files in a row: {} views, the last file is shown", view.revision);
    assert_eq!(open_in(folder.path()), 0);
    // Whatever was still on its way would come before this.
    desk.ask(Intent::Back).await;
    desk.view_of("what was there before", |view| shown(view).is_none()).await;
}

/// How many files of a folder this process has open.
fn open_in(folder: &Path) -> usize {
    let Ok(descriptors) = fs::read_dir("/proc/self/fd") else { return 0 };
    let leads_to = |entry: fs::DirEntry| fs::read_link(entry.path()).is_ok_and(|to| to.starts_with(folder));
    descriptors.flatten().filter_map(|entry| leads_to(entry).then_some(())).count()
}

#[tokio::test]
async fn the_person_chooses_a_file_or_none() {
    let desk = Desk::new(None);
    let (path, _) = attacks().pop_first().unwrap();

    desk.ask(Intent::AddSetupFile).await;
    desk.ask(Intent::Start).await;
    let view = desk.view_of("the products", |view| shown(view).is_none() && view.revision > 1).await;
    assert!(view.notice.is_none());

    desk.will_pick(&path);
    desk.ask(Intent::AddSetupFile).await;
    desk.view_of("the chosen file", |view| shown(view).is_some()).await;
}
