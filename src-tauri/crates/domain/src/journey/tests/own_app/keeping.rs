//! M2: turning on and off, changing, a new credential, reminders, removing.

use super::*;
use crate::desk::PlaceName;
use crate::journey::effect::News;

fn reminded(effects: &[Effect]) -> Vec<i32> {
    let days = |effect: &Effect| {
        let Effect::Notify { news: News::CredentialEnds { days, .. }, .. } = effect else { return None };
        Some(*days)
    };
    effects.iter().filter_map(days).collect()
}

#[test]
fn a_new_connection_is_off() {
    let walk = Walk::finished();

    assert!(!walk.connection().enabled);
    assert_eq!((walk.connection().created_at, walk.connection().updated_at), (NOW, None));
}

#[test]
fn it_is_turned_on_and_off_and_says_when() {
    let mut walk = Walk::finished();
    walk.now = NOW.plus_s(60);
    let save = [Effect::SaveConnection { connection: walk.id() }];

    assert_eq!(walk.ask(Intent::TurnOn), save);
    assert_eq!((walk.connection().enabled, walk.connection().updated_at), (true, Some(NOW.plus_s(60))));
    assert_eq!(walk.ask(Intent::TurnOff), save);
    assert!(!walk.connection().enabled);
}

#[test]
fn only_what_is_off_can_be_removed() {
    let mut walk = Walk::finished();
    let remove = Intent::RemoveConnection { connection: walk.id() };
    walk.ask(Intent::TurnOn);
    assert_eq!(walk.ask(remove.clone()), vec![]);

    walk.ask(Intent::TurnOff);
    assert_eq!(walk.ask(remove), [Effect::RemoveConnection { connection: walk.id() }]);
    walk.hear(Event::ConnectionRemoved { connection: walk.id() });

    assert_eq!((&walk.journey, walk.desk.connections.len()), (&Journey::ReadingConnections, 0));
}

#[test]
fn a_name_is_changed_and_an_empty_one_is_not_taken() {
    let mut walk = Walk::finished();

    assert_eq!(walk.ask(Intent::RenameConnection { name: "  ".to_owned() }), vec![]);
    walk.ask(Intent::RenameConnection { name: " Lectures ".to_owned() });

    assert_eq!(walk.connection().shown_name(), "Lectures");
}

#[test]
fn a_new_secret_keeps_what_the_connection_is() {
    let mut walk = Walk::finished();
    walk.ask(Intent::TurnOn);
    walk.now = NOW.plus_s(DAY_S);
    walk.ask(Intent::UpdateCredential);
    assert_eq!((walk.step(), walk.journey.place()), (SetupStep::MakeCredential, None));

    let event = Event::SecretTaken {
        setup: walk.id(),
        hint: "zz9".to_owned(),
        days: Some(365),
        kept: Kept::UntilClosed,
        problem: None,
    };
    let effects = walk.hear(event);
    let saved = Effect::SaveConnection { connection: walk.id() };
    assert!(matches!(effects.as_slice(), [Effect::ProveApp { .. }, save] if *save == saved), "{effects:?}");
    let effects = walk.answer(all_good(&KALTURA));

    assert!(effects.contains(&Effect::SaveConnection { connection: walk.id() }), "{effects:?}");
    assert!(matches!(walk.journey, Journey::ReadingConnection { .. }), "{:?}", walk.journey);
    let known = walk.connection();
    assert_eq!((known.created_at, known.enabled, known.kept), (NOW, true, Kept::UntilClosed));
    assert_eq!((known.updated_at, known.shown_name().as_str()), (Some(NOW.plus_s(DAY_S)), "Recordings"));
    let credential = &known.app.as_ref().unwrap().credential;
    assert_eq!(credential.ends_at(), Some(NOW.plus_s(366 * DAY_S)));
    assert_eq!(walk.desk.connections.len(), 1);
}

#[test]
fn a_new_secret_that_is_wrong_stays_on_its_step() {
    let mut walk = Walk::finished();
    walk.ask(Intent::UpdateCredential);
    walk.secret();
    walk.now = NOW.plus_s(600);

    walk.answer(refused_with(7_000_215));

    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::MakeCredential, Some(Obstacle::SecretWrong)));
}

#[test]
fn the_makers_form_can_be_changed_later() {
    let mut walk = Walk::finished();
    walk.ask(Intent::EditConnection);
    walk.fill("users", "Co-viewers").done();

    walk.ask(Intent::FinishSetup);

    let app = walk.connection().app.as_ref().unwrap();
    assert_eq!(app.settings.get("users"), Some(&SettingValue::Text("Co-viewers".to_owned())));
    assert_eq!((walk.connection().created_at, walk.connection().enabled), (NOW, false));
}

#[test]
fn a_change_that_is_not_finished_changes_nothing() {
    let mut walk = Walk::finished();
    let before = walk.connection().clone();
    walk.ask(Intent::EditConnection);
    walk.fill("users", "Co-viewers");

    walk.ask(Intent::Back);

    assert!(matches!(walk.journey, Journey::ReadingConnection { .. }), "{:?}", walk.journey);
    assert_eq!(*walk.connection(), before);
}

#[test]
fn a_connection_that_exists_keeps_its_app_and_is_not_written_anew() {
    let mut walk = Walk::finished();
    walk.ask(Intent::EditConnection);
    walk.ask(Intent::GoToStep { step: SetupStep::PasteIds });
    assert_eq!(walk.step(), SetupStep::CheckAnswers);

    walk.ask(Intent::GoToStep { step: SetupStep::GetReady });
    walk.ask(Intent::DoItForMe);
    walk.ask(Intent::SignInToWrite);

    assert!(matches!(walk.journey, Journey::SettingUp { .. }), "{:?}", walk.journey);
}

#[test]
fn reminders_come_at_thirty_seven_and_no_days_once_each() {
    let mut walk = Walk::finished();
    walk.ask(Intent::TurnOn);
    let mut told = vec![];
    for day in 0..190 {
        walk.now = NOW.plus_s(day * DAY_S);
        let effects = walk.hear(Event::ReminderDue);
        assert_eq!(effects.last(), Some(&Effect::RemindLater));
        let days = reminded(&effects);
        assert_eq!(effects.contains(&Effect::SaveConnection { connection: walk.id() }), !days.is_empty());
        told.extend(days);
    }

    assert_eq!(told, [30, 7, 0]);
}

#[test]
fn a_machine_that_was_off_for_long_is_reminded_once() {
    let mut walk = Walk::finished();
    walk.ask(Intent::TurnOn);
    walk.now = NOW.plus_s(177 * DAY_S);
    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), [3]);
    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), Vec::<i32>::new());

    walk.now = NOW.plus_s(300 * DAY_S);

    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), [-120]);
}

#[test]
fn what_is_off_is_not_reminded_of() {
    let mut walk = Walk::finished();
    walk.now = NOW.plus_s(179 * DAY_S);

    assert_eq!(walk.hear(Event::ReminderDue), [Effect::RemindLater]);
}

#[test]
fn a_new_secret_is_reminded_of_anew() {
    let mut walk = Walk::finished();
    walk.ask(Intent::TurnOn);
    walk.now = NOW.plus_s(150 * DAY_S);
    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), [30]);
    walk.ask(Intent::UpdateCredential);
    walk.secret().answer(all_good(&KALTURA));
    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), Vec::<i32>::new());

    walk.now = NOW.plus_s(300 * DAY_S);

    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), [30]);
}

#[test]
fn a_change_of_the_form_does_not_remind_again() {
    let mut walk = Walk::finished();
    walk.ask(Intent::TurnOn);
    walk.now = NOW.plus_s(150 * DAY_S);
    walk.hear(Event::ReminderDue);
    walk.ask(Intent::EditConnection);
    walk.fill("users", "Co-viewers").done();
    walk.ask(Intent::FinishSetup);

    assert_eq!(reminded(&walk.hear(Event::ReminderDue)), Vec::<i32>::new());
}

#[test]
fn the_secret_of_an_app_can_be_copied_and_no_persons_sign_in() {
    let mut walk = Walk::finished();
    let copy = Effect::CopySecret { connection: walk.id(), kept: Kept::Keychain };
    assert_eq!(walk.ask(Intent::CopySecret), [copy]);

    walk.desk.put(super::connection(&["User.Read"], &["User.Read"]));
    walk.journey = Journey::reading_connection(ConnectionId("c1".to_owned()));

    assert_eq!(walk.ask(Intent::CopySecret), vec![]);
}

#[test]
fn a_look_at_a_connection_tells_what_is_in_its_way() {
    let mut walk = Walk::finished();
    walk.ask(Intent::TurnOn);
    let effects = walk.ask(Intent::CheckAgain);
    assert_eq!(effects, [Effect::ListGrants { connection: walk.id() }]);

    walk.answer(refused_with(7_000_222));

    assert_eq!(walk.connection().health, Health::Blocked);
    assert!(matches!(walk.desk.obstacle(walk.connection()), Some(Obstacle::SecretEnded { .. })));
    assert_eq!(walk.connection().granted.len(), 4, "what was granted is not forgotten");
    walk.ask(Intent::SeePermissions);
    walk.ask(Intent::FixMissing);
    assert_eq!(walk.step(), SetupStep::MakeCredential);
}

#[test]
fn a_draft_that_is_given_up_leaves_no_secret_behind() {
    let walk = Walk::at_policy();
    let mut desk = walk.desk.clone();
    let draft = walk.journey.place().unwrap();
    let id = draft.own_app.as_ref().unwrap().setup.id.clone();
    assert_eq!(desk.keep_place(draft.clone()), None);
    assert_eq!(desk.keep_place(draft.clone()), None, "the same draft goes on");

    let other = Place { own_app: None, name: PlaceName::SigningIn, ..draft.clone() };
    assert_eq!(desk.keep_place(other), Some(Effect::ForgetCredential { setup: id.clone() }));

    desk.keep_place(draft);
    let (_, effects) = Journey::Start.ask(Intent::ForgetPlace, &mut desk, NOW);
    assert_eq!(effects, vec![Effect::ForgetCredential { setup: id }]);
    assert_eq!(desk.saved, None);
}
