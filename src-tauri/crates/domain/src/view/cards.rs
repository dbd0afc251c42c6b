//! The cards of S1 and S3.

use serde::Serialize;

use crate::desk::PlaceName;
use crate::ids::ProfileId;
use crate::time::Timestamp;

/// S1's card for a saved place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct Resume {
    /// The product.
    pub product: String,
    /// Where the person was.
    pub place: PlaceName,
    /// Since when.
    pub since: Timestamp,
}

/// One radio card of S3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ProductCard {
    /// The profile.
    pub id: ProfileId,
    /// Name.
    pub name: String,
    /// Maker.
    pub vendor: String,
    /// What it is used for, one line.
    pub purpose: String,
    /// How far it can be trusted and used.
    pub trust: Trust,
}

/// The label at the end of a product row; nothing in a profile can set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Trust {
    /// Comes with Usher and signs in here.
    BuiltIn,
    /// Comes with Usher; real sign-in starts on the maker's own page.
    StartsAtVendor,
    /// Comes with Usher; an admin sets it up with an app of the organization.
    OwnApp,
    /// From a setup file signed with a key that Usher knows.
    SignedFile,
    /// From a setup file that nobody vouches for.
    UnsignedFile,
}
