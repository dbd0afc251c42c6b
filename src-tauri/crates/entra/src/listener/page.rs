//! The pages that the browser may get: constant, without script, link or anything from the request (S16).

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, LOCATION,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::flow::Kind;
use crate::link::OpenableLink;

const WORDS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/copy/en/return-page.json"));
const STYLE: &str = include_str!("page.css");
const DOOR_OPEN: &str = include_str!("door-open.svg");
const DOOR_CLOSED: &str = include_str!("door-closed.svg");

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageName {
    /// Connected.
    AllSet,
    /// Not connected.
    NotConnected,
    /// The outcome is not known yet.
    GoBack,
    /// The trip has its answer already.
    AlreadyUsed,
    /// Not an answer to this trip.
    WrongAddress,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    all_set: Text,
    not_connected: Text,
    go_back: Text,
    already_used: Text,
    wrong_address: Text,
    note: String,
}

#[derive(Deserialize)]
struct Text {
    title: String,
    body: String,
}

struct Pages {
    policy: HeaderValue,
    all_set: Bytes,
    not_connected: Bytes,
    go_back: Bytes,
    already_used: Bytes,
    wrong_address: Bytes,
}

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    let words: Words = serde_json::from_str(WORDS).expect("the copy file is checked by a test");
    let page = |text: &Text, door: &str| Bytes::from(html(text, door, &words.note));
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    Pages {
        policy: HeaderValue::try_from(policy).expect("base64 and plain words"),
        all_set: page(&words.all_set, DOOR_OPEN),
        not_connected: page(&words.not_connected, DOOR_CLOSED),
        go_back: page(&words.go_back, DOOR_CLOSED),
        already_used: page(&words.already_used, DOOR_CLOSED),
        wrong_address: page(&words.wrong_address, DOOR_CLOSED),
    }
});

/// A page with words.
pub(super) fn page(name: PageName) -> Response<Full<Bytes>> {
    let (status, body) = match name {
        PageName::AllSet => (StatusCode::OK, &PAGES.all_set),
        PageName::NotConnected => (StatusCode::OK, &PAGES.not_connected),
        PageName::GoBack => (StatusCode::OK, &PAGES.go_back),
        PageName::AlreadyUsed => (StatusCode::OK, &PAGES.already_used),
        PageName::WrongAddress => (StatusCode::BAD_REQUEST, &PAGES.wrong_address),
    };
    let mut response = fixed(status, body.clone());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// An answer without words, for requests that are no answer of Entra's; a bad request gets the page.
pub(super) fn refusal(status: StatusCode, kind: Kind) -> Response<Full<Bytes>> {
    if status == StatusCode::BAD_REQUEST {
        return page(PageName::WrongAddress);
    }
    let mut response = fixed(status, Bytes::new());
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let methods = if kind.takes_posts() { "GET, POST" } else { "GET" };
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    }
    response
}

/// Sends the silent leg's tab on to the visible one.
pub(super) fn go_on(link: &OpenableLink) -> Response<Full<Bytes>> {
    let mut response = fixed(StatusCode::SEE_OTHER, Bytes::new());
    let address = HeaderValue::try_from(link.as_str()).expect("a serialised URL is ASCII");
    response.headers_mut().insert(LOCATION, address);
    response
}

fn fixed(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, PAGES.policy.clone());
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn html(text: &Text, door: &str, note: &str) -> String {
    let Text { title, body } = text;
    format!(
        "<!doctype html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} – Usher</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<div class=\"door\">{door}</div>\n\
         <h1>{title}</h1>\n<p class=\"lead\">{body}</p>\n<p class=\"note\">{note}</p>\n</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{PAGES, STYLE, WORDS, Words};

    #[test]
    fn words_hold_no_markup() {
        let words: Words = serde_json::from_str(WORDS).unwrap();

        for text in
            [words.all_set, words.not_connected, words.go_back, words.already_used, words.wrong_address]
        {
            assert!(!format!("{}{}", text.title, text.body).contains(['<', '>', '&']));
        }
        assert!(!words.note.contains(['<', '>', '&']));
    }

    #[test]
    fn pages_hold_no_script_link_image_or_inline_style() {
        for page in
            [&PAGES.all_set, &PAGES.not_connected, &PAGES.go_back, &PAGES.already_used, &PAGES.wrong_address]
        {
            let page = std::str::from_utf8(page).unwrap();

            for banned in ["<script", "href", "src=", "style=", "url(", "@import", "<img", "<a "] {
                assert!(!page.contains(banned), "{banned}");
            }
            assert!(page.contains(&format!("<style>{STYLE}</style>")));
        }
    }
}
