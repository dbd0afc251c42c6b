//! The addresses of this run, fixed once the port is known.

use crate::organization::TENANT;

/// Where this run is reached.
#[derive(Clone)]
pub(crate) struct Site {
    /// `http://127.0.0.1:N`.
    pub(crate) base: String,
    pub(crate) port: u16,
    pub(crate) authority: String,
    pub(crate) portal: String,
    /// The issuer of ID tokens.
    pub(crate) issuer: String,
    /// The confidential client's secret, new in each run.
    pub(crate) secret: String,
}

impl Site {
    pub(crate) fn at(port: u16) -> Self {
        let base = format!("http://127.0.0.1:{port}");
        Self {
            port,
            authority: format!("{base}/{TENANT}"),
            portal: format!("{base}/portal"),
            issuer: format!("{base}/{TENANT}/v2.0"),
            // Entra's secrets are 40 signs long.
            secret: crate::keys::random_id(30),
            base,
        }
    }
}
