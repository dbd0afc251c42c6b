//! What is right and wrong in a file of values, one line a value, in the maker's order.

use std::collections::BTreeMap;

use serde::Serialize;
use usher_domain::ids::{ClientId, TenantId};
use usher_domain::own_app::{FieldProblem, LONGEST_TEXT, SecretShape, SettingValue, form_lines};
use usher_domain::profile::{FilledWith, Profile, Setting, SettingForm};

use super::file::Node;
use super::words::{SetupFix, of_fix, of_label};

const TOP_KEYS: [&str; 6] = ["profile", "app_name", "client_id", "tenant_id", "features", "settings"];
/// What the name of a key says when its value is a secret.
const SECRET_NAMES: [&str; 7] =
    ["secret", "password", "passwd", "token", "privatekey", "credential", "certificate"];

/// How a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Ok,
    Missing,
    Wrong,
    NotAsked,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fault {
    Missing,
    TooLong,
    NotAChoice,
    NotAnId,
    WrongKind,
    OddSigns,
    SecretInFile,
    SameTwice,
    TooShort,
    LooksLikeItsId,
    OtherProfile,
    Unknown,
    NotShown,
}

/// One value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) state: State,
    pub(super) problem: Option<Fault>,
    pub(super) fix: Option<String>,
}

/// Everything that the file says of an app, as far as it is right.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) client_id: Option<ClientId>,
    pub(super) tenant: Option<TenantId>,
    pub(super) app_name: Option<String>,
    pub(super) features: Vec<String>,
    pub(super) settings: BTreeMap<String, SettingValue>,
}

impl Row {
    fn ok(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), state: State::Ok, problem: None, fix: None }
    }

    /// The secret of stdin, which can't be one.
    pub(super) fn of_secret(shape: SecretShape) -> Self {
        let problem = match shape {
            SecretShape::Empty => Fault::Missing,
            SecretShape::LooksLikeItsId => Fault::LooksLikeItsId,
            SecretShape::TooShort => Fault::TooShort,
            SecretShape::TooLong => Fault::TooLong,
            SecretShape::OddSigns => Fault::OddSigns,
        };
        Self::ok("client_secret", of_label("client_secret")).with(problem, &SetupFix::OfSecret(shape))
    }

    fn not_asked(self) -> Self {
        Self { state: State::NotAsked, ..self }
    }

    fn with(self, problem: Fault, fix: &SetupFix<'_>) -> Self {
        let state = if problem == Fault::Missing { State::Missing } else { State::Wrong };
        Self { state, problem: Some(problem), fix: Some(of_fix(fix)), ..self }
    }

    pub(super) fn is_right(&self) -> bool {
        matches!(self.state, State::Ok | State::NotAsked)
    }
}

/// Judges every value that the product asks for, and every one that the file has beside them.
pub(super) fn judge(profile: &Profile, file: &BTreeMap<String, Node>) -> (Vec<Row>, Values) {
    let mut judging = Judging { profile, file, values: Values::default() };
    let mut rows = vec![judging.of_profile(), judging.of_app_name(), judging.of_features()];
    let (client, tenant) = judging.of_ids();
    let fills = |what| profile.settings.iter().any(|setting| setting.filled_with == Some(what));
    // Where the maker's form has no place of its own for an id, it stands before the form.
    rows.extend((!fills(FilledWith::ClientId)).then(|| client.clone()));
    rows.extend((!fills(FilledWith::TenantId)).then(|| tenant.clone()));
    rows.extend(judging.of_settings(&client, &tenant));
    rows.extend(judging.of_others());
    (rows, judging.values)
}

struct Judging<'a> {
    profile: &'a Profile,
    file: &'a BTreeMap<String, Node>,
    values: Values,
}

impl Judging<'_> {
    fn of_profile(&self) -> Row {
        let row = Row::ok("profile", of_label("profile"));
        match self.file.get("profile") {
            None | Some(Node::Nothing) => row,
            Some(Node::Text(id)) if *id == self.profile.id.0 => row,
            Some(Node::Text(_)) => row.with(Fault::OtherProfile, &SetupFix::OtherProfile),
            Some(Node::Flag(_) | Node::List(_) | Node::Table(_) | Node::Other) => {
                row.with(Fault::WrongKind, &SetupFix::WriteText)
            }
        }
    }

    fn of_app_name(&mut self) -> Row {
        let row = Row::ok("app_name", of_label("app_name"));
        match self.file.get("app_name") {
            None | Some(Node::Nothing) => row,
            Some(Node::Text(name)) if name.trim().is_empty() => row.with(Fault::Missing, &SetupFix::FillIn),
            Some(Node::Text(name)) if name.len() > LONGEST_TEXT => {
                row.with(Fault::TooLong, &SetupFix::Shorten)
            }
            Some(Node::Text(name)) if name.chars().any(char::is_control) => {
                row.with(Fault::OddSigns, &SetupFix::OneLine)
            }
            Some(Node::Text(name)) => {
                self.values.app_name = Some(name.clone());
                row
            }
            Some(Node::Flag(_) | Node::List(_) | Node::Table(_) | Node::Other) => {
                row.with(Fault::WrongKind, &SetupFix::WriteText)
            }
        }
    }

    fn of_features(&mut self) -> Row {
        let row = Row::ok("features", of_label("features"));
        let known = self.profile.app_features();
        let Some(node) = self.file.get("features").filter(|node| **node != Node::Nothing) else { return row };
        let Some(asked) = node.texts() else { return row.with(Fault::WrongKind, &SetupFix::WriteList) };
        if asked.iter().all(|feature| known.contains(feature)) {
            self.values.features = asked;
            return row;
        }
        let fix = if known.is_empty() { SetupFix::NoFeatures } else { SetupFix::ChooseOf(&known) };
        row.with(Fault::NotAChoice, &fix)
    }

    fn of_ids(&mut self) -> (Row, Row) {
        let label = |what, ours| {
            let theirs = self.profile.settings.iter().find(|setting| setting.filled_with == Some(what));
            theirs.map_or_else(|| of_label(ours).to_owned(), |setting| setting.label.clone())
        };
        let client = Row::ok("client_id", label(FilledWith::ClientId, "client_id"));
        let tenant = Row::ok("tenant_id", label(FilledWith::TenantId, "tenant_id"));
        let (client, client_id) = of_id(client, self.file.get("client_id"));
        let (mut tenant, tenant_id) = of_id(tenant, self.file.get("tenant_id"));
        self.values.client_id = client_id.and_then(|id| ClientId::parse(&id).ok());
        self.values.tenant = tenant_id.and_then(|id| TenantId::parse(&id).ok());
        if let (Some(one), Some(other)) = (&self.values.client_id, &self.values.tenant)
            && one.as_str() == other.as_str()
        {
            tenant = tenant.with(Fault::SameTwice, &SetupFix::SameTwice);
            self.values.tenant = None;
        }
        (client, tenant)
    }

    fn of_settings(&mut self, client: &Row, tenant: &Row) -> Vec<Row> {
        let settings = self.settings();
        self.values.settings =
            settings.iter().filter_map(|(id, node)| Some((id.clone(), node.value()?))).collect();
        let shown = form_lines(self.profile, &self.values.settings);
        let row = |setting: &Setting| match setting.filled_with {
            Some(FilledWith::ClientId) => client.clone(),
            Some(FilledWith::TenantId) => tenant.clone(),
            None => {
                let row = Row::ok(format!("settings.{}", setting.id), &setting.label);
                let node = settings.get(&setting.id).filter(|node| node.is_given());
                let line = shown.iter().find(|line| line.setting.id == setting.id);
                match (line, node) {
                    (None, None) => row.not_asked(),
                    (None, Some(_)) if setting.form == SettingForm::Secret => {
                        row.with(Fault::SecretInFile, &SetupFix::TakeSecretOut)
                    }
                    (None, Some(_)) => row.with(Fault::NotShown, &self.shown_by(setting)),
                    (Some(_), Some(node)) if node.value().is_none() => {
                        row.with(Fault::WrongKind, &right_kind(setting))
                    }
                    (Some(line), _) => match line.problem {
                        None => row,
                        Some(problem) => row.with(problem.into(), &fix_of(problem, setting)),
                    },
                }
            }
        };
        self.profile.settings.iter().map(row).collect()
    }

    /// What would make a field appear.
    fn shown_by<'a>(&'a self, setting: &'a Setting) -> SetupFix<'a> {
        let when = setting.shown_when.as_ref();
        let other = when.and_then(|when| self.profile.settings.iter().find(|known| known.id == when.setting));
        match (when, other) {
            (Some(when), Some(other)) => SetupFix::OnlyWith { label: &other.label, choices: &when.is },
            (Some(_), None) | (None, _) => SetupFix::TakeOut,
        }
    }

    fn settings(&self) -> BTreeMap<String, Node> {
        match self.file.get("settings") {
            Some(Node::Table(settings)) => settings.clone(),
            Some(Node::Nothing | Node::Flag(_) | Node::Text(_) | Node::List(_) | Node::Other) | None => {
                BTreeMap::new()
            }
        }
    }

    /// What no product asks for, and what is no table of settings.
    fn of_others(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.file.get("settings").is_some_and(|node| !matches!(node, Node::Table(_) | Node::Nothing)) {
            let row = Row::ok("settings", of_label("settings"));
            rows.push(row.with(Fault::WrongKind, &SetupFix::WriteTable));
        }
        rows.extend(
            self.file
                .iter()
                .filter(|(key, _)| !TOP_KEYS.contains(&key.as_str()))
                .map(|(key, _)| of_other(key, "")),
        );
        let asked = |id: &str| {
            let is_this = |setting: &Setting| setting.filled_with.is_none() && setting.id == id;
            self.profile.settings.iter().any(is_this)
        };
        let settings = self.settings();
        rows.extend(settings.keys().filter(|id| !asked(id)).map(|id| of_other(id, "settings.")));
        rows
    }
}

/// A key that the product does not ask for; a secret is told as one, whatever it is called.
fn of_other(key: &str, before: &str) -> Row {
    let plain: String = key.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let row = Row::ok(format!("{before}{key}"), key);
    if SECRET_NAMES.iter().any(|name| plain.contains(name)) {
        return row.with(Fault::SecretInFile, &SetupFix::TakeSecretOut);
    }
    row.with(Fault::Unknown, &SetupFix::TakeOut)
}

fn of_id(row: Row, node: Option<&Node>) -> (Row, Option<String>) {
    match node {
        None | Some(Node::Nothing) => (row.with(Fault::Missing, &SetupFix::FillIn), None),
        Some(Node::Text(text)) if text.trim().is_empty() => {
            (row.with(Fault::Missing, &SetupFix::FillIn), None)
        }
        Some(Node::Text(text)) => match ClientId::parse(text) {
            Ok(id) => (row, Some(id.to_string())),
            Err(_) => (row.with(Fault::NotAnId, &SetupFix::CopyId), None),
        },
        Some(Node::Flag(_) | Node::List(_) | Node::Table(_) | Node::Other) => {
            (row.with(Fault::WrongKind, &SetupFix::WriteText), None)
        }
    }
}

fn right_kind(setting: &Setting) -> SetupFix<'static> {
    match setting.form {
        SettingForm::Switch => SetupFix::WriteSwitch,
        SettingForm::List => SetupFix::WriteList,
        SettingForm::Text | SettingForm::Guid | SettingForm::Secret | SettingForm::Choice(_) => {
            SetupFix::WriteText
        }
    }
}

fn fix_of(problem: FieldProblem, setting: &Setting) -> SetupFix<'_> {
    match problem {
        FieldProblem::Missing => SetupFix::FillIn,
        FieldProblem::TooLong => SetupFix::Shorten,
        FieldProblem::NotAChoice => match &setting.form {
            SettingForm::Choice(choices) => SetupFix::ChooseOf(choices),
            SettingForm::Text
            | SettingForm::Guid
            | SettingForm::Secret
            | SettingForm::Switch
            | SettingForm::List => SetupFix::TakeOut,
        },
        FieldProblem::NotAnId => SetupFix::CopyId,
        FieldProblem::WrongKind => right_kind(setting),
        FieldProblem::OddSigns => SetupFix::OneLine,
        FieldProblem::SecretInFile => SetupFix::TakeSecretOut,
    }
}

impl From<FieldProblem> for Fault {
    fn from(problem: FieldProblem) -> Self {
        match problem {
            FieldProblem::Missing => Fault::Missing,
            FieldProblem::TooLong => Fault::TooLong,
            FieldProblem::NotAChoice => Fault::NotAChoice,
            FieldProblem::NotAnId => Fault::NotAnId,
            FieldProblem::WrongKind => Fault::WrongKind,
            FieldProblem::OddSigns => Fault::OddSigns,
            FieldProblem::SecretInFile => Fault::SecretInFile,
        }
    }
}
