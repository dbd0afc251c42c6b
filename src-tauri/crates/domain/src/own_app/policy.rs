//! Teams' application access policy: the commands to run, and what their output says (`entra-consent.md` 8.3).

use serde::{Deserialize, Serialize};

use crate::ids::ClientId;

/// Which policy the app is put on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyPlan {
    /// The name of a new one.
    pub own_name: String,
    /// What the organization has already.
    pub found: PolicyFound,
}

/// What the organization has already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum PolicyFound {
    /// Nobody pasted what the second command shows.
    NotLooked,
    /// It has none.
    None,
    /// It has these, and the app goes on one of them: a new one would replace it for everyone.
    Some {
        /// Their names.
        names: Vec<String>,
        /// The one that is extended.
        picked: String,
        /// The app is on it already.
        has_app: bool,
    },
}

/// What a pasted output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum PolicyOutput {
    /// It lists policies, or says that there are none.
    Policies,
    /// PowerShell does not know the command: the Teams module is not installed.
    NotInstalled,
    /// The account is not signed in to Teams, or is no Teams admin.
    NotAllowed,
    /// Another error.
    Red,
    /// Not the output of these commands.
    NotOutput,
}

/// PowerShell's words where a command is not there; the second is the same in every language.
const NOT_INSTALLED: [&str; 3] = ["is not recognized as", "commandnotfoundexception", "could not be loaded"];
/// What Teams answers where nobody is signed in, or the account may not.
const NOT_ALLOWED: [&str; 6] = [
    "access denied",
    "unauthorized",
    "forbidden",
    "connect-microsoftteams cmdlet before",
    "aadneedauthentication",
    "session is not",
];
/// What stands around any error of PowerShell.
const RED: [&str; 4] = ["fullyqualifiederrorid", "categoryinfo", "exception", "error:"];

/// Reads what a command printed. Returns what it is, and the plan as it then stands.
#[must_use]
pub fn read_policy_output(
    text: &str,
    plan: &PolicyPlan,
    app: Option<&ClientId>,
) -> (PolicyOutput, PolicyPlan) {
    let (policies, around) = policies(text);
    if let Some(error) = error_in(&around) {
        return (error, plan.clone());
    }
    if policies.is_empty() && !around.trim().is_empty() {
        return (PolicyOutput::NotOutput, plan.clone());
    }
    let own: Vec<&Policy> = policies.iter().filter(|policy| policy.name != GLOBAL).collect();
    let has = |policy: &Policy| app.is_some_and(|app| policy.apps.contains(app));
    // A policy that no command here can name is still there: a new one would take its place.
    let fitting: Vec<&Policy> = own.iter().copied().filter(|policy| is_plain(&policy.name)).collect();
    let picked = fitting.iter().find(|policy| has(policy)).or_else(|| fitting.first());
    let found = match picked {
        None if !own.is_empty() => return (PolicyOutput::NotOutput, plan.clone()),
        None => PolicyFound::None,
        Some(policy) => PolicyFound::Some {
            names: fitting.iter().map(|policy| policy.name.clone()).collect(),
            picked: policy.name.clone(),
            has_app: has(policy),
        },
    };
    (PolicyOutput::Policies, PolicyPlan { found, ..plan.clone() })
}

fn error_in(around: &str) -> Option<PolicyOutput> {
    let lower = around.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&NOT_INSTALLED) {
        Some(PolicyOutput::NotInstalled)
    } else if says(&NOT_ALLOWED) {
        Some(PolicyOutput::NotAllowed)
    } else {
        says(&RED).then_some(PolicyOutput::Red)
    }
}

/// The one that every organization has, and that is no policy of its own.
const GLOBAL: &str = "Global";

struct Policy {
    name: String,
    apps: Vec<ClientId>,
}

/// Reads `Identity : Tag:Name` and `AppIds : {…}` blocks, which an empty line ends, and what stands around them.
fn policies(text: &str) -> (Vec<Policy>, String) {
    let (mut found, mut around): (Vec<Policy>, String) = (Vec::new(), String::new());
    let (mut in_block, mut in_apps) = (false, false);
    for line in text.lines() {
        let (key, value) = key_and_value(line);
        if key.eq_ignore_ascii_case("identity") {
            let name = value.strip_prefix("Tag:").unwrap_or(value).trim();
            found.push(Policy { name: name.to_owned(), apps: vec![] });
            in_block = true;
        } else if line.trim().is_empty() {
            in_block = false;
        }
        if !key.is_empty() {
            in_apps = key.eq_ignore_ascii_case("appids");
        }
        match found.last_mut().filter(|_| in_block) {
            Some(policy) if in_apps => policy.apps.extend(ids_in(value)),
            Some(_) => {}
            None if is_typed(line) => {}
            None => {
                around.push_str(line);
                around.push('\n');
            }
        }
    }
    (found, around)
}

/// The `Name : value` of a list; a line that goes on from the one before has no name.
fn key_and_value(line: &str) -> (&str, &str) {
    let split = line.split_once(':').map(|(key, value)| (key.trim(), value.trim()));
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|sign| sign.is_ascii_alphabetic());
    split.filter(|(key, _)| is_key(key)).unwrap_or(("", line.trim()))
}

fn ids_in(value: &str) -> impl Iterator<Item = ClientId> {
    let ids = value.split(|sign: char| !sign.is_ascii_hexdigit() && sign != '-');
    ids.filter_map(|id| ClientId::parse(id).ok())
}

/// A prompt, alone or with the command that was typed after it.
fn is_typed(line: &str) -> bool {
    let line = line.trim();
    let typed = match line.split_once('>') {
        Some((prompt, typed)) if prompt.starts_with("PS ") || prompt == "PS" => typed.trim(),
        Some(_) | None => line,
    };
    typed.is_empty() || typed.eq_ignore_ascii_case("get-csapplicationaccesspolicy")
}

/// Letters, digits and a few signs: nothing that could end a quoted text in PowerShell, or be read in one.
fn is_plain(name: &str) -> bool {
    let plain = |sign: char| sign.is_alphanumeric() || " -_.,()&+".contains(sign);
    !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(plain)
}

/// The longest name of a policy that a command is made with, in bytes.
const LONGEST_NAME: usize = 256;

impl PolicyPlan {
    /// A plan whose new policy is named after the product.
    #[must_use]
    pub fn named_after(product: &str) -> Self {
        let plain: String =
            product.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
        let plain = plain.trim_matches('-');
        let name = if plain.is_empty() { "App" } else { plain };
        Self { own_name: format!("{name}-access"), found: PolicyFound::NotLooked }
    }

    /// The name of the policy that the app is put on.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.found {
            PolicyFound::Some { picked, .. } => picked,
            PolicyFound::NotLooked | PolicyFound::None => &self.own_name,
        }
    }

    /// The four commands, one a block. The third one is left out where the app is on the policy already.
    #[must_use]
    pub fn commands(&self, app: &ClientId) -> Vec<String> {
        let name = self.name();
        let put = match &self.found {
            PolicyFound::Some { has_app: true, .. } => None,
            PolicyFound::Some { has_app: false, .. } => {
                Some(format!("Set-CsApplicationAccessPolicy -Identity \"{name}\" -AppIds @{{Add=\"{app}\"}}"))
            }
            PolicyFound::NotLooked | PolicyFound::None => {
                Some(format!("New-CsApplicationAccessPolicy -Identity \"{name}\" -AppIds \"{app}\""))
            }
        };
        ["Connect-MicrosoftTeams".to_owned(), "Get-CsApplicationAccessPolicy".to_owned()]
            .into_iter()
            .chain(put)
            .chain([format!("Grant-CsApplicationAccessPolicy -PolicyName \"{name}\" -Global")])
            .collect()
    }

    /// The commands that put the app on a policy which some people have instead of everyone's.
    #[must_use]
    pub fn commands_to_extend(&self, app: &ClientId) -> Vec<String> {
        let picked = match &self.found {
            PolicyFound::Some { picked, .. } => picked,
            PolicyFound::NotLooked | PolicyFound::None => "POLICY_NAME",
        };
        vec![
            "Connect-MicrosoftTeams".to_owned(),
            "Get-CsApplicationAccessPolicy".to_owned(),
            format!("Set-CsApplicationAccessPolicy -Identity \"{picked}\" -AppIds @{{Add=\"{app}\"}}"),
        ]
    }

    /// The same plan, with the app on another of the policies that are there.
    #[must_use]
    pub fn picking(self, name: &str) -> Self {
        let found = match self.found {
            PolicyFound::Some { names, picked, .. }
                if picked != name && names.iter().any(|known| known == name) =>
            {
                PolicyFound::Some { names, picked: name.to_owned(), has_app: false }
            }
            known @ (PolicyFound::NotLooked | PolicyFound::None | PolicyFound::Some { .. }) => known,
        };
        Self { found, ..self }
    }
}
