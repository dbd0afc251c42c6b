//! An app registration of the organization's own: what it signs in with, whether that works, and what Usher
//! writes for it. Start reading at [`prove_app`], then [`Writing`].

mod certificate;
mod credential;
mod prove;
mod session;
#[cfg(test)]
mod support;
mod write;

pub(crate) use certificate::{PublicPart, make_certificate};
pub(crate) use credential::{adopt_credential, forget_credential, forget_replaced};
pub use prove::prove_app;
pub(crate) use session::SessionSlot;
pub(crate) use write::{Done, Writing, take_back};
