//! C7, C8, C9 and H1: the screens around asking an admin.

use qrcode::{Color, EcLevel, QrCode};
use url::Url;

use crate::consent_link::admin_link;
use crate::desk::{Asked, Desk};
use crate::ids::ProfileId;
use crate::journey::trip::Trip;
use crate::journey::{Letter, Look};
use crate::permissions::{AdminRole, least_role};
use crate::profile::Profile;
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
        role: role_for(&trip.profile, desk),
        has_link: link(trip, desk).is_some(),
        names_app: profile.is_some_and(|p| desk.client_id(&p).is_some()),
        flagged: trip.is_flagged(),
    }
}

pub(super) fn waiting_for_admin(trip: &Trip, asked: &Asked, look: Look, desk: &Desk) -> Screen {
    let in_usher = desk.signs_in_here(&trip.profile);
    let looks = asked.connection.as_ref().is_some_and(|id| desk.asked_with(id).is_some());
    Screen::WaitingForAdmin {
        asked_at: asked.at,
        asked: Some(asked.to.clone()).filter(|to| !to.is_empty()),
        how: asked.how,
        next_look_at: look.next_at,
        last_look_at: look.at,
        last_look: look.found,
        can_sign_in_once: in_usher && !looks,
        has_checklist: looks,
    }
}

pub(super) fn request(trip: &Trip, letter: &Letter, desk: &Desk) -> AdminRequest {
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
        role: role_for(&trip.profile, desk),
        ways: profile.map(|p| p.admin_ways.clone()).unwrap_or_default(),
        step: None,
        to: trip.asked_to.clone(),
        asked_before: match letter {
            Letter::Reminder(asked) => Some(asked.at),
            Letter::First | Letter::Instead(_) => None,
        },
    }
}

fn link(trip: &Trip, desk: &Desk) -> Option<Url> {
    admin_link(&*desk.profile(&trip.profile)?, trip.tenant.as_ref(), desk).map(|link| link.url)
}

fn qr_rows(link: &Url) -> Option<Vec<String>> {
    if link.as_str().len() > QR_LIMIT_BYTES {
        return None;
    }
    let code = QrCode::with_error_correction_level(link.as_str(), EcLevel::L).ok()?;
    let row = |cells: &[Color]| cells.iter().map(|c| if *c == Color::Dark { '#' } else { '.' }).collect();
    Some(code.to_colors().chunks(code.width()).map(row).collect())
}

/// The least role for a product; for one that is not known, the least of all.
pub(super) fn role_for(id: &ProfileId, desk: &Desk) -> AdminRole {
    let profile = desk.profile(id);
    profile.map_or(AdminRole::CloudApplicationAdministrator, |profile| least_role(&profile.permissions))
}

fn feature_names(profile: &Profile) -> Vec<String> {
    let mut features: Vec<String> = profile.permissions.iter().filter_map(|p| p.feature.clone()).collect();
    features.dedup();
    features
}
