//! The admin's link: it can only approve, never sign anyone in (`entra-consent.md` 1.5).

use url::Url;

use crate::connection::is_sign_in_scope;
use crate::desk::Desk;
use crate::ids::{ClientId, TenantId};
use crate::profile::{AdminWay, PermissionKind, Profile};

/// A link for an admin, wherever that admin is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminLink {
    /// Its address.
    pub url: Url,
    /// The maker's own site, where Microsoft sends the browser afterwards (S68).
    pub returns_to: Option<String>,
}

/// The admin's link for `profile` in this world, where the app is known.
///
/// It names the tenant, or the admin's own (`organizations`) where no work address was given, never `common`,
/// and asks for everything at once, because a new grant for the organization replaces the earlier one. The v2
/// endpoint wants a registered redirect; where the maker gives none for it, the older form grants what the app
/// has registered and needs none, so that an admin on another machine does not end on a page that can't be
/// reached.
#[must_use]
pub fn admin_link(profile: &Profile, tenant: Option<&TenantId>, desk: &Desk) -> Option<AdminLink> {
    // A rehearsal has a link for every product, and knows nothing of the maker's own address.
    let rehearsing = desk.practice.is_some() || desk.instead.is_some();
    if !rehearsing && !profile.admin_ways.contains(&AdminWay::Link) {
        return None;
    }
    let client = desk.client_id(profile)?;
    let back = profile.return_link.as_ref().filter(|_| !rehearsing);
    let url = consent_url(&desk.login_base(profile), &client, tenant, back.map(|back| (back, profile)));
    Some(AdminLink { url, returns_to: back.and_then(Url::host_str).map(str::to_owned) })
}

fn consent_url(
    base: &Url,
    client: &ClientId,
    tenant: Option<&TenantId>,
    back: Option<(&Url, &Profile)>,
) -> Url {
    let mut link = base.clone();
    let tenant = tenant.map_or("organizations", TenantId::as_str);
    let version = if back.is_some() { "v2.0/" } else { "" };
    link.set_path(&format!("/{tenant}/{version}adminconsent"));
    link.query_pairs_mut().append_pair("client_id", client.as_str());
    if let Some((back, profile)) = back {
        link.query_pairs_mut()
            .append_pair("scope", &profile.consent_scopes(&[]).join(" "))
            .append_pair("redirect_uri", back.as_str());
    }
    link
}

impl Profile {
    /// What an approval for the organization has to ask for: everything, and what was granted earlier.
    ///
    /// Application permissions can only be asked for by what the app has registered (`.default`), which can't be
    /// mixed with names (`entra-consent.md` 1.2, 1.5).
    #[must_use]
    pub fn consent_scopes(&self, earlier: &[String]) -> Vec<String> {
        if self.permissions.iter().any(|asked| asked.kind == PermissionKind::Application) {
            return vec![".default".to_owned()];
        }
        self.delegated_scopes().into_iter().chain(earlier.iter().cloned()).collect()
    }

    /// The least that a sign-in asks for, which most organizations let people approve by themselves.
    #[must_use]
    pub fn sign_in_scopes(&self) -> Vec<String> {
        let least = |scope: &String| is_sign_in_scope(scope) || scope == "User.Read";
        self.delegated_scopes().into_iter().filter(least).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rstest::rstest;

    use super::admin_link;
    use crate::desk::{Desk, Instead, PracticeWorld};
    use crate::ids::{ClientId, TenantId};
    use crate::profile::{PermissionKind, built_in};

    const ID: &str = "11111111-2222-4333-8444-555555555555";

    fn world(name: &str) -> Desk {
        let base = url::Url::parse("http://127.0.0.1:4000/").unwrap();
        let client_id = ClientId::parse(ID).unwrap();
        let practice = PracticeWorld {
            scenario: String::new(),
            usher_client_id: client_id.clone(),
            client_id,
            base: base.clone(),
        };
        Desk {
            profiles: built_in().iter().cloned().map(Arc::new).collect(),
            practice: (name == "practice").then_some(practice),
            instead: (name == "instead").then(|| Instead {
                authority: base,
                client_id: ID.to_owned(),
                usher_client_id: None,
            }),
            ..Desk::default()
        }
    }

    #[rstest]
    fn a_link_for_an_admin_can_only_approve(
        #[values("real", "practice", "instead")] name: &str,
        #[values(None, Some(ID))] tenant: Option<&str>,
    ) {
        let desk = world(name);
        let tenant = tenant.map(|id| TenantId::parse(id).unwrap());

        let links: Vec<_> =
            desk.profiles.iter().filter_map(|p| admin_link(p, tenant.as_ref(), &desk)).collect();

        assert!(!links.is_empty());
        for link in links {
            let realm = link.url.path_segments().unwrap().next().unwrap().to_owned();
            assert_eq!(realm, tenant.as_ref().map_or("organizations", TenantId::as_str), "{}", link.url);
            assert!(link.url.path().ends_with("/adminconsent"), "{}", link.url);
            let signs_in = ["response_type", "response_mode", "prompt", "login_hint", "code_challenge"];
            assert!(link.url.query_pairs().all(|(key, _)| !signs_in.contains(&&*key)), "{}", link.url);
        }
    }

    #[rstest]
    fn an_approval_asks_for_everything_and_for_what_was_granted_earlier(
        #[values("claras", "chronus", "clara", "kaltura", "teams-devices")] id: &str,
    ) {
        let profile = built_in().iter().find(|p| p.id.0 == id).unwrap();

        let asked = profile.consent_scopes(&["Contacts.Read".to_owned()]);

        if profile.permissions.iter().any(|p| p.kind == PermissionKind::Application) {
            assert_eq!(asked, [".default"]);
        } else {
            assert!(profile.permissions.iter().all(|p| asked.contains(&p.value)), "{asked:?}");
            assert!(asked.contains(&"Contacts.Read".to_owned()));
        }
    }
}
