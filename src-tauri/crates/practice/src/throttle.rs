//! Throttling of one app in this organization: so much in ten seconds, then 429 (`entra-consent.md` 6.3).

use std::collections::BTreeMap;

use crate::moment::Moment;
use crate::settings::Throttle;

const WINDOW_S: u32 = 10;
/// How many apps are told apart, so that no visitor can fill the memory.
const LIMIT: usize = 4096;

#[derive(Clone, Copy, Debug)]
struct Window {
    from: Moment,
    asked: u32,
    /// When it was first told to wait.
    told_at: Option<Moment>,
}

/// What each app asked lately.
#[derive(Debug, Default)]
pub(crate) struct ThrottleState {
    windows: BTreeMap<String, Window>,
    /// Requests that came although `Retry-After` had not passed.
    pub(crate) asked_too_early: u32,
}

impl ThrottleState {
    /// Counts a request; `Some` when it is too much, with the seconds of `Retry-After`.
    pub(crate) fn ask(&mut self, app: &str, limit: Throttle, now: Moment) -> Option<u32> {
        if self.windows.len() >= LIMIT && !self.windows.contains_key(app) {
            self.windows.clear();
        }
        let window =
            self.windows.entry(app.to_owned()).or_insert(Window { from: now, asked: 0, told_at: None });
        if window.from.plus_s(WINDOW_S) <= now {
            *window = Window { from: now, asked: 0, told_at: None };
        }
        if window.asked < limit.per_10_s {
            window.asked += 1;
            return None;
        }
        // Requests that were under way together with the first one too many could not know, and may come in the
        // second after it.
        if window.told_at.get_or_insert(now).plus_s(1) < now {
            self.asked_too_early += 1;
        }
        let wait = window.from.plus_s(WINDOW_S).0.saturating_sub(now.0);
        Some(u32::try_from(wait).unwrap_or(WINDOW_S))
    }
}

#[cfg(test)]
mod tests {
    use super::ThrottleState;
    use crate::moment::Moment;
    use crate::settings::Throttle;

    const TWO: Throttle = Throttle { per_10_s: 2 };

    #[test]
    fn the_third_request_of_two_is_told_to_wait_and_whoever_does_not_is_counted() {
        let mut state = ThrottleState::default();

        let asked: Vec<Option<u32>> =
            [0, 1, 2, 5, 10].into_iter().map(|at| state.ask("app", TWO, Moment(at))).collect();

        assert_eq!(asked, [None, None, Some(8), Some(5), None]);
        assert_eq!(state.asked_too_early, 1);
    }

    #[test]
    fn one_app_does_not_slow_another() {
        let mut state = ThrottleState::default();
        for _ in 0..3 {
            state.ask("one", TWO, Moment(0));
        }

        assert_eq!(state.ask("two", TWO, Moment(0)), None);
    }
}
