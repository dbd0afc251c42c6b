//! What the loop does each time it turns: hear, write the place down, act, publish.

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{mpsc, watch};
use usher_domain::connection::{Connection, Kept};
use usher_domain::desk::{Desk, Place};
use usher_domain::diagnosis::{Card, Diagnosis};
use usher_domain::journey::effect::Effect;
use usher_domain::journey::event::Event;
use usher_domain::journey::{Journey, Step};
use usher_domain::problem::Problem;
use usher_domain::show::show;
use usher_domain::situation::{Situation, Sureness};
use usher_domain::view::View;

use super::{Order, Report};
use crate::effects::Hands;
use crate::keep::Ground;
use crate::problems::of_store;
use crate::setup_file::FileNews;
use crate::store::Store;
use crate::unfinished::{Read, read, text_of};
use crate::world::now;

/// All that the loop listens to.
pub(super) struct Ears {
    pub(super) orders: mpsc::Receiver<Order>,
    pub(super) events: UnboundedReceiver<Event>,
    pub(super) files: UnboundedReceiver<FileNews>,
}

/// The loop's own state.
pub(super) struct Loop {
    pub(super) journey: Journey,
    pub(super) desk: Desk,
    pub(super) hands: Hands,
    pub(super) views: watch::Sender<View>,
    pub(super) reports: watch::Sender<Report>,
}

impl Loop {
    pub(super) async fn run(mut self, mut ears: Ears) {
        self.hands.show(&self.views.borrow());
        loop {
            let journey = std::mem::replace(&mut self.journey, Journey::Start);
            let (journey, effects) = tokio::select! {
                order = ears.orders.recv() => match order {
                    Some(Order::Ask(intent)) => journey.ask(intent, &mut self.desk, now()),
                    Some(Order::HandInSecret { secret, days }) => self.hand_in(journey, secret, days),
                    Some(Order::GoOn) => self.go_on(journey),
                    Some(Order::OpenFile(path)) => {
                        self.hands.files.open(path, &self.desk);
                        (journey, vec![])
                    }
                    Some(Order::End) | None => {
                        self.hands.end(&self.desk).await;
                        return;
                    }
                },
                Some(event) = ears.events.recv() => self.hear(journey, event),
                Some(news) = ears.files.recv() => match self.hands.files.hear(news, &self.desk) {
                    Some(event) => journey.hear(event, &mut self.desk, now()),
                    None => (journey, vec![]),
                },
            };
            self.journey = journey;
            self.keep_place();
            // On the disk first: an effect may write at Microsoft, and must be found again after a kill.
            let not_saved = self.save_place();
            for effect in effects {
                if let Effect::Write { setup, .. } = &effect
                    && let Some(problem) = &not_saved
                {
                    self.hands.cannot_write(setup.id.clone(), problem.clone());
                } else {
                    self.perform(effect).await;
                }
            }
            self.keep_place();
            self.save_place();
            self.publish();
        }
    }

    fn hear(&mut self, journey: Journey, event: Event) -> Step {
        self.note(&journey, &event);
        self.note_stored(&event);
        let is_session = matches!(event, Event::SessionHeld { .. });
        let (journey, effects) = journey.hear(event, &mut self.desk, now());
        // Nobody waits for it any more.
        if is_session && !matches!(journey, Journey::Building { .. }) {
            self.hands.session.end();
        }
        (journey, effects)
    }

    fn hand_in(&mut self, journey: Journey, secret: SecretString, days: Option<u16>) -> Step {
        let Some((setup, pending)) = journey.wants_secret() else { return (journey, vec![]) };
        let taken = self.hands.take_secret((setup.clone(), pending), secret, days);
        journey.hear(taken, &mut self.desk, now())
    }

    fn go_on(&mut self, journey: Journey) -> Step {
        let (journey, looks) = journey.go_on(&mut self.desk, now());
        let (journey, reminders) = journey.hear(Event::ReminderDue, &mut self.desk, now());
        (journey, looks.into_iter().chain(reminders).collect())
    }

    /// Writes down what the trip showed, before the journey moves on and drops it.
    fn note(&self, journey: &Journey, event: &Event) {
        if let (Some(trip), Event::Kept { attempt, connection, .. }) = (journey.trip(), event)
            && trip.attempt == *attempt
        {
            let diagnosis = Some(with_gaps(trip.conclusion(&self.desk), connection));
            let connection = Some(connection.as_ref().clone());
            self.reports.send_replace(Report { diagnosis, connection });
        }
    }

    /// A sign-in is written down on its own task.
    fn note_stored(&mut self, event: &Event) {
        if let Event::Kept { connection, problem: None, .. } = event
            && connection.kept != Kept::UntilClosed
        {
            self.hands.stores(connection.id.clone());
        }
    }

    async fn perform(&mut self, effect: Effect) {
        if let Effect::StartPractice { scenario } = &effect {
            if self.desk.practice.is_some() {
                self.hands.leave_practice(&self.desk).await;
            }
            match self.hands.start_practice(scenario).await {
                Ok(world) => {
                    self.desk.practice = Some(world);
                    self.enter_world();
                }
                Err(problem) => self.desk.notice = Some(problem),
            }
        }
        if effect == Effect::LeavePractice {
            self.hands.leave_practice(&self.desk).await;
            self.desk.practice = None;
            self.enter_world();
            self.watch_again().await;
        }
        self.hands.run(effect, &self.desk).await;
    }

    /// A real wait for an admin, which practice has interrupted, goes on, and so do the reminders; the person stays
    /// on the first screen.
    async fn watch_again(&mut self) {
        let (_, effects) = self.go_on(Journey::Start);
        for effect in effects {
            self.hands.run(effect, &self.desk).await;
        }
    }

    fn enter_world(&mut self) {
        load_desk(self.hands.ground(), &mut self.desk);
        self.hands.stores_those_of(&self.desk);
        // At once: what is asked by somebody who sees the new world must not be thrown away by it.
        let journey = std::mem::replace(&mut self.journey, Journey::Start);
        (self.journey, _) = journey.hear(Event::WorldChanged, &mut self.desk, now());
    }

    fn keep_place(&mut self) {
        if let Some(place) = self.journey.place() {
            self.desk.keep_place(place, self.journey.draft());
        }
    }

    /// Writes the place down. Returns why the next start does not find it, if it does not.
    fn save_place(&mut self) -> Option<Problem> {
        let problem = self.hands.save_unfinished(&self.desk).err().map(|error| of_store(&error));
        if problem.is_some() {
            self.desk.notice.clone_from(&problem);
        }
        problem.or_else(|| self.hands.forgets().cloned())
    }

    fn publish(&self) {
        if let Some(diagnosis) = self.journey.diagnosis(&self.desk).map(Some) {
            self.reports.send_if_modified(|report| {
                let changed = report.diagnosis != diagnosis;
                report.diagnosis = diagnosis;
                changed
            });
        }
        let next = show(&self.journey, &self.desk);
        let revision = self.views.borrow().revision;
        if (View { revision, ..next.clone() }) == *self.views.borrow() {
            return;
        }
        self.views.send_replace(View { revision: revision + 1, ..next });
        self.hands.show(&self.views.borrow());
    }
}

/// A token that lists less than was asked for says more than how it came about.
fn with_gaps(trip: Diagnosis, connection: &Connection) -> Diagnosis {
    if connection.kept == Kept::AtVendor || connection.missing().is_empty() {
        return trip;
    }
    Diagnosis {
        situation: Situation::PermissionMissing,
        sureness: Sureness::Inferred,
        alternatives: std::iter::once(trip.situation).chain(trip.alternatives).collect(),
        card: Card::E05,
        ..trip
    }
}

/// Reads connections and the saved place of the ground's world.
pub(super) fn load_desk(ground: &Ground, desk: &mut Desk) {
    match ground.with_store(Store::connections) {
        Ok(connections) => desk.connections = connections,
        Err(error) => desk.notice = Some(of_store(&error)),
    }
    let unfinished = match ground.with_store(Store::unfinished) {
        Ok(text) => text.map(|text| read(&text)),
        Err(error) => {
            desk.notice = Some(of_store(&error));
            None
        }
    };
    let Some(Read { unfinished, is_whole }) = unfinished else {
        (desk.saved, desk.drafts) = (None, vec![]);
        return;
    };
    (desk.saved, desk.drafts) = (unfinished.place, unfinished.drafts);
    if !is_whole {
        put_aside(ground, desk);
    }
}

/// What this version can't read is for another one; the next save would write over it.
fn put_aside(ground: &Ground, desk: &mut Desk) {
    let leads_on = |place: &Place| place.draft.as_ref().is_none_or(|id| desk.draft(id).is_some());
    if !desk.saved.as_ref().is_some_and(leads_on) {
        desk.end_place();
    }
    let put = ground.with_store(|store| store.put_unfinished_aside(&text_of(&desk.unfinished())));
    desk.notice = Some(put.map_or_else(|error| of_store(&error), |()| Problem::SavedPlaceUnreadable));
}
