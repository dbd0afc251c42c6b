//! Runs effects. Each slow one gets a task of its own and comes back as an event.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use usher_domain::connection::{Connection, SignInPlace};
use usher_domain::desk::{Desk, Instead, KeychainState, Place, PracticeWorld};
use usher_domain::ids::{AttemptId, ConnectionId, ProfileId, TenantId, WorkAddress};
use usher_domain::journey::effect::Effect;
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_domain::profile::{Loopback, LoopbackHost, Profile};
use usher_domain::view::View;
use usher_entra::{FindTenantError, LinkError, OpenableLink, SignInAsk};
use usher_vault::{MemoryStore, World};

use crate::desktop::Desktop;
use crate::grants::{CannotList, list_grants};
use crate::keep::{Ground, forget};
use crate::problems::{keychain_state, of_entra};
use crate::store::{Store, StoreError};
use crate::trip::{Command, Purpose, RunningTrip};
use crate::waits::Waits;
use crate::world::{Adapters, PracticeRun, place_of};

/// Longer than the second that a trip's last page may take (S15).
const LAST_PAGE: Duration = Duration::from_secs(2);

/// What does the engine's work.
pub(crate) struct Hands {
    desktop: Arc<dyn Desktop>,
    real: Ground,
    practice: Option<(PracticeRun, Ground)>,
    waits: Waits,
    adapters: Arc<Adapters>,
    events: UnboundedSender<Event>,
    trips: HashMap<AttemptId, RunningTrip>,
    ending: Vec<JoinHandle<()>>,
    saved: Option<Place>,
}

impl Hands {
    pub(crate) fn new(
        desktop: Arc<dyn Desktop>,
        ground: Ground,
        waits: Waits,
        events: UnboundedSender<Event>,
    ) -> Self {
        let adapters = Arc::new(Adapters::default());
        Self {
            desktop,
            real: ground,
            practice: None,
            waits,
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
            Effect::FindTenant { attempt, domain } => self.find_tenant(attempt, domain, desk),
            Effect::TryKeychain => self.try_keychain(),
            Effect::BeginTrip { attempt, profile, account, tenant, silent_first } => {
                let ask = BeginAsk { attempt, profile, account, tenant, silent_first };
                self.begin_trip(ask, desk).await;
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
            Effect::LookLater { connection, count } => {
                self.later(self.waits.until_look(count), Event::LookDue { connection });
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

    fn happened(&self, event: Event) {
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

    fn place(&self, profile: &Profile, desk: &Desk) -> Option<SignInPlace> {
        match &self.practice {
            Some((run, _)) => run.place(),
            None => Some(place_of(profile, desk.instead.as_ref())),
        }
    }

    fn find_tenant(&self, attempt: AttemptId, domain: String, desk: &Desk) {
        let place = match (&self.practice, &desk.instead) {
            (Some((run, _)), _) => run.place(),
            (None, Some(Instead { authority, client_id })) => {
                Some(SignInPlace::Loopback { authority: authority.clone(), client_id: client_id.clone() })
            }
            (None, None) => Some(SignInPlace::Microsoft { cloud: usher_domain::cloud::Cloud::default() }),
        };
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

    async fn begin_trip(&mut self, ask: BeginAsk, desk: &Desk) {
        let attempt = ask.attempt;
        if let Err(problem) = self.try_begin(ask, desk).await {
            self.happened(Event::TripFailed { attempt, problem });
        }
    }

    async fn try_begin(&mut self, ask: BeginAsk, desk: &Desk) -> Result<(), Problem> {
        let profile = desk.profile(&ask.profile).ok_or(Problem::OddAnswer)?;
        if let Some((run, _)) = &mut self.practice {
            run.stand_for(&profile);
        }
        let place = self.place(&profile, desk).ok_or(Problem::OddAnswer)?;
        let entra = self.adapters.at(&place)?;
        let client_id = match &place {
            SignInPlace::Loopback { client_id, .. } => client_id.clone(),
            SignInPlace::Microsoft { .. } => desk.client_id(&profile).ok_or(Problem::OddAnswer)?.to_string(),
        };
        let requested = profile.delegated_scopes();
        let sign_in = SignInAsk {
            client_id: client_id.clone(),
            scopes: requested.clone(),
            redirect: redirect(&profile),
            account: ask.account,
            tenant: ask.tenant,
            silent_first: ask.silent_first,
        };
        let trip = entra.begin(sign_in).await.map_err(|error| of_entra(&error))?;
        let purpose = Purpose { attempt: ask.attempt, profile: ask.profile, client_id, place, requested };
        let running = RunningTrip::start(trip, entra, self.ground().clone(), purpose, self.events.clone());
        self.open(ask.attempt, running.start_link.clone());
        self.trips.insert(ask.attempt, running);
        Ok(())
    }

    /// Without an address in the maker's document, the person opens the product themselves.
    fn open_start_page(&self, attempt: AttemptId, profile: &ProfileId, desk: &Desk) {
        if let Some(link) = start_page(profile, desk) {
            self.open(attempt, link);
        }
    }

    fn open(&self, attempt: AttemptId, link: OpenableLink) {
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
        let (desktop, events) = (self.desktop.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            let opened = link.is_ok_and(|link| desktop.open(&link).is_ok());
            if !opened {
                drop(events.send(Event::WentWrong { problem: Problem::NoMailProgram }));
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
                Ok(granted) => Event::GrantsListed { connection: id, granted },
                Err(CannotList::NoToken) => {
                    Event::GrantsNotListed { connection: id, problem: Problem::SignInRanOut }
                }
                Err(CannotList::Problem(problem)) => Event::GrantsNotListed { connection: id, problem },
            };
            drop(events.send(event));
        });
    }

    fn save_connection(&self, id: &ConnectionId, desk: &Desk) {
        let Some(connection) = desk.connection(id) else { return };
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

struct BeginAsk {
    attempt: AttemptId,
    profile: ProfileId,
    account: Option<WorkAddress>,
    tenant: Option<TenantId>,
    silent_first: bool,
}

/// The maker's own page, under its own host only. A profile is checked for links that would not open.
fn start_page(profile: &ProfileId, desk: &Desk) -> Option<OpenableLink> {
    let url = desk.profile(profile)?.sign_in.as_ref()?.start_url.clone()?;
    OpenableLink::for_site(&url, url.host_str()?).ok()
}

/// The redirect of the profile's own registration, or the one that practice and test providers register.
fn redirect(profile: &Profile) -> Loopback {
    let registered = profile.sign_in.as_ref().and_then(|sign_in| sign_in.loopback.clone());
    registered.unwrap_or(Loopback { host: LoopbackHost::Ipv4, path: "/".to_owned() })
}
