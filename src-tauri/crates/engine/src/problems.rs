//! One place where each adapter's failures become problems that a person is told about.

use usher_domain::desk::KeychainState;
use usher_domain::problem::Problem;
use usher_entra::{EntraError, GraphError};
use usher_vault::VaultError;

use crate::store::StoreError;

pub(crate) fn of_entra(error: &EntraError) -> Problem {
    match error {
        EntraError::NoPort => Problem::NoPort,
        EntraError::Offline | EntraError::Timeout => Problem::Offline,
        EntraError::UntrustedCertificate { issuer } => {
            Problem::UntrustedCertificate { issuer: issuer.clone() }
        }
        EntraError::Busy { retry_after_s } => Problem::Busy { retry_after_s: *retry_after_s },
        EntraError::ServiceDown => Problem::Busy { retry_after_s: None },
        EntraError::MetadataNotTrusted | EntraError::AddressNotAllowed => Problem::AnswerNotTrusted,
        EntraError::OddAnswer | EntraError::TooLarge => Problem::OddAnswer,
    }
}

pub(crate) fn of_graph(error: &GraphError) -> Problem {
    match error {
        GraphError::SignInRanOut => Problem::SignInRanOut,
        GraphError::NotAllowed => Problem::OddAnswer,
        GraphError::Entra(error) => of_entra(error),
    }
}

pub(crate) fn of_vault(error: VaultError) -> Problem {
    match error {
        VaultError::Locked => Problem::KeychainLocked,
        VaultError::Missing => Problem::KeychainMissing,
        VaultError::Mute | VaultError::Damaged | VaultError::TooLarge | VaultError::Refused => {
            Problem::KeychainMute
        }
    }
}

pub(crate) fn keychain_state(result: Result<(), VaultError>) -> KeychainState {
    match result {
        Ok(()) => KeychainState::Ready,
        Err(VaultError::Locked) => KeychainState::Locked,
        Err(VaultError::Missing) => KeychainState::Missing,
        Err(VaultError::Mute | VaultError::Damaged | VaultError::TooLarge | VaultError::Refused) => {
            KeychainState::Mute
        }
    }
}

pub(crate) fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::DiskFull | StoreError::File(_) | StoreError::Database(_) => Problem::DiskFull,
        StoreError::Unreadable => Problem::SavedPlaceUnreadable,
        StoreError::Newer => Problem::NewerVersion,
    }
}
