use rstest::rstest;

use super::{
    AdminRole, DirectoryRole, catalogue, least_role, least_role_for, managed_policy_blocks, may_grant,
    same_scope,
};
use crate::profile::{Permission, PermissionKind};

use PermissionKind::{Application, Delegated};

#[test]
fn the_catalogue_has_every_permission_of_the_reference_data() {
    let of_kind = |kind| catalogue().all().iter().filter(|known| known.kind == kind).count();

    assert_eq!(catalogue().all().len(), 1_132);
    assert_eq!(of_kind(Delegated), 598);
    assert_eq!(of_kind(Application), 534);
}

#[test]
fn every_permission_is_found_by_its_value_in_any_capitals() {
    for known in catalogue().all() {
        assert_eq!(catalogue().find(&known.value, known.kind), Some(known));
        assert_eq!(catalogue().find(&known.value.to_ascii_uppercase(), known.kind), Some(known));
        let in_full = format!("https://graph.microsoft.com/{}", known.value);
        assert_eq!(catalogue().find(&in_full, known.kind), Some(known));
    }
}

// entra-consent.md, appendix of the product's scopes; ids and flags as Microsoft publishes them.
#[rstest]
#[case::sign_in("User.Read", Delegated, "e1fe6dd8-ba31-4d61-89e7-88639da4683d", false)]
#[case::profile("profile", Delegated, "14dad69e-099b-42c9-810b-d002981feec1", false)]
#[case::everyone("User.Read.All", Delegated, "a154be20-db9c-4678-8ab7-66f6cc099a59", true)]
#[case::everyone_as_the_app("User.Read.All", Application, "df021288-bdef-4463-88db-98f22de89214", true)]
#[case::names("User.ReadBasic.All", Delegated, "b340eb25-3456-403f-be2f-af7a0d370277", false)]
#[case::names_as_the_app("User.ReadBasic.All", Application, "97235f07-e226-4f63-ace3-39588e11d3a1", true)]
fn a_permission_has_its_id_and_flag(
    #[case] value: &str,
    #[case] kind: PermissionKind,
    #[case] id: &str,
    #[case] admin_consent_required: bool,
) {
    let known = catalogue().find(value, kind).expect("in the catalogue");

    assert_eq!((known.id.as_str(), known.admin_consent_required), (id, admin_consent_required));
}

#[rstest]
#[case::a_letter_short("Calendar.Read", Delegated, Some("Calendars.Read"))]
#[case::letters_swapped("Chat.Raed", Delegated, Some("Chat.Read"))]
#[case::only_of_that_kind("CallRecord.Read.All", Application, Some("CallRecords.Read.All"))]
#[case::nothing_like_it("Everything.Please", Delegated, None)]
fn a_misspelt_value_has_a_closest_one(
    #[case] value: &str,
    #[case] kind: PermissionKind,
    #[case] closest: Option<&str>,
) {
    assert_eq!(catalogue().closest(value, kind), closest);
}

#[rstest]
#[case("Calendars.Read", true)]
#[case("chat.read", true)]
#[case("https://graph.microsoft.com/OnlineMeetings.ReadWrite", true)]
#[case("Tasks.ReadWrite.Shared", true)]
#[case("User.Read", false)]
#[case("offline_access", false)]
#[case("OnlineMeetingArtifact.Read.All", false)]
fn the_default_policy_keeps_some_permissions_from_people(#[case] value: &str, #[case] kept: bool) {
    assert_eq!(managed_policy_blocks(value), kept);
}

#[test]
fn the_default_policy_is_dated_and_names_only_delegated_permissions_of_the_catalogue() {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../../data/microsoft-managed-consent.json")).expect("well formed");
    let kept = data["not_user_grantable"].as_array().expect("a list");

    assert_eq!(kept.len(), 36);
    assert!(data["source"].as_str().is_some_and(|source| source.starts_with("Microsoft Learn")));
    assert_eq!(data["as_of"], "2026-01-22");
    for value in kept.iter().filter_map(serde_json::Value::as_str) {
        let exchange = ["EAS.AccessAsUser.All", "EWS.AccessAsUser.All"];
        assert!(exchange.contains(&value) || catalogue().find(value, Delegated).is_some(), "{value}");
    }
}

#[rstest]
#[case("Calendars.Read", "calendars.read", true)]
#[case("https://graph.microsoft.com/Chat.Read", "Chat.Read", true)]
#[case("https://graph.microsoft.us/Chat.Read", "https://graph.microsoft.com/chat.read", true)]
#[case("https://dod-graph.microsoft.us/Chat.Read", "Chat.Read", true)]
#[case("https://microsoftgraph.chinacloudapi.cn/Chat.Read", "Chat.Read", true)]
#[case("https://outlook.office.com/Chat.Read", "Chat.Read", false)]
#[case("https://graph.microsoft.com.example/Chat.Read", "Chat.Read", false)]
#[case("Chat.Read", "Chat.ReadWrite", false)]
fn scopes_are_compared_without_capitals_and_graph_hosts(
    #[case] a: &str,
    #[case] b: &str,
    #[case] same: bool,
) {
    assert_eq!(same_scope(a, b), same);
}

#[rstest]
#[case::nothing_asked(&[], AdminRole::CloudApplicationAdministrator)]
#[case::delegated_only(&[Delegated, Delegated], AdminRole::CloudApplicationAdministrator)]
#[case::one_application(&[Delegated, Application], AdminRole::PrivilegedRoleAdministrator)]
fn application_permissions_need_the_higher_role(#[case] kinds: &[PermissionKind], #[case] role: AdminRole) {
    let permission = |kind: &PermissionKind| Permission {
        value: "User.ReadBasic.All".to_owned(),
        kind: *kind,
        reason: "To test".to_owned(),
        feature: None,
    };
    let permissions: Vec<Permission> = kinds.iter().map(permission).collect();

    assert_eq!(least_role(&permissions), role);
}

// entra-consent.md 5.4: only Microsoft Graph application permissions need the higher role.
#[rstest]
#[case("Mail.Read", Delegated, AdminRole::CloudApplicationAdministrator)]
#[case("RoleManagement.ReadWrite.Directory", Delegated, AdminRole::CloudApplicationAdministrator)]
#[case("https://vault.azure.net/user_impersonation", Delegated, AdminRole::CloudApplicationAdministrator)]
#[case("Mail.Read", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("Unheard.Of.All", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("https://graph.microsoft.com/Mail.Read", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("https://graph.microsoft.us/Mail.Read", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("HTTPS://GRAPH.MICROSOFT.COM./Mail.Read", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("http://graph.microsoft.com:443/Mail.Read", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("https://graph.windows.net/Directory.Read.All", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case("00000003-0000-0000-c000-000000000000/Mail.Read", Application, AdminRole::PrivilegedRoleAdministrator)]
#[case(
    "https://outlook.office365.com/full_access_as_app",
    Application,
    AdminRole::CloudApplicationAdministrator
)]
#[case("api://larkspur.example/Notes.Read.All", Application, AdminRole::CloudApplicationAdministrator)]
#[case(
    "https://graph.microsoft.com.example/Mail.Read",
    Application,
    AdminRole::CloudApplicationAdministrator
)]
fn only_graph_application_permissions_need_the_higher_role(
    #[case] value: &str,
    #[case] kind: PermissionKind,
    #[case] role: AdminRole,
) {
    assert_eq!(least_role_for(value, kind), role);
}

#[test]
fn every_permission_of_the_catalogue_needs_the_role_of_its_kind() {
    for known in catalogue().all() {
        let expected = match known.kind {
            Delegated => AdminRole::CloudApplicationAdministrator,
            Application => AdminRole::PrivilegedRoleAdministrator,
        };
        assert_eq!(least_role_for(&known.value, known.kind), expected, "{}", known.value);
    }
}

#[rstest]
#[case::global("62e90394-69f5-4237-9190-012177145e10", true, true)]
#[case::global_in_capitals(" 62E90394-69F5-4237-9190-012177145E10 ", true, true)]
#[case::privileged_role("e8611ab8-c189-46e8-94e1-60213ab1f814", true, true)]
#[case::application("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", true, false)]
#[case::cloud_application("158c047a-c907-4556-b7ef-446551a6b5f7", true, false)]
#[case::application_developer("cf1c38e5-3621-4004-a7cb-879624dced7c", false, false)]
#[case::teams("69091246-20e8-4a56-aa4d-066075b2a7a8", false, false)]
#[case::global_reader("f2ef992c-3afb-46b9-b7cf-a126ee74c451", false, false)]
#[case::ordinary_member("b79fbf4d-3ef9-4689-8143-76b194e85509", false, false)]
#[case::no_id("", false, false)]
fn a_role_may_approve_what_its_row_says(
    #[case] template: &str,
    #[case] delegated: bool,
    #[case] graph_application: bool,
) {
    let roles = [DirectoryRole::Other, DirectoryRole::from_template_id(template)];

    assert_eq!(may_grant(&roles, AdminRole::CloudApplicationAdministrator), delegated);
    assert_eq!(may_grant(&roles, AdminRole::PrivilegedRoleAdministrator), graph_application);
}

#[test]
fn nobody_without_a_role_may_approve() {
    assert!(!may_grant(&[], AdminRole::CloudApplicationAdministrator));
}
