import type { AdminRole, AskedHow, LookResult } from "../../bridge/generated/bridge";
import { labels, roles } from "./labels";
import { plural } from "./language";
import { drawingCaption } from "./pictures";

/** A way to find the right person, for C8. */
export interface Tip {
  title: string;
  detail: string;
}

const roleLines: Record<AdminRole, string> = {
  cloudApplicationAdministrator: `They need the role ${roles.cloudApplicationAdministrator}, or a higher one.`,
  privilegedRoleAdministrator: `They need the role ${roles.privilegedRoleAdministrator}, or a higher one.`,
};

export const flagged = {
  title: "Microsoft flagged this app",
  body: (vendor: string) =>
    `Stop if you don't know ${vendor}. If you trust it, ask your admin to check it first.`,
};

export const canApprove = {
  title: "You can approve this",
  lead: "Do this on the Microsoft page that is open in your browser.",
  read: { title: "Read the list.", detail: (product: string) => `It names all that ${product} asks for.` },
  tick: {
    title: (product: string) => `Is your whole team going to use ${product}?`,
    detail: `Tick **${labels.onBehalf}**. No box? Skip this step.`,
  },
  tickAdmin: {
    title: "Approve it for your whole team.",
    detail: `Tick **${labels.onBehalf}**. Then your team is not asked again.`,
  },
  accept: { title: `Select **${labels.accept}**.`, detail: "Then come back here." },
  acceptListening: "Usher notices by itself when you are done.",
  caption: drawingCaption,
  accepted: `I selected ${labels.accept}`,
  stop: "I want to stop",
  noBox: "I'm an admin, but I see no box",
  noBoxTips: [
    "Microsoft shows the box to some admin roles only. You did nothing wrong.",
    `Just select **${labels.accept}**. That approves it for you.`,
    `To approve it for all, ask an admin with the role ${roles.privilegedRoleAdministrator}.`,
  ],
};

export const requestBox = {
  title: "Ask on the Microsoft page",
  lead: "Microsoft tells your reviewers. You get an email when they answer.",
  type: { title: "Type a short reason.", detail: "Or copy this one:" },
  reason: (product: string, features: string) =>
    features === ""
      ? `I use ${product} at work, and it needs Microsoft 365 to do its job.`
      : `I use ${product} at work for this: ${features}.`,
  copy: "Copy a reason",
  copied: "Copied",
  request: { title: `Select **${labels.requestApproval}**.`, detail: "You only need to ask once." },
  caption: drawingCaption,
  sent: "I sent the request",
  tellAdmin: "Tell my admin too",
  flagged,
};

export const adminOnly = {
  title: "Your IT admin needs to approve this",
  lead: "Where you work, only an admin can approve apps. You did nothing wrong.",
  organization: "Your organization:",
  gets: "Send your admin a request. It has all they need:",
  link: { title: "One link", detail: "They open it, read the list and accept." },
  way: { title: "The way to approve it", detail: "Which menu to open, and what to select." },
  reasons: {
    title: "Each permission, with a reason",
    detail: (product: string) => `So they can see what ${product} does.`,
  },
  real: { title: "A way to check that it is real", detail: "The app ID and the name of the maker." },
  maker: { title: "Who makes it", detail: "The name of the maker, to check on their own site." },
  role: roleLines,
  send: "Send to my admin",
  iAmAdmin: "I am the admin",
  who: {
    title: "Who is my admin?",
    lead: "It is often one of these:",
    tips: [
      { title: "The IT helpdesk", detail: "Their email or phone is often on your intranet." },
      { title: "The person who set up your work account", detail: "They gave you your first password." },
      {
        title: "Your manager, or the office manager",
        detail: "In a small company they know who looks after the computers.",
      },
      { title: "The company that does IT for you", detail: "Look at the bottom of old IT emails." },
    ] satisfies Tip[],
    close: "You can send it to the wrong person. They only see a request, and can pass it on.",
  },
  flagged,
};

const askedHow: Record<AskedHow, (at: string) => string> = {
  message: (at) => `By message, ${at}`,
  microsoftRequest: (at) => `On the Microsoft page, ${at}`,
};

const looks: Record<LookResult, string> = {
  notYet: "Not approved yet",
  checkFailed: "Check failed",
};

const waitLeads = {
  fresh: () =>
    "We saved your place. You can close this window. When your admin says yes, come back and select Check now.",
  looking: () =>
    "We saved your place. While this window is open, we look by ourselves and tell you when your admin says yes.",
  unanswered: (days: number) =>
    plural(days, {
      one: "You asked # day ago. A short reminder often helps. Your place is saved.",
      other: "You asked # days ago. A short reminder often helps. Your place is saved.",
    }),
  outdated: (days: number) =>
    plural(days, {
      one: "You asked # day ago, so your request may be too old. You can send it again.",
      other: "You asked # days ago, so your request may be too old. You can send it again.",
    }),
};

export const waitingForAdmin = {
  title: "Waiting for your admin",
  leads: waitLeads,
  asked: "You asked",
  someone: "Your admin",
  reviewers: "The reviewers of your organization",
  how: askedHow,
  lastLook: "Last check",
  looks,
  notLooked: "Not checked yet",
  lookedAt: (at: string) => `Checked ${at}`,
  triedAt: (at: string) => `Tried ${at}. We will try again.`,
  nextLook: "Next check",
  byItself: (clock: string) => `By itself, at ${clock}`,
  soon: "By itself, any moment now",
  whileOpen: "While this window is open",
  onlyYou: "When you select Check now",
  onlyYouYet:
    "Usher can't look by itself yet. Sign in once, and it can. The Microsoft page asks only to sign you in.",
  onlyYouHere: "Usher can't look by itself for this product.",
  letUsherLook: "Let Usher look by itself",
  checkNow: "Check now",
  seePermissions: "See permissions",
  noAnswer: "No answer, or a no?",
  sendAgain: "Send the request again",
  remind: "Send a reminder",
  someoneElse: "Ask someone else",
  saidNo: "My admin said no",
  reviewerNote: "Requests end after some days. Then you can ask again.",
};

export const askYourAdmin = {
  title: "Send this to your admin",
  stepTitle: "Send this to the person who does it",
  reminderTitle: "Send a reminder",
  lead: "Read the message first. Nothing is sent until you send it.",
  to: "Admin's email",
  toOptional: "Admin's email (optional)",
  toExample: "name@example.com",
  toWrong: "Enter an email like name@example.com, or leave it empty.",
  subject: "Subject",
  message: "Message",
  messageEmpty: "Write a message first.",
  host: (host: string) =>
    `The link opens a page at **${host}**. It can only approve. It can't sign anyone in for you.`,
  /** The same where one step is handed over: to an admin, or to somebody else. */
  step: {
    to: "Their email (optional)",
    attach: "Save the file of the certificate at step R6 first, and attach it to the message.",
    note: "It holds no link and no secret. It says where to go, and what to send back.",
    locked: "Details are hidden here. They get the whole message. Show details to change it.",
  },
  noLink: "There is no link for this product. The message tells your admin where to go instead.",
  reset: "Undo my changes",
  locked: "Details are hidden here. Your admin gets the whole message. Show details to change it.",
  email: "Open in email",
  teams: "Open in Teams",
  copyMessage: "Copy the message",
  copyLink: "Copy the link",
  tooLong: "This message is too long to open in email. Copy it, and paste it into a new email.",
  sent: "I sent it",
  sentHint: "It is copied. Paste it into an email or a chat and send it. Then tell us here.",
  qr: {
    show: "Show a code to scan",
    hide: "Hide the code to scan",
    alt: "A code to scan with a phone. It opens the same link.",
    caption: (host: string) => `Your admin can scan this. It opens the same link, at **${host}**`,
    tooLong: "The link is too long for a code to scan. Send the message instead.",
  },
};

/** "1 permission", "8 permissions". */
export const permissionCount = (count: number) =>
  plural(count, { one: "# permission", other: "# permissions" });
