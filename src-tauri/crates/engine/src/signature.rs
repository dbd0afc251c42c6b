//! Who signed a setup file (S69): Ed25519 over the exact bytes before the signature's own line.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use thiserror::Error;

/// What the last line of a signed file begins with; after it come the key's id and the signature.
const LINE_START: &str = "# usher-signature: ed25519 ";

/// A text that has this anywhere else is neither signed nor unsigned.
const MARK: &str = "usher-signature";

/// A maker's key, and the domain that the maker proved to own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VendorKey {
    /// What a signature names it by.
    pub id: String,
    /// The maker's domain, in lower-case ASCII.
    pub domain: String,
    /// The Ed25519 public key, 32 bytes in base64.
    pub public_key: String,
}

/// The makers whose keys are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorKeys(Vec<VendorKey>);

impl VendorKeys {
    /// The keys that come with Usher.
    #[must_use]
    pub fn built_in() -> Self {
        let keys = serde_json::from_str(include_str!("../data/vendor-keys.json"));
        Self(keys.expect("a test reads the same list"))
    }

    /// Other keys, for a test.
    #[must_use]
    pub fn of(keys: Vec<VendorKey>) -> Self {
        Self(keys)
    }
}

/// The signature does not fit, or stands where none belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the signature does not fit the file")]
pub(crate) struct BadSignature;

/// What a file says, and who vouches for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signature<'a> {
    /// The file without its signature.
    pub(crate) body: &'a str,
    /// The domain of the key that signed it; `None` when nobody did.
    pub(crate) domain: Option<&'a str>,
}

impl<'a> Signature<'a> {
    /// Finds and verifies the signature. Never takes a bad one for none.
    pub(crate) fn find(text: &'a str, keys: &'a VendorKeys) -> Result<Self, BadSignature> {
        match text.to_ascii_lowercase().matches(MARK).count() {
            0 => return Ok(Self { body: text, domain: None }),
            1 => {}
            _ => return Err(BadSignature),
        }
        let until_end = text.strip_suffix('\n').unwrap_or(text);
        let start = until_end.rfind('\n').ok_or(BadSignature)? + 1;
        let (body, line) = (&text[..start], &until_end[start..]);
        let (id, signature) =
            line.strip_prefix(LINE_START).and_then(|rest| rest.split_once(' ')).ok_or(BadSignature)?;
        let key = keys.0.iter().find(|key| key.id == id).ok_or(BadSignature)?;
        let signature = STANDARD.decode(signature).map_err(|_| BadSignature)?;
        let public = STANDARD.decode(&key.public_key).map_err(|_| BadSignature)?;
        let key_of_maker = UnparsedPublicKey::new(&ED25519, public);
        key_of_maker.verify(body.as_bytes(), &signature).map_err(|_| BadSignature)?;
        Ok(Self { body, domain: Some(&key.domain) })
    }
}

#[cfg(test)]
pub(crate) mod tests;
