use rstest::rstest;

use super::{Happened, MOST, TimelineEntry, gone_on, so_far};
use crate::cloud::Cloud;
use crate::connection::{Connection, Health, SignInPlace};
use crate::ids::ConnectionId;
use crate::journey::tests::{NOW, connection};
use crate::own_app::{Credential, CredentialKind, Setup};
use crate::profile::built_in;
use crate::time::Timestamp;

fn person() -> Connection {
    connection(&[], &[])
}

fn what(timeline: &[TimelineEntry]) -> Vec<Happened> {
    timeline.iter().map(|entry| entry.what).collect()
}

const GOOD: Happened = Happened::Found { health: Health::Good };

#[test]
fn it_begins_with_its_making_and_what_was_found() {
    assert_eq!(what(&so_far(&person())), [Happened::Made, GOOD]);
    let unlooked = Connection { health: Health::NotChecked, ..person() };
    assert_eq!(what(&so_far(&unlooked)), [Happened::Made]);
}

#[rstest]
#[case::nothing(person(), vec![])]
#[case::lost(
    Connection { health: Health::PermissionsMissing, ..person() },
    vec![Happened::Found { health: Health::PermissionsMissing }]
)]
#[case::nobody_could_look(Connection { health: Health::CheckFailed, ..person() }, vec![])]
#[case::turned_off(Connection { enabled: false, ..person() }, vec![Happened::TurnedOff])]
#[case::signed_in_again(Connection { created_at: Timestamp(2_000_000), ..person() }, vec![Happened::SignedIn])]
fn what_changes_is_a_line(#[case] after: Connection, #[case] lines: Vec<Happened>) {
    let before = person();

    let timeline = gone_on(&before, &after, Timestamp(2_000_000));

    assert_eq!(what(&timeline)[2..], lines);
    assert!(timeline[2..].iter().all(|entry| entry.at == Timestamp(2_000_000)));
}

#[test]
fn what_was_found_before_a_failed_look_is_not_told_again() {
    let failed = Connection { health: Health::CheckFailed, ..person() };
    let failed = Connection { timeline: gone_on(&person(), &failed, NOW), ..failed };

    assert_eq!(what(&gone_on(&failed, &person(), NOW)), [Happened::Made, GOOD]);
}

#[test]
fn only_so_many_lines_are_kept_and_the_first_stays() {
    let mut known = person();
    for turn in 0..200 {
        let after = Connection { enabled: turn % 2 == 1, ..person() };
        known = Connection { timeline: gone_on(&known, &after, NOW), ..after };
    }

    assert_eq!((known.timeline.len(), known.timeline[0].what), (MOST, Happened::Made));
}

#[test]
fn an_app_tells_of_its_name_its_settings_and_its_secret() {
    let profile = built_in().iter().find(|profile| profile.id.0 == "kaltura").unwrap();
    let place = SignInPlace::Microsoft { cloud: Cloud::Worldwide };
    let mut setup = Setup::new(ConnectionId("c1".to_owned()), profile, NOW);
    let id = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60";
    setup.client_id = crate::ids::ClientId::parse(id).ok();
    setup.tenant = crate::ids::TenantId::parse(id).ok();
    let secret = |made_at| Credential::Secret { hint: "a8Q".to_owned(), made_at, ends_at: None };
    setup.credential = Some(secret(NOW));
    let before = setup.connection(profile, place, NOW).unwrap();
    let mut after = before.clone();
    let app = after.app.as_mut().unwrap();
    app.name = "Lectures".to_owned();
    app.features = vec!["More".to_owned()];
    app.credential = secret(Timestamp(2_000_000));

    let lines = what(&gone_on(&before, &after, NOW));

    let secret = Happened::NewCredential { credential: CredentialKind::Secret };
    assert_eq!(lines, [Happened::Made, Happened::Renamed, Happened::Changed, secret]);
}
