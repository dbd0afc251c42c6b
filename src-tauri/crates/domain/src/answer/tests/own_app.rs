//! The errors of an own app registration: in Kaltura's words, and as Microsoft answered before Kaltura worded them.

use proptest::prelude::{prop_assert, proptest};
use rstest::rstest;

use super::read;
use crate::diagnosis::Card;
use crate::profile::built_in;
use crate::situation::{Situation, Sureness, Who};

/// The seven messages of Kaltura's document, with what each means.
const MESSAGES: [(&str, Situation, Who, Card); 7] = [
    (
        "The provided application credentials are missing the 'OnlineMeetingRecording.Read.All' permission.",
        Situation::PermissionMissing,
        Who::TenantAdmin,
        Card::E13,
    ),
    (
        "The provided application credentials are missing the 'OnlineMeetingTranscript.Read.All' permission.",
        Situation::PermissionMissing,
        Who::TenantAdmin,
        Card::E13,
    ),
    (
        "Application policy is missing for the configured application registration.",
        Situation::AccessPolicyMissing,
        Who::TenantAdmin,
        Card::E14,
    ),
    ("Access to the Microsoft API was denied.", Situation::PermissionMissing, Who::TenantAdmin, Card::E13),
    ("The provided application secret has expired.", Situation::SecretExpired, Who::AppDeveloper, Card::E12),
    ("The provided application secret is invalid.", Situation::SecretInvalid, Who::AppDeveloper, Card::E11),
    ("Application is disabled", Situation::AppDisabled, Who::TenantAdmin, Card::E10),
];

/// A text, and the ways in which a person gets hold of it.
fn wrapped(text: &str) -> Vec<(&'static str, String)> {
    let stem = text.trim_end_matches('.');
    let escaped = text.replace('\'', "&#39;");
    vec![
        ("as it is", text.to_owned()),
        ("without its full stop", stem.to_owned()),
        ("in small letters", text.to_lowercase()),
        ("in capitals", text.to_uppercase()),
        ("with a link after it", format!("{text} More details")),
        ("with a link in the next line", format!("{text}\n\nMore details\n")),
        ("with the label of a log", format!("Error: {text}")),
        ("with a time before it", format!("2025-07-03 20:03:11 ERROR TeamsVendor - {text}")),
        ("in quotes", format!("“{text}”")),
        ("in italics", format!("<i>{text}</i>")),
        ("as a row of the list", format!("Brightwater Jul 3, 2025 Jul 4, 2025 Disabled {text}")),
        (
            "in a page",
            format!(
                "<!doctype html><html><body><div class=\"tip\"><span>{escaped}</span> <a href=\"#\">More details</a></div></body></html>"
            ),
        ),
        ("in an API's answer", format!(r#"{{"status":"failed","message":"{text}","id":"oqgatWBdQH"}}"#)),
        ("in a mail", format!("Hello,\nKaltura shows this to me:\n\n> {text}\n\nWhat shall I do?\nGrace")),
        ("broken over two lines", text.replacen(" application ", "\n application ", 1)),
        ("with other quotes", text.replace('\'', "’")),
    ]
}

#[test]
fn each_of_the_seven_messages_is_named_however_it_was_copied() {
    for (message, situation, who, card) in MESSAGES {
        for (how, text) in wrapped(message) {
            let diagnosis = read(&text);

            assert_eq!(
                (diagnosis.situation, diagnosis.who, diagnosis.card),
                (situation, who, card),
                "{how}: {text}"
            );
            assert_eq!(diagnosis.sureness, Sureness::Inferred, "a maker's words prove nothing: {text}");
        }
    }
}

#[test]
fn the_seven_are_those_of_the_profile_and_mean_the_same_there() {
    let kaltura = built_in().iter().find(|profile| profile.id.0 == "kaltura").expect("built in");

    let known: Vec<_> = kaltura.errors.iter().map(|error| (error.text.as_str(), error.situation)).collect();
    let expected: Vec<_> = MESSAGES.iter().map(|(text, situation, ..)| (*text, *situation)).collect();
    assert_eq!(known, expected);
}

#[rstest]
#[case::recording("application credentials are missing the 'OnlineMeetingRec", Situation::PermissionMissing)]
#[case::from_the_front(
    "provided application credentials are missing the 'OnlineMeeting",
    Situation::PermissionMissing
)]
#[case::transcript(
    "…credentials are missing the 'OnlineMeetingTranscript.Read.All' perm",
    Situation::PermissionMissing
)]
#[case::policy("Application policy is missing for the config", Situation::AccessPolicyMissing)]
#[case::policy_alone("Application policy is missing", Situation::AccessPolicyMissing)]
#[case::denied("Access to the Microsoft API was den", Situation::PermissionMissing)]
#[case::ended("provided application secret has exp", Situation::SecretExpired)]
#[case::invalid("The provided application secret is inv", Situation::SecretInvalid)]
#[case::disabled("Application is disabl", Situation::AppDisabled)]
fn a_message_that_is_cut_short_is_still_named(#[case] text: &str, #[case] expected: Situation) {
    for text in [text.to_owned(), format!("{text}…"), format!("{text}...")] {
        assert_eq!(read(&text).situation, expected, "{text}");
    }
}

/// The token endpoint's refusal of an app, as it comes.
fn token_refusal(error: &str, code: u32, text: &str) -> String {
    format!(
        "{{\"error\":\"{error}\",\"error_description\":\"AADSTS{code}: {text} Trace ID: \
         8f1c2c39-0000-4d2f-8a51-3c5d7b0e2a00 Correlation ID: 3d0c0c5e-1d6f-4a3b-9d9b-5a7a8d2a1c11 Timestamp: 2026-11-22 \
         08:00:00Z\",\"error_codes\":[{code}],\"timestamp\":\"2026-11-22 08:00:00Z\",\"trace_id\":\
         \"8f1c2c39-0000-4d2f-8a51-3c5d7b0e2a00\",\"correlation_id\":\"3d0c0c5e-1d6f-4a3b-9d9b-5a7a8d2a1c11\",\
         \"error_uri\":\"https://login.microsoftonline.com/error?code={code}\"}}"
    )
}

#[rstest]
#[case::wrong_secret(
    "invalid_client",
    7_000_215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the \
     client secret ID, for a secret added to app '0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60'.",
    Situation::SecretInvalid,
    Who::AppDeveloper,
    Card::E11
)]
#[case::ended_secret(
    "invalid_client",
    7_000_222,
    "The provided client secret keys for app '0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60' are expired. Visit the Azure portal to \
     create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials.",
    Situation::SecretExpired,
    Who::AppDeveloper,
    Card::E12
)]
#[case::turned_off(
    "unauthorized_client",
    7_000_112,
    "Application '0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60'(Kaltura Teams Integration) is disabled.",
    Situation::AppDisabled,
    Who::TenantAdmin,
    Card::E10
)]
fn the_token_endpoints_answer_behind_it_is_proved(
    #[case] error: &str,
    #[case] code: u32,
    #[case] text: &str,
    #[case] situation: Situation,
    #[case] who: Who,
    #[case] card: Card,
) {
    let body = token_refusal(error, code, text);
    let short = &body[..body.find("Trace ID").expect("in it")];
    let pretty = body.replace(",\"", ",\n  \"");
    let escaped = format!("\"{}\"", body.replace('"', "\\\""));
    let page = format!("<html><body><pre>{}</pre></body></html>", body.replace('"', "&quot;"));
    let header = format!("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{body}");

    for text in [
        &body,
        short,
        &pretty,
        &escaped,
        &page,
        &header,
        &body.to_lowercase(),
        &format!("{body} More details"),
    ] {
        let diagnosis = read(text);

        assert_eq!((diagnosis.situation, diagnosis.who, diagnosis.card), (situation, who, card), "{text}");
        assert_eq!(diagnosis.sureness, Sureness::Proved, "{text}");
        assert!(diagnosis.codes.iter().any(|found| found.0 == code), "{text}");
    }
}

/// A refusal of Graph, as it comes.
fn graph_refusal(code: &str, message: &str) -> String {
    format!(
        "{{\"error\":{{\"code\":\"{code}\",\"message\":\"{message}\",\"innerError\":{{\"date\":\"2026-11-22T08:00:00\",\
         \"request-id\":\"8f1c2c39-0000-4d2f-8a51-3c5d7b0e2a00\",\"client-request-id\":\
         \"3d0c0c5e-1d6f-4a3b-9d9b-5a7a8d2a1c11\"}}}}}}"
    )
}

#[rstest]
#[case::people(
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
    Situation::PermissionMissing,
    Card::E13
)]
#[case::meetings(
    "Forbidden",
    "Missing role permissions on the request. API requires one of 'OnlineMeetings.Read.All'. Roles on the request 'User.ReadBasic.All'.",
    Situation::PermissionMissing,
    Card::E13
)]
#[case::recordings(
    "Forbidden",
    "Application is not authorized to perform this operation. Application permissions missing.",
    Situation::PermissionMissing,
    Card::E13
)]
#[case::roles_claim(
    "UnknownError",
    "Either scp or roles claim need to be present in the token.",
    Situation::PermissionMissing,
    Card::E13
)]
#[case::bare_forbidden("Forbidden", "", Situation::PermissionMissing, Card::E13)]
#[case::no_policy(
    "Forbidden",
    "No application access policy found for this app",
    Situation::AccessPolicyMissing,
    Card::E14
)]
#[case::no_policy_on_the_user(
    "General",
    "No application access policy found for this app: 0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60 on the user: dc17674c-81d9-4adb-bfb2-8f6a442e4624.",
    Situation::AccessPolicyMissing,
    Card::E14
)]
#[case::on_behalf_of(
    "Unauthorized",
    "App 0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60 is not authorized to Create meeting on behalf of user dc17674c-81d9-4adb-bfb2-8f6a442e4624",
    Situation::AccessPolicyMissing,
    Card::E14
)]
fn graphs_answer_behind_it_is_placed(
    #[case] code: &str,
    #[case] message: &str,
    #[case] situation: Situation,
    #[case] card: Card,
) {
    let body = graph_refusal(code, message);
    let header = format!("HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n{body}");
    let page = format!("<html><body><pre>{}</pre></body></html>", body.replace('"', "&quot;"));
    let cut = &body[..body.find("innerError").expect("in it")];

    for text in [&body, &header, &page, cut, &format!("403 Forbidden: {body}")] {
        let diagnosis = read(text);

        assert_eq!(
            (diagnosis.situation, diagnosis.who, diagnosis.card),
            (situation, Who::TenantAdmin, card),
            "{text}"
        );
    }
}

#[rstest]
#[case::status("HTTP/1.1 402 Payment Required")]
#[case::body(r#"{"error":{"code":"PaymentRequired","message":"The tenant needs a subscription."}}"#)]
#[case::body_with_words(r#"{"error":{"code":"PaymentRequired","message":"Payment Required"}}"#)]
#[case::with_a_header(
    "HTTP/2 402\r\ncontent-type: application/json\r\n\r\n{\"error\":{\"code\":\"PaymentRequired\",\"message\":\"\"}}"
)]
#[case::from_a_client("Response status code does not indicate success: 402 (Payment Required).")]
#[case::from_a_library("Request failed with status code 402")]
#[case::in_small_letters("402 payment required")]
fn an_api_that_nobody_pays_for_has_its_card(#[case] text: &str) {
    let diagnosis = read(text);

    assert_eq!(
        (diagnosis.situation, diagnosis.who, diagnosis.card),
        (Situation::Unknown, Who::TenantAdmin, Card::E19)
    );
}

#[rstest]
#[case::a_sentence_about_policies("Our travel policy is missing a page on trains.")]
#[case::a_setting("JavaScript is disabled in your browser.")]
#[case::a_secret("The secret of a good cake has expired with my grandmother.")]
#[case::a_price("Room 402 is paid for.")]
fn what_only_sounds_like_one_of_them_is_not_named(#[case] text: &str) {
    assert_eq!(read(text).situation, Situation::Unknown, "{text}");
}

proptest! {
    #[test]
    fn a_message_is_named_in_the_middle_of_any_text(
        which in 0..6_usize,
        before in "[a-z ]{0,40}",
        after in "[a-z ]{0,40}",
    ) {
        let (message, situation, ..) = MESSAGES[which];

        let diagnosis = read(&format!("{before}\n{message}\n{after}"));

        prop_assert!(diagnosis.situation == situation, "{before:?} {after:?}: {diagnosis:?}");
    }
}
