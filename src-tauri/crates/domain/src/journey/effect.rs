//! What the engine must do on the way into a state.

use crate::connection::Connection;
use crate::ids::{AttemptId, ConnectionId, ProfileId, TenantId, WorkAddress};
use crate::view::WaitStage;

/// What the engine must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask Microsoft which tenant a domain belongs to.
    FindTenant {
        /// The look-up.
        attempt: AttemptId,
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
    /// Send `LookDue` after the wait for this many looks.
    LookLater {
        /// For which connection.
        connection: ConnectionId,
        /// How many looks there were.
        count: u32,
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
