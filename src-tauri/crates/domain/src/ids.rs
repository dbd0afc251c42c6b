//! Identifiers of the field, each its own type so that two GUIDs can't be swapped.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The text is not a GUID in the 8-4-4-4-12 form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a GUID: 32 letters and numbers in the form 8-4-4-4-12")]
pub struct NotAGuid;

fn parse_guid(text: &str) -> Result<String, NotAGuid> {
    let text = text.trim().trim_start_matches('{').trim_end_matches('}');
    let groups: Vec<&str> = text.split('-').collect();
    let shape = groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12]);
    let hex = groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()));
    if shape && hex { Ok(text.to_ascii_lowercase()) } else { Err(NotAGuid) }
}

macro_rules! guid {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts", as = "String"))]
        pub struct $name(String);

        impl $name {
            /// Parses a GUID; braces and capitals are accepted and dropped.
            ///
            /// # Errors
            /// When the text has another shape.
            pub fn parse(text: &str) -> Result<Self, NotAGuid> {
                parse_guid(text).map(Self)
            }

            /// Lower-case text form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAGuid;
            fn try_from(text: String) -> Result<Self, NotAGuid> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

guid!(
    /// An Entra tenant (directory).
    TenantId
);
guid!(
    /// An app registration's application (client) id.
    ClientId
);
guid!(
    /// A directory object: a user (`oid`) or a service principal.
    ObjectId
);

/// The short name of an integration profile: `a-z`, `0-9` and `-`, at most 40 signs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts", as = "String"))]
pub struct ProfileId(pub String);

/// Names one stored connection: lower-case hex, derived from tenant, person and client id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts", as = "String"))]
pub struct ConnectionId(pub String);

impl ConnectionId {
    /// The name under which its credential is kept, or the one that is to take its place once it has shown to work.
    #[must_use]
    pub fn slot(&self, pending: bool) -> Self {
        if pending { Self(format!("{}-next", self.0)) } else { self.clone() }
    }
}

/// One try at signing in. The adapter keeps verifier, `state` and nonce under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttemptId(pub u64);

impl std::fmt::Display for ProfileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a typed work address can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum AddressProblem {
    /// It has not the form `name@domain.example`.
    #[error("not an email address")]
    NotAnAddress,
    /// The domain is one of a personal mail service.
    #[error("a personal account")]
    PersonalAccount,
    /// Microsoft knows no organization under that domain (AADSTS90002).
    #[error("no organization under that domain")]
    UnknownDomain,
}

/// A work address as typed, with a usable form. Used as `login_hint`, never to identify a person (S28).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts", as = "String"))]
pub struct WorkAddress(String);

/// Domains that only ever hold personal Microsoft or mail accounts.
const PERSONAL_DOMAINS: [&str; 12] = [
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "icloud.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "proton.me",
];

impl WorkAddress {
    /// Parses a typed address.
    ///
    /// # Errors
    /// When the form is wrong, or the domain belongs to a personal mail service.
    pub fn parse(text: &str) -> Result<Self, AddressProblem> {
        let text = text.trim();
        let (name, domain) = text.rsplit_once('@').ok_or(AddressProblem::NotAnAddress)?;
        let domain = url::Host::parse(domain).map_err(|_| AddressProblem::NotAnAddress)?.to_string();
        let label_ok = |l: &str| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-');
        let domain_ok = domain.contains('.')
            && domain.len() <= 253
            && domain.split('.').all(label_ok)
            && domain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
            && domain
                .rsplit('.')
                .next()
                .is_some_and(|tld| tld.len() > 1 && !tld.bytes().all(|b| b.is_ascii_digit()));
        let name_ok = (1..=64).contains(&name.len())
            && !name.chars().any(|c| c.is_whitespace() || c.is_control() || "@<>()[],;:\\\"".contains(c));
        if !domain_ok || !name_ok {
            return Err(AddressProblem::NotAnAddress);
        }
        if PERSONAL_DOMAINS.contains(&domain.as_str()) {
            return Err(AddressProblem::PersonalAccount);
        }
        Ok(Self(format!("{name}@{domain}")))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in ASCII form.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Whether this could be the domain of somebody's work address.
#[must_use]
pub fn is_work_domain(typed: &str) -> bool {
    WorkAddress::parse(&format!("somebody@{}", typed.trim())).is_ok()
}

impl TryFrom<String> for WorkAddress {
    type Error = AddressProblem;
    fn try_from(text: String) -> Result<Self, AddressProblem> {
        Self::parse(&text)
    }
}

impl From<WorkAddress> for String {
    fn from(address: WorkAddress) -> String {
        address.0
    }
}

impl std::fmt::Display for WorkAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
