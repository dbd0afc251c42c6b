//! Keeps secrets out of core dumps, panic messages and logs.

use std::panic::PanicHookInfo;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Refuses core dumps and reading of this process by others of the same user (S46).
#[cfg(target_os = "linux")]
pub(crate) fn refuse_dumps() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if setrlimit(Resource::Core, none).is_err()
        || set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err()
    {
        tracing::warn!("memory dumps could not be refused");
    }
}

/// Elsewhere the system's own defaults hold.
#[cfg(not(target_os = "linux"))]
pub(crate) fn refuse_dumps() {}

/// Logs to stderr; `USHER_LOG` sets the level of our own lines.
pub(crate) fn start_log() {
    let level =
        std::env::var("USHER_LOG").ok().and_then(|text| text.parse().ok()).unwrap_or(LevelFilter::INFO);
    // Libraries stay at warnings whatever is asked for: at debug they print addresses and bodies (S48).
    let levels = Targets::new().with_default(LevelFilter::WARN).with_target("usher", level);
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(levels)
        .init();
}

/// Tells where a panic happened, never what it said: the message may quote data (S45).
pub(crate) fn mute_panics() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let (file, line) = info.location().map_or(("unknown", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "a part of the program stopped unexpectedly");
    }));
}
