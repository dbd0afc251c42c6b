//! What a person does on R1 to R8.

use super::{AtStep, Running, TypedIds, at_step, leave_change};
use crate::desk::Desk;
use crate::ids::{ClientId, ConnectionId, TenantId};
use crate::journey::effect::Effect;
use crate::journey::{Journey, Step};
use crate::own_app::{
    CredentialKind, IdProblem, Obstacle, SecretShape, Setup, SetupRole, SetupStep, StepKnown, Taken,
    read_billing_output, read_policy_output,
};
use crate::problem::Problem;
use crate::profile::Profile;
use crate::time::Timestamp;

impl Journey {
    pub(in crate::journey) fn choose_feature(mut self, feature: String, chosen: bool, desk: &Desk) -> Step {
        if let Journey::SettingUp { setup, .. } = &mut self
            && !setup.is_fixed()
            && desk.profile(&setup.profile).is_some_and(|profile| profile.app_features().contains(&feature))
        {
            setup.features.retain(|known| *known != feature);
            if chosen {
                setup.features.push(feature);
            }
            // What was shown of other permissions says nothing of these.
            setup.answer = None;
            setup.done.retain(|step, _| !matches!(step, SetupStep::AddPermissions | SetupStep::GrantConsent));
        }
        (self, vec![])
    }

    /// R1: whether the person has a role, so that the steps of the others are given to somebody else.
    pub(in crate::journey) fn have_role(mut self, role: SetupRole, has: bool) -> Step {
        if let Journey::SettingUp { setup, .. } = &mut self {
            if has {
                setup.has.insert(role);
            } else {
                setup.has.remove(&role);
            }
        }
        (self, vec![])
    }

    pub(in crate::journey) fn name_app(mut self, name: String) -> Step {
        if let Journey::SettingUp { setup, .. } = &mut self
            && !setup.is_fixed()
        {
            setup.name = name;
        }
        (self, vec![])
    }

    /// The person says that the step at hand is done.
    pub(in crate::journey) fn setup_step_done(self, desk: &mut Desk, now: Timestamp) -> Step {
        let Journey::SettingUp { mut setup, at } = self else { return (self, vec![]) };
        let Some(profile) = desk.profile(&setup.profile) else { return (Journey::Start, vec![]) };
        match at.step {
            SetupStep::RegisterApp if setup.name.trim().is_empty() => {
                (Journey::SettingUp { setup, at: AtStep { tried: true, ..at } }, vec![])
            }
            SetupStep::TeamsPolicy if asks_to_run_again(&setup, &profile) => {
                setup.policy_told_at = Some(now);
                setup.done.insert(SetupStep::TeamsPolicy, StepKnown::Told);
                let save = tell_policy(&setup, desk);
                let (journey, proof) = checking(setup, at, &profile);
                (journey, save.into_iter().chain(proof).collect())
            }
            SetupStep::CheckAnswers => super::finish::form_done(setup, at, &profile),
            // Other features ask for other permissions, which only a sign-in as the app can show.
            SetupStep::GetReady if setup.editing => {
                checking(setup, AtStep::new(SetupStep::AddPermissions), &profile)
            }
            step if setup.editing && step != SetupStep::HandOver => {
                let answers = AtStep { filling: false, ..AtStep::new(SetupStep::CheckAnswers) };
                (Journey::SettingUp { setup, at: answers }, vec![])
            }
            SetupStep::GetReady
            | SetupStep::RegisterApp
            | SetupStep::PasteIds
            | SetupStep::AddPermissions
            | SetupStep::GrantConsent
            | SetupStep::MakeCredential
            | SetupStep::TeamsPolicy
            | SetupStep::MeteredApi
            | SetupStep::HandOver => {
                setup.done.entry(at.step).or_insert(StepKnown::Told);
                let next = setup.next_open(at.step, &profile);
                let filled_in = next == SetupStep::CheckAnswers && setup.is_filled_in(&profile);
                let at =
                    AtStep { filling: next == SetupStep::CheckAnswers && !filled_in, ..AtStep::new(next) };
                (Journey::SettingUp { setup, at }, vec![])
            }
        }
    }

    pub(in crate::journey) fn give_ids(self, client: String, tenant: String, desk: &Desk) -> Step {
        let Journey::SettingUp { mut setup, mut at } = self else { return (self, vec![]) };
        if at.step != SetupStep::PasteIds || desk.profile(&setup.profile).is_none() {
            return (Journey::SettingUp { setup, at }, vec![]);
        }
        let (client_id, tenant_id) = (ClientId::parse(&client), TenantId::parse(&tenant));
        at.client_problem = client_id.is_err().then_some(IdProblem::NotAnId);
        at.tenant_problem = tenant_id.is_err().then_some(IdProblem::NotAnId);
        at.not_looked_up = None;
        at.typed = Some(TypedIds { client_id: client, tenant });
        let (Ok(client_id), Ok(tenant)) = (client_id, tenant_id) else {
            return (Journey::SettingUp { setup, at }, vec![]);
        };
        if client_id.as_str() == tenant.as_str() {
            at.tenant_problem = Some(IdProblem::SameTwice);
            return (Journey::SettingUp { setup, at }, vec![]);
        }
        if setup.client_id.as_ref() != Some(&client_id) || setup.tenant.as_ref() != Some(&tenant) {
            setup.forget_app();
        }
        (setup.client_id, setup.tenant) = (Some(client_id.clone()), Some(tenant.clone()));
        at.running = Some(Running::IdLookUp);
        let profile = setup.profile.clone();
        let effect = Effect::CheckIds { setup: setup.id.clone(), profile, client_id, tenant };
        (Journey::SettingUp { setup, at }, vec![effect])
    }

    pub(in crate::journey) fn ids_checked(
        self,
        (id, ids): (&ConnectionId, &(ClientId, TenantId)),
        (tenant_exists, client_is_tenant): (bool, bool),
        desk: &Desk,
    ) -> Step {
        let mut was_asked = false;
        let (mut journey, _) = self.with_setup(id, |setup, at| {
            let Some(at) = at.filter(|at| waits_for(setup, at, ids)) else { return };
            at.running = None;
            was_asked = true;
            if tenant_exists {
                setup.done.insert(SetupStep::PasteIds, StepKnown::Checked);
                return;
            }
            (setup.client_id, setup.tenant) = (None, None);
            setup.forget_app();
            if client_is_tenant {
                at.client_problem = Some(IdProblem::Swapped);
                at.tenant_problem = Some(IdProblem::Swapped);
            } else {
                at.tenant_problem = Some(IdProblem::NoSuchOrganization);
            }
        });
        if let Journey::SettingUp { setup, at } = &mut journey
            && was_asked
            && tenant_exists
            && let Some(profile) = desk.profile(&setup.profile)
        {
            return after_ids(setup.clone(), at, &profile);
        }
        (journey, vec![])
    }

    pub(in crate::journey) fn ids_not_checked(
        self,
        (id, ids): (&ConnectionId, &(ClientId, TenantId)),
        problem: Problem,
    ) -> Step {
        let (journey, _) = self.with_setup(id, |setup, at| {
            if let Some(at) = at.filter(|at| waits_for(setup, at, ids)) {
                at.running = None;
                at.not_looked_up = Some(problem);
            }
        });
        (journey, vec![])
    }

    pub(in crate::journey) fn use_credential(mut self, kind: CredentialKind, desk: &Desk) -> Step {
        if let Journey::SettingUp { setup, at } = &mut self {
            let allowed = desk.profile(&setup.profile).is_some_and(|profile| match kind {
                CredentialKind::Secret => profile.allows_secret(),
                CredentialKind::Certificate => profile.allows_certificate(),
            });
            if allowed && kind != setup.credential_kind {
                setup.credential_kind = kind;
                at.secret_problem = None;
                if setup.credential.as_ref().is_none_or(|known| known.kind() != kind) {
                    setup.done.remove(&SetupStep::MakeCredential);
                }
            }
        } else if let Journey::Building { setup, .. } = &mut self
            && setup.written.is_empty()
        {
            setup.credential_kind = kind;
        }
        (self, vec![])
    }

    pub(in crate::journey) fn make_certificate(self) -> Step {
        let Journey::SettingUp { setup, mut at } = self else { return (self, vec![]) };
        // Of two that are made at once, the one that is kept need not be the one that is shown.
        let effects = if matches!(at.running, None | Some(Running::Proof)) {
            at.running = Some(Running::Making);
            let (pending, name) = (setup.editing, setup.name.clone());
            vec![Effect::MakeCertificate { setup: setup.id.clone(), pending, name }]
        } else {
            vec![]
        };
        (Journey::SettingUp { setup, at }, effects)
    }

    pub(in crate::journey) fn certificate_made(
        self,
        id: &ConnectionId,
        taken: Taken,
        desk: &mut Desk,
    ) -> Step {
        let save = put_credential(id, &taken, desk);
        let (journey, held) = self.with_setup(id, |setup, at| {
            take(setup, at.is_none(), taken.clone());
            // A proof of the one before is not about this one.
            let ends = |at: &&mut AtStep| matches!(at.running, Some(Running::Making | Running::Proof));
            if let Some(at) = at.filter(ends) {
                at.running = None;
            }
        });
        let lost = if held { vec![] } else { came_late(id, taken, desk) };
        (journey, save.into_iter().chain(lost).collect())
    }

    pub(in crate::journey) fn save_certificate(self) -> Step {
        let effects = if let Journey::SettingUp { setup, .. } = &self
            && matches!(setup.credential, Some(crate::own_app::Credential::Certificate { .. }))
        {
            let Setup { id, pending, kept, .. } = &**setup;
            vec![Effect::SaveCertificate { setup: id.clone(), pending: *pending, kept: *kept }]
        } else {
            vec![]
        };
        (self, effects)
    }

    /// A secret that can be one is put into the keychain now.
    pub(in crate::journey) fn secret_accepted(self, id: &ConnectionId) -> Step {
        let (journey, _) = self.with_setup(id, |_, at| {
            if let Some(at) = at {
                at.secret_problem = None;
                at.running = Some(Running::Keeping);
            }
        });
        (journey, vec![])
    }

    pub(in crate::journey) fn secret_refused(mut self, shape: SecretShape) -> Step {
        if let Journey::SettingUp { at, .. } = self.beneath() {
            at.secret_problem = Some(shape);
        }
        (self, vec![])
    }

    pub(in crate::journey) fn secret_taken(self, id: &ConnectionId, taken: Taken, desk: &mut Desk) -> Step {
        let save = put_credential(id, &taken, desk);
        let mut proof = None;
        let (journey, held) = self.with_setup(id, |setup, at| {
            take(setup, at.is_none(), taken.clone());
            let Some(at) = at else { return };
            at.secret_problem = None;
            proof = desk.profile(&setup.profile).and_then(|profile| setup.sign_in(&profile));
            at.running = proof.is_some().then_some(Running::Proof);
        });
        let lost = if held { vec![] } else { came_late(id, taken, desk) };
        (journey, proof.into_iter().chain(save).chain(lost).collect())
    }

    pub(in crate::journey) fn give_policy_output(mut self, text: &str) -> Step {
        if let Journey::SettingUp { setup, at } = &mut self {
            let (output, plan) = read_policy_output(text, &setup.policy, setup.client_id.as_ref());
            at.output = Some(output);
            at.looks += 1;
            setup.policy = plan;
        }
        (self, vec![])
    }

    pub(in crate::journey) fn give_billing_output(mut self, text: &str) -> Step {
        if let Journey::SettingUp { setup, at } = &mut self {
            at.billing = Some(read_billing_output(text, setup.client_id.as_ref()));
            at.looks += 1;
        }
        (self, vec![])
    }

    pub(in crate::journey) fn pick_policy(mut self, name: &str) -> Step {
        if let Journey::SettingUp { setup, .. } = &mut self {
            setup.policy = setup.policy.clone().picking(name);
        }
        (self, vec![])
    }

    /// The list of steps, and the Change links of R9: back to anything before, never forward.
    pub(in crate::journey) fn go_to_step(self, step: SetupStep, desk: &Desk) -> Step {
        let Journey::SettingUp { setup, at } = self else { return (self, vec![]) };
        let found = |profile: &Profile| setup.obstacle(profile).map(|found| found.step());
        let asked_for = |profile: &Profile| step.is_needed(profile) || found(profile) == Some(step);
        let needed = desk.profile(&setup.profile).is_some_and(|profile| asked_for(&profile));
        let been_there = step < at.step || setup.done.contains_key(&step);
        let behind = been_there || (step == SetupStep::CheckAnswers && at.step == step);
        let is_in_the_way = desk.profile(&setup.profile).and_then(|profile| found(&profile)) == Some(step);
        // A connection keeps its app: another one is another connection.
        let is_other_app = matches!(step, SetupStep::RegisterApp | SetupStep::PasteIds) && !is_in_the_way;
        let fixed = (setup.editing && is_other_app) || at.running == Some(Running::Adoption);
        if needed && behind && !fixed {
            (at_step(setup, step), vec![])
        } else {
            (Journey::SettingUp { setup, at }, vec![])
        }
    }

    pub(in crate::journey) fn setup_back(setup: Box<Setup>, at: AtStep, desk: &mut Desk) -> Step {
        if at.running == Some(Running::Adoption) {
            return (Journey::SettingUp { setup, at }, vec![]);
        }
        if setup.editing {
            return leave_change(&setup, desk);
        }
        let Some(profile) = desk.profile(&setup.profile) else { return (Journey::Start, vec![]) };
        let form = AtStep::new(at.step);
        if !at.shows_form(&profile) && form.shows_form(&profile) {
            return (Journey::SettingUp { setup, at: form }, vec![]);
        }
        match at.step.before(&profile) {
            Some(before) => (at_step(setup, before), vec![]),
            None => {
                let picked = Some(setup.profile.clone());
                (Journey::ChoosingProduct { as_admin: true, picked }, vec![])
            }
        }
    }
}

/// What is in the keychain from now on is what a connection that is there signs in with, unless it is pending.
pub(super) fn put_credential(id: &ConnectionId, taken: &Taken, desk: &mut Desk) -> Vec<Effect> {
    // The looks for the one before are no looks for this one.
    desk.app_watches.retain(|watch| watch.connection != *id);
    if taken.pending {
        return vec![];
    }
    desk.forget_copy(id);
    let is_known = desk.change(id, |known| {
        if let Some(app) = &mut known.app {
            app.take(taken.credential.clone());
            known.kept = taken.kept;
        }
    });
    if is_known { vec![Effect::SaveConnection { connection: id.clone() }] } else { vec![] }
}

/// Takes a credential. What Usher is let to write (`is_built`) stays as it was read, whatever still comes of a step by
/// hand.
fn take(setup: &mut Setup, is_built: bool, taken: Taken) {
    let kind = setup.credential_kind;
    setup.take(taken);
    if is_built {
        setup.credential_kind = kind;
    }
}

/// A credential that came after the person had left its step: the draft has it, and what was to take another's place
/// is forgotten.
fn came_late(id: &ConnectionId, taken: Taken, desk: &mut Desk) -> Vec<Effect> {
    if taken.pending {
        return vec![Effect::ForgetCredential { setup: id.slot(true) }];
    }
    if let Some(draft) = desk.drafts.iter_mut().find(|draft| draft.setup.id == *id) {
        take(&mut draft.setup, draft.building, taken);
    }
    vec![]
}

/// Whether "I ran them" starts the half hour, and not only goes on while Teams needs it.
fn asks_to_run_again(setup: &Setup, profile: &Profile) -> bool {
    setup.policy_told_at.is_none() || setup.obstacle(profile) == Some(Obstacle::PolicyMissing)
}

/// An existing connection waits for Teams from now on, also when the change is left.
fn tell_policy(setup: &Setup, desk: &mut Desk) -> Option<Effect> {
    let known = desk.connections.iter_mut().find(|known| known.id == setup.id)?;
    known.app.as_mut()?.policy_told_at = setup.policy_told_at;
    Some(Effect::SaveConnection { connection: setup.id.clone() })
}

/// Whether R3 waits for what Microsoft says of these ids.
fn waits_for(setup: &Setup, at: &AtStep, (client_id, tenant): &(ClientId, TenantId)) -> bool {
    at.running == Some(Running::IdLookUp)
        && setup.client_id.as_ref() == Some(client_id)
        && setup.tenant.as_ref() == Some(tenant)
}

/// Signs in as the app where there is something to sign in with.
pub(super) fn checking(setup: Box<Setup>, at: AtStep, profile: &Profile) -> Step {
    let effects: Vec<Effect> = setup.sign_in(profile).into_iter().collect();
    let at = AtStep { running: (!effects.is_empty()).then_some(Running::Proof), ..at };
    (Journey::SettingUp { setup, at }, effects)
}

/// From R3 on to what is not done yet; where the app has signed in before, that is checked again at once.
fn after_ids(setup: Box<Setup>, at: &AtStep, profile: &Profile) -> Step {
    if setup.credential.is_some() && setup.done.contains_key(&SetupStep::MakeCredential) {
        return checking(setup, at.clone(), profile);
    }
    let next = setup.next_open(at.step, profile);
    (at_step(setup, next), vec![])
}
