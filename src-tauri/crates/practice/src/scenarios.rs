//! What can be practiced: one setting of the organization for each situation that can be acted out.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use usher_domain::situation::Situation;

use crate::people::{Person, person};
use crate::settings::Settings;

/// One thing to practice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// The situation it leads to.
    pub situation: Situation,
    /// One line about it.
    pub description: String,
    /// Who to sign in as.
    pub sign_in: String,
    /// What to do on the pages, one line.
    pub script: String,
    /// How the organization is set up for it.
    #[serde(default)]
    pub settings: Settings,
}

impl Scenario {
    /// Who to sign in as.
    #[must_use]
    pub fn person(&self) -> &'static Person {
        person(&self.sign_in).expect("the data names people of the table, and a test looks each up")
    }
}

/// The line of `usherctl practice scenarios --json`.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    situation: Situation,
    description: &'a str,
    username: &'a str,
    password: &'a str,
    script: &'a str,
}

impl Serialize for Scenario {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let person = self.person();
        Line {
            name: &self.name,
            situation: self.situation,
            description: &self.description,
            username: person.username,
            password: person.password,
            script: &self.script,
        }
        .serialize(serializer)
    }
}

/// All scenarios, in the order to offer them.
#[must_use]
pub fn scenarios() -> &'static [Scenario] {
    static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../data/scenarios.json"))
            .expect("scenarios.json is part of the program and tested")
    });
    &SCENARIOS
}

/// The scenario with this name.
#[must_use]
pub fn scenario(name: &str) -> Option<&'static Scenario> {
    scenarios().iter().find(|scenario| scenario.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::scenarios;
    use crate::people::PEOPLE;

    #[test]
    fn every_scenario_has_its_own_name_and_a_person_of_the_table() {
        let names: BTreeSet<&str> = scenarios().iter().map(|scenario| scenario.name.as_str()).collect();

        assert_eq!(names.len(), scenarios().len());
        for scenario in scenarios() {
            assert!(PEOPLE.contains(scenario.person()), "{}", scenario.name);
        }
    }

    #[test]
    fn every_person_has_a_directory_id() {
        for person in PEOPLE {
            assert_eq!(person.object_id().as_str(), person.object_id);
        }
    }
}
