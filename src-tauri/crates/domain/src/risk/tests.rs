use std::collections::BTreeSet;

use proptest::prelude::{ProptestConfig, any, proptest};
use rstest::rstest;

use super::{Audience, Risk, TooBroad, rate, rate_all, too_broad};
use crate::permissions::{catalogue, least_role_for};
use crate::profile::{Permission, PermissionKind, built_in};

use Audience::{Everyone, OnePerson};
use PermissionKind::{Application, Delegated};
use Risk::{Critical, High, Low, Medium};

fn asked(value: &str, kind: PermissionKind) -> Permission {
    Permission { value: value.to_owned(), kind, reason: "To test".to_owned(), feature: None }
}

fn list(name: &str) -> Vec<String> {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../../data/risk.json")).expect("well formed");
    assert!(data["as_of"].is_string() && data[name]["source"].is_string(), "{name} has its source and date");
    serde_json::from_value(data[name]["values"].clone()).expect("a list")
}

#[test]
fn every_permission_has_a_rating_and_a_role() {
    let mut rated = 0;
    for known in catalogue().all() {
        let permission = asked(&known.value, known.kind);
        let (one, everyone) = (rate(&permission, OnePerson), rate(&permission, Everyone));

        let base = match known.privilege_level {
            Some(1) => Low,
            Some(2) => Medium,
            Some(3) | None => High,
            Some(_) => Critical,
        };
        let sign_in = ["openid", "profile", "email", "offline_access", "User.Read"];
        assert!(one >= base || sign_in.contains(&known.value.as_str()), "{} is below its grade", known.value);
        assert!(everyone >= one, "{}: {everyone:?} for everyone is less than {one:?}", known.value);
        let _ = least_role_for(&known.value, known.kind);
        rated += 1;
    }

    assert_eq!(rated, 1_132);
}

#[rstest]
// Claras
#[case("User.Read", Delegated, Low, Low)]
#[case("offline_access", Delegated, Low, Low)]
#[case("Calendars.Read", Delegated, Medium, High)]
#[case("OnlineMeetings.Read", Delegated, High, Critical)]
#[case("OnlineMeetingRecording.Read.All", Delegated, High, Critical)]
#[case("OnlineMeetingTranscript.Read.All", Delegated, High, Critical)]
#[case("Chat.Read", Delegated, Medium, High)]
#[case("OnlineMeetingArtifact.Read.All", Delegated, High, Critical)]
// Clara
#[case("openid", Delegated, Low, Low)]
#[case("profile", Delegated, Low, Low)]
#[case("email", Delegated, Low, Low)]
// Chronus
#[case("User.ReadBasic.All", Delegated, Medium, High)]
#[case("OnlineMeetings.ReadWrite", Delegated, High, Critical)]
// Kaltura
#[case("OnlineMeetingRecording.Read.All", Application, High, High)]
#[case("OnlineMeetings.Read.All", Application, High, High)]
#[case("OnlineMeetingTranscript.Read.All", Application, High, High)]
#[case("User.ReadBasic.All", Application, High, High)]
// Teams devices
#[case("Presence.Read.All", Application, High, High)]
#[case("TeamworkDevice.ReadWrite.All", Application, High, High)]
#[case("CallRecords.Read.All", Application, High, High)]
#[case("User.Read.All", Application, High, High)]
#[case("Place.Read.All", Application, High, High)]
#[case("Calendars.ReadBasic.All", Application, High, High)]
// Paths to Global Administrator
#[case("RoleManagement.ReadWrite.Directory", Delegated, Critical, Critical)]
#[case("RoleManagement.ReadWrite.Directory", Application, Critical, Critical)]
#[case("AppRoleAssignment.ReadWrite.All", Application, Critical, Critical)]
#[case("AppRoleAssignment.ReadWrite.All", Delegated, Critical, Critical)]
#[case("Application.ReadWrite.All", Application, Critical, Critical)]
#[case("Application.ReadWrite.OwnedBy", Application, Critical, Critical)]
#[case("Directory.ReadWrite.All", Application, Critical, Critical)]
#[case("Domain.ReadWrite.All", Application, Critical, Critical)]
#[case("EntitlementManagement.ReadWrite.All", Application, Critical, Critical)]
#[case("GroupMember.ReadWrite.All", Application, Critical, Critical)]
#[case("Policy.ReadWrite.PermissionGrant", Application, Critical, Critical)]
#[case("Policy.ReadWrite.AuthenticationMethod", Delegated, Critical, Critical)]
#[case("PrivilegedAccess.ReadWrite.AzureADGroup", Application, Critical, Critical)]
#[case("RoleAssignmentSchedule.ReadWrite.Directory", Application, Critical, Critical)]
#[case("RoleEligibilitySchedule.ReadWrite.Directory", Application, Critical, Critical)]
#[case("UserAuthenticationMethod.ReadWrite.All", Application, Critical, Critical)]
#[case("User-PasswordProfile.ReadWrite.All", Application, Critical, Critical)]
#[case("DelegatedPermissionGrant.ReadWrite.All", Application, Critical, Critical)]
#[case("ServicePrincipalEndpoint.ReadWrite.All", Application, Critical, Critical)]
#[case("UserAuthMethod-TAP.ReadWrite.All", Application, Critical, Critical)]
// Mail, files and chats of everyone
#[case("Mail.Read", Application, Critical, Critical)]
#[case("Mail.Read", Delegated, Medium, High)]
#[case("Mail.ReadWrite", Delegated, Medium, High)]
#[case("Mail.Send", Application, Critical, Critical)]
#[case("Files.ReadWrite.All", Application, Critical, Critical)]
#[case("Files.ReadWrite.All", Delegated, High, Critical)]
#[case("Sites.Read.All", Application, Critical, Critical)]
#[case("Chat.Read.All", Application, Critical, Critical)]
#[case("ChannelMessage.Read.All", Delegated, High, Critical)]
#[case("IMAP.AccessAsUser.All", Delegated, Medium, Critical)]
// What nobody graded
#[case("EWS.AccessAsUser.All", Delegated, High, Critical)]
#[case("Mail.Everything", Application, High, High)]
#[case("Mail.Everything", Delegated, High, Critical)]
#[case("https://api.example/.default", Delegated, High, Critical)]
fn a_permission_is_rated_by_the_table(
    #[case] value: &str,
    #[case] kind: PermissionKind,
    #[case] one: Risk,
    #[case] everyone: Risk,
) {
    let permission = asked(value, kind);

    assert_eq!((rate(&permission, OnePerson), rate(&permission, Everyone)), (one, everyone));
}

#[test]
fn the_table_of_the_test_holds_every_permission_of_the_five_profiles() {
    let text = include_str!("tests.rs");
    for permission in built_in().iter().flat_map(|profile| &profile.permissions) {
        let case = format!("#[case(\"{}\", {:?},", permission.value, permission.kind);
        assert!(text.contains(&case), "{case}");
    }
}

#[rstest]
#[case("global_administrator", 42)]
#[case("opens_approval", 14)]
fn what_gives_power_over_the_organization_is_critical_for_one_person_too(
    #[case] name: &str,
    #[case] count: usize,
) {
    let values = list(name);

    assert_eq!(values.len(), count);
    for value in values {
        for kind in [Delegated, Application] {
            assert_eq!(rate(&asked(&value, kind), OnePerson), Critical, "{value}");
            let in_full = format!("https://graph.microsoft.com/{}", value.to_uppercase());
            assert_eq!(rate(&asked(&in_full, kind), OnePerson), Critical, "{in_full}");
        }
    }
}

#[rstest]
#[case("content_of_everyone_as_the_app", Application)]
#[case("content_of_everyone_as_a_person", Delegated)]
fn content_of_everyone_is_critical_and_in_the_catalogue(#[case] name: &str, #[case] kind: PermissionKind) {
    for value in list(name) {
        assert!(catalogue().find(&value, kind).is_some(), "{value}");
        assert_eq!(rate(&asked(&value, kind), Everyone), Critical, "{value}");
    }
}

#[test]
fn no_application_permission_for_content_of_everyone_is_forgotten() {
    let of_content = |value: &str| {
        let all = value.ends_with(".All") && !value.contains("Selected");
        let families = ["Files.", "Sites.", "Chat.", "ChatMessage.", "ChannelMessage.", "Notes."];
        value.starts_with("Mail.") || all && families.iter().any(|family| value.starts_with(family))
    };
    let kept = list("content_of_everyone_as_the_app");
    for known in
        catalogue().all().iter().filter(|known| known.kind == Application && of_content(&known.value))
    {
        assert!(kept.contains(&known.value), "{}", known.value);
    }
}

#[test]
fn what_the_lists_name_beyond_the_catalogue_is_known() {
    let listed = list("global_administrator").into_iter().chain(list("opens_approval"));
    let unknown: BTreeSet<String> = listed
        .filter(|value| [Delegated, Application].iter().all(|kind| catalogue().find(value, *kind).is_none()))
        .collect();

    let newer = [
        "Application.ReadUpdate.All",
        "DeviceManagementScripts.ReadWrite.All",
        "SecurityIdentitiesActions.ReadWrite.All",
        "SignInIdentifier.ReadWrite.All",
        "UserAuthMethod-HardwareOATH.ReadWrite.All",
        "UserAuthMethod-Phone.ReadWrite.All",
        "UserAuthMethod-QR.ReadWrite.All",
        "UserAuthMethod-TAP.ReadWrite.All",
    ];
    assert_eq!(unknown.iter().map(String::as_str).collect::<Vec<_>>(), newer);
}

#[rstest]
#[case::claras("claras", High, Critical)]
#[case::clara("clara", Low, Low)]
#[case::chronus("chronus", High, Critical)]
#[case::kaltura("kaltura", High, High)]
#[case::teams_devices("teams-devices", High, High)]
fn a_profile_is_as_risky_as_its_worst_permission(
    #[case] id: &str,
    #[case] one: Risk,
    #[case] everyone: Risk,
) {
    let profile = built_in().iter().find(|profile| profile.id.0 == id).expect("built in");

    let rated = |audience| rate_all(&profile.permissions, audience);
    assert_eq!((rated(OnePerson), rated(Everyone)), (one, everyone));
}

#[test]
fn nothing_asked_for_does_no_harm() {
    assert_eq!(rate_all(&[], Everyone), Low);
}

fn write(narrower: &str) -> TooBroad {
    TooBroad::WriteWhereReadExists { narrower: narrower.to_owned() }
}

fn all(narrower: &str) -> TooBroad {
    TooBroad::AllWhereSelectedExists { narrower: narrower.to_owned() }
}

fn app(narrower: &str) -> TooBroad {
    TooBroad::ApplicationWhereDelegatedExists { narrower: narrower.to_owned() }
}

#[rstest]
#[case("User.Read", Delegated, &[])]
#[case("Calendars.Read", Delegated, &[])]
#[case(".default", Delegated, &[TooBroad::Everything])]
#[case("https://graph.microsoft.com/.Default", Application, &[TooBroad::Everything])]
#[case("Mail.ReadWrite", Delegated, &[write("Mail.Read")])]
#[case("mail.readwrite.shared", Delegated, &[write("Mail.Read.Shared")])]
#[case("https://graph.microsoft.com/Mail.ReadWrite", Delegated, &[write("Mail.Read")])]
#[case("Sites.Read.All", Delegated, &[all("Sites.Selected")])]
#[case("Files.Read.All", Delegated, &[all("Files.Read.Selected")])]
#[case("Sites.FullControl.All", Application, &[write("Sites.Read.All"), all("Sites.Selected"), app("Sites.FullControl.All")])]
#[case("Files.ReadWrite.All", Application, &[write("Files.Read.All"), all("Files.SelectedOperations.Selected"), app("Files.ReadWrite")])]
#[case("OnlineMeetings.Read.All", Application, &[app("OnlineMeetings.Read")])]
#[case("Calendars.ReadBasic.All", Application, &[app("Calendars.ReadBasic")])]
#[case("User.ReadBasic.All", Application, &[app("User.ReadBasic.All")])]
#[case("TeamworkDevice.ReadWrite.All", Application, &[write("TeamworkDevice.Read.All"), app("TeamworkDevice.ReadWrite.All")])]
#[case("CallRecords.Read.All", Application, &[])]
#[case("Unheard.ReadWrite.All", Application, &[])]
fn a_permission_that_is_too_broad_has_a_narrower_one(
    #[case] value: &str,
    #[case] kind: PermissionKind,
    #[case] found: &[TooBroad],
) {
    assert_eq!(too_broad(&asked(value, kind)), found);
}

#[test]
fn a_permission_without_a_reason_is_used_by_nothing() {
    let permission = Permission { reason: " ".to_owned(), ..asked("User.Read", Delegated) };

    assert_eq!(too_broad(&permission), [TooBroad::Unused]);
}

#[test]
fn every_narrower_one_is_in_the_catalogue_and_another_one() {
    for known in catalogue().all() {
        for found in too_broad(&asked(&known.value, known.kind)) {
            let (narrower, kind) = match found {
                TooBroad::WriteWhereReadExists { narrower }
                | TooBroad::AllWhereSelectedExists { narrower } => (narrower, known.kind),
                TooBroad::ApplicationWhereDelegatedExists { narrower } => (narrower, Delegated),
                TooBroad::Everything | TooBroad::Unused => panic!("{}: {found:?}", known.value),
            };
            assert!(catalogue().find(&narrower, kind).is_some(), "{narrower}");
            assert!((narrower.as_str(), kind) != (known.value.as_str(), known.kind), "{narrower}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn any_text_is_rated_and_never_lower_for_everyone(value in any::<String>(), application in any::<bool>()) {
        let permission = asked(&value, if application { Application } else { Delegated });

        assert!(rate(&permission, Everyone) >= rate(&permission, OnePerson));
        let _ = (too_broad(&permission), least_role_for(&value, permission.kind));
    }
}
