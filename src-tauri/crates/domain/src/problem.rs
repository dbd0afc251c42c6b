//! What went wrong on our side or on the network: a code with facts, never a sentence.

use serde::{Deserialize, Serialize};

/// A failure the person is told about. Words: `ui/src/copy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Problem {
    /// No loopback port could be had (S21).
    NoPort,
    /// No network path to Microsoft.
    Offline,
    /// The certificate of the connection is not trusted; a company proxy may sit between (S24).
    UntrustedCertificate {
        /// Who issued the certificate, when it is known.
        issuer: Option<String>,
    },
    /// The service answered with something that can't be read.
    OddAnswer,
    /// The service asked to wait (S33).
    Busy {
        /// Seconds until the next try, when the service said so.
        retry_after_s: Option<u32>,
    },
    /// The keychain is locked (S41).
    KeychainLocked,
    /// There is no keychain on this machine (S41).
    KeychainMissing,
    /// The keychain does not answer (S40).
    KeychainMute,
    /// What Microsoft sent does not fit what was asked: wrong issuer, nonce, audience, signature or time (S26).
    AnswerNotTrusted,
    /// This computer's clock is more than five minutes off (S34).
    ClockWrong,
    /// The saved place or the connection list could not be read.
    SavedPlaceUnreadable,
    /// Nothing can be written where Usher keeps what it keeps.
    DiskFull,
    /// A newer version of Usher wrote what is stored; it stays as it is.
    NewerVersion,
    /// The stored sign-in has run out; sign in again (E16).
    SignInRanOut,
    /// The app is turned off in the organization (E10, AADSTS7000112).
    AppTurnedOff,
    /// Only people on the app's list may use it (E07, AADSTS50105).
    NotOnTheList,
    /// No program for mail could be opened.
    NoMailProgram,
    /// No browser opened the page.
    NoBrowser,
    /// The file could not be written.
    CannotSave,
    /// The clipboard did not take the text.
    CannotCopy,
    /// The engine stopped; the window has to be closed and opened again.
    Stopped,
}
