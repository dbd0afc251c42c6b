//! `cargo xtask bench check`: a thousand connections, checked by `usherctl` and listed in the window.
//!
//! Prints figures, and fails where one of them breaks its bound.

#![expect(clippy::print_stdout, reason = "figures are read at the terminal")]
#![cfg(target_os = "linux")]

mod checking;
mod keyring;
mod listing;
mod organization;

use std::path::PathBuf;
use std::process::ExitCode;

use acceptance::memory;
use anyhow::Context;

use self::organization::Organization;

/// What is measured.
#[derive(Clone, Copy)]
struct Ask {
    connections: usize,
    rounds: usize,
}

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (Some(connections), Some(rounds)) = (arguments.next(), arguments.next()) else {
        println!("start this with `cargo xtask bench check`");
        return Ok(ExitCode::SUCCESS);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let broken = runtime.block_on(measure(Ask { connections, rounds }))?;
    for bound in &broken {
        println!("BROKEN: {bound}");
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the bounds that do not hold.
async fn measure(ask: Ask) -> anyhow::Result<Vec<String>> {
    let scratch = tempfile::tempdir()?;
    let keys = memory::folder()?;
    let _keyring = keyring::start(keys.path()).await?;
    let organization = Organization::start(ask.connections).await?;
    let mut broken = listing::measure(&organization, ask, scratch.path()).await?;
    organization.keep().await;
    broken.extend(checking::measure(&organization, ask, scratch.path()).await?);
    Ok(broken)
}

/// A program that cargo built.
fn built(program: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let path = here.ancestors().nth(2).context("this is two folders below the build")?.join(program);
    anyhow::ensure!(path.is_file(), "{} is not built", path.display());
    Ok(path)
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
