mod kinds;

use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::{ProptestConfig, any, proptest};
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use url::Url;
use usher_domain::cloud::Cloud;
use usher_domain::profile::LoopbackHost;

use super::{Callback, CodeFlow, Flow, Heard, Listener, Outcome, Sockets, Waiting};
use crate::authority::Authority;
use crate::http::Answer;
use crate::link::OpenableLink;
use crate::metadata::Metadata;
use crate::secret::State;

const STATE: &str = "the-right-state";
const AUTHORITY: &str = "https://login.microsoftonline.com";
const GENEROUS: Duration = Duration::from_secs(30);

struct Running {
    listener: Listener,
    heard: mpsc::Receiver<Heard>,
}

async fn listen_as(host: LoopbackHost) -> Running {
    let sockets = Sockets::bind(host).await.unwrap();
    let document = format!(
        r#"{{"issuer":"{AUTHORITY}/{{tenantid}}/v2.0","authorization_endpoint":"{AUTHORITY}/a",
        "token_endpoint":"{AUTHORITY}/t","jwks_uri":"{AUTHORITY}/k"}}"#
    );
    let answer = Answer { status: 200, body: document.into_bytes(), date: None };
    let authority = Authority::microsoft(Cloud::Worldwide);
    let metadata = Arc::new(Metadata::read(&answer, &authority).unwrap());
    let go_on =
        OpenableLink::for_authority(&authority, &Url::parse(&format!("{AUTHORITY}/a?b=c")).unwrap()).unwrap();
    let (trip, heard) = mpsc::channel(4);
    let waiting = Waiting { silent: None, interactive: Some(State::from_text(STATE)) };
    let flow = Flow::Code(CodeFlow::new(waiting, go_on, metadata, trip));
    let callback = Callback {
        path: "/callback".to_owned(),
        host,
        port: sockets.port(),
        authority: authority.web_origin(),
    };
    Running { listener: Listener::start(sockets, callback, flow), heard }
}

async fn listen() -> Running {
    listen_as(LoopbackHost::Ipv4).await
}

/// Sends bytes, and reads until the other side closes.
async fn raw(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // The listener may answer and close before it has read everything.
    let _closed_early = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _reset = tokio::time::timeout(GENEROUS, stream.read_to_end(&mut answer)).await.unwrap();
    answer
}

async fn status(port: u16, request: &str) -> u16 {
    let answer = raw(port, request.as_bytes()).await;
    let text = String::from_utf8_lossy(&answer);
    text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
}

/// A form post as a browser sends it, with header lines and a body of the test's choice.
fn post(port: u16, headers: &str, body: &str) -> String {
    format!(
        "POST /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The right answer still gets through, so whatever came before has changed nothing.
async fn assert_still_waiting(mut running: Running) {
    let port = running.listener.port();
    let page =
        tokio::spawn(async move { status(port, &post(port, "", &format!("state={STATE}&code=c"))).await });
    let heard = tokio::time::timeout(GENEROUS, running.heard.recv()).await.unwrap();
    running.listener.tell(Outcome::AllSet).await;

    assert!(matches!(heard, Some(Heard::Code { .. })), "{heard:?}");
    assert_eq!(page.await.unwrap(), 200);
}

#[rstest]
#[case::right("Host: 127.0.0.1:PORT\r\n", 400)]
#[case::missing("", 421)]
#[case::empty("Host: \r\n", 421)]
#[case::doubled("Host: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT\r\n", 421)]
#[case::two_different("Host: 127.0.0.1:PORT\r\nHost: rebind.example\r\n", 421)]
#[case::rebound("Host: rebind.example\r\n", 421)]
#[case::rebound_with_port("Host: rebind.example:PORT\r\n", 421)]
#[case::no_port("Host: 127.0.0.1\r\n", 421)]
#[case::wrong_port("Host: 127.0.0.1:1\r\n", 421)]
#[case::localhost_when_an_address_is_registered("Host: localhost:PORT\r\n", 421)]
#[case::trailing_dot("Host: 127.0.0.1.:PORT\r\n", 421)]
#[case::user("Host: a@127.0.0.1:PORT\r\n", 421)]
#[case::another_loopback_address("Host: 127.0.0.2:PORT\r\n", 421)]
#[case::ipv6("Host: [::1]:PORT\r\n", 421)]
#[tokio::test]
async fn only_our_own_host_is_served(#[case] host: &str, #[case] expected: u16) {
    let running = listen().await;
    let port = running.listener.port();
    let host = host.replace("PORT", &port.to_string());

    let got = status(port, &format!("GET /callback HTTP/1.1\r\n{host}\r\n")).await;

    assert_eq!(got, expected);
    assert_still_waiting(running).await;
}

#[tokio::test]
async fn an_address_in_the_request_line_is_not_ours() {
    let running = listen().await;
    let port = running.listener.port();

    let request = format!("GET http://rebind.example/callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");

    assert_eq!(status(port, &request).await, 421);
}

#[rstest]
#[case::localhost("localhost", 400)]
#[case::the_address("127.0.0.1", 400)]
#[case::other("rebind.example", 421)]
#[tokio::test]
async fn a_localhost_redirect_is_served_under_both_names(#[case] name: &str, #[case] expected: u16) {
    let running = listen_as(LoopbackHost::Localhost).await;
    let port = running.listener.port();

    let got = status(port, &format!("GET /callback HTTP/1.1\r\nHost: {name}:{port}\r\n\r\n")).await;

    assert_eq!(got, expected);
}

#[tokio::test]
async fn a_localhost_redirect_is_served_on_both_families() {
    let running = listen_as(LoopbackHost::Localhost).await;
    let port = running.listener.port();
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return;
    }

    let mut stream = TcpStream::connect(("::1", port)).await.unwrap();
    stream
        .write_all(format!("GET /callback HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();

    assert!(answer.starts_with(b"HTTP/1.1 400"));
}

#[rstest]
#[case("OPTIONS")]
#[case("HEAD")]
#[case("PUT")]
#[case("DELETE")]
#[case("PATCH")]
#[case("TRACE")]
#[case("CONNECT")]
#[case("PROPFIND")]
#[case("get")]
#[tokio::test]
async fn other_methods_are_refused_without_cors_or_cookies(#[case] method: &str) {
    let running = listen().await;
    let port = running.listener.port();
    let preflight = "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nCookie: a=b\r\n";
    let target = if method == "CONNECT" { format!("127.0.0.1:{port}") } else { "/callback".to_owned() };

    let answer = raw(
        port,
        format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{preflight}\r\n").as_bytes(),
    )
    .await;

    let text = String::from_utf8_lossy(&answer).to_ascii_lowercase();
    // CONNECT names its target in the request line, so it is turned away one step earlier.
    let expected = if method == "CONNECT" { "http/1.1 421" } else { "http/1.1 405" };
    assert!(text.starts_with(expected), "{text}");
    assert!(!text.contains("access-control") && !text.contains("set-cookie"), "{text}");
    assert_still_waiting(running).await;
}

#[rstest]
#[case::a_navigation("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nOrigin: null\r\n", true)]
#[case::from_the_authority("Origin: https://login.microsoftonline.com\r\n", true)]
#[case::an_old_browser("", true)]
#[case::cookies_of_others("Cookie: session=1; theme=dark\r\n", true)]
#[case::from_elsewhere("Origin: https://evil.example\r\n", false)]
#[case::two_origins("Origin: null\r\nOrigin: https://evil.example\r\n", false)]
#[case::a_look_alike("Origin: https://login.microsoftonline.com.evil.example\r\n", false)]
#[case::by_script("Sec-Fetch-Mode: cors\r\n", false)]
#[case::by_script_without_cors("Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: empty\r\n", false)]
#[case::in_a_frame("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", false)]
#[case::as_an_image("Sec-Fetch-Dest: image\r\n", false)]
#[case::ahead_of_time("Sec-Purpose: prefetch\r\n", false)]
#[case::prerendered("Sec-Purpose: prefetch;prerender\r\n", false)]
#[tokio::test]
async fn only_navigations_count_even_with_the_right_state(#[case] headers: &str, #[case] counts: bool) {
    let mut running = listen().await;
    let port = running.listener.port();

    let got = status(port, &post(port, headers, &format!("state={STATE}&error=access_denied"))).await;

    assert_eq!(got, if counts { 200 } else { 400 });
    assert_eq!(running.heard.try_recv().is_ok(), counts);
}

#[rstest]
#[case::json("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 415)]
#[case::multipart("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 0\r\n\r\n", 415)]
#[case::no_type("Content-Length: 0\r\n\r\n", 415)]
#[case::look_alike("Content-Type: application/x-www-form-urlencodedx\r\nContent-Length: 0\r\n\r\n", 415)]
#[case::parameters(
    "Content-Type: Application/X-WWW-Form-Urlencoded; charset=utf-8\r\nContent-Length: 0\r\n\r\n",
    400
)]
#[case::announced_too_large(
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 65537\r\n\r\n",
    413
)]
#[tokio::test]
async fn bodies_have_the_right_type_and_size(#[case] rest: &str, #[case] expected: u16) {
    let running = listen().await;
    let port = running.listener.port();

    let got = status(port, &format!("POST /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{rest}")).await;

    assert_eq!(got, expected);
    assert_still_waiting(running).await;
}

#[tokio::test]
async fn a_body_that_hides_its_size_is_counted() {
    let running = listen().await;
    let port = running.listener.port();
    let chunk = format!("1000\r\n{}\r\n", "a".repeat(0x1000)).repeat(17);

    let request = format!(
        "POST /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"
    );

    assert_eq!(status(port, &request).await, 413);
    assert_still_waiting(running).await;
}

#[rstest]
#[case::no_state("code=c", 400)]
#[case::empty_state("state=&code=c", 400)]
#[case::wrong_state("state=wrong&code=c", 400)]
#[case::longer_state("state=the-right-state2&code=c", 400)]
#[case::two_states("state=the-right-state&state=wrong&code=c", 400)]
#[case::the_same_state_twice("state=the-right-state&state=the-right-state&code=c", 400)]
#[case::two_codes("state=the-right-state&code=a&code=b", 400)]
#[case::two_issuers("state=the-right-state&code=a&iss=a&iss=b", 400)]
#[case::broken_encoding("state=the-right-state&code=%ff", 400)]
#[case::half_an_escape("state=the-right-state&code=%4", 400)]
#[case::nothing_but_state("state=the-right-state", 400)]
#[case::empty_code("state=the-right-state&code=", 400)]
#[case::nothing("", 400)]
#[tokio::test]
async fn a_body_that_is_no_answer_leaves_the_trip_waiting(#[case] body: &str, #[case] expected: u16) {
    let running = listen().await;
    let port = running.listener.port();

    assert_eq!(status(port, &post(port, "", body)).await, expected);
    assert_still_waiting(running).await;
}

#[tokio::test]
async fn twenty_strays_of_ten_kinds_change_nothing() {
    let running = listen().await;
    let port = running.listener.port();
    let host = format!("Host: 127.0.0.1:{port}");
    let kinds = [
        format!("GET /favicon.ico HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("GET /callback/ HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("GET /Callback?state={STATE}&error=x HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST /other HTTP/1.1\r\n{host}\r\nContent-Length: 0\r\n\r\n"),
        format!("GET /callback HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("GET /..%2fcallback HTTP/1.1\r\n{host}\r\n\r\n"),
        "\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1} not http at all\r\n\r\n".to_owned(),
        String::new(),
    ];

    for kind in kinds.iter().cycle().take(20) {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(kind.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _reset = tokio::time::timeout(GENEROUS, stream.read_to_end(&mut answer)).await.unwrap();
        assert!(!String::from_utf8_lossy(&answer).contains("All set"));
    }

    assert_still_waiting(running).await;
}

#[tokio::test]
async fn other_paths_get_an_empty_404() {
    let running = listen().await;
    let port = running.listener.port();

    let answer =
        raw(port, format!("GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes()).await;

    let text = String::from_utf8(answer).unwrap();
    assert!(text.starts_with("HTTP/1.1 404") && text.ends_with("\r\n\r\n"), "{text}");
}

#[tokio::test]
async fn ten_thousand_wrong_callbacks_and_then_the_right_one() {
    let running = listen().await;
    let port = running.listener.port();
    let before = Instant::now();

    let strangers = (0..50).map(|stranger| {
        tokio::spawn(async move {
            for n in 0..200 {
                let body = format!("state=wrong-{stranger}-{n}&code=c");
                assert_eq!(status(port, &post(port, "", &body)).await, 400);
            }
        })
    });
    for stranger in strangers.collect::<Vec<_>>() {
        stranger.await.unwrap();
    }

    println!("10,000 wrong callbacks by 50 strangers at once: {:?}", before.elapsed());
    assert_still_waiting(running).await;
}

#[tokio::test]
async fn three_hundred_half_open_connections_do_not_keep_the_browser_out() {
    let running = listen().await;
    let port = running.listener.port();
    let mut attackers = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(b"POST /callback HTTP/1.1\r\nHost: 127").await.unwrap();
        attackers.push(stream);
    }
    let before = Instant::now();

    assert_still_waiting(running).await;

    println!("a real callback beside 300 half-open connections: {:?}", before.elapsed());
    assert!(before.elapsed() < Duration::from_secs(2));
}

#[rstest]
#[case::in_the_head(b"POST /callback HTTP/1.1\r\nHost: 127".as_slice(), 5)]
#[case::in_the_body(
    b"POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n\
      Content-Length: 9\r\n\r\nstate".as_slice(),
    10
)]
#[tokio::test]
async fn a_request_that_stops_is_dropped_in_time(#[case] part: &[u8], #[case] limit_s: u64) {
    let running = listen().await;
    let port = running.listener.port();
    let part = String::from_utf8_lossy(part).replace("HOST", &format!("127.0.0.1:{port}"));
    let before = Instant::now();

    let answer = raw(port, part.as_bytes()).await;

    let took = before.elapsed();
    println!("dropped after {took:?}");
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert!(took >= Duration::from_secs(limit_s - 1) && took < Duration::from_secs(limit_s + 4), "{took:?}");
}

#[tokio::test]
async fn headers_have_a_limit() {
    let running = listen().await;
    let port = running.listener.port();
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let many = "X: y\r\n".repeat(101);
    let large = format!("Cookie: {}\r\n", "a".repeat(70 * 1024));

    for headers in [many, large] {
        assert_eq!(status(port, &format!("GET /callback HTTP/1.1\r\n{host}{headers}\r\n")).await, 431);
    }
    let fits = format!("Cookie: {}\r\n", "a".repeat(60 * 1024));
    assert_eq!(status(port, &format!("GET /callback HTTP/1.1\r\n{host}{fits}\r\n")).await, 400);
}

#[tokio::test]
async fn two_right_answers_in_the_same_moment_count_once() {
    let mut running = listen().await;
    let port = running.listener.port();
    let posts: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn(async move {
                raw(port, post(port, "", &format!("state={STATE}&code=c")).as_bytes()).await
            })
        })
        .collect();

    assert!(matches!(running.heard.recv().await, Some(Heard::Code { .. })));
    running.listener.tell(Outcome::AllSet).await;

    let mut pages = Vec::new();
    for post in posts {
        pages.push(String::from_utf8(post.await.unwrap()).unwrap());
    }
    assert_eq!(pages.iter().filter(|page| page.contains("<h1>All set</h1>")).count(), 1);
    assert_eq!(pages.iter().filter(|page| page.contains("<h1>Link already used</h1>")).count(), 19);
    assert!(running.heard.try_recv().is_err());
}

#[tokio::test]
async fn back_and_reload_find_the_link_used() {
    let mut running = listen().await;
    let port = running.listener.port();
    let refused = post(port, "", &format!("state={STATE}&error=access_denied"));
    assert_eq!(status(port, &refused).await, 200);

    for again in [refused, post(port, "", "state=other&code=c"), post(port, "", "")] {
        let page = String::from_utf8(raw(port, again.as_bytes()).await).unwrap();
        assert!(page.contains("<h1>Link already used</h1>"), "{page}");
    }
    assert!(running.heard.try_recv().is_ok() && running.heard.try_recv().is_err());
}

#[tokio::test]
async fn every_page_carries_the_fixed_headers() {
    let running = listen().await;
    let port = running.listener.port();
    let refused = post(port, "", &format!("state={STATE}&error=access_denied"));
    let strays = [
        format!("GET /x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        post(port, "", "state=wrong"),
        refused,
    ];

    for request in strays {
        let text = String::from_utf8(raw(port, request.as_bytes()).await).unwrap().to_ascii_lowercase();
        for header in [
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n",
            "referrer-policy: no-referrer\r\n",
            "cache-control: no-store\r\n",
            "x-content-type-options: nosniff\r\n",
            "cross-origin-opener-policy: same-origin\r\n",
            "cross-origin-resource-policy: same-origin\r\n",
            "connection: close\r\n",
        ] {
            assert!(text.contains(header), "{header} in {text}");
        }
        assert!(
            !text.contains("set-cookie") && !text.contains("access-control") && !text.contains("location:")
        );
    }
}

/// Without the date, an answer to any bytes is one of a few constant ones.
#[test]
fn any_request_gets_one_of_the_fixed_answers() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let running = runtime.block_on(listen());
    let port = running.listener.port();
    let seen = std::sync::Mutex::new(std::collections::BTreeSet::new());
    let ask = |bytes: Vec<u8>| {
        runtime.block_on(async {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let _closed_early = stream.write_all(&bytes).await;
            let _closed_already = stream.shutdown().await;
            let mut answer = Vec::new();
            let _reset = tokio::time::timeout(GENEROUS, stream.read_to_end(&mut answer)).await.unwrap();
            let text = String::from_utf8(answer).unwrap();
            let lines = text.split("\r\n").filter(|line| !line.starts_with("date: "));
            seen.lock().unwrap().insert(lines.collect::<Vec<_>>().join("\n"));
        });
    };

    proptest!(ProptestConfig::with_cases(10_000), |(
        verb in "GET|POST|PUT|HEAD|[A-Z]{1,8}",
        path in "/callback|/[a-z]{0,5}|/callback\\?(state|code|error|x)=[a-z%]{0,9}",
        host in "127\\.0\\.0\\.1:PORT|localhost|[a-z.:]{0,9}",
        headers in "(Origin: [a-z:/.]{0,9}\r\n|Sec-Fetch-Mode: [a-z]{0,9}\r\n|Content-Type: application/x-www-form-urlencoded\r\n){0,3}",
        body in "(state|code|error|error_description|iss|x)=[a-zA-Z0-9%<>&=]{0,30}",
        junk in any::<Vec<u8>>(),
        whole in 0..10_u8,
    )| {
        let host = host.replace("PORT", &port.to_string());
        let head = format!("{verb} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
        ask(if whole == 0 { junk } else { head.into_bytes() });
    });

    let seen = seen.into_inner().unwrap();
    let statuses: Vec<&str> = seen.iter().map(|answer| answer.lines().next().unwrap_or("(closed)")).collect();
    println!("10,000 requests, {} different answers: {statuses:?}", seen.len());
    assert!(seen.len() <= 12, "{seen:#?}");
    runtime.block_on(assert_still_waiting(running));
}
