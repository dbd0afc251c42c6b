//! One browser trip: both legs are prepared before anything opens, then the answers are told.

use std::sync::Arc;

use oauth2::{CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use tokio::sync::mpsc;
use usher_domain::answer::Refusal;
use usher_domain::ids::{TenantId, WorkAddress};
use usher_domain::profile::Loopback;
use usher_domain::reasoning::Leg;

use crate::authority::Authority;
use crate::error::EntraError;
use crate::link::OpenableLink;
use crate::listener::{Callback, CodeFlow, Flow, Heard, Listener, Outcome, Sockets, Waiting};
use crate::metadata::Metadata;
use crate::secret::{Code, Nonce, State, Verifier};
use crate::token::{OauthClient, oauth_client};

/// What a token answer must hold besides what the product asks for.
const SIGN_IN_SCOPES: [&str; 2] = ["openid", "profile"];
/// Brings a refresh token.
const STAY_SCOPE: &str = "offline_access";

/// What a trip is for.
#[derive(Clone, Debug)]
pub struct SignInAsk {
    /// A GUID at Microsoft; a test provider may use any name.
    pub client_id: String,
    /// Scopes of the product; `openid profile` are added.
    pub scopes: Vec<String>,
    /// The sign-in is to be kept: `offline_access` is added too.
    pub stays: bool,
    /// The redirect as registered.
    pub redirect: Loopback,
    /// Whom to expect.
    pub account: Option<WorkAddress>,
    /// The tenant, when it is known.
    pub tenant: Option<TenantId>,
    /// Try without a page first; needs an account.
    pub silent_first: bool,
}

/// A trip under way. Dropping it closes the listener.
#[derive(Debug)]
pub struct Trip {
    listener: Listener,
    heard: mpsc::Receiver<Heard>,
    silent: Option<Prepared>,
    interactive: Option<Prepared>,
    start: OpenableLink,
    interactive_link: OpenableLink,
    common: Arc<Common>,
}

/// What a trip's answer was.
#[derive(Debug)]
pub enum TripAnswer {
    /// The silent leg brought nothing; the same tab went on to the visible one.
    SilentRefused(Refusal),
    /// A code, to be redeemed now.
    Code(CodeGrant),
    /// The visible leg was refused.
    Refused(Refusal),
    /// A code came by GET, where it can be seen (S1).
    WrongForm,
    /// The `iss` of the answer is wrong or missing (S8).
    NotTrusted,
}

/// A code with everything that is needed to redeem it, once.
#[derive(Debug)]
pub struct CodeGrant {
    pub(crate) code: Code,
    pub(crate) verifier: Verifier,
    pub(crate) nonce: Nonce,
    pub(crate) leg: Leg,
    pub(crate) common: Arc<Common>,
}

/// Fixed when the trip starts (S8).
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) client: OauthClient,
    pub(crate) client_id: String,
    pub(crate) redirect: RedirectUrl,
    pub(crate) scopes: Vec<String>,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) account: Option<WorkAddress>,
    pub(crate) metadata: Arc<Metadata>,
}

#[derive(Debug)]
struct Prepared {
    verifier: Verifier,
    nonce: Nonce,
}

impl CodeGrant {
    /// Which leg brought it.
    #[must_use]
    pub fn leg(&self) -> Leg {
        self.leg
    }
}

impl Trip {
    /// What to open: the silent leg when there is one.
    #[must_use]
    pub fn start_link(&self) -> &OpenableLink {
        &self.start
    }

    /// The visible leg, to open again or to copy.
    #[must_use]
    pub fn interactive_link(&self) -> &OpenableLink {
        &self.interactive_link
    }

    /// The port of the listener.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    /// Waits for the next answer. Strangers are not answers. Nothing comes after the final one.
    pub async fn next(&mut self) -> TripAnswer {
        loop {
            let Some(heard) = self.heard.recv().await else {
                // The listener ends only with the trip itself, so this wait ends by being dropped.
                std::future::pending::<()>().await;
                continue;
            };
            match heard {
                Heard::SilentRefused(refusal) => return TripAnswer::SilentRefused(refusal),
                Heard::Refused(refusal) => return TripAnswer::Refused(refusal),
                Heard::WrongForm => return TripAnswer::WrongForm,
                Heard::NotTrusted => return TripAnswer::NotTrusted,
                Heard::Code { leg, code } => {
                    let prepared = match leg {
                        Leg::Silent => self.silent.take(),
                        Leg::Interactive => self.interactive.take(),
                    };
                    if let Some(Prepared { verifier, nonce }) = prepared {
                        let common = Arc::clone(&self.common);
                        return TripAnswer::Code(CodeGrant { code, verifier, nonce, leg, common });
                    }
                }
            }
        }
    }

    /// Lets the browser's answer to a code go, and waits until it is sent, a second at most.
    pub async fn tell(&mut self, outcome: Outcome) {
        self.listener.tell(outcome).await;
    }

    /// Waits until the browser has the page that goes with the final answer, a second at most.
    pub async fn last_page_sent(&mut self) {
        self.listener.last_page_sent().await;
    }
}

/// Binds, builds both links, and starts to listen; the browser comes later (S3).
pub(crate) fn begin(
    authority: &Authority,
    metadata: Arc<Metadata>,
    sockets: Sockets,
    ask: SignInAsk,
) -> Result<Trip, EntraError> {
    let (redirect, callback) = Callback::at(&sockets, &ask.redirect, authority)?;
    let mut scopes: Vec<String> = ask.scopes;
    for scope in SIGN_IN_SCOPES.into_iter().chain(ask.stays.then_some(STAY_SCOPE)) {
        if !scopes.iter().any(|s| s == scope) {
            scopes.push(scope.to_owned());
        }
    }
    let common = Arc::new(Common {
        client: oauth_client(&ask.client_id, &metadata),
        client_id: ask.client_id,
        redirect: RedirectUrl::from_url(redirect),
        scopes,
        tenant: ask.tenant,
        account: ask.account,
        metadata,
    });
    let interactive = leg(authority, &common, Leg::Interactive)?;
    let silent_wanted = ask.silent_first && common.account.is_some();
    let silent = silent_wanted.then(|| leg(authority, &common, Leg::Silent)).transpose()?;
    let (silent_link, silent_state, silent) = match silent {
        Some(Built { link, state, prepared }) => (Some(link), Some(state), Some(prepared)),
        None => (None, None, None),
    };

    let (trip, heard) = mpsc::channel(4);
    let waiting = Waiting { silent: silent_state, interactive: Some(interactive.state) };
    let flow = CodeFlow::new(waiting, interactive.link.clone(), Arc::clone(&common.metadata), trip);
    Ok(Trip {
        listener: Listener::start(sockets, callback, Flow::Code(flow)),
        heard,
        silent,
        interactive: Some(interactive.prepared),
        start: silent_link.unwrap_or_else(|| interactive.link.clone()),
        interactive_link: interactive.link,
        common,
    })
}

struct Built {
    link: OpenableLink,
    state: State,
    prepared: Prepared,
}

fn leg(authority: &Authority, common: &Common, leg: Leg) -> Result<Built, EntraError> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (state, nonce) = (State::random(), Nonce::random());
    let csrf = CsrfToken::new(state.expose().to_owned());
    let mut request = common
        .client
        .authorize_url(|| csrf)
        .set_redirect_uri(std::borrow::Cow::Borrowed(&common.redirect))
        .add_scopes(common.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge)
        .add_extra_param("response_mode", "form_post")
        .add_extra_param("nonce", nonce.expose().to_owned());
    // Never `consent` at Entra: it turns a sign-in that works into a dead end (entra-consent.md 1.2). Other
    // providers give no refresh token without it (OIDC Core §11), and need not know `select_account`.
    let prompt = match (leg, &common.account) {
        (Leg::Silent, _) => Some("none"),
        (Leg::Interactive, _) if !authority.has_graph() => Some("consent"),
        (Leg::Interactive, Some(_)) => None,
        (Leg::Interactive, None) => Some("select_account"),
    };
    if let Some(prompt) = prompt {
        request = request.add_extra_param("prompt", prompt);
    }
    if let Some(account) = &common.account {
        request = request.add_extra_param("login_hint", account.as_str());
    }
    let (url, _) = request.url();
    let link = OpenableLink::for_authority(authority, &url).map_err(|_| EntraError::AddressNotAllowed)?;
    Ok(Built {
        link,
        state,
        prepared: Prepared { verifier: Verifier::from_text(verifier.into_secret()), nonce },
    })
}
