//! Signs in as the app with a secret from stdin, and keeps nothing of it (S35).

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde_json::{Map, Value, json};
use url::Url;
use usher_domain::connection::{Connection, Kept, SignInPlace};
use usher_domain::own_app::{Credential, PermissionRead, Setup, SetupStep, shows_policy};
use usher_domain::profile::Profile;
use usher_engine::store::Store;
use usher_engine::{Adapters, Ground, SecretString, now};
use usher_entra::ClientSecret;
use usher_vault::{MemoryStore, Secret, SecretKey, SecretStore as _, World};

use crate::check::{Look, look_patiently};
use crate::obstacle::{fields, of_obstacle};
use crate::output::{COULD_NOT_CHECK, NO, YES, line, say, tell};
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

/// What was seen of Teams' application access policy, as `policy` of the `proof` line tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum PolicySeen {
    /// Teams let the app in for everyone it was tried with.
    Worked,
    /// Teams did not, for some of them at least.
    Refused,
    /// No read showed whether it does, say because nobody of the people tried has Teams.
    NotTried,
    /// The product needs none.
    NotNeeded,
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
        return COULD_NOT_CHECK;
    };
    let look = look_patiently(&ground, &Adapters::considerate(), connection).await;
    look.rows.iter().for_each(|row| row.print(how.json));
    let policy = policy_seen(profile, &look.reads);
    print_proof(&look, policy, how.json);
    code_of(look.code, policy)
}

/// Yes would say more than was seen where nothing showed whether Teams lets the app in.
fn code_of(looked: u8, policy: PolicySeen) -> u8 {
    if (looked, policy) == (YES, PolicySeen::NotTried) { COULD_NOT_CHECK } else { looked }
}

/// With what, where and for whom it is proved.
pub(super) struct How {
    pub(super) secret: ClientSecret,
    pub(super) authority: Option<Url>,
    pub(super) json: bool,
}

/// Every read shows its permission; some show the policy with it.
fn policy_seen(profile: &Profile, reads: &[(String, PermissionRead)]) -> PolicySeen {
    if !SetupStep::TeamsPolicy.is_needed(profile) {
        return PolicySeen::NotNeeded;
    }
    let shown: Vec<&PermissionRead> =
        reads.iter().filter(|(value, _)| shows_policy(value)).map(|(_, read)| read).collect();
    if shown.iter().any(|read| matches!(read, PermissionRead::NoPolicy { .. })) {
        PolicySeen::Refused
    } else if shown.contains(&&PermissionRead::Worked) {
        PolicySeen::Worked
    } else {
        PolicySeen::NotTried
    }
}

fn print_proof(look: &Look, policy: PolicySeen, json: bool) {
    let obstacle = look.obstacle.as_ref();
    if json {
        let nothing = [("event", "proof".into()), ("obstacle", Value::Null), ("step", Value::Null)];
        let nothing = || nothing.map(|(key, value)| (key.to_owned(), value)).into_iter().collect();
        let mut told: Map<String, Value> = obstacle.map_or_else(nothing, |it| fields("proof", it));
        told.insert("policy".to_owned(), json!(policy));
        line(&told);
    }
    let words = match (obstacle, policy) {
        (Some(obstacle), _) => of_obstacle(obstacle),
        (None, PolicySeen::NotTried) => of_terminal("prove", "policyNotTried").to_owned(),
        (None, PolicySeen::Worked | PolicySeen::Refused | PolicySeen::NotNeeded) => {
            of_terminal("prove", "works").to_owned()
        }
    };
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
    use usher_domain::ids::ProfileId;
    use usher_domain::own_app::PermissionRead::{self, NoPolicy, NotTried, Worked};
    use usher_domain::profile::find;

    use super::{COULD_NOT_CHECK, NO, NoSecret, PolicySeen, YES, code_of, first_line, policy_seen};

    /// Kaltura's reads: of people, which takes no policy, and of meetings, recordings and transcripts.
    #[rstest]
    #[case::tried_with_nobody("kaltura", [Worked, NotTried, NotTried, NotTried], PolicySeen::NotTried)]
    #[case::only_meetings_show_nothing("kaltura", [Worked, NotTried, Worked, Worked], PolicySeen::Worked)]
    #[case::refused_for_some(
        "kaltura", [Worked, NotTried, Worked, NoPolicy { refused: 1, tried: 5 }], PolicySeen::Refused
    )]
    #[case::not_asked_for("teams-devices", [Worked, NotTried, NotTried, NotTried], PolicySeen::NotNeeded)]
    fn only_a_read_that_takes_the_policy_shows_it(
        #[case] profile: &str,
        #[case] reads: [PermissionRead; 4],
        #[case] expected: PolicySeen,
    ) {
        const READ: [&str; 4] = [
            "User.ReadBasic.All",
            "OnlineMeetings.Read.All",
            "OnlineMeetingRecording.Read.All",
            "OnlineMeetingTranscript.Read.All",
        ];
        let profile = find(&ProfileId(profile.to_owned())).unwrap();
        let reads: Vec<_> = READ.map(str::to_owned).into_iter().zip(reads).collect();

        assert_eq!(policy_seen(profile, &reads), expected);
        assert!(expected == PolicySeen::NotNeeded || policy_seen(profile, &[]) == PolicySeen::NotTried);
    }

    #[rstest]
    #[case::nothing("", Some(NoSecret::NotThere))]
    #[case::an_empty_line("\nVx_8Q", Some(NoSecret::NotThere))]
    #[case::a_line("Vx_8Q\n", None)]
    #[case::a_line_of_windows("Vx_8Q\r\nmore", None)]
    #[case::without_an_end("Vx_8Q", None)]
    fn the_first_line_of_stdin_is_the_secret(#[case] input: &str, #[case] refused: Option<NoSecret>) {
        assert_eq!(first_line(input.as_bytes()).err(), refused);
    }

    #[rstest]
    #[case::everything_works(YES, PolicySeen::Worked, YES)]
    #[case::no_policy_needed(YES, PolicySeen::NotNeeded, YES)]
    #[case::a_policy_that_nothing_showed(YES, PolicySeen::NotTried, COULD_NOT_CHECK)]
    #[case::something_else_is_in_the_way(NO, PolicySeen::NotTried, NO)]
    fn only_what_was_seen_is_a_yes(#[case] looked: u8, #[case] policy: PolicySeen, #[case] expected: u8) {
        assert_eq!(code_of(looked, policy), expected);
    }

    #[test]
    fn the_secret_is_never_shown() {
        let secret = first_line("Vx_8Q~canary\n".as_bytes()).ok();

        assert!(!format!("{secret:?}").contains("canary"));
    }
}
