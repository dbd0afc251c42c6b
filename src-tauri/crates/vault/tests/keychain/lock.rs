//! The lock between two processes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use usher_vault::{ConnectionLock, LockError, SecretKey, World};

const HOLDS: &str = "USHER_TEST_HOLDS_THE_LOCK_IN";
const TEST: &str = "lock::a_lock_held_by_another_process_is_busy_and_free_once_that_is_killed";
const GENEROUS: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_lock_held_by_another_process_is_busy_and_free_once_that_is_killed() {
    let key = SecretKey::refresh_token("c1", World::Real);
    if let Some(folder) = std::env::var_os(HOLDS) {
        let _lock = ConnectionLock::acquire(Path::new(&folder), &key, GENEROUS).await.unwrap();
        println!("\nheld");
        std::future::pending::<()>().await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(HOLDS, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(holder.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.into_iter().any(|line| line == "held"));

    let taken = ConnectionLock::acquire(folder.path(), &key, Duration::ZERO).await;
    assert!(matches!(taken, Err(LockError::Busy)));

    holder.kill().unwrap();
    holder.wait().unwrap();
    ConnectionLock::acquire(folder.path(), &key, GENEROUS).await.unwrap();
}
