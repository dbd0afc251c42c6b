//! Many connections: checked by `usherctl`, and listed in the window. The figures come from `tests/bench`, which may
//! use the crates of the product.

use anyhow::ensure;

use crate::project::{cargo, program, succeed};
use crate::setup::{self, Purpose};

pub(crate) fn check(connections: usize, rounds: usize) -> anyhow::Result<()> {
    ensure!(cfg!(target_os = "linux"), "this measures with Xvfb and /proc, so it runs on Linux only");
    ensure!(connections >= 100, "at least 100 connections are needed: a hundredth of them is measured too");
    ensure!(rounds > 0, "at least one round is needed");
    setup::prepare(Purpose::Test)?;
    setup::build_page()?;
    succeed(cargo(&["build", "--package", "usher", "--package", "usher-cli"])?)?;
    let screen = ["--", "xvfb-run", "--auto-servernum", "--server-args=-screen 0 1280x960x24"];
    let bench = ["cargo", "test", "--package", "acceptance", "--features", "window", "--test", "bench", "--"];
    let (connections, rounds) = (connections.to_string(), rounds.to_string());
    succeed(program("dbus-run-session", &[&screen[..], &bench, &[&connections, &rounds]].concat())?)
}
