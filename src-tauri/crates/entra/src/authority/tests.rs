use rstest::rstest;
use url::Url;
use usher_domain::cloud::Cloud;

use super::Authority;
use crate::error::AuthorityError;

const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn practice() -> Authority {
    Authority::practice(&url(&format!("http://127.0.0.1:4711/{TENANT}")), &url("http://127.0.0.1:4711"))
        .unwrap()
}

#[rstest]
#[case(Cloud::Worldwide, "login.microsoftonline.com", "https://graph.microsoft.com/")]
#[case(Cloud::UsGov, "login.microsoftonline.us", "https://graph.microsoft.us/")]
#[case(Cloud::UsGovDod, "login.microsoftonline.us", "https://dod-graph.microsoft.us/")]
#[case(Cloud::China, "login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn/")]
fn each_cloud_has_its_own_hosts(#[case] cloud: Cloud, #[case] login: &str, #[case] graph: &str) {
    let authority = Authority::microsoft(cloud);

    assert_eq!(authority.graph().unwrap().as_str(), graph);
    assert_eq!(
        authority.discovery(None).as_str(),
        format!("https://{login}/organizations/v2.0/.well-known/openid-configuration")
    );
    assert_eq!(
        authority.discovery(Some(TENANT)).as_str(),
        format!("https://{login}/{TENANT}/v2.0/.well-known/openid-configuration")
    );
    assert!(authority.has_graph());
}

#[test]
fn practice_carries_its_tenant() {
    let authority = practice();

    assert_eq!(
        authority.discovery(None).as_str(),
        format!("http://127.0.0.1:4711/{TENANT}/v2.0/.well-known/openid-configuration")
    );
    assert!(authority.issues_as(&format!("http://127.0.0.1:4711/{TENANT}/v2.0")));
}

#[rstest]
#[case::no_tenant("http://127.0.0.1:1/", AuthorityError::WrongForm)]
#[case::a_name("http://127.0.0.1:1/organizations", AuthorityError::WrongForm)]
#[case::more_path("http://127.0.0.1:1/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0", AuthorityError::WrongForm)]
#[case::user("http://a@127.0.0.1:1/3f2504e0-4f89-41d3-9a0c-0305e82c3301", AuthorityError::WrongForm)]
#[case::a_host_name("http://localhost:1/3f2504e0-4f89-41d3-9a0c-0305e82c3301", AuthorityError::NotLoopback)]
#[case::elsewhere("http://10.0.0.1:1/3f2504e0-4f89-41d3-9a0c-0305e82c3301", AuthorityError::NotLoopback)]
#[case::microsoft(
    "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    AuthorityError::NotLoopback
)]
fn practice_is_plain_http_on_this_machine(#[case] text: &str, #[case] error: AuthorityError) {
    assert_eq!(Authority::practice(&url(text), &url("http://127.0.0.1:1")), Err(error));
}

#[rstest]
#[case("http://127.0.0.1:3000", "http://127.0.0.1:3000/.well-known/openid-configuration")]
#[case("http://localhost:3000/a", "http://localhost:3000/a/.well-known/openid-configuration")]
#[case("https://[::1]:3000/a/", "https://[::1]:3000/a/.well-known/openid-configuration")]
fn a_provider_is_discovered_under_its_issuer(#[case] issuer: &str, #[case] discovery: &str) {
    let authority = Authority::provider(&url(issuer)).unwrap();

    assert_eq!(authority.discovery(None).as_str(), discovery);
    assert!(authority.issues_as(issuer) && !authority.issues_as("http://127.0.0.1:1"));
    assert!(!authority.has_graph() && !authority.demands_tenant());
}

#[rstest]
#[case("https://evil.example")]
#[case("http://127.0.0.1.evil.example:1")]
#[case("http://localhost.evil.example")]
#[case("file:///etc/passwd")]
fn a_provider_is_on_this_machine(#[case] issuer: &str) {
    assert_eq!(Authority::provider(&url(issuer)), Err(AuthorityError::NotLoopback));
}

#[rstest]
#[case::own("https://login.microsoftonline.com/x", true)]
#[case::alias("https://login.microsoft.com/x", true)]
#[case::other_cloud("https://login.microsoftonline.us/x", false)]
#[case::plain_http("http://login.microsoftonline.com/x", false)]
#[case::port("https://login.microsoftonline.com:8443/x", false)]
#[case::user("https://login.microsoftonline.com@evil.example/x", false)]
#[case::user_on_the_right_host("https://a@login.microsoftonline.com/x", false)]
#[case::suffix("https://login.microsoftonline.com.evil.example/x", false)]
#[case::trailing_dot("https://login.microsoftonline.com./x", false)]
#[case::loopback("http://127.0.0.1:1/x", false)]
fn endpoints_stay_on_the_clouds_hosts(#[case] endpoint: &str, #[case] owned: bool) {
    assert_eq!(Authority::microsoft(Cloud::Worldwide).owns(&url(endpoint)), owned);
    assert!(!practice().owns(&url(endpoint)));
}

#[rstest]
#[case::template("https://login.microsoftonline.com/{tenantid}/v2.0", true, false)]
#[case::tenant("https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0", true, false)]
#[case::no_tenant("https://login.microsoftonline.com/v2.0", false, false)]
#[case::a_name("https://login.microsoftonline.com/organizations/v2.0", false, false)]
#[case::v1("https://sts.windows.net/3f2504e0-4f89-41d3-9a0c-0305e82c3301/", false, false)]
#[case::us("https://login.microsoftonline.us/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0", false, true)]
#[case::china("https://login.partner.microsoftonline.cn/{tenantid}/v2.0", false, true)]
fn knows_its_own_issuers_and_those_of_other_clouds(
    #[case] issuer: &str,
    #[case] own: bool,
    #[case] elsewhere: bool,
) {
    let authority = Authority::microsoft(Cloud::Worldwide);

    assert_eq!((authority.issues_as(issuer), authority.is_elsewhere(issuer)), (own, elsewhere));
}
