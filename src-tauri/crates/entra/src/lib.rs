//! Talks to Microsoft Entra and Graph over HTTP, and listens on loopback for the browser's answer.
//!
//! Owns addresses, PKCE, the token exchange, an app's own sign-in, Graph, ID token checks and the link gate.
//! Never keeps a secret longer than its use, never decides what an answer means, and holds no words but those
//! of the page that ends a browser trip. Start reading at [`Entra`], then [`Trip`] and [`ConsentTrip`]; an app
//! that signs in by itself starts at [`AppCredential`].

mod admin_consent;
mod app_only;
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
mod reads;
mod registration;
mod retry;
mod secret;
mod sign_in;
#[cfg(test)]
mod signer;
mod token;

pub use admin_consent::{ConsentAsk, ConsentTrip};
pub use app_only::{AppAsk, AppCredential, AppToken, SigningKey};
pub use authority::Authority;
pub use directory::{AppRoleAssignment, DelegatedGrant, ServicePrincipal};
pub use entra::{Account, Entra, RefreshAsk, Refreshed, SignedIn};
pub use error::{
    AppTokenError, AuthorityError, EntraError, FindTenantError, GraphError, ReadError, RedeemError,
    RefreshError, SigningKeyError, WriteError,
};
pub use graph::{Me, Organization};
pub use id_token::{IdTokenError, KnownPerson};
pub use link::{LinkError, OpenableLink};
pub use listener::{ConsentAnswer, Outcome};
pub use registration::{
    KeyInfo, NewPassword, NewRegistration, PasswordInfo, PublicCertificate, Registration, RoleGrant,
};
pub use secret::{AccessToken, ClientSecret, RefreshToken};
pub use sign_in::{CodeGrant, SignInAsk, Trip, TripAnswer};
