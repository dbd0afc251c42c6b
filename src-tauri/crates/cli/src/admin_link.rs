//! `usherctl admin-link`: the link for an admin's own browser. It can only approve (`entra-consent.md` 1.5).

use std::process::ExitCode;

use serde_json::json;
use usher_domain::connection::SignInPlace;
use usher_domain::consent_link::admin_link;
use usher_domain::desk::{Desk, Instead};
use usher_domain::ids::{ProfileId, TenantId, WorkAddress};
use usher_domain::permissions::{AdminRole, least_role};
use usher_domain::profile::{Profile, find};
use usher_engine::Adapters;
use usher_entra::{Authority, FindTenantError};

use crate::AdminLink;
use crate::output::{COULD_NOT_CHECK, NO, YES, line, say, tell, wrong_usage};
use crate::words::{Notice, of_notice, of_problem};

/// Why there is no tenant to make a link for.
enum NoTenant {
    /// No organization of this cloud has the domain.
    Unknown,
    /// It can't be asked, and why in words.
    NotAsked(String),
}

/// Prints the link, or says that there is none.
pub(crate) async fn run(ask: AdminLink) -> ExitCode {
    let id = ProfileId(ask.profile);
    let Some(profile) = find(&id) else {
        return wrong_usage(&format!("{id}: no such profile; `usherctl profile list` lists them"));
    };
    // Graph is not asked here; at the practice organization it is at the same address.
    if ask.authority.as_ref().is_some_and(|at| Authority::practice(at, at).is_err()) {
        return wrong_usage(
            "--authority takes a practice organization of this machine, such as http://127.0.0.1:PORT/TENANT-GUID",
        );
    }
    let instead = ask.authority.zip(ask.client_id).map(|(authority, client)| Instead {
        authority,
        client_id: client.into(),
        usher_client_id: None,
    });
    let desk = Desk { instead, ..Desk::default() };
    // Whether there is a link hangs on the product alone, so nobody is asked in vain.
    if admin_link(profile, None, &desk).is_none() {
        tell(&of_notice(Notice::NoLink));
        return report(profile, ask.organization.tenant.as_ref(), &desk, ask.json);
    }
    let tenant = match (ask.organization.tenant, ask.organization.account) {
        (Some(tenant), _) => Ok(tenant),
        (None, Some(account)) => tenant_of(&account, profile, &desk).await,
        (None, None) => return wrong_usage("--account or --tenant names the organization"),
    };
    match tenant {
        Ok(tenant) => report(profile, Some(&tenant), &desk, ask.json),
        Err(NoTenant::Unknown) => {
            tell(&of_notice(Notice::UnknownDomain));
            report(profile, None, &desk, ask.json)
        }
        Err(NoTenant::NotAsked(why)) => {
            tell(&why);
            ExitCode::from(COULD_NOT_CHECK)
        }
    }
}

/// The tenant behind a work address, by discovery (`entra-consent.md` 1.6).
async fn tenant_of(account: &WorkAddress, profile: &Profile, desk: &Desk) -> Result<TenantId, NoTenant> {
    let at_microsoft = SignInPlace::Microsoft { cloud: profile.cloud() };
    let place = desk.instead.as_ref().map_or(at_microsoft, Instead::place);
    let entra = Adapters::default().at(&place).map_err(|problem| NoTenant::NotAsked(of_problem(&problem)))?;
    entra.find_tenant(account.domain()).await.map_err(|error| match error {
        FindTenantError::UnknownDomain | FindTenantError::OtherCloud => NoTenant::Unknown,
        FindTenantError::Entra(error) => NoTenant::NotAsked(error.to_string()),
    })
}

/// Without a tenant there is no link here: one that names none would be about whichever the admin is in (S74).
fn report(profile: &Profile, tenant: Option<&TenantId>, desk: &Desk, json: bool) -> ExitCode {
    let link = tenant.and_then(|tenant| admin_link(profile, Some(tenant), desk));
    if json {
        line(&json!({
            "link": link.as_ref().map(|link| &link.url),
            "host": link.as_ref().and_then(|link| link.url.host_str()),
            "tenant": tenant,
            "returns_to": link.as_ref().and_then(|link| link.returns_to.as_ref()),
            "role": role(least_role(&profile.permissions)),
            "client_id": desk.client_id(profile),
        }));
    } else if let Some(link) = &link {
        say(link.url.as_str());
    }
    ExitCode::from(if link.is_some() { YES } else { NO })
}

/// The role in the spelling of the contract.
fn role(role: AdminRole) -> &'static str {
    match role {
        AdminRole::CloudApplicationAdministrator => "cloud_application_administrator",
        AdminRole::PrivilegedRoleAdministrator => "privileged_role_administrator",
    }
}
