//! The lock files name crates.io and npm only, and no version with a known hole (S54, S79).

use std::fs;

use anyhow::Context as _;
use cargo_metadata::{MetadataCommand, semver::Version};

use super::Findings;
use crate::project::root;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Below these versions a page from elsewhere could pass for ours, or a link could run a program.
const FLOORS: [(&str, Version); 2] =
    [("tauri", Version::new(2, 11, 1)), ("webbrowser", Version::new(1, 2, 2))];

pub(super) fn check(findings: &mut Findings) -> anyhow::Result<()> {
    let root = root()?;
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .context("Cargo.lock does not fit the manifests")?;
    for package in &metadata.packages {
        let name = package.name.as_str();
        if package.source.as_ref().is_some_and(|source| source.repr != CRATES_IO) {
            findings.push(format!("Cargo.lock: {name} does not come from crates.io"));
        }
        if FLOORS.iter().any(|(floored, floor)| *floored == name && package.version < *floor) {
            findings.push(format!("Cargo.lock: {name} {} has a known hole", package.version));
        }
        // It starts programs for the page (CVE-2025-31477).
        if name == "tauri-plugin-shell" {
            findings.push("Cargo.lock: tauri-plugin-shell is not allowed".to_owned());
        }
    }
    let page = fs::read_to_string(root.join("ui/package-lock.json"))?;
    let hosts = page.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("\"resolved\""));
    findings.extend(hosts.map(|(at, _)| {
        format!(
            "ui/package-lock.json:{}: no download addresses; set npm's omit-lockfile-registry-resolved",
            at + 1
        )
    }));
    Ok(())
}
