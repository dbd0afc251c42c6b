//! `usherctl check --all` on ever more connections: what it prints, how long it takes, and how much memory.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::organization::Organization;
use crate::{Ask, built};

/// How often the peak of the memory is read; the kernel keeps it, so only the last moment can be missed.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// What a hundred times as many connections may cost in memory: pages of the store that SQLite keeps.
const MOST_GROWTH: f64 = 1.15;

/// One run.
#[derive(Debug, Default)]
struct Run {
    connections: usize,
    lines: usize,
    progress: usize,
    seconds: f64,
    peak_kib: u64,
    too_early: u32,
}

pub(crate) async fn measure(from: &Organization, ask: Ask, scratch: &Path) -> anyhow::Result<Vec<String>> {
    let mut runs = Vec::new();
    for connections in [ask.connections / 100, ask.connections / 10, ask.connections] {
        let folder = scratch.join(format!("check-{connections}"));
        from.fill(&folder, connections)?;
        let run = check(from, connections, &folder).await?;
        println!(
            "check --all on {:>5} connections: {:>5} lines and {:>3} of progress in {:>6.1} s, {} requests too early, \
             peak of {:.1} MiB",
            run.connections,
            run.lines,
            run.progress,
            run.seconds,
            run.too_early,
            run.peak_kib as f64 / 1024.0
        );
        runs.push(run);
    }
    Ok(broken(&runs))
}

fn broken(runs: &[Run]) -> Vec<String> {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return vec![] };
    let growth = last.peak_kib as f64 / first.peak_kib as f64;
    println!(
        "memory with {} connections: {growth:.2} of that with {} (bound {MOST_GROWTH})",
        last.connections, first.connections
    );
    let too_early: u32 = runs.iter().map(|run| run.too_early).sum();
    let bounds = [
        (growth > MOST_GROWTH, "the memory grows with the connections"),
        (too_early > 0, "requests came before the time of Retry-After had passed"),
        (last.connections >= 20 && last.progress == 0, "no progress was printed"),
    ];
    bounds.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, what)| what.to_owned()).collect()
}

async fn check(from: &Organization, connections: usize, folder: &Path) -> anyhow::Result<Run> {
    let before = from.practice.counts().asked_too_early;
    let begun = Instant::now();
    let mut command = Command::new(built("usherctl")?);
    command.args(["check", "--all", "--json"]).env("USHER_DATA_DIR", folder).kill_on_drop(true);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let id = process.id().context("it runs")?;
    let stdout = BufReader::new(process.stdout.take().context("a pipe")?).lines();
    let stderr = BufReader::new(process.stderr.take().context("a pipe")?).lines();
    let progress = tokio::spawn(progress(stderr));
    let rows = tokio::spawn(rows(stdout));
    let mut peak_kib = 0;
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    let status = loop {
        tokio::select! {
            status = process.wait() => break status?,
            _ = ticks.tick() => peak_kib = peak(id).unwrap_or(peak_kib),
        }
    };
    let (order, lines) = rows.await??;
    // Where there are people, their sign-ins have run out, and the answer is no.
    ensure!(status.code() == Some(i32::from(connections > 1)), "usherctl ended with {status}");
    let expected: Vec<&str> =
        from.connections.iter().take(connections).map(|known| known.id.0.as_str()).collect();
    ensure!(order == expected, "the lines are not in the order of the list");
    Ok(Run {
        connections,
        lines,
        progress: progress.await??,
        seconds: begun.elapsed().as_secs_f64(),
        peak_kib,
        too_early: from.practice.counts().asked_too_early - before,
    })
}

type Pipe<T> = tokio::io::Lines<BufReader<T>>;

/// The connections in the order in which their lines came, and how many lines there were.
async fn rows(mut from: Pipe<tokio::process::ChildStdout>) -> anyhow::Result<(Vec<String>, usize)> {
    let (mut order, mut lines): (Vec<String>, _) = (vec![], 0);
    while let Some(text) = from.next_line().await? {
        let line: Value = serde_json::from_str(&text)?;
        let id = line["connection"].as_str().context("each line names its connection")?;
        // An app is in order, and a person's sign-in has run out: anything else was not checked.
        let is_right = match line["kind"].as_str() {
            Some("application") => line["state"] == "granted",
            _ => line["state"] == "check_failed",
        };
        ensure!(is_right, "{text}");
        if order.last().is_none_or(|last| last != id) {
            order.push(id.to_owned());
        }
        lines += 1;
    }
    Ok((order, lines))
}

async fn progress(mut from: Pipe<tokio::process::ChildStderr>) -> anyhow::Result<usize> {
    let mut count = 0;
    while let Some(text) = from.next_line().await? {
        count += usize::from(text.contains(" of "));
    }
    Ok(count)
}

fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
