//! A browser without pictures, and a client without a library.

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use serde_json::Value;
use usher_practice::settings::{Granted, Service, UserConsent};
use usher_practice::{Options, Practice, Settings};

pub(crate) const REDIRECT: &str = "http://localhost:49152/";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const SCOPE: &str = "openid profile offline_access User.Read Calendars.Read";

/// A port of its own is not needed: nothing listens on the redirect.
pub(crate) async fn practice(settings: Settings) -> Practice {
    Practice::start(Options { port: 0, settings }).await.unwrap()
}

pub(crate) fn everything_granted() -> Settings {
    Settings { granted: Granted::Everything, ..Settings::default() }
}

pub(crate) fn consent_off() -> Settings {
    Settings { user_consent: UserConsent::Off, ..Settings::default() }
}

pub(crate) fn anyone_may_accept() -> Settings {
    Settings { user_consent: UserConsent::Custom, ..Settings::default() }
}

pub(crate) fn service(service: Service) -> Settings {
    Settings { service, ..everything_granted() }
}

pub(crate) struct Browser {
    client: reqwest::Client,
    cookie: Option<String>,
    /// Where the last page came from: the portal's addresses have no host.
    at: Option<url::Url>,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self { client: client(), cookie: None, at: None }
    }

    pub(crate) async fn open(&mut self, url: &str) -> Page {
        let url = self.resolve(url);
        self.send(self.client.get(url)).await
    }

    fn resolve(&mut self, url: &str) -> url::Url {
        let url = match &self.at {
            Some(at) => at.join(url).unwrap(),
            None => url::Url::parse(url).unwrap(),
        };
        self.at = Some(url.clone());
        url
    }

    pub(crate) async fn post(&mut self, url: &str, fields: &[(String, String)]) -> Page {
        let url = self.resolve(url);
        self.send(self.client.post(url).form(fields)).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Page {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let response = request.send().await.unwrap();
        if let Some(cookie) = response.headers().get(SET_COOKIE) {
            self.cookie = cookie.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        let location = response.headers().get(LOCATION).map(|target| target.to_str().unwrap().to_owned());
        Page { status: response.status().as_u16(), location, body: response.text().await.unwrap() }
    }

    /// Presses a button of the page's form.
    pub(crate) async fn press(&mut self, page: &Page, act: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = page.hidden();
        form.push(("act".to_owned(), act.to_owned()));
        form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(&page.action(), &form).await
    }

    /// Presses the button `act` of a portal page's own form, and goes on to the page that it leads to.
    pub(crate) async fn act(&mut self, page: &Page, act: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = page.hidden();
        form.dedup();
        if !act.is_empty() {
            form.push(("act".to_owned(), act.to_owned()));
        }
        form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let here = self.at.clone().unwrap();
        let answer = self.post(here.as_str(), &form).await;
        match answer.location.clone() {
            Some(next) => self.open(&next).await,
            None => answer,
        }
    }

    /// Opens the page that the button `id`, or the link `id`, of a portal page leads to.
    pub(crate) async fn follow(&mut self, page: &Page, id: &str) -> Page {
        self.open(&page.leads_to(id)).await
    }

    /// Opens a portal page and signs in at its door.
    pub(crate) async fn enter(&mut self, practice: &Practice, path: &str, username: &str) -> Page {
        let door = self.open(&format!("{}{path}", practice.portal())).await;
        assert!(door.has("portal-sign-in"), "{}", door.body);
        let person = practice.people().iter().find(|person| person.username == username).unwrap();
        self.act(&door, "portal-sign-in", &[("username", username), ("password", person.password)]).await
    }

    pub(crate) async fn sign_in(&mut self, practice: &Practice, page: &Page, username: &str) -> Page {
        let person = practice.people().iter().find(|person| person.username == username).unwrap();
        self.press(page, "sign-in", &[("username", username), ("password", person.password)]).await
    }
}

impl Page {
    pub(crate) fn has(&self, id: &str) -> bool {
        self.body.contains(&format!("id=\"{id}\""))
    }

    pub(crate) fn hidden(&self) -> Vec<(String, String)> {
        let fields = self.body.split("<input type=\"hidden\" name=\"").skip(1);
        let pair = |field: &str| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), plain(rest.split_once('"').unwrap().0))
        };
        fields.map(pair).collect()
    }

    fn leads_to(&self, id: &str) -> String {
        let at =
            self.body.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no #{id} on {}", self.body));
        let tag_start = self.body[..at].rfind('<').unwrap();
        let from = if self.body[tag_start..].starts_with("<a ") {
            let rest = &self.body[tag_start..];
            rest.split_once("href=\"").unwrap().1
        } else {
            let form = self.body[..at].rfind("<form").unwrap();
            self.body[form..].split_once("action=\"").unwrap().1
        };
        plain(from.split_once('"').unwrap().0)
    }

    pub(crate) fn action(&self) -> String {
        let rest = self.body.split_once("action=\"").unwrap_or_else(|| panic!("no form on {}", self.body)).1;
        plain(rest.split_once('"').unwrap().0)
    }

    /// The text of the element with this id, up to its first child.
    pub(crate) fn text_of(&self, id: &str) -> String {
        let rest = self.body.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no #{id}")).1;
        let rest = rest.split_once('>').unwrap().1;
        plain(rest.split_once('<').unwrap().0)
    }

    /// A parameter of the answer, in whichever mode it came.
    pub(crate) fn answer(&self, name: &str) -> Option<String> {
        let params = match &self.location {
            Some(target) => {
                let url = url::Url::parse(target).unwrap();
                let encoded = url.query().or(url.fragment()).unwrap_or_default().to_owned();
                url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
            }
            None => self.hidden(),
        };
        params.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn is_answer(&self) -> bool {
        self.answer("code").or(self.answer("error")).or(self.answer("admin_consent")).is_some()
    }
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

/// The address of the authorization endpoint with the usual parameters; later ones replace earlier ones.
pub(crate) fn authorize_url(practice: &Practice, changes: &[(&str, &str)]) -> String {
    let client_id = practice.public_client_id();
    let mut params = vec![
        ("client_id", client_id.as_str()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("response_mode", "form_post"),
        ("scope", SCOPE),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        params.retain(|(known, _)| known != name);
        if !value.is_empty() {
            params.push((name, value));
        }
    }
    let endpoint = format!("{}/oauth2/v2.0/authorize", practice.authority());
    url::Url::parse_with_params(&endpoint, &params).unwrap().into()
}

/// The token endpoint's answer: status, `Retry-After`, body.
pub(crate) struct TokenAnswer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Value,
}

pub(crate) async fn token(practice: &Practice, params: &[(&str, &str)]) -> TokenAnswer {
    token_at(&format!("{}/oauth2/v2.0/token", practice.authority()), params).await
}

pub(crate) async fn token_at(endpoint: &str, params: &[(&str, &str)]) -> TokenAnswer {
    let response = client().post(endpoint).form(params).send().await.unwrap();
    let retry_after = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    assert!(response.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("application/json"));
    TokenAnswer { status: response.status().as_u16(), retry_after, body: response.json().await.unwrap() }
}

pub(crate) async fn redeem(practice: &Practice, code: &str, changes: &[(&str, &str)]) -> TokenAnswer {
    let client_id = practice.public_client_id();
    let mut params = vec![
        ("client_id", client_id.as_str()),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in changes {
        params.retain(|(known, _)| known != name);
        params.push((name, value));
    }
    token(practice, &params).await
}

/// A code for Ana, where nothing stands in the way.
pub(crate) async fn code(practice: &Practice, changes: &[(&str, &str)]) -> String {
    let mut browser = Browser::new();
    let page = browser.open(&authorize_url(practice, changes)).await;
    let answer = browser.sign_in(practice, &page, "ana@brightwater.example").await;
    answer.answer("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

pub(crate) async fn get_json(url: &str, bearer: Option<&str>) -> (u16, Value) {
    let request = client().get(url);
    let request = match bearer {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// Whether a token has this scope in its list.
pub(crate) fn lists(body: &Value, scope: &str) -> bool {
    body["scope"].as_str().unwrap_or_default().split(' ').any(|listed| listed == scope)
}
