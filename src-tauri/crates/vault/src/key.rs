//! Names under which secrets are kept: hashes only, so that nothing of an account shows in the keychain's list.

use sha2::{Digest, Sha256};

/// Whether a secret belongs to a real sign-in or to practice mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    /// A real tenant.
    Real,
    /// The pretend tenant: under names of its own, so that practice and real never meet (S78).
    Practice,
}

/// Names one secret with `a-z`, `0-9` and `-` only, because Windows joins the parts of a name with a dot (S42).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretKey {
    name: String,
}

impl SecretKey {
    /// The refresh token of a connection.
    #[must_use]
    pub fn refresh_token(connection_id: &str, world: World) -> Self {
        Self::derive("refresh-token", connection_id, world)
    }

    /// The client secret of an own app registration, kept for the maker's side.
    #[must_use]
    pub fn client_secret(connection_id: &str, world: World) -> Self {
        Self::derive("client-secret", connection_id, world)
    }

    /// The private key and certificate of an own app registration.
    #[must_use]
    pub fn certificate_key(connection_id: &str, world: World) -> Self {
        Self::derive("certificate-key", connection_id, world)
    }

    pub(crate) fn self_test(run: &str) -> Self {
        Self::derive("self-test", run, World::Real)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn derive(kind: &str, id: &str, world: World) -> Self {
        let realm = match world {
            World::Real => "real",
            World::Practice => "practice",
        };
        let digest = Sha256::new()
            .chain_update(realm)
            .chain_update([0])
            .chain_update(kind)
            .chain_update([0])
            .chain_update(id)
            .finalize();
        // 128 bits are past any accidental collision, and keep the names of the parts short.
        Self { name: hex(&digest[..16]) }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{SecretKey, World};

    #[test]
    fn names_hold_only_lower_case_letters_digits_and_dashes() {
        let key = SecretKey::refresh_token("Ärger.contoso@x/../\u{0}\n", World::Real);

        assert_eq!(key.name().len(), 32);
        assert!(key.name().bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    }

    #[test]
    fn another_kind_world_or_connection_is_another_name() {
        let names: HashSet<String> = [
            SecretKey::refresh_token("c1", World::Real),
            SecretKey::refresh_token("c1", World::Practice),
            SecretKey::client_secret("c1", World::Real),
            SecretKey::certificate_key("c1", World::Real),
            SecretKey::refresh_token("c2", World::Real),
            SecretKey::self_test("c1"),
        ]
        .iter()
        .map(|key| key.name().to_owned())
        .collect();

        assert_eq!(names.len(), 6);
    }
}
