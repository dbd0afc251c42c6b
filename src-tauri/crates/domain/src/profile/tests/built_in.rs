//! The five profiles hold everything that their documents say.

use std::fs;

use rstest::rstest;

use crate::ids::ProfileId;
use crate::profile::{
    AdminWay, Asked, ExtraStep, PermissionKind, Profile, SettingForm, built_in, find, parse,
};
use crate::situation::Situation;

fn profile(id: &str) -> &'static Profile {
    find(&ProfileId(id.to_owned())).expect("built in")
}

#[test]
fn every_profile_file_passes_every_check() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles");
    let mut checked = Vec::new();
    for file in fs::read_dir(folder).expect("the profiles are there") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("readable");
        let profile = parse(&text).unwrap_or_else(|errors| panic!("{}: {errors:#?}", path.display()));
        assert_eq!(path.file_stem().and_then(|name| name.to_str()), Some(profile.id.0.as_str()));
        checked.push(profile);
    }

    assert_eq!(checked.len(), built_in().len());
    for profile in built_in() {
        assert!(checked.contains(profile), "{} is read the same with and without the checks", profile.id);
    }
}

#[test]
fn the_five_stand_in_their_order() {
    let ids: Vec<&str> = built_in().iter().map(|profile| profile.id.0.as_str()).collect();

    assert_eq!(ids, ["claras", "clara", "chronus", "kaltura", "teams-devices"]);
}

#[rstest]
#[case::claras("claras", PermissionKind::Delegated, &[
    "User.Read", "offline_access", "Calendars.Read", "OnlineMeetings.Read", "OnlineMeetingRecording.Read.All",
    "OnlineMeetingTranscript.Read.All", "Chat.Read", "OnlineMeetingArtifact.Read.All",
])]
#[case::clara("clara", PermissionKind::Delegated, &["openid", "profile", "email"])]
#[case::chronus("chronus", PermissionKind::Delegated, &[
    "User.ReadBasic.All", "OnlineMeetings.ReadWrite", "offline_access",
])]
#[case::kaltura("kaltura", PermissionKind::Application, &[
    "OnlineMeetingRecording.Read.All", "OnlineMeetings.Read.All", "OnlineMeetingTranscript.Read.All",
    "User.ReadBasic.All",
])]
#[case::teams_devices("teams-devices", PermissionKind::Application, &[
    "Presence.Read.All", "TeamworkDevice.ReadWrite.All", "CallRecords.Read.All", "User.Read.All", "Place.Read.All",
    "Calendars.ReadBasic.All",
])]
fn asks_for_exactly_what_its_document_lists(
    #[case] id: &str,
    #[case] kind: PermissionKind,
    #[case] values: &[&str],
) {
    let asked: Vec<&str> = profile(id).permissions.iter().map(|asked| asked.value.as_str()).collect();

    assert_eq!(asked, values);
    assert!(profile(id).permissions.iter().all(|asked| asked.kind == kind && !asked.reason.is_empty()));
}

#[rstest]
#[case::claras("claras", &[AdminWay::EntraSteps])]
#[case::clara("clara", &[AdminWay::WaitingRequest])]
#[case::chronus("chronus", &[AdminWay::Link])]
#[case::kaltura("kaltura", &[AdminWay::OwnApp])]
#[case::teams_devices("teams-devices", &[AdminWay::OwnApp])]
fn names_the_admin_ways_of_its_document(#[case] id: &str, #[case] ways: &[AdminWay]) {
    assert_eq!(profile(id).admin_ways, ways);
}

#[test]
fn no_real_account_starts_in_usher_before_a_maker_registers_the_redirect() {
    assert!(built_in().iter().all(|profile| !profile.starts_in_usher()));
}

#[test]
fn a_maker_who_adds_client_id_and_redirect_needs_nothing_else() {
    let text = include_str!("../../../../../profiles/claras.toml").replace(
        "[sign_in]",
        "[sign_in]\nclient_id = \"0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60\"\nloopback = { host = \"127.0.0.1\", path = \"/\" }",
    );

    let profile = parse(&text).expect("still correct");

    assert!(profile.starts_in_usher());
}

#[test]
fn claras_starts_in_its_profile_page_and_connects_again_for_new_features() {
    let claras = profile("claras");

    let start = &claras.sign_in.as_ref().expect("people sign in").start_path;
    assert_eq!(
        start.as_slice(),
        ["Profile photo", "My Profile", "Integrations", "Microsoft Teams", "Connect"]
    );
    assert_eq!(claras.reconnect_path, ["Reconnect Microsoft Account", "Reconnect"]);
}

#[test]
fn clara_knows_both_walls_of_its_document() {
    let situations: Vec<Situation> = profile("clara").errors.iter().map(|error| error.situation).collect();

    assert_eq!(situations, [Situation::NeedsAdminApprovalRequest, Situation::NeedsAdminApproval]);
    assert_eq!(profile("clara").before.len(), 3);
}

#[test]
fn chronus_has_the_client_id_and_the_way_back_of_its_link() {
    let chronus = profile("chronus");
    let sign_in = chronus.sign_in.as_ref().expect("people sign in");

    let client_id = sign_in.client_id.as_ref().map(crate::ids::ClientId::as_str);
    assert_eq!(client_id, Some("ded487a6-3555-47b1-a66f-82177581baaf"));
    let back = chronus.return_link.as_ref().map(url::Url::as_str);
    assert_eq!(back, Some("https://secureproductioneu.chronus.com/session/oauth_callback"));
    assert_eq!(sign_in.start_path[1..], ["Engagements", "Integrations", "Teams", "Integrate"]);
    assert_eq!(chronus.remove_path[0], "Manage");
}

#[test]
fn smart_buildings_is_optional_for_teams_devices() {
    let lines = profile("teams-devices").permission_lines();

    let features: Vec<Option<&str>> = lines.iter().map(|line| line.feature.as_deref()).collect();
    let smart = Some("Smart Buildings");
    assert_eq!(features, [None, None, None, None, smart, smart]);
    assert!(lines.iter().all(|line| line.admin_likely));
}

#[test]
fn kaltura_has_the_steps_of_its_document() {
    let steps = [ExtraStep::ClientSecret, ExtraStep::TeamsAccessPolicy, ExtraStep::MeteredApi];

    assert_eq!(profile("kaltura").extra_steps, steps);
    assert!(profile("kaltura").sign_in.is_none());
}

#[test]
fn kaltura_has_its_whole_form() {
    let settings = &profile("kaltura").settings;
    let ids_asked = |asked: Asked| -> Vec<&str> {
        settings.iter().filter(|setting| setting.asked == asked).map(|setting| setting.id.as_str()).collect()
    };

    assert_eq!(ids_asked(Asked::AtFirst), ["name", "tenant-id", "client-id", "client-secret"]);
    let afterwards = [
        "categories",
        "upload",
        "opt-in-groups",
        "opt-out-groups",
        "transcription",
        "co-organizers",
        "presenters",
        "users",
        "user-based-on",
        "name-change",
        "postfix",
        "find-user-by",
        "missing-user",
        "default-user",
    ];
    assert_eq!(ids_asked(Asked::Afterwards), afterwards);
    let fixed: Vec<&str> =
        settings.iter().filter(|setting| setting.fixed).map(|setting| setting.id.as_str()).collect();
    assert_eq!(fixed, ["tenant-id", "client-id"]);
}

#[rstest]
#[case("upload", &["Upload all recordings", "Opt-in groups", "Opt-out groups"])]
#[case("co-organizers", &["None", "Co-viewers", "Co-editors", "Co-publishers", "Co-editors & Co-publishers"])]
#[case("presenters", &["None", "Co-viewers", "Co-editors", "Co-publishers", "Co-editors & Co-publishers"])]
#[case("users", &["None", "Co-viewers", "Co-publishers"])]
#[case("user-based-on", &["Microsoft User Principal Name", "Azure user ID"])]
#[case("name-change", &["Do not modify", "Remove postfix", "Add postfix"])]
#[case("find-user-by", &["User ID", "User email", "Both"])]
#[case("missing-user", &["Create new user based on Teams user", "Use default user"])]
fn kaltura_offers_the_choices_of_its_document(#[case] id: &str, #[case] labels: &[&str]) {
    let setting = profile("kaltura").settings.iter().find(|setting| setting.id == id).expect("in the form");

    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    assert_eq!(setting.form, SettingForm::Choice(labels));
}

#[test]
fn kaltura_knows_each_error_of_its_document() {
    let errors = &profile("kaltura").errors;
    let situations: Vec<Situation> = errors.iter().map(|error| error.situation).collect();

    let expected = [
        Situation::PermissionMissing,
        Situation::PermissionMissing,
        Situation::AccessPolicyMissing,
        Situation::PermissionMissing,
        Situation::SecretExpired,
        Situation::SecretInvalid,
        Situation::AppDisabled,
    ];
    assert_eq!(situations, expected);
    assert!(errors.iter().all(|error| !error.fix.is_empty()));
}

#[test]
fn a_permission_line_has_microsofts_name_for_it() {
    let lines = profile("claras").permission_lines();

    let calendars = lines.iter().find(|line| line.value == "Calendars.Read").expect("asked for");
    assert_eq!(calendars.name, "Read user calendars");
    assert!(calendars.admin_likely);
    assert!(!lines.iter().find(|line| line.value == "User.Read").expect("asked for").admin_likely);
}
