//! A desktop that records, and a person at a browser that is no browser.

pub(crate) mod broken_proxy;
pub(crate) mod browser;
#[cfg(target_os = "linux")]
pub(crate) mod bus;
pub(crate) mod desk;
pub(crate) mod files;
pub(crate) mod peer;
pub(crate) mod present;
pub(crate) mod safe;
