//! The two reads of Microsoft Graph that sign-in needs.

use reqwest::{Method, Request};
use serde::Deserialize;
use usher_domain::ids::{ObjectId, TenantId};

use crate::authority::Authority;
use crate::error::{EntraError, GraphError};
use crate::http::Http;
use crate::secret::AccessToken;

/// The person that Graph sees behind a token. `id` must equal the ID token's `oid` (S29).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The directory object.
    pub id: ObjectId,
    /// The name to show.
    #[serde(default, rename = "displayName")]
    pub name: Option<String>,
    /// The sign-in name, to show only (S28).
    #[serde(rename = "userPrincipalName")]
    pub username: String,
    /// The mail address.
    #[serde(default)]
    pub mail: Option<String>,
}

/// The person's organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Organization {
    /// The tenant.
    pub id: TenantId,
    /// The name to show.
    #[serde(default, rename = "displayName")]
    pub name: Option<String>,
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
}

pub(crate) async fn me(http: &Http, authority: &Authority, access: &AccessToken) -> Result<Me, GraphError> {
    get(http, authority, access, "v1.0/me?$select=id,displayName,userPrincipalName,mail").await
}

pub(crate) async fn organization(
    http: &Http,
    authority: &Authority,
    access: &AccessToken,
) -> Result<Organization, GraphError> {
    let page: Page<Organization> =
        get(http, authority, access, "v1.0/organization?$select=id,displayName").await?;
    page.value.into_iter().next().ok_or(GraphError::Entra(EntraError::OddAnswer))
}

async fn get<T: serde::de::DeserializeOwned>(
    http: &Http,
    authority: &Authority,
    access: &AccessToken,
    path: &str,
) -> Result<T, GraphError> {
    let address =
        authority.graph().and_then(|graph| graph.join(path).ok()).ok_or(EntraError::AddressNotAllowed)?;
    let request: Request = http
        .client()
        .request(Method::GET, address)
        .bearer_auth(access.expose())
        .build()
        // A token with signs that a header can't hold.
        .map_err(|_| EntraError::OddAnswer)?;
    let answer = http.patiently(request).await?;
    match answer.status {
        200 => Ok(answer.json()?),
        401 => Err(GraphError::SignInRanOut),
        403 | 404 => Err(GraphError::NotAllowed),
        _ => Err(EntraError::OddAnswer.into()),
    }
}
