#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
//! The window's program: closes the doors that leak secrets, then runs the app.

use std::process::ExitCode;

fn main() -> ExitCode {
    usher::run()
}
