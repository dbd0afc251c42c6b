//! The place to come back to after a restart, and coming back to it.

use super::approval::Approval;
use super::approve::{awaiting, proving, reviewing};
use super::ask::choosing;
use super::effect::Effect;
use super::own_app::{looks_again, resume_setup};
use super::trip::{Purpose, Trip, looks_at_keychain, trip_of_place};
use super::{Journey, Letter, Step};
use crate::desk::{Asked, Desk, Place, PlaceName, SavedSetup};
use crate::own_app::SetupStep;
use crate::time::Timestamp;
use crate::view::approving::{Claim, WalkStep};

impl Journey {
    /// The place to come back to after a restart; `None` where there is nothing to resume.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Journey::Waiting(trip)
            | Journey::Picking { trip, .. }
            | Journey::Approving(trip)
            | Journey::Checking { trip, .. } => Some(trip.place()),
            Journey::Requesting(trip) | Journey::NeedingAdmin(trip) => {
                Some(Place { name: PlaceName::AskingAdmin, ..trip.place() })
            }
            Journey::WritingToAdmin { back, .. } if back.setup().is_some() => back.place(),
            Journey::WritingToAdmin { trip, letter: Letter::First, .. } => {
                Some(Place { name: PlaceName::AskingAdmin, ..trip.place() })
            }
            Journey::WritingToAdmin {
                trip,
                letter: Letter::Reminder(asked) | Letter::Instead(asked),
                ..
            }
            | Journey::AwaitingAdmin { trip, asked, .. } => Some(trip.place_of(asked)),
            Journey::ReviewingApp(approval)
            | Journey::DoubtingApp { approval, .. }
            | Journey::ChoosingWay(approval) => Some(approval.place(None)),
            Journey::Walking { approval, way, step } => Some(approval.place(Some((*way, *step)))),
            Journey::Proving { approval, proof } => Some(approval.place(Some((proof.way, WalkStep::Check)))),
            Journey::SettingUp { .. } | Journey::Building { .. } => {
                self.draft().and_then(|draft| draft.place())
            }
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::ReadingChecklist { back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. } => back.place(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ReadingConnection { .. }
            | Journey::ChoosingScenario => None,
        }
    }

    /// The own app registration at hand, to be kept after every step; changing a connection is begun anew.
    #[must_use]
    pub fn draft(&self) -> Option<SavedSetup> {
        let draft = match self {
            Journey::SettingUp { setup, at } => SavedSetup::new(setup, at.step, false),
            Journey::Building { setup, .. } => SavedSetup::new(setup, SetupStep::GetReady, true),
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::ReadingChecklist { back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. } => return back.draft(),
            Journey::WritingToAdmin { back, .. } if back.setup().is_some() => return back.draft(),
            Journey::Waiting(trip)
            | Journey::Picking { trip, .. }
            | Journey::Approving(trip)
            | Journey::Requesting(trip)
            | Journey::NeedingAdmin(trip)
            | Journey::WritingToAdmin { trip, .. }
            | Journey::AwaitingAdmin { trip, .. }
            | Journey::Checking { trip, .. } => return trip.draft(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ReadingConnection { .. }
            | Journey::ReviewingApp(_)
            | Journey::DoubtingApp { .. }
            | Journey::ChoosingWay(_)
            | Journey::Walking { .. }
            | Journey::Proving { .. }
            | Journey::ChoosingScenario => return None,
        };
        (!draft.setup.editing).then_some(draft)
    }

    /// A fresh start goes back to C9 by itself where Usher can look for the admin's answer; else it stays at S1.
    /// What Microsoft needed a while for is looked at again.
    #[must_use]
    pub fn go_on(self, desk: &mut Desk, now: Timestamp) -> Step {
        let again = looks_again(desk);
        let (journey, effects) = self.go_on_waiting(desk, now);
        (journey, effects.into_iter().chain(again).collect())
    }

    fn go_on_waiting(self, desk: &mut Desk, now: Timestamp) -> Step {
        let looks = desk.saved.as_ref().and_then(|place| place.asked.as_ref()?.connection.clone());
        let looks = looks.filter(|id| self == Journey::Start && desk.asked_with(id).is_some());
        let Some(connection) = looks else { return (self, vec![]) };
        let (journey, later) = self.resume(desk, now);
        (journey, [Effect::ListGrants { connection }].into_iter().chain(later).collect())
    }

    pub(super) fn resume(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Some(place) = desk.saved.clone() else { return (self, vec![]) };
        if desk.profile(&place.profile).is_none() {
            desk.saved = None;
            return (choosing(place.as_admin), vec![]);
        }
        if place.name == PlaceName::ApprovingForAll {
            return resume_approval(&place, desk, now);
        }
        if let Some(id) = &place.draft {
            let Some(draft) = desk.draft(id).cloned() else {
                desk.end_draft(id);
                return (self, vec![]);
            };
            return (resume_setup(&draft, desk), looks_at_keychain(desk));
        }
        let asked = place.asked.clone();
        let trip = trip_of_place(place.clone(), desk, now);
        match (place.name, asked) {
            (PlaceName::BeforeSignIn | PlaceName::SigningIn, _) => {
                (Journey::BeforeSignIn(trip.plan()), vec![])
            }
            (PlaceName::AskingAdmin | PlaceName::ApprovingForAll | PlaceName::SettingUpApp, _)
            | (PlaceName::WaitingForAdmin, None) => (Journey::NeedingAdmin(trip), vec![]),
            (PlaceName::WaitingForAdmin, Some(asked)) => awaiting(trip, asked, desk),
        }
    }
}

impl Trip {
    /// Where a restart comes back to while the browser is open: what the trip interrupts, if anything.
    fn place(&self) -> Place {
        match &self.purpose {
            Purpose::Connect => Place {
                name: PlaceName::SigningIn,
                profile: self.profile.clone(),
                as_admin: self.as_admin,
                account: self.account.clone(),
                tenant: self.tenant.clone(),
                organization: self.organization.clone(),
                asked: None,
                connection: self.connection.clone(),
                walk: None,
                draft: None,
                since: self.since,
            },
            Purpose::LookFor { asked, .. } => self.place_of(asked),
            Purpose::Approve(approval) => approval.place(None),
            Purpose::Prove { approval, proof } => approval.place(Some((proof.way, WalkStep::Check))),
            Purpose::SetUp(setup) => SavedSetup::new(setup, SetupStep::GetReady, true)
                .place()
                .expect("only a new app is written by Usher"),
        }
    }

    fn draft(&self) -> Option<SavedSetup> {
        let Purpose::SetUp(setup) = &self.purpose else { return None };
        Some(SavedSetup::new(setup, SetupStep::GetReady, true))
    }

    fn place_of(&self, asked: &Asked) -> Place {
        let connect = Trip { purpose: Purpose::Connect, ..self.clone() };
        Place {
            name: PlaceName::WaitingForAdmin,
            since: asked.at,
            asked: Some(asked.clone()),
            ..connect.place()
        }
    }
}

fn resume_approval(place: &Place, desk: &mut Desk, now: Timestamp) -> Step {
    let approval = Approval::of_place(place);
    match place.walk.as_ref().and_then(|walk| walk.at) {
        None => reviewing(approval, desk),
        Some((way, WalkStep::Check)) => proving(Box::new(approval), (way, Claim::Person), desk, now),
        Some((way, step)) => (Journey::Walking { approval: Box::new(approval), way, step }, vec![]),
    }
}
