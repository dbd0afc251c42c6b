//! Signs ID tokens for tests, right and wrong ones.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Two RSA keys, made once: a second one shows rotation and forgery.
static KEYS: LazyLock<[KeyPair; 2]> = LazyLock::new(|| {
    std::array::from_fn(|_| KeyPair::generate(KeySize::Rsa2048).expect("a key can be made"))
});

/// A key with the id that its JWKS gives it.
pub(crate) struct Signer {
    number: usize,
    pub(crate) kid: &'static str,
}

pub(crate) const FIRST: Signer = Signer { number: 0, kid: "first" };
pub(crate) const SECOND: Signer = Signer { number: 1, kid: "second" };

impl Signer {
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", encode(header), encode(claims));
        let key = &KEYS[self.number];
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    pub(crate) fn sign_as_usual(&self, claims: &Value) -> String {
        self.sign(&json!({ "alg": "RS256", "typ": "JWT", "kid": self.kid }), claims)
    }

    pub(crate) fn jwk(&self) -> Value {
        let public = KEYS[self.number].public_key();
        json!({
            "kty": "RSA", "use": "sig", "kid": self.kid,
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
