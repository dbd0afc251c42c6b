//! `usherctl setup`: the values of an own app registration, checked without a window.

use rstest::rstest;
use serde_json::{Value, json};
use usher_domain::ids::{ClientId, ConnectionId, ProfileId, TenantId};
use usher_domain::own_app::{SettingValue, Setup};
use usher_domain::profile::find;
use usher_domain::time::Timestamp;
use usher_practice::Practice;
use usher_practice::settings::{ReadyApp, ReadyGrant, ReadyPolicy, ReadySecret, Settings};

use crate::own_app::with_app;
use crate::usherctl::{Ended, Usherctl, has_keys};

const APP: &str = "6f0cbd41-4c0b-4f0f-9a35-5d1c2b7e8a90";
const TENANT: &str = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346";
const ROW_KEYS: [&str; 5] = ["value", "label", "state", "problem", "fix"];
const CANARY: &str = "canary-7Qx-never-shown";

/// Everything that Kaltura's form needs, and nothing beside it.
fn complete() -> Value {
    json!({
        "profile": "kaltura", "app_name": "Kaltura Teams Integration", "client_id": APP, "tenant_id": TENANT,
        "features": [], "settings": { "name": "Teams recordings" },
    })
}

/// `complete`, with this in place of what stands at `pointer`.
fn changed(pointer: &str, value: Value) -> Value {
    let mut values = complete();
    let (before, key) = pointer.rsplit_once('/').unwrap();
    values.pointer_mut(before).unwrap()[key] = value;
    values
}

async fn check(profile: &str, text: &str) -> Ended {
    let usherctl = Usherctl::new();
    let file = usherctl.folder.path().join("values");
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap().to_owned();
    usherctl.run(&["setup", "--profile", profile, "--values", &file, "--json"], "").await
}

fn row<'a>(ended: &'a Ended, value: &str) -> &'a Value {
    ended.lines.iter().find(|line| line["value"] == value).unwrap_or_else(|| panic!("no {value}: {ended:?}"))
}

fn done(ended: &Ended) -> &Value {
    let last = ended.lines.last().unwrap();
    assert_eq!(last["event"], "done", "{ended:?}");
    last
}

#[tokio::test]
async fn a_file_that_the_window_saved_is_right() {
    for id in ["kaltura", "teams-devices"] {
        let profile = find(&ProfileId(id.to_owned())).unwrap();
        let fresh = Setup::new(ConnectionId("c1".to_owned()), profile, Timestamp(0));
        let name = ("name".to_owned(), SettingValue::Text("Teams recordings".to_owned()));
        let setup = Setup {
            client_id: Some(ClientId::parse(APP).unwrap()),
            tenant: Some(TenantId::parse(TENANT).unwrap()),
            features: profile.app_features(),
            settings: if profile.settings.is_empty() { [].into() } else { [name].into() },
            ..fresh
        };

        let ended = check(id, &setup.values_file(profile)).await;

        assert_eq!((ended.code, &done(&ended)["ok"]), (0, &true.into()), "{ended:?}");
        assert_eq!(done(&ended)["profile"], id);
    }
}

#[tokio::test]
async fn values_stand_in_the_makers_order_and_the_done_line_tells_steps_and_commands() {
    let ended = check("kaltura", &complete().to_string()).await;

    let (done, rows) = ended.lines.split_last().unwrap();
    rows.iter().for_each(|row| has_keys(row, &ROW_KEYS));
    let order: Vec<&str> = rows.iter().map(|row| row["value"].as_str().unwrap()).collect();
    let first = ["profile", "app_name", "features", "settings.name", "tenant_id", "client_id"];
    assert_eq!(order[..6], first);
    assert_eq!(order[6..8], ["settings.client-secret", "settings.categories"]);
    assert_eq!(row(&ended, "tenant_id")["label"], "Directory (tenant) ID");
    assert_eq!(row(&ended, "settings.client-secret")["state"], "not_asked");
    assert_eq!(row(&ended, "settings.postfix")["state"], "not_asked");
    has_keys(done, &["event", "profile", "ok", "steps", "commands"]);
    let steps = done["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 10);
    assert_eq!((&steps[6]["step"], &steps[6]["needed"]), (&"R7".into(), &true.into()));
    assert_eq!((&steps[7]["step"], &steps[7]["needed"]), (&"R8".into(), &false.into()));
    let commands: Vec<&str> = done["commands"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(commands.len(), 4);
    assert!(commands[2].contains(APP), "{commands:?}");
}

#[tokio::test]
async fn each_value_says_what_is_wrong_with_it() {
    let opt_in = json!({ "name": "x", "upload": "Opt-in groups" });
    let hidden = json!({ "name": "x", "opt-in-groups": ["staff"] });
    let both = json!({ "name": "x", "user-based-on": "Azure user ID", "postfix": "@example.com" });
    let cases: [(&str, Value, &str, &str, &str); 21] = [
        ("/profile", "teams-devices".into(), "profile", "wrong", "other_profile"),
        ("/app_name", 7.into(), "app_name", "wrong", "wrong_kind"),
        ("/app_name", " ".into(), "app_name", "missing", "missing"),
        ("/features", json!(["Smart Buildings"]), "features", "wrong", "not_a_choice"),
        ("/features", "Smart Buildings".into(), "features", "wrong", "wrong_kind"),
        ("/client_id", Value::Null, "client_id", "missing", "missing"),
        ("/client_id", "6f0cbd41".into(), "client_id", "wrong", "not_an_id"),
        ("/tenant_id", APP.to_uppercase().into(), "tenant_id", "wrong", "same_twice"),
        ("/tenant_id", json!([TENANT]), "tenant_id", "wrong", "wrong_kind"),
        ("/settings", json!({}), "settings.name", "missing", "missing"),
        ("/settings", json!(["name"]), "settings", "wrong", "wrong_kind"),
        ("/settings/name", "x".repeat(501).into(), "settings.name", "wrong", "too_long"),
        ("/settings/name", "two\nlines".into(), "settings.name", "wrong", "odd_signs"),
        ("/settings/categories", "Teaching".into(), "settings.categories", "wrong", "wrong_kind"),
        ("/settings/categories", json!(["Teaching", 1]), "settings.categories", "wrong", "wrong_kind"),
        ("/settings/transcription", "yes".into(), "settings.transcription", "wrong", "wrong_kind"),
        ("/settings/upload", "Everything".into(), "settings.upload", "wrong", "not_a_choice"),
        ("/settings", opt_in, "settings.opt-in-groups", "missing", "missing"),
        ("/settings", hidden, "settings.opt-in-groups", "wrong", "not_shown"),
        ("/settings", both, "settings.postfix", "wrong", "not_shown"),
        ("/settings/colour", "red".into(), "settings.colour", "wrong", "unknown"),
    ];
    for (pointer, value, named, state, problem) in cases {
        let ended = check("kaltura", &changed(pointer, value).to_string()).await;

        let found = row(&ended, named);
        println!("{pointer}: {found}");
        assert_eq!((&found["state"], &found["problem"]), (&state.into(), &problem.into()), "{pointer}");
        assert!(found["fix"].as_str().is_some_and(|fix| fix.ends_with('.')), "{found}");
        assert_eq!((ended.code, &done(&ended)["ok"]), (1, &false.into()));
        assert!(!ended.words.is_empty());
        let wrong = ended.lines.iter().filter(|line| !line["problem"].is_null()).count();
        assert!(wrong == 1 || pointer == "/settings", "{ended:?}");
    }
}

#[tokio::test]
async fn a_secret_in_the_file_is_told_and_never_repeated() {
    let cases = [
        ("/client_secret", "client_secret"),
        ("/ClientSecret", "ClientSecret"),
        ("/password", "password"),
        ("/settings/client-secret", "settings.client-secret"),
        ("/settings/refreshToken", "settings.refreshToken"),
    ];
    for (pointer, named) in cases {
        let ended = check("kaltura", &changed(pointer, CANARY.into()).to_string()).await;

        assert_eq!(row(&ended, named)["problem"], "secret_in_file", "{ended:?}");
        assert_eq!(ended.code, 1);
        assert!(!format!("{ended:?}").contains(CANARY), "{ended:?}");
    }
    for broken in [format!("{{\"client_id\": {CANARY}"), format!("client_id = {CANARY}"), CANARY.to_owned()] {
        let ended = check("kaltura", &broken).await;

        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(!ended.words.is_empty() && !format!("{ended:?}").contains(CANARY), "{ended:?}");
    }
}

#[tokio::test]
async fn toml_says_the_same_as_json_and_a_key_that_stands_twice_is_refused() {
    let head = format!("client_id = \"{APP}\"\ntenant_id = \"{TENANT}\"\n");
    let toml =
        format!("\u{feff}{head}[settings]\nname = \"Teams recordings\"\ncategories = [\"Teaching\"]\n");

    let right = check("kaltura", &toml).await;
    let twice = check("kaltura", &format!("{head}{head}")).await;
    let doubled = check("kaltura", &format!("{{\"client_id\":\"{APP}\",\"client_id\":\"{TENANT}\"}}")).await;
    let deep = check("kaltura", &format!("{{\"settings\":{}", "[".repeat(100_000))).await;
    let odd = check("kaltura", "[1, 2]").await;

    assert_eq!((right.code, &done(&right)["ok"]), (0, &true.into()), "{right:?}");
    for refused in [twice, doubled, deep, odd] {
        assert_eq!((refused.code, refused.lines.len()), (2, 0), "{refused:?}");
        assert!(refused.words.contains("line 1:") || refused.words.contains("line 3:"), "{refused:?}");
    }
}

/// Signs in as the ready-made app of `practice`, with `secret` on stdin.
async fn prove(practice: &Practice, values: &Value, secret: &str) -> Ended {
    let usherctl = Usherctl::new();
    let file = usherctl.folder.path().join("values.json");
    std::fs::write(&file, values.to_string()).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let check = ["setup", "--profile", "kaltura", "--values", &file, "--json", "--prove"];
    let arguments = [&check[..], &["--authority", practice.authority()]].concat();
    let ended = usherctl.run(&arguments, &format!("{secret}\r\nsecond line\n")).await;
    let left = std::fs::read_dir(usherctl.folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing is stored beside the values");
    ended
}

fn values_of(practice: &Practice) -> Value {
    let mut values = complete();
    values["client_id"] = practice.ready_app().unwrap().client_id.into();
    values["tenant_id"] = practice.tenant().as_str().into();
    values
}

fn proof(ended: &Ended) -> &Value {
    ended.lines.iter().find(|line| line["event"] == "proof").unwrap_or_else(|| panic!("{ended:?}"))
}

#[rstest]
#[case::works(ReadyApp::default(), 0, Value::Null, Value::Null, "worked")]
#[case::turned_off(ReadyApp { enabled: false, ..ReadyApp::default() }, 1, "app_disabled".into(), "R2".into(), "not_tried")]
#[case::secret_ended(
    ReadyApp { secret: ReadySecret::Expired, ..ReadyApp::default() }, 1, "secret_ended".into(), "R6".into(), "not_tried"
)]
#[case::secret_deleted(
    ReadyApp { secret: ReadySecret::Deleted, ..ReadyApp::default() }, 1, "secret_wrong".into(), "R6".into(), "not_tried"
)]
#[case::one_missing(
    ReadyApp { granted: ReadyGrant::AllBut(vec!["User.ReadBasic.All".to_owned()]), ..ReadyApp::default() },
    1,
    "permissions_missing".into(),
    "R4".into(),
    "not_tried",
)]
#[case::none_granted(
    ReadyApp { granted: ReadyGrant::Nothing, ..ReadyApp::default() }, 1, "permissions_missing".into(), "R5".into(), "not_tried"
)]
#[case::no_policy(
    ReadyApp { policy: ReadyPolicy::Missing, ..ReadyApp::default() }, 1, "policy_missing".into(), "R7".into(), "refused"
)]
#[tokio::test]
async fn a_proof_signs_in_with_the_secret_of_stdin_and_names_what_is_in_the_way(
    #[case] app: ReadyApp,
    #[case] code: i32,
    #[case] obstacle: Value,
    #[case] step: Value,
    #[case] policy: &str,
) {
    let practice = with_app("kaltura", app, Settings::default()).await;
    let secret = practice.ready_app().unwrap().secret;

    let ended = prove(&practice, &values_of(&practice), &secret).await;

    println!("exit {}, {}", ended.code, proof(&ended));
    assert_eq!((ended.code, &proof(&ended)["obstacle"], &proof(&ended)["step"]), (code, &obstacle, &step));
    assert_eq!(proof(&ended)["policy"], policy);
    assert_eq!(done(&ended)["ok"], true, "the values themselves are right");
    let rows: Vec<&Value> = ended.lines.iter().filter(|line| line["kind"] == "application").collect();
    assert_eq!(rows.len(), 4, "{ended:?}");
    assert!(code != 0 || rows.iter().all(|row| row["state"] == "granted"), "{rows:?}");
    assert!(!format!("{ended:?}").contains(&secret));
}

#[tokio::test]
async fn a_proof_without_a_secret_or_right_ids_is_not_tried() {
    let practice = with_app("kaltura", ReadyApp::default(), Settings::default()).await;
    let right = values_of(&practice);
    let mut wrong = right.clone();
    wrong["client_id"] = "6f0cbd41".into();

    let empty = prove(&practice, &right, "").await;
    let no_id = prove(&practice, &wrong, CANARY).await;
    let swapped = json!({ "client_id": right["tenant_id"], "tenant_id": right["client_id"],
        "settings": { "name": "Teams recordings" } });
    let swapped = prove(&practice, &swapped, CANARY).await;

    assert_eq!((empty.code, empty.lines.len()), (2, 0), "{empty:?}");
    assert_eq!((no_id.code, &done(&no_id)["ok"]), (1, &false.into()), "{no_id:?}");
    assert!(no_id.lines.iter().all(|line| line["event"] != "proof"), "{no_id:?}");
    assert_eq!((swapped.code, &proof(&swapped)["step"]), (1, &"R3".into()), "{swapped:?}");
    for ended in [no_id, swapped] {
        assert!(!ended.words.is_empty() && !format!("{ended:?}").contains(CANARY), "{ended:?}");
    }
}
