//! Reads what an earlier run did not finish, also where another version of Usher wrote a part of it.

use serde::Deserialize;
use serde_json::Value;
use usher_domain::desk::{SavedSetup, Unfinished};

/// What could be read of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) unfinished: Unfinished,
    /// It is all that was written.
    pub(crate) is_whole: bool,
}

/// The same as [`Unfinished`], with each part still to be read.
#[derive(Deserialize)]
struct Parts {
    #[serde(default)]
    place: Value,
    #[serde(default)]
    drafts: Vec<Value>,
}

/// Reads the place and each draft by itself: a receipt of what Usher wrote at Microsoft must not be lost with a draft
/// that a newer version wrote.
pub(crate) fn read(text: &str) -> Read {
    let Ok(parts) = serde_json::from_str::<Parts>(text) else {
        return Read { unfinished: Unfinished::default(), is_whole: false };
    };
    let written = parts.drafts.len();
    let drafts: Vec<SavedSetup> =
        parts.drafts.into_iter().filter_map(|draft| serde_json::from_value(draft).ok()).collect();
    let place = serde_json::from_value(parts.place);
    let is_whole = place.is_ok() && drafts.len() == written;
    Read { unfinished: Unfinished { place: place.ok().flatten(), drafts }, is_whole }
}

/// The text to write down.
pub(crate) fn text_of(unfinished: &Unfinished) -> String {
    serde_json::to_string(unfinished).expect("places and drafts are plain data")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};
    use usher_domain::desk::{SavedSetup, Unfinished};
    use usher_domain::ids::{ConnectionId, ProfileId};
    use usher_domain::own_app::{Setup, SetupStep};
    use usher_domain::profile::find;
    use usher_domain::time::Timestamp;

    use super::{Read, read, text_of};

    fn draft(id: &str) -> SavedSetup {
        let profile = find(&ProfileId("kaltura".to_owned())).unwrap();
        let setup = Setup::new(ConnectionId(id.to_owned()), profile, Timestamp(0));
        SavedSetup { setup, step: SetupStep::PasteIds, building: false }
    }

    /// Two drafts, with the second one's place to come back to.
    fn written() -> Unfinished {
        let drafts = vec![draft("first"), draft("second")];
        Unfinished { place: drafts[1].place(), drafts }
    }

    /// `written`, with this in place of what stands at `pointer`.
    fn changed(pointer: &str, value: Value) -> String {
        let mut parts: Value = serde_json::from_str(&text_of(&written())).unwrap();
        *parts.pointer_mut(pointer).unwrap() = value;
        parts.to_string()
    }

    #[test]
    fn what_was_written_is_read_whole() {
        assert!(written().place.is_some());
        assert_eq!(read(&text_of(&written())), Read { unfinished: written(), is_whole: true });
        assert_eq!(
            read(&text_of(&Unfinished::default())),
            Read { unfinished: Unfinished::default(), is_whole: true }
        );
    }

    #[rstest]
    #[case::a_step_that_is_not_known("/drafts/0/step", json!("askTheCat"), true, &["second"])]
    #[case::a_write_that_is_not_known("/drafts/1/setup/written", json!([{ "write": "x" }]), true, &["first"])]
    #[case::a_place_that_is_not_known("/place/name", json!("onTheMoon"), false, &["first", "second"])]
    #[case::no_list("/drafts", json!("none"), false, &[])]
    fn what_can_be_read_is_kept(
        #[case] pointer: &str,
        #[case] value: Value,
        #[case] has_place: bool,
        #[case] drafts: &[&str],
    ) {
        let Read { unfinished, is_whole } = read(&changed(pointer, value));

        let ids: Vec<_> = unfinished.drafts.iter().map(|draft| draft.setup.id.0.as_str()).collect();
        assert_eq!((unfinished.place.is_some(), ids.as_slice()), (has_place, drafts));
        assert!(!is_whole);
    }

    #[test]
    fn a_text_that_is_no_json_is_not_whole() {
        assert_eq!(read("{"), Read { unfinished: Unfinished::default(), is_whole: false });
    }
}
