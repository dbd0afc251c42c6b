//! The practice organization: a small server that speaks Entra's and Graph's protocol on loopback.
//!
//! For rehearsal, and the only test double for Entra. It is right by the reference and not by our client, whose
//! code it never sees. It never leaves 127.0.0.1 and keeps everything in memory. Start reading at [`Practice`],
//! then `routes`, then `authorize`.
#![warn(missing_docs)]

mod access_policies;
mod authorize;
mod bounded;
mod browser;
mod client;
mod discovery;
mod grants;
mod graph;
mod keys;
mod legs;
mod moment;
mod organization;
mod outcome;
mod pages;
mod params;
pub mod people;
mod portal;
mod practice;
mod principals;
mod refusal;
mod registrations;
mod requests;
mod routes;
mod scenarios;
mod scope;
mod server;
pub mod settings;
mod site;
mod teams;
mod throttle;
mod token;
pub mod truth;
mod wire;

pub use people::{PEOPLE, Person, Role};
pub use practice::{Description, Options, Practice, StartError};
pub use registrations::ready::Ready;
pub use requests::Decision;
pub use scenarios::{Scenario, scenario, scenarios};
pub use settings::Settings;
pub use truth::{Counts, Truth};
pub use wire::When;
