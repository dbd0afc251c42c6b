//! Memory of a window with all the processes that its page runs in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context as _, ensure};

/// The process and all its descendants.
pub(super) fn family(first: u32) -> anyhow::Result<Vec<u32>> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process that ended since the listing has no parent any more.
        if let Some(parent) = parent(id) {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut family = vec![first];
    let mut at = 0;
    while let Some(next) = family.get(at).and_then(|id| children.get(id)) {
        family.extend(next);
        at += 1;
    }
    Ok(family)
}

fn parent(id: u32) -> Option<u32> {
    let status = fs::read_to_string(proc(id, "status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

/// Proportional set size: a page of memory that several processes share counts once.
pub(super) fn pss_kib(family: &[u32]) -> anyhow::Result<u64> {
    let mut sum = 0;
    for id in family {
        let rollup = fs::read_to_string(proc(*id, "smaps_rollup"))
            .context("Usher does not let others read its memory; start this as root")?;
        let line =
            rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("the kernel tells PSS")?;
        sum += line.trim().trim_end_matches(" kB").parse::<u64>()?;
    }
    Ok(sum)
}

pub(super) fn wait_until_gone(family: &[u32]) -> anyhow::Result<()> {
    let until = Instant::now() + Duration::from_secs(20);
    while family.iter().any(|id| parent(*id).is_some()) {
        ensure!(Instant::now() < until, "a process of the window did not end");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn proc(id: u32, file: &str) -> PathBuf {
    ["/proc", &id.to_string(), file].iter().collect()
}
