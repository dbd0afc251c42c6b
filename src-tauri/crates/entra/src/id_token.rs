//! Checks an ID token: who signed it, for whom, when, and about whom (S26).

use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use thiserror::Error;
use usher_domain::ids::{ObjectId, TenantId};

use crate::keys::ProviderKey;
use crate::secret::Nonce;

/// Clocks may differ by this much (S26, S34).
const LEEWAY_S: f64 = 300.0;

/// Why an ID token is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdTokenError {
    /// None came although one was asked for.
    #[error("no ID token came")]
    Missing,
    /// It can't be read as a signed token.
    #[error("the ID token can't be read")]
    Malformed,
    /// Another algorithm than RS256, or a header that must be understood and is not.
    #[error("the ID token is not signed with RS256")]
    Algorithm,
    /// No key of the provider fits.
    #[error("the ID token's key is not known")]
    UnknownKey,
    /// The signature is wrong.
    #[error("the ID token's signature is wrong")]
    Signature,
    /// Another issuer, or none.
    #[error("the ID token is from another issuer")]
    Issuer,
    /// Made for another client, or for others too.
    #[error("the ID token is for another client")]
    Audience,
    /// `exp` passed, or is missing.
    #[error("the ID token has expired")]
    Expired,
    /// `iat` or `nbf` lie ahead, or `iat` is missing.
    #[error("the ID token is from the future")]
    NotYet,
    /// Not the nonce that was sent.
    #[error("the ID token answers another request")]
    Nonce,
    /// No subject, or not the one expected.
    #[error("the ID token is about somebody else")]
    Subject,
    /// No tenant, or not the one expected.
    #[error("the ID token is from another tenant")]
    Tenant,
}

/// What a token must say.
#[derive(Debug)]
pub(crate) struct Expected<'e> {
    /// As metadata states it; `{tenantid}` stands for the token's own tenant.
    pub(crate) issuer: &'e str,
    pub(crate) client_id: &'e str,
    /// `None` for a refreshed token, which need not repeat it (OIDC Core §12.2).
    pub(crate) nonce: Option<&'e Nonce>,
    pub(crate) demands_tenant: bool,
    pub(crate) tenant: Option<&'e TenantId>,
    pub(crate) person: &'e KnownPerson,
}

/// What a refreshed ID token must repeat, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPerson {
    /// `oid`.
    pub object: Option<ObjectId>,
    /// `sub`.
    pub subject: Option<String>,
    /// `iss`.
    pub issuer: Option<String>,
}

/// What a checked token said.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) object: Option<ObjectId>,
    pub(crate) username: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    aud: Option<Audience>,
    #[serde(default)]
    exp: Option<f64>,
    #[serde(default)]
    iat: Option<f64>,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    tid: Option<TenantId>,
    #[serde(default)]
    oid: Option<ObjectId>,
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    upn: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The `kid` that a token names.
///
/// # Errors
/// When the header can't be read, or the algorithm is not RS256.
pub(crate) fn key_id(token: &str) -> Result<Option<String>, IdTokenError> {
    let header = decode_header(token).map_err(|_| IdTokenError::Algorithm)?;
    // RFC 7515 §4.1.11: an extension that must be understood and is not makes the token invalid.
    if header.alg != Algorithm::RS256 || header.crit.is_some() {
        return Err(IdTokenError::Algorithm);
    }
    Ok(header.kid)
}

/// Checks `token` against what was asked for; `now_s` is seconds since 1970.
///
/// # Errors
/// With the first thing that does not fit.
pub(crate) fn check(
    token: &str,
    key: &ProviderKey,
    expected: &Expected<'_>,
    now_s: f64,
) -> Result<Told, IdTokenError> {
    let claims = signed_claims(token, key)?;
    let issuer = check_issuer(&claims, key, expected)?;
    let mine = match claims.aud {
        Some(Audience::One(aud)) => aud == expected.client_id,
        Some(Audience::Several(several)) => matches!(several.as_slice(), [aud] if aud == expected.client_id),
        None => false,
    };
    if !mine {
        return Err(IdTokenError::Audience);
    }
    if claims.exp.is_none_or(|exp| exp + LEEWAY_S <= now_s) {
        return Err(IdTokenError::Expired);
    }
    if claims.iat.is_none_or(|iat| iat > now_s + LEEWAY_S)
        || claims.nbf.is_some_and(|nbf| nbf > now_s + LEEWAY_S)
    {
        return Err(IdTokenError::NotYet);
    }
    if let Some(nonce) = expected.nonce
        && !claims.nonce.is_some_and(|told| nonce.matches(&told))
    {
        return Err(IdTokenError::Nonce);
    }
    let tenant_fits = match (&claims.tid, expected.tenant) {
        (None, pinned) => !expected.demands_tenant && pinned.is_none(),
        (Some(tid), Some(pinned)) => tid == pinned,
        (Some(_), None) => true,
    };
    if !tenant_fits {
        return Err(IdTokenError::Tenant);
    }
    let subject = claims.sub.filter(|sub| !sub.is_empty()).ok_or(IdTokenError::Subject)?;
    let same_subject = expected.person.subject.as_ref().is_none_or(|known| *known == subject);
    let same_object = expected.person.object.as_ref().is_none_or(|known| claims.oid.as_ref() == Some(known));
    if !same_subject || !same_object {
        return Err(IdTokenError::Subject);
    }
    Ok(Told {
        issuer,
        subject,
        tenant: claims.tid,
        object: claims.oid,
        username: claims.preferred_username.or(claims.upn).or(claims.email),
        name: claims.name,
    })
}

fn signed_claims(token: &str, key: &ProviderKey) -> Result<Claims, IdTokenError> {
    // The library checks the signature; the claims are checked here, where `iat`, a single audience,
    // the tenant in the issuer and the clock that was handed in count too.
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    match decode::<Claims>(token, &key.key, &validation) {
        Ok(data) => Ok(data.claims),
        Err(error) if matches!(error.kind(), jsonwebtoken::errors::ErrorKind::InvalidSignature) => {
            Err(IdTokenError::Signature)
        }
        Err(_) => Err(IdTokenError::Malformed),
    }
}

fn check_issuer(claims: &Claims, key: &ProviderKey, expected: &Expected<'_>) -> Result<String, IdTokenError> {
    let told = claims.iss.as_deref().ok_or(IdTokenError::Issuer)?;
    let fits = |template: &str| match &claims.tid {
        Some(tid) => told == template.replace("{tenantid}", tid.as_str()),
        None => told == template,
    };
    // A service for many tenants may state one issuer, but the token's tenant has to be in it.
    let own_tenant = !expected.demands_tenant
        || claims.tid.as_ref().is_none_or(|tid| told.split('/').any(|part| part == tid.as_str()));
    let same_as_before = expected.person.issuer.as_deref().is_none_or(|known| known == told);
    if fits(expected.issuer) && key.issuer.as_deref().is_none_or(fits) && own_tenant && same_as_before {
        Ok(told.to_owned())
    } else {
        Err(IdTokenError::Issuer)
    }
}
