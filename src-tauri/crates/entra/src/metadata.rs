//! The discovery document: read, checked, and kept for an hour.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::{Method, Request};
use serde::Deserialize;
use url::Url;
use usher_domain::answer::Refusal;

use crate::authority::Authority;
use crate::error::{AppTokenError, EntraError};
use crate::http::{Answer, Http};

const KEPT: Duration = Duration::from_secs(3600);

/// What a trip needs of the discovery document.
#[derive(Debug)]
pub(crate) struct Metadata {
    /// May hold `{tenantid}`.
    pub(crate) issuer: String,
    pub(crate) authorize: Url,
    pub(crate) token: Url,
    pub(crate) keys: Url,
    /// Whether every answer carries `iss` (RFC 9207 §3).
    pub(crate) promises_iss: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Documents read before.
#[derive(Debug, Default)]
pub(crate) struct Library {
    read: Mutex<BTreeMap<Url, (Instant, Arc<Metadata>)>>,
}

impl Library {
    /// The document at `address`, asked for when there is no fresh one. Entra may refuse: there may be no such tenant.
    pub(crate) async fn get(
        &self,
        http: &Http,
        authority: &Authority,
        address: Url,
    ) -> Result<Arc<Metadata>, AppTokenError> {
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&address).cloned();
        if let Some((at, metadata)) = known
            && at.elapsed() < KEPT
        {
            return Ok(metadata);
        }
        let answer = http.patiently(Request::new(Method::GET, address.clone())).await?;
        let refusal = answer.text().ok().filter(|_| answer.status != 200).and_then(Refusal::from_json);
        if let Some(refusal) = refusal {
            return Err(AppTokenError::Refused(refusal));
        }
        let metadata = Arc::new(Metadata::read(&answer, authority)?);
        let entry = (Instant::now(), Arc::clone(&metadata));
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(address, entry);
        Ok(metadata)
    }
}

impl Metadata {
    /// Checks a document before any address in it is used.
    pub(crate) fn read(answer: &Answer, authority: &Authority) -> Result<Self, EntraError> {
        if answer.status != 200 {
            return Err(EntraError::OddAnswer);
        }
        let document: Document = answer.json()?;
        let endpoints = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri];
        // Entra's document is silent about S256 and knows it all the same.
        let s256 = document.code_challenge_methods_supported.is_none_or(|m| m.iter().any(|m| m == "S256"));
        if !authority.issues_as(&document.issuer) || !endpoints.iter().all(|e| authority.owns(e)) || !s256 {
            return Err(EntraError::MetadataNotTrusted);
        }
        Ok(Self {
            issuer: document.issuer,
            authorize: document.authorization_endpoint,
            token: document.token_endpoint,
            keys: document.jwks_uri,
            promises_iss: document.authorization_response_iss_parameter_supported,
        })
    }

    /// Whether the `iss` parameter of an answer is the issuer that was asked (RFC 9207 §2.4).
    pub(crate) fn allows_iss(&self, iss: Option<&str>) -> bool {
        match (iss, self.issuer.split_once("{tenantid}")) {
            (None, _) => !self.promises_iss,
            (Some(iss), None) => iss == self.issuer,
            (Some(iss), Some((before, after))) => iss
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(|tenant| usher_domain::ids::TenantId::parse(tenant).is_ok()),
        }
    }
}

#[cfg(test)]
mod tests;
