use rstest::rstest;
use url::Url;
use usher_domain::cloud::Cloud;
use usher_domain::ids::WorkAddress;

use super::{LinkError, OpenableLink};
use crate::authority::Authority;

/// `testdata/openredirects.txt` of oauth2-proxy (MIT licence).
const OPEN_REDIRECTS: &str = include_str!("data/open-redirects.txt");
/// Hostile lines against our own hosts; control and bidi signs stand there by their names: `<TAB>`, `<LF>`.
const MORE_REDIRECTS: &str = include_str!("data/more-redirects.txt");
const VENDOR: &str = "help.vendor.example";
const PRACTICE: &str = "http://127.0.0.1:4711";

fn worldwide() -> Authority {
    Authority::microsoft(Cloud::Worldwide)
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

type Door<'d> = &'d dyn Fn(&Url) -> Result<OpenableLink, LinkError>;

fn practice() -> Authority {
    let authority = url(&format!("{PRACTICE}/3f2504e0-4f89-41d3-9a0c-0305e82c3301"));
    Authority::practice(&authority, &url(PRACTICE)).unwrap()
}

/// What `line` is, by itself and as what a careless program makes of it.
fn forms(line: &str) -> Vec<Url> {
    let prefixes = ["", "https:", "https://", "http:", "http://"];
    prefixes.iter().filter_map(|prefix| Url::parse(&format!("{prefix}{line}")).ok()).collect()
}

/// Whether any door of the gate opens `line`.
fn opens(line: &str) -> Option<String> {
    let (worldwide, practice) = (worldwide(), practice());
    let doors: [(&str, Door<'_>); 3] = [
        ("https://help.vendor.example/", &|u| OpenableLink::for_site(u, VENDOR)),
        ("https://login.microsoftonline.com/", &|u| OpenableLink::for_authority(&worldwide, u)),
        ("http://127.0.0.1:4711/", &|u| OpenableLink::for_authority(&practice, u)),
    ];
    doors.iter().find_map(|(own, door)| {
        let alone = forms(line).into_iter().find_map(|u| door(&u).ok());
        // A relative line may open, but only on the host that it stands on.
        let away = url(own).join("start").unwrap().join(line).ok().and_then(|u| door(&u).ok());
        let away = away.filter(|link| !link.as_str().starts_with(own));
        alone.or(away).map(|link| link.as_str().to_owned())
    })
}

fn opened<'l>(lines: impl Iterator<Item = &'l str>) -> (usize, Vec<String>) {
    let lines: Vec<&str> = lines.collect();
    let opened = lines.iter().filter_map(|line| opens(line).map(|as_what| format!("{line}  ->  {as_what}")));
    (lines.len(), opened.collect())
}

#[test]
fn no_line_of_the_open_redirect_collection_opens() {
    let (lines, opened) = opened(OPEN_REDIRECTS.lines());

    println!("{lines} lines, {} opened", opened.len());
    assert!(lines >= 559);
    assert!(opened.is_empty(), "{opened:#?}");
}

#[test]
fn no_line_of_our_own_collection_opens() {
    let signs = [
        ("<TAB>", "\t"),
        ("<LF>", "\n"),
        ("<CR>", "\r"),
        ("<NUL>", "\0"),
        ("<SOH>", "\u{1}"),
        ("<RLO>", "\u{202e}"),
    ];
    let text = signs
        .iter()
        .fold(MORE_REDIRECTS.replace('\n', "<END>"), |text, (name, sign)| text.replace(name, sign));

    let (lines, opened) = opened(text.split_terminator("<END>"));

    println!("{lines} lines, {} opened", opened.len());
    assert!(lines >= 200);
    assert!(opened.is_empty(), "{opened:#?}");
}

#[rstest]
#[case::other_host("https://evil.example/")]
#[case::glob_trap("https://evil.example/a.microsoft.com/x")]
#[case::prefix("https://help.vendor.example.evil.example/")]
#[case::suffix("https://evilhelp.vendor.example/")]
#[case::subdomain("https://x.help.vendor.example/")]
#[case::user("https://help.vendor.example@evil.example/")]
#[case::user_on_the_right_host("https://me:pw@help.vendor.example/")]
#[case::empty_password("https://me@help.vendor.example/")]
#[case::port("https://help.vendor.example:8443/")]
#[case::trailing_dot("https://help.vendor.example./")]
#[case::plain_http("http://help.vendor.example/")]
#[case::file("file://help.vendor.example/etc/passwd")]
#[case::smb("smb://help.vendor.example/share")]
#[case::javascript("javascript://help.vendor.example/%0aalert(1)")]
#[case::data("data:text/html,help.vendor.example")]
#[case::mail("mailto:help.vendor.example")]
#[case::teams("msteams://help.vendor.example/")]
#[case::ip("https://127.0.0.1/")]
#[case::ipv6("https://[::1]/")]
#[case::number("https://2130706433/")]
#[case::look_alike("https://hеlp.vendor.example/")]
#[case::backslash("https://evil.example\\@help.vendor.example/")]
fn nothing_but_the_one_host_opens(#[case] text: &str) {
    assert_eq!(OpenableLink::for_site(&url(text), VENDOR), Err(LinkError::NotAllowed));
}

#[rstest]
#[case("https://help.vendor.example", "https://help.vendor.example/")]
#[case("HTTPS://HELP.vendor.example:443/a b?c=\"d\"", "https://help.vendor.example/a%20b?c=%22d%22")]
#[case("https://help.vendor.example/a/../b", "https://help.vendor.example/b")]
#[case("https:\\\\help.vendor.example\\a;rm -rf", "https://help.vendor.example/a;rm%20-rf")]
fn what_opens_is_the_normal_form(#[case] text: &str, #[case] opened: &str) {
    assert_eq!(OpenableLink::for_site(&url(text), VENDOR).unwrap().as_str(), opened);
}

#[rstest]
#[case::login("https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?x=y", true)]
#[case::portal("https://entra.microsoft.com/#view/x", true)]
#[case::teams_admin("https://admin.teams.microsoft.com/", true)]
#[case::graph("https://graph.microsoft.com/", false)]
#[case::other_cloud("https://login.microsoftonline.us/", false)]
#[case::loopback("http://127.0.0.1:4711/", false)]
fn an_authority_opens_its_own_pages(#[case] text: &str, #[case] opens: bool) {
    assert_eq!(OpenableLink::for_authority(&worldwide(), &url(text)).is_ok(), opens);
}

/// Pages of entra-consent.md 7, as an admin is led there.
#[rstest]
#[case::permissions(
    "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions/objectId/\
     b5c0a1de-3f4e-4a77-9c51-0d2e6f7a8b90/appId/11111111-2222-3333-4444-555555555555"
)]
#[case::for_one_tenant(
    "https://entra.microsoft.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/#view/Microsoft_AAD_IAM/\
     StartboardApplicationsMenuBlade/~/AccessRequests"
)]
#[case::the_older_portal(
    "https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/\
     11111111-2222-3333-4444-555555555555"
)]
#[case::the_error_page("https://login.microsoftonline.com/error?code=65001")]
#[case::the_persons_apps("https://myapps.microsoft.com/")]
#[case::the_approval(
    "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0/adminconsent?client_id=1&scope=User.Read\
     &redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2F&state=s"
)]
fn pages_for_admins_open_as_they_are(#[case] text: &str) {
    let link = OpenableLink::for_authority(&worldwide(), &url(text)).unwrap();

    assert_eq!(link.as_str(), text);
    assert_eq!(OpenableLink::for_authority(&practice(), &url(text)), Err(LinkError::NotAllowed));
}

#[rstest]
#[case::portal("http://127.0.0.1:4711/portal", true)]
#[case::a_page_of_it("http://127.0.0.1:4711/portal/apps/1?x=y#view/Permissions", true)]
#[case::other_port("http://127.0.0.1:4712/portal", false)]
#[case::other_name("http://localhost:4711/portal", false)]
#[case::other_scheme("https://127.0.0.1:4711/portal", false)]
#[case::with_a_user("http://me@127.0.0.1:4711/portal", false)]
#[case::microsoft("https://login.microsoftonline.com/", false)]
#[case::microsofts_portal("https://entra.microsoft.com/#view/x", false)]
fn plain_http_opens_for_the_practice_organization_only(#[case] text: &str, #[case] opens: bool) {
    assert_eq!(OpenableLink::for_authority(&practice(), &url(text)).is_ok(), opens);
    assert_eq!(OpenableLink::for_authority(&worldwide(), &url(text)).is_ok(), text.contains("microsoft"));
}

#[test]
fn long_links_are_refused_with_their_length() {
    let site =
        |n: usize| OpenableLink::for_site(&url(&format!("https://{VENDOR}/{}", "a".repeat(n))), VENDOR);
    let base = format!("https://{VENDOR}/").len();
    let page = format!("https://login.microsoftonline.com/{}", "a".repeat(9000));

    assert!(site(2048 - base).is_ok());
    assert_eq!(site(2049 - base), Err(LinkError::TooLong { length: 2049 }));
    assert_eq!(
        OpenableLink::for_authority(&worldwide(), &url(&page)),
        Err(LinkError::TooLong { length: page.len() })
    );
}

#[test]
fn a_mail_says_exactly_what_it_was_given() {
    let to = WorkAddress::parse("o'neil+it?cc=x@contoso.example").unwrap();
    let (subject, body) =
        ("Can you approve it? 100% & more", "Hi,\nopen https://a.example/?x=1&y=2#z\r\n– thanks");
    let link = OpenableLink::mail(Some(&to), subject, body).unwrap();

    let fields: Vec<(String, String)> = link.url.query_pairs().into_owned().collect();
    assert_eq!(link.as_str().split('?').next(), Some("mailto:o%27neil%2Bit%3Fcc%3Dx@contoso.example"));
    assert_eq!(
        fields,
        [
            ("subject".to_owned(), subject.to_owned()),
            ("body".to_owned(), "Hi,\r\nopen https://a.example/?x=1&y=2#z\r\n– thanks".to_owned()),
        ]
    );
    assert!(!link.as_str().contains(['+', ' ']));
    assert_eq!(link.host(), None);
}

#[test]
fn a_mail_over_1800_signs_is_refused_with_its_length() {
    let body = |n: usize| OpenableLink::mail(None, "", &"a".repeat(n));
    let frame = "mailto:?subject=&body=".len();

    assert!(body(1800 - frame).is_ok());
    assert_eq!(body(1801 - frame), Err(LinkError::TooLong { length: 1801 }));
}

#[test]
fn a_teams_draft_names_its_people_and_words() {
    let people =
        [WorkAddress::parse("a@contoso.example").unwrap(), WorkAddress::parse("b@contoso.example").unwrap()];
    let link = OpenableLink::teams_chat(&people, "Can you approve this? 2 minutes & done").unwrap();

    let fields: Vec<(String, String)> = link.url.query_pairs().into_owned().collect();
    assert_eq!(link.host(), Some("teams.microsoft.com"));
    assert_eq!(
        fields,
        [
            ("users".to_owned(), "a@contoso.example,b@contoso.example".to_owned()),
            ("message".to_owned(), "Can you approve this? 2 minutes & done".to_owned()),
        ]
    );
}

#[test]
fn debug_shows_the_host_and_not_the_state() {
    let link = OpenableLink::for_authority(
        &worldwide(),
        &url("https://login.microsoftonline.com/x?state=canary&nonce=canary"),
    )
    .unwrap();

    assert!(!format!("{link:?}").contains("canary"));
}
