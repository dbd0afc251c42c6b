//! What the page can call. A command checks nothing and decides nothing.

use tauri::State;
use usher_domain::intent::Intent;
use usher_domain::problem::Problem;
use usher_domain::view::View;
use usher_engine::{Desktop as _, Engine, SecretString};

use crate::desktop::WindowDesktop;

#[tauri::command]
pub(crate) fn current_view(engine: State<'_, Engine>) -> View {
    engine.view()
}

#[tauri::command]
pub(crate) async fn dispatch(engine: State<'_, Engine>, intent: Intent) -> Result<(), Problem> {
    engine.send(intent).await
}

#[tauri::command(async)]
pub(crate) fn copy_text(desktop: State<'_, WindowDesktop>, text: &str) -> Result<(), &'static str> {
    desktop.copy(text).map_err(|_| "cannotCopy")
}

#[tauri::command]
pub(crate) async fn hand_in_secret(
    engine: State<'_, Engine>,
    secret: String,
    days: Option<u16>,
) -> Result<(), Problem> {
    engine.hand_in_secret(SecretString::from(secret), days).await
}
