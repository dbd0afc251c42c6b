//! The clouds of Microsoft and their hosts. Tokens, registrations and consent are per cloud.

use serde::{Deserialize, Serialize};

/// A Microsoft cloud. A profile names one; its hosts are here and nowhere else (S23).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// Worldwide and US GCC.
    #[default]
    Worldwide,
    /// US Gov GCC High.
    UsGov,
    /// US Gov DoD.
    UsGovDod,
    /// China, run by 21Vianet.
    China,
}

/// The hosts of one cloud.
#[derive(Debug, PartialEq, Eq)]
pub struct CloudHosts {
    /// The canonical sign-in host.
    pub login: &'static str,
    /// Hosts that metadata may name besides `login`.
    pub aliases: &'static [&'static str],
    /// Microsoft Graph.
    pub graph: &'static str,
    /// Hosts that may be opened besides `login`.
    pub portals: &'static [&'static str],
}

// entra-consent.md 1.1
static WORLDWIDE: CloudHosts = CloudHosts {
    login: "login.microsoftonline.com",
    aliases: &["login.microsoft.com", "login.windows.net"],
    graph: "graph.microsoft.com",
    portals: &[
        "entra.microsoft.com",
        "portal.azure.com",
        "admin.teams.microsoft.com",
        "teams.microsoft.com",
        "myapps.microsoft.com",
        "learn.microsoft.com",
    ],
};
static US_GOV: CloudHosts = CloudHosts {
    login: "login.microsoftonline.us",
    aliases: &["login.usgovcloudapi.net"],
    graph: "graph.microsoft.us",
    portals: &[
        "entra.microsoft.us",
        "portal.azure.us",
        "admin.gov.teams.microsoft.us",
        "learn.microsoft.com",
    ],
};
static US_GOV_DOD: CloudHosts = CloudHosts {
    login: "login.microsoftonline.us",
    aliases: &[],
    graph: "dod-graph.microsoft.us",
    portals: &["portal.azure.us", "learn.microsoft.com"],
};
static CHINA: CloudHosts = CloudHosts {
    login: "login.partner.microsoftonline.cn",
    aliases: &["login.chinacloudapi.cn"],
    graph: "microsoftgraph.chinacloudapi.cn",
    portals: &["portal.azure.cn", "learn.microsoft.com"],
};

impl Cloud {
    /// All clouds.
    pub const ALL: [Cloud; 4] = [Cloud::Worldwide, Cloud::UsGov, Cloud::UsGovDod, Cloud::China];

    /// Its hosts.
    #[must_use]
    pub fn hosts(self) -> &'static CloudHosts {
        match self {
            Cloud::Worldwide => &WORLDWIDE,
            Cloud::UsGov => &US_GOV,
            Cloud::UsGovDod => &US_GOV_DOD,
            Cloud::China => &CHINA,
        }
    }
}
