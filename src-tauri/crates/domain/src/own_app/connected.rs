//! What makes a connection one of an app, and no person's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::credential::Credential;
use super::obstacle::Obstacle;
use super::policy::PolicyPlan;
use super::probe::AppAnswer;
use super::{SettingValue, Written};
use crate::time::Timestamp;

/// What makes a connection one of an app, and no person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppOfOurOwn {
    /// The connection's name.
    pub name: String,
    /// The name of the app registration.
    pub registration: String,
    /// What it signs in with.
    pub credential: Credential,
    /// The optional features that are wanted.
    pub features: Vec<String>,
    /// What the maker's form holds.
    pub settings: BTreeMap<String, SettingValue>,
    /// The Teams policy.
    pub policy: PolicyPlan,
    /// When the person said that it is granted.
    pub policy_told_at: Option<Timestamp>,
    /// What the last sign-in as the app showed, and when.
    pub answer: Option<(AppAnswer, Timestamp)>,
    /// How often Microsoft refused this credential in a row.
    #[serde(default)]
    pub refusals: u32,
    /// What Usher wrote at Microsoft.
    pub written: Vec<Written>,
    /// How many days before the end the last reminder came.
    pub reminded: Option<u16>,
}

impl AppOfOurOwn {
    /// The first thing in the way of what is `requested`, from what the last sign-in as the app showed.
    #[must_use]
    pub fn obstacle(&self, requested: &[String]) -> Option<Obstacle> {
        let (answer, at) = self.answer.as_ref()?;
        super::first_obstacle(&super::Finding {
            answer,
            permissions: requested,
            credential: Some(&self.credential),
            refusals: self.refusals,
            policy_told_at: self.policy_told_at,
            written: &self.written,
            at: *at,
        })
    }

    /// Notes what the last sign-in as the app showed.
    pub fn note(&mut self, answer: AppAnswer, now: Timestamp) {
        self.refusals = answer.refusals_after(self.refusals);
        self.answer = Some((answer, now));
    }

    /// Takes what came into the keychain as what the app signs in with from now on.
    pub fn take(&mut self, credential: Credential) {
        self.credential = credential;
        (self.answer, self.refusals, self.reminded) = (None, 0, None);
    }
}
