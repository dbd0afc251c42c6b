//! Providers that nobody here wrote, as programs of their own on this machine.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use url::Url;
use usher_domain::desk::Instead;

use crate::support::present::{can_run, is_on_path};

/// Far longer than a start takes; only a hang gets here.
const LIMIT: Duration = Duration::from_secs(60);

/// `oidc-provider`, and whatever broken answers it is told to give. It ends with this value.
pub(crate) struct Provider {
    _process: Child,
    orders: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) issuer: Url,
    client_id: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("peers")
}

impl Provider {
    /// Whether Node and the provider are on this machine.
    pub(crate) fn can_run(test: &str) -> bool {
        let installed = folder().join("node_modules/oidc-provider").is_dir();
        can_run(test, "oidc-provider", installed) && can_run(test, "Node.js", is_on_path("node"))
    }

    /// Starts it on a free port.
    pub(crate) async fn start() -> Self {
        let mut process = Command::new("node")
            .arg("provider.mjs")
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let orders = process.stdin.take().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = next(&mut lines).await;
        let issuer = Url::parse(first["issuer"].as_str().unwrap()).unwrap();
        let client_id = first["clientId"].as_str().unwrap().to_owned();
        Self { _process: process, orders, lines, issuer, client_id }
    }

    /// From now on it answers as `case` of `cases.mjs` says.
    pub(crate) async fn answer_as(&mut self, case: &str) {
        self.orders.write_all(format!("{case}\n").as_bytes()).await.unwrap();
        assert_eq!(next(&mut self.lines).await["case"], case, "cases.mjs has no such case");
    }

    /// The provider in Microsoft's place.
    pub(crate) fn instead(&self) -> Instead {
        Instead { authority: self.issuer.clone(), client_id: self.client_id.clone(), usher_client_id: None }
    }

    pub(crate) fn port(&self) -> u16 {
        self.issuer.port().unwrap()
    }
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = tokio::time::timeout(LIMIT, lines.next_line()).await.expect("the provider says something");
    serde_json::from_str(&line.unwrap().expect("the provider still runs")).unwrap()
}
