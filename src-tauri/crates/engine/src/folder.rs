//! Where Usher keeps what is not secret.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The app data folder of this user; `USHER_DATA_DIR` names another one. `None` without a home folder.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    match std::env::var_os("USHER_DATA_DIR") {
        Some(folder) => Some(PathBuf::from(folder)),
        None => ProjectDirs::from("", "", "usher").map(|places| places.data_dir().to_path_buf()),
    }
}
