import type { ChecklistRow, Screen } from "../../bridge/generated/bridge";
import { copy } from "../../copy";

const names = (rows: readonly ChecklistRow[]) => rows.map((row) => row.permission.name);

/** K1's summary for a helpdesk, at most twelve lines; masked where details are hidden. */
export function summaryOf(
  screen: Extract<Screen, { kind: "checklist" }>,
  product: string,
  sessionCode: string,
  masked: boolean,
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
    nextBy: nextBy(missing),
  });
}

function nextBy(missing: readonly ChecklistRow[]): "you" | "admin" | "noOne" {
  if (missing.length === 0) return "noOne";
  return missing.some((row) => row.permission.adminLikely) ? "admin" : "you";
}
