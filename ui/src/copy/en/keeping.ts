import type {
  ConnectionGroup,
  Covers,
  CredentialKind,
  GrantSource,
  GrantState,
  Health,
  KeychainState,
  PermissionKind,
} from "../../bridge/generated/bridge";
import { number, plural } from "./language";

const states: Record<GrantState, string> = {
  granted: "Approved",
  missing: "Missing",
  waiting: "Waiting",
  check_failed: "Check failed",
  not_known: "Not known",
};

const meanings: Record<GrantState, string> = {
  granted: "Microsoft lists this permission for you.",
  missing: "Microsoft does not list this permission. What needs it does not work yet.",
  waiting: "An admin was asked, or Microsoft needs a while. We keep looking.",
  check_failed: "The last check did not work. It may be approved all the same.",
  not_known: "We can't tell from here. The product may know more.",
};

/** The same for an app, which signs in for itself and tries to read. */
const appMeanings: Record<GrantState, string> = {
  granted: "Microsoft lists this permission for the app, or the app could read with it.",
  missing:
    "Microsoft does not list it, or said no when the app tried to read. What needs it does not work yet.",
  waiting: "The permission is there, but Teams has not let the app in yet. We keep looking.",
  check_failed: "The last check did not work. It may be approved all the same.",
  not_known: "The app has not signed in yet, or there was nothing to try it with.",
};

const sources: Record<GrantSource, string> = {
  token: "Checked: we signed in and compared the list",
  graph: "Checked: we looked it up at Microsoft",
  person: "You told us",
  not_checked: "Not checked",
};

const appSources: Record<GrantSource, string> = {
  token: "Checked: the app signed in, and we compared the list",
  graph: "Checked: the app tried to read with it",
  person: "You told us",
  not_checked: "Not checked",
};

/** Nothing where it is not known. */
const covers: Record<Covers, string | null> = {
  everyone: "Everyone",
  only_you: "Only you",
  not_known: null,
  check_failed: null,
};

const coverMeanings: Record<Covers, string> = {
  everyone: "Everyone where you work.",
  only_you: "Only you. Others have to ask on their own.",
  not_known: "You. We can't see if it counts for others too.",
  check_failed: "You. We tried to see if it counts for others too, and could not.",
};

const kindMeanings: Record<PermissionKind, string> = {
  delegated: "The product acts as you. It sees only what you can see.",
  application: "The product acts on its own, for everyone where you work.",
};

export const checklist = {
  title: (product: string) => `What ${product} can do`,
  lead: (granted: number, count: number) =>
    plural(count, {
      one: `${granted} of # permission is approved.`,
      other: `${granted} of # permissions are approved.`,
    }),
  leadAll: (count: number) =>
    plural(count, {
      one: "The one permission it asks for is approved. There is nothing left to do.",
      other: "All # permissions are approved. There is nothing left to do.",
    }),
  leadOff: (count: number) =>
    plural(count, {
      one: "The one permission it asks for is approved. One thing is left: turn the connection on.",
      other: "All # permissions are approved. One thing is left: turn the connection on.",
    }),
  off: "This connection is turned off. Until you turn it on, Usher reminds nobody.",
  turnOn: "Turn on",
  notNow: "Not now",
  checking: "Checking now. What we knew before stays until then.",
  again: "Check again",
  fix: "Fix what's missing",
  signIn: "Sign in again",
  done: "Done",
  copy: "Copy a summary",
  list: "Permissions",
  states,
  meanings: { person: meanings, app: appMeanings },
  sources: { person: sources, app: appSources },
  covers,
  wholeOrganization: "Whole organization",
  /** A row that waits for Teams. */
  waitsForTeams: (clock: string | null) =>
    clock === null
      ? "Teams policy, up to 30 minutes."
      : `Teams policy, up to 30 minutes. Next check at ${clock}.`,
  checkedAt: (clock: string) => `Checked ${clock}`,
  triedAt: (clock: string) => `Tried ${clock}`,
  toldAt: (clock: string) => `Told ${clock}`,
  notChecked: "Not checked",
  details: {
    meaning: "What this means",
    why: "Why",
    feature: "Needed for",
    required: "All of the product",
    kind: "How it works",
    kindMeanings,
    covers: "Approved for",
    coverMeanings,
    how: "How we know",
    when: "When",
    value: "Microsoft's name",
  },
  extra: (count: number) =>
    plural(count, {
      one: "Approved but not asked for: #",
      other: "Approved but not asked for: #",
    }),
  extraNote: "Microsoft lists these, but the product does not ask for them. Your admin can take them away.",
  failed: "The check did not work",
  failedNote: "The list shows what we knew before.",
  say: (granted: number, left: number) =>
    left === 0
      ? plural(granted, {
          one: "# permission approved. All done.",
          other: "# permissions approved. All done.",
        })
      : plural(granted, {
          one: `# permission approved. ${left} to go.`,
          other: `# permissions approved. ${left} to go.`,
        }),
};

/** Facts of K1's summary, already masked where details are hidden. */
export interface SummaryFacts {
  product: string;
  account: string;
  step: string;
  session: string;
  granted: number;
  count: number;
  checkedAt: string | null;
  missing: readonly string[];
  open: readonly string[];
  problem: string | null;
  /** What is in the way of an app. */
  obstacle: string | null;
  nextBy: "you" | "admin" | "microsoft" | "noOne";
}

const nextLines: Record<SummaryFacts["nextBy"], string> = {
  you: "Next: you, approve what is missing.",
  admin: "Next: an IT admin, approve what is missing.",
  microsoft: "Next: no one. Microsoft needs a while.",
  noOne: "Next: no one. It is done.",
};

const NAMED = 3;

/** K1's summary: at most twelve lines. */
export function summary(facts: SummaryFacts): string {
  const lines = [
    `Usher, ${facts.product}`,
    `Account: ${facts.account}`,
    `Step ${facts.step}, session ${facts.session}`,
    `Approved: ${facts.granted} of ${facts.count}`,
    facts.missing.length === 0 ? null : `Missing: ${named(facts.missing)}`,
    facts.open.length === 0 ? null : `Not known or waiting: ${named(facts.open)}`,
    facts.checkedAt === null ? "Checked: not yet" : `Checked: ${facts.checkedAt}`,
    facts.problem === null ? null : `Last check: ${facts.problem}`,
    facts.obstacle === null ? null : `In the way: ${facts.obstacle}`,
    nextLines[facts.nextBy],
  ];
  return lines.filter((line) => line !== null).join("\n");
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(", ");
  const rest = names.length - NAMED;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

const health: Record<Health, string> = {
  signInAgain: "Sign in again",
  permissionsMissing: "Permissions missing",
  blocked: "Kept out by Microsoft",
  checkFailed: "Check failed",
  notChecked: "Not checked",
  good: "Connected",
};

const groups: Record<ConnectionGroup, string> = {
  needsYou: "Needs you",
  waiting: "Waiting for others",
  notChecked: "Not checked",
  good: "All good",
  turnedOff: "Turned off",
};

const ends: Record<CredentialKind, (when: string) => string> = {
  secret: (when) => `Secret ends ${when}`,
  certificate: (when) => `Certificate ends ${when}`,
};

const ended: Record<CredentialKind, (when: string) => string> = {
  secret: (when) => `Secret ended ${when}`,
  certificate: (when) => `Certificate ended ${when}`,
};

interface KeychainWords {
  title: string;
  body: string;
}

const keychainWords: Record<Exclude<KeychainState, "ready" | "notKnown">, KeychainWords> = {
  locked: {
    title: "Your keychain is locked",
    body: "Unlock the keychain of this computer. Then open a connection again.",
  },
  missing: {
    title: "This computer has no keychain",
    body: "You stay signed in until you close Usher.",
  },
  mute: {
    title: "Your keychain does not answer",
    body: "Look for a window that asks for a password. Then open a connection again.",
  },
};

export const connections = {
  title: "Your connections",
  groups,
  counts: "How many there are",
  number,
  health,
  statuses: {
    enabled: "Connected",
    told: "You told us",
    disabled: "Turned off",
    notChecked: "Not checked",
    waitingForAdmin: "Waiting for admin",
    waitingForMicrosoft: "Waiting for Microsoft",
    ends,
    ended,
  },
  drafts: {
    title: "Not finished",
    next: (step: string) => `Next: ${step}`,
    written: (written: number, writes: number) => `Usher wrote ${written} of ${writes}`,
  },
  wholeOrganization: "Whole organization",
  keychain: keychainWords,
  askedOn: (day: string) => `Asked ${day}`,
  checkedAt: (at: string) => `Checked ${at}`,
  never: "Not checked yet",
  search: {
    label: "Search your connections",
    hint: "By product, account, name or organization.",
    found: (found: number, all: number) =>
      plural(found, {
        one: `# of ${number(all)} connections fits.`,
        other: `# of ${number(all)} connections fit.`,
      }),
    nothing: "Nothing fits.",
    clear: "Clear search",
  },
  more: (count: number) => `Show ${count} more`,
  shown: (shown: number, all: number) =>
    plural(shown, { one: `# of ${number(all)} shown.`, other: `# of ${number(all)} shown.` }),
  add: "Add a connection",
  practice: "Practice first",
  empty: { title: "No connections yet", lead: "Connect a product and you will see it here." },
  removed: (product: string) => `${product} was removed.`,
};
