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
        }
    }

    /// The same with faster looks: nobody is troubled by them in a rehearsal, and nobody waits days.
    #[must_use]
    pub fn rehearsing(&self) -> Self {
        Self {
            look_first: self.look_first.min(Duration::from_secs(2)),
            look_at_most: self.look_at_most.min(Duration::from_secs(10)),
            catch_up_first: self.catch_up_first.min(Duration::from_secs(1)),
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
        };
        first.saturating_mul(2_u32.saturating_pow(count)).min(self.look_at_most)
    }
}
