//! Acceptance tests: whole journeys, with and without the window.
