//! `usherctl connect`: the browser trip of the engine, driven from the command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;
use usher_domain::connection::{Connection, Kept};
use usher_domain::desk::Instead;
use usher_domain::diagnosis::Diagnosis;
use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::journey::effect::News;
use usher_domain::problem::Problem;
use usher_domain::profile::Profile;
use usher_domain::situation::{Situation, Sureness, Who};
use usher_domain::view::{PickerReason, Screen, StartsAt, View};
use usher_engine::{
    CannotCopy, CannotOpen, CannotSave, Desktop, Engine, OpenableLink, Setup, VendorKeys, Waits, data_folder,
};
use usher_entra::Authority;
use usher_vault::Secret;

use crate::Connect;
use crate::ground::keychain;
use crate::output::{COULD_NOT_CHECK, NO, YES, line, say, tell, wrong_usage};

/// The name of a product that is given by `--client-id` and `--scope` alone.
const UNNAMED: &str = "unnamed";

/// How a trip ended.
enum End {
    /// Connected, with or without gaps.
    Connected(Box<Connection>),
    /// Something stands between, and the diagnosis tells what.
    NotConnected,
    /// It could not be checked.
    Failed(Problem),
    /// The call can't work as it was given.
    WrongUsage(String),
}

/// Opens links as asked for on the command line.
struct Terminal {
    print_url: bool,
}

impl Desktop for Terminal {
    fn open(&self, link: &OpenableLink) -> Result<(), CannotOpen> {
        if self.print_url {
            line(&json!({ "event": "open", "url": link.as_str() }));
            return Ok(());
        }
        open::that_detached(link.as_str()).map_err(|_| CannotOpen)
    }

    fn copy(&self, _text: &str) -> Result<(), CannotCopy> {
        Err(CannotCopy)
    }

    fn copy_secret(&self, _secret: &Secret) -> Result<(), CannotCopy> {
        Err(CannotCopy)
    }

    fn clipboard(&self) -> Option<Secret> {
        None
    }

    fn clear_clipboard(&self) -> Result<(), CannotCopy> {
        Err(CannotCopy)
    }

    /// Files are named on the command line, not chosen.
    fn save_file(&self, _name: &str, _text: &str) -> Result<(), CannotSave> {
        Err(CannotSave)
    }

    /// The command prints what it has to say when it ends.
    fn notify(&self, _news: News, _product: &str) {}

    fn pick_setup_file(&self) -> Option<PathBuf> {
        None
    }

    fn show(&self, _view: &View) {}
}

/// Runs the trip and prints how it ended.
pub(crate) async fn run(ask: Connect) -> ExitCode {
    let Some(folder) = data_folder() else { return wrong_usage("no app data folder; set USHER_DATA_DIR") };
    let profile = ProfileId(ask.profile.clone().unwrap_or_else(|| UNNAMED.to_owned()));
    if ask.authority.is_none() && usher_domain::profile::find(&profile).is_none() {
        return wrong_usage(&format!("{profile}: no such profile; `usherctl profile list` lists them"));
    }
    if ask.authority.as_ref().is_some_and(|at| Authority::provider(at).is_err()) {
        return wrong_usage(
            "--authority takes addresses of this machine only, such as http://127.0.0.1:PORT",
        );
    }
    let engine = Engine::start(Setup {
        desktop: Arc::new(Terminal { print_url: ask.print_url }),
        secrets: keychain(),
        data_folder: folder,
        waits: Waits::real(),
        more_profiles: ask.authority.iter().map(|_| Profile::bare(UNNAMED, ask.scopes.clone())).collect(),
        instead: ask.authority.clone().zip(ask.client_id.clone()).map(|(authority, client_id)| Instead {
            authority,
            client_id,
            usher_client_id: None,
        }),
        vendor_keys: VendorKeys::built_in(),
    });
    let limit = Duration::from_secs(ask.timeout);
    let end = match tokio::time::timeout(limit, drive(&engine, &ask, profile)).await {
        Ok(Ok(end)) => end,
        Ok(Err(problem)) => End::Failed(problem),
        // Silence is an answer too: the diagnosis lists what it can mean.
        Err(_) => End::NotConnected,
    };
    let code = report(&engine, end, ask.json);
    engine.end().await;
    ExitCode::from(code)
}

async fn drive(engine: &Engine, ask: &Connect, profile: ProfileId) -> Result<End, Problem> {
    let mut views = engine.views();
    if let Some(scenario) = &ask.practice {
        if usher_practice::scenario(scenario).is_none() {
            let hint = "`usherctl practice scenarios` lists them";
            return Ok(End::WrongUsage(format!("{scenario}: no such scenario; {hint}")));
        }
        engine.send(Intent::StartPractice { scenario: scenario.clone() }).await?;
        let view = until(&mut views, |v| v.practice.is_some() || v.notice.is_some()).await?;
        if let Some(problem) = view.notice {
            return Ok(End::Failed(problem));
        }
    }
    engine.send(Intent::Start).await?;
    engine.send(Intent::ChooseProduct { profile }).await?;
    let chosen = |v: &View| matches!(v.screen, Screen::BeforeSignIn { .. } | Screen::OwnApp { .. });
    let Screen::BeforeSignIn { starts_at, .. } = until(&mut views, chosen).await?.screen else {
        return Ok(End::WrongUsage("this product needs an app registration of the organization".to_owned()));
    };
    if let StartsAt::Vendor { host, path } = starts_at {
        let at = host.into_iter().chain(path).collect::<Vec<_>>().join(" > ");
        return Ok(End::WrongUsage(format!("sign-in for this product starts at its maker: {at}")));
    }
    let account = ask.account.clone().unwrap_or_default();
    engine.send(Intent::OpenBrowser { account }).await?;
    let opened = |v: &View| {
        let Screen::BeforeSignIn { looking_up, account_problem, .. } = &v.screen else { return true };
        account_problem.is_some() || (!looking_up && v.notice.is_some())
    };
    until(&mut views, opened).await?;
    let view = until(&mut views, |v| end_of(engine, v).is_some()).await?;
    Ok(end_of(engine, &view).expect("the wait ends on a view that is an end"))
}

async fn until(views: &mut watch::Receiver<View>, is_it: impl Fn(&View) -> bool) -> Result<View, Problem> {
    let view = views.wait_for(|view| is_it(view)).await.map_err(|_| Problem::Stopped)?;
    Ok(view.clone())
}

/// Where the command line stops; the window would go on from here.
fn end_of(engine: &Engine, view: &View) -> Option<End> {
    let screen = &view.screen;
    if matches!(screen, Screen::Connected { .. } | Screen::Checklist { .. }) {
        return engine.report().connection.map(|c| End::Connected(Box::new(c)));
    }
    if let Screen::Checking { problem: Some(problem), .. } = screen {
        return Some(End::Failed(problem.clone()));
    }
    if let Screen::BeforeSignIn { account_problem, .. } = screen {
        let mistyped = account_problem.map(|problem| End::WrongUsage(problem.to_string()));
        return mistyped.or_else(|| view.notice.clone().map(End::Failed));
    }
    let came_back_empty = PickerReason::CameBackEmpty;
    let is_answer = matches!(screen, Screen::PicturePicker { why, .. } if *why == came_back_empty)
        || matches!(screen, Screen::Answer { .. } | Screen::AdminOnly { .. } | Screen::RequestBox { .. });
    is_answer.then_some(End::NotConnected)
}

fn report(engine: &Engine, end: End, json: bool) -> u8 {
    let (connection, code, problem) = match end {
        End::Connected(connection) => {
            let code = if connection.missing().is_empty() { YES } else { NO };
            (Some(*connection), code, None)
        }
        End::NotConnected => (None, NO, None),
        End::Failed(problem) => (None, COULD_NOT_CHECK, Some(problem)),
        End::WrongUsage(text) => {
            tell(&text);
            return crate::output::WRONG_USAGE;
        }
    };
    let diagnosis = engine.report().diagnosis.unwrap_or_else(nothing_known);
    let connection = connection.as_ref();
    let missing = connection.map(Connection::missing).unwrap_or_default();
    let stored = connection.is_some_and(|c| c.kept == Kept::Keychain);
    let done = json!({
        "event": "done",
        "situation": diagnosis.situation,
        "sureness": diagnosis.sureness,
        "alternatives": diagnosis.alternatives,
        "codes": diagnosis.codes,
        "account": connection.map(|c| &c.username),
        "tenant": connection.and_then(|c| c.tenant.as_ref()),
        "connection": connection.map(|c| &c.id),
        "granted": connection.map(|c| c.granted.clone()).unwrap_or_default(),
        "missing": missing,
        "stored": stored,
        "problem": problem,
    });
    if json {
        line(&done);
    } else {
        say(&format!("{} ({})", done["situation"], done["sureness"]));
    }
    if let Some(problem) = &problem {
        tell(&crate::words::of_problem(problem));
    }
    code
}

fn nothing_known() -> Diagnosis {
    Diagnosis {
        situation: Situation::Unknown,
        sureness: Sureness::Unknown,
        alternatives: vec![],
        codes: vec![],
        who: Who::User,
        card: usher_domain::diagnosis::Card::E00,
    }
}
