//! The provider's signing keys, with at most one refetch in five minutes (S26).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jsonwebtoken::DecodingKey;
use reqwest::{Method, Request};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::error::EntraError;
use crate::http::Http;

const REFETCH: Duration = Duration::from_secs(300);

/// An RSA key that may sign ID tokens.
#[derive(Clone, Debug)]
pub(crate) struct ProviderKey {
    kid: Option<String>,
    pub(crate) key: DecodingKey,
    /// Microsoft ties some keys to one issuer; `{tenantid}` stands for any tenant.
    pub(crate) issuer: Option<String>,
}

/// Keys by address.
#[derive(Debug, Default)]
pub(crate) struct KeyRing {
    sets: Mutex<BTreeMap<Url, KeySet>>,
}

#[derive(Debug)]
struct KeySet {
    keys: Vec<ProviderKey>,
    refetched: Option<Instant>,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, rename = "use")]
    usage: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    n: String,
    e: String,
    #[serde(default)]
    issuer: Option<String>,
}

impl KeyRing {
    /// The key with that id; without one, the only key there is. `None` when there is no such key.
    pub(crate) async fn find(
        &self,
        http: &Http,
        address: &Url,
        kid: Option<&str>,
    ) -> Result<Option<ProviderKey>, EntraError> {
        let mut sets = self.sets.lock().await;
        if !sets.contains_key(address) {
            let keys = fetch(http, address).await?;
            sets.insert(address.clone(), KeySet { keys, refetched: None });
        }
        let Some(set) = sets.get_mut(address) else { return Ok(None) };
        if let Some(key) = pick(&set.keys, kid) {
            return Ok(Some(key));
        }
        if set.refetched.is_none_or(|at| at.elapsed() >= REFETCH) {
            set.refetched = Some(Instant::now());
            set.keys = fetch(http, address).await?;
        }
        Ok(pick(&set.keys, kid))
    }
}

fn pick(keys: &[ProviderKey], kid: Option<&str>) -> Option<ProviderKey> {
    match (kid, keys) {
        (Some(kid), _) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

async fn fetch(http: &Http, address: &Url) -> Result<Vec<ProviderKey>, EntraError> {
    let answer = http.patiently(Request::new(Method::GET, address.clone())).await?;
    if answer.status != 200 {
        return Err(EntraError::OddAnswer);
    }
    let document: Document = answer.json()?;
    // Keys of other kinds are no fault: a provider may sign for others too.
    Ok(document.keys.into_iter().filter_map(signing_key).collect())
}

fn signing_key(value: Value) -> Option<ProviderKey> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let signs = jwk.kty == "RSA"
        && jwk.usage.as_deref().is_none_or(|usage| usage == "sig")
        && jwk.alg.as_deref().is_none_or(|alg| alg == "RS256");
    let key = signs.then(|| DecodingKey::from_rsa_components(&jwk.n, &jwk.e).ok())??;
    Some(ProviderKey { kid: jwk.kid, key, issuer: jwk.issuer })
}
