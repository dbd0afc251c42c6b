//! What happened: in the browser, at Microsoft, in the keychain, or because time went by.

use super::SeenAccount;
use super::effect::AppSignIn;
use crate::answer::Refusal;
use crate::connection::{Connection, Kept};
use crate::desk::KeychainState;
use crate::directory::Directory;
use crate::ids::{AttemptId, ClientId, ConnectionId, TenantId};
use crate::own_app::{AppAnswer, Credential, Made, SecretShape, Write};
use crate::problem::Problem;
use crate::reasoning::{Evidence, Leg};
use crate::setup_file::OpenedFile;
use crate::time::Timestamp;
use crate::view::WaitStage;
use crate::view::own_app::BuildStop;
use crate::view::setup_file::FileRefusal;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The typed address belongs to this tenant.
    TenantFound {
        /// The look-up.
        attempt: AttemptId,
        /// The tenant.
        tenant: TenantId,
    },
    /// The provider has no tenants to look up.
    NoTenants {
        /// The look-up.
        attempt: AttemptId,
    },
    /// Microsoft knows no organization under the domain.
    DomainUnknown {
        /// The look-up.
        attempt: AttemptId,
    },
    /// The look-up could not be made.
    LookUpFailed {
        /// The look-up.
        attempt: AttemptId,
        /// Why.
        problem: Problem,
    },
    /// The system took the link.
    BrowserOpened {
        /// The attempt.
        attempt: AttemptId,
    },
    /// The system did not.
    BrowserFailed {
        /// The attempt.
        attempt: AttemptId,
    },
    /// The trip could not begin, or its listener broke.
    TripFailed {
        /// The attempt.
        attempt: AttemptId,
        /// Why.
        problem: Problem,
    },
    /// Evidence from a leg that did not end the trip.
    Learned {
        /// The attempt.
        attempt: AttemptId,
        /// What.
        evidence: Evidence,
    },
    /// A code came back.
    CodeArrived {
        /// The attempt.
        attempt: AttemptId,
        /// On which leg.
        leg: Leg,
    },
    /// The interactive leg was refused, or the code was.
    Refused {
        /// The attempt.
        attempt: AttemptId,
        /// With these words.
        refusal: Refusal,
    },
    /// The code was exchanged and the account read.
    SignedIn {
        /// The attempt.
        attempt: AttemptId,
        /// Who.
        account: SeenAccount,
    },
    /// The exchange or a check after it failed.
    CheckingFailed {
        /// The attempt.
        attempt: AttemptId,
        /// Why.
        problem: Problem,
    },
    /// The sign-in is kept.
    Kept {
        /// The attempt.
        attempt: AttemptId,
        /// As what.
        connection: Box<Connection>,
        /// Why it is in memory only.
        problem: Option<Problem>,
    },
    /// A stage of the wait has come.
    StageReached {
        /// The attempt.
        attempt: AttemptId,
        /// Which.
        stage: WaitStage,
    },
    /// Checking has taken long.
    CheckingIsSlow {
        /// The attempt.
        attempt: AttemptId,
    },
    /// A look at what is granted now.
    GrantsListed {
        /// For which connection.
        connection: ConnectionId,
        /// Everything the answer listed.
        granted: Vec<String>,
        /// What the directory said, as far as that sign-in may read it.
        directory: Box<Directory>,
    },
    /// That look failed.
    GrantsNotListed {
        /// For which connection.
        connection: ConnectionId,
        /// Why.
        problem: Problem,
    },
    /// The next look is set.
    LookSet {
        /// Of which wait.
        wait: AttemptId,
        /// When it comes.
        at: Timestamp,
    },
    /// It is time to look again.
    LookDue {
        /// Of which wait; those of waits that have ended are late ones.
        wait: AttemptId,
    },
    /// Microsoft's page sent the browser back and says that it is approved. Not proved (S30).
    ConsentReported {
        /// The attempt.
        attempt: AttemptId,
    },
    /// It was approved in another organization than the one asked for (S74).
    ConsentElsewhere {
        /// The attempt.
        attempt: AttemptId,
    },
    /// The admin's token is held, and Usher may write.
    SessionHeld {
        /// The attempt.
        attempt: AttemptId,
    },
    /// A write is made, or was found made.
    Wrote {
        /// For which setup.
        setup: ConnectionId,
        /// What.
        write: Write,
        /// What it brought.
        made: Made,
        /// Where a credential that came of it is kept.
        kept: Kept,
    },
    /// A write, or taking back, was not made.
    WriteStopped {
        /// For which setup.
        setup: ConnectionId,
        /// Why.
        why: BuildStop,
    },
    /// What Usher wrote is taken back.
    TakenBack {
        /// For which setup.
        setup: ConnectionId,
    },
    /// Both ids were looked up.
    IdsChecked {
        /// Of which setup.
        setup: ConnectionId,
        /// Which.
        ids: (ClientId, TenantId),
        /// There is an organization with the tenant id.
        tenant_exists: bool,
        /// There is one with the app id.
        client_is_tenant: bool,
    },
    /// They could not be.
    IdsNotChecked {
        /// Of which setup.
        setup: ConnectionId,
        /// Which.
        ids: (ClientId, TenantId),
        /// Why.
        problem: Problem,
    },
    /// A secret was handed in, has the right shape, and is kept.
    SecretTaken {
        /// For which setup.
        setup: ConnectionId,
        /// It is to take the place of what the connection signs in with.
        pending: bool,
        /// Its first three signs.
        hint: String,
        /// How long it lasts, as the person says.
        days: Option<u16>,
        /// Where it is kept.
        kept: Kept,
        /// Why not in the keychain.
        problem: Option<Problem>,
    },
    /// What was handed in can be a secret, and is on its way into the keychain.
    SecretAccepted {
        /// Of which setup.
        setup: ConnectionId,
    },
    /// What was handed in is no secret.
    SecretRefused {
        /// Why.
        shape: SecretShape,
    },
    /// A certificate was made and its key is kept.
    CertificateMade {
        /// For which setup.
        setup: ConnectionId,
        /// It is to take the place of what the connection signs in with.
        pending: bool,
        /// Its thumbprint.
        thumbprint: String,
        /// When it ends.
        ends_at: Timestamp,
        /// Where its key is kept.
        kept: Kept,
        /// Why not in the keychain.
        problem: Option<Problem>,
    },
    /// No certificate was made.
    CertificateNotMade {
        /// For which setup.
        setup: ConnectionId,
        /// Why.
        problem: Problem,
    },
    /// A pending credential is what the connection signs in with from now on.
    CredentialAdopted {
        /// Of which setup.
        setup: ConnectionId,
        /// What is known of it.
        credential: Credential,
        /// Where it is kept.
        kept: Kept,
    },
    /// The connection still signs in with the one before.
    CredentialNotAdopted {
        /// Of which setup.
        setup: ConnectionId,
        /// Why.
        problem: Problem,
    },
    /// Signing in as the app brought this.
    AppAnswered {
        /// As which app, and with what. What has changed since is not answered by it.
        app: Box<AppSignIn>,
        /// What.
        answer: Box<AppAnswer>,
    },
    /// A client secret is on the clipboard.
    SecretCopied {
        /// Of which setup or connection.
        connection: ConnectionId,
    },
    /// A day has gone by.
    ReminderDue,
    /// A setup file was opened and keeps the rules.
    SetupFileOpened {
        /// The file.
        file: Box<OpenedFile>,
    },
    /// A setup file is not used.
    SetupFileRefused {
        /// Why.
        refusal: FileRefusal,
    },
    /// A connection and its sign-in are gone.
    ConnectionRemoved {
        /// Which.
        connection: ConnectionId,
    },
    /// The world changed: practice began or ended.
    WorldChanged,
    /// The keychain was tried.
    KeychainTried {
        /// How it is.
        state: KeychainState,
    },
    /// Something outside a journey went wrong.
    WentWrong {
        /// What.
        problem: Problem,
    },
}
