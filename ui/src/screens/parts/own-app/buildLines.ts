import type { BuildCard, BuildLine } from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";

/** One write in plain words. */
export function lineText({ write, permission }: BuildLine, card: BuildCard): string {
  const value = write.kind === "grant" ? write.value : "";
  return copy.doingIt.line(write.kind, {
    app: card.name,
    permission: permission?.name ?? value,
    days: card.days,
  });
}

/** What Microsoft calls it. */
export function technicalText({ write }: BuildLine): string {
  const name = copy.doingIt.technical(write.kind);
  return write.kind === "grant" ? `${name}: ${write.value}` : name;
}
