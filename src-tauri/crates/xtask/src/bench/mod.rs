//! How much Usher costs beyond an empty window: both are started in turn, on one screen, in one run.
//!
//! Painted means that the screen shows its last picture. The X server tells of every change (the DAMAGE
//! extension), a picture is taken at each, and the time is that of the first picture that equals the one left
//! when nothing changed any more. Neither program takes part in it, so both are judged by the same eye.

mod blank;
mod memory;
mod screen;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use self::screen::Screen;
use crate::project::{cargo, succeed, target};
use crate::setup::{self, Purpose};

struct Start {
    painted: Duration,
    memory_kib: u64,
}

pub(crate) fn start(rounds: usize) -> anyhow::Result<()> {
    ensure!(cfg!(target_os = "linux"), "this measures with Xvfb and /proc, so it runs on Linux only");
    ensure!(rounds > 0, "at least one round is needed");
    setup::prepare(Purpose::Test)?;
    setup::build_page()?;
    succeed(cargo(&["build", "--package", "usher"])?)?;
    let blank = blank::build()?;
    let usher = target()?.join("debug/usher");

    let bench = Bench::open()?;
    // The first start of each reads the program from disk; it is not counted.
    bench.start_once(&usher)?;
    bench.start_once(&blank)?;
    let (mut ushers, mut blanks) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let (ours, theirs) = (bench.start_once(&usher)?, bench.start_once(&blank)?);
        println!(
            "round {round:>2}: Usher {:>4} ms, {:>6} KiB; blank {:>4} ms, {:>6} KiB",
            ours.painted.as_millis(),
            ours.memory_kib,
            theirs.painted.as_millis(),
            theirs.memory_kib
        );
        ushers.push(ours);
        blanks.push(theirs);
    }
    report("time to the first screen, ms", &ushers, &blanks, |start| start.painted.as_secs_f64() * 1000.0);
    report("memory (PSS of all processes), MiB", &ushers, &blanks, |start| start.memory_kib as f64 / 1024.0);
    Ok(())
}

fn report(what: &str, ushers: &[Start], blanks: &[Start], figure: fn(&Start) -> f64) {
    let middle = |starts: &[Start]| median(starts.iter().map(figure).collect());
    let ratios = ushers.iter().zip(blanks).map(|(ours, theirs)| figure(ours) / figure(theirs)).collect();
    println!(
        "{what}: Usher {:.0}, blank {:.0}, ratio {:.2} (medians of {})",
        middle(ushers),
        middle(blanks),
        median(ratios),
        ushers.len()
    );
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len().is_multiple_of(2) { f64::midpoint(values[half - 1], values[half]) } else { values[half] }
}

/// A screen and a message bus of its own, as on a desktop where nothing else runs.
struct Bench {
    screen: Screen,
    _bus: Ended,
    bus_address: String,
    scratch: PathBuf,
}

/// A process that ends with the value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Bench {
    fn open() -> anyhow::Result<Self> {
        let screen = Screen::open()?;
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut bus = Ended(bus.spawn().context("dbus-daemon did not start")?);
        let bus_address = screen::first_line(bus.0.stdout.take())?;
        Ok(Self { screen, _bus: bus, bus_address, scratch: target()?.join("bench-scratch") })
    }

    fn start_once(&self, binary: &Path) -> anyhow::Result<Start> {
        if self.scratch.exists() {
            fs::remove_dir_all(&self.scratch)?;
        }
        fs::create_dir_all(&self.scratch)?;
        let mut command = Command::new(binary);
        command
            .env("DISPLAY", self.screen.display())
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .stdout(Stdio::null());
        for place in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(place, &self.scratch);
        }
        let from = Instant::now();
        let mut child =
            Ended(command.spawn().with_context(|| format!("{} did not start", binary.display()))?);
        let painted = self.screen.last_change(&mut child.0)?.duration_since(from);
        let family = memory::family(child.0.id())?;
        let memory_kib = memory::pss_kib(&family)?;
        drop(child);
        memory::wait_until_gone(&family)?;
        Ok(Start { painted, memory_kib })
    }
}
