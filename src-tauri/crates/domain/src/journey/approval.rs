//! An admin's errand: approving a product for an organization, from A1 to A7.

use super::effect::Effect;
use super::trip::{Hearing, Plan, Purpose, Trip, trip_of_plan};
use crate::connection::{Connection, is_sign_in_scope};
use crate::consent_link::{AdminLink, admin_link};
use crate::desk::{Desk, Place, PlaceName, Walk};
use crate::directory::Directory;
use crate::ids::{AddressProblem, AttemptId, ConnectionId, ProfileId, TenantId, WorkAddress};
use crate::permissions::same_scope;
use crate::portal::PortalPage;
use crate::profile::{AdminWay, Permission};
use crate::setup_file::stops;
use crate::time::Timestamp;
use crate::view::approving::{Claim, Doubt, WalkStep};

/// What is approved, for whom, and how far it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The product.
    pub profile: ProfileId,
    /// The admin's work address as typed.
    pub address: String,
    /// The same, once it names an organization.
    pub account: Option<WorkAddress>,
    /// What is wrong with it.
    pub address_problem: Option<AddressProblem>,
    /// The look-up that is running.
    pub lookup: Option<AttemptId>,
    /// The organization.
    pub tenant: Option<TenantId>,
    /// Its domain or name.
    pub organization: Option<String>,
    /// The domain that named it, to be typed again at the stop.
    pub domain: Option<String>,
    /// What was typed at the stop is not that domain.
    pub mistyped: bool,
    /// Who asked for it.
    pub asked_by: Option<String>,
    /// Their own trip, to go back to.
    pub asker: Option<Box<Trip>>,
    /// A sign-in to look with.
    pub connection: Option<ConnectionId>,
    /// Microsoft is being asked about the app with this sign-in.
    pub asking: Option<ConnectionId>,
    /// The admin has seen that Microsoft knows the app by another name.
    pub warned: bool,
    /// Since when.
    pub since: Timestamp,
}

/// A7: what is known of whether the approval is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The way that was taken.
    pub way: AdminWay,
    /// Who says that it was approved.
    pub claim: Claim,
    /// The looks so far.
    pub look: super::Look,
    /// Where it stands.
    pub stage: ProofStage,
}

/// Where a proof stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofStage {
    /// Nobody looked yet.
    NotChecked,
    /// Being looked up.
    Checking,
    /// Approved, they say, and not to be seen yet.
    CatchingUp,
    /// The known causes, from this one on.
    Causes {
        /// Counted from 0.
        at: usize,
        /// A cause that Microsoft's own answer named.
        named: Option<crate::view::approving::Cause>,
    },
    /// It could not be looked up.
    Failed(crate::problem::Problem),
}

impl Approval {
    pub(super) fn new(profile: ProfileId, now: Timestamp) -> Self {
        Self {
            profile,
            address: String::new(),
            account: None,
            address_problem: None,
            lookup: None,
            tenant: None,
            organization: None,
            domain: None,
            mistyped: false,
            asked_by: None,
            asker: None,
            connection: None,
            asking: None,
            warned: false,
            since: now,
        }
    }

    /// For the organization of somebody who needs it approved.
    pub(super) fn asked_for_by(trip: &Trip, now: Timestamp) -> Self {
        Self {
            tenant: trip.tenant.clone(),
            organization: trip.organization.clone(),
            domain: trip.account.as_ref().map(|account| account.domain().to_owned()),
            asked_by: trip.account.as_ref().map(ToString::to_string),
            asker: Some(Box::new(Trip { hearing: Hearing::Closed, ..trip.clone() })),
            connection: trip.connection.clone(),
            ..Self::new(trip.profile.clone(), now)
        }
    }

    pub(super) fn of_place(place: &Place) -> Self {
        let walk = place.walk.as_ref();
        let asked_by = walk.and_then(|walk| walk.asked_by.clone());
        let asker = asked_by.as_ref().and_then(|address| WorkAddress::parse(address).ok());
        Self {
            address: place.account.as_ref().map(ToString::to_string).unwrap_or_default(),
            account: place.account.clone(),
            tenant: place.tenant.clone(),
            organization: place.organization.clone(),
            domain: place.account.as_ref().or(asker.as_ref()).map(|account| account.domain().to_owned()),
            asked_by,
            connection: place.connection.clone(),
            ..Self::new(place.profile.clone(), place.since)
        }
    }

    pub(super) fn place(&self, at: Option<(AdminWay, WalkStep)>) -> Place {
        Place {
            name: PlaceName::ApprovingForAll,
            profile: self.profile.clone(),
            as_admin: true,
            account: self.account.clone(),
            tenant: self.tenant.clone(),
            organization: self.organization.clone(),
            asked: None,
            connection: self.connection.clone(),
            walk: Some(Walk { at, asked_by: self.asked_by.clone() }),
            draft: None,
            since: self.since,
        }
    }

    /// The sign-in that can be asked: the one at hand, or any for the product, in this organization only (S74).
    #[must_use]
    pub fn asks_with<'a>(&self, desk: &'a Desk) -> Option<&'a Connection> {
        let tenant = self.tenant.as_ref()?;
        let at_hand = self.connection.as_ref().and_then(|id| desk.asked_with(id));
        let here = |known: &&Connection| {
            known.tenant.as_ref() == Some(tenant) && known.profile.as_ref() == Some(&self.profile)
        };
        at_hand.filter(here).or_else(|| desk.connection_in(&self.profile, tenant))
    }

    /// Why Usher advises against it, from what Microsoft says (S70).
    #[must_use]
    pub fn doubt(&self, desk: &Desk) -> Option<Doubt> {
        let app = self.asks_with(desk)?.directory.seen_app()?;
        if app.disabled_by_microsoft {
            return Some(Doubt::DisabledByMicrosoft);
        }
        let claimed = &desk.profile(&self.profile)?.name;
        let same = |name: &String| name.trim().eq_ignore_ascii_case(claimed.trim());
        (!app.name.as_ref().is_none_or(same)).then_some(Doubt::OtherName)
    }

    /// The ways that can be taken here. In a rehearsal every app is known and every page is there.
    #[must_use]
    pub fn ways(&self, desk: &Desk) -> Vec<AdminWay> {
        let Some(profile) = desk.profile(&self.profile) else { return vec![] };
        let rehearsing = desk.practice.is_some();
        let offered = |way: AdminWay| rehearsing || profile.admin_ways.contains(&way);
        let mut ways = Vec::new();
        if self.link(desk).is_some() {
            ways.push(AdminWay::Link);
        }
        ways.extend([AdminWay::EntraSteps, AdminWay::WaitingRequest].into_iter().filter(|way| offered(*way)));
        ways
    }

    /// The link that the admin opens here.
    #[must_use]
    pub fn link(&self, desk: &Desk) -> Option<AdminLink> {
        admin_link(&*desk.profile(&self.profile)?, self.tenant.as_ref(), desk)
    }

    /// The page that helps with `step`.
    #[must_use]
    pub fn page(&self, step: WalkStep, desk: &Desk) -> Option<url::Url> {
        let profile = desk.profile(&self.profile)?;
        let directory = self.asks_with(desk).map(|connection| &connection.directory);
        let app = directory.and_then(Directory::seen_app);
        let page = PortalPage::of(step, app.map(|app| &app.object))?;
        Some(page.url(&desk.portal(&profile), self.tenant.as_ref(), desk.client_id(&profile).as_ref()))
    }

    /// What is granted to everyone and not asked for any more: a new approval would drop it (`ux.md` F4). One
    /// person's own consents are no such thing.
    #[must_use]
    pub fn earlier(&self, desk: &Desk) -> Vec<String> {
        let Some(profile) = desk.profile(&self.profile) else { return vec![] };
        let Some(grants) = self.asks_with(desk).and_then(|known| known.directory.grants.known()) else {
            return vec![];
        };
        let asked = |have: &String| profile.permissions.iter().any(|asked| same_scope(&asked.value, have));
        grants.everyone.iter().filter(|have| !is_sign_in_scope(have) && !asked(have)).cloned().collect()
    }

    /// Everything that the approval covers.
    #[must_use]
    pub fn permissions(&self, desk: &Desk) -> Vec<Permission> {
        let asked =
            desk.profile(&self.profile).map(|profile| profile.permissions.clone()).unwrap_or_default();
        asked.into_iter().chain(self.earlier(desk).into_iter().map(Permission::bare)).collect()
    }

    /// Whether going on needs the organization's domain typed in (S73).
    #[must_use]
    pub fn stops(&self, desk: &Desk) -> bool {
        stops(&self.permissions(desk), &desk.origin(&self.profile))
            || self.doubt(desk) == Some(Doubt::OtherName)
    }

    /// What opens the page on which the admin approves.
    pub(super) fn opening(&self, attempt: AttemptId, desk: &Desk) -> Vec<Effect> {
        let in_usher = desk.signs_in_here(&self.profile);
        match (&self.tenant, self.link(desk)) {
            (Some(tenant), _) if in_usher => vec![Effect::BeginConsent {
                attempt,
                profile: self.profile.clone(),
                tenant: tenant.clone(),
                earlier: self.earlier(desk),
            }],
            (_, Some(link)) => {
                vec![Effect::OpenPage {
                    attempt: Some(attempt),
                    profile: self.profile.clone(),
                    page: link.url,
                }]
            }
            (_, None) => vec![],
        }
    }

    /// A trip for this errand.
    pub(super) fn trip(&self, purpose: Purpose, desk: &mut Desk, now: Timestamp) -> Trip {
        let plan = Plan::new(self.profile.clone(), true, String::new());
        let trip = trip_of_plan(&plan, self.account.clone(), desk, now);
        Trip { tenant: self.tenant.clone(), organization: self.organization.clone(), purpose, ..trip }
    }

    /// The trip under a message to whoever has the role.
    pub(super) fn message(&self, desk: &mut Desk, now: Timestamp) -> Trip {
        let trip = self.trip(Purpose::Connect, desk, now);
        Trip { hearing: Hearing::Closed, connection: self.connection.clone(), ..trip }
    }
}

/// The steps of a way, in order.
#[must_use]
pub fn steps(way: AdminWay) -> &'static [WalkStep] {
    match way {
        AdminWay::EntraSteps => &[
            WalkStep::OpenAdminCenter,
            WalkStep::FindApp,
            WalkStep::OpenPermissions,
            WalkStep::GrantForEveryone,
            WalkStep::Check,
        ],
        AdminWay::WaitingRequest => &[WalkStep::OpenRequests, WalkStep::ApproveRequest, WalkStep::Check],
        AdminWay::Link | AdminWay::OwnApp => &[],
    }
}
