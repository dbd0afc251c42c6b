import type {
  ChecklistRow,
  ConnectionDetails,
  ConnectionGroup,
  ConnectionRow,
  ConnectionStatus,
  FormField,
  HandedStep,
  PermissionLine,
  Screen,
  SetupStep,
  TimelineEntry,
  View,
} from "../bridge/generated/bridge";
import { checklist, connections, request } from "./moreViews";
import { claras, minutesAgo, viewOf } from "./viewOf";
import { waiting } from "./views";

type Of<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

const DAY = 24 * 60;
export const CLIENT = "7a1e5c3b-2f64-4d0a-9b1e-5d2c8f0a6b01";
export const TENANT = "b51d7e2a-4c0f-4a6e-8f3b-1c9d0e7a5f21";
const kaltura = { ...claras, id: "kaltura", name: "Kaltura", vendor: "Kaltura" };

function asked(value: string, name: string, reason: string): PermissionLine {
  return { value, name, reason, kind: "application", feature: null, adminLikely: true };
}

const asksFor: PermissionLine[] = [
  asked("OnlineMeetingRecording.Read.All", "Read all recordings of meetings", "To copy the recordings."),
  asked("OnlineMeetings.Read.All", "Read online meeting details", "To see who took part."),
  asked("OnlineMeetingTranscript.Read.All", "Read all transcripts of meetings", "To upload the transcript."),
  asked("User.ReadBasic.All", "Read all users' basic profiles", "To find the user for each person."),
];

export const appRows: ChecklistRow[] = asksFor.map((permission) => ({
  permission,
  state: "granted",
  source: "token",
  covers: "everyone",
  checkedAt: minutesAgo(1),
}));

/** K1 of an app. */
export const appChecklist: Of<"checklist"> = {
  ...checklist,
  connection: "e5",
  account: "Kaltura Teams Integration",
  rows: appRows,
  extra: [],
};

export const waitingForTeams: Of<"checklist"> = {
  ...appChecklist,
  rows: appRows.map((row, index) =>
    index < 2 ? { ...row, state: "waiting", source: "graph", covers: "not_known" } : row,
  ),
  obstacle: { kind: "policyTooNew", until: minutesAgo(-20) },
  nextAt: minutesAgo(-5),
};

export const appRow: ConnectionRow = {
  id: "e5",
  product: "Kaltura",
  holder: { kind: "app", name: "Kaltura Teams Integration" },
  organization: "Brightwater",
  group: "good",
  status: { kind: "enabled" },
  checkedAt: minutesAgo(30),
};

const timeline: TimelineEntry[] = [
  { at: minutesAgo(30), what: { kind: "found", health: "good" } },
  { at: minutesAgo(3 * DAY), what: { kind: "newCredential", credential: "secret" } },
  { at: minutesAgo(5 * DAY), what: { kind: "found", health: "blocked" } },
  { at: minutesAgo(40 * DAY), what: { kind: "turnedOn" } },
  { at: minutesAgo(40 * DAY), what: { kind: "made" } },
  { at: minutesAgo(40 * DAY), what: { kind: "appRegistered" } },
];

function field(id: string, label: string, value: FormField["value"]): FormField {
  return {
    id,
    label,
    help: null,
    section: null,
    form: { kind: "text" },
    required: false,
    value,
    problem: null,
  };
}

export const details: ConnectionDetails = {
  row: appRow,
  enabled: true,
  clientId: CLIENT,
  tenant: TENANT,
  createdAt: minutesAgo(40 * DAY),
  updatedAt: minutesAgo(3 * DAY),
  kept: "keychain",
  credential: { kind: "secret", hint: "x7Q", madeAt: minutesAgo(40 * DAY), endsAt: minutesAgo(-300 * DAY) },
  features: [],
  settings: [
    field("name", "Name", "Kaltura Teams Integration"),
    field("categories", "Publish to categories", ["Town halls", "Training"]),
    field("transcription", "Teams transcription", true),
    field("postfix", "Postfix", ""),
  ],
  granted: 4,
  asked: 4,
  checking: false,
  problem: null,
  secretCopied: false,
  removePath: ["KMC", "Settings icon", "Integration", "Teams integration", "Three dots", "Disable", "Delete"],
  timeline,
};

/** M2 with some of its facts changed. */
export function detailsWith(changes: Partial<ConnectionDetails>): Of<"connection"> {
  return { kind: "connection", details: { ...details, ...changes } };
}

/** M2 in one state. */
export function inState(group: ConnectionGroup, status: ConnectionStatus): Of<"connection"> {
  return detailsWith({ row: { ...appRow, group, status }, enabled: status.kind !== "disabled" });
}

export const personDetails: Of<"connection"> = detailsWith({
  row: {
    ...appRow,
    product: "Claras",
    holder: { kind: "person", account: "ana@brightwater.example" },
    group: "needsYou",
    status: { kind: "needsAttention", health: "signInAgain", obstacle: null },
  },
  credential: null,
  settings: [],
  secretCopied: false,
  removePath: [],
});

const kinds: [ConnectionGroup, ConnectionStatus][] = [
  ["needsYou", { kind: "needsAttention", health: "blocked", obstacle: { kind: "policyMissing" } }],
  ["waiting", { kind: "waitingForAdmin", askedAt: minutesAgo(DAY) }],
  ["notChecked", { kind: "notChecked" }],
  ["good", { kind: "enabled" }],
  ["turnedOff", { kind: "disabled", obstacle: null }],
];

/** M1 of a large company: half people, half apps, in the engine's order. */
/** What was left before its end: by hand, and by Usher. */
export const drafts: Of<"connections">["drafts"] = [
  {
    id: "f1",
    product: "Kaltura",
    name: "Kaltura Teams Integration",
    organization: "Brightwater",
    at: { kind: "step", step: "makeCredential" },
  },
  {
    id: "f2",
    product: "Teams devices",
    name: "Devices of the meeting rooms",
    organization: null,
    at: { kind: "writing", written: 3, writes: 9 },
  },
];

export function manyConnections(count: number): Of<"connections"> {
  const rows = kinds.flatMap(([group, status], kind) =>
    Array.from({ length: count / kinds.length }, (_, index): ConnectionRow => {
      const number = kind * (count / kinds.length) + index;
      const holder: ConnectionRow["holder"] =
        index % 2 === 0
          ? { kind: "app", name: `Kaltura ${number}` }
          : { kind: "person", account: `person${number}@brightwater.example` };
      return { ...appRow, id: `many-${number}`, holder, group, status };
    }),
  );
  return { ...connections, rows };
}

const commands = [
  "Connect-MicrosoftTeams",
  "Get-CsApplicationAccessPolicy",
  `New-CsApplicationAccessPolicy -Identity "Kaltura" -AppIds "${CLIENT}"`,
  'Grant-CsApplicationAccessPolicy -PolicyName "Kaltura" -Global',
];

/** H1 that hands one step over. */
export function handing(step: SetupStep, changes: Partial<HandedStep> = {}): Of<"askYourAdmin"> {
  return {
    kind: "askYourAdmin",
    request: {
      ...request,
      clientId: CLIENT,
      link: null,
      linkHost: null,
      qr: null,
      permissions: asksFor,
      ways: ["ownApp"],
      step: {
        step,
        appName: "Kaltura Teams Integration",
        role: "appAdmin",
        credential: "secret",
        commands: [],
        ...changes,
      },
    },
  };
}

export const handingTeams = handing("teamsPolicy", { role: "teamsAdmin", commands });

const app = { product: kaltura };
const long = "Recordings of all town halls, training days and customer meetings of every region";

/** What is kept: M1, M2, K1 of an app, and messages that hand a step over. */
export const keepingViews: Record<string, View> = {
  "connections-drafts": viewOf({ ...connections, drafts }, { product: null }),
  "connections-many": viewOf(manyConnections(1000), { product: null }),
  connection: viewOf(detailsWith({}), app),
  "connection-new": viewOf(
    detailsWith({
      row: { ...appRow, group: "turnedOff", status: { kind: "disabled", obstacle: null }, checkedAt: null },
      enabled: false,
      updatedAt: details.createdAt,
    }),
    app,
  ),
  "connection-ends": viewOf(
    inState("needsYou", {
      kind: "credentialEnds",
      days: 12,
      at: minutesAgo(-12 * DAY),
      credential: "secret",
    }),
    app,
  ),
  "connection-blocked": viewOf(
    inState("needsYou", { kind: "needsAttention", health: "blocked", obstacle: { kind: "policyMissing" } }),
    app,
  ),
  "connection-off-wrong": viewOf(
    inState("turnedOff", { kind: "disabled", obstacle: { kind: "secretWrong" } }),
    app,
  ),
  "connection-certificate": viewOf(
    detailsWith({
      row: { ...appRow, holder: { kind: "app", name: long } },
      credential: {
        kind: "certificate",
        thumbprint: "0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C",
        madeAt: minutesAgo(DAY),
        endsAt: minutesAgo(-364 * DAY),
      },
      features: ["Smart Buildings"],
      checking: true,
    }),
    app,
  ),
  "connection-person": viewOf(personDetails),
  "connection-problem": viewOf(detailsWith({ problem: { code: "keychainLocked" } }), app),
  "checklist-app": viewOf(appChecklist, app),
  "checklist-app-waiting": viewOf(waitingForTeams, app),
  "checklist-app-off": viewOf({ ...waitingForTeams, turnedOff: true }, app),
  "checklist-app-ended": viewOf(
    {
      ...appChecklist,
      rows: appRows.map((row) => ({
        ...row,
        state: "check_failed",
        source: "not_checked",
        covers: "not_known",
      })),
      obstacle: { kind: "secretEnded", at: minutesAgo(3 * DAY) },
    },
    app,
  ),
  "hand-over-register": viewOf(handing("registerApp"), app),
  "hand-over-teams": viewOf(handingTeams, app),
  "waiting-register": viewOf({ ...waiting, aim: "register" }, app),
};
