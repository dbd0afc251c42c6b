//! Both kinds of flow on the same sockets, and that they never mix (S2).

use rstest::rstest;
use tokio::sync::mpsc;
use usher_domain::cloud::Cloud;
use usher_domain::ids::TenantId;
use usher_domain::profile::{Loopback, LoopbackHost};

use super::super::{Callback, ConsentAnswer, ConsentFlow, Flow, Heard, Listener, Outcome, Sockets};
use super::{STATE, listen, post, raw, status};
use crate::authority::Authority;
use crate::secret::State;

const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const OTHER_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const APPROVED: &str =
    "admin_consent=True&tenant=TENANT&scope=https%3a%2f%2fgraph.microsoft.com%2fUser.Read&state=STATE";

struct Running {
    listener: Listener,
    heard: mpsc::Receiver<ConsentAnswer>,
}

async fn listen_for_consent() -> Running {
    let sockets = Sockets::bind(LoopbackHost::Ipv4).await.unwrap();
    let redirect = Loopback { host: LoopbackHost::Ipv4, path: "/callback".to_owned() };
    let authority = Authority::microsoft(Cloud::Worldwide);
    let (_, callback) = Callback::at(&sockets, &redirect, &authority).unwrap();
    let (trip, heard) = mpsc::channel(1);
    let flow = ConsentFlow::new(State::from_text(STATE), TenantId::parse(TENANT).unwrap(), trip);
    Running { listener: Listener::start(sockets, callback, Flow::AdminConsent(flow)), heard }
}

fn filled(fields: &str) -> String {
    fields.replace("STATE", STATE).replace("OTHER_TENANT", OTHER_TENANT).replace("TENANT", TENANT)
}

fn get(port: u16, fields: &str) -> String {
    format!("GET /callback?{} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", filled(fields))
}

fn by(verb: &str, port: u16, fields: &str) -> String {
    if verb == "GET" { get(port, fields) } else { post(port, "", &filled(fields)) }
}

/// The status of the page, and what a sign-in trip hears.
async fn told_to_sign_in(verb: &str, fields: &str) -> (u16, &'static str) {
    let mut running = listen().await;
    let port = running.listener.port();
    // A code's page needs no wait for its outcome then.
    running.listener.outcome.send_replace(Some(Outcome::NotConnected));

    let page = status(port, &by(verb, port, fields)).await;

    let told = match running.heard.try_recv() {
        Ok(Heard::Code { .. }) => "code",
        Ok(Heard::Refused(_)) => "refused",
        Ok(Heard::WrongForm) => "wrong form",
        Ok(Heard::NotTrusted) => "not trusted",
        Ok(Heard::SilentRefused(_)) => "silently refused",
        Err(_) => {
            assert_eq!(status(port, &by("POST", port, "state=STATE&code=c")).await, 200);
            "waits"
        }
    };
    (page, told)
}

/// The status of the page, and what an admin's trip hears.
async fn told_to_admin(verb: &str, fields: &str) -> (u16, &'static str) {
    let mut running = listen_for_consent().await;
    let port = running.listener.port();

    let page = status(port, &by(verb, port, fields)).await;

    let told = match running.heard.try_recv() {
        Ok(ConsentAnswer::Reported) => "reported",
        Ok(ConsentAnswer::Refused(_)) => "refused",
        Ok(ConsentAnswer::OtherTenant) => "other tenant",
        Err(_) => {
            assert_eq!(status(port, &get(port, APPROVED)).await, 200);
            assert_eq!(running.heard.try_recv(), Ok(ConsentAnswer::Reported));
            "waits"
        }
    };
    (page, told)
}

/// Each line: the fields; what a sign-in hears of them by GET and by POST; what an admin's trip hears by GET.
#[rstest]
#[case::a_code("state=STATE&code=c", ["wrong form", "code", "waits"])]
#[case::an_approval(APPROVED, ["waits", "waits", "reported"])]
#[case::an_approval_of_the_older_link("tenant=TENANT&state=STATE&admin_consent=True", ["waits", "waits", "reported"])]
#[case::an_approval_in_small_letters("admin_consent=true&tenant=TENANT&state=STATE", ["waits", "waits", "reported"])]
#[case::an_error("error=access_denied&state=STATE", ["refused", "refused", "refused"])]
#[case::an_error_with_approval("error=access_denied&admin_consent=True&tenant=TENANT&state=STATE", ["refused", "refused", "refused"])]
#[case::an_approval_with_error("admin_consent=True&tenant=TENANT&state=STATE&error=access_denied", ["refused", "refused", "refused"])]
#[case::an_error_of_another_tenant("error=access_denied&tenant=OTHER_TENANT&state=STATE", ["refused", "refused", "refused"])]
#[case::an_empty_error_with_approval("error=&admin_consent=True&tenant=TENANT&state=STATE", ["waits", "waits", "waits"])]
#[case::wrong_state_with_code("state=wrong&code=c", ["waits", "waits", "waits"])]
#[case::wrong_state_with_approval("admin_consent=True&tenant=TENANT&state=wrong", ["waits", "waits", "waits"])]
#[case::wrong_state_with_error("error=access_denied&state=wrong", ["waits", "waits", "waits"])]
#[case::empty_state("admin_consent=True&tenant=TENANT&state=", ["waits", "waits", "waits"])]
#[case::no_state("admin_consent=True&tenant=TENANT&code=c", ["waits", "waits", "waits"])]
#[case::no_state_with_error("error=access_denied&admin_consent=True", ["waits", "waits", "waits"])]
#[case::two_states("admin_consent=True&tenant=TENANT&code=c&state=STATE&state=STATE", ["waits", "waits", "waits"])]
#[case::two_errors("error=access_denied&error=access_denied&state=STATE", ["waits", "waits", "waits"])]
#[case::two_approvals("admin_consent=True&admin_consent=True&tenant=TENANT&state=STATE", ["waits", "waits", "waits"])]
#[case::two_tenants("admin_consent=True&tenant=TENANT&tenant=OTHER_TENANT&state=STATE", ["waits", "waits", "waits"])]
#[case::two_tenants_with_error("error=access_denied&tenant=TENANT&tenant=TENANT&state=STATE", ["refused", "refused", "waits"])]
#[case::another_tenant("admin_consent=True&tenant=OTHER_TENANT&state=STATE", ["waits", "waits", "other tenant"])]
#[case::a_tenant_by_domain("admin_consent=True&tenant=contoso.example&state=STATE", ["waits", "waits", "other tenant"])]
#[case::no_tenant("admin_consent=True&state=STATE", ["waits", "waits", "waits"])]
#[case::an_empty_tenant("admin_consent=True&tenant=&state=STATE", ["waits", "waits", "waits"])]
#[case::no_approval("admin_consent=False&tenant=TENANT&state=STATE", ["waits", "waits", "waits"])]
#[case::an_empty_approval("admin_consent=&tenant=TENANT&state=STATE", ["waits", "waits", "waits"])]
#[case::a_tenant_alone("tenant=TENANT&state=STATE", ["waits", "waits", "waits"])]
#[case::state_alone("state=STATE", ["waits", "waits", "waits"])]
#[case::a_code_with_approval("admin_consent=True&tenant=TENANT&code=c&state=STATE", ["wrong form", "code", "waits"])]
#[case::a_code_with_error("error=access_denied&code=c&state=STATE", ["refused", "refused", "waits"])]
#[case::nothing("", ["waits", "waits", "waits"])]
#[tokio::test]
async fn each_kind_hears_its_own_answers_only(#[case] fields: &str, #[case] expected: [&str; 3]) {
    let page = |told: &str| if told == "waits" { 400 } else { 200 };
    let [get, post, admin] = expected;

    assert_eq!(told_to_sign_in("GET", fields).await, (page(get), get));
    assert_eq!(told_to_sign_in("POST", fields).await, (page(post), post));
    assert_eq!(told_to_admin("GET", fields).await, (page(admin), admin));
    assert_eq!(told_to_admin("POST", fields).await, (405, "waits"));
}

#[tokio::test]
async fn a_tenant_in_capitals_is_the_same_tenant() {
    let upper = filled(APPROVED).replace(TENANT, &TENANT.to_ascii_uppercase());

    assert_eq!(told_to_admin("GET", &upper).await, (200, "reported"));
}

#[tokio::test]
async fn an_admins_trip_names_the_one_method_it_takes() {
    let running = listen_for_consent().await;
    let port = running.listener.port();

    for request in [by("POST", port, APPROVED), get(port, APPROVED).replacen("GET", "PUT", 1)] {
        let text = String::from_utf8(raw(port, request.as_bytes()).await).unwrap().to_ascii_lowercase();
        assert!(text.starts_with("http/1.1 405") && text.contains("allow: get\r\n"), "{text}");
    }
}

#[tokio::test]
async fn a_thousand_wrong_callbacks_leave_the_admins_trip_waiting() {
    let mut running = listen_for_consent().await;
    let port = running.listener.port();
    let wrong = [
        "admin_consent=True&tenant=TENANT&state=wrong",
        "admin_consent=True&tenant=TENANT",
        "admin_consent=True&state=STATE",
        "error=access_denied&state=wrong",
        "state=STATE&code=c",
    ];

    let strangers: Vec<_> = (0..10)
        .map(|_| {
            tokio::spawn(async move {
                for fields in wrong.iter().cycle().take(100) {
                    assert_eq!(status(port, &get(port, fields)).await, 400);
                }
            })
        })
        .collect();
    for stranger in strangers {
        stranger.await.unwrap();
    }

    assert_eq!(status(port, &get(port, APPROVED)).await, 200);
    assert_eq!(running.heard.recv().await, Some(ConsentAnswer::Reported));
}

#[tokio::test]
async fn an_approval_counts_once_and_its_page_promises_nothing() {
    let mut running = listen_for_consent().await;
    let port = running.listener.port();
    let pages: Vec<_> = (0..20)
        .map(|_| tokio::spawn(async move { raw(port, get(port, APPROVED).as_bytes()).await }))
        .collect();

    assert_eq!(running.heard.recv().await, Some(ConsentAnswer::Reported));
    running.listener.last_page_sent().await;

    let mut first = 0;
    for page in pages {
        let text = String::from_utf8(page.await.unwrap()).unwrap();
        first += usize::from(text.contains("<h1>Go back to Usher</h1>"));
        assert!(!text.contains("All set") && !text.contains(STATE), "{text}");
    }
    assert_eq!(first, 1);
    for again in [APPROVED, "error=access_denied&state=STATE", "state=wrong", ""] {
        let text = String::from_utf8(raw(port, get(port, again).as_bytes()).await).unwrap();
        assert!(text.contains("<h1>Link already used</h1>"), "{text}");
    }
    assert!(running.heard.try_recv().is_err());
}

#[rstest]
#[case::from_a_script("Sec-Fetch-Mode: cors\r\n", 400)]
#[case::in_a_frame("Sec-Fetch-Dest: iframe\r\n", 400)]
#[case::ahead_of_time("Sec-Purpose: prefetch\r\n", 400)]
#[case::from_elsewhere("Origin: https://evil.example\r\n", 400)]
#[case::rebound("Host: rebind.example\r\n", 421)]
#[tokio::test]
async fn the_gate_is_the_same_for_an_admins_trip(#[case] header: &str, #[case] expected: u16) {
    let mut running = listen_for_consent().await;
    let port = running.listener.port();
    let request = get(port, APPROVED).replacen("\r\n\r\n", &format!("\r\n{header}\r\n"), 1);

    assert_eq!(status(port, &request).await, expected);
    assert!(running.heard.try_recv().is_err());
    assert_eq!(status(port, &get(port, APPROVED)).await, 200);
}
