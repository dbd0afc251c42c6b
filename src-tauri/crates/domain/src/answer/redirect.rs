//! A callback that brought no error: a code, a token, or the admin's yes.

use serde::Deserialize;

use super::evidence::Evidence;
use super::verdict::Verdict;
use super::{fields, wording};

/// What arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Arrival {
    /// An authorization code or tokens.
    Grant,
    /// `admin_consent=True`.
    AdminYes,
    /// `admin_consent=False`.
    AdminNo,
}

/// A row of `arrivals` in data/answer-words.json.
#[derive(Deserialize)]
pub(super) struct Row {
    arrival: Arrival,
    #[serde(flatten)]
    verdict: Verdict,
}

/// Entra's codes are hundreds of signs long; a shop's coupon code is not one.
const SHORTEST_CODE: usize = 20;

/// Recognizes a success in decoded text.
pub(super) fn arrival(text: &str) -> Option<Arrival> {
    if let Some(answer) = fields::parameters(text, "admin_consent").next() {
        return if answer.eq_ignore_ascii_case("true") {
            Some(Arrival::AdminYes)
        } else {
            Some(Arrival::AdminNo)
        };
    }
    let has_state =
        fields::parameters(text, "state").chain(fields::parameters(text, "session_state")).next().is_some();
    let has_code = fields::parameters(text, "code").any(|code| {
        has_state
            || code.len() >= SHORTEST_CODE
            || ["0.", "1.", "M.", "[", "<", "..."].iter().any(|start| code.starts_with(start))
    });
    let has_token = fields::values_of(text, "access_token").any(|token| token.len() >= SHORTEST_CODE)
        && fields::values_of(text, "token_type").any(|kind| kind.eq_ignore_ascii_case("bearer"));
    (has_code || has_token).then_some(Arrival::Grant)
}

/// Says what the success tells.
pub(super) fn verdict(evidence: &Evidence) -> Option<Verdict> {
    let arrival = evidence.arrival?;
    let row = wording::tables().arrivals.iter().find(|row| row.arrival == arrival)?;
    Some(row.verdict.clone())
}
