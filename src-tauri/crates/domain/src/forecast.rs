//! What will probably happen on Microsoft's page, from the permissions alone. It never decides anything.

use serde::{Deserialize, Serialize};

use crate::permissions::{catalogue, managed_policy_blocks};
use crate::profile::{Permission, PermissionKind};
use crate::view::Picture;

/// What the forecast says about the consent screen. It words C1 and orders the picker; it never decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Outlook {
    /// Every permission is one that people may approve under Microsoft's defaults.
    PersonMayApprove,
    /// At least one is kept from people by the default policy of new organizations.
    AdminLikely,
    /// At least one can be approved by an admin only, whatever the policy.
    AdminCertain,
}

#[cfg(test)]
mod tests;

/// The forecast with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// In one word.
    pub outlook: Outlook,
    /// The permissions that only an admin can approve, whatever the policy.
    pub admin_only: Vec<String>,
    /// The permissions that Microsoft's default policy keeps from people.
    pub kept_by_default_policy: Vec<String>,
}

/// Foretells who can approve these permissions where Microsoft's defaults hold.
#[must_use]
pub fn forecast(permissions: &[Permission]) -> Forecast {
    let mut admin_only = Vec::new();
    let mut kept_by_default_policy = Vec::new();
    let mut outlook = Outlook::PersonMayApprove;
    for permission in permissions {
        match one(permission) {
            Outlook::PersonMayApprove => {}
            Outlook::AdminLikely => {
                kept_by_default_policy.push(permission.value.clone());
                if outlook == Outlook::PersonMayApprove {
                    outlook = Outlook::AdminLikely;
                }
            }
            Outlook::AdminCertain => {
                admin_only.push(permission.value.clone());
                outlook = Outlook::AdminCertain;
            }
        }
    }
    Forecast { outlook, admin_only, kept_by_default_policy }
}

/// Whether an admin will probably have to approve this one.
#[must_use]
pub fn admin_likely(permission: &Permission) -> bool {
    one(permission) != Outlook::PersonMayApprove
}

fn one(permission: &Permission) -> Outlook {
    let marked = catalogue()
        .find(&permission.value, permission.kind)
        .is_some_and(|known| known.admin_consent_required);
    if marked || permission.kind == PermissionKind::Application {
        Outlook::AdminCertain
    } else if managed_policy_blocks(&permission.value) {
        Outlook::AdminLikely
    } else {
        Outlook::PersonMayApprove
    }
}

/// The eight drawings of C3 in the order to show them.
#[must_use]
pub fn order_pictures(outlook: Outlook) -> Vec<Picture> {
    let consent_pages = match outlook {
        Outlook::PersonMayApprove => [Picture::AcceptList, Picture::RequestBox, Picture::AdminOnly],
        Outlook::AdminLikely | Outlook::AdminCertain => {
            [Picture::RequestBox, Picture::AdminOnly, Picture::AcceptList]
        }
    };
    let mut order = vec![Picture::SignIn];
    order.extend(consent_pages);
    order.extend([Picture::RequestSent, Picture::ErrorCode, Picture::ClosePage, Picture::NoPage]);
    order
}
