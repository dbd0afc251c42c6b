//! What the window shows: facts, never sentences. Words are in `ui/src/copy`.

use serde::{Deserialize, Serialize};

use crate::connection::Kept;
use crate::desk::{AskedHow, KeychainState, Scenario};
use crate::diagnosis::Diagnosis;
use crate::forecast::Outlook;
use crate::grant::{Covers, GrantSource, GrantState};
use crate::ids::{AddressProblem, ClientId, ConnectionId, ProfileId, TenantId};
use crate::own_app::Obstacle;
use crate::permissions::AdminRole;
use crate::problem::Problem;
use crate::profile::{AdminWay, PermissionKind};
use crate::time::Timestamp;
use crate::view::approving::{AppReview, Doubt, ProofCard, Receipt, StepCard, WayChoice};
use crate::view::cards::{ProductCard, Resume};
use crate::view::keeping::{ConnectionDetails, ConnectionRow, DraftRow};
use crate::view::own_app::{BuildCard, HandedStep, SetupCard};
use crate::view::setup_file::{FilePreview, FileRefusal};

pub mod approving;
pub mod cards;
pub mod keeping;
pub mod own_app;
pub mod setup_file;

/// Everything the window needs, replaced as a whole. A higher `revision` is newer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct View {
    /// Rises with every change.
    pub revision: u64,
    /// Six signs for the helpdesk, shown 3-3. Gives no access.
    pub session_code: String,
    /// The practice scenario's name while practicing.
    pub practice: Option<String>,
    /// The product at hand.
    pub product: Option<ProductHead>,
    /// Whether the header shows Back.
    pub can_go_back: bool,
    /// Something to tell above the content.
    pub notice: Option<Problem>,
    /// The screen.
    pub screen: Screen,
}

/// The product named in the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ProductHead {
    /// The profile.
    pub id: ProfileId,
    /// Its name.
    pub name: String,
    /// Its maker.
    pub vendor: String,
    /// The maker's help page.
    pub help_link: Option<String>,
}

/// One screen of `ux.md`, with exactly its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Screen {
    /// S1.
    Start {
        /// A saved place to go on from.
        resume: Option<Resume>,
        /// How many connections there are.
        connections: u32,
        /// How many own app registrations are not finished, beside the one to go on from.
        drafts: u32,
    },
    /// S3.
    ChooseProduct {
        /// All profiles.
        products: Vec<ProductCard>,
        /// The one to show picked.
        picked: Option<ProfileId>,
        /// The person said that they are the admin.
        as_admin: bool,
    },
    /// C1.
    BeforeSignIn {
        /// What is asked for, required ones first.
        permissions: Vec<PermissionLine>,
        /// The address as typed so far.
        account: String,
        /// What is wrong with it.
        account_problem: Option<AddressProblem>,
        /// The organization is being looked up.
        looking_up: bool,
        /// What the forecast says.
        forecast: Outlook,
        /// Where sign-in starts.
        starts_at: StartsAt,
        /// The person said that they are the admin.
        as_admin: bool,
    },
    /// R1 to R10.
    OwnApp {
        /// The card.
        card: SetupCard,
    },
    /// What Usher writes at Microsoft when an admin lets it.
    DoItForMe {
        /// The card.
        card: BuildCard,
    },
    /// C2.
    WaitingForBrowser {
        /// The address given, if any.
        account: Option<String>,
        /// The host of the page, such as `login.microsoftonline.com`.
        host: String,
        /// What became of opening the browser.
        browser: BrowserState,
        /// When the wait began.
        since: Timestamp,
        /// How far the wait has come.
        stage: WaitStage,
        /// The drawing of what the page should show.
        expected: Picture,
        /// The drawings of C3 in order, shown inside from 45 seconds on.
        pictures: Vec<Picture>,
        /// Where sign-in started; at a vendor nothing comes back by itself.
        starts_at: StartsAt,
        /// What the page is for.
        aim: Aim,
    },
    /// C3.
    PicturePicker {
        /// Why it is asked.
        why: PickerReason,
        /// The drawings in order.
        pictures: Vec<Picture>,
    },
    /// C4.
    Checking {
        /// The three checks.
        checks: Vec<CheckLine>,
        /// It takes more than ten seconds.
        slow: bool,
        /// What went wrong; Try this check again is offered.
        problem: Option<Problem>,
    },
    /// C5.
    Connected {
        /// Who approved.
        approved_by: ApprovedBy,
        /// The account that signed in.
        account: String,
        /// The organization's name, when Microsoft told it.
        organization: Option<String>,
        /// How many permissions are granted.
        granted: u32,
        /// How many are asked for.
        asked: u32,
        /// When it was checked; `None` when the person told it (sign-in at the vendor).
        checked_at: Option<Timestamp>,
        /// Where the sign-in is kept.
        kept: Kept,
    },
    /// C6.
    CanApprove {
        /// The person said that they are the admin.
        as_admin: bool,
        /// Whether Usher is listening for the browser.
        listening: bool,
    },
    /// C7.
    RequestBox {
        /// What the reason text names: the features that need the permissions.
        features: Vec<String>,
        /// Microsoft marked the app as risky (E03).
        flagged: bool,
    },
    /// C8.
    AdminOnly {
        /// The organization's name or domain.
        organization: Option<String>,
        /// The least role that may approve.
        role: AdminRole,
        /// There is a link for the admin.
        has_link: bool,
        /// The app's id is known.
        names_app: bool,
        /// Microsoft marked the app as risky (E03).
        flagged: bool,
    },
    /// C9.
    WaitingForAdmin {
        /// When the admin was asked.
        asked_at: Timestamp,
        /// Whom, when the person said so.
        asked: Option<String>,
        /// How.
        how: AskedHow,
        /// When Usher looks by itself next; `None` when only Check now helps.
        next_look_at: Option<Timestamp>,
        /// When it last looked.
        last_look_at: Option<Timestamp>,
        /// What that look found.
        last_look: Option<LookResult>,
        /// Signing in once, with the little that people may approve themselves, would let Usher look.
        can_sign_in_once: bool,
        /// There is a checklist to look at meanwhile.
        has_checklist: bool,
    },
    /// H1.
    AskYourAdmin {
        /// Facts for the message.
        request: AdminRequest,
    },
    /// K1.
    Checklist {
        /// The connection, when one is stored.
        connection: Option<ConnectionId>,
        /// The account.
        account: String,
        /// Needs-action rows first.
        rows: Vec<ChecklistRow>,
        /// Granted by Microsoft but not asked for by the profile.
        extra: Vec<String>,
        /// A check is running.
        checking: bool,
        /// Why the last check failed.
        problem: Option<Problem>,
        /// The person says to have approved all this, and a token shows it.
        receipt: Option<Receipt>,
        /// What is in the way of an app, beyond single permissions.
        obstacle: Option<Obstacle>,
        /// When Usher looks again by itself.
        next_at: Option<Timestamp>,
        /// The connection is turned off: nobody is reminded of what ends.
        turned_off: bool,
    },
    /// M1.
    Connections {
        /// What is not finished, the latest first.
        drafts: Vec<DraftRow>,
        /// Needs action first.
        rows: Vec<ConnectionRow>,
        /// Whether secrets can be read.
        keychain: KeychainState,
    },
    /// M2.
    Connection {
        /// The connection.
        details: ConnectionDetails,
    },
    /// A1.
    ReviewApp {
        /// What would be approved.
        review: AppReview,
    },
    /// Instead of A2: better not.
    DoNotApprove {
        /// Why.
        doubt: Doubt,
        /// The name that Microsoft knows the app by, when that is the reason.
        known_as: Option<String>,
        /// Who asked for it.
        asked_by: Option<String>,
    },
    /// A2.
    PickWay {
        /// The ways.
        choice: WayChoice,
    },
    /// A3 to A6, Q1 and Q2.
    Step {
        /// The card.
        card: StepCard,
    },
    /// A7.
    Proof {
        /// The card.
        card: ProofCard,
    },
    /// A setup file before it is used.
    SetupFile {
        /// What it says, and who vouches for it.
        file: FilePreview,
    },
    /// A setup file that is not used.
    SetupFileRefused {
        /// Why.
        refusal: FileRefusal,
    },
    /// T1.
    PasteError {
        /// What was pasted before.
        text: String,
    },
    /// T2.
    Answer {
        /// What it means.
        diagnosis: Diagnosis,
        /// The permission that is missing, where the text names one, for E13.
        permission: Option<&'static str>,
        /// The pasted or received text, cut and cleaned; `None` when it came from the browser trip.
        quote: Option<String>,
        /// The account seen, for E06.
        account: Option<String>,
        /// What the button does.
        fix: Fix,
    },
    /// P1.
    Practice {
        /// What can be practiced.
        scenarios: Vec<Scenario>,
    },
}

/// One permission with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct PermissionLine {
    /// `Calendars.Read`.
    pub value: String,
    /// Microsoft's words: `Read user calendars`.
    pub name: String,
    /// The maker's reason in plain words.
    pub reason: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// The optional feature it belongs to; `None` is required.
    pub feature: Option<String>,
    /// Only an admin can approve it where Microsoft's defaults hold.
    pub admin_likely: bool,
}

/// Where sign-in starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum StartsAt {
    /// Usher hears the answer.
    Usher,
    /// The maker's own Connect page; Usher hears nothing.
    Vendor {
        /// The host of its page; `None` when the maker's document names no address.
        host: Option<String>,
        /// Where on that page, in the maker's words.
        path: Vec<String>,
    },
}

/// What the page in the browser is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Aim {
    /// To sign in and connect.
    SignIn,
    /// To sign in with the least, so that Usher can look for an approval.
    SignInOnce,
    /// To approve for the organization.
    Approve,
    /// To sign in, so that Usher sees whether the approval is there.
    Prove,
    /// To sign in as an admin, so that Usher may register an app.
    Register,
}

/// What became of opening the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum BrowserState {
    /// Being opened.
    Opening,
    /// Opened.
    Opened,
    /// It did not open; the link can be copied.
    Failed,
}

/// C2's stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum WaitStage {
    /// Just opened.
    Fresh,
    /// From 10 s: What do you see? gets its outline.
    AskGently,
    /// From 45 s: C3 opens inside.
    Ask,
    /// From 15 minutes: keep waiting?
    KeepWaiting,
}

/// The eight drawings of C3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Picture {
    /// 1: a place to sign in.
    SignIn,
    /// 2: a list with Accept.
    AcceptList,
    /// 3: a box to type a reason.
    RequestBox,
    /// 4: Need admin approval, no box.
    AdminOnly,
    /// 5: my request was sent.
    RequestSent,
    /// 6: an error or a code.
    ErrorCode,
    /// 7: it says I can close the page.
    ClosePage,
    /// 8: no page, or none of these.
    NoPage,
}

/// Why C3 is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum PickerReason {
    /// The person asked for it.
    Asked,
    /// The browser came back without an approval, and that can mean two things.
    CameBackEmpty,
    /// Sign-in runs at the vendor, so only the person can tell.
    AtVendor,
}

/// One line of C4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct CheckLine {
    /// Which check.
    pub check: Check,
    /// Where it stands.
    pub state: CheckState,
    /// When it ended.
    pub at: Option<Timestamp>,
}

/// The three checks of C4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Check {
    /// Microsoft's answer is genuine.
    SignIn,
    /// It is the right account.
    Account,
    /// Every permission is granted.
    Permissions,
}

/// Where a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum CheckState {
    /// Not begun.
    Next,
    /// Running.
    Running,
    /// Passed.
    Passed,
    /// It found a problem.
    Problem,
}

/// Who approved, for C5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum ApprovedBy {
    /// It was approved before this sign-in.
    Earlier,
    /// The person approved it now.
    You,
    /// An admin approved it while the person waited.
    Admin,
    /// Nothing showed whether a permissions page came up.
    NotKnown,
    /// The person told that it works; sign-in ran at the vendor.
    YouToldUs,
}

/// What a look for the admin's answer found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum LookResult {
    /// Not approved yet.
    NotYet,
    /// It could not be looked up.
    CheckFailed,
}

/// The facts of H1's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct AdminRequest {
    /// The app to approve.
    pub client_id: Option<ClientId>,
    /// The tenant to approve it for.
    pub tenant: Option<TenantId>,
    /// The organization's name or domain.
    pub organization: Option<String>,
    /// The person's name or address, to sign the message.
    pub from: Option<String>,
    /// Consent only; `None` where no link can be made, and the menu path leads.
    pub link: Option<String>,
    /// The link's host.
    pub link_host: Option<String>,
    /// Rows of `#` and `.`, for the code to scan; `None` when the link is too long (520 bytes).
    pub qr: Option<Vec<String>>,
    /// What is asked for, and why.
    pub permissions: Vec<PermissionLine>,
    /// The least role.
    pub role: AdminRole,
    /// The ways that apply.
    pub ways: Vec<AdminWay>,
    /// Whom the person asked last.
    pub to: String,
    /// When the same person was asked before; then this is a reminder.
    pub asked_before: Option<Timestamp>,
    /// The step of an own app registration that is handed over.
    pub step: Option<HandedStep>,
}

/// One row of K1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub struct ChecklistRow {
    /// The permission.
    pub permission: PermissionLine,
    /// Where it stands.
    pub state: GrantState,
    /// How we know.
    pub source: GrantSource,
    /// For whom it is granted.
    pub covers: Covers,
    /// When it was looked up.
    pub checked_at: Option<Timestamp>,
}

/// What T2's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "bridge.ts"))]
pub enum Fix {
    /// Open the browser again: sign in, try again, use another account.
    TryAgain,
    /// To H1.
    AskAdmin,
    /// To C6.
    Approve,
    /// To C7.
    SendRequest,
    /// Copy the link for another browser.
    CopyLink,
    /// Nothing to press: send the summary to the maker.
    SendToMaker,
}
