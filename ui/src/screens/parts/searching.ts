import type { ConnectionRow } from "../../bridge/generated/bridge";
import { copy } from "../../copy";

const lower = (text: string) => text.toLocaleLowerCase(copy.language);

/** The rows that hold every word of `query` in their product, account, name or organization. */
export function matching(rows: readonly ConnectionRow[], query: string): readonly ConnectionRow[] {
  const asked = lower(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  if (asked.length === 0) return rows;
  return rows.filter((row) => {
    const text = lower([row.product, nameOf(row), row.organization ?? ""].join(" "));
    return asked.every((word) => text.includes(word));
  });
}

/** The person's account, or the name of the app's connection. */
export function nameOf({ holder }: ConnectionRow): string {
  return holder.kind === "person" ? holder.account : holder.name;
}
