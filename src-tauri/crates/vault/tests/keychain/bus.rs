//! A session bus for one test, and a gnome-keyring on it.

#![expect(clippy::unwrap_used, reason = "clippy sees tests only in functions marked so")]

use std::future::Future;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

const ON_THE_BUS: &str = "USHER_TEST_ON_THE_BUS";
const SERVICE: &str = "org.freedesktop.secrets";
const PASSWORD: &str = "pretend";
/// Far beyond what any step takes.
pub(crate) const GENEROUS: Duration = Duration::from_secs(60);

/// Runs `scene` in a process of its own, on a session bus of its own. Says loudly when the machine lacks one of
/// `programs`; `USHER_REQUIRE_ALL=1` makes that a failure.
pub(crate) fn on_own_bus<F: Future<Output = ()>>(test: &str, programs: &[&str], scene: impl FnOnce() -> F) {
    if std::env::var_os(ON_THE_BUS).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(scene());
        return;
    }
    for program in ["dbus-run-session"].iter().chain(programs) {
        if !installed(program) {
            let told = format!("{test} DID NOT RUN: {program} is not installed");
            assert!(std::env::var_os("USHER_REQUIRE_ALL").is_none_or(|v| v != "1"), "{told}");
            eprintln!("\n!!!!!!!! SKIPPED: {told} !!!!!!!!\n");
            return;
        }
    }
    let home = tempfile::tempdir().unwrap();
    let ended = Command::new("dbus-run-session")
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ON_THE_BUS, "1")
        .envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"].map(|name| (name, home.path())))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .status()
        .unwrap();
    assert!(ended.success(), "{test} failed on its own bus");
}

fn installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// A gnome-keyring with an unlocked keyring; it ends with this value.
pub(crate) struct GnomeKeyring {
    daemon: Child,
    bus: Connection,
}

impl GnomeKeyring {
    pub(crate) fn start() -> Self {
        let bus = Connection::session().unwrap();
        let daemon = start_daemon(&bus);
        Self { daemon, bus }
    }

    /// Ends the program, and starts another one over the same files.
    pub(crate) fn restart(&mut self) {
        self.daemon.kill().unwrap();
        self.daemon.wait().unwrap();
        wait_until("the old keyring left the bus", || !owned(&self.bus));
        self.daemon = start_daemon(&self.bus);
    }

    pub(crate) fn lock(&self) {
        let collection = self.collection();
        self.service()
            .call::<_, _, (Vec<OwnedObjectPath>, OwnedObjectPath)>("Lock", &(vec![&collection],))
            .unwrap();
        wait_until("the keyring is locked", || self.is_locked());
    }

    /// Unlocks with the password and without a prompt, as the sign-in to the desktop does.
    pub(crate) fn unlock(&self) {
        let (_, session): (OwnedValue, OwnedObjectPath) =
            self.service().call("OpenSession", &("plain", Value::from(""))).unwrap();
        let secret = (&session, Vec::<u8>::new(), PASSWORD.as_bytes(), "text/plain");
        Proxy::new(
            &self.bus,
            SERVICE,
            "/org/freedesktop/secrets",
            "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
        )
        .unwrap()
        .call::<_, _, ()>("UnlockWithMasterPassword", &(self.collection(), secret))
        .unwrap();
        wait_until("the keyring is unlocked", || !self.is_locked());
    }

    /// The names under which `service` keeps entries.
    pub(crate) fn entries_of(&self, service: &str) -> usize {
        let search = std::collections::HashMap::from([("service", service)]);
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.service().call("SearchItems", &(search,)).unwrap();
        unlocked.len() + locked.len()
    }

    fn is_locked(&self) -> bool {
        let path = self.collection();
        Proxy::new(&self.bus, SERVICE, path, "org.freedesktop.Secret.Collection")
            .unwrap()
            .get_property::<bool>("Locked")
            .unwrap()
    }

    fn collection(&self) -> OwnedObjectPath {
        self.service().call("ReadAlias", &("default",)).unwrap()
    }

    fn service(&self) -> Proxy<'_> {
        Proxy::new(&self.bus, SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service").unwrap()
    }
}

impl Drop for GnomeKeyring {
    fn drop(&mut self) {
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}

fn start_daemon(bus: &Connection) -> Child {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    wait_until("the keyring is on the bus", || owned(bus));
    daemon
}

fn owned(bus: &Connection) -> bool {
    DBusProxy::new(bus).unwrap().name_has_owner(SERVICE.try_into().unwrap()).unwrap()
}

/// A Secret Service that takes every call and answers none, until it is dropped.
pub(crate) fn mute_service() -> Connection {
    let bus = Connection::session().unwrap();
    bus.request_name(SERVICE).unwrap();
    bus
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < GENEROUS, "waited in vain until {what}");
        std::thread::yield_now();
    }
}

/// Whether any file below `folder` holds `needle`.
pub(crate) fn any_file_holds(folder: &Path, needle: &[u8]) -> bool {
    folder.read_dir().unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return any_file_holds(&path, needle);
        }
        std::fs::read(&path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    })
}
