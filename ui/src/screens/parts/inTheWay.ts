import type { Obstacle, Screen } from "../../bridge/generated/bridge";
import { isOfRows, passesWithTime } from "./obstacleKinds";

/** What is in the way of a green checklist, and whether Usher can lead to where it is mended. */
export interface InTheWay {
  /** To be said above the rows; `null` where the rows, or the failed check, say it. */
  note: Obstacle | null;
  canFix: boolean;
  /** The sign-in ran out, so that mending is signing in again. */
  ranOut: boolean;
}

export function inTheWay({ obstacle, problem, rows }: Extract<Screen, { kind: "checklist" }>): InTheWay {
  const couldNot = obstacle?.kind === "couldNotCheck";
  const saidBelow = obstacle === null || isOfRows(obstacle) || (couldNot && problem !== null);
  const canMend = obstacle !== null && !couldNot && !passesWithTime(obstacle);
  return {
    note: saidBelow ? null : obstacle,
    canFix: rows.some(({ state }) => state === "missing") || canMend,
    ranOut: problem?.code === "signInRanOut",
  };
}
