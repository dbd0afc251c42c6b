//! M2: turning on and off, changing, a new credential, reminders, removing.

use super::*;
use crate::desk::PlaceName;
use crate::journey::effect::News;
use crate::view::keeping::{ConnectionStatus, DraftAt};
use crate::view::own_app::{HandOverLabel, HandOverValue, StepBody};

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

    let looks = Effect::ListGrants { connection: walk.id() };
    assert_eq!(walk.ask(Intent::TurnOn), [save[0].clone(), looks], "what is on is checked");
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
        pending: true,
        hint: "zz9".to_owned(),
        days: Some(365),
        kept: Kept::UntilClosed,
        problem: None,
    };
    let before = walk.connection().clone();
    let effects = walk.hear(event);
    assert!(matches!(effects.as_slice(), [Effect::ProveApp { app, .. }] if app.pending), "{effects:?}");
    let effects = walk.answer(all_good(&KALTURA));
    assert!(matches!(effects.as_slice(), [Effect::AdoptCredential { .. }]), "{effects:?}");
    assert_eq!(*walk.connection(), before, "until the new one is in its place");
    let (setup, kept) = (walk.id(), Kept::UntilClosed);
    let credential = walk.setup().credential.clone().unwrap();
    let effects = walk.hear(Event::CredentialAdopted { setup, credential, kept });

    assert!(effects.contains(&Effect::SaveConnection { connection: walk.id() }), "{effects:?}");
    assert_eq!(walk.step(), SetupStep::HandOver);
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
    walk.ask(Intent::GoToStep { step: SetupStep::GetReady });
    walk.journey = Journey::SettingUp {
        setup: Box::new(walk.setup().clone()),
        at: AtStep { filling: false, ..AtStep::new(SetupStep::CheckAnswers) },
    };
    walk.ask(Intent::FinishSetup);
    assert_eq!(walk.step(), SetupStep::MakeCredential, "what was not tested takes nobody's place");
}

#[test]
fn a_change_that_is_left_leaves_the_working_secret_and_forgets_the_other() {
    let mut walk = Walk::finished();
    let before = walk.connection().clone();
    walk.ask(Intent::UpdateCredential);
    walk.now = NOW.plus_s(600);
    walk.secret().answer(refused_with(7_000_215));

    let effects = walk.ask(Intent::Back);

    assert_eq!(effects, [Effect::ForgetCredential { setup: walk.id().slot(true) }]);
    assert_eq!(*walk.connection(), before);
}

#[test]
fn a_new_secret_that_cannot_take_its_place_changes_nothing() {
    let mut walk = Walk::finished();
    let before = walk.connection().clone();
    walk.now = NOW.plus_s(600);
    walk.ask(Intent::UpdateCredential);
    walk.secret().answer(all_good(&KALTURA));
    assert_eq!(walk.ask(Intent::Back), vec![], "it is being put in its place");
    assert_eq!(walk.at().running, Some(Running::Adoption));

    walk.hear(Event::CredentialNotAdopted { setup: walk.id(), problem: Problem::KeychainMute });

    assert_eq!((walk.step(), walk.at().running), (SetupStep::MakeCredential, None));
    assert_eq!((walk.connection(), &walk.desk.notice), (&before, &Some(Problem::KeychainMute)));
}

#[test]
fn one_certificate_is_made_at_a_time() {
    let mut walk = Walk::of("teams-devices");
    walk.done().done().ids(APP, TENANT, (true, false)).done().done();
    assert!(matches!(walk.ask(Intent::MakeCertificate).as_slice(), [Effect::MakeCertificate { .. }]));
    assert_eq!(walk.ask(Intent::MakeCertificate), vec![]);

    walk.hear(Event::CertificateNotMade { setup: walk.id(), problem: Problem::ClockWrong });

    assert!(matches!(walk.ask(Intent::MakeCertificate).as_slice(), [Effect::MakeCertificate { .. }]));
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
    walk.adopted();
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
fn a_copied_secret_is_told_until_the_connection_is_opened_again_or_has_another() {
    let told = |walk: &Walk| {
        let Screen::Connection { details } = show(&walk.journey, &walk.desk).screen else { panic!() };
        details.secret_copied
    };
    let mut walk = Walk::finished();
    walk.hear(Event::SecretCopied { connection: walk.id() });
    assert!(told(&walk));

    walk.ask(Intent::CopySecret);
    assert!(!told(&walk), "the second copy is told like the first, once it is there");
    walk.hear(Event::SecretCopied { connection: walk.id() });
    assert!(told(&walk));

    walk.ask(Intent::Back);
    walk.ask(Intent::OpenConnection { connection: walk.id() });
    assert!(!told(&walk));

    walk.hear(Event::SecretCopied { connection: walk.id() });
    walk.ask(Intent::UpdateCredential);
    walk.now = NOW.plus_s(60);
    walk.secret().answer(all_good(&KALTURA));
    walk.adopted();
    assert_eq!((walk.step(), &walk.desk.copied), (SetupStep::HandOver, &None));
}

#[test]
fn nothing_leads_back_while_a_secret_takes_the_place_of_another() {
    let mut walk = Walk::finished();
    walk.ask(Intent::UpdateCredential);
    assert!(show(&walk.journey, &walk.desk).can_go_back);

    walk.secret().answer(all_good(&KALTURA));

    assert_eq!(walk.at().running, Some(Running::Adoption));
    let view = show(&walk.journey, &walk.desk);
    let Screen::OwnApp { card } = view.screen else { panic!() };
    assert_eq!((view.can_go_back, card.working), (false, true));
    walk.adopted();
    assert!(show(&walk.journey, &walk.desk).can_go_back);
}

#[test]
fn a_change_can_go_to_the_step_that_is_in_its_way() {
    let mut walk = Walk::finished();
    walk.ask(Intent::EditConnection);
    walk.ask(Intent::GoToStep { step: SetupStep::RegisterApp });
    assert_eq!(walk.step(), SetupStep::CheckAnswers, "another app is another connection");
    walk.ask(Intent::CheckNow);
    walk.answer(refused_with(7_000_112));
    walk.ask(Intent::GoToStep { step: SetupStep::CheckAnswers });

    walk.ask(Intent::GoToStep { step: SetupStep::RegisterApp });

    assert_eq!((walk.step(), walk.obstacle()), (SetupStep::RegisterApp, Some(Obstacle::AppDisabled)));
}

#[test]
fn what_nobody_could_look_at_is_said_once() {
    let mut walk = Walk::at_credential();
    walk.secret().answer(AppAnswer::CouldNotAsk { problem: Problem::Offline });
    let view = show(&walk.journey, &walk.desk);
    let Screen::OwnApp { card } = view.screen else { panic!() };
    let offline = Some(Obstacle::CouldNotCheck { problem: Problem::Offline });
    assert_eq!((view.notice, card.obstacle), (None, offline));

    let mut walk = Walk::finished();
    walk.ask(Intent::CheckAgain);
    walk.answer(AppAnswer::CouldNotAsk { problem: Problem::Offline });
    let Screen::Connection { details } = show(&walk.journey, &walk.desk).screen else { panic!() };
    assert_eq!(details.problem, None);
    assert!(matches!(
        details.row.status,
        ConnectionStatus::Disabled { obstacle: Some(Obstacle::CouldNotCheck { .. }) }
    ));
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
    let mut walk = Walk::at_policy();
    walk.journey = Journey::Start;

    let effects = walk.ask(Intent::ForgetPlace);

    assert_eq!(effects, vec![Effect::ForgetCredential { setup: walk.id() }]);
    assert_eq!((walk.desk.saved, walk.desk.drafts), (None, vec![]));
}

#[test]
fn another_product_takes_no_draft_away() {
    let mut walk = Walk::at_policy();
    let draft = walk.desk.drafts[0].clone();
    walk.ask(Intent::Later);
    walk.ask(Intent::StartAsAdmin);
    walk.ask(Intent::ChooseProduct { profile: profile("teams-devices") });
    walk.done();
    assert_eq!(walk.step(), SetupStep::RegisterApp);
    walk.ask(Intent::Later);
    assert_eq!(walk.desk.drafts.len(), 2);

    walk.ask(Intent::StartAsAdmin);
    let effects = walk.ask(Intent::ChooseProduct { profile: profile("kaltura") });

    assert_eq!((effects, walk.step()), (vec![Effect::TryKeychain], SetupStep::TeamsPolicy));
    assert_eq!(*walk.setup(), draft.setup);
}

#[test]
fn a_product_that_was_only_looked_at_leaves_no_draft() {
    let mut walk = Walk::of("kaltura");
    walk.ask(Intent::Back);
    walk.ask(Intent::ChooseProduct { profile: profile("teams-devices") });

    let products: Vec<_> = walk.desk.drafts.iter().map(|draft| draft.setup.profile.clone()).collect();
    assert_eq!(products, [profile("teams-devices")]);
}

#[test]
fn what_is_not_finished_is_listed_and_can_be_gone_on_with() {
    let mut walk = Walk::at_policy();
    let kaltura = walk.setup().clone();
    walk.ask(Intent::Later);
    walk.ask(Intent::StartAsAdmin);
    walk.ask(Intent::ChooseProduct { profile: profile("teams-devices") });
    walk.done();
    walk.ask(Intent::Later);

    let Screen::Start { connections: 0, drafts: 1, resume: Some(_) } = show(&walk.journey, &walk.desk).screen
    else {
        panic!("{:?}", walk.journey)
    };
    walk.ask(Intent::ResumeSetup { setup: kaltura.id.clone() });
    assert_eq!(walk.journey, Journey::Start, "only the list opens one");
    walk.ask(Intent::ShowConnections);
    let Screen::Connections { drafts, .. } = show(&walk.journey, &walk.desk).screen else { panic!() };
    let listed: Vec<_> = drafts.iter().map(|row| (row.product.as_str(), row.at)).collect();
    let at = |step| DraftAt::Step { step };
    assert_eq!(
        listed,
        [("Teams devices", at(SetupStep::RegisterApp)), ("Kaltura", at(SetupStep::TeamsPolicy))]
    );

    walk.ask(Intent::ResumeSetup { setup: kaltura.id.clone() });

    assert_eq!((walk.step(), walk.setup().id.clone()), (SetupStep::TeamsPolicy, kaltura.id));
}

#[test]
fn another_errand_that_ends_leads_back_to_the_draft() {
    let mut walk = Walk::at_policy();
    let draft = walk.journey.place();
    walk.ask(Intent::Later);
    walk.desk.keep_place(Place { name: PlaceName::SigningIn, draft: None, ..draft.clone().unwrap() }, None);

    walk.desk.end_place();

    assert_eq!(walk.desk.saved, draft);
}

#[test]
fn what_teams_needs_a_while_for_is_looked_at_off_the_screen_and_after_a_restart() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.answer(no_policy(1, 1));
    let wait = walk.desk.app_watches[0].wait;
    walk.ask(Intent::Later);

    let looks = walk.hear(Event::LookDue { wait });
    assert!(matches!(looks.as_slice(), [Effect::ProveApp { .. }]), "{looks:?}");
    let (_, again) = Journey::Start.go_on(&mut walk.desk.clone(), NOW);
    assert_eq!(again, looks, "the next start looks as well");

    let effects = walk.answer(all_good(&KALTURA));
    let told = Effect::Notify { news: News::LetIn, profile: profile("kaltura") };
    assert_eq!(effects, [told]);
    assert!(matches!(&walk.desk.drafts[0].setup.answer, Some((AppAnswer::SignedIn { .. }, _))));
}

#[test]
fn time_alone_makes_no_verdict_harder() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.answer(no_policy(1, 1));
    let waits = Some(Obstacle::PolicyTooNew { until: NOW.plus_s(30 * 60) });
    assert_eq!(walk.obstacle(), waits);

    walk.now = NOW.plus_s(DAY_S);
    walk.ask(Intent::DismissNotice);
    assert_eq!(walk.obstacle(), waits, "nobody has looked since");

    walk.answer(no_policy(1, 1));
    assert_eq!(walk.obstacle(), Some(Obstacle::PolicyMissing));
}

#[test]
fn a_late_answer_about_another_app_or_secret_says_nothing() {
    let mut walk = Walk::at_credential();
    walk.secret();
    let late = walk.sign_in();
    let answered = |app: &AppSignIn| Event::AppAnswered {
        app: Box::new(app.clone()),
        answer: Box::new(all_good(&KALTURA)),
    };
    walk.now = NOW.plus_s(1);
    walk.secret();

    assert_eq!(walk.hear(answered(&late)), vec![]);
    assert_eq!((walk.step(), walk.at().running), (SetupStep::MakeCredential, Some(Running::Proof)));
    assert_eq!(walk.setup().answer, None);

    let other = "9c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60";
    let newest = walk.sign_in();
    walk.ask(Intent::GoToStep { step: SetupStep::PasteIds });
    walk.ask(Intent::GiveIds { client_id: other.to_owned(), tenant: TENANT.to_owned() });
    assert_eq!(walk.hear(answered(&newest)), vec![]);
    assert_eq!((walk.step(), walk.at().running), (SetupStep::PasteIds, Some(Running::IdLookUp)));
}

#[test]
fn a_late_look_up_of_other_ids_empties_nothing() {
    let mut walk = Walk::of("kaltura");
    walk.done().done();
    let wrong = "9c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f61";
    walk.ask(Intent::GiveIds { client_id: APP.to_owned(), tenant: wrong.to_owned() });
    walk.ask(Intent::GiveIds { client_id: APP.to_owned(), tenant: TENANT.to_owned() });

    let late = (ClientId::parse(APP).unwrap(), TenantId::parse(wrong).unwrap());
    walk.hear(Event::IdsChecked {
        setup: walk.id(),
        ids: late.clone(),
        tenant_exists: false,
        client_is_tenant: false,
    });
    walk.hear(Event::IdsNotChecked { setup: walk.id(), ids: late, problem: Problem::Offline });
    assert_eq!((walk.step(), walk.at().running), (SetupStep::PasteIds, Some(Running::IdLookUp)));

    let ids = walk.ids_at_hand();
    walk.hear(Event::IdsChecked { setup: walk.id(), ids, tenant_exists: true, client_is_tenant: false });
    assert_eq!(walk.step(), SetupStep::AddPermissions);
}

#[test]
fn a_credential_that_nobody_tested_has_no_tick() {
    let mut walk = Walk::at_form();
    assert_eq!(walk.setup().done.get(&SetupStep::MakeCredential), Some(&StepKnown::Checked));
    walk.ask(Intent::GoToStep { step: SetupStep::MakeCredential });

    walk.secret().answer(AppAnswer::CouldNotAsk { problem: Problem::Offline });

    assert_eq!(walk.setup().done.get(&SetupStep::MakeCredential), None);
}

#[test]
fn what_is_new_is_handed_to_the_maker_again() {
    let mut walk = Walk::finished();
    walk.now = NOW.plus_s(DAY_S);
    walk.ask(Intent::UpdateCredential);
    walk.secret().answer(all_good(&KALTURA));
    walk.adopted();

    assert_eq!(handed(&walk), ["Application (client) Secret"]);
    walk.ask(Intent::HandedOver);
    assert!(matches!(walk.journey, Journey::ReadingConnection { .. }), "{:?}", walk.journey);

    walk.now = NOW.plus_s(2 * DAY_S);
    walk.ask(Intent::EditConnection);
    walk.fill("users", "Co-publishers").done();
    walk.ask(Intent::FinishSetup);
    assert_eq!(handed(&walk), ["Users"]);
}

fn handed(walk: &Walk) -> Vec<String> {
    let Screen::OwnApp { card } = show(&walk.journey, &walk.desk).screen else {
        panic!("{:?}", walk.journey)
    };
    let StepBody::HandOver { values, .. } = card.body else { panic!("{:?}", card.body) };
    let label = |value: &HandOverValue| match &value.label {
        HandOverLabel::Theirs { label } => label.clone(),
        known @ (HandOverLabel::TenantId | HandOverLabel::ClientId | HandOverLabel::Secret) => {
            format!("{known:?}")
        }
    };
    values.iter().map(label).collect()
}

#[test]
fn a_product_without_a_form_is_changed_from_its_first_step() {
    let mut walk = Walk::of("teams-devices");
    walk.done().done().ids(APP, TENANT, (true, false)).done().done();
    walk.ask(Intent::UseCredential { credential: CredentialKind::Secret });
    walk.secret();
    let values = walk.sign_in().permissions;
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    walk.answer(all_good(&values));
    walk.ask(Intent::FinishSetup);
    walk.ask(Intent::HandedOver);
    walk.ask(Intent::Back);

    walk.ask(Intent::EditConnection);
    assert_eq!(walk.step(), SetupStep::GetReady);
    let feature = walk.desk.profile(&profile("teams-devices")).unwrap().app_features()[0].clone();
    walk.ask(Intent::ChooseFeature { feature, chosen: true });
    let effects = walk.ask(Intent::StepDone);

    assert_eq!(asked_for(&effects).len(), values.len() + 2, "{effects:?}");
}

#[test]
fn it_is_turned_on_from_its_checklist_too() {
    let mut walk = Walk::finished();
    walk.ask(Intent::SeePermissions);
    let off = |walk: &Walk| {
        let Screen::Checklist { turned_off, .. } = show(&walk.journey, &walk.desk).screen else { panic!() };
        turned_off
    };
    assert!(off(&walk));

    walk.ask(Intent::TurnOn);

    assert!(!off(&walk) && walk.connection().enabled);
}

#[test]
fn what_is_off_says_what_is_in_its_way() {
    let mut walk = Walk::finished();
    walk.ask(Intent::CheckAgain);
    walk.answer(refused_with(7_000_222));

    let Screen::Connection { details } = show(&walk.journey, &walk.desk).screen else { panic!() };

    let ConnectionStatus::Disabled { obstacle } = details.row.status else {
        panic!("{:?}", details.row.status)
    };
    assert!(matches!(obstacle, Some(Obstacle::SecretEnded { .. })), "{obstacle:?}");
}

#[test]
fn a_new_secret_that_takes_its_place_under_a_pasted_error_is_written_down() {
    let mut walk = Walk::finished();
    walk.now = NOW.plus_s(600);
    walk.ask(Intent::UpdateCredential);
    walk.secret().answer(all_good(&KALTURA));
    let credential = walk.setup().credential.clone().unwrap();
    walk.ask(Intent::OpenPasteError);

    let (setup, kept) = (walk.id(), Kept::Keychain);
    let effects = walk.hear(Event::CredentialAdopted { setup, credential: credential.clone(), kept });

    let save = Effect::SaveConnection { connection: walk.id() };
    let replaced = Effect::ForgetReplaced { setup: walk.id(), credential: CredentialKind::Secret };
    let look = Effect::ListGrants { connection: walk.id() };
    assert_eq!(effects, [save, look, replaced], "what is forgotten is forgotten after the record");
    assert_eq!(walk.connection().app.as_ref().unwrap().credential, credential);
    assert!(matches!(walk.journey, Journey::PastingError { .. }), "{:?}", walk.journey);
    walk.ask(Intent::Back);
    assert_eq!((walk.step(), walk.at().running), (SetupStep::HandOver, None), "the maker gets the new one");
}

#[rstest]
#[case::try_again(90_033, SetupStep::MakeCredential)]
#[case::ask_an_admin(7_000_215, SetupStep::MakeCredential)]
fn an_answer_that_is_pasted_over_a_step_leads_back_to_it(#[case] code: u32, #[case] step: SetupStep) {
    let mut walk = Walk::at_credential();
    let before = walk.desk.drafts.clone();
    walk.ask(Intent::OpenPasteError);
    walk.ask(Intent::FindAnswer { text: format!("AADSTS{code}: it did not work.") });
    assert!(matches!(walk.journey, Journey::ReadingAnswer { .. }), "{:?}", walk.journey);

    walk.ask(Intent::TakeFix);

    if let Journey::WritingToAdmin { .. } = walk.journey {
        walk.ask(Intent::Back);
    }
    assert_eq!((walk.step(), &walk.desk.drafts), (step, &before));
    walk.ask(Intent::OpenPasteError);
    walk.ask(Intent::TryAgain);
    assert_eq!((walk.step(), &walk.desk.drafts), (step, &before));
}

#[test]
fn a_new_secret_that_is_given_up_leaves_the_wait_for_teams_as_it_was() {
    let mut walk = Walk::finished();
    walk.ask(Intent::CheckAgain);
    walk.answer(no_policy(1, 1));
    assert!(matches!(walk.desk.obstacle(walk.connection()), Some(Obstacle::PolicyTooNew { .. })));
    walk.now = NOW.plus_s(60);
    walk.ask(Intent::UpdateCredential);
    walk.secret();
    walk.now = NOW.plus_s(600);
    walk.answer(refused_with(7_000_215));

    let effects = walk.ask(Intent::Back);

    let waits = |effect: &Effect| matches!(effect, Effect::LookLater { pace: Pace::Policy, .. });
    assert!(effects.iter().any(waits), "{effects:?}");
    assert!(walk.desk.app_watches.iter().any(|watch| watch.connection == walk.id()));
}

#[test]
fn a_read_that_does_with_less_earns_no_tick_where_the_token_cannot_be_read() {
    let mut walk = Walk::finished();
    let greater = "TeamworkDevice.ReadWrite.All";
    let known = walk.desk.connections.iter_mut().find(|known| known.id.0 == "run-1").unwrap();
    known.profile = Some(profile("teams-devices"));
    let reads = vec![(greater.to_owned(), PermissionRead::Worked)];
    known.app.as_mut().unwrap().note(AppAnswer::SignedIn { roles: None, reads }, NOW);
    walk.ask(Intent::SeePermissions);

    let Screen::Checklist { rows, .. } = show(&walk.journey, &walk.desk).screen else { panic!() };

    let row = rows.iter().find(|row| row.permission.value == greater).unwrap();
    assert_eq!(row.state, crate::grant::GrantState::NotKnown);
}

#[test]
fn nothing_else_is_done_while_a_new_secret_takes_its_place() {
    let mut walk = Walk::finished();
    walk.now = NOW.plus_s(600);
    walk.ask(Intent::UpdateCredential);
    walk.secret().answer(all_good(&KALTURA));
    let before = walk.journey.clone();

    for intent in
        [Intent::GoToStep { step: SetupStep::GetReady }, Intent::Back, Intent::Later, Intent::CheckNow]
    {
        assert_eq!((walk.ask(intent), &walk.journey), (vec![], &before));
    }
    assert_eq!(walk.journey.wants_secret(), None);
}

#[test]
fn a_draft_at_its_end_does_not_outlive_a_change_of_its_connection() {
    let mut walk = Walk::at_form();
    walk.fill("name", "Recordings").done();
    walk.ask(Intent::FinishSetup);
    walk.ask(Intent::Later);
    assert_eq!(walk.desk.drafts.len(), 1);
    walk.ask(Intent::ShowConnections);
    walk.ask(Intent::OpenConnection { connection: walk.id() });

    walk.ask(Intent::UpdateCredential);

    assert_eq!((walk.desk.drafts.len(), &walk.desk.saved), (0, &None));
}

#[test]
fn a_secret_that_comes_after_the_step_was_left_is_in_the_draft() {
    let mut walk = Walk::at_credential();
    let late = |walk: &Walk, pending| Event::SecretTaken {
        setup: walk.id(),
        pending,
        hint: "a8Q".to_owned(),
        days: None,
        kept: Kept::Keychain,
        problem: None,
    };
    walk.ask(Intent::Later);
    assert_eq!(walk.hear(late(&walk, false)), vec![]);
    assert!(walk.desk.drafts[0].setup.credential.is_some());

    let mut walk = Walk::finished();
    let forget = Effect::ForgetCredential { setup: walk.id().slot(true) };
    assert_eq!(walk.hear(late(&walk, true)), [forget], "nobody asks for it any more");
}

#[test]
fn a_look_without_a_network_leaves_the_wait_for_teams_as_it_was() {
    let mut walk = Walk::at_policy();
    walk.done();
    walk.answer(no_policy(1, 1));
    let waits = walk.obstacle();
    let wait = walk.desk.app_watches[0].wait;
    walk.hear(Event::LookDue { wait });

    let effects = walk.answer(AppAnswer::CouldNotAsk { problem: Problem::Offline });

    assert!(matches!(effects.as_slice(), [Effect::LookLater { pace: Pace::Policy, .. }]), "{effects:?}");
    assert_eq!((walk.obstacle(), walk.at().running), (waits, None));
    assert_eq!(walk.desk.notice, Some(Problem::Offline));
}

#[test]
fn a_connection_that_did_not_outlive_the_window_is_made_again_from_its_draft() {
    let mut walk = Walk::at_form();
    walk.fill("name", "Recordings").done();
    walk.ask(Intent::FinishSetup);
    walk.desk.connections.clear();

    walk.ask(Intent::HandedOver);

    assert_eq!((walk.step(), walk.desk.drafts.len()), (SetupStep::CheckAnswers, 1));
}
