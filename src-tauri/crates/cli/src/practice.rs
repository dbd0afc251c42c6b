//! `usherctl practice`: what can be practiced, and the organization itself.

use std::process::ExitCode;

use tokio::io::AsyncReadExt;
use usher_practice::{Options, Practice, Settings, scenario, scenarios as all};

use crate::output::{COULD_NOT_CHECK, line, say, tell, wrong_usage};
use crate::signals::told_to_stop;

/// Lists the scenarios.
pub(crate) fn scenarios(json: bool) -> ExitCode {
    for scenario in all() {
        if json {
            line(scenario);
        } else {
            say(&format!("{}: {}", scenario.name, scenario.description));
        }
    }
    ExitCode::SUCCESS
}

/// Runs the organization until SIGTERM, Ctrl-C or the end of stdin.
pub(crate) async fn serve(name: Option<&str>, port: u16, json: bool) -> ExitCode {
    let settings = match name {
        None => Settings::default(),
        Some(name) => match scenario(name) {
            Some(found) => found.settings.clone(),
            None => {
                return wrong_usage(&format!(
                    "{name}: no such scenario; `usherctl practice scenarios` lists them"
                ));
            }
        },
    };
    let practice = match Practice::start(Options { port, settings }).await {
        Ok(practice) => practice,
        Err(error) => {
            tell(&error.to_string());
            return ExitCode::from(COULD_NOT_CHECK);
        }
    };
    let description = practice.describe();
    if json {
        line(&description);
    } else {
        say(practice.authority());
    }
    until_told_to_stop().await;
    practice.shutdown().await;
    ExitCode::SUCCESS
}

async fn until_told_to_stop() {
    tokio::select! {
        () = told_to_stop() => {}
        () = end_of_stdin() => {}
    }
}

async fn end_of_stdin() {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0_u8; 256];
    while stdin.read(&mut ignored).await.is_ok_and(|n| n > 0) {}
}
