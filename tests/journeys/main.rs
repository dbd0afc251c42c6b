//! Whole journeys without the window: engine, practice organization, a recording desktop.

#![expect(clippy::unwrap_used, reason = "in a test a failed step is a failed test")]
#![expect(clippy::print_stdout, reason = "figures are read in the output of the tests")]

mod approving;
mod diagnose_cases;
mod faults;
mod matrix;
mod oidc_provider;
mod scenarios;
mod setup_files;
#[cfg(target_os = "linux")]
mod slow_clients;
mod support;
mod usherctl;
