//! The practice organization behind a wire that breaks one call in one way, and passes everything else on.
//!
//! The organization names its own port in what it says, also inside the ID tokens that it signs. So addresses are
//! put in place here, and those tokens are signed anew with a key that the passed-on key list names.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use url::Url;
use usher_domain::desk::Instead;
use usher_practice::Practice;

/// The calls that end in a tick (S87).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Discovery,
    Keys,
    Exchange,
    Refresh,
    Me,
    Roles,
    ServicePrincipal,
    Grants,
    Assignments,
}

/// How a call breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The port has closed since the call before. A name that does not resolve ends in the same error.
    Refused,
    Reset,
    Hang,
    /// Neither TLS nor HTTP.
    Garbage,
    TooManyRequests,
    Unavailable,
    ErrorPage,
    BrokenJson,
    TenMegabytes,
    Empty,
    /// A list around what should be an object.
    WrongType,
    /// Half of the announced bytes.
    Truncated,
    /// The rows of another app.
    OtherApp,
    /// The rows of a person or an API that is not of this organization.
    OtherTenant,
    /// The rows of another API than Microsoft Graph, with permissions of the same names.
    OtherApi,
    /// Only the first of the permissions.
    Half,
}

/// What a broken answer would have one believe to be granted: delegated permissions, and the id of an app role.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) scopes: Vec<String>,
    pub(crate) role: String,
}

/// The running proxy. Dropping it closes its port.
pub(crate) struct BrokenProxy {
    wire: Arc<Wire>,
}

struct Wire {
    port: u16,
    practice: u16,
    client: Client,
    broken: Mutex<Option<(Call, Fault)>>,
    promise: Promise,
    reached: AtomicUsize,
    accepting: OnceLock<AbortHandle>,
}

struct Asked {
    method: reqwest::Method,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

const KEY_ID: &str = "wire";
/// Microsoft Graph's own object in the practice organization.
const GRAPH_HERE: &str = "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00";
/// An app, a person or an API that is not of this organization.
const OTHER: &str = "0b5f3c1e-7d42-4a96-8e10-93f2d6a7c5b4";
static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());

impl BrokenProxy {
    /// Starts it in front of `practice`, with one call broken or none.
    pub(crate) async fn start(practice: &Practice, broken: Option<(Call, Fault)>, promise: Promise) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire = Arc::new(Wire {
            port: listener.local_addr().unwrap().port(),
            practice: practice.port(),
            client: Client::builder().redirect(Policy::none()).no_proxy().build().unwrap(),
            broken: Mutex::new(broken),
            promise,
            reached: AtomicUsize::new(0),
            accepting: OnceLock::new(),
        });
        let accepting = tokio::spawn(accept(listener, wire.clone()));
        wire.accepting.set(accepting.abort_handle()).unwrap();
        if broken == Some((Call::Discovery, Fault::Refused)) {
            wire.close().await;
        }
        Self { wire }
    }

    /// In Microsoft's place.
    pub(crate) fn instead(&self, practice: &Practice) -> Instead {
        let mut authority = Url::parse(practice.authority()).unwrap();
        authority.set_port(Some(self.wire.port)).unwrap();
        Instead {
            authority,
            client_id: practice.public_client_id().to_string(),
            usher_client_id: Some(practice.usher_client_id()),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.wire.port
    }

    /// How often the broken call was made.
    pub(crate) fn reached(&self) -> usize {
        self.wire.reached.load(Ordering::SeqCst)
    }

    /// From now on everything is passed on.
    pub(crate) fn mend(&self) {
        *self.wire.broken.lock().unwrap() = None;
    }
}

impl Drop for BrokenProxy {
    fn drop(&mut self) {
        if let Some(accepting) = self.wire.accepting.get() {
            accepting.abort();
        }
    }
}

async fn accept(listener: TcpListener, wire: Arc<Wire>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let wire = wire.clone();
        tokio::spawn(async move { wire.serve(stream).await });
    }
}

impl Wire {
    async fn serve(&self, mut stream: TcpStream) {
        let Some(asked) = read(&mut stream).await else { return };
        let call = Call::of(&asked);
        let broken = *self.broken.lock().unwrap();
        match broken.filter(|(broken, _)| Some(*broken) == call) {
            Some((_, fault)) => {
                self.reached.fetch_add(1, Ordering::SeqCst);
                self.break_off(stream, &asked, fault).await;
            }
            None => {
                let reply = self.forward(&asked).await;
                if matches!(broken, Some((before, Fault::Refused)) if before.follows(call, &reply)) {
                    self.close().await;
                }
                reply.send(&mut stream, 1).await;
            }
        }
    }

    /// Closes the port, before the answer that leads to the next call goes out.
    async fn close(&self) {
        let accepting = self.accepting.get().unwrap();
        accepting.abort();
        while !accepting.is_finished() {
            tokio::task::yield_now().await;
        }
        self.reached.fetch_add(1, Ordering::SeqCst);
    }

    async fn break_off(&self, mut stream: TcpStream, asked: &Asked, fault: Fault) {
        let busy = |status, wait: &str| {
            let header = ("retry-after".to_owned(), wait.to_owned());
            let mut reply = Reply::json(status, &json!({ "error": { "code": "TooManyRequests" } }));
            reply.headers.push(header);
            reply
        };
        let reply = match fault {
            Fault::Refused => unreachable!("the port is closed"),
            Fault::Reset => return stream.set_zero_linger().unwrap(),
            Fault::Hang => return std::future::pending().await,
            Fault::Garbage => {
                return drop(stream.write_all(&[0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50]).await);
            }
            Fault::TooManyRequests => busy(429, "999999999"),
            Fault::Unavailable => busy(503, "2"),
            Fault::ErrorPage => {
                let html = ("content-type".to_owned(), "text/html".to_owned());
                Reply { status: 500, headers: vec![html], body: b"<html>Internal Server Error</html>".into() }
            }
            Fault::Empty => Reply { body: vec![], ..self.tempting(asked).await },
            Fault::BrokenJson => {
                let reply = self.tempting(asked).await;
                let body = String::from_utf8(reply.body).unwrap().replacen(':', "=", 1).into_bytes();
                Reply { body, ..reply }
            }
            Fault::TenMegabytes => {
                let mut reply = self.tempting(asked).await;
                reply.body.resize(10 * 1024 * 1024, b' ');
                reply
            }
            Fault::WrongType => {
                let reply = self.tempting(asked).await;
                Reply { body: [b"[", reply.body.as_slice(), b"]"].concat(), ..reply }
            }
            Fault::Truncated => return self.tempting(asked).await.send(&mut stream, 2).await,
            Fault::OtherApp | Fault::OtherTenant | Fault::OtherApi | Fault::Half => {
                let genuine = self.forward(asked).await.value();
                Reply::json(200, &self.lie(asked, fault, genuine))
            }
        };
        reply.send(&mut stream, 1).await;
    }

    /// The answer as it would be if everything were granted.
    async fn tempting(&self, asked: &Asked) -> Reply {
        let mut reply = self.forward(asked).await;
        let mut value = reply.value();
        match Call::of(asked) {
            Some(Call::Exchange | Call::Refresh) => value["scope"] = self.promise.scopes.join(" ").into(),
            Some(Call::Grants) => value = json!({ "value": [self.grant(&asked.app())] }),
            Some(Call::Assignments) => value = json!({ "value": [self.assignment(&asked.app())] }),
            Some(Call::Discovery | Call::Keys | Call::Me | Call::Roles | Call::ServicePrincipal) | None => {}
        }
        reply.body = value.to_string().into_bytes();
        reply
    }

    fn lie(&self, asked: &Asked, fault: Fault, genuine: Value) -> Value {
        let call = Call::of(asked).unwrap();
        let app = asked.app();
        let row = match (call, fault) {
            (Call::ServicePrincipal, Fault::OtherApp) => {
                let mut row = genuine["value"][0].clone();
                row["appId"] = OTHER.into();
                row
            }
            (Call::Grants, Fault::OtherApp) => self.grant(OTHER),
            (Call::Grants, Fault::OtherTenant) => {
                let mut row = self.grant(&app);
                row["consentType"] = "Principal".into();
                row["principalId"] = OTHER.into();
                row
            }
            (Call::Grants, Fault::OtherApi) => {
                let mut row = self.grant(&app);
                row["resourceId"] = OTHER.into();
                row
            }
            (Call::Grants, Fault::Half) => {
                let mut row = genuine["value"][0].clone();
                let scopes = row["scope"].as_str().unwrap();
                row["scope"] = scopes.split(' ').next().unwrap().into();
                row
            }
            (Call::Assignments, Fault::OtherApp) => self.assignment(OTHER),
            (Call::Assignments, Fault::OtherApi) => {
                let mut row = self.assignment(&app);
                row["resourceId"] = OTHER.into();
                row
            }
            _ => panic!("{call:?} has no such lie: {fault:?}"),
        };
        json!({ "value": [row] })
    }

    fn grant(&self, app: &str) -> Value {
        json!({ "id": "promised", "clientId": app, "consentType": "AllPrincipals", "principalId": null,
            "resourceId": GRAPH_HERE, "scope": self.promise.scopes.join(" ") })
    }

    fn assignment(&self, app: &str) -> Value {
        json!({ "id": "promised", "principalId": app, "principalType": "ServicePrincipal",
            "resourceId": GRAPH_HERE, "appRoleId": self.promise.role })
    }

    async fn forward(&self, asked: &Asked) -> Reply {
        let address = format!("http://127.0.0.1:{}{}", self.practice, asked.target);
        let mut request = self.client.request(asked.method.clone(), address).body(asked.body.clone());
        for (name, value) in &asked.headers {
            if !["host", "connection", "content-length", "accept-encoding"].contains(&name.as_str()) {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let kept = response
            .headers()
            .iter()
            .filter(|(name, _)| {
                !["connection", "content-length", "transfer-encoding"].contains(&name.as_str())
            })
            .map(|(name, value)| (name.to_string(), self.readdressed(value.to_str().unwrap())));
        let headers = kept.collect();
        let body = self.readdressed(&response.text().await.unwrap());
        let mut reply = Reply { status, headers, body: body.into_bytes() };
        if reply.status == 200 {
            self.sign_anew(Call::of(asked), &mut reply);
        }
        reply
    }

    fn readdressed(&self, text: &str) -> String {
        let (from, to) = (format!("127.0.0.1:{}", self.practice), format!("127.0.0.1:{}", self.port));
        text.replace(&from, &to).replace(&from.replace(':', "%3A"), &to.replace(':', "%3A"))
    }

    fn sign_anew(&self, call: Option<Call>, reply: &mut Reply) {
        if !matches!(call, Some(Call::Keys | Call::Exchange | Call::Refresh)) {
            return;
        }
        let mut value = reply.value();
        if call == Some(Call::Keys) {
            let public = KEY.public_key();
            value["keys"][0]["kid"] = KEY_ID.into();
            value["keys"][0]["n"] =
                URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()).into();
            value["keys"][0]["e"] =
                URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()).into();
        } else if let Some(token) = value["id_token"].as_str() {
            let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
            let claims = self.readdressed(std::str::from_utf8(&claims).unwrap());
            value["id_token"] = signed(&claims).into();
        }
        reply.body = value.to_string().into_bytes();
    }
}

fn signed(claims: &str) -> String {
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": KEY_ID }).to_string();
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mut signature = vec![0; KEY.public_modulus_len()];
    KEY.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

impl Call {
    fn of(asked: &Asked) -> Option<Self> {
        let path = asked.target.split('?').next().unwrap();
        let form = String::from_utf8_lossy(&asked.body);
        match path {
            "/v1.0/me" => Some(Call::Me),
            "/v1.0/me/transitiveMemberOf" => Some(Call::Roles),
            "/v1.0/servicePrincipals" => Some(Call::ServicePrincipal),
            "/v1.0/oauth2PermissionGrants" => Some(Call::Grants),
            path if path.ends_with("/appRoleAssignments") => Some(Call::Assignments),
            path if path.ends_with("/.well-known/openid-configuration") => Some(Call::Discovery),
            path if path.ends_with("/discovery/v2.0/keys") => Some(Call::Keys),
            path if !path.ends_with("/oauth2/v2.0/token") => None,
            _ if form.contains("grant_type=authorization_code") => Some(Call::Exchange),
            _ if form.contains("grant_type=refresh_token") => Some(Call::Refresh),
            _ => None,
        }
    }

    /// Whether this call is what comes after `answered`.
    fn follows(self, answered: Option<Call>, reply: &Reply) -> bool {
        match self {
            Call::Discovery => false,
            Call::Exchange => {
                answered.is_none() && String::from_utf8_lossy(&reply.body).contains("name=\"code\"")
            }
            Call::Refresh => answered == Some(Call::Discovery),
            Call::Keys => matches!(answered, Some(Call::Exchange | Call::Refresh)),
            Call::Me | Call::Roles => answered == Some(Call::Keys),
            Call::ServicePrincipal => answered == Some(Call::Roles),
            Call::Grants => answered == Some(Call::ServicePrincipal),
            Call::Assignments => answered == Some(Call::Grants),
        }
    }
}

impl Asked {
    /// The object id of the app that is asked about.
    fn app(&self) -> String {
        let target = self.target.replace("%27", "'");
        let id = target.split(['\'', '/']).find(|part| part.len() == OTHER.len() && part.contains('-'));
        id.unwrap_or_default().to_owned()
    }
}

impl Reply {
    fn json(status: u16, body: &Value) -> Self {
        let json = ("content-type".to_owned(), "application/json".to_owned());
        Self { status, headers: vec![json], body: body.to_string().into_bytes() }
    }

    fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Sends the head, and one `part`th of the body.
    async fn send(&self, stream: &mut TcpStream, part: usize) {
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "HTTP/1.1 {} Answer\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
            self.status,
            self.body.len()
        );
        // Whoever has read enough hangs up.
        drop(stream.write_all(head.as_bytes()).await);
        drop(stream.write_all(&self.body[..self.body.len() / part]).await);
        drop(stream.shutdown().await);
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.parse().ok()?, first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Asked { method, target, headers, body: bytes.split_off(end) })
}
