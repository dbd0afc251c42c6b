//! The apps that the organization knows, and which redirects they registered.

use url::{Host, Url};
use usher_domain::ids::ClientId;

use crate::organization::TENANT;

/// An app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// Mobile and desktop applications, no secret.
    Public,
    /// An own registration with a secret and application permissions.
    Confidential,
    /// Usher itself, which an admin lets register an app for them: no secret, and asks when it is needed.
    Usher,
    /// An app of another maker. It is only listed: nobody signs in to it here.
    Other(Other),
}

/// Apps to tell apart from the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// Named much like the product, by a maker that nobody verified.
    LookAlike,
    /// A notebook that everyone may use.
    Notes,
    /// A program for expenses that one person uses.
    Expenses,
}

/// What the portal and Graph tell about an app of another maker.
struct Card {
    id: &'static str,
    object_id: &'static str,
    owner: &'static str,
    publisher: Option<&'static str>,
    required: &'static [&'static str],
}

impl Client {
    /// The apps that can be signed in to.
    pub(crate) const ALL: [Client; 3] = [Client::Public, Client::Confidential, Client::Usher];

    /// Every app, in the order of the portal's list.
    pub(crate) const LISTED: [Client; 6] = [
        Client::Public,
        Client::Other(Other::LookAlike),
        Client::Confidential,
        Client::Other(Other::Expenses),
        Client::Other(Other::Notes),
        Client::Usher,
    ];

    /// The application id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Client::Public => "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01",
            Client::Confidential => "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b02",
            Client::Usher => "3d90b7f2-65ce-4a18-b0d4-17e2a9c85f06",
            Client::Other(other) => other.card().id,
        }
    }

    /// The service principal's object id.
    pub(crate) fn object_id(self) -> &'static str {
        match self {
            Client::Public => "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c01",
            Client::Confidential => "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c02",
            Client::Usher => "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c06",
            Client::Other(other) => other.card().object_id,
        }
    }

    /// Its name in the portal; `app_name` is the product's.
    pub(crate) fn name(self, app_name: &str) -> String {
        match self {
            Client::Public => app_name.to_owned(),
            Client::Confidential => "Own app registration".to_owned(),
            Client::Usher => "Usher, practice".to_owned(),
            Client::Other(Other::LookAlike) => format!("{app_name} for Teams"),
            Client::Other(Other::Notes) => "Tide Notes".to_owned(),
            Client::Other(Other::Expenses) => "Pier Expenses".to_owned(),
        }
    }

    /// The maker, when Microsoft verified it; an own registration has none to verify (`entra-consent.md` 5.3).
    pub(crate) fn publisher(self, product_is_verified: bool) -> Option<&'static str> {
        match self {
            Client::Public => product_is_verified.then_some("Harbour Software"),
            Client::Confidential => None,
            Client::Usher => Some("Usher"),
            Client::Other(other) => other.card().publisher,
        }
    }

    /// The organization where the app is registered.
    pub(crate) fn owner(self) -> &'static str {
        match self {
            Client::Public => "0d6c2b91-5e7f-4a38-8b14-2f9a6c3e7d10",
            Client::Confidential => TENANT,
            Client::Usher => "8c4f0e62-b917-4d3a-95f8-6a0d2e7b1c06",
            Client::Other(other) => other.card().owner,
        }
    }

    /// The permissions in its registration, where those are not the practiced product's.
    pub(crate) fn own_list(self) -> Option<&'static [&'static str]> {
        match self {
            Client::Public | Client::Confidential => None,
            Client::Usher => Some(&["User.Read"]),
            Client::Other(other) => Some(other.card().required),
        }
    }

    /// Whether the settings of the practiced app are about this one.
    pub(crate) fn is_practiced(self) -> bool {
        self.own_list().is_none()
    }

    /// Any listed app by its application id.
    pub(crate) fn listed(id: &str) -> Option<Self> {
        Self::LISTED.into_iter().find(|client| client.id().eq_ignore_ascii_case(id))
    }

    /// Any listed app by its service principal.
    pub(crate) fn by_object_id(id: &str) -> Option<Self> {
        Self::LISTED.into_iter().find(|client| client.object_id().eq_ignore_ascii_case(id))
    }

    /// The application id as a type.
    pub(crate) fn client_id(self) -> ClientId {
        ClientId::parse(self.id()).expect("the ids above are GUIDs, and a test parses each")
    }

    /// An app that can be signed in to.
    pub(crate) fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|client| client.id().eq_ignore_ascii_case(id.trim()))
    }
}

impl Other {
    fn card(self) -> Card {
        match self {
            Other::LookAlike => Card {
                id: "e40b8d17-93c5-4f2e-a6d8-71b0c95e2f03",
                object_id: "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c03",
                owner: "6b8e1f54-0c2d-4d97-a3f6-59e7d8c1b203",
                publisher: None,
                required: &["User.Read", "Mail.Read", "Files.ReadWrite.All"],
            },
            Other::Notes => Card {
                id: "19f7a2c6-4be8-4d35-8c90-d3e5b6a17f04",
                object_id: "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c04",
                owner: "9a3d5c70-7e18-4b62-8f2b-c4d6e0a95104",
                publisher: Some("Tidewater Labs"),
                required: &["User.Read", "Notes.Read"],
            },
            Other::Expenses => Card {
                id: "5c82d0e9-a167-4b9f-9e43-08f6d1c7ba05",
                object_id: "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c05",
                owner: "2e7f9b14-d583-4c06-b1a9-7f30c8e6d405",
                publisher: Some("Pier and Sons"),
                required: &["User.Read", "offline_access"],
            },
        }
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
    use std::collections::BTreeSet;

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
    fn every_id_is_a_guid_of_its_own() {
        let ids: BTreeSet<&str> = Client::LISTED.iter().flat_map(|app| [app.id(), app.object_id()]).collect();

        assert_eq!(ids.len(), 2 * Client::LISTED.len());
        for client in Client::LISTED {
            assert_eq!(client.client_id().as_str(), client.id());
        }
    }
}
