//! A pretend Teams PowerShell: the commands for application access policies (`entra-consent.md` 8.3).

mod command;
mod output;

use uuid::Uuid;

use crate::access_policies::Change;
use crate::organization::{Organization, TENANT};
use crate::people::{Person, directory_person};
use crate::registrations::guid;
use crate::teams::command::{Command, Given, lines};
use crate::teams::output::{Failure, account, policy_block, problem, unknown_command};

/// How many commands stay on the page.
const SHOWN: usize = 20;
/// How many commands one paste may hold.
const AT_ONCE: usize = 20;
/// How many policies there are at most, so that no visitor can fill the memory.
const LIMIT: usize = 64;

/// What one command came to.
#[derive(Clone)]
pub(crate) struct Ran {
    pub(crate) command: String,
    pub(crate) output: String,
    /// It is printed in red.
    pub(crate) is_red: bool,
}

/// The open window of one browser.
#[derive(Clone, Default)]
pub(crate) struct Terminal {
    /// `Connect-MicrosoftTeams` went through.
    connected: bool,
    pub(crate) ran: Vec<Ran>,
}

type Output = Result<String, Failure>;

impl Organization {
    /// Runs what was pasted, line by line, as `who`.
    pub(crate) fn run_in_teams(&mut self, terminal: &mut Terminal, who: &Person, pasted: &str) {
        for line in lines(pasted).into_iter().take(AT_ONCE) {
            let command = Command::parse(&line);
            let output = self.run(terminal, who, &command);
            let (output, is_red) = match output {
                Ok(output) => (output, false),
                Err(failure) => (problem(&command.name, &line, &failure), true),
            };
            terminal.ran.push(Ran { command: line, output, is_red });
        }
        let too_many = terminal.ran.len().saturating_sub(SHOWN);
        terminal.ran.drain(..too_many);
    }

    fn run(&mut self, terminal: &mut Terminal, who: &Person, command: &Command) -> Output {
        let cmdlet: fn(&mut Self, &Command) -> Output = match command.name.to_ascii_lowercase().as_str() {
            "connect-microsoftteams" => {
                terminal.connected = true;
                return Ok(account(who.username, TENANT));
            }
            "disconnect-microsoftteams" => {
                terminal.connected = false;
                return Ok(String::new());
            }
            "install-module" | "import-module" => return Ok(String::new()),
            "get-csapplicationaccesspolicy" => |here, command| here.get_policies(command),
            "new-csapplicationaccesspolicy" => Self::new_policy,
            "set-csapplicationaccesspolicy" => Self::set_policy,
            "grant-csapplicationaccesspolicy" => Self::grant_policy,
            _ => return Err(unknown_command(&command.name)),
        };
        if !terminal.connected {
            return Err(Failure::of("Run Connect-MicrosoftTeams before running cmdlets."));
        }
        if !who.manages_teams() {
            return Err(Failure::of("Access Denied."));
        }
        cmdlet(self, command)
    }

    fn policy_change(&self) -> Change {
        let now = self.now();
        Change { at: now, effective_at: now.plus_s(self.settings.policy_delay_s) }
    }

    fn get_policies(&self, command: &Command) -> Output {
        let all = self.access_policies.all();
        if let Some(identity) = command.identity() {
            let found = self.access_policies.find(identity).ok_or_else(|| not_found(identity))?;
            return Ok(policy_block(found));
        }
        let own: Vec<String> = all.iter().map(policy_block).collect();
        Ok([vec![output::global_block()], own].concat().join("\n"))
    }

    fn new_policy(&mut self, command: &Command) -> Output {
        let identity = command.identity().ok_or_else(|| missing("Identity"))?;
        let apps = command.apps()?.ok_or_else(|| missing("AppIds"))?;
        if self.access_policies.find(identity).is_some() {
            return Err(Failure::of(&format!("The policy \"{identity}\" already exists.")));
        }
        if self.access_policies.all().len() >= LIMIT {
            return Err(Failure::of("The number of policies has reached its limit."));
        }
        let change = self.policy_change();
        let policy = self.access_policies.make(identity, apps.ids(), change);
        policy.description = command.text("description").map(str::to_owned);
        Ok(policy_block(policy))
    }

    fn set_policy(&mut self, command: &Command) -> Output {
        let identity = command.identity().ok_or_else(|| missing("Identity"))?;
        let apps = command.apps()?;
        let change = self.policy_change();
        let policy = self.access_policies.find_mut(identity).ok_or_else(|| not_found(identity))?;
        match apps {
            Some(Apps::All(ids)) => policy.replace(&ids, change),
            Some(Apps::Add(ids)) => ids.into_iter().for_each(|id| policy.add(id, change)),
            Some(Apps::Remove(ids)) => ids.into_iter().for_each(|id| policy.remove(id)),
            None => {}
        }
        if let Some(description) = command.text("description") {
            policy.description = Some(description.to_owned());
        }
        Ok(String::new())
    }

    fn grant_policy(&mut self, command: &Command) -> Output {
        let name =
            command.text("policyname").or(command.positional(1)).ok_or_else(|| missing("PolicyName"))?;
        let name = if name.eq_ignore_ascii_case("$null") { None } else { Some(without_tag(name)) };
        let known = name.map(|name| {
            let found = self.access_policies.find(name).map(|policy| policy.name.clone());
            found.ok_or_else(|| {
                Failure::of(&format!(
                    "Policy \"{name}\" is not a user policy. You can assign only a user policy to a specific user."
                ))
            })
        });
        let (policy, change) = (known.transpose()?, self.policy_change());
        if command.has("global") {
            self.access_policies.grant_globally(policy.as_deref(), change);
            return Ok(String::new());
        }
        let user = command.identity().ok_or_else(|| missing("Identity"))?;
        let who = directory_person(user)
            .ok_or_else(|| Failure::of(&format!("Management object not found for identity \"{user}\".")))?;
        self.access_policies.grant_to(who, policy.as_deref(), change);
        Ok(String::new())
    }
}

/// What `-AppIds` says.
enum Apps {
    /// These and no others.
    All(Vec<Uuid>),
    Add(Vec<Uuid>),
    Remove(Vec<Uuid>),
}

impl Apps {
    fn ids(&self) -> &[Uuid] {
        match self {
            Self::All(ids) | Self::Add(ids) | Self::Remove(ids) => ids,
        }
    }
}

impl Command {
    fn identity(&self) -> Option<&str> {
        self.text("identity").or(self.positional(0)).map(without_tag)
    }

    fn apps(&self) -> Result<Option<Apps>, Failure> {
        let Some(given) = self.given("appids") else { return Ok(None) };
        let ids = |texts: &[String]| -> Result<Vec<Uuid>, Failure> {
            let read = |text: &String| {
                guid(text.trim())
                    .ok_or_else(|| Failure::of(&format!("The AppId \"{text}\" is not a valid GUID.")))
            };
            texts.iter().map(read).collect()
        };
        match given {
            Given::Values(texts) => ids(texts).map(Apps::All).map(Some),
            Given::Table(key, texts) => match key.to_ascii_lowercase().as_str() {
                "add" => ids(texts).map(Apps::Add).map(Some),
                "remove" => ids(texts).map(Apps::Remove).map(Some),
                "replace" => ids(texts).map(Apps::All).map(Some),
                _ => Err(Failure::of("Cannot bind parameter 'AppIds'. The table holds an unknown key.")),
            },
        }
    }
}

fn without_tag(name: &str) -> &str {
    name.get(..4).filter(|tag| tag.eq_ignore_ascii_case("tag:")).map_or(name, |_| &name[4..])
}

fn missing(parameter: &str) -> Failure {
    Failure::of(&format!(
        "Cannot process command because of one or more missing mandatory parameters: {parameter}."
    ))
}

fn not_found(identity: &str) -> Failure {
    Failure::of(&format!("Cannot find a policy with the identity \"{identity}\"."))
}

#[cfg(test)]
mod tests;
