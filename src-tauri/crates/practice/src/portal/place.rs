//! The addresses of the pretend admin center.

use uuid::Uuid;

use crate::client::Client;
use crate::registrations::guid;

/// A page about an app registration of the organization's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnPage {
    /// App registrations > the app > Overview.
    Overview,
    /// API permissions.
    Permissions,
    /// The question behind "Grant admin consent".
    Grant,
    /// Certificates & secrets.
    Secrets,
    /// Enterprise apps > the app > Overview.
    Enterprise,
    /// Enterprise apps > the app > Properties.
    Properties,
}

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
    /// App registrations > All applications.
    Registrations,
    /// The form behind "New registration".
    NewRegistration,
    /// A page about one of them, by its client id.
    Own(Uuid, OwnPage),
    /// The pretend Teams PowerShell.
    TeamsPowerShell,
}

impl Place {
    /// The page at `path`, which is what follows `/portal`.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let of_app = |id: &str, page: fn(Client) -> Self| Client::listed(id).map(page);
        let of_own = |id: &str, page: OwnPage| guid(id).map(|id| Self::Own(id, page));
        let of_request = |number: &str, page: fn(u64) -> Self| number.parse().ok().map(page);
        match parts.as_slice() {
            [] => Some(Self::Home),
            ["apps"] => Some(Self::Apps),
            ["apps", id] => of_app(id, Self::App).or_else(|| of_own(id, OwnPage::Enterprise)),
            ["apps", id, "permissions"] => of_app(id, Self::Permissions),
            ["apps", id, "consent"] => of_app(id, Self::Consent),
            ["apps", id, "properties"] => {
                of_app(id, Self::Properties).or_else(|| of_own(id, OwnPage::Properties))
            }
            ["requests"] => Some(Self::Requests),
            ["requests", number] => of_request(number, Self::Request),
            ["requests", number, "consent"] => of_request(number, Self::Review),
            ["consent-settings"] => Some(Self::ConsentSettings),
            ["registrations"] => Some(Self::Registrations),
            ["registrations", "new"] => Some(Self::NewRegistration),
            ["registrations", id] => of_own(id, OwnPage::Overview),
            ["registrations", id, "permissions"] => of_own(id, OwnPage::Permissions),
            ["registrations", id, "permissions", "grant"] => of_own(id, OwnPage::Grant),
            ["registrations", id, "secrets"] => of_own(id, OwnPage::Secrets),
            ["teams-powershell"] => Some(Self::TeamsPowerShell),
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
            Self::Registrations => "/portal/registrations".to_owned(),
            Self::NewRegistration => "/portal/registrations/new".to_owned(),
            Self::TeamsPowerShell => "/portal/teams-powershell".to_owned(),
            Self::Own(id, page) => match page {
                OwnPage::Overview => format!("/portal/registrations/{id}"),
                OwnPage::Permissions => format!("/portal/registrations/{id}/permissions"),
                OwnPage::Grant => format!("/portal/registrations/{id}/permissions/grant"),
                OwnPage::Secrets => format!("/portal/registrations/{id}/secrets"),
                OwnPage::Enterprise => format!("/portal/apps/{id}"),
                OwnPage::Properties => format!("/portal/apps/{id}/properties"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use uuid::Uuid;

    use super::{OwnPage, Place};
    use crate::client::{Client, Other};

    const OWN: Uuid = Uuid::from_u128(0x39b9_b9b6_6a3d_4c8f_9a53_9570_1700_b726);

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
    #[case(Place::Registrations)]
    #[case(Place::NewRegistration)]
    #[case(Place::TeamsPowerShell)]
    #[case(Place::Own(OWN, OwnPage::Overview))]
    #[case(Place::Own(OWN, OwnPage::Permissions))]
    #[case(Place::Own(OWN, OwnPage::Grant))]
    #[case(Place::Own(OWN, OwnPage::Secrets))]
    #[case(Place::Own(OWN, OwnPage::Enterprise))]
    #[case(Place::Own(OWN, OwnPage::Properties))]
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
