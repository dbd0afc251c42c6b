import type { Timestamp } from "../bridge/generated/bridge";

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** How one language puts the parts of a time together. */
export interface TimeWords {
  /** "today at 10:42". */
  at: (day: string, clock: string) => string;
  /** "on Monday". */
  on: (day: string) => string;
}

/** Times of one language. */
export function timesOf(language: string, words: TimeWords) {
  const clockFormat = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const dateFormat = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
  const weekdayFormat = new Intl.DateTimeFormat(language, { weekday: "long" });
  const nearby = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

  const clock = (at: Timestamp) => clockFormat.format(at);

  /** "today", "yesterday", "Monday" within a week, else the date. */
  const day = (at: Timestamp, now: Timestamp) => {
    const days = daysBetween(now, at);
    if (Math.abs(days) <= 1) return nearby.format(days, "day");
    return Math.abs(days) < WEEK_DAYS ? weekdayFormat.format(at) : dateFormat.format(at);
  };

  return {
    /** "10:42". */
    clock,
    day,
    /** "today", "on Monday". */
    on: (at: Timestamp, now: Timestamp) =>
      Math.abs(daysBetween(now, at)) <= 1 ? day(at, now) : words.on(day(at, now)),
    /** "in 12 days", "tomorrow", "3 days ago". */
    days: (at: Timestamp, now: Timestamp) => nearby.format(daysBetween(now, at), "day"),
    /** "today at 10:42". */
    at: (at: Timestamp, now: Timestamp) => words.at(day(at, now), clock(at)),
    /** "10:42" today, else the day. */
    short: (at: Timestamp, now: Timestamp) => (startOfDay(at) === startOfDay(now) ? clock(at) : day(at, now)),
    /** "22 November 2026". */
    date: (at: Timestamp) => dateFormat.format(at),
  };
}

function daysBetween(from: Timestamp, to: Timestamp): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS);
}

function startOfDay(at: Timestamp): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
