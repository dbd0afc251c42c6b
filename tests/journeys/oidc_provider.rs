//! Sign-in and refresh against `oidc-provider`, a certified provider that is not ours, and against the broken
//! answers a hostile one would give (S7 to S9, S26, S31).

use std::sync::{Arc, Mutex};

use usher_domain::connection::{Connection, Kept};
use usher_domain::problem::Problem;
use usher_domain::profile::Profile;
use usher_domain::view::{Screen, View};
use usher_engine::store::Store;
use usher_engine::{Adapters, CannotList, Ground, list_grants};
use usher_vault::{MemoryStore, World};

use crate::support::browser::{Browser, Page, Shown};
use crate::support::desk::Desk;
use crate::support::peer::Provider;

const PRODUCT: &str = "test-product";
const SCOPES: [&str; 3] = ["openid", "offline_access", "email"];

/// How a sign-in ends when the provider answers as the case says.
const CASES: [(&str, &str); 39] = [
    ("wrong issuer", NOT_TRUSTED),
    ("no issuer", NOT_TRUSTED),
    ("wrong audience", NOT_TRUSTED),
    ("one audience too many", NOT_TRUSTED),
    ("no audience", NOT_TRUSTED),
    ("wrong nonce", NOT_TRUSTED),
    ("no nonce", NOT_TRUSTED),
    ("expired", NOT_TRUSTED),
    ("no expiry", NOT_TRUSTED),
    ("from the future", NOT_TRUSTED),
    ("not valid yet", NOT_TRUSTED),
    ("no issue time", NOT_TRUSTED),
    ("no subject", NOT_TRUSTED),
    ("a foreign key under our name", NOT_TRUSTED),
    ("a key nobody knows", NOT_TRUSTED),
    ("changed after signing", NOT_TRUSTED),
    ("no algorithm", NOT_TRUSTED),
    ("HS256", NOT_TRUSTED),
    ("ES256", NOT_TRUSTED),
    ("PS256 of the right key", NOT_TRUSTED),
    ("an unknown critical header", NOT_TRUSTED),
    ("no ID token", NOT_TRUSTED),
    ("an ID token that is none", NOT_TRUSTED),
    ("another token type", "the check failed: OddAnswer"),
    ("iss of another provider", STOPPED),
    ("iss left out", STOPPED),
    ("iss twice", WAITING),
    ("state of another trip", WAITING),
    ("code of another trip", "an answer: E16"),
    ("metadata of another issuer", STOPPED),
    ("a token endpoint elsewhere", STOPPED),
    ("a sign-in page elsewhere", STOPPED),
    ("no S256", STOPPED),
    ("one audience in a list", CONNECTED),
    ("no key id", CONNECTED),
    ("bearer in small letters", CONNECTED),
    ("no lifetime", CONNECTED),
    ("a clock four minutes behind", CONNECTED),
    ("a note beside the answer", CONNECTED),
];
const NOT_TRUSTED: &str = "the check failed: AnswerNotTrusted";
const STOPPED: &str = "stopped: AnswerNotTrusted";
const WAITING: &str = "still waiting";
const CONNECTED: &str = "connected";

/// How a look at the granted permissions ends.
const REFRESHES: [&str; 4] = [
    "refreshed for somebody else",
    "refreshed by another issuer",
    "refreshed for another client",
    "refreshed with a foreign key",
];

/// Eight at once, as eight programs would be: each with its own adapter, file lock and store.
const PARALLEL: usize = 8;
const ROUNDS: usize = 20;

fn desk_at(provider: &Provider) -> Desk {
    let product = Profile::bare(PRODUCT, SCOPES.map(str::to_owned));
    Desk::knowing(vec![product], Some(provider.instead()))
}

/// Through the provider's own pages, until the browser is back or stays.
async fn sign_in(desk: &mut Desk, provider: &Provider) -> Option<Shown> {
    desk.start(PRODUCT, "").await;
    let link = desk.opened_or_stopped().await?;
    let mut browser = Browser::new(provider.port());
    let mut shown = browser.visit(&link).await;
    for _ in 0..2 {
        if shown.page == Page::Returned {
            break;
        }
        shown = browser.submit(&shown, &[("login", "ana"), ("password", "pretend")]).await;
    }
    assert_eq!(shown.page, Page::Returned, "{}", shown.text());
    Some(shown)
}

async fn connected(desk: &mut Desk, provider: &Provider) -> Connection {
    sign_in(desk, provider).await.expect("the browser opens");
    desk.view("connected", |screen| matches!(screen, Screen::Connected { .. })).await;
    desk.engine.report().connection.unwrap()
}

/// What `usherctl` has of the same folder and keychain.
fn ground(desk: &Desk) -> Ground {
    let (store, _) = Store::open(desk.folder.path()).unwrap();
    Ground {
        world: World::Real,
        secrets: desk.secrets.clone(),
        session_secrets: Arc::new(MemoryStore::new()),
        store: Arc::new(Mutex::new(store)),
        folder: desk.folder.path().to_path_buf(),
    }
}

async fn look(ground: &Ground, connection: &Connection) -> Result<Vec<String>, CannotList> {
    let entra = Adapters::default().at(&connection.place).unwrap();
    list_grants(ground, &entra, connection).await.map(|listed| listed.granted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_is_kept_and_rotation_loses_none_of_many_looks_at_once() {
    if !Provider::can_run("a_sign_in_is_kept_and_rotation_loses_none_of_many_looks_at_once") {
        return;
    }
    let provider = Provider::start().await;
    let mut desk = desk_at(&provider);
    let connection = connected(&mut desk, &provider).await;
    assert_eq!((connection.kept, desk.kept()), (Kept::Keychain, (1, 1)));
    assert!(SCOPES.iter().all(|scope| connection.granted.iter().any(|have| have == scope)), "{connection:?}");

    for _ in 0..5 {
        let granted = look(&ground(&desk), &connection).await.unwrap();
        assert!(granted.iter().any(|scope| scope == "email"), "{granted:?}");
    }
    let tasks: Vec<_> = (0..PARALLEL)
        .map(|_| {
            let (ground, connection) = (ground(&desk), connection.clone());
            tokio::spawn(async move {
                for _ in 0..ROUNDS {
                    look(&ground, &connection).await.unwrap();
                }
            })
        })
        .collect();
    let mut lost = 0;
    for task in tasks {
        lost += usize::from(task.await.is_err());
    }
    println!("{PARALLEL} at once, {ROUNDS} looks each, every one rotates the token: {lost} lost the sign-in");
    assert_eq!(lost, 0);
    look(&ground(&desk), &connection).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_answer_is_refused_and_nothing_is_kept() {
    if !Provider::can_run("a_broken_answer_is_refused_and_nothing_is_kept") {
        return;
    }
    let mut provider = Provider::start().await;
    let mut wrong = Vec::new();
    for (case, expected) in CASES {
        provider.answer_as(case).await;
        let mut desk = desk_at(&provider);
        let verdict = match sign_in(&mut desk, &provider).await {
            Some(_) => verdict(&settled(&desk, expected).await),
            None => verdict(&desk.engine.view()),
        };
        let kept = desk.kept();
        println!("{case}: {verdict}, kept {kept:?}");
        let fits = if expected == CONNECTED { kept == (1, 1) } else { kept == (0, 0) };
        if verdict != expected || !fits {
            wrong.push(format!("{case}: {verdict} instead of {expected}, kept {kept:?}"));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The view once the answer is through. Where none was taken, the browser has its page already.
async fn settled(desk: &Desk, expected: &str) -> View {
    if expected == WAITING {
        return desk.engine.view();
    }
    let over = |screen: &Screen| {
        !matches!(screen, Screen::WaitingForBrowser { .. } | Screen::Checking { problem: None, .. })
    };
    desk.view("the end", over).await
}

fn verdict(view: &View) -> String {
    match (&view.screen, &view.notice) {
        (Screen::Connected { .. }, None) => CONNECTED.to_owned(),
        (Screen::WaitingForBrowser { .. }, None) => WAITING.to_owned(),
        (Screen::Checking { problem: Some(problem), .. }, _) => format!("the check failed: {problem:?}"),
        (Screen::Answer { diagnosis, .. }, _) => format!("an answer: {:?}", diagnosis.card),
        (Screen::BeforeSignIn { .. }, Some(problem)) => format!("stopped: {problem:?}"),
        (other, notice) => format!("{other:?}, {notice:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_refresh_lists_nothing_and_keeps_the_sign_in() {
    if !Provider::can_run("a_broken_refresh_lists_nothing_and_keeps_the_sign_in") {
        return;
    }
    let mut provider = Provider::start().await;
    let mut wrong = Vec::new();
    for case in REFRESHES {
        provider.answer_as("none").await;
        let mut desk = desk_at(&provider);
        let connection = connected(&mut desk, &provider).await;

        provider.answer_as(case).await;
        let listed = look(&ground(&desk), &connection).await;

        println!("{case}: {listed:?}, kept {:?}", desk.kept());
        if listed != Err(CannotList::Problem(Problem::AnswerNotTrusted)) || desk.kept() != (1, 1) {
            wrong.push(format!("{case}: {listed:?}, kept {:?}", desk.kept()));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
