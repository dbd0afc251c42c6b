use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rstest::rstest;
use secrecy::SecretString;
use usher_domain::connection::Kept;
use usher_domain::ids::{ConnectionId, ProfileId};
use usher_domain::own_app::{CredentialKind, Made, Setup, Write, Written, next_write};
use usher_domain::profile::{Profile, find};
use usher_domain::time::Timestamp;
use usher_domain::view::own_app::BuildStop;
use usher_entra::{NewRegistration, PublicCertificate, Registration};
use usher_practice::When;
use usher_practice::settings::{ReadyApp, ReadyGrant, Settings};
use usher_vault::{Secret, SelfSigned};

use super::{Writing, take_back};
use crate::app::certificate::PublicPart;
use crate::app::session::AdminSession;
use crate::app::support::{SETUP, Stage};

const TO_WRITE: [&str; 2] = ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"];

/// An admin, and the setup of a meetings archive.
struct Errand {
    stage: Stage,
    session: Arc<AdminSession>,
    setup: Setup,
    profile: Arc<Profile>,
}

impl Errand {
    async fn start(credential: CredentialKind) -> Self {
        Self::at(credential, ReadyApp::default(), Settings::default()).await
    }

    async fn at(credential: CredentialKind, ready_app: ReadyApp, settings: Settings) -> Self {
        let stage = Stage::start(&TO_WRITE, ready_app, settings).await;
        let session = Arc::new(AdminSession::new(stage.entra.clone(), stage.token().await));
        let profile = find(&ProfileId("kaltura".to_owned())).unwrap().clone();
        let mut setup = Setup::new(ConnectionId(SETUP.to_owned()), &profile, Timestamp(0));
        setup.tenant = Some(stage.practice.tenant());
        setup.credential_kind = credential;
        Self { stage, session, setup, profile: Arc::new(profile) }
    }

    /// Makes `write` true, as a run that may not be the first.
    async fn ensure(&self, write: &Write) -> Result<(Made, Kept), BuildStop> {
        let writing = Writing {
            session: Arc::clone(&self.session),
            ground: self.stage.ground.clone(),
            setup: Box::new(self.setup.clone()),
            profile: Arc::clone(&self.profile),
            settle_first: Duration::from_millis(1),
            may_be_there: true,
        };
        writing.ensure(write).await.map(|done| (done.made, done.kept))
    }

    fn put_on_receipt(&mut self, write: Write, made: Made) {
        if let Made::App { client_id, .. } = &made {
            self.setup.client_id = Some(client_id.clone());
        }
        self.setup.written.push(Written { write, made, at: Timestamp(0) });
    }

    /// Writes on until nothing is left, or it stops; tells how much it wrote.
    async fn write_on(&mut self) -> Result<usize, BuildStop> {
        while let Some(write) = next_write(&self.setup, &self.profile) {
            let (made, _) = self.ensure(&write).await?;
            self.put_on_receipt(write, made);
        }
        Ok(self.setup.written.len())
    }

    /// Apps, instances, secrets, certificates and grants, without those of the ready-made app.
    fn counts(&self) -> [usize; 5] {
        let all = self.stage.practice.counts();
        [
            all.applications - 1,
            all.principals - 1,
            all.secrets - 1,
            all.certificates,
            all.assignments - TO_WRITE.len(),
        ]
    }

    fn writes(&self) -> u32 {
        self.stage.practice.counts().writes
    }

    async fn registered(&self) -> Registration {
        let AdminSession { entra, access, .. } = &*self.session;
        let found = entra.find_registrations(access, &format!("usher:{SETUP}")).await.unwrap();
        found.into_iter().next().expect("the app is there")
    }

    async fn kept_secret(&self) -> Secret {
        let key = self.stage.ground.client_secret(&self.setup.id);
        self.stage.ground.secrets.load(&key).await.unwrap().expect("a secret is kept")
    }
}

#[rstest]
#[case::with_a_secret(CredentialKind::Secret, [1, 1, 1, 0, 4])]
#[case::with_a_certificate(CredentialKind::Certificate, [1, 1, 0, 1, 4])]
#[tokio::test]
async fn everything_is_written_once(#[case] credential: CredentialKind, #[case] expected: [usize; 5]) {
    let mut errand = Errand::start(credential).await;

    let lines = errand.write_on().await.unwrap();

    assert_eq!(errand.counts(), expected);
    assert_eq!(errand.writes() as usize, lines);
}

#[rstest]
#[case::with_a_secret(CredentialKind::Secret)]
#[case::with_a_certificate(CredentialKind::Certificate)]
#[tokio::test]
async fn what_is_there_is_found_and_not_written_again(#[case] credential: CredentialKind) {
    let mut errand = Errand::start(credential).await;
    errand.write_on().await.unwrap();
    let (written, counts, writes) = (errand.setup.written.clone(), errand.counts(), errand.writes());

    for line in &written {
        let (made, kept) = errand.ensure(&line.write).await.unwrap();

        let without_moment = |made: &Made| match made {
            // Graph keeps the end to the second.
            Made::Secret { hint, .. } => Made::Secret { hint: hint.clone(), ends_at: Timestamp(0) },
            Made::App { .. } | Made::Principal { .. } | Made::Grant { .. } | Made::Certificate { .. } => {
                made.clone()
            }
        };
        assert_eq!(without_moment(&made), without_moment(&line.made));
        assert_eq!(kept, Kept::Keychain);
    }

    assert_eq!((errand.counts(), errand.writes()), (counts, writes));
}

#[rstest]
#[tokio::test]
async fn a_wire_that_is_cut_at_any_write_makes_nothing_twice(
    #[values(CredentialKind::Secret, CredentialKind::Certificate)] credential: CredentialKind,
    #[values(When::Before, When::After)] when: When,
    #[values(1, 2, 3, 4, 5, 6, 7)] nth: u32,
) {
    let mut errand = Errand::start(credential).await;
    errand.stage.practice.drop_connection_at_write(nth, when);

    let cut = errand.write_on().await;
    let done_before = errand.setup.written.len();
    let resumed = errand.write_on().await;

    assert!(matches!(cut, Err(BuildStop::Problem { .. })), "{cut:?}");
    assert_eq!(done_before + 1, nth as usize);
    assert_eq!(resumed, Ok(7));
    let [applications, principals, secrets, certificates, assignments] = errand.counts();
    assert_eq!((applications, principals, secrets + certificates, assignments), (1, 1, 1, 4));
}

#[tokio::test]
async fn an_app_that_no_search_shows_yet_is_waited_for_and_not_made_twice() {
    let settings = Settings { search_delay_s: 60, ..Settings::default() };
    let mut errand = Errand::at(CredentialKind::Secret, ReadyApp::default(), settings).await;
    let practice = &errand.stage.practice;
    practice.drop_connection_at_write(1, When::After);
    errand.ensure(&Write::RegisterApp).await.unwrap_err();
    let searched = practice.counts().searches;

    let shows = async {
        // With the ready-made app and the lost one, a third is one too many.
        while practice.counts().searches < searched + 2 && practice.counts().applications < 3 {
            tokio::task::yield_now().await;
        }
        practice.advance(Duration::from_secs(60));
    };
    let (found, ()) = tokio::join!(errand.ensure(&Write::RegisterApp), shows);

    let (made, _) = found.unwrap();
    assert_eq!(errand.counts()[0], 1);
    assert!(practice.counts().searches > searched + 2, "the second search came too early");
    errand.put_on_receipt(Write::RegisterApp, made);
    assert_eq!(errand.write_on().await, Ok(7));
    assert_eq!(errand.counts(), [1, 1, 1, 0, 4]);
}

#[rstest]
#[tokio::test]
async fn of_two_apps_with_the_mark_the_one_on_the_receipt_is_written_to(
    #[values(CredentialKind::Secret, CredentialKind::Certificate)] credential: CredentialKind,
    #[values(0, 1)] on_receipt: usize,
) {
    let mut errand = Errand::start(credential).await;
    let AdminSession { entra, access, .. } = &*errand.session;
    let new = NewRegistration { name: "Archive".to_owned(), mark: format!("usher:{SETUP}"), roles: vec![] };
    let mut both = [entra.register(access, &new).await.unwrap(), entra.register(access, &new).await.unwrap()];
    both.sort_by(|one, other| one.object.cmp(&other.object));
    let app = both[on_receipt].clone();
    let made = Made::App { object: app.object.clone(), client_id: app.client_id };
    errand.put_on_receipt(Write::RegisterApp, made);

    let lines = errand.write_on().await;

    assert_eq!(lines, Ok(7));
    let found = errand.session.entra.find_registrations(&errand.session.access, &new.mark).await.unwrap();
    let written: Vec<_> =
        found.iter().filter(|app| app.passwords.len() + app.keys.len() == 1).map(|app| &app.object).collect();
    assert_eq!(written, [&app.object]);
}

#[tokio::test]
async fn a_secret_whose_value_was_lost_is_replaced() {
    let mut errand = Errand::start(CredentialKind::Secret).await;
    errand.write_on().await.unwrap();
    let lost = errand.kept_secret().await.lend(str::to_owned);
    errand.stage.keep("Another~secret~from~another~time~1234567").await;

    let (made, _) = errand.ensure(&Write::MakeSecret).await.unwrap();

    let Made::Secret { hint, .. } = made else { panic!("{made:?}") };
    let now = errand.kept_secret().await.lend(str::to_owned);
    assert!(now != lost && now.starts_with(&hint));
    assert_eq!(errand.counts()[2], 1);
}

#[tokio::test]
async fn the_secret_shows_neither_in_what_is_told_nor_in_a_file() {
    let mut errand = Errand::start(CredentialKind::Secret).await;

    errand.write_on().await.unwrap();

    let secret = errand.kept_secret().await.lend(str::to_owned);
    let told = format!("{:?} {:?}", errand.setup, errand.session);
    assert!(!told.contains(&secret) && !told.contains(&errand.stage.practice.ready_app().unwrap().secret));
    let place = serde_json::to_string(&errand.setup).unwrap();
    errand.stage.ground.with_store(|store| store.set_unfinished(&place)).unwrap();
    for file in files_below(&errand.stage.folder()) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found, "{}", file.display());
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.iter().any(|file| file.extension().is_some_and(|end| end == "sqlite")));
    files
}

#[tokio::test]
async fn taking_it_back_removes_the_app_and_may_be_done_twice() {
    let mut errand = Errand::start(CredentialKind::Secret).await;
    errand.write_on().await.unwrap();
    let object = errand.setup.registered().unwrap().clone();

    for _ in 0..2 {
        take_back(&errand.session, &object).await.unwrap();
    }

    assert_eq!(errand.counts(), [0; 5]);
}

#[tokio::test]
async fn a_rule_against_secrets_is_told_as_one() {
    let settings = Settings { secrets_forbidden: true, ..Settings::default() };
    let mut errand = Errand::at(CredentialKind::Secret, ReadyApp::default(), settings).await;

    assert_eq!(errand.write_on().await, Err(BuildStop::ForbiddenByRule));
    assert_eq!(errand.setup.written.len(), 6);
}

#[tokio::test]
async fn who_may_not_grant_is_told_so_and_what_was_written_stays() {
    let granted = ReadyGrant::AllBut(vec!["AppRoleAssignment.ReadWrite.All".to_owned()]);
    let ready_app = ReadyApp { granted, ..ReadyApp::default() };
    let mut errand = Errand::at(CredentialKind::Secret, ready_app, Settings::default()).await;

    assert_eq!(errand.write_on().await, Err(BuildStop::NotAllowed));
    assert_eq!(errand.setup.written.len(), 2);
}

#[tokio::test]
async fn a_sign_in_that_ran_out_is_told_as_one() {
    let mut errand = Errand::start(CredentialKind::Secret).await;
    errand.stage.practice.advance(Duration::from_secs(2 * 60 * 60));

    assert_eq!(errand.write_on().await, Err(BuildStop::SignedOut));
}

#[tokio::test]
async fn a_certificate_that_was_made_by_hand_is_used() {
    let mut errand = Errand::start(CredentialKind::Certificate).await;
    let (public, ..) =
        super::super::make_certificate(&errand.stage.ground, &errand.setup.id, "Archive").await.unwrap();

    errand.write_on().await.unwrap();

    let thumbprint = errand.setup.written.iter().find_map(|line| match &line.made {
        Made::Certificate { thumbprint, .. } => Some(thumbprint.clone()),
        Made::App { .. } | Made::Principal { .. } | Made::Grant { .. } | Made::Secret { .. } => None,
    });
    assert_eq!(thumbprint, Some(public.thumbprint));
}

#[tokio::test]
async fn a_certificate_of_somebody_else_outlives_a_run_that_is_resumed() {
    let mut errand = Errand::start(CredentialKind::Certificate).await;
    // The certificate is the last write of seven.
    errand.stage.practice.drop_connection_at_write(7, When::Before);
    errand.write_on().await.unwrap_err();
    let other = SelfSigned::make("Somebody else", SystemTime::now(), 30).unwrap();
    let theirs = PublicPart::of(&other.private_key()).unwrap();
    let object = errand.setup.registered().unwrap().clone();
    let upload = PublicCertificate { der: theirs.der, name: "Somebody else".to_owned() };
    errand.session.entra.set_certificate(&errand.session.access, &object, &upload).await.unwrap();

    errand.write_on().await.unwrap();

    let app = errand.registered().await;
    let names: Vec<_> = app.keys.iter().map(|key| key.name.as_deref().unwrap_or_default()).collect();
    assert_eq!(names, ["Somebody else", "Usher 0123456789abcdef-1"]);
    assert_eq!(app.keys[0].thumbprint, Some(theirs.thumbprint));
}

#[tokio::test]
async fn a_certificate_whose_key_was_lost_is_replaced() {
    let mut errand = Errand::start(CredentialKind::Certificate).await;
    errand.write_on().await.unwrap();
    let lost = errand.registered().await.keys;
    let key = errand.stage.ground.certificate_key(&errand.setup.id);
    errand.stage.ground.secrets.forget(&key).await.unwrap();

    errand.ensure(&Write::AddCertificate).await.unwrap();

    let now = errand.registered().await.keys;
    assert_eq!((lost.len(), now.len()), (1, 1));
    assert_ne!(now[0].thumbprint, lost[0].thumbprint);
}

#[tokio::test]
async fn a_typed_secret_of_the_same_setup_is_no_secret_of_the_app() {
    let mut errand = Errand::start(CredentialKind::Secret).await;
    let typed = "Typed~by~hand~before~all~of~this~1234567";
    errand.stage.keep(typed).await;

    errand.write_on().await.unwrap();

    assert!(errand.kept_secret().await.lend(|kept| kept != typed));
    let secret = Secret::from(SecretString::from(typed));
    assert_eq!(format!("{secret:?}"), "Secret([redacted])");
}
