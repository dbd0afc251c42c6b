import type { ConnectionDetails, ConnectionRow, Timestamp } from "../../bridge/generated/bridge";
import { copy } from "../../copy";

/** What the state of a connection means, what to do now, and who can do it. */
export interface ConnectionMeaning {
  meaning: string;
  next: string;
  who: string | null;
}

const words = copy.connection;

/** The whole message of what is in the way; `null` where one phrase says it all. */
export function messageOf(row: ConnectionRow, now: Timestamp): ConnectionMeaning | null {
  const { status } = row;
  const obstacle = "obstacle" in status ? status.obstacle : null;
  if (obstacle !== null) return copy.obstacles(obstacle, { product: row.product, now });
  return status.kind === "needsAttention" ? { ...words.health[status.health], who: null } : null;
}

/** The text of M2's card. */
export function meaningOf(
  { row, createdAt, updatedAt }: ConnectionDetails,
  now: Timestamp,
): ConnectionMeaning {
  return messageOf(row, now) ?? { ...plainMeaning(row, createdAt === updatedAt, now), who: null };
}

function plainMeaning({ status, group }: ConnectionRow, fresh: boolean, now: Timestamp) {
  if (status.kind === "needsAttention") return words.health[status.health];
  if (status.kind === "credentialEnds" && status.at <= now) return words.ended;
  if (status.kind === "disabled" && fresh) return words.fresh;
  if (status.kind === "enabled" && group === "notChecked") return words.told;
  return words.states[status.kind];
}
