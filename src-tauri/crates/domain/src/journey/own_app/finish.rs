//! R9 and R10: the maker's form, the connection that comes of it, and M2.

use super::steps::put_credential;
use super::{AtStep, Changes, Running, at_step};
use crate::connection::{Connection, Health, SignInPlace};
use crate::desk::{Desk, Instead};
use crate::directory::Directory;
use crate::ids::ConnectionId;
use crate::journey::effect::{Effect, News};
use crate::journey::{Journey, Step};
use crate::own_app::{
    AppOfOurOwn, Credential, CredentialKind, FormLine, SettingValue, Setup, SetupStep, StepKnown, Taken,
    form_lines,
};
use crate::profile::Profile;
use crate::time::Timestamp;

/// The field of a maker's form that names the connection there.
const NAME: &str = "name";
/// Days before the end at which Usher reminds.
const REMIND_AT: [u16; 3] = [30, 7, 0];

impl Journey {
    /// M2.
    pub(in crate::journey) fn reading_connection(connection: ConnectionId) -> Journey {
        Journey::ReadingConnection { connection, checking: false, problem: None }
    }

    pub(in crate::journey) fn fill_in(mut self, setting: String, value: SettingValue, desk: &Desk) -> Step {
        if let Journey::SettingUp { setup, .. } = &mut self
            && let Some(profile) = desk.profile(&setup.profile)
            && profile.settings.iter().any(|known| known.id == setting && known.is_asked())
        {
            setup.settings.insert(setting, value);
        }
        (self, vec![])
    }

    pub(in crate::journey) fn finish_setup(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::SettingUp { mut setup, at } = self else { return (self, vec![]) };
        let fills = desk.profile(&setup.profile).is_none_or(|profile| at.shows_form(&profile));
        if at.step != SetupStep::CheckAnswers || fills || at.running == Some(Running::Adoption) {
            return (Journey::SettingUp { setup, at }, vec![]);
        }
        if let Some(open) = setup.first_gap() {
            return (at_step(setup, open), vec![]);
        }
        setup.done.insert(SetupStep::CheckAnswers, StepKnown::Told);
        if setup.editing {
            return changed(setup, at, desk);
        }
        let Some(connection) = connection_of(&setup, desk, now) else {
            return (Journey::SettingUp { setup, at }, vec![]);
        };
        let save = Effect::SaveConnection { connection: connection.id.clone() };
        // Back from R10, it is there already.
        if desk.connection(&setup.id).is_some() {
            merge(&setup, connection, desk);
        } else {
            desk.put(connection);
        }
        (at_step(setup, SetupStep::HandOver), vec![save])
    }

    /// The connection signs in with what is new, so that is written down wherever the person is, and what was kept
    /// beside it is forgotten after that.
    pub(in crate::journey) fn credential_adopted(
        self,
        id: &ConnectionId,
        taken: Taken,
        desk: &mut Desk,
    ) -> Step {
        let replaced = Effect::ForgetReplaced { setup: id.clone(), credential: taken.credential.kind() };
        desk.forget_copy(id);
        let (mut journey, _) =
            self.with_setup(id, |setup, _| (setup.kept, setup.pending) = (taken.kept, false));
        let is_here = |at: &AtStep, setup: &Setup| setup.id == *id && at.running == Some(Running::Adoption);
        let base = journey.beneath();
        let effects = if let Journey::SettingUp { setup, at } = base
            && is_here(at, setup)
        {
            let (next, effects) = changed(setup.clone(), AtStep { running: None, ..at.clone() }, desk);
            *base = next;
            effects
        } else {
            put_credential(id, &taken, desk)
        };
        (journey, effects.into_iter().chain([replaced]).collect())
    }

    pub(in crate::journey) fn handed_over(self, desk: &mut Desk) -> Step {
        let Journey::SettingUp { setup, at } = self else { return (self, vec![]) };
        if at.step != SetupStep::HandOver {
            return (Journey::SettingUp { setup, at }, vec![]);
        }
        // A connection that was kept until Usher closed is gone; what led to it is not.
        if desk.connection(&setup.id).is_none() {
            let step = setup.first_gap().unwrap_or(SetupStep::CheckAnswers);
            return (at_step(setup, step), vec![]);
        }
        desk.end_draft(&setup.id);
        let connection = setup.id;
        let back = Journey::reading_connection(connection.clone());
        if setup.editing {
            return (back, vec![]);
        }
        let look = Effect::ListGrants { connection: connection.clone() };
        (crate::journey::ask::checklist(connection, back, true), vec![look])
    }

    /// What was copied before is told no more: the clipboard may hold anything by now.
    pub(in crate::journey) fn copy_secret(self, desk: &mut Desk) -> Step {
        let signs_in_with_one = |known: &&Connection| {
            matches!(known.app.as_deref(), Some(AppOfOurOwn { credential: Credential::Secret { .. }, .. }))
        };
        let of_app = |id: &ConnectionId| desk.connection(id).filter(signs_in_with_one);
        let kept = |id: &ConnectionId| of_app(id).map(|known| (id.clone(), known.kept));
        let found = if let Journey::SettingUp { setup, .. } = &self {
            matches!(setup.credential, Some(Credential::Secret { .. }))
                .then(|| (setup.id.clone(), setup.kept))
        } else if let Journey::ReadingConnection { connection, .. } = &self {
            kept(connection)
        } else {
            None
        };
        let Some((connection, kept)) = found else { return (self, vec![]) };
        desk.forget_copy(&connection);
        (self, vec![Effect::CopySecret { connection, kept }])
    }

    pub(in crate::journey) fn save_values(self, desk: &Desk) -> Step {
        let effects = if let Journey::SettingUp { setup, .. } = &self
            && let Some(profile) = desk.profile(&setup.profile)
        {
            let name = format!("{}-values.json", setup.profile);
            vec![Effect::SaveFile { name, text: setup.values_file(&profile) }]
        } else {
            vec![]
        };
        (self, effects)
    }

    pub(in crate::journey) fn turn(self, on: bool, desk: &mut Desk, now: Timestamp) -> Step {
        let mut looks = false;
        let (journey, save) = self.change(desk, |known| {
            known.enabled = on;
            known.updated_at = Some(now);
            looks = on && known.can_be_asked();
        });
        let (journey, look) = if looks { journey.check_again() } else { (journey, vec![]) };
        (journey, save.into_iter().chain(look).collect())
    }

    pub(in crate::journey) fn rename(self, name: &str, desk: &mut Desk, now: Timestamp) -> Step {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return (self, vec![]);
        }
        self.change(desk, |known| {
            if let Some(app) = &mut known.app {
                app.name = name;
                known.updated_at = Some(now);
            }
        })
    }

    fn change(self, desk: &mut Desk, change: impl FnOnce(&mut Connection)) -> Step {
        let (Journey::ReadingConnection { connection, .. } | Journey::ReadingChecklist { connection, .. }) =
            &self
        else {
            return (self, vec![]);
        };
        if !desk.change(connection, change) {
            return (Journey::ReadingConnections, vec![]);
        }
        let save = Effect::SaveConnection { connection: connection.clone() };
        (self, vec![save])
    }

    /// M2: Edit leads to the maker's form, or to the first step where the product has none.
    pub(in crate::journey) fn edit_connection(self, step: Option<SetupStep>, desk: &mut Desk) -> Step {
        let Journey::ReadingConnection { connection, .. } = &self else { return (self, vec![]) };
        let Some(setup) = desk.connection(connection).and_then(Setup::of_connection) else {
            return (self, vec![]);
        };
        // The draft that led to it knows less from now on.
        desk.end_draft(&setup.id);
        let form = AtStep::new(SetupStep::CheckAnswers);
        let has_form = desk.profile(&setup.profile).is_some_and(|profile| form.shows_form(&profile));
        let usual = if has_form { SetupStep::CheckAnswers } else { SetupStep::GetReady };
        (at_step(Box::new(setup), step.unwrap_or(usual)), vec![])
    }
}

/// R9's form was left: on to the answers, unless something is wrong in it.
pub(super) fn form_done(setup: Box<Setup>, at: AtStep, profile: &Profile) -> Step {
    if !at.shows_form(profile) {
        return (Journey::SettingUp { setup, at }, vec![]);
    }
    let wrong = form_lines(profile, &setup.settings).iter().any(|line| line.problem.is_some());
    let at = if wrong { AtStep { tried: true, ..at } } else { AtStep { filling: false, tried: false, ..at } };
    (Journey::SettingUp { setup, at }, vec![])
}

/// What was changed on an existing connection is written down, once it signs in with what is new.
pub(super) fn changed(setup: Box<Setup>, at: AtStep, desk: &mut Desk) -> Step {
    let id = setup.id.clone();
    if let Some(credential) = setup.credential.as_ref().filter(|_| setup.pending) {
        let adopt = Effect::AdoptCredential { setup: id, credential: credential.clone(), kept: setup.kept };
        let at = AtStep { running: Some(Running::Adoption), ..at };
        return (Journey::SettingUp { setup, at }, vec![adopt]);
    }
    let Some(before) = desk.connection(&id).and_then(|known| known.app.clone()) else {
        return (Journey::ReadingConnections, vec![]);
    };
    if let Some(fresh) = connection_of(&setup, desk, desk.now) {
        merge(&setup, fresh, desk);
    }
    let effects = vec![
        Effect::SaveConnection { connection: id.clone() },
        Effect::ListGrants { connection: id.clone() },
    ];
    let profile = desk.profile(&setup.profile);
    let changes = profile.map(|profile| setup.changes_since(&before, &profile)).unwrap_or_default();
    let journey = if changes.is_empty() {
        Journey::ReadingConnection { connection: id, checking: true, problem: None }
    } else {
        let at = AtStep { changes: Some(changes), ..AtStep::new(SetupStep::HandOver) };
        Journey::SettingUp { setup, at }
    };
    (journey, effects)
}

/// A connection stays what it is where the setup says nothing else.
fn merge(setup: &Setup, fresh: Connection, desk: &mut Desk) {
    let Some(known) = desk.connection(&setup.id).cloned() else { return };
    let mut app = fresh.app;
    if let (Some(app), Some(before)) = (&mut app, &known.app) {
        if app.credential == before.credential {
            app.reminded = before.reminded;
        }
        // A name that was given on M2 stays, unless the maker's form got another one.
        if app.settings.get(NAME) == before.settings.get(NAME) {
            app.name.clone_from(&before.name);
        }
    }
    desk.put(Connection {
        created_at: known.created_at,
        enabled: known.enabled,
        updated_at: Some(desk.now),
        app,
        ..fresh
    });
}

fn connection_of(setup: &Setup, desk: &Desk, now: Timestamp) -> Option<Connection> {
    let profile = desk.profile(&setup.profile)?;
    let (client_id, tenant) = (setup.client_id.as_ref()?, setup.tenant.as_ref()?);
    let place = match (&desk.practice, &desk.instead) {
        (Some(world), _) => {
            let authority = world.base.join(tenant.as_str()).ok()?;
            SignInPlace::Loopback { authority, client_id: client_id.to_string() }
        }
        (None, Some(Instead { authority, .. })) => {
            SignInPlace::Loopback { authority: authority.clone(), client_id: client_id.to_string() }
        }
        (None, None) => SignInPlace::Microsoft { cloud: profile.cloud() },
    };
    setup.connection(&profile, place, now)
}

impl Setup {
    /// The connection that it becomes at `place`: turned off at first, as the maker's document says of its own.
    /// `None` while an id or the credential is missing.
    #[must_use]
    pub fn connection(&self, profile: &Profile, place: SignInPlace, now: Timestamp) -> Option<Connection> {
        let app = AppOfOurOwn {
            name: self.connection_name(),
            registration: self.name.clone(),
            credential: self.credential.clone()?,
            features: self.features.clone(),
            settings: self.settings.clone(),
            policy: self.policy.clone(),
            policy_told_at: self.policy_told_at,
            answer: self.answer.clone(),
            refusals: self.refusals,
            written: self.written.clone(),
            reminded: None,
        };
        Some(Connection {
            id: self.id.clone(),
            profile: Some(self.profile.clone()),
            client_id: Some(self.client_id.clone()?),
            place,
            tenant: Some(self.tenant.clone()?),
            object: None,
            identity: None,
            username: String::new(),
            organization: self.organization.clone(),
            requested: profile.application_roles(&self.features),
            granted: vec![],
            checked_at: self.answer.as_ref().map(|(_, at)| *at),
            health: Health::NotChecked,
            created_at: now,
            kept: self.kept,
            directory: Directory::default(),
            app: Some(Box::new(app)),
            enabled: false,
            updated_at: None,
            timeline: vec![],
        })
    }

    /// What the maker's side still has as it was `before`.
    fn changes_since(&self, before: &AppOfOurOwn, profile: &Profile) -> Changes {
        let line = |values| form_lines(profile, values);
        let (now, then) = (line(&self.settings), line(&before.settings));
        let was = |id: &str| then.iter().find(|line| line.setting.id == id).map(|line| &line.value);
        let is_new = |line: &&FormLine<'_>| was(&line.setting.id) != Some(&line.value);
        let is_new_secret =
            |known: &Credential| known.kind() == CredentialKind::Secret && *known != before.credential;
        Changes {
            secret: self.credential.as_ref().is_some_and(is_new_secret),
            settings: now.iter().filter(is_new).map(|line| line.setting.id.clone()).collect(),
        }
    }

    /// What the maker's form calls it, else the app's own name.
    fn connection_name(&self) -> String {
        match self.settings.get(NAME) {
            Some(SettingValue::Text(name)) if !name.trim().is_empty() => name.trim().to_owned(),
            Some(_) | None => self.name.clone(),
        }
    }

    /// The step that a connection can't be made without.
    fn first_gap(&self) -> Option<SetupStep> {
        if self.client_id.is_none() || self.tenant.is_none() {
            return Some(SetupStep::PasteIds);
        }
        let is_untested = self.pending && !self.done.contains_key(&SetupStep::MakeCredential);
        (self.credential.is_none() || is_untested).then_some(SetupStep::MakeCredential)
    }

    /// The values as a file that `usherctl setup` reads. A secret is never in it.
    #[must_use]
    pub fn values_file(&self, profile: &Profile) -> String {
        let settings: serde_json::Map<String, serde_json::Value> = form_lines(profile, &self.settings)
            .into_iter()
            .map(|line| (line.setting.id.clone(), serde_json::json!(line.value)))
            .collect();
        let document = serde_json::json!({
            "profile": self.profile,
            "app_name": self.name,
            "client_id": self.client_id,
            "tenant_id": self.tenant,
            "features": self.features,
            "settings": settings,
        });
        serde_json::to_string_pretty(&document).expect("a map of texts is JSON")
    }
}

/// Reminds of each credential that ends in 30 days, in 7, or has ended; of each once.
pub(in crate::journey) fn reminders(desk: &mut Desk, now: Timestamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    for known in desk.connections.iter_mut().filter(|known| known.enabled) {
        let (Some(app), Some(profile)) = (&mut known.app, &known.profile) else { continue };
        let Some(days) = app.credential.days_left(now) else { continue };
        let due = REMIND_AT.into_iter().rev().find(|at| days <= i32::from(*at));
        if let Some(at) = due.filter(|at| app.reminded.is_none_or(|before| *at < before)) {
            app.reminded = Some(at);
            let news = News::CredentialEnds { days, credential: app.credential.kind() };
            effects.push(Effect::Notify { news, profile: profile.clone() });
            effects.push(Effect::SaveConnection { connection: known.id.clone() });
        }
    }
    effects
}
