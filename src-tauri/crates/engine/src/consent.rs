//! An admin's page in the browser as a task: its one answer out as an event.

use tokio::sync::mpsc::{Receiver, UnboundedSender, channel};
use usher_domain::ids::AttemptId;
use usher_domain::journey::event::Event;
use usher_entra::{ConsentAnswer, ConsentTrip};

use crate::trip::{Command, RunningTrip};

/// Starts listening for what the admin's page sends back.
pub(crate) fn listen(trip: ConsentTrip, attempt: AttemptId, events: UnboundedSender<Event>) -> RunningTrip {
    let (commands, inbox) = channel(1);
    let link = trip.link().clone();
    let task = tokio::spawn(hear(trip, attempt, events, inbox));
    RunningTrip { start_link: link.clone(), interactive_link: link, commands, task }
}

async fn hear(
    mut trip: ConsentTrip,
    attempt: AttemptId,
    events: UnboundedSender<Event>,
    mut inbox: Receiver<Command>,
) {
    let answer = tokio::select! {
        answer = trip.next() => answer,
        // Nothing is commanded here; the channel closes when the trip ends.
        _closed = inbox.recv() => return,
    };
    trip.last_page_sent().await;
    let event = match answer {
        ConsentAnswer::Reported => Event::ConsentReported { attempt },
        ConsentAnswer::Refused(refusal) => Event::Refused { attempt, refusal },
        ConsentAnswer::OtherTenant => Event::ConsentElsewhere { attempt },
    };
    // The loop has ended when nobody hears; then there is nothing left to tell.
    drop(events.send(event));
}
