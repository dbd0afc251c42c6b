//! What Usher writes, in which order, and where it goes on after a stop.

use rstest::rstest;

use super::{NOW, app, object, product, setup};
use crate::own_app::{CredentialKind, Made, Setup, Write, Written, next_write, plan_of};

fn grant(value: &str) -> Write {
    Write::Grant { value: value.to_owned() }
}

/// What a write brings.
fn made(write: &Write) -> Made {
    match write {
        Write::RegisterApp => Made::App { object: object(), client_id: app() },
        Write::AddToOrganization => Made::Principal { object: object() },
        Write::Grant { .. } => Made::Grant { assignment: "a1".to_owned() },
        Write::MakeSecret => Made::Secret { hint: "a8Q".to_owned(), ends_at: NOW.plus_s(1) },
        Write::AddCertificate => Made::Certificate { thumbprint: "AB".repeat(20), ends_at: NOW.plus_s(1) },
    }
}

fn written(write: &Write) -> Written {
    Written { write: write.clone(), made: made(write), at: NOW }
}

fn teams_devices(features: &[&str]) -> Setup {
    let features = features.iter().map(|name| (*name).to_owned()).collect();
    Setup { features, ..setup("teams-devices") }
}

#[test]
fn everything_is_planned_in_its_order() {
    let plan = plan_of(&setup("kaltura"), product("kaltura"));

    let expected = [
        Write::RegisterApp,
        Write::AddToOrganization,
        grant("OnlineMeetingRecording.Read.All"),
        grant("OnlineMeetings.Read.All"),
        grant("OnlineMeetingTranscript.Read.All"),
        grant("User.ReadBasic.All"),
        Write::MakeSecret,
    ];
    assert_eq!(plan, expected);
}

#[rstest]
#[case::without(&[], 4)]
#[case::with_smart_buildings(&["Smart Buildings"], 6)]
#[case::with_a_feature_that_there_is_not(&["Coffee"], 4)]
fn only_what_the_chosen_features_need_is_granted(#[case] features: &[&str], #[case] grants: usize) {
    let setup = teams_devices(features);

    let plan = plan_of(&setup, product("teams-devices"));

    assert_eq!(plan.iter().filter(|write| matches!(write, Write::Grant { .. })).count(), grants);
    assert_eq!(plan.contains(&grant("Place.Read.All")), grants == 6);
    assert_eq!(plan.last(), Some(&Write::AddCertificate), "a certificate comes first where it may");
}

#[test]
fn a_secret_is_made_where_the_person_wants_one() {
    let setup = Setup { credential_kind: CredentialKind::Secret, ..teams_devices(&[]) };

    assert_eq!(plan_of(&setup, product("teams-devices")).last(), Some(&Write::MakeSecret));
}

#[rstest]
#[case("kaltura", &[])]
#[case("teams-devices", &[])]
#[case("teams-devices", &["Smart Buildings"])]
fn after_any_part_of_it_the_next_write_is_the_first_that_is_not_made(
    #[case] id: &str,
    #[case] features: &[&str],
) {
    let mut setup = setup(id);
    setup.features = features.iter().map(|name| (*name).to_owned()).collect();
    let plan = plan_of(&setup, product(id));

    for done in 0..=plan.len() {
        setup.written = plan[..done].iter().map(written).collect();

        assert_eq!(next_write(&setup, product(id)), plan.get(done).cloned(), "after {done}");
    }
}

#[test]
fn a_gap_in_the_receipt_is_filled_first() {
    let mut setup = setup("kaltura");
    let plan = plan_of(&setup, product("kaltura"));
    setup.written = plan.iter().map(written).collect();
    setup.written.remove(3);

    assert_eq!(next_write(&setup, product("kaltura")), Some(grant("OnlineMeetings.Read.All")));
}

#[test]
fn a_feature_that_is_chosen_later_adds_its_grants_alone() {
    let mut setup = teams_devices(&[]);
    setup.written = plan_of(&setup, product("teams-devices")).iter().map(written).collect();
    assert_eq!(next_write(&setup, product("teams-devices")), None);

    setup.features.push("Smart Buildings".to_owned());

    assert_eq!(next_write(&setup, product("teams-devices")), Some(grant("Place.Read.All")));
}

#[test]
fn the_app_that_was_registered_is_known_for_undoing_it() {
    let mut setup = setup("kaltura");
    assert_eq!(setup.registered(), None);

    setup.written = [Write::AddToOrganization, Write::RegisterApp].iter().map(written).collect();

    assert_eq!(setup.registered(), Some(&object()));
}

#[test]
fn a_receipt_is_read_back_as_it_was_written() {
    let lines: Vec<Written> = plan_of(&setup("kaltura"), product("kaltura")).iter().map(written).collect();

    let text = serde_json::to_string(&lines).expect("it is JSON");

    assert_eq!(serde_json::from_str::<Vec<Written>>(&text).expect("the same"), lines);
}
