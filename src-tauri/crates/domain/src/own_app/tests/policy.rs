//! What PowerShell prints about Teams' policies, and the commands that follow from it.

use proptest::prelude::{any, prop_assert, proptest};
use rstest::rstest;

use super::{APP, OTHER_APP, app};
use crate::own_app::{PolicyFound, PolicyOutput, PolicyPlan, read_policy_output};

const GLOBAL: &str = "\r\nIdentity    : Global\r\nAppIds      : {}\r\nDescription : \r\n\r\n";

/// One policy as Windows PowerShell prints it.
fn block(name: &str, apps: &str) -> String {
    format!("\r\nIdentity    : Tag:{name}\r\nAppIds      : {{{apps}}}\r\nDescription : Made by IT\r\n\r\n")
}

fn plan() -> PolicyPlan {
    PolicyPlan::named_after("Kaltura")
}

fn read(text: &str) -> (PolicyOutput, PolicyFound) {
    let (output, plan) = read_policy_output(text, &plan(), Some(&app()));
    (output, plan.found)
}

fn some(names: &[&str], picked: &str, has_app: bool) -> PolicyFound {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    PolicyFound::Some { names, picked: picked.to_owned(), has_app }
}

#[rstest]
#[case::nothing(String::new())]
#[case::only_line_breaks("\r\n\r\n".to_owned())]
#[case::only_the_one_that_is_always_there(GLOBAL.to_owned())]
#[case::a_prompt("PS C:\\Users\\grace> Get-CsApplicationAccessPolicy\r\nPS C:\\Users\\grace> ".to_owned())]
#[case::the_command_alone("get-csapplicationaccesspolicy".to_owned())]
#[case::prompt_and_global(format!("PS> Get-CsApplicationAccessPolicy\n{GLOBAL}PS> "))]
fn an_organization_without_a_policy_gets_a_new_one(#[case] text: String) {
    assert_eq!(read(&text), (PolicyOutput::Policies, PolicyFound::None));
}

#[rstest]
#[case::one(block("Recorder", OTHER_APP), some(&["Recorder"], "Recorder", false))]
#[case::without_tag(block("Recorder", OTHER_APP).replace("Tag:", ""), some(&["Recorder"], "Recorder", false))]
#[case::beside_the_global_one(format!("{GLOBAL}{}", block("Recorder", "")), some(&["Recorder"], "Recorder", false))]
#[case::several(
    [block("Recorder", OTHER_APP), block("Bots 2", ""), GLOBAL.to_owned()].concat(),
    some(&["Recorder", "Bots 2"], "Recorder", false)
)]
#[case::several_and_the_app_is_on_one(
    [block("Recorder", OTHER_APP), block("Bots 2", APP)].concat(),
    some(&["Recorder", "Bots 2"], "Bots 2", true)
)]
#[case::the_app_in_capitals(block("Recorder", &APP.to_uppercase()), some(&["Recorder"], "Recorder", true))]
#[case::among_others(block("Recorder", &format!("{OTHER_APP}, {APP}")), some(&["Recorder"], "Recorder", true))]
#[case::over_several_lines(
    block("Recorder", &format!("{OTHER_APP},\r\n              5fb0a1c2-2222-4222-8333-444455556666,\r\n              {APP}")),
    some(&["Recorder"], "Recorder", true)
)]
#[case::shortened(block("Recorder", &format!("{OTHER_APP}, 5fb0a1c2-2222-4222-8333-444455556666...")), some(&["Recorder"], "Recorder", false))]
#[case::in_quotes(block("Recorder", &format!("\"{APP}\"")), some(&["Recorder"], "Recorder", true))]
#[case::unix_line_ends(block("Recorder", APP).replace('\r', ""), some(&["Recorder"], "Recorder", true))]
#[case::pasted_with_an_indent(block("Recorder", APP).replace('\n', "\n    "), some(&["Recorder"], "Recorder", true))]
#[case::lower_case_names(block("Recorder", APP).replace("Identity", "identity").replace("AppIds", "appids"), some(&["Recorder"], "Recorder", true))]
#[case::with_the_prompt(
    format!("PS C:\\> Get-CsApplicationAccessPolicy{}PS C:\\> ", block("Recorder", APP)),
    some(&["Recorder"], "Recorder", true)
)]
#[case::other_letters(block("Zugriff für Überall", APP), some(&["Zugriff für Überall"], "Zugriff für Überall", true))]
#[case::signs_of_names(block("IT-Ops_2.1, A&B (EU)+", APP), some(&["IT-Ops_2.1, A&B (EU)+"], "IT-Ops_2.1, A&B (EU)+", true))]
#[case::a_description_that_sounds_like_an_error(
    block("Recorder", APP).replace("Made by IT", "Exception for error: access denied\r\n              is not recognized as"),
    some(&["Recorder"], "Recorder", true)
)]
#[case::an_app_of_the_global_one_is_not_ours(
    format!("{}{}", GLOBAL.replace("{}", &format!("{{{APP}}}")), block("Recorder", OTHER_APP)),
    some(&["Recorder"], "Recorder", false)
)]
#[case::one_that_no_command_can_name(
    [block("Grace's \"own\"", ""), block("Recorder", "")].concat(),
    some(&["Recorder"], "Recorder", false)
)]
fn a_policy_that_is_there_is_extended(#[case] text: String, #[case] expected: PolicyFound) {
    assert_eq!(read(&text), (PolicyOutput::Policies, expected));
}

/// How Windows PowerShell prints an error.
fn red(message: &str, id: &str) -> String {
    format!(
        "Get-CsApplicationAccessPolicy : {message}\r\nAt line:1 char:1\r\n+ Get-CsApplicationAccessPolicy\r\n\
         + ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\r\n    + CategoryInfo          : NotSpecified: (:) [], {id}\r\n    \
         + FullyQualifiedErrorId : {id}\r\n"
    )
}

#[rstest]
#[case::not_installed(
    "Get-CsApplicationAccessPolicy : The term 'Get-CsApplicationAccessPolicy' is not recognized as the name of a cmdlet, \
     function, script file, or operable program.".to_owned(),
    PolicyOutput::NotInstalled
)]
#[case::not_installed_in_powershell_7(
    "Get-CsApplicationAccessPolicy: The term 'Get-CsApplicationAccessPolicy' is not recognized as a name of a cmdlet.".to_owned(),
    PolicyOutput::NotInstalled
)]
#[case::not_installed_in_german(
    red(
        "Die Benennung \"Get-CsApplicationAccessPolicy\" wurde nicht als Name eines Cmdlet erkannt.",
        "CommandNotFoundException"
    ),
    PolicyOutput::NotInstalled
)]
#[case::not_installed_in_french(
    red(
        "Le terme «Get-CsApplicationAccessPolicy» n'est pas reconnu comme nom d'applet de commande.",
        "CommandNotFoundException"
    ),
    PolicyOutput::NotInstalled
)]
#[case::not_loaded(
    "The 'Get-CsApplicationAccessPolicy' command was found in the module 'MicrosoftTeams', but the module could not be \
     loaded.".to_owned(),
    PolicyOutput::NotInstalled
)]
#[case::not_signed_in(
    red(
        "You must call the Connect-MicrosoftTeams cmdlet before calling any other cmdlets.",
        "AadNeedAuthenticationException"
    ),
    PolicyOutput::NotAllowed
)]
#[case::not_signed_in_in_powershell_7(
    "Get-CsApplicationAccessPolicy: You must call the Connect-MicrosoftTeams cmdlet before calling any other cmdlets.".to_owned(),
    PolicyOutput::NotAllowed
)]
#[case::not_a_teams_admin(
    red("Access Denied.", "Microsoft.Teams.ConfigAPI.Cmdlets"),
    PolicyOutput::NotAllowed
)]
#[case::forbidden("Response status code does not indicate success: 403 (Forbidden).".to_owned(), PolicyOutput::NotAllowed)]
#[case::unauthorized(red("Unauthorized", "UnauthorizedError"), PolicyOutput::NotAllowed)]
#[case::another(red("The remote server returned an error.", "WebException"), PolicyOutput::Red)]
#[case::another_in_german(red("Der Remoteserver hat einen Fehler zurückgegeben.", "X"), PolicyOutput::Red)]
#[case::no_output("Hello, here is the list that you asked for".to_owned(), PolicyOutput::NotOutput)]
#[case::the_next_command("Grant-CsApplicationAccessPolicy -PolicyName \"Kaltura-access\" -Global".to_owned(), PolicyOutput::NotOutput)]
#[case::a_table(
    format!("Identity     AppIds                                 Description\n--------     ------\nTag:Recorder {{{APP}}}"),
    PolicyOutput::NotOutput
)]
#[case::only_policies_that_no_command_can_name(
    block("Grace's \u{201c}own\u{201d}", OTHER_APP),
    PolicyOutput::NotOutput
)]
fn what_is_no_list_leaves_the_plan_as_it_was(#[case] text: String, #[case] expected: PolicyOutput) {
    let before = PolicyPlan { found: some(&["Recorder"], "Recorder", true), ..plan() };

    let (output, after) = read_policy_output(&text, &before, Some(&app()));

    assert_eq!((output, after), (expected, before));
}

#[rstest]
#[case::quote("Re\"corder")]
#[case::smart_quote("Re\u{201d}corder")]
#[case::low_quote("Re\u{201e}corder")]
#[case::backtick("Re`corder")]
#[case::variable("$home")]
#[case::expression("a$(calc)")]
#[case::semicolon("a; calc")]
#[case::pipe("a | calc")]
#[case::right_to_left("a\u{202e}b")]
#[case::zero_width("a\u{200b}b")]
#[case::too_long(&"a".repeat(257))]
fn no_policys_name_gets_out_of_a_command(#[case] name: &str) {
    let (_, found) = read(&[block(name, APP), block("Recorder", "")].concat());

    assert_eq!(found, some(&["Recorder"], "Recorder", false));
}

#[test]
fn the_app_is_looked_for_only_once_it_is_known() {
    let (output, plan) = read_policy_output(&block("Recorder", APP), &plan(), None);

    assert_eq!((output, plan.found), (PolicyOutput::Policies, some(&["Recorder"], "Recorder", false)));
}

const CONNECT: &str = "Connect-MicrosoftTeams";
const LOOK: &str = "Get-CsApplicationAccessPolicy";

#[rstest]
#[case::nobody_looked(PolicyFound::NotLooked)]
#[case::none_is_there(PolicyFound::None)]
fn a_new_policy_is_made_and_granted(#[case] found: PolicyFound) {
    let plan = PolicyPlan { found, ..plan() };

    let made = format!("New-CsApplicationAccessPolicy -Identity \"Kaltura-access\" -AppIds \"{APP}\"");
    let granted = "Grant-CsApplicationAccessPolicy -PolicyName \"Kaltura-access\" -Global";
    assert_eq!(plan.commands(&app()), [CONNECT, LOOK, &made, granted]);
    assert_eq!(plan.name(), "Kaltura-access");
}

#[test]
fn one_that_is_there_is_extended_and_granted() {
    let plan = PolicyPlan { found: some(&["Recorder"], "Recorder", false), ..plan() };

    let extended = format!("Set-CsApplicationAccessPolicy -Identity \"Recorder\" -AppIds @{{Add=\"{APP}\"}}");
    let granted = "Grant-CsApplicationAccessPolicy -PolicyName \"Recorder\" -Global";
    assert_eq!(plan.commands(&app()), [CONNECT, LOOK, &extended, granted]);
    assert_eq!(plan.name(), "Recorder");
}

#[test]
fn an_app_that_is_on_it_already_needs_the_grant_alone() {
    let plan = PolicyPlan { found: some(&["Recorder"], "Recorder", true), ..plan() };

    let granted = "Grant-CsApplicationAccessPolicy -PolicyName \"Recorder\" -Global";
    assert_eq!(plan.commands(&app()), [CONNECT, LOOK, granted]);
}

#[rstest]
#[case::another("Bots", some(&["Recorder", "Bots"], "Bots", false))]
#[case::the_same_again("Recorder", some(&["Recorder", "Bots"], "Recorder", true))]
#[case::one_that_is_not_there("Everyone", some(&["Recorder", "Bots"], "Recorder", true))]
fn another_policy_can_be_picked(#[case] name: &str, #[case] expected: PolicyFound) {
    let plan = PolicyPlan { found: some(&["Recorder", "Bots"], "Recorder", true), ..plan() };

    assert_eq!(plan.picking(name).found, expected);
}

#[test]
fn nothing_can_be_picked_where_nothing_was_found() {
    for found in [PolicyFound::NotLooked, PolicyFound::None] {
        let plan = PolicyPlan { found, ..plan() };

        assert_eq!(plan.clone().picking("Recorder"), plan);
    }
}

proptest! {
    #[test]
    fn no_output_panics_or_makes_a_command_of_several_lines(text in any::<String>(), name in any::<String>()) {
        let listed = format!("Identity : Tag:{name}\nAppIds : {{{text}}}\n\n{text}");

        for text in [text, listed] {
            let (_, plan) = read_policy_output(&text, &plan(), Some(&app()));
            for command in plan.commands(&app()) {
                prop_assert!(command.lines().count() == 1 && !command.contains(['`', '$', ';', '|', '\u{201d}']), "{command}");
            }
        }
    }
}
