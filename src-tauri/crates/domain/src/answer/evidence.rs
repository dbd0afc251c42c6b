//! What one answer holds, taken apart; and the order in which its parts are believed.

use super::fold::{Folded, fold};
use super::verdict::Verdict;
use super::{Refusal, body, codes, decode, fields, page, redirect, refusal, wording};
use crate::diagnosis::{AadstsCode, Diagnosis};

/// The parts of an answer that tell something.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub(super) error: Option<String>,
    pub(super) subcode: Option<String>,
    pub(super) suberror: Option<String>,
    pub(super) codes: Vec<AadstsCode>,
    pub(super) answers_admin_link: bool,
    /// Every parameter is at hand, so what is missing was not sent.
    pub(super) is_whole: bool,
    pub(super) arrival: Option<redirect::Arrival>,
    pub(super) service_codes: Vec<String>,
    pub(super) status: Option<u16>,
    pub(super) words: Folded,
}

impl Evidence {
    pub(super) fn from_refusal(refusal: &Refusal) -> Self {
        Self {
            error: Some(refusal.error.to_ascii_lowercase()),
            subcode: refusal.error_subcode.clone(),
            suberror: refusal.suberror.clone(),
            codes: refusal.codes.clone(),
            answers_admin_link: refusal.answers_admin_link,
            is_whole: true,
            words: fold(&refusal.description),
            ..Self::default()
        }
    }

    pub(super) fn from_text(text: &str) -> Self {
        let plain = decode::plain(text);
        let words = fold(&plain);
        let mut codes = codes::named(&plain);
        codes::add_unnamed(&mut codes, &plain, &words);
        let error = refusal::error_word(&plain);
        Self {
            subcode: fields::values_of(&plain, "error_subcode").next().map(str::to_ascii_lowercase),
            suberror: fields::values_of(&plain, "suberror").next().map(str::to_ascii_lowercase),
            codes,
            answers_admin_link: fields::parameters(&plain, "admin_consent").next().is_some(),
            is_whole: error.is_some() && fields::parameters(&plain, "state").next().is_some(),
            arrival: redirect::arrival(&plain),
            service_codes: body::service_codes(&plain),
            status: body::status(&plain),
            error,
            words,
        }
    }

    /// Numbers first, then what only Entra says, then the words, then the general: the first that tells wins.
    pub(super) fn diagnose(self) -> Diagnosis {
        let verdict = codes::verdict(&self)
            .or_else(|| refusal::exact(&self))
            .or_else(|| page::verdict(&self.words))
            .or_else(|| codes::family_verdict(&self))
            .or_else(|| {
                if wording::names_another_provider(&self.words) { Some(Verdict::unknown()) } else { None }
            })
            .or_else(|| refusal::general(&self))
            .or_else(|| body::verdict(&self))
            .or_else(|| redirect::verdict(&self))
            .unwrap_or_else(Verdict::unknown);
        verdict.diagnose(self.codes)
    }
}
