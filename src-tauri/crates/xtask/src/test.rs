//! Every check there is, in the order that finds a mistake soonest. `.ci/run` is exactly this.

use std::time::{Duration, Instant};

use anyhow::Context;

use crate::project::{cargo, npm, program, succeed};
use crate::setup::{self, Purpose};
use crate::{codegen, tidy};

type Step = (&'static str, fn() -> anyhow::Result<()>);

const STEPS: [Step; 13] = [
    ("set-up", || setup::prepare(Purpose::Test)),
    ("format", || succeed(cargo(&["fmt", "--all", "--check"])?)),
    ("tidy", tidy::tidy),
    ("page: types", || succeed(npm("ui", &["run", "check"])?)),
    ("page: lints", || succeed(npm("ui", &["run", "lint"])?)),
    ("page: tests", || succeed(npm("ui", &["run", "test"])?)),
    ("page: build", || succeed(npm("ui", &["run", "build"])?)),
    ("page: screens in a browser", || succeed(npm("ui", &["run", "test:pages"])?)),
    ("lints", lints),
    ("tests", tests),
    ("generated types unchanged", codegen::is_unchanged),
    ("window: build and unit tests", || {
        succeed(cargo(&["build", "--package", "usher"])?)?;
        succeed(cargo(&["test", "--package", "usher"])?)
    }),
    ("window: tests", window_tests),
];

pub(crate) fn test() -> anyhow::Result<()> {
    let start = Instant::now();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let began = Instant::now();
        step().with_context(|| format!("step \"{name}\" failed"))?;
        times.push((name, began.elapsed()));
        println!("== {name}: passed in {:.1} s", began.elapsed().as_secs_f64());
    }
    println!("\nEverything passed in {:.0} s:", start.elapsed().as_secs_f64());
    for (name, time) in times {
        println!("{:>8.1} s  {name}", time.as_secs_f64());
    }
    Ok(())
}

fn lints() -> anyhow::Result<()> {
    let all = ["clippy", "--workspace", "--all-targets", "--features", "acceptance/window"];
    succeed(cargo(&[&all[..], &["--", "--deny", "warnings"]].concat())?)
}

fn tests() -> anyhow::Result<()> {
    let mut all = cargo(&["test"])?;
    // Here a missing program is a failure, and not a reason to pass a test over.
    all.env("USHER_REQUIRE_ALL", "1");
    succeed(all)
}

/// The tests drive the built window on a pretend screen, with a message bus of their own for the keychain.
fn window_tests() -> anyhow::Result<()> {
    let screen = ["--auto-servernum", "--server-args=-screen 0 1280x960x24"];
    let tests = ["cargo", "test", "--package", "acceptance", "--features", "window", "--test", "window"];
    let bus = ["--", "xvfb-run"];
    succeed(program("dbus-run-session", &[&bus[..], &screen, &tests].concat())?)
}
