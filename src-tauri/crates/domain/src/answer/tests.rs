use proptest::prelude::{any, proptest};
use rstest::rstest;

use super::{Reading, Refusal, classify_refusal, clean, permission_missing, read_answer};
use crate::diagnosis::{AadstsCode, Card, Diagnosis};
use crate::situation::{Situation, Sureness, Who};

mod own_app;

fn read(text: &str) -> Diagnosis {
    read_answer(text).diagnosis
}

fn numbers(diagnosis: &Diagnosis) -> Vec<u32> {
    diagnosis.codes.iter().map(|code| code.0).collect()
}

#[rstest]
#[case::left_the_page("?error=access_denied&error_subcode=cancel&state=9", Situation::UserDeclined)]
#[case::left_the_admins_page(
    "error=access_denied&error_subcode=cancel&admin_consent=True",
    Situation::AdminConsentDeclined
)]
#[case::admin_said_no(
    "/cb?error=permission_denied&error_description=The+admin+canceled+the+request",
    Situation::AdminConsentDeclined
)]
#[case::consent_missing("#error=consent_required&state=1", Situation::CanGrant)]
#[case::nobody_signed_in("https://a.example/#error=login_required&state=1", Situation::SignInRequired)]
#[case::something_to_do("error=interaction_required", Situation::SignInRequired)]
#[case::busy("error=temporarily_unavailable&error_description=x", Situation::ServiceUnavailable)]
#[case::device_code_pending(r#"{"error":"authorization_pending"}"#, Situation::SignInRequired)]
#[case::device_code_over(r#"{"error":"expired_token","error_description":"over"}"#, Situation::ExpiredGrant)]
#[case::device_code_refused(r#"{"error":"authorization_declined"}"#, Situation::UserDeclined)]
#[case::extra_factor(r#"{"error":"invalid_grant","suberror":"basic_action"}"#, Situation::MfaOrPolicyBlock)]
#[case::password_over(
    r#"{"error":"invalid_grant","suberror":"user_password_expired"}"#,
    Situation::SignInRequired
)]
#[case::token_over(r#"{"error":"invalid_grant","suberror":"token_expired"}"#, Situation::ExpiredGrant)]
#[case::consent_by_suberror(
    r#"{"error":"invalid_grant","suberror":"consent_required"}"#,
    Situation::CanGrant
)]
#[case::claims_challenge(r#"Bearer error="insufficient_claims", claims="e30=""#, Situation::MfaOrPolicyBlock)]
#[case::library_text("BrowserAuthError: user_cancelled: User cancelled the flow.", Situation::UserDeclined)]
#[case::library_field(
    "MsalUiRequiredException, ErrorCode: invalid_grant, StatusCode: 400",
    Situation::ExpiredGrant
)]
#[case::library_word("InteractionRequiredAuthError: login_required: no session", Situation::SignInRequired)]
fn an_oauth_word_without_a_number_is_inferred(#[case] text: &str, #[case] expected: Situation) {
    let diagnosis = read(text);

    assert_eq!(diagnosis.situation, expected);
    assert_eq!(diagnosis.sureness, Sureness::Inferred);
    assert!(diagnosis.codes.is_empty());
}

#[test]
fn a_bare_cancel_keeps_both_admin_pages_open() {
    let diagnosis = read("?error=access_denied&error_subcode=cancel");

    assert_eq!(diagnosis.alternatives, [Situation::NeedsAdminApproval, Situation::NeedsAdminApprovalRequest]);
}

#[rstest]
#[case::code("http://localhost:49152/?code=1.AXEAbc&state=77&session_state=2f", Situation::AlreadyGranted)]
#[case::tokens(
    r#"{"token_type":"Bearer","scope":"User.Read","access_token":"eyJ0eXAiOiJKV1QiLCJhbGci"}"#,
    Situation::AlreadyGranted
)]
#[case::admin_yes("?tenant=7d1&state=4&admin_consent=true", Situation::AdminConsentGranted)]
#[case::admin_no("?admin_consent=False&tenant=7d1", Situation::AdminConsentDeclined)]
fn a_success_is_a_hint_and_never_a_proof(#[case] text: &str, #[case] expected: Situation) {
    let diagnosis = read(text);

    assert_eq!(diagnosis.situation, expected);
    assert_eq!(diagnosis.sureness, Sureness::Inferred);
}

#[test]
fn a_code_that_came_back_may_have_followed_an_accept() {
    assert!(read("http://localhost/?code=0.AV").alternatives.contains(&Situation::CanGrant));
}

#[rstest]
#[case::encoded("error_description=AADSTS53003%3a+Access", [53003])]
#[case::twice_encoded("error_description%3DAADSTS50105%253a%2bThe", [50105])]
#[case::escaped(r#""{\"error_description\":\"AADSTS90094: x\\r\\n\"}""#, [90094])]
#[case::page("<p>Sorry&hellip;</p><b>AADSTS50011</b>&#58; The reply", [50011])]
#[case::cut_array(r#""error_codes":[700016"#, [700016])]
#[case::help_link("see https://login.microsoftonline.com/error?code=50058", [50058])]
#[case::bare("Error Code: 53003", [53003])]
#[case::bare_german("Fehlercode: 53000 Anforderungs-ID: 7", [53000])]
#[case::bare_japanese("エラー コード： 90094", [90094])]
#[case::sign_in_log(r#"{"status":{"errorCode":50126,"failureReason":"x"}}"#, [50126])]
#[case::seven_digits("AADSTS7000215: Invalid client secret", [7_000_215])]
#[case::full_width_colon("AADSTS90094：需要", [90094])]
#[case::zero_width("AADSTS\u{200b}65001", [65001])]
fn numbers_are_found_in_any_wrapping<const N: usize>(#[case] text: &str, #[case] expected: [u32; N]) {
    assert_eq!(numbers(&read(text)), expected);
}

#[rstest]
#[case::order_number("Order 50105 has shipped, error code 10060")]
#[case::too_long("AADSTS123456789")]
#[case::too_short("AADSTS500")]
#[case::consumer_directory("AADB2C90118: The user has forgotten their password.")]
#[case::google("https://accounts.google.com/ Error 400: redirect_uri_mismatch")]
#[case::okta(r#"{"error":"access_denied","error_description":"no","at":"https://a.okta.com"}"#)]
#[case::coupon("https://shop.example/?code=SAVE10")]
#[case::web_server("403 Forbidden nginx/1.18")]
#[case::prose("Please ask your administrator for the printer's password.")]
#[case::prose_of_approval("The admin of the pool needs approval of the budget before summer.")]
#[case::program("KeyError: 'error' in line 401")]
#[case::nothing("")]
fn what_is_not_microsofts_is_unknown(#[case] text: &str) {
    let diagnosis = read(text);

    assert_eq!((diagnosis.situation, diagnosis.sureness), (Situation::Unknown, Sureness::Unknown));
    assert!(diagnosis.codes.is_empty());
    assert_eq!(diagnosis.card, Card::E00);
}

#[rstest]
#[case::assignment("AADSTS50105: Your administrator has", Situation::UserNotAssigned, Sureness::Proved)]
#[case::no_consent("AADSTS65001: The user", Situation::CanGrant, Sureness::Inferred)]
#[case::wrapped("AADSTS70002: Error. AADSTS50126: Wrong", Situation::SignInRequired, Sureness::Inferred)]
#[case::wrapper_alone("AADSTS70002: Error validating", Situation::SecretInvalid, Sureness::Inferred)]
#[case::old_secret_text(
    "AADSTS70002: The request body must contain the following parameter: 'client_secret or client_assertion'.",
    Situation::SecretMissing,
    Sureness::Inferred
)]
#[case::personal(
    "AADSTS50020: User account from identity provider 'live.com' does not exist",
    Situation::WrongAccountType,
    Sureness::Inferred
)]
#[case::other_tenant(
    "AADSTS50020: from identity provider 'https://sts.windows.net/a/'",
    Situation::WrongTenant,
    Sureness::Inferred
)]
#[case::several_accounts(
    "AADSTS16000: Either multiple user identities are available",
    Situation::SignInRequired,
    Sureness::Inferred
)]
#[case::family("AADSTS501051: a later split of 50105", Situation::UserNotAssigned, Sureness::Inferred)]
#[case::two_readings("AADSTS50105 or AADSTS53003", Situation::UserNotAssigned, Sureness::Inferred)]
#[case::no_such_family("AADSTS999999: new", Situation::Unknown, Sureness::Unknown)]
fn a_number_tells_what_its_row_says(
    #[case] text: &str,
    #[case] situation: Situation,
    #[case] sureness: Sureness,
) {
    let diagnosis = read(text);

    assert_eq!((diagnosis.situation, diagnosis.sureness), (situation, sureness));
}

#[test]
fn a_second_number_with_another_meaning_becomes_an_alternative() {
    assert_eq!(read("AADSTS50105 or AADSTS53003").alternatives, [Situation::MfaOrPolicyBlock]);
}

#[rstest]
#[case::no_right(
    r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient"#,
    Situation::PermissionMissing
)]
#[case::no_scope(
    "Forbidden: Missing scope permissions on the request. API requires one of 'Chat.Read'",
    Situation::PermissionMissing
)]
#[case::no_role(
    r#"{"error":{"message":"Missing role permissions on the request."}}"#,
    Situation::PermissionMissing
)]
#[case::exchange(
    r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}"#,
    Situation::PermissionMissing
)]
#[case::meeting(
    "No application access policy found for this app 1 on the user 2",
    Situation::AccessPolicyMissing
)]
#[case::on_behalf(
    "User is not authorized to perform this operation on behalf of user 'x'",
    Situation::AccessPolicyMissing
)]
#[case::token_over(r#"{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed, the token is expired."}}"#, Situation::ExpiredGrant)]
#[case::token_empty(
    r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token is empty."}}"#,
    Situation::SignInRequired
)]
#[case::busy("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7", Situation::Throttled)]
#[case::busy_word(r#"{"error":{"code":"activityLimitReached"}}"#, Situation::Throttled)]
#[case::down("HTTP/2 503", Situation::ServiceUnavailable)]
#[case::shell(
    "Get-MgUser: denied\nStatus: 403 (Forbidden)\nErrorCode: Authorization_RequestDenied",
    Situation::PermissionMissing
)]
#[case::no_licence("Tenant does not have a SPO license.", Situation::Unknown)]
#[case::no_mailbox(r#"{"error":{"code":"MailboxNotEnabledForRESTAPI"}}"#, Situation::Unknown)]
#[case::not_there(
    r#"{"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist"}}"#,
    Situation::Unknown
)]
fn a_graph_error_is_placed_whole_or_cut(#[case] text: &str, #[case] expected: Situation) {
    assert_eq!(read(text).situation, expected);
}

#[test]
fn a_bill_has_its_own_card() {
    let diagnosis = read("HTTP/1.1 402 Payment Required");

    assert_eq!((diagnosis.situation, diagnosis.card), (Situation::Unknown, Card::E19));
}

#[rstest]
#[case(
    "The provided application credentials are missing the 'OnlineMeetingRecording.Read.All' permission.",
    Situation::PermissionMissing
)]
#[case(
    "Application policy is missing for the configured application registration",
    Situation::AccessPolicyMissing
)]
#[case("Access to the Microsoft API was denied", Situation::PermissionMissing)]
#[case("The provided application secret has expired", Situation::SecretExpired)]
#[case("The provided application secret is invalid", Situation::SecretInvalid)]
#[case("Application is disabled", Situation::AppDisabled)]
fn a_vendors_own_messages_are_placed(#[case] text: &str, #[case] expected: Situation) {
    assert_eq!(read(text).situation, expected);
}

#[rstest]
#[case::a_vendors_words(
    "The provided application credentials are missing the 'OnlineMeetingRecording.Read.All' permission.",
    Some("OnlineMeetingRecording.Read.All")
)]
#[case::one_of_several(
    "Missing role permissions on the request. API requires one of 'Presence.Read.All, Presence.ReadWrite.All'. \
     Roles on the request 'User.Read.All'.",
    Some("Presence.Read.All")
)]
#[case::in_other_capitals_at_the_end(
    "The provided application credentials are missing the permission chat.read.",
    Some("Chat.Read")
)]
#[case::with_an_address(
    "Missing scope permissions on the request. API requires one of https://graph.microsoft.com/Chat.Read",
    Some("Chat.Read")
)]
#[case::only_what_is_there(
    "Missing scope permissions on the request. Scopes on the request: User.Read",
    None
)]
#[case::what_is_there_before(
    "Scopes : {User.Read, Mail.Read}\nGet-MgUser : Insufficient privileges to complete the operation.",
    None
)]
#[case::what_is_there_first(
    "The app has User.Read.All but is missing the required permissions: OnlineMeetings.Read.All",
    Some("OnlineMeetings.Read.All")
)]
#[case::in_an_encoded_body(
    r#"{"error":{"message":"API requires one of \u0027OnlineMeetings.Read.All, OnlineMeetings.ReadWrite.All\u0027. Roles on the request \u0027User.Read.All\u0027."}}"#,
    Some("OnlineMeetings.Read.All")
)]
#[case::nothing_named("Access to the Microsoft API was denied", None)]
#[case::no_permission_of_graph(
    "Missing scope permissions on the request. API requires one of Coffee.Brew.All",
    None
)]
#[case::an_answer_of_another_kind("AADSTS65001: consent is missing for Chat.Read", None)]
fn the_permission_that_is_missing_is_named(#[case] text: &str, #[case] expected: Option<&str>) {
    let Reading { diagnosis, quote } = read_answer(text);

    assert_eq!(permission_missing(&diagnosis, &quote), expected, "{diagnosis:?}");
}

#[rstest]
#[case::en("Need admin approval")]
#[case::en_half("…resources in your organization that only an admin can grant. Please")]
#[case::de("ADMINISTRATORGENEHMIGUNG\nERFORDERLICH")]
#[case::de_unseen("Genehmigung eines Administrators benötigt")]
#[case::fr("Approbation de l’administrateur requise")]
#[case::fr_without_accents("Necessite l'approbation d'un administrateur")]
#[case::es("Necesita aprobación del administrador")]
#[case::it("È necessaria l’approvazione dell’amministratore")]
#[case::pt_br("Aprovação do administrador necessária")]
#[case::pt_pt("Precisa de permissão que apenas um administrador pode conceder")]
#[case::nl("Goedkeuring van beheerder nodig")]
#[case::ja("管理者の承認が必要")]
#[case::zh_hans("需要管理员批准")]
#[case::zh_hant("需要系統管理員核准")]
#[case::ko("관리자의 승인이 필요함")]
#[case::sv("Administratörens godkännande krävs")]
#[case::da("Kræver godkendelse fra administrator")]
#[case::nb("Trenger administratorgodkjenning")]
#[case::fi("Järjestelmänvalvojan hyväksyntä tarvitaan")]
#[case::pl("Wymagane zatwierdzenie przez administratora")]
#[case::cs("Vyžaduje se schválení správcem")]
#[case::tr("YÖNETİCİ ONAYI GEREKİYOR")]
#[case::ru("Требуется утверждение администратора")]
#[case::uk("Потрібне схвалення адміністратора")]
#[case::ar("مطلوب موافقة المسؤول")]
#[case::he("נדרש אישור של מנהל מערכת")]
#[case::hu("Rendszergazdai jóváhagyás szükséges")]
#[case::el("Απαιτείται έγκριση διαχειριστή")]
#[case::ro("Este necesară aprobarea administratorului")]
#[case::th("ต้องได้รับการอนุมัติจากผู้ดูแลระบบ")]
#[case::vi("Cần có sự phê duyệt của quản trị viên")]
#[case::id("Perlu persetujuan admin")]
#[case::hi("व्यवस्थापक अनुमोदन आवश्यक है")]
fn the_dead_end_is_known_in_every_language(#[case] text: &str) {
    let diagnosis = read(text);

    assert_eq!((diagnosis.situation, diagnosis.who), (Situation::NeedsAdminApproval, Who::TenantAdmin));
    assert_eq!(diagnosis.sureness, Sureness::Inferred);
}

#[rstest]
#[case::request_box(
    "Approval required\nTaskly\nEnter justification for requesting this app",
    Situation::NeedsAdminApprovalRequest
)]
#[case::request_box_de(
    "Genehmigung erforderlich\nGeben Sie eine Begründung für die Anforderung dieser App ein\nAdministrator",
    Situation::NeedsAdminApprovalRequest
)]
#[case::request_box_ja(
    "承認が必要です\nこのアプリを要求する理由を入力してください",
    Situation::NeedsAdminApprovalRequest
)]
#[case::heading_alone("Approval required", Situation::NeedsAdminApprovalRequest)]
#[case::sent("Request sent\nYour request was sent to your admin.", Situation::AdminApprovalPending)]
#[case::sent_fr("Demande envoyée", Situation::AdminApprovalPending)]
#[case::turned_down("Your request has been denied", Situation::AdminConsentDeclined)]
#[case::accept_page(
    "Permissions requested\nTaskly\nThis app would like to:\nRead your calendars\nAccept",
    Situation::CanGrant
)]
#[case::accept_page_es("Permisos solicitados\nAceptar", Situation::CanGrant)]
#[case::accept_page_ko("요청된 권한", Situation::CanGrant)]
#[case::policy("You can’t get there from here", Situation::MfaOrPolicyBlock)]
#[case::policy_zh("你当前无法访问此内容", Situation::MfaOrPolicyBlock)]
#[case::register_factor("Plus d’informations requises", Situation::MfaOrPolicyBlock)]
#[case::personal(
    "You can't sign in here with a personal account. Use your work or school account instead.",
    Situation::WrongAccountType
)]
#[case::stranger("Selected user account does not exist in tenant 'Brightwater'", Situation::WrongTenant)]
#[case::typo("This username may be incorrect. Make sure you typed it correctly.", Situation::WrongTenant)]
#[case::locked("Your account has been locked. Contact your support person", Situation::UserBlocked)]
#[case::password("Update your password. You need to update your password because", Situation::SignInRequired)]
#[case::accounts("Pick an account\nana@brightwater.example\nUse another account", Situation::SignInRequired)]
#[case::stay("Angemeldet bleiben?", Situation::SignInRequired)]
#[case::address(
    "The redirect URI 'x' specified in the request does not match the redirect URIs configured",
    Situation::RedirectMismatch
)]
#[case::turned_off("has been disabled by your administrator", Situation::AppDisabled)]
fn a_page_is_known_by_its_words(#[case] text: &str, #[case] expected: Situation) {
    let diagnosis = read(text);

    assert_eq!(diagnosis.situation, expected);
    assert_eq!(diagnosis.sureness, Sureness::Inferred);
}

#[rstest]
#[case::person(&[("state", "1")], Situation::UserDeclined, Sureness::Proved)]
#[case::admin(&[("admin_consent", "True")], Situation::AdminConsentDeclined, Sureness::Inferred)]
fn a_declined_consent_depends_on_whose_link_it_was(
    #[case] more: &[(&str, &str)],
    #[case] situation: Situation,
    #[case] sureness: Sureness,
) {
    let own = [("error", "access_denied"), ("error_description", "AADSTS65004: User declined")];

    let refusal = Refusal::from_parameters(own.into_iter().chain(more.iter().copied())).unwrap();

    let diagnosis = classify_refusal(&refusal);
    assert_eq!((diagnosis.situation, diagnosis.sureness), (situation, sureness));
}

#[test]
fn a_token_refusal_is_read_with_its_numbers_once() {
    let body = r#"{"error":"invalid_grant","error_description":"AADSTS65001: no\r\n","error_codes":[65001,70000],
        "suberror":"consent_required","correlation_id":"c1"}"#;

    let refusal = Refusal::from_json(body).unwrap();

    assert_eq!(refusal.codes, [AadstsCode(65001), AadstsCode(70000)]);
    assert_eq!(refusal.correlation_id.as_deref(), Some("c1"));
}

#[rstest]
#[case("")]
#[case("{}")]
#[case(r#"{"access_token":"x"}"#)]
fn a_body_without_error_is_no_refusal(#[case] body: &str) {
    assert_eq!(Refusal::from_json(body), None);
}

#[test]
fn a_quote_shows_no_code_token_or_control_character() {
    let quote = read_answer(
        "http://localhost/?code=0.AVAAsecretsecretsecret&state=abcdefghijklmnopqrst\u{202e}\u{7}#",
    )
    .quote;

    assert_eq!(quote, "http://localhost/?code=…&state=…#");
}

#[test]
fn a_long_text_is_cut_at_a_sign() {
    assert_eq!(clean(&"€".repeat(5000)).len(), 4095);
}

#[test]
fn what_stands_far_behind_any_answer_is_not_read() {
    assert!(read(&format!("{} AADSTS90094", "a ".repeat(64 * 1024))).codes.is_empty());
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_quote_is_clean(text in any::<String>()) {
        let quote = read_answer(&text).quote;
        assert!(quote.len() <= 4096);
        assert!(!quote.chars().any(|sign| (sign.is_control() && sign != '\n' && sign != '\t') || ('\u{202a}'..='\u{202e}').contains(&sign)));
    }

    #[test]
    fn broken_wrappings_never_panic(text in r#"([%&\\<"':=?#{}\[\]]|error|code|AADSTS|%4|\\u00|&#x|access_token|é|承){0,60}"#) {
        drop(read_answer(&text));
    }

    #[test]
    fn proved_always_rests_on_microsofts_own_answer(text in "[a-zA-Z .,!?]{0,200}") {
        assert_ne!(read_answer(&text).diagnosis.sureness, Sureness::Proved);
    }
}
