//! Making a principal, and granting it application permissions (`entra-consent.md` 6.4 and 8.1).

use axum::http::{Method, StatusCode};
use serde_json::Value;
use usher_domain::permissions::{GRAPH_APP_ID, catalogue};
use usher_domain::profile::PermissionKind;

use super::denied::{Denied, NOT_FOUND, NOT_JSON, NOT_SERVED, WRONG_METHOD, bad_request};
use super::directory::{GRAPH_OBJECT_ID, READS_APPS};
use super::{Answered, GraphRequest, Key, app_json, keyed, needs, needs_a_person_who};
use crate::organization::Organization;
use crate::people::Person;
use crate::registrations::guid;
use crate::token::claims::AccessClaims;

impl Organization {
    pub(super) fn write_principal(
        &mut self,
        rest: &str,
        request: &GraphRequest<'_>,
        token: &AccessClaims,
    ) -> Answered {
        let body = || request.body.as_ref().ok_or(NOT_JSON);
        if rest.is_empty() {
            needs(token, &["Application.ReadWrite.All"])?;
            needs_a_person_who(token, Person::manages_apps)?;
            return if *request.method == Method::POST {
                self.add_principal(body()?)
            } else {
                Err(WRONG_METHOD)
            };
        }
        let (key, tail) = keyed(rest).ok_or(NOT_SERVED)?;
        let at_graph = match key {
            Key::AppId(id) => id.eq_ignore_ascii_case(GRAPH_APP_ID),
            Key::Object(id) => id.eq_ignore_ascii_case(GRAPH_OBJECT_ID),
        };
        needs(token, &["AppRoleAssignment.ReadWrite.All"])?;
        needs(token, READS_APPS)?;
        needs_a_person_who(token, Person::approves_everything)?;
        match (request.method, tail) {
            (&Method::POST, "/appRoleAssignedTo") if at_graph => self.assign(body()?),
            (&Method::POST, "/appRoleAssignedTo") => Err(NOT_FOUND),
            (&Method::DELETE, tail) => {
                let id = tail
                    .strip_prefix("/appRoleAssignedTo/")
                    .or_else(|| tail.strip_prefix("/appRoleAssignments/"));
                self.unassign(id.ok_or(NOT_SERVED)?)
            }
            _ => Err(NOT_SERVED),
        }
    }

    fn add_principal(&mut self, body: &Value) -> Answered {
        let now = self.now();
        let app_id = body["appId"].as_str().unwrap_or_default();
        let unknown = || {
            bad_request(format!(
                "The appId '{app_id}' of the service principal does not reference a valid application object."
            ))
        };
        let app = guid(app_id).and_then(|id| self.registrations.by_client_mut(id)).ok_or_else(unknown)?;
        let client_id = app.client_id;
        if app.principal.is_some() {
            return Err(Denied {
                status: StatusCode::CONFLICT,
                code: "Request_MultipleObjectsWithSameKeyValue",
                message: format!(
                    "The service principal cannot be created, updated, or restored because the service principal \
                     name {client_id} is already in use."
                )
                .into(),
            });
        }
        app.ensure_principal(now);
        let principal = app.principal.as_ref().ok_or(NOT_FOUND)?;
        Ok((StatusCode::CREATED, app_json::principal(app, principal)))
    }

    fn assign(&mut self, body: &Value) -> Answered {
        let now = self.now();
        let shows_at = now.plus_s(self.settings.propagation_delay_s);
        let field = |name: &str| body[name].as_str().unwrap_or_default();
        if !field("resourceId").eq_ignore_ascii_case(GRAPH_OBJECT_ID) {
            return Err(bad_request("Not a valid reference update."));
        }
        let role = catalogue().by_id(field("appRoleId"), PermissionKind::Application).ok_or_else(|| {
            bad_request(format!("Permission being assigned was not found on application '{GRAPH_APP_ID}'."))
        })?;
        let (name, principal) = self.registrations.by_principal_mut(field("principalId")).ok_or(NOT_FOUND)?;
        if principal.has(&role.value) {
            return Err(bad_request("Permission being assigned already exists on the object"));
        }
        let at = principal.assignments.len();
        principal.assign(&role.value, now, shows_at);
        let made = app_json::assignment(name, principal, &principal.assignments[at]);
        Ok((StatusCode::CREATED, made.unwrap_or_default()))
    }

    fn unassign(&mut self, id: &str) -> Answered {
        if self.registrations.unassign(id) {
            Ok((StatusCode::NO_CONTENT, Value::Null))
        } else {
            Err(NOT_FOUND)
        }
    }
}
