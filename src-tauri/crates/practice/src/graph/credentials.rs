//! Secrets and certificates of an app registration (`entra-consent.md` 8.2).

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use super::applications::invalid;
use super::denied::{Denied, NO_SECRETS, NOT_FOUND, bad_request};
use super::{Answered, app_json};
use crate::moment::Moment;
use crate::organization::Organization;
use crate::registrations::certificate::Certificate;
use crate::registrations::secret::{NewSecret, Secret};
use crate::registrations::{CREDENTIAL_LIMIT, Registration, guid};

/// How long a secret lasts where the request does not say.
const DEFAULT_YEARS: i64 = 2;

impl Organization {
    /// `addPassword`: the only answer that ever tells the value.
    pub(super) fn add_password(&mut self, object_id: Uuid, body: Option<&Value>) -> Answered {
        let now = self.now();
        if self.settings.secrets_forbidden {
            return Err(NO_SECRETS);
        }
        let wanted = body.map_or(&Value::Null, |body| &body["passwordCredential"]);
        let moment = |field: &str| {
            let sent = Some(&wanted[field]).filter(|value| !value.is_null());
            let read =
                sent.map(|value| value.as_str().and_then(Moment::from_iso).ok_or_else(|| invalid(field)));
            read.transpose()
        };
        let starts_at = moment("startDateTime")?.unwrap_or(now);
        let ends_at = moment("endDateTime")?.unwrap_or_else(|| in_years(starts_at, DEFAULT_YEARS));
        if ends_at <= starts_at || ends_at <= now {
            return Err(invalid("endDateTime"));
        }
        let app = self.registrations.by_object_mut(object_id).ok_or(NOT_FOUND)?;
        if app.secrets.len() == CREDENTIAL_LIMIT {
            return Err(invalid("passwordCredentials"));
        }
        let name = wanted["displayName"].as_str().unwrap_or_default();
        let secret = Secret::new(NewSecret { name, starts_at, ends_at }, now);
        let mut answer = app_json::secret(&secret);
        answer["secretText"] = secret.value().into();
        app.secrets.push(secret);
        Ok((StatusCode::OK, answer))
    }

    pub(super) fn remove_password(&mut self, object_id: Uuid, body: &Value) -> Answered {
        let app = self.registrations.by_object_mut(object_id).ok_or(NOT_FOUND)?;
        let key_id = body["keyId"].as_str().and_then(guid).ok_or_else(|| invalid("keyId"))?;
        let at = app.secrets.iter().position(|secret| secret.key_id == key_id);
        let at = at.ok_or_else(|| bad_request("No password credential found with keyId."))?;
        app.secrets.remove(at);
        Ok((StatusCode::NO_CONTENT, Value::Null))
    }
}

/// The certificates that an app is to have: some that it has, and new ones.
pub(super) struct NewCertificates {
    kept: Vec<Uuid>,
    added: Vec<Certificate>,
}

impl NewCertificates {
    pub(super) fn apply(self, app: &mut Registration) {
        app.certificates.retain(|known| self.kept.contains(&known.key_id));
        app.certificates.extend(self.added);
    }
}

/// Reads `keyCredentials`, which stands for all certificates of the app; `None` where it is not sent.
pub(super) fn certificates(
    app: &Registration,
    sent: &Value,
    now: Moment,
) -> Result<Option<NewCertificates>, Denied> {
    if sent.is_null() {
        return Ok(None);
    }
    let wrong = || invalid("keyCredentials");
    let lines = sent.as_array().filter(|lines| lines.len() <= CREDENTIAL_LIMIT).ok_or_else(wrong)?;
    let mut new = NewCertificates { kept: vec![], added: vec![] };
    for line in lines {
        let known = line["keyId"].as_str().and_then(guid);
        let known = known.filter(|id| app.certificates.iter().any(|own| own.key_id == *id));
        match (known, line["key"].as_str()) {
            (Some(id), _) => new.kept.push(id),
            (None, Some(key)) => new.added.push(read(line, key, now)?),
            (None, None) => return Err(wrong()),
        }
    }
    Ok(Some(new))
}

fn read(line: &Value, key: &str, now: Moment) -> Result<Certificate, Denied> {
    let of_kind = line["type"] == "AsymmetricX509Cert" && line["usage"] == "Verify";
    let der = STANDARD.decode(key).ok().filter(|_| of_kind).ok_or_else(|| invalid("keyCredentials"))?;
    let name = line["displayName"].as_str().unwrap_or_default();
    let read = Certificate::read(&der, name, now).ok_or_else(|| invalid("keyCredentials"))?;
    let ends_at = line["endDateTime"].as_str().and_then(Moment::from_iso);
    if ends_at.is_some_and(|ends_at| ends_at > read.ends_at) {
        return Err(Denied {
            status: StatusCode::BAD_REQUEST,
            code: "KeyCredentialsInvalidEndDate",
            message: "Key credential end date is invalid.".into(),
        });
    }
    Ok(read)
}

fn in_years(from: Moment, years: i64) -> Moment {
    let later = i64::try_from(from.0)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .and_then(|from| from.to_zoned(TimeZone::UTC).checked_add(Span::new().years(years)).ok());
    let seconds = later.and_then(|later| u64::try_from(later.timestamp().as_second()).ok());
    seconds.map_or(from, Moment)
}

#[cfg(test)]
mod tests {
    use super::in_years;
    use crate::moment::Moment;

    #[rstest::rstest]
    #[case::a_usual_day("2026-11-22T03:04:05Z", "2028-11-22T03:04:05Z")]
    #[case::a_leap_day("2024-02-29T00:00:00Z", "2026-02-28T00:00:00Z")]
    fn counts_years_by_the_calendar(#[case] from: &str, #[case] later: &str) {
        assert_eq!(in_years(Moment::from_iso(from).unwrap(), 2).iso(), later);
    }
}
