//! One reading of the tables: a situation with what the tables say about it.

use serde::Deserialize;

use crate::diagnosis::{AadstsCode, Card, Diagnosis};
use crate::situation::{Situation, Sureness, Who};

/// What a row of the data files says.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Verdict {
    pub(super) situation: Situation,
    pub(super) sureness: Sureness,
    #[serde(default)]
    pub(super) alternatives: Vec<Situation>,
    pub(super) who: Who,
    pub(super) card: Card,
}

impl Verdict {
    /// Nothing tells.
    pub(super) const fn unknown() -> Self {
        Self {
            situation: Situation::Unknown,
            sureness: Sureness::Unknown,
            alternatives: Vec::new(),
            who: Who::None,
            card: Card::E00,
        }
    }

    /// Keeps another situation in view, which ends any proof.
    pub(super) fn doubt(&mut self, other: Situation) {
        if other != self.situation && other != Situation::Unknown {
            if self.sureness == Sureness::Proved {
                self.sureness = Sureness::Inferred;
            }
            if !self.alternatives.contains(&other) {
                self.alternatives.push(other);
            }
        }
    }

    pub(super) fn diagnose(self, codes: Vec<AadstsCode>) -> Diagnosis {
        Diagnosis {
            situation: self.situation,
            sureness: self.sureness,
            alternatives: self.alternatives,
            codes,
            who: self.who,
            card: self.card,
        }
    }
}
