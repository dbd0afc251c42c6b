//! Opens pages in the browser: a sign-in, an admin's approval, a page of the admin center.

use usher_domain::cloud::Cloud;
use usher_domain::connection::SignInPlace;
use usher_domain::desk::{Desk, Instead};
use usher_domain::ids::{AttemptId, ProfileId, TenantId, WorkAddress};
use usher_domain::journey::effect::Asks;
use usher_domain::journey::event::Event;
use usher_domain::own_app::TO_REGISTER;
use usher_domain::problem::Problem;
use usher_domain::profile::{Loopback, LoopbackHost, Profile};
use usher_entra::{Authority, ConsentAsk, Entra, OpenableLink, SignInAsk};

use crate::consent;
use crate::effects::Hands;
use crate::problems::of_entra;
use crate::trip::{Means, Purpose, RunningTrip};
use crate::world::loopback;

/// A sign-in to begin.
pub(crate) struct BeginAsk {
    pub(crate) attempt: AttemptId,
    pub(crate) profile: ProfileId,
    pub(crate) account: Option<WorkAddress>,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) silent_first: bool,
    pub(crate) asks: Asks,
}

/// An admin's approval to begin.
pub(crate) struct ApprovalAsk {
    pub(crate) attempt: AttemptId,
    pub(crate) profile: ProfileId,
    pub(crate) tenant: TenantId,
    pub(crate) earlier: Vec<String>,
}

/// Where a product signs in, and as which client.
struct Door {
    entra: Entra,
    place: SignInPlace,
    client_id: String,
}

impl Hands {
    pub(crate) async fn begin_trip(&mut self, ask: BeginAsk, desk: &Desk) {
        let attempt = ask.attempt;
        if let Err(problem) = self.try_begin(ask, desk).await {
            self.happened(Event::TripFailed { attempt, problem });
        }
    }

    pub(crate) async fn begin_consent(&mut self, ask: ApprovalAsk, desk: &Desk) {
        let attempt = ask.attempt;
        if let Err(problem) = self.try_consent(ask, desk).await {
            self.happened(Event::TripFailed { attempt, problem });
        }
    }

    /// Opens a page of the admin center, or the admin's link that ends on the maker's site.
    pub(crate) fn open_page(
        &mut self,
        attempt: Option<AttemptId>,
        profile: &ProfileId,
        address: &url::Url,
        desk: &Desk,
    ) {
        if let Some(profile) = desk.profile(profile) {
            self.stand_for(&profile);
        }
        match (self.page(address, desk), attempt) {
            (Some(link), Some(attempt)) => self.open(attempt, link),
            (Some(link), None) => self.open_aside(link, Problem::NoBrowser),
            (None, _) => self.happened(Event::WentWrong { problem: Problem::AnswerNotTrusted }),
        }
    }

    /// A page of Microsoft's clouds, or of the practice organization: nothing else passes the gate (S60).
    pub(crate) fn page(&self, address: &url::Url, desk: &Desk) -> Option<OpenableLink> {
        let practice = self.practice.as_ref().and_then(|(run, _)| run.place());
        let instead = practice.or_else(|| desk.instead.as_ref().map(Instead::place));
        let authorities = match instead {
            Some(SignInPlace::Loopback { authority, .. }) => loopback(&authority).into_iter().collect(),
            Some(SignInPlace::Microsoft { cloud }) => vec![Authority::microsoft(cloud)],
            None => Cloud::ALL.map(Authority::microsoft).to_vec(),
        };
        authorities.iter().find_map(|authority| OpenableLink::for_authority(authority, address).ok())
    }

    /// Without an address in the maker's document, the person opens the product themselves.
    pub(crate) fn open_start_page(&self, attempt: AttemptId, profile: &ProfileId, desk: &Desk) {
        if let Some(link) = start_page(profile, desk) {
            self.open(attempt, link);
        }
    }

    /// In practice the organization's app stands for the product at hand.
    fn stand_for(&mut self, profile: &Profile) {
        if let Some((run, _)) = &mut self.practice {
            run.stand_for(profile);
        }
    }

    fn door(&mut self, profile: &Profile, desk: &Desk) -> Result<Door, Problem> {
        let (entra, place) = self.threshold(profile, desk)?;
        let client_id = match &place {
            SignInPlace::Loopback { client_id, .. } => client_id.clone(),
            SignInPlace::Microsoft { .. } => desk.client_id(profile).ok_or(Problem::OddAnswer)?.to_string(),
        };
        Ok(Door { entra, place, client_id })
    }

    /// The same place, where Usher itself is the client.
    fn own_door(&mut self, profile: &Profile, desk: &Desk) -> Result<Door, Problem> {
        let (entra, place) = self.threshold(profile, desk)?;
        let client_id = desk.own_client().ok_or(Problem::OddAnswer)?.to_string();
        Ok(Door { entra, place, client_id })
    }

    fn threshold(&mut self, profile: &Profile, desk: &Desk) -> Result<(Entra, SignInPlace), Problem> {
        self.stand_for(profile);
        let place = self.place(profile, desk).ok_or(Problem::OddAnswer)?;
        Ok((self.adapters.at(&place)?, place))
    }

    async fn try_begin(&mut self, ask: BeginAsk, desk: &Desk) -> Result<(), Problem> {
        let profile = desk.profile(&ask.profile).ok_or(Problem::OddAnswer)?;
        let requested = profile.delegated_scopes();
        let (Door { entra, place, client_id }, scopes, redirect) = match ask.asks {
            Asks::Everything => (self.door(&profile, desk)?, requested.clone(), redirect(&profile)),
            Asks::SignInOnly => (self.door(&profile, desk)?, profile.sign_in_scopes(), redirect(&profile)),
            Asks::ToRegister => {
                (self.own_door(&profile, desk)?, TO_REGISTER.map(str::to_owned).into(), own_redirect())
            }
        };
        let sign_in = SignInAsk {
            client_id: client_id.clone(),
            scopes,
            // What Usher may write is asked for once, and not kept.
            stays: ask.asks != Asks::ToRegister,
            redirect,
            account: ask.account,
            tenant: ask.tenant,
            silent_first: ask.silent_first,
        };
        let trip = entra.begin(sign_in).await.map_err(|error| of_entra(&error))?;
        let purpose = Purpose { attempt: ask.attempt, profile: ask.profile, client_id, place, requested };
        let means = Means {
            entra,
            ground: self.ground().clone(),
            session: self.session.clone(),
            events: self.events.clone(),
        };
        let running = RunningTrip::start(trip, purpose, means);
        self.open(ask.attempt, running.start_link.clone());
        self.trips.insert(ask.attempt, running);
        Ok(())
    }

    async fn try_consent(&mut self, ask: ApprovalAsk, desk: &Desk) -> Result<(), Problem> {
        let profile = desk.profile(&ask.profile).ok_or(Problem::OddAnswer)?;
        let Door { entra, client_id, .. } = self.door(&profile, desk)?;
        let consent = ConsentAsk {
            client_id,
            scopes: profile.consent_scopes(&ask.earlier),
            redirect: redirect(&profile),
            tenant: ask.tenant,
        };
        let trip = entra.begin_consent(consent).await.map_err(|error| of_entra(&error))?;
        let running = consent::listen(trip, ask.attempt, self.events.clone());
        self.open(ask.attempt, running.start_link.clone());
        self.trips.insert(ask.attempt, running);
        Ok(())
    }
}

/// The maker's own page, under its own host only. A profile is checked for links that would not open.
pub(crate) fn start_page(profile: &ProfileId, desk: &Desk) -> Option<OpenableLink> {
    let url = desk.profile(profile)?.sign_in.as_ref()?.start_url.clone()?;
    OpenableLink::for_site(&url, url.host_str()?).ok()
}

/// The redirect of the profile's own registration, or the one that practice and test providers register.
fn redirect(profile: &Profile) -> Loopback {
    let registered = profile.sign_in.as_ref().and_then(|sign_in| sign_in.loopback.clone());
    registered.unwrap_or_else(own_redirect)
}

/// The redirect of Usher's own registration.
fn own_redirect() -> Loopback {
    Loopback { host: LoopbackHost::Ipv4, path: "/".to_owned() }
}
