//! Scopes as asked for: short Graph names, full addresses, `.default` and the OpenID Connect ones.

use std::collections::BTreeSet;

use usher_domain::permissions::{GRAPH_APP_ID, catalogue};
use usher_domain::profile::PermissionKind;

use crate::refusal::Refusal;

/// Scopes that every resource shares.
pub(crate) const OIDC: [&str; 4] = ["openid", "profile", "email", "offline_access"];

const GRAPH: &str = "https://graph.microsoft.com";

/// What one request asks for, in the catalogue's spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Delegated Graph permissions named one by one.
    pub(crate) named: BTreeSet<String>,
    /// OpenID Connect scopes.
    pub(crate) oidc: BTreeSet<String>,
    /// `.default`: the registration's static list.
    pub(crate) default: bool,
}

impl Asked {
    /// Parses a `scope` parameter. `graph` is this server's own address for Graph.
    pub(crate) fn parse(text: &str, graph: &str) -> Result<Self, Refusal> {
        let mut asked = Self::default();
        for scope in text.split_whitespace() {
            if OIDC.contains(&scope.to_ascii_lowercase().as_str()) {
                asked.oidc.insert(scope.to_ascii_lowercase());
                continue;
            }
            let name = graph_name(scope, graph).ok_or_else(|| Refusal::new(500011, resource_of(scope)))?;
            if name.eq_ignore_ascii_case(".default") {
                asked.default = true;
                continue;
            }
            let known = catalogue()
                .find(name, PermissionKind::Delegated)
                .ok_or_else(|| Refusal::new(650053, name))?;
            asked.named.insert(known.value.clone());
        }
        if asked.default && !asked.named.is_empty() {
            let why = format!(
                "The scope {text} is not valid. .default scope can't be combined with resource-specific scopes."
            );
            return Err(Refusal::new(70011, &why));
        }
        Ok(asked)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.named.is_empty() && self.oidc.is_empty() && !self.default
    }

    pub(crate) fn has_oidc(&self, scope: &str) -> bool {
        self.oidc.contains(scope)
    }
}

/// The bare permission name, when the scope belongs to Microsoft Graph.
fn graph_name<'a>(scope: &'a str, graph: &str) -> Option<&'a str> {
    let below = |resource| scope.strip_prefix(resource).and_then(|rest: &'a str| rest.strip_prefix('/'));
    match below(GRAPH).or_else(|| below(GRAPH_APP_ID)).or_else(|| below(graph)) {
        // Entra accepts the doubled slash of "https://graph.microsoft.com//.default".
        Some(name) => Some(name.trim_start_matches('/')),
        None if scope.contains('/') || scope.contains(':') => None,
        None => Some(scope),
    }
}

fn resource_of(scope: &str) -> &str {
    scope.rsplit_once('/').map_or(scope, |(resource, _)| resource)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Asked;

    const OWN: &str = "http://127.0.0.1:9";

    #[rstest]
    #[case::a_short_name("User.Read")]
    #[case::any_capitals("user.read")]
    #[case::the_full_address("https://graph.microsoft.com/User.Read")]
    #[case::the_app_id("00000003-0000-0000-c000-000000000000/User.Read")]
    #[case::our_own_address("http://127.0.0.1:9/User.Read")]
    fn names_the_same_permission(#[case] scope: &str) {
        let asked = Asked::parse(scope, OWN).unwrap();

        assert!(asked.named.contains("User.Read"));
    }

    #[rstest]
    #[case::another_api("https://outlook.office.com/Mail.Read", 500011)]
    #[case::a_name_that_graph_lacks("Meetings.Everything", 650053)]
    #[case::default_beside_a_name("https://graph.microsoft.com/.default User.Read", 70011)]
    fn refuses(#[case] scope: &str, #[case] code: u32) {
        assert_eq!(Asked::parse(scope, OWN).unwrap_err().code, code);
    }

    #[test]
    fn sign_in_scopes_go_with_default() {
        let asked = Asked::parse("openid offline_access https://graph.microsoft.com/.default", OWN).unwrap();

        assert!(asked.default);
        assert_eq!(asked.oidc.len(), 2);
    }
}
