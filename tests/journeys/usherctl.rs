//! `usherctl` as built, against its contract: keys, exit codes, and JSON alone on stdout.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
#[cfg(target_os = "linux")]
use std::sync::Arc;
use std::time::Duration;

use acceptance::memory;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use url::Url;
#[cfg(target_os = "linux")]
use usher_practice::Settings;
#[cfg(target_os = "linux")]
use usher_practice::settings::Granted;
use usher_practice::{Options, Practice, scenario};

use crate::scenarios::{PRODUCT, SCENES, Scene, visit};
use crate::support::browser::{Browser, Page};
#[cfg(target_os = "linux")]
use crate::support::bus::on_own_bus;
#[cfg(target_os = "linux")]
use crate::support::peer::Provider;

const LIMIT: Duration = Duration::from_secs(60);
#[cfg(target_os = "linux")]
const WATCHED: [&str; 2] = ["User.Read", "Calendars.Read"];
#[cfg(target_os = "linux")]
const PROCESSES: usize = 8;
#[cfg(target_os = "linux")]
const CHECKS_EACH: usize = 10;
const DIAGNOSIS_KEYS: [&str; 8] =
    ["situation", "sureness", "alternatives", "codes", "who", "title", "what_happened", "what_to_do"];
const DONE_KEYS: [&str; 9] =
    ["event", "situation", "sureness", "alternatives", "account", "tenant", "granted", "missing", "stored"];
const SERVE_KEYS: [&str; 9] = [
    "authority",
    "graph",
    "portal",
    "tenant",
    "domain",
    "public_client_id",
    "confidential_client_id",
    "confidential_client_secret",
    "people",
];
const CHECK_KEYS: [&str; 7] = ["connection", "permission", "kind", "state", "source", "covers", "checked_at"];
const LINK_KEYS: [&str; 6] = ["link", "host", "tenant", "returns_to", "role", "client_id"];

/// What a finished command printed. Its stdout has been read as one JSON object a line.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) lines: Vec<Value>,
    pub(crate) words: String,
}

/// `usherctl` with an app data folder of its own.
pub(crate) struct Usherctl {
    pub(crate) folder: TempDir,
    keychain: bool,
}

/// A running command, read line by line.
struct Running {
    process: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(Path::parent).unwrap();
    let program = folder.join(format!("usherctl{}", std::env::consts::EXE_SUFFIX));
    // `cargo test` builds it for the tests of its own package.
    assert!(
        program.is_file(),
        "usherctl is not built: run `cargo test`, not `cargo test -p acceptance` alone"
    );
    program
}

impl Usherctl {
    /// On a machine without a keychain.
    pub(crate) fn new() -> Self {
        Self { folder: memory::folder().unwrap(), keychain: false }
    }

    /// With the keychain of the test's own bus.
    #[cfg(target_os = "linux")]
    pub(crate) fn with_keychain() -> Self {
        Self { keychain: true, ..Self::new() }
    }

    fn start(&self, arguments: &[&str]) -> Running {
        let mut command = Command::new(program());
        command.args(arguments).env("USHER_DATA_DIR", self.folder.path());
        if !self.keychain {
            // The keychain of whoever runs the tests is not theirs to touch.
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let stdin = process.stdin.take();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Running { process, stdin, lines }
    }

    /// Runs to the end, with `input` on stdin.
    pub(crate) async fn run(&self, arguments: &[&str], input: &str) -> Ended {
        let mut running = self.start(arguments);
        let mut stdin = running.stdin.take().unwrap();
        let input = input.to_owned();
        // Beside the reading, so that no pipe fills up.
        let writing = tokio::spawn(async move { stdin.write_all(input.as_bytes()).await });
        let ended = running.end().await;
        // A command that ends before it has read everything closes the pipe.
        drop(writing.await.unwrap());
        ended
    }
}

impl Running {
    async fn line(&mut self) -> Value {
        let line = tokio::time::timeout(LIMIT, self.lines.next_line()).await.expect("a line comes");
        json(&line.unwrap().expect("the command still runs"))
    }

    /// What Ctrl-C and a system that shuts down do.
    #[cfg(target_os = "linux")]
    fn interrupt(&self) {
        let process = rustix::process::Pid::from_raw(self.process.id().unwrap().try_into().unwrap());
        rustix::process::kill_process(process.unwrap(), rustix::process::Signal::TERM).unwrap();
    }

    async fn end(mut self) -> Ended {
        drop(self.stdin.take());
        let mut words = String::new();
        let mut lines = Vec::new();
        let mut stderr = self.process.stderr.take().unwrap();
        let reading = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                lines.push(json(&line));
            }
        };
        let both = async { tokio::join!(reading, stderr.read_to_string(&mut words)) };
        let (_, read) = tokio::time::timeout(LIMIT, both).await.expect("the command ends");
        read.unwrap();
        Ended { code: self.process.wait().await.unwrap().code().unwrap(), lines, words }
    }
}

fn json(line: &str) -> Value {
    let value: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON on stdout: {line}"));
    assert!(value.is_object(), "{line}");
    value
}

pub(crate) fn has_keys(object: &Value, keys: &[&str]) {
    let there: BTreeSet<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let lacking: Vec<&&str> = keys.iter().filter(|key| !there.contains(**key)).collect();
    assert!(lacking.is_empty(), "{lacking:?} are missing in {object}");
}

/// Signs in as Ana behind the printed link, and presses `button` on the page that comes then.
async fn act(open: &Value, button: Option<&str>) {
    assert_eq!(open["event"], "open");
    let link = open["url"].as_str().unwrap();
    let mut browser = Browser::new(Url::parse(link).unwrap().port().unwrap());
    let mut shown = browser.visit(link).await;
    if shown.page == Page::SignIn {
        let ana = [("username", "ana@brightwater.example"), ("password", "practice-ana")];
        shown = browser.press(&shown, "sign-in", &ana).await;
    }
    if let Some(button) = button {
        shown = browser.press(&shown, button, &[]).await;
    }
    assert_eq!(shown.page, Page::Returned, "{}", shown.text());
}

#[tokio::test]
async fn practice_serve_prints_one_line_with_all_keys_and_ends_with_stdin() {
    let usherctl = Usherctl::new();
    let mut serving = usherctl.start(&["practice", "serve", "--json"]);

    let line = serving.line().await;

    has_keys(&line, &SERVE_KEYS);
    let authority = Url::parse(line["authority"].as_str().unwrap()).unwrap();
    assert_eq!(authority.path().trim_matches('/'), line["tenant"].as_str().unwrap());
    assert_eq!(authority.host_str(), Some("127.0.0.1"));
    for person in line["people"].as_array().unwrap() {
        has_keys(person, &["username", "password", "roles"]);
    }
    let address = format!("{authority}/v2.0/.well-known/openid-configuration");
    assert!(reqwest::get(address).await.unwrap().status().is_success());
    let ended = serving.end().await;
    assert_eq!((ended.code, ended.lines.len()), (0, 0), "{}", ended.words);
}

#[tokio::test]
async fn scenarios_and_profiles_are_listed_one_object_a_line() {
    let usherctl = Usherctl::new();

    let scenarios = usherctl.run(&["practice", "scenarios", "--json"], "").await;
    let profiles = usherctl.run(&["profile", "list", "--json"], "").await;

    assert_eq!((scenarios.code, profiles.code), (0, 0));
    assert_eq!(scenarios.lines.len(), usher_practice::scenarios().len());
    scenarios.lines.iter().for_each(|line| has_keys(line, &["name", "situation", "description"]));
    assert!(profiles.lines.len() >= 5, "{:?}", profiles.lines);
}

#[cfg(target_os = "linux")]
#[test]
fn a_connection_is_made_listed_checked_and_removed() {
    let test = "usherctl::a_connection_is_made_listed_checked_and_removed";
    on_own_bus(test, || async {
        let usherctl = Usherctl::with_keychain();
        let mut serving = usherctl.start(&["practice", "serve", "--scenario", "user-can-grant", "--json"]);
        let line = serving.line().await;
        let (authority, client) = (text(&line, "authority"), text(&line, "public_client_id"));
        let place = ["--authority", &authority, "--client-id", &client];
        let scopes = ["--scope", "User.Read", "--scope", "Calendars.Read"];
        let arguments = [&["connect"][..], &place, &scopes, &["--print-url", "--json"]].concat();

        let mut connecting = usherctl.start(&arguments);
        let open = connecting.line().await;
        act(&open, Some("accept")).await;
        let ended = connecting.end().await;

        let done = ended.lines.last().unwrap();
        println!("connect: exit {}, {done}", ended.code);
        has_keys(done, &DONE_KEYS);
        assert_eq!(
            (ended.code, &done["event"], &done["stored"]),
            (0, &"done".into(), &true.into()),
            "{ended:?}"
        );
        assert_eq!(done["account"], "ana@brightwater.example");
        assert_eq!(done["tenant"], line["tenant"]);
        assert_eq!(done["situation"], "already_granted");
        assert_eq!(done["sureness"], "inferred");
        assert!(done["alternatives"].as_array().unwrap().contains(&"can_grant".into()), "{done}");
        let granted = done["granted"].as_array().unwrap();
        assert!(["User.Read", "Calendars.Read"].iter().all(|s| granted.contains(&(*s).into())), "{done}");
        assert_eq!(done["missing"], serde_json::json!([]));

        let listed = usherctl.run(&["connections", "--json"], "").await;
        println!("connections: exit {}, {:?}", listed.code, listed.lines);
        assert_eq!((listed.code, listed.lines.len()), (0, 1));
        let id = text(&listed.lines[0], "connection");

        let checked = usherctl.run(&["check", "--connection", &id, "--json"], "").await;
        println!("check: exit {}, {:?}", checked.code, checked.lines);
        assert_eq!((checked.code, checked.lines.len()), (0, 2), "{}", checked.words);
        for row in &checked.lines {
            has_keys(row, &CHECK_KEYS);
            assert_eq!((&row["state"], &row["kind"]), (&"granted".into(), &"delegated".into()), "{row}");
        }

        drop(serving.end().await);
        let offline = usherctl.run(&["check", "--all", "--json"], "").await;
        println!("check while the service is gone: exit {}, {:?}", offline.code, offline.lines);
        assert_eq!(offline.code, 3);
        assert!(offline.lines.iter().all(|row| row["state"] == "check_failed"), "{offline:?}");

        assert_eq!(usherctl.run(&["disconnect", &id, "--json"], "").await.code, 0);
        let listed = usherctl.run(&["connections", "--json"], "").await;
        assert_eq!((listed.code, listed.lines.len()), (0, 0));
        assert_eq!(usherctl.run(&["disconnect", &id, "--json"], "").await.code, 2);
    });
}

/// S31: every process has its own copy of the program, and all share the keychain and the folder.
#[cfg(target_os = "linux")]
#[test]
fn checks_of_many_processes_at_once_lose_no_rotating_sign_in() {
    let test = "usherctl::checks_of_many_processes_at_once_lose_no_rotating_sign_in";
    on_own_bus(test, || async {
        let provider = Provider::start().await;
        let usherctl = Arc::new(Usherctl::with_keychain());
        let (issuer, client) = (provider.issuer.as_str(), provider.instead().client_id);
        let place = ["connect", "--authority", issuer, "--client-id", &client, "--print-url", "--json"];
        let scopes = ["openid", "offline_access", "email"].map(|scope| ["--scope", scope]).concat();
        let mut connecting = usherctl.start(&[&place[..], &scopes].concat());
        let open = connecting.line().await;
        let mut browser = Browser::new(provider.port());
        let mut shown = browser.visit(open["url"].as_str().unwrap()).await;
        for _ in 0..2 {
            shown = browser.submit(&shown, &[("login", "ana"), ("password", "pretend")]).await;
        }
        assert_eq!(shown.page, Page::Returned, "{}", shown.text());
        let ended = connecting.end().await;
        assert_eq!((ended.code, &ended.lines.last().unwrap()["stored"]), (0, &true.into()), "{ended:?}");

        let tasks: Vec<JoinHandle<_>> = (0..PROCESSES)
            .map(|_| {
                let usherctl = usherctl.clone();
                tokio::spawn(async move {
                    let mut codes = Vec::new();
                    for _ in 0..CHECKS_EACH {
                        codes.push(usherctl.run(&["check", "--all", "--json"], "").await.code);
                    }
                    codes
                })
            })
            .collect();
        let mut codes = Vec::new();
        for task in tasks {
            codes.extend(task.await.unwrap());
        }

        // One that had to wait too long for its turn could not check, and loses nothing by that.
        let lost = codes.iter().filter(|code| !matches!(code, 0 | 3)).count();
        println!("{PROCESSES} processes at once, {CHECKS_EACH} checks each: {lost} lost the sign-in");
        assert!(lost == 0 && codes.contains(&0), "{codes:?}");
        let after = usherctl.run(&["check", "--all", "--json"], "").await;
        assert_eq!(after.code, 0, "{after:?}");
    });
}

/// Signs in as Ana with both permissions granted, through the printed link.
#[cfg(target_os = "linux")]
async fn connect_with_everything(usherctl: &Usherctl, practice: &Practice) -> String {
    let client = practice.public_client_id().to_string();
    let place = ["connect", "--authority", practice.authority(), "--client-id", &client];
    let scopes = WATCHED.map(|scope| ["--scope", scope]).concat();
    let arguments = [&place[..], &scopes, &["--print-url", "--json"]].concat();
    let mut connecting = usherctl.start(&arguments);
    act(&connecting.line().await, None).await;
    let ended = connecting.end().await;
    assert_eq!(ended.code, 0, "{ended:?}");
    text(ended.lines.last().unwrap(), "connection")
}

#[cfg(target_os = "linux")]
async fn watched_practice() -> Practice {
    let settings =
        Settings { granted: Granted::Everyone(WATCHED.map(str::to_owned).to_vec()), ..Settings::default() };
    Practice::start(Options { settings, ..Options::default() }).await.unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_watch_prints_what_changes_and_ends_when_everything_is_granted() {
    let test = "usherctl::a_watch_prints_what_changes_and_ends_when_everything_is_granted";
    on_own_bus(test, || async {
        let (usherctl, practice) = (Usherctl::with_keychain(), watched_practice().await);
        let id = connect_with_everything(&usherctl, &practice).await;
        practice.revoke("Calendars.Read");

        let mut watching = usherctl.start(&["check", "--watch", "--connection", &id, "--json"]);
        let first = [watching.line().await, watching.line().await];
        practice.grant_for_everyone(&WATCHED);
        let ended = watching.end().await;

        println!("watch: {first:?}, then exit {}, {:?}", ended.code, ended.lines);
        first.iter().for_each(|row| has_keys(row, &CHECK_KEYS));
        let state = |name: &str| &first.iter().find(|row| row["permission"] == name).unwrap()["state"];
        assert_eq!((state("User.Read"), state("Calendars.Read")), (&"granted".into(), &"missing".into()));
        assert_eq!((ended.code, ended.lines.len()), (0, 1), "{ended:?}");
        let (permission, state) = (&ended.lines[0]["permission"], &ended.lines[0]["state"]);
        assert_eq!((permission, state), (&"Calendars.Read".into(), &"granted".into()));
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_watch_goes_on_after_a_failed_look_until_it_is_interrupted() {
    let test = "usherctl::a_watch_goes_on_after_a_failed_look_until_it_is_interrupted";
    on_own_bus(test, || async {
        let (usherctl, practice) = (Usherctl::with_keychain(), watched_practice().await);
        connect_with_everything(&usherctl, &practice).await;
        practice.revoke("Calendars.Read");

        let mut watching = usherctl.start(&["check", "--watch", "--all", "--json"]);
        let first = [watching.line().await, watching.line().await];
        practice.shutdown().await;
        let failed = [watching.line().await, watching.line().await];
        watching.interrupt();
        let ended = watching.end().await;

        println!("watch: {first:?}, {failed:?}, then exit {}, {:?}", ended.code, ended.lines);
        assert!(failed.iter().all(|row| row["state"] == "check_failed"), "{failed:?}");
        assert_eq!((ended.code, ended.lines.len()), (1, 0), "{ended:?}");
    });
}

#[tokio::test]
async fn the_admin_link_names_the_organization_and_can_only_approve() {
    let (usherctl, tenant) = (Usherctl::new(), "5e3ce6c0-2b1f-4285-8d4b-75ee78787346");
    let practice = Practice::start(Options::default()).await.unwrap();
    let client = practice.public_client_id().to_string();
    let here = ["--authority", practice.authority(), "--client-id", &client];
    let by_id = ["admin-link", "--profile", "chronus", "--tenant", tenant, "--json"];
    let by_address = ["admin-link", "--profile", "claras", "--account", "ana@brightwater.example", "--json"];

    let real = usherctl.run(&by_id, "").await;
    let found = usherctl.run(&[&by_address[..], &here].concat(), "").await;

    for (ended, tenant) in [(&real, tenant), (&found, practice.tenant().as_str())] {
        assert_eq!((ended.code, ended.lines.len()), (0, 1), "{ended:?}");
        let line = &ended.lines[0];
        println!("{line}");
        has_keys(line, &LINK_KEYS);
        let link = Url::parse(line["link"].as_str().unwrap()).unwrap();
        assert_eq!(link.path_segments().unwrap().next(), Some(tenant));
        assert!(link.path().ends_with("/adminconsent"), "{link}");
        assert!(!["response_type", "common", "organizations"].iter().any(|no| link.as_str().contains(no)));
        assert_eq!((&line["host"], &line["tenant"]), (&link.host_str().into(), &tenant.into()));
        let asks_as = link.query_pairs().find(|(name, _)| name == "client_id").unwrap().1.into_owned();
        assert_eq!(line["client_id"], asks_as);
        assert_eq!(line["role"], "cloud_application_administrator");
    }
    assert_eq!(real.lines[0]["host"], "login.microsoftonline.com");
    assert_eq!(real.lines[0]["returns_to"], "secureproductioneu.chronus.com");
    assert_eq!((&found.lines[0]["host"], &found.lines[0]["returns_to"]), (&"127.0.0.1".into(), &Value::Null));
}

#[tokio::test]
async fn without_a_link_the_answer_is_no_and_in_words() {
    let usherctl = Usherctl::new();
    let practice = Practice::start(Options::default()).await.unwrap();
    let client = practice.public_client_id().to_string();
    let here = ["--authority", practice.authority(), "--client-id", &client];
    let product = ["admin-link", "--profile", "kaltura", "--account", "ana@brightwater.example", "--json"];
    let domain = ["admin-link", "--profile", "claras", "--account", "ana@nowhere.example", "--json"];

    for arguments in [product.to_vec(), [&domain[..], &here].concat()] {
        let ended = usherctl.run(&arguments, "").await;

        println!("{}: {ended:?}", arguments.join(" "));
        assert_eq!((ended.code, ended.lines.len()), (1, 1), "{ended:?}");
        has_keys(&ended.lines[0], &LINK_KEYS);
        assert_eq!(ended.lines[0]["link"], Value::Null);
        assert!(!ended.words.trim().is_empty());
    }
}

#[tokio::test]
async fn a_dead_end_is_no_with_the_admin_among_what_it_can_mean() {
    let usherctl = Usherctl::new();
    let ana = "ana@brightwater.example";
    let practice = ["connect", "--profile", "claras", "--practice", "dead-end", "--account", ana];
    let mut connecting = usherctl.start(&[&practice[..], &["--print-url", "--json"]].concat());
    let open = connecting.line().await;

    act(&open, Some("return-to-app")).await;
    let ended = connecting.end().await;

    let done = ended.lines.last().unwrap();
    println!("dead-end: exit {}, {done}", ended.code);
    has_keys(done, &DONE_KEYS);
    assert_eq!((ended.code, &done["stored"]), (1, &false.into()), "{ended:?}");
    assert_ne!(done["sureness"], "proved");
    let alternatives = done["alternatives"].as_array().unwrap();
    let meant = alternatives.iter().chain([&done["situation"]]).any(|s| s == "needs_admin_approval");
    assert!(meant, "{done}");
    assert_eq!(usherctl.run(&["connections", "--json"], "").await.lines.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_scenario_is_answered_with_certainty_and_wrong() {
    let told: Vec<JoinHandle<_>> = SCENES.iter().map(|scene| tokio::spawn(told_of(scene))).collect();
    let mut wrong = Vec::new();
    for (scene, told) in SCENES.iter().zip(told) {
        let (code, done) = told.await.unwrap();
        let truth = serde_json::to_value(scenario(scene.scenario).unwrap().situation).unwrap();
        let (situation, sureness) = (&done["situation"], &done["sureness"]);
        println!("{}: truth {truth}, said {situation} ({sureness}), exit {code}", scene.scenario);
        assert_eq!(done["stored"], false, "there is no keychain: {done}");
        let right = *situation == truth;
        let open = done["alternatives"].as_array().unwrap().contains(&truth);
        let complete = done["account"].is_string() && done["missing"] == serde_json::json!([]);
        let known_code = if complete { code == 0 } else { matches!(code, 1 | 3) };
        if !right && (sureness == "proved" || !open) || !known_code {
            wrong.push(format!("{}: truth {truth}, exit {code}, {done}", scene.scenario));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Scenes that start and are acted out at the same time: each starts a practice organization of its own.
static STARTING: Semaphore = Semaphore::const_new(4);

/// Runs `connect --practice` with the scene's browser, and returns the exit code and the last line.
async fn told_of(scene: &'static Scene) -> (i32, Value) {
    let usherctl = Usherctl::new();
    let practice = ["connect", "--profile", PRODUCT, "--practice", scene.scenario, "--print-url", "--json"];
    // Where nothing comes back, the limit ends the wait; elsewhere it must not, however slow the browser is.
    let limit = ["--timeout", if scene.comes_back() { "50" } else { "15" }];
    let account = ["--account", scene.typed];
    let account = if scene.typed.is_empty() { &[][..] } else { &account };
    let place = STARTING.acquire().await.unwrap();
    let mut connecting = usherctl.start(&[&practice[..], &limit, account].concat());
    let open = connecting.line().await;
    let Some(link) = open["url"].as_str() else { panic!("{}: {open}", scene.scenario) };
    let mut browser = Browser::new(Url::parse(link).unwrap().port().unwrap());
    visit(&mut browser, link, scenario(scene.scenario).unwrap(), scene.buttons).await;
    drop(place);
    let ended = connecting.end().await;
    let Some(done) = ended.lines.last() else { panic!("{}: {ended:?}", scene.scenario) };
    (ended.code, done.clone())
}

#[tokio::test]
async fn silence_is_no_after_the_timeout() {
    let usherctl = Usherctl::new();
    let practice = ["connect", "--profile", "claras", "--practice", "sign-in-left"];
    let arguments = [&practice[..], &["--print-url", "--timeout", "20", "--json"]].concat();

    let ended = usherctl.run(&arguments, "").await;

    let done = ended.lines.last().unwrap();
    println!("silence: exit {}, {done}", ended.code);
    assert_eq!((ended.code, &done["situation"]), (1, &"unknown".into()));
    assert!(done["alternatives"].as_array().unwrap().contains(&"sign_in_required".into()), "{done}");
}

#[tokio::test]
async fn a_batch_is_answered_line_by_line_in_order() {
    let usherctl = Usherctl::new();
    let cases: Vec<Value> = serde_json::from_str(include_str!("../data/consent-cases.json")).unwrap();
    let input: String = cases.iter().map(|case| format!("{}\n", case["input"])).collect();

    let ended = usherctl.run(&["diagnose", "--batch", "--json"], &input).await;

    assert_eq!((ended.code, ended.lines.len()), (0, cases.len()), "{}", ended.words);
    for (line, case) in ended.lines.iter().zip(&cases) {
        has_keys(line, &DIAGNOSIS_KEYS);
        let expected = usher_domain::answer::read_answer(case["input"].as_str().unwrap()).diagnosis;
        assert_eq!(line["situation"], serde_json::to_value(expected.situation).unwrap(), "{}", case["id"]);
    }
    println!("{} answers in order", ended.lines.len());
}

#[tokio::test]
async fn exit_codes_are_those_of_the_contract() {
    let usherctl = Usherctl::new();
    let nowhere = ["--authority", "http://127.0.0.1:9", "--client-id", "x", "--scope", "openid"];
    let away = ["--authority", "https://evil.example", "--client-id", "x", "--scope", "openid"];
    let not_there = "00000000";
    let tenant = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346";
    let (dead, far) = (format!("http://127.0.0.1:9/{tenant}"), format!("https://evil.example/{tenant}"));
    let of_ana = ["admin-link", "--profile", "claras", "--account", "ana@brightwater.example", "--json"];
    let at_dead = ["--authority", &dead, "--client-id", tenant];
    let at_far = ["--authority", &far, "--client-id", tenant];
    let of_nobody = ["admin-link", "--profile", "nobody", "--tenant", tenant, "--json"];
    let bad_address = ["admin-link", "--profile", "claras", "--account", "ana", "--json"];
    let calls: [(Vec<&str>, &str, i32); 20] = [
        (vec!["setup", "--profile", "kaltura", "--json"], "", 2),
        (vec!["setup", "--profile", "nobody", "--values", "/no/such/file", "--json"], "", 2),
        (vec!["setup", "--profile", "kaltura", "--values", "/no/such/file", "--json"], "", 2),
        ([&of_ana[..], &at_dead].concat(), "", 3),
        ([&of_ana[..], &at_far].concat(), "", 2),
        ([&of_ana[..], &["--tenant", tenant]].concat(), "", 2),
        (vec!["admin-link", "--profile", "claras", "--json"], "", 2),
        (of_nobody.to_vec(), "", 2),
        (bad_address.to_vec(), "", 2),
        (vec!["check", "--watch", "--connection", not_there, "--json"], "", 2),
        (vec!["check", "--watch", "--all", "--json"], "", 0),
        (vec!["diagnose", "--json"], "AADSTS50105: not assigned", 0),
        (vec!["diagnose", "--json"], "the printer is out of paper", 1),
        (vec!["diagnose", "--jason"], "", 2),
        (vec!["connect", "--profile", "nobody-knows-it", "--json"], "", 2),
        (vec!["connect", "--profile", "claras", "--practice", "no-such", "--json"], "", 2),
        (vec!["check", "--connection", not_there, "--json"], "", 2),
        (vec!["profile", "check", "/no/such/file", "--json"], "", 2),
        ([&["connect"][..], &nowhere, &["--print-url", "--json"]].concat(), "", 3),
        ([&["connect"][..], &away, &["--print-url", "--json"]].concat(), "", 2),
    ];
    let mut wrong = Vec::new();
    for (arguments, input, expected) in calls {
        let ended = usherctl.run(&arguments, input).await;
        println!("{}: exit {}", arguments.join(" "), ended.code);
        if ended.code != expected {
            wrong.push(format!("{arguments:?}: {ended:?}, not {expected}"));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap().to_owned()
}
