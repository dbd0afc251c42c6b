//! What a person asked for, as sent by the window.

use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, ProfileId};
use crate::view::Picture;

/// One act of the person. Texts are cut to size by the engine (S59).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Intent {
    /// S1: Start, or M1: Add a connection.
    Start,
    /// S1: I'm the IT admin.
    StartAsAdmin,
    /// S1: I'm helping someone. Leads to T1.
    HelpSomeone,
    /// S1: Practice first.
    OpenPractice,
    /// S1: go on at the saved place.
    Resume,
    /// S1: drop the saved place.
    ForgetPlace,
    /// S1: show the connections.
    ShowConnections,
    /// The Back link of the header.
    Back,
    /// S3: Continue with the picked product.
    ChooseProduct {
        /// The picked profile.
        profile: ProfileId,
    },
    /// C1: Open my browser. An empty account means that none was typed.
    OpenBrowser {
        /// The work address as typed.
        account: String,
    },
    /// C2: Open the page again.
    OpenPageAgain,
    /// C2, E15: Copy the link of the sign-in page.
    CopyLink,
    /// C2: Stop waiting, C4: Stop, C6: I want to stop.
    StopWaiting,
    /// C2: What do you see?
    WhatDoYouSee,
    /// C2 at 15 minutes: Keep waiting.
    KeepWaiting,
    /// C2 at 15 minutes, T2: Start again.
    TryAgain,
    /// C3: Continue with the picked drawing.
    PickPicture {
        /// The drawing.
        picture: Picture,
    },
    /// C6: I selected Accept.
    IAccepted,
    /// C7: I sent the request.
    SentRequest,
    /// C8: Send to my admin; C7: Tell my admin too; C9: Send a reminder, Ask someone else.
    AskAdmin,
    /// C8: I am the admin.
    IAmTheAdmin,
    /// H1: Open in email. Subject and body as the person left them.
    MailAdmin {
        /// Where to send it; may be empty.
        to: String,
        /// The subject.
        subject: String,
        /// The message.
        body: String,
    },
    /// H1: Open in Teams.
    TeamsAdmin {
        /// Where to send it; may be empty.
        to: String,
        /// The message.
        body: String,
    },
    /// H1: the message or the link was copied and goes out by another way.
    ISentIt {
        /// Whom the person named; may be empty.
        to: String,
    },
    /// C9: Check now.
    CheckNow,
    /// C5: See permissions.
    SeePermissions,
    /// K1: Check again.
    CheckAgain,
    /// K1: Fix what's missing.
    FixMissing,
    /// C5: Done.
    Done,
    /// M1: open a connection's checklist.
    OpenConnection {
        /// Which.
        connection: ConnectionId,
    },
    /// M1: remove, after the person said yes.
    RemoveConnection {
        /// Which.
        connection: ConnectionId,
    },
    /// Any screen: paste an error.
    OpenPasteError,
    /// T1: Find the answer.
    FindAnswer {
        /// What was pasted or dropped.
        text: String,
    },
    /// T2: the card's own next act.
    TakeFix,
    /// P1: Start practice.
    StartPractice {
        /// Name of the scenario.
        scenario: String,
    },
    /// The band: Leave practice.
    LeavePractice,
    /// A notice was read.
    DismissNotice,
}
