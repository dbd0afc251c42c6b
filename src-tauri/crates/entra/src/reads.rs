//! Harmless reads: what an app may do shows when it does it (entra-consent.md 6.1, S30).

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde::de::IgnoredAny;
use usher_domain::ids::ObjectId;

use crate::entra::Entra;
use crate::error::{EntraError, GraphError, ReadError};
use crate::graph::{Graph, built};
use crate::http::Answer;
use crate::secret::AccessToken;

/// The longest page that Graph gives out.
const LONGEST_PAGE: usize = 999;
/// "3003: User does not have access to lookup meeting" comes where a policy leaves a person out, and where the meeting
/// is another's: learn.microsoft.com/graph/api/onlinemeeting-get does not say which.
const MEETING_OF_ANOTHER: u32 = 3003;
/// "3004: Specified meeting is not found" (learn.microsoft.com/answers/questions/2084475).
const NO_SUCH_MEETING: u32 = 3004;

#[derive(Deserialize)]
struct Person {
    id: ObjectId,
}

impl Entra {
    /// Reads something below Graph's address (`v1.0/users?$top=1&$select=id`) and keeps nothing of it.
    ///
    /// # Errors
    /// With the reason why it can't be read.
    pub async fn read(&self, access: &AccessToken, path: &str) -> Result<(), ReadError> {
        self.graph(access).peek(path).await
    }

    /// Asks Graph for a few people of the organization, `most` of them at most. Takes `User.ReadBasic.All`.
    ///
    /// # Errors
    /// When the app may not read it, or Graph can't be asked.
    pub async fn some_people(&self, access: &AccessToken, most: usize) -> Result<Vec<ObjectId>, GraphError> {
        let most = most.clamp(1, LONGEST_PAGE);
        let path = format!("v1.0/users?$top={most}&$select=id");
        let people: Vec<Person> = self.graph(access).first_page(&path).await?;
        Ok(people.into_iter().take(most).map(|person| person.id).collect())
    }
}

impl Graph<'_> {
    async fn peek(self, path: &str) -> Result<(), ReadError> {
        let request = built(self.request(Method::GET, self.address(path)?))?;
        let answer = self.http.patiently(request).await?;
        match answer.status {
            200 if is_something(&answer) => Ok(()),
            // It was not the permission that Graph looked at.
            400 if error_of(&answer).is_some() => Err(ReadError::SaysNothing),
            401 => Err(ReadError::SignInRanOut),
            402 => Err(ReadError::PaymentRequired),
            403 if misses_policy(&answer) => Err(ReadError::NoPolicy),
            403 if teams_code(&answer) == Some(MEETING_OF_ANOTHER) => Err(ReadError::SaysNothing),
            403 => Err(ReadError::Denied),
            404 if teams_code(&answer) == Some(NO_SUCH_MEETING) => Err(ReadError::NoSuchMeeting),
            404 => Err(ReadError::NotThere),
            _ => Err(EntraError::OddAnswer.into()),
        }
    }
}

/// Whether the body is an object, and no error in disguise: a failed check is never green.
fn is_something(answer: &Answer) -> bool {
    answer.json::<BTreeMap<String, IgnoredAny>>().is_ok_and(|object| !object.contains_key("error"))
}

#[derive(Deserialize)]
struct Failure {
    error: Said,
}

#[derive(Deserialize)]
struct Said {
    message: String,
}

fn error_of(answer: &Answer) -> Option<Said> {
    answer.json::<Failure>().ok().map(|failure| failure.error)
}

/// The number that Teams begins its text with, where it does.
fn teams_code(answer: &Answer) -> Option<u32> {
    error_of(answer)?.message.split_once(':')?.0.parse().ok()
}

/// Whether Teams says that its application access policy is missing: both wordings of entra-consent.md 8.3. Its code
/// (`Forbidden`, `Unauthorized`) tells nothing, and another switch of Teams answers with 403 as well.
fn misses_policy(answer: &Answer) -> bool {
    let words = String::from_utf8_lossy(&answer.body).to_ascii_lowercase();
    words.contains("no application access policy found")
        || (words.contains("is not authorized to") && words.contains("on behalf of user"))
}
