//! Where things are, and how the other programs are called.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, ensure};
use cargo_metadata::MetadataCommand;

/// The folder with the workspace's `Cargo.toml`.
pub(crate) fn root() -> anyhow::Result<PathBuf> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").context("start this with `cargo xtask`")?;
    let root = Path::new(&here).ancestors().nth(3).context("the workspace is three folders up")?;
    Ok(root.to_path_buf())
}

/// The folder that cargo builds into.
pub(crate) fn target() -> anyhow::Result<PathBuf> {
    let metadata = MetadataCommand::new().manifest_path(root()?.join("Cargo.toml")).no_deps().exec()?;
    Ok(metadata.target_directory.into_std_path_buf())
}

/// A program that runs in the workspace's folder.
pub(crate) fn program(name: impl AsRef<OsStr>, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()?);
    Ok(command)
}

pub(crate) fn cargo(arguments: &[&str]) -> anyhow::Result<Command> {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// npm in `folder`, a path from the root.
pub(crate) fn npm(folder: &str, arguments: &[&str]) -> anyhow::Result<Command> {
    // On Windows npm is a script, and only its full name starts.
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments)?;
    command.current_dir(root()?.join(folder));
    Ok(command)
}

/// Runs to the end; an error names the command.
pub(crate) fn succeed(mut command: Command) -> anyhow::Result<()> {
    let line = line_of(&command);
    let status = command.status().with_context(|| format!("`{line}` did not start"))?;
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(())
}

/// What a program prints, without the line end.
pub(crate) fn output(mut command: Command) -> anyhow::Result<String> {
    let line = line_of(&command);
    let output = command.output().with_context(|| format!("`{line}` did not start"))?;
    ensure!(output.status.success(), "`{line}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

fn line_of(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every file of the project that is or will be kept in git, as paths from the root.
pub(crate) fn files() -> anyhow::Result<Vec<String>> {
    let root = root()?;
    let list = output(program("git", &["ls-files", "--cached", "--others", "--exclude-standard"])?)?;
    Ok(list.lines().filter(|path| root.join(path).is_file()).map(str::to_owned).collect())
}

/// When the newest of these files or folders changed.
pub(crate) fn newest(paths: &[PathBuf]) -> anyhow::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut left: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                left.push(entry?.path());
            }
        } else if path.exists() {
            newest = newest.max(fs::metadata(&path)?.modified()?);
        }
    }
    Ok(newest)
}
