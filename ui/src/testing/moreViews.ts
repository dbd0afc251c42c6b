import type {
  AdminRequest,
  ChecklistRow,
  Diagnosis,
  ProductHead,
  Receipt,
  Screen,
  View,
} from "../bridge/generated/bridge";
import { qrRows } from "./qrRows";
import { minutesAgo, viewOf } from "./viewOf";
import { permissions } from "./views";

type Of<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

const DAY = 24 * 60;

export const canApprove: Of<"canApprove"> = { kind: "canApprove", asAdmin: false, listening: true };

export const requestBox: Of<"requestBox"> = {
  kind: "requestBox",
  features: ["notes from recordings", "“Meet now” meetings"],
  flagged: false,
};

export const adminOnly: Of<"adminOnly"> = {
  kind: "adminOnly",
  hasLink: true,
  namesApp: true,
  organization: "Brightwater",
  role: "cloudApplicationAdministrator",
  flagged: false,
};

export const waitingForAdmin: Of<"waitingForAdmin"> = {
  kind: "waitingForAdmin",
  askedAt: minutesAgo(DAY),
  asked: "sam@brightwater.example",
  how: "message",
  nextLookAt: minutesAgo(-4),
  lastLookAt: minutesAgo(1),
  lastLook: "notYet",
  canSignInOnce: false,
  hasChecklist: true,
};

export const request: AdminRequest = {
  clientId: "00000000-0000-4000-8000-000000004f2a",
  tenant: "11111111-0000-4000-8000-000000000001",
  organization: "Brightwater",
  from: "Ana Lima",
  link: "https://login.microsoftonline.com/11111111-0000-4000-8000-000000000001/v2.0/adminconsent?client_id=00000000-0000-4000-8000-000000004f2a",
  linkHost: "login.microsoftonline.com",
  qr: qrRows,
  permissions: permissions.slice(0, 2),
  role: "cloudApplicationAdministrator",
  ways: ["link", "entraSteps"],
  to: "",
  askedBefore: null,
  step: null,
};

export const askYourAdmin: Of<"askYourAdmin"> = { kind: "askYourAdmin", request };

export const rows: ChecklistRow[] = permissions.map((permission, index) => ({
  permission,
  state: (["missing", "waiting", "check_failed", "not_known"] as const)[index] ?? "granted",
  source: index === 3 ? "not_checked" : "token",
  covers: "not_known",
  checkedAt: index === 3 ? null : minutesAgo(3),
}));

export const checklist: Of<"checklist"> = {
  kind: "checklist",
  connection: "c0ffee",
  account: "ana@brightwater.example",
  rows,
  extra: ["Mail.Read"],
  checking: false,
  problem: null,
  receipt: null,
  obstacle: null,
  nextAt: null,
  turnedOff: false,
};

export const receipt: Receipt = {
  clientId: "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01",
  tenant: "b51d7e2a-4c0f-4a6e-8f3b-1c9d0e7a5f21",
  organization: "Brightwater",
  provedAt: minutesAgo(1),
  forEveryone: false,
};

export const connections: Of<"connections"> = {
  kind: "connections",
  keychain: "ready",
  drafts: [],
  rows: [
    {
      id: "a1",
      product: "Claras",
      holder: { kind: "person", account: "ana@brightwater.example" },
      organization: "Brightwater",
      group: "needsYou",
      status: { kind: "needsAttention", health: "permissionsMissing", obstacle: null },
      checkedAt: minutesAgo(3),
    },
    {
      id: "b2",
      product: "Kaltura",
      holder: { kind: "app", name: "Kaltura Teams Integration" },
      organization: "Brightwater",
      group: "needsYou",
      status: { kind: "needsAttention", health: "blocked", obstacle: { kind: "policyMissing" } },
      checkedAt: minutesAgo(90),
    },
    {
      id: "e5",
      product: "Kaltura",
      holder: { kind: "app", name: "Recordings of town halls" },
      organization: "Brightwater",
      group: "needsYou",
      status: { kind: "credentialEnds", days: 12, at: minutesAgo(-12 * DAY), credential: "secret" },
      checkedAt: minutesAgo(90),
    },
    {
      id: "f6",
      product: "Larkspur Notes",
      holder: { kind: "person", account: "bo@brightwater.example" },
      organization: null,
      group: "waiting",
      status: { kind: "waitingForAdmin", askedAt: minutesAgo(3 * DAY) },
      checkedAt: minutesAgo(DAY),
    },
    {
      id: "c3",
      product: "Teams device monitoring",
      holder: { kind: "app", name: "Devices of the head office" },
      organization: "Brightwater",
      group: "notChecked",
      status: { kind: "notChecked" },
      checkedAt: null,
    },
    {
      id: "d4",
      product: "Chronus",
      holder: { kind: "person", account: "scheduler@brightwater.example" },
      organization: null,
      group: "good",
      status: { kind: "enabled" },
      checkedAt: minutesAgo(30),
    },
    {
      id: "g7",
      product: "Larkspur Notes",
      holder: { kind: "person", account: "cy@brightwater.example" },
      organization: null,
      group: "turnedOff",
      status: { kind: "disabled", obstacle: null },
      checkedAt: minutesAgo(DAY),
    },
  ],
};

export const pasteError: Of<"pasteError"> = { kind: "pasteError", text: "" };

export const notOnTheList: Diagnosis = {
  situation: "user_not_assigned",
  sureness: "proved",
  alternatives: [],
  codes: [50105],
  who: "tenant_admin",
  card: "E07",
};

export const answer: Of<"answer"> = {
  kind: "answer",
  diagnosis: notOnTheList,
  permission: null,
  quote: "AADSTS50105: Your administrator has configured the application to block users.",
  account: "ana@brightwater.example",
  fix: "askAdmin",
};

export const missing: Of<"answer"> = {
  ...answer,
  diagnosis: {
    situation: "permission_missing",
    sureness: "inferred",
    alternatives: ["not_admin", "can_grant"],
    codes: [],
    who: "tenant_admin",
    card: "E13",
  },
  permission: "Chat.Read.All",
  quote: "The provided application credentials are missing the 'Chat.Read.All' permission.",
  account: null,
};

const guess: Diagnosis = {
  situation: "user_declined",
  sureness: "inferred",
  alternatives: ["needs_admin_approval", "needs_admin_approval_request"],
  codes: [],
  who: "user",
  card: "E04",
};

const long: ProductHead = {
  id: "long",
  name: "Larkspur Meeting Notes and Recordings for Distributed Teams",
  vendor: "Larkspur Collaborative Software International",
  helpLink: null,
};

const longAddress = "anastasia.konstantinopoulou-fernandez@brightwater-industries.example";

/** The screens from asking on: C6 to C9, H1, K1, M1, T1, T2 and R1. */
export const moreViews: Record<string, View> = {
  "can-approve": viewOf(canApprove),
  "can-approve-admin": viewOf({ ...canApprove, asAdmin: true, listening: false }),
  "request-box": viewOf(requestBox, { practice: "request-box" }),
  "request-box-flagged": viewOf({ ...requestBox, features: [], flagged: true }),
  "admin-only": viewOf(adminOnly),
  "admin-only-flagged": viewOf({ ...adminOnly, organization: null, flagged: true }),
  "admin-only-no-link": viewOf({ ...adminOnly, hasLink: false, namesApp: false }),
  "admin-only-long": viewOf({ ...adminOnly, organization: long.vendor }, { product: long }),
  "waiting-for-admin": viewOf(waitingForAdmin),
  "waiting-for-admin-request": viewOf({
    ...waitingForAdmin,
    how: "microsoftRequest",
    asked: null,
    nextLookAt: null,
    lastLookAt: null,
    lastLook: null,
    hasChecklist: false,
  }),
  "waiting-for-admin-alone": viewOf({
    ...waitingForAdmin,
    askedAt: minutesAgo(4 * DAY),
    nextLookAt: null,
    lastLookAt: null,
    lastLook: null,
    canSignInOnce: true,
    hasChecklist: false,
  }),
  "waiting-for-admin-outdated": viewOf({
    ...waitingForAdmin,
    how: "microsoftRequest",
    askedAt: minutesAgo(31 * DAY),
    asked: null,
  }),
  "waiting-for-admin-failed": viewOf({ ...waitingForAdmin, asked: longAddress, lastLook: "checkFailed" }),
  "ask-your-admin": viewOf(askYourAdmin),
  "ask-your-admin-reminder": viewOf({
    kind: "askYourAdmin",
    request: { ...request, to: "sam@brightwater.example", askedBefore: minutesAgo(4 * DAY) },
  }),
  "ask-your-admin-long": viewOf(
    { kind: "askYourAdmin", request: { ...request, permissions, qr: null, to: longAddress } },
    { product: long },
  ),
  "ask-your-admin-no-link": viewOf(
    {
      kind: "askYourAdmin",
      request: { ...request, link: null, linkHost: null, qr: null, clientId: null, ways: ["ownApp"] },
    },
    { practice: "dead-end" },
  ),
  checklist: viewOf(checklist),
  "checklist-failed": viewOf(
    { ...checklist, problem: { code: "offline" }, checking: true },
    { product: long },
  ),
  "checklist-all-good": viewOf({
    ...checklist,
    extra: [],
    rows: rows.map((row, index) => ({
      ...row,
      state: "granted",
      source: "token",
      covers: index === 4 ? "only_you" : "everyone",
      checkedAt: minutesAgo(1),
    })),
  }),
  "checklist-receipt": viewOf({
    ...checklist,
    extra: [],
    receipt: { ...receipt, forEveryone: true },
    rows: rows.map((row) => ({ ...row, state: "granted", covers: "everyone", checkedAt: minutesAgo(1) })),
  }),
  "checklist-empty": viewOf({ ...checklist, rows: [], extra: [], checking: true }),
  connections: viewOf(connections, { product: null }),
  "connections-locked": viewOf({ ...connections, keychain: "locked" }, { product: null }),
  "connections-empty": viewOf({ ...connections, rows: [] }, { product: null }),
  "paste-error": viewOf(pasteError, { product: null }),
  "paste-error-again": viewOf({ ...pasteError, text: "AADSTS50105: something long" }),
  answer: viewOf(answer),
  "answer-guess": viewOf({ ...answer, diagnosis: guess, quote: null, account: null, fix: "tryAgain" }),
  "answer-permission": viewOf(missing),
  "answer-unknown": viewOf(
    {
      ...answer,
      diagnosis: {
        ...guess,
        situation: "unknown",
        sureness: "unknown",
        alternatives: [],
        who: "none",
        card: "E00",
      },
      account: null,
      fix: "sendToMaker",
    },
    { product: null },
  ),
  "answer-wrong-account": viewOf(
    {
      ...answer,
      diagnosis: {
        ...guess,
        situation: "wrong_tenant",
        sureness: "proved",
        alternatives: [],
        codes: [50020],
        card: "E06",
      },
      account: longAddress,
      fix: "tryAgain",
    },
    { product: long },
  ),
};
