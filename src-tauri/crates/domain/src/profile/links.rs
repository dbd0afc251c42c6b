//! Which links and client ids a profile may name.

use std::sync::LazyLock;

use serde::Deserialize;
use url::{Host, Url};

/// The domains on which Microsoft signs people in: a link there could ask for consent for any app (S67).
const SIGN_IN_DOMAINS: [&str; 12] = [
    "microsoftonline.com",
    "microsoftonline.us",
    "microsoftonline.cn",
    "chinacloudapi.cn",
    "login.microsoft.com",
    "login.live.com",
    "windows.net",
    "microsoftonline-p.com",
    "usgovcloudapi.net",
    "windowsazure.com",
    "b2clogin.com",
    "ciamlogin.com",
];

/// Microsoft's pages outside those domains on which a person approves an app or enters a device code.
const APPROVAL_HOSTS: [&str; 8] = [
    "account.live.com",
    "aka.ms",
    "microsoft.com",
    "myaccount.microsoft.com",
    "myapplications.microsoft.com",
    "myapps.microsoft.com",
    "mysignins.microsoft.com",
    "www.microsoft.com",
];

/// Services behind whose short links any host can hide, so that the host shown would not be the real one (S66).
const SHORTENERS: [&str; 10] =
    ["bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "ow.ly", "rb.gy", "t.co", "tiny.cc", "tinyurl.com"];

/// Endings that no public name has: such a host lies in somebody's own network (RFC 6761, RFC 6762, RFC 7686).
const PRIVATE_ENDINGS: [&str; 9] =
    [".arpa", ".corp", ".home", ".internal", ".intranet", ".lan", ".local", ".localhost", ".onion"];

/// Microsoft's own apps: a sign-in under their name gets far more than a product needs (S75).
#[derive(Deserialize)]
struct MicrosoftApps {
    /// How the GUIDs end that Microsoft gives to its services and to nobody else.
    own_guid_endings: Vec<String>,
    apps: Vec<MicrosoftApp>,
}

#[derive(Deserialize)]
struct MicrosoftApp {
    id: String,
    name: String,
}

/// What is wrong with a link, and how to mend it.
pub(super) fn wrong_link(link: &str) -> Option<(String, &'static str)> {
    let wrong = |what: &str, fix| Some((what.to_owned(), fix));
    if link.chars().any(|sign| sign.is_whitespace() || sign.is_control() || sign == '\\') {
        return wrong("it holds a space, a backslash or a control sign", "write it as one https link");
    }
    let Ok(url) = Url::parse(link) else {
        return wrong("it is not a link", "write it in full, beginning with https://");
    };
    if url.scheme() != "https" {
        return wrong("it is not an https link", "begin it with https://");
    }
    // Read from the text and not from the parsed link, which drops :443 and turns letters into punycode.
    let after_scheme = link.get(.."https://".len()).filter(|begin| begin.eq_ignore_ascii_case("https://"));
    let Some(written) = after_scheme
        .and_then(|begin| link[begin.len()..].split(['/', '?', '#']).next())
        .filter(|it| !it.is_empty())
    else {
        return wrong("it is not a link", "write it in full, beginning with https://");
    };
    if written.contains('@') {
        return wrong("it has a user name before the host", "take out everything up to the @");
    }
    if written.contains('[') || !matches!(url.host(), Some(Host::Domain(_))) {
        return wrong("its host is a number and not a name", "use the host's name");
    }
    if written.contains(':') {
        return wrong("it names a port", "take the port out");
    }
    wrong_host(written)
}

fn wrong_host(host: &str) -> Option<(String, &'static str)> {
    let host = host.to_ascii_lowercase();
    let wrong = |what: &str, fix| Some((what.to_owned(), fix));
    if !host.is_ascii() || host.split('.').any(|label| label.starts_with("xn--")) {
        return wrong("its host has letters beyond a to z", "use a host name of plain letters");
    }
    if host.ends_with('.') {
        return wrong("its host ends with a dot", "take the dot out");
    }
    let private = PRIVATE_ENDINGS.iter().any(|ending| host.ends_with(ending));
    let signs = host.bytes().all(|c| c.is_ascii_alphanumeric() || b"-._".contains(&c));
    if !host.contains('.') || !signs || private {
        return wrong("its host is no public name", "use the maker's public host name");
    }
    if SHORTENERS.iter().any(|shortener| is_under(&host, shortener)) {
        return wrong("it is a short link, which hides where it leads", "write the link it leads to");
    }
    let of_microsoft = SIGN_IN_DOMAINS.iter().any(|domain| is_under(&host, domain));
    if of_microsoft || APPROVAL_HOSTS.contains(&host.as_str()) {
        return wrong(
            "it leads to Microsoft's sign-in",
            "use the maker's own page; Usher makes sign-in links",
        );
    }
    None
}

fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The app of Microsoft's that has this client id, written in lower case.
pub(super) fn microsoft_app(client_id: &str) -> Option<&'static str> {
    static APPS: LazyLock<MicrosoftApps> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../data/microsoft-apps.json"))
            .expect("microsoft-apps.json is part of the program and tested")
    });
    let named = APPS.apps.iter().find(|app| app.id == client_id).map(|app| app.name.as_str());
    named.or_else(|| {
        let own = APPS.own_guid_endings.iter().any(|ending| client_id.ends_with(ending.as_str()));
        own.then_some("services")
    })
}
