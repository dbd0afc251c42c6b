//! Calls to Graph, and where the wire is cut.

use std::future::{Ready, ready};

use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use url::form_urlencoded;

use super::{Server, content_type, json_reply};
use crate::graph::{GraphRequest, Version};
use crate::practice::Shared;
use crate::wire::{Cut, Unsent, When};

/// What a call to Graph is made of, beside its body.
type Call = (Method, Path<String>, RawQuery, HeaderMap);

pub(super) fn v1(server: Server, call: Call, body: Bytes) -> Ready<Response> {
    ready(graph(&server, Version::V1, (call, body)))
}

pub(super) fn beta(server: Server, call: Call, body: Bytes) -> Ready<Response> {
    ready(graph(&server, Version::Beta, (call, body)))
}

fn graph(shared: &Shared, version: Version, call: (Call, Bytes)) -> Response {
    let ((method, Path(path), query, headers), body) = call;
    let query = query.0.unwrap_or_default();
    let option = |name: &str| {
        form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value)
    };
    let (filter, select) = (option("$filter"), option("$select"));
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let request = GraphRequest {
        method: &method,
        version,
        path: &path,
        filter: filter.as_deref(),
        select: select.as_deref(),
        top: option("$top").and_then(|top| top.parse().ok()),
        bearer: authorization.and_then(|value| value.strip_prefix("Bearer ")),
        body: json_body(&headers, &body),
    };
    let mut organization = shared.organization();
    let cut = if method == Method::GET { None } else { organization.wire.write() };
    let Some(Cut { when, held }) = cut else {
        let reply = organization.graph(&request);
        return json_reply(reply.status, reply.retry_after_s, reply.body);
    };
    if when == When::After {
        organization.graph(&request);
    }
    let unsent = if held.is_some() { Unsent::Held } else { Unsent::Closed };
    if let Some(held) = held
        && held.send(()).is_err()
    {
        tracing::debug!("nobody waits for the held write any more");
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.extensions_mut().insert(unsent);
    response
}

/// The body, where it is JSON and says so.
fn json_body(headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    if content_type(headers).eq_ignore_ascii_case("application/json") {
        serde_json::from_slice(body).ok()
    } else {
        None
    }
}
