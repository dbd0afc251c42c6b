//! A gnome-keyring on the bus of the test run, unlocked as the sign-in to a desktop does it.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context;
use zbus::fdo::DBusProxy;
use zbus::zvariant::OwnedObjectPath;
use zbus::{Connection, Proxy};

use super::processes::Program;
use super::waiting::until;

const SERVICE: &str = "org.freedesktop.secrets";

pub(crate) struct Keyring {
    bus: Connection,
    _daemon: Program,
}

impl Keyring {
    /// Starts one whose files are below `home`.
    pub(crate) async fn start(home: &[(&str, &Path)]) -> anyhow::Result<Self> {
        let bus = Connection::session().await.context("the tests need a session bus: `cargo xtask test`")?;
        let names = DBusProxy::new(&bus).await?;
        let owned = async || anyhow::Ok(names.name_has_owner(SERVICE.try_into()?).await?);
        until("the last keyring to leave the bus", async || Ok((!owned().await?).then_some(()))).await?;
        let mut daemon = Program::start(
            Command::new("gnome-keyring-daemon")
                .args(["--foreground", "--unlock", "--components=secrets"])
                .envs(home.iter().copied())
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )?;
        let mut password = daemon.child().stdin.take().context("a pipe")?;
        password.write_all(b"pretend")?;
        drop(password);
        until("the keyring on the bus", async || Ok(owned().await?.then_some(()))).await?;
        Ok(Self { bus, _daemon: daemon })
    }

    /// Locks the keyring in which new secrets go.
    pub(crate) async fn lock(&self) -> anyhow::Result<()> {
        let service = self.service().await?;
        let keyring: OwnedObjectPath = service.call("ReadAlias", &("default",)).await?;
        let _: (Vec<OwnedObjectPath>, OwnedObjectPath) = service.call("Lock", &(vec![&keyring],)).await?;
        let state = Proxy::new(&self.bus, SERVICE, keyring, "org.freedesktop.Secret.Collection").await?;
        let locked = async || Ok(state.get_property::<bool>("Locked").await?.then_some(()));
        until("the keyring to be locked", locked).await
    }

    /// How many entries `service` has.
    pub(crate) async fn entries_of(&self, service: &str) -> anyhow::Result<usize> {
        let search = HashMap::from([("service", service)]);
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.service().await?.call("SearchItems", &(search,)).await?;
        Ok(unlocked.len() + locked.len())
    }

    async fn service(&self) -> anyhow::Result<Proxy<'_>> {
        let (path, interface) = ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service");
        Ok(Proxy::new(&self.bus, SERVICE, path, interface).await?)
    }
}
