//! What the commands print, in the shape of the real ones.

use crate::access_policies::AccessPolicy;

/// Why a command failed.
pub(super) struct Failure {
    message: String,
    category: &'static str,
    exception: &'static str,
    id: &'static str,
}

impl Failure {
    pub(super) fn of(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            category: "InvalidOperation: (:)",
            exception: "Exception",
            id: "PracticeError,Microsoft.Teams.ConfigApi.Cmdlets",
        }
    }
}

/// PowerShell's words for a command that it does not know.
pub(super) fn unknown_command(name: &str) -> Failure {
    Failure {
        message: format!(
            "The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program. \
             Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
        ),
        category: "ObjectNotFound: (:String)",
        exception: "CommandNotFoundException",
        id: "CommandNotFoundException",
    }
}

/// An error as PowerShell prints it, in red.
pub(super) fn problem(name: &str, line: &str, failure: &Failure) -> String {
    let Failure { message, category, exception, id } = failure;
    let marks = "~".repeat(line.chars().count());
    format!(
        "{name} : {message}\nAt line:1 char:1\n+ {line}\n+ {marks}\n    + CategoryInfo          : {category} [{name}], {exception}\n    + FullyQualifiedErrorId : {id}\n"
    )
}

/// What `Connect-MicrosoftTeams` prints.
pub(super) fn account(username: &str, tenant: &str) -> String {
    let width = username.len().max(7);
    format!(
        "{:width$} Environment {:36} {:36}\n{:width$} ----------- {:36} {:36}\n{username:width$} AzureCloud  {tenant} {tenant}\n",
        "Account", "Tenant", "TenantId", "-------", "------", "--------"
    )
}

/// One policy, as a list of its properties.
pub(super) fn policy_block(policy: &AccessPolicy) -> String {
    let apps: Vec<String> = policy.apps().map(|app| app.to_string()).collect();
    block(
        &format!("Tag:{}", policy.name),
        &apps.join(", "),
        policy.description.as_deref().unwrap_or_default(),
    )
}

/// The policy that every organization has, and that lets no app in.
pub(super) fn global_block() -> String {
    block("Global", "", "")
}

fn block(identity: &str, apps: &str, description: &str) -> String {
    format!("Identity    : {identity}\nAppIds      : {{{apps}}}\nDescription : {description}\n")
}
