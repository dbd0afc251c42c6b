import type { BuildStop, CredentialKind, Situation, Write } from "../../bridge/generated/bridge";
import { situations } from "./answering";
import { roles } from "./labels";
import { plural } from "./language";

type Stop = Exclude<BuildStop["kind"], "problem" | "refused">;

const applicationAdmin = roles.applicationAdministrator;

/** The least role for each kind of write (`entra-consent.md` 6.1). */
const writers: Record<Write["kind"], string> = {
  registerApp: applicationAdmin,
  addToOrganization: applicationAdmin,
  grant: roles.privilegedRoleAdministrator,
  makeSecret: applicationAdmin,
  addCertificate: applicationAdmin,
};

const withRole = (next: Write["kind"]) => `An account with the role **${writers[next]}**, or a higher one`;

interface StopWords {
  title: string;
  lead: string;
  who: string;
}

/** Microsoft did not let the admin sign in. */
const refused = (situation: Situation, next: Write["kind"]): StopWords => ({
  title: "Microsoft said no",
  lead: `Its reason: ${situations[situation]}. Try another account, or pass it on.`,
  who: withRole(next),
});

/** Why it stopped before the line that comes next. */
const stops: Record<Stop, (next: Write["kind"]) => StopWords> = {
  signedOut: (next) => ({
    title: "Go on where it stopped",
    lead: "No admin is signed in any more. What is written stays, and nothing is made twice.",
    who: withRole(next),
  }),
  takingBack: (next) => ({
    title: "Go on taking it back",
    lead: "Usher was closed while it took this back. Sign in again, and it goes on.",
    who: withRole(next),
  }),
  notApproved: (next) => ({
    title: "Nothing was approved",
    lead: "The page closed before anyone approved it. So Usher may not write for you.",
    who: withRole(next),
  }),
  notAllowed: (next) => ({
    title: "This account may not write that",
    lead: `The next line takes the role **${writers[next]}**. Sign in with an account that has it, or pass it on.`,
    who: withRole(next),
  }),
  forbiddenByRule: () => ({
    title: "A rule of your organization stopped it",
    lead: "Your organization does not let anyone make this. Ask who set the rule, or go step by step.",
    who: "The admin who set the rule",
  }),
};

/** What the sign-in asks for, in plain words. */
const asks: Record<string, string> = {
  "Application.ReadWrite.All": "To make the app, and its secret or certificate.",
  "AppRoleAssignment.ReadWrite.All": "To approve the app's permissions.",
  "User.Read": "To see who signed in, and where.",
};

/** What Microsoft calls each kind of write. */
const technical: Record<Write["kind"], string> = {
  registerApp: "POST /applications",
  addToOrganization: "POST /servicePrincipals",
  grant: "POST /servicePrincipals/…/appRoleAssignedTo",
  makeSecret: "POST /applications/…/addPassword",
  addCertificate: "PATCH /applications/…, keyCredentials",
};

interface LineFacts {
  app: string;
  /** Microsoft's words for a permission. */
  permission: string;
  days: number;
}

const lines: Record<Write["kind"], (facts: LineFacts) => string> = {
  registerApp: ({ app }) => `Register an app named ${app}`,
  addToOrganization: () => "Add the app to your organization",
  grant: ({ permission }) => `Approve: ${permission}`,
  makeSecret: ({ days }) =>
    plural(days, { one: "Make a secret for # day", other: "Make a secret for # days" }),
  addCertificate: ({ days }) =>
    plural(days, { one: "Add a certificate for # day", other: "Add a certificate for # days" }),
};

const changes = (count: number) => plural(count, { one: "# line", other: "# lines" });

/** "Do it for me": what Usher writes at Microsoft. */
export const doingIt = {
  review: {
    title: "What Usher will write",
    lead: "Read it first. Nothing is written until an admin signs in and says so.",
    list: "In this order",
    asks: "What the sign-in asks for",
    asksLead: "Microsoft asks the admin to approve these for Usher:",
    ask: (value: string) => asks[value] ?? "To do what is listed above.",
    forgets:
      "Usher forgets this sign-in when it is done. The approval stays at Microsoft until an admin removes it.",
    who: "Who can do this",
    whoDetail: `An account with the roles **${roles.applicationAdministrator}** and **${roles.privilegedRoleAdministrator}**, or a higher one.`,
    signIn: "Sign in as an admin",
    byHand: "Go step by step instead",
    someoneElse: "Someone else does this",
  },
  ready: {
    nothing: {
      title: "Ready to write",
      lead: "Check where it will be written. Then let Usher write it.",
      write: "Write it",
    },
    some: {
      title: "Go on, or take it back",
      lead: "A part is written already. It is not made twice.",
      write: "Write the rest",
    },
    all: {
      title: "Keep it, or take it back",
      lead: "All of it is written. Usher can still take it back.",
      write: "Keep it",
    },
    stop: "Stop",
  },
  writing: {
    title: "Usher is writing",
    lead: "Stay online. Each line gets a tick when it is written.",
    progress: (done: number, count: number) => `${done} of ${count} written.`,
  },
  stopped: {
    stops,
    refused,
    done: (count: number) => `Written: ${changes(count)}`,
    left: (count: number) => `Still to write: ${changes(count)}`,
    goOn: "Go on",
    goOnHint: "It opens the sign-in page again. What is written is not made twice.",
    takingBackHint: "Usher takes back what is left of it. It makes nothing new.",
    signInHint: "Once you have signed in, you can go on or take it all back.",
    who: (who: string) => `Who can do it: ${who}.`,
    problemWho: "You, from this computer",
    someoneElse: "Someone else does this",
  },
  written: {
    title: "It is written",
    lead: "This is your receipt. Keep it if you like.",
    copy: "Copy the receipt",
    copied: "Copied",
    goOn: "Go on",
    takeBack: "Take it all back",
    signIn: "Sign in to take it back",
    signedOut: "Taking it back takes an admin. No one is signed in any more.",
  },
  undoing: { title: "Usher is taking it back", lead: "Stay online. This takes a few seconds." },
  undone: {
    title: "It is taken back",
    lead: "The app is gone from your organization. So is what it signed in with.",
    back: "Back to the start",
  },
  dialog: {
    title: "Take it all back?",
    body: "Usher deletes the app that it made, with its permissions and its secret or certificate.",
    after: "What uses the app stops working at once.",
    keep: "Keep it",
    takeBack: "Take it all back",
  },
  line: (kind: Write["kind"], facts: LineFacts) => lines[kind](facts),
  technical: (kind: Write["kind"]) => technical[kind],
  technicalTitle: "Microsoft's names for these",
  at: (clock: string) => `Written ${clock}`,
  states: { done: "Written", now: "Writing", next: "To do", stopped: "Stopped here" },
  facts: {
    organization: "Organization",
    notKnown: "The one the admin signs in to",
    account: "Signed in as",
    name: "Name of the app",
    clientId: "App ID",
    signsIn: "It signs in",
    kinds: {
      secret: "With a secret",
      certificate: "With a certificate",
    } satisfies Record<CredentialKind, string>,
  },
  receipt: (facts: {
    product: string;
    app: string;
    clientId: string;
    organization: string;
    account: string;
    lines: readonly { text: string; at: string }[];
  }) =>
    [
      `Usher made an app for ${facts.product}`,
      `Name of the app: ${facts.app}`,
      `App ID: ${facts.clientId}`,
      `Organization: ${facts.organization}`,
      `Signed in as: ${facts.account}`,
      ...facts.lines.map(({ text, at }) => `${at}: ${text}`),
    ].join("\n"),
};
