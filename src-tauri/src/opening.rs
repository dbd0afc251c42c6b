//! Files that reach the window from outside: the first start, a second one, a drop, the system (S22, S62).
//!
//! Only a path goes on to the engine, which trusts nothing of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager as _};
use usher_engine::Engine;

/// Opens the file that the program was started with, if there is exactly one argument and it is no flag.
pub(crate) fn open_argument(app: &AppHandle, arguments: Vec<OsString>, folder: &Path) {
    if let Some(path) = only_file(arguments, folder) {
        hand_over(app, path);
    }
}

/// Opens a dropped file. A dropped link comes as a path that leads nowhere, and several files as no choice.
pub(crate) fn open_dropped(app: &AppHandle, paths: &[PathBuf]) {
    if let [path] = paths
        && path.is_absolute()
    {
        hand_over(app, path.clone());
    }
}

/// The one argument after the program's name, as seen from `folder`.
fn only_file(arguments: Vec<OsString>, folder: &Path) -> Option<PathBuf> {
    let mut arguments = arguments.into_iter().skip(1);
    let (Some(only), None) = (arguments.next(), arguments.next()) else { return None };
    let is_flag = only.is_empty() || only.to_string_lossy().starts_with('-');
    (!is_flag).then(|| folder.join(only))
}

fn hand_over(app: &AppHandle, path: PathBuf) {
    // A second start can come before the first one has an engine; then the person starts it again.
    let Some(engine) = app.try_state::<Engine>() else { return };
    let engine = engine.inner().clone();
    tauri::async_runtime::spawn(async move {
        if engine.open_file(path).await.is_err() {
            tracing::warn!("the engine has ended, so it opens no file");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(arguments: &[&str]) -> Option<PathBuf> {
        let all = std::iter::once(&"usher").chain(arguments).map(OsString::from).collect();
        only_file(all, Path::new("/home/anne"))
    }

    #[test]
    fn one_path_is_opened_as_seen_from_where_it_was_given() {
        assert_eq!(file(&["claras.toml"]), Some(PathBuf::from("/home/anne/claras.toml")));
        assert_eq!(file(&["/tmp/claras.toml"]), Some(PathBuf::from("/tmp/claras.toml")));
    }

    #[test]
    fn flags_and_several_arguments_open_nothing() {
        let ignored: [&[&str]; 7] = [
            &[],
            &[""],
            &["--flag.toml"],
            &["-f"],
            &["--", "a.toml"],
            &["a.toml", "b.toml"],
            &["a.toml", "--no-preview"],
        ];

        for arguments in ignored {
            assert_eq!(file(arguments), None, "{arguments:?}");
        }
    }
}
