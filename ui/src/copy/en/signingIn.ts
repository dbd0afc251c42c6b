import type { Aim, ApprovedBy, Check, CheckState, PickerReason } from "../../bridge/generated/bridge";
import { labels } from "./labels";
import { plural } from "./language";
import { pictures } from "./pictures";

/** What the page in the browser is for, in C2's words. */
interface AimWords {
  title: string;
  lead: string;
  /** What the person does there. */
  act: string;
  /** What is worth knowing while doing it. */
  actDetail: string | null;
  /** What Usher does afterwards. */
  after: string;
}

const aims: Record<Aim, AimWords> = {
  signIn: {
    title: "Finish in your browser",
    lead: "We opened a Microsoft page. Sign in there, then come back. This page updates by itself.",
    act: "You sign in",
    actDetail: null,
    after: "We check permissions",
  },
  signInOnce: {
    title: "Sign in once",
    lead: "This page asks only to sign you in. Then Usher can look for your admin's answer by itself.",
    act: "You sign in",
    actDetail: "It may ask to see your name and email. That is all.",
    after: "We look for the answer",
  },
  approve: {
    title: "Approve in your browser",
    lead: `We opened a Microsoft page. Sign in as an admin, read the list, then select **${labels.accept}**.`,
    act: `You read the list and select ${labels.accept}`,
    actDetail: "It counts for everyone, so there is no box to tick.",
    after: "We check the approval",
  },
  prove: {
    title: "Sign in so that we can check",
    lead: "We opened a Microsoft page. Sign in there with your work account. Then we see what is approved.",
    act: "You sign in",
    actDetail: null,
    after: "We check permissions",
  },
  register: {
    title: "Sign in as an admin",
    lead: `Microsoft asks whether Usher may register apps for you. Read the list, then select **${labels.accept}**.`,
    act: `You sign in as an admin and select ${labels.accept}`,
    actDetail: "Nothing is written yet. We show you first what we would write.",
    after: "You see what we would write",
  },
};

export const waitingForBrowser = {
  aims,
  vendorLead: (host: string | null) =>
    host === null
      ? "Connect in the settings of the product. Then come back and tell us what you saw."
      : `We opened ${host}. Connect there, then come back and tell us what you saw.`,
  browser: {
    opening: "Opening the browser",
    opened: "Browser opened",
    failed: "The browser did not open",
  },
  openYourself: (product: string) => `Open ${product} in your browser`,
  failedLead: "Copy the link and open it in any browser.",
  approved: "I approved it",
  approvedAsk: `Did you select ${labels.accept}?`,
  approvedDetail: "That page does not tell us. Select this when you are done.",
  done: "Done",
  next: "Next",
  failedState: "Problem",
  waiting: (minutes: number) =>
    minutes < 1 ? "Waiting" : plural(minutes, { one: "Waiting, # minute", other: "Waiting, # minutes" }),
  use: "Use",
  address: "The address of the page starts with",
  ask: "Not what you see?",
  askDetail: "Show us, and we tell you what to do.",
  whatDoYouSee: "What do you see?",
  openAgain: "Open the page again",
  copyLink: "Copy the link",
  stop: "Stop waiting",
  expected: "Your browser should show something like this.",
  nothingBack: "Nothing came back yet. What does the page show?",
  keep: {
    title: "Do you want to keep waiting?",
    body: "We have not heard back yet. You can wait, or start again.",
    keep: "Keep waiting",
    again: "Start again",
  },
  say: {
    start: "Waiting for your browser.",
    gentle: "Still waiting. You can tell us what you see.",
    ask: "Nothing came back yet. Pick the drawing that looks like the page.",
    minutes: (minutes: number) =>
      plural(minutes, { one: "Still waiting, # minute.", other: "Still waiting, # minutes." }),
  },
};

const leads: Record<PickerReason, string> = {
  asked: "Pick the drawing that looks most like it. Your page may use other words.",
  cameBackEmpty:
    "The page came back without an approval. Pick the drawing that looks most like what it showed.",
  atVendor: "We can't see that page. Pick the drawing that looks most like what it shows.",
};

export const picturePicker = {
  title: "What does the Microsoft page show?",
  leads,
  legend: "Drawings",
  caption: "Drawings, not the real pages.",
  pickFirst: `Pick a drawing first. Nothing fits? Pick “${pictures.noPage.label}”.`,
  continue: "Continue",
};

const checks: Record<Check, string> = {
  signIn: "You are signed in",
  account: "It is the right account",
  permissions: "The permissions are approved",
};

const checkStates: Record<CheckState, string> = {
  next: "Next",
  running: "Working",
  passed: "Done",
  problem: "Problem",
};

export const checking = {
  title: "Checking",
  lead: "We are checking your permissions. This takes a few seconds.",
  slow: "Still checking. This can take up to a minute.",
  checks,
  states: checkStates,
  at: (clock: string) => `Checked at ${clock}`,
  again: "Try this check again",
  stop: "Stop",
  say: { passed: (done: number, all: number) => `${done} of ${all} checks done.` },
};

const approvalLeads: Record<ApprovedBy, (product: string) => string> = {
  earlier: (product) => `Your organization had already approved ${product}. There is nothing else to do.`,
  you: (product) => `You approved ${product}. There is nothing else to do.`,
  admin: (product) => `Your admin approved ${product}. There is nothing else to do.`,
  notKnown: (product) => `${product} is approved for you. There is nothing else to do.`,
  youToldUs: (product) => `You told us that ${product} is connected. We could not check it ourselves.`,
};

const approvers: Record<ApprovedBy, string> = {
  earlier: "Your organization, earlier",
  you: "You",
  admin: "Your admin",
  notKnown: "You, or your organization before",
  youToldUs: "Not checked",
};

export const connected = {
  title: "You're connected",
  leads: approvalLeads,
  account: "Account",
  organization: "Organization",
  approvedBy: "Approved by",
  approvers,
  permissions: "Permissions",
  granted: (granted: number, asked: number) => `${granted} of ${asked} approved`,
  checked: (at: string) => `Checked ${at}`,
  youToldUs: "You told us",
  kept: "Sign-in",
  done: "Done",
  see: "See permissions",
};
