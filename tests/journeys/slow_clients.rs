//! Strangers at the callback port: slow ones that hold every place, and thousands of wrong answers.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use url::Url;
use usher_domain::view::Screen;
use usher_practice::{Options, Practice, Settings};

use crate::support::browser::{Browser, Page, Shown};
use crate::support::desk::{Desk, LIMIT};
use crate::support::present::{can_run, is_on_path};

/// S14: the real browser gets in within this time whoever else is there.
const WITHIN: Duration = Duration::from_secs(2);
const SLOW_CLIENTS: usize = 300;
/// They go on coming: the program ends once all of its connections were closed, and on a busy machine that is soon.
const COMING: usize = 3_000;
const WRONG_ANSWERS: usize = 10_000;
const AT_A_TIME: usize = 50;

/// A trip whose listener waits, with the person on the page before the answer.
struct Begun {
    _practice: Practice,
    desk: Desk,
    browser: Browser,
    shown: Shown,
    callback: Url,
}

async fn begun() -> Begun {
    let settings =
        Settings { user_consent: usher_practice::settings::UserConsent::Custom, ..Settings::default() };
    let practice = Practice::start(Options { settings, ..Options::default() }).await.unwrap();
    let mut desk = Desk::at(&practice);
    let link = desk.open_browser("chronus", "").await;
    let asked = Url::parse(&link).unwrap();
    let (_, callback) = asked.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    let callback = Url::parse(&callback).unwrap();
    let mut browser = Browser::new(practice.port());
    let shown = browser.visit(&link).await;
    let person = [("username", "ana@brightwater.example"), ("password", "practice-ana")];
    let shown = browser.press(&shown, "sign-in", &person).await;
    assert_eq!(shown.page, Page::Permissions, "{}", shown.text());
    Begun { _practice: practice, desk, browser, shown, callback }
}

fn is_connected(screen: &Screen) -> bool {
    matches!(screen, Screen::Connected { .. })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_real_browser_is_served_while_300_slow_clients_hold_on() {
    let program = "slowhttptest";
    if !can_run("the_real_browser_is_served_while_300_slow_clients_hold_on", program, is_on_path(program)) {
        return;
    }
    let Begun { _practice, desk, mut browser, shown, callback } = begun().await;
    let mut attack = slow_clients(&callback);
    let port = callback.port().unwrap();
    let held = until_all_have_come(port, &mut attack).await;

    let before = Instant::now();
    let page = browser.press(&shown, "accept", &[]).await;
    let took = before.elapsed();

    println!("{SLOW_CLIENTS} slow clients came, {held} held; the real answer took {} ms", took.as_millis());
    assert!(attack.try_wait().unwrap().is_none(), "the attack was over before the answer came");
    assert_eq!(page.page, Page::Returned);
    assert!(took < WITHIN, "{took:?}");
    desk.view("connected", is_connected).await;
    attack.kill().await.unwrap();
}

fn slow_clients(callback: &Url) -> Child {
    let (address, count) = (callback.as_str(), COMING.to_string());
    Command::new("slowhttptest")
        .args(["-H", "-c", &count, "-r", "150", "-i", "5", "-l", "240", "-p", "2", "-u", address])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Waits until all slow clients have come, and returns how many of them are held.
async fn until_all_have_come(port: u16, attack: &mut Child) -> usize {
    let begun = Instant::now();
    loop {
        let (open, given_way) = connections(port);
        if open + given_way >= SLOW_CLIENTS {
            return open;
        }
        assert!(attack.try_wait().unwrap().is_none(), "slowhttptest ended after {open} + {given_way}");
        assert!(begun.elapsed() < LIMIT, "only {open} + {given_way} slow clients came");
        tokio::task::yield_now().await;
    }
}

/// Connections that the listener at `port` holds, and those that it closed: `/proc/net/tcp` lists the local
/// address second, the state fourth (01 is ESTABLISHED, 06 is TIME_WAIT, on the side that closed first).
fn connections(port: u16) -> (usize, usize) {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let local = format!("0100007F:{port:04X}");
    let states: Vec<&str> = table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|fields| fields.get(1) == Some(&local.as_str()))
        .filter_map(|fields| fields.get(3).copied())
        .collect();
    let count = |state: &str| states.iter().filter(|known| **known == state).count();
    (count("01"), count("06"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_wrong_answers_change_nothing_and_the_right_one_succeeds() {
    let Begun { _practice, desk, mut browser, shown, callback } = begun().await;
    let client = Client::builder().no_proxy().build().unwrap();
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    let before = Instant::now();

    let mut tasks = Vec::with_capacity(WRONG_ANSWERS);
    for n in 0..WRONG_ANSWERS {
        let place = places.clone().acquire_owned().await.unwrap();
        let request = wrong_answer(&client, &callback, n);
        tasks.push(tokio::spawn(async move {
            let _place = place;
            request.send().await.map(|response| response.status())
        }));
    }
    let mut refused = 0;
    for task in tasks {
        let status = task.await.unwrap().unwrap();
        assert!(status.is_client_error(), "{status}");
        refused += usize::from(status == StatusCode::BAD_REQUEST);
    }

    println!(
        "{WRONG_ANSWERS} wrong answers in {} ms, {refused} of them read and refused",
        before.elapsed().as_millis()
    );
    assert!(matches!(desk.engine.view().screen, Screen::WaitingForBrowser { .. }));
    assert_eq!(desk.kept(), (0, 0));
    let page = browser.press(&shown, "accept", &[]).await;
    assert_eq!(page.page, Page::Returned);
    desk.view("connected", is_connected).await;
}

/// Codes and refusals with no state, a wrong one or two of them, by both methods, and strays.
fn wrong_answer(client: &Client, callback: &Url, n: usize) -> reqwest::RequestBuilder {
    let state = format!("wrong-{n}");
    let code = [("code", "stolen"), ("state", state.as_str())];
    let cancel = [("error", "access_denied"), ("error_subcode", "cancel"), ("state", state.as_str())];
    match n % 6 {
        0 => client.post(callback.clone()).form(&code),
        1 => client.post(callback.clone()).form(&[("code", "stolen")]),
        2 => client.post(callback.clone()).form(&[("state", &state), ("state", &state), ("code", &state)]),
        3 => client.get(callback.clone()).query(&cancel),
        4 => client.get(callback.clone()).query(&code),
        _ => client.get(callback.join("/favicon.ico").unwrap()),
    }
}
