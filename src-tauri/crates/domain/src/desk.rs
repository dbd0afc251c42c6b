//! What is true whatever the journey: connections, the saved place, the world, notices.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::connection::{Connection, SignInPlace, missing};
use crate::ids::{AttemptId, ClientId, ConnectionId, ProfileId, TenantId, WorkAddress};
use crate::journey::effect::{AppSignIn, Effect};
use crate::own_app::{Setup, SetupStep};
use crate::portal::PortalPlace;
use crate::problem::Problem;
use crate::profile::AdminWay;
use crate::profile::Profile;
use crate::time::Timestamp;
use crate::timeline::{gone_on, so_far};
use crate::view::approving::{Origin, WalkStep};

/// How the admin was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum AskedHow {
    /// With H1's message.
    Message,
    /// With the request box on Microsoft's page.
    MicrosoftRequest,
}

/// Whether the keychain can be used (S41).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum KeychainState {
    /// Not looked at yet.
    #[default]
    NotKnown,
    /// It works.
    Ready,
    /// Locked.
    Locked,
    /// None here.
    Missing,
    /// It does not answer.
    Mute,
}

/// The places that can be gone back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum PlaceName {
    /// C1.
    BeforeSignIn,
    /// C2 and C3.
    SigningIn,
    /// C7, C8 and H1.
    AskingAdmin,
    /// C9.
    WaitingForAdmin,
    /// A1 to A7, Q1 and Q2.
    ApprovingForAll,
    /// R1 to R10.
    SettingUpApp,
}

/// One thing to practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct Scenario {
    /// Its name; the words for it are in `ui/src/copy`.
    pub name: String,
    /// Who to sign in as on the pretend page.
    pub username: String,
    /// With which pretend password.
    pub password: String,
}

/// The facts beside the journey.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Six signs for the helpdesk; gives no access.
    pub session_code: String,
    /// Every product that can be connected.
    pub profiles: Vec<Arc<Profile>>,
    /// Where sign-in goes instead of Microsoft.
    pub instead: Option<Instead>,
    /// The practice organization, while practicing.
    pub practice: Option<PracticeWorld>,
    /// The saved place of an earlier run.
    pub saved: Option<Place>,
    /// Every own app registration that is not finished, the one at hand last.
    pub drafts: Vec<SavedSetup>,
    /// All connections of this world.
    pub connections: Vec<Connection>,
    /// Whether secrets can be kept.
    pub keychain: KeychainState,
    /// Something to tell.
    pub notice: Option<Problem>,
    /// What can be practiced.
    pub scenarios: Vec<Scenario>,
    /// The last attempt's number.
    pub attempts: u64,
    /// Who vouches for the products that came from setup files.
    pub origins: Vec<(ProfileId, Origin)>,
    /// The looks for an admin's answer, which go on wherever the person is in the window.
    pub watch: Option<Watch>,
    /// The looks for what Microsoft needs a while for, one an app.
    pub app_watches: Vec<AppWatch>,
    /// Of which app the secret was copied last.
    pub copied: Option<ConnectionId>,
    /// Random, and new with each start: ids are made of it.
    pub run: String,
    /// The time of the last thing that was asked or happened.
    pub now: Timestamp,
}

/// The looks for what Microsoft needs a while for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppWatch {
    /// Of which setup or connection.
    pub connection: ConnectionId,
    /// The wait; looks of an earlier one come late.
    pub wait: AttemptId,
    /// How many looks there were.
    pub count: u32,
    /// When the next one comes.
    pub next_at: Option<Timestamp>,
}

/// The looks of the saved wait for an admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The wait; looks of an earlier one come late.
    pub wait: AttemptId,
    /// How many looks there were.
    pub count: u32,
}

/// A practice or test provider on this machine that stands for Microsoft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// Its authority or issuer.
    pub authority: url::Url,
    /// The client there; a provider that is not Entra may use any text.
    pub client_id: String,
    /// The client there that stands for Usher itself, where there is one.
    pub usher_client_id: Option<ClientId>,
}

/// The practice organization as the journey needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeWorld {
    /// The scenario's name.
    pub scenario: String,
    /// The client that stands for every product.
    pub client_id: ClientId,
    /// The client that stands for Usher itself.
    pub usher_client_id: ClientId,
    /// Where its pages are, as scheme, host and port.
    pub base: url::Url,
}

/// A place to come back to after a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Where.
    pub name: PlaceName,
    /// With which product.
    pub profile: ProfileId,
    /// The person is the admin.
    pub as_admin: bool,
    /// The work address given.
    pub account: Option<WorkAddress>,
    /// The tenant found for it.
    pub tenant: Option<TenantId>,
    /// The organization's name or domain.
    pub organization: Option<String>,
    /// How the admin was asked.
    pub asked: Option<Asked>,
    /// The connection that needs more permissions, or that an admin looks with.
    #[serde(default)]
    pub connection: Option<ConnectionId>,
    /// How far an admin has come.
    #[serde(default)]
    pub walk: Option<Walk>,
    /// The own app registration that it is about; how far that has come is in the drafts.
    #[serde(default)]
    pub draft: Option<ConnectionId>,
    /// Since when.
    pub since: Timestamp,
}

/// What the next start finds of what was not finished.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unfinished {
    /// The place to come back to.
    pub place: Option<Place>,
    /// Every own app registration that is not finished.
    pub drafts: Vec<SavedSetup>,
}

/// How far an own app registration has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedSetup {
    /// What there is.
    pub setup: Setup,
    /// The step at hand.
    pub step: SetupStep,
    /// Usher is writing it for the admin.
    pub building: bool,
}

/// How far an admin has come in approving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Walk {
    /// The way taken, and the step on it.
    pub at: Option<(AdminWay, WalkStep)>,
    /// Who asked.
    pub asked_by: Option<String>,
}

/// How, when and whom the person asked for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: AskedHow,
    /// Whom; empty when the person did not say.
    pub to: String,
    /// The connection that waits for more permissions, when there is one.
    pub connection: Option<ConnectionId>,
}

impl Instead {
    /// The same, as a connection names it.
    #[must_use]
    pub fn place(&self) -> SignInPlace {
        SignInPlace::Loopback { authority: self.authority.clone(), client_id: self.client_id.clone() }
    }
}

impl Desk {
    /// Keeps `place` to come back to, and the draft that it is about.
    pub fn keep_place(&mut self, place: Place, draft: Option<SavedSetup>) {
        if let Some(draft) = draft {
            self.drafts.retain(|known| known.setup.id != draft.setup.id && !known.setup.is_blank());
            self.drafts.push(draft);
        }
        self.saved = Some(place);
    }

    /// What is not finished, to be written down.
    #[must_use]
    pub fn unfinished(&self) -> Unfinished {
        Unfinished { place: self.saved.clone(), drafts: self.drafts.clone() }
    }

    /// The errand of the saved place has ended; a setup that still waits is what there is to come back to.
    pub fn end_place(&mut self) {
        self.saved = self.drafts.last().and_then(SavedSetup::place);
    }

    /// The person starts fresh. A draft goes with its secret, but not what Usher has written at Microsoft: that is
    /// found again by its product.
    pub fn forget_place(&mut self) -> Option<Effect> {
        let setup = self.saved.take()?.draft?;
        let is_live = self.draft(&setup).is_some_and(|draft| !draft.setup.written.is_empty());
        if is_live {
            return None;
        }
        self.end_draft(&setup);
        self.connection(&setup).is_none().then_some(Effect::ForgetCredential { setup })
    }

    /// The draft of this setup.
    #[must_use]
    pub fn draft(&self, id: &ConnectionId) -> Option<&SavedSetup> {
        self.drafts.iter().find(|draft| draft.setup.id == *id)
    }

    /// The drafts that a person would miss, with their products, the latest first.
    pub fn listed_drafts(&self) -> impl Iterator<Item = (&SavedSetup, Arc<Profile>)> {
        let missed = self.drafts.iter().rev().filter(|draft| !draft.setup.is_blank());
        missed.filter_map(|draft| Some((draft, self.profile(&draft.setup.profile)?)))
    }

    /// The credential of this app is another one now; the copy of the one before is none of it.
    pub fn forget_copy(&mut self, id: &ConnectionId) {
        self.copied.take_if(|copied| copied == id);
    }

    /// The setup is finished, or its connection is gone.
    pub fn end_draft(&mut self, id: &ConnectionId) {
        self.drafts.retain(|draft| draft.setup.id != *id);
        if self.saved.as_ref().is_some_and(|place| place.draft.as_ref() == Some(id)) {
            self.end_place();
        }
    }

    /// The next attempt's id.
    pub fn new_attempt(&mut self) -> AttemptId {
        self.attempts += 1;
        AttemptId(self.attempts)
    }

    /// An id that no other has.
    pub fn new_connection_id(&mut self) -> ConnectionId {
        let AttemptId(number) = self.new_attempt();
        ConnectionId(format!("{}-{number}", self.run))
    }

    /// The client that is Usher itself, for writing at Microsoft when an admin lets it. Its makers register it,
    /// and name it when they build.
    #[must_use]
    pub fn own_client(&self) -> Option<ClientId> {
        match (&self.practice, &self.instead) {
            (Some(world), _) => Some(world.usher_client_id.clone()),
            (None, Some(instead)) => instead.usher_client_id.clone(),
            (None, None) => ClientId::parse(option_env!("USHER_CLIENT_ID")?).ok(),
        }
    }

    /// Whether sign-in for `profile` starts in Usher, in this world.
    #[must_use]
    pub fn starts_in_usher(&self, profile: &Profile) -> bool {
        profile.sign_in.is_some()
            && (self.practice.is_some() || self.instead.is_some() || profile.starts_in_usher())
    }

    /// Whether sign-in for this product starts in Usher; not for one that is not known.
    #[must_use]
    pub fn signs_in_here(&self, id: &ProfileId) -> bool {
        self.profile(id).is_some_and(|profile| self.starts_in_usher(&profile))
    }

    /// Who vouches for the description of this product.
    #[must_use]
    pub fn origin(&self, id: &ProfileId) -> Origin {
        self.origins
            .iter()
            .find(|(known, _)| known == id)
            .map_or(Origin::BuiltIn, |(_, origin)| origin.clone())
    }

    /// The sign-in that can be asked about `profile` in `tenant`.
    #[must_use]
    pub fn connection_in(&self, profile: &ProfileId, tenant: &TenantId) -> Option<&Connection> {
        let fits = |c: &&Connection| {
            c.profile.as_ref() == Some(profile) && c.tenant.as_ref() == Some(tenant) && c.can_be_asked()
        };
        self.connections.iter().find(fits)
    }

    /// The connection named `id`, where its sign-in can be asked.
    #[must_use]
    pub fn asked_with(&self, id: &ConnectionId) -> Option<&Connection> {
        self.connection(id).filter(|known| known.can_be_asked())
    }

    /// What the product of `connection` asks for today; its file may have changed since the sign-in.
    #[must_use]
    pub fn wanted(&self, connection: &Connection) -> Vec<String> {
        let profile = connection.profile.as_ref().and_then(|id| self.profile(id));
        let Some(profile) = profile else { return connection.requested.clone() };
        match &connection.app {
            Some(app) => profile.application_roles(&app.features),
            None => profile.delegated_scopes(),
        }
    }

    /// As what, with what and for what the app of `connection` signs in today; `None` for one of a person.
    #[must_use]
    pub fn app_sign_in(&self, connection: &Connection) -> Option<AppSignIn> {
        connection.app_sign_in(self.wanted(connection))
    }

    /// What of that `granted` does not list.
    #[must_use]
    pub fn lacking(&self, connection: &Connection, granted: &[String]) -> Vec<String> {
        missing(&self.wanted(connection), granted)
    }

    /// The client id that `profile` signs in with, in this world.
    #[must_use]
    pub fn client_id(&self, profile: &Profile) -> Option<ClientId> {
        match &self.practice {
            Some(world) => Some(world.client_id.clone()),
            None => match &self.instead {
                Some(instead) => ClientId::parse(&instead.client_id).ok(),
                None => profile.sign_in.as_ref()?.client_id.clone(),
            },
        }
    }

    /// Where this world's sign-in pages are.
    #[must_use]
    pub fn login_base(&self, profile: &Profile) -> url::Url {
        match (&self.practice, &self.instead) {
            (Some(world), _) => world.base.clone(),
            (None, Some(instead)) => instead.authority.clone(),
            (None, None) => {
                let login = profile.cloud().hosts().login;
                url::Url::parse(&format!("https://{login}/")).expect("a constant address")
            }
        }
    }

    /// Where this world's admin center is, for `profile`.
    #[must_use]
    pub fn portal(&self, profile: &Profile) -> PortalPlace<'_> {
        match &self.practice {
            Some(world) => PortalPlace::Practice(&world.base),
            None => PortalPlace::Microsoft(profile.cloud()),
        }
    }

    /// The connection named `id`.
    #[must_use]
    pub fn connection(&self, id: &ConnectionId) -> Option<&Connection> {
        self.connections.iter().find(|c| c.id == *id)
    }

    /// Puts `connection` in place of one with its id, whose timeline it goes on, or at the end.
    pub fn put(&mut self, mut connection: Connection) {
        match self.connections.iter_mut().find(|c| c.id == connection.id) {
            Some(known) => {
                connection.timeline = gone_on(known, &connection, self.now);
                if connection.created_at != known.created_at {
                    // Signed in again, it is still the same connection.
                    (connection.created_at, connection.updated_at) = (known.created_at, Some(self.now));
                }
                *known = connection;
            }
            None => {
                connection.timeline = so_far(&connection);
                self.connections.push(connection);
            }
        }
    }

    /// Changes the connection named `id`, and says whether there is one.
    pub fn change(&mut self, id: &ConnectionId, change: impl FnOnce(&mut Connection)) -> bool {
        let Some(mut known) = self.connection(id).cloned() else { return false };
        change(&mut known);
        self.put(known);
        true
    }

    /// The profile with this id.
    #[must_use]
    pub fn profile(&self, id: &ProfileId) -> Option<Arc<Profile>> {
        self.profiles.iter().find(|p| p.id == *id).cloned()
    }
}
