import { describe, expect, it } from "vitest";
import { timesOf } from "./time";

const time = timesOf("en-GB", (day, clock) => `${day} at ${clock}`);
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
});
