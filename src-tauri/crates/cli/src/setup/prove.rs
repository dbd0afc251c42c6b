//! Signs in as the app with a secret from stdin, and keeps nothing of it (S35).

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::json;
use url::Url;
use usher_domain::connection::{Connection, Kept, SignInPlace};
use usher_domain::own_app::{Credential, Setup};
use usher_domain::profile::Profile;
use usher_engine::store::Store;
use usher_engine::{Adapters, Ground, SecretString, now};
use usher_entra::ClientSecret;
use usher_vault::{MemoryStore, Secret, SecretKey, SecretStore as _, World};

use crate::check::{Look, look_patiently};
use crate::obstacle::{fields, of_obstacle};
use crate::output::{NO, line, say, tell};
use crate::words::of_terminal;

/// Longer than any client secret (`entra-consent.md` 8.1), with its line end.
const MOST_BYTES: u64 = 256;

/// Why there is no secret to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoSecret {
    /// A person would type it where others can read it.
    Typed,
    /// Stdin has no first line that could be one.
    NotThere,
}

impl NoSecret {
    pub(super) fn words(self) -> &'static str {
        of_terminal(
            "prove",
            match self {
                NoSecret::Typed => "typed",
                NoSecret::NotThere => "notThere",
            },
        )
    }
}

/// Reads the secret, which is never an argument and never in the environment.
pub(super) fn secret_of_stdin() -> Result<SecretString, NoSecret> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(NoSecret::Typed);
    }
    first_line(stdin.lock())
}

fn first_line(from: impl BufRead) -> Result<SecretString, NoSecret> {
    // As large as it can get, so that no copy is left behind by growing.
    let mut text = String::with_capacity(usize::try_from(MOST_BYTES).unwrap_or_default());
    from.take(MOST_BYTES).read_line(&mut text).map_err(|_| NoSecret::NotThere)?;
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    let secret = SecretString::from(text);
    if end == 0 { Err(NoSecret::NotThere) } else { Ok(secret) }
}

/// Signs in and prints the checklist, and what is in the way. Returns the exit code.
pub(super) async fn prove(setup: &Setup, profile: &Profile, how: How) -> u8 {
    let Some(connection) = connection_of(setup, profile, how.authority) else {
        tell(of_terminal("prove", "noIds"));
        return NO;
    };
    let Some(ground) = ground_with(&connection, &how.secret).await else {
        tell(of_terminal("prove", "notThere"));
        return crate::output::COULD_NOT_CHECK;
    };
    let look = look_patiently(&ground, &Adapters::considerate(), connection).await;
    look.rows.iter().for_each(|row| row.print(how.json));
    print_proof(&look, how.json);
    look.code
}

/// With what, where and for whom it is proved.
pub(super) struct How {
    pub(super) secret: ClientSecret,
    pub(super) authority: Option<Url>,
    pub(super) json: bool,
}

fn print_proof(look: &Look, json: bool) {
    let obstacle = look.obstacle.as_ref();
    if json {
        let nothing = json!({ "event": "proof", "obstacle": null, "step": null });
        match obstacle {
            Some(obstacle) => line(&fields("proof", obstacle)),
            None => line(&nothing),
        }
    }
    let words = obstacle.map_or_else(|| of_terminal("prove", "works").to_owned(), of_obstacle);
    if json { tell(&words) } else { say(&words) }
}

/// Memory alone: nothing of the secret and nothing of the app outlives the command.
async fn ground_with(connection: &Connection, secret: &ClientSecret) -> Option<Ground> {
    let memory = Arc::new(MemoryStore::new());
    let key = SecretKey::client_secret(&connection.id.0, World::Real);
    memory.store(&key, &Secret::from(secret.secret().clone())).await.ok()?;
    Some(Ground {
        world: World::Real,
        secrets: Arc::new(MemoryStore::new()),
        session_secrets: memory,
        store: Arc::new(Mutex::new(Store::in_memory().ok()?)),
        folder: PathBuf::new(),
    })
}

/// The app as a connection that is never stored.
fn connection_of(setup: &Setup, profile: &Profile, authority: Option<Url>) -> Option<Connection> {
    let place = match authority {
        Some(authority) => {
            SignInPlace::Loopback { authority, client_id: setup.client_id.as_ref()?.to_string() }
        }
        None => SignInPlace::Microsoft { cloud: profile.cloud() },
    };
    // How old the secret is, nobody said: a refused one is not taken for one that is too new.
    let made_at = setup.since.plus_s(-24 * 60 * 60);
    let credential = Credential::Secret { hint: String::new(), made_at, ends_at: None };
    let setup = Setup { credential: Some(credential), kept: Kept::UntilClosed, ..setup.clone() };
    setup.connection(profile, place, now())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{NoSecret, first_line};

    #[rstest]
    #[case::nothing("", Some(NoSecret::NotThere))]
    #[case::an_empty_line("\nVx_8Q", Some(NoSecret::NotThere))]
    #[case::a_line("Vx_8Q\n", None)]
    #[case::a_line_of_windows("Vx_8Q\r\nmore", None)]
    #[case::without_an_end("Vx_8Q", None)]
    fn the_first_line_of_stdin_is_the_secret(#[case] input: &str, #[case] refused: Option<NoSecret>) {
        assert_eq!(first_line(input.as_bytes()).err(), refused);
    }

    #[test]
    fn the_secret_is_never_shown() {
        let secret = first_line("Vx_8Q~canary\n".as_bytes()).ok();

        assert!(!format!("{secret:?}").contains("canary"));
    }
}
