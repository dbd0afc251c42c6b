//! How long an edit of the domain takes until its tests have spoken, with everything else built.

use std::fs::File;
use std::time::{Duration, Instant, SystemTime};

use anyhow::ensure;

use crate::project::{cargo, output, root, succeed};

/// A file in the middle of the crate; its time of change stands for an edit.
const EDITED: &str = "src-tauri/crates/domain/src/reasoning.rs";

pub(crate) fn edit(rounds: usize) -> anyhow::Result<()> {
    ensure!(rounds > 0, "at least one round is needed");
    let tests = ["test", "--quiet", "--package", "usher-domain"];
    succeed(cargo(&tests)?)?;
    let mut times = Vec::new();
    for round in 1..=rounds {
        File::options().append(true).open(root()?.join(EDITED))?.set_modified(SystemTime::now())?;
        let began = Instant::now();
        output(cargo(&tests)?)?;
        times.push(began.elapsed());
        println!("round {round:>2}: {:.1} s", began.elapsed().as_secs_f64());
    }
    times.sort();
    let median: Duration = times[times.len() / 2];
    println!(
        "an edit of the domain until its tests passed: {:.1} s (median of {rounds})",
        median.as_secs_f64()
    );
    Ok(())
}
