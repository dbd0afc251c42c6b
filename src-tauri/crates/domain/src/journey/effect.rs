//! What the engine must do on the way into a state.

use url::Url;

use crate::connection::{Connection, Kept};
use crate::ids::{AttemptId, ClientId, ConnectionId, ObjectId, ProfileId, TenantId, WorkAddress};
use crate::own_app::{Credential, CredentialKind, Setup, Write};
use crate::time::Timestamp;
use crate::view::WaitStage;

/// What a sign-in asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Everything that the product needs.
    Everything,
    /// Only to sign in, which people may mostly approve themselves. It gives a token to look with.
    SignInOnly,
    /// What registering an app takes (`entra-consent.md` 6.4 and 8.1), with Usher's own client.
    ToRegister,
}

/// How fast looks follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// An admin was asked and may take days.
    Waiting,
    /// It was approved, and Microsoft needs a moment to show it (`entra-consent.md` 6.2).
    CatchingUp,
    /// Teams takes up to 30 minutes to let an app in: every five minutes (`ux.md` R7).
    Policy,
}

/// What the person is told while looking elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The admin has approved.
    Approved,
    /// A secret or certificate ends in so many days, or has ended.
    CredentialEnds {
        /// Whole days, counted down: less than 0 is ended.
        days: i32,
        /// Which it is.
        credential: CredentialKind,
    },
    /// Teams lets the app in now.
    LetIn,
}

/// Signing in as an app, and what to read then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSignIn {
    /// The setup or connection; its credential is kept under this name.
    pub connection: ConnectionId,
    /// The app.
    pub client_id: ClientId,
    /// The organization.
    pub tenant: TenantId,
    /// With what it signs in.
    pub credential: CredentialKind,
    /// When that came to be here; a later one is another one.
    pub made_at: Timestamp,
    /// Where that is kept.
    pub kept: Kept,
    /// It is to take the place of what the connection signs in with.
    pub pending: bool,
    /// The permissions to try.
    pub permissions: Vec<String>,
}

/// What the engine must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask Microsoft which tenant a domain belongs to.
    FindTenant {
        /// The look-up.
        attempt: AttemptId,
        /// The product, which names the cloud.
        profile: ProfileId,
        /// The domain.
        domain: String,
    },
    /// Try the keychain before a sign-in.
    TryKeychain,
    /// Listen, and open the browser.
    BeginTrip {
        /// The attempt.
        attempt: AttemptId,
        /// The product.
        profile: ProfileId,
        /// Whom to expect.
        account: Option<WorkAddress>,
        /// In which tenant.
        tenant: Option<TenantId>,
        /// Whether to try the silent leg first.
        silent_first: bool,
        /// What to ask for.
        asks: Asks,
    },
    /// Listen, and open the page on which an admin approves for the organization.
    BeginConsent {
        /// The attempt.
        attempt: AttemptId,
        /// The product.
        profile: ProfileId,
        /// The organization, by its id and nothing else (S74).
        tenant: TenantId,
        /// What was granted before and is asked for again, so that the new approval does not drop it.
        earlier: Vec<String>,
    },
    /// Open a page of the admin center, or the admin's link that ends on the maker's site.
    OpenPage {
        /// The attempt that waits for it, where one does.
        attempt: Option<AttemptId>,
        /// The product.
        profile: ProfileId,
        /// Its address.
        page: Url,
    },
    /// Put the address of such a page on the clipboard.
    CopyPage {
        /// Its address.
        page: Url,
    },
    /// Open the vendor's own page.
    OpenStartPage {
        /// The attempt.
        attempt: AttemptId,
        /// The product.
        profile: ProfileId,
    },
    /// Open the sign-in page again.
    OpenAgain {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Put the sign-in link on the clipboard.
    CopyLink {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Put the address of the vendor's own page on the clipboard.
    CopyStartPage {
        /// The product.
        profile: ProfileId,
    },
    /// Close the listener and forget what the attempt holds.
    EndTrip {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Exchange the code and read who signed in.
    Redeem {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Keep the sign-in and write the connection down.
    Keep {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Hold the admin's token in memory, for what Usher writes; nothing is kept.
    HoldSession {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Forget that token.
    EndSession,
    /// Write one thing at Microsoft, unless it is there already.
    Write {
        /// The setup that it is for, as it stands.
        setup: Box<Setup>,
        /// What.
        write: Write,
    },
    /// Take back the app that Usher registered, and all that came with it.
    TakeBack {
        /// The setup.
        setup: ConnectionId,
        /// The app registration.
        object: ObjectId,
    },
    /// Find out whether both ids stand for what they are given as.
    CheckIds {
        /// The setup.
        setup: ConnectionId,
        /// The product, which names the cloud.
        profile: ProfileId,
        /// The app.
        client_id: ClientId,
        /// The organization.
        tenant: TenantId,
    },
    /// Sign in as the app, and read what each permission is for.
    ProveApp {
        /// The product, which names the cloud.
        profile: ProfileId,
        /// Which.
        app: Box<AppSignIn>,
    },
    /// Make a key and a certificate; the key goes to the keychain.
    MakeCertificate {
        /// The setup.
        setup: ConnectionId,
        /// It is to take the place of what the connection signs in with.
        pending: bool,
        /// The name in it.
        name: String,
    },
    /// Let the person save the certificate's public part as a file.
    SaveCertificate {
        /// The setup.
        setup: ConnectionId,
        /// It is to take the place of what the connection signs in with.
        pending: bool,
        /// Where it is kept.
        kept: Kept,
    },
    /// Put a pending credential in the place of the one before.
    AdoptCredential {
        /// The setup and connection.
        setup: ConnectionId,
        /// What is known of it.
        credential: Credential,
        /// Where it is kept.
        kept: Kept,
    },
    /// Forget what was kept beside the credential that the connection signs in with now.
    ForgetReplaced {
        /// The setup and connection.
        setup: ConnectionId,
        /// What it signs in with.
        credential: CredentialKind,
    },
    /// Let the person save a text as a file. It holds no secret.
    SaveFile {
        /// The name to propose.
        name: String,
        /// What it holds.
        text: String,
    },
    /// Put a client secret on the clipboard, out of history, for a minute.
    CopySecret {
        /// Of which setup or connection.
        connection: ConnectionId,
        /// Where it is kept.
        kept: Kept,
    },
    /// Empty the clipboard, which holds a secret that was pasted.
    ClearClipboard,
    /// Forget the credential of a setup that was taken back.
    ForgetCredential {
        /// The setup.
        setup: ConnectionId,
    },
    /// Send `ReminderDue` in a day.
    RemindLater,
    /// Write down a connection that the vendor holds.
    KeepAtVendor {
        /// The attempt.
        attempt: AttemptId,
        /// The connection.
        connection: Box<Connection>,
    },
    /// Send `StageReached` when the wait gets there.
    WakeAt {
        /// The attempt.
        attempt: AttemptId,
        /// Which stage.
        stage: WaitStage,
    },
    /// Send `CheckingIsSlow` after ten seconds.
    WakeIfSlow {
        /// The attempt.
        attempt: AttemptId,
    },
    /// List what is granted to a connection now.
    ListGrants {
        /// Which.
        connection: ConnectionId,
    },
    /// Send `LookSet` now, and `LookDue` after the wait for this many looks.
    LookLater {
        /// Which wait.
        wait: AttemptId,
        /// How many looks there were.
        count: u32,
        /// How fast they follow each other.
        pace: Pace,
    },
    /// Tell the person, who may be in another program.
    Notify {
        /// What.
        news: News,
        /// About which product.
        profile: ProfileId,
    },
    /// Let the person choose a setup file.
    PickSetupFile,
    /// Keep a setup file, so that it is there after a restart.
    KeepSetupFile {
        /// What the engine holds it under.
        handle: u64,
    },
    /// Write a connection's new state down.
    SaveConnection {
        /// Which.
        connection: ConnectionId,
    },
    /// Forget a connection and its sign-in.
    RemoveConnection {
        /// Which.
        connection: ConnectionId,
    },
    /// Open the mail program.
    OpenMail {
        /// To whom.
        to: String,
        /// Subject.
        subject: String,
        /// Message.
        body: String,
    },
    /// Open a draft chat in Teams.
    OpenTeams {
        /// To whom.
        to: String,
        /// Message.
        body: String,
    },
    /// Start the practice organization.
    StartPractice {
        /// With which scenario.
        scenario: String,
    },
    /// End it and come back to the real world.
    LeavePractice,
}
