use std::collections::BTreeSet;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, TokenData, Validation, decode, decode_header};
use rstest::rstest;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use usher_domain::ids::ClientId;
use usher_vault::SelfSigned;

use super::SigningKey;
use crate::error::SigningKeyError;

const CLIENT: &str = "11111111-2222-3333-4444-555555555555";
const ENDPOINT: &str =
    "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/oauth2/v2.0/token";
const NOW_S: u64 = 1_790_000_000;

fn made() -> SelfSigned {
    SelfSigned::make("Usher", SystemTime::UNIX_EPOCH, 365).unwrap()
}

fn key_of(made: &SelfSigned) -> SigningKey {
    SigningKey::parse(made.private_key().into_secret_string()).unwrap()
}

/// The certificate as text, out of what is kept.
fn public_pem(made: &SelfSigned) -> String {
    let kept = made.private_key().into_secret_string();
    let (_, certificate) = kept.expose_secret().split_once("-----BEGIN CERTIFICATE-----").unwrap();
    format!("-----BEGIN CERTIFICATE-----{certificate}")
}

fn assertion(key: &SigningKey) -> String {
    let assertion = key.assertion(&ClientId::parse(CLIENT).unwrap(), &Url::parse(ENDPOINT).unwrap(), NOW_S);
    assertion.unwrap().expose_secret().to_owned()
}

/// Checks an assertion as Entra does, with the public certificate alone.
fn verified(assertion: &str, made: &SelfSigned) -> jsonwebtoken::errors::Result<TokenData<Value>> {
    let mut validation = Validation::new(Algorithm::PS256);
    validation.set_audience(&[ENDPOINT]);
    validation.set_issuer(&[CLIENT]);
    // The time is a fixed one here, and checked below.
    validation.validate_exp = false;
    decode(assertion, &DecodingKey::from_rsa_pem(public_pem(made).as_bytes())?, &validation)
}

#[test]
fn an_assertion_holds_under_the_public_certificate_and_says_who_asks_whom() {
    let made = made();
    let assertion = assertion(&key_of(&made));

    let token = verified(&assertion, &made).unwrap();

    let mut claims = token.claims;
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert!(uuid::Uuid::parse_str(jti.as_str().unwrap()).is_ok());
    let expected = json!({
        "aud": ENDPOINT, "iss": CLIENT, "sub": CLIENT, "iat": NOW_S, "nbf": NOW_S - 300, "exp": NOW_S + 300,
    });
    assert_eq!(claims, expected);
}

#[rstest]
#[case::in_step(0, true)]
#[case::four_minutes_behind(-240, true)]
#[case::four_minutes_ahead(240, true)]
#[case::six_minutes_behind(-360, false)]
#[case::six_minutes_ahead(360, false)]
fn it_holds_where_the_clocks_are_a_few_minutes_apart(#[case] theirs_s: i64, #[case] holds: bool) {
    let made = made();

    let claims = verified(&assertion(&key_of(&made)), &made).unwrap().claims;

    let now_s = NOW_S.saturating_add_signed(theirs_s);
    let [from, until] = ["nbf", "exp"].map(|claim| claims[claim].as_u64().unwrap());
    assert_eq!((from..until).contains(&now_s), holds, "{from} to {until}, at {now_s}");
    assert!(until - from <= 600, "longer than Microsoft allows");
}

#[test]
fn the_header_leads_to_the_certificate_and_shows_nothing_else() {
    let made = made();

    let assertion = assertion(&key_of(&made));

    let (header, _) = assertion.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    let thumbprint = URL_SAFE_NO_PAD
        .encode(Sha256::digest(CertificateDer::from_pem_slice(public_pem(&made).as_bytes()).unwrap()));
    assert_eq!(header, json!({ "typ": "JWT", "alg": "PS256", "x5t#S256": thumbprint }));
    assert_eq!(decode_header(&assertion).unwrap().alg, Algorithm::PS256);
}

#[test]
fn another_certificate_does_not_vouch_for_it() {
    let (made, other) = (made(), made());

    assert!(verified(&assertion(&key_of(&made)), &other).is_err());
}

#[test]
fn no_two_assertions_are_the_same() {
    let key = key_of(&made());

    let all: BTreeSet<String> = (0..20).map(|_| assertion(&key)).collect();

    assert_eq!(all.len(), 20);
}

#[rstest]
#[case::nothing(|_: &str, _: &str| String::new(), SigningKeyError::NoKey)]
#[case::a_client_secret(|_: &str, _: &str| "Vx_8Q~canary.0-secretvalue".to_owned(), SigningKeyError::NoKey)]
#[case::the_certificate_alone(|_: &str, certificate: &str| certificate.to_owned(), SigningKeyError::NoKey)]
#[case::the_certificate_first(|key: &str, certificate: &str| format!("{certificate}{key}"), SigningKeyError::NoKey)]
#[case::the_key_alone(|key: &str, _: &str| key.to_owned(), SigningKeyError::NoCertificate)]
#[case::half_a_key(|key: &str, certificate: &str| format!("{}{certificate}", &key[..900]), SigningKeyError::NoKey)]
#[case::half_a_certificate(|key: &str, certificate: &str| format!("{key}{}", &certificate[..400]), SigningKeyError::NoCertificate)]
#[case::another_key_of_zeros(
    |_: &str, certificate: &str| format!("-----BEGIN PRIVATE KEY-----\nMA0GCSqGSIb3DQEBAQUABAEA\n-----END PRIVATE KEY-----\n{certificate}"),
    SigningKeyError::NoKey
)]
fn what_can_not_sign_is_no_key(#[case] bend: fn(&str, &str) -> String, #[case] expected: SigningKeyError) {
    let made = made();
    let kept = made.private_key().into_secret_string();
    let key = kept.expose_secret().strip_suffix(&public_pem(&made)).unwrap();

    let refused = SigningKey::parse(SecretString::from(bend(key, &public_pem(&made)))).unwrap_err();

    assert!(!format!("{refused:?} {refused}").contains("canary"));
    assert_eq!(refused, expected);
}

#[test]
fn line_ends_of_windows_are_read_as_well() {
    let made = made();
    let kept = made.private_key().into_secret_string();

    let key = SigningKey::parse(SecretString::from(kept.expose_secret().replace('\n', "\r\n"))).unwrap();

    assert!(verified(&assertion(&key), &made).is_ok());
}

#[test]
fn no_private_key_shows_in_debug() {
    assert_eq!(format!("{:?}", key_of(&made())), "SigningKey([redacted])");
}
