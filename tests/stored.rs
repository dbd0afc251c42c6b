//! Connections as an earlier day left them: in the store, with an entry of their own in the keychain.

use rand::distr::{Alphanumeric, SampleString as _};
use secrecy::SecretString;
use url::Url;
use usher_domain::connection::{Connection, Health, Identity, Kept, SignInPlace};
use usher_domain::directory::Directory;
use usher_domain::ids::{ClientId, ConnectionId, ObjectId, ProfileId};
use usher_domain::own_app::{AppOfOurOwn, Credential, PolicyPlan, secret_end};
use usher_domain::profile::{Profile, find};
use usher_domain::time::Timestamp;
use usher_engine::now;
use usher_practice::Practice;
use usher_vault::{OsKeychain, Secret, SecretKey, SecretStore as _, World};

/// As long as a refresh token of Microsoft's.
const TOKEN_SIGNS: usize = 1_200;

/// Number `at` of the ready-made app of `practice`, with what `product` asks for.
///
/// # Panics
/// Where there is no such product, or the organization has no app.
#[must_use]
pub fn of_app(practice: &Practice, product: &str, at: usize) -> Connection {
    let profile = product_of(product);
    let ready = practice.ready_app().expect("the organization has an app");
    let client_id = ClientId::parse(&ready.client_id).expect("the organization gives out ids");
    let made_at = now().plus_s(-24 * 60 * 60);
    let app = AppOfOurOwn {
        name: format!("Archive {at:04}"),
        registration: "Recordings".to_owned(),
        credential: Credential::Secret {
            hint: ready.secret.chars().take(3).collect(),
            made_at,
            ends_at: Some(secret_end(made_at, 180)),
        },
        features: vec![],
        settings: [].into(),
        policy: PolicyPlan::named_after(&profile.name),
        policy_told_at: Some(made_at),
        answer: None,
        refusals: 0,
        written: vec![],
        reminded: None,
    };
    let requested = profile.application_roles(&[]);
    Connection { app: Some(Box::new(app)), requested, ..common(practice, profile, (at, client_id)) }
}

/// Number `at` of the people whose sign-in has run out since.
///
/// # Panics
/// Where there is no such product.
#[must_use]
pub fn of_person(practice: &Practice, product: &str, at: usize) -> Connection {
    let profile = product_of(product);
    let object = ObjectId::parse(&format!("00000000-0000-4000-8000-{at:012}")).expect("it is a GUID");
    let identity =
        Identity { subject: format!("person-{at:04}"), issuer: format!("{}/v2.0", practice.authority()) };
    Connection {
        object: Some(object),
        identity: Some(identity),
        username: format!("person-{at:04}@{}", practice.domain()),
        requested: profile.delegated_scopes(),
        granted: profile.delegated_scopes(),
        ..common(practice, profile, (at, practice.public_client_id()))
    }
}

fn common(practice: &Practice, profile: &Profile, (at, client_id): (usize, ClientId)) -> Connection {
    let authority = Url::parse(practice.authority()).expect("the organization has an address");
    Connection {
        id: ConnectionId(format!("connection-{at:04}")),
        profile: Some(profile.id.clone()),
        place: SignInPlace::Loopback { authority, client_id: client_id.to_string() },
        client_id: Some(client_id),
        tenant: Some(practice.tenant()),
        object: None,
        identity: None,
        username: String::new(),
        organization: Some(practice.domain().to_owned()),
        requested: vec![],
        granted: vec![],
        checked_at: None,
        health: Health::NotChecked,
        created_at: Timestamp(i64::try_from(at).unwrap_or(i64::MAX)),
        kept: Kept::Keychain,
        directory: Directory::default(),
        app: None,
        enabled: true,
        updated_at: None,
        timeline: vec![],
    }
}

/// Puts what `connection` signs in with in the keychain: the app's own secret, or a token that has run out.
///
/// # Panics
/// When the keychain does not take it.
pub async fn keep(connection: &Connection, practice: &Practice, keychain: &OsKeychain) {
    let id = &connection.id.0;
    let (key, text) = match &connection.app {
        Some(_) => {
            (SecretKey::client_secret(id, World::Real), practice.ready_app().map(|ready| ready.secret))
        }
        None => {
            let token = Alphanumeric.sample_string(&mut rand::rng(), TOKEN_SIGNS);
            (SecretKey::refresh_token(id, World::Real), Some(token))
        }
    };
    let secret = Secret::from(SecretString::from(text.unwrap_or_default()));
    keychain.store(&key, &secret).await.expect("the keychain takes an entry");
}

fn product_of(id: &str) -> &'static Profile {
    find(&ProfileId(id.to_owned())).expect("it comes with Usher")
}
