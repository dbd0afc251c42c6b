//! What the tests stand on: a folder of their own, a keychain, a system browser, and the window.

pub(crate) mod browser;
pub(crate) mod bus;
pub(crate) mod keyring;
pub(crate) mod processes;
pub(crate) mod screen;
pub(crate) mod stage;
pub(crate) mod waiting;
pub(crate) mod window;
