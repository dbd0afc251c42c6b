//! A store that forgets its oldest entry when it is full, so that no visitor can fill the memory.

use std::collections::VecDeque;

/// Entries by key, at most `limit` of them.
pub(crate) struct Bounded<T> {
    limit: usize,
    entries: VecDeque<(String, T)>,
}

impl<T> Bounded<T> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, entries: VecDeque::new() }
    }

    pub(crate) fn insert(&mut self, key: String, entry: T) {
        if self.entries.len() == self.limit {
            self.entries.pop_front();
        }
        self.entries.push_back((key, entry));
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, entry)| entry)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.entries.iter_mut().find(|(known, _)| known == key).map(|(_, entry)| entry)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<T> {
        let at = self.entries.iter().position(|(known, _)| known == key)?;
        self.entries.remove(at).map(|(_, entry)| entry)
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_oldest_entry_goes_when_it_is_full() {
        let mut store = Bounded::new(2);
        for key in ["a", "b", "c"] {
            store.insert(key.to_owned(), key);
        }

        assert_eq!(store.get("a"), None);
        assert_eq!(store.get("c"), Some(&"c"));
    }
}
