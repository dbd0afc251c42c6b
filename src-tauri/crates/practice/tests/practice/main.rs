//! The practice organization over HTTP, visited by a plain browser and a plain client.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod admin;
mod directory;
mod own_app;
mod pages;
mod portal;
mod protocol;
mod reviews;
mod safety;
mod scenarios;
mod support;
