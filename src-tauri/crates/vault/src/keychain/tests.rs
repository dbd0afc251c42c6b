use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};

use super::{Limits, OsKeychain};
use crate::error::VaultError;
use crate::key::{SecretKey, World};
use crate::memory::MemoryStore;
use crate::secret::Secret;
#[cfg(all(unix, not(target_os = "macos")))]
use crate::shelf::{Fault, Shelf};
use crate::store::SecretStore;

const GENEROUS: Limits = Limits { silent: Duration::from_secs(60), prompt: Duration::from_secs(60) };
const SHORT: Limits = Limits { silent: Duration::from_millis(100), prompt: Duration::from_millis(100) };

fn key(id: &str) -> SecretKey {
    SecretKey::refresh_token(id, World::Real)
}

fn secret(text: &str) -> Secret {
    Secret::from(SecretString::from(text))
}

fn text(secret: Option<Secret>) -> Option<String> {
    secret.map(|secret| secret.as_secret_string().expose_secret().to_owned())
}

fn keychain(shelf: &Shelf, limits: Limits) -> OsKeychain {
    OsKeychain::over("usher-test", limits, shelf.connect())
}

#[rstest]
#[case::in_the_keychain(Arc::new(keychain(&Shelf::new(), GENEROUS)))]
#[case::in_memory(Arc::new(MemoryStore::new()))]
#[tokio::test]
async fn a_secret_can_be_stored_replaced_read_and_forgotten(#[case] store: Arc<dyn SecretStore>) {
    store.unlock().await.unwrap();
    store.self_test().await.unwrap();
    assert_eq!(text(store.load(&key("c1")).await.unwrap()), None);

    store.store(&key("c1"), &secret("one")).await.unwrap();
    store.store(&key("c1"), &secret("two")).await.unwrap();
    store.store(&key("c2"), &secret("other")).await.unwrap();
    assert_eq!(text(store.load(&key("c1")).await.unwrap()).as_deref(), Some("two"));

    store.forget(&key("c1")).await.unwrap();
    assert_eq!(text(store.load(&key("c1")).await.unwrap()), None);
    assert_eq!(text(store.load(&key("c2")).await.unwrap()).as_deref(), Some("other"));

    let long = secret(&"x".repeat(crate::MAX_SECRET_BYTES + 1));
    assert_eq!(store.store(&key("c2"), &long).await.unwrap_err(), VaultError::TooLarge);
}

#[tokio::test]
async fn the_self_test_leaves_nothing_behind() {
    let shelf = Shelf::new();

    keychain(&shelf, GENEROUS).self_test().await.unwrap();

    assert!(shelf.calls() > 0);
    assert!(shelf.entries().is_empty());
}

#[tokio::test]
async fn a_practice_secret_and_a_real_one_never_meet() {
    let shelf = Shelf::new();
    let keychain = keychain(&shelf, GENEROUS);
    let practice = SecretKey::refresh_token("c1", World::Practice);
    keychain.store(&key("c1"), &secret("real")).await.unwrap();

    keychain.store(&practice, &secret("practice")).await.unwrap();
    keychain.forget(&practice).await.unwrap();

    assert!(keychain.load(&practice).await.unwrap().is_none());
    assert!(keychain.load(&key("c1")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_hanging_keychain_is_mute_and_later_calls_do_not_pile_up_behind_it() {
    let shelf = Shelf::new();
    let keychain = keychain(&shelf, SHORT);
    shelf.hang(true);

    assert_eq!(keychain.store(&key("c1"), &secret("late")).await.unwrap_err(), VaultError::Mute);
    let calls = shelf.calls();
    let begun = Instant::now();
    for _ in 0..100 {
        assert_eq!(keychain.load(&key("c1")).await.unwrap_err(), VaultError::Mute);
        assert_eq!(keychain.unlock().await.unwrap_err(), VaultError::Mute);
    }

    assert_eq!(shelf.calls(), calls, "a call went to a keychain that hangs");
    assert!(begun.elapsed() < Duration::from_secs(10), "each call waited for the hanging one");
}

#[tokio::test]
async fn a_keychain_that_wakes_up_is_used_again_and_the_late_write_does_not_happen() {
    let shelf = Shelf::new();
    let keychain = keychain(&shelf, SHORT);
    shelf.hang(true);
    assert_eq!(keychain.store(&key("c1"), &secret("late")).await.unwrap_err(), VaultError::Mute);

    shelf.hang(false);
    let woke = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            match keychain.load(&key("c1")).await {
                Err(VaultError::Mute) => tokio::task::yield_now().await,
                answer => return answer,
            }
        }
    });

    assert_eq!(text(woke.await.unwrap().unwrap()), None);
    assert!(shelf.entries().is_empty());
}

#[tokio::test]
async fn a_cancelled_write_stops_between_two_entries() {
    let shelf = Shelf::new();
    let keychain = Arc::new(keychain(&shelf, GENEROUS));
    keychain.store(&key("c1"), &secret("old")).await.unwrap();
    let (seen, entries) = (shelf.calls(), shelf.entries());
    shelf.hang(true);

    let writing = tokio::spawn({
        let keychain = Arc::clone(&keychain);
        async move { keychain.store(&key("c1"), &secret("new")).await }
    });
    let waits = shelf.clone();
    tokio::task::spawn_blocking(move || waits.wait_for_call(seen)).await.unwrap();
    writing.abort();
    assert!(writing.await.unwrap_err().is_cancelled());
    shelf.hang(false);

    assert_eq!(text(keychain.load(&key("c1")).await.unwrap()).as_deref(), Some("old"));
    assert_eq!(shelf.entries(), entries);
}

// The shelf fails with the errors of a Secret Service.
#[cfg(all(unix, not(target_os = "macos")))]
#[tokio::test]
async fn a_keychain_locked_at_any_step_loses_nothing() {
    let shelf = Shelf::new();
    let keychain = keychain(&shelf, GENEROUS);
    keychain.store(&key("c1"), &secret("kept")).await.unwrap();

    shelf.fault(Fault::LockedFromWrite(0));
    assert_eq!(keychain.load(&key("c1")).await.unwrap_err(), VaultError::Locked);
    assert_eq!(keychain.store(&key("c1"), &secret("x")).await.unwrap_err(), VaultError::Locked);
    assert_eq!(keychain.forget(&key("c1")).await.unwrap_err(), VaultError::Locked);
    assert_eq!(keychain.self_test().await.unwrap_err(), VaultError::Locked);
    shelf.fault(Fault::None);

    assert_eq!(text(keychain.load(&key("c1")).await.unwrap()).as_deref(), Some("kept"));
}

#[tokio::test]
async fn no_keychain_is_missing_and_is_looked_for_again_at_the_next_call() {
    let shelf = Shelf::new();
    let (tries, later) = (Arc::new(AtomicUsize::new(0)), shelf.clone());
    let counted = Arc::clone(&tries);
    let connect = Box::new(move || match counted.fetch_add(1, Ordering::SeqCst) {
        0 => Err(VaultError::Missing),
        _ => Ok(later.session()),
    });
    let keychain = OsKeychain::over("usher-test", GENEROUS, connect);

    assert_eq!(keychain.load(&key("c1")).await.unwrap_err(), VaultError::Missing);
    assert!(keychain.load(&key("c1")).await.unwrap().is_none());
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}

// The shelf fails with the errors of a Secret Service.
#[cfg(all(unix, not(target_os = "macos")))]
#[tokio::test]
async fn a_broken_connection_is_made_again_within_the_call() {
    let shelf = Shelf::new();
    let broken = Shelf::new();
    let sessions = [broken.clone(), shelf.clone()];
    let mut at = 0;
    let connect = Box::new(move || {
        at += 1;
        Ok(sessions[(at - 1).min(1)].session())
    });
    let keychain = OsKeychain::over("usher-test", GENEROUS, connect);
    keychain.self_test().await.unwrap();
    broken.fault(Fault::Broken);

    keychain.store(&key("c1"), &secret("kept")).await.unwrap();

    assert_eq!(text(keychain.load(&key("c1")).await.unwrap()).as_deref(), Some("kept"));
    assert!(broken.entries().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_from_many_tasks_go_through_one_thread() {
    let shelf = Shelf::new();
    let keychain = Arc::new(keychain(&shelf, GENEROUS));

    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let keychain = Arc::clone(&keychain);
            tokio::spawn(async move {
                let (own, value) = (key(&format!("c{n}")), format!("value {n}"));
                keychain.store(&own, &secret(&value)).await.unwrap();
                keychain.store(&key("shared"), &secret(&value)).await.unwrap();
                assert_eq!(text(keychain.load(&own).await.unwrap()), Some(value));
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }

    let shared = text(keychain.load(&key("shared")).await.unwrap()).unwrap();
    assert!(shared.starts_with("value "));
    assert_eq!(shelf.threads(), 1);
}
