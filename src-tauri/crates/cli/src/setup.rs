//! `usherctl setup`: checks the values of an own app registration without a window.

mod file;
mod judge;
mod prove;
mod words;

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use usher_domain::ids::{ConnectionId, ProfileId};
use usher_domain::own_app::{SecretShape, Setup, SetupStep};
use usher_domain::profile::{MOST_BYTES, Profile, find};
use usher_engine::now;
use usher_entra::{Authority, ClientSecret};

use self::judge::{Row, State, Values, judge};
use self::prove::{How, NoSecret, prove, secret_of_stdin};
use crate::SetupValues;
use crate::obstacle::Step as _;
use crate::output::{NO, YES, line, say, tell, wrong_usage};
use crate::words::of_terminal;

/// Checks the file, and with `prove` signs in as the app.
pub(crate) async fn run(ask: SetupValues) -> ExitCode {
    let id = ProfileId(ask.profile);
    let Some(profile) = find(&id) else {
        return wrong_usage(&format!("{id}: no such profile; `usherctl profile list` lists them"));
    };
    let values = match read(&ask.values) {
        Ok(values) => values,
        Err(wrong) => return wrong_usage(&format!("{}: {wrong}", ask.values.display())),
    };
    if ask.authority.as_ref().is_some_and(|at| Authority::practice(at, at).is_err()) {
        return wrong_usage(of_terminal("prove", "authority"));
    }
    let secret = if ask.prove { Some(secret_of_stdin()) } else { None };
    let secret = match secret.transpose() {
        Ok(secret) => secret,
        Err(none) => return wrong_usage(none.words()),
    };
    let (mut rows, values) = judge(profile, &values);
    let secret = match secret.map(ClientSecret::parse) {
        None => None,
        Some(Ok(secret)) => Some(secret),
        Some(Err(SecretShape::Empty)) => return wrong_usage(NoSecret::NotThere.words()),
        Some(Err(shape)) => {
            rows.push(Row::of_secret(shape));
            None
        }
    };
    for row in &rows {
        print(row, ask.json);
    }
    let right = rows.iter().all(Row::is_right);
    let setup = setup_of(profile, values);
    let proved = match secret {
        Some(secret) => {
            prove(&setup, profile, How { secret, authority: ask.authority, json: ask.json }).await
        }
        None => YES,
    };
    print_done(&setup, (profile, right), ask.json);
    ExitCode::from(if right { proved } else { NO })
}

fn read(path: &Path) -> Result<std::collections::BTreeMap<String, file::Node>, String> {
    let text = match crate::profile::read(path) {
        Err(wrong) => return Err(format!("it can't be read: {wrong}")),
        Ok(Err(not_text)) => return Err(format!("line {}: {}", not_text.line, not_text.what)),
        Ok(Ok(text)) => text,
    };
    if text.len() > MOST_BYTES {
        return Err(format!("it has more than {MOST_BYTES} bytes"));
    }
    file::read(&text)
}

fn setup_of(profile: &Profile, values: Values) -> Setup {
    let fresh = Setup::new(ConnectionId("values".to_owned()), profile, now());
    Setup {
        name: values.app_name.unwrap_or(fresh.name),
        client_id: values.client_id,
        tenant: values.tenant,
        features: values.features,
        settings: values.settings,
        ..fresh
    }
}

fn print(row: &Row, json: bool) {
    let state = serde_json::to_value(row.state).expect("a plain word becomes JSON");
    let state = of_terminal("setupStates", state.as_str().unwrap_or_default());
    let label = plain(&row.label);
    let words = match &row.fix {
        Some(fix) => format!("{state}  {label}: {fix}"),
        None => format!("{state}  {label}"),
    };
    if !json {
        say(&words);
        return;
    }
    line(row);
    if matches!(row.state, State::Missing | State::Wrong) {
        tell(&words);
    }
}

fn print_done(setup: &Setup, (profile, right): (&Profile, bool), json: bool) {
    let steps = || SetupStep::ALL.into_iter().map(|step| (step.code(), step.is_needed(profile)));
    let policy = Some(SetupStep::TeamsPolicy).filter(|step| step.is_needed(profile));
    let commands = policy.map(|step| setup.commands(step)).unwrap_or_default();
    if json {
        let steps: Vec<_> = steps().map(|(step, needed)| json!({ "step": step, "needed": needed })).collect();
        line(&json!({
            "event": "done", "profile": profile.id, "ok": right, "steps": steps, "commands": commands,
        }));
        return;
    }
    for (step, needed) in steps() {
        let note =
            if needed { String::new() } else { format!(" ({})", of_terminal("setupSteps", "notNeeded")) };
        say(&format!("{step}  {}{note}", words::of_step(&step)));
        if step == SetupStep::TeamsPolicy.code() {
            commands.iter().for_each(|command| say(&format!("    {command}")));
        }
    }
}

/// A key of the file may hold signs that a terminal obeys, or that turn the writing round.
fn plain(label: &str) -> String {
    let turns = |sign| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |sign: char| if sign.is_control() || turns(sign) { '\u{fffd}' } else { sign };
    label.chars().map(shown).collect()
}
