//! One test's world: folders, keychain, the browser that the system would start, and one window at a time.

use std::cell::Cell;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::unix::pipe;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

use super::browser::Browser;
use super::keyring::Keyring;
use super::waiting::LIMIT;
use super::window::{Hand, Window, program};

/// A second window would hand over to the first and end.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

pub(crate) struct Stage {
    name: &'static str,
    pub(crate) keyring: Keyring,
    opened: BufReader<pipe::Receiver>,
    windows: Cell<usize>,
    folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    pub(crate) async fn set(name: &'static str) -> anyhow::Result<Self> {
        let turn = ONE_AT_A_TIME.lock().await;
        let folder = acceptance::memory::folder()?;
        let place = folder.path();
        for name in ["home", "run", "data", "log"] {
            fs::create_dir(place.join(name))?;
        }
        fs::set_permissions(place.join("run"), Permissions::from_mode(0o700))?;
        let opened = browser_of_the_system(place)?;
        let keyring = Keyring::start(&home(&place.join("home"), &place.join("run"))).await?;
        Ok(Self { name, keyring, opened, windows: Cell::new(0), folder, _turn: turn })
    }

    /// Starts the window; a second one finds what the first has left.
    pub(crate) async fn window(&self, hand: Hand) -> anyhow::Result<Window> {
        let place = self.folder.path();
        let environment = self.environment();
        let environment: Vec<(&str, &Path)> = environment.iter().map(|(n, p)| (*n, p.as_path())).collect();
        self.windows.set(self.windows.get() + 1);
        let name = match self.windows.get() {
            1 => self.name.to_owned(),
            again => format!("{}-{again}", self.name),
        };
        Window::start(&name, hand, &environment, &place.join("log")).await
    }

    /// Starts the program again with `file`, as a double-click does; it hands the file over and ends.
    pub(crate) async fn double_click(&self, file: &Path) -> anyhow::Result<()> {
        let mut second = tokio::process::Command::new(program()?);
        let status = second.arg(file).envs(self.environment()).kill_on_drop(true).status();
        let status = timeout(LIMIT, status).await.context("the second start does not end")??;
        ensure!(status.success(), "the second start ended with {status}");
        Ok(())
    }

    fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let place = self.folder.path();
        let (home_folder, run) = (place.join("home"), place.join("run"));
        let mut environment: Vec<_> =
            home(&home_folder, &run).into_iter().map(|(name, path)| (name, path.to_path_buf())).collect();
        environment.extend([("USHER_DATA_DIR", place.join("data")), ("BROWSER", place.join("browser"))]);
        environment
    }

    pub(crate) async fn browser(&self) -> anyhow::Result<Browser> {
        self.another_browser("chromium").await
    }

    /// A browser with a profile of its own, as on another person's machine.
    pub(crate) async fn another_browser(&self, profile: &str) -> anyhow::Result<Browser> {
        let place = self.folder.path();
        let (home_folder, run) = (place.join("home"), place.join("run"));
        Browser::start(&home(&home_folder, &run), &place.join(profile)).await
    }

    /// The next address that the window asked the system to open.
    pub(crate) async fn opened(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        timeout(LIMIT, self.opened.read_line(&mut line)).await.context("no address was opened")??;
        ensure!(line.starts_with("http"), "not a page: {line}");
        Ok(line.trim_end().to_owned())
    }

    /// Everything that the programs of this test have written: data, home, the window's log, the browser's profile.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Where programs keep what they keep, instead of in the home of whoever runs the tests.
fn home<'a>(home: &'a Path, run: &'a Path) -> [(&'static str, &'a Path); 5] {
    [
        ("HOME", home),
        ("XDG_CONFIG_HOME", home),
        ("XDG_DATA_HOME", home),
        ("XDG_CACHE_HOME", home),
        ("XDG_RUNTIME_DIR", run),
    ]
}

/// A program that hands every address it is started with to the test.
fn browser_of_the_system(place: &Path) -> anyhow::Result<BufReader<pipe::Receiver>> {
    let pipe = place.join("opened");
    let made = Command::new("mkfifo").arg(&pipe).status()?;
    ensure!(made.success(), "no pipe was made");
    let program = place.join("browser");
    fs::write(&program, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", pipe.display()))?;
    fs::set_permissions(&program, Permissions::from_mode(0o700))?;
    // Held open for writing too, so that it never ends between two addresses.
    let receiver = pipe::OpenOptions::new().read_write(true).open_receiver(&pipe)?;
    Ok(BufReader::new(receiver))
}
