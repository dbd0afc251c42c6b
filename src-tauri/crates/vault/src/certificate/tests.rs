use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use rcgen::{KeyPair, PublicKeyData as _};
use rstest::rstest;
use secrecy::ExposeSecret as _;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::{CertificateError, SelfSigned};
use crate::parts;

const DAY: Duration = Duration::from_secs(86_400);

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn made() -> SelfSigned {
    SelfSigned::make("Usher for Kaltura", at(1_790_000_000) + Duration::from_millis(700), 365).unwrap()
}

/// The certificate out of what is kept: as text, and in binary.
fn public_part(made: &SelfSigned) -> (String, Vec<u8>) {
    let kept = made.private_key();
    let text = kept.as_secret_string().expose_secret();
    let pem = &text[text.find("-----BEGIN CERTIFICATE-----").unwrap()..];
    let (rest, read) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).unwrap();
    assert!(rest.is_empty());
    (pem.to_owned(), read.contents)
}

#[test]
fn it_says_whose_it_is_how_long_it_holds_and_vouches_for_itself() {
    let (_, der) = public_part(&made());

    let (rest, read) = X509Certificate::from_der(&der).unwrap();

    assert!(rest.is_empty());
    assert_eq!(read.subject().to_string(), "CN=Usher for Kaltura");
    assert_eq!(read.issuer(), read.subject());
    assert_eq!(read.validity().not_before.timestamp(), 1_790_000_000);
    let ends_at = at(read.validity().not_after.timestamp().unsigned_abs());
    assert_eq!(ends_at, at(1_790_000_000) + 365 * DAY);
    assert_eq!(read.signature_algorithm.algorithm.to_id_string(), "1.2.840.113549.1.1.11");
    assert!(read.key_usage().unwrap().unwrap().value.digital_signature());
    assert!(!read.is_ca());
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &read.public_key().subject_public_key.data);
    key.verify(read.tbs_certificate.as_ref(), &read.signature_value.data).unwrap();
}

#[test]
fn the_keychain_gets_the_key_and_then_its_certificate() {
    let made = made();
    let kept = made.private_key();

    let text = kept.as_secret_string().expose_secret();
    let (key, _) = text.split_once("-----BEGIN CERTIFICATE-----").unwrap();
    let pair = KeyPair::from_pem(key).unwrap();
    let (_, der) = public_part(&made);
    let (_, read) = X509Certificate::from_der(&der).unwrap();

    assert!(text.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(pair.subject_public_key_info(), read.public_key().raw);
    assert!(parts::length(&kept) < 4_000, "{}", parts::length(&kept));
}

#[test]
fn the_key_is_rsa_with_2048_bits_and_signs() {
    let kept = made().private_key();
    let text = kept.as_secret_string().expose_secret();
    let (key, _) = text.split_once("-----BEGIN CERTIFICATE-----").unwrap();

    let pair = RsaKeyPair::from_pkcs8(KeyPair::from_pem(key).unwrap().serialized_der()).unwrap();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), b"text", &mut signature).unwrap();

    assert_eq!(signature.len(), 256);
    assert!(!pair.public_key().as_ref().is_empty());
}

#[test]
fn no_two_are_the_same() {
    let ((one, _), (two, _)) = (public_part(&made()), public_part(&made()));

    assert_ne!(one, two);
    assert!([one, two].iter().all(|pem| pem.matches("-----BEGIN").count() == 1 && !pem.contains("PRIVATE")));
}

#[test]
fn no_private_key_shows_in_debug() {
    let made = made();
    let kept = made.private_key();
    let text = kept.as_secret_string().expose_secret();

    let shown = format!("{made:?}");

    assert!(!shown.contains("PRIVATE"), "{shown}");
    let lines: Vec<&str> = text.lines().take_while(|line| !line.contains("END")).skip(1).collect();
    assert!(lines.len() > 20);
    assert!(lines.iter().all(|line| !shown.contains(line)));
}

#[rstest]
#[case::no_name("")]
#[case::another_alphabet("Ушер für 学校")]
#[case::a_long_name("x".repeat(300))]
fn any_name_gives_a_certificate(#[case] name: String) {
    let made = SelfSigned::make(&name, at(0), 1).unwrap();

    let (_, der) = public_part(&made);
    let (_, read) = X509Certificate::from_der(&der).unwrap();
    let told = read.subject().iter_common_name().next().unwrap().as_str().unwrap();
    assert_eq!(told, name.chars().take(64).collect::<String>());
}

#[rstest]
#[case::before_1970(SystemTime::UNIX_EPOCH - DAY, 365)]
#[case::ends_after_9999(at(253_402_300_799), 1)]
#[case::far_ahead(at(9_000_000_000_000), 1)]
fn times_that_no_certificate_holds_are_refused(#[case] not_before: SystemTime, #[case] days: u16) {
    let refused = SelfSigned::make("Usher", not_before, days).unwrap_err();

    assert_eq!(refused, CertificateError::Times);
}
