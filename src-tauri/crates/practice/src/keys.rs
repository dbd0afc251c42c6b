//! The signing key of this run, and tokens made and read with it.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::RngExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// One RSA key for the whole process: making one takes up to a second, and S78 asks for a new one each run only.
pub(crate) static KEYS: LazyLock<SigningKeys> = LazyLock::new(SigningKeys::generate);

pub(crate) struct SigningKeys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    kid: String,
    modulus: String,
    exponent: String,
}

impl SigningKeys {
    fn generate() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("the operating system gives randomness");
        let der: Pkcs8V1Der<'static> = pair.as_der().expect("a fresh key can be written down");
        // jsonwebtoken reads PKCS #8 from PEM only; its DER reader wants PKCS #1.
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let public = pair.public_key();
        let (modulus, exponent) = (public.modulus(), public.exponent());
        let (modulus, exponent) =
            (modulus.big_endian_without_leading_zero(), exponent.big_endian_without_leading_zero());
        Self {
            encoding: EncodingKey::from_rsa_pem(pem.as_bytes()).expect("it was written just above"),
            decoding: DecodingKey::from_rsa_raw_components(modulus, exponent),
            kid: random_id(20),
            modulus: URL_SAFE_NO_PAD.encode(modulus),
            exponent: URL_SAFE_NO_PAD.encode(exponent),
        }
    }

    /// The `keys` document; each key names the issuer it may sign for.
    pub(crate) fn document(&self, issuer: &str) -> Value {
        json!({ "keys": [{
            "kty": "RSA", "use": "sig", "kid": self.kid, "n": self.modulus, "e": self.exponent, "issuer": issuer,
        }]})
    }

    pub(crate) fn sign(&self, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.encoding).expect("our own claims fit in a token")
    }

    /// The claims of a token that this run signed for `audience`; the caller checks the time by the practice clock.
    pub(crate) fn read<T: DeserializeOwned + Clone>(&self, token: &str, audience: &str) -> Option<T> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[audience]);
        validation.validate_exp = false;
        jsonwebtoken::decode::<T>(token, &self.decoding, &validation).ok().map(|token| token.claims)
    }
}

/// Unguessable text of `bytes` random bytes.
pub(crate) fn random_id(bytes: usize) -> String {
    let mut rng = rand::rng();
    let noise: Vec<u8> = (0..bytes).map(|_| rng.random()).collect();
    URL_SAFE_NO_PAD.encode(noise)
}
