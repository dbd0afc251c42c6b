//! Rules that no lint can hold. Each rule adds a line for every place that breaks it.

mod config;
mod imports;
mod locks;
mod sources;

use std::fs;

use anyhow::bail;

use crate::project::{files, root};

/// A text file of the project.
pub(crate) struct Source {
    path: String,
    text: String,
}

/// What is wrong, as `path:line: rule`.
type Findings = Vec<String>;

pub(crate) fn tidy() -> anyhow::Result<()> {
    let sources = read_sources()?;
    let mut findings = Findings::new();
    imports::check(&mut findings)?;
    config::check(&mut findings)?;
    locks::check(&mut findings)?;
    for source in &sources {
        sources::check(source, &mut findings);
    }
    if findings.is_empty() {
        println!("tidy: {} files keep the rules", sources.len());
        return Ok(());
    }
    bail!("{} places break a rule:\n{}", findings.len(), findings.join("\n"));
}

fn read_sources() -> anyhow::Result<Vec<Source>> {
    let root = root()?;
    let mut sources = Vec::new();
    for path in files()? {
        let is_text = [".rs", ".ts", ".svelte", ".css", ".mjs", ".js"].iter().any(|end| path.ends_with(end));
        if is_text {
            sources.push(Source { text: fs::read_to_string(root.join(&path))?, path });
        }
    }
    Ok(sources)
}
