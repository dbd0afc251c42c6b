import type { Timestamp } from "../bridge/generated/bridge";

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** Times of one language. `joined` puts a day and a clock time together in that language's way. */
export function timesOf(language: string, joined: (day: string, clock: string) => string) {
  const clockFormat = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const dateFormat = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
  const weekdayFormat = new Intl.DateTimeFormat(language, { weekday: "long" });
  const nearby = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

  const clock = (at: Timestamp) => clockFormat.format(at);

  /** "today", "yesterday", "Monday" within a week, else the date. */
  const day = (at: Timestamp, now: Timestamp) => {
    const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
    if (Math.abs(days) <= 1) return nearby.format(days, "day");
    return Math.abs(days) < WEEK_DAYS ? weekdayFormat.format(at) : dateFormat.format(at);
  };

  return {
    /** "10:42". */
    clock,
    day,
    /** "today at 10:42". */
    at: (at: Timestamp, now: Timestamp) => joined(day(at, now), clock(at)),
    /** "10:42" today, else the day. */
    short: (at: Timestamp, now: Timestamp) => (startOfDay(at) === startOfDay(now) ? clock(at) : day(at, now)),
    /** "22 November 2026". */
    date: (at: Timestamp) => dateFormat.format(at),
  };
}

function startOfDay(at: Timestamp): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
