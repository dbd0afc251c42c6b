//! Admins' trips from link to answer.

use rstest::rstest;
use url::Url;
use usher_domain::answer::classify_refusal;
use usher_domain::cloud::Cloud;
use usher_domain::diagnosis::Diagnosis;
use usher_domain::ids::TenantId;
use usher_domain::profile::{Loopback, LoopbackHost};
use usher_domain::situation::Situation;

use super::{CLIENT, OTHER_TENANT, TENANT, browser, parameter};
use crate::admin_consent::{ConsentAsk, ConsentTrip};
use crate::authority::Authority;
use crate::entra::Entra;
use crate::error::EntraError;
use crate::listener::ConsentAnswer;

pub(super) fn ask() -> ConsentAsk {
    ConsentAsk {
        client_id: CLIENT.to_owned(),
        scopes: vec!["User.Read".to_owned(), "OnlineMeetings.ReadWrite".to_owned()],
        redirect: Loopback { host: LoopbackHost::Ipv4, path: "/callback".to_owned() },
        tenant: TenantId::parse(TENANT).unwrap(),
    }
}

fn practice() -> Authority {
    // Nothing is asked of it, so nothing has to listen there.
    let graph = Url::parse("http://127.0.0.1:9").unwrap();
    Authority::practice(&graph.join(TENANT).unwrap(), &graph).unwrap()
}

async fn begun(authority: Authority, ask: ConsentAsk) -> ConsentTrip {
    Entra::new(authority).unwrap().begin_consent(ask).await.unwrap()
}

/// The browser comes back with `query`, in which `STATE` stands for the right one.
async fn comes_back(trip: &ConsentTrip, query: &str) -> String {
    let query = query.replace("STATE", &parameter(trip.link().as_str(), "state").unwrap());
    let address = format!("http://127.0.0.1:{}/callback?{query}", trip.port());
    browser().get(address).send().await.unwrap().text().await.unwrap()
}

#[rstest]
#[case::worldwide(Authority::microsoft(Cloud::Worldwide), "https://login.microsoftonline.com")]
#[case::us_gov(Authority::microsoft(Cloud::UsGov), "https://login.microsoftonline.us")]
#[case::us_gov_dod(Authority::microsoft(Cloud::UsGovDod), "https://login.microsoftonline.us")]
#[case::china(Authority::microsoft(Cloud::China), "https://login.partner.microsoftonline.cn")]
#[case::practice(practice(), "http://127.0.0.1:9")]
#[tokio::test]
async fn the_link_asks_one_tenant_for_approval_and_nothing_else(
    #[case] authority: Authority,
    #[case] login: &str,
) {
    let tenant = TenantId::parse(OTHER_TENANT).unwrap();
    let trip = begun(authority, ConsentAsk { tenant, ..ask() }).await;
    let link = trip.link().as_str();

    assert!(link.starts_with(&format!("{login}/{OTHER_TENANT}/v2.0/adminconsent?")), "{link}");
    let names: Vec<String> =
        Url::parse(link).unwrap().query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["client_id", "scope", "redirect_uri", "state"]);
    assert_eq!(parameter(link, "client_id").as_deref(), Some(CLIENT));
    assert_eq!(parameter(link, "scope").as_deref(), Some("User.Read OnlineMeetings.ReadWrite"));
    let redirect = format!("http://127.0.0.1:{}/callback", trip.port());
    assert_eq!(parameter(link, "redirect_uri"), Some(redirect));
    for banned in ["response_type", "common", "organizations", "code_challenge", "prompt"] {
        assert!(!link.contains(banned), "{link}");
    }
    assert!(!format!("{trip:?}").contains(&parameter(link, "state").unwrap()));
}

#[rstest]
#[case::none(&[], "https://graph.microsoft.com/.default")]
#[case::all(&[".default"], "https://graph.microsoft.com/.default")]
#[case::full_names(&["https://graph.microsoft.com/Mail.Read", "User.Read"], "https://graph.microsoft.com/Mail.Read User.Read")]
#[case::another_resource(&["api://vendor/.default"], "api://vendor/.default")]
#[tokio::test]
async fn scopes_are_sent_as_given_and_all_of_them_by_graphs_full_name(
    #[case] scopes: &[&str],
    #[case] sent: &str,
) {
    let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    let trip = begun(Authority::microsoft(Cloud::Worldwide), ConsentAsk { scopes, ..ask() }).await;

    assert_eq!(parameter(trip.link().as_str(), "scope").as_deref(), Some(sent));
}

#[tokio::test]
async fn all_scopes_are_those_of_the_clouds_own_graph() {
    let all = || ConsentAsk { scopes: vec![".default".to_owned()], ..ask() };
    let scope = |trip: ConsentTrip| parameter(trip.link().as_str(), "scope").unwrap();

    let gov = begun(Authority::microsoft(Cloud::UsGov), all()).await;
    let rehearsal = begun(practice(), all()).await;

    assert_eq!(scope(gov), "https://graph.microsoft.us/.default");
    assert_eq!(scope(rehearsal), "https://graph.microsoft.com/.default");
}

#[tokio::test]
async fn a_redirect_on_localhost_names_localhost() {
    let redirect = Loopback { host: LoopbackHost::Localhost, path: "/".to_owned() };
    let trip = begun(practice(), ConsentAsk { redirect, ..ask() }).await;

    let redirect = parameter(trip.link().as_str(), "redirect_uri").unwrap();

    assert_eq!(redirect, format!("http://localhost:{}/", trip.port()));
}

#[tokio::test]
async fn each_trip_has_its_own_state_and_hears_no_other() {
    let (mut one, two) = (begun(practice(), ask()).await, begun(practice(), ask()).await);
    let state = |trip: &ConsentTrip| parameter(trip.link().as_str(), "state").unwrap();
    assert_ne!(state(&one), state(&two));
    assert_eq!(state(&one).len(), 43);

    let foreign = format!("admin_consent=True&tenant={TENANT}&state={}", state(&two));
    let stray = comes_back(&one, &foreign).await;
    comes_back(&one, &format!("admin_consent=True&tenant={TENANT}&state=STATE")).await;

    assert!(stray.contains("<h1>Nothing is here</h1>"));
    assert_eq!(one.next().await, ConsentAnswer::Reported);
    one.last_page_sent().await;
}

#[tokio::test]
async fn a_test_provider_has_no_page_for_admins() {
    let issuer = Url::parse("http://127.0.0.1:9/").unwrap();
    let entra = Entra::new(Authority::provider(&issuer).unwrap()).unwrap();

    assert_eq!(entra.begin_consent(ask()).await.unwrap_err(), EntraError::AddressNotAllowed);
}

#[tokio::test]
async fn dropping_an_admins_trip_closes_its_port() {
    let trip = begun(practice(), ask()).await;
    let port = trip.port();

    drop(trip);

    let closed = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(1), closed).await.unwrap();
}

/// The rows of entra-consent.md 1.5, as they reach the redirect.
#[rstest]
#[case::declined(
    "error=access_denied&error_description=AADSTS65004%3a+User+declined+to+consent+to+access+the+app.%0d%0aTrace+ID%3a+1\
     &error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d65004&admin_consent=True&state=STATE#",
    Situation::AdminConsentDeclined
)]
#[case::declined_in_the_documents(
    "admin_consent=True&error=consent_required&error_description=AADSTS65004%3a+The+resource+owner+or+authorization\
     +server+denied+the+request.&state=STATE",
    Situation::AdminConsentDeclined
)]
#[case::declined_in_the_older_documents(
    "error=permission_denied&error_description=The+admin+canceled+the+request&state=STATE",
    Situation::AdminConsentDeclined
)]
#[case::an_account_of_another_directory(
    "error=access_denied&error_description=AADSTS50020%3a+User+account+%27kim%40fabrikam.example%27+from+identity+provider\
     +does+not+exist+in+tenant+%27Contoso%27&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d50020\
     &state=STATE",
    Situation::WrongTenant
)]
#[case::no_admin("error=access_denied&error_subcode=cancel&state=STATE", Situation::AdminConsentDeclined)]
#[case::an_inconsistent_registration(
    "error=access_denied&error_description=AADSTS1003031%3a+Misconfigured+required+resource+access+in+client+application\
     +registration.&admin_consent=True&state=STATE",
    Situation::InvalidRequest
)]
#[case::common(
    "error=invalid_request&error_description=The+provided+request+must+include+a+%27response_type%27+input+parameter.\
     &state=STATE",
    Situation::InvalidRequest
)]
#[tokio::test]
async fn a_refusal_is_read_as_one_of_the_admins_link(#[case] query: &str, #[case] expected: Situation) {
    let mut trip = begun(practice(), ask()).await;

    let page = comes_back(&trip, query).await;

    let ConsentAnswer::Refused(refusal) = trip.next().await else { panic!("not refused") };
    let Diagnosis { situation, alternatives, .. } = classify_refusal(&refusal);
    assert_eq!(situation, expected, "{alternatives:?}");
    assert!(refusal.answers_admin_link && page.contains("<h1>Not connected</h1>"));
}

#[tokio::test]
async fn a_refusal_without_a_text_keeps_it_open_that_the_account_is_no_admins() {
    let mut trip = begun(practice(), ask()).await;
    comes_back(&trip, "error=access_denied&error_subcode=cancel&state=STATE").await;

    let ConsentAnswer::Refused(refusal) = trip.next().await else { panic!("not refused") };

    assert!(classify_refusal(&refusal).alternatives.contains(&Situation::NotAdmin));
}
