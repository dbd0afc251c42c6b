use rstest::rstest;

use super::{forecast, order_pictures};
use crate::forecast::Outlook;
use crate::ids::ProfileId;
use crate::profile::{Permission, PermissionKind, find};
use crate::view::Picture;

use PermissionKind::{Application, Delegated};

fn permissions(asked: &[(&str, PermissionKind)]) -> Vec<Permission> {
    let permission = |(value, kind): &(&str, PermissionKind)| Permission {
        value: (*value).to_owned(),
        kind: *kind,
        reason: "To test".to_owned(),
        feature: None,
    };
    asked.iter().map(permission).collect()
}

#[rstest]
#[case::nothing_asked(&[], Outlook::PersonMayApprove, &[], &[])]
#[case::only_signing_in(&[("openid", Delegated), ("User.Read", Delegated)], Outlook::PersonMayApprove, &[], &[])]
#[case::kept_by_default(&[("User.Read", Delegated), ("Calendars.Read", Delegated)],
    Outlook::AdminLikely, &[], &["Calendars.Read"])]
#[case::with_a_graph_address(&[("https://graph.microsoft.com/Chat.Read", Delegated)],
    Outlook::AdminLikely, &[], &["https://graph.microsoft.com/Chat.Read"])]
#[case::admin_only(&[("OnlineMeetingRecording.Read.All", Delegated)],
    Outlook::AdminCertain, &["OnlineMeetingRecording.Read.All"], &[])]
#[case::certain_before_likely(&[("User.Read.All", Delegated), ("Chat.Read", Delegated)],
    Outlook::AdminCertain, &["User.Read.All"], &["Chat.Read"])]
#[case::likely_before_certain(&[("Chat.Read", Delegated), ("User.Read.All", Delegated)],
    Outlook::AdminCertain, &["User.Read.All"], &["Chat.Read"])]
#[case::every_application_permission(&[("Presence.Read.All", Application)],
    Outlook::AdminCertain, &["Presence.Read.All"], &[])]
#[case::the_same_one_delegated(&[("Presence.Read.All", Delegated)], Outlook::PersonMayApprove, &[], &[])]
fn foretells_who_can_approve(
    #[case] asked: &[(&str, PermissionKind)],
    #[case] outlook: Outlook,
    #[case] admin_only: &[&str],
    #[case] kept: &[&str],
) {
    let found = forecast(&permissions(asked));

    assert_eq!(found.outlook, outlook);
    assert_eq!(found.admin_only, admin_only);
    assert_eq!(found.kept_by_default_policy, kept);
}

#[rstest]
#[case::claras("claras", Outlook::AdminCertain, 2, 3)]
#[case::clara("clara", Outlook::PersonMayApprove, 0, 0)]
#[case::chronus("chronus", Outlook::AdminLikely, 0, 1)]
#[case::kaltura("kaltura", Outlook::AdminCertain, 4, 0)]
#[case::teams_devices("teams-devices", Outlook::AdminCertain, 6, 0)]
fn foretells_each_built_in_profile(
    #[case] id: &str,
    #[case] outlook: Outlook,
    #[case] admin_only: usize,
    #[case] kept: usize,
) {
    let profile = find(&ProfileId(id.to_owned())).expect("built in");

    let found = forecast(&profile.permissions);

    assert_eq!(found.outlook, outlook);
    assert_eq!((found.admin_only.len(), found.kept_by_default_policy.len()), (admin_only, kept));
}

#[rstest]
#[case::person(Outlook::PersonMayApprove, [Picture::AcceptList, Picture::RequestBox, Picture::AdminOnly])]
#[case::likely(Outlook::AdminLikely, [Picture::RequestBox, Picture::AdminOnly, Picture::AcceptList])]
#[case::certain(Outlook::AdminCertain, [Picture::RequestBox, Picture::AdminOnly, Picture::AcceptList])]
fn the_outlook_moves_only_the_three_consent_pages(#[case] outlook: Outlook, #[case] moved: [Picture; 3]) {
    let order = order_pictures(outlook);

    assert_eq!(order[0], Picture::SignIn);
    assert_eq!(order[1..4], moved);
    assert_eq!(order[4..], [Picture::RequestSent, Picture::ErrorCode, Picture::ClosePage, Picture::NoPage]);
}
