//! What can go wrong on the way to Entra. Causes are kept only where they can't hold a secret (S44).

use thiserror::Error;
use usher_domain::answer::Refusal;

use crate::id_token::IdTokenError;

/// Our failure, the network's or the service's; never a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EntraError {
    /// No loopback port could be had (S21).
    #[error("no loopback port could be bound")]
    NoPort,
    /// No network path.
    #[error("no network path to the service")]
    Offline,
    /// It took longer than the limit (S25).
    #[error("the service took too long")]
    Timeout,
    /// The certificate is not trusted; a company proxy may sit between (S24).
    #[error("the certificate is not trusted")]
    UntrustedCertificate {
        /// Who issued it, when that can be read.
        issuer: Option<String>,
    },
    /// The answer has the wrong form.
    #[error("the service answered with something that can't be read")]
    OddAnswer,
    /// The answer is larger than 4 MiB (S25), or goes on over more than 20 pages.
    #[error("the answer is too large")]
    TooLarge,
    /// The service asked to wait longer than a person would in silence (S33).
    #[error("the service is busy")]
    Busy {
        /// Seconds until the next try, when the service said so.
        retry_after_s: Option<u32>,
    },
    /// The service failed, and went on failing.
    #[error("the service is down")]
    ServiceDown,
    /// The metadata names another issuer, a foreign host or no S256 (S7, S23).
    #[error("the metadata of the service can't be trusted")]
    MetadataNotTrusted,
    /// An address that was built or asked for may not be opened or called.
    #[error("the address is not allowed")]
    AddressNotAllowed,
}

/// Why an authority can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AuthorityError {
    /// It is not on this machine.
    #[error("only loopback addresses are allowed here")]
    NotLoopback,
    /// The practice authority ends in a tenant's GUID.
    #[error("the address must be http://127.0.0.1:PORT/TENANT-GUID")]
    WrongForm,
}

/// Why no tenant was found for a domain.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FindTenantError {
    /// No organization has that domain (AADSTS90002).
    #[error("no organization under that domain")]
    UnknownDomain,
    /// It belongs to another Microsoft cloud.
    #[error("the organization is in another cloud")]
    OtherCloud,
    /// It could not be looked up.
    #[error(transparent)]
    Entra(#[from] EntraError),
}

/// Why no tokens came for a code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedeemError {
    /// Entra said no.
    #[error("refused: {}", .0.error)]
    Refused(Refusal),
    /// What came can't be trusted.
    #[error(transparent)]
    NotTrusted(#[from] IdTokenError),
    /// The times do not fit because this computer's clock is off (S34).
    #[error("this computer's clock is wrong")]
    ClockWrong,
    /// It could not be asked.
    #[error(transparent)]
    Entra(#[from] EntraError),
}

/// Why a refresh brought nothing; the same reasons as for a code.
pub type RefreshError = RedeemError;

/// Why an app did not get a token of its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AppTokenError {
    /// Entra said no: to the credential, the app or the tenant.
    #[error("refused: {}", .0.error)]
    Refused(Refusal),
    /// It could not be asked.
    #[error(transparent)]
    Entra(#[from] EntraError),
}

impl From<AppTokenError> for RedeemError {
    fn from(error: AppTokenError) -> Self {
        match error {
            AppTokenError::Refused(refusal) => RedeemError::Refused(refusal),
            AppTokenError::Entra(error) => RedeemError::Entra(error),
        }
    }
}

/// Why Graph did not tell.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GraphError {
    /// 401: the access token does not hold any more.
    #[error("the access token was not accepted")]
    SignInRanOut,
    /// 403 or 404: this person may not read it.
    #[error("not allowed")]
    NotAllowed,
    /// It could not be asked.
    #[error(transparent)]
    Entra(#[from] EntraError),
}

/// Why a harmless read showed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// 401: the access token does not hold any more.
    #[error("the access token was not accepted")]
    SignInRanOut,
    /// 403 for another reason than `NoPolicy`.
    #[error("denied")]
    Denied,
    /// 403: Teams' application access policy does not cover this person (entra-consent.md 8.3).
    #[error("no application access policy")]
    NoPolicy,
    /// 402: it costs, and nobody set up who pays.
    #[error("payment required")]
    PaymentRequired,
    /// 404, as for a person without a mailbox.
    #[error("not there")]
    NotThere,
    /// 404: Teams finds no such meeting.
    #[error("no such meeting")]
    NoSuchMeeting,
    /// Graph does not take the question, or Teams does not say what it lacks.
    #[error("the answer says nothing of the permission")]
    SaysNothing,
    /// It could not be asked.
    #[error(transparent)]
    Entra(#[from] EntraError),
}

/// Why Graph did not write.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// 401: the access token does not hold any more.
    #[error("the access token was not accepted")]
    SignInRanOut,
    /// 403: this person may not do it.
    #[error("not allowed")]
    NotAllowed,
    /// Graph refused what was asked, as where a rule of the organization forbids secrets.
    #[error("refused: {code}")]
    Refused {
        /// Graph's error code; never its text, which may repeat anything (S44).
        code: String,
    },
    /// It could not be asked, or what it answered can't be read: it may have been written all the same.
    #[error(transparent)]
    Entra(#[from] EntraError),
}

/// What a keychain entry with a private key and a certificate must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SigningKeyError {
    /// No RSA key in PKCS#8 that signs.
    #[error("there is no private key that signs")]
    NoKey,
    /// No certificate after it.
    #[error("there is no certificate")]
    NoCertificate,
}
