import { describe, expect, it } from "vitest";
import { timesOf } from "./time";

const time = timesOf("en-GB", {
  at: (day, clock) => `${day} at ${clock}`,
  on: (day) => `on ${day}`,
});
const at = (text: string) => new Date(text).getTime();
const now = at("2026-11-22T10:42:00");

describe("times", () => {
  it.each([
    ["2026-11-22T09:15:00", "today at 9:15"],
    ["2026-11-21T23:59:00", "yesterday at 23:59"],
    ["2026-11-19T16:20:00", "Thursday at 16:20"],
    ["2026-11-02T16:20:00", "2 November 2026 at 16:20"],
  ])("names the day of %s as people do", (then, expected) => {
    expect(time.at(at(then), now)).toBe(expected);
  });

  it("needs no day for a time of today", () => {
    expect(time.short(at("2026-11-22T09:15:00"), now)).toBe("9:15");
    expect(time.short(at("2026-11-21T09:15:00"), now)).toBe("yesterday");
  });

  it.each([
    ["2026-11-22T09:15:00", "today", "today"],
    ["2026-11-16T09:15:00", "on Monday", "6 days ago"],
    ["2026-11-02T16:20:00", "on 2 November 2026", "20 days ago"],
    ["2026-11-23T01:00:00", "tomorrow", "tomorrow"],
    ["2026-12-04T10:42:00", "on 4 December 2026", "in 12 days"],
  ])("tells of %s on which day it is, and how far that is", (then, on, days) => {
    expect(time.on(at(then), now)).toBe(on);
    expect(time.days(at(then), now)).toBe(days);
  });
});
