//! The real window with a real browser and a real keychain, as a person uses them. `cargo xtask test` runs these
//! on a pretend screen and a message bus of their own.

#![cfg(target_os = "linux")]

mod approve;
mod canaries;
mod keyboard;
mod keychain;
mod own_app;
mod practice;
mod restart;
mod setup_file;
mod support;
mod walks;
