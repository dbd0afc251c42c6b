//! How much Usher costs beyond an empty window: both are started in turn, on one screen, in one run.
//!
//! Painted means that the screen shows its last picture. The X server tells of every change (the DAMAGE
//! extension), a picture is taken at each, and the time is that of the first picture that equals the one left
//! when nothing changed any more. Neither program takes part in it, so both are judged by the same eye.
//!
//! The empty window keeps the toolkit's defaults, so it draws with OpenGL; Usher asks for drawing on the processor.
//! To tell that choice from the cost of Usher's own page, the empty window is also started drawing as Usher does.

mod blank;
pub(crate) mod check;
pub(crate) mod edit;
mod memory;
mod screen;

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use self::screen::Screen;
use crate::project::{cargo, succeed, target};
use crate::setup::{self, Purpose};

/// A window's program, and what its environment sets.
struct Program {
    binary: PathBuf,
    setting: Option<(&'static str, &'static str)>,
}

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
    let binary = blank::build()?;
    let usher = Program { binary: target()?.join("debug/usher"), setting: None };
    let blank = Program { binary: binary.clone(), setting: None };
    // https://blogs.igalia.com/carlosgc/2017/03/20/webkitgtk-2-16/
    let blank_on_processor = Program { binary, setting: Some(("WEBKIT_DISABLE_COMPOSITING_MODE", "1")) };

    let bench = Bench::open()?;
    // The first start of each reads the program from disk; it is not counted.
    bench.start_once(&usher)?;
    bench.start_once(&blank)?;
    let (mut ushers, mut blanks, mut blanks_on_processor) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds {
        ushers.push(bench.start_once(&usher)?);
        blanks.push(bench.start_once(&blank)?);
        blanks_on_processor.push(bench.start_once(&blank_on_processor)?);
        let [ours, theirs, also_theirs] = [&ushers, &blanks, &blanks_on_processor]
            .map(|starts| starts.last().map_or_else(String::new, line));
        println!("round {round:>2}: Usher {ours}; blank {theirs}; blank without OpenGL {also_theirs}");
    }
    let report = |what: &str, figure: fn(&Start) -> f64| {
        compare(what, "blank", figure, &ushers, &blanks);
        compare(what, "blank without OpenGL", figure, &ushers, &blanks_on_processor);
    };
    report("time to the first screen, ms", |start| start.painted.as_secs_f64() * 1000.0);
    report("memory (PSS of all processes), MiB", |start| start.memory_kib as f64 / 1024.0);
    Ok(())
}

fn line(start: &Start) -> String {
    format!("{:>4} ms, {:>6} KiB", start.painted.as_millis(), start.memory_kib)
}

fn compare(what: &str, other: &str, figure: fn(&Start) -> f64, ushers: &[Start], others: &[Start]) {
    let middle = |starts: &[Start]| median(starts.iter().map(figure).collect());
    let ratios = ushers.iter().zip(others).map(|(ours, theirs)| figure(ours) / figure(theirs)).collect();
    println!(
        "{what}: Usher {:.0}, {other} {:.0}, ratio {:.2} (medians of {})",
        middle(ushers),
        middle(others),
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

    fn start_once(&self, program: &Program) -> anyhow::Result<Start> {
        if self.scratch.exists() {
            fs::remove_dir_all(&self.scratch)?;
        }
        fs::create_dir_all(&self.scratch)?;
        let mut command = Command::new(&program.binary);
        command
            .envs(program.setting)
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
            Ended(command.spawn().with_context(|| format!("{} did not start", program.binary.display()))?);
        let painted = self.screen.last_change(&mut child.0)?.duration_since(from);
        let family = memory::family(child.0.id())?;
        let memory_kib = memory::pss_kib(&family)?;
        drop(child);
        memory::wait_until_gone(&family)?;
        Ok(Start { painted, memory_kib })
    }
}
