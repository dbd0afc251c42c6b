//! The keys of an own app registration: what they hold, what is refused, and what never reaches a command.

use proptest::prelude::{Strategy, any, prop_assert, proptest};
use rstest::rstest;

use super::as_json;
use crate::ids::{ClientId, ConnectionId};
use crate::own_app::{PolicyPlan, Setup, SetupStep};
use crate::profile::{ExtraStep, FilledWith, Profile, ProfileError, built_in, parse, parse_foreign, schema};
use crate::time::Timestamp;

const APP: &str = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60";

/// A correct profile of an own app; its line numbers are used by the tests.
const OWN: &str = r#"schema_version = 1
id = "larkspur"
name = "Larkspur Notes"
vendor = "Larkspur"
version = "1.0"
purpose = "Makes notes"
admin_ways = ["own-app"]
extra_steps = ["certificate", "client-secret", "teams-access-policy", "metered-api"]
metered_apis = ["Meeting recordings"]

[[permissions]]
value = "OnlineMeetings.Read.All"
kind = "application"
reason = "To find your meetings"

[[settings]]
id = "tenant"
label = "Directory ID"
form = "guid"
filled_with = "tenant-id"

[[settings]]
id = "client"
label = "App ID"
form = "guid"
filled_with = "client-id"

[[settings]]
id = "based-on"
label = "Set user based on"
form = "choice"
choices = ["Name", "Number"]

[[settings]]
id = "change"
label = "Change"
form = "choice"
choices = ["Keep", "Remove", "Add"]

[[settings]]
id = "postfix"
label = "Postfix"
form = "text"

[user_id]
based_on = "based-on"
by_name = "Name"
change = "change"
remove = "Remove"
add = "Add"
postfix = "postfix"
"#;

fn own() -> Profile {
    parse(OWN).expect("it is correct")
}

fn broken(this: &str, by: &str) -> Vec<ProfileError> {
    assert!(OWN.contains(this), "the good profile holds {this}");
    parse(&OWN.replacen(this, by, 1)).expect_err("it has a mistake")
}

#[test]
fn the_keys_of_an_own_app_are_read() {
    let profile = own();

    assert_eq!(profile.extra_steps[0], ExtraStep::Certificate);
    assert!(profile.allows_certificate() && profile.allows_secret());
    assert_eq!(profile.metered_apis, ["Meeting recordings"]);
    let filled: Vec<Option<FilledWith>> = profile.settings.iter().map(|it| it.filled_with).collect();
    assert_eq!(filled[..3], [Some(FilledWith::TenantId), Some(FilledWith::ClientId), None]);
    assert_eq!(profile.user_id.as_ref().map(|rule| rule.postfix.as_str()), Some("postfix"));
    assert_eq!(parse(&as_json(OWN)), Ok(profile));
}

#[rstest]
#[case::unknown_filling("\"tenant-id\"", "\"tenant_id\"", 20, "settings[0].filled_with")]
#[case::filling_no_text("\"tenant-id\"", "true", 20, "settings[0].filled_with")]
#[case::filling_a_text(
    "form = \"guid\"\nfilled_with = \"tenant-id\"",
    "form = \"text\"\nfilled_with = \"tenant-id\"",
    20,
    "settings[0].filled_with"
)]
#[case::filling_a_secret(
    "form = \"guid\"\nfilled_with = \"client-id\"",
    "form = \"secret\"\nfilled_with = \"client-id\"",
    26,
    "settings[1].filled_with"
)]
#[case::filled_twice("\"client-id\"", "\"tenant-id\"", 26, "settings[1].filled_with")]
#[case::unknown_step("\"certificate\"", "\"certificates\"", 8, "extra_steps[0]")]
#[case::doubled_step("\"client-secret\"", "\"certificate\"", 8, "extra_steps[1]")]
#[case::empty_api("\"Meeting recordings\"", "\" \"", 9, "metered_apis[0]")]
#[case::long_api("\"Meeting recordings\"", &format!("\"{}\"", "a".repeat(121)), 9, "metered_apis[0]")]
#[case::api_with_markup("\"Meeting recordings\"", "\"<b>All</b>\"", 9, "metered_apis[0]")]
#[case::api_with_an_address("\"Meeting recordings\"", "\"See https://evil.example\"", 9, "metered_apis[0]")]
#[case::doubled_api("\"Meeting recordings\"", "\"Chats\", \"Chats\"", 9, "metered_apis[1]")]
#[case::many_apis("[\"Meeting recordings\"]", &format!("[{}]", (0..11).map(|n| format!("\"A{n}\",")).collect::<String>()), 9, "metered_apis")]
#[case::rule_of_an_unknown_key("by_name =", "by_title =", 47, "user_id.by_title")]
#[case::rule_that_lacks_a_part("postfix = \"postfix\"\n", "", 45, "user_id.postfix")]
#[case::based_on_nothing("based_on = \"based-on\"", "based_on = \"basis\"", 46, "user_id.based_on")]
#[case::based_on_a_text("based_on = \"based-on\"", "based_on = \"postfix\"", 46, "user_id.based_on")]
#[case::no_such_name("by_name = \"Name\"", "by_name = \"name\"", 47, "user_id.by_name")]
#[case::change_of_nothing("change = \"change\"", "change = \"changes\"", 48, "user_id.change")]
#[case::no_such_removal("remove = \"Remove\"", "remove = \"Cut\"", 49, "user_id.remove")]
#[case::no_such_addition("add = \"Add\"", "add = \"Number\"", 50, "user_id.add")]
#[case::one_label_for_both("add = \"Add\"", "add = \"Remove\"", 50, "user_id.add")]
#[case::postfix_of_nothing("postfix = \"postfix\"", "postfix = \"ending\"", 51, "user_id.postfix")]
#[case::postfix_of_a_choice("postfix = \"postfix\"", "postfix = \"change\"", 51, "user_id.postfix")]
fn a_mistake_in_them_is_told_with_its_line_and_field(
    #[case] this: &str,
    #[case] by: &str,
    #[case] line: u32,
    #[case] field: &str,
) {
    let errors = broken(this, by);

    let places: Vec<_> = errors.iter().map(|error| (error.line, error.field.as_str())).collect();
    assert!(places.contains(&(line, field)), "{errors:#?}");
    assert!(errors.iter().all(|error| !error.what.is_empty() && !error.fix.is_empty()));
}

#[rstest]
#[case::a_choice("by_name = \"Name\"", "by_name = \"name\"", "write \"Name\" or \"Number\"")]
#[case::a_form("postfix = \"postfix\"", "postfix = \"change\"", "name a setting with form = \"text\"")]
#[case::a_word("\"tenant-id\"", "\"tenantid\"", "tenant-id or client-id")]
#[case::a_key("metered_apis", "metered_api", "did you mean metered_apis?")]
fn a_mistake_in_them_is_told_with_its_fix(#[case] this: &str, #[case] by: &str, #[case] fix: &str) {
    let errors = broken(this, by);

    assert!(errors.iter().any(|error| error.fix.contains(fix)), "{errors:#?}");
}

#[test]
fn metered_apis_and_steps_without_an_own_app_are_refused() {
    let sign_in = "[sign_in]\nstart_path = [\"Settings\"]\n\n[[permissions]]";
    let text = OWN.replace("[\"own-app\"]", "[\"entra-steps\"]").replacen("[[permissions]]", sign_in, 1);

    let errors = parse(&text).expect_err("nothing has an app");

    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert!(fields.contains(&"metered_apis") && fields.contains(&"extra_steps"), "{errors:#?}");
}

#[test]
fn what_a_terminal_would_obey_is_not_repeated_from_a_choice() {
    let errors = broken("\"Keep\", \"Remove\"", "\"\\u001b[2J\", \"Remove it\"");

    assert!(errors.iter().any(|error| error.field == "user_id.remove"), "{errors:#?}");
    assert!(errors.iter().all(|error| !error.to_string().contains('\u{1b}')), "{errors:#?}");
}

#[test]
fn the_schema_knows_the_keys_of_an_own_app() {
    let schema = schema();

    let words = |at: &serde_json::Value| at.to_string();
    let properties = &schema["properties"];
    assert!(words(&properties["extra_steps"]["items"]).contains("\"certificate\""), "{properties}");
    let filled = words(&properties["settings"]["items"]["properties"]["filled_with"]);
    assert!(filled.contains("\"tenant-id\"") && filled.contains("\"client-id\""), "{filled}");
    assert_eq!(properties["metered_apis"]["maxItems"], 10);
    let rule = &properties["user_id"];
    assert_eq!(rule["additionalProperties"], false);
    assert_eq!(
        rule["required"],
        serde_json::json!(["based_on", "by_name", "change", "remove", "add", "postfix"])
    );
}

/// Everything that is put between quotes in a command, and whether it could get out of them.
fn is_harmless(command: &str) -> bool {
    let quoted: Vec<&str> = command.split('"').skip(1).step_by(2).collect();
    let even = command.matches('"').count().is_multiple_of(2);
    let plain = |text: &&str| text.chars().all(|sign| sign.is_alphanumeric() || " -_.,()&+".contains(sign));
    even && quoted.iter().all(plain) && command.is_ascii() && !command.contains(['\n', '`', '$', ';', '|'])
}

#[rstest]
#[case::quote("Notes\"; Remove-Item C:\\ -Recurse #")]
#[case::smart_quote("Notes\u{201d}; calc \u{201c}")]
#[case::backtick("Notes`n; calc")]
#[case::expression("Notes $(calc)")]
#[case::variable("$env:USERNAME")]
#[case::line_break("Notes\ncalc")]
#[case::carriage_return("Notes\r\ncalc\r\n")]
#[case::right_to_left("Notes\u{202e}gpj.exe")]
#[case::mark("\u{200f}Notes")]
#[case::zero_width("No\u{200b}tes")]
#[case::semicolon("Notes; calc")]
#[case::pipe("Notes | calc")]
#[case::braces("@{Add=\"x\"}")]
#[case::comment("<# Notes #>")]
#[case::nul("Notes\u{0}")]
#[case::nothing("")]
#[case::only_signs("\"\"\"$()``")]
#[case::other_letters("会議ノート")]
#[case::long(&"a".repeat(80))]
fn no_name_gets_out_of_a_command(#[case] name: &str) {
    let plan = PolicyPlan::named_after(name);

    let app = ClientId::parse(APP).expect("a GUID");
    let commands = plan.commands(&app);
    assert!(commands.iter().all(|command| is_harmless(command)), "{commands:#?}");
    assert!(plan.own_name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-'), "{plan:?}");
    assert!(plan.own_name.ends_with("-access") && !plan.own_name.starts_with('-'), "{plan:?}");
}

/// A setup of a product from a setup file, as far as its commands need it.
fn setup_of(profile: &Profile) -> Setup {
    let mut setup = Setup::new(ConnectionId("s1".to_owned()), profile, Timestamp(0));
    setup.client_id = ClientId::parse(APP).ok();
    setup
}

#[rstest]
#[case::quote("Lark\\\"spur")]
#[case::expression("Lark$(calc)spur")]
#[case::backtick("Lark`spur")]
#[case::semicolon("Lark; calc")]
#[case::line_break("Lark\\ncalc")]
#[case::right_to_left("Lark\\u202espur")]
fn a_setup_file_whose_name_could_be_a_command_is_refused(#[case] name: &str) {
    let errors = broken("\"Larkspur Notes\"", &format!("\"{name}\""));

    assert!(errors.iter().any(|error| error.field == "name"), "{errors:#?}");
}

#[rstest]
#[case::quote("lark\\\"spur")]
#[case::expression("lark$(calc)")]
#[case::backtick("lark`spur")]
#[case::space("lark spur --output none")]
#[case::line_break("lark\\nspur")]
#[case::right_to_left("lark\\u202espur")]
#[case::folder("../../larkspur")]
#[case::capitals("LARKSPUR")]
fn a_setup_file_whose_id_could_be_a_command_is_refused(#[case] id: &str) {
    let text = OWN.replacen("\"larkspur\"", &format!("\"{id}\""), 1);

    let errors = parse_foreign(&text, built_in()).expect_err("its id is used in a command");

    assert!(errors.iter().any(|error| error.field == "id"), "{errors:#?}");
}

#[test]
fn an_honest_name_is_put_into_the_commands_as_plain_letters() {
    let text = OWN.replacen("Larkspur Notes", "O'Neill & Söhne (EU): Notes/2.0", 1);
    let profile = parse_foreign(&text, built_in()).expect("an honest name");
    let setup = setup_of(&profile);

    let commands = setup.policy.commands(setup.client_id.as_ref().expect("set above"));

    assert_eq!(
        commands[2],
        format!(
            "New-CsApplicationAccessPolicy -Identity \"O-Neill---S-hne--EU---Notes-2-0-access\" -AppIds \"{APP}\""
        )
    );
    assert!(commands.iter().all(|command| is_harmless(command)), "{commands:#?}");
    let billing = setup.commands(SetupStep::MeteredApi);
    assert!(billing[1].contains(" --name larkspur-billing "), "{billing:#?}");
}

#[test]
fn the_apps_own_name_is_in_no_command() {
    let mut setup = setup_of(&own());
    setup.name = "x\"; Remove-Item $HOME `\u{202e}".to_owned();

    let app = setup.client_id.clone().expect("set above");
    let commands = [setup.policy.commands(&app), setup.commands(SetupStep::MeteredApi)].concat();

    assert_eq!(commands.len(), 6);
    assert!(commands.iter().all(|command| !command.contains("Remove-Item")), "{commands:#?}");
}

proptest! {
    #[test]
    fn no_product_name_gets_out_of_a_command(name in any::<String>()) {
        let app = ClientId::parse(APP).expect("a GUID");

        let commands = PolicyPlan::named_after(&name).commands(&app);

        prop_assert!(commands.iter().all(|command| is_harmless(command)), "{commands:#?}");
    }

    #[test]
    fn no_id_that_is_taken_gets_out_of_a_command(id in "[a-z0-9-]{1,40}|.{1,12}".prop_map(|id| id.replace(['"', '\\'], "-"))) {
        let text = OWN.replacen("\"larkspur\"", &format!("\"{id}\""), 1);

        if let Ok(profile) = parse_foreign(&text, built_in()) {
            let billing = setup_of(&profile).commands(SetupStep::MeteredApi);
            prop_assert!(billing[1].contains(&format!(" --name {id}-billing ")), "{billing:#?}");
            prop_assert!(id.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-'));
            prop_assert!(!id.starts_with('-'), "{id}");
        }
    }
}
