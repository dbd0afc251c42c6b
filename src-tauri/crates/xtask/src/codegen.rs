//! The types of the page, written from the Rust types by ts-rs while the tests run.

use anyhow::ensure;

use crate::project::{cargo, output, program, succeed};

const GENERATED: &str = "ui/src/bridge/generated";

pub(crate) fn codegen() -> anyhow::Result<()> {
    succeed(cargo(&["test", "--quiet", "--package", "usher-domain", "export_bindings"])?)
}

/// Fails when the last run of the tests changed the kept file.
pub(crate) fn is_unchanged() -> anyhow::Result<()> {
    let changed = output(program("git", &["status", "--porcelain", "--", GENERATED])?)?;
    ensure!(changed.is_empty(), "commit what `cargo xtask codegen` wrote:\n{changed}");
    Ok(())
}
