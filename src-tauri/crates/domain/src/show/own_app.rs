//! R1 to R10, and what Usher writes when it is let.

use super::count;
use crate::connection::Kept;
use crate::desk::{AppWatch, Desk, KeychainState};
use crate::journey::own_app::{AtStep, Build, Changes, Running, TypedIds};
use crate::own_app::{
    BillingOutput, Credential, FormLine, MADE_FOR_DAYS, Obstacle, Setup, SetupStep, StepKnown, TO_REGISTER,
    Write, form_lines, plan_of, user_id_example,
};
use crate::profile::{Asked, FilledWith, Permission, PermissionKind, Profile, Setting, SettingForm};
use crate::view::own_app::{
    BuildCard, BuildLine, FeatureChoice, FieldForm, FormField, HandOverLabel, HandOverValue, HandedOver,
    HandedStep, SetupCard, SetupLine, SetupState, StepBody,
};
use crate::view::{AdminRequest, PermissionLine, Screen};

pub(super) fn card(setup: &Setup, at: &AtStep, desk: &Desk) -> Screen {
    let Some(profile) = desk.profile(&setup.profile) else { return super::start(desk) };
    let found = setup.obstacle(&profile);
    // R1 to R8 name what is in the way on their own step; R9 and R10 name whatever it is.
    let late = at.step >= SetupStep::CheckAnswers;
    let too_early = at.step == SetupStep::TeamsPolicy && setup.policy_told_at.is_none();
    let shown = |found: &Obstacle| found.is_unknown() || ((late || found.step() == at.step) && !too_early);
    let not_looked_up = at.not_looked_up.clone().map(|problem| Obstacle::CouldNotCheck { problem });
    Screen::OwnApp {
        card: SetupCard {
            step: at.step,
            steps: lines(setup, at, (&profile, found.as_ref())),
            role: at.step.role(),
            has_role: setup.has_role(at.step, &profile),
            page_host: setup.page(at.step, desk).as_ref().map(super::shown_host),
            organization: setup.organization.clone(),
            body: body((setup, found.as_ref()), at, (&profile, desk)),
            obstacle: not_looked_up.or_else(|| found.clone().filter(shown)),
            checked_at: setup.answer.as_ref().map(|(_, at)| *at),
            next_at: watch(setup, desk).and_then(|watch| watch.next_at),
            checking: matches!(at.running, Some(Running::IdLookUp | Running::Proof)),
            working: matches!(at.running, Some(Running::Keeping | Running::Making | Running::Adoption)),
            can_check: setup.credential.is_some() && setup.client_id.is_some() && setup.tenant.is_some(),
            asked: setup.asked.get(&at.step).cloned(),
            editing: setup.editing,
            kept: kept(setup, desk),
        },
    }
}

/// Where its credential is kept; before there is one, where this machine can keep it.
fn kept(setup: &Setup, desk: &Desk) -> Kept {
    let keeps_nothing = matches!(desk.keychain, KeychainState::Missing | KeychainState::Mute);
    if keeps_nothing && setup.credential.is_none() { Kept::UntilClosed } else { setup.kept }
}

fn watch<'a>(setup: &Setup, desk: &'a Desk) -> Option<&'a AppWatch> {
    desk.app_watches.iter().find(|watch| watch.connection == setup.id)
}

fn lines(setup: &Setup, at: &AtStep, (profile, found): (&Profile, Option<&Obstacle>)) -> Vec<SetupLine> {
    let state = |step: SetupStep| {
        let told = setup.done.contains_key(&step) || !step.is_needed(profile);
        let here = found.filter(|found| found.step() == step && told && !found.is_unknown());
        if !step.is_needed(profile) && found.map(Obstacle::step) != Some(step) {
            SetupState::NotNeeded
        } else if step == at.step {
            SetupState::Now
        } else if here.is_some_and(Obstacle::passes_with_time) {
            SetupState::Waiting
        } else if here.is_some() {
            SetupState::InTheWay
        } else {
            match setup.done.get(&step) {
                Some(StepKnown::Checked) => SetupState::Checked,
                Some(StepKnown::Told) => SetupState::Told,
                None => SetupState::Next,
            }
        }
    };
    SetupStep::ALL.into_iter().map(|step| SetupLine { step, state: state(step), role: step.role() }).collect()
}

fn body(
    (setup, found): (&Setup, Option<&Obstacle>),
    at: &AtStep,
    (profile, desk): (&Profile, &Desk),
) -> StepBody {
    let permissions = || setup.permissions(profile);
    match at.step {
        SetupStep::GetReady => StepBody::GetReady {
            before: profile.before.clone(),
            notes: profile.notes.clone(),
            features: features(setup, profile),
            features_are_fixed: setup.is_fixed(),
            permissions: lines_of(&permissions()),
            can_do_it: !setup.editing && desk.own_client().is_some(),
            has: setup.has.iter().copied().collect(),
        },
        SetupStep::RegisterApp => {
            StepBody::RegisterApp { name: setup.name.clone(), is_fixed: setup.is_fixed() }
        }
        SetupStep::PasteIds => paste_ids(setup, at),
        SetupStep::AddPermissions => StepBody::AddPermissions {
            permissions: lines_of(&permissions()),
            missing: match found {
                Some(Obstacle::PermissionsMissing { values, .. }) => values.clone(),
                Some(_) | None => vec![],
            },
        },
        SetupStep::GrantConsent => StepBody::GrantConsent { permissions: count(permissions().len()) },
        SetupStep::MakeCredential => StepBody::MakeCredential {
            credential_kind: setup.credential_kind,
            has_choice: profile.allows_certificate() && profile.allows_secret(),
            credential: setup.credential.clone().filter(|known| known.kind() == setup.credential_kind),
            secret_problem: at.secret_problem,
        },
        SetupStep::TeamsPolicy => StepBody::TeamsPolicy {
            commands: match found {
                Some(Obstacle::OwnPolicy { .. }) => setup.commands_for_own_policy(),
                Some(_) | None => setup.commands(at.step),
            },
            found: setup.policy.found.clone(),
            output: at.output,
            looks: at.looks,
        },
        SetupStep::MeteredApi => StepBody::MeteredApi {
            apis: profile.metered_apis.clone(),
            commands: setup.commands(at.step),
            output: at.billing,
            first: at.billing.and_then(BillingOutput::first),
            looks: at.looks,
        },
        SetupStep::CheckAnswers if at.shows_form(profile) => StepBody::Form {
            fields: fields(profile, &setup.settings),
            tried: at.tried,
            example: user_id_example(profile, &setup.settings, setup.domain()),
        },
        SetupStep::CheckAnswers => StepBody::CheckAnswers {
            name: setup.name.clone(),
            client_id: setup.client_id.clone(),
            tenant: setup.tenant.clone(),
            features: setup.features.clone(),
            permissions: count(permissions().len()),
            credential: setup.credential.clone(),
            policy: SetupStep::TeamsPolicy.is_needed(profile).then(|| setup.policy.name().to_owned()),
            settings: fields(profile, &setup.settings),
        },
        SetupStep::HandOver => StepBody::HandOver {
            values: hand_over(setup, profile, at.changes.as_ref()),
            path: profile.settings_path.clone(),
            after: profile.after.clone(),
            own_certificate: matches!(setup.credential, Some(Credential::Certificate { .. })),
            secret_copied: desk.copied.as_ref() == Some(&setup.id),
        },
    }
}

fn paste_ids(setup: &Setup, at: &AtStep) -> StepBody {
    let known = || TypedIds {
        client_id: setup.client_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        tenant: setup.tenant.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let TypedIds { client_id, tenant } = at.typed.clone().unwrap_or_else(known);
    StepBody::PasteIds {
        client_id,
        tenant,
        client_problem: at.client_problem,
        tenant_problem: at.tenant_problem,
    }
}

fn features(setup: &Setup, profile: &Profile) -> Vec<FeatureChoice> {
    let adds = |feature: &String| {
        let of_it = |asked: &&Permission| {
            asked.kind == PermissionKind::Application && asked.feature.as_ref() == Some(feature)
        };
        count(profile.permissions.iter().filter(of_it).count())
    };
    let choice = |name: String| FeatureChoice {
        chosen: setup.features.contains(&name),
        permissions: adds(&name),
        name,
    };
    profile.app_features().into_iter().map(choice).collect()
}

fn lines_of(permissions: &[Permission]) -> Vec<PermissionLine> {
    permissions.iter().map(Permission::line).collect()
}

/// The maker's form as the window shows it.
pub(super) fn fields(
    profile: &Profile,
    values: &std::collections::BTreeMap<String, crate::own_app::SettingValue>,
) -> Vec<FormField> {
    form_lines(profile, values).into_iter().map(field).collect()
}

fn field(line: FormLine<'_>) -> FormField {
    let Setting { id, label, help, section, form, required, .. } = line.setting;
    FormField {
        id: id.clone(),
        label: label.clone(),
        help: help.clone(),
        section: section.clone(),
        form: match form {
            SettingForm::Switch => FieldForm::Switch,
            SettingForm::List => FieldForm::List,
            SettingForm::Choice(choices) => FieldForm::Choice { choices: choices.clone() },
            SettingForm::Text | SettingForm::Guid | SettingForm::Secret => FieldForm::Text,
        },
        required: *required,
        value: line.value,
        problem: line.problem,
    }
}

/// Everything to copy, in the maker's order; where its document has no form, what any maker needs. Of a connection
/// that is changed, only what is new.
fn hand_over(setup: &Setup, profile: &Profile, changes: Option<&Changes>) -> Vec<HandOverValue> {
    let tenant = || setup.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    let client = || setup.client_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = |text: String| Some(HandedOver::Text { text });
    let secret = match &setup.credential {
        Some(Credential::Secret { hint, .. }) => Some(HandedOver::Secret { hint: hint.clone() }),
        Some(Credential::Certificate { .. }) | None => None,
    };
    if profile.settings.is_empty() {
        let own = [
            (HandOverLabel::TenantId, text(tenant())),
            (HandOverLabel::ClientId, text(client())),
            (HandOverLabel::Secret, secret),
        ];
        let line = |(label, value): (_, Option<HandedOver>)| {
            Some(HandOverValue { label, value: value?, afterwards: false })
        };
        let is_new = |(label, _): &(HandOverLabel, _)| match label {
            HandOverLabel::Secret => changes.is_none_or(|changes| changes.secret),
            HandOverLabel::TenantId | HandOverLabel::ClientId | HandOverLabel::Theirs { .. } => {
                changes.is_none()
            }
        };
        return own.into_iter().filter(is_new).filter_map(line).collect();
    }
    let shown = fields(profile, &setup.settings);
    let value = |setting: &Setting| match (setting.filled_with, &setting.form) {
        (Some(FilledWith::TenantId), _) => text(tenant()),
        (Some(FilledWith::ClientId), _) => text(client()),
        (None, SettingForm::Secret) => secret.clone(),
        (
            None,
            SettingForm::Text
            | SettingForm::Guid
            | SettingForm::Switch
            | SettingForm::List
            | SettingForm::Choice(_),
        ) => shown.iter().find(|field| field.id == setting.id).and_then(handed),
    };
    let line = |setting: &Setting| {
        Some(HandOverValue {
            label: HandOverLabel::Theirs { label: setting.label.clone() },
            value: value(setting)?,
            afterwards: setting.asked == Asked::Afterwards,
        })
    };
    let is_new = |setting: &&Setting| match (changes, &setting.form) {
        (None, _) => true,
        (Some(changes), SettingForm::Secret) => changes.secret,
        (
            Some(changes),
            SettingForm::Text
            | SettingForm::Guid
            | SettingForm::Switch
            | SettingForm::List
            | SettingForm::Choice(_),
        ) => changes.settings.contains(&setting.id),
    };
    profile.settings.iter().filter(is_new).filter_map(line).collect()
}

/// An empty text or list has nothing to copy.
fn handed(field: &FormField) -> Option<HandedOver> {
    use crate::own_app::SettingValue;
    match (&field.value, &field.form) {
        (SettingValue::Flag(yes), _) => Some(HandedOver::Flag { yes: *yes }),
        (SettingValue::Text(text), FieldForm::Choice { .. }) => {
            Some(HandedOver::Choice { text: text.clone() })
        }
        (SettingValue::Text(text), FieldForm::Text | FieldForm::Switch | FieldForm::List) => {
            (!text.trim().is_empty()).then(|| HandedOver::Text { text: text.clone() })
        }
        (SettingValue::Many(texts), _) => {
            (!texts.is_empty()).then(|| HandedOver::Many { texts: texts.clone() })
        }
    }
}

pub(super) fn build(setup: &Setup, build: &Build, desk: &Desk) -> Screen {
    let Some(profile) = desk.profile(&setup.profile) else { return super::start(desk) };
    let permissions = setup.permissions(&profile);
    let line = |write: Write| {
        let permission = match &write {
            Write::Grant { value } => {
                permissions.iter().find(|asked| asked.value == *value).map(Permission::line)
            }
            Write::RegisterApp | Write::AddToOrganization | Write::MakeSecret | Write::AddCertificate => None,
        };
        let at = setup.written.iter().find(|done| done.write == write).map(|done| done.at);
        BuildLine { write, permission, at }
    };
    Screen::DoItForMe {
        card: BuildCard {
            state: build.state.clone(),
            lines: plan_of(setup, &profile).into_iter().map(line).collect(),
            asks: TO_REGISTER.map(str::to_owned).into(),
            name: setup.name.clone(),
            credential: setup.credential_kind,
            kept: kept(setup, desk),
            has_choice: profile.allows_certificate() && profile.allows_secret(),
            days: MADE_FOR_DAYS,
            account: build.account.clone(),
            organization: setup.organization.clone(),
            client_id: setup.client_id.clone(),
            written: count(setup.written.len()),
        },
    }
}

/// The message that hands a step over.
pub(super) fn message(
    request: AdminRequest,
    (setup, step): (&Setup, SetupStep),
    desk: &Desk,
) -> AdminRequest {
    let permissions = desk.profile(&setup.profile).map(|profile| setup.permissions(&profile));
    let handed = HandedStep {
        step,
        app_name: setup.name.clone(),
        role: step.role(),
        credential: setup.credential_kind,
        commands: setup.commands(step),
    };
    AdminRequest {
        client_id: setup.client_id.clone(),
        link: None,
        link_host: None,
        qr: None,
        permissions: permissions.as_deref().map(lines_of).unwrap_or_default(),
        step: Some(handed),
        ..request
    }
}
