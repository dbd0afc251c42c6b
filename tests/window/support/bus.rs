//! Listens on the message bus for what the window tells the desktop, through `dbus-monitor`.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::processes::Program;
use super::waiting::until;

pub(crate) struct Bus {
    heard: TempDir,
    _monitor: Program,
}

const HEARD: &str = "heard";

impl Bus {
    /// Listens from now on to every notification.
    pub(crate) async fn listen() -> anyhow::Result<Self> {
        let heard = tempfile::tempdir()?;
        let file = File::create(heard.path().join(HEARD))?;
        let monitor = Program::start(
            Command::new("dbus-monitor")
                .args(["--session", "interface='org.freedesktop.Notifications',member='Notify'"])
                .stdout(file)
                .stderr(Stdio::null()),
        )?;
        let bus = Self { heard, _monitor: monitor };
        // Its first line is about itself: from then on it hears everything.
        until("dbus-monitor to listen", async || Ok((!bus.text()?.is_empty()).then_some(()))).await?;
        Ok(bus)
    }

    /// Waits for exactly one notification with this title.
    pub(crate) async fn notified(&self, title: &str) -> anyhow::Result<()> {
        let line = format!("string \"{title}\"");
        let heard = async || Ok(self.text()?.contains(&line).then_some(()));
        until(&format!("the notification “{title}”"), heard).await?;
        anyhow::ensure!(self.text()?.matches(&line).count() == 1, "told more than once: {}", self.text()?);
        Ok(())
    }

    fn text(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(self.heard.path().join(HEARD))?)
    }
}
