//! The one bounded HTTP client (S24, S25) and its retries (S33).

mod doors;

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Request, StatusCode, redirect, tls};

use self::doors::Doors;
use crate::error::EntraError;
use crate::retry::{Patience, retry_after};

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE_CALL: Duration = Duration::from_secs(30);
/// Counted after decompression.
const LARGEST: usize = 4 * 1024 * 1024;
/// A service that asks for no wait at all is not asked for ever.
const MOST_TRIES: u32 = 10;

/// A client that can't hang, follow a redirect, or be filled up.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: Client,
    patience: Patience,
    doors: Option<Arc<Doors>>,
}

/// A whole answer, JSON by its content type, or nothing at all (204).
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// What the service's clock said.
    pub(crate) date: Option<SystemTime>,
}

/// One try: an answer, or a service that is busy or down.
enum Tried {
    Answer(Answer),
    Busy(Option<Duration>),
    Down(Option<Duration>),
}

impl Http {
    /// On loopback no proxy is asked: it could not reach this machine, and it would see the tokens.
    pub(crate) fn new(loopback: bool) -> Result<Self, EntraError> {
        let client = Client::builder()
            .user_agent(concat!("usher/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(CONNECT)
            .timeout(WHOLE_CALL);
        // There is no TLS on loopback, so no certificate is trusted there and none has to be read.
        let client = if loopback { client.no_proxy().tls_certs_only([]) } else { client.https_only(true) };
        let client = client.build().map_err(|_| EntraError::Offline)?;
        Ok(Self { client, patience: Patience::default(), doors: None })
    }

    /// The same client, which asks nobody who wants to be left alone. For many calls side by side: a person who asks
    /// again is let through.
    pub(crate) fn considerate(self) -> Self {
        Self { doors: Some(Arc::default()), ..self }
    }

    /// The same client with shorter waits between tries.
    #[cfg(test)]
    pub(crate) fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a request that must not be repeated.
    pub(crate) async fn once(&self, request: Request) -> Result<Answer, EntraError> {
        match self.attempt(request).await? {
            Tried::Answer(answer) => Ok(answer),
            Tried::Busy(wait) => Err(busy(wait)),
            Tried::Down(_) => Err(EntraError::ServiceDown),
        }
    }

    /// Sends a request that may be repeated, as long as the waits stay short.
    pub(crate) async fn patiently(&self, request: Request) -> Result<Answer, EntraError> {
        let mut waited = Duration::ZERO;
        let mut tries = 0;
        loop {
            // Every body here is bytes, so a copy can be had.
            let copy = request.try_clone().ok_or(EntraError::AddressNotAllowed)?;
            let (told, end) = match self.attempt(copy).await? {
                Tried::Answer(answer) => return Ok(answer),
                Tried::Busy(wait) => (wait, busy(wait)),
                Tried::Down(wait) => (wait, wait.map_or(EntraError::ServiceDown, |w| busy(Some(w)))),
            };
            tries += 1;
            let wait = told.unwrap_or_else(|| self.patience.backoff(tries));
            waited += wait;
            if waited > self.patience.total || tries == MOST_TRIES {
                return Err(end);
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends a request that changes something. It is repeated only where the service turned it away at the door and
    /// said when to come back: everything else may have been carried out (S33).
    pub(crate) async fn once_let_in(&self, request: Request) -> Result<Answer, EntraError> {
        let mut waited = Duration::ZERO;
        for _ in 1..MOST_TRIES {
            let copy = request.try_clone().ok_or(EntraError::AddressNotAllowed)?;
            let wait = match self.attempt(copy).await? {
                Tried::Answer(answer) => return Ok(answer),
                Tried::Down(_) => return Err(EntraError::ServiceDown),
                Tried::Busy(None) => return Err(busy(None)),
                Tried::Busy(Some(wait)) => wait,
            };
            waited += wait;
            if waited > self.patience.total {
                return Err(busy(Some(wait)));
            }
            tokio::time::sleep(wait).await;
        }
        self.once(request).await
    }

    async fn attempt(&self, request: Request) -> Result<Tried, EntraError> {
        let address = request.url().clone();
        if let Some(wait) = self.doors.as_ref().and_then(|doors| doors.shut_for(&address)) {
            return Ok(Tried::Busy(Some(wait)));
        }
        let mut response = self.client.execute(request).await.map_err(|e| failure(&e))?;
        let status = response.status();
        let wait =
            header(response.headers(), RETRY_AFTER.as_str()).and_then(|v| retry_after(v, SystemTime::now()));
        let turned_away = status.as_u16() == 429 || status.is_server_error();
        if let (Some(doors), Some(wait)) = (&self.doors, wait.filter(|_| turned_away)) {
            doors.shut(&address, wait);
        }
        if status.as_u16() == 429 {
            return Ok(Tried::Busy(wait));
        }
        if status.is_server_error() {
            return Ok(Tried::Down(wait));
        }
        if status != StatusCode::NO_CONTENT && !is_json(response.headers()) {
            return Err(EntraError::OddAnswer);
        }
        let date = header(response.headers(), DATE.as_str()).and_then(|v| httpdate::parse_http_date(v).ok());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| failure(&e))? {
            if body.len() + chunk.len() > LARGEST {
                return Err(EntraError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Tried::Answer(Answer { status: status.as_u16(), body, date }))
    }
}

impl Answer {
    /// The body as text; the services we talk to send UTF-8 only (RFC 8259 §8.1).
    pub(crate) fn text(&self) -> Result<&str, EntraError> {
        std::str::from_utf8(&self.body).map_err(|_| EntraError::OddAnswer)
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, EntraError> {
        serde_json::from_slice(&self.body).map_err(|_| EntraError::OddAnswer)
    }
}

fn busy(wait: Option<Duration>) -> EntraError {
    // Rounded up, so that nobody who counts in seconds comes back too early.
    EntraError::Busy { retry_after_s: wait.and_then(|w| u32::try_from(w.as_millis().div_ceil(1000)).ok()) }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = header(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Names a failure by its kind; the text of a foreign error never leaves this function (S44).
fn failure(error: &reqwest::Error) -> EntraError {
    if is_untrusted_certificate(error) {
        EntraError::UntrustedCertificate { issuer: None }
    } else if error.is_timeout() {
        EntraError::Timeout
    } else if error.is_decode() {
        EntraError::OddAnswer
    } else if error.is_builder() {
        EntraError::AddressNotAllowed
    } else {
        EntraError::Offline
    }
}

fn is_untrusted_certificate(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(cause) = next {
        // An io::Error hides what it was made of from `source()`.
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = inner.and_then(|e| e.downcast_ref::<rustls::Error>()).or_else(|| cause.downcast_ref());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        next = match inner {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    false
}

#[cfg(test)]
mod tests;
