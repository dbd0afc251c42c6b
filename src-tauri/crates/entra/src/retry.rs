//! How long to wait before asking again (S33).

use std::time::{Duration, SystemTime};

/// The longest wait that a service may ask for.
const LONGEST: Duration = Duration::from_secs(3600);

/// Reads a `Retry-After` header: seconds or a date. Junk is `None`; everything is capped.
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are more seconds than the cap.
        value.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or(Duration::ZERO)
    };
    Some(wait.min(LONGEST))
}

/// Waits of a call that may be repeated.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    /// The first wait; each one is twice the last.
    pub(crate) first: Duration,
    /// Above this sum the person is told instead.
    pub(crate) total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), total: Duration::from_secs(10) }
    }
}

impl Patience {
    /// The wait after failed try number `tries` (1, 2, …), ± 25 % so that clients do not march in step.
    pub(crate) fn backoff(&self, tries: u32) -> Duration {
        let plain = self.first.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)));
        plain.mul_f64(0.75 + 0.5 * rand::random::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use rstest::rstest;

    use super::{Patience, retry_after};

    #[rstest]
    #[case::seconds("120", Some(120))]
    #[case::zero("0", Some(0))]
    #[case::spaces(" 7 ", Some(7))]
    #[case::at_the_cap("3600", Some(3600))]
    #[case::above_the_cap("1000000000", Some(3600))]
    #[case::more_digits_than_fit("99999999999999999999999999", Some(3600))]
    #[case::negative("-5", None)]
    #[case::fraction("1.5", None)]
    #[case::exponent("1e9", None)]
    #[case::empty("", None)]
    #[case::junk("soon", None)]
    #[case::date_ahead("Thu, 01 Jan 1970 02:46:55 GMT", Some(15))]
    #[case::date_passed("Thu, 01 Jan 1970 00:00:01 GMT", Some(0))]
    #[case::date_far_ahead("Fri, 31 Dec 9999 23:59:59 GMT", Some(3600))]
    #[case::rfc850_date("Thursday, 01-Jan-70 02:46:45 GMT", Some(5))]
    #[case::half_a_date("Thu, 01 Jan", None)]
    fn reads_both_forms_of_the_header(#[case] value: &str, #[case] seconds: Option<u64>) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(10_000);

        assert_eq!(retry_after(value, now), seconds.map(Duration::from_secs));
    }

    #[test]
    fn waits_double_and_vary_by_a_quarter_at_most() {
        let patience = Patience::default();

        for _ in 0..1000 {
            for (tries, seconds) in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0)] {
                let wait = patience.backoff(tries).as_secs_f64();

                assert!((seconds * 0.75..=seconds * 1.25).contains(&wait), "{tries}: {wait}");
            }
        }
    }
}
