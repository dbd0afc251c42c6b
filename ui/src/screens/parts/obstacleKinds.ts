import type { Obstacle } from "../../bridge/generated/bridge";

const waiting: ReadonlySet<Obstacle["kind"]> = new Set([
  "appTooNew",
  "credentialTooNew",
  "approvalTooNew",
  "policyTooNew",
]);

/** Whether waiting may mend it. */
export function passesWithTime({ kind }: Obstacle): boolean {
  return waiting.has(kind);
}

/** Whether the rows of the checklist say it already: some permissions are missing, and no more. */
export function isOfRows(obstacle: Obstacle): boolean {
  return obstacle.kind === "permissionsMissing" && !obstacle.noneGranted;
}
