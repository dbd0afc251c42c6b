//! Why Graph says no.

use std::borrow::Cow;

use axum::http::StatusCode;

/// A refusal: status, code and words.
pub(super) struct Denied {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: Cow<'static, str>,
}

const fn denied(status: StatusCode, code: &'static str, message: &'static str) -> Denied {
    Denied { status, code, message: Cow::Borrowed(message) }
}

pub(super) const NO_TOKEN: Denied = denied(
    StatusCode::UNAUTHORIZED,
    "InvalidAuthenticationToken",
    "Access token is empty or could not be validated.",
);
pub(super) const EXPIRED: Denied = denied(
    StatusCode::UNAUTHORIZED,
    "InvalidAuthenticationToken",
    "Lifetime validation failed, the token is expired.",
);
pub(super) const NO_PRIVILEGE: Denied = denied(
    StatusCode::FORBIDDEN,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
);
/// Exchange's words for the same.
pub(super) const ACCESS_DENIED: Denied =
    denied(StatusCode::FORBIDDEN, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
pub(super) const NOT_FOUND: Denied = denied(
    StatusCode::NOT_FOUND,
    "Request_ResourceNotFound",
    "Resource does not exist or one of its queried reference-property objects are not present.",
);
pub(super) const NOT_SERVED: Denied = denied(
    StatusCode::BAD_REQUEST,
    "BadRequest",
    "Resource not found for the segment, or the request is not supported by the practice organization.",
);
pub(super) const DELEGATED_ONLY: Denied = denied(
    StatusCode::BAD_REQUEST,
    "BadRequest",
    "/me request is only valid with delegated authentication flow.",
);
/// Meetings have no list: a filter must name one (learn.microsoft.com/graph/api/onlinemeeting-get).
pub(super) const NO_FILTER: Denied = denied(
    StatusCode::BAD_REQUEST,
    "InvalidArgument",
    "Filter expression expected - /onlineMeetings?$filter=JoinWebUrl eq '{joinWebUrl}'.",
);
pub(super) const NO_MEETING: Denied =
    denied(StatusCode::NOT_FOUND, "NotFound", "3004: Specified meeting is not found");
/// learn.microsoft.com/graph/api/callrecords-cloudcommunications-list-callrecords: `$select` and `$filter` only.
pub(super) const NO_TOP: Denied =
    denied(StatusCode::BAD_REQUEST, "BadRequest", "Query option 'Top' is not allowed.");
/// Where a person is named by user name in place of the object id (`entra-consent.md` 8.3).
pub(super) const UNKNOWN_ERROR: Denied = denied(StatusCode::NOT_FOUND, "UnknownError", "");
pub(super) const UNAVAILABLE: Denied = denied(
    StatusCode::SERVICE_UNAVAILABLE,
    "ServiceUnavailable",
    "The service is temporarily unavailable. Try again later.",
);
pub(super) const PAYMENT_REQUIRED: Denied = denied(
    StatusCode::PAYMENT_REQUIRED,
    "PaymentRequired",
    "Evaluation capacity has been exceeded. Add a valid subscription to continue using this API.",
);
pub(super) const WRONG_METHOD: Denied = denied(
    StatusCode::METHOD_NOT_ALLOWED,
    "Request_BadRequest",
    "Specified HTTP method is not allowed for the request target.",
);
pub(super) const NOT_JSON: Denied = denied(
    StatusCode::BAD_REQUEST,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
);
pub(super) const QUOTA: Denied = denied(
    StatusCode::FORBIDDEN,
    "Directory_QuotaExceeded",
    "The directory object quota limit for the Tenant has been exceeded.",
);
pub(super) const NO_SECRETS: Denied = denied(
    StatusCode::BAD_REQUEST,
    "CredentialTypeNotAllowedAsPerAppPolicy",
    "Credential type not allowed as per assigned policy 'Brightwater app management policy'.",
);

/// A request with something wrong in it.
pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Denied {
    Denied { status: StatusCode::BAD_REQUEST, code: "Request_BadRequest", message: message.into() }
}

/// Teams' words for a missing permission.
pub(super) fn missing_role(one_of: &[&str], held: &[String]) -> Denied {
    let message = format!(
        "Missing role permissions on the request. API requires one of '{}'. Roles on the request '{}'.",
        one_of.join(", "),
        held.join(", ")
    );
    Denied { status: StatusCode::FORBIDDEN, code: "Forbidden", message: message.into() }
}

/// Teams' application access policies do not cover this person (`entra-consent.md` 8.3).
pub(super) fn no_policy(app: &str) -> Denied {
    let message = format!("No application access policy found for this app {app} on the user.");
    Denied { status: StatusCode::FORBIDDEN, code: "Forbidden", message: message.into() }
}
