//! A message bus and an unlocked keyring for one test, in a process of its own.

use std::future::Future;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use acceptance::memory;
use zbus::Connection;
use zbus::fdo::DBusProxy;

use crate::support::present::{can_run, is_on_path};

const ON_THE_BUS: &str = "USHER_TEST_ON_THE_BUS";
const SERVICE: &str = "org.freedesktop.secrets";
const PASSWORD: &[u8] = b"pretend";
const PROGRAMS: [&str; 2] = ["dbus-run-session", "gnome-keyring-daemon"];
/// Far longer than the keyring takes to come up.
const LIMIT: Duration = Duration::from_secs(60);

/// Ends the keyring with the scene.
struct Keyring(Child);

impl Drop for Keyring {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Plays `scene` on a bus of its own with a keyring, where the machine has the programs for it.
pub(crate) fn on_own_bus<F: Future<Output = ()>>(test: &str, scene: impl FnOnce() -> F) {
    if std::env::var_os(ON_THE_BUS).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let _keyring = unlocked_keyring().await;
            scene().await;
        });
        return;
    }
    if !PROGRAMS.iter().all(|program| can_run(test, program, is_on_path(program))) {
        return;
    }
    let home = memory::folder().unwrap();
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

async fn unlocked_keyring() -> Keyring {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(PASSWORD).unwrap();
    let keyring = Keyring(daemon);
    // Asked of the bus alone: a call to the service would make the bus start another keyring, a locked one.
    let bus = Connection::session().await.unwrap();
    let names = DBusProxy::new(&bus).await.unwrap();
    let begun = Instant::now();
    while !names.name_has_owner(SERVICE.try_into().unwrap()).await.unwrap() {
        assert!(begun.elapsed() < LIMIT, "the keyring does not come up");
        tokio::task::yield_now().await;
    }
    keyring
}
