//! A key pair with a self-signed certificate, for an app that signs in without a client secret.

use std::time::{Duration, SystemTime};

use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize,
    date_time_ymd,
};
use secrecy::SecretString;
use secrecy::zeroize::{Zeroize as _, Zeroizing};
use thiserror::Error;

use crate::secret::Secret;

/// RFC 5280 Appendix A.1, `ub-common-name`.
const LONGEST_NAME: usize = 64;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The last second of the year 9999 (RFC 5280 §4.1.2.5).
const LATEST: Duration = Duration::from_secs(253_402_300_799);

/// Why no certificate was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// The times lie before 1970 or after 9999.
    #[error("a certificate can't hold these times")]
    Times,
    /// The library could not make it.
    #[error("the certificate could not be made")]
    NotMade,
}

/// A fresh RSA key with its certificate.
///
/// ```compile_fail
/// fn copies<T: Clone>() {}
/// copies::<usher_vault::SelfSigned>();
/// ```
#[derive(Debug)]
pub struct SelfSigned {
    bundle: Secret,
}

impl SelfSigned {
    /// Makes one. It takes a moment, so an async task calls it where blocking is allowed.
    ///
    /// # Errors
    /// When the times do not fit into a certificate, or the library fails.
    pub fn make(common_name: &str, not_before: SystemTime, days: u16) -> Result<Self, CertificateError> {
        let since_1970 =
            not_before.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| CertificateError::Times)?;
        // A certificate counts whole seconds.
        let start = Duration::from_secs(since_1970.as_secs());
        let end = start.checked_add(DAY * u32::from(days)).filter(|end| *end <= LATEST);
        let end = end.ok_or(CertificateError::Times)?;
        // Entra takes RSA certificates.
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .map_err(|_| CertificateError::NotMade)?;
        let made =
            params(common_name, start, end).self_signed(&key).map_err(|_| CertificateError::NotMade)?;
        Ok(Self { bundle: bundle(key, &made.pem()) })
    }

    /// What goes to the keychain: one PEM text of the private key (PKCS#8), then the certificate.
    #[must_use]
    pub fn private_key(&self) -> Secret {
        self.bundle.as_secret_string().clone().into()
    }
}

fn params(common_name: &str, start: Duration, end: Duration) -> CertificateParams {
    let name: String = common_name.chars().take(LONGEST_NAME).collect();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    let mut params = CertificateParams::default();
    params.distinguished_name = subject;
    params.not_before = date_time_ymd(1970, 1, 1) + start;
    params.not_after = date_time_ymd(1970, 1, 1) + end;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params
}

fn bundle(mut key: KeyPair, certificate: &str) -> Secret {
    let private = Zeroizing::new(key.serialize_pem());
    key.zeroize();
    let mut both = String::with_capacity(private.len() + certificate.len());
    both.push_str(&private);
    both.push_str(certificate);
    SecretString::from(both).into()
}

#[cfg(test)]
mod tests;
