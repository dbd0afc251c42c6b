//! An unlocked gnome-keyring on the bus of this run, with files of its own.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use zbus::Connection;
use zbus::fdo::DBusProxy;

const SERVICE: &str = "org.freedesktop.secrets";
const LIMIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// A process that ends with the value.
pub(crate) struct Ended(pub(crate) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(crate) async fn start(folder: &Path) -> anyhow::Result<Ended> {
    let bus = Connection::session().await.context("this needs a message bus: `cargo xtask bench check`")?;
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"].map(|name| (name, folder)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("gnome-keyring-daemon did not start")?;
    daemon.stdin.take().context("a pipe")?.write_all(b"pretend")?;
    let daemon = Ended(daemon);
    let names = DBusProxy::new(&bus).await?;
    let begun = Instant::now();
    while !names.name_has_owner(SERVICE.try_into()?).await? {
        ensure!(begun.elapsed() < LIMIT, "the keyring does not come up");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(daemon)
}
