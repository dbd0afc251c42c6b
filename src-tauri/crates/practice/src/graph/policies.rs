//! Consent policies and requests. Setting them takes an admin, and so does reading (`entra-consent.md` 5 and 6.1).

use serde_json::{Value, json};

use super::denied::{Denied, NOT_FOUND, NOT_SERVED};
use super::{list, needs, needs_a_person_who};
use crate::client::Client;
use crate::organization::Organization;
use crate::people::{PEOPLE, Person};
use crate::requests::{ConsentRequest, DURATION_DAYS};
use crate::settings::UserConsent;
use crate::token::claims::AccessClaims;
use crate::truth::RequestState;

impl Organization {
    /// `policies/authorizationPolicy`: who may consent for themselves (5.1).
    pub(super) fn authorization_policy(&self, token: &AccessClaims) -> Result<Value, Denied> {
        needs(token, &["Policy.Read.All"])?;
        needs_a_person_who(token, has_a_role)?;
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
        Ok(json!({"id": "authorizationPolicy",
            "defaultUserRolePermissions": {"permissionGrantPoliciesAssigned": assigned}}))
    }

    /// `policies/adminConsentRequestPolicy`: the admin consent workflow (5.5).
    pub(super) fn admin_consent_request_policy(&self, token: &AccessClaims) -> Result<Value, Denied> {
        needs(token, &["Policy.Read.All"])?;
        needs_a_person_who(token, has_a_role)?;
        let on = self.settings.request_box;
        let reviewer = |person: &Person| {
            json!({"query": format!("/users/{}", person.object_id), "queryType": "MicrosoftGraph",
                "queryRoot": null})
        };
        let reviewers: Vec<Value> =
            PEOPLE.iter().filter(|person| on && person.reviewer).map(reviewer).collect();
        Ok(json!({"isEnabled": on, "notifyReviewers": on, "remindersEnabled": on,
            "requestDurationInDays": DURATION_DAYS, "version": 0, "reviewers": reviewers}))
    }

    /// `identityGovernance/appConsent/appConsentRequests`, and the people behind one of them.
    pub(super) fn consent_requests(&self, rest: &str, token: &AccessClaims) -> Result<Value, Denied> {
        needs(token, &["ConsentRequest.Read.All"])?;
        needs_a_person_who(token, Person::opens_the_portal)?;
        if rest.is_empty() {
            let asked = Client::LISTED.into_iter().filter(|client| self.of(*client).next().is_some());
            return Ok(list(asked.map(|client| self.app_consent_request(client)).collect()));
        }
        let id = rest.strip_prefix('/').ok_or(NOT_SERVED)?;
        let (id, people) = match id.strip_suffix("/userConsentRequests") {
            Some(id) => (id, true),
            None => (id, false),
        };
        let is_this = |client: &Client| request_id(*client) == id && self.of(*client).next().is_some();
        let client = Client::LISTED.into_iter().find(is_this).ok_or(NOT_FOUND)?;
        if people {
            return Ok(list(self.of(client).map(user_consent_request).collect()));
        }
        Ok(self.app_consent_request(client))
    }

    fn of(&self, client: Client) -> impl Iterator<Item = &ConsentRequest> {
        self.requests.all().iter().filter(move |request| request.client == client)
    }

    fn app_consent_request(&self, client: Client) -> Value {
        let waiting = self.requests.waiting().filter(|request| request.client == client);
        let mut scopes: Vec<&str> = waiting
            .flat_map(|request| request.scopes.iter().chain(&request.roles).map(String::as_str))
            .collect();
        scopes.sort_unstable();
        scopes.dedup();
        let pending: Vec<Value> = scopes.into_iter().map(|scope| json!({"displayName": scope})).collect();
        json!({"id": request_id(client), "appId": client.id(),
            "appDisplayName": client.name(&self.settings.app_name), "consentType": "Dynamic",
            "pendingScopes": pending})
    }
}

fn has_a_role(person: &Person) -> bool {
    !person.roles.is_empty()
}

/// One for each app; the requests of people hang on it.
fn request_id(client: Client) -> String {
    client.object_id().replacen("c2d94b7e", "a7e15d02", 1)
}

fn user_consent_request(request: &ConsentRequest) -> Value {
    let status = match request.state {
        RequestState::Pending => "InProgress",
        RequestState::Expired => "Expired",
        RequestState::Approved | RequestState::Denied | RequestState::Blocked => "Completed",
    };
    json!({"id": format!("{:012}", request.number), "reason": request.reason, "status": status,
        "createdDateTime": request.sent_at.iso(),
        "createdBy": {"user": {"id": request.by.object_id, "displayName": request.by.display_name,
            "userPrincipalName": request.by.username}}})
}
