//! What an act came to, in words.

use maud::{Markup, html};

use crate::portal::{Needed, Notice};

/// What the last act came to.
pub(super) fn told(notice: Option<Notice>) -> Markup {
    let done = |text: &str| html! { p #portal-done role="status" { (text) } };
    let problem = |text: &str| html! { p.problem #portal-problem role="alert" { (text) } };
    match notice {
        None => html! {},
        Some(Notice::Granted) => done("Admin consent was granted. Select Refresh to see it in the list."),
        Some(Notice::Revoked) => done("The permission was revoked."),
        Some(Notice::Saved) => done("Your changes were saved."),
        Some(Notice::Approved) => done("The request was approved for everyone."),
        Some(Notice::Denied) => done("The request was denied. The person gets an email with your words."),
        Some(Notice::Blocked) => done("The app was blocked. Nobody can sign in to it now."),
        Some(Notice::Gone) => problem("Nothing was changed: it is not there any more."),
        Some(Notice::WrongPassword) => problem("The account or password is not right."),
        Some(Notice::NotAdmin) => problem("This account has no admin role here. Use another account."),
        Some(Notice::Registered) => done("The app was registered."),
        Some(Notice::PermissionsAdded) => done("The permissions were added. They are not granted yet."),
        Some(Notice::SecretMade(_)) => {
            done("Copy the new value now. It is not shown again once you leave this page.")
        }
        Some(Notice::CertificateAdded) => done("The certificate was added."),
        Some(Notice::CredentialDeleted) => done("It was deleted. The app can't sign in with it any more."),
        Some(Notice::NameMissing) => problem("Write a name first."),
        Some(Notice::NothingTicked) => problem("Tick a permission first."),
        Some(Notice::NotACertificate) => {
            problem("That is not a certificate with an RSA key. Paste all of the file, or its Base64 text.")
        }
        Some(Notice::SecretsForbidden) => problem(
            "Your organization's app management policy does not allow client secrets. Use a certificate.",
        ),
        Some(Notice::JustificationMissing) => problem("Write a justification first."),
        Some(Notice::Needs(needed)) => problem(words(needed)),
    }
}

fn words(needed: Needed) -> &'static str {
    match needed {
        Needed::Approving => {
            "This account may not approve that. It takes the role of a Cloud Application Administrator, \
             Application Administrator, Privileged Role Administrator or Global Administrator."
        }
        Needed::ApprovingForApps => {
            "This account may not do that with application permissions of Microsoft Graph. It takes the role \
             of a Privileged Role Administrator or Global Administrator."
        }
        Needed::ManagingApps => {
            "This account may not change that. It takes the role of a Cloud Application Administrator, \
             Application Administrator or Global Administrator."
        }
        Needed::SettingPolicies => {
            "This account may not change that. It takes the role of a Global Administrator."
        }
    }
}
