//! When the program is told to stop.

/// Ends with Ctrl-C or SIGTERM.
#[cfg(unix)]
pub(crate) async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn told_to_stop() {
    drop(tokio::signal::ctrl_c().await);
}
