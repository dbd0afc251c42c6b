import type { ChecklistRow, Screen, Timestamp } from "../../bridge/generated/bridge";
import { copy } from "../../copy";
import { passesWithTime } from "./obstacleKinds";

const names = (rows: readonly ChecklistRow[]) => rows.map((row) => row.permission.name);

/** Whose summary it is, and when. */
export interface SummaryPlace {
  product: string;
  sessionCode: string;
  masked: boolean;
  now: Timestamp;
}

/** K1's summary for a helpdesk, at most twelve lines; masked where details are hidden. */
export function summaryOf(
  screen: Extract<Screen, { kind: "checklist" }>,
  { product, sessionCode, masked, now }: SummaryPlace,
): string {
  const granted = screen.rows.filter((row) => row.state === "granted");
  const missing = screen.rows.filter((row) => row.state === "missing");
  const open = screen.rows.filter((row) => row.state !== "granted" && row.state !== "missing");
  const checkedAt = Math.max(...screen.rows.map((row) => row.checkedAt ?? 0));

  return copy.summary({
    product,
    account: masked ? copy.shell.hidden : screen.account,
    step: copy.shell.stepCodes.checklist,
    session: sessionCode,
    granted: granted.length,
    count: screen.rows.length,
    checkedAt: checkedAt > 0 ? `${copy.time.date(checkedAt)}, ${copy.time.clock(checkedAt)}` : null,
    missing: names(missing),
    open: names(open),
    problem: screen.problem === null ? null : copy.problemWords(screen.problem).title,
    obstacle: screen.obstacle === null ? null : copy.obstacles(screen.obstacle, { product, now }).title,
    nextBy: nextBy(screen, missing),
  });
}

function nextBy(
  { obstacle }: Extract<Screen, { kind: "checklist" }>,
  missing: readonly ChecklistRow[],
): "you" | "admin" | "microsoft" | "noOne" {
  if (obstacle !== null) return passesWithTime(obstacle) ? "microsoft" : "admin";
  if (missing.length === 0) return "noOne";
  return missing.some((row) => row.permission.adminLikely) ? "admin" : "you";
}
