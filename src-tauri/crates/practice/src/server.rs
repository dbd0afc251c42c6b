//! Connections: loopback only, with limits, so that no visitor holds the server up (S14).

use std::collections::VecDeque;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use crate::wire::Unsent;

const CONNECTION_LIMIT: usize = 64;
const HEADER_TIME: Duration = Duration::from_secs(5);
const REQUEST_TIME: Duration = Duration::from_secs(10);
const HEADER_BYTES: usize = 64 * 1024;
const HEADER_COUNT: usize = 100;

/// Serves until `stopped` turns true or its sender is gone.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let mut order: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    order.retain(|connection| !connection.is_finished());
                    // The oldest goes, so that a real browser always gets in.
                    if order.len() == CONNECTION_LIMIT && let Some(oldest) = order.pop_front() {
                        oldest.abort();
                    }
                    order.push_back(connections.spawn(answer(stream, router.clone())));
                }
                Err(error) => tracing::debug!(%error, "a connection was not accepted"),
            },
        }
    }
    drop(listener);
    // What is being answered is sent to its end; the limits above bound the wait.
    while connections.join_next().await.is_some() {}
}

/// The connection is closed without an answer.
#[derive(Debug, Error)]
#[error("the wire is cut here")]
struct WireCut;

async fn answer(stream: TcpStream, router: Router) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| {
        let answered = router.call(request);
        async move {
            let Ok(response) = answered.await;
            match response.extensions().get::<Unsent>() {
                None => Ok(response),
                Some(Unsent::Closed) => Err(WireCut),
                Some(Unsent::Held) => std::future::pending().await,
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADER_COUNT)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    match tokio::time::timeout(REQUEST_TIME, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a connection ended early"),
        Err(_) => tracing::debug!("a connection took too long"),
    }
}
