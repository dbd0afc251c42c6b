//! Talks to Microsoft Entra and Graph over HTTP, and listens on loopback for the browser's answer.
//!
//! Owns addresses, PKCE, the token exchange, ID token checks and the link gate. Never keeps a secret
//! longer than its use, never decides what an answer means, and holds no words but those of the page
//! that ends a browser trip. Start reading at [`Entra`], then [`Trip`]
//! and [`ConsentTrip`].

mod admin_consent;
mod authority;
mod directory;
mod entra;
mod error;
mod graph;
mod http;
mod id_token;
mod keys;
mod link;
mod listener;
mod metadata;
mod retry;
mod secret;
mod sign_in;
#[cfg(test)]
mod signer;
mod token;

pub use admin_consent::{ConsentAsk, ConsentTrip};
pub use authority::Authority;
pub use directory::{AppRoleAssignment, DelegatedGrant, ServicePrincipal};
pub use entra::{Account, Entra, RefreshAsk, Refreshed, SignedIn};
pub use error::{AuthorityError, EntraError, FindTenantError, GraphError, RedeemError, RefreshError};
pub use graph::{Me, Organization};
pub use id_token::{IdTokenError, KnownPerson};
pub use link::{LinkError, OpenableLink};
pub use listener::{ConsentAnswer, Outcome};
pub use secret::{AccessToken, RefreshToken};
pub use sign_in::{CodeGrant, SignInAsk, Trip, TripAnswer};
