//! What the Azure CLI prints about who pays for a metered API.

use proptest::prelude::{prop_assert_ne, proptest};
use rstest::rstest;

use super::{APP, OTHER_APP, app};
use crate::own_app::{BillingOutput, read_billing_output};

const COMMAND: &str = "az resource create --resource-group Rooms --name kaltura-billing --resource-type \
     Microsoft.GraphServices/accounts --properties '{\"appId\":\"0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60\"}' \
     --location Global --subscription 5fb0a1c2-1111-4222-8333-444455557777";

/// As `az` prints it.
fn account(app: &str, state: &str) -> String {
    format!(
        r#"{{
  "extendedLocation": null,
  "id": "/subscriptions/5fb0a1c2-1111-4222-8333-444455557777/resourceGroups/Rooms/providers/Microsoft.GraphServices/accounts/kaltura-billing",
  "identity": null,
  "location": "global",
  "name": "kaltura-billing",
  "properties": {{
    "appId": "{app}",
    "billingPlanId": "5fb0a1c2-1111-4222-8333-444455558888",
    "provisioningState": "{state}"
  }},
  "resourceGroup": "Rooms",
  "tags": null,
  "type": "microsoft.graphservices/accounts"
}}
"#
    )
}

fn read(text: &str) -> BillingOutput {
    read_billing_output(text, Some(&app()))
}

#[rstest]
#[case::alone(account(APP, "Succeeded"))]
#[case::in_capitals(account(&APP.to_uppercase(), "Succeeded"))]
#[case::without_a_state(account(APP, "").replace(",\n    \"provisioningState\": \"\"", ""))]
#[case::with_line_breaks_of_windows(account(APP, "Succeeded").replace('\n', "\r\n"))]
#[case::on_one_line(account(APP, "Succeeded").replace('\n', " "))]
#[case::with_the_command_and_the_next_prompt(format!("grace@Azure:~$ {COMMAND}\n{}grace@Azure:~$ ", account(APP, "Succeeded")))]
#[case::with_a_command_that_the_window_broke(
    format!("{}\n{}", COMMAND.replace("'{", "'\n{"), account(APP, "Succeeded"))
)]
#[case::in_other_capitals(account(APP, "succeeded"))]
#[case::after_an_earlier_try([account(OTHER_APP, "Succeeded"), account(APP, "Succeeded")].concat())]
#[case::after_the_list_of_the_first_command(["  {\n  },\n".repeat(9), account(APP, "Succeeded")].concat())]
#[case::under_a_warning(format!("WARNING: This is in preview (code: 1)\n  {}", account(APP, "Succeeded")))]
fn a_subscription_that_pays_for_the_app_is_told(#[case] text: String) {
    assert_eq!(read(&text), BillingOutput::Pays);
}

#[rstest]
#[case::another_app(&account(OTHER_APP, "Succeeded"), BillingOutput::OtherApp)]
#[case::no_app(&account("APP_ID", "Succeeded"), BillingOutput::OtherApp)]
#[case::not_finished(&account(APP, "Accepted"), BillingOutput::NotFinished)]
#[case::failed(&account(APP, "Failed"), BillingOutput::Red)]
#[case::not_registered(
    "ERROR: (MissingSubscriptionRegistration) The subscription is not registered to use namespace \
     'Microsoft.GraphServices'.\nCode: MissingSubscriptionRegistration",
    BillingOutput::NotRegistered
)]
#[case::not_allowed(
    "ERROR: (AuthorizationFailed) The client 'grace@brightwater.example' does not have authorization to \
     perform action 'Microsoft.GraphServices/accounts/write'.\nCode: AuthorizationFailed",
    BillingOutput::NotAllowed
)]
#[case::signed_out("ERROR: Please run 'az login' to setup account.", BillingOutput::SignedOut)]
#[case::a_sign_in_that_ran_out(
    "ERROR: AADSTS700082: The refresh token has expired.\nInteractive authentication is needed. Please run:\n\
     az login --scope https://management.core.windows.net//.default",
    BillingOutput::SignedOut
)]
#[case::no_such_group(
    "ERROR: (ResourceGroupNotFound) Resource group 'RESOURCE_GROUP' could not be found.\nCode: ResourceGroupNotFound",
    BillingOutput::UnknownNames
)]
#[case::no_such_subscription(
    "ERROR: The subscription of 'SUBSCRIPTION_ID' doesn't exist in cloud 'AzureCloud'.",
    BillingOutput::UnknownNames
)]
#[case::quotes_that_the_window_took("ERROR: unrecognized arguments: Global", BillingOutput::Red)]
#[case::nothing("", BillingOutput::NotOutput)]
#[case::the_command_alone(COMMAND, BillingOutput::NotOutput)]
#[case::what_the_first_command_shows(
    r#"[
  {
    "cloudName": "AzureCloud",
    "id": "5fb0a1c2-1111-4222-8333-444455557777",
    "state": "Enabled",
    "user": { "name": "grace@brightwater.example", "type": "user" }
  }
]"#,
    BillingOutput::NotOutput
)]
fn anything_else_is_told_as_what_it_is(#[case] text: &str, #[case] expected: BillingOutput) {
    assert_eq!(read(text), expected);
}

#[test]
fn without_an_app_nothing_pays_for_it() {
    assert_eq!(read_billing_output(&account("", "Succeeded"), None), BillingOutput::OtherApp);
    assert_eq!(read_billing_output(&account(APP, "Succeeded"), None), BillingOutput::OtherApp);
}

proptest! {
    #[test]
    fn no_part_of_an_answer_pays(text in "[ -~\r\n]{0,400}", at in 0_usize..400) {
        let mut part = account(APP, "Succeeded");
        part.truncate(at);
        part.push_str(&text.replace('}', ")"));

        prop_assert_ne!(read(&part), BillingOutput::Pays);
    }
}
