//! One request to the authorization endpoint or to an admin consent address, parsed and checked.

use crate::client::Client;
use crate::moment::Moment;
use crate::organization::{DOMAIN, TENANT};
use crate::outcome::{Answer, Outcome, ResponseMode};
use crate::pages;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::scope::Asked;
use crate::site::Site;

/// What is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `/oauth2/v2.0/authorize`.
    SignIn,
    /// `/v2.0/adminconsent`, with scopes.
    AdminConsent,
    /// `/adminconsent`: the registration's static list.
    StaticAdminConsent,
}

/// The `prompt` parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    Unset,
    None,
    Login,
    Consent,
    SelectAccount,
}

/// How the verifier is compared with the challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChallengeMethod {
    S256,
    Plain,
}

/// Where an answer may go.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) client: Client,
    /// The path segment as sent: a code must be redeemed under the same one.
    pub(crate) tenant: String,
    /// `None`: the admin's visit ends on a page of the service.
    pub(crate) redirect_uri: Option<String>,
}

/// A checked request.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) target: Target,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
    pub(crate) asked: Asked,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<(ChallengeMethod, String)>,
    pub(crate) prompt: Prompt,
    pub(crate) login_hint: Option<String>,
}

/// Whether the path segment leads to this organization.
pub(crate) fn known_tenant(tenant: &str) -> Result<(), Refusal> {
    let own = [TENANT, DOMAIN, "organizations", "common"];
    if own.iter().any(|known| known.eq_ignore_ascii_case(tenant)) {
        Ok(())
    } else {
        Err(Refusal::new(90002, tenant))
    }
}

pub(crate) fn response_mode(params: &Params) -> Result<ResponseMode, Refusal> {
    match params.get("response_mode") {
        None | Some("query") => Ok(ResponseMode::Query),
        Some("fragment") => Ok(ResponseMode::Fragment),
        Some("form_post") => Ok(ResponseMode::FormPost),
        Some(_) => Err(Refusal::new(90023, "response_mode")),
    }
}

impl Visit {
    pub(crate) fn parse(target: &Target, params: &Params, graph: &str) -> Result<Self, Refusal> {
        match target.kind {
            Kind::SignIn => Self::parse_sign_in(target, params, graph),
            Kind::AdminConsent => Self::parse_admin_consent(target, params, params.need("scope")?, graph),
            Kind::StaticAdminConsent => Self::parse_admin_consent(target, params, ".default", graph),
        }
    }

    fn parse_sign_in(target: &Target, params: &Params, graph: &str) -> Result<Self, Refusal> {
        let response_type = params.need("response_type")?;
        if response_type != "code" {
            return Err(Refusal::new(70005, response_type));
        }
        let prompt = match params.get("prompt") {
            None => Prompt::Unset,
            Some("none") => Prompt::None,
            Some("login") => Prompt::Login,
            Some("consent") => Prompt::Consent,
            Some("select_account") => Prompt::SelectAccount,
            Some(_) => return Err(Refusal::new(90023, "prompt")),
        };
        let asked = Asked::parse(params.need("scope")?, graph)?;
        if asked.is_empty() {
            return Err(Refusal::new(900144, "scope"));
        }
        Ok(Self {
            target: target.clone(),
            mode: response_mode(params)?,
            state: params.get("state").map(str::to_owned),
            asked,
            nonce: params.get("nonce").map(str::to_owned),
            challenge: challenge(params)?,
            prompt,
            login_hint: params.get("login_hint").map(|hint| hint.trim().to_owned()),
        })
    }

    fn parse_admin_consent(
        target: &Target,
        params: &Params,
        scope: &str,
        graph: &str,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            target: target.clone(),
            mode: ResponseMode::Query,
            state: params.get("state").map(str::to_owned),
            asked: Asked::parse(scope, graph)?,
            nonce: None,
            challenge: None,
            prompt: Prompt::Unset,
            login_hint: params.get("login_hint").map(|hint| hint.trim().to_owned()),
        })
    }

    /// An answer with these parameters and the caller's `state`.
    pub(crate) fn answer(&self, params: Vec<(&'static str, String)>) -> Outcome {
        self.target.send(self.mode, self.state.as_deref(), params)
    }

    /// An answer that refuses.
    pub(crate) fn refuse(&self, refusal: &Refusal, site: &Site, now: Moment) -> Outcome {
        self.target.refuse(self.mode, self.state.as_deref(), refusal, site, now)
    }
}

impl Target {
    /// An answer that refuses, for requests that did not parse too.
    pub(crate) fn refuse(
        &self,
        mode: ResponseMode,
        state: Option<&str>,
        refusal: &Refusal,
        site: &Site,
        now: Moment,
    ) -> Outcome {
        let mut params = vec![
            ("error", refusal.error.to_owned()),
            ("error_description", refusal.description(now)),
            ("error_uri", refusal.uri(&site.base)),
        ];
        // Entra's refusals of admin consent carry it too (`entra-consent.md` 1.5).
        if self.kind != Kind::SignIn {
            params.push(("admin_consent", "True".to_owned()));
        }
        self.send(mode, state, params)
    }

    /// `common` on the newer admin consent address is refused in these words (azure-docs issue 45151).
    pub(crate) fn refuse_common(&self, state: Option<&str>) -> Outcome {
        let why = "The provided request must include a 'response_type' input parameter.";
        let params = vec![("error", "invalid_request".to_owned()), ("error_description", why.to_owned())];
        self.send(ResponseMode::Query, state, params)
    }

    /// To the app, or onto a page that tells the admin how it ended.
    fn send(
        &self,
        mode: ResponseMode,
        state: Option<&str>,
        mut params: Vec<(&'static str, String)>,
    ) -> Outcome {
        let Some(redirect_uri) = self.redirect_uri.clone() else {
            // Where Entra really lands there is not known (`entra-consent.md` 1.5).
            let refused = params.iter().any(|(name, _)| *name == "error");
            let (title, text) = if refused {
                ("Not approved", "Nothing was approved. You can close this page.")
            } else {
                ("Approved", "You approved this app for your organization. You can close this page.")
            };
            return Outcome::page(pages::note(title, text));
        };
        params.extend(state.map(|state| ("state", state.to_owned())));
        Outcome::Answer(Answer { redirect_uri, mode, params })
    }
}

fn challenge(params: &Params) -> Result<Option<(ChallengeMethod, String)>, Refusal> {
    let Some(challenge) = params.get("code_challenge") else { return Ok(None) };
    let method = match params.get("code_challenge_method") {
        Some("S256") => ChallengeMethod::S256,
        None | Some("plain") => ChallengeMethod::Plain,
        Some(_) => return Err(Refusal::new(90023, "code_challenge_method")),
    };
    // RFC 7636 section 4.2; Entra's number for it is AADSTS50147.
    let fits = (43..=128).contains(&challenge.len())
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    if fits { Ok(Some((method, challenge.to_owned()))) } else { Err(Refusal::new(50147, "")) }
}
