//! Whole journeys without the window: engine, practice organization, a recording desktop.

#![expect(clippy::unwrap_used, reason = "in a test a failed step is a failed test")]
#![expect(clippy::print_stdout, reason = "figures are read in the output of the tests")]

mod approving;
#[cfg(target_os = "linux")]
mod checked_apps;
mod diagnose_cases;
mod faults;
mod handed_in;
mod matrix;
mod oidc_provider;
mod own_app;
mod scenarios;
mod setup_files;
mod setup_values;
#[cfg(target_os = "linux")]
mod slow_clients;
mod support;
mod usherctl;
