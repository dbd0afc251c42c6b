//! Between the real world and practice, and the end of both.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use usher_domain::desk::{Desk, PracticeWorld};
use usher_domain::ids::ConnectionId;
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_vault::{MemoryStore, World};

use super::Hands;
use crate::app::forget_credential;
use crate::keep::{Ground, forget};
use crate::problems::of_store;
use crate::store::Store;
use crate::world::PracticeRun;

/// Longer than the second that a trip's last page may take (S15).
const LAST_PAGE: Duration = Duration::from_secs(2);

impl Hands {
    pub(crate) async fn start_practice(&mut self, scenario: &str) -> Result<PracticeWorld, Problem> {
        let run = PracticeRun::start(scenario).await?;
        let world = PracticeWorld {
            scenario: scenario.to_owned(),
            client_id: run.server.public_client_id(),
            usher_client_id: run.server.usher_client_id(),
            base: url::Url::parse(run.server.graph()).map_err(|_| Problem::OddAnswer)?,
        };
        let store = Store::in_memory().map_err(|error| of_store(&error))?;
        let ground = Ground {
            world: World::Practice,
            session_secrets: Arc::new(MemoryStore::new()),
            store: Arc::new(Mutex::new(store)),
            ..self.real.clone()
        };
        self.session.end();
        self.practice = Some((run, ground));
        Ok(world)
    }

    /// Ends practice; nothing of it stays in the keychain.
    pub(crate) async fn leave_practice(&mut self, desk: &Desk) {
        self.end_trips().await;
        self.session.end();
        let Some((run, ground)) = self.practice.take() else { return };
        for connection in &desk.connections {
            self.tell_failure(forget(&ground, connection).await);
        }
        while self.rehearsing.join_next().await.is_some() {}
        let drafts = desk.drafts.iter().map(|draft| draft.setup.id.clone());
        let rehearsed: BTreeSet<ConnectionId> =
            std::mem::take(&mut self.rehearsed).into_iter().chain(drafts).collect();
        for draft in &rehearsed {
            self.tell_failure(forget_credential(&ground, draft).await);
        }
        run.server.shutdown().await;
    }

    /// Ends everything: nothing of practice stays in the keychain, and no secret on the clipboard.
    pub(crate) async fn end(&mut self, desk: &Desk) {
        let (clip, desktop) = (self.clip.clone(), self.desktop.clone());
        let clearing = tokio::task::spawn_blocking(move || clip.take_away(&*desktop));
        self.leave_practice(desk).await;
        drop(clearing.await);
    }

    fn tell_failure(&self, done: Result<(), Problem>) {
        if let Err(problem) = done {
            self.happened(Event::WentWrong { problem });
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
}
