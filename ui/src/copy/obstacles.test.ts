import { describe, expect, it } from "vitest";
import type { Obstacle } from "../bridge/generated/bridge";
import { copy } from ".";

const now = new Date(2026, 10, 22, 10, 12).getTime();
const at = new Date(2026, 10, 22, 10, 42).getTime();
const wordsOf = (obstacle: Obstacle) => copy.obstacles(obstacle, { product: "Kaltura", now });

const missing = ["OnlineMeetings.Read.All", "User.ReadBasic.All"];

const all: Obstacle[] = [
  { kind: "organizationNotFound" },
  { kind: "appNotFound" },
  { kind: "appDisabled" },
  { kind: "secretWrong" },
  { kind: "secretEnded", at },
  { kind: "secretEnded", at: null },
  { kind: "appTooNew" },
  { kind: "approvalTooNew", values: ["User.Read.All"] },
  { kind: "credentialTooNew" },
  { kind: "certificateNotFound" },
  { kind: "nothingKept" },
  { kind: "permissionsMissing", values: missing, noneGranted: false },
  { kind: "permissionsMissing", values: missing, noneGranted: true },
  { kind: "accessDenied", values: missing },
  { kind: "policyMissing" },
  { kind: "policyTooNew", until: at },
  { kind: "ownPolicy", refused: 2, tried: 10 },
  { kind: "paymentRequired" },
  { kind: "refused", situation: "user_blocked" },
  { kind: "couldNotCheck", problem: { code: "offline" } },
];

describe("what is in the way of an app", () => {
  it.each(all)("has a title, a meaning, a next act and who can do it: $kind", (obstacle) => {
    const words = wordsOf(obstacle);

    expect(Object.values(words).every((text) => text.trim() !== "")).toBe(true);
    expect(all.filter((other) => wordsOf(other).meaning === words.meaning)).toHaveLength(1);
  });

  it.each<[Obstacle, RegExp]>([
    [{ kind: "secretEnded", at }, /November 22, 2026/],
    [{ kind: "policyTooNew", until: at }, /10:42/],
    [{ kind: "permissionsMissing", values: missing, noneGranted: false }, /OnlineMeetings.Read.All and User/],
    [{ kind: "ownPolicy", refused: 2, tried: 10 }, /2 of the 10 people/],
  ])("names its facts: $kind", (obstacle, text) => {
    expect(wordsOf(obstacle).meaning).toMatch(text);
  });
});
