//! Acceptance tests: whole journeys, with and without the window.

pub mod leaks;
pub mod memory;
pub mod stored;
