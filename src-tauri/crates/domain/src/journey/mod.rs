//! The journey of one person from "Start" to "connected", as one enum and pure steps.
//!
//! [`Journey::ask`] takes what a person asked for, [`Journey::hear`] what happened. Both return the next
//! state and the effects that the engine must run, in order. A late or doubled event changes nothing.

mod ask;
pub mod effect;
pub mod event;
mod hear;
#[cfg(test)]
mod tests;
pub mod trip;

use self::effect::Effect;
use self::trip::{Plan, Trip};
use crate::desk::{Asked, Desk, Place, PlaceName};
use crate::diagnosis::{Card, Diagnosis};
use crate::ids::{ConnectionId, ObjectId, ProfileId, TenantId};
use crate::problem::Problem;
use crate::situation::{Situation, Sureness, Who};
use crate::time::Timestamp;
use crate::view::{ApprovedBy, Check, LookResult, PickerReason};

pub use ask::fix_for;

/// Where a person is. Each state carries what is true in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Journey {
    /// S1.
    Start,
    /// S3.
    ChoosingProduct {
        /// The person is the admin.
        as_admin: bool,
        /// The product to show picked.
        picked: Option<ProfileId>,
    },
    /// What a product with an own app registration will need.
    ReadingNeeds {
        /// The product.
        profile: ProfileId,
    },
    /// C1.
    BeforeSignIn(Plan),
    /// C2.
    Waiting(Trip),
    /// C3.
    Picking {
        /// The trip it is about.
        trip: Trip,
        /// Why it is asked.
        why: PickerReason,
    },
    /// C6.
    Approving(Trip),
    /// C7.
    Requesting(Trip),
    /// C8.
    NeedingAdmin(Trip),
    /// H1.
    WritingToAdmin(Trip),
    /// C9.
    AwaitingAdmin {
        /// The trip that led here.
        trip: Trip,
        /// How the admin was asked.
        asked: Asked,
        /// The last look.
        look: Look,
    },
    /// C4.
    Checking {
        /// The trip that brought the code.
        trip: Trip,
        /// The check that is running or found the problem.
        at: Check,
        /// When each passed check ended, in order.
        passed: Vec<Timestamp>,
        /// It takes more than ten seconds.
        slow: bool,
        /// What went wrong.
        problem: Option<Problem>,
    },
    /// C5.
    Connected {
        /// The connection.
        connection: ConnectionId,
        /// Who approved.
        approved_by: ApprovedBy,
    },
    /// K1.
    ReadingChecklist {
        /// Of which connection.
        connection: ConnectionId,
        /// A check is running.
        checking: bool,
        /// Why the last one failed.
        problem: Option<Problem>,
        /// Where Back leads.
        back: Box<Journey>,
    },
    /// M1.
    ReadingConnections,
    /// T1.
    PastingError {
        /// What was pasted.
        text: String,
        /// Where Back leads; events of its trip still reach it.
        back: Box<Journey>,
    },
    /// T2.
    ReadingAnswer {
        /// What it means.
        diagnosis: Diagnosis,
        /// The pasted text; `None` when the browser trip brought the answer.
        quote: Option<String>,
        /// The account seen.
        account: Option<String>,
        /// Where Back leads.
        back: Box<Journey>,
    },
    /// P1.
    ChoosingScenario,
}

/// The last look for an admin's answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Option<Timestamp>,
    /// What it found.
    pub found: Option<LookResult>,
    /// When the next one comes by itself.
    pub next_at: Option<Timestamp>,
    /// How many looks there were, for backing off.
    pub count: u32,
}

/// The account that Microsoft says signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAccount {
    /// Its sign-in name.
    pub username: String,
    /// Every address that `/me` lists for it.
    pub addresses: Vec<String>,
    /// Its tenant; `None` at a provider that is not Entra.
    pub tenant: Option<TenantId>,
    /// The person (`oid`).
    pub object: Option<ObjectId>,
    /// The organization's name.
    pub organization: Option<String>,
    /// What the token answer listed.
    pub granted: Vec<String>,
}

/// A state and what to do on the way into it.
pub type Step = (Journey, Vec<Effect>);

impl Journey {
    /// What is known of the situation here: an answer of the browser trip, or its evidence so far.
    #[must_use]
    pub fn diagnosis(&self, desk: &Desk) -> Option<Diagnosis> {
        if let Journey::ReadingAnswer { diagnosis, quote: None, .. } = self {
            return Some(diagnosis.clone());
        }
        let trip = self.trip()?;
        if let Journey::Checking { problem: Some(problem), .. } = self {
            return Some(not_redeemed(problem, trip.conclusion(desk)));
        }
        Some(trip.conclusion(desk))
    }

    /// The trip of this state, or of the one under it.
    #[must_use]
    pub fn trip(&self) -> Option<&Trip> {
        match self {
            Journey::Waiting(trip)
            | Journey::Picking { trip, .. }
            | Journey::Approving(trip)
            | Journey::Requesting(trip)
            | Journey::NeedingAdmin(trip)
            | Journey::WritingToAdmin(trip)
            | Journey::AwaitingAdmin { trip, .. }
            | Journey::Checking { trip, .. } => Some(trip),
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::ReadingChecklist { back, .. } => back.trip(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::ReadingNeeds { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ChoosingScenario => None,
        }
    }

    /// The product of this state.
    #[must_use]
    pub fn profile<'a>(&'a self, desk: &'a Desk) -> Option<&'a ProfileId> {
        match self {
            Journey::ReadingNeeds { profile } => Some(profile),
            Journey::BeforeSignIn(plan) => Some(&plan.profile),
            Journey::Connected { connection, .. } | Journey::ReadingChecklist { connection, .. } => {
                desk.connection(connection)?.profile.as_ref()
            }
            Journey::PastingError { back, .. } | Journey::ReadingAnswer { back, .. } => back.profile(desk),
            Journey::Waiting(_)
            | Journey::Picking { .. }
            | Journey::Approving(_)
            | Journey::Requesting(_)
            | Journey::NeedingAdmin(_)
            | Journey::WritingToAdmin(_)
            | Journey::AwaitingAdmin { .. }
            | Journey::Checking { .. } => self.trip().map(|t| &t.profile),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::ReadingConnections
            | Journey::ChoosingScenario => None,
        }
    }

    /// The place to come back to after a restart; `None` where there is nothing to resume.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let place = |name, trip: &Trip, asked: Option<Asked>| Place {
            name,
            profile: trip.profile.clone(),
            as_admin: trip.as_admin,
            account: trip.account.clone(),
            tenant: trip.tenant.clone(),
            organization: trip.organization.clone(),
            since: asked.as_ref().map_or(trip.since, |a| a.at),
            asked,
        };
        match self {
            Journey::Waiting(trip)
            | Journey::Picking { trip, .. }
            | Journey::Approving(trip)
            | Journey::Checking { trip, .. } => Some(place(PlaceName::SigningIn, trip, None)),
            Journey::Requesting(trip) | Journey::NeedingAdmin(trip) | Journey::WritingToAdmin(trip) => {
                Some(place(PlaceName::AskingAdmin, trip, None))
            }
            Journey::AwaitingAdmin { trip, asked, .. } => {
                Some(place(PlaceName::WaitingForAdmin, trip, Some(asked.clone())))
            }
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::ReadingChecklist { back, .. } => back.place(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::ReadingNeeds { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ChoosingScenario => None,
        }
    }
}

/// A code that could not be exchanged is no token: what it seemed to show stays open.
fn not_redeemed(problem: &Problem, seemed: Diagnosis) -> Diagnosis {
    let (situation, sureness) = if matches!(problem, Problem::Busy { .. }) {
        (Situation::Throttled, Sureness::Inferred)
    } else {
        (Situation::Unknown, Sureness::Unknown)
    };
    let open = [Situation::ServiceUnavailable, seemed.situation];
    let alternatives = open.into_iter().chain(seemed.alternatives).collect();
    Diagnosis { situation, sureness, alternatives, who: Who::Microsoft, card: Card::E18, ..seemed }
}
