//! What a picked drawing, and the buttons beside it, say about the page in the browser.

use super::approve::{awaiting, not_the_role, proving};
use super::effect::Effect;
use super::own_app::not_signed_in;
use super::prove::refused_elsewhere;
use super::trip::{Hearing, Purpose, Trip, keep_at_vendor};
use super::{Journey, Step};
use crate::desk::{Asked, AskedHow, Desk};
use crate::profile::AdminWay;
use crate::reasoning::Evidence;
use crate::situation::Situation;
use crate::time::Timestamp;
use crate::view::approving::Claim;
use crate::view::{PickerReason, Picture};

impl Journey {
    pub(super) fn pick(self, picture: Picture, desk: &mut Desk, now: Timestamp) -> Step {
        let (Journey::Picking { mut trip, .. } | Journey::Waiting(mut trip)) = self else {
            return (self, vec![]);
        };
        if let Some(step) = picked_elsewhere(&trip, picture, desk, now) {
            return step;
        }
        if trip.hearing == Hearing::AtVendor && picture == Picture::ClosePage {
            let keep = keep_at_vendor(&trip, now);
            return (Journey::Waiting(trip), vec![keep]);
        }
        match picture {
            Picture::SignIn | Picture::ClosePage | Picture::NoPage | Picture::ErrorCode => {}
            Picture::AcceptList | Picture::RequestBox | Picture::AdminOnly | Picture::RequestSent => {
                trip.evidence.push(Evidence::Told(picture));
            }
        }
        match picture {
            Picture::SignIn => back_to_browser(trip, desk, now),
            Picture::AcceptList => (Journey::Approving(trip), vec![]),
            Picture::RequestBox => (Journey::Requesting(trip), vec![]),
            Picture::AdminOnly => (Journey::NeedingAdmin(trip), vec![]),
            Picture::RequestSent => Journey::Requesting(trip).sent_request(desk, now),
            Picture::ErrorCode => {
                let why = PickerReason::Asked;
                let back = Box::new(Journey::Picking { trip, why });
                (Journey::PastingError { text: String::new(), back }, vec![])
            }
            // The page says it is over and nothing arrived, or there is no page: a firewall or another browser.
            Picture::ClosePage | Picture::NoPage => {
                let diagnosis = trip.conclusion(desk);
                let why = PickerReason::Asked;
                let back = Box::new(Journey::Picking { trip, why });
                (Journey::ReadingAnswer { diagnosis, quote: None, account: None, back }, vec![])
            }
        }
    }

    pub(super) fn accepted(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::Approving(trip) = self else { return (self, vec![]) };
        match trip.hearing {
            Hearing::Open => (Journey::Waiting(trip), vec![]),
            Hearing::Closed => Journey::Approving(trip).try_again(desk, now, true),
            Hearing::AtVendor => {
                let keep = keep_at_vendor(&trip, now);
                (Journey::Approving(trip), vec![keep])
            }
        }
    }

    pub(super) fn sent_request(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::Requesting(mut trip) = self else { return (self, vec![]) };
        trip.evidence.push(Evidence::RequestSent);
        let asked = Asked {
            at: now,
            how: AskedHow::MicrosoftRequest,
            to: String::new(),
            connection: trip.connection.clone(),
        };
        awaiting(trip, asked, desk)
    }
}

/// What a picked drawing means while an admin approves, or while an answer is looked for.
fn picked_elsewhere(trip: &Trip, picture: Picture, desk: &mut Desk, now: Timestamp) -> Option<Step> {
    let end = || vec![Effect::EndTrip { attempt: trip.attempt }];
    let needs_admin = matches!(picture, Picture::AdminOnly | Picture::RequestBox);
    match &trip.purpose {
        Purpose::Connect => None,
        Purpose::SetUp(_) if needs_admin => {
            not_signed_in(&trip.purpose, Situation::NeedsAdminApproval).map(|stopped| (stopped, end()))
        }
        Purpose::SetUp(_) => None,
        Purpose::Approve(_) if needs_admin => Some((not_the_role(trip), end())),
        Purpose::Approve(_) if picture == Picture::AcceptList && trip.hearing != Hearing::Closed => {
            Some((Journey::Waiting(trip.clone()), vec![]))
        }
        Purpose::Approve(approval) if picture == Picture::ClosePage => {
            let (journey, more) = proving(approval.clone(), (AdminWay::Link, Claim::Person), desk, now);
            Some((journey, end().into_iter().chain(more).collect()))
        }
        Purpose::Approve(_) => None,
        // The box again, after the request has run out: it has to be sent once more.
        Purpose::LookFor { asked, .. } if picture == Picture::RequestBox && has_run_out(asked, now) => None,
        Purpose::LookFor { .. } | Purpose::Prove { .. } if needs_admin => {
            let situation = Situation::NeedsAdminApproval;
            refused_elsewhere(trip, situation, desk, now).map(|journey| (journey, end()))
        }
        Purpose::LookFor { .. } | Purpose::Prove { .. } => None,
    }
}

/// Whether a request on Microsoft's page is too old where an organization follows the usual advice
/// (`entra-consent.md` 5.5).
fn has_run_out(asked: &Asked, now: Timestamp) -> bool {
    const REQUEST_LASTS_MS: i64 = 30 * 24 * 60 * 60 * 1000;
    asked.how == AskedHow::MicrosoftRequest && now.0.saturating_sub(asked.at.0) >= REQUEST_LASTS_MS
}

fn back_to_browser(trip: Trip, desk: &mut Desk, now: Timestamp) -> Step {
    match trip.hearing {
        Hearing::Open | Hearing::AtVendor => (Journey::Waiting(trip), vec![]),
        Hearing::Closed => Journey::Waiting(trip).try_again(desk, now, true),
    }
}
