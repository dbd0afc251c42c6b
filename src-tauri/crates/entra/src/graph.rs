//! Asks Microsoft Graph, on the authority's own host only, with bounds on everything.

use reqwest::{Method, Request, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;
use usher_domain::ids::{ObjectId, TenantId};

use crate::authority::{Authority, has_no_user};
use crate::error::{EntraError, GraphError};
use crate::http::Http;
use crate::secret::AccessToken;

/// A list that goes on after these is not read at all: a part of it must not pass for the whole.
const MOST_PAGES: usize = 20;
const VERSIONS: [&str; 2] = ["/v1.0/", "/beta/"];

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

/// Graph, asked with one token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Graph<'a> {
    pub(crate) http: &'a Http,
    pub(crate) authority: &'a Authority,
    pub(crate) access: &'a AccessToken,
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

impl Graph<'_> {
    pub(crate) async fn me(self) -> Result<Me, GraphError> {
        self.get(self.address("v1.0/me?$select=id,displayName,userPrincipalName,mail")?).await
    }

    pub(crate) async fn organization(self) -> Result<Organization, GraphError> {
        let rows = self.first_page("v1.0/organization?$select=id,displayName").await?;
        rows.into_iter().next().ok_or(GraphError::Entra(EntraError::OddAnswer))
    }

    /// Reads the start of a list.
    pub(crate) async fn first_page<T: DeserializeOwned>(self, path: &str) -> Result<Vec<T>, GraphError> {
        let page: Page<T> = self.get(self.address(path)?).await?;
        Ok(page.value)
    }

    /// Reads a whole list, page after page.
    pub(crate) async fn list<T: DeserializeOwned>(self, path: &str) -> Result<Vec<T>, GraphError> {
        let mut items = Vec::new();
        let mut address = self.address(path)?;
        for _ in 0..MOST_PAGES {
            let page: Page<T> = self.get(address).await?;
            items.extend(page.value);
            match page.next {
                None => return Ok(items),
                Some(next) => address = self.own(&next)?,
            }
        }
        Err(EntraError::TooLarge.into())
    }

    /// An address below Graph's, with its version; a path that leads anywhere else is refused (S23).
    pub(crate) fn address(self, path: &str) -> Result<Url, EntraError> {
        let address = self.authority.graph().and_then(|graph| graph.join(path).ok());
        let address = address.ok_or(EntraError::AddressNotAllowed)?;
        let has_version = VERSIONS.iter().any(|version| address.path().starts_with(version));
        if has_version && self.is_own(&address) { Ok(address) } else { Err(EntraError::AddressNotAllowed) }
    }

    /// A page's link to the next one; the token goes nowhere but to the host that it is for (S23).
    fn own(self, next: &str) -> Result<Url, EntraError> {
        let next = Url::parse(next).map_err(|_| EntraError::OddAnswer)?;
        if self.is_own(&next) { Ok(next) } else { Err(EntraError::AddressNotAllowed) }
    }

    fn is_own(self, address: &Url) -> bool {
        has_no_user(address) && self.authority.graph().is_some_and(|graph| graph.origin() == address.origin())
    }

    /// A request with the token, to be filled and [`built`].
    pub(crate) fn request(self, method: Method, address: Url) -> RequestBuilder {
        self.http.client().request(method, address).bearer_auth(self.access.expose())
    }

    async fn get<T: DeserializeOwned>(self, address: Url) -> Result<T, GraphError> {
        let answer = self.http.patiently(built(self.request(Method::GET, address))?).await?;
        match answer.status {
            200 => Ok(answer.json()?),
            401 => Err(GraphError::SignInRanOut),
            403 | 404 => Err(GraphError::NotAllowed),
            _ => Err(EntraError::OddAnswer.into()),
        }
    }
}

/// Fails for a token with signs that a header can't hold.
pub(crate) fn built(request: RequestBuilder) -> Result<Request, EntraError> {
    request.build().map_err(|_| EntraError::OddAnswer)
}
