//! How a ready-made app registration stands.

use serde::{Deserialize, Serialize};

/// An app registration that is there from the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadyApp {
    /// Its name.
    pub name: String,
    /// Its application permissions, where [`super::Settings::required`] lists none.
    pub permissions: Vec<String>,
    /// Enabled for users to sign in.
    pub enabled: bool,
    /// Its client secret.
    pub secret: ReadySecret,
    /// Which of them are granted.
    pub granted: ReadyGrant,
    /// Teams' application access policy.
    pub policy: ReadyPolicy,
}

impl Default for ReadyApp {
    fn default() -> Self {
        Self {
            name: "Meetings archive".to_owned(),
            permissions: [
                "OnlineMeetingRecording.Read.All",
                "OnlineMeetings.Read.All",
                "OnlineMeetingTranscript.Read.All",
                "User.ReadBasic.All",
            ]
            .map(str::to_owned)
            .into(),
            enabled: true,
            secret: ReadySecret::Valid,
            granted: ReadyGrant::Everything,
            policy: ReadyPolicy::Granted,
        }
    }
}

/// The secret of a ready-made app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadySecret {
    /// It works.
    Valid,
    /// It has ended: AADSTS7000222.
    Expired,
    /// It was deleted: AADSTS7000215.
    Deleted,
    /// It was made this moment, so that [`super::Settings::secret_delay_s`] counts.
    JustMade,
}

/// Which of the application permissions are granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyGrant {
    /// All.
    Everything,
    /// None.
    Nothing,
    /// All but these.
    AllBut(Vec<String>),
}

/// How Teams' application access policies stand to a ready-made app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyPolicy {
    /// There is none.
    Missing,
    /// Granted for everyone.
    Granted,
    /// Granted for everyone this moment, so that [`super::Settings::policy_delay_s`] counts.
    JustGranted,
    /// Granted for everyone, but these user names have a policy of their own that leaves the app out.
    OthersHaveTheirOwn(Vec<String>),
}
