//! What a visit ends in: a page, or an answer sent to the app's redirect address.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use url::Url;

use crate::pages;

/// How the answer travels (`entra-consent.md` 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// An answer for the app.
pub(crate) struct Answer {
    pub(crate) redirect_uri: String,
    pub(crate) mode: ResponseMode,
    pub(crate) params: Vec<(&'static str, String)>,
}

/// What a visit ends in.
pub(crate) enum Outcome {
    /// A page.
    Page(StatusCode, Markup),
    /// To the app.
    Answer(Answer),
}

impl Outcome {
    pub(crate) fn page(markup: Markup) -> Self {
        Self::Page(StatusCode::OK, markup)
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        match self {
            Self::Page(status, markup) => pages::respond(status, markup),
            Self::Answer(answer) => answer.into_response(),
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Ok(mut target) = Url::parse(&self.redirect_uri) else {
            // Only registered addresses get here, and those parse.
            return StatusCode::BAD_REQUEST.into_response();
        };
        match self.mode {
            ResponseMode::Query => {
                target.query_pairs_mut().extend_pairs(&self.params);
                found(target.as_str())
            }
            ResponseMode::Fragment => {
                let mut fragment = url::form_urlencoded::Serializer::new(String::new());
                fragment.extend_pairs(&self.params);
                target.set_fragment(Some(&fragment.finish()));
                found(target.as_str())
            }
            ResponseMode::FormPost => {
                pages::respond(StatusCode::OK, pages::form_post(target.as_str(), &self.params))
            }
        }
    }
}

/// `302 Found`, as Entra sends it; after a POST a browser goes on with GET.
pub(crate) fn found(target: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, target), (header::CACHE_CONTROL, "no-store")]).into_response()
}
