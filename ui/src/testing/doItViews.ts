import type { BuildCard, BuildState, Screen, View } from "../bridge/generated/bridge";
import { appPermissions, CLIENT, kaltura } from "./ownAppViews";
import { minutesAgo, viewOf } from "./viewOf";

export const buildCard: BuildCard = {
  state: { kind: "review" },
  lines: [
    { write: { kind: "registerApp" }, permission: null, at: null },
    { write: { kind: "addToOrganization" }, permission: null, at: null },
    ...appPermissions.map((one) => ({
      write: { kind: "grant" as const, value: one.value },
      permission: one,
      at: null,
    })),
    { write: { kind: "makeSecret" }, permission: null, at: null },
  ],
  asks: ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "User.Read"],
  name: "Kaltura Teams Integration",
  credential: "secret",
  kept: "keychain",
  hasChoice: false,
  days: 365,
  account: null,
  organization: null,
  clientId: null,
  written: 0,
};

/** "Do it for me" with the first lines written. */
export function buildAt(
  state: BuildState,
  written: number,
  changes: Partial<BuildCard> = {},
): Extract<Screen, { kind: "doItForMe" }> {
  const signedIn = state.kind !== "review";
  return {
    kind: "doItForMe",
    card: {
      ...buildCard,
      state,
      lines: buildCard.lines.map((line, index) => ({ ...line, at: index < written ? minutesAgo(1) : null })),
      account: signedIn ? "grace@brightwater.example" : null,
      organization: signedIn ? "Brightwater" : null,
      clientId: written > 0 ? CLIENT : null,
      written,
      ...changes,
    },
  };
}

const of = (screen: Screen, overrides: Partial<View> = {}) =>
  viewOf(screen, { product: kaltura, ...overrides });

const MADE = 3;
const ALL = buildCard.lines.length;

/** Usher sets up an app of one's own: R0. */
export const doItViews: Record<string, View> = {
  "do-it-review": of(buildAt({ kind: "review" }, 0, { hasChoice: true })),
  "do-it-ready": of(buildAt({ kind: "ready" }, 0)),
  "do-it-ready-again": of(buildAt({ kind: "ready" }, MADE)),
  "do-it-ready-all": of(buildAt({ kind: "ready" }, ALL)),
  "do-it-writing": of(buildAt({ kind: "writing" }, MADE), { canGoBack: false }),
  "do-it-stopped": of(buildAt({ kind: "stopped", why: { kind: "notAllowed" } }, MADE)),
  "do-it-stopped-offline": of(
    buildAt({ kind: "stopped", why: { kind: "problem", problem: { code: "offline" } } }, MADE),
  ),
  "do-it-stopped-signed-out": of(
    buildAt({ kind: "stopped", why: { kind: "signedOut" } }, MADE, { account: null }),
  ),
  "do-it-stopped-refused": of(
    buildAt({ kind: "stopped", why: { kind: "refused", situation: "mfa_or_policy_block" } }, 0, {
      account: null,
    }),
  ),
  "do-it-stopped-taking-back": of(
    buildAt({ kind: "stopped", why: { kind: "takingBack" } }, ALL, { account: null }),
  ),
  "do-it-written": of(buildAt({ kind: "written" }, ALL)),
  "do-it-written-signed-out": of(buildAt({ kind: "written" }, ALL, { account: null })),
  "do-it-undoing": of(buildAt({ kind: "undoing" }, ALL), { canGoBack: false }),
  "do-it-undone": of(buildAt({ kind: "undone" }, 0)),
};
