import type { ConnectionRow, Health, Timestamp } from "../../bridge/generated/bridge";
import type { IconName } from "../../components/icons";
import { copy } from "../../copy";

/** How a connection is: an icon, a tone and a phrase. */
export interface ConnectionLook {
  word: string;
  tone: "warn" | "bad" | "none" | "good";
  icon: IconName;
}

const words = copy.connections;

const healthIcons: Record<Health, IconName> = {
  signInAgain: "key-round",
  permissionsMissing: "triangle-alert",
  blocked: "triangle-alert",
  checkFailed: "triangle-alert",
  notChecked: "circle-dashed",
  good: "circle-check",
};

/** What stands in the status column of M1 and on top of M2. */
export function lookOf(row: ConnectionRow, now: Timestamp): ConnectionLook {
  const { status } = row;
  switch (status.kind) {
    case "enabled":
      // A tick that nobody earned is not shown: sign-in at the maker can't be checked.
      return row.group === "notChecked"
        ? { word: words.statuses.told, tone: "none", icon: "circle-dashed" }
        : { word: words.statuses.enabled, tone: "good", icon: "circle-check" };
    case "disabled":
      return { word: words.statuses.disabled, tone: "none", icon: "circle-minus" };
    case "notChecked":
      return { word: words.statuses.notChecked, tone: "none", icon: "circle-dashed" };
    case "needsAttention": {
      const found = status.obstacle;
      const word =
        found === null
          ? words.health[status.health]
          : copy.obstacles(found, { product: row.product, now }).title;
      return { word, tone: "warn", icon: healthIcons[status.health] };
    }
    case "credentialEnds": {
      const when = copy.time.days(status.at, now);
      return status.at <= now
        ? { word: words.statuses.ended[status.credential](when), tone: "bad", icon: "key-round" }
        : { word: words.statuses.ends[status.credential](when), tone: "warn", icon: "key-round" };
    }
    case "waitingForAdmin":
      return { word: words.statuses.waitingForAdmin, tone: "none", icon: "hourglass" };
    case "waitingForMicrosoft":
      return { word: words.statuses.waitingForMicrosoft, tone: "none", icon: "hourglass" };
  }
}

/** What a check found while the connection is off; its status keeps saying that it is off. */
export function foundWhileOff({ status, product }: ConnectionRow, now: Timestamp): string | null {
  if (status.kind !== "disabled" || status.obstacle === null) return null;
  return copy.obstacles(status.obstacle, { product, now }).title;
}
