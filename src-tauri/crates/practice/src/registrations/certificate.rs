//! The public part of a certificate, as it was uploaded.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use uuid::Uuid;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::moment::Moment;

/// A certificate that signs the app in.
pub(crate) struct Certificate {
    pub(crate) key_id: Uuid,
    pub(crate) name: String,
    /// SHA-1 in capital hex: "Thumbprint" of the portal, and what `x5t` holds.
    pub(crate) thumbprint: String,
    /// What was uploaded.
    pub(crate) der: Vec<u8>,
    x5t: String,
    x5t_s256: String,
    pub(crate) key: DecodingKey,
    pub(crate) made_at: Moment,
    pub(crate) starts_at: Moment,
    pub(crate) ends_at: Moment,
}

impl Certificate {
    /// Reads a certificate with an RSA key; `None` for anything else.
    pub(crate) fn read(der: &[u8], name: &str, now: Moment) -> Option<Self> {
        let (rest, found) = X509Certificate::from_der(der).ok()?;
        let Ok(PublicKey::RSA(_)) = found.public_key().parsed() else { return None };
        if !rest.is_empty() {
            return None;
        }
        let seconds = |at: i64| u64::try_from(at).map(Moment).ok();
        let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, der);
        Some(Self {
            key_id: Uuid::new_v4(),
            name: name.to_owned(),
            thumbprint: sha1.as_ref().iter().map(|byte| format!("{byte:02X}")).collect(),
            der: der.to_vec(),
            x5t: URL_SAFE_NO_PAD.encode(sha1),
            x5t_s256: URL_SAFE_NO_PAD.encode(digest(&SHA256, der)),
            key: DecodingKey::from_rsa_der(&found.public_key().subject_public_key.data),
            made_at: now,
            starts_at: seconds(found.validity().not_before.timestamp())?,
            ends_at: seconds(found.validity().not_after.timestamp())?,
        })
    }

    /// Reads what people paste: PEM, or its inside alone.
    pub(crate) fn read_text(text: &str, name: &str, now: Moment) -> Option<Self> {
        let inside = match text.split_once("-----BEGIN CERTIFICATE-----") {
            Some((_, rest)) => rest.split_once("-----END CERTIFICATE-----")?.0,
            None => text,
        };
        let inside: String = inside.split_whitespace().collect();
        Self::read(&STANDARD.decode(inside).ok()?, name, now)
    }

    /// Whether an assertion's header names this one.
    pub(crate) fn is_named(&self, x5t_s256: Option<&str>, x5t: Option<&str>) -> bool {
        match (x5t_s256, x5t) {
            (Some(sha256), _) => same(sha256, &self.x5t_s256),
            (None, Some(sha1)) => same(sha1, &self.x5t),
            (None, None) => false,
        }
    }
}

/// Compares base64url, with or without its padding.
fn same(given: &str, own: &str) -> bool {
    given.trim_end_matches('=') == own
}
