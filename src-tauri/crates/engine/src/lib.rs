//! The running app without a window: intents in, effects run, views out.
//!
//! One task owns the journey. It never waits for the network, the keychain or the browser: each effect
//! runs in a task of its own and comes back as an event. Knows no window and no HTTP. Start reading at
//! [`run`], then [`trip`].

mod app;
mod begin;
mod clipboard;
mod consent;
mod desktop;
mod directory;
mod effects;
mod folder;
mod grants;
mod identify;
mod keep;
mod problems;
mod run;
mod setup_file;
mod signature;
pub mod store;
mod trip;
mod unfinished;
mod waits;
mod world;

pub use app::prove_app;
pub use desktop::{CannotCopy, CannotOpen, CannotSave, Desktop};
pub use folder::data_folder;
pub use grants::{CannotList, Listed, list_grants};
pub use keep::{Ground, forget};
pub use run::{Engine, Report, Setup};
pub use secrecy::SecretString;
pub use setup_file::SETUP_FILE_ENDINGS;
pub use signature::{VendorKey, VendorKeys};
pub use usher_entra::OpenableLink;
pub use waits::Waits;
pub use world::{Adapters, now};
