//! Every file of `tests/data/attack-profiles`, through the running engine.

use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;

use usher_domain::intent::Intent;
use usher_domain::profile::built_in;
use usher_domain::view::Screen;
use usher_domain::view::approving::{Origin, Stop};
use usher_domain::view::setup_file::FileRefusal;

use crate::support::desk::Desk;
use crate::support::files::{Outcome, Shown, attacks};
#[cfg(target_os = "linux")]
use crate::support::present::{can_run, is_on_path};

/// As many as the requirement asks for (S64 to S75).
const AT_LEAST: usize = 60;

#[tokio::test]
async fn every_attack_is_refused_or_stopped_before_anything_is_done() {
    let mut desk = Desk::new(None);
    let (mut refused, mut stopped) = (0, 0);
    for (path, outcome) in attacks() {
        match (desk.open_file(&path).await, outcome) {
            (Shown::Refused(FileRefusal::Wrong { faults }), Outcome::Refused { field }) => {
                assert!(faults.iter().any(|fault| fault.field == field), "{path:?}: {field} in {faults:?}");
                refused += 1;
            }
            (Shown::Preview(file), Outcome::Stopped) => {
                assert_eq!(file.origin, Origin::Unsigned);
                stays_at_the_stop(&desk, &path).await;
                stopped += 1;
            }
            (shown, outcome) => panic!("{path:?} should be {outcome:?} and is {shown:?}"),
        }
    }

    let products = offered(&desk).await;
    let pages = desk.opened_so_far();
    println!(
        "attack profiles: {refused} refused, {stopped} stopped in the preview, {pages} pages opened, of {}",
        refused + stopped
    );
    assert_eq!(pages, 0);
    assert_eq!(products, built_in().len());
    assert_eq!(desk.kept(), (0, 0));
    assert!(refused + stopped >= AT_LEAST);
}

/// Going on takes a domain: neither nothing nor something else will do.
async fn stays_at_the_stop(desk: &Desk, path: &Path) {
    for typed in ["", " ", "yes", "https://"] {
        desk.ask(Intent::UseSetupFile { typed: typed.to_owned() }).await;
        let mistyped = |screen: &Screen| {
            let Screen::SetupFile { file } = screen else { return false };
            file.stop == Some(Stop { domain: None, mistyped: true })
        };
        desk.view(&format!("the stop of {path:?}"), mistyped).await;
    }
}

/// How many products there are to choose from.
async fn offered(desk: &Desk) -> usize {
    desk.ask(Intent::Start).await;
    let view = desk.view("the products", |screen| matches!(screen, Screen::ChooseProduct { .. })).await;
    let Screen::ChooseProduct { products, .. } = view.screen else { return 0 };
    products.len()
}

/// What the network looks like to [`network_calls`]: this machine's own address counts too.
#[cfg(target_os = "linux")]
#[test]
fn one_call_over_the_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();

    assert!(std::net::TcpStream::connect(listener.local_addr().unwrap()).is_ok());
}

/// S77, as the kernel sees it.
#[cfg(target_os = "linux")]
#[test]
fn opening_every_attack_sends_nothing_over_the_network() {
    let name = "opening_every_attack_sends_nothing_over_the_network";
    if !can_run(name, "strace", is_on_path("strace")) {
        return;
    }

    let calls = network_calls("every_attack_is_refused_or_stopped_before_anything_is_done");
    let seen = network_calls("one_call_over_the_network");

    println!("network calls while opening every attack: {}; in the control: {}", calls.len(), seen.len());
    assert_eq!(calls, Vec::<String>::new());
    assert_eq!(seen.len(), 1, "{seen:?}");
}

/// The calls to IPv4 and IPv6 addresses that one test of this file makes, in a process of its own.
#[cfg(target_os = "linux")]
fn network_calls(test: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("calls");

    let ran = Command::new("strace")
        .args(["-f", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"])
        .arg(&log)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("setup_files::attacks::{test}")])
        .output()
        .unwrap();

    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
    let calls = std::fs::read_to_string(&log).unwrap();
    assert!(calls.contains("+++ exited with 0 +++"), "strace saw no end: {calls}");
    calls.lines().filter(|line| line.contains("AF_INET")).map(str::to_owned).collect()
}
