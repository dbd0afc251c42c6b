//! Which links and client ids a profile may name.

use url::{Host, Url};

/// The domains on which Microsoft signs people in: a link there could ask for consent for any app (S67).
const SIGN_IN_DOMAINS: [&str; 8] = [
    "microsoftonline.com",
    "microsoftonline.us",
    "microsoftonline.cn",
    "chinacloudapi.cn",
    "login.microsoft.com",
    "login.live.com",
    "windows.net",
    "microsoftonline-p.com",
];

/// Microsoft's own apps: a sign-in under their name gets far more than a product needs (S75).
const MICROSOFT_APPS: [(&str, &str); 16] = [
    ("00000002-0000-0ff1-ce00-000000000000", "Exchange Online"),
    ("00000003-0000-0000-c000-000000000000", "Microsoft Graph"),
    ("00000003-0000-0ff1-ce00-000000000000", "SharePoint Online"),
    ("00b41c95-dab0-4487-9791-b9d2c32c80f2", "Office 365 Management"),
    ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Azure CLI"),
    ("14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools"),
    ("1950a258-227b-4e31-a9cf-717495945fc2", "Azure PowerShell"),
    ("1b730954-1685-4b74-9bfd-dac224a7b894", "Azure Active Directory PowerShell"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"),
    ("27922004-5251-4030-b22d-91ecd9a37ea4", "Outlook Mobile"),
    ("29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker"),
    ("4813382a-8fa7-425e-ab75-3b753aab3abb", "Microsoft Authenticator"),
    ("872cd9fa-d31f-45e0-9eab-6e460a02d1f1", "Visual Studio"),
    ("ab9b8c07-8f02-4f72-87fa-80105867a763", "OneDrive Sync"),
    ("aebc6443-996d-45c2-90f0-388ff96faa56", "Visual Studio Code"),
    ("d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office"),
];

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
    let Some(written) = link.split_once("//").and_then(|(_, rest)| rest.split(['/', '?', '#']).next()) else {
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
    if !host.contains('.') || host.contains('%') || host.ends_with(".local") || host.ends_with(".localhost") {
        return wrong("its host is no public name", "use the maker's public host name");
    }
    let of_microsoft = SIGN_IN_DOMAINS.iter().any(|domain| is_under(&host, domain));
    if of_microsoft {
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

/// The app of Microsoft's that has this client id.
pub(super) fn microsoft_app(client_id: &str) -> Option<&'static str> {
    MICROSOFT_APPS.iter().find(|(id, _)| *id == client_id).map(|(_, name)| *name)
}
