//! Writes to Graph, and the looks that they start from, each sent once.

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{EntraError, WriteError};
use crate::graph::{Graph, built};
use crate::http::Answer;

/// More than any code word has.
const LONGEST_CODE: usize = 100;

impl Graph<'_> {
    /// Makes something, and reads what came of it.
    pub(super) async fn post<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, WriteError> {
        let answer = self.write(Method::POST, path, body).await?;
        Ok(answer.json()?)
    }

    /// Looks at something that is to be changed; it is as final as the write that follows.
    pub(super) async fn look<T: DeserializeOwned>(self, path: &str) -> Result<T, WriteError> {
        let request = built(self.request(Method::GET, self.address(path)?))?;
        Ok(accepted(self.http.once_let_in(request).await?)?.json()?)
    }

    /// Changes something that answers with nothing.
    pub(super) async fn write(
        self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Answer, WriteError> {
        let request = built(self.request(method, self.address(path)?).json(body))?;
        accepted(self.http.once_let_in(request).await?)
    }

    pub(super) async fn delete(self, path: &str) -> Result<(), WriteError> {
        let request = built(self.request(Method::DELETE, self.address(path)?))?;
        let answer = self.http.once_let_in(request).await?;
        if answer.status == 404 { Ok(()) } else { accepted(answer).map(drop) }
    }
}

fn accepted(answer: Answer) -> Result<Answer, WriteError> {
    match answer.status {
        200 | 201 | 204 => Ok(answer),
        401 => Err(WriteError::SignInRanOut),
        403 => Err(WriteError::NotAllowed),
        400..=499 => Err(refused(&answer)),
        _ => Err(EntraError::OddAnswer.into()),
    }
}

/// Keeps the code word only: the text beside it may repeat what was sent (S44).
fn refused(answer: &Answer) -> WriteError {
    #[derive(Deserialize)]
    struct Body {
        error: Word,
    }
    #[derive(Deserialize)]
    struct Word {
        code: String,
    }
    let is_word = |code: &String| {
        let plain = |sign: u8| sign.is_ascii_alphanumeric() || b"._-".contains(&sign);
        (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(plain)
    };
    match answer.json::<Body>() {
        Ok(Body { error: Word { code } }) if is_word(&code) => WriteError::Refused { code },
        Ok(_) | Err(_) => EntraError::OddAnswer.into(),
    }
}
