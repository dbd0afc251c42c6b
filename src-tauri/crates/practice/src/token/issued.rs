//! Codes and refresh tokens that are out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use usher_domain::situation::Situation;

use crate::authorize::flow::Flow;
use crate::authorize::visit::{ChallengeMethod, Target};
use crate::browser::Session;
use crate::legs::LegId;
use crate::moment::Moment;
use crate::people::Person;
use crate::refusal::Refusal;
use crate::scope::Asked;

/// A code lives about 10 minutes (`entra-consent.md` 1.2).
const CODE_LIFETIME_S: u32 = 600;
/// Refresh tokens of native clients: 90 days (1.3).
const REFRESH_LIFETIME_S: u32 = 90 * 86_400;

/// An authorization code.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) target: Target,
    pub(crate) asked: Asked,
    pub(crate) who: &'static Person,
    pub(crate) nonce: Option<String>,
    pub(crate) leg: LegId,
    pub(crate) redeemed: bool,
    /// What the visit was, once the exchange succeeds.
    pub(crate) situation: Situation,
    challenge: Option<(ChallengeMethod, String)>,
    issued_at: Moment,
}

impl Code {
    pub(crate) fn new(flow: &Flow, session: Session, situation: Situation, now: Moment) -> Self {
        Self {
            target: flow.visit.target.clone(),
            asked: flow.visit.asked.clone(),
            who: session.who,
            nonce: flow.visit.nonce.clone(),
            leg: flow.leg,
            redeemed: false,
            situation,
            challenge: flow.visit.challenge.clone(),
            issued_at: now,
        }
    }

    pub(crate) fn has_lapsed(&self, now: Moment) -> bool {
        self.issued_at.plus_s(CODE_LIFETIME_S) <= now
    }

    /// Compares the verifier with the challenge. RFC 7636 section 4.6.
    pub(crate) fn verify(&self, verifier: Option<&str>) -> Result<(), Refusal> {
        let (computed, challenge) = match (&self.challenge, verifier) {
            (None, None) => return Ok(()),
            (None, Some(_)) | (Some(_), None) => return Err(Refusal::new(50148, "")),
            (Some((method, challenge)), Some(verifier)) => {
                let computed = match method {
                    ChallengeMethod::S256 => URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
                    ChallengeMethod::Plain => verifier.to_owned(),
                };
                (computed, challenge)
            }
        };
        let same: bool = computed.as_bytes().ct_eq(challenge.as_bytes()).into();
        if same { Ok(()) } else { Err(Refusal::new(50148, "")) }
    }
}

/// A refresh token.
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) client: crate::client::Client,
    pub(crate) who: &'static Person,
    /// What the first sign-in asked for.
    pub(crate) asked: Asked,
    issued_at: Moment,
}

impl RefreshToken {
    pub(crate) fn new(
        client: crate::client::Client,
        who: &'static Person,
        asked: Asked,
        now: Moment,
    ) -> Self {
        Self { client, who, asked, issued_at: now }
    }

    pub(crate) fn has_lapsed(&self, now: Moment) -> bool {
        self.issued_at.plus_s(REFRESH_LIFETIME_S) <= now
    }
}
