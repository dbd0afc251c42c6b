//! Reads `application/x-www-form-urlencoded` strictly: wrong encoding is an error, not a guess (S13).

/// More are no answer of Entra's.
const MOST_FIELDS: usize = 32;

/// Fields of a query or a body, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

/// The text is no form that Entra would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadForm;

impl Fields {
    /// Reads a form in which each of `single` may stand once.
    pub(super) fn parse(text: &[u8], single: &[&str]) -> Result<Self, BadForm> {
        let mut fields = Vec::new();
        for pair in text.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MOST_FIELDS {
                return Err(BadForm);
            }
            let (name, value) = match pair.iter().position(|b| *b == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            fields.push((decode(name)?, decode(value)?));
        }
        let doubled = |name: &&str| fields.iter().filter(|(n, _)| n == name).count() > 1;
        if single.iter().any(doubled) { Err(BadForm) } else { Ok(Self(fields)) }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn decode(text: &[u8]) -> Result<String, BadForm> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next())? << 4 | hex(rest.next())?,
            plain => *plain,
        });
    }
    String::from_utf8(bytes).map_err(|_| BadForm)
}

fn hex(digit: Option<&u8>) -> Result<u8, BadForm> {
    match digit {
        Some(d @ b'0'..=b'9') => Ok(d - b'0'),
        Some(d @ b'a'..=b'f') => Ok(d - b'a' + 10),
        Some(d @ b'A'..=b'F') => Ok(d - b'A' + 10),
        Some(_) | None => Err(BadForm),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, proptest};
    use rstest::rstest;

    use super::super::flow::Kind;
    use super::{BadForm, Fields};

    fn parse(text: &[u8]) -> Result<Fields, BadForm> {
        Fields::parse(text, Kind::Code.single_fields())
    }

    #[rstest]
    #[case::plain("state=a&code=b", &[("state", "a"), ("code", "b")])]
    #[case::encoded("error_description=AADSTS65004%3a+User+declined", &[("error_description", "AADSTS65004: User declined")])]
    #[case::no_value("a&b=", &[("a", ""), ("b", "")])]
    #[case::equals_in_value("a=b=c", &[("a", "b=c")])]
    #[case::utf_8("a=%C3%A9", &[("a", "é")])]
    #[case::other_fields_may_repeat("x=1&x=2", &[("x", "1"), ("x", "2")])]
    fn reads_what_browsers_send(#[case] text: &str, #[case] expected: &[(&str, &str)]) {
        let fields = parse(text.as_bytes()).unwrap();

        assert!(fields.iter().eq(expected.iter().copied()));
    }

    #[rstest]
    #[case::two_codes("code=a&code=b")]
    #[case::two_states("state=a&state=a")]
    #[case::two_states_one_in_disguise("state=a&st%61te=b")]
    #[case::two_errors("error=a&error=b")]
    #[case::two_issuers("iss=a&iss=b")]
    #[case::half_an_escape("a=%4")]
    #[case::no_hex("a=%zz")]
    #[case::not_utf_8("a=%ff")]
    #[case::overlong("a=%c0%af")]
    fn refuses_what_no_browser_sends(#[case] text: &str) {
        assert_eq!(parse(text.as_bytes()), Err(BadForm));
    }

    #[test]
    fn takes_32_fields_and_no_more() {
        let fields = |n: usize| (0..n).map(|i| format!("f{i}=x")).collect::<Vec<_>>().join("&");

        assert!(parse(fields(32).as_bytes()).is_ok());
        assert_eq!(parse(fields(33).as_bytes()), Err(BadForm));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn agrees_with_the_url_library_on_everything_it_accepts(text in any::<Vec<u8>>()) {
            if let Ok(fields) = parse(&text) {
                let theirs: Vec<_> = url::form_urlencoded::parse(&text).collect();

                assert!(fields.iter().eq(theirs.iter().map(|(n, v)| (n.as_ref(), v.as_ref()))));
            }
        }
    }
}
