//! A setup file that was opened: shown first, used only when the person says so (S62, S69).

use std::sync::Arc;

use crate::profile::{Permission, Profile};
use crate::risk::{Audience, Risk, rate, rate_all, too_broad};
use crate::view::approving::{ApprovalLine, Origin, Stop};
use crate::view::setup_file::{FileChange, FilePreview};

/// A setup file that keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedFile {
    /// What it describes.
    pub profile: Arc<Profile>,
    /// Who vouches for it.
    pub origin: Origin,
    /// What the engine keeps its text under.
    pub handle: u64,
    /// The file of that name that was used last.
    pub before: Option<(Arc<Profile>, Origin)>,
}

impl OpenedFile {
    /// What changed since the file of that name was used last (S69).
    #[must_use]
    pub fn changes(&self) -> Vec<FileChange> {
        let Some((before, origin)) = &self.before else { return vec![] };
        changes(before, origin, self)
    }

    /// Everything to show before it is used.
    #[must_use]
    pub fn preview(&self, mistyped: bool) -> FilePreview {
        let profile = &self.profile;
        FilePreview {
            name: profile.name.clone(),
            vendor: profile.vendor.clone(),
            purpose: profile.purpose.clone(),
            version: profile.version.clone(),
            origin: self.origin.clone(),
            client_id: profile.sign_in.as_ref().and_then(|s| s.client_id.clone()),
            hosts: hosts(profile),
            lines: approval_lines(&profile.permissions),
            risk: rate_all(&profile.permissions, Audience::Everyone),
            changes: self.changes(),
            stop: stops(&profile.permissions, &self.origin).then_some(Stop { domain: None, mistyped }),
        }
    }
}

/// Whether going on needs the organization's domain typed in (S73).
#[must_use]
pub fn stops(permissions: &[Permission], origin: &Origin) -> bool {
    let critical = rate_all(permissions, Audience::Everyone) == Risk::Critical;
    match origin {
        Origin::Unsigned => true,
        Origin::Signed { .. } | Origin::BuiltIn => critical,
    }
}

/// The permissions as an admin needs to judge them, riskiest first.
#[must_use]
pub fn approval_lines(permissions: &[Permission]) -> Vec<ApprovalLine> {
    let line = |permission: &Permission| ApprovalLine {
        permission: permission.line(),
        risk: rate(permission, Audience::Everyone),
        too_broad: too_broad(permission),
    };
    let mut lines: Vec<ApprovalLine> = permissions.iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.risk));
    lines
}

/// The hosts that its links lead to, as a browser would show them.
fn hosts(profile: &Profile) -> Vec<String> {
    let start = profile.sign_in.as_ref().and_then(|s| s.start_url.as_ref());
    let links = [profile.help_link.as_ref(), start, profile.return_link.as_ref()];
    let mut hosts: Vec<String> =
        links.into_iter().flatten().filter_map(|link| link.host_str().map(str::to_owned)).collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

fn changes(before: &Profile, origin: &Origin, now: &OpenedFile) -> Vec<FileChange> {
    let client = |profile: &Profile| profile.sign_in.as_ref().and_then(|s| s.client_id.clone());
    let has = |profile: &Profile, asked: &Permission| {
        profile.permissions.iter().any(|p| p.value == asked.value && p.kind == asked.kind)
    };
    let mut found = Vec::new();
    if *origin != now.origin {
        found.push(FileChange::Origin { before: origin.clone() });
    }
    if is_older(&now.profile.version, &before.version) {
        found.push(FileChange::OlderVersion { before: before.version.clone() });
    }
    if client(before) != client(&now.profile) {
        found.push(FileChange::ClientId { before: client(before) });
    }
    let added = now.profile.permissions.iter().filter(|asked| !has(before, asked));
    found.extend(added.map(|asked| FileChange::PermissionAdded { value: asked.value.clone() }));
    let removed = before.permissions.iter().filter(|asked| !has(&now.profile, asked));
    found.extend(removed.map(|asked| FileChange::PermissionRemoved { value: asked.value.clone() }));
    let known = hosts(before);
    let new = hosts(&now.profile).into_iter().filter(|host| !known.contains(host));
    found.extend(new.map(|host| FileChange::HostAdded { host }));
    found
}

/// Compares number by number; what is no number counts as nothing.
fn is_older(now: &str, before: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> { text.split('.').map(|n| n.parse().unwrap_or(0)).collect() };
    numbers(now) < numbers(before)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{OpenedFile, is_older};
    use crate::profile::{Permission, built_in};
    use crate::view::approving::Origin;
    use crate::view::setup_file::FileChange;

    #[rstest]
    #[case("1.2", "1.10", true)]
    #[case("1.10", "1.2", false)]
    #[case("1.0", "1.0", false)]
    #[case("2", "1.9", false)]
    #[case("1", "1.0.1", true)]
    fn versions_are_compared_by_number(#[case] now: &str, #[case] before: &str, #[case] older: bool) {
        assert_eq!(is_older(now, before), older);
    }

    #[test]
    fn a_file_used_before_shows_what_is_new_in_it() {
        let before = std::sync::Arc::new(built_in()[0].clone());
        let mut now = built_in()[0].clone();
        now.version = "0.9".to_owned();
        let gone = now.permissions.remove(0);
        now.permissions.push(Permission::bare("Mail.Read".to_owned()));
        let file = OpenedFile {
            profile: now.into(),
            origin: Origin::Unsigned,
            handle: 1,
            before: Some((before, Origin::Signed { domain: "claras.example".to_owned() })),
        };

        assert_eq!(
            file.changes(),
            [
                FileChange::Origin { before: Origin::Signed { domain: "claras.example".to_owned() } },
                FileChange::OlderVersion { before: "1.0".to_owned() },
                FileChange::PermissionAdded { value: "Mail.Read".to_owned() },
                FileChange::PermissionRemoved { value: gone.value },
            ]
        );
    }

    #[test]
    fn nobody_uses_an_unsigned_file_without_the_stop() {
        let file = OpenedFile {
            profile: built_in()[0].clone().into(),
            origin: Origin::Unsigned,
            handle: 1,
            before: None,
        };

        assert!(file.preview(false).stop.is_some());
    }
}
