//! The one window, and where its page may go: nowhere.

use std::path::Path;

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, Url, UserAttentionType, WebviewWindow, WebviewWindowBuilder};

const LABEL: &str = "main";

/// Opens the window of `tauri.conf.json`.
pub(crate) fn open(app: &AppHandle, data_folder: &Path) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app, config)?
        .data_directory(data_folder.join("page"))
        .on_navigation(is_own_page)
        .on_new_window(|_link, _features| NewWindowResponse::Deny)
        .on_download(|_page, _event| false)
        .on_document_title_changed(|window, title| {
            if window.set_title(&title).is_err() {
                tracing::warn!("the window did not take its title");
            }
        })
        .build()?;
    draw_without_gpu(&window)
}

/// Lets the processor draw.
///
/// The pages are flat and nearly still. Setting up OpenGL takes longer than drawing them, most of all where it is
/// emulated (`cargo xtask bench start`), and with some drivers the window stays empty:
/// <https://github.com/tauri-apps/tauri/issues/9394>, <https://github.com/tauri-apps/tauri/issues/15936>.
#[cfg(target_os = "linux")]
fn draw_without_gpu(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    window.with_webview(|page| {
        if let Some(settings) = page.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Elsewhere the system's own web view decides.
#[cfg(not(target_os = "linux"))]
fn draw_without_gpu(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Shows the window of this program when it is started a second time.
pub(crate) fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if window.unminimize().and_then(|()| window.set_focus()).is_err() {
        tracing::warn!("the window did not come to the front");
    }
}

/// Lets the window's button ask for a look, without taking the keyboard from another program.
pub(crate) fn ask_for_attention(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if window.request_user_attention(Some(UserAttentionType::Informational)).is_err() {
        tracing::warn!("the window could not ask for attention");
    }
}

/// Keeps a file dialog in front of the window.
#[cfg(not(target_os = "linux"))]
pub(crate) fn in_front_of(app: &AppHandle, dialog: rfd::AsyncFileDialog) -> rfd::AsyncFileDialog {
    match app.get_webview_window(LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

/// The GTK dialog takes no parent.
#[cfg(target_os = "linux")]
pub(crate) fn in_front_of(_app: &AppHandle, dialog: rfd::AsyncFileDialog) -> rfd::AsyncFileDialog {
    dialog
}

/// True for the pages that come with Usher (S55). A dropped link leads elsewhere and is refused.
fn is_own_page(link: &Url) -> bool {
    let own = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    (link.scheme(), link.host_str()) == (own.0, Some(own.1)) && link.port().is_none()
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_where_it_is() {
        let own = ["tauri://localhost", "tauri://localhost/index.html"];
        let foreign = [
            "https://login.microsoftonline.com/",
            "http://localhost/",
            "http://tauri.localhost/",
            "tauri://localhost.evil.example/",
            "tauri://localhost:1420/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:alert(1)",
        ];

        let allowed = |links: &[&str]| -> Vec<bool> {
            links.iter().map(|link| is_own_page(&link.parse().expect("a link"))).collect()
        };

        assert_eq!(allowed(&own), [true; 2]);
        assert_eq!(allowed(&foreign), [false; 9]);
    }
}
