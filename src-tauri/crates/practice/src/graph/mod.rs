//! The calls of Microsoft Graph that setting up needs, each with the permission it takes (`entra-consent.md` 6.1).

mod directory;
mod policies;

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::keys::KEYS;
use crate::moment::Moment;
use crate::organization::{DOMAIN, NAME, Organization, TENANT};
use crate::people::{PEOPLE, Person, Role, person_by_id};
use crate::settings::Service;
use crate::token::claims::{AccessClaims, GRAPH_AUDIENCE};

/// An answer of Graph.
pub(crate) struct GraphReply {
    pub(crate) status: StatusCode,
    pub(crate) retry_after_s: Option<u32>,
    pub(crate) body: Value,
}

/// Why Graph says no.
struct Denied {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
}

const NO_TOKEN: Denied = Denied {
    status: StatusCode::UNAUTHORIZED,
    code: "InvalidAuthenticationToken",
    message: "Access token is empty or could not be validated.",
};
const EXPIRED: Denied = Denied {
    status: StatusCode::UNAUTHORIZED,
    code: "InvalidAuthenticationToken",
    message: "Lifetime validation failed, the token is expired.",
};
const NO_PRIVILEGE: Denied = Denied {
    status: StatusCode::FORBIDDEN,
    code: "Authorization_RequestDenied",
    message: "Insufficient privileges to complete the operation.",
};
const NOT_FOUND: Denied = Denied {
    status: StatusCode::NOT_FOUND,
    code: "Request_ResourceNotFound",
    message: "Resource does not exist or one of its queried reference-property objects are not present.",
};
const NOT_SERVED: Denied = Denied {
    status: StatusCode::BAD_REQUEST,
    code: "BadRequest",
    message: "Resource not found for the segment, or the request is not supported by the practice organization.",
};
const DELEGATED_ONLY: Denied = Denied {
    status: StatusCode::BAD_REQUEST,
    code: "BadRequest",
    message: "/me request is only valid with delegated authentication flow.",
};
const NO_POLICY: Denied = Denied {
    status: StatusCode::FORBIDDEN,
    code: "Forbidden",
    message: "No application access policy found for this app on the user.",
};
const UNAVAILABLE: Denied = Denied {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "ServiceUnavailable",
    message: "The service is temporarily unavailable. Try again later.",
};

/// A request to Graph.
pub(crate) struct GraphRequest<'a> {
    /// After `/v1.0/`, decoded.
    pub(crate) path: &'a str,
    /// `$filter`, decoded.
    pub(crate) filter: Option<&'a str>,
    pub(crate) bearer: Option<&'a str>,
}

impl Organization {
    /// Answers a Graph request.
    pub(crate) fn graph(&mut self, request: &GraphRequest<'_>) -> GraphReply {
        let now = self.now();
        if let Service::Busy { retry_after_s, .. } = self.settings.service
            && request.path == "me"
            && self.busy_me > 0
        {
            self.busy_me -= 1;
            let body = error_body("TooManyRequests", "Too many requests. Try again later.", now);
            return GraphReply {
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after_s: Some(retry_after_s),
                body,
            };
        }
        let answered = if self.settings.service == Service::Down {
            Err(UNAVAILABLE)
        } else {
            self.read_token(request.bearer, now).and_then(|token| self.look_up(request, &token, now))
        };
        match answered {
            Ok(body) => GraphReply { status: StatusCode::OK, retry_after_s: None, body },
            Err(denied) => GraphReply {
                status: denied.status,
                retry_after_s: None,
                body: error_body(denied.code, denied.message, now),
            },
        }
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
        if let Some(rest) = request.path.strip_prefix("servicePrincipals") {
            return self.service_principals(rest, request.filter, token, now);
        }
        if let Some(rest) = request.path.strip_prefix("identityGovernance/appConsent/appConsentRequests") {
            return self.consent_requests(rest, token);
        }
        if let Some(user) = request.path.strip_prefix("users/") {
            return self.online_meetings(user, token);
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

    fn online_meetings(&self, rest: &str, token: &AccessClaims) -> Result<Value, Denied> {
        let user = rest.strip_suffix("/onlineMeetings").ok_or(NOT_SERVED)?;
        needs(token, &["OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"])?;
        PEOPLE.iter().find(|person| person.object_id.eq_ignore_ascii_case(user)).ok_or(NOT_FOUND)?;
        if self.settings.access_policy { Ok(list(Vec::new())) } else { Err(NO_POLICY) }
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

fn list(value: Vec<Value>) -> Value {
    json!({ "value": value })
}

fn error_body(code: &str, message: &str, now: Moment) -> Value {
    let id = Uuid::new_v4().to_string();
    let date = now.stamp().replace(' ', "T").replace('Z', "");
    json!({"error": {"code": code, "message": message,
        "innerError": {"date": date, "request-id": id, "client-request-id": id}}})
}
