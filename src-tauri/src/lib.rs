//! Usher's window: the only crate that knows Tauri.
//!
//! It wires the engine to a page, and decides nothing. It must never hold a token, and the page must never
//! see one. Start reading at [`run`], then `commands.rs`.

mod commands;
mod desktop;
mod guard;
mod news;
mod opening;
mod window;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use tauri::{AppHandle, DragDropEvent, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;
use usher_engine::{Engine, Setup, VendorKeys, Waits, data_folder};
use usher_vault::OsKeychain;

use crate::desktop::WindowDesktop;

/// Opens the window and returns when the person closed it and the engine has ended.
#[must_use]
pub fn run() -> ExitCode {
    guard::start_log();
    guard::mute_panics();
    guard::refuse_dumps();
    let Some(data_folder) = data_folder() else {
        tracing::error!("this user has no home folder; set USHER_DATA_DIR to a folder for Usher's data");
        return ExitCode::FAILURE;
    };
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            window::bring_to_front(app);
            let arguments = arguments.into_iter().map(OsString::from).collect();
            opening::open_argument(app, arguments, Path::new(&folder));
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .with_filename(data_folder.join("window.json").to_string_lossy())
                .build(),
        )
        .invoke_handler(tauri::generate_handler![
            commands::current_view,
            commands::dispatch,
            commands::copy_text,
            commands::hand_in_secret
        ])
        .on_window_event(|window, event| {
            if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
                opening::open_dropped(window.app_handle(), paths);
            }
        })
        .setup(move |app| {
            // The window first: its page loads in another process while the engine starts.
            window::open(app.handle(), &data_folder)?;
            start_engine(app.handle(), data_folder);
            let folder = std::env::current_dir().unwrap_or_default();
            opening::open_argument(app.handle(), std::env::args_os().collect(), &folder);
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            let code = app.run_return(|app, event| {
                if matches!(event, RunEvent::Exit) {
                    end_engine(app);
                }
                // On a Mac a double click reaches the running program this way.
                #[cfg(target_os = "macos")]
                if let RunEvent::Opened { urls } = event {
                    let paths: Vec<PathBuf> = urls.iter().filter_map(|url| url.to_file_path().ok()).collect();
                    opening::open_dropped(app, &paths);
                }
            });
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => {
            tracing::error!(%error, "the window did not open");
            ExitCode::FAILURE
        }
    }
}

/// Practice leaves nothing behind.
fn end_engine(app: &AppHandle) {
    let engine = app.state::<Engine>().inner().clone();
    tauri::async_runtime::block_on(engine.end());
}

fn start_engine(app: &AppHandle, data_folder: PathBuf) {
    let desktop = WindowDesktop::new(app.clone());
    let setup = Setup {
        desktop: Arc::new(desktop.clone()),
        secrets: Arc::new(OsKeychain::open("usher")),
        data_folder,
        waits: Waits::real(),
        more_profiles: Vec::new(),
        instead: None,
        vendor_keys: VendorKeys::built_in(),
    };
    app.manage(desktop);
    let engine = tauri::async_runtime::block_on(async { Engine::start(setup) });
    app.manage(engine.clone());
    tauri::async_runtime::spawn(async move {
        if engine.go_on().await.is_err() {
            tracing::warn!("the engine has ended, so it looks for no answer");
        }
    });
}
