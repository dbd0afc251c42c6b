import type { Obstacle } from "../../bridge/generated/bridge";

/** Whether waiting may mend it. */
export function passesWithTime({ kind }: Obstacle): boolean {
  return kind === "credentialTooNew" || kind === "policyTooNew";
}

/** Whether the rows of the checklist say it already: some permissions are missing, and no more. */
export function isOfRows(obstacle: Obstacle): boolean {
  return obstacle.kind === "permissionsMissing" && !obstacle.noneGranted;
}
