//! A certificate that Usher makes: its private key goes to the keychain, its public part to the admin.

use std::time::SystemTime;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use usher_domain::connection::Kept;
use usher_domain::ids::ConnectionId;
use usher_domain::own_app::MADE_FOR_DAYS;
use usher_domain::problem::Problem;
use usher_domain::time::Timestamp;
use usher_vault::{CertificateError, Secret, SelfSigned};
use x509_parser::parse_x509_certificate;

use crate::keep::Ground;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// What everybody may see of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicPart {
    /// As a text file.
    pub(crate) pem: String,
    pub(super) der: Vec<u8>,
    /// SHA-1 in capital hex, as the admin center shows it.
    pub(crate) thumbprint: String,
    pub(crate) ends_at: Timestamp,
}

impl PublicPart {
    /// Reads it from what is kept: the private key, and the certificate after it.
    pub(crate) fn of(kept: &Secret) -> Option<Self> {
        let pem = kept.lend(|both| both.find(BEGIN).map(|at| both[at..].to_owned()))?;
        let (body, _) = pem.strip_prefix(BEGIN)?.split_once(END)?;
        let body: String = body.split_whitespace().collect();
        let der = STANDARD.decode(body).ok()?;
        let (_, certificate) = parse_x509_certificate(&der).ok()?;
        let ends_at = Timestamp(certificate.validity().not_after.timestamp().checked_mul(1000)?);
        let thumbprint = digest(&SHA1_FOR_LEGACY_USE_ONLY, &der);
        let thumbprint = thumbprint.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Some(Self { pem, der, thumbprint, ends_at })
    }
}

/// Makes a certificate named `name`, and keeps its key for `id` before anybody hears of it.
///
/// # Errors
/// When it can't be made, as with a clock before 1970.
pub(crate) async fn make_certificate(
    ground: &Ground,
    id: &ConnectionId,
    name: &str,
) -> Result<(PublicPart, Kept, Option<Problem>), Problem> {
    let name = name.to_owned();
    let making =
        tokio::task::spawn_blocking(move || SelfSigned::make(&name, SystemTime::now(), MADE_FOR_DAYS));
    let made = match making.await {
        Ok(Ok(made)) => made,
        Ok(Err(CertificateError::Times)) => return Err(Problem::ClockWrong),
        Ok(Err(CertificateError::NotMade)) | Err(_) => return Err(Problem::OddAnswer),
    };
    let both = made.private_key();
    let public = PublicPart::of(&both).ok_or(Problem::OddAnswer)?;
    let (kept, problem) = ground.keep_secret(&ground.certificate_key(id), both.as_secret_string()).await;
    Ok((public, kept, problem))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use secrecy::SecretString;
    use usher_vault::{Secret, SelfSigned};

    use super::PublicPart;

    #[test]
    fn the_public_part_of_what_is_kept_is_the_certificate_alone() {
        let made = SelfSigned::make("Meetings archive", SystemTime::now(), 365).unwrap();

        let public = PublicPart::of(&made.private_key()).unwrap();

        assert_eq!(public.pem, made.public_pem());
        assert!(!public.pem.contains("PRIVATE"));
        assert_eq!(public.der, made.public_der());
        assert_eq!(public.thumbprint, made.thumbprint());
        let ends_s = made.ends_at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        assert_eq!(u64::try_from(public.ends_at.0 / 1000).unwrap(), ends_s);
    }

    #[test]
    fn what_is_no_certificate_has_no_public_part() {
        for kept in ["", "Vx_8Q~canary", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert_eq!(PublicPart::of(&Secret::from(SecretString::from(kept))), None, "{kept}");
        }
    }
}
