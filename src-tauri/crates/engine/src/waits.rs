//! How long things may take before something changes on the screen.

use std::time::Duration;

use usher_domain::journey::effect::Pace;
use usher_domain::view::WaitStage;

/// All waits, so that tests can have short ones.
#[derive(Clone, Debug)]
pub struct Waits {
    /// Until C2's "What do you see?" gets its outline (`ux.md`: 10 s).
    pub ask_gently: Duration,
    /// Until C3 opens inside C2 (45 s).
    pub ask: Duration,
    /// Until C2 asks whether to keep waiting (15 min).
    pub keep_waiting: Duration,
    /// Until C4 says that it is still checking (10 s).
    pub slow: Duration,
    /// Until the first look for an admin's answer; later ones double up to `look_at_most`.
    pub look_first: Duration,
    /// The longest wait between looks. Entra must not be asked more than about once a minute
    /// (`entra-consent.md` 6.3).
    pub look_at_most: Duration,
    /// Until the first look while Microsoft catches up; each later one doubles it (`entra-consent.md` 6.2).
    pub catch_up_first: Duration,
    /// Between looks for a policy of Teams, which takes up to 30 minutes (`entra-consent.md` 8.3).
    pub policy: Duration,
    /// Until the directory is asked again for what was just written; each later one doubles it
    /// (`entra-consent.md` 6.2).
    pub settle_first: Duration,
    /// How long a secret stays on the clipboard (S51).
    pub on_clipboard: Duration,
    /// Until the next reminder may be due.
    pub reminder: Duration,
}

impl Waits {
    /// The waits of `ux.md` and of the design.
    #[must_use]
    pub fn real() -> Self {
        Self {
            ask_gently: Duration::from_secs(10),
            ask: Duration::from_secs(45),
            keep_waiting: Duration::from_secs(15 * 60),
            slow: Duration::from_secs(10),
            look_first: Duration::from_secs(60),
            look_at_most: Duration::from_secs(5 * 60),
            catch_up_first: Duration::from_secs(5),
            policy: Duration::from_secs(5 * 60),
            settle_first: Duration::from_secs(1),
            on_clipboard: Duration::from_secs(60),
            reminder: Duration::from_secs(24 * 60 * 60),
        }
    }

    /// The same with faster looks: nobody is troubled by them in a rehearsal, and nobody waits days.
    #[must_use]
    pub fn rehearsing(&self) -> Self {
        Self {
            look_first: self.look_first.min(Duration::from_secs(2)),
            look_at_most: self.look_at_most.min(Duration::from_secs(10)),
            catch_up_first: self.catch_up_first.min(Duration::from_secs(1)),
            policy: self.policy.min(Duration::from_secs(3)),
            settle_first: self.settle_first.min(Duration::from_millis(100)),
            ..self.clone()
        }
    }

    /// The wait until `stage`, counted from the opening of the browser.
    #[must_use]
    pub fn until(&self, stage: WaitStage) -> Duration {
        match stage {
            WaitStage::Fresh => Duration::ZERO,
            WaitStage::AskGently => self.ask_gently,
            WaitStage::Ask => self.ask,
            WaitStage::KeepWaiting => self.keep_waiting,
        }
    }

    /// The wait before the next look after `count` looks.
    #[must_use]
    pub fn until_look(&self, count: u32, pace: Pace) -> Duration {
        let first = match pace {
            Pace::Waiting => self.look_first,
            Pace::CatchingUp => self.catch_up_first,
            Pace::Policy => return self.policy,
        };
        first.saturating_mul(2_u32.saturating_pow(count)).min(self.look_at_most)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;
    use usher_domain::journey::effect::Pace;

    use super::Waits;

    #[rstest]
    #[case::an_admin_waits_longer_each_time(Pace::Waiting, [60, 120, 240, 300])]
    #[case::what_was_approved_shows_soon(Pace::CatchingUp, [5, 10, 20, 40])]
    #[case::a_policy_takes_its_time(Pace::Policy, [300, 300, 300, 300])]
    fn looks_follow_each_other_at_their_pace(#[case] pace: Pace, #[case] seconds: [u64; 4]) {
        let waits = Waits::real();

        let looks = [0, 1, 2, 3].map(|count| waits.until_look(count, pace).as_secs());

        assert_eq!(looks, seconds);
    }

    #[test]
    fn nobody_waits_long_in_a_rehearsal() {
        let rehearsing = Waits::real().rehearsing();

        let looks =
            [Pace::Waiting, Pace::CatchingUp, Pace::Policy].map(|pace| rehearsing.until_look(9, pace));

        assert!(looks.iter().all(|wait| *wait <= Duration::from_secs(10)), "{looks:?}");
        assert!(rehearsing.settle_first < Duration::from_secs(1));
    }
}
