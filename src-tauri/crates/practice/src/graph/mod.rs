//! The calls of Microsoft Graph that setting up needs, each with the permission it takes (`entra-consent.md` 6.1).

mod app_json;
mod applications;
mod credentials;
mod denied;
mod directory;
mod policies;
mod principals;
mod reads;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use self::denied::{
    DELEGATED_ONLY, Denied, EXPIRED, NO_PRIVILEGE, NO_TOKEN, NOT_FOUND, NOT_SERVED, UNAVAILABLE, WRONG_METHOD,
};
use crate::keys::KEYS;
use crate::moment::Moment;
use crate::organization::{DOMAIN, NAME, Organization, TENANT};
use crate::people::{Person, Role, person_by_id};
use crate::settings::Service;
use crate::token::claims::{AccessClaims, GRAPH_AUDIENCE};

/// An answer of Graph.
pub(crate) struct GraphReply {
    pub(crate) status: StatusCode,
    pub(crate) retry_after_s: Option<u32>,
    pub(crate) body: Value,
}

/// Which of Graph's two versions is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `/v1.0`.
    V1,
    /// `/beta`.
    Beta,
}

/// A request to Graph.
pub(crate) struct GraphRequest<'a> {
    pub(crate) method: &'a Method,
    pub(crate) version: Version,
    /// After the version, decoded.
    pub(crate) path: &'a str,
    /// `$filter`, decoded.
    pub(crate) filter: Option<&'a str>,
    /// `$select`, decoded.
    pub(crate) select: Option<&'a str>,
    /// `$top`.
    pub(crate) top: Option<usize>,
    pub(crate) bearer: Option<&'a str>,
    /// A JSON body, where one came.
    pub(crate) body: Option<Value>,
}

/// What a request brings.
type Answered = Result<(StatusCode, Value), Denied>;

impl Organization {
    /// Answers a Graph request.
    pub(crate) fn graph(&mut self, request: &GraphRequest<'_>) -> GraphReply {
        let now = self.now();
        if let Service::Busy { retry_after_s, .. } = self.settings.service
            && request.path == "me"
            && self.busy_me > 0
        {
            self.busy_me -= 1;
            return too_many(retry_after_s, now);
        }
        let token = self.read_token(request.bearer, now);
        if request.method == Method::GET
            && let Ok(token) = &token
            && let Some(retry_after_s) = self.is_throttled(&token.appid)
        {
            return too_many(retry_after_s, now);
        }
        if request.method == Method::GET && request.path == "applications" {
            self.searches += 1;
        }
        let answered = if self.settings.service == Service::Down {
            Err(UNAVAILABLE)
        } else {
            token.and_then(|token| self.answer(request, &token, now))
        };
        match answered {
            Ok((status, body)) => GraphReply { status, retry_after_s: None, body },
            Err(denied) => GraphReply {
                status: denied.status,
                retry_after_s: None,
                body: error_body(denied.code, &denied.message, now),
            },
        }
    }

    fn answer(&mut self, request: &GraphRequest<'_>, token: &AccessClaims, now: Moment) -> Answered {
        match *request.method {
            Method::GET => self.look_up(request, token, now).map(|body| (StatusCode::OK, body)),
            Method::POST | Method::PATCH | Method::DELETE => self.write(request, token),
            _ => Err(WRONG_METHOD),
        }
    }

    fn write(&mut self, request: &GraphRequest<'_>, token: &AccessClaims) -> Answered {
        if let Some(rest) = request.path.strip_prefix("applications") {
            return self.write_application(rest, request, token);
        }
        if let Some(rest) = request.path.strip_prefix("servicePrincipals") {
            return self.write_principal(rest, request, token);
        }
        Err(NOT_SERVED)
    }

    fn read_token(&self, bearer: Option<&str>, now: Moment) -> Result<AccessClaims, Denied> {
        let token: AccessClaims =
            bearer.and_then(|token| KEYS.read(token, GRAPH_AUDIENCE)).ok_or(NO_TOKEN)?;
        if Moment(token.exp) <= now { Err(EXPIRED) } else { Ok(token) }
    }

    fn look_up(
        &self,
        request: &GraphRequest<'_>,
        token: &AccessClaims,
        now: Moment,
    ) -> Result<Value, Denied> {
        if let Some(rest) = request.path.strip_prefix("applications") {
            return self.applications(rest, request, token);
        }
        if let Some(rest) = request.path.strip_prefix("servicePrincipals") {
            return self.service_principals(rest, request.filter, token, now);
        }
        if let Some(rest) = request.path.strip_prefix("identityGovernance/appConsent/appConsentRequests") {
            return self.consent_requests(rest, token);
        }
        if let Some(read) = self.app_read(request, token, now) {
            return read;
        }
        match request.path {
            "me" => self.me(token),
            "me/transitiveMemberOf" | "me/memberOf" => self.member_of(token),
            "me/oauth2PermissionGrants" => self.own_permission_grants(token, now),
            "oauth2PermissionGrants" => self.permission_grants(request.filter, token, now),
            "organization" => {
                needs(token, &["User.Read", "Organization.Read.All", "Directory.Read.All"])?;
                let domain = json!({"name": DOMAIN, "isDefault": true, "isInitial": true, "type": "Managed"});
                Ok(list(vec![json!({"id": TENANT, "displayName": NAME, "verifiedDomains": [domain]})]))
            }
            "policies/authorizationPolicy" => self.authorization_policy(token),
            "policies/adminConsentRequestPolicy" => self.admin_consent_request_policy(token),
            _ => Err(NOT_SERVED),
        }
    }

    fn me(&self, token: &AccessClaims) -> Result<Value, Denied> {
        delegated(token)?;
        needs(token, &["User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All"])?;
        let who = person_by_id(&token.oid).ok_or(NOT_FOUND)?;
        Ok(json!({"id": who.object_id, "displayName": who.display_name, "userPrincipalName": who.username,
            "mail": who.username}))
    }

    fn member_of(&self, token: &AccessClaims) -> Result<Value, Denied> {
        delegated(token)?;
        needs(token, &["User.Read", "User.Read.All", "Directory.Read.All"])?;
        let who = person_by_id(&token.oid).ok_or(NOT_FOUND)?;
        let role = |role: &Role| {
            json!({"@odata.type": "#microsoft.graph.directoryRole", "id": role.object_id(),
                "displayName": role.name(), "roleTemplateId": role.template_id()})
        };
        Ok(list(who.roles.iter().map(role).collect()))
    }
}

fn delegated(token: &AccessClaims) -> Result<(), Denied> {
    if token.idtyp == "user" { Ok(()) } else { Err(DELEGATED_ONLY) }
}

/// A delegated token can do what its person may: this asks for a person of whom `may` is true.
fn needs_a_person_who(token: &AccessClaims, may: impl FnOnce(&Person) -> bool) -> Result<(), Denied> {
    if delegated(token).is_err() || person_by_id(&token.oid).is_some_and(may) {
        Ok(())
    } else {
        Err(NO_PRIVILEGE)
    }
}

/// Any one of these, delegated or as an app role.
fn needs(token: &AccessClaims, permissions: &[&str]) -> Result<(), Denied> {
    let scopes = token.scp.as_deref().unwrap_or_default().split(' ');
    let held = scopes.chain(token.roles.iter().map(String::as_str)).any(|held| permissions.contains(&held));
    if held { Ok(()) } else { Err(NO_PRIVILEGE) }
}

fn too_many(retry_after_s: u32, now: Moment) -> GraphReply {
    let body = error_body("TooManyRequests", "Too many requests. Try again later.", now);
    GraphReply { status: StatusCode::TOO_MANY_REQUESTS, retry_after_s: Some(retry_after_s), body }
}

/// Which object a path names, by either of its ids.
enum Key<'a> {
    AppId(&'a str),
    Object(&'a str),
}

/// Splits `/{id}/…` and `(appId='…')/…` into the object and the rest.
fn keyed(rest: &str) -> Option<(Key<'_>, &str)> {
    if let Some(rest) = rest.strip_prefix("(appId='") {
        let (app_id, tail) = rest.split_once("')")?;
        return Some((Key::AppId(app_id), tail));
    }
    let rest = rest.strip_prefix('/')?;
    let (object_id, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Some((Key::Object(object_id), tail))
}

/// The value of `key eq 'value'`.
fn filter_value<'a>(filter: Option<&'a str>, key: &str) -> Option<&'a str> {
    filter?
        .trim()
        .strip_prefix(key)?
        .trim_start()
        .strip_prefix("eq")?
        .trim()
        .strip_prefix('\'')?
        .strip_suffix('\'')
}

/// What `$select` leaves of an object.
fn selected(mut object: Value, select: Option<&str>) -> Value {
    if let (Some(select), Some(fields)) = (select, object.as_object_mut()) {
        fields.retain(|field, _| select.split(',').any(|wanted| wanted.trim() == field));
    }
    object
}

fn list(value: Vec<Value>) -> Value {
    json!({ "value": value })
}

fn error_body(code: &str, message: &str, now: Moment) -> Value {
    let id = Uuid::new_v4().to_string();
    let date = now.stamp().replace(' ', "T").replace('Z', "");
    json!({"error": {"code": code, "message": message,
        "innerError": {"date": date, "request-id": id, "client-request-id": id}}})
}
