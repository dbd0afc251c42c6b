//! Discovery documents, for one tenant and for `organizations`.

use serde_json::{Value, json};

use crate::authorize::visit::known_tenant;
use crate::organization::{DOMAIN, TENANT};
use crate::refusal::Refusal;
use crate::site::Site;

/// The issuer that a path segment stands for: the tenant's own, or the template with `{tenantid}`.
pub(crate) fn issuer(site: &Site, tenant: &str) -> String {
    if [TENANT, DOMAIN].iter().any(|own| own.eq_ignore_ascii_case(tenant)) {
        site.issuer.clone()
    } else {
        format!("{}/{{tenantid}}/v2.0", site.base)
    }
}

/// `/.well-known/openid-configuration`.
pub(crate) fn document(site: &Site, tenant: &str) -> Result<Value, Refusal> {
    known_tenant(tenant)?;
    let segment = if tenant.eq_ignore_ascii_case(DOMAIN) { TENANT } else { tenant };
    let at = |path: &str| format!("{}/{segment}{path}", site.base);
    Ok(json!({
        "issuer": issuer(site, tenant),
        "authorization_endpoint": at("/oauth2/v2.0/authorize"),
        "token_endpoint": at("/oauth2/v2.0/token"),
        "end_session_endpoint": at("/oauth2/v2.0/logout"),
        "jwks_uri": at("/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "preferred_username", "name", "oid", "tid", "ver", "email"],
        "http_logout_supported": true,
        "frontchannel_logout_supported": false,
        "tenant_region_scope": "EU",
        "cloud_instance_name": "127.0.0.1",
        "msgraph_host": format!("127.0.0.1:{}", site.port),
    }))
}
