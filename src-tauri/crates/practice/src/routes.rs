//! Which address does what. Each handler reads the request and hands over; nothing is decided here.

mod graph;

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use crate::authorize::visit::{Kind, known_tenant};
use crate::browser::Browser;
use crate::client::redirect_is_registered;
use crate::discovery;
use crate::keys::{KEYS, random_id};
use crate::organization::Organization;
use crate::outcome::found;
use crate::pages;
use crate::params::Params;
use crate::practice::Shared;
use crate::refusal::Refusal;
use crate::token::TokenRequest;
use crate::truth::Told;

/// The largest form (S13).
const BODY_LIMIT: usize = 64 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

type Server = State<Arc<Shared>>;

/// All addresses.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let sign_in = get(authorize).post(authorize_by_post);
    Router::new()
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(configuration))
        .route("/{tenant}/discovery/v2.0/keys", get(keys))
        .route("/{tenant}/oauth2/v2.0/authorize", sign_in)
        .route("/{tenant}/oauth2/v2.0/token", post(token))
        .route("/{tenant}/oauth2/v2.0/logout", get(logout).post(logout))
        .route("/{tenant}/v2.0/adminconsent", get(admin_consent))
        .route("/{tenant}/adminconsent", get(static_admin_consent))
        .route("/{tenant}/step", post(step))
        .route("/v1.0/{*path}", any(graph::v1))
        .route("/beta/{*path}", any(graph::beta))
        .route("/portal", get(portal_home).post(portal_home_act))
        .route("/portal/{*path}", get(portal).post(portal_act))
        .route("/practice/truth", get(truth))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(Arc::clone(&shared), own_host_only))
        .with_state(shared)
}

/// S10: a name that was re-bound to this address shows in the Host header only.
async fn own_host_only(State(shared): Server, request: Request, next: Next) -> Response {
    let port = shared.site.port;
    let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_own = |host: &HeaderValue| own.iter().any(|own| own.as_bytes() == host.as_bytes());
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_own(host) => next.run(request).await,
        _ => StatusCode::MISDIRECTED_REQUEST.into_response(),
    }
}

fn configuration(State(shared): Server, Path(tenant): Path<String>) -> Ready<Response> {
    let answer = discovery::document(&shared.site, &tenant);
    ready(json_or_refusal(&shared, answer))
}

fn keys(State(shared): Server, Path(tenant): Path<String>) -> Ready<Response> {
    let answer = known_tenant(&tenant).map(|()| KEYS.document(&discovery::issuer(&shared.site, &tenant)));
    ready(json_or_refusal(&shared, answer))
}

fn json_or_refusal(shared: &Shared, answer: Result<Value, Refusal>) -> Response {
    match answer {
        Ok(document) => Json(document).into_response(),
        Err(refusal) => {
            let body = refusal.body(&shared.site.base, shared.organization().now());
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}

fn authorize(
    server: Server,
    Path(tenant): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Ready<Response> {
    ready(visit(&server.0, Kind::SignIn, &tenant, query.0.unwrap_or_default().as_bytes(), &headers))
}

fn authorize_by_post(
    server: Server,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Ready<Response> {
    ready(if is_form(&headers) {
        visit(&server.0, Kind::SignIn, &tenant, &body, &headers)
    } else {
        StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()
    })
}

fn admin_consent(
    server: Server,
    Path(tenant): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Ready<Response> {
    ready(visit(&server.0, Kind::AdminConsent, &tenant, query.0.unwrap_or_default().as_bytes(), &headers))
}

fn static_admin_consent(
    server: Server,
    Path(tenant): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Ready<Response> {
    ready(visit(
        &server.0,
        Kind::StaticAdminConsent,
        &tenant,
        query.0.unwrap_or_default().as_bytes(),
        &headers,
    ))
}

fn visit(shared: &Shared, kind: Kind, tenant: &str, encoded: &[u8], headers: &HeaderMap) -> Response {
    let mut organization = shared.organization();
    with_browser(shared, &mut organization, headers, |organization, browser| match Params::parse(encoded) {
        Ok(params) => organization.visit(&shared.site, kind, tenant, &params, browser).into_response(),
        Err(refusal) => organization.error_page(&refusal).into_response(),
    })
}

fn step(State(shared): Server, headers: HeaderMap, body: Bytes) -> Ready<Response> {
    let mut organization = shared.organization();
    ready(with_form(&shared, &mut organization, &headers, &body, |organization, params, browser| {
        organization.step(&shared.site, params, browser).into_response()
    }))
}

fn portal_home(server: Server, query: RawQuery, headers: HeaderMap) -> Ready<Response> {
    portal(server, Path(String::new()), query, headers)
}

fn portal_home_act(server: Server, headers: HeaderMap, body: Bytes) -> Ready<Response> {
    portal_act(server, Path(String::new()), headers, body)
}

fn portal(
    State(shared): Server,
    Path(path): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Ready<Response> {
    let mut organization = shared.organization();
    let params = Params::parse(query.0.unwrap_or_default().as_bytes()).unwrap_or_default();
    let search = params.get("q").unwrap_or_default();
    ready(with_browser(&shared, &mut organization, &headers, |organization, browser| {
        organization.portal(&path, search, browser).into_response()
    }))
}

fn portal_act(
    State(shared): Server,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Ready<Response> {
    let mut organization = shared.organization();
    ready(with_form(&shared, &mut organization, &headers, &body, |organization, params, browser| {
        organization.portal_act(&path, params, browser).into_response()
    }))
}

fn logout(State(shared): Server, query: RawQuery, headers: HeaderMap) -> Ready<Response> {
    let mut organization = shared.organization();
    let params = Params::parse(query.0.unwrap_or_default().as_bytes()).unwrap_or_default();
    ready(with_browser(&shared, &mut organization, &headers, |organization, browser| {
        if let Some(known) = organization.browsers.get_mut(browser) {
            match params.get("logout_hint") {
                Some(hint) => {
                    known.sessions.retain(|session| !session.who.username.eq_ignore_ascii_case(hint))
                }
                None => known.sessions.clear(),
            }
        }
        match params.get("post_logout_redirect_uri").filter(|target| redirect_is_registered(target)) {
            Some(target) => found(target),
            None => pages::respond(StatusCode::OK, pages::note("You signed out", "You can close this page.")),
        }
    }))
}

fn token(
    State(shared): Server,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Ready<Response> {
    if !is_form(&headers) {
        return ready(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let params = match Params::parse(&body) {
        Ok(params) => params,
        Err(refusal) => return ready(json_or_refusal(&shared, Err(refusal))),
    };
    let request = TokenRequest { tenant: &tenant, params: &params, basic: basic(&headers) };
    let reply = shared.organization().token(&shared.site, &request);
    ready(json_reply(reply.status, reply.retry_after_s, reply.body))
}

fn truth(State(shared): Server) -> Ready<Response> {
    let organization = shared.organization();
    let truth = organization.legs.truth(organization.requests.last_state());
    ready(Json(Told { truth, counts: organization.counts() }).into_response())
}

fn json_reply(status: StatusCode, retry_after_s: Option<u32>, body: Value) -> Response {
    if status == StatusCode::NO_CONTENT {
        return status.into_response();
    }
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response();
    if let Some(seconds) = retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn with_form(
    shared: &Shared,
    organization: &mut Organization,
    headers: &HeaderMap,
    body: &[u8],
    act: impl FnOnce(&mut Organization, &Params, &str) -> Response,
) -> Response {
    if !is_form(headers) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    with_browser(shared, organization, headers, |organization, browser| match Params::parse(body) {
        Ok(params) => act(organization, &params, browser),
        Err(refusal) => organization.error_page(&refusal).into_response(),
    })
}

/// Finds the browser by its cookie, or gives it one.
fn with_browser(
    shared: &Shared,
    organization: &mut Organization,
    headers: &HeaderMap,
    act: impl FnOnce(&mut Organization, &str) -> Response,
) -> Response {
    // Cookies of 127.0.0.1 are shared by all ports, hence the port in the name.
    let name = format!("practice_{}", shared.site.port);
    let known = cookie(headers, &name).filter(|id| organization.browsers.get(id).is_some());
    if let Some(id) = known {
        return act(organization, &id);
    }
    let id = random_id(24);
    let browser = Browser::new(&organization.settings.signed_in);
    organization.browsers.insert(id.clone(), browser);
    let mut response = act(organization, &id);
    let value = format!("{name}={id}; Path=/; HttpOnly; SameSite=Lax");
    let value = HeaderValue::from_str(&value).expect("the id is URL-safe text");
    response.headers_mut().append(header::SET_COOKIE, value);
    response
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

fn is_form(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case(FORM)
}

/// The media type of the body, without its parameters.
fn content_type(headers: &HeaderMap) -> &str {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim()
}

/// Client id and secret of a Basic header. RFC 6749 section 2.3.1: both are form-encoded first.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let form_decoded = |text: &str| {
        form_urlencoded::parse(format!("v={text}").as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((form_decoded(id)?, form_decoded(secret)?))
}
