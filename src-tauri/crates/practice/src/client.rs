//! The two app registrations, and which redirects they registered.

use url::{Host, Url};
use usher_domain::ids::ClientId;

/// Microsoft Graph's application id, the same in every tenant.
pub(crate) const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";

/// An app registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// Mobile and desktop applications, no secret.
    Public,
    /// An own registration with a secret and application permissions.
    Confidential,
}

impl Client {
    pub(crate) const ALL: [Client; 2] = [Client::Public, Client::Confidential];

    /// The application id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Client::Public => "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01",
            Client::Confidential => "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b02",
        }
    }

    /// The service principal's object id.
    pub(crate) fn object_id(self) -> &'static str {
        match self {
            Client::Public => "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c01",
            Client::Confidential => "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c02",
        }
    }

    /// The application id as a type.
    pub(crate) fn client_id(self) -> ClientId {
        ClientId::parse(self.id()).expect("the ids above are GUIDs, and a test parses each")
    }

    pub(crate) fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|client| client.id().eq_ignore_ascii_case(id.trim()))
    }
}

/// Whether a redirect is registered: `http`, host `localhost` or `127.0.0.1`, any port and any path.
// Entra ignores the port of loopback redirects and matches the host literally; `[::1]` is not supported
// (`entra-consent.md` 2). The path is free here because any client may come to practice.
pub(crate) fn redirect_is_registered(redirect_uri: &str) -> bool {
    let Ok(url) = Url::parse(redirect_uri) else { return false };
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(_)) | None => false,
    };
    url.scheme() == "http"
        && loopback
        // The parser reads "http:127.1" and "http://127.0.0.1\@x" as loopback too; Entra compares text.
        && ["http://localhost", "http://127.0.0.1"].iter().any(|prefix| {
            redirect_uri.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && !redirect_uri.contains(['\\', '@'])
        && redirect_uri.len() <= 256
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Client, redirect_is_registered};

    #[rstest]
    #[case::without_a_port("http://localhost", true)]
    #[case::any_port("http://localhost:49152/", true)]
    #[case::any_path("http://127.0.0.1:8400/callback", true)]
    #[case::https("https://localhost:1/", false)]
    #[case::ipv6("http://[::1]:1/", false)]
    #[case::another_host("http://localhost.evil.example/", false)]
    #[case::a_user_name("http://localhost:1@evil.example/", false)]
    #[case::a_short_address("http://127.1:80/", false)]
    #[case::a_fragment("http://localhost:1/#x", false)]
    #[case::another_loopback_address("http://127.0.0.2:1/", false)]
    #[case::a_backslash("http://127.0.0.1\\@evil.example/", false)]
    #[case::no_address("localhost", false)]
    fn compares_redirects_as_entra_does(#[case] redirect_uri: &str, #[case] registered: bool) {
        assert_eq!(redirect_is_registered(redirect_uri), registered);
    }

    #[test]
    fn both_ids_are_guids() {
        for client in Client::ALL {
            assert_eq!(client.client_id().as_str(), client.id());
        }
    }
}
