//! A situation with what it rests on.

use serde::{Deserialize, Serialize};

use crate::situation::{Situation, Sureness, Who};

/// An AADSTS number as Microsoft prints it, 4 to 7 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts", as = "u32"))]
pub struct AadstsCode(pub u32);

/// Which card of words answers it. E00 to E19 of the copy deck; `None` when nothing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Card {
    /// We don't know this error yet.
    E00,
    /// An admin must approve; no request box.
    E01,
    /// A request is waiting, too old, or turned down.
    E02,
    /// Microsoft flagged the app.
    E03,
    /// Nothing was approved.
    E04,
    /// Some permissions are missing.
    E05,
    /// That was a different account.
    E06,
    /// Not on the list for the app.
    E07,
    /// A sign-in rule.
    E08,
    /// The app is not in the organization.
    E09,
    /// The app is turned off.
    E10,
    /// The secret does not match.
    E11,
    /// The secret has run out.
    E12,
    /// The product can't read something.
    E13,
    /// The Teams policy is missing.
    E14,
    /// The browser did not come back.
    E15,
    /// The sign-in ran out.
    E16,
    /// The return address differs.
    E17,
    /// Microsoft is busy.
    E18,
    /// A bill is not set up (HTTP 402).
    E19,
    /// Permission was given already, or just now.
    Granted,
    /// A permissions page with Accept is shown.
    CanGrant,
    /// The request box is shown.
    RequestBox,
    /// The account is locked or turned off.
    Blocked,
    /// The app's maker has to mend the request.
    MakerMustFix,
    /// Sign in first.
    SignIn,
}

/// A situation, how sure it is, what else it could be, and who acts next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct Diagnosis {
    /// The best word.
    pub situation: Situation,
    /// How it is known. `Proved` only where the answer can mean one thing.
    pub sureness: Sureness,
    /// What else it could be, likeliest first, without `situation`.
    pub alternatives: Vec<Situation>,
    /// The AADSTS numbers it rests on, in the order found.
    pub codes: Vec<AadstsCode>,
    /// Who can put it right.
    pub who: Who,
    /// Which words answer it.
    pub card: Card,
}
