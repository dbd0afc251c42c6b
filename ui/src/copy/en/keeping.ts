import type {
  Covers,
  GrantSource,
  GrantState,
  Health,
  KeychainState,
  PermissionKind,
} from "../../bridge/generated/bridge";
import { plural } from "./language";

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

const sources: Record<GrantSource, string> = {
  token: "Checked: we signed in and compared the list",
  graph: "Checked: we looked it up at Microsoft",
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
  checking: "Checking now. What we knew before stays until then.",
  again: "Check again",
  fix: "Fix what's missing",
  done: "Done",
  copy: "Copy a summary",
  list: "Permissions",
  states,
  meanings,
  sources,
  covers,
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
  account: (account: string) => `Account: ${account}`,
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
  nextBy: "you" | "admin" | "noOne";
}

const nextLines: Record<SummaryFacts["nextBy"], string> = {
  you: "Next: you, approve what is missing.",
  admin: "Next: an IT admin, approve what is missing.",
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
  checkFailed: "Check failed",
  notChecked: "Not checked",
  good: "Connected",
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
  groups: { needsYou: "Needs you", notChecked: "Not checked", good: "All good" },
  health,
  keychain: keychainWords,
  checkedAt: (at: string) => `Checked ${at}`,
  never: "Not checked yet",
  remove: "Remove",
  /** The same for screen readers, which meet the button without its row. */
  removeNamed: (product: string) => `Remove ${product}`,
  add: "Add a connection",
  empty: { title: "No connections yet", lead: "Connect a product and you will see it here." },
  dialog: {
    title: (product: string) => `Remove ${product}?`,
    body: "Usher forgets this sign-in. It is also taken out of the keychain.",
    stays: "The approval at Microsoft stays. It can only be taken back there.",
    keep: "Keep it",
    remove: "Remove it",
  },
  removed: (product: string) => `${product} was removed.`,
};
