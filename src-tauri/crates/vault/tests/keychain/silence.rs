//! No keychain at all.

use std::process::Command;

use usher_vault::{OsKeychain, SecretKey, SecretStore, VaultError, World};

const WITHOUT_A_BUS: &str = "USHER_TEST_WITHOUT_A_BUS";

#[test]
fn without_a_session_bus_the_keychain_is_missing() {
    if std::env::var_os(WITHOUT_A_BUS).is_none() {
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "silence::without_a_session_bus_the_keychain_is_missing", "--nocapture"])
            .env(WITHOUT_A_BUS, "1")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .status()
            .unwrap();
        assert!(ended.success());
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let keychain = OsKeychain::open("usher-test");
        let key = SecretKey::refresh_token("c1", World::Real);

        assert_eq!(keychain.load(&key).await.unwrap_err(), VaultError::Missing);
        assert_eq!(keychain.forget(&key).await.unwrap_err(), VaultError::Missing);
        assert_eq!(keychain.self_test().await.unwrap_err(), VaultError::Missing);
        assert_eq!(keychain.unlock().await.unwrap_err(), VaultError::Missing);
    });
}
