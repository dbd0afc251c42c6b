//! Client credentials with a certificate: an assertion in place of a secret.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use usher_practice::{Practice, Settings};

use super::{KeyPair, app_token, call, code_of, get, ready, usher_token};
use crate::support::{TokenAnswer, practice};

const GRACE: &str = "grace@brightwater.example";

/// What an assertion says; the rest is as Microsoft describes it.
struct Said {
    alg: Algorithm,
    audience: String,
    jti: &'static str,
    lasts_s: i64,
}

impl Said {
    fn right(practice: &Practice) -> Self {
        let audience = format!("{}/oauth2/v2.0/token", practice.authority());
        Self { alg: Algorithm::PS256, audience, jti: "one", lasts_s: 300 }
    }
}

fn assertion(practice: &Practice, pair: &KeyPair, said: &Said) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().cast_signed();
    let id = practice.ready_app().unwrap().client_id;
    let mut header = Header::new(said.alg);
    header.x5t_s256 = Some(URL_SAFE_NO_PAD.encode(Sha256::digest(&pair.der)));
    let claims = json!({"aud": said.audience, "iss": id, "sub": id, "jti": said.jti, "nbf": now,
        "exp": now + said.lasts_s});
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_rsa_pem(pair.pem.as_bytes()).unwrap()).unwrap()
}

async fn sign_in(practice: &Practice, assertion: &str) -> TokenAnswer {
    let changes = [
        ("client_secret", ""),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ];
    app_token(practice, &changes).await
}

/// The ready-made app with this certificate, put there through Graph.
async fn with_certificate(settings: Settings, pair: &KeyPair) -> Practice {
    let practice = practice(settings).await;
    let admin = usher_token(&practice, GRACE).await;
    let path = format!("v1.0/applications/{}", practice.ready_app().unwrap().object_id);
    let key = json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": pair.base64(), "displayName": "Usher"});
    let (status, said) =
        call(&practice, "PATCH", &path, &admin, Some(json!({"keyCredentials": [key]}))).await;
    assert_eq!(status, 204, "{said}");
    practice
}

#[rstest]
#[case(Algorithm::PS256)]
#[case(Algorithm::RS256)]
#[tokio::test]
async fn an_assertion_signs_in_once(#[case] alg: Algorithm) {
    let pair = KeyPair::new();
    let practice = with_certificate(ready(), &pair).await;
    let assertion = assertion(&practice, &pair, &Said { alg, ..Said::right(&practice) });

    let first = sign_in(&practice, &assertion).await;
    let again = sign_in(&practice, &assertion).await;

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(code_of(&again), (401, 50_027));
}

#[tokio::test]
async fn an_assertion_is_for_this_token_endpoint_and_for_now() {
    let pair = KeyPair::new();
    let practice = with_certificate(ready(), &pair).await;
    let right = || Said::right(&practice);
    let elsewhere =
        Said { audience: "https://login.microsoftonline.com/x/oauth2/v2.0/token".to_owned(), ..right() };
    let over = Said { lasts_s: -1, ..right() };

    let wrong_audience = sign_in(&practice, &assertion(&practice, &pair, &elsewhere)).await;
    let too_late = sign_in(&practice, &assertion(&practice, &pair, &over)).await;
    let unreadable = sign_in(&practice, "x.y.z").await;

    assert_eq!(code_of(&wrong_audience), (401, 50_027));
    assert_eq!(code_of(&too_late), (401, 700_024));
    assert_eq!(code_of(&unreadable), (401, 50_027));
}

#[tokio::test]
async fn another_certificate_is_not_known() {
    let practice = with_certificate(ready(), &KeyPair::new()).await;

    let answer = sign_in(&practice, &assertion(&practice, &KeyPair::new(), &Said::right(&practice))).await;

    assert_eq!(code_of(&answer), (401, 700_027));
    assert!(answer.body["error_description"].as_str().unwrap().contains("The key was not found."));
}

#[tokio::test]
async fn a_certificate_of_someone_elses_key_does_not_sign() {
    let (own, other) = (KeyPair::new(), KeyPair::new());
    let practice = with_certificate(ready(), &own).await;
    let mixed = KeyPair { der: own.der.clone(), pem: other.pem };

    let answer = sign_in(&practice, &assertion(&practice, &mixed, &Said::right(&practice))).await;

    assert_eq!(code_of(&answer), (401, 700_027));
}

#[tokio::test]
async fn a_new_certificate_is_refused_until_it_is_known_everywhere() {
    let pair = KeyPair::new();
    let practice = with_certificate(Settings { secret_delay_s: 20, ..ready() }, &pair).await;
    let right = || Said::right(&practice);

    let early = sign_in(&practice, &assertion(&practice, &pair, &right())).await;
    practice.advance(Duration::from_secs(20));
    let later = sign_in(&practice, &assertion(&practice, &pair, &right())).await;

    assert_eq!(code_of(&early), (401, 700_027));
    assert_eq!(later.status, 200, "{}", later.body);
}

#[tokio::test]
async fn a_certificate_is_listed_without_its_key_and_kept_by_its_id() {
    let (first, second) = (KeyPair::new(), KeyPair::new());
    let practice = with_certificate(ready(), &first).await;
    let admin = usher_token(&practice, GRACE).await;
    let path = format!("v1.0/applications/{}", practice.ready_app().unwrap().object_id);
    let (_, app) = get(&practice, &path, &admin).await;
    let known = app["keyCredentials"][0].clone();
    let added = json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": second.base64()});

    let both = json!({"keyCredentials": [known, added]});
    let (kept, _) = call(&practice, "PATCH", &path, &admin, Some(both)).await;
    let count = practice.counts().certificates;
    let (emptied, _) = call(&practice, "PATCH", &path, &admin, Some(json!({"keyCredentials": []}))).await;

    assert_eq!((&known["key"], &known["displayName"]), (&Value::Null, &Value::from("Usher")));
    assert_eq!((kept, count, emptied, practice.counts().certificates), (204, 2, 204, 0));
}

#[rstest]
#[case::no_certificate(json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": "bm8="}))]
#[case::another_kind(json!({"type": "Symmetric", "usage": "Sign", "key": "bm8="}))]
#[case::no_key(json!({"type": "AsymmetricX509Cert", "usage": "Verify"}))]
#[tokio::test]
async fn what_is_no_certificate_is_refused(#[case] key: Value) {
    let practice = practice(ready()).await;
    let admin = usher_token(&practice, GRACE).await;
    let path = format!("v1.0/applications/{}", practice.ready_app().unwrap().object_id);

    let (status, said) =
        call(&practice, "PATCH", &path, &admin, Some(json!({"keyCredentials": [key]}))).await;

    assert_eq!((status, &said["error"]["code"]), (400, &Value::from("Request_BadRequest")));
}

#[tokio::test]
async fn a_key_shows_only_where_it_is_selected_of_one_app_and_a_patch_replaces_all() {
    let (pair, other) = (KeyPair::new(), KeyPair::new());
    let practice = with_certificate(ready(), &pair).await;
    let admin = usher_token(&practice, GRACE).await;
    let one = format!("v1.0/applications/{}", practice.ready_app().unwrap().object_id);
    let selected = format!("{one}?$select=keyCredentials");
    let put = |keys: Value| call(&practice, "PATCH", &one, &admin, Some(json!({"keyCredentials": keys})));

    let (_, listed) = get(&practice, "v1.0/applications?$select=id,keyCredentials", &admin).await;
    let (_, whole) = get(&practice, &one, &admin).await;
    let (_, app) = get(&practice, &selected, &admin).await;
    let new = json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": other.base64()});
    put(json!([app["keyCredentials"][0], new])).await;
    let (_, both) = get(&practice, &selected, &admin).await;
    put(json!([new])).await;
    let (_, last) = get(&practice, &selected, &admin).await;

    assert_eq!(listed["value"][0]["keyCredentials"][0]["key"], Value::Null);
    assert_eq!(whole["keyCredentials"][0]["key"], Value::Null);
    assert_eq!(app["keyCredentials"][0]["key"], pair.base64());
    assert_eq!(app.as_object().unwrap().len(), 1, "{app}");
    let keys = |app: &Value| app["keyCredentials"].as_array().unwrap().clone();
    assert_eq!(keys(&both)[0], app["keyCredentials"][0]);
    assert_eq!((keys(&both).len(), keys(&last).len()), (2, 1));
    assert_eq!(last["keyCredentials"][0]["key"], other.base64());
}
