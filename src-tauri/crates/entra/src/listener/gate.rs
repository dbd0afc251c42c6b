//! Looks at a request before its content counts: host, method, path, and where it comes from (S10 to S13, S17).

use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, ORIGIN};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use usher_domain::profile::LoopbackHost;

use super::Callback;
use super::flow::{Form, Kind};

/// Larger bodies are no answer of Entra's (S13).
pub(super) const LARGEST_BODY: usize = 64 * 1024;

/// Checks everything but the content.
pub(super) fn check(request: &Parts, callback: &Callback, kind: Kind) -> Result<Form, StatusCode> {
    if !is_our_host(request, callback) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let form = match request.method {
        Method::GET => Form::Query,
        Method::POST if kind.takes_posts() => Form::Body,
        _ => return Err(StatusCode::METHOD_NOT_ALLOWED),
    };
    if request.uri.path() != callback.path {
        return Err(StatusCode::NOT_FOUND);
    }
    if !is_navigation(&request.headers, &callback.authority) {
        return Err(StatusCode::BAD_REQUEST);
    }
    match form {
        Form::Query => Ok(form),
        Form::Body if !is_form(&request.headers) => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        Form::Body if announced_length(&request.headers) > LARGEST_BODY => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Form::Body => Ok(form),
    }
}

/// A page that was pointed at this machine by DNS shows itself only here (S10).
fn is_our_host(request: &Parts, callback: &Callback) -> bool {
    let mut hosts = request.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let names: &[&str] = match callback.host {
        LoopbackHost::Ipv4 => &["127.0.0.1"],
        LoopbackHost::Localhost => &["localhost", "127.0.0.1"],
    };
    let port = callback.port;
    request.uri.authority().is_none()
        && names.iter().any(|name| host.as_bytes() == format!("{name}:{port}").as_bytes())
}

/// Only a top-level navigation is an answer. Nothing is demanded: a plain browser may send none of these (S11).
fn is_navigation(headers: &HeaderMap, authority: &str) -> bool {
    let all = |name: &str, allowed: &dyn Fn(&[u8]) -> bool| {
        headers.get_all(name).iter().all(|v| allowed(v.as_bytes()))
    };
    all("sec-fetch-mode", &|v| v == b"navigate")
        && all("sec-fetch-dest", &|v| v == b"document")
        && !headers.contains_key("sec-purpose")
        && all(ORIGIN.as_str(), &|v| v == b"null" || v == authority.as_bytes())
}

fn is_form(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else { return false };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn announced_length(headers: &HeaderMap) -> usize {
    headers.get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok()).unwrap_or(0)
}
