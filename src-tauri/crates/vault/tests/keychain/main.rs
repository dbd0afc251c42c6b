//! The real thing: the Secret Service of this machine, each test on a session bus of its own.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod gnome_keyring;
mod lock;
#[cfg(target_os = "linux")]
mod silence;
