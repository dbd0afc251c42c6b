//! Runs effects. Each slow one gets a task of its own and comes back as an event.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use usher_domain::connection::{Connection, Kept, SignInPlace};
use usher_domain::desk::{Desk, KeychainState, Place, PracticeWorld};
use usher_domain::ids::{AttemptId, ConnectionId, ProfileId, WorkAddress};
use usher_domain::journey::effect::Effect;
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_domain::profile::Profile;
use usher_domain::time::Timestamp;
use usher_domain::view::View;
use usher_entra::{FindTenantError, LinkError, OpenableLink};
use usher_vault::{MemoryStore, World};

use crate::begin::{ApprovalAsk, BeginAsk, start_page};
use crate::desktop::Desktop;
use crate::grants::{CannotList, Listed, list_grants};
use crate::keep::{Ground, forget};
use crate::problems::{keychain_state, of_entra};
use crate::setup_file::SetupFiles;
use crate::store::{Store, StoreError};
use crate::trip::{Command, RunningTrip};
use crate::waits::Waits;
use crate::world::{Adapters, PracticeRun, now, place_of};

/// Longer than the second that a trip's last page may take (S15).
const LAST_PAGE: Duration = Duration::from_secs(2);

/// What does the engine's work.
pub(crate) struct Hands {
    desktop: Arc<dyn Desktop>,
    real: Ground,
    pub(crate) practice: Option<(PracticeRun, Ground)>,
    waits: Waits,
    pub(crate) adapters: Arc<Adapters>,
    pub(crate) events: UnboundedSender<Event>,
    pub(crate) trips: HashMap<AttemptId, RunningTrip>,
    ending: Vec<JoinHandle<()>>,
    saved: Option<Place>,
    pub(crate) files: SetupFiles,
}

/// What the engine begins with.
pub(crate) struct Start {
    pub(crate) ground: Ground,
    pub(crate) waits: Waits,
    pub(crate) files: SetupFiles,
}

impl Hands {
    pub(crate) fn new(desktop: Arc<dyn Desktop>, start: Start, events: UnboundedSender<Event>) -> Self {
        let adapters = Arc::new(Adapters::default());
        Self {
            desktop,
            real: start.ground,
            practice: None,
            waits: start.waits,
            files: start.files,
            adapters,
            events,
            trips: HashMap::new(),
            ending: Vec::new(),
            saved: None,
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

    pub(crate) fn show(&self, view: &View) {
        self.desktop.show(view);
    }

    /// Writes the saved place down when it has changed.
    pub(crate) fn save_place(&mut self, place: Option<&Place>) -> Result<(), StoreError> {
        if self.saved.as_ref() == place {
            return Ok(());
        }
        self.saved = place.cloned();
        let text = place.map(|p| serde_json::to_string(p).expect("a place is plain data"));
        self.ground().with_store(|store| store.set_place(text.as_deref()))
    }

    pub(crate) async fn start_practice(&mut self, scenario: &str) -> Result<PracticeWorld, Problem> {
        let run = PracticeRun::start(scenario).await?;
        let world = PracticeWorld {
            scenario: scenario.to_owned(),
            client_id: run.server.public_client_id(),
            base: url::Url::parse(run.server.graph()).map_err(|_| Problem::OddAnswer)?,
        };
        let store = Store::in_memory().map_err(|error| crate::problems::of_store(&error))?;
        let ground = Ground {
            world: World::Practice,
            session_secrets: Arc::new(MemoryStore::new()),
            store: Arc::new(Mutex::new(store)),
            ..self.real.clone()
        };
        self.practice = Some((run, ground));
        Ok(world)
    }

    /// Ends practice; nothing of it stays in the keychain.
    pub(crate) async fn leave_practice(&mut self, connections: &[Connection]) {
        self.end_trips().await;
        if let Some((run, ground)) = self.practice.take() {
            for connection in connections {
                if let Err(problem) = forget(&ground, connection).await {
                    self.happened(Event::WentWrong { problem });
                }
            }
            run.server.shutdown().await;
        }
    }

    /// Ends all trips and waits until their last pages are sent (S15).
    async fn end_trips(&mut self) {
        self.ending.extend(self.trips.drain().map(|(_, trip)| trip.end()));
        for task in self.ending.drain(..) {
            // A trip that takes longer waits for an answer that nobody needs any more.
            let _sent_or_slow = tokio::time::timeout(LAST_PAGE, task).await;
        }
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
            Effect::KeepAtVendor { connection, attempt } => self.keep_at_vendor(attempt, *connection),
            Effect::WakeAt { attempt, stage } => {
                self.later(self.waits.until(stage), Event::StageReached { attempt, stage });
            }
            Effect::WakeIfSlow { attempt } => self.later(self.waits.slow, Event::CheckingIsSlow { attempt }),
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
                    self.happened(Event::WentWrong { problem: crate::problems::of_store(&error) });
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

    fn later(&self, wait: Duration, event: Event) {
        let events = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            drop(events.send(event));
        });
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

    fn find_tenant(&self, attempt: AttemptId, profile: &ProfileId, domain: String, desk: &Desk) {
        let place = desk.profile(profile).and_then(|profile| self.place(&profile, desk));
        let entra = place.ok_or(Problem::OddAnswer).and_then(|place| self.adapters.at(&place));
        let events = self.events.clone();
        tokio::spawn(async move {
            let event = match entra {
                Err(problem) => Event::LookUpFailed { attempt, problem },
                Ok(entra) if !entra.authority().has_graph() => Event::NoTenants { attempt },
                Ok(entra) => match entra.find_tenant(&domain).await {
                    Ok(tenant) => Event::TenantFound { attempt, tenant },
                    Err(FindTenantError::UnknownDomain | FindTenantError::OtherCloud) => {
                        Event::DomainUnknown { attempt }
                    }
                    Err(FindTenantError::Entra(error)) => {
                        Event::LookUpFailed { attempt, problem: of_entra(&error) }
                    }
                },
            };
            drop(events.send(event));
        });
    }

    /// Tries the keychain beside the trip; a locked one may be opened while the person signs in.
    fn try_keychain(&self) {
        let (secrets, events) = (self.ground().secrets.clone(), self.events.clone());
        tokio::spawn(async move {
            let mut state = keychain_state(secrets.self_test().await);
            drop(events.send(Event::KeychainTried { state }));
            if state == KeychainState::Locked && secrets.unlock().await.is_ok() {
                state = keychain_state(secrets.self_test().await);
                drop(events.send(Event::KeychainTried { state }));
            }
        });
    }

    pub(crate) fn open(&self, attempt: AttemptId, link: OpenableLink) {
        let (desktop, events) = (self.desktop.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            let event = match desktop.open(&link) {
                Ok(()) => Event::BrowserOpened { attempt },
                Err(_) => Event::BrowserFailed { attempt },
            };
            drop(events.send(event));
        });
    }

    fn open_message(&self, link: Result<OpenableLink, LinkError>) {
        match link {
            Ok(link) => self.open_aside(link, Problem::NoMailProgram),
            Err(_) => self.happened(Event::WentWrong { problem: Problem::NoMailProgram }),
        }
    }

    /// Opens something that no wait stands behind, so that a failure is told at once.
    pub(crate) fn open_aside(&self, link: OpenableLink, problem: Problem) {
        let (desktop, events) = (self.desktop.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            if desktop.open(&link).is_err() {
                drop(events.send(Event::WentWrong { problem }));
            }
        });
    }

    fn copy(&self, link: OpenableLink) {
        let (desktop, events) = (self.desktop.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            if desktop.copy(link.as_str()).is_err() {
                drop(events.send(Event::WentWrong { problem: Problem::CannotCopy }));
            }
        });
    }

    fn keep_at_vendor(&self, attempt: AttemptId, connection: Connection) {
        let saved = self.ground().with_store(|store| store.put_connection(&connection));
        let problem = saved.err().map(|error| crate::problems::of_store(&error));
        self.happened(Event::Kept { attempt, connection: Box::new(connection), problem });
    }

    fn list_grants(&self, id: ConnectionId, desk: &Desk) {
        let Some(connection) = desk.connection(&id).cloned() else { return };
        let (ground, events) = (self.ground().clone(), self.events.clone());
        let entra = self.adapters.at(&connection.place);
        tokio::spawn(async move {
            let listed = match entra {
                Ok(entra) => list_grants(&ground, &entra, &connection).await,
                Err(problem) => Err(CannotList::Problem(problem)),
            };
            let event = match listed {
                Ok(Listed { granted, directory }) => {
                    Event::GrantsListed { connection: id, granted, directory: Box::new(directory) }
                }
                Err(CannotList::NoToken) => {
                    Event::GrantsNotListed { connection: id, problem: Problem::SignInRanOut }
                }
                Err(CannotList::Problem(problem)) => Event::GrantsNotListed { connection: id, problem },
            };
            drop(events.send(event));
        });
    }

    fn save_connection(&self, id: &ConnectionId, desk: &Desk) {
        // A sign-in that lasts until Usher closes must not be listed by the next start.
        let kept = |known: &&Connection| known.kept != Kept::UntilClosed;
        let Some(connection) = desk.connection(id).filter(kept) else { return };
        if let Err(error) = self.ground().with_store(|store| store.put_connection(connection)) {
            self.happened(Event::WentWrong { problem: crate::problems::of_store(&error) });
        }
    }

    fn remove_connection(&self, id: ConnectionId, desk: &Desk) {
        let Some(connection) = desk.connection(&id).cloned() else { return };
        let (ground, events) = (self.ground().clone(), self.events.clone());
        tokio::spawn(async move {
            let event = match forget(&ground, &connection).await {
                Ok(()) => Event::ConnectionRemoved { connection: id },
                Err(problem) => Event::WentWrong { problem },
            };
            drop(events.send(event));
        });
    }
}
