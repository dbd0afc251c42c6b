import type { PermissionLine, Picture, ProductCard, Screen, View } from "../bridge/generated/bridge";
import { minutesAgo, viewOf } from "./viewOf";

type Of<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

const DAY = 24 * 60;

export const pictures: Picture[] = [
  "signIn",
  "acceptList",
  "requestBox",
  "adminOnly",
  "requestSent",
  "errorCode",
  "closePage",
  "noPage",
];

function permission(
  value: string,
  name: string,
  reason: string,
  more: Partial<PermissionLine> = {},
): PermissionLine {
  return { value, name, reason, kind: "delegated", feature: null, adminLikely: false, ...more };
}

export const permissions: PermissionLine[] = [
  permission("Calendars.Read", "Read your calendar", "To show your planned meetings."),
  permission(
    "OnlineMeetingRecording.Read.All",
    "Read meeting recordings",
    "To make notes from the sound of a recording.",
    {
      adminLikely: true,
    },
  ),
  permission(
    "OnlineMeetingTranscript.Read.All",
    "Read meeting transcripts",
    "To make notes when there is no recording.",
    {
      adminLikely: true,
    },
  ),
  permission("Chat.Read", "Read your chat messages", "To find “Meet now” meetings.", {
    feature: "“Meet now” meetings",
  }),
  permission("User.Read", "Sign you in and read your profile", "To know who you are."),
];

export const products: ProductCard[] = [
  {
    id: "claras",
    name: "Claras",
    vendor: "Claras",
    purpose: "Meeting notes from Teams recordings and transcripts",
    trust: "builtIn",
  },
  {
    id: "chronus",
    name: "Chronus",
    vendor: "Chronus",
    purpose: "Teams video calls for mentoring programs",
    trust: "startsAtVendor",
  },
  {
    id: "kaltura",
    name: "Kaltura",
    vendor: "Kaltura",
    purpose: "Keep Teams recordings in your video library",
    trust: "ownApp",
  },
];

export const start: Of<"start"> = { kind: "start", resume: null, connections: 0, drafts: 0 };

export const chooseProduct: Of<"chooseProduct"> = {
  kind: "chooseProduct",
  products,
  picked: null,
  asAdmin: false,
};

export const beforeSignIn: Of<"beforeSignIn"> = {
  kind: "beforeSignIn",
  permissions,
  account: "ana@brightwater.example",
  accountProblem: null,
  lookingUp: false,
  forecast: "personMayApprove",
  startsAt: { kind: "usher" },
  asAdmin: false,
};

export const waiting: Of<"waitingForBrowser"> = {
  kind: "waitingForBrowser",
  account: "ana@brightwater.example",
  host: "login.microsoftonline.com",
  browser: "opened",
  since: minutesAgo(1),
  stage: "fresh",
  expected: "signIn",
  pictures,
  startsAt: { kind: "usher" },
  aim: "signIn",
};

export const picker: Of<"picturePicker"> = { kind: "picturePicker", why: "asked", pictures };

export const checking: Of<"checking"> = {
  kind: "checking",
  checks: [
    { check: "signIn", state: "passed", at: minutesAgo(0) },
    { check: "account", state: "running", at: null },
    { check: "permissions", state: "next", at: null },
  ],
  slow: false,
  problem: null,
};

export const connected: Of<"connected"> = {
  kind: "connected",
  approvedBy: "earlier",
  account: "ana@brightwater.example",
  organization: "Brightwater",
  granted: 8,
  asked: 8,
  checkedAt: minutesAgo(2),
  kept: "keychain",
};

const password = "practice-only";

export const practice: Of<"practice"> = {
  kind: "practice",
  scenarios: [
    { name: "already-granted", username: "ana@brightwater.example", password },
    { name: "user-can-grant", username: "bo@brightwater.example", password },
    { name: "dead-end", username: "cy@brightwater.example", password },
    { name: "request-box", username: "di@brightwater.example", password },
    { name: "wrong-account", username: "eve@brightwater.example", password },
    { name: "not-on-the-list", username: "fay@brightwater.example", password },
    { name: "device-rule", username: "gus@brightwater.example", password },
    { name: "flagged-app", username: "hal@brightwater.example", password },
    { name: "tab-closed", username: "ivy@brightwater.example", password },
    { name: "service-busy", username: "jo@brightwater.example", password },
  ],
};

const long = {
  id: "long",
  name: "Larkspur Meeting Notes and Recordings for Distributed Teams",
  vendor: "Larkspur Collaborative Software International",
  helpLink: null,
};

const file = { id: "file", name: "Larkspur Notes", vendor: "Larkspur" };

const vendor = {
  kind: "vendor",
  host: "connect.chronus.example",
  path: ["Settings", "Integrations", "Microsoft Teams"],
} as const;

/** Every state of a screen that the page checks draw, by name. */
export const views: Record<string, View> = {
  start: viewOf(start),
  "start-saved-place": viewOf({
    ...start,
    connections: 2,
    resume: { product: "Claras", place: "waitingForAdmin", since: minutesAgo(DAY) },
  }),
  "start-approving": viewOf({
    ...start,
    resume: { product: "Claras", place: "approvingForAll", since: minutesAgo(DAY) },
  }),
  "start-long-name": viewOf(start, { product: long }),
  "choose-product": viewOf({ ...chooseProduct, picked: "claras" }, { product: null }),
  "choose-product-files": viewOf(
    {
      ...chooseProduct,
      products: [
        ...products,
        { ...long, purpose: "Notes from recordings and transcripts for teams", trust: "signedFile" },
        { ...file, purpose: "Meeting notes from Teams", trust: "unsignedFile" },
      ],
      picked: "file",
    },
    { product: null },
  ),
  "choose-product-empty": viewOf({ ...chooseProduct, products: [] }, { product: null }),
  "before-sign-in": viewOf(beforeSignIn),
  "before-sign-in-problem": viewOf({
    ...beforeSignIn,
    account: "ana.brightwater",
    accountProblem: "notAnAddress",
    forecast: "adminLikely",
  }),
  "before-sign-in-vendor": viewOf(
    { ...beforeSignIn, startsAt: { ...vendor, path: [...vendor.path] }, lookingUp: true, asAdmin: true },
    { product: long },
  ),
  waiting: viewOf(waiting),
  "waiting-gently": viewOf({ ...waiting, stage: "askGently", account: null }),
  "waiting-ask": viewOf({ ...waiting, stage: "ask" }),
  "waiting-long": viewOf({ ...waiting, stage: "keepWaiting", since: minutesAgo(16) }),
  "waiting-no-browser": viewOf({ ...waiting, browser: "failed" }),
  "waiting-vendor": viewOf({
    ...waiting,
    stage: "askGently",
    host: vendor.host,
    startsAt: { ...vendor, path: [...vendor.path] },
  }),
  "before-sign-in-no-page": viewOf({
    ...beforeSignIn,
    startsAt: { ...vendor, host: null, path: [...vendor.path] },
  }),
  "waiting-no-page": viewOf({
    ...waiting,
    stage: "askGently",
    host: "",
    startsAt: { ...vendor, host: null, path: [...vendor.path] },
  }),
  "waiting-sign-in-once": viewOf({ ...waiting, aim: "signInOnce" }),
  "waiting-approve": viewOf({ ...waiting, aim: "approve" }),
  "waiting-approve-tell": viewOf({
    ...waiting,
    aim: "approve",
    startsAt: { ...vendor, path: [...vendor.path] },
  }),
  "waiting-approve-tell-ask": viewOf({
    ...waiting,
    aim: "approve",
    stage: "ask",
    startsAt: { ...vendor, path: [...vendor.path] },
  }),
  "waiting-prove": viewOf({ ...waiting, aim: "prove" }),
  "picture-picker": viewOf(picker),
  checking: viewOf(checking),
  "checking-problem": viewOf({
    ...checking,
    checks: [
      { check: "signIn", state: "passed", at: minutesAgo(0) },
      { check: "account", state: "passed", at: minutesAgo(0) },
      { check: "permissions", state: "problem", at: null },
    ],
    slow: true,
    problem: { code: "offline" },
  }),
  connected: viewOf(connected),
  "connected-some-missing": viewOf({ ...connected, approvedBy: "you", granted: 6, kept: "untilClosed" }),
  "connected-told": viewOf({
    ...connected,
    approvedBy: "youToldUs",
    checkedAt: null,
    kept: "atVendor",
    organization: null,
  }),
  practice: viewOf(practice),
  "in-practice": viewOf(waiting, { practice: "dead-end" }),
  notice: viewOf(beforeSignIn, { notice: { code: "keychainMissing" } }),
};
