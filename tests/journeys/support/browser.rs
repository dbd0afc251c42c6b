//! A person at a browser without scripts: follows redirects, keeps cookies, presses buttons.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// The pages a person can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    SignIn,
    PickAccount,
    Mfa,
    Permissions,
    RequestBox,
    RequestSent,
    AdminOnly,
    Error,
    /// Our own page: the answer has been handed back.
    Returned,
    Other,
}

/// A page as it came, with where it came from.
pub(crate) struct Shown {
    pub(crate) page: Page,
    html: String,
    at: Url,
}

/// One browser profile.
pub(crate) struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
    service: u16,
}

impl Browser {
    /// A fresh profile; `service` is the port of the sign-in service.
    pub(crate) fn new(service: u16) -> Self {
        let client =
            Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { client, cookies: BTreeMap::new(), service }
    }

    /// Opens `link` and follows it to the first page that wants something.
    pub(crate) async fn visit(&mut self, link: &str) -> Shown {
        let url = Url::parse(link).unwrap();
        let response = self.send(self.client.get(url.clone()), &url).await;
        self.follow(response, url).await
    }

    /// Presses the button with id `button`, after filling in `fields`.
    pub(crate) async fn press(&mut self, shown: &Shown, button: &str, fields: &[(&str, &str)]) -> Shown {
        let form = form_of(&shown.html, button).unwrap_or_else(|| panic!("no #{button} on\n{}", shown.html));
        self.send_form(shown, form, fields).await
    }

    /// Sends the page's only form, for pages whose buttons have no id.
    pub(crate) async fn submit(&mut self, shown: &Shown, fields: &[(&str, &str)]) -> Shown {
        let form = first_form(&shown.html).unwrap_or_else(|| panic!("no form on\n{}", shown.html));
        self.send_form(shown, form, fields).await
    }

    async fn send_form(&mut self, shown: &Shown, form: Form, fields: &[(&str, &str)]) -> Shown {
        let mut inputs = form.inputs;
        for (name, value) in fields {
            inputs.retain(|(known, _)| known != name);
            inputs.push(((*name).to_owned(), (*value).to_owned()));
        }
        let url = shown.at.join(&form.action).unwrap();
        let request = if form.post {
            self.client.post(url.clone()).form(&inputs)
        } else {
            self.client.get(url.clone()).query(&inputs)
        };
        let response = self.send(request, &url).await;
        self.follow(response, url).await
    }

    /// Whether the page has a button with this id.
    pub(crate) fn has(&self, shown: &Shown, button: &str) -> bool {
        form_of(&shown.html, button).is_some()
    }

    async fn send(&mut self, request: reqwest::RequestBuilder, url: &Url) -> Response {
        // Cookies belong to the service alone; its host is the listener's host too.
        let ours = url.port() == Some(self.service);
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if ours { request.header(COOKIE, jar.join("; ")) } else { request };
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response
    }

    async fn follow(&mut self, mut response: Response, mut at: Url) -> Shown {
        for _ in 0..20 {
            if response.status().is_redirection() {
                at = at.join(response.headers()[LOCATION].to_str().unwrap()).unwrap();
                let request = self.client.get(at.clone());
                response = self.send(request, &at).await;
                continue;
            }
            let status = response.status();
            let html = response.text().await.unwrap();
            let Some((action, inputs)) = returning_form(&html, &at, self.service) else {
                let page = page_of(&html, status, at.port() == Some(self.service));
                return Shown { page, html, at };
            };
            at = action;
            let request = self.client.post(at.clone()).form(&inputs).header("Origin", "null");
            response = self.send(request, &at).await;
        }
        panic!("more than 20 steps, last at {at}");
    }
}

impl Shown {
    /// What the element with id `id` says.
    pub(crate) fn text_of(&self, id: &str) -> String {
        let document = Html::parse_document(&self.html);
        let element = document.select(&select(&format!("#{id}"))).next();
        let element = element.unwrap_or_else(|| panic!("no #{id} on\n{}", self.html));
        element.text().collect::<String>().trim().to_owned()
    }

    /// Everything that can be read on the page, as it would be copied.
    pub(crate) fn text(&self) -> String {
        let document = Html::parse_document(&self.html);
        let body = document.select(&select("body")).next().unwrap();
        body.text().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

struct Form {
    action: String,
    post: bool,
    inputs: Vec<(String, String)>,
}

fn select(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

fn inputs_of(form: ElementRef<'_>) -> Vec<(String, String)> {
    let mut inputs = Vec::new();
    for input in form.select(&select("input, textarea")) {
        let element = input.value();
        let kind = element.attr("type").unwrap_or("text");
        let unticked = matches!(kind, "checkbox" | "radio") && element.attr("checked").is_none();
        if let (Some(name), false) = (element.attr("name"), unticked || kind == "submit") {
            inputs.push((name.to_owned(), element.attr("value").unwrap_or_default().to_owned()));
        }
    }
    inputs
}

fn form_of(html: &str, button: &str) -> Option<Form> {
    let document = Html::parse_document(html);
    let pressed = document.select(&select(&format!("#{button}"))).next()?;
    if let Some(href) = pressed.value().attr("href") {
        return Some(Form { action: href.to_owned(), post: false, inputs: vec![] });
    }
    let form = pressed.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "form")?;
    let mut inputs = inputs_of(form);
    if let Some(name) = pressed.value().attr("name") {
        inputs.push((name.to_owned(), pressed.value().attr("value").unwrap_or_default().to_owned()));
    }
    let action =
        pressed.value().attr("formaction").or_else(|| form.value().attr("action")).unwrap_or_default();
    let post = form.value().attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post"));
    Some(Form { action: action.to_owned(), post, inputs })
}

fn first_form(html: &str) -> Option<Form> {
    let document = Html::parse_document(html);
    let form = document.select(&select("form")).next()?;
    let post = form.value().attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post"));
    let action = form.value().attr("action").unwrap_or_default().to_owned();
    Some(Form { action, post, inputs: inputs_of(form) })
}

/// The self-submitting page of `response_mode=form_post`: a form to another port.
fn returning_form(html: &str, at: &Url, service: u16) -> Option<(Url, Vec<(String, String)>)> {
    let document = Html::parse_document(html);
    let form = document.select(&select("form")).next()?;
    let action = at.join(form.value().attr("action")?).ok()?;
    (action.port() != Some(service)).then(|| (action, inputs_of(form)))
}

fn page_of(html: &str, status: StatusCode, from_service: bool) -> Page {
    if !from_service {
        return Page::Returned;
    }
    let document = Html::parse_document(html);
    let has = |css: &str| document.select(&select(css)).next().is_some();
    match () {
        () if has("#error-code") => Page::Error,
        () if has("#request-sent") => Page::RequestSent,
        () if has("#request-approval") => Page::RequestBox,
        () if has("#need-admin-approval") => Page::AdminOnly,
        () if has("#accept") => Page::Permissions,
        () if has("#mfa-approve") => Page::Mfa,
        () if has(".account") => Page::PickAccount,
        () if has("#sign-in") => Page::SignIn,
        () => {
            assert!(status.is_success(), "{status}: {html}");
            Page::Other
        }
    }
}

/// The id of the picker's entry for `username`.
pub(crate) fn account_button(shown: &Shown, username: &str) -> Option<String> {
    let document = Html::parse_document(&shown.html);
    let css = select(&format!(".account[data-username=\"{username}\"]"));
    document.select(&css).next()?.value().attr("id").map(str::to_owned)
}
