//! C7, C8, C9 and H1: the screens around asking an admin.

use qrcode::{Color, EcLevel, QrCode};
use url::Url;

use crate::desk::{Asked, Desk};
use crate::ids::{ClientId, TenantId};
use crate::journey::Look;
use crate::journey::trip::Trip;
use crate::permissions::{AdminRole, least_role};
use crate::profile::{AdminWay, Profile};
use crate::view::{AdminRequest, Screen};

/// A link of more bytes makes a code that phones can't read well (`ux.md`, H1).
const QR_LIMIT_BYTES: usize = 520;

pub(super) fn request_box(trip: &Trip, desk: &Desk) -> Screen {
    let features = desk.profile(&trip.profile).map(|p| feature_names(&p)).unwrap_or_default();
    Screen::RequestBox { features, flagged: trip.is_flagged() }
}

pub(super) fn admin_only(trip: &Trip, desk: &Desk) -> Screen {
    let profile = desk.profile(&trip.profile);
    Screen::AdminOnly {
        organization: trip.organization.clone(),
        role: profile.as_deref().map_or(AdminRole::CloudApplicationAdministrator, role),
        has_link: link(trip, desk).is_some(),
        names_app: profile.is_some_and(|p| desk.client_id(&p).is_some()),
        flagged: trip.is_flagged(),
    }
}

pub(super) fn waiting_for_admin(asked: &Asked, look: Look) -> Screen {
    Screen::WaitingForAdmin {
        asked_at: asked.at,
        asked: Some(asked.to.clone()).filter(|to| !to.is_empty()),
        how: asked.how,
        next_look_at: look.next_at,
        last_look_at: look.at,
        last_look: look.found,
    }
}

pub(super) fn request(trip: &Trip, desk: &Desk) -> AdminRequest {
    let profile = desk.profile(&trip.profile);
    let profile = profile.as_deref();
    let client_id = profile.and_then(|p| desk.client_id(p));
    let link = link(trip, desk);
    AdminRequest {
        client_id,
        tenant: trip.tenant.clone(),
        organization: trip.organization.clone(),
        from: trip.account.as_ref().map(ToString::to_string),
        link_host: link.as_ref().and_then(Url::host_str).map(str::to_owned),
        qr: link.as_ref().and_then(qr_rows),
        link: link.map(String::from),
        permissions: profile.map(Profile::permission_lines).unwrap_or_default(),
        role: profile.map_or(AdminRole::CloudApplicationAdministrator, role),
        ways: profile.map(|p| p.admin_ways.clone()).unwrap_or_default(),
        to: trip.asked_to.clone(),
    }
}

/// The admin's link, where the app is known.
fn link(trip: &Trip, desk: &Desk) -> Option<Url> {
    let profile = desk.profile(&trip.profile).filter(|profile| has_link(profile, desk))?;
    let client = desk.client_id(&profile)?;
    // A rehearsal knows nothing of the maker's own address.
    let rehearsing = desk.practice.is_some() || desk.instead.is_some();
    let back = profile.return_link.as_ref().filter(|_| !rehearsing).map(|back| (back, &*profile));
    Some(consent_link(&desk.login_base(&profile), &client, trip.tenant.as_ref(), back))
}

/// A maker without a known client id names no link; practice has one for every product.
fn has_link(profile: &Profile, desk: &Desk) -> bool {
    profile.admin_ways.contains(&AdminWay::Link) || desk.practice.is_some() || desk.instead.is_some()
}

/// The admin consent link: it can only consent, never sign anyone in (`entra-consent.md` 1.5).
///
/// It names the tenant, or the admin's own (`organizations`) where no work address was given, never `common`,
/// and asks for everything at once, because a new grant for the
/// organization replaces the earlier one. The v2 endpoint wants a registered redirect; where the maker gives
/// none for it, the older form grants what the app has registered and needs none, so that an admin on another
/// machine does not end on a page that can't be reached.
fn consent_link(
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
            .append_pair("scope", &profile.delegated_scopes().join(" "))
            .append_pair("redirect_uri", back.as_str());
    }
    link
}

fn qr_rows(link: &Url) -> Option<Vec<String>> {
    if link.as_str().len() > QR_LIMIT_BYTES {
        return None;
    }
    let code = QrCode::with_error_correction_level(link.as_str(), EcLevel::L).ok()?;
    let row = |cells: &[Color]| cells.iter().map(|c| if *c == Color::Dark { '#' } else { '.' }).collect();
    Some(code.to_colors().chunks(code.width()).map(row).collect())
}

fn role(profile: &Profile) -> AdminRole {
    least_role(&profile.permissions)
}

fn feature_names(profile: &Profile) -> Vec<String> {
    let mut features: Vec<String> = profile.permissions.iter().filter_map(|p| p.feature.clone()).collect();
    features.dedup();
    features
}
