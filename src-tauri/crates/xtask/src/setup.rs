//! Makes a fresh machine able to build Usher: system packages, Node, and the page's packages.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, bail, ensure};

use crate::project::{newest, npm, output, program, root, succeed};

/// What the machine is made ready for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Run,
    Test,
}

const TO_RUN: [&str; 7] = [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "xdg-utils",
];
const TO_TEST: [&str; 10] = [
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "chromium",
    "chromium-driver",
    "slowhttptest",
    "strace",
];
/// Ubuntu's names where they differ from Debian's.
const ON_UBUNTU: [(&str, &str); 2] =
    [("chromium", "chromium-browser"), ("chromium-driver", "chromium-chromedriver")];

pub(crate) fn prepare(purpose: Purpose) -> anyhow::Result<()> {
    prepare_system(purpose)?;
    prepare_node()?;
    prepare_packages("ui")?;
    if purpose == Purpose::Test { prepare_packages("tests/peers") } else { Ok(()) }
}

fn prepare_system(purpose: Purpose) -> anyhow::Result<()> {
    if cfg!(windows) {
        println!("Windows needs two things, if they are not there yet:");
        println!("  Microsoft C++ Build Tools  https://visualstudio.microsoft.com/visual-cpp-build-tools/");
        println!("  WebView2 (part of Windows 11)  https://developer.microsoft.com/microsoft-edge/webview2/");
        return Ok(());
    }
    if cfg!(target_os = "macos") {
        println!(
            "macOS needs the Xcode command line tools: run `xcode-select --install` if they are not there yet."
        );
        return Ok(());
    }
    let Some(system) = Debian::detect()? else {
        println!(
            "This is neither Debian nor Ubuntu: install your system's packages for {}.",
            TO_RUN.join(", ")
        );
        println!("  Tauri's list for other systems  https://v2.tauri.app/start/prerequisites/");
        return Ok(());
    };
    let mut wanted: Vec<&str> = TO_RUN.to_vec();
    if purpose == Purpose::Test {
        wanted.extend(TO_TEST);
    }
    let missing: Vec<&str> = wanted
        .into_iter()
        .map(|package| system.name(package))
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Debian {
    Debian,
    Ubuntu,
}

impl Debian {
    fn detect() -> anyhow::Result<Option<Self>> {
        let Ok(text) = fs::read_to_string("/etc/os-release") else { return Ok(None) };
        let words: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
            .flat_map(|value| value.trim_matches('"').split_whitespace())
            .collect();
        Ok(if words.contains(&"ubuntu") {
            Some(Self::Ubuntu)
        } else if words.contains(&"debian") {
            Some(Self::Debian)
        } else {
            None
        })
    }

    fn name(self, package: &'static str) -> &'static str {
        let other = ON_UBUNTU.iter().find(|(debian, _)| self == Self::Ubuntu && *debian == package);
        other.map_or(package, |(_, ubuntu)| ubuntu)
    }
}

fn is_installed(package: &str) -> bool {
    let status =
        Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
    status.is_ok_and(|found| found.status.success() && found.stdout == b"installed")
}

fn install(missing: &[&str]) -> anyhow::Result<()> {
    let list = missing.join(" ");
    println!("These system packages are missing:\n  {list}");
    let is_root = output(program("id", &["-u"])?)? == "0";
    let asks = io::stdin().is_terminal();
    let may_sudo =
        || Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|out| out.status.success());
    if asks {
        ensure!(says_yes()?, "install them yourself with: sudo apt-get install {list}");
    } else if !is_root && !may_sudo() {
        bail!("this needs root: run `sudo apt-get install {list}`, then this command again");
    }
    let apt = |arguments: &[&str]| -> anyhow::Result<()> {
        let mut command = if is_root { program("apt-get", &[])? } else { program("sudo", &["apt-get"])? };
        command.args(arguments);
        if !asks {
            command.env("DEBIAN_FRONTEND", "noninteractive");
        }
        succeed(command)
    };
    apt(&["update", "--quiet"])?;
    apt(&[&["install", "--quiet", "--yes"], missing].concat())
}

fn says_yes() -> anyhow::Result<bool> {
    print!("Install them now with apt-get? [Y/n] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes"))
}

fn prepare_node() -> anyhow::Result<()> {
    let version = output(program("node", &["--version"])?)
        .context("Node.js 20.19 or newer is missing: https://nodejs.org/en/download")?;
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(
        found >= (20, 19),
        "Node.js {version} is too old, 20.19 or newer is needed: https://nodejs.org/en/download"
    );
    Ok(())
}

fn prepare_packages(folder: &str) -> anyhow::Result<()> {
    let path = root()?.join(folder);
    let installed = newest(&[path.join("node_modules/.package-lock.json")])?;
    if installed >= newest(&[path.join("package-lock.json")])? {
        return Ok(());
    }
    // No install scripts: they are the usual way in for a bad package (S79).
    succeed(npm(folder, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?)
}

/// Builds the page unless it is newer than everything it is made from.
pub(crate) fn build_page() -> anyhow::Result<()> {
    let ui = root()?.join("ui");
    let sources = ["src", "index.html", "package-lock.json", "vite.config.ts", "svelte.config.js"];
    let sources: Vec<_> = sources.iter().map(|name| ui.join(name)).collect();
    if newest(&[ui.join("dist/index.html")])? >= newest(&sources)? {
        return Ok(());
    }
    succeed(npm("ui", &["run", "build"])?)
}
