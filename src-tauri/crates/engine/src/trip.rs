//! One browser trip as a task: answers of the listener out as events, commands in.

use tokio::sync::mpsc::{Receiver, Sender, UnboundedSender, channel};
use tokio::task::JoinHandle;
use usher_domain::connection::SignInPlace;
use usher_domain::ids::{AttemptId, ProfileId};
use usher_domain::journey::SeenAccount;
use usher_domain::journey::event::Event;
use usher_domain::problem::Problem;
use usher_domain::reasoning::{Evidence, silent_finding};
use usher_entra::{CodeGrant, Entra, OpenableLink, Outcome, Trip, TripAnswer};

use crate::app::SessionSlot;
use crate::identify::{CheckFailure, Identified, identify};
use crate::keep::{Ground, Keeping, keep};
use crate::world::now;

/// What the loop asks of a running trip.
#[derive(Debug)]
pub(crate) enum Command {
    /// Exchange the code and read who signed in.
    Redeem,
    /// Keep the sign-in; the account was found to fit.
    Keep,
    /// Hold the sign-in for what Usher writes, and keep nothing of it.
    Hold,
}

/// A running trip, as the loop holds it. Dropping it ends the trip.
#[derive(Debug)]
pub(crate) struct RunningTrip {
    /// What was opened first.
    pub(crate) start_link: OpenableLink,
    /// For "Open the page again" and "Copy the link".
    pub(crate) interactive_link: OpenableLink,
    pub(crate) commands: Sender<Command>,
    pub(crate) task: JoinHandle<()>,
}

/// What the trip is for.
#[derive(Debug)]
pub(crate) struct Purpose {
    pub(crate) attempt: AttemptId,
    pub(crate) profile: ProfileId,
    pub(crate) client_id: String,
    pub(crate) place: SignInPlace,
    pub(crate) requested: Vec<String>,
}

/// What a trip works with.
pub(crate) struct Means {
    pub(crate) entra: Entra,
    pub(crate) ground: Ground,
    pub(crate) session: SessionSlot,
    pub(crate) events: UnboundedSender<Event>,
}

impl RunningTrip {
    /// Starts driving `trip`.
    pub(crate) fn start(trip: Trip, purpose: Purpose, means: Means) -> Self {
        let (commands, inbox) = channel(8);
        let start_link = trip.start_link().clone();
        let interactive_link = trip.interactive_link().clone();
        let drive = Drive { trip, means, purpose, state: Held::Nothing };
        let task = tokio::spawn(drive.run(inbox));
        Self { start_link, interactive_link, commands, task }
    }

    /// Closes the listener; whatever was not kept is forgotten. The browser's last page is still sent, and the
    /// task lasts until then.
    pub(crate) fn end(self) -> JoinHandle<()> {
        self.task
    }

    /// Hands `command` on; a trip that has ended needs none.
    pub(crate) async fn tell(&self, command: Command) {
        drop(self.commands.send(command).await);
    }
}

/// What a trip holds between its steps. Never leaves this task.
enum Held {
    Nothing,
    Code(CodeGrant),
    Identified(Identified),
    Told,
}

struct Drive {
    trip: Trip,
    means: Means,
    purpose: Purpose,
    state: Held,
}

impl Drive {
    async fn run(mut self, mut inbox: Receiver<Command>) {
        loop {
            tokio::select! {
                command = inbox.recv() => match command {
                    Some(Command::Redeem) => self.redeem().await,
                    Some(Command::Keep) => self.keep().await,
                    Some(Command::Hold) => self.hold().await,
                    None => {
                        self.close().await;
                        return;
                    }
                },
                answer = self.trip.next() => self.answered(answer).await,
            }
        }
    }

    /// Tells the loop. A final answer's page goes first, because the loop may end with the program (S15).
    async fn answered(&mut self, answer: TripAnswer) {
        let attempt = self.purpose.attempt;
        match answer {
            TripAnswer::Refused(_) | TripAnswer::NotTrusted | TripAnswer::WrongForm => {
                self.trip.last_page_sent().await;
            }
            TripAnswer::SilentRefused(_) | TripAnswer::Code(_) => {}
        }
        let event = match answer {
            TripAnswer::SilentRefused(refusal) => {
                let evidence = Evidence::Silent(silent_finding(&refusal));
                Event::Learned { attempt, evidence }
            }
            TripAnswer::Code(grant) => {
                let leg = grant.leg();
                self.state = Held::Code(grant);
                Event::CodeArrived { attempt, leg }
            }
            TripAnswer::Refused(refusal) => Event::Refused { attempt, refusal },
            TripAnswer::NotTrusted => Event::TripFailed { attempt, problem: Problem::AnswerNotTrusted },
            TripAnswer::WrongForm => Event::TripFailed { attempt, problem: Problem::OddAnswer },
        };
        self.send(event);
    }

    async fn redeem(&mut self) {
        let Held::Code(grant) = std::mem::replace(&mut self.state, Held::Nothing) else { return };
        let attempt = self.purpose.attempt;
        let event = match identify(&self.means.entra, grant).await {
            Ok(identified) => {
                let account: SeenAccount = identified.account.clone();
                self.state = Held::Identified(identified);
                Event::SignedIn { attempt, account }
            }
            Err(failure) => {
                self.say(Outcome::NotConnected).await;
                match failure {
                    CheckFailure::Refused(refusal) => Event::Refused { attempt, refusal },
                    CheckFailure::Problem(problem) => Event::CheckingFailed { attempt, problem },
                }
            }
        };
        self.send(event);
    }

    async fn keep(&mut self) {
        let Held::Identified(identified) = std::mem::replace(&mut self.state, Held::Nothing) else { return };
        let keeping = Keeping {
            profile: Some(self.purpose.profile.clone()),
            client_id: self.purpose.client_id.clone(),
            place: self.purpose.place.clone(),
            requested: self.purpose.requested.clone(),
            now: now(),
        };
        let (connection, problem) = keep(&self.means.ground, identified, keeping).await;
        let attempt = self.purpose.attempt;
        self.say(Outcome::AllSet).await;
        self.send(Event::Kept { attempt, connection: Box::new(connection), problem });
    }

    async fn hold(&mut self) {
        let Held::Identified(identified) = std::mem::replace(&mut self.state, Held::Nothing) else { return };
        self.means.session.hold(self.means.entra.clone(), identified.access_token);
        self.say(Outcome::AllSet).await;
        self.send(Event::SessionHeld { attempt: self.purpose.attempt });
    }

    /// The browser's page is told the truth, whichever way the trip ends.
    async fn close(&mut self) {
        match self.state {
            Held::Code(_) | Held::Identified(_) => self.say(Outcome::NotConnected).await,
            Held::Nothing | Held::Told => {}
        }
    }

    async fn say(&mut self, outcome: Outcome) {
        self.trip.tell(outcome).await;
        self.state = Held::Told;
    }

    fn send(&self, event: Event) {
        // The loop has ended when nobody hears; then there is nothing left to tell.
        drop(self.means.events.send(event));
    }
}
