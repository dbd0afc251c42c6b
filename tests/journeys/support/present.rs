//! Programs of others that a machine may lack; `cargo xtask test` installs them.

/// Whether a test can run. Says loudly when not; `USHER_REQUIRE_ALL=1`, as `cargo xtask test` sets it, makes
/// that a failure.
pub(crate) fn can_run(test: &str, what: &str, is_there: bool) -> bool {
    if !is_there {
        let told = format!("{test} DID NOT RUN: {what} is not installed; `cargo xtask test` installs it");
        assert!(std::env::var_os("USHER_REQUIRE_ALL").is_none_or(|v| v != "1"), "{told}");
        eprintln!("\n!!!!!!!! SKIPPED: {told} !!!!!!!!\n");
    }
    is_there
}

/// Whether a program of this name is on the path.
pub(crate) fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
