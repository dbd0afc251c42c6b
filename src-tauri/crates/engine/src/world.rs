//! Which world the engine acts in: Microsoft's, or the practice organization's.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use url::Url;
use usher_domain::connection::SignInPlace;
use usher_domain::desk::{Instead, Scenario};
use usher_domain::ids::ProfileId;
use usher_domain::problem::Problem;
use usher_domain::profile::Profile;
use usher_domain::time::Timestamp;
use usher_entra::{Authority, Entra};
use usher_practice::settings::Required;
use usher_practice::{Options, Practice, scenario};

use crate::problems::of_entra;

/// The practice organization while it runs, and the product it stands for.
pub(crate) struct PracticeRun {
    pub(crate) server: Practice,
    pub(crate) scenario: String,
    product: Option<ProfileId>,
}

impl PracticeRun {
    /// Starts the organization with `name`'s settings.
    pub(crate) async fn start(name: &str) -> Result<Self, Problem> {
        let found = scenario(name).ok_or(Problem::OddAnswer)?;
        let options = Options { settings: found.settings.clone(), ..Options::default() };
        let server = Practice::start(options).await.map_err(|_| Problem::NoPort)?;
        Ok(Self { server, scenario: name.to_owned(), product: None })
    }

    /// Registers `profile` as the app of the organization, once: a new registration forgets all grants.
    pub(crate) fn stand_for(&mut self, profile: &Profile) {
        let settings = scenario(&self.scenario).map(|s| s.settings.clone()).unwrap_or_default();
        // An app of the organization's own is registered there by somebody, unless it is there from the start.
        let comes_by_itself = profile.sign_in.is_none() && settings.ready_app.is_none();
        if self.product.as_ref() == Some(&profile.id) || comes_by_itself {
            return;
        }
        let required =
            |p: &usher_domain::profile::Permission| Required { value: p.value.clone(), kind: p.kind };
        let permissions = profile.permissions.iter().map(required).collect();
        self.server.configure(settings.requiring(permissions).named(&profile.name));
        self.product = Some(profile.id.clone());
    }

    /// The authority, as `usher-entra` takes it.
    pub(crate) fn place(&self) -> Option<SignInPlace> {
        let authority = Url::parse(self.server.authority()).ok()?;
        Some(SignInPlace::Loopback { authority, client_id: self.server.public_client_id().to_string() })
    }
}

/// Everything that can be practiced, with whom to sign in as.
pub(crate) fn scenarios() -> Vec<Scenario> {
    usher_practice::scenarios().iter().map(card).collect()
}

fn card(scenario: &usher_practice::Scenario) -> Scenario {
    let password = usher_practice::PEOPLE.iter().find(|p| p.username == scenario.sign_in).map(|p| p.password);
    Scenario {
        name: scenario.name.clone(),
        username: scenario.sign_in.clone(),
        password: password.unwrap_or_default().to_owned(),
    }
}

/// One adapter for each authority, whichever client signs in there, made when it is first needed: an HTTP client
/// with the system's certificates is dear to make and cheap to share.
#[derive(Debug, Default)]
pub struct Adapters {
    made: Mutex<Vec<Entra>>,
    considerate: bool,
}

impl Adapters {
    /// Adapters for many calls side by side: a wait that a service names for one counts for all.
    #[must_use]
    pub fn considerate() -> Self {
        Self { considerate: true, ..Self::default() }
    }

    /// The adapter for the place where a connection signs in.
    ///
    /// # Errors
    /// When the place is not one that Usher may talk to, or no HTTP client can be made.
    pub fn at(&self, place: &SignInPlace) -> Result<Entra, Problem> {
        let authority = match place {
            SignInPlace::Microsoft { cloud } => Authority::microsoft(*cloud),
            SignInPlace::Loopback { authority, .. } => {
                loopback(authority).map_err(|_| Problem::AnswerNotTrusted)?
            }
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entra) = made.iter().find(|known| *known.authority() == authority) {
            return Ok(entra.clone());
        }
        let open = if self.considerate { Entra::considerate } else { Entra::new };
        let entra = open(authority).map_err(|error| of_entra(&error))?;
        made.push(entra.clone());
        Ok(entra)
    }
}

/// A path of one GUID is a practice organization, which has Graph beside it; any other is a plain provider.
pub(crate) fn loopback(authority: &Url) -> Result<Authority, usher_entra::AuthorityError> {
    let path = authority.path().trim_matches('/');
    if usher_domain::ids::TenantId::parse(path).is_ok() {
        let mut graph = authority.clone();
        graph.set_path("");
        Authority::practice(authority, &graph)
    } else {
        Authority::provider(authority)
    }
}

/// Where `profile` signs in, outside practice.
pub(crate) fn place_of(profile: &Profile, instead: Option<&Instead>) -> SignInPlace {
    instead.map_or_else(|| SignInPlace::Microsoft { cloud: profile.cloud() }, Instead::place)
}

/// The wall clock. Only the engine has one; everything pure is handed the time.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
