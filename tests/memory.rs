//! Folders that do not wait for a disk.

use std::io;
use std::path::Path;

use tempfile::TempDir;

/// A folder in memory where the system has such a place: what is written down and flushed a thousand times then takes
/// no longer beside a build that fills the disk.
///
/// # Errors
/// When no folder can be made.
pub fn folder() -> io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}
