//! The practice clock: real time, moved on by tests and by the window's speed control.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The seconds of a day.
pub(crate) const DAY_S: u64 = 86_400;

/// Whole seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) u64);

/// Real time plus what was skipped.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    skipped: Duration,
}

impl Clock {
    pub(crate) fn now(&self) -> Moment {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(real.saturating_add(self.skipped).as_secs())
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.skipped = self.skipped.saturating_add(by);
    }
}

impl Moment {
    pub(crate) fn plus_s(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(u64::from(seconds)))
    }

    /// `2026-11-22 03:04:05Z`, as in Entra's errors.
    pub(crate) fn stamp(self) -> String {
        let (year, month, day) = civil(self.0 / 86_400);
        let second_of_day = self.0 % 86_400;
        let (hour, minute, second) = (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z")
    }
}

impl Moment {
    /// `2026-11-22T03:04:05Z`, as in Graph's objects.
    pub(crate) fn iso(self) -> String {
        self.stamp().replace(' ', "T")
    }

    /// Reads a moment as Graph's objects hold it.
    pub(crate) fn from_iso(text: &str) -> Option<Self> {
        let read: jiff::Timestamp = text.parse().ok()?;
        u64::try_from(read.as_second()).ok().map(Self)
    }

    /// `2026-11-22`, as the portal prints it.
    pub(crate) fn day(self) -> String {
        self.stamp().chars().take(10).collect()
    }
}

/// Year, month and day of a day count since 1970-01-01.
// Years are counted from March, so that the leap day is a year's last: Howard Hinnant, "chrono-compatible
// low-level date algorithms", civil_from_days.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[rstest::rstest]
    #[case::the_epoch(0, "1970-01-01 00:00:00Z")]
    #[case::a_leap_day(951_782_400, "2000-02-29 00:00:00Z")]
    #[case::the_last_second_of_a_year(1_798_761_599, "2026-12-31 23:59:59Z")]
    fn prints_a_moment_as_entra_does(#[case] seconds: u64, #[case] expected: &str) {
        assert_eq!(Moment(seconds).stamp(), expected);
        assert_eq!(Moment::from_iso(&Moment(seconds).iso()), Some(Moment(seconds)));
    }
}
