//! Runs effects. Each slow one gets a task of its own and comes back as an event.

mod app;
mod aside;
mod connections;
mod turns;
mod world;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{JoinHandle, JoinSet};
use usher_domain::connection::SignInPlace;
use usher_domain::desk::{Desk, Unfinished};
use usher_domain::ids::{AttemptId, ConnectionId, WorkAddress};
use usher_domain::journey::effect::Effect;
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_domain::profile::Profile;
use usher_domain::time::Timestamp;
use usher_domain::view::View;
use usher_entra::OpenableLink;

use self::app::Ids;
use self::turns::Turns;
use crate::app::SessionSlot;
use crate::begin::{ApprovalAsk, BeginAsk, start_page};
use crate::clipboard::SecretOnClipboard;
use crate::desktop::Desktop;
use crate::keep::Ground;
use crate::problems::of_store;
use crate::setup_file::SetupFiles;
use crate::store::StoreError;
use crate::trip::{Command, RunningTrip};
use crate::unfinished::text_of;
use crate::waits::Waits;
use crate::world::{Adapters, PracticeRun, now, place_of};

/// What does the engine's work.
pub(crate) struct Hands {
    desktop: Arc<dyn Desktop>,
    real: Ground,
    forgets: Option<Problem>,
    pub(crate) practice: Option<(PracticeRun, Ground)>,
    waits: Waits,
    pub(crate) adapters: Arc<Adapters>,
    pub(crate) events: UnboundedSender<Event>,
    pub(crate) trips: HashMap<AttemptId, RunningTrip>,
    ending: Vec<JoinHandle<()>>,
    saved: Unfinished,
    pub(crate) files: SetupFiles,
    /// The admin who lets Usher write.
    pub(crate) session: SessionSlot,
    clip: Arc<SecretOnClipboard>,
    reminder: Option<JoinHandle<()>>,
    /// The connections that are in the store, as far as this run knows.
    stored: BTreeSet<ConnectionId>,
    /// The setups for which this run has begun to write.
    begun: BTreeSet<ConnectionId>,
    /// The setups whose credentials practice has kept.
    rehearsed: BTreeSet<ConnectionId>,
    /// What is put into the keychain and taken out of it for apps: the last one handed in is what stays.
    turns: Turns,
    /// The same for practice, whose end waits for nothing of the real world.
    turns_in_practice: Turns,
    /// What is being put into the keychain for practice, which is waited for before it is taken out again.
    rehearsing: JoinSet<()>,
}

/// What the engine begins with.
pub(crate) struct Start {
    pub(crate) ground: Ground,
    /// Why nothing that is written down outlives this run.
    pub(crate) forgets: Option<Problem>,
    pub(crate) waits: Waits,
    pub(crate) files: SetupFiles,
}

impl Hands {
    pub(crate) fn new(desktop: Arc<dyn Desktop>, start: Start, events: UnboundedSender<Event>) -> Self {
        let adapters = Arc::new(Adapters::default());
        Self {
            desktop,
            real: start.ground,
            forgets: start.forgets,
            practice: None,
            waits: start.waits,
            files: start.files,
            adapters,
            events,
            trips: HashMap::new(),
            ending: Vec::new(),
            saved: Unfinished::default(),
            session: SessionSlot::default(),
            clip: Arc::default(),
            reminder: None,
            stored: BTreeSet::new(),
            begun: BTreeSet::new(),
            rehearsed: BTreeSet::new(),
            turns: Turns::default(),
            turns_in_practice: Turns::default(),
            rehearsing: JoinSet::new(),
        }
    }

    /// The ground of the world at hand.
    pub(crate) fn ground(&self) -> &Ground {
        self.practice.as_ref().map_or(&self.real, |(_, ground)| ground)
    }

    fn waits(&self) -> Waits {
        match self.practice {
            Some(_) => self.waits.rehearsing(),
            None => self.waits.clone(),
        }
    }

    /// Why the next start does not find what is written down. Practice needs it not: it ends with all that was written
    /// there.
    pub(crate) fn forgets(&self) -> Option<&Problem> {
        self.forgets.as_ref().filter(|_| self.practice.is_none())
    }

    pub(crate) fn show(&self, view: &View) {
        self.desktop.show(view);
    }

    /// Writes down what is not finished, when it has changed.
    pub(crate) fn save_unfinished(&mut self, desk: &Desk) -> Result<(), StoreError> {
        if self.saved.place == desk.saved && self.saved.drafts == desk.drafts {
            return Ok(());
        }
        let unfinished = desk.unfinished();
        self.ground().with_store(|store| store.set_unfinished(&text_of(&unfinished)))?;
        self.saved = unfinished;
        Ok(())
    }

    pub(crate) async fn run(&mut self, effect: Effect, desk: &Desk) {
        match effect {
            Effect::FindTenant { attempt, profile, domain } => {
                self.find_tenant(attempt, &profile, domain, desk);
            }
            Effect::TryKeychain => self.try_keychain(),
            Effect::BeginTrip { attempt, profile, account, tenant, silent_first, asks } => {
                let ask = BeginAsk { attempt, profile, account, tenant, silent_first, asks };
                self.begin_trip(ask, desk).await;
            }
            Effect::BeginConsent { attempt, profile, tenant, earlier } => {
                let ask = ApprovalAsk { attempt, profile, tenant, earlier };
                self.begin_consent(ask, desk).await;
            }
            Effect::OpenPage { attempt, profile, page } => self.open_page(attempt, &profile, &page, desk),
            Effect::CopyPage { page } => {
                if let Some(link) = self.page(&page, desk) {
                    self.copy(link);
                }
            }
            Effect::OpenStartPage { attempt, profile } => self.open_start_page(attempt, &profile, desk),
            Effect::OpenAgain { attempt } => {
                if let Some(trip) = self.trips.get(&attempt) {
                    self.open(attempt, trip.interactive_link.clone());
                }
            }
            Effect::CopyLink { attempt } => {
                if let Some(trip) = self.trips.get(&attempt) {
                    self.copy(trip.interactive_link.clone());
                }
            }
            Effect::CopyStartPage { profile } => {
                if let Some(link) = start_page(&profile, desk) {
                    self.copy(link);
                }
            }
            Effect::EndTrip { attempt } => {
                if let Some(trip) = self.trips.remove(&attempt) {
                    self.ending.retain(|task| !task.is_finished());
                    self.ending.push(trip.end());
                }
            }
            Effect::Redeem { attempt } => self.tell(attempt, Command::Redeem).await,
            Effect::Keep { attempt } => self.tell(attempt, Command::Keep).await,
            Effect::HoldSession { attempt } => self.tell(attempt, Command::Hold).await,
            Effect::EndSession => self.session.end(),
            Effect::Write { setup, write } => self.write(setup, write, desk),
            Effect::TakeBack { setup, object } => self.take_back(setup, object),
            Effect::CheckIds { setup, profile, client_id, tenant } => {
                self.check_ids(&profile, Ids { setup, client_id, tenant }, desk);
            }
            Effect::ProveApp { profile, app } => self.prove(self.entra_of(&profile, desk), *app),
            Effect::MakeCertificate { setup, pending, name } => self.make_certificate((setup, pending), name),
            Effect::SaveCertificate { setup, pending, kept } => {
                self.save_certificate(&setup.slot(pending), kept);
            }
            Effect::AdoptCredential { setup, credential, kept } => {
                self.adopt_credential(setup, credential, kept);
            }
            Effect::ForgetReplaced { setup, credential } => self.forget_replaced(setup, credential),
            Effect::SaveFile { name, text } => self.save_file(name, text),
            Effect::CopySecret { connection, kept } => self.copy_secret(&connection, kept),
            Effect::ClearClipboard => self.clear_clipboard(),
            Effect::ForgetCredential { setup } => self.forget_credential(setup),
            Effect::RemindLater => self.remind_later(),
            Effect::KeepAtVendor { connection, attempt } => self.keep_at_vendor(attempt, *connection),
            Effect::WakeAt { attempt, stage } => {
                self.later(self.waits.until(stage), Event::StageReached { attempt, stage });
            }
            Effect::WakeIfSlow { attempt } => {
                self.later(self.waits.slow, Event::CheckingIsSlow { attempt });
            }
            Effect::ListGrants { connection } => self.list_grants(connection, desk),
            Effect::LookLater { wait, count, pace } => {
                let until = self.waits().until_look(count, pace);
                let until_ms = i64::try_from(until.as_millis()).unwrap_or(i64::MAX);
                self.happened(Event::LookSet { wait, at: Timestamp(now().0.saturating_add(until_ms)) });
                self.later(until, Event::LookDue { wait });
            }
            Effect::Notify { news, profile } => {
                if let Some(profile) = desk.profile(&profile) {
                    self.desktop.notify(news, &profile.name);
                }
            }
            Effect::PickSetupFile => self.files.pick(self.desktop.clone()),
            Effect::KeepSetupFile { handle } => {
                // In practice too: what a product asks for is a description, and nothing of practice is in it.
                if let Err(error) = self.files.keep(handle, &self.real) {
                    self.happened(Event::WentWrong { problem: of_store(&error) });
                }
            }
            Effect::SaveConnection { connection } => self.save_connection(&connection, desk),
            Effect::RemoveConnection { connection } => self.remove_connection(connection, desk),
            Effect::OpenMail { to, subject, body } => {
                let to = WorkAddress::parse(&to).ok();
                self.open_message(OpenableLink::mail(to.as_ref(), &subject, &body));
            }
            Effect::OpenTeams { to, body } => {
                let to: Vec<WorkAddress> = WorkAddress::parse(&to).into_iter().collect();
                self.open_message(OpenableLink::teams_chat(&to, &body));
            }
            // The loop changes worlds itself, because the desk changes with them.
            Effect::StartPractice { .. } | Effect::LeavePractice => {}
        }
    }

    pub(crate) fn happened(&self, event: Event) {
        // Nobody hears when the loop has ended; then there is nothing left to tell.
        drop(self.events.send(event));
    }

    fn later(&self, wait: Duration, event: Event) -> JoinHandle<()> {
        let events = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            drop(events.send(event));
        })
    }

    async fn tell(&self, attempt: AttemptId, command: Command) {
        if let Some(trip) = self.trips.get(&attempt) {
            trip.tell(command).await;
        }
    }

    pub(crate) fn place(&self, profile: &Profile, desk: &Desk) -> Option<SignInPlace> {
        match &self.practice {
            Some((run, _)) => run.place(),
            None => Some(place_of(profile, desk.instead.as_ref())),
        }
    }
}
