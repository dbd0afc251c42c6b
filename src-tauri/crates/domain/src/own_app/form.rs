//! The form on the maker's side, as the profile describes it: what is shown, what is wrong, what becomes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::has_hidden_signs;
use crate::ids::ClientId;
use crate::profile::{Profile, Setting, SettingForm};

/// The longest text of one field.
pub const LONGEST_TEXT: usize = 500;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum SettingValue {
    /// Yes or no.
    Flag(bool),
    /// A text, an id, or the label of a choice.
    Text(String),
    /// Several texts.
    Many(Vec<String>),
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum FieldProblem {
    /// It has to be filled in.
    Missing,
    /// It is too long.
    TooLong,
    /// It is none of the choices.
    NotAChoice,
    /// It is not an id.
    NotAnId,
    /// It is of another kind than the field.
    WrongKind,
    /// It has line breaks or signs that can't be seen.
    OddSigns,
    /// A secret does not belong into a file.
    SecretInFile,
}

impl SettingValue {
    /// How long its texts are, in bytes.
    #[must_use]
    pub fn text_len(&self) -> usize {
        match self {
            SettingValue::Flag(_) => 0,
            SettingValue::Text(text) => text.len(),
            SettingValue::Many(texts) => texts.iter().map(String::len).sum(),
        }
    }
}

/// One field as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLine<'a> {
    /// What the profile says of it.
    pub setting: &'a Setting,
    /// What it holds; the default where nothing was filled in.
    pub value: SettingValue,
    /// What is wrong with it.
    pub problem: Option<FieldProblem>,
}

/// What becomes of a Microsoft name as the product's user id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct UserIdExample {
    /// Microsoft's name for a person.
    pub from: String,
    /// The user id that comes of it.
    pub becomes: String,
    /// The field below which it stands: the last one that it comes of.
    pub after: String,
}

/// The fields that are shown with these values, in the maker's order. What Usher fills in by itself is left out.
#[must_use]
pub fn form_lines<'a>(profile: &'a Profile, values: &BTreeMap<String, SettingValue>) -> Vec<FormLine<'a>> {
    let asked = profile.settings.iter().filter(|setting| setting.is_asked());
    asked
        .filter(|setting| is_shown(setting, profile, values))
        .map(|setting| {
            let value = value_of(setting, values);
            FormLine { problem: problem_of(setting, &value), setting, value }
        })
        .collect()
}

/// What a field holds, or would hold if it is left alone.
fn value_of(setting: &Setting, values: &BTreeMap<String, SettingValue>) -> SettingValue {
    values.get(&setting.id).cloned().unwrap_or_else(|| match &setting.form {
        SettingForm::Choice(choices) => SettingValue::Text(choices.first().cloned().unwrap_or_default()),
        SettingForm::Switch => SettingValue::Flag(false),
        SettingForm::List => SettingValue::Many(vec![]),
        SettingForm::Text | SettingForm::Guid | SettingForm::Secret => SettingValue::Text(String::new()),
    })
}

fn is_shown(setting: &Setting, profile: &Profile, values: &BTreeMap<String, SettingValue>) -> bool {
    let Some(when) = &setting.shown_when else { return true };
    let Some(other) = profile.settings.iter().find(|other| other.id == when.setting) else { return false };
    let SettingValue::Text(label) = value_of(other, values) else { return false };
    when.is.contains(&label) && is_shown(other, profile, values)
}

/// What is wrong with `value` in the field `setting`.
#[must_use]
pub(crate) fn problem_of(setting: &Setting, value: &SettingValue) -> Option<FieldProblem> {
    match (&setting.form, value) {
        (SettingForm::Switch, SettingValue::Flag(_)) => None,
        (SettingForm::Choice(choices), SettingValue::Text(label)) => {
            (!choices.contains(label)).then_some(FieldProblem::NotAChoice)
        }
        (SettingForm::List, SettingValue::Many(texts)) => {
            let empty = texts.iter().all(|text| text.trim().is_empty());
            if empty && setting.required {
                return Some(FieldProblem::Missing);
            }
            texts.iter().find_map(|text| of_text(text))
        }
        (SettingForm::Text | SettingForm::Guid, SettingValue::Text(text)) => {
            if text.trim().is_empty() {
                return setting.required.then_some(FieldProblem::Missing);
            }
            let not_an_id = setting.form == SettingForm::Guid && ClientId::parse(text).is_err();
            if not_an_id { Some(FieldProblem::NotAnId) } else { of_text(text) }
        }
        (SettingForm::Secret, _) => Some(FieldProblem::SecretInFile),
        (SettingForm::Switch, SettingValue::Text(_) | SettingValue::Many(_))
        | (SettingForm::Choice(_), SettingValue::Flag(_) | SettingValue::Many(_))
        | (SettingForm::List, SettingValue::Flag(_) | SettingValue::Text(_))
        | (SettingForm::Text | SettingForm::Guid, SettingValue::Flag(_) | SettingValue::Many(_)) => {
            Some(FieldProblem::WrongKind)
        }
    }
}

fn of_text(text: &str) -> Option<FieldProblem> {
    if text.len() > LONGEST_TEXT {
        return Some(FieldProblem::TooLong);
    }
    has_hidden_signs(text).then_some(FieldProblem::OddSigns)
}

/// A live example of what the form makes of a person's name, where the profile describes that.
#[must_use]
pub fn user_id_example(
    profile: &Profile,
    values: &BTreeMap<String, SettingValue>,
    domain: Option<&str>,
) -> Option<UserIdExample> {
    let rule = profile.user_id.as_ref()?;
    let text = |id: &String| {
        let setting = profile.settings.iter().find(|setting| setting.id == *id)?;
        match value_of(setting, values) {
            SettingValue::Text(text) => Some(text),
            SettingValue::Flag(_) | SettingValue::Many(_) => None,
        }
    };
    if text(&rule.based_on)? != rule.by_name {
        return None;
    }
    let postfix = text(&rule.postfix).unwrap_or_default();
    let postfix = postfix.trim();
    let typed = postfix.strip_prefix('@').unwrap_or(postfix);
    let is_domain = typed.contains('.') && !typed.starts_with('.') && !typed.contains('@');
    // Without the organization's own domain, the one that was typed shows best what becomes of it.
    let domain = domain.unwrap_or(if is_domain { typed } else { "example.com" });
    let full = format!("john.doe@{domain}");
    let change = text(&rule.change)?;
    let (from, becomes) = if change == rule.remove {
        let cut = full.strip_suffix(postfix).unwrap_or(&full).to_owned();
        (full, cut)
    } else if change == rule.add {
        ("john.doe".to_owned(), format!("john.doe{postfix}"))
    } else {
        (full.clone(), full)
    };
    let is_shown = |id: &&String| form_lines(profile, values).iter().any(|line| line.setting.id == **id);
    let after = [&rule.postfix, &rule.change].into_iter().find(is_shown)?.clone();
    Some(UserIdExample { from, becomes, after })
}
