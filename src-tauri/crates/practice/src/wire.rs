//! Cutting the wire: a test lets a write to Graph end without an answer, or never end.

use tokio::sync::oneshot;

/// On which side of the write the wire is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing is written.
    Before,
    /// It is written, and nobody hears of it.
    After,
}

/// Counts the writes, and knows which one is cut.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    /// Writes to Graph that came in.
    pub(crate) writes: u32,
    cut: Option<(u32, Cut)>,
}

/// A write that gets no answer.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) when: When,
    /// Hears when the write is there and held; without it the connection is closed.
    pub(crate) held: Option<oneshot::Sender<()>>,
}

/// Marks a response that is not sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unsent {
    /// The connection is closed in its place.
    Closed,
    /// The caller waits, as for a server that hangs.
    Held,
}

impl Wire {
    /// Cuts the `nth` write from here on; 1 is the next one.
    pub(crate) fn cut_at(&mut self, nth: u32, cut: Cut) {
        self.cut = Some((self.writes.saturating_add(nth), cut));
    }

    /// Counts a write, and tells whether it is the one to cut.
    pub(crate) fn write(&mut self) -> Option<Cut> {
        self.writes += 1;
        self.cut.take_if(|(at, _)| *at == self.writes).map(|(_, cut)| cut)
    }
}
