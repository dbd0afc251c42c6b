//! App registrations: reading, registering, changing and deleting them (`entra-consent.md` 8.1).

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use usher_domain::permissions::{GRAPH_APP_ID, catalogue};
use usher_domain::profile::PermissionKind;
use uuid::Uuid;

use super::denied::{Denied, NOT_FOUND, NOT_JSON, NOT_SERVED, QUOTA, WRONG_METHOD, bad_request};
use super::directory::READS_APPS;
use super::{
    Answered, GraphRequest, Key, app_json, filter_value, keyed, list, needs, needs_a_person_who, selected,
};
use crate::organization::Organization;
use crate::people::Person;
use crate::registrations::Registration;
use crate::settings::Required;
use crate::token::claims::AccessClaims;

const NAME_LIMIT: usize = 256;
const AUDIENCES: [&str; 4] =
    ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

impl Organization {
    /// `applications`; `rest` is what follows in the path.
    pub(super) fn applications(
        &self,
        rest: &str,
        request: &GraphRequest<'_>,
        token: &AccessClaims,
    ) -> Result<Value, Denied> {
        needs(token, READS_APPS)?;
        let selected = |app: &Registration| selected(app_json::application(app), request.select);
        let all = self.registrations.all();
        if !rest.is_empty() {
            let (key, tail) = keyed(rest).ok_or(NOT_SERVED)?;
            let app = self.application(&key).ok_or(NOT_FOUND)?;
            if !tail.is_empty() {
                return Err(NOT_SERVED);
            }
            let mut found = selected(app);
            if request.select.is_some() && found.get("keyCredentials").is_some() {
                found["keyCredentials"] = app_json::keys(app);
            }
            return Ok(found);
        }
        let (now, delay_s) = (self.now(), self.settings.search_delay_s);
        let indexed = all.iter().filter(|app| app.created_at.plus_s(delay_s) <= now);
        let found: Vec<&Registration> = match request.filter {
            None => indexed.collect(),
            Some(filter) => {
                let wanted = Wanted::parse(filter).ok_or(NOT_SERVED)?;
                indexed.filter(|app| wanted.fits(app)).collect()
            }
        };
        Ok(list(found.into_iter().map(selected).collect()))
    }

    fn application(&self, key: &Key<'_>) -> Option<&Registration> {
        match key {
            Key::AppId(id) => self.registrations.by_client(id),
            Key::Object(id) => self.registrations.by_object(id),
        }
    }

    /// Registers, changes or deletes an app, or a credential of one.
    pub(super) fn write_application(
        &mut self,
        rest: &str,
        request: &GraphRequest<'_>,
        token: &AccessClaims,
    ) -> Answered {
        needs(token, &["Application.ReadWrite.All"])?;
        // Brightwater does not let people register apps without a role.
        needs_a_person_who(token, Person::manages_apps)?;
        if rest.is_empty() {
            let body = request.body.as_ref().ok_or(NOT_JSON)?;
            return if *request.method == Method::POST { self.register(body) } else { Err(WRONG_METHOD) };
        }
        let (key, tail) = keyed(rest).ok_or(NOT_SERVED)?;
        let object_id = self.application(&key).ok_or(NOT_FOUND)?.object_id;
        match (request.method, tail) {
            (&Method::PATCH, "") => self.change(object_id, request.body.as_ref().ok_or(NOT_JSON)?),
            (&Method::DELETE, "") => {
                self.registrations.remove(object_id);
                Ok((StatusCode::NO_CONTENT, Value::Null))
            }
            (&Method::POST, "/addPassword") => self.add_password(object_id, request.body.as_ref()),
            (&Method::POST, "/removePassword") => {
                self.remove_password(object_id, request.body.as_ref().ok_or(NOT_JSON)?)
            }
            _ => Err(NOT_SERVED),
        }
    }

    fn register(&mut self, body: &Value) -> Answered {
        let now = self.now();
        if self.registrations.is_full() {
            return Err(QUOTA);
        }
        if body["displayName"].as_str().is_none_or(str::is_empty) {
            let why = "A value is required for property 'displayName' of resource 'Application'.";
            return Err(bad_request(why));
        }
        let mut app = Registration::new("", now);
        apply(&mut app, body, now)?;
        let app = self.registrations.add(app);
        Ok((StatusCode::CREATED, app_json::application(app)))
    }

    fn change(&mut self, object_id: Uuid, body: &Value) -> Answered {
        let now = self.now();
        let app = self.registrations.by_object_mut(object_id).ok_or(NOT_FOUND)?;
        apply(app, body, now)?;
        Ok((StatusCode::NO_CONTENT, json!(null)))
    }
}

/// Writes what `body` holds onto the app: all of it, or nothing.
fn apply(app: &mut Registration, body: &Value, now: crate::moment::Moment) -> Result<(), Denied> {
    let name = text(body, "displayName")?.map(str::to_owned);
    let audience = text(body, "signInAudience")?.map(str::to_owned);
    if audience.as_deref().is_some_and(|audience| !AUDIENCES.contains(&audience)) {
        return Err(invalid("signInAudience"));
    }
    let tags: Option<Option<Vec<String>>> =
        sent(body, "tags").map(|tags| serde_json::from_value(tags.clone()).ok());
    let tags = tags.map(|tags| tags.ok_or_else(|| invalid("tags"))).transpose()?;
    let required = sent(body, "requiredResourceAccess").map(required);
    let required =
        required.map(|lines| lines.ok_or_else(|| invalid("requiredResourceAccess"))).transpose()?;
    let certificates = super::credentials::certificates(app, &body["keyCredentials"], now)?;
    app.name = name.unwrap_or_else(|| std::mem::take(&mut app.name));
    app.audience = audience.unwrap_or_else(|| std::mem::take(&mut app.audience));
    app.tags = tags.unwrap_or_else(|| std::mem::take(&mut app.tags));
    app.required = required.unwrap_or_else(|| std::mem::take(&mut app.required));
    if let Some(certificates) = certificates {
        certificates.apply(app);
    }
    Ok(())
}

/// A property, where it was sent.
fn sent<'a>(body: &'a Value, field: &str) -> Option<&'a Value> {
    Some(&body[field]).filter(|value| !value.is_null())
}

fn text<'a>(body: &'a Value, field: &str) -> Result<Option<&'a str>, Denied> {
    let Some(value) = sent(body, field) else { return Ok(None) };
    let text = value.as_str().filter(|text| !text.is_empty() && text.len() <= NAME_LIMIT);
    text.map(Some).ok_or_else(|| invalid(field))
}

/// Graph's words for a property that it can't take.
pub(super) fn invalid(field: &str) -> Denied {
    bad_request(format!("Invalid value specified for property '{field}' of resource 'Application'."))
}

/// Reads `requiredResourceAccess`: permissions of Microsoft Graph by their GUIDs.
fn required(access: &Value) -> Option<Vec<Required>> {
    let mut lines = Vec::new();
    for resource in access.as_array()? {
        if !resource["resourceAppId"].as_str()?.eq_ignore_ascii_case(GRAPH_APP_ID) {
            return None;
        }
        for line in resource["resourceAccess"].as_array()? {
            let kind = match line["type"].as_str()? {
                "Role" => PermissionKind::Application,
                "Scope" => PermissionKind::Delegated,
                _ => return None,
            };
            let value = catalogue().by_id(line["id"].as_str()?, kind)?.value.clone();
            lines.push(Required { value, kind });
        }
    }
    Some(lines)
}

/// What a `$filter` on apps asks for.
enum Wanted<'a> {
    AppId(&'a str),
    Name(&'a str),
    Tag(&'a str),
}

impl<'a> Wanted<'a> {
    fn parse(filter: &'a str) -> Option<Self> {
        let tag = || {
            let inside = filter.trim().strip_prefix("tags/any(")?.strip_suffix(')')?;
            let (variable, condition) = inside.split_once(':')?;
            filter_value(Some(condition), variable.trim()).map(Self::Tag)
        };
        let app_id = filter_value(Some(filter), "appId").map(Self::AppId);
        app_id.or(filter_value(Some(filter), "displayName").map(Self::Name)).or_else(tag)
    }

    fn fits(&self, app: &Registration) -> bool {
        match self {
            Self::AppId(id) => app.client_id.to_string().eq_ignore_ascii_case(id),
            Self::Name(name) => app.name.eq_ignore_ascii_case(name),
            Self::Tag(tag) => app.tags.iter().any(|known| known == tag),
        }
    }
}
