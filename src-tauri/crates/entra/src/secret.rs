//! Newtypes for everything that must not be seen: no `Clone`, no `Display`, no `Serialize` (S43).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

macro_rules! secret {
    ($(#[$doc:meta])* $vis:vis $name:ident) => {
        $(#[$doc])*
        $vis struct $name(SecretString);

        impl $name {
            pub(crate) fn from_text(text: impl Into<String>) -> Self {
                Self(SecretString::from(text.into()))
            }

            pub(crate) fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

secret!(
    /// Binds an answer to one leg of one trip (RFC 6749 §10.12).
    pub(crate) State
);
secret!(
    /// Binds an ID token to one leg (OIDC Core §3.1.2.1).
    pub(crate) Nonce
);
secret!(
    /// The PKCE verifier (RFC 7636 §4.1).
    pub(crate) Verifier
);
secret!(
    /// The authorization code.
    pub(crate) Code
);
secret!(
    /// The token that is kept in the keychain.
    pub RefreshToken
);
secret!(
    /// The token that Graph is called with; memory only, never parsed (S27).
    pub AccessToken
);

impl RefreshToken {
    /// Takes a token out of the keychain's hands.
    #[must_use]
    pub fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The token, for the keychain.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    /// Whether both are one token. Compares in constant time.
    #[must_use]
    pub fn is_same(&self, other: &RefreshToken) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl State {
    pub(crate) fn random() -> Self {
        Self::from_text(random_text())
    }

    /// Compares in constant time (S6).
    pub(crate) fn matches(&self, other: &str) -> bool {
        self.expose().as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Nonce {
    pub(crate) fn random() -> Self {
        Self::from_text(random_text())
    }

    /// Compares in constant time.
    pub(crate) fn matches(&self, other: &str) -> bool {
        self.expose().as_bytes().ct_eq(other.as_bytes()).into()
    }
}

/// 32 bytes of the thread's cryptographic generator, as base64url.
fn random_text() -> String {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{AccessToken, Code, Nonce, RefreshToken, State, Verifier};

    #[test]
    fn no_secret_shows_in_debug() {
        let shown = format!(
            "{:?}",
            (
                State::from_text("canary"),
                Nonce::from_text("canary"),
                Verifier::from_text("canary"),
                Code::from_text("canary"),
                RefreshToken::from_text("canary"),
                AccessToken::from_text("canary"),
            )
        );

        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_state_is_43_signs_and_differs_each_time() {
        let (one, two) = (State::random(), State::random());

        assert_eq!(one.expose().len(), 43);
        assert!(!one.matches(two.expose()));
        assert!(one.matches(one.expose()));
        assert!(!one.matches(""));
    }
}
