//! `usherctl check` and `connections` for connections of apps, as an earlier day left them.

use acceptance::stored::{keep, of_app, of_person};
use serde_json::Value;
use usher_domain::connection::{Connection, Health};
use usher_engine::store::Store;
use usher_practice::Practice;
use usher_practice::settings::{ReadyApp, ReadyGrant, Settings, Throttle};
use usher_vault::OsKeychain;

use crate::own_app::with_app;
use crate::support::bus::on_own_bus;
use crate::usherctl::{Ended, Usherctl, has_keys};

const PRODUCT: &str = "kaltura";
const CHECK_KEYS: [&str; 7] = ["connection", "permission", "kind", "state", "source", "covers", "checked_at"];

async fn put(usherctl: &Usherctl, practice: &Practice, connection: &Connection) {
    keep(connection, practice, &OsKeychain::open("usher")).await;
    let (store, _) = Store::open(usherctl.folder.path()).unwrap();
    store.put_connection(connection).unwrap();
}

fn rows<'a>(ended: &'a Ended, id: &str) -> Vec<&'a Value> {
    ended.lines.iter().filter(|line| line["connection"] == id && line["event"].is_null()).collect()
}

fn obstacles(ended: &Ended) -> Vec<&Value> {
    ended.lines.iter().filter(|line| line["event"] == "obstacle").collect()
}

#[test]
fn an_app_is_checked_and_shown_as_in_the_window() {
    let test = "checked_apps::an_app_is_checked_and_shown_as_in_the_window";
    on_own_bus(test, || async {
        let usherctl = Usherctl::with_keychain();
        let lacking = ReadyGrant::AllBut(vec!["OnlineMeetings.Read.All".to_owned()]);
        let apps = [
            ReadyApp::default(),
            ReadyApp { granted: lacking, ..ReadyApp::default() },
            ReadyApp { enabled: false, ..ReadyApp::default() },
        ];
        let mut organizations = Vec::new();
        for (at, app) in apps.into_iter().enumerate() {
            let practice = with_app(PRODUCT, app, Settings::default()).await;
            put(&usherctl, &practice, &of_app(&practice, PRODUCT, at)).await;
            organizations.push(practice);
        }

        let works = usherctl.run(&["check", "--connection", "connection-0000", "--json"], "").await;
        let all = usherctl.run(&["check", "--all", "--json"], "").await;

        println!("exit {} and {}, {:?}", works.code, all.code, obstacles(&all));
        assert_eq!((works.code, obstacles(&works).len()), (0, 0), "{works:?}");
        let granted = rows(&works, "connection-0000");
        assert_eq!(granted.len(), 4);
        for row in granted {
            has_keys(row, &CHECK_KEYS);
            assert_eq!((&row["kind"], &row["state"]), (&"application".into(), &"granted".into()), "{row}");
        }
        assert_eq!(all.code, 1);
        let states = |id| rows(&all, id).iter().map(|row| text(row, "state")).collect::<Vec<_>>();
        assert_eq!(states("connection-0001"), ["missing", "granted", "granted", "granted"]);
        assert_eq!(states("connection-0002"), ["check_failed"; 4]);
        let told: Vec<_> =
            obstacles(&all).iter().map(|line| (text(line, "obstacle"), text(line, "step"))).collect();
        assert_eq!(told, [("permissions_missing", "R4"), ("app_disabled", "R2")]);
        let (store, _) = Store::open(usherctl.folder.path()).unwrap();
        let kept: Vec<Health> = store.connections().unwrap().iter().map(|known| known.health).collect();
        assert_eq!(kept, [Health::Good, Health::PermissionsMissing, Health::Blocked]);
    });
}

#[test]
fn connections_that_are_turned_off_are_left_out_and_counted() {
    let test = "checked_apps::connections_that_are_turned_off_are_left_out_and_counted";
    on_own_bus(test, || async {
        let usherctl = Usherctl::with_keychain();
        let practice = with_app(PRODUCT, ReadyApp::default(), Settings::default()).await;
        put(&usherctl, &practice, &of_app(&practice, PRODUCT, 1)).await;
        let off = Connection { enabled: false, ..of_app(&practice, PRODUCT, 2) };
        put(&usherctl, &practice, &off).await;
        for at in 3..22 {
            put(&usherctl, &practice, &of_person(&practice, "claras", at)).await;
        }

        let listed = usherctl.run(&["connections", "--json"], "").await;
        let all = usherctl.run(&["check", "--all", "--json"], "").await;
        let asked_by_name = usherctl.run(&["check", "--connection", "connection-0002", "--json"], "").await;

        assert!(all.words.contains("1 turned off") && all.words.contains("20 of 20"), "{}", all.words);
        assert_eq!((all.code, rows(&all, "connection-0002").len()), (1, 0), "{all:?}");
        assert_eq!(rows(&asked_by_name, "connection-0002").len(), 4, "{asked_by_name:?}");
        let facts: Vec<_> =
            listed.lines[..3].iter().map(|line| (text(line, "kind"), &line["enabled"])).collect();
        assert_eq!(facts, [("app", &true.into()), ("app", &false.into()), ("person", &true.into())]);
        assert!(listed.lines[0]["secret_ends_at"].is_i64(), "{:?}", listed.lines);
        assert!(listed.lines[2]["secret_ends_at"].is_null(), "{:?}", listed.lines);
    });
}

#[test]
fn a_busy_service_slows_all_checks_down_and_none_comes_too_early() {
    let test = "checked_apps::a_busy_service_slows_all_checks_down_and_none_comes_too_early";
    on_own_bus(test, || async {
        let usherctl = Usherctl::with_keychain();
        let settings = Settings { throttle: Some(Throttle { per_10_s: 60 }), ..Settings::default() };
        let practice = with_app(PRODUCT, ReadyApp::default(), settings).await;
        for at in 0..6 {
            put(&usherctl, &practice, &of_app(&practice, PRODUCT, at)).await;
        }

        let all = usherctl.run(&["check", "--all", "--json"], "").await;

        println!("{} lines, {} requests came too early", all.lines.len(), practice.counts().asked_too_early);
        assert_eq!((all.code, obstacles(&all).len()), (0, 0), "{all:?}");
        let order: Vec<&str> = all.lines.iter().map(|line| text(line, "connection")).collect();
        assert!(order.len() == 24 && order.is_sorted(), "{order:?}");
        assert_eq!(practice.counts().asked_too_early, 0);
    });
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_else(|| panic!("{key} in {object}"))
}
