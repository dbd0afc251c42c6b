//! The OpenID Foundation's cases for relying parties that apply here (`security.md`, Appendix A): 39.

use rstest::rstest;
use serde_json::{Value, json};

use super::{
    CLIENT, OTHER_TENANT, Provider, Scene, ask, browser, callback, parameter, refresh_ask, refresh_token,
    seconds_now,
};
use crate::error::RedeemError;
use crate::id_token::IdTokenError;
use crate::sign_in::TripAnswer;
use crate::signer::{FIRST, SECOND};

/// What became of a sign-in.
#[derive(Debug, PartialEq)]
enum Verdict {
    Accepted,
    NotTrusted(IdTokenError),
    /// The metadata is refused before the browser opens.
    Metadata,
    /// The answer counts as a stranger's, and the trip goes on.
    KeepsWaiting,
    /// The trip ends because of the answer's `iss`.
    WrongIss,
    /// Entra's error is handed on.
    ErrorShown(String),
    /// Graph names somebody else.
    SomebodyElse,
}

async fn sign_in(bend: fn(&mut Scene)) -> Verdict {
    let provider = Provider::start().await;
    let mut scene = provider.honest();
    bend(&mut scene);
    provider.publish(&scene).await;
    let Ok(mut trip) = provider.entra.begin(ask()).await else { return Verdict::Metadata };
    let sent = |name| parameter(trip.start_link().as_str(), name).unwrap();
    let (state, nonce) = (sent("state"), sent("nonce"));

    let mut scene = provider.honest();
    scene.claims["nonce"] = json!(nonce);
    scene.answer.push(("state", state));
    bend(&mut scene);
    // The last field of a name counts, so that a test can replace one by adding it; an empty one is left out.
    let mut form: Vec<(&str, String)> = Vec::new();
    for (name, value) in scene.answer.clone() {
        form.retain(|(n, _)| *n != name);
        form.push((name, value));
    }
    form.retain(|(_, value)| !value.is_empty());
    provider.publish_tokens(&scene).await;

    let page = tokio::spawn(browser().post(callback(&trip)).form(&form).send());
    let told = tokio::select! {
        told = trip.next() => told,
        page = page => {
            assert_eq!(page.unwrap().unwrap().status(), 400);
            return Verdict::KeepsWaiting;
        }
    };
    match told {
        TripAnswer::Code(grant) => match provider.entra.redeem(grant).await {
            Ok(signed_in) => {
                let me = provider.entra.me(&signed_in.access_token).await.unwrap();
                if signed_in.account.is(&me) { Verdict::Accepted } else { Verdict::SomebodyElse }
            }
            Err(RedeemError::NotTrusted(error)) => Verdict::NotTrusted(error),
            Err(other) => panic!("{other:?}"),
        },
        TripAnswer::NotTrusted => Verdict::WrongIss,
        TripAnswer::Refused(refusal) => Verdict::ErrorShown(refusal.error),
        other @ (TripAnswer::SilentRefused(_) | TripAnswer::WrongForm) => panic!("{other:?}"),
    }
}

fn drop_claim(scene: &mut Scene, name: &str) {
    scene.claims.as_object_mut().unwrap().remove(name);
}

fn hs256(scene: &mut Scene) {
    scene.header["alg"] = json!("HS256");
}

#[rstest]
#[case::code_flow(|_: &mut Scene| {}, Verdict::Accepted)]
#[case::invalid_iss(|s: &mut Scene| s.claims["iss"] = json!("https://evil.example/v2.0"), Verdict::NotTrusted(IdTokenError::Issuer))]
#[case::missing_sub(|s: &mut Scene| drop_claim(s, "sub"), Verdict::NotTrusted(IdTokenError::Subject))]
#[case::invalid_aud(|s: &mut Scene| s.claims["aud"] = json!("someone-else"), Verdict::NotTrusted(IdTokenError::Audience))]
#[case::missing_aud(|s: &mut Scene| drop_claim(s, "aud"), Verdict::NotTrusted(IdTokenError::Audience))]
#[case::missing_iat(|s: &mut Scene| drop_claim(s, "iat"), Verdict::NotTrusted(IdTokenError::NotYet))]
#[case::kid_absent_single_jwks(|s: &mut Scene| s.header = json!({ "alg": "RS256" }), Verdict::Accepted)]
#[case::kid_absent_multiple_jwks(
    |s: &mut Scene| { s.header = json!({ "alg": "RS256" }); s.jwks = json!({ "keys": [FIRST.jwk(), SECOND.jwk()] }); },
    Verdict::NotTrusted(IdTokenError::UnknownKey)
)]
#[case::idtoken_sig_rs256(|s: &mut Scene| s.jwks["keys"][0]["alg"] = json!("RS256"), Verdict::Accepted)]
#[case::idtoken_sig_none(|s: &mut Scene| s.header["alg"] = json!("none"), Verdict::NotTrusted(IdTokenError::Algorithm))]
#[case::invalid_sig_rs256(|s: &mut Scene| s.signer = SECOND, Verdict::NotTrusted(IdTokenError::Signature))]
#[case::invalid_sig_hs256(hs256, Verdict::NotTrusted(IdTokenError::Algorithm))]
#[case::invalid_sig_es256(|s: &mut Scene| s.header["alg"] = json!("ES256"), Verdict::NotTrusted(IdTokenError::Algorithm))]
#[case::nonce_invalid(|s: &mut Scene| s.claims["nonce"] = json!("another"), Verdict::NotTrusted(IdTokenError::Nonce))]
#[case::userinfo_invalid_sub(|s: &mut Scene| s.me["id"] = json!("ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"), Verdict::SomebodyElse)]
#[case::form_post_error(
    |s: &mut Scene| { s.answer.push(("code", String::new())); s.answer.push(("error", "access_denied".to_owned())); },
    Verdict::ErrorShown("access_denied".to_owned())
)]
#[case::discovery_openid_config(|s: &mut Scene| s.discovery["unknown_extra"] = json!({ "a": [1] }), Verdict::Accepted)]
#[case::discovery_jwks_uri_keys(
    |s: &mut Scene| s.jwks = json!({ "keys": [{ "kty": "EC", "kid": "e" }, 7, SECOND.jwk(), FIRST.jwk()] }),
    Verdict::Accepted
)]
#[case::discovery_issuer_mismatch(|s: &mut Scene| s.discovery["issuer"] = json!("http://127.0.0.1:1/v2.0"), Verdict::Metadata)]
#[case::scope_userinfo_claims(|s: &mut Scene| s.claims["email"] = json!("kim@contoso.example"), Verdict::Accepted)]
#[case::invalid_state(|s: &mut Scene| s.answer.push(("state", "wrong".to_owned())), Verdict::KeepsWaiting)]
#[case::missing_state(|s: &mut Scene| s.answer.push(("state", String::new())), Verdict::KeepsWaiting)]
#[case::invalid_authorization_response_iss(
    |s: &mut Scene| s.answer.push(("iss", "https://evil.example".to_owned())),
    Verdict::WrongIss
)]
#[case::remove_authorization_response_iss(
    |s: &mut Scene| s.discovery["authorization_response_iss_parameter_supported"] = json!(true),
    Verdict::WrongIss
)]
#[case::invalid_expired_exp(|s: &mut Scene| s.claims["exp"] = json!(seconds_now() - 301), Verdict::NotTrusted(IdTokenError::Expired))]
#[case::invalid_missing_exp(|s: &mut Scene| drop_claim(s, "exp"), Verdict::NotTrusted(IdTokenError::Expired))]
#[case::invalid_missing_iss(|s: &mut Scene| drop_claim(s, "iss"), Verdict::NotTrusted(IdTokenError::Issuer))]
#[case::invalid_missing_nonce(|s: &mut Scene| drop_claim(s, "nonce"), Verdict::NotTrusted(IdTokenError::Nonce))]
#[case::invalid_null_alg(|s: &mut Scene| s.header["alg"] = Value::Null, Verdict::NotTrusted(IdTokenError::Algorithm))]
#[case::invalid_alternate_alg(|s: &mut Scene| s.header["alg"] = json!("PS256"), Verdict::NotTrusted(IdTokenError::Algorithm))]
#[case::invalid_secondary_aud(
    |s: &mut Scene| s.claims["aud"] = json!([CLIENT, "someone-else"]),
    Verdict::NotTrusted(IdTokenError::Audience)
)]
#[case::valid_aud_as_array(|s: &mut Scene| s.claims["aud"] = json!([CLIENT]), Verdict::Accepted)]
#[case::token_type_case_insensitivity(|s: &mut Scene| s.token["token_type"] = json!("bEARER"), Verdict::Accepted)]
#[case::token_endpoint_response_without_expires_in(
    |s: &mut Scene| { s.token.as_object_mut().unwrap().remove("expires_in"); },
    Verdict::Accepted
)]
#[tokio::test]
async fn judges_sign_ins_as_the_suite_demands(#[case] bend: fn(&mut Scene), #[case] expected: Verdict) {
    assert_eq!(sign_in(bend).await, expected);
}

/// Our own cases on top of the suite's.
#[rstest]
#[case::another_tenant(
    |s: &mut Scene| s.claims["tid"] = json!(OTHER_TENANT),
    Verdict::NotTrusted(IdTokenError::Issuer)
)]
#[case::no_tenant(|s: &mut Scene| drop_claim(s, "tid"), Verdict::NotTrusted(IdTokenError::Tenant))]
#[case::an_extension_that_must_be_understood(
    |s: &mut Scene| s.header["crit"] = json!(["b64"]),
    Verdict::NotTrusted(IdTokenError::Algorithm)
)]
#[case::from_the_future(|s: &mut Scene| s.claims["iat"] = json!(seconds_now() + 330), Verdict::NotTrusted(IdTokenError::NotYet))]
#[case::not_before_the_future(|s: &mut Scene| s.claims["nbf"] = json!(seconds_now() + 330), Verdict::NotTrusted(IdTokenError::NotYet))]
#[case::slow_clock(|s: &mut Scene| s.claims["iat"] = json!(seconds_now() + 270), Verdict::Accepted)]
#[case::fast_clock(|s: &mut Scene| s.claims["exp"] = json!(seconds_now() - 270), Verdict::Accepted)]
#[case::no_audience_at_all(|s: &mut Scene| s.claims["aud"] = json!([]), Verdict::NotTrusted(IdTokenError::Audience))]
#[case::the_key_belongs_to_another_issuer(
    |s: &mut Scene| s.jwks["keys"][0]["issuer"] = json!("https://login.microsoftonline.com/{tenantid}/v2.0"),
    Verdict::NotTrusted(IdTokenError::Issuer)
)]
#[case::a_key_for_encryption(|s: &mut Scene| s.jwks["keys"][0]["use"] = json!("enc"), Verdict::NotTrusted(IdTokenError::UnknownKey))]
#[case::no_token_at_all(|s: &mut Scene| s.token["id_token"] = Value::Null, Verdict::NotTrusted(IdTokenError::Missing))]
#[case::not_a_token(|s: &mut Scene| s.token["id_token"] = json!("a.b"), Verdict::NotTrusted(IdTokenError::Algorithm))]
#[case::odd_expires_in_text(|s: &mut Scene| s.token["expires_in"] = json!("3599"), Verdict::Accepted)]
#[case::odd_expires_in_negative(|s: &mut Scene| s.token["expires_in"] = json!(-1), Verdict::Accepted)]
#[case::odd_expires_in_huge(|s: &mut Scene| s.token["expires_in"] = json!(1e18), Verdict::Accepted)]
#[case::opaque_access_token(|s: &mut Scene| s.token["access_token"] = json!("~not.a.jwt~"), Verdict::Accepted)]
#[tokio::test]
async fn judges_sign_ins_beyond_the_suite(#[case] bend: fn(&mut Scene), #[case] expected: Verdict) {
    assert_eq!(sign_in(bend).await, expected);
}

/// The suite's refresh-token cases; the refresh may come without an ID token too.
#[rstest]
#[case::refresh_token(|_: &mut Scene| {}, None)]
#[case::refresh_token_without_id_token(|s: &mut Scene| s.token["id_token"] = Value::Null, None)]
#[case::refresh_token_invalid_issuer(|s: &mut Scene| s.claims["iss"] = json!("https://evil.example/v2.0"), Some(IdTokenError::Issuer))]
#[case::refresh_token_invalid_sub(|s: &mut Scene| s.claims["sub"] = json!("another"), Some(IdTokenError::Subject))]
#[case::refresh_token_invalid_aud(|s: &mut Scene| s.claims["aud"] = json!("another"), Some(IdTokenError::Audience))]
#[tokio::test]
async fn a_refreshed_token_keeps_issuer_subject_and_audience(
    #[case] bend: fn(&mut Scene),
    #[case] error: Option<IdTokenError>,
) {
    let provider = Provider::start().await;
    let mut scene = provider.honest();
    bend(&mut scene);
    provider.publish(&scene).await;
    provider.publish_tokens(&scene).await;

    let refreshed = provider.entra.refresh(&refresh_ask(), &refresh_token()).await;

    match error {
        None => assert_eq!(refreshed.unwrap().granted, ["openid", "profile", "Calendars.Read", "User.Read"]),
        Some(error) => assert_eq!(refreshed.unwrap_err(), RedeemError::NotTrusted(error)),
    }
}

/// `signing-key-rotation` and `signing-key-rotation-just-before-signing`.
#[tokio::test]
async fn a_new_key_is_fetched_once_in_five_minutes() {
    let provider = Provider::start().await;
    let scene = provider.honest();
    provider.publish(&scene).await;
    provider.publish_tokens(&scene).await;
    let refresh =
        || async { provider.entra.refresh(&refresh_ask(), &refresh_token()).await.map(|r| r.granted.len()) };
    assert_eq!(refresh().await, Ok(4));

    let rotated = Scene {
        jwks: json!({ "keys": [SECOND.jwk()] }),
        signer: SECOND,
        header: json!({ "alg": "RS256", "kid": SECOND.kid }),
        ..provider.honest()
    };
    provider.publish(&rotated).await;
    provider.publish_tokens(&rotated).await;
    assert_eq!(refresh().await, Ok(4));

    let unknown = Scene { header: json!({ "alg": "RS256", "kid": "third" }), ..provider.honest() };
    provider.publish_tokens(&unknown).await;
    for _ in 0..10 {
        assert_eq!(refresh().await, Err(RedeemError::NotTrusted(IdTokenError::UnknownKey)));
    }
    let requests = provider.server.received_requests().await.unwrap();
    let fetches = requests.iter().filter(|r| r.url.path().ends_with("/keys")).count();
    assert_eq!(fetches, 2, "one fetch and one refetch");
}
