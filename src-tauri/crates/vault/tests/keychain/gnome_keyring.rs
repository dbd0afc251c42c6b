//! gnome-keyring: round trip, lock, unlock, restart; and a service that says nothing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use usher_vault::{Limits, OsKeychain, Secret, SecretKey, SecretStore, VaultError, World};

use crate::bus::{GENEROUS, GnomeKeyring, any_file_holds, mute_service, on_own_bus};

const DAEMON: &[&str] = &["gnome-keyring-daemon"];
const SERVICE: &str = "usher-test";
/// For what must work however busy the machine is.
const PATIENT: Limits = Limits { silent: GENEROUS, prompt: GENEROUS };

fn key(id: &str) -> SecretKey {
    SecretKey::refresh_token(id, World::Real)
}

fn secret(text: &str) -> Secret {
    Secret::from(SecretString::from(text))
}

fn text(secret: Option<Secret>) -> Option<String> {
    secret.map(|secret| secret.as_secret_string().expose_secret().to_owned())
}

#[test]
fn a_secret_of_any_size_is_kept_encrypted_and_forgotten_without_a_trace() {
    let test = "gnome_keyring::a_secret_of_any_size_is_kept_encrypted_and_forgotten_without_a_trace";
    on_own_bus(test, DAEMON, || async {
        let keyring = GnomeKeyring::start();
        let keychain = OsKeychain::with_limits(SERVICE, PATIENT);
        keychain.self_test().await.unwrap();
        assert_eq!(keyring.entries_of(SERVICE), 0);

        for size in [0_usize, 1, 1_281, 2_560, 5_000, 50_000] {
            let value = "canary~".repeat(size.div_ceil(7)).chars().take(size).collect::<String>();
            keychain.store(&key("c1"), &secret(&value)).await.unwrap();
            let other_process = OsKeychain::with_limits(SERVICE, PATIENT);
            assert_eq!(text(other_process.load(&key("c1")).await.unwrap()), Some(value));
        }
        assert!(keyring.entries_of(SERVICE) > 20);
        let home = PathBuf::from(std::env::var_os("HOME").unwrap());
        assert!(any_file_holds(&home, b"usher-test") || any_file_holds(&home, b"GnomeKeyring"));
        assert!(!any_file_holds(&home, b"canary~canary~"));

        keychain.forget(&key("c1")).await.unwrap();
        assert_eq!(keyring.entries_of(SERVICE), 0);
        assert!(keychain.load(&key("c1")).await.unwrap().is_none());
    });
}

#[test]
fn a_locked_keyring_is_locked_and_not_empty_and_nothing_is_lost_after_unlocking() {
    let test = "gnome_keyring::a_locked_keyring_is_locked_and_not_empty_and_nothing_is_lost_after_unlocking";
    on_own_bus(test, DAEMON, || async {
        let keyring = GnomeKeyring::start();
        let keychain = OsKeychain::with_limits(SERVICE, PATIENT);
        keychain.store(&key("c1"), &secret("kept")).await.unwrap();
        let entries = keyring.entries_of(SERVICE);

        keyring.lock();
        assert_eq!(keychain.load(&key("c1")).await.unwrap_err(), VaultError::Locked);
        assert_eq!(keychain.store(&key("c1"), &secret("x")).await.unwrap_err(), VaultError::Locked);
        assert_eq!(keychain.forget(&key("c1")).await.unwrap_err(), VaultError::Locked);
        assert_eq!(keychain.self_test().await.unwrap_err(), VaultError::Locked);
        let begun_locked = OsKeychain::with_limits(SERVICE, PATIENT);
        assert_eq!(begun_locked.load(&key("c1")).await.unwrap_err(), VaultError::Locked);
        // Without a display no prompt can be shown, which counts as one that was dismissed.
        assert_eq!(keychain.unlock().await.unwrap_err(), VaultError::Locked);
        assert_eq!(keyring.entries_of(SERVICE), entries);

        keyring.unlock();
        assert_eq!(text(keychain.load(&key("c1")).await.unwrap()).as_deref(), Some("kept"));
        assert_eq!(text(begun_locked.load(&key("c1")).await.unwrap()).as_deref(), Some("kept"));
        keychain.unlock().await.unwrap();
    });
}

#[test]
fn a_keyring_that_was_started_again_is_found_again() {
    let test = "gnome_keyring::a_keyring_that_was_started_again_is_found_again";
    on_own_bus(test, DAEMON, || async {
        let mut keyring = GnomeKeyring::start();
        let keychain = OsKeychain::with_limits(SERVICE, PATIENT);
        keychain.store(&key("c1"), &secret("kept")).await.unwrap();

        keyring.restart();

        assert_eq!(text(keychain.load(&key("c1")).await.unwrap()).as_deref(), Some("kept"));
    });
}

#[test]
fn a_service_that_never_answers_is_mute_within_the_limit_and_usable_once_it_is_gone() {
    let test =
        "gnome_keyring::a_service_that_never_answers_is_mute_within_the_limit_and_usable_once_it_is_gone";
    on_own_bus(test, DAEMON, || async {
        let mute = tokio::task::spawn_blocking(mute_service).await.unwrap();
        let limits = Limits { silent: Duration::from_secs(1), prompt: Duration::from_secs(1) };
        let keychain = OsKeychain::with_limits(SERVICE, limits);

        let begun = Instant::now();
        assert_eq!(keychain.store(&key("c1"), &secret("x")).await.unwrap_err(), VaultError::Mute);
        for _ in 0..50 {
            assert_eq!(keychain.load(&key("c1")).await.unwrap_err(), VaultError::Mute);
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "the limit of 1 s did not hold");

        drop(mute);
        let _keyring = tokio::task::spawn_blocking(GnomeKeyring::start).await.unwrap();
        let found = tokio::time::timeout(GENEROUS, async {
            while keychain.load(&key("c1")).await.is_err() {
                tokio::task::yield_now().await;
            }
        });
        found.await.expect("the keyring that came later is used");
    });
}
