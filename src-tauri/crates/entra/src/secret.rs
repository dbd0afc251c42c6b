//! Newtypes for everything that must not be seen: no `Clone`, no `Display`, no `Serialize` (S43).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use usher_domain::ids::ClientId;
use usher_domain::own_app::SecretShape;

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
    /// The token that Graph is called with; memory only, and read for nothing but an app's own roles (S27).
    pub AccessToken
);
secret!(
    /// What an app signs in with.
    pub ClientSecret
);

/// Microsoft makes secrets of 16 to 64 signs (entra-consent.md 8.2).
const SECRET_SIGNS: std::ops::RangeInclusive<usize> = 16..=64;
/// How a secret that was shown once is masked later.
const MASK: &str = "****";

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

impl ClientSecret {
    /// Takes a secret out of the keychain's hands.
    #[must_use]
    pub fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// Takes a pasted secret; spaces and line breaks around it are dropped.
    ///
    /// # Errors
    /// When it can't be the value of a client secret.
    // By value, so that what was pasted is wiped here.
    pub fn parse(text: SecretString) -> Result<Self, SecretShape> {
        let text = text.expose_secret().trim();
        if text.is_empty() {
            return Err(SecretShape::Empty);
        }
        if ClientId::parse(text).is_ok() {
            return Err(SecretShape::LooksLikeItsId);
        }
        if text.contains(MASK) || !text.bytes().all(|sign| sign.is_ascii_graphic()) {
            return Err(SecretShape::OddSigns);
        }
        if text.len() < *SECRET_SIGNS.start() {
            return Err(SecretShape::TooShort);
        }
        if text.len() > *SECRET_SIGNS.end() {
            return Err(SecretShape::TooLong);
        }
        Ok(Self::from_text(text))
    }

    /// The first three signs, which Microsoft shows as well.
    #[must_use]
    pub fn hint(&self) -> String {
        self.expose().chars().take(3).collect()
    }

    /// The secret, for the keychain.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
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
    use rstest::rstest;
    use secrecy::SecretString;
    use usher_domain::own_app::SecretShape;

    use super::{AccessToken, ClientSecret, Code, Nonce, RefreshToken, State, Verifier};

    const GOOD: &str = "Vx_8Q~canary.0-secretvalue~abcdefghijklm";

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
                ClientSecret::new(SecretString::from(GOOD)),
                ClientSecret::parse(SecretString::from(GOOD)),
            )
        );

        assert!(!shown.contains("canary"), "{shown}");
    }

    #[rstest]
    #[case::as_made(GOOD)]
    #[case::with_a_line_break(&format!(" {GOOD}\r\n"))]
    #[case::after_a_tab(&format!("\t{GOOD}"))]
    #[case::after_a_wide_space(&format!("\u{a0}\u{3000}{GOOD}"))]
    fn a_secret_is_taken_without_the_space_around_it(#[case] pasted: &str) {
        let secret = ClientSecret::parse(SecretString::from(pasted)).unwrap();

        assert_eq!(secret.expose(), GOOD);
        assert_eq!(secret.hint(), "Vx_");
    }

    #[rstest]
    #[case::nothing("", SecretShape::Empty)]
    #[case::spaces(" \r\n\t ", SecretShape::Empty)]
    #[case::its_id("3f2504e0-4f89-41d3-9a0c-0305e82c3301", SecretShape::LooksLikeItsId)]
    #[case::its_id_in_capitals(" {3F2504E0-4F89-41D3-9A0C-0305E82C3301}\n", SecretShape::LooksLikeItsId)]
    #[case::cut("Vx_8Q~canary.0-", SecretShape::TooShort)]
    #[case::its_hint("Vx_", SecretShape::TooShort)]
    #[case::two_in_one(&GOOD.repeat(2), SecretShape::TooLong)]
    #[case::two_lines(&format!("{GOOD}\n{GOOD}"), SecretShape::OddSigns)]
    #[case::a_space_inside("Vx_8Q~canary.0 secretvalue", SecretShape::OddSigns)]
    #[case::bullets("••••••••••••••••••••", SecretShape::OddSigns)]
    #[case::few_bullets("•••", SecretShape::OddSigns)]
    #[case::masked("Vx_******************", SecretShape::OddSigns)]
    #[case::a_sign_that_is_not_seen("Vx_8Q~canary.0\u{200b}secretvalue", SecretShape::OddSigns)]
    #[case::a_control_sign("Vx_8Q~canary.0\u{7}secretvalue", SecretShape::OddSigns)]
    #[case::another_alphabet("Vх_8Q~canary.0-secretvalue", SecretShape::OddSigns)]
    fn what_is_no_secret_is_told_by_its_shape(#[case] pasted: &str, #[case] shape: SecretShape) {
        assert_eq!(ClientSecret::parse(SecretString::from(pasted)).unwrap_err(), shape);
    }

    #[rstest]
    #[case::shortest(16)]
    #[case::longest(64)]
    fn both_ends_of_the_length_are_taken(#[case] signs: usize) {
        let text = "~".repeat(signs);

        assert_eq!(ClientSecret::parse(SecretString::from(text.as_str())).unwrap().expose(), text);
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
