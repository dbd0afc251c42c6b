//! Client secrets, in the look of Entra's (`entra-consent.md` 8.2).

use rand::RngExt as _;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::moment::Moment;

/// What a secret is made of, beside the mark in its middle.
const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_~";
/// Signs that every new secret of Entra has in this place.
const MARK: &str = "8Q~";
const HINT: usize = 3;
const LENGTH: usize = 40;

/// A client secret.
pub(crate) struct Secret {
    /// "Secret ID": what gets pasted by mistake.
    pub(crate) key_id: Uuid,
    pub(crate) name: String,
    value: String,
    pub(crate) made_at: Moment,
    pub(crate) starts_at: Moment,
    pub(crate) ends_at: Moment,
}

/// How to make one.
pub(crate) struct NewSecret<'a> {
    pub(crate) name: &'a str,
    pub(crate) starts_at: Moment,
    pub(crate) ends_at: Moment,
}

impl Secret {
    pub(crate) fn new(wanted: NewSecret<'_>, now: Moment) -> Self {
        let NewSecret { name, starts_at, ends_at } = wanted;
        let value = format!("{}{MARK}{}", signs(HINT), signs(LENGTH - HINT - MARK.len()));
        Self { key_id: Uuid::new_v4(), name: name.to_owned(), value, made_at: now, starts_at, ends_at }
    }

    /// Its value, which is told once.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// The first three signs, which Graph goes on telling.
    pub(crate) fn hint(&self) -> &str {
        &self.value[..HINT]
    }

    pub(crate) fn is(&self, given: &str) -> bool {
        self.value.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

fn signs(count: usize) -> String {
    let mut rng = rand::rng();
    (0..count).map(|_| char::from(SIGNS[rng.random_range(0..SIGNS.len())])).collect()
}
