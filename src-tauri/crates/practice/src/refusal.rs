//! Why the service says no: an AADSTS number with the OAuth words and the text that go with it.
//!
//! Numbers, `error` and `suberror` by `entra-consent.md` section 3, `aadsts.json` and the answers in `cases`.

use serde_json::{Value, json};
use usher_domain::situation::Situation;
use uuid::Uuid;

use crate::moment::Moment;

/// One refusal, ready to be shown, sent or returned.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) code: u32,
    /// The OAuth `error`.
    pub(crate) error: &'static str,
    pub(crate) suberror: Option<&'static str>,
    pub(crate) situation: Situation,
    text: String,
    trace: Uuid,
    correlation: Uuid,
}

/// Code, `error`, `suberror`, situation, text; `{}` takes the detail.
type Row = (u32, &'static str, Option<&'static str>, Situation, &'static str);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    (16000, "interaction_required", None, Situation::SignInRequired, "Either multiple user identities are available for the current request or selected account is not supported for the scenario."),
    (50011, "invalid_request", None, Situation::RedirectMismatch, "The redirect URI '{}' specified in the request does not match the redirect URIs configured for the application."),
    (50020, "access_denied", None, Situation::WrongTenant, "User account '{}' from another identity provider does not exist in tenant 'Brightwater' and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first."),
    (50027, "invalid_client", None, Situation::InvalidRequest, "Invalid JWT token. {}"),
    (50057, "login_required", None, Situation::UserBlocked, "The user account is disabled."),
    (50058, "login_required", None, Situation::SignInRequired, "A silent sign-in request was sent but no user is signed in."),
    (50074, "interaction_required", None, Situation::MfaOrPolicyBlock, "Strong Authentication is required."),
    (50076, "interaction_required", Some("basic_action"), Situation::MfaOrPolicyBlock, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{}'."),
    (50089, "invalid_request", None, Situation::SignInRequired, "Authentication failed due to flow token expired. Sign in again from the start."),
    (50105, "interaction_required", None, Situation::UserNotAssigned, "The signed in user '{}' is not assigned to a role for the application."),
    (50126, "invalid_grant", None, Situation::SignInRequired, "Error validating credentials due to invalid username or password."),
    (50147, "invalid_request", None, Situation::InvalidRequest, "Invalid size of Code_Challenge parameter."),
    (50148, "invalid_grant", None, Situation::InvalidRequest, "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE."),
    (53000, "interaction_required", Some("message_only"), Situation::MfaOrPolicyBlock, "Device is not in required device state: {}. Conditional Access policy requires a compliant device, and the device is not compliant."),
    (53003, "interaction_required", Some("message_only"), Situation::MfaOrPolicyBlock, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."),
    (54005, "invalid_grant", None, Situation::ExpiredGrant, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."),
    (65001, "interaction_required", Some("consent_required"), Situation::CanGrant, "The user or administrator has not consented to use the application with ID '{}'. Send an interactive authorization request for this user and resource."),
    (65004, "access_denied", None, Situation::UserDeclined, "User declined to consent to access the app."),
    (70000, "invalid_grant", Some("bad_token"), Situation::ExpiredGrant, "The provided authorization code or refresh token is malformed or not valid for this client."),
    (70003, "unsupported_grant_type", None, Situation::InvalidRequest, "The app requested an unsupported grant type '{}'."),
    (70005, "unsupported_response_type", None, Situation::InvalidRequest, "response_type '{}' is not enabled for the application."),
    (70008, "invalid_grant", None, Situation::ExpiredGrant, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."),
    (70011, "invalid_scope", None, Situation::InvalidRequest, "The provided request must include a valid 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. {}"),
    (90002, "invalid_tenant", None, Situation::WrongTenant, "Tenant '{}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."),
    (90008, "invalid_request", None, Situation::InvalidRequest, "The user or administrator has not consented to use the application with ID '{}'. This happened because application is misconfigured: it must require access to Microsoft Graph by specifying at least 'Sign in and read user profile' permission."),
    (90023, "invalid_request", None, Situation::InvalidRequest, "Unsupported value for the input parameter '{}'."),
    (90033, "temporarily_unavailable", None, Situation::ServiceUnavailable, "A transient error has occurred. Please try again."),
    (90055, "temporarily_unavailable", None, Situation::Throttled, "There are too many requests for this tenant. Try again later."),
    (500011, "invalid_resource", None, Situation::AppNotInTenant, "The resource principal named {} was not found in the tenant named Brightwater. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."),
    (500208, "access_denied", None, Situation::WrongAccountType, "The domain is not a valid login domain for the account type. You can't sign in here with the personal account '{}'; use a work or school account."),
    (650052, "invalid_client", None, Situation::AppNotInTenant, "The app needs access to a service (\"{}\") that your organization \"Brightwater\" has not subscribed to or enabled. Contact your IT Admin to review the configuration of your service subscriptions."),
    (650053, "invalid_client", None, Situation::InvalidRequest, "The application asked for scope '{}' that doesn't exist on the resource '00000003-0000-0000-c000-000000000000'."),
    (700005, "invalid_grant", None, Situation::InvalidRequest, "Provided Authorization Code is intended to use against other tenant, thus rejected."),
    (700016, "unauthorized_client", None, Situation::AppNotFound, "Application with identifier '{}' was not found in the directory 'Brightwater'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."),
    (700024, "invalid_client", None, Situation::InvalidRequest, "Client assertion is not within its valid time range. {}"),
    (700025, "invalid_client", None, Situation::InvalidRequest, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
    (700027, "invalid_client", None, Situation::SecretInvalid, "Client assertion contains an invalid signature. {}"),
    (700082, "invalid_grant", Some("token_expired"), Situation::ExpiredGrant, "The refresh token has expired due to inactivity."),
    (900144, "invalid_request", None, Situation::InvalidRequest, "The request body must contain the following parameter: '{}'."),
    (900941, "access_denied", None, Situation::NeedsAdminApproval, "An administrator has set a policy that prevents you from granting this application, because it is considered risky, the permissions it is requesting."),
    (900981, "access_denied", None, Situation::NeedsAdminApprovalRequest, "An admin consent request was received for a risky app."),
    (1002012, "invalid_scope", None, Situation::InvalidRequest, "The provided value for scope {} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."),
    (1003031, "access_denied", None, Situation::InvalidRequest, "Misconfigured required resource access in client application registration '{}'."),
    (7000112, "unauthorized_client", None, Situation::AppDisabled, "Application '{}' is disabled."),
    (7000215, "invalid_client", None, Situation::SecretInvalid, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'."),
    (7000218, "invalid_client", None, Situation::SecretMissing, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
    (7000222, "invalid_client", None, Situation::SecretExpired, "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."),
    (7000229, "invalid_client", None, Situation::AppNotInTenant, "The client application {} is missing service principal in the tenant b51d7e2a-4c0f-4a6e-8f3b-1c9d0e7a5f21. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119."),
    (9001023, "invalid_request", None, Situation::InvalidRequest, "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint."),
    (9002313, "invalid_request", None, Situation::InvalidRequest, "Invalid request. Request is malformed or invalid."),
    (9002327, "invalid_request", None, Situation::InvalidRequest, "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."),
    (9000411, "invalid_request", None, Situation::InvalidRequest, "The request is not properly formatted. The parameter '{}' is duplicated."),
];

impl Refusal {
    /// The refusal with this number; `detail` names what it is about.
    pub(crate) fn new(code: u32, detail: &str) -> Self {
        let (_, error, suberror, situation, text) =
            TABLE.iter().find(|row| row.0 == code).expect("every number used is in the table");
        Self {
            code,
            error,
            suberror: *suberror,
            situation: *situation,
            text: text.replace("{}", detail),
            trace: Uuid::new_v4(),
            correlation: Uuid::new_v4(),
        }
    }

    /// The same refusal under another OAuth `error`, where endpoints differ.
    pub(crate) fn under(mut self, error: &'static str) -> Self {
        self.error = error;
        self
    }

    /// `AADSTS65004: …` without the trace lines.
    pub(crate) fn headline(&self) -> String {
        format!("AADSTS{}: {}", self.code, self.text)
    }

    /// The trace lines, for the error page.
    pub(crate) fn traces(&self, now: Moment) -> [(&'static str, String); 3] {
        [
            ("Trace ID", self.trace.to_string()),
            ("Correlation ID", self.correlation.to_string()),
            ("Timestamp", now.stamp()),
        ]
    }

    /// The whole `error_description`.
    pub(crate) fn description(&self, now: Moment) -> String {
        let mut text = self.headline();
        for (name, value) in self.traces(now) {
            text.push_str("\r\n");
            text.push_str(name);
            text.push_str(": ");
            text.push_str(&value);
        }
        text
    }

    /// The JSON body of the token endpoint and of discovery.
    pub(crate) fn body(&self, base: &str, now: Moment) -> Value {
        let mut body = json!({
            "error": self.error,
            "error_description": self.description(now),
            "error_codes": [self.code],
            "timestamp": now.stamp(),
            "trace_id": self.trace.to_string(),
            "correlation_id": self.correlation.to_string(),
            "error_uri": self.uri(base),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = suberror.into();
        }
        body
    }

    /// The address that explains the number.
    pub(crate) fn uri(&self, base: &str) -> String {
        format!("{base}/error?code={}", self.code)
    }
}

#[cfg(test)]
pub(crate) fn known_codes() -> impl Iterator<Item = u32> {
    TABLE.iter().map(|row| row.0)
}

#[cfg(test)]
mod tests {
    use super::{Refusal, known_codes};
    use crate::moment::Moment;

    #[test]
    fn the_body_has_every_field_that_entra_sends() {
        let body = Refusal::new(70008, "").body("http://127.0.0.1:1", Moment(0));

        for field in [
            "error",
            "error_description",
            "error_codes",
            "timestamp",
            "trace_id",
            "correlation_id",
            "error_uri",
        ] {
            assert!(body.get(field).is_some(), "{field}");
        }
        let description = body["error_description"].as_str().unwrap_or_default();
        assert!(description.starts_with("AADSTS70008: "));
        assert!(description.contains("\r\nTrace ID: "));
        assert!(description.ends_with("\r\nTimestamp: 1970-01-01 00:00:00Z"));
    }

    #[test]
    fn no_number_is_listed_twice() {
        let mut codes: Vec<u32> = known_codes().collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();

        assert_eq!(codes.len(), all);
    }
}
