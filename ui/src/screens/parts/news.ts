import type { Screen } from "../../bridge/generated/bridge";

/** What is worth saying when it changes in K1: which permissions are approved. `null` before there are rows. */
export function newsOf(screen: Extract<Screen, { kind: "checklist" }>): string | null {
  if (screen.rows.length === 0) return null;
  if (screen.problem !== null) return screen.problem.code;
  const granted = screen.rows.filter((row) => row.state === "granted");
  return granted
    .map(({ permission }) => permission.kind + permission.value)
    .sort()
    .join(" ");
}
