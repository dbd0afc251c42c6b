//! The calls of Microsoft Graph that setting up needs, each with the permission it takes (`entra-consent.md` 6.1).

use axum::http::StatusCode;
use serde_json::{Value, json};
use usher_domain::permissions::catalogue;
use usher_domain::profile::PermissionKind;
use uuid::Uuid;

use crate::client::{Client, GRAPH_APP_ID};
use crate::grants::Covers;
use crate::keys::KEYS;
use crate::moment::Moment;
use crate::organization::{DOMAIN, NAME, Organization, TENANT};
use crate::people::{PEOPLE, person_by_id};
use crate::settings::{AppState, Service, UserConsent};
use crate::token::claims::{AccessClaims, GRAPH_AUDIENCE};

/// The object id of Microsoft Graph's own service principal here.
const GRAPH_OBJECT_ID: &str = "c2d94b7e-61f0-4c1f-8a35-90be1d7a3c00";

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
        if let Some(id) = request.path.strip_prefix("servicePrincipals/") {
            return self.app_role_assignments(id, token, now);
        }
        if let Some(app_id) = call_argument(request.path, "servicePrincipals", "appId") {
            needs(token, &["Application.Read.All", "Directory.Read.All"])?;
            return self.service_principal(app_id).ok_or(NOT_FOUND);
        }
        if let Some(user) = request.path.strip_prefix("users/") {
            return self.online_meetings(user, token);
        }
        match request.path {
            "me" => self.me(token),
            "organization" => {
                needs(token, &["User.Read", "Organization.Read.All", "Directory.Read.All"])?;
                let domain = json!({"name": DOMAIN, "isDefault": true, "isInitial": true, "type": "Managed"});
                Ok(list(vec![json!({"id": TENANT, "displayName": NAME, "verifiedDomains": [domain]})]))
            }
            "me/transitiveMemberOf" => self.member_of(token),
            "servicePrincipals" => {
                needs(token, &["Application.Read.All", "Directory.Read.All"])?;
                let app_id = filter_value(request.filter, "appId").ok_or(NOT_SERVED)?;
                Ok(list(self.service_principal(app_id).into_iter().collect()))
            }
            "oauth2PermissionGrants" => {
                needs(token, &["Directory.Read.All", "DelegatedPermissionGrant.ReadWrite.All"])?;
                let object_id = filter_value(request.filter, "clientId").ok_or(NOT_SERVED)?;
                Ok(list(self.permission_grants(object_id, now)))
            }
            "policies/authorizationPolicy" => {
                needs(token, &["Policy.Read.All"])?;
                Ok(self.authorization_policy())
            }
            "policies/adminConsentRequestPolicy" => {
                needs(token, &["Policy.Read.All"])?;
                let on = self.settings.request_box;
                Ok(json!({"isEnabled": on, "notifyReviewers": on, "remindersEnabled": on,
                    "requestDurationInDays": 30, "version": 0, "reviewers": []}))
            }
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
        let role = |role: &crate::people::Role| {
            json!({"@odata.type": "#microsoft.graph.directoryRole", "displayName": role.name(),
                "roleTemplateId": role.template_id()})
        };
        Ok(list(who.roles.iter().map(role).collect()))
    }

    fn service_principal(&self, app_id: &str) -> Option<Value> {
        if app_id.eq_ignore_ascii_case(GRAPH_APP_ID) {
            return Some(
                json!({"id": GRAPH_OBJECT_ID, "appId": GRAPH_APP_ID, "displayName": "Microsoft Graph",
                "accountEnabled": true}),
            );
        }
        if self.settings.app == AppState::Unknown {
            return None;
        }
        let client = Client::by_id(app_id)?;
        let enabled = self.settings.app != AppState::Disabled && !self.blocked;
        let publisher = self.settings.publisher_verified.then_some("Harbour Software");
        Some(json!({
            "id": client.object_id(),
            "appId": client.id(),
            "displayName": self.settings.app_name,
            "accountEnabled": enabled,
            "appRoleAssignmentRequired": self.settings.assigned.is_some(),
            "verifiedPublisher": {"displayName": publisher},
        }))
    }

    fn permission_grants(&self, object_id: &str, now: Moment) -> Vec<Value> {
        let Some(client) = Client::ALL.into_iter().find(|c| c.object_id().eq_ignore_ascii_case(object_id))
        else {
            return Vec::new();
        };
        let grant = |(index, grant): (usize, &crate::grants::Grant)| {
            let (consent_type, principal) = match grant.covers {
                Covers::Everyone => ("AllPrincipals", None),
                Covers::Person(object_id) => ("Principal", Some(object_id)),
            };
            let scopes: Vec<&str> = grant.scopes.iter().map(String::as_str).collect();
            json!({"id": format!("{object_id}-{index}"), "clientId": client.object_id(), "consentType": consent_type,
                "principalId": principal, "resourceId": GRAPH_OBJECT_ID, "scope": scopes.join(" ")})
        };
        self.grants.list(client, now).into_iter().enumerate().map(grant).collect()
    }

    fn app_role_assignments(&self, rest: &str, token: &AccessClaims, now: Moment) -> Result<Value, Denied> {
        needs(token, &["Application.Read.All", "Directory.Read.All"])?;
        let object_id = rest.strip_suffix("/appRoleAssignments").ok_or(NOT_SERVED)?;
        let client = Client::ALL
            .into_iter()
            .find(|c| c.object_id().eq_ignore_ascii_case(object_id))
            .ok_or(NOT_FOUND)?;
        let assignment = |role: &String| {
            let known = catalogue().find(role, PermissionKind::Application)?;
            Some(json!({"id": format!("{object_id}-{role}"), "principalId": client.object_id(),
                "principalType": "ServicePrincipal", "resourceId": GRAPH_OBJECT_ID,
                "resourceDisplayName": "Microsoft Graph", "appRoleId": known.id}))
        };
        Ok(list(self.grants.roles(client, now).iter().filter_map(assignment).collect()))
    }

    fn authorization_policy(&self) -> Value {
        let assigned: &[&str] = match self.settings.user_consent {
            UserConsent::Off => &[],
            UserConsent::LowRisk => &["ManagePermissionGrantsForSelf.microsoft-user-default-low"],
            UserConsent::MicrosoftManaged => &[
                "ManagePermissionGrantsForSelf.microsoft-user-default-recommended",
                "ManagePermissionGrantsForSelf.microsoft-user-default-allow-consent-apps",
            ],
            UserConsent::Legacy => &["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"],
            UserConsent::Custom => &["ManagePermissionGrantsForSelf.brightwater-own-policy"],
        };
        json!({"id": "authorizationPolicy",
            "defaultUserRolePermissions": {"permissionGrantPoliciesAssigned": assigned}})
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

/// Any one of these, delegated or as an app role.
fn needs(token: &AccessClaims, permissions: &[&str]) -> Result<(), Denied> {
    let scopes = token.scp.as_deref().unwrap_or_default().split(' ');
    let held = scopes.chain(token.roles.iter().map(String::as_str)).any(|held| permissions.contains(&held));
    if held { Ok(()) } else { Err(NO_PRIVILEGE) }
}

/// `appId` of `servicePrincipals(appId='…')`.
fn call_argument<'a>(path: &'a str, set: &str, key: &str) -> Option<&'a str> {
    path.strip_prefix(set)?.strip_prefix('(')?.strip_prefix(key)?.strip_prefix("='")?.strip_suffix("')")
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
