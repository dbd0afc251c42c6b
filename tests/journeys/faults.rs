//! No false green: whatever breaks on the way to Microsoft, no line of the checklist says granted because of it
//! (S30, S87).

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use usher_domain::connection::{Connection, Identity};
use usher_domain::grant::{Covers, GrantState};
use usher_domain::intent::Intent;
use usher_domain::permissions::catalogue;
use usher_domain::profile::{Permission, PermissionKind, Profile};
use usher_domain::view::{ChecklistRow, Screen, View};
use usher_engine::store::Store;
use usher_practice::settings::{Granted, Required, UserConsent};
use usher_practice::{Options, Practice, Settings};
use usher_vault::{Secret, SecretKey, SecretStore, World};

use crate::support::broken_proxy::{BrokenProxy, Call, Fault, Promise};
use crate::support::browser::{Browser, Page};
use crate::support::desk::{Desk, With};

const PRODUCT: &str = "test-product";
const ANA: &str = "ana@brightwater.example";
/// What a look at the directory takes; these stay granted, to Ana alone.
const READERS: [&str; 3] = ["User.Read", "Application.Read.All", "Directory.Read.All"];
const TAKEN_AWAY: [&str; 2] = ["Calendars.Read", "OnlineMeetings.Read"];
/// An application permission, which nobody ever granted.
const ROLE: &str = "OnlineMeetings.Read.All";
/// Granted and never asked for: without any grant Microsoft refuses the sign-in itself.
const LEFT_OVER: &str = "Mail.Read";

/// Longer than a call may take, and its retries (S25, S33); only a hang gets here.
const LIMIT: Duration = Duration::from_secs(75);
const AT_A_TIME: usize = 40;

/// What goes on while the call breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// A first sign-in, with everything granted.
    SignIn,
    /// A look, after everything was taken away.
    LookAtNothing,
    /// A look, after all was taken away but what reading the directory takes.
    LookAtHalf,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    act: Act,
    call: Call,
    fault: Fault,
}

/// Whether the case's fault is in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    Broken,
    Mended,
}

/// What should not be.
struct Wrong {
    is_false_green: bool,
    what: String,
}

impl Wrong {
    fn green(what: impl std::fmt::Debug) -> Self {
        Self { is_false_green: true, what: format!("a false green: {what:?}") }
    }

    fn other(what: impl std::fmt::Display) -> Self {
        Self { is_false_green: false, what: what.to_string() }
    }
}

/// An organization, and Ana's sign-in there from when everything was granted.
struct Scene {
    practice: Practice,
    connection: Connection,
    token: SecretString,
}

/// The slow ones first, so that they wait side by side.
const FAULTS: [Fault; 12] = [
    Fault::Hang,
    Fault::Unavailable,
    Fault::ErrorPage,
    Fault::Refused,
    Fault::Reset,
    Fault::Garbage,
    Fault::TooManyRequests,
    Fault::BrokenJson,
    Fault::TenMegabytes,
    Fault::Empty,
    Fault::WrongType,
    Fault::Truncated,
];
const LIES: [(Call, Fault); 7] = [
    (Call::ServicePrincipal, Fault::OtherApp),
    (Call::Grants, Fault::OtherApp),
    (Call::Grants, Fault::OtherTenant),
    (Call::Grants, Fault::OtherApi),
    (Call::Grants, Fault::Half),
    (Call::Assignments, Fault::OtherApp),
    (Call::Assignments, Fault::OtherApi),
];

fn cases() -> Vec<Case> {
    let acts: [(Act, &[Call]); 3] = [
        (Act::SignIn, &[Call::Discovery, Call::Exchange, Call::Keys, Call::Me]),
        (Act::LookAtNothing, &[Call::Discovery, Call::Refresh, Call::Keys]),
        (Act::LookAtHalf, &[Call::Roles, Call::ServicePrincipal, Call::Grants, Call::Assignments]),
    ];
    let mut cases = Vec::new();
    for fault in FAULTS {
        for (act, calls) in acts {
            cases.extend(calls.iter().map(|&call| Case { act, call, fault }));
        }
    }
    cases.extend(LIES.map(|(call, fault)| Case { act: Act::LookAtHalf, call, fault }));
    cases
}

fn product() -> Profile {
    let scopes = READERS.iter().chain(&TAKEN_AWAY).map(|&scope| scope.to_owned());
    let mut product = Profile::bare(PRODUCT, scopes);
    let application = PermissionKind::Application;
    product.permissions.push(Permission { kind: application, ..Permission::bare(ROLE.to_owned()) });
    product
}

fn promise() -> Promise {
    let role = catalogue().find(ROLE, PermissionKind::Application).unwrap();
    let scopes = READERS.iter().chain(&TAKEN_AWAY).map(|&scope| scope.to_owned()).collect();
    Promise { scopes, role: role.id.clone() }
}

async fn organization() -> Practice {
    let required = |p: &Permission| Required { value: p.value.clone(), kind: p.kind };
    let settings = Settings {
        user_consent: UserConsent::Off,
        granted: Granted::Person {
            username: ANA.to_owned(),
            scopes: promise().scopes.into_iter().chain([LEFT_OVER.to_owned()]).collect(),
        },
        ..Settings::default()
    }
    .requiring(product().permissions.iter().map(required).collect());
    Practice::start(Options { settings, ..Options::default() }).await.unwrap()
}

fn desk_at(proxy: &BrokenProxy, practice: &Practice) -> Desk {
    Desk::knowing(vec![product()], Some(proxy.instead(practice)))
}

/// To the page after Ana's password, which sends the browser back.
async fn sign_in(desk: &mut Desk, proxy: &BrokenProxy) {
    let link = desk.opened().await;
    let mut browser = Browser::new(proxy.port());
    let shown = browser.visit(&link).await;
    let ana = [("username", ANA), ("password", "practice-ana")];
    let shown = browser.press(&shown, "sign-in", &ana).await;
    assert_eq!(shown.page, Page::Returned, "{}", shown.text());
}

async fn view(desk: &Desk, is_it: impl Fn(&View) -> bool) -> View {
    let mut views = desk.engine.views();
    let found = tokio::time::timeout(LIMIT, views.wait_for(|view| is_it(view))).await;
    let Ok(found) = found else { panic!("still at {:?}", desk.engine.view().screen) };
    found.unwrap().clone()
}

impl Scene {
    /// Signs in while everything is granted, and takes `taken` away then.
    async fn without(taken: &[&str]) -> Self {
        let practice = organization().await;
        let proxy = BrokenProxy::start(&practice, None, promise()).await;
        let mut desk = desk_at(&proxy, &practice);
        desk.start(PRODUCT, "").await;
        sign_in(&mut desk, &proxy).await;
        view(&desk, |view| matches!(view.screen, Screen::Connected { .. })).await;
        let connection = desk.engine.report().connection.unwrap();
        assert_eq!(connection.missing(), Vec::<String>::new());
        let key = SecretKey::refresh_token(&connection.id.0, World::Real);
        let token = desk.secrets.load(&key).await.unwrap().unwrap().into_secret_string();
        for permission in taken {
            practice.revoke(permission);
        }
        Self { practice, connection, token }
    }

    /// Another start of Usher with that sign-in, behind `proxy`.
    async fn desk(&self, proxy: &BrokenProxy, product: Profile) -> Desk {
        let desk = Desk::knowing(vec![], None);
        let place = proxy.instead(&self.practice);
        let identity = Identity {
            issuer: format!("{}/v2.0", place.authority),
            ..self.connection.identity.clone().unwrap()
        };
        let connection =
            Connection { place: place.place(), identity: Some(identity), ..self.connection.clone() };
        Store::open(desk.folder.path()).unwrap().0.put_connection(&connection).unwrap();
        let desk = desk.restart(With { more_profiles: vec![product], ..With::default() }).await;
        let key = SecretKey::refresh_token(&connection.id.0, World::Real);
        let secret = Secret::from(SecretString::from(self.token.expose_secret()));
        desk.secrets.store(&key, &secret).await.unwrap();
        desk
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_call_never_turns_a_line_green() {
    let begun = Instant::now();
    let taken: Vec<&str> = READERS.into_iter().chain(TAKEN_AWAY).collect();
    let nothing = Arc::new(Scene::without(&taken).await);
    let half = Arc::new(Scene::without(&TAKEN_AWAY).await);
    let fresh = Arc::new(organization().await);
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    let cases = cases();
    let tasks: Vec<_> = cases
        .iter()
        .map(|&case| {
            let (nothing, half, fresh) = (nothing.clone(), half.clone(), fresh.clone());
            let places = places.clone();
            tokio::spawn(async move {
                let _place = places.acquire().await.unwrap();
                match case.act {
                    Act::SignIn => first_sign_in(&fresh, case).await,
                    Act::LookAtNothing => look(&nothing, case).await,
                    Act::LookAtHalf => look(&half, case).await,
                }
            })
        })
        .collect();
    let mut wrong = Vec::new();
    for (task, case) in tasks.into_iter().zip(&cases) {
        let found = task.await.unwrap_or_else(|error| vec![Wrong::other(error)]);
        wrong.extend(found.into_iter().map(|what| (case, what)));
    }

    let greens = wrong.iter().filter(|(_, what)| what.is_false_green).count();
    println!("faults: {} tried, {greens} false greens", cases.len());
    println!("in {:.0?}", begun.elapsed());
    let told: Vec<String> = wrong.iter().map(|(case, what)| format!("{case:?}: {}", what.what)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// C5 and K1 must not come, and nothing may be kept.
async fn first_sign_in(practice: &Practice, case: Case) -> Vec<Wrong> {
    let proxy = BrokenProxy::start(practice, Some((case.call, case.fault)), promise()).await;
    let mut desk = desk_at(&proxy, practice);
    desk.start(PRODUCT, "").await;
    if case.call != Call::Discovery {
        sign_in(&mut desk, &proxy).await;
    }
    let begins = |screen: &Screen| {
        matches!(
            screen,
            Screen::Start { .. }
                | Screen::ChooseProduct { .. }
                | Screen::WaitingForBrowser { .. }
                | Screen::Checking { problem: None, .. }
        )
    };
    let told = |view: &View| {
        matches!(view.screen, Screen::Checking { problem: Some(_), .. })
            || matches!(view.screen, Screen::BeforeSignIn { .. }) && view.notice.is_some()
    };
    let is_end = |view: &View| {
        told(view) || !begins(&view.screen) && !matches!(view.screen, Screen::BeforeSignIn { .. })
    };
    let end = view(&desk, is_end).await;

    let mut wrong = Vec::new();
    if matches!(end.screen, Screen::Connected { .. } | Screen::Checklist { .. }) {
        wrong.push(Wrong::green(&end.screen));
    } else if !told(&end) || desk.engine.report().connection.is_some() {
        wrong.push(Wrong::other(format!("ended at {:?}", end.screen)));
    }
    if desk.kept() != (0, 0) {
        wrong.push(Wrong::other(format!("kept {:?}", desk.kept())));
    }
    if proxy.reached() == 0 {
        wrong.push(Wrong::other("the call was never made"));
    }
    wrong
}

/// A look with the fault in place, and another one without it.
async fn look(scene: &Scene, case: Case) -> Vec<Wrong> {
    let proxy = BrokenProxy::start(&scene.practice, Some((case.call, case.fault)), promise()).await;
    let desk = scene.desk(&proxy, product()).await;
    desk.ask(Intent::OpenConnection { connection: scene.connection.id.clone() }).await;
    desk.ask(Intent::SeePermissions).await;
    let looked = |view: &View| matches!(view.screen, Screen::Checklist { checking: false, .. });
    let seen = view(&desk, looked).await;

    let mut wrong = judge(case, &seen, Wire::Broken);
    if proxy.reached() == 0 {
        wrong.push(Wrong::other("the call was never made"));
    }
    if case.fault != Fault::Refused {
        proxy.mend();
        desk.ask(Intent::CheckAgain).await;
        let again = view(&desk, |view| view.revision > seen.revision && looked(view)).await;
        wrong.extend(judge(case, &again, Wire::Mended));
    }
    wrong
}

/// What is wrong with a checklist; the truth is that only the readers are left, for Ana alone, or nothing is.
fn judge(case: Case, view: &View, wire: Wire) -> Vec<Wrong> {
    let Screen::Checklist { rows, problem, .. } = &view.screen else { unreachable!("waited for it") };
    let lies = rows.iter().filter(|row| !may_say(case, row, wire));
    let mut wrong: Vec<Wrong> = lies.map(Wrong::green).collect();
    let must_fail = wire == Wire::Broken && case.act == Act::LookAtNothing;
    let failed = rows.iter().filter(|row| row.state == GrantState::CheckFailed).count();
    let (count, all) = (rows.len(), product().permissions.len());
    if problem.is_some() != must_fail || failed != if must_fail { all } else { 0 } || count != all {
        let lines = format!("{failed} of {count} lines failed");
        wrong.push(Wrong::other(format!("{wire:?}: {problem:?}, {lines}")));
    }
    wrong
}

fn may_say(case: Case, row: &ChecklistRow, wire: Wire) -> bool {
    let reads = row.permission.kind == PermissionKind::Delegated
        && READERS.contains(&row.permission.value.as_str())
        && case.act == Act::LookAtHalf;
    let state = row.state != GrantState::Granted || reads;
    let is_listed = wire == Wire::Mended || lists(case, &row.permission.value);
    let covers = match row.covers {
        Covers::Everyone => false,
        Covers::OnlyYou => reads && is_listed,
        Covers::NotKnown | Covers::CheckFailed => true,
    };
    state && covers
}

/// Whether a list of delegated permissions came that is true and names this one.
fn lists(case: Case, value: &str) -> bool {
    match (case.call, case.fault) {
        (Call::Roles, _) | (Call::Assignments, Fault::OtherApi) => true,
        // Of the sorted names only the first is left.
        (Call::Grants, Fault::Half) => value == "Application.Read.All",
        _ => false,
    }
}

#[tokio::test]
async fn a_delegated_permission_is_no_proof_of_an_application_permission_of_that_name() {
    let scene = Scene::without(&TAKEN_AWAY).await;
    let proxy = BrokenProxy::start(&scene.practice, None, promise()).await;
    let mut asks_twice = product();
    let application = PermissionKind::Application;
    let twin = Permission { kind: application, ..Permission::bare("Directory.Read.All".to_owned()) };
    asks_twice.permissions.push(twin);
    let desk = scene.desk(&proxy, asks_twice).await;

    desk.ask(Intent::OpenConnection { connection: scene.connection.id.clone() }).await;
    desk.ask(Intent::SeePermissions).await;
    let looked = |view: &View| matches!(view.screen, Screen::Checklist { checking: false, .. });
    let Screen::Checklist { rows, .. } = view(&desk, looked).await.screen else {
        unreachable!("waited for it")
    };

    let green =
        rows.iter().find(|row| row.permission.kind == application && row.state == GrantState::Granted);
    assert_eq!(green, None, "no application permission was granted");
}
