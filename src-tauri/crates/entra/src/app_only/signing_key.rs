//! A certificate's private key, and the assertion that it signs (RFC 7523 §2.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;
use usher_domain::ids::ClientId;
use uuid::Uuid;

use crate::error::SigningKeyError;

/// An assertion is used at once. It holds so long before and after, for clocks that differ: together the 10 minutes
/// from `nbf` to `exp` that learn.microsoft.com/entra/identity-platform/certificate-credentials allows at most.
const SKEW_S: u64 = 300;

/// A certificate's private key: no `Clone`, no `Display`, no `Serialize` (S43).
pub struct SigningKey {
    key: EncodingKey,
    /// SHA-256 over the certificate, base64url: how Entra finds the public key.
    thumbprint: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    iat: u64,
    nbf: u64,
    exp: u64,
}

impl SigningKey {
    /// Takes a key out of the keychain's hands: one PEM text of the private key (PKCS#8), then the certificate.
    ///
    /// # Errors
    /// When either is missing, or the key can't sign.
    // By value, so that the text is wiped here.
    pub fn parse(kept: SecretString) -> Result<Self, SigningKeyError> {
        let pem = kept.expose_secret().as_bytes();
        let key = EncodingKey::from_rsa_pem(pem).map_err(|_| SigningKeyError::NoKey)?;
        let certificate = CertificateDer::from_pem_slice(pem).map_err(|_| SigningKeyError::NoCertificate)?;
        let key = Self { key, thumbprint: URL_SAFE_NO_PAD.encode(Sha256::digest(&certificate)) };
        // The library looks at a key only when it signs.
        key.sign(&()).ok_or(SigningKeyError::NoKey)?;
        Ok(key)
    }

    /// Says who asks, to be sent to `endpoint` once; `None` when the key can't sign.
    pub(super) fn assertion(&self, client: &ClientId, endpoint: &Url, now_s: u64) -> Option<SecretString> {
        let claims = Claims {
            aud: endpoint.as_str(),
            iss: client.as_str(),
            sub: client.as_str(),
            jti: Uuid::new_v4().to_string(),
            iat: now_s,
            nbf: now_s.saturating_sub(SKEW_S),
            exp: now_s.saturating_add(SKEW_S),
        };
        self.sign(&claims).map(SecretString::from)
    }

    fn sign(&self, claims: &impl Serialize) -> Option<String> {
        let header = Header { x5t_s256: Some(self.thumbprint.clone()), ..Header::new(Algorithm::PS256) };
        encode(&header, claims, &self.key).ok()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}

#[cfg(test)]
mod tests;
