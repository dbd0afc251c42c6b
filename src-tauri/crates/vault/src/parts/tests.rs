use proptest::prelude::{ProptestConfig, any, proptest};
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};

use super::{MAX_SECRET_BYTES, forget, load, manifest_name, part_name, store};
use crate::error::VaultError;
use crate::key::{SecretKey, World};
use crate::secret::Secret;
use crate::shelf::{Fault, Shelf};

fn key() -> SecretKey {
    SecretKey::refresh_token("c1", World::Real)
}

fn value(sign: char, size: usize) -> String {
    std::iter::repeat_n(sign, size).collect()
}

fn keep(shelf: &Shelf, text: &str) -> Result<(), VaultError> {
    shelf.run(|entries| store(entries, &key(), &Secret::from(SecretString::from(text))))
}

fn read(shelf: &Shelf) -> Result<Option<String>, VaultError> {
    let secret = shelf.run(|entries| load(entries, &key()))?;
    Ok(secret.map(|secret| secret.as_secret_string().expose_secret().to_owned()))
}

fn remove(shelf: &Shelf) -> Result<(), VaultError> {
    shelf.run(|entries| forget(entries, &key()))
}

#[rstest]
fn a_value_of_any_size_comes_back_from_entries_that_windows_takes(
    #[values(0, 1, 1_279, 1_280, 1_281, 1_799, 1_800, 1_801, 2_559, 2_560, 2_561, 5_000, 50_000, 65_536)]
    size: usize,
) {
    let shelf = Shelf::new();

    keep(&shelf, &value('x', size)).unwrap();

    assert_eq!(read(&shelf).unwrap(), Some(value('x', size)));
    for (name, bytes) in shelf.entries() {
        assert!(bytes.len() < 2_560, "{name} holds {}", bytes.len());
        assert!(bytes.iter().all(u8::is_ascii_graphic), "{name} holds a sign that a store could change");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
    }
}

#[test]
fn a_value_over_the_limit_is_refused_and_the_old_one_stays() {
    let shelf = Shelf::new();
    keep(&shelf, "old").unwrap();

    assert_eq!(keep(&shelf, &value('x', MAX_SECRET_BYTES + 1)), Err(VaultError::TooLarge));
    assert_eq!(read(&shelf).unwrap().as_deref(), Some("old"));
}

#[test]
fn nothing_stored_reads_as_nothing() {
    assert_eq!(read(&Shelf::new()), Ok(None));
}

#[rstest]
fn a_write_stopped_at_any_entry_leaves_the_old_value_or_the_new_one(
    #[values(None, Some(0), Some(2_000), Some(9_000))] old: Option<usize>,
    #[values(0, 1_500, 7_000, 12_000)] new: usize,
    #[values(Fault::LockedFromWrite, Fault::RefusedAtWrite)] fault: fn(usize) -> Fault,
) {
    let new = value('n', new);
    for at in 1.. {
        let shelf = Shelf::new();
        let old = old.map(|size| value('o', size));
        if let Some(old) = &old {
            // Twice, so that both sets of names have been in use.
            keep(&shelf, &value('z', 4_000)).unwrap();
            keep(&shelf, old).unwrap();
        }
        shelf.fault(fault(at));
        let result = keep(&shelf, &new);
        let reached = shelf.writes() >= at;
        shelf.fault(Fault::None);

        let left = read(&shelf).unwrap();
        match result {
            Ok(()) => assert_eq!(left.as_ref(), Some(&new), "write {at}"),
            Err(_) => assert_eq!(left, old, "write {at}"),
        }
        keep(&shelf, "after").unwrap();
        keep(&shelf, "after that").unwrap();
        assert_eq!(read(&shelf).unwrap().as_deref(), Some("after that"));
        assert_eq!(shelf.entries().len(), 2, "write {at} left something behind for good");
        if !reached {
            assert!(at > 1);
            break;
        }
    }
}

#[test]
fn a_removal_stopped_at_any_entry_shows_the_value_or_none_and_the_next_one_ends_it() {
    for at in 1.. {
        let shelf = Shelf::new();
        keep(&shelf, &value('a', 6_000)).unwrap();
        keep(&shelf, &value('b', 9_000)).unwrap();
        shelf.fault(Fault::LockedFromWrite(at));
        let result = remove(&shelf);
        shelf.fault(Fault::None);

        let left = read(&shelf).unwrap();
        assert!(left.is_none() || left == Some(value('b', 9_000)), "write {at}");
        remove(&shelf).unwrap();
        assert!(shelf.entries().is_empty(), "write {at}");
        if result.is_ok() {
            assert!(at > 1);
            break;
        }
    }
}

#[test]
fn any_changed_or_lost_entry_reads_as_damaged_and_never_as_a_value() {
    let shelf = Shelf::new();
    keep(&shelf, &value('x', 9_000)).unwrap();
    let whole = shelf.entries();
    let manifest = manifest_name(&key());

    for (name, bytes) in &whole {
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        for other in [Some(changed), Some(bytes[..bytes.len() - 1].to_vec()), Some(Vec::new()), None] {
            let lost_manifest = *name == manifest && other.is_none();
            shelf.put(name, other);
            let expected = if lost_manifest { Ok(None) } else { Err(VaultError::Damaged) };
            assert_eq!(read(&shelf), expected, "{name}");
        }
        shelf.put(name, Some(bytes.clone()));
        assert_eq!(read(&shelf), Ok(Some(value('x', 9_000))));
    }
}

#[test]
fn a_damaged_value_is_replaced_by_the_next_write_and_gone_after_a_removal() {
    let shelf = Shelf::new();
    keep(&shelf, &value('x', 9_000)).unwrap();
    shelf.put(&manifest_name(&key()), Some(b"{}".to_vec()));

    keep(&shelf, "new").unwrap();
    assert_eq!(read(&shelf).unwrap().as_deref(), Some("new"));

    shelf.put(&part_name(&key(), 1, 7), Some(b"left".to_vec()));
    remove(&shelf).unwrap();
    assert!(shelf.entries().is_empty());
}

#[test]
fn a_reader_beside_a_writer_gets_one_of_the_written_values() {
    let shelf = Shelf::new();
    let values = [value('a', 4_000), value('b', 7_000)];
    keep(&shelf, &values[0]).unwrap();

    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..200 {
                keep(&shelf, &values[round % 2]).unwrap();
            }
        });
        for _ in 0..200 {
            let seen = read(&shelf).unwrap().expect("a value is always there");
            assert!(values.contains(&seen));
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_text_comes_back_whatever_was_there_before(
        texts in proptest::collection::vec(proptest::collection::vec(any::<char>(), 0..600), 1..3),
    ) {
        let shelf = Shelf::new();
        for signs in texts {
            let text: String = signs.into_iter().collect();
            keep(&shelf, &text).unwrap();
            assert_eq!(read(&shelf).unwrap(), Some(text));
        }
    }
}
