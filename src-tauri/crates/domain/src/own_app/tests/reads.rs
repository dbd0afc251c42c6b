//! The harmless reads: one for each permission that a built-in product asks for.

use crate::own_app::{Probe, probes};
use crate::permissions::catalogue;
use crate::profile::{Permission, PermissionKind, Profile, built_in};

fn probe_of(value: &str) -> Option<&'static Probe> {
    probes().iter().find(|probe| probe.permission == value)
}

fn asked() -> impl Iterator<Item = &'static Permission> {
    let apps = built_in().iter().flat_map(|profile: &Profile| &profile.permissions);
    apps.filter(|asked| asked.kind == PermissionKind::Application)
}

#[test]
fn every_application_permission_of_a_built_in_product_has_a_read() {
    let without: Vec<&str> =
        asked().map(|asked| asked.value.as_str()).filter(|value| probe_of(value).is_none()).collect();

    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn each_permission_has_one_read_and_is_written_as_microsoft_does() {
    for probe in probes() {
        let known = catalogue().find(&probe.permission, PermissionKind::Application);
        assert_eq!(known.map(|known| known.value.as_str()), Some(probe.permission.as_str()));
        let same = probes().iter().filter(|other| other.permission == probe.permission).count();
        assert_eq!(same, 1, "{}", probe.permission);
    }
}

#[test]
fn a_read_stays_below_graph_reads_little_and_knows_only_one_blank() {
    for Probe { path, .. } in probes() {
        assert!(path.starts_with("v1.0/") || path.starts_with("beta/"), "{path}");
        assert!(path.bytes().all(|sign| sign.is_ascii_graphic()), "{path}");
        assert!(!path.contains("..") && !path.contains("//"), "{path}");
        let filled = path.replace("{user}", "00000000-0000-0000-0000-000000000001");
        assert!(!filled.contains(['{', '}']), "{path}");
        let url =
            url::Url::parse("https://graph.microsoft.com/").expect("constant").join(&filled).expect("a path");
        assert_eq!(url.host_str(), Some("graph.microsoft.com"), "{path}");
        let one_thing = ["$top=1", "$filter=", "/presence"].iter().any(|way| path.contains(way));
        // List callRecords takes no `$top` (graph/api/callrecords-cloudcommunications-list-callrecords).
        assert!(one_thing || path.contains("/callRecords?$select=id"), "it reads little: {path}");
    }
}

#[test]
fn meetings_are_asked_for_as_graph_documents_it() {
    // There is no list of meetings without a filter (graph/api/onlinemeeting-get).
    let path = &probe_of("OnlineMeetings.Read.All").unwrap().path;

    assert!(path.contains("/onlineMeetings?$filter=joinMeetingIdSettings/joinMeetingId%20eq%20'"), "{path}");
    assert!(!path.contains("$top"), "{path}");
}

#[test]
fn what_teams_guards_is_marked_and_is_about_a_person() {
    let guarded: Vec<&str> =
        probes().iter().filter(|probe| probe.policy).map(|probe| probe.permission.as_str()).collect();

    // entra-consent.md 8.3.
    let expected =
        ["OnlineMeetings.Read.All", "OnlineMeetingRecording.Read.All", "OnlineMeetingTranscript.Read.All"];
    assert_eq!(guarded, expected);
    assert!(probes().iter().filter(|probe| probe.policy).all(|probe| probe.path.contains("{user}")));
}
