//! What a profile from outside may call itself, set and point at (S65 to S68, S75).

use rstest::rstest;

use super::{GOOD, broken, good};
use crate::profile::{Profile, ProfileError, built_in, clashes, parse, parse_foreign};

fn fields(errors: &[ProfileError]) -> Vec<&str> {
    errors.iter().map(|error| error.field.as_str()).collect()
}

fn named(name: &str) -> Result<Profile, Vec<ProfileError>> {
    parse(&GOOD.replacen("\"Larkspur Notes\"", &format!("{name:?}"), 1))
}

fn made_by(vendor: &str) -> Result<Profile, Vec<ProfileError>> {
    parse(&GOOD.replacen("\"Larkspur\"", &format!("{vendor:?}"), 1))
}

#[rstest]
#[case("Larkspur for Microsoft Teams")]
#[case("Larkspur – Meeting Notes (EU)")]
#[case("Teams Recorder by Larkspur")]
#[case("Rittersporn & Söhne")]
#[case("会議ノート")]
#[case("議事録 Larkspur")]
#[case("Заметки")]
#[case("O'Neill/Larkspur 2.0")]
#[case("Officer Roster")]
#[case("Central Notes")]
fn an_honest_name_is_taken(#[case] name: &str) {
    assert!(named(name).is_ok(), "{:#?}", named(name));
}

#[rstest]
#[case("Micros0ft Notes")]
#[case("Mіcrosoft Notes")]
#[case("Ｍicrosoft Notes")]
#[case("MlCROSOFT Notes")]
#[case("Micro-soft Notes")]
#[case("M i c r o s o f t")]
#[case("Microsfot Notes")]
#[case("Notes by Microssoft")]
#[case("Τeams")]
#[case("T3ams Notes")]
#[case("En tra Notes")]
#[case("0ffice Notes")]
#[case("Outl00k Notes")]
#[case("Azur3 Notes")]
#[case("U5her")]
#[case("Usher Helper")]
#[case("Microsoft Notes")]
#[case("Azure Notes")]
#[case("Office Notes")]
#[case("Outlook Notes")]
#[case("Entra Notes")]
#[case("Kaltura")]
#[case("KALTURA Premium")]
#[case("Ka1tura")]
#[case("Chr0nus")]
#[case("Teams devices")]
#[case("Verified Notes")]
#[case("Notes (Offic1al)")]
#[case("Notes ✓")]
#[case("Notes 🛡")]
#[case("<b>Notes</b>")]
#[case("Notes\nApproved")]
#[case("Notes\u{ad}")]
#[case("Notes\u{2800}")]
#[case("Notes\u{fff9}")]
#[case("Notes\u{fffe}")]
fn a_name_that_can_be_mistaken_is_refused(#[case] name: &str) {
    let errors = named(name).expect_err("it can be mistaken");

    assert!(fields(&errors).contains(&"name"), "{errors:#?}");
}

#[rstest]
#[case("Microsoft")]
#[case("Larkspur, a Microsoft partner")]
#[case("Teams")]
#[case("Office")]
#[case("Usher")]
#[case("Kaltura")]
#[case("Your device monitoring provider")]
#[case("Certified Larkspur")]
fn a_maker_that_can_be_mistaken_is_refused(#[case] vendor: &str) {
    let errors = made_by(vendor).expect_err("it can be mistaken");

    assert!(fields(&errors).contains(&"vendor"), "{errors:#?}");
}

#[rstest]
#[case("To show <b>your</b> meetings")]
#[case("To show <!-- your --> meetings")]
#[case("To show </p> meetings")]
#[case("To show &lt;b&gt; meetings")]
#[case("To show &#x3c;b meetings")]
#[case("To show ![meetings](a)")]
#[case("To show [meetings](a)")]
#[case("Go to https://evil.example")]
#[case("Go to WWW.evil.example")]
#[case("Go to javascript:alert(1)")]
fn a_text_is_no_markup(#[case] reason: &str) {
    let errors = broken("\"To know your name\"", &format!("{reason:?}"));

    assert_eq!(fields(&errors), ["permissions[0].reason"], "{errors:#?}");
}

#[rstest]
#[case("To show meetings with < 5 people & more")]
#[case("To show **all** your meetings; R&D too")]
#[case("To show your meetings [optional] (soon)")]
#[case("To show your meetings.\nNothing else.")]
fn a_plain_text_is_taken(#[case] reason: &str) {
    let text = GOOD.replacen("\"To know your name\"", &format!("{reason:?}"), 1);

    assert!(parse(&text).is_ok(), "{:#?}", parse(&text));
}

#[rstest]
#[case::no_slashes("https:evil.example//help.larkspur.example")]
#[case::one_slash("https:/evil.example//help.larkspur.example")]
#[case::three_slashes("https:///evil.example//help.larkspur.example")]
#[case::user("https://help.larkspur.example@evil.example/")]
#[case::hexadecimal("https://0xc0000207/")]
#[case::octal("https://0300.0.2.7/")]
#[case::short("https://127.1/")]
#[case::percent("https://help%2elarkspur.example/")]
#[case::full_width_dot("https://help。larkspur.example/")]
#[case::router("https://router.lan/")]
#[case::cloud_metadata("https://metadata.google.internal/")]
#[case::onion("https://larkspur.onion/")]
#[case::old_sign_in("https://login.windows.net/common")]
#[case::government_sign_in("https://login.usgovcloudapi.net/")]
#[case::device_code("https://microsoft.com/devicelogin")]
#[case::device_code_short("https://aka.ms/devicelogin")]
#[case::capitals("HTTPS://LOGIN.MICROSOFTONLINE.COM/")]
#[case::shortener("https://tinyurl.com/abc")]
fn a_link_that_hides_its_host_or_leads_inside_is_refused(#[case] link: &str) {
    let errors = broken("https://help.larkspur.example/teams", link);

    assert!(fields(&errors).contains(&"help_link"), "{errors:#?}");
}

#[rstest]
#[case("{04B07795-8DDB-461A-BBEE-02F9E1BF7B46}")]
#[case("  04b07795-8ddb-461a-bbee-02f9e1bf7b46  ")]
#[case("14d82eec-204b-4c2f-b7e8-296a70dab67e")]
#[case("1fec8e78-bce4-4aaf-ab1b-5451cc387264")]
#[case("d3590ed6-52b3-4102-aeff-aad2292ab01c")]
#[case("aebc6443-996d-45c2-90f0-388ff96faa56")]
#[case("c44b4083-3bb0-49c1-b47d-974e53cbdf3c")]
#[case("de8bc8b5-d9f9-48b1-a8ad-b748da725064")]
#[case("000000ab-0000-0000-c000-000000000000")]
#[case("00000000-0000-0000-0000-000000000000")]
fn an_app_of_microsofts_is_refused(#[case] client_id: &str) {
    let errors = broken("0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60", client_id);

    assert_eq!(fields(&errors), ["sign_in.client_id"], "{errors:#?}");
}

#[test]
fn the_list_of_microsofts_apps_is_dated_and_well_formed() {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../../../data/microsoft-apps.json")).expect("well formed");
    let apps = data["apps"].as_array().expect("a list");

    assert!(data["as_of"].is_string() && data["sources"].as_array().is_some_and(|list| list.len() >= 3));
    assert_eq!(apps.len(), 113);
    let ids: Vec<&str> = apps.iter().filter_map(|app| app["id"].as_str()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "each once, in order");
    for id in ids {
        assert_eq!(crate::ids::ClientId::parse(id).map(String::from).as_deref(), Ok(id));
    }
}

#[rstest]
#[case("authority", "the authority")]
#[case("Tenant-ID", "the authority")]
#[case("tokenEndpoint", "the authority")]
#[case("graph_url", "the Graph host")]
#[case("redirect_uri", "the redirect host")]
#[case("responseMode", "the response mode")]
#[case("response_type", "the response type")]
#[case("prompt", "request parameters")]
#[case("extra_parameters", "request parameters")]
#[case("verified_publisher", "trust")]
#[case("risk_level", "risk words")]
#[case("api_key", "a secret")]
#[case("powershell", "a command")]
#[case("save_to", "a file path")]
#[case("webhook", "an update address")]
#[case("icon_url", "an image address")]
fn a_forbidden_key_is_refused_by_name_in_every_table(#[case] key: &str, #[case] decides: &str) {
    let tables = [
        ("version = \"1.0\"", String::new()),
        ("start_url = \"https://larkspur.example/connect\"", "sign_in.".to_owned()),
        ("path = \"/callback\"", "sign_in.loopback.".to_owned()),
        ("reason = \"To know your name\"", "permissions[0].".to_owned()),
        ("label = \"Mode\"", "settings[0].".to_owned()),
        ("fix = \"Approve again.\"", "errors[0].".to_owned()),
    ];
    for (line, table) in tables {
        let errors = broken(line, &format!("{line}\n{key} = \"x\""));

        assert_eq!(fields(&errors), [format!("{table}{key}")]);
        assert_eq!(errors[0].what, format!("a profile can't set {decides}"));
    }
}

#[test]
fn a_profile_from_outside_may_not_take_a_known_place() {
    let known = [good()];
    let twin = |text: String| parse_foreign(&text, &known).expect_err("it takes a place");

    let same_id = twin(GOOD.replace("\"Larkspur Notes\"", "\"Rival Notes\""));
    assert_eq!(fields(&same_id), ["id", "sign_in.client_id"]);
    assert_eq!((same_id[0].line, same_id[1].line), (2, 13));

    let same_app = twin(GOOD.replace("\"larkspur\"", "\"rival\"").replace("\"Larkspur Notes\"", "\"Rival\""));
    assert_eq!(fields(&same_app), ["sign_in.client_id"]);

    let same_name = twin(GOOD.replace("\"larkspur\"", "\"rival\"").replace("0c3b5f4e", "1c3b5f4e"));
    assert_eq!(fields(&same_name), ["name"]);
}

#[test]
fn a_profile_clashes_neither_with_itself_nor_with_the_built_in_ones() {
    assert!(clashes(&good(), &[good()]).is_empty());
    assert_eq!(parse_foreign(GOOD, built_in()), Ok(good()));
    for profile in built_in() {
        assert!(clashes(profile, built_in()).is_empty(), "{}", profile.id);
    }
}

#[test]
fn a_file_full_of_mistakes_tells_a_bounded_number_of_them() {
    let bad_lines = "# \u{202e}\n".repeat(40_000);
    let bad_items = vec!["\"\u{202e}\""; 30_000].join(",\n");

    for text in [format!("{GOOD}{bad_lines}"), format!("x = [{bad_items}]\n{GOOD}"), "&".repeat(250_000)] {
        let errors = parse(&text).expect_err("full of mistakes");
        assert!(errors.len() <= 1_000, "{}", errors.len());
    }
    assert!(parse(&GOOD.replace("To know your name", &"&<".repeat(100_000))).is_err());
}
