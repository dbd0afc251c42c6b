//! What the forms about app registrations do, and the pretend Teams PowerShell.

use usher_domain::permissions::catalogue;
use usher_domain::profile::PermissionKind;
use uuid::Uuid;

use super::{Needed, Notice, PortalReply};
use crate::moment::{DAY_S, Moment};
use crate::organization::Organization;
use crate::params::Params;
use crate::people::Person;
use crate::portal::place::{OwnPage, Place};
use crate::registrations::certificate::Certificate;
use crate::registrations::secret::{NewSecret, Secret};
use crate::registrations::{CREDENTIAL_LIMIT, Registration, guid};

/// "Expires", in days; the portal's own choice is the second.
pub(crate) const EXPIRES_DAYS: [u64; 5] = [90, 180, 365, 545, 730];
const NAME_LIMIT: usize = 120;

impl Organization {
    /// Registers an app, and makes its principal: the portal does both (`entra-consent.md` 8.1).
    pub(super) fn portal_register(&mut self, params: &Params, admin: &Person) -> (Option<Notice>, Place) {
        if !admin.manages_apps() {
            return (Some(Notice::Needs(Needed::ManagingApps)), Place::NewRegistration);
        }
        let Some(name) = params.get("name").map(str::trim).filter(|name| !name.is_empty()) else {
            return (Some(Notice::NameMissing), Place::NewRegistration);
        };
        if self.registrations.is_full() {
            return (Some(Notice::Gone), Place::Registrations);
        }
        let now = self.now();
        let name: String = name.chars().take(NAME_LIMIT).collect();
        let mut app = Registration::new(&name, now);
        if params.get("audience") == Some("multiple") {
            "AzureADMultipleOrgs".clone_into(&mut app.audience);
        }
        // Every new registration of the portal lists this one.
        app.require("User.Read", PermissionKind::Delegated);
        app.ensure_principal(now);
        let id = self.registrations.add(app).client_id;
        (Some(Notice::Registered), Place::Own(id, OwnPage::Overview))
    }

    /// Does `act` on a page about an app registration.
    pub(super) fn portal_own_app(
        &mut self,
        (id, page): (Uuid, OwnPage),
        act: &str,
        params: &Params,
        admin: &Person,
    ) -> (Option<Notice>, Place) {
        let here = Place::Own(id, page);
        if page == OwnPage::Grant {
            let notice = (act == "grant-yes").then(|| self.portal_grant_own(id, admin));
            return (notice, Place::Own(id, OwnPage::Permissions));
        }
        if !admin.manages_apps() {
            return (Some(Notice::Needs(Needed::ManagingApps)), here);
        }
        let notice = match (page, act) {
            (OwnPage::Permissions, "add-permissions") => self.portal_add_permissions(id, params),
            (OwnPage::Secrets, "add-secret") => self.portal_add_secret(id, params),
            (OwnPage::Secrets, "add-certificate") => self.portal_add_certificate(id, params),
            (OwnPage::Secrets, _) => self.portal_delete_credential(id, params),
            (OwnPage::Properties, "save") => self.portal_set_own(id, params),
            _ => None,
        };
        (notice, here)
    }

    fn portal_set_own(&mut self, id: Uuid, params: &Params) -> Option<Notice> {
        let Some(principal) = self.registrations.by_client_mut(id).and_then(|app| app.principal.as_mut())
        else {
            return Some(Notice::Gone);
        };
        principal.state.set(params);
        Some(Notice::Saved)
    }

    fn portal_grant_own(&mut self, id: Uuid, admin: &Person) -> Notice {
        if !admin.approves_everything() {
            return Notice::Needs(Needed::ApprovingForApps);
        }
        let now = self.now();
        let shows_at = now.plus_s(self.settings.propagation_delay_s);
        let Some(app) = self.registrations.by_client_mut(id) else { return Notice::Gone };
        let (roles, scopes) =
            (app.required(PermissionKind::Application), app.required(PermissionKind::Delegated));
        let principal = app.ensure_principal(now);
        for role in roles {
            if !principal.has(&role) {
                principal.assign(&role, now, shows_at);
            }
        }
        principal.scopes = scopes;
        Notice::Granted
    }

    fn portal_add_permissions(&mut self, id: Uuid, params: &Params) -> Option<Notice> {
        let Some(app) = self.registrations.by_client_mut(id) else { return Some(Notice::Gone) };
        let ticked = catalogue().all().iter().filter(|known| {
            known.kind == PermissionKind::Application && params.get(&format!("add.{}", known.value)).is_some()
        });
        let ticked: Vec<&str> = ticked.map(|known| known.value.as_str()).collect();
        for value in &ticked {
            app.require(value, PermissionKind::Application);
        }
        Some(if ticked.is_empty() { Notice::NothingTicked } else { Notice::PermissionsAdded })
    }

    fn portal_add_secret(&mut self, id: Uuid, params: &Params) -> Option<Notice> {
        if self.settings.secrets_forbidden {
            return Some(Notice::SecretsForbidden);
        }
        let now = self.now();
        let days =
            params.get("days").and_then(|days| days.parse().ok()).filter(|days| EXPIRES_DAYS.contains(days));
        let ends_at = Moment(now.0 + days.unwrap_or(EXPIRES_DAYS[1]) * DAY_S);
        let app = self.registrations.by_client_mut(id).filter(|app| app.secrets.len() < CREDENTIAL_LIMIT);
        let Some(app) = app else { return Some(Notice::Gone) };
        let name: String = params.get("description").unwrap_or("Password").chars().take(NAME_LIMIT).collect();
        let secret = Secret::new(NewSecret { name: &name, starts_at: now, ends_at }, now);
        let key_id = secret.key_id;
        app.secrets.push(secret);
        Some(Notice::SecretMade(key_id))
    }

    fn portal_add_certificate(&mut self, id: Uuid, params: &Params) -> Option<Notice> {
        let now = self.now();
        let text = params.get("certificate").unwrap_or_default();
        let name: String = params.get("name").unwrap_or("Certificate").chars().take(NAME_LIMIT).collect();
        let Some(certificate) = Certificate::read_text(text, &name, now) else {
            return Some(Notice::NotACertificate);
        };
        let app =
            self.registrations.by_client_mut(id).filter(|app| app.certificates.len() < CREDENTIAL_LIMIT);
        let Some(app) = app else { return Some(Notice::Gone) };
        app.certificates.push(certificate);
        Some(Notice::CertificateAdded)
    }

    fn portal_delete_credential(&mut self, id: Uuid, params: &Params) -> Option<Notice> {
        let wanted = params.get("delete").and_then(guid)?;
        let Some(app) = self.registrations.by_client_mut(id) else { return Some(Notice::Gone) };
        let before = app.secrets.len() + app.certificates.len();
        app.secrets.retain(|secret| secret.key_id != wanted);
        app.certificates.retain(|certificate| certificate.key_id != wanted);
        let gone = app.secrets.len() + app.certificates.len() == before;
        Some(if gone { Notice::Gone } else { Notice::CredentialDeleted })
    }

    /// Runs pasted commands in this browser's window of the pretend PowerShell.
    pub(super) fn portal_teams(
        &mut self,
        act: &str,
        params: &Params,
        browser: &str,
        admin: &Person,
    ) -> PortalReply {
        let known = self.browsers.get_mut(browser);
        let mut terminal = known.map(|known| std::mem::take(&mut known.terminal)).unwrap_or_default();
        match act {
            "run" => self.run_in_teams(&mut terminal, admin, params.get("command").unwrap_or_default()),
            "clear" => terminal.ran.clear(),
            _ => {}
        }
        if let Some(known) = self.browsers.get_mut(browser) {
            known.terminal = terminal;
        }
        PortalReply::Go(Place::TeamsPowerShell)
    }
}
