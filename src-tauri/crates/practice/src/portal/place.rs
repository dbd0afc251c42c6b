//! The addresses of the pretend admin center.

use crate::client::Client;

/// One page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    /// Enterprise apps > All applications.
    Apps,
    /// One app's overview.
    App(Client),
    /// Security > Permissions.
    Permissions(Client),
    /// The pop-up behind "Grant admin consent".
    Consent(Client),
    /// Manage > Properties.
    Properties(Client),
    /// Activity > Admin consent requests.
    Requests,
    /// One request's details.
    Request(u64),
    /// The pop-up behind "Review permissions and consent".
    Review(u64),
    /// Consent and permissions.
    ConsentSettings,
}

impl Place {
    /// The page at `path`, which is what follows `/portal`.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let of_app = |id: &str, page: fn(Client) -> Self| Client::listed(id).map(page);
        let of_request = |number: &str, page: fn(u64) -> Self| number.parse().ok().map(page);
        match parts.as_slice() {
            [] => Some(Self::Home),
            ["apps"] => Some(Self::Apps),
            ["apps", id] => of_app(id, Self::App),
            ["apps", id, "permissions"] => of_app(id, Self::Permissions),
            ["apps", id, "consent"] => of_app(id, Self::Consent),
            ["apps", id, "properties"] => of_app(id, Self::Properties),
            ["requests"] => Some(Self::Requests),
            ["requests", number] => of_request(number, Self::Request),
            ["requests", number, "consent"] => of_request(number, Self::Review),
            ["consent-settings"] => Some(Self::ConsentSettings),
            _ => None,
        }
    }

    /// Its address on this server.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Home => "/portal".to_owned(),
            Self::Apps => "/portal/apps".to_owned(),
            Self::App(client) => format!("/portal/apps/{}", client.id()),
            Self::Permissions(client) => format!("/portal/apps/{}/permissions", client.id()),
            Self::Consent(client) => format!("/portal/apps/{}/consent", client.id()),
            Self::Properties(client) => format!("/portal/apps/{}/properties", client.id()),
            Self::Requests => "/portal/requests".to_owned(),
            Self::Request(number) => format!("/portal/requests/{number}"),
            Self::Review(number) => format!("/portal/requests/{number}/consent"),
            Self::ConsentSettings => "/portal/consent-settings".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Place;
    use crate::client::{Client, Other};

    #[rstest]
    #[case(Place::Home)]
    #[case(Place::Apps)]
    #[case(Place::App(Client::Public))]
    #[case(Place::Permissions(Client::Confidential))]
    #[case(Place::Consent(Client::Other(Other::LookAlike)))]
    #[case(Place::Properties(Client::Public))]
    #[case(Place::Requests)]
    #[case(Place::Request(7))]
    #[case(Place::Review(7))]
    #[case(Place::ConsentSettings)]
    fn an_address_leads_back_to_its_place(#[case] place: Place) {
        assert_eq!(Place::parse(place.path().trim_start_matches("/portal")), Some(place));
    }

    #[rstest]
    #[case::no_such_page("/users")]
    #[case::no_such_app("/apps/7a1e5c3b")]
    #[case::no_number("/requests/first")]
    #[case::one_part_too_many("/apps/7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01/consent/now")]
    fn anything_else_is_no_place(#[case] path: &str) {
        assert_eq!(Place::parse(path), None);
    }
}
