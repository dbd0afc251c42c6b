//! The journey of one person from "Start" to "connected", as one enum and pure steps.
//!
//! [`Journey::ask`] takes what a person asked for, [`Journey::hear`] what happened. Both return the next
//! state and the effects that the engine must run, in order. A late or doubled event changes nothing.

pub mod approval;
mod approve;
mod ask;
mod causes;
pub mod effect;
pub mod event;
mod file;
mod hear;
pub mod own_app;
mod picture;
mod place;
mod prove;
#[cfg(test)]
pub(crate) mod tests;
pub mod trip;

use self::approval::{Approval, Proof};
use self::effect::Effect;
use self::own_app::{AtStep, Build};
use self::trip::{Plan, Trip};
use crate::desk::{Asked, Desk};
use crate::diagnosis::{Card, Diagnosis};
use crate::ids::{AttemptId, ConnectionId, ObjectId, ProfileId, TenantId};
use crate::own_app::Setup;
use crate::problem::Problem;
use crate::profile::AdminWay;
use crate::setup_file::OpenedFile;
use crate::situation::{Situation, Sureness, Who};
use crate::time::Timestamp;
use crate::view::approving::{Doubt, WalkStep};
use crate::view::setup_file::FileRefusal;
use crate::view::{ApprovedBy, Check, LookResult, PickerReason};

pub use ask::fix_for;
pub use causes::causes;

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
    /// R1 to R10.
    SettingUp {
        /// What there is so far.
        setup: Box<Setup>,
        /// The step at hand.
        at: AtStep,
    },
    /// Usher registers the app for the admin.
    Building {
        /// What there is so far.
        setup: Box<Setup>,
        /// How far it is.
        build: Build,
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
    WritingToAdmin {
        /// The trip that needs an admin.
        trip: Trip,
        /// Whether it is the first message.
        letter: Letter,
        /// Where Back leads.
        back: Box<Journey>,
    },
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
        /// When a token showed what the person says to have approved.
        receipt: Option<Timestamp>,
        /// Where Back leads.
        back: Box<Journey>,
    },
    /// M1.
    ReadingConnections,
    /// M2.
    ReadingConnection {
        /// Which.
        connection: ConnectionId,
        /// A check is running.
        checking: bool,
        /// Why the last act failed.
        problem: Option<Problem>,
    },
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
    /// A1.
    ReviewingApp(Box<Approval>),
    /// Instead of A2: better not.
    DoubtingApp {
        /// What would be approved.
        approval: Box<Approval>,
        /// Why not.
        doubt: Doubt,
    },
    /// A2.
    ChoosingWay(Box<Approval>),
    /// A3 to A6, Q1 and Q2.
    Walking {
        /// What is approved.
        approval: Box<Approval>,
        /// The way taken.
        way: AdminWay,
        /// The step at hand.
        step: WalkStep,
    },
    /// A7.
    Proving {
        /// What was approved.
        approval: Box<Approval>,
        /// What is known of it.
        proof: Proof,
    },
    /// A setup file before it is used.
    PreviewingFile {
        /// The file.
        file: Box<OpenedFile>,
        /// What was typed at the stop is no domain.
        mistyped: bool,
        /// Where Back leads.
        back: Box<Journey>,
    },
    /// A setup file that is not used.
    RefusingFile {
        /// Why.
        refusal: FileRefusal,
        /// Where Back leads.
        back: Box<Journey>,
    },
}

/// Whether a message to an admin is the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// Nobody was asked before.
    First,
    /// The same person again.
    Reminder(Asked),
    /// Somebody else, because this brought nothing.
    Instead(Asked),
}

/// The looks for an admin's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The wait that they belong to; looks of an earlier one come late.
    pub wait: AttemptId,
    /// When.
    pub at: Option<Timestamp>,
    /// What it found.
    pub found: Option<LookResult>,
    /// When the next one comes by itself.
    pub next_at: Option<Timestamp>,
    /// How many looks there were, for backing off.
    pub count: u32,
}

impl Look {
    /// None yet, in a wait of its own.
    pub(super) fn begin(desk: &mut Desk) -> Self {
        Self { wait: desk.new_attempt(), at: None, found: None, next_at: None, count: 0 }
    }
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
            | Journey::WritingToAdmin { trip, .. }
            | Journey::AwaitingAdmin { trip, .. }
            | Journey::Checking { trip, .. } => Some(trip),
            Journey::PastingError { back, .. }
            | Journey::ReadingAnswer { back, .. }
            | Journey::ReadingChecklist { back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. } => back.trip(),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::SettingUp { .. }
            | Journey::Building { .. }
            | Journey::BeforeSignIn(_)
            | Journey::Connected { .. }
            | Journey::ReadingConnections
            | Journey::ReadingConnection { .. }
            | Journey::ChoosingScenario
            | Journey::ReviewingApp(_)
            | Journey::DoubtingApp { .. }
            | Journey::ChoosingWay(_)
            | Journey::Walking { .. }
            | Journey::Proving { .. } => None,
        }
    }

    /// The product of this state.
    #[must_use]
    pub fn profile<'a>(&'a self, desk: &'a Desk) -> Option<&'a ProfileId> {
        match self {
            Journey::SettingUp { setup, .. } | Journey::Building { setup, .. } => Some(&setup.profile),
            Journey::BeforeSignIn(plan) => Some(&plan.profile),
            Journey::Connected { connection, .. }
            | Journey::ReadingConnection { connection, .. }
            | Journey::ReadingChecklist { connection, .. } => desk.connection(connection)?.profile.as_ref(),
            Journey::PastingError { back, .. } | Journey::ReadingAnswer { back, .. } => back.profile(desk),
            Journey::ReviewingApp(approval)
            | Journey::DoubtingApp { approval, .. }
            | Journey::ChoosingWay(approval)
            | Journey::Walking { approval, .. }
            | Journey::Proving { approval, .. } => Some(&approval.profile),
            Journey::Waiting(_)
            | Journey::Picking { .. }
            | Journey::Approving(_)
            | Journey::Requesting(_)
            | Journey::NeedingAdmin(_)
            | Journey::WritingToAdmin { .. }
            | Journey::AwaitingAdmin { .. }
            | Journey::Checking { .. } => self.trip().map(|t| &t.profile),
            Journey::Start
            | Journey::ChoosingProduct { .. }
            | Journey::ReadingConnections
            | Journey::ChoosingScenario
            | Journey::PreviewingFile { .. }
            | Journey::RefusingFile { .. } => None,
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
