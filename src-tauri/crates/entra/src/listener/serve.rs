//! Serves connections with hyper: timers on everything, and a place for the real browser always (S14).

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout, timeout_at};

use super::flow::{Form, Reply};
use super::form::Fields;
use super::page::{self, PageName};
use super::{Outcome, Shared, gate};
use crate::listener::sockets::Sockets;

const HEADERS: Duration = Duration::from_secs(5);
const WHOLE_REQUEST: Duration = Duration::from_secs(10);
/// How long the browser waits for the outcome of a code.
const HOLD: Duration = Duration::from_secs(20);
/// A browser that reads its page slower than this is none.
const SENDING: Duration = Duration::from_secs(5);
const MOST_CONNECTIONS: usize = 64;
const MOST_HEADERS: usize = 100;
/// Other programs' cookies for localhost come along.
const LARGEST_HEADERS: usize = 64 * 1024;

/// The request did not come in time or in one piece; there is nobody to answer.
#[derive(Clone, Copy, Debug, Error)]
#[error("the request broke off")]
struct BrokeOff;

/// A connection that gives way while its request is not complete.
struct Seat {
    task: AbortHandle,
    answering: Arc<AtomicBool>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        // A page on its way is sent even when the trip is over (S15).
        if !self.answering.load(Ordering::Acquire) {
            self.task.abort();
        }
    }
}

/// Accepts until it is aborted.
pub(super) async fn accept(sockets: Sockets, shared: Arc<Shared>) {
    let mut seats: Vec<Seat> = Vec::new();
    loop {
        let Ok(stream) = next(&sockets).await else {
            // Out of descriptors, most likely: give way, so that some come back.
            seats.clear();
            tokio::task::yield_now().await;
            continue;
        };
        seats.retain(|seat| !seat.task.is_finished());
        if seats.len() >= MOST_CONNECTIONS {
            let oldest = seats.iter().position(|seat| !seat.answering.load(Ordering::Acquire));
            seats.remove(oldest.unwrap_or(0));
        }
        let answering = Arc::new(AtomicBool::new(false));
        let task =
            tokio::spawn(connection(stream, Arc::clone(&shared), Arc::clone(&answering))).abort_handle();
        seats.push(Seat { task, answering });
    }
}

async fn next(sockets: &Sockets) -> io::Result<TcpStream> {
    let accepted = match &sockets.v6 {
        None => sockets.v4.accept().await,
        Some(v6) => either(&sockets.v4, v6).await,
    };
    accepted.map(|(stream, _)| stream)
}

async fn either(v4: &TcpListener, v6: &TcpListener) -> io::Result<(TcpStream, std::net::SocketAddr)> {
    tokio::select! {
        accepted = v4.accept() => accepted,
        accepted = v6.accept() => accepted,
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, answering: Arc<AtomicBool>) {
    let deadline = Instant::now() + WHOLE_REQUEST;
    let last = AtomicBool::new(false);
    let service = service_fn(|request| answer(request, &shared, &answering, &last, deadline));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .keep_alive(false)
        .max_headers(MOST_HEADERS)
        .max_header_size(LARGEST_HEADERS)
        .max_buf_size(2 * LARGEST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    // A client that breaks off is no fault of ours, and there is nobody to tell.
    let _broke_off = timeout(WHOLE_REQUEST + HOLD + SENDING, serving).await;
    if last.load(Ordering::Acquire) {
        shared.sent.send_replace(true);
    }
}

async fn answer(
    request: Request<Incoming>,
    shared: &Shared,
    answering: &AtomicBool,
    last: &AtomicBool,
    deadline: Instant,
) -> Result<Response<Full<Bytes>>, BrokeOff> {
    let (parts, body) = request.into_parts();
    let kind = shared.flow.kind();
    let parse = |form, text: &[u8]| {
        let fields = Fields::parse(text, kind.single_fields()).map_err(|_| StatusCode::BAD_REQUEST)?;
        Ok((form, fields))
    };
    let fields = match gate::check(&parts, &shared.callback, kind) {
        Err(status) => Err(status),
        Ok(Form::Query) => parse(Form::Query, parts.uri.query().unwrap_or_default().as_bytes()),
        Ok(Form::Body) => match read(body, deadline).await? {
            Ok(body) => parse(Form::Body, &body),
            Err(status) => Err(status),
        },
    };
    answering.store(true, Ordering::Release);
    let (form, fields) = match fields {
        Ok(read) => read,
        Err(status) => return Ok(page::refusal(status, kind)),
    };
    Ok(match shared.flow.hear(form, &fields) {
        Reply::Page(name) => page::page(name),
        Reply::LastPage(name) => {
            last.store(true, Ordering::Release);
            page::page(name)
        }
        Reply::GoOn(link) => page::go_on(&link),
        Reply::Hold => {
            last.store(true, Ordering::Release);
            page::page(outcome(shared).await)
        }
    })
}

/// Reads a body within the limits, or says why not.
async fn read(body: Incoming, deadline: Instant) -> Result<Result<Bytes, StatusCode>, BrokeOff> {
    let whole =
        timeout_at(deadline, Limited::new(body, gate::LARGEST_BODY).collect()).await.map_err(|_| BrokeOff)?;
    match whole {
        Ok(whole) => Ok(Ok(whole.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Ok(Err(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => Err(BrokeOff),
    }
}

/// Waits for what the engine tells. A page must not promise what nobody knows, so without word it is neutral.
async fn outcome(shared: &Shared) -> PageName {
    let mut told = shared.outcome.clone();
    let told = timeout(HOLD, told.wait_for(Option::is_some)).await;
    match told {
        Ok(Ok(outcome)) => match *outcome {
            Some(Outcome::AllSet) => PageName::AllSet,
            Some(Outcome::NotConnected) => PageName::NotConnected,
            None => PageName::GoBack,
        },
        Ok(Err(_)) | Err(_) => PageName::GoBack,
    }
}
