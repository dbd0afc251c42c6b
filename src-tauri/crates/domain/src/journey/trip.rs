//! One try at signing in: the plan before it, what is known during it, and how it begins.

use super::approval::{Approval, Proof};
use super::effect::{Asks, Effect};
use super::{Journey, Step};
use crate::cloud::Cloud;
use crate::connection::{Connection, Health, Kept, SignInPlace};
use crate::desk::{Asked, Desk, KeychainState, Place};
use crate::diagnosis::Diagnosis;
use crate::directory::Directory;
use crate::forecast::{Outlook, forecast};
use crate::ids::{AddressProblem, AttemptId, ConnectionId, ProfileId, TenantId, WorkAddress};
use crate::own_app::Setup;
use crate::reasoning::{Evidence, conclude};
use crate::time::Timestamp;
use crate::view::{BrowserState, WaitStage};

/// What is decided before the browser opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The product.
    pub profile: ProfileId,
    /// The person is the admin.
    pub as_admin: bool,
    /// The work address as typed.
    pub account: String,
    /// What is wrong with it.
    pub problem: Option<AddressProblem>,
    /// The look-up that is running.
    pub lookup: Option<AttemptId>,
}

/// One try at signing in, and all that is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    /// Its id; events of other attempts are late ones.
    pub attempt: AttemptId,
    /// The product.
    pub profile: ProfileId,
    /// The person is the admin.
    pub as_admin: bool,
    /// The work address given.
    pub account: Option<WorkAddress>,
    /// The tenant found for it.
    pub tenant: Option<TenantId>,
    /// The organization's name or domain.
    pub organization: Option<String>,
    /// Whether the browser's answer can still arrive.
    pub hearing: Hearing,
    /// What became of opening the browser.
    pub browser: BrowserState,
    /// When the wait began.
    pub since: Timestamp,
    /// How far the wait has come.
    pub stage: WaitStage,
    /// Evidence, newest last.
    pub evidence: Vec<Evidence>,
    /// Whom the person asked last.
    pub asked_to: String,
    /// The connection that needs more permissions, when there is one.
    pub connection: Option<ConnectionId>,
    /// What the browser is opened for.
    pub purpose: Purpose,
}

/// What the browser is opened for, and where the journey goes on afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To connect.
    Connect,
    /// To look whether the admin has approved, or to get a token to look with.
    LookFor {
        /// How the admin was asked.
        asked: Asked,
        /// What to ask Microsoft for.
        asks: Asks,
    },
    /// To approve for the organization.
    Approve(Box<Approval>),
    /// To see whether the approval is there.
    Prove {
        /// What was approved.
        approval: Box<Approval>,
        /// What was known of it before.
        proof: Proof,
    },
    /// To let Usher register an app.
    SetUp(Box<Setup>),
}

/// Whether the browser's answer can still arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// The listener is open.
    Open,
    /// It has had its answer, or was never opened in this run.
    Closed,
    /// Sign-in runs at the vendor.
    AtVendor,
}

impl Plan {
    /// A fresh plan for `profile`.
    #[must_use]
    pub fn new(profile: ProfileId, as_admin: bool, account: String) -> Self {
        Self { profile, as_admin, account, problem: None, lookup: None }
    }
}

impl Trip {
    /// What the evidence says so far.
    #[must_use]
    pub fn conclusion(&self, desk: &Desk) -> Diagnosis {
        let outlook =
            desk.profile(&self.profile).map_or(Outlook::AdminLikely, |p| forecast(&p.permissions).outlook);
        conclude(&self.evidence, outlook)
    }

    /// Whether Microsoft marked the app as risky (AADSTS900941, 900981).
    #[must_use]
    pub fn is_flagged(&self) -> bool {
        self.evidence.iter().any(|e| match e {
            Evidence::Refused(refusal) => refusal.codes.iter().any(|c| matches!(c.0, 900_941 | 900_981)),
            Evidence::Silent(_) | Evidence::Token { .. } | Evidence::Told(_) | Evidence::RequestSent => false,
        })
    }

    pub(super) fn plan(&self) -> Plan {
        let account = self.account.as_ref().map(|a| a.as_str().to_owned()).unwrap_or_default();
        Plan::new(self.profile.clone(), self.as_admin, account)
    }
}

/// A connection that the vendor holds: Usher knows of it only what the person told.
pub(super) fn keep_at_vendor(trip: &Trip, now: Timestamp) -> Effect {
    let connection = Connection {
        id: ConnectionId(format!("at-vendor-{}", trip.profile)),
        profile: Some(trip.profile.clone()),
        client_id: None,
        place: SignInPlace::Microsoft { cloud: Cloud::default() },
        tenant: trip.tenant.clone(),
        object: None,
        identity: None,
        username: trip.account.as_ref().map(ToString::to_string).unwrap_or_default(),
        organization: trip.organization.clone(),
        requested: vec![],
        granted: vec![],
        checked_at: None,
        health: Health::NotChecked,
        created_at: now,
        kept: Kept::AtVendor,
        directory: Directory::default(),
        app: None,
        enabled: true,
        updated_at: None,
        timeline: vec![],
    };
    Effect::KeepAtVendor { attempt: trip.attempt, connection: Box::new(connection) }
}

pub(super) fn trip_of_place(place: Place, desk: &mut Desk, now: Timestamp) -> Trip {
    let plan = Plan::new(place.profile, place.as_admin, String::new());
    let mut trip = trip_of_plan(&plan, place.account, desk, now);
    trip.tenant = place.tenant;
    trip.organization = place.organization;
    trip.hearing = Hearing::Closed;
    trip.connection = place.connection;
    if let Some(asked) = place.asked {
        trip.asked_to = asked.to;
        trip.connection = asked.connection;
    }
    trip
}

pub(super) fn trip_of_plan(
    plan: &Plan,
    account: Option<WorkAddress>,
    desk: &mut Desk,
    now: Timestamp,
) -> Trip {
    let in_usher = desk.signs_in_here(&plan.profile);
    Trip {
        attempt: desk.new_attempt(),
        profile: plan.profile.clone(),
        as_admin: plan.as_admin,
        organization: account.as_ref().map(|a| a.domain().to_owned()),
        account,
        tenant: None,
        hearing: if in_usher { Hearing::Open } else { Hearing::AtVendor },
        browser: BrowserState::Opening,
        since: now,
        stage: WaitStage::Fresh,
        evidence: vec![],
        asked_to: String::new(),
        connection: None,
        purpose: Purpose::Connect,
    }
}

/// The same trip under a new attempt, with its wait begun anew.
pub(super) fn renewed(trip: Trip, desk: &mut Desk, now: Timestamp) -> Trip {
    let in_usher = matches!(trip.purpose, Purpose::SetUp(_)) || desk.signs_in_here(&trip.profile);
    Trip {
        attempt: desk.new_attempt(),
        hearing: if in_usher { Hearing::Open } else { Hearing::AtVendor },
        browser: BrowserState::Opening,
        since: now,
        stage: WaitStage::Fresh,
        ..trip
    }
}

fn sign_in(trip: &Trip, desk: &Desk, silent_first: bool, asks: Asks) -> Vec<Effect> {
    let begin = Effect::BeginTrip {
        attempt: trip.attempt,
        profile: trip.profile.clone(),
        account: trip.account.clone(),
        tenant: trip.tenant.clone(),
        silent_first: silent_first && trip.account.is_some(),
        asks,
    };
    [looks_at_keychain(desk), vec![begin]].concat()
}

/// What is said of the keychain, and what goes into it, needs one that answers; a locked one asks to be opened.
pub(super) fn looks_at_keychain(desk: &Desk) -> Vec<Effect> {
    if desk.keychain == KeychainState::Ready { vec![] } else { vec![Effect::TryKeychain] }
}

/// Opens the browser for `trip`: listening for the answer, or at the vendor's page.
pub(super) fn begin(trip: Trip, desk: &Desk, silent_first: bool) -> Step {
    let attempt: AttemptId = trip.attempt;
    let at_vendor = trip.hearing == Hearing::AtVendor;
    let starts = match &trip.purpose {
        Purpose::Approve(approval) => approval.opening(attempt, desk),
        Purpose::SetUp(_) => sign_in(&trip, desk, false, Asks::ToRegister),
        Purpose::Connect | Purpose::LookFor { .. } | Purpose::Prove { .. } if at_vendor => {
            vec![Effect::OpenStartPage { attempt, profile: trip.profile.clone() }]
        }
        Purpose::LookFor { asks, .. } => sign_in(&trip, desk, silent_first, *asks),
        Purpose::Connect | Purpose::Prove { .. } => sign_in(&trip, desk, silent_first, Asks::Everything),
    };
    let stages = [WaitStage::AskGently, WaitStage::Ask, WaitStage::KeepWaiting];
    let wakes = stages.into_iter().map(|stage| Effect::WakeAt { attempt, stage });
    let effects = starts.into_iter().chain(wakes).collect();
    (Journey::Waiting(trip), effects)
}
