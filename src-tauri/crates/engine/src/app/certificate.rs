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
    use std::time::{Duration, SystemTime};

    use secrecy::SecretString;
    use usher_domain::time::Timestamp;
    use usher_vault::{Secret, SelfSigned};
    use x509_parser::parse_x509_certificate;

    use super::PublicPart;

    /// Its thumbprint below is what `openssl x509 -fingerprint -sha1` says.
    const SAMPLE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUDhCmc/4tvJyywbo71zGPxLg0VIAwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGU2FtcGxlMCAXDTI2MTEzMDEyNTQ0MVoYDzIxMjYxMTA2MTI1
NDQxWjARMQ8wDQYDVQQDDAZTYW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AARpbE6IV+V4H8hczW4/KSDwUqR3ApDb7U88NaXq73Sn+nYg4mOQvisBswtjl8jh
DSrAUYTph7ZQeeUrQncOVv44o1MwUTAdBgNVHQ4EFgQUiwu9CMD2KJpORccVv4Fv
TtcuTzkwHwYDVR0jBBgwFoAUiwu9CMD2KJpORccVv4FvTtcuTzkwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiATYLbLWcC+7nMcAi2wXK5n/gHvQiz1
pBPW33c/28tQxQIhANikT2s0IyP3fXWFWdzBeei2ZsZDQiEaAnD30hXm9bij
-----END CERTIFICATE-----
";

    #[test]
    fn the_public_part_of_what_is_kept_is_the_certificate_alone() {
        let made_at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        let made = SelfSigned::make("Meetings archive", made_at, 365).unwrap();

        let public = PublicPart::of(&made.private_key()).unwrap();

        assert!(public.pem.starts_with("-----BEGIN CERTIFICATE-----") && !public.pem.contains("PRIVATE"));
        let (_, read) = parse_x509_certificate(&public.der).unwrap();
        assert_eq!(read.subject().to_string(), "CN=Meetings archive");
        assert_eq!(public.ends_at, Timestamp((1_790_000_000 + 365 * 24 * 60 * 60) * 1000));
        let is_capital_hex = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
        assert!(public.thumbprint.len() == 40 && public.thumbprint.bytes().all(is_capital_hex));
    }

    #[test]
    fn the_thumbprint_is_the_one_that_the_admin_center_shows() {
        let public = PublicPart::of(&Secret::from(SecretString::from(SAMPLE))).unwrap();

        assert_eq!(public.thumbprint, "9D8ADF1E5353269DFD68E3AF26A5819EF13B2A2C");
    }

    #[test]
    fn what_is_no_certificate_has_no_public_part() {
        for kept in ["", "Vx_8Q~canary", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert_eq!(PublicPart::of(&Secret::from(SecretString::from(kept))), None, "{kept}");
        }
    }
}
