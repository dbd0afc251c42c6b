//! Cutting the wire: a test lets a write to Graph end without an answer.

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
    cut: Option<(u32, When)>,
}

/// Marks a response that is not sent: the connection is closed in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

impl Wire {
    /// Cuts the `nth` write from here on; 1 is the next one.
    pub(crate) fn cut_at(&mut self, nth: u32, when: When) {
        self.cut = Some((self.writes.saturating_add(nth), when));
    }

    /// Counts a write, and tells whether it is the one to cut.
    pub(crate) fn write(&mut self) -> Option<When> {
        self.writes += 1;
        self.cut.take_if(|(at, _)| *at == self.writes).map(|(_, when)| when)
    }
}
