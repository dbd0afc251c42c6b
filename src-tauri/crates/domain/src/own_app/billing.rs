//! What the command that says who pays for a metered API printed (`entra-consent.md` 8.4).

use serde::{Deserialize, Serialize};

use crate::ids::ClientId;

/// What a pasted output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum BillingOutput {
    /// The subscription pays for the app.
    Pays,
    /// It pays for another app.
    OtherApp,
    /// Azure has not finished.
    NotFinished,
    /// The subscription does not know what Graph bills with (`MissingSubscriptionRegistration`).
    NotRegistered,
    /// The account may not write to the subscription (`AuthorizationFailed`).
    NotAllowed,
    /// Nobody is signed in to the Azure CLI.
    SignedOut,
    /// Azure does not know the subscription or the resource group.
    UnknownNames,
    /// Another error.
    Red,
    /// Not the output of this command.
    NotOutput,
}

/// What an error of the Azure CLI says, in the order in which they are looked for.
const ERRORS: [(BillingOutput, &[&str]); 5] = [
    (BillingOutput::NotRegistered, &["missingsubscriptionregistration", "not registered to use namespace"]),
    (BillingOutput::NotAllowed, &["authorizationfailed", "does not have authorization", "forbidden"]),
    (
        BillingOutput::SignedOut,
        &["please run 'az login'", "please run: az login", "authentication is needed"],
    ),
    (
        BillingOutput::UnknownNames,
        &["resourcegroupnotfound", "subscriptionnotfound", "invalidsubscriptionid", "the subscription of"],
    ),
    (BillingOutput::Red, &["error:", "(badrequest)", "code: "]),
];

/// The type of what says who pays.
const ACCOUNT_TYPE: &str = "Microsoft.GraphServices/accounts";
/// Braces that begin a line and are tried; a pasted window has few.
const MOST_TRIED: usize = 8;

/// `Microsoft.GraphServices/accounts`, as far as it is asked.
#[derive(Deserialize)]
struct Account {
    r#type: String,
    properties: AccountProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountProperties {
    app_id: String,
    provisioning_state: Option<String>,
}

impl BillingOutput {
    /// The command that has to be run before the second one; the name in capitals is the subscription owner's to fill in.
    #[must_use]
    pub fn first(self) -> Option<&'static str> {
        (self == BillingOutput::NotRegistered).then_some(
            "az provider register --namespace Microsoft.GraphServices --subscription SUBSCRIPTION_ID --wait",
        )
    }
}

/// Reads what `az resource create` printed for `app`.
#[must_use]
pub fn read_billing_output(text: &str, app: Option<&ClientId>) -> BillingOutput {
    let Some(AccountProperties { app_id, provisioning_state }) = account_in(text) else {
        let lower = text.to_ascii_lowercase();
        let said = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let found = ERRORS.into_iter().find(|(_, words)| said(words));
        return found.map_or(BillingOutput::NotOutput, |(output, _)| output);
    };
    let is_ours = ClientId::parse(&app_id).is_ok_and(|paid_for| Some(&paid_for) == app);
    if !is_ours {
        return BillingOutput::OtherApp;
    }
    match provisioning_state.map(|state| state.to_ascii_lowercase()).as_deref() {
        None | Some("succeeded") => BillingOutput::Pays,
        Some("failed" | "canceled") => BillingOutput::Red,
        Some(_) => BillingOutput::NotFinished,
    }
}

/// The last one in a text that may hold the command, an earlier try and anything else of the window.
fn account_in(text: &str) -> Option<AccountProperties> {
    let from_each_line = std::iter::successors(Some(text), |rest| Some(rest.split_once('\n')?.1));
    let begun: Vec<&str> =
        from_each_line.filter(|rest| rest.trim_start_matches([' ', '\t']).starts_with('{')).collect();
    begun
        .into_iter()
        .rev()
        .take(MOST_TRIED)
        .filter_map(|rest| serde_json::Deserializer::from_str(rest).into_iter::<Account>().next()?.ok())
        .find(|account| account.r#type.eq_ignore_ascii_case(ACCOUNT_TYPE))
        .map(|account| account.properties)
}
