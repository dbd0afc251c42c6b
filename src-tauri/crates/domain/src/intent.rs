//! What a person asked for, as sent by the window.

use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, ProfileId};
use crate::own_app::{CredentialKind, SettingValue, SetupRole, SetupStep};
use crate::profile::AdminWay;
use crate::view::Picture;

/// One act of the person. The engine refuses texts that are too long (S59).
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
    /// C8: Send to my admin; C7: Tell my admin too; C9: Send a reminder; A2: I don't have this role;
    /// A3 to Q2: Someone else does this.
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
    /// C9, A7: Check now.
    CheckNow,
    /// C9: sign in once with the least, so that Usher can look by itself.
    SignInOnce,
    /// C9: the admin said no.
    AdminSaidNo,
    /// C9: ask someone else.
    AskSomeoneElse,
    /// A1: this work address names the organization.
    FindOrganization {
        /// The work address as typed.
        address: String,
    },
    /// A1: Continue.
    ReviewedApp {
        /// The domain typed at the stop; empty where there is none.
        typed: String,
    },
    /// A1: This looks wrong.
    LooksWrong,
    /// A2: take this way; A4 and Q1: take the link instead.
    TakeWay {
        /// Which.
        way: AdminWay,
    },
    /// A3 to Q2: the button that opens the page.
    OpenPortal,
    /// A3 to Q2: copy the address of that page.
    CopyPortalLink,
    /// A3 to Q2: the person has done this step.
    StepDone,
    /// A3 to A7: later; the place is kept.
    Later,
    /// The link ends on the maker's own site, and the person approved there.
    IApprovedIt,
    /// A7: this cause is not it, show the next.
    NextCause,
    /// R1: an optional feature is wanted, or not.
    ChooseFeature {
        /// Its name.
        feature: String,
        /// Whether.
        chosen: bool,
    },
    /// R1: the person has this role, or not.
    HaveRole {
        /// Which.
        role: SetupRole,
        /// Whether.
        has: bool,
    },
    /// R1: let Usher register the app.
    DoItForMe,
    /// The review of what Usher writes: sign in as an admin; where it stopped: go on.
    SignInToWrite,
    /// The review of what Usher writes, signed in: write it.
    LetUsherWrite,
    /// The receipt: take it all back.
    TakeBack,
    /// R2: another name for the app.
    NameApp {
        /// The name.
        name: String,
    },
    /// R3: Check now.
    GiveIds {
        /// The app id as typed.
        client_id: String,
        /// The tenant id as typed.
        tenant: String,
    },
    /// R6: a secret, or a certificate.
    UseCredential {
        /// Which.
        credential: CredentialKind,
    },
    /// R6: make a certificate.
    MakeCertificate,
    /// R6: save its public part.
    SaveCertificate,
    /// R6: empty the clipboard after pasting.
    ClearClipboard,
    /// R7: what the second command showed.
    GivePolicyOutput {
        /// The text.
        text: String,
    },
    /// R7: extend this policy.
    PickPolicy {
        /// Its name.
        name: String,
    },
    /// R8: what the second command showed.
    GiveBillingOutput {
        /// The text.
        text: String,
    },
    /// R9: a field of the maker's form.
    FillIn {
        /// The field.
        setting: String,
        /// What it holds now.
        value: SettingValue,
    },
    /// R9: Change; the list of steps.
    GoToStep {
        /// Where.
        step: SetupStep,
    },
    /// R9: Finish setup.
    FinishSetup,
    /// R10: copy the secret.
    CopySecret,
    /// R10: save the values as a file, without the secret.
    SaveValues,
    /// R10: everything is copied.
    HandedOver,
    /// M2: turn it on.
    TurnOn,
    /// M2: turn it off.
    TurnOff,
    /// M2: another name.
    RenameConnection {
        /// The name.
        name: String,
    },
    /// M2: Edit.
    EditConnection,
    /// M2: a new secret or certificate.
    UpdateCredential,
    /// S3: Add a setup file.
    AddSetupFile,
    /// The preview of a setup file: use it.
    UseSetupFile {
        /// The domain typed at the stop; empty where there is none.
        typed: String,
    },
    /// C5: See permissions.
    SeePermissions,
    /// K1: Check again.
    CheckAgain,
    /// K1: Fix what's missing.
    FixMissing,
    /// C5: Done.
    Done,
    /// M1: go on with an own app registration that is not finished.
    ResumeSetup {
        /// Which.
        setup: ConnectionId,
    },
    /// M1: open a connection.
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

impl Intent {
    /// How long its texts are, in bytes.
    #[must_use]
    pub fn text_len(&self) -> usize {
        match self {
            Intent::OpenBrowser { account } => account.len(),
            Intent::FindOrganization { address } => address.len(),
            Intent::ReviewedApp { typed } | Intent::UseSetupFile { typed } => typed.len(),
            Intent::MailAdmin { to, subject, body } => to.len() + subject.len() + body.len(),
            Intent::TeamsAdmin { to, body } => to.len() + body.len(),
            Intent::ISentIt { to } => to.len(),
            Intent::ChooseFeature { feature, .. } => feature.len(),
            Intent::NameApp { name } | Intent::RenameConnection { name } | Intent::PickPolicy { name } => {
                name.len()
            }
            Intent::GiveIds { client_id, tenant } => client_id.len() + tenant.len(),
            Intent::GivePolicyOutput { text } | Intent::GiveBillingOutput { text } => text.len(),
            Intent::FillIn { setting, value } => setting.len() + value.text_len(),
            Intent::FindAnswer { text } => text.len(),
            Intent::StartPractice { scenario } => scenario.len(),
            Intent::ChooseProduct { profile } => profile.0.len(),
            Intent::OpenConnection { connection } | Intent::RemoveConnection { connection } => {
                connection.0.len()
            }
            Intent::ResumeSetup { setup } => setup.0.len(),
            Intent::HaveRole { .. }
            | Intent::Start
            | Intent::StartAsAdmin
            | Intent::HelpSomeone
            | Intent::OpenPractice
            | Intent::Resume
            | Intent::ForgetPlace
            | Intent::ShowConnections
            | Intent::Back
            | Intent::OpenPageAgain
            | Intent::CopyLink
            | Intent::StopWaiting
            | Intent::WhatDoYouSee
            | Intent::KeepWaiting
            | Intent::TryAgain
            | Intent::PickPicture { .. }
            | Intent::IAccepted
            | Intent::SentRequest
            | Intent::AskAdmin
            | Intent::IAmTheAdmin
            | Intent::CheckNow
            | Intent::SeePermissions
            | Intent::CheckAgain
            | Intent::FixMissing
            | Intent::Done
            | Intent::OpenPasteError
            | Intent::TakeFix
            | Intent::LeavePractice
            | Intent::DismissNotice
            | Intent::SignInOnce
            | Intent::AdminSaidNo
            | Intent::AskSomeoneElse
            | Intent::LooksWrong
            | Intent::TakeWay { .. }
            | Intent::OpenPortal
            | Intent::CopyPortalLink
            | Intent::StepDone
            | Intent::Later
            | Intent::IApprovedIt
            | Intent::NextCause
            | Intent::DoItForMe
            | Intent::SignInToWrite
            | Intent::LetUsherWrite
            | Intent::TakeBack
            | Intent::UseCredential { .. }
            | Intent::MakeCertificate
            | Intent::SaveCertificate
            | Intent::ClearClipboard
            | Intent::GoToStep { .. }
            | Intent::FinishSetup
            | Intent::CopySecret
            | Intent::SaveValues
            | Intent::HandedOver
            | Intent::TurnOn
            | Intent::TurnOff
            | Intent::EditConnection
            | Intent::UpdateCredential
            | Intent::AddSetupFile => 0,
        }
    }
}
