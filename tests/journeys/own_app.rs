//! An own app registration without the window: by hand, by Usher, killed at every write, and each error on its step.

mod admin_center;
mod by_hand;
mod canaries;
mod errors;
mod for_me;
mod kept;

use secrecy::SecretString;
use usher_domain::ids::ProfileId;
use usher_domain::intent::Intent;
use usher_domain::own_app::SetupStep;
use usher_domain::profile::{Permission, find};
use usher_domain::view::own_app::{SetupCard, StepBody};
use usher_domain::view::{Screen, View};
use usher_practice::settings::{ReadyApp, Required, Settings};
use usher_practice::{Options, Practice};

use crate::support::desk::Desk;

pub(crate) const GRACE: &str = "grace@brightwater.example";

/// The practice organization whose apps ask for what `profile` needs, with its optional features.
pub(crate) async fn organization(profile: &str, settings: Settings) -> Practice {
    let profile = find(&ProfileId(profile.to_owned())).unwrap();
    let required = |p: &Permission| Required { value: p.value.clone(), kind: p.kind };
    let settings = settings.requiring(profile.permissions.iter().map(required).collect());
    Practice::start(Options { settings, ..Options::default() }).await.unwrap()
}

/// The same, with an app that is there from the start.
pub(crate) async fn with_app(profile: &str, ready_app: ReadyApp, settings: Settings) -> Practice {
    organization(profile, Settings { ready_app: Some(ready_app), ..settings }).await
}

/// An admin's window in front of R1 to R10.
pub(crate) struct Walk {
    pub(crate) desk: Desk,
}

impl Walk {
    /// From S1 to R1.
    pub(crate) async fn start(desk: Desk, profile: &str) -> Self {
        desk.ask(Intent::StartAsAdmin).await;
        desk.ask(Intent::ChooseProduct { profile: ProfileId(profile.to_owned()) }).await;
        let walk = Self { desk };
        walk.at(SetupStep::GetReady).await;
        walk
    }

    /// Waits for `step`, with no check running.
    pub(crate) async fn at(&self, step: SetupStep) -> SetupCard {
        self.card(&format!("{step:?}"), |card| card.step == step && !card.checking).await
    }

    pub(crate) async fn card(&self, what: &str, is_it: impl Fn(&SetupCard) -> bool) -> SetupCard {
        let view = self.desk.view(what, |screen| card_of(screen).is_some_and(&is_it)).await;
        card_of(&view.screen).unwrap().clone()
    }

    pub(crate) async fn done(&self) {
        self.desk.ask(Intent::StepDone).await;
    }

    /// From R1 to R6, with these ids.
    pub(crate) async fn to_credential(&self, client_id: &str, tenant: &str) {
        self.done().await;
        self.at(SetupStep::RegisterApp).await;
        self.done().await;
        self.at(SetupStep::PasteIds).await;
        self.give_ids(client_id, tenant).await;
        self.at(SetupStep::AddPermissions).await;
        self.done().await;
        self.at(SetupStep::GrantConsent).await;
        self.done().await;
        self.at(SetupStep::MakeCredential).await;
    }

    pub(crate) async fn give_ids(&self, client_id: &str, tenant: &str) {
        let intent = Intent::GiveIds { client_id: client_id.to_owned(), tenant: tenant.to_owned() };
        self.desk.ask(intent).await;
    }

    pub(crate) async fn paste(&self, secret: &str) {
        self.desk.engine.hand_in_secret(SecretString::from(secret), Some(180)).await.unwrap();
    }

    /// From R6 with a secret that works to R9's answers, over the Teams policy where it is needed.
    pub(crate) async fn to_answers(&self) {
        let card =
            self.card("the answers", |card| card.step >= SetupStep::TeamsPolicy && !card.checking).await;
        if card.step == SetupStep::TeamsPolicy {
            self.done().await;
        }
        self.at(SetupStep::CheckAnswers).await;
    }
}

/// The card of R1 to R10, where one is shown.
pub(crate) fn card_of(screen: &Screen) -> Option<&SetupCard> {
    if let Screen::OwnApp { card } = screen { Some(card) } else { None }
}

pub(crate) fn values(profile: &str, features: &[String]) -> Vec<String> {
    let profile = find(&ProfileId(profile.to_owned())).unwrap();
    profile.application_roles(features)
}

pub(crate) fn commands(body: &StepBody) -> Vec<String> {
    let StepBody::TeamsPolicy { commands, .. } = body else { panic!("no R7: {body:?}") };
    commands.clone()
}

/// Whether every row of an open checklist is granted.
pub(crate) fn is_green(view: &View) -> bool {
    let Screen::Checklist { rows, checking: false, .. } = &view.screen else { return false };
    !rows.is_empty() && rows.iter().all(|row| row.state == usher_domain::grant::GrantState::Granted)
}
