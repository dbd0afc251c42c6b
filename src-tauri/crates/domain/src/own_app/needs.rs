//! What a product asks of an app of the organization's own.

use crate::profile::{ExtraStep, Permission, PermissionKind, Profile};

impl Profile {
    /// The permissions of the app itself: the required ones and those of `features`.
    #[must_use]
    pub fn application_permissions(&self, features: &[String]) -> Vec<Permission> {
        let wanted = |asked: &&Permission| {
            asked.kind == PermissionKind::Application
                && asked.feature.as_ref().is_none_or(|feature| features.contains(feature))
        };
        self.permissions.iter().filter(wanted).cloned().collect()
    }

    /// Their names, as Microsoft lists them.
    #[must_use]
    pub fn application_roles(&self, features: &[String]) -> Vec<String> {
        self.application_permissions(features).into_iter().map(|asked| asked.value).collect()
    }

    /// The optional features of the app's own permissions, in the order of the file.
    #[must_use]
    pub fn app_features(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for asked in self.permissions.iter().filter(|asked| asked.kind == PermissionKind::Application) {
            if let Some(feature) = asked.feature.as_ref().filter(|feature| !found.contains(feature)) {
                found.push(feature.clone());
            }
        }
        found
    }

    /// Whether the app may sign in with a certificate.
    #[must_use]
    pub fn allows_certificate(&self) -> bool {
        self.extra_steps.contains(&ExtraStep::Certificate)
    }

    /// Whether the app may sign in with a secret: where the file names neither, both may.
    #[must_use]
    pub fn allows_secret(&self) -> bool {
        self.extra_steps.contains(&ExtraStep::ClientSecret) || !self.allows_certificate()
    }
}
