//! The list of connections in the real window, empty and full in turn: from the press to the painted screen.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use thirtyfour::Capabilities;
use thirtyfour::prelude::WebDriver;
use tokio::net::TcpStream;

use crate::keyring::Ended;
use crate::organization::Organization;
use crate::{Ask, built, median};

const LIMIT: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// What a full list may cost beyond an empty one.
const MOST_RATIO: f64 = 1.25;
const MOST_BEYOND_MS: f64 = 200.0;

/// An empty list has no button on S1, so both are opened by the message that the button sends. The time ends when
/// the list has been painted.
const OPEN_LIST: &str = "
    const done = arguments[arguments.length - 1];
    const from = performance.now();
    const told = () => setTimeout(() => done(performance.now() - from));
    const look = () => {
        if (document.querySelector('footer dd')?.textContent?.trim() !== 'M1') return requestAnimationFrame(look);
        requestAnimationFrame(() => requestAnimationFrame(told));
    };
    window.__TAURI_INTERNALS__.invoke('dispatch', { intent: { kind: 'showConnections' } });
    look();";

const STEP: &str = "return document.querySelector('footer dd')?.textContent?.trim() ?? ''";
const ROWS: &str = "return document.querySelectorAll('main li').length";

pub(crate) async fn measure(from: &Organization, ask: Ask, scratch: &Path) -> anyhow::Result<Vec<String>> {
    ensure!(ask.rounds > 0, "at least one round is needed");
    let none = filled(from, 0, scratch)?;
    let all = filled(from, ask.connections, scratch)?;
    let (mut empty, mut full) = (Vec::new(), Vec::new());
    // The first start of the window reads the program from disk; it is not counted.
    open_list(&none, &scratch.join("first")).await?;
    for round in 1..=ask.rounds {
        empty.push(open_list(&none, &scratch.join(format!("empty-{round}"))).await?);
        full.push(open_list(&all, &scratch.join(format!("full-{round}"))).await?);
        println!("round {round:>2}: empty {:>4.0} ms, full {:>4.0} ms", empty[round - 1], full[round - 1]);
    }
    let (empty, full) = (median(empty), median(full));
    let bound = empty * MOST_RATIO + MOST_BEYOND_MS;
    println!(
        "the list opens in {empty:.0} ms when empty and in {full:.0} ms with {} connections (medians of {}, bound {bound:.0} ms)",
        ask.connections, ask.rounds
    );
    Ok(if full > bound { vec!["the full list opens too slowly".to_owned()] } else { vec![] })
}

/// An app data folder, and how many connections are in it.
struct Filled {
    data: PathBuf,
    count: usize,
}

fn filled(from: &Organization, count: usize, scratch: &Path) -> anyhow::Result<Filled> {
    let data = scratch.join(format!("list-{count}"));
    from.fill(&data, count)?;
    Ok(Filled { data, count })
}

/// Starts the window on a copy of `filled` and opens the list; returns the milliseconds.
async fn open_list(filled: &Filled, folder: &Path) -> anyhow::Result<f64> {
    let (data, count) = (folder.join("data"), filled.count);
    std::fs::create_dir_all(&data)?;
    for file in std::fs::read_dir(&filled.data)? {
        let file = file?;
        std::fs::copy(file.path(), data.join(file.file_name()))?;
    }
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let mut driver = Command::new("WebKitWebDriver");
    driver
        .arg(format!("--port={port}"))
        .envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"].map(|name| (name, folder)))
        .env("USHER_DATA_DIR", &data)
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _driver = Ended(driver.spawn().context("WebKitWebDriver did not start")?);
    let begun = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        ensure!(begun.elapsed() < LIMIT, "the driver of the window does not come up");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let mut capabilities = Capabilities::new();
    capabilities.set("webkitgtk:browserOptions", json!({ "binary": built("usher")?, "args": [] }))?;
    let page = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
    while page.execute(STEP, vec![]).await?.convert::<String>()? != "S1" {
        ensure!(begun.elapsed() < LIMIT, "the window does not show S1");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let took: f64 = page.execute_async(OPEN_LIST, vec![]).await?.convert()?;
    let rows: usize = page.execute(ROWS, vec![]).await?.convert()?;
    ensure!((rows > 0) == (count > 0), "{count} connections are listed in {rows} rows");
    page.quit().await?;
    Ok(took)
}
