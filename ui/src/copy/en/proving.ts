import type { Cause, Claim, ProofState } from "../../bridge/generated/bridge";
import { appsMenus, labels } from "./labels";
import { plural } from "./language";

type Kind = ProofState["kind"];

const titles: Record<Kind, string> = {
  notChecked: "Is it approved?",
  checking: "Checking the approval",
  catchingUp: "Microsoft is catching up",
  causes: "It is not there yet",
  checkFailed: "We could not check it",
};

const claims: Record<Claim, string> = {
  browser: "Microsoft's page says it is approved. We have not checked it yet.",
  person: "You told us that it is approved. We have not checked it yet.",
};

const waits: Record<Claim, string> = {
  browser: "Microsoft's page says it is approved. It can take a while until that shows everywhere.",
  person: "You told us that it is approved. It can take a while until that shows everywhere.",
};

const vendorTitles: Record<Claim, string> = {
  browser: "Microsoft's page says yes",
  person: "You told us it is approved",
};

const leads: Record<Kind, (claim: Claim) => string> = {
  notChecked: (claim) => claims[claim],
  checking: () => "We are asking Microsoft. This takes a few seconds.",
  catchingUp: (claim) => waits[claim],
  causes: () => "Microsoft still does not show it. It is often one of these.",
  checkFailed: () => "It may be approved all the same. We do not know.",
};

const states: Record<Kind, string> = {
  notChecked: "Not checked yet",
  checking: "Checking",
  catchingUp: "Waiting",
  causes: "Not there yet",
  checkFailed: "Check failed",
};

/** What the words of a cause name. What is hidden on a shared screen is `null`. */
export interface CauseFacts {
  product: string;
  vendor: string;
  organization: string | null;
}

interface CauseWords {
  title: string;
  what: (facts: CauseFacts) => string;
  see: (facts: CauseFacts) => string;
  todo: (facts: CauseFacts) => string;
}

const causes: Record<Cause, CauseWords> = {
  onlySome: {
    title: "Only a part was approved",
    what: ({ product }) => `${product} asks for more than what Microsoft shows now.`,
    see: ({ product }) =>
      `Open ${product} in the admin center, then **${labels.permissions}**. Count the rows.`,
    todo: () =>
      "Go back and approve it again, for all at once. A new approval can take the place of the old one.",
  },
  otherApp: {
    title: "Another app was approved",
    what: () => "There can be two apps with the same name. Only the app ID tells them apart.",
    see: () => "Compare the app ID in the admin center with the one that we showed you first.",
    todo: () => "Approve the app with the right ID. Take back the other one.",
  },
  otherTenant: {
    title: "It was approved somewhere else",
    what: () => "Were you signed in somewhere else? Then it was approved there, and not here.",
    see: ({ organization }) =>
      organization === null
        ? "Look at the top right of the admin center. Is it the right organization?"
        : `Look at the top right of the admin center. It must name ${organization}.`,
    todo: () => "Open a private window, sign in with the right account, and approve it there.",
  },
  assignmentRequired: {
    title: "Only people on a list may use it",
    what: () => "It is approved, but your organization picks who may use it.",
    see: ({ product }) =>
      `Open ${product} in the admin center, then **${labels.properties}**. Look at **${labels.assignmentRequired}**.`,
    todo: () => "Add your people, or a group of them, to the list of the app.",
  },
  promptConsent: {
    title: "The product asks again each time",
    what: ({ product }) => `${product} may ask for approval at every sign-in. Then your yes has no effect.`,
    see: () => "People still get the page that asks for an admin, though all is approved.",
    todo: ({ vendor }) => `Only ${vendor} can change that. Tell them that it asks at every sign-in.`,
  },
  appOff: {
    title: "The app is turned off",
    what: () => "Someone turned it off where you work, or blocked a request for it.",
    see: ({ product }) =>
      `Open ${product} in the admin center, then **${labels.properties}**. See if people may sign in.`,
    todo: () => "Let people sign in to it, and save. Then check again.",
  },
};

const soFar = (granted: number, asked: number) =>
  plural(asked, {
    one: `${granted} of # permission is there so far.`,
    other: `${granted} of # permissions are there so far.`,
  });

/** What is said when a look brings news. */
function say(state: Kind, granted: number, asked: number): string {
  switch (state) {
    case "catchingUp":
      return `${titles.catchingUp}. ${soFar(granted, asked)}`;
    case "notChecked":
    case "checking":
    case "causes":
    case "checkFailed":
      return `${titles[state]}.`;
  }
}

export const proving = {
  titles,
  leads,
  vendorTitles,
  vendorLead: (product: string) => `We can't check this from here. Open ${product} to see if it works.`,
  states,
  say,
  soFar,
  status: "Status",
  organization: "Organization",
  permissions: "Permissions",
  there: (granted: number, asked: number) => `${granted} of ${asked} are there`,
  claim: "How we know",
  claims: {
    browser: "Microsoft's page said so",
    person: "You told us",
  } satisfies Record<Claim, string>,
  checkedAt: (at: string) => `Checked ${at}`,
  triedAt: (at: string) => `Tried ${at}`,
  never: "Not checked yet",
  nextLook: "Next check",
  byItself: (clock: string) => `By itself, at ${clock}`,
  soon: "By itself, any moment now",
  whileOpen: "While this window is open",
  onlyYou: "When you select Check now",
  unknown: (asked: number) =>
    plural(asked, {
      one: "We do not know if the # permission is approved.",
      other: "We do not know if all # permissions are approved.",
    }),
  cause: {
    at: (at: number, count: number) => `Cause ${at} of ${count}`,
    isIt: "This is it",
    see: "How to see it",
    todo: "What to do",
    words: causes,
    next: "It's not this",
    help: "None of these? Get help",
  },
  checkNow: "Check now",
  opensBrowser: "It opens your browser. Sign in there once.",
  done: "Done",
  later: "Later",
  undo: {
    title: "How to take it back",
    path: (product: string) => [...appsMenus.now, labels.allApplications, product, labels.permissions],
    todo: [
      `Open the tab **${labels.adminConsentTab}**.`,
      `At the end of a row, open its menu. Select **${labels.revokePermission}**.`,
      "Do that for each row. People who are signed in may keep access for a while.",
    ],
  },
};

/** What a receipt names (S76). It holds no secret. */
export interface ReceiptFacts {
  product: string;
  vendor: string;
  organization: string | null;
  tenant: string | null;
  clientId: string | null;
  permissions: readonly string[];
  at: string;
}

export const receipt = {
  title: (product: string, forEveryone: boolean) =>
    forEveryone ? `${product} is approved for everyone` : `${product} is approved`,
  hint: "It works for this account. We can't see if it counts for everyone.",
  body: (at: string, organization: string | null) =>
    organization === null
      ? `We signed in and compared the list ${at}.`
      : `We signed in at ${organization} and compared the list ${at}.`,
  copy: "Copy a receipt",
  copied: "Copied",
  /** Plain text to keep or to send. */
  text: (facts: ReceiptFacts): string =>
    [
      `Receipt: ${facts.product} is approved`,
      `Checked: ${facts.at}`,
      facts.organization === null ? null : `Organization: ${facts.organization}`,
      facts.tenant === null ? null : `Organization ID: ${facts.tenant}`,
      facts.clientId === null ? null : `App ID: ${facts.clientId}`,
      `Maker: ${facts.vendor}`,
      "Permissions:",
      ...facts.permissions.map((permission) => `- ${permission}`),
      `${proving.undo.title}: ${proving.undo.path(facts.product).join(" > ")}`,
      ...proving.undo.todo.map((line, index) => `${index + 1}. ${line.replaceAll("**", "")}`),
    ]
      .filter((line) => line !== null)
      .join("\n"),
};
