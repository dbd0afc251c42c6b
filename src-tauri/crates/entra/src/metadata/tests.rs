use rstest::rstest;
use serde_json::{Value, json};
use usher_domain::cloud::Cloud;

use super::Metadata;
use crate::authority::Authority;
use crate::error::EntraError;
use crate::http::Answer;

const LOGIN: &str = "https://login.microsoftonline.com";

fn document() -> Value {
    json!({
        "issuer": format!("{LOGIN}/{{tenantid}}/v2.0"),
        "authorization_endpoint": format!("{LOGIN}/organizations/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{LOGIN}/organizations/oauth2/v2.0/token"),
        "jwks_uri": format!("{LOGIN}/organizations/discovery/v2.0/keys"),
    })
}

fn read(document: &Value) -> Result<Metadata, EntraError> {
    let answer = Answer { status: 200, body: document.to_string().into_bytes(), date: None };
    Metadata::read(&answer, &Authority::microsoft(Cloud::Worldwide))
}

#[test]
fn reads_entras_document() {
    let metadata = read(&document()).unwrap();

    assert_eq!(metadata.token.path(), "/organizations/oauth2/v2.0/token");
    assert!(!metadata.promises_iss);
}

#[rstest]
#[case::token_endpoint_elsewhere("token_endpoint", json!("https://evil.example/token"))]
#[case::authorize_elsewhere("authorization_endpoint", json!("https://evil.example/authorize"))]
#[case::keys_elsewhere("jwks_uri", json!("https://evil.example/keys"))]
#[case::plain_http("token_endpoint", json!("http://login.microsoftonline.com/token"))]
#[case::other_cloud("token_endpoint", json!("https://login.microsoftonline.us/token"))]
#[case::loopback("jwks_uri", json!("http://127.0.0.1:1/keys"))]
#[case::other_issuer("issuer", json!("https://evil.example/{tenantid}/v2.0"))]
#[case::issuer_of_another_cloud("issuer", json!("https://login.microsoftonline.us/{tenantid}/v2.0"))]
#[case::no_s256("code_challenge_methods_supported", json!(["plain"]))]
fn refuses_foreign_addresses_before_any_is_used(#[case] field: &str, #[case] value: Value) {
    let mut document = document();
    document[field] = value;

    assert_eq!(read(&document).unwrap_err(), EntraError::MetadataNotTrusted);
}

#[rstest]
#[case::no_issuer("issuer", Value::Null)]
#[case::no_keys("jwks_uri", Value::Null)]
#[case::not_an_address("token_endpoint", json!("token"))]
#[case::a_number("issuer", json!(7))]
fn refuses_what_is_no_discovery_document(#[case] field: &str, #[case] value: Value) {
    let mut document = document();
    document[field] = value;

    assert_eq!(read(&document).unwrap_err(), EntraError::OddAnswer);
}

#[rstest]
#[case::absent(None, false, true)]
#[case::absent_though_promised(None, true, false)]
#[case::right(
    Some("https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0"),
    true,
    true
)]
#[case::template_itself(Some("https://login.microsoftonline.com/{tenantid}/v2.0"), false, false)]
#[case::other(Some("https://evil.example/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0"), false, false)]
#[case::longer(
    Some("https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0/"),
    false,
    false
)]
#[case::empty(Some(""), false, false)]
fn the_issuer_of_an_answer_is_compared(
    #[case] iss: Option<&str>,
    #[case] promised: bool,
    #[case] allowed: bool,
) {
    let mut document = document();
    document["authorization_response_iss_parameter_supported"] = json!(promised);

    assert_eq!(read(&document).unwrap().allows_iss(iss), allowed);
}
