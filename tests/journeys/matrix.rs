//! Never confidently wrong: every combination of organization, person, browser and act, against the truth
//! that the practice organization recorded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use usher_domain::diagnosis::Diagnosis;
use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::profile::{Profile, find};
use usher_domain::situation::{Situation, Sureness};
use usher_domain::view::{Picture, Screen};
use usher_practice::settings::{Granted, Required, UserConsent};
use usher_practice::{Options, Practice, Settings};

use crate::support::browser::{Browser, Page, Shown, account_button};
use crate::support::desk::Desk;

/// How many organizations are worked through at a time.
const WORKERS: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Earlier {
    Nothing,
    Person,
    Everyone,
    SomeForEveryone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Session {
    None,
    Right,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Accept,
    Cancel,
    Leave,
    Close,
    Request,
    NeverComeBack,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    product: &'static str,
    consent: UserConsent,
    request_box: bool,
    earlier: Earlier,
    person: (&'static str, &'static str),
    session: Session,
    address: bool,
    act: Act,
}

#[derive(Debug, Default)]
struct Tally {
    journeys: usize,
    by_sureness: BTreeMap<String, usize>,
    by_truth: BTreeMap<String, usize>,
    stopped_before_the_browser: usize,
    wrong: Vec<String>,
}

const PEOPLE: [(&str, &str); 4] = [
    ("ana@brightwater.example", "practice-ana"),
    ("carla@brightwater.example", "practice-carla"),
    ("grace@brightwater.example", "practice-grace"),
    ("gus@northwind.example", "practice-gus"),
];
const SOMEBODY_ELSE: &str = "ben@brightwater.example";

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let consents =
        [UserConsent::Legacy, UserConsent::LowRisk, UserConsent::MicrosoftManaged, UserConsent::Off];
    let earlier = [Earlier::Nothing, Earlier::Person, Earlier::Everyone, Earlier::SomeForEveryone];
    let sessions = [Session::None, Session::Right, Session::Other];
    let acts = [Act::Accept, Act::Cancel, Act::Leave, Act::Close, Act::Request, Act::NeverComeBack];
    for consent in consents {
        for request_box in [false, true] {
            for earlier in earlier {
                for person in PEOPLE {
                    for session in sessions {
                        for address in [false, true] {
                            for act in acts {
                                // Chronus asks for what people may approve under some policies, Claras for
                                // what only an admin may.
                                let product = if cases.len() % 3 == 2 { "claras" } else { "chronus" };
                                cases.push(Case {
                                    product,
                                    consent,
                                    request_box,
                                    earlier,
                                    person,
                                    session,
                                    address,
                                    act,
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    cases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proved_diagnosis_is_true_and_the_truth_is_always_among_the_open_ones() {
    let queue = Arc::new(Mutex::new(cases()));
    let tally = Arc::new(Mutex::new(Tally::default()));
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (queue, tally) = (queue.clone(), tally.clone());
            tokio::spawn(async move {
                let practice = Practice::start(Options::default()).await.unwrap();
                loop {
                    let next = queue.lock().unwrap().pop();
                    let Some(case) = next else { return };
                    journey(&practice, case, &tally).await;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }

    let tally = tally.lock().unwrap();
    println!("journeys: {}", tally.journeys);
    println!("stopped before the browser opened: {}", tally.stopped_before_the_browser);
    println!("by sureness: {:?}", tally.by_sureness);
    println!("by truth: {:?}", tally.by_truth);
    println!("wrong: {}", tally.wrong.len());
    assert_eq!(tally.wrong, Vec::<String>::new());
    assert!(tally.journeys >= 500, "only {} journeys", tally.journeys);
    assert!(tally.by_truth.len() >= 6, "{:?}", tally.by_truth);
    assert!(tally.by_sureness.contains_key("Proved"), "{:?}", tally.by_sureness);
}

async fn journey(practice: &Practice, case: Case, tally: &Mutex<Tally>) {
    let product = find(&ProfileId(case.product.to_owned())).unwrap();
    practice.configure(settings(case, product));
    let mut desk = Desk::at(practice);
    let address = if case.address { case.person.0 } else { "" };
    desk.start(case.product, address).await;
    let Some(link) = desk.opened_or_stopped().await else {
        tally.lock().unwrap().stopped_before_the_browser += 1;
        return;
    };
    let mut browser = Browser::new(practice.port());
    let mut shown = browser.visit(&link).await;
    if case.act == Act::NeverComeBack {
        // The person never gets further than the first page.
    } else {
        shown = sign_in(&mut browser, shown, case.person).await;
        let Some(last) = act(&mut browser, shown, case.act).await else { return };
        shown = last;
    }
    if shown.page == Page::Returned {
        desk.view("an end", is_end).await;
    }
    let truth = practice.truth().expect("a visit was recorded").situation;
    judge(case, "trip", truth, &desk.diagnosis().await, tally);
    if let Some(picture) = picture(shown.page) {
        desk.ask(Intent::PickPicture { picture }).await;
        desk.view("what the drawing leads to", |screen| !matches!(screen, Screen::WaitingForBrowser { .. }))
            .await;
        judge(case, "told", truth, &desk.diagnosis().await, tally);
    }
}

fn settings(case: Case, product: &Profile) -> Settings {
    let required = |p: &usher_domain::profile::Permission| Required { value: p.value.clone(), kind: p.kind };
    let scopes = product.delegated_scopes();
    let username = case.person.0.to_owned();
    let signed_in = match case.session {
        Session::None => vec![],
        Session::Right => vec![username.clone()],
        Session::Other => vec![SOMEBODY_ELSE.to_owned()],
    };
    Settings {
        user_consent: case.consent,
        request_box: case.request_box,
        granted: match case.earlier {
            Earlier::Nothing => Granted::Nothing,
            Earlier::Person => Granted::Person { username, scopes },
            Earlier::Everyone => Granted::Everyone(scopes),
            Earlier::SomeForEveryone => Granted::Everyone(vec!["User.Read".to_owned()]),
        },
        signed_in,
        ..Settings::default()
    }
    .requiring(product.permissions.iter().map(required).collect())
}

async fn sign_in(browser: &mut Browser, mut shown: Shown, person: (&str, &str)) -> Shown {
    for _ in 0..6 {
        shown = match shown.page {
            Page::SignIn => {
                browser.press(&shown, "sign-in", &[("username", person.0), ("password", person.1)]).await
            }
            Page::PickAccount => {
                let button =
                    account_button(&shown, person.0).unwrap_or_else(|| "use-another-account".to_owned());
                browser.press(&shown, &button, &[]).await
            }
            Page::Mfa => browser.press(&shown, "mfa-approve", &[]).await,
            Page::Permissions
            | Page::RequestBox
            | Page::RequestSent
            | Page::AdminOnly
            | Page::Error
            | Page::Returned
            | Page::Other => return shown,
        };
    }
    shown
}

/// Does what the case says; `None` where the page has nothing to do it with.
async fn act(browser: &mut Browser, shown: Shown, act: Act) -> Option<Shown> {
    let button = match act {
        Act::Close | Act::NeverComeBack => return Some(shown),
        Act::Accept if shown.page == Page::Returned => return Some(shown),
        Act::Accept => "accept",
        Act::Cancel => "cancel",
        Act::Leave => "return-to-app",
        Act::Request => "request-approval",
    };
    if shown.page == Page::Returned || !browser.has(&shown, button) {
        return None;
    }
    Some(browser.press(&shown, button, &[("reason", "We take notes in meetings")]).await)
}

/// The screen that the trip began at is none, also when the browser is quicker than the view after it.
fn is_end(screen: &Screen) -> bool {
    !matches!(
        screen,
        Screen::BeforeSignIn { .. } | Screen::WaitingForBrowser { .. } | Screen::Checking { .. }
    )
}

fn picture(page: Page) -> Option<Picture> {
    match page {
        Page::SignIn | Page::PickAccount | Page::Mfa => None,
        Page::Permissions => Some(Picture::AcceptList),
        Page::RequestBox => Some(Picture::RequestBox),
        Page::AdminOnly => Some(Picture::AdminOnly),
        Page::RequestSent => Some(Picture::RequestSent),
        Page::Error | Page::Returned | Page::Other => None,
    }
}

fn judge(case: Case, when: &str, truth: Situation, diagnosis: &Diagnosis, tally: &Mutex<Tally>) {
    let right = diagnosis.situation == truth;
    let open = diagnosis.alternatives.contains(&truth);
    let mut tally = tally.lock().unwrap();
    tally.journeys += usize::from(when == "trip");
    *tally.by_sureness.entry(format!("{:?}", diagnosis.sureness)).or_default() += 1;
    *tally.by_truth.entry(format!("{truth:?}")).or_default() += 1;
    let confidently_wrong = diagnosis.sureness == Sureness::Proved && !right;
    if confidently_wrong || !(right || open) {
        let said = (diagnosis.situation, diagnosis.sureness, &diagnosis.alternatives);
        tally.wrong.push(format!("{when}: {case:?}: truth {truth:?}, said {said:?}"));
    }
}
