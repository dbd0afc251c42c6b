//! The one gate for everything that is opened outside Usher (S60).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;
use url::Url;
use usher_domain::ids::WorkAddress;

use crate::authority::{Authority, has_no_user};

/// Authorize and consent links.
const LONGEST_SIGN_IN: usize = 8 * 1024;
/// All other pages.
const LONGEST_SITE: usize = 2 * 1024;
/// Windows hands a `mailto:` over on a command line (`ux.md`, admin message).
const LONGEST_MAIL: usize = 1800;

/// The unreserved signs of RFC 3986 §2.3 stay; everything else is encoded, a space as `%20` (RFC 6068 §5).
const PART: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why a link is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// Another scheme, host or port than allowed, or with user info.
    #[error("this address is not on the list")]
    NotAllowed,
    /// Longer than programs take.
    #[error("the link is {length} signs long")]
    TooLong {
        /// Its length in signs.
        length: usize,
    },
}

/// A link that passed the gate.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenableLink {
    url: Url,
}

impl OpenableLink {
    /// A page of the identity service itself or of its portals.
    ///
    /// # Errors
    /// When the host is not the authority's, or the link is too long.
    pub fn for_authority(authority: &Authority, url: &Url) -> Result<Self, LinkError> {
        if !authority.may_open(url) {
            return Err(LinkError::NotAllowed);
        }
        Self::within(url.clone(), LONGEST_SIGN_IN)
    }

    /// A page of exactly one allowed host.
    ///
    /// # Errors
    /// When it is not https on that host and the usual port, or too long.
    pub fn for_site(url: &Url, allowed_host: &str) -> Result<Self, LinkError> {
        let domain = url.domain().is_some_and(|host| host == allowed_host && !host.ends_with('.'));
        if url.scheme() != "https" || url.port().is_some() || !has_no_user(url) || !domain {
            return Err(LinkError::NotAllowed);
        }
        Self::within(url.clone(), LONGEST_SITE)
    }

    /// A new mail, with or without somebody to send it to.
    ///
    /// # Errors
    /// When it is longer than mail programs take.
    pub fn mail(to: Option<&WorkAddress>, subject: &str, body: &str) -> Result<Self, LinkError> {
        let to = to.map_or_else(String::new, encode_address);
        let body = body.replace("\r\n", "\n").replace('\n', "\r\n");
        let text = format!("mailto:{to}?subject={}&body={}", encode(subject), encode(&body));
        Self::within(Url::parse(&text).map_err(|_| LinkError::NotAllowed)?, LONGEST_MAIL)
    }

    /// A draft of a Teams chat; the person sends it.
    ///
    /// # Errors
    /// When it is too long.
    pub fn teams_chat(to: &[WorkAddress], message: &str) -> Result<Self, LinkError> {
        let to: Vec<String> = to.iter().map(encode_address).collect();
        let text = format!(
            "https://teams.microsoft.com/l/chat/0/0?users={}&message={}",
            to.join(","),
            encode(message)
        );
        Self::within(Url::parse(&text).map_err(|_| LinkError::NotAllowed)?, LONGEST_SITE)
    }

    /// The link as it is handed over.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The host it leads to; `None` for a mail.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.url.host_str()
    }

    fn within(url: Url, longest: usize) -> Result<Self, LinkError> {
        let length = url.as_str().len();
        if length > longest { Err(LinkError::TooLong { length }) } else { Ok(Self { url }) }
    }
}

// Sign-in links hold `state` and `nonce`, so only the host is shown.
impl std::fmt::Debug for OpenableLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenableLink").field("host", &self.host()).finish_non_exhaustive()
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, &PART).to_string()
}

fn encode_address(address: &WorkAddress) -> String {
    let (name, domain) = address.as_str().rsplit_once('@').unwrap_or((address.as_str(), ""));
    format!("{}@{domain}", encode(name))
}

#[cfg(test)]
mod tests;
