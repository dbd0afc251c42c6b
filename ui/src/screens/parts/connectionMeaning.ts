import type {
  ConnectionDetails,
  ConnectionRow,
  ConnectionStatus,
  Obstacle,
  Timestamp,
} from "../../bridge/generated/bridge";
import { copy } from "../../copy";

/** What the state of a connection means, what to do now, and who can do it. */
export interface ConnectionMeaning {
  meaning: string;
  next: string;
  who: string | null;
}

type InTheWay =
  | Extract<ConnectionStatus, { kind: "needsAttention" | "waitingForMicrosoft" }>
  | { kind: "disabled"; obstacle: Obstacle };
type Plain = Exclude<ConnectionStatus, { kind: "needsAttention" | "waitingForMicrosoft" }>;

const words = copy.connection;

/** The whole message of what is in the way; `null` where one phrase says it all. */
export function messageOf({ status, product }: ConnectionRow, now: Timestamp): ConnectionMeaning | null {
  return isInTheWay(status) ? meaningOfWay(status, product, now) : null;
}

/** The text of M2's card. */
export function meaningOf(
  { row: { status, product, group }, createdAt, updatedAt }: ConnectionDetails,
  now: Timestamp,
): ConnectionMeaning {
  if (isInTheWay(status)) return meaningOfWay(status, product, now);
  return { ...plainMeaning(status, { group, fresh: createdAt === updatedAt, now }), who: null };
}

/** What is wrong is so too while the connection is off. */
function isInTheWay(status: ConnectionStatus): status is InTheWay {
  if (status.kind === "disabled") return status.obstacle !== null;
  return status.kind === "needsAttention" || status.kind === "waitingForMicrosoft";
}

function meaningOfWay(status: InTheWay, product: string, now: Timestamp): ConnectionMeaning {
  const wordsOf = (obstacle: Obstacle) => copy.obstacles(obstacle, { product, now });
  if (status.kind !== "needsAttention") return wordsOf(status.obstacle);
  return status.obstacle === null ? words.health[status.health] : wordsOf(status.obstacle);
}

interface PlainFacts {
  group: ConnectionRow["group"];
  fresh: boolean;
  now: Timestamp;
}

function plainMeaning(status: Plain, { group, fresh, now }: PlainFacts) {
  if (status.kind === "credentialEnds" && status.at <= now) return words.ended;
  if (status.kind === "disabled" && fresh) return words.fresh;
  if (status.kind === "enabled" && group === "notChecked") return words.told;
  return words.states[status.kind];
}
