//! What Usher knows and decides, without touching the world.
//!
//! States, rules, classification and what the window shows. Pure: no clock, no files, no network, no
//! randomness and never a secret. Start reading at [`journey`], then [`diagnosis`].
#![warn(missing_docs)]

pub mod aadsts;
pub mod answer;
pub mod cloud;
pub mod connection;
pub mod consent_link;
pub mod desk;
pub mod diagnosis;
pub mod directory;
pub mod forecast;
pub mod grant;
pub mod ids;
pub mod intent;
pub mod journey;
pub mod own_app;
pub mod permissions;
pub mod portal;
pub mod problem;
pub mod profile;
pub mod reasoning;
pub mod risk;
pub mod setup_file;
pub mod show;
pub mod situation;
pub mod time;
pub mod timeline;
pub mod view;
