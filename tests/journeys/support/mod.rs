//! A desktop that records, and a person at a browser that is no browser.

pub(crate) mod browser;
pub(crate) mod bus;
pub(crate) mod desk;
pub(crate) mod peer;
pub(crate) mod safe;
