//! The empty window to compare with: same toolkit version, same profile, same compiler run.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::project::{cargo, root, succeed, target};

/// Builds it under `target/bench-blank` and tells where the program is.
pub(super) fn build() -> anyhow::Result<PathBuf> {
    let root = root()?;
    let workspace = fs::read_to_string(root.join("Cargo.toml"))?;
    let profiles = workspace.find("[profile.").context("the workspace names its profiles")?;
    let manifest = format!("{}\n{}", include_str!("../../blank/manifest.toml"), &workspace[profiles..]);
    let target = target()?;
    let folder = target.join("bench-blank");
    fs::create_dir_all(folder.join("src"))?;
    fs::create_dir_all(folder.join("page"))?;
    let files = [
        ("Cargo.toml", manifest.as_str()),
        ("build.rs", include_str!("../../blank/build.rs")),
        ("src/main.rs", include_str!("../../blank/main.rs")),
        ("tauri.conf.json", include_str!("../../blank/tauri.conf.json")),
        ("page/index.html", include_str!("../../blank/index.html")),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            fs::write(path, text)?;
        }
    }
    fs::copy(root.join("icons/32x32.png"), folder.join("icon.png"))?;
    // The same lock file, so that both windows are made of the same versions.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut build = cargo(&["build", "--package", "blank-window"])?;
    build.current_dir(&folder).env("CARGO_TARGET_DIR", &target);
    succeed(build)?;
    Ok(target.join("debug/blank-window"))
}
