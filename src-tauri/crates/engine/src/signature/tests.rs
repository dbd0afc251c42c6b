use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rstest::rstest;

use super::{BadSignature, LINE_START, MARK, Signature, VendorKey, VendorKeys};

const BODY: &str = "id = \"notes\"\nname = \"Notes\"\n";

/// A maker with a key of its own.
pub(crate) struct Maker {
    id: String,
    pair: Ed25519KeyPair,
}

impl Maker {
    pub(crate) fn new(id: &str, seed: u8) -> Self {
        Self { id: id.to_owned(), pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap() }
    }

    pub(crate) fn key(&self, domain: &str) -> VendorKey {
        let public_key = STANDARD.encode(self.pair.public_key());
        VendorKey { id: self.id.clone(), domain: domain.to_owned(), public_key }
    }

    fn line(&self, body: &str) -> String {
        format!("{LINE_START}{} {}", self.id, STANDARD.encode(self.pair.sign(body.as_bytes())))
    }

    pub(crate) fn sign(&self, body: &str) -> String {
        format!("{body}{}\n", self.line(body))
    }
}

fn notes() -> Maker {
    Maker::new("notes-2026", 7)
}

fn keys() -> VendorKeys {
    VendorKeys::of(vec![notes().key("notes.example"), Maker::new("other", 9).key("other.example")])
}

#[test]
fn the_keys_that_come_with_usher_are_readable() {
    for key in VendorKeys::built_in().0 {
        assert_eq!(STANDARD.decode(&key.public_key).unwrap().len(), 32, "{}", key.id);
        assert_eq!(key.domain, key.domain.to_ascii_lowercase());
    }
}

#[test]
fn a_signed_file_says_whose_it_is_and_is_read_without_its_signature() {
    let (text, keys) = (notes().sign(BODY), keys());

    for text in [text.as_str(), text.trim_end()] {
        let found = Signature::find(text, &keys);
        assert_eq!(found, Ok(Signature { body: BODY, domain: Some("notes.example") }));
    }
}

#[test]
fn a_file_without_a_signature_is_unsigned_and_nothing_worse() {
    assert_eq!(Signature::find(BODY, &keys()), Ok(Signature { body: BODY, domain: None }));
}

#[test]
fn one_changed_bit_anywhere_is_noticed() {
    let text = notes().sign(BODY).into_bytes();
    let (mut noticed, keys) = (0, keys());
    for at in 0..text.len() * 8 {
        let mut changed = text.clone();
        changed[at / 8] ^= 1 << (at % 8);
        let Ok(changed) = String::from_utf8(changed) else { continue };

        let found = Signature::find(&changed, &keys).map(|signature| signature.domain);

        // Without its mark the line is a comment, and taking it away needs no flipped bit.
        let has_mark = changed.to_ascii_lowercase().contains(MARK);
        assert_eq!(found, if has_mark { Err(BadSignature) } else { Ok(None) }, "bit {at}");
        noticed += 1;
    }
    assert!(noticed > 500, "{noticed}");
}

#[rstest]
#[case::by_somebody_else(Maker::new("notes-2026", 8).sign(BODY))]
#[case::by_a_known_key_under_another_id(Maker::new("other", 7).sign(BODY))]
#[case::by_an_unknown_key(Maker::new("unknown", 7).sign(BODY))]
#[case::of_another_file(format!("{BODY}{}\n", notes().line("id = \"other\"\n")))]
#[case::with_more_before_it(format!("# more\n{}", notes().sign(BODY)))]
#[case::with_a_line_after_it(format!("{}# more\n", notes().sign(BODY)))]
#[case::with_an_empty_line_after_it(format!("{}\n", notes().sign(BODY)))]
#[case::with_a_space_after_it(format!("{} \n", notes().sign(BODY).trim_end()))]
#[case::twice(format!("{}{}\n", notes().sign(BODY), notes().line(BODY)))]
#[case::twice_each_over_all_before(notes().sign(&Maker::new("other", 9).sign(BODY)))]
#[case::as_the_only_line(notes().sign(""))]
#[case::on_the_line_of_something_else(format!("{BODY}version = \"1\" {}\n", notes().line(BODY)))]
#[case::indented(format!("{BODY} {}\n", notes().line(BODY)))]
#[case::in_capitals(notes().sign(BODY).replace("usher-signature", "Usher-Signature"))]
#[case::of_another_kind(notes().sign(BODY).replace("ed25519", "rsa"))]
#[case::without_a_kind(notes().sign(BODY).replace("ed25519 ", ""))]
#[case::cut_short(notes().sign(BODY).replace("==", ""))]
#[case::empty(format!("{BODY}{LINE_START}notes-2026 \n"))]
#[case::with_windows_line_ends(notes().sign(BODY).replace('\n', "\r\n"))]
fn a_signature_that_does_not_fit_is_never_taken_for_none(#[case] text: String) {
    assert_eq!(Signature::find(&text, &keys()), Err(BadSignature));
}

#[test]
fn a_key_that_is_no_key_vouches_for_nothing() {
    let broken = VendorKey { public_key: "AAAA".to_owned(), ..notes().key("notes.example") };
    let text = notes().sign(BODY);

    assert_eq!(Signature::find(&text, &VendorKeys::of(vec![broken])), Err(BadSignature));
}
