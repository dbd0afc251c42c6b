//! Why a secret could not be kept or read. Holds no foreign text: S44.

use keyring_core::Error as KeyringError;
use thiserror::Error;

/// Why the keychain did not do what was asked. No variant means that a secret is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VaultError {
    /// The keychain is locked; nothing was written.
    #[error("the keychain is locked")]
    Locked,
    /// There is no keychain to talk to.
    #[error("there is no keychain")]
    Missing,
    /// The keychain did not answer in time.
    #[error("the keychain does not answer")]
    Mute,
    /// What is stored is half-written or was changed by someone else.
    #[error("the stored secret is damaged")]
    Damaged,
    /// The secret is longer than [`MAX_SECRET_BYTES`](crate::MAX_SECRET_BYTES), or than the keychain allows.
    #[error("the secret is too long for the keychain")]
    TooLarge,
    /// The keychain said no.
    #[error("the keychain refused")]
    Refused,
}

/// Maps a keyring error by variant only: `BadEncoding` and `BadDataFormat` carry the secret itself.
pub(crate) fn from_keyring(error: &KeyringError) -> VaultError {
    match error {
        KeyringError::NoStorageAccess(cause) => crate::platform::no_access(cause.as_ref()),
        // macOS always has a keychain; what fails there is a prompt that was refused or could not be shown.
        KeyringError::PlatformFailure(_) if cfg!(target_os = "macos") => VaultError::Locked,
        KeyringError::PlatformFailure(_) | KeyringError::NoDefaultStore => VaultError::Missing,
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) | KeyringError::BadStoreFormat(_) => {
            VaultError::Damaged
        }
        KeyringError::TooLong(..) => VaultError::TooLarge,
        KeyringError::NoEntry
        | KeyringError::Invalid(..)
        | KeyringError::Ambiguous(_)
        | KeyringError::NotSupportedByStore(_)
        // The enum is non-exhaustive.
        | _ => VaultError::Refused,
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::Error as KeyringError;
    use rstest::rstest;

    use super::{VaultError, from_keyring};

    const CANARY: &str = "canary-0.AXoA";
    const WINDOWS_OR_MACOS: bool = cfg!(any(windows, target_os = "macos"));
    const NO_ACCESS: VaultError = if WINDOWS_OR_MACOS { VaultError::Missing } else { VaultError::Locked };
    const FAILING: VaultError =
        if cfg!(target_os = "macos") { VaultError::Locked } else { VaultError::Missing };

    #[rstest]
    #[case::no_access(KeyringError::NoStorageAccess(CANARY.into()), NO_ACCESS)]
    #[case::failing(KeyringError::PlatformFailure(CANARY.into()), FAILING)]
    #[case::no_default(KeyringError::NoDefaultStore, VaultError::Missing)]
    #[case::not_text(KeyringError::BadEncoding(CANARY.into()), VaultError::Damaged)]
    #[case::not_the_form(KeyringError::BadDataFormat(CANARY.into(), CANARY.into()), VaultError::Damaged)]
    #[case::broken_store(KeyringError::BadStoreFormat(CANARY.into()), VaultError::Damaged)]
    #[case::too_long(KeyringError::TooLong(CANARY.into(), 2_560), VaultError::TooLarge)]
    #[case::invalid(KeyringError::Invalid(CANARY.into(), CANARY.into()), VaultError::Refused)]
    #[case::not_supported(KeyringError::NotSupportedByStore(CANARY.into()), VaultError::Refused)]
    #[case::ambiguous(KeyringError::Ambiguous(Vec::new()), VaultError::Refused)]
    fn an_error_of_the_keychain_becomes_a_state_without_its_text(
        #[case] error: KeyringError,
        #[case] expected: VaultError,
    ) {
        let ours = from_keyring(&error);

        assert_eq!(ours, expected);
        assert!(!format!("{ours} {ours:?}").contains(CANARY));
    }
}
