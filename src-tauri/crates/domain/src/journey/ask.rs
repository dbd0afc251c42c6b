//! What each intent does, state by state.

use super::approval::Approval;
use super::approve::{before_review, before_step, writing};
use super::effect::Effect;
use super::own_app::{at_step, begin_setup, resume_setup};
use super::trip::{Hearing, Plan, Purpose, Trip, begin, looks_at_keychain, renewed, trip_of_plan};
use super::{Journey, Letter, Look, Step};
use crate::answer::read_answer;
use crate::connection::Kept;
use crate::desk::{Asked, Desk};
use crate::diagnosis::Card;
use crate::forecast::{Outlook, forecast};
use crate::ids::{ConnectionId, ProfileId, WorkAddress};
use crate::intent::Intent;
use crate::own_app::{Setup, SetupStep};
use crate::profile::Permission;
use crate::time::Timestamp;
use crate::view::approving::WalkStep;
use crate::view::{Fix, PickerReason, WaitStage};

impl Journey {
    /// Returns the state after a person's `intent`, and what to do.
    pub fn ask(self, intent: Intent, desk: &mut Desk, now: Timestamp) -> Step {
        desk.now = now;
        match intent {
            Intent::Start => self.leave(choosing(false)),
            Intent::StartAsAdmin => self.leave(choosing(true)),
            Intent::HelpSomeone | Intent::OpenPasteError => self.paste_error(),
            Intent::OpenPractice => self.leave(Journey::ChoosingScenario),
            Intent::ShowConnections => {
                let (journey, ends) = self.leave(Journey::ReadingConnections);
                (journey, [ends, looks_at_keychain(desk)].concat())
            }
            Intent::Resume => self.resume(desk, now),
            Intent::ForgetPlace => {
                let lost = desk.forget_place();
                (self, lost.into_iter().collect())
            }
            Intent::Back => self.back(desk),
            Intent::ChooseProduct { profile } => self.choose(&profile, desk, now),
            Intent::OpenBrowser { account } => self.open_browser(account, desk, now),
            Intent::OpenPageAgain => self.with_trip(|trip| trip.open_again(desk)),
            Intent::CopyLink => self.with_trip(|trip| trip.copy_link(desk)),
            Intent::StopWaiting => self.stop_waiting(desk),
            Intent::WhatDoYouSee => self.describe(PickerReason::Asked),
            Intent::KeepWaiting => self.keep_waiting(),
            Intent::TryAgain => self.start_again(desk, now),
            Intent::PickPicture { picture } => self.pick(picture, desk, now),
            Intent::IAccepted => self.accepted(desk, now),
            Intent::SentRequest => self.sent_request(desk, now),
            Intent::AskAdmin => self.ask_admin(desk, now),
            Intent::IAmTheAdmin => self.i_am_the_admin(desk, now),
            Intent::MailAdmin { to, subject, body } => {
                let effect = Effect::OpenMail { to: to.clone(), subject, body };
                self.asked_admin(to, Some(effect), desk, now)
            }
            Intent::TeamsAdmin { to, body } => {
                let effect = Effect::OpenTeams { to: to.clone(), body };
                self.asked_admin(to, Some(effect), desk, now)
            }
            Intent::ISentIt { to } => self.asked_admin(to, None, desk, now),
            Intent::CheckNow => self.check_now(desk, now),
            Intent::SignInOnce => self.sign_in_once(desk, now),
            Intent::AdminSaidNo => self.admin_said_no(),
            Intent::AskSomeoneElse => self.ask_someone_else(),
            Intent::FindOrganization { address } => self.find_organization(address, desk),
            Intent::ReviewedApp { typed } => self.reviewed_app(&typed, desk),
            Intent::LooksWrong => self.looks_wrong(),
            Intent::TakeWay { way } => self.take_way(way, desk, now),
            Intent::OpenPortal => self.open_portal(desk),
            Intent::CopyPortalLink => self.copy_portal_link(desk),
            Intent::StepDone => self.step_done(desk, now),
            Intent::Later => self.later(desk),
            Intent::IApprovedIt => self.i_approved_it(desk, now),
            Intent::NextCause => self.next_cause(desk),
            Intent::ChooseFeature { feature, chosen } => self.choose_feature(feature, chosen, desk),
            Intent::HaveRole { role, has } => self.have_role(role, has),
            Intent::DoItForMe => self.do_it_for_me(desk),
            Intent::SignInToWrite => self.sign_in_to_write(desk, now),
            Intent::LetUsherWrite => self.let_usher_write(desk),
            Intent::TakeBack => self.take_back(),
            Intent::NameApp { name } => self.name_app(name),
            Intent::GiveIds { client_id, tenant } => self.give_ids(client_id, tenant, desk),
            Intent::UseCredential { credential } => self.use_credential(credential, desk),
            Intent::MakeCertificate => self.make_certificate(),
            Intent::SaveCertificate => self.save_certificate(),
            Intent::ClearClipboard => (self, vec![Effect::ClearClipboard]),
            Intent::GivePolicyOutput { text } => self.give_policy_output(&text),
            Intent::GiveBillingOutput { text } => self.give_billing_output(&text),
            Intent::PickPolicy { name } => self.pick_policy(&name),
            Intent::FillIn { setting, value } => self.fill_in(setting, value, desk),
            Intent::GoToStep { step } => self.go_to_step(step, desk),
            Intent::FinishSetup => self.finish_setup(desk, now),
            Intent::CopySecret => self.copy_secret(desk),
            Intent::SaveValues => self.save_values(desk),
            Intent::HandedOver => self.handed_over(desk),
            Intent::TurnOn => self.turn(true, desk, now),
            Intent::TurnOff => self.turn(false, desk, now),
            Intent::RenameConnection { name } => self.rename(&name, desk, now),
            Intent::EditConnection => self.edit_connection(None, desk),
            Intent::UpdateCredential => self.edit_connection(Some(SetupStep::MakeCredential), desk),
            Intent::AddSetupFile => (self, vec![Effect::PickSetupFile]),
            Intent::UseSetupFile { typed } => self.use_setup_file(&typed, desk),
            Intent::SeePermissions => self.see_permissions(desk),
            Intent::CheckAgain => self.check_again(),
            Intent::FixMissing => self.fix_missing(desk, now),
            Intent::Done => self.leave(Journey::ReadingConnections),
            Intent::ResumeSetup { setup } => self.open_draft(&setup, desk),
            Intent::OpenConnection { connection } => self.open_connection(connection, desk),
            Intent::RemoveConnection { connection } => self.remove_connection(connection, desk),
            Intent::FindAnswer { text } => self.find_answer(text),
            Intent::TakeFix => self.take_fix(desk, now),
            Intent::StartPractice { scenario } => {
                let (_, mut effects) = self.leave(Journey::Start);
                effects.push(Effect::StartPractice { scenario });
                (Journey::Start, effects)
            }
            Intent::LeavePractice => {
                let (_, mut effects) = self.leave(Journey::Start);
                effects.push(Effect::LeavePractice);
                (Journey::Start, effects)
            }
            Intent::DismissNotice => {
                desk.notice = None;
                (self, vec![])
            }
        }
    }

    /// Goes to `next` and closes what the trip behind holds open.
    pub(super) fn leave(mut self, next: Journey) -> Step {
        // A code on its way through the checks is held open too.
        let checking = matches!(self, Journey::Checking { .. });
        let open = self.trip().filter(|trip| checking || trip.hearing == Hearing::Open);
        let end = open.map(|trip| Effect::EndTrip { attempt: trip.attempt });
        // An admin's sign-in is for writing alone.
        let forget = matches!(self.beneath(), Journey::Building { .. }).then_some(Effect::EndSession);
        (next, end.into_iter().chain(forget).collect())
    }

    fn with_trip(self, effects: impl FnOnce(&Trip) -> Vec<Effect>) -> Step {
        let effects = self.trip().map(effects).unwrap_or_default();
        (self, effects)
    }

    fn paste_error(self) -> Step {
        if matches!(self, Journey::PastingError { .. }) {
            return (self, vec![]);
        }
        let Journey::ReadingAnswer { quote, back, .. } = self else {
            return (Journey::PastingError { text: String::new(), back: Box::new(self) }, vec![]);
        };
        (Journey::PastingError { text: quote.unwrap_or_default(), back }, vec![])
    }

    fn back(self, desk: &mut Desk) -> Step {
        match self {
            Journey::Start => (Journey::Start, vec![]),
            Journey::ChoosingProduct { .. } | Journey::ReadingConnections | Journey::ChoosingScenario => {
                (Journey::Start, vec![])
            }
            Journey::SettingUp { setup, at } => Journey::setup_back(setup, at, desk),
            Journey::Building { .. } => self.back_from_building(),
            Journey::ReadingConnection { .. } => (Journey::ReadingConnections, vec![]),
            Journey::BeforeSignIn(plan) => {
                let picked = Some(plan.profile);
                (Journey::ChoosingProduct { as_admin: plan.as_admin, picked }, vec![])
            }
            Journey::Waiting(ref trip) | Journey::Checking { ref trip, .. } => {
                let before = trip.before(desk);
                self.leave(before)
            }
            Journey::Picking { trip, .. } => match trip.hearing {
                Hearing::Open | Hearing::AtVendor => (Journey::Waiting(trip), vec![]),
                Hearing::Closed => (trip.before(desk), vec![]),
            },
            Journey::Approving(trip) | Journey::Requesting(trip) | Journey::NeedingAdmin(trip) => {
                let why = PickerReason::Asked;
                (Journey::Picking { trip, why }, vec![])
            }
            Journey::WritingToAdmin { back, .. } => (*back, vec![]),
            Journey::AwaitingAdmin { .. } => self.leave(Journey::Start),
            Journey::Connected { .. } => (Journey::ReadingConnections, vec![]),
            Journey::ReadingChecklist { back, .. } | Journey::PastingError { back, .. } => (*back, vec![]),
            Journey::ReadingAnswer { quote: Some(text), back, .. } => {
                (Journey::PastingError { text, back }, vec![])
            }
            Journey::ReadingAnswer { quote: None, back, .. }
            | Journey::PreviewingFile { back, .. }
            | Journey::RefusingFile { back, .. } => (*back, vec![]),
            Journey::ReviewingApp(approval) => (before_review(*approval), vec![]),
            Journey::DoubtingApp { approval, .. } | Journey::ChoosingWay(approval) => {
                (Journey::ReviewingApp(approval), vec![])
            }
            Journey::Walking { approval, way, step } => (before_step(approval, way, step), vec![]),
            Journey::Proving { approval, proof } => {
                (before_step(approval, proof.way, WalkStep::Check), vec![])
            }
        }
    }

    fn choose(self, id: &ProfileId, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::ChoosingProduct { as_admin, .. } = self else { return (self, vec![]) };
        let Some(profile) = desk.profile(id) else { return (self, vec![]) };
        if profile.sign_in.is_none() {
            let draft = desk.drafts.iter().rev().find(|draft| draft.setup.profile == *id);
            let journey = match draft {
                Some(draft) => resume_setup(draft, desk),
                None => begin_setup(&profile, desk, now),
            };
            return (journey, looks_at_keychain(desk));
        }
        if as_admin {
            return (Journey::ReviewingApp(Box::new(Approval::new(id.clone(), now))), vec![]);
        }
        (Journey::BeforeSignIn(Plan::new(id.clone(), as_admin, String::new())), vec![])
    }

    fn open_browser(self, account: String, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::BeforeSignIn(mut plan) = self else { return (self, vec![]) };
        desk.notice = None;
        plan.account = account;
        plan.problem = None;
        if plan.account.trim().is_empty() {
            return begin(trip_of_plan(&plan, None, desk, now), desk, false);
        }
        match WorkAddress::parse(&plan.account) {
            Err(problem) => {
                plan.problem = Some(problem);
                (Journey::BeforeSignIn(plan), vec![])
            }
            Ok(address) => {
                let attempt = desk.new_attempt();
                plan.lookup = Some(attempt);
                let domain = address.domain().to_owned();
                let profile = plan.profile.clone();
                (Journey::BeforeSignIn(plan), vec![Effect::FindTenant { attempt, profile, domain }])
            }
        }
    }

    fn stop_waiting(self, desk: &mut Desk) -> Step {
        match self.trip() {
            Some(trip) => {
                let before = trip.before(desk);
                self.leave(before)
            }
            None => (self, vec![]),
        }
    }

    fn describe(self, why: PickerReason) -> Step {
        let Journey::Waiting(trip) = self else { return (self, vec![]) };
        (Journey::Picking { trip, why }, vec![])
    }

    fn keep_waiting(self) -> Step {
        let Journey::Waiting(mut trip) = self else { return (self, vec![]) };
        trip.stage = WaitStage::Ask;
        let effects = vec![Effect::WakeAt { attempt: trip.attempt, stage: WaitStage::KeepWaiting }];
        (Journey::Waiting(trip), effects)
    }

    /// Starts a new trip for the product at hand; without one, the product is chosen first.
    pub(super) fn try_again(self, desk: &mut Desk, now: Timestamp, silent_first: bool) -> Step {
        let Some(trip) = self.trip() else {
            let (this, is_own_app) = self.down_to_own_app(desk);
            if is_own_app {
                return (this, vec![]);
            }
            let next = match this.profile(desk) {
                Some(id) => Journey::BeforeSignIn(Plan::new(id.clone(), false, String::new())),
                None => choosing(false),
            };
            return this.leave(next);
        };
        let fresh = Trip { evidence: vec![], ..trip.clone() };
        let (_, mut effects) = self.leave(Journey::Start);
        let (journey, more) = begin(renewed(fresh, desk, now), desk, silent_first);
        effects.extend(more);
        (journey, effects)
    }

    fn see_permissions(self, desk: &Desk) -> Step {
        if let Journey::ReadingConnection { connection, .. } = &self {
            let connection = connection.clone();
            return self.open_checklist(connection, desk);
        }
        let (Journey::Connected { connection, .. }
        | Journey::AwaitingAdmin { asked: Asked { connection: Some(connection), .. }, .. }) = &self
        else {
            return (self, vec![]);
        };
        let connection = connection.clone();
        (checklist(connection, self, false), vec![])
    }

    pub(super) fn check_again(self) -> Step {
        if let Journey::ReadingConnection { connection, .. } = self {
            let effects = vec![Effect::ListGrants { connection: connection.clone() }];
            return (Journey::ReadingConnection { connection, checking: true, problem: None }, effects);
        }
        let Journey::ReadingChecklist { connection, back, checking: false, .. } = self else {
            return (self, vec![]);
        };
        let effects = vec![Effect::ListGrants { connection: connection.clone() }];
        (checklist(connection, *back, true), effects)
    }

    fn fix_missing(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::ReadingChecklist { ref connection, .. } = self else { return (self, vec![]) };
        let Some(known) = desk.connection(connection).cloned() else { return (self, vec![]) };
        if let Some(setup) = Setup::of_connection(&known) {
            desk.end_draft(&setup.id);
            let step = desk.obstacle(&known).map_or(SetupStep::MakeCredential, |found| found.step());
            return (at_step(Box::new(setup), step), vec![]);
        }
        let Some(profile) = known.profile.as_ref().and_then(|id| desk.profile(id)) else {
            return (self, vec![]);
        };
        let lacking = desk.lacking(&known, &known.granted);
        let lacks = |p: &&Permission| lacking.iter().any(|m| crate::permissions::same_scope(m, &p.value));
        let gaps: Vec<Permission> = profile.permissions.iter().filter(lacks).cloned().collect();
        let plan = Plan::new(profile.id.clone(), false, String::new());
        let mut trip = trip_of_plan(&plan, WorkAddress::parse(&known.username).ok(), desk, now);
        trip.tenant.clone_from(&known.tenant);
        trip.organization.clone_from(&known.organization);
        trip.connection = Some(known.id.clone());
        match forecast(&gaps).outlook {
            // Signing in again asks Microsoft for what is missing; the silent leg would bring the old set.
            Outlook::PersonMayApprove => begin(trip, desk, false),
            Outlook::AdminLikely | Outlook::AdminCertain => {
                trip.hearing = Hearing::Closed;
                (Journey::NeedingAdmin(trip), vec![])
            }
        }
    }

    fn open_draft(self, setup: &ConnectionId, desk: &Desk) -> Step {
        match desk.draft(setup) {
            Some(draft) if self == Journey::ReadingConnections => {
                (resume_setup(draft, desk), looks_at_keychain(desk))
            }
            Some(_) | None => (self, vec![]),
        }
    }

    fn open_connection(self, connection: ConnectionId, desk: &mut Desk) -> Step {
        if desk.connection(&connection).is_none() {
            return (self, vec![]);
        }
        desk.copied = None;
        (Journey::reading_connection(connection), vec![])
    }

    /// A connection that is on is turned off first, as the maker's document asks for its own.
    fn remove_connection(self, connection: ConnectionId, desk: &Desk) -> Step {
        match desk.connection(&connection) {
            Some(known) if !known.enabled => (self, vec![Effect::RemoveConnection { connection }]),
            Some(_) | None => (self, vec![]),
        }
    }

    fn open_checklist(self, connection: ConnectionId, desk: &Desk) -> Step {
        let at_vendor = desk.connection(&connection).is_some_and(|c| c.kept == Kept::AtVendor);
        let effects =
            if at_vendor { vec![] } else { vec![Effect::ListGrants { connection: connection.clone() }] };
        (checklist(connection, self, !at_vendor), effects)
    }

    fn find_answer(self, text: String) -> Step {
        let Journey::PastingError { back, .. } = self else { return (self, vec![]) };
        if text.trim().is_empty() {
            return (Journey::PastingError { text: String::new(), back }, vec![]);
        }
        let reading = read_answer(&text);
        let answer = Journey::ReadingAnswer {
            diagnosis: reading.diagnosis,
            quote: Some(reading.quote),
            account: None,
            back,
        };
        (answer, vec![])
    }

    /// An app of one's own has no sign-in of a person: from an answer that was pasted over it, its own page is what
    /// leads on.
    fn down_to_own_app(mut self, desk: &Desk) -> (Self, bool) {
        let base = self.beneath();
        let is_app = |id: &ConnectionId| desk.connection(id).is_some_and(|known| known.app.is_some());
        let is_own_app = if let Journey::ReadingConnection { connection, .. }
        | Journey::ReadingChecklist { connection, .. } = &*base
        {
            is_app(connection)
        } else {
            matches!(base, Journey::SettingUp { .. } | Journey::Building { .. })
        };
        if is_own_app { (std::mem::replace(base, Journey::Start), true) } else { (self, false) }
    }

    fn take_fix(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::ReadingAnswer { ref diagnosis, ref back, .. } = self else { return (self, vec![]) };
        let trip = back.trip().cloned();
        match (fix_for(diagnosis.card), trip) {
            (Fix::TryAgain, _) => self.try_again(desk, now, true),
            (Fix::CopyLink, Some(trip)) => {
                let attempt = trip.attempt;
                (Journey::Waiting(trip), vec![Effect::CopyLink { attempt }])
            }
            (Fix::AskAdmin, Some(trip)) => (writing(trip, Letter::First, self), vec![]),
            (Fix::Approve, Some(trip)) => (Journey::Approving(trip), vec![]),
            (Fix::SendRequest, Some(trip)) => (Journey::Requesting(trip), vec![]),
            // What to send is on the card.
            (Fix::SendToMaker, _) => (self, vec![]),
            (fix @ (Fix::CopyLink | Fix::AskAdmin | Fix::Approve | Fix::SendRequest), None) => {
                match self.down_to_own_app(desk) {
                    (this, true) if fix == Fix::AskAdmin => this.ask_admin(desk, now),
                    (this, true) => (this, vec![]),
                    // Pasted with no product at hand: the product comes first.
                    (_, false) => (choosing(false), vec![]),
                }
            }
        }
    }
}

/// What the button of an answer's card does.
#[must_use]
pub fn fix_for(card: Card) -> Fix {
    match card {
        Card::E01
        | Card::E03
        | Card::E07
        | Card::E09
        | Card::E10
        | Card::E13
        | Card::E14
        | Card::E19
        | Card::E05 => Fix::AskAdmin,
        Card::Blocked | Card::E02 | Card::E11 | Card::E12 => Fix::AskAdmin,
        Card::E04 | Card::E06 | Card::E08 | Card::E16 | Card::E18 | Card::SignIn | Card::Granted => {
            Fix::TryAgain
        }
        Card::E15 => Fix::CopyLink,
        Card::CanGrant => Fix::Approve,
        Card::RequestBox => Fix::SendRequest,
        Card::E00 | Card::E17 | Card::MakerMustFix => Fix::SendToMaker,
    }
}

pub(super) fn choosing(as_admin: bool) -> Journey {
    Journey::ChoosingProduct { as_admin, picked: None }
}

pub(super) fn checklist(connection: ConnectionId, back: Journey, checking: bool) -> Journey {
    Journey::ReadingChecklist { connection, checking, problem: None, receipt: None, back: Box::new(back) }
}

/// C9 again, after a look by the browser.
pub(super) fn not_yet(trip: Trip, asked: Asked, look: Look) -> Journey {
    let trip = Trip { purpose: Purpose::Connect, hearing: Hearing::Closed, ..trip };
    Journey::AwaitingAdmin { trip, asked, look }
}
