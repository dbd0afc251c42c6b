//! Form and query parameters, each at most once.

use url::form_urlencoded;

use crate::refusal::Refusal;

/// Most fields in one request (S13).
const FIELD_LIMIT: usize = 32;

/// Decoded parameters in the order sent.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Parses `a=b&c=d`.
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, Refusal> {
        let mut params: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if params.len() == FIELD_LIMIT {
                return Err(Refusal::new(9002313, ""));
            }
            if params.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::new(9000411, &name));
            }
            params.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(params))
    }

    /// The value, when it was sent and is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The value, or AADSTS900144.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::new(900144, name))
    }
}

#[cfg(test)]
mod tests {
    use super::Params;

    #[test]
    fn a_parameter_sent_twice_is_refused() {
        assert_eq!(Params::parse(b"state=a&state=b").err().map(|refusal| refusal.code), Some(9_000_411));
    }

    #[test]
    fn an_empty_parameter_counts_as_missing() {
        let params = Params::parse(b"state=&nonce=a+b%21").unwrap_or_default();

        assert_eq!(params.get("state"), None);
        assert_eq!(params.get("nonce"), Some("a b!"));
    }
}
