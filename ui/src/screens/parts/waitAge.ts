import type { AskedHow, Timestamp } from "../../bridge/generated/bridge";
import type { copy } from "../../copy";

/** How long an answer has been out: it picks the words that lead C9. */
export type WaitAge = keyof typeof copy.waitingForAdmin.leads;

const DAY_MS = 86_400_000;
/** From here on a reminder is no nuisance. */
const UNANSWERED_DAYS = 3;
/** How long Microsoft keeps a request where an organization follows the usual advice (`entra-consent.md` 5.5). */
const OUTDATED_DAYS = 30;

/** Whole days since the admin was asked. */
export function daysSince(askedAt: Timestamp, now: Timestamp): number {
  return Math.max(0, Math.floor((now - askedAt) / DAY_MS));
}

/** A message never gets too old; a request on the Microsoft page does. */
export function waitAge(how: AskedHow, days: number): WaitAge {
  if (how === "microsoftRequest" && days >= OUTDATED_DAYS) return "outdated";
  return days >= UNANSWERED_DAYS ? "unanswered" : "fresh";
}
