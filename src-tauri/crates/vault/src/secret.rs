//! A value that must not be seen.

use secrecy::{ExposeSecret as _, SecretString};

/// A secret to keep: no `Clone`, no `Display`, no `Serialize`; `Debug` is redacted, memory is wiped on drop.
///
/// ```compile_fail
/// fn copies<T: Clone>() {}
/// copies::<usher_vault::Secret>();
/// ```
///
/// ```compile_fail
/// fn prints<T: std::fmt::Display>() {}
/// prints::<usher_vault::Secret>();
/// ```
///
/// ```compile_fail
/// fn writes<T: serde::Serialize>() {}
/// writes::<usher_vault::Secret>();
/// ```
pub struct Secret(SecretString);

impl Secret {
    /// Gives the value away, still wrapped.
    #[must_use]
    pub fn into_secret_string(self) -> SecretString {
        self.0
    }

    /// Lends the value, still wrapped.
    #[must_use]
    pub fn as_secret_string(&self) -> &SecretString {
        &self.0
    }

    /// Lends the plain value to `act`, for the few that take nothing else, such as the clipboard.
    pub fn lend<T>(&self, act: impl FnOnce(&str) -> T) -> T {
        act(self.0.expose_secret())
    }
}

impl From<SecretString> for Secret {
    fn from(value: SecretString) -> Self {
        Self(value)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret([redacted])")
    }
}
