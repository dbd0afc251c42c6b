//! One mistake at a time: each is told with its line and its field.

use rstest::rstest;

use super::{GOOD, broken};
use crate::profile::{ProfileError, parse};

fn places(errors: &[ProfileError]) -> Vec<(u32, &str)> {
    errors.iter().map(|error| (error.line, error.field.as_str())).collect()
}

#[rstest]
#[case::version_of_the_format("schema_version = 1", "schema_version = 2", 1, "schema_version")]
#[case::version_not_a_number("schema_version = 1", "schema_version = \"1\"", 1, "schema_version")]
#[case::no_version("schema_version = 1\n", "\n", 1, "schema_version")]
#[case::no_id("id = \"larkspur\"", "", 1, "id")]
#[case::id_with_capitals("\"larkspur\"", "\"Larkspur\"", 2, "id")]
#[case::id_with_two_hyphens("\"larkspur\"", "\"lark--spur\"", 2, "id")]
#[case::id_with_a_slash("\"larkspur\"", "\"../etc\"", 2, "id")]
#[case::id_too_long("\"larkspur\"", "\"larkspur-larkspur-larkspur-larkspur-larkspur\"", 2, "id")]
#[case::empty_name("\"Larkspur Notes\"", "\" \"", 3, "name")]
#[case::name_not_a_text("\"Larkspur Notes\"", "[\"Larkspur Notes\"]", 3, "name")]
#[case::name_of_two_scripts("\"Larkspur Notes\"", "\"L\u{430}rkspur Notes\"", 3, "name")]
#[case::name_like_microsoft("\"Larkspur Notes\"", "\"Notes for Micros0ft\"", 3, "name")]
#[case::name_like_teams("\"Larkspur Notes\"", "\"Tearns Notes\"", 3, "name")]
#[case::name_of_microsoft("\"Larkspur Notes\"", "\"Microsoft Notes\"", 3, "name")]
#[case::vendor_is_microsoft("\"Larkspur\"", "\"Microsoft\"", 4, "vendor")]
#[case::vendor_is_usher("\"Larkspur\"", "\"usher\"", 4, "vendor")]
#[case::unknown_key("purpose =", "prupose =", 6, "prupose")]
#[case::doubled_key("version = \"1.0\"", "version = \"1.0\"\nversion = \"2.0\"", 6, "version")]
#[case::http_link("https://help", "http://help", 7, "help_link")]
#[case::file_link("https://help.larkspur.example", "file://", 7, "help_link")]
#[case::script_link("https://help.larkspur.example/teams", "javascript:alert(1)", 7, "help_link")]
#[case::user_in_link("https://help", "https://me:pw@help", 7, "help_link")]
#[case::port_in_link("larkspur.example/teams", "larkspur.example:8443/teams", 7, "help_link")]
#[case::usual_port_in_link("larkspur.example/teams", "larkspur.example:443/teams", 7, "help_link")]
#[case::ip_in_link("help.larkspur.example/teams", "192.0.2.7/teams", 7, "help_link")]
#[case::ip_as_one_number("help.larkspur.example/teams", "3221225991/teams", 7, "help_link")]
#[case::ipv6_in_link("help.larkspur.example/teams", "[2001:db8::1]/teams", 7, "help_link")]
#[case::dot_after_host("larkspur.example/teams", "larkspur.example./teams", 7, "help_link")]
#[case::letters_beyond_z("help.larkspur", "help.l\u{e4}rkspur", 7, "help_link")]
#[case::punycode("help.larkspur", "help.xn--lrkspur-5wa", 7, "help_link")]
#[case::host_without_dot("help.larkspur.example", "intranet", 7, "help_link")]
#[case::space_in_link("example/teams", "example/te ams", 7, "help_link")]
#[case::backslash_in_link(
    "https://help.larkspur.example/teams",
    "https:\\\\\\\\evil.example",
    7,
    "help_link"
)]
#[case::microsofts_sign_in("help.larkspur.example", "login.microsoftonline.com", 7, "help_link")]
#[case::unknown_way("\"link\", ", "\"phone\", ", 8, "admin_ways[0]")]
#[case::doubled_way("\"link\", ", "\"link\", \"own-app\", ", 8, "admin_ways[2]")]
#[case::unknown_step("\"client-secret\"", "\"make-tea\"", 9, "extra_steps[0]")]
#[case::return_by_http("https://larkspur.example/back", "http://larkspur.example/back", 10, "return_link")]
#[case::client_id_not_a_guid("0c3b5f4e-6f6e", "0c3b5f4e6f6e", 13, "sign_in.client_id")]
#[case::azure_cli(
    "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    13,
    "sign_in.client_id"
)]
#[case::azure_powershell(
    "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60",
    "1950A258-227B-4E31-A9CF-717495945FC2",
    13,
    "sign_in.client_id"
)]
#[case::visual_studio_code(
    "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60",
    "aebc6443-996d-45c2-90f0-388ff96faa56",
    13,
    "sign_in.client_id"
)]
#[case::start_at_microsoft(
    "https://larkspur.example/connect",
    "https://login.microsoftonline.us/x",
    14,
    "sign_in.start_url"
)]
#[case::other_redirect_host("host = \"127.0.0.1\"", "host = \"evil.example\"", 17, "sign_in.loopback.host")]
#[case::redirect_path_with_query("\"/callback\"", "\"/callback?a=1\"", 18, "sign_in.loopback.path")]
#[case::redirect_path_without_slash("\"/callback\"", "\"callback\"", 18, "sign_in.loopback.path")]
#[case::unknown_permission("\"User.Read\"", "\"User.Raed\"", 21, "permissions[0].value")]
#[case::permission_in_wrong_capitals("\"User.Read\"", "\"user.read\"", 21, "permissions[0].value")]
#[case::permission_with_address(
    "\"User.Read\"",
    "\"https://graph.microsoft.com/User.Read\"",
    21,
    "permissions[0].value"
)]
#[case::everything_at_once("\"User.Read\"", "\".default\"", 21, "permissions[0].value")]
#[case::only_an_application_one("\"User.Read\"", "\"Calendars.ReadBasic.All\"", 22, "permissions[0].kind")]
#[case::application_in_a_sign_in(
    "\"delegated\"\nreason = \"To show",
    "\"application\"\nreason = \"To show",
    27,
    "permissions[1].kind"
)]
#[case::unknown_kind("\"delegated\"", "\"scope\"", 22, "permissions[0].kind")]
#[case::no_reason("reason = \"To know your name\"", "", 20, "permissions[0].reason")]
#[case::empty_reason("\"To know your name\"", "\"\"", 23, "permissions[0].reason")]
#[case::doubled_permission("\"Calendars.Read\"", "\"User.Read\"", 26, "permissions[1].value")]
#[case::choice_without_choices("choices = [\"All\", \"Some\"]", "", 31, "settings[0].choices")]
#[case::doubled_setting("\"group\"", "\"mode\"", 38, "settings[1].id")]
#[case::choices_without_choice(
    "form = \"text\"",
    "form = \"text\"\nchoices = [\"A\", \"B\"]",
    41,
    "settings[1].choices"
)]
#[case::shown_by_nothing("setting = \"mode\"", "setting = \"made\"", 41, "settings[1].shown_when.setting")]
#[case::shown_by_no_choice("is = [\"Some\"]", "is = [\"None\"]", 41, "settings[1].shown_when.is[0]")]
#[case::unknown_situation("\"permission_missing\"", "\"broken\"", 45, "errors[0].situation")]
#[case::bidi_in_a_text("\"To know your name\"", "\"To know\u{202e} your name\"", 23, "permissions[0].reason")]
#[case::bidi_written_as_escape(
    "\"To know your name\"",
    "\"To know\\u202e your name\"",
    23,
    "permissions[0].reason"
)]
#[case::zero_width("\"To know your name\"", "\"To\u{200b} know\"", 23, "permissions[0].reason")]
#[case::tag_sign("\"To know your name\"", "\"To\u{e0041} know\"", 23, "permissions[0].reason")]
#[case::private_use("\"To know your name\"", "\"To\u{e000} know\"", 23, "permissions[0].reason")]
#[case::nul_written_as_escape("\"To know your name\"", "\"To\\u0000 know\"", 23, "permissions[0].reason")]
#[case::terminal_escape("\"To know your name\"", "\"To\\u001b[2J know\"", 23, "permissions[0].reason")]
#[case::not_nfc("\"To know your name\"", "\"Resume\u{301}\"", 23, "permissions[0].reason")]
#[case::bidi_in_a_comment("version = \"1.0\"", "version = \"1.0\" # \u{2066}x", 5, "file")]
#[case::not_toml("name = \"Larkspur Notes\"", "name = Larkspur Notes", 3, "name")]
fn a_mistake_is_told_with_its_line_and_field(
    #[case] this: &str,
    #[case] by: &str,
    #[case] line: u32,
    #[case] field: &str,
) {
    let errors = broken(this, by);

    assert!(places(&errors).contains(&(line, field)), "{errors:#?}");
    assert!(errors.iter().all(|error| !error.what.is_empty() && !error.fix.is_empty()));
}

#[rstest]
#[case("authority", "authority")]
#[case("graph_host", "Graph host")]
#[case("redirect-host", "redirect host")]
#[case("response_mode", "response mode")]
#[case("trust", "trust")]
#[case("risk", "risk words")]
#[case("client_secret", "secret")]
#[case("command", "command")]
#[case("path", "file path")]
#[case("updateUrl", "update address")]
#[case("logo", "image address")]
fn a_forbidden_key_is_refused_with_its_name(#[case] key: &str, #[case] decides: &str) {
    let errors = broken("version = \"1.0\"", &format!("version = \"1.0\"\n{key} = \"x\""));

    assert_eq!(places(&errors), [(6, key)]);
    assert!(errors[0].what.contains("can't set") && errors[0].what.contains(decides), "{}", errors[0]);
}

#[rstest]
#[case::permission("\"Calendars.Read\"", "\"Calendar.Read\"", "did you mean Calendars.Read?")]
#[case::key("purpose =", "porpose =", "did you mean purpose?")]
#[case::kind("\"User.Read\"", "\"CallRecords.Read.All\"", "write application")]
#[case::word("\"permission_missing\"", "\"broken\"", "write already_granted, ")]
fn a_mistake_is_told_with_its_fix(#[case] this: &str, #[case] by: &str, #[case] fix: &str) {
    let errors = broken(this, by);

    assert!(errors.iter().any(|error| error.fix.contains(fix)), "{errors:#?}");
}

#[test]
fn every_mistake_is_told_at_once() {
    let text = GOOD
        .replace("\"larkspur\"", "\"Lark Spur\"")
        .replace("https://help", "http://help")
        .replace("\"Calendars.Read\"", "\"Calendar.Read\"")
        .replace("\"To know your name\"", "\"\"")
        .replace("\"permission_missing\"", "\"broken\"");

    let errors = parse(&text).expect_err("five mistakes");

    let expected = [
        (2, "id"),
        (7, "help_link"),
        (23, "permissions[0].reason"),
        (26, "permissions[1].value"),
        (45, "errors[0].situation"),
    ];
    assert_eq!(places(&errors), expected);
}

#[test]
fn a_mistake_reads_as_line_field_what_and_fix() {
    let errors = broken("\"Calendars.Read\"", "\"Calendar.Read\"");

    let line = "26: permissions[1].value: Microsoft Graph has no delegated permission \"Calendar.Read\", \
                did you mean Calendars.Read?";
    assert_eq!(errors[0].to_string(), line);
}

#[rstest]
#[case::name("\"Larkspur Notes\"", 81, "name")]
#[case::reason("\"To know your name\"", 2_001, "permissions[0].reason")]
#[case::fix("\"Approve again.\"", 2_001, "errors[0].fix")]
fn a_text_that_is_too_long_is_refused(#[case] this: &str, #[case] signs: usize, #[case] field: &str) {
    let errors = broken(this, &format!("\"{}\"", "a".repeat(signs)));

    assert!(errors.iter().any(|error| error.field == field && error.what.contains(&signs.to_string())));
}

#[test]
fn more_than_64_permissions_are_refused() {
    let one = "\n[[permissions]]\nvalue = \"Mail.Read\"\nkind = \"delegated\"\nreason = \"To test\"\n";

    let errors = parse(&format!("{GOOD}{}", one.repeat(63))).expect_err("65 permissions");

    assert!(errors.iter().any(|error| error.field == "permissions" && error.fix == "keep at most 64"));
}

#[test]
fn more_than_50_steps_are_refused() {
    let steps = vec!["\"Open the page\""; 51].join(", ");

    let errors = broken("version = \"1.0\"", &format!("version = \"1.0\"\nafter = [{steps}]"));

    assert_eq!(places(&errors), [(6, "after")]);
}

#[test]
fn a_file_that_is_too_big_is_refused_unread() {
    let errors = parse(&format!("# {}\n{GOOD}", "a".repeat(256 * 1024))).expect_err("too big");

    assert_eq!(places(&errors), [(1, "file")]);
}

#[rstest]
#[case::toml_lists(format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000)))]
#[case::toml_tables(format!("[{}a]", "a.".repeat(60_000)))]
#[case::json_lists(format!("{{\"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000)))]
#[case::json_tables(format!("{}1{}", "{\"a\":".repeat(40_000), "}".repeat(40_000)))]
#[case::many_keys((0..20_000).map(|n| format!("k{n} = 1\n")).collect())]
#[case::many_json_keys(format!("{{\"a\":0{}}}", (0..20_000).map(|n| format!(",\"k{n}\":1")).collect::<String>()))]
#[case::one_long_key(format!("{} = 1", "k".repeat(200_000)))]
#[case::one_long_permission(GOOD.replace("User.Read", &"k".repeat(200_000)))]
fn a_file_made_to_be_expensive_is_refused(#[case] text: String) {
    assert!(parse(&text).is_err());
}

#[test]
fn what_a_terminal_would_obey_is_not_repeated() {
    let errors = broken("version = \"1.0\"", "version = \"1.0\"\n\"\\u001b[2J\" = 1");

    assert!(errors.iter().all(|error| !error.to_string().contains('\u{1b}')), "{errors:#?}");
}

#[rstest]
#[case::nothing_to_start_with(
    "client_id = \"0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60\"\nstart_url = \"https://larkspur.example/connect\"\n",
    "\n\n",
    "sign_in"
)]
#[case::redirect_without_client_id(
    "client_id = \"0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60\"",
    "",
    "sign_in.loopback"
)]
#[case::link_without_client_id("client_id = \"0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60\"", "", "admin_ways")]
#[case::way_back_without_link("\"link\", ", "", "return_link")]
#[case::steps_without_own_app(", \"own-app\"", "", "extra_steps")]
fn parts_that_do_not_fit_together_are_refused(#[case] this: &str, #[case] by: &str, #[case] field: &str) {
    assert!(broken(this, by).iter().any(|error| error.field == field));
}

#[test]
fn a_delegated_permission_without_a_sign_in_is_refused() {
    let start = GOOD.find("[sign_in]").expect("there");
    let end = GOOD.find("[[permissions]]").expect("there");

    let errors = parse(&format!("{}{}", &GOOD[..start], &GOOD[end..])).expect_err("no sign-in");

    assert!(errors.iter().any(|error| error.field == "permissions[0].kind"), "{errors:#?}");
}
