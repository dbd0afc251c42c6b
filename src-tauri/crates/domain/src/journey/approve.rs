//! What each intent does around an admin: asking one, being one, and waiting for one.

use super::approval::{Approval, Proof, ProofStage, steps};
use super::ask::not_yet;
use super::causes::causes;
use super::effect::{Asks, Effect, Pace};
use super::trip::{Hearing, Purpose, Trip, begin, renewed};
use super::{Journey, Letter, Look, Step};
use crate::desk::{Asked, AskedHow, Desk, Watch};
use crate::diagnosis::{Card, Diagnosis};
use crate::ids::{AddressProblem, ProfileId, WorkAddress, is_work_domain};
use crate::profile::AdminWay;
use crate::situation::{Situation, Sureness, Who};
use crate::time::Timestamp;
use crate::view::PickerReason;
use crate::view::approving::{Claim, Doubt, WalkStep};
use crate::view::own_app::AskedForStep;

impl Journey {
    pub(super) fn i_am_the_admin(self, desk: &mut Desk, now: Timestamp) -> Step {
        let (Journey::NeedingAdmin(trip) | Journey::Approving(trip)) = &self else { return (self, vec![]) };
        let approval = Approval::asked_for_by(trip, now);
        let (_, mut effects) = self.leave(Journey::Start);
        let (journey, more) = reviewing(approval, desk);
        effects.extend(more);
        (journey, effects)
    }

    pub(super) fn find_organization(self, address: String, desk: &mut Desk) -> Step {
        let Journey::ReviewingApp(mut approval) = self else { return (self, vec![]) };
        // Another address may name another organization: nothing of the first may stay (S74).
        *approval = Approval {
            asked_by: approval.asked_by,
            asker: approval.asker,
            ..Approval::new(approval.profile, approval.since)
        };
        let parsed = WorkAddress::parse(&address);
        approval.address = address;
        match parsed {
            Err(problem) => {
                approval.address_problem = Some(problem);
                (Journey::ReviewingApp(approval), vec![])
            }
            Ok(account) => {
                let attempt = desk.new_attempt();
                approval.lookup = Some(attempt);
                let domain = account.domain().to_owned();
                let profile = approval.profile.clone();
                (Journey::ReviewingApp(approval), vec![Effect::FindTenant { attempt, profile, domain }])
            }
        }
    }

    pub(super) fn reviewed_app(self, typed: &str, desk: &Desk) -> Step {
        let Journey::ReviewingApp(mut approval) = self else { return (self, vec![]) };
        if approval.tenant.is_none() || approval.lookup.is_some() {
            approval.address_problem = Some(AddressProblem::NotAnAddress);
            return (Journey::ReviewingApp(approval), vec![]);
        }
        let fits = match &approval.domain {
            Some(domain) => domain.eq_ignore_ascii_case(typed.trim()),
            None => is_work_domain(typed),
        };
        approval.mistyped = approval.stops(desk) && !fits;
        if approval.mistyped {
            return (Journey::ReviewingApp(approval), vec![]);
        }
        match approval.doubt(desk) {
            Some(doubt) if doubt == Doubt::DisabledByMicrosoft || !approval.warned => {
                doubting(approval, doubt)
            }
            Some(_) | None => (Journey::ChoosingWay(approval), vec![]),
        }
    }

    pub(super) fn looks_wrong(self) -> Step {
        let Journey::ReviewingApp(approval) = self else { return (self, vec![]) };
        doubting(approval, Doubt::LooksWrong)
    }

    pub(super) fn take_way(self, way: AdminWay, desk: &mut Desk, now: Timestamp) -> Step {
        let (Journey::ChoosingWay(approval) | Journey::Walking { approval, .. }) = &self else {
            return (self, vec![]);
        };
        if !approval.ways(desk).contains(&way) {
            return (self, vec![]);
        }
        let approval = approval.clone();
        // What Microsoft says may have come after the review.
        if approval.doubt(desk) == Some(Doubt::DisabledByMicrosoft) {
            return doubting(approval, Doubt::DisabledByMicrosoft);
        }
        match steps(way).first() {
            Some(first) => (Journey::Walking { approval, way, step: *first }, vec![]),
            None => {
                let trip = approval.trip(Purpose::Approve(approval.clone()), desk, now);
                begin(trip, desk, false)
            }
        }
    }

    pub(super) fn open_portal(self, desk: &Desk) -> Step {
        let Some((profile, page)) = self.portal_page(desk) else { return (self, vec![]) };
        let effects = vec![Effect::OpenPage { attempt: None, profile, page }];
        (self, effects)
    }

    pub(super) fn copy_portal_link(self, desk: &Desk) -> Step {
        let effects = self.portal_page(desk).map(|(_, page)| Effect::CopyPage { page });
        (self, effects.into_iter().collect())
    }

    /// The page of the admin center that helps here.
    fn portal_page(&self, desk: &Desk) -> Option<(ProfileId, url::Url)> {
        if let Journey::SettingUp { setup, at } = self {
            return Some((setup.profile.clone(), setup.page(at.step, desk)?));
        }
        let Journey::Walking { approval, step, .. } = self else { return None };
        Some((approval.profile.clone(), approval.page(*step, desk)?))
    }

    pub(super) fn step_done(self, desk: &mut Desk, now: Timestamp) -> Step {
        if let Journey::SettingUp { .. } = self {
            return self.setup_step_done(desk, now);
        }
        if let Journey::Building { .. } = self {
            return self.built(desk);
        }
        let Journey::Walking { approval, way, step } = self else { return (self, vec![]) };
        let order = steps(way);
        let at = order.iter().position(|known| *known == step).unwrap_or(0);
        match order.get(at + 1) {
            Some(WalkStep::Check) | None => proving(approval, (way, Claim::Person), desk, now),
            Some(next) => (Journey::Walking { approval, way, step: *next }, vec![]),
        }
    }

    pub(super) fn i_approved_it(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::Waiting(Trip { purpose: Purpose::Approve(approval), .. }) = &self else {
            return (self, vec![]);
        };
        let approval = approval.clone();
        let (_, mut effects) = self.leave(Journey::Start);
        let (journey, more) = proving(approval, (AdminWay::Link, Claim::Person), desk, now);
        effects.extend(more);
        (journey, effects)
    }

    pub(super) fn next_cause(mut self, desk: &Desk) -> Step {
        let Journey::Proving { approval, proof } = &self else { return (self, vec![]) };
        let last = causes(approval, proof, desk).len().saturating_sub(1);
        if let Journey::Proving { proof: Proof { stage: ProofStage::Causes { at, .. }, .. }, .. } = &mut self
        {
            *at = (*at + 1).min(last);
        }
        (self, vec![])
    }

    pub(super) fn ask_admin(self, desk: &mut Desk, now: Timestamp) -> Step {
        let mut letter = Letter::First;
        let trip = if let Journey::SettingUp { setup, .. } | Journey::Building { setup, .. } = &self {
            Some(setup.trip(desk, now))
        } else if let Journey::ChoosingWay(approval) | Journey::Walking { approval, .. } = &self {
            Some(approval.message(desk, now))
        } else {
            if let Journey::AwaitingAdmin { asked, .. } = &self {
                letter = Letter::Reminder(asked.clone());
            }
            self.trip().cloned()
        };
        match trip {
            Some(trip) => (writing(trip, letter, self), vec![]),
            None => (self, vec![]),
        }
    }

    pub(super) fn ask_someone_else(self) -> Step {
        let Journey::AwaitingAdmin { trip, asked, .. } = &self else { return (self, vec![]) };
        let trip = Trip { asked_to: String::new(), ..trip.clone() };
        let letter = Letter::Instead(asked.clone());
        (writing(trip, letter, self), vec![])
    }

    pub(super) fn asked_admin(
        self,
        to: String,
        effect: Option<Effect>,
        desk: &mut Desk,
        now: Timestamp,
    ) -> Step {
        let Journey::WritingToAdmin { mut trip, back, .. } = self else { return (self, vec![]) };
        let mut back = back;
        if let Some(step) = back.step_at_hand(desk)
            && let Journey::SettingUp { setup, .. } | Journey::Building { setup, .. } = &mut *back
        {
            setup.asked.insert(step, AskedForStep { to, at: now });
            return (*back, effect.into_iter().collect());
        }
        trip.asked_to.clone_from(&to);
        let asked = Asked { at: now, how: AskedHow::Message, to, connection: trip.connection.clone() };
        let (journey, effects) = awaiting(trip, asked, desk);
        (journey, effect.into_iter().chain(effects).collect())
    }

    pub(super) fn check_now(self, desk: &mut Desk, now: Timestamp) -> Step {
        if let Journey::AwaitingAdmin { asked: Asked { connection: Some(connection), .. }, .. } = &self
            && desk.asked_with(connection).is_some()
        {
            let connection = connection.clone();
            return (self, vec![Effect::ListGrants { connection }]);
        }
        if let Journey::SettingUp { .. } = self {
            return self.check_app(desk);
        }
        if let Journey::Proving { approval, proof } = self {
            return check_proof(approval, proof, desk, now);
        }
        // Not even sign-in is approved, so there is no token to ask with: the browser has to.
        let Journey::AwaitingAdmin { trip, asked, .. } = self else { return (self, vec![]) };
        look_by_browser(trip, asked, Asks::Everything, desk, now)
    }

    /// C9: looks by the browser, where a request that is too old can be sent again; elsewhere a new try.
    pub(super) fn start_again(self, desk: &mut Desk, now: Timestamp) -> Step {
        if let Journey::AwaitingAdmin { trip, asked, .. } = self {
            return look_by_browser(trip, asked, Asks::Everything, desk, now);
        }
        self.try_again(desk, now, true)
    }

    pub(super) fn sign_in_once(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::AwaitingAdmin { trip, asked, .. } = self else { return (self, vec![]) };
        look_by_browser(trip, asked, Asks::SignInOnly, desk, now)
    }

    pub(super) fn admin_said_no(self) -> Step {
        let Journey::AwaitingAdmin { .. } = &self else { return (self, vec![]) };
        let diagnosis = told(Situation::AdminConsentDeclined, Card::E02);
        (Journey::ReadingAnswer { diagnosis, quote: None, account: None, back: Box::new(self) }, vec![])
    }
}

impl Trip {
    /// What lies before the browser: the plan, or what this trip interrupts.
    pub(super) fn before(&self, desk: &mut Desk) -> Journey {
        match &self.purpose {
            Purpose::Connect => Journey::BeforeSignIn(self.plan()),
            Purpose::LookFor { asked, .. } => not_yet(self.clone(), asked.clone(), Look::begin(desk)),
            Purpose::Approve(approval) => Journey::ChoosingWay(approval.clone()),
            Purpose::Prove { approval, proof } => {
                Journey::Proving { approval: approval.clone(), proof: proof.clone() }
            }
            Purpose::SetUp(setup) => super::own_app::before_sign_in(setup.clone(), desk),
        }
    }

    pub(super) fn open_again(&self, desk: &Desk) -> Vec<Effect> {
        if self.hearing != Hearing::AtVendor {
            return vec![Effect::OpenAgain { attempt: self.attempt }];
        }
        match &self.purpose {
            Purpose::Approve(approval) => approval.opening(self.attempt, desk),
            Purpose::Connect | Purpose::LookFor { .. } | Purpose::Prove { .. } | Purpose::SetUp(_) => {
                vec![Effect::OpenStartPage { attempt: self.attempt, profile: self.profile.clone() }]
            }
        }
    }

    pub(super) fn copy_link(&self, desk: &Desk) -> Vec<Effect> {
        if self.hearing != Hearing::AtVendor {
            return vec![Effect::CopyLink { attempt: self.attempt }];
        }
        match &self.purpose {
            Purpose::Approve(approval) => {
                approval.link(desk).into_iter().map(|link| Effect::CopyPage { page: link.url }).collect()
            }
            Purpose::Connect | Purpose::LookFor { .. } | Purpose::Prove { .. } | Purpose::SetUp(_) => {
                vec![Effect::CopyStartPage { profile: self.profile.clone() }]
            }
        }
    }
}

/// A1, with what Microsoft says about the app being read where there is a sign-in to ask with.
pub(super) fn reviewing(mut approval: Approval, desk: &Desk) -> Step {
    approval.asking = approval.asks_with(desk).map(|known| known.id.clone());
    let read = approval.asking.clone().map(|connection| Effect::ListGrants { connection });
    (Journey::ReviewingApp(Box::new(approval)), read.into_iter().collect())
}

/// Instead of A2. Another name is told once; what Microsoft has shut out stays out.
fn doubting(mut approval: Box<Approval>, doubt: Doubt) -> Step {
    approval.warned = doubt == Doubt::OtherName;
    (Journey::DoubtingApp { approval, doubt }, vec![])
}

pub(super) fn writing(trip: Trip, letter: Letter, back: Journey) -> Journey {
    Journey::WritingToAdmin { trip, letter, back: Box::new(back) }
}

/// C9, looking by itself where there is a sign-in to look with.
pub(super) fn awaiting(trip: Trip, asked: Asked, desk: &mut Desk) -> Step {
    let look = Look::begin(desk);
    // A page that is left open must not keep the listener open for days (S15).
    let open = (trip.hearing == Hearing::Open).then_some(Effect::EndTrip { attempt: trip.attempt });
    let mut effects: Vec<Effect> = open.into_iter().collect();
    if asked.connection.as_ref().is_some_and(|id| desk.asked_with(id).is_some()) {
        desk.watch = Some(Watch { wait: look.wait, count: 0 });
        effects.push(Effect::LookLater { wait: look.wait, count: 0, pace: Pace::Waiting });
    }
    (not_yet(trip, asked, look), effects)
}

fn look_by_browser(trip: Trip, asked: Asked, asks: Asks, desk: &mut Desk, now: Timestamp) -> Step {
    let behind = Journey::Waiting(trip.clone());
    let (_, mut effects) = behind.leave(Journey::Start);
    let purpose = Purpose::LookFor { asked, asks };
    let fresh = Trip { evidence: vec![], purpose, ..trip };
    let (journey, more) = begin(renewed(fresh, desk, now), desk, true);
    effects.extend(more);
    (journey, effects)
}

/// A7, looking at once where Microsoft's page reported a yes and there is a sign-in to look with.
pub(super) fn proving(
    approval: Box<Approval>,
    (way, claim): (AdminWay, Claim),
    desk: &mut Desk,
    now: Timestamp,
) -> Step {
    let proof = Proof { way, claim, look: Look::begin(desk), stage: ProofStage::NotChecked };
    match claim {
        Claim::Browser if approval.asks_with(desk).is_some() => check_proof(approval, proof, desk, now),
        Claim::Browser | Claim::Person => (Journey::Proving { approval, proof }, vec![]),
    }
}

fn check_proof(approval: Box<Approval>, mut proof: Proof, desk: &mut Desk, now: Timestamp) -> Step {
    if let Some(known) = approval.asks_with(desk) {
        let effects = vec![Effect::ListGrants { connection: known.id.clone() }];
        proof.stage = ProofStage::Checking;
        return (Journey::Proving { approval, proof }, effects);
    }
    let in_usher = desk.signs_in_here(&approval.profile);
    if !in_usher {
        return (Journey::Proving { approval, proof }, vec![]);
    }
    let trip = approval.trip(Purpose::Prove { approval: approval.clone(), proof }, desk, now);
    begin(trip, desk, true)
}

/// Back from A1: to the person who asked, or to the products.
pub(super) fn before_review(approval: Approval) -> Journey {
    match approval.asker {
        Some(trip) => Journey::NeedingAdmin(*trip),
        None => Journey::ChoosingProduct { as_admin: true, picked: Some(approval.profile) },
    }
}

pub(super) fn before_step(approval: Box<Approval>, way: AdminWay, step: WalkStep) -> Journey {
    let order = steps(way);
    let at = order.iter().position(|known| *known == step).unwrap_or(0);
    match at.checked_sub(1) {
        Some(before) => Journey::Walking { approval, way, step: order[before] },
        None => Journey::ChoosingWay(approval),
    }
}

/// The admin signed in with an account that may not approve this.
pub(super) fn not_the_role(trip: &Trip) -> Journey {
    let trip = Trip { hearing: Hearing::Closed, ..trip.clone() };
    let back = Journey::Picking { trip, why: PickerReason::Asked };
    let diagnosis = told(Situation::NotAdmin, Card::E01);
    Journey::ReadingAnswer { diagnosis, quote: None, account: None, back: Box::new(back) }
}

fn told(situation: Situation, card: Card) -> Diagnosis {
    Diagnosis {
        situation,
        sureness: Sureness::Told,
        alternatives: vec![],
        codes: vec![],
        who: Who::TenantAdmin,
        card,
    }
}
