import type {
  AppReview,
  ApprovalLine,
  Cause,
  CauseLine,
  PermissionLine,
  ProductHead,
  ProofCard,
  Risk,
  Screen,
  StepCard,
  View,
  WalkLine,
  WalkStep,
  WayChoice,
} from "../bridge/generated/bridge";
import { minutesAgo, viewOf } from "./viewOf";
import { permissions } from "./views";

type Of<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

const CLIENT = "00000000-0000-4000-8000-000000004f2a";
const TENANT = "11111111-0000-4000-8000-000000000001";

const risks: Risk[] = ["critical", "high", "high", "medium", "low"];

export const lines: ApprovalLine[] = permissions.map((permission, index) => ({
  permission,
  risk: risks[index] ?? "low",
  tooBroad: index === 1 ? [{ kind: "allWhereSelectedExists", narrower: "OnlineMeetingRecording.Read" }] : [],
}));

export const review: AppReview = {
  clientId: CLIENT,
  origin: { kind: "builtIn" },
  tenant: TENANT,
  organization: "Brightwater",
  address: "",
  addressProblem: null,
  lookingUp: false,
  facts: { kind: "nothing" },
  lines,
  risk: "high",
  askedBy: "ana@brightwater.example",
  stop: null,
};

export const reviewApp: Of<"reviewApp"> = { kind: "reviewApp", review };

/** A1 with some of its facts changed. */
export function reviewWith(changes: Partial<AppReview>): Of<"reviewApp"> {
  return { kind: "reviewApp", review: { ...review, ...changes } };
}

const found: AppReview["facts"] = {
  kind: "found",
  name: "Claras",
  publisher: "Claras Inc.",
  enabled: true,
  assignmentRequired: false,
  created: "2026-03-14T10:22:00Z",
  owner: "7c0d3e1f-5a2b-4c6d-8e9f-0a1b2c3d4e5f",
};

function wild(value: string, name: string): PermissionLine {
  return { value, name, reason: "", kind: "application", feature: null, adminLikely: true };
}

/** All ways of asking for too much. */
export const wildLines: ApprovalLine[] = [
  {
    permission: wild("https://graph.microsoft.com/.default", "All that the maker listed"),
    risk: "critical",
    tooBroad: [{ kind: "everything" }, { kind: "unused" }],
  },
  {
    permission: wild("Mail.ReadWrite", "Read and write mail in all mailboxes"),
    risk: "critical",
    tooBroad: [
      { kind: "writeWhereReadExists", narrower: "Mail.Read" },
      { kind: "applicationWhereDelegatedExists", narrower: "Mail.ReadWrite" },
      { kind: "unused" },
    ],
  },
  {
    permission: { ...wild("Sites.Read.All", "Read items in all site collections"), reason: "To find files." },
    risk: "high",
    tooBroad: [{ kind: "allWhereSelectedExists", narrower: "Sites.Selected" }],
  },
];

export const stopped = reviewWith({
  origin: { kind: "unsigned" },
  risk: "critical",
  lines: wildLines,
  askedBy: null,
  stop: { domain: "brightwater.example", mistyped: false },
});

export const nowhere = reviewWith({ tenant: null, organization: null, askedBy: null });

export const doNotApprove: Of<"doNotApprove"> = {
  kind: "doNotApprove",
  doubt: "looksWrong",
  knownAs: null,
  askedBy: "ana@brightwater.example",
};

export const choice: WayChoice = {
  ways: ["link", "entraSteps", "waitingRequest"],
  role: "cloudApplicationAdministrator",
  roles: null,
  organization: "Brightwater",
  returnsTo: { host: "claras.example", known: false },
};

export const pickWay: Of<"pickWay"> = { kind: "pickWay", choice };

const entra: WalkStep[] = ["openAdminCenter", "findApp", "openPermissions", "grantForEveryone", "check"];
const requests: WalkStep[] = ["openRequests", "approveRequest", "check"];

function walk(order: readonly WalkStep[], at: WalkStep): WalkLine[] {
  const now = order.indexOf(at);
  return order.map((step, index) => ({
    step,
    state: index < now ? "passed" : index === now ? "running" : "next",
  }));
}

/** The card of one step, as it stands when the ones before are done. */
export function stepAt(step: WalkStep, changes: Partial<StepCard> = {}): Of<"step"> {
  return {
    kind: "step",
    card: {
      step,
      steps: walk(entra.includes(step) ? entra : requests, step),
      pageHost: "entra.microsoft.com",
      clientId: CLIENT,
      organization: "Brightwater",
      role: "cloudApplicationAdministrator",
      permissions: 8,
      hasLink: true,
      ...changes,
    },
  };
}

export const proofCard: ProofCard = {
  steps: walk(entra, "check"),
  state: { kind: "notChecked" },
  claim: "person",
  checkedAt: null,
  nextAt: null,
  granted: 0,
  asked: 8,
  opensBrowser: true,
  atVendor: false,
  organization: "Brightwater",
};

/** A7 with some of its facts changed. */
export function proofWith(changes: Partial<ProofCard>): Of<"proof"> {
  return { kind: "proof", card: { ...proofCard, ...changes } };
}

export const catchingUp = proofWith({
  state: { kind: "catchingUp" },
  claim: "browser",
  checkedAt: minutesAgo(1),
  nextAt: minutesAgo(-1),
  granted: 3,
  opensBrowser: false,
});

const line = (cause: Cause, isIt: boolean | null = null): CauseLine => ({ cause, isIt });

export const allCauses: CauseLine[] = [
  line("onlySome", true),
  line("otherApp"),
  line("otherTenant"),
  line("assignmentRequired"),
  line("promptConsent"),
  line("appOff"),
];

/** A7 at one of the known causes. */
export function causeAt(at: number): Of<"proof"> {
  return proofWith({
    state: { kind: "causes", causes: allCauses, at },
    checkedAt: minutesAgo(2),
    granted: 3,
    opensBrowser: false,
  });
}

export const checkFailed = proofWith({
  state: { kind: "checkFailed", problem: { code: "offline" } },
  checkedAt: minutesAgo(1),
});

export const atVendor = proofWith({ steps: [], atVendor: true, opensBrowser: false });

const long: ProductHead = {
  id: "long",
  name: "Larkspur Meeting Notes and Recordings for Distributed Teams",
  vendor: "Larkspur Collaborative Software International",
  helpLink: null,
};
const longPlace = "Konstantinopoulou Fernandez Brightwater Industries International";

/** The admin's side: A1 to A7, Q1 and Q2. */
export const adminViews: Record<string, View> = {
  "review-app": viewOf(reviewApp),
  "review-app-found": viewOf(
    reviewWith({ facts: found, origin: { kind: "signed", domain: "claras.example" } }),
  ),
  "review-app-where": viewOf(nowhere),
  "review-app-where-wrong": viewOf(
    reviewWith({ tenant: null, organization: null, address: "ana", addressProblem: "notAnAddress" }),
  ),
  "review-app-stop": viewOf(stopped, { practice: "dead-end" }),
  "review-app-stop-mistyped": viewOf(
    reviewWith({
      ...stopped.review,
      origin: { kind: "builtIn" },
      stop: { domain: "brightwater.example", mistyped: true },
    }),
  ),
  "review-app-long": viewOf(
    reviewWith({
      organization: longPlace,
      facts: { kind: "failed", problem: { code: "offline" } },
      clientId: null,
    }),
    { product: long },
  ),
  "review-app-off": viewOf(
    reviewWith({ facts: { ...found, publisher: null, enabled: false, assignmentRequired: true } }),
  ),
  "do-not-approve": viewOf(doNotApprove),
  "do-not-approve-name": viewOf({ ...doNotApprove, doubt: "otherName", knownAs: "Free Mail Cleaner" }),
  "do-not-approve-shut-out": viewOf({ ...doNotApprove, doubt: "disabledByMicrosoft", askedBy: null }),
  "pick-way": viewOf(pickWay),
  "pick-way-lacking": viewOf({
    kind: "pickWay",
    choice: {
      ...choice,
      ways: ["entraSteps"],
      role: "privilegedRoleAdministrator",
      roles: { account: "grace@brightwater.example", roles: ["applicationAdministrator"], enough: false },
    },
  }),
  "pick-way-enough": viewOf({
    kind: "pickWay",
    choice: {
      ...choice,
      roles: { account: "grace@brightwater.example", roles: ["globalAdministrator"], enough: true },
    },
  }),
  "step-open": viewOf(stepAt("openAdminCenter")),
  "step-find": viewOf(stepAt("findApp")),
  "step-permissions": viewOf(stepAt("openPermissions")),
  "step-grant": viewOf(stepAt("grantForEveryone"), { practice: "dead-end" }),
  "step-grant-long": viewOf(
    stepAt("grantForEveryone", {
      organization: longPlace,
      role: "privilegedRoleAdministrator",
      hasLink: false,
    }),
    { product: long },
  ),
  "step-requests": viewOf(stepAt("openRequests")),
  "step-approve": viewOf(stepAt("approveRequest", { pageHost: null, clientId: null })),
  proof: viewOf(proofWith({})),
  "proof-checking": viewOf(proofWith({ state: { kind: "checking" }, opensBrowser: false })),
  "proof-catching-up": viewOf(catchingUp),
  "proof-cause": viewOf(causeAt(0)),
  "proof-cause-last": viewOf(causeAt(5)),
  "proof-cause-long": viewOf(causeAt(2), { product: long }),
  "proof-failed": viewOf(checkFailed),
  "proof-vendor": viewOf(atVendor),
  "proof-link": viewOf(proofWith({ steps: [], claim: "browser" })),
};
