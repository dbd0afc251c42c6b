import type { ApprovalLine, FilePreview, Risk, Screen, TooBroad, View } from "../bridge/generated/bridge";
import { viewOf } from "./viewOf";
import { permissions } from "./views";

type Of<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

const alone = { product: null };
const risks: Risk[] = ["critical", "high", "high", "medium", "low"];
const tooBroad: TooBroad[][] = [
  [{ kind: "writeWhereReadExists", narrower: "Calendars.Read" }, { kind: "unused" }],
  [{ kind: "applicationWhereDelegatedExists", narrower: "OnlineMeetingRecording.Read.All" }],
];

const lines: ApprovalLine[] = permissions.map((permission, index) => ({
  permission: index === 0 ? { ...permission, kind: "application", reason: "" } : permission,
  risk: risks[index] ?? "low",
  tooBroad: tooBroad[index] ?? [],
}));

export const file: FilePreview = {
  name: "Larkspur Notes",
  vendor: "Larkspur",
  purpose: "Meeting notes from Teams",
  version: "1.4",
  origin: { kind: "unsigned" },
  clientId: "00000000-0000-4000-8000-00000000a1b2",
  hosts: ["help.larkspur.example", "larkspur.example"],
  lines,
  risk: "critical",
  changes: [],
  stop: { domain: null, mistyped: false },
};

export const setupFile: Of<"setupFile"> = { kind: "setupFile", file };

export const changedFile: FilePreview = {
  ...file,
  changes: [
    { kind: "origin", before: { kind: "signed", domain: "larkspur.example" } },
    { kind: "olderVersion", before: "1.10" },
    { kind: "clientId", before: "00000000-0000-4000-8000-00000000c3d4" },
    { kind: "permissionAdded", value: "Mail.ReadWrite" },
    { kind: "permissionRemoved", value: "Chat.Read" },
    { kind: "hostAdded", host: "xn--lrkspur-9xa.example" },
  ],
};

export const setupFileRefused: Of<"setupFileRefused"> = {
  kind: "setupFileRefused",
  refusal: {
    kind: "wrong",
    faults: [
      { line: 3, field: "sign_in.start_url" },
      { line: 12, field: "permissions[1].value" },
    ],
  },
};

/** A setup file before it is used, and one that can't be. */
export const fileViews: Record<string, View> = {
  "setup-file": viewOf(setupFile, alone),
  "setup-file-changed": viewOf({ ...setupFile, file: changedFile }, alone),
  "setup-file-mistyped": viewOf(
    { ...setupFile, file: { ...file, stop: { domain: null, mistyped: true } } },
    alone,
  ),
  "setup-file-signed": viewOf(
    {
      ...setupFile,
      file: {
        ...file,
        name: "Larkspur Meeting Notes and Recordings for Distributed Teams",
        vendor: "Larkspur Collaborative Software International",
        origin: { kind: "signed", domain: "larkspur.example" },
        clientId: null,
        hosts: [],
        lines: lines.slice(3),
        risk: "medium",
        stop: null,
      },
    },
    alone,
  ),
  "setup-file-refused": viewOf(setupFileRefused, alone),
  "setup-file-refused-signature": viewOf({ ...setupFileRefused, refusal: { kind: "badSignature" } }, alone),
};
