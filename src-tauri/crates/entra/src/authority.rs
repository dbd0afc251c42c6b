//! Which identity service is talked to: a Microsoft cloud, or a provider on this machine (S23).

use url::{Host, Url};
use usher_domain::cloud::{Cloud, CloudHosts};
use usher_domain::ids::TenantId;

use crate::error::AuthorityError;

/// One identity service with its Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Microsoft(&'static CloudHosts),
    Practice { base: Url, tenant: TenantId, graph: Url },
    Provider { issuer: Url },
}

impl Authority {
    /// A Microsoft cloud.
    #[must_use]
    pub fn microsoft(cloud: Cloud) -> Self {
        Self { kind: Kind::Microsoft(cloud.hosts()) }
    }

    /// The practice organization: `http://127.0.0.1:PORT/TENANT-GUID` and its Graph on the same machine.
    ///
    /// # Errors
    /// When either is not plain http on 127.0.0.1, or the tenant is missing (S24).
    pub fn practice(authority: &Url, graph: &Url) -> Result<Self, AuthorityError> {
        for url in [authority, graph] {
            if !matches!(url.host(), Some(Host::Ipv4(ip)) if ip.is_loopback()) || url.scheme() != "http" {
                return Err(AuthorityError::NotLoopback);
            }
        }
        let tenant =
            TenantId::parse(authority.path().trim_matches('/')).map_err(|_| AuthorityError::WrongForm)?;
        let plain = |u: &Url| u.query().is_none() && u.fragment().is_none() && has_no_user(u);
        if !plain(authority) || !plain(graph) {
            return Err(AuthorityError::WrongForm);
        }
        Ok(Self { kind: Kind::Practice { base: origin(authority), tenant, graph: origin(graph) } })
    }

    /// A test provider on this machine: discovery under its issuer, no Graph.
    ///
    /// # Errors
    /// When it is not a loopback address.
    pub fn provider(issuer: &Url) -> Result<Self, AuthorityError> {
        if !matches!(issuer.scheme(), "http" | "https") || !is_loopback(issuer) {
            return Err(AuthorityError::NotLoopback);
        }
        if issuer.query().is_some() || issuer.fragment().is_some() || !has_no_user(issuer) {
            return Err(AuthorityError::WrongForm);
        }
        Ok(Self { kind: Kind::Provider { issuer: issuer.clone() } })
    }

    /// Whether there is a Graph to ask.
    #[must_use]
    pub fn has_graph(&self) -> bool {
        self.graph().is_some()
    }

    /// Whether it is on this machine, where a proxy has no business.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.kind {
            Kind::Microsoft(_) => false,
            Kind::Practice { .. } | Kind::Provider { .. } => true,
        }
    }

    /// Whether its tokens must name a tenant (`tid`).
    pub(crate) fn demands_tenant(&self) -> bool {
        match self.kind {
            Kind::Microsoft(_) | Kind::Practice { .. } => true,
            Kind::Provider { .. } => false,
        }
    }

    /// The discovery document for a tenant or a domain, or for any work account when there is none.
    pub(crate) fn discovery(&self, tenant: Option<&str>) -> Url {
        match &self.kind {
            Kind::Provider { issuer } => below(issuer, &[".well-known", "openid-configuration"]),
            Kind::Microsoft(_) | Kind::Practice { .. } => {
                self.tenant_path(tenant, &["v2.0", ".well-known", "openid-configuration"])
            }
        }
    }

    /// `/{tenant}/…` on the login host. Without a tenant: `organizations`, or the practice tenant.
    pub(crate) fn tenant_path(&self, tenant: Option<&str>, rest: &[&str]) -> Url {
        let own = match &self.kind {
            Kind::Practice { tenant, .. } => tenant.as_str(),
            Kind::Microsoft(_) | Kind::Provider { .. } => "organizations",
        };
        let path: Vec<&str> = std::iter::once(tenant.unwrap_or(own)).chain(rest.iter().copied()).collect();
        below(&self.base(), &path)
    }

    /// Where an admin approves an app for one tenant (entra-consent.md 1.5). Never `common` or `organizations`: the
    /// answer would be about whichever tenant the admin is in (S74). A test provider has no such page.
    pub(crate) fn admin_consent(&self, tenant: &TenantId) -> Option<Url> {
        match self.kind {
            Kind::Microsoft(_) | Kind::Practice { .. } => {
                Some(self.tenant_path(Some(tenant.as_str()), &["v2.0", "adminconsent"]))
            }
            Kind::Provider { .. } => None,
        }
    }

    /// Whether an endpoint named by metadata may be used.
    pub(crate) fn owns(&self, endpoint: &Url) -> bool {
        if !has_no_user(endpoint) {
            return false;
        }
        match &self.kind {
            Kind::Microsoft(hosts) => {
                is_https_on(endpoint, std::iter::once(&hosts.login).chain(hosts.aliases))
            }
            Kind::Practice { base, .. } => base.origin() == endpoint.origin(),
            Kind::Provider { issuer } => issuer.origin() == endpoint.origin(),
        }
    }

    /// Whether a page may be opened in the browser (S60).
    pub(crate) fn may_open(&self, page: &Url) -> bool {
        if !has_no_user(page) {
            return false;
        }
        match &self.kind {
            Kind::Microsoft(hosts) => is_https_on(page, std::iter::once(&hosts.login).chain(hosts.portals)),
            Kind::Practice { base, graph, .. } => {
                base.origin() == page.origin() || graph.origin() == page.origin()
            }
            Kind::Provider { issuer } => issuer.origin() == page.origin(),
        }
    }

    /// Whether `issuer` as metadata states it belongs here; `{tenantid}` stands for any tenant.
    pub(crate) fn issues_as(&self, issuer: &str) -> bool {
        match &self.kind {
            Kind::Provider { issuer: own } => {
                issuer == own.as_str() || (own.path() == "/" && issuer == own.as_str().trim_end_matches('/'))
            }
            Kind::Microsoft(_) | Kind::Practice { .. } => {
                self.issuer_tenant(issuer).is_some_and(|t| t == "{tenantid}" || TenantId::parse(t).is_ok())
            }
        }
    }

    /// The tenant part of an issuer of this authority.
    pub(crate) fn issuer_tenant<'i>(&self, issuer: &'i str) -> Option<&'i str> {
        issuer.strip_prefix(self.base().as_str())?.strip_suffix("/v2.0")
    }

    /// Whether `issuer` belongs to another Microsoft cloud.
    pub(crate) fn is_elsewhere(&self, issuer: &str) -> bool {
        let microsoft = [Cloud::Worldwide, Cloud::UsGov, Cloud::UsGovDod, Cloud::China].map(Self::microsoft);
        !self.issues_as(issuer) && microsoft.iter().any(|cloud| cloud.issues_as(issuer))
    }

    /// What stands before a Graph scope's short name. Practice speaks of the worldwide Graph.
    pub(crate) fn graph_resource(&self) -> Option<String> {
        match &self.kind {
            Kind::Microsoft(hosts) => Some(format!("https://{}/", hosts.graph)),
            Kind::Practice { .. } => Some(format!("https://{}/", Cloud::Worldwide.hosts().graph)),
            Kind::Provider { .. } => None,
        }
    }

    /// Where Graph is called.
    pub(crate) fn graph(&self) -> Option<Url> {
        match &self.kind {
            Kind::Microsoft(hosts) => Some(https(hosts.graph)),
            Kind::Practice { graph, .. } => Some(graph.clone()),
            Kind::Provider { .. } => None,
        }
    }

    /// The origin of its sign-in pages, as a browser writes it into `Origin`.
    pub(crate) fn web_origin(&self) -> String {
        self.base().origin().ascii_serialization()
    }

    fn base(&self) -> Url {
        match &self.kind {
            Kind::Microsoft(hosts) => https(hosts.login),
            Kind::Practice { base, .. } => base.clone(),
            Kind::Provider { issuer } => origin(issuer),
        }
    }
}

pub(crate) fn has_no_user(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

fn is_https_on<'h>(url: &Url, mut hosts: impl Iterator<Item = &'h &'static str>) -> bool {
    url.scheme() == "https" && url.port().is_none() && hosts.any(|host| url.host_str() == Some(host))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn https(host: &str) -> Url {
    Url::parse(&format!("https://{host}/")).expect("hosts of the table are valid")
}

/// The address without path, query and fragment.
fn origin(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("/");
    origin.set_query(None);
    origin.set_fragment(None);
    origin
}

fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

#[cfg(test)]
mod tests;
