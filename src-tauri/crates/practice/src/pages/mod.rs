//! The pages, drawn by hand: plain HTML and CSS, marked PRACTICE, no script but one line on the answer page.

pub(crate) mod approval;
pub(crate) mod portal;
pub(crate) mod sign_in;

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::moment::Moment;
use crate::refusal::Refusal;

const STYLE: &str = include_str!("style.css");
/// Entra's own answer page sends itself off too; the button is for browsers without script.
const SUBMIT: &str = "document.forms[0].submit()";

/// Everything on a page is its own: only the style and the one script above may run.
// `form-action` governs the redirects that follow a form too, so the loopback redirects must be in it.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' http://127.0.0.1:* http://localhost:*",
        hash(STYLE),
        hash(SUBMIT),
    )
});

/// Sends a page.
pub(crate) fn respond(status: StatusCode, markup: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY.as_str()),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, markup.into_string()).into_response()
}

/// The frame of every page.
pub(crate) fn frame(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body {
                (band())
                main { h1 { (title) } (content) }
            }
        }
    }
}

/// The frame of pages with a menu, which bring their own `main` with the id `content`.
pub(crate) fn wide_frame(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body {
                a.skip href="#content" { "Skip to content" }
                (band())
                div.wide { (content) }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) " - Practice" }
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn band() -> Markup {
    html! { header.band { strong { "PRACTICE" } " A pretend organization. Nothing here is real." } }
}

/// The form that carries an answer to the app.
pub(crate) fn form_post(target: &str, params: &[(&'static str, String)]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Going back to the app - Practice" } }
            body {
                form method="post" action=(target) {
                    @for (name, value) in params { input type="hidden" name=(name) value=(value); }
                    noscript { button #continue type="submit" { "Continue" } }
                }
                script { (PreEscaped(SUBMIT)) }
            }
        }
    }
}

/// An error page with its number.
pub(crate) fn error(refusal: &Refusal, now: Moment) -> Markup {
    frame(
        "We can't sign you in",
        &html! {
            p.problem #error-code { (refusal.headline()) }
            dl {
                @for (name, value) in refusal.traces(now) { dt { (name) } dd { (value) } }
            }
            p { "This page stays here. The app is not told about it." }
        },
    )
}

/// A short page with nothing to do.
pub(crate) fn note(title: &str, text: &str) -> Markup {
    frame(title, &html! { p { (text) } })
}
