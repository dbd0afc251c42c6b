//! What is in the way of an app, in the keys of the contract and in words.

use serde_json::{Map, Value};
use usher_domain::own_app::{Obstacle, SetupStep};

use crate::words::{of_problem, of_terminal};

/// A step by the code that the window shows.
pub(crate) trait Step {
    /// `R1` to `R10`.
    fn code(self) -> String;
}

impl Step for SetupStep {
    fn code(self) -> String {
        let before = SetupStep::ALL.into_iter().filter(|step| *step < self).count();
        format!("R{}", before + 1)
    }
}

/// An event line: the obstacle by its kind, its facts, and the step on which it is mended.
pub(crate) fn fields(event: &str, obstacle: &Obstacle) -> Map<String, Value> {
    let mut told = Map::from_iter([("event".to_owned(), event.into())]);
    if let Ok(Value::Object(facts)) = serde_json::to_value(obstacle) {
        for (key, value) in facts {
            match (key.as_str(), &value) {
                ("kind", Value::String(kind)) => told.insert("obstacle".to_owned(), snake(kind).into()),
                _ => told.insert(snake(&key), value),
            };
        }
    }
    told.insert("step".to_owned(), obstacle.step().code().into());
    told
}

fn snake(camel: &str) -> String {
    let mut snake = String::new();
    for sign in camel.chars() {
        if sign.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(sign.to_ascii_lowercase());
    }
    snake
}

/// What is in the way, and what to do about it.
pub(crate) fn of_obstacle(obstacle: &Obstacle) -> String {
    if let Obstacle::CouldNotCheck { problem } = obstacle {
        return of_problem(problem);
    }
    let kind = serde_json::to_value(obstacle).expect("an obstacle is plain data")["kind"].clone();
    let words = of_terminal("obstacles", kind.as_str().unwrap_or_default());
    let values = match obstacle {
        Obstacle::PermissionsMissing { values, .. }
        | Obstacle::ApprovalTooNew { values }
        | Obstacle::AccessDenied { values } => values.join(", "),
        Obstacle::OrganizationNotFound
        | Obstacle::AppNotFound
        | Obstacle::AppTooNew
        | Obstacle::AppDisabled
        | Obstacle::SecretWrong
        | Obstacle::SecretEnded { .. }
        | Obstacle::CredentialTooNew
        | Obstacle::CertificateNotFound
        | Obstacle::NothingKept
        | Obstacle::PolicyMissing
        | Obstacle::PolicyTooNew { .. }
        | Obstacle::OwnPolicy { .. }
        | Obstacle::PaymentRequired
        | Obstacle::Refused { .. }
        | Obstacle::CouldNotCheck { .. } => String::new(),
    };
    words.replace("{values}", &values)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;
    use usher_domain::own_app::{Obstacle, SetupStep};
    use usher_domain::problem::Problem;
    use usher_domain::situation::Situation;
    use usher_domain::time::Timestamp;

    use super::{Step, fields, of_obstacle};

    #[rstest]
    #[case(Obstacle::OrganizationNotFound)]
    #[case(Obstacle::AppNotFound)]
    #[case(Obstacle::AppTooNew)]
    #[case(Obstacle::AppDisabled)]
    #[case(Obstacle::SecretWrong)]
    #[case(Obstacle::SecretEnded { at: None })]
    #[case(Obstacle::CredentialTooNew)]
    #[case(Obstacle::CertificateNotFound)]
    #[case(Obstacle::NothingKept)]
    #[case(Obstacle::PermissionsMissing { values: vec!["User.Read.All".to_owned()], none_granted: true })]
    #[case(Obstacle::ApprovalTooNew { values: vec!["User.Read.All".to_owned()] })]
    #[case(Obstacle::AccessDenied { values: vec!["User.Read.All".to_owned()] })]
    #[case(Obstacle::PolicyMissing)]
    #[case(Obstacle::PolicyTooNew { until: Timestamp(0) })]
    #[case(Obstacle::OwnPolicy { refused: 1, tried: 2 })]
    #[case(Obstacle::PaymentRequired)]
    #[case(Obstacle::Refused { situation: Situation::Unknown })]
    #[case(Obstacle::CouldNotCheck { problem: Problem::Offline })]
    fn everything_in_the_way_has_words(#[case] obstacle: Obstacle) {
        let words = of_obstacle(&obstacle);

        assert!(words.ends_with('.') && !words.contains('{'), "{words}");
    }

    #[rstest]
    #[case(
        Obstacle::PermissionsMissing { values: vec!["User.Read.All".to_owned()], none_granted: false },
        json!({
            "event": "obstacle", "obstacle": "permissions_missing", "values": ["User.Read.All"],
            "none_granted": false, "step": "R4",
        }),
    )]
    #[case(
        Obstacle::SecretEnded { at: Some(Timestamp(7)) },
        json!({ "event": "obstacle", "obstacle": "secret_ended", "at": 7, "step": "R6" }),
    )]
    fn facts_are_told_in_the_keys_of_the_contract(
        #[case] obstacle: Obstacle,
        #[case] expected: serde_json::Value,
    ) {
        assert_eq!(serde_json::Value::Object(fields("obstacle", &obstacle)), expected);
    }

    #[test]
    fn steps_have_the_codes_of_the_window() {
        let codes: Vec<String> = SetupStep::ALL.into_iter().map(Step::code).collect();

        assert_eq!(codes.join(" "), "R1 R2 R3 R4 R5 R6 R7 R8 R9 R10");
    }
}
