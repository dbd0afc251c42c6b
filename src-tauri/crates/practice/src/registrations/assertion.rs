//! Signing in with a certificate: a signed assertion in place of a secret (RFC 7523, `entra-consent.md` 8.2).

use jsonwebtoken::{Algorithm, Header, Validation};
use serde::Deserialize;

use super::Registration;
use super::certificate::Certificate;
use crate::moment::Moment;
use crate::refusal::Refusal;

/// How far clocks may be apart.
const SKEW_S: u32 = 300;

/// An assertion, and what it has to say.
pub(crate) struct Assertion<'a> {
    pub(crate) token: &'a str,
    /// The token endpoint, by each of its addresses.
    pub(crate) audiences: &'a [String],
    /// A certificate uploaded within so many seconds is not known everywhere yet.
    pub(crate) delay_s: u32,
}

#[derive(Clone, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    jti: String,
    exp: u64,
    #[serde(default)]
    nbf: u64,
}

impl Registration {
    /// Checks the assertion and returns its `jti`, which may be used once.
    pub(crate) fn check_assertion(&self, asked: &Assertion<'_>, now: Moment) -> Result<String, Refusal> {
        let malformed = |why: &str| Refusal::new(50027, why);
        let header = jsonwebtoken::decode_header(asked.token).map_err(|_| malformed("It can't be read."))?;
        if header.x5t.is_none() && header.x5t_s256.is_none() {
            return Err(malformed("No certificate thumbprint specified in token header."));
        }
        let known = self.certificate_named(&header, asked.delay_s, now)?;
        if !matches!(header.alg, Algorithm::PS256 | Algorithm::RS256) {
            return Err(malformed("Its algorithm is not accepted."));
        }
        let mut validation = Validation::new(header.alg);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let read = jsonwebtoken::decode::<serde_json::Value>(asked.token, &known.key, &validation);
        let claims = read.map_err(|_| {
            self.no_key(
                "The provided signature value did not match the expected signature value.",
                &known.thumbprint,
            )
        })?;
        let audience = claims.claims["aud"].as_str().unwrap_or_default().to_owned();
        let claims: Claims =
            serde_json::from_value(claims.claims).map_err(|_| malformed("A claim is missing."))?;
        if !asked.audiences.contains(&audience) {
            return Err(malformed("The audience is not this token endpoint."));
        }
        let own = self.client_id.to_string();
        if ![&claims.iss, &claims.sub].iter().all(|id| id.eq_ignore_ascii_case(&own)) {
            return Err(malformed("Issuer and subject are not the app."));
        }
        if Moment(claims.exp) <= now || Moment(claims.nbf) > now.plus_s(SKEW_S) {
            let valid = format!(
                "Current time: {}, assertion valid from {}, expiry time of assertion {}.",
                now.iso(),
                Moment(claims.nbf).iso(),
                Moment(claims.exp).iso()
            );
            return Err(Refusal::new(700024, &valid));
        }
        Ok(claims.jti)
    }

    fn certificate_named(&self, header: &Header, delay_s: u32, now: Moment) -> Result<&Certificate, Refusal> {
        let (sha256, sha1) = (header.x5t_s256.as_deref(), header.x5t.as_deref());
        let shown = |known: &&Certificate| known.made_at.plus_s(delay_s) <= now;
        let found = self.certificates.iter().filter(shown).find(|known| known.is_named(sha256, sha1));
        let named = sha256.or(sha1).unwrap_or_default();
        let found = found.ok_or_else(|| self.no_key("The key was not found.", named))?;
        if found.ends_at <= now {
            return Err(self.no_key("The key used is expired.", &found.thumbprint));
        }
        Ok(found)
    }

    fn no_key(&self, reason: &str, thumbprint: &str) -> Refusal {
        let why = format!(
            "[Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', \
             Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app \
             Id '{}'.]",
            self.client_id
        );
        Refusal::new(700027, &why)
    }
}
