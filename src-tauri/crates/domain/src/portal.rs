//! Where the pages of the Entra admin center are. Dated data: Microsoft moves them without a word.

use std::sync::LazyLock;

use serde::Deserialize;
use url::Url;

use crate::cloud::Cloud;
use crate::ids::{ClientId, ObjectId, TenantId};
use crate::own_app::SetupStep;
use crate::view::approving::WalkStep;

/// A page of the admin center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalPage {
    /// Its first page.
    Home,
    /// Enterprise apps, All applications.
    AllApplications,
    /// Permissions of one enterprise application.
    Permissions {
        /// Its object id in the organization; without it only the list can be opened.
        object: ObjectId,
    },
    /// Admin consent requests.
    ConsentRequests,
    /// App registrations, New registration.
    NewRegistration,
    /// App registrations, the list.
    Registrations,
    /// Its API permissions.
    RegistrationPermissions,
    /// Its Certificates & secrets.
    RegistrationCredentials,
    /// Where Teams' commands are run, in practice only.
    TeamsPowerShell,
}

/// Which admin center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalPlace<'a> {
    /// Of a Microsoft cloud.
    Microsoft(Cloud),
    /// The pretend one, below this address.
    Practice(&'a Url),
}

#[derive(Deserialize)]
struct Fragments {
    home: String,
    all_applications: String,
    permissions: String,
    consent_requests: String,
    new_registration: String,
    registrations: String,
    registration_permissions: String,
    registration_credentials: String,
}

static FRAGMENTS: LazyLock<Fragments> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/portal-pages.json"))
        .expect("portal-pages.json is part of the program and tested")
});

impl PortalPage {
    /// The page that helps with `step`; `None` for the check, which is Usher's own.
    #[must_use]
    pub fn of(step: WalkStep, object: Option<&ObjectId>) -> Option<Self> {
        match step {
            WalkStep::OpenAdminCenter => Some(PortalPage::Home),
            WalkStep::FindApp => Some(PortalPage::AllApplications),
            WalkStep::OpenPermissions | WalkStep::GrantForEveryone => Some(match object {
                Some(object) => PortalPage::Permissions { object: object.clone() },
                None => PortalPage::AllApplications,
            }),
            WalkStep::OpenRequests | WalkStep::ApproveRequest => Some(PortalPage::ConsentRequests),
            WalkStep::Check => None,
        }
    }

    /// The page that helps with a step of an own app registration.
    #[must_use]
    pub fn of_setup(step: SetupStep, app_is_known: bool) -> Option<Self> {
        match step {
            SetupStep::RegisterApp => Some(PortalPage::NewRegistration),
            SetupStep::PasteIds => Some(PortalPage::Registrations),
            SetupStep::AddPermissions | SetupStep::GrantConsent if app_is_known => {
                Some(PortalPage::RegistrationPermissions)
            }
            SetupStep::MakeCredential if app_is_known => Some(PortalPage::RegistrationCredentials),
            SetupStep::AddPermissions | SetupStep::GrantConsent | SetupStep::MakeCredential => {
                Some(PortalPage::Registrations)
            }
            SetupStep::TeamsPolicy => Some(PortalPage::TeamsPowerShell),
            SetupStep::GetReady | SetupStep::MeteredApi | SetupStep::CheckAnswers | SetupStep::HandOver => {
                None
            }
        }
    }

    /// Its address, in this organization where one is known (`entra-consent.md` section 7).
    #[must_use]
    pub fn url(&self, place: &PortalPlace<'_>, tenant: Option<&TenantId>, app: Option<&ClientId>) -> Url {
        match place {
            PortalPlace::Practice(base) => self.practice_url(base, app),
            PortalPlace::Microsoft(cloud) => {
                let host = cloud.hosts().portals[0];
                let organization = tenant.map(|tenant| format!("{tenant}/")).unwrap_or_default();
                let fragment = self.fragment(app);
                Url::parse(&format!("https://{host}/{organization}{fragment}"))
                    .expect("a constant host, GUIDs and a constant fragment make an address")
            }
        }
    }

    fn fragment(&self, app: Option<&ClientId>) -> String {
        match self {
            PortalPage::Home => FRAGMENTS.home.clone(),
            PortalPage::AllApplications => FRAGMENTS.all_applications.clone(),
            PortalPage::ConsentRequests => FRAGMENTS.consent_requests.clone(),
            PortalPage::NewRegistration => FRAGMENTS.new_registration.clone(),
            PortalPage::Registrations => FRAGMENTS.registrations.clone(),
            PortalPage::RegistrationPermissions => of_app(&FRAGMENTS.registration_permissions, app),
            PortalPage::RegistrationCredentials => of_app(&FRAGMENTS.registration_credentials, app),
            // Microsoft's is a program and no page.
            PortalPage::TeamsPowerShell => FRAGMENTS.home.clone(),
            PortalPage::Permissions { object } => FRAGMENTS
                .permissions
                .replace("{object}", object.as_str())
                .replace("{app}", app.map_or("", ClientId::as_str)),
        }
    }

    fn practice_url(&self, base: &Url, app: Option<&ClientId>) -> Url {
        let mut url = base.clone();
        let path = match (self, app) {
            (PortalPage::Home, _) => "/portal".to_owned(),
            (PortalPage::Permissions { .. }, Some(app)) => format!("/portal/apps/{app}/permissions"),
            (PortalPage::AllApplications | PortalPage::Permissions { .. }, _) => "/portal/apps".to_owned(),
            (PortalPage::ConsentRequests, _) => "/portal/requests".to_owned(),
            (PortalPage::NewRegistration, _) => "/portal/registrations/new".to_owned(),
            (PortalPage::RegistrationPermissions, Some(app)) => {
                format!("/portal/registrations/{app}/permissions")
            }
            (PortalPage::RegistrationCredentials, Some(app)) => {
                format!("/portal/registrations/{app}/secrets")
            }
            (
                PortalPage::Registrations
                | PortalPage::RegistrationPermissions
                | PortalPage::RegistrationCredentials,
                _,
            ) => "/portal/registrations".to_owned(),
            (PortalPage::TeamsPowerShell, _) => "/portal/teams-powershell".to_owned(),
        };
        url.set_path(&path);
        url
    }
}

fn of_app(fragment: &str, app: Option<&ClientId>) -> String {
    fragment.replace("{app}", app.map_or("", ClientId::as_str))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{PortalPage, PortalPlace};
    use crate::cloud::Cloud;
    use crate::ids::{ClientId, ObjectId, TenantId};

    const ID: &str = "11111111-2222-4333-8444-555555555555";

    #[rstest]
    #[case::home(
        PortalPage::Home,
        Cloud::Worldwide,
        "https://entra.microsoft.com/11111111-2222-4333-8444-555555555555/"
    )]
    #[case::government(
        PortalPage::ConsentRequests,
        Cloud::UsGov,
        "https://entra.microsoft.us/11111111-2222-4333-8444-555555555555/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AccessRequests"
    )]
    #[case::china_has_the_azure_portal_only(
        PortalPage::AllApplications,
        Cloud::China,
        "https://portal.azure.cn/11111111-2222-4333-8444-555555555555/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview"
    )]
    #[case::permissions(
        PortalPage::Permissions { object: ObjectId::parse(ID).unwrap() },
        Cloud::Worldwide,
        "https://entra.microsoft.com/11111111-2222-4333-8444-555555555555/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions/objectId/11111111-2222-4333-8444-555555555555/appId/11111111-2222-4333-8444-555555555555"
    )]
    fn leads_to_the_page_in_the_organization(
        #[case] page: PortalPage,
        #[case] cloud: Cloud,
        #[case] expected: &str,
    ) {
        let (tenant, app) = (TenantId::parse(ID).unwrap(), ClientId::parse(ID).unwrap());

        let url = page.url(&PortalPlace::Microsoft(cloud), Some(&tenant), Some(&app));

        assert_eq!(url.as_str(), expected);
    }

    #[test]
    fn practice_stays_in_practice() {
        let base = url::Url::parse("http://127.0.0.1:4000/").unwrap();

        let url = PortalPage::ConsentRequests.url(&PortalPlace::Practice(&base), None, None);

        assert_eq!(url.as_str(), "http://127.0.0.1:4000/portal/requests");
    }
}
