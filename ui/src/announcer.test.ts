import { beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "./announcer.svelte";

describe("the polite live region", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("speaks the first message at once", () => {
    const announcer = new Announcer();

    announcer.say("1 permission approved.");

    expect(announcer.polite).toBe("1 permission approved.");
  });

  it("joins what comes within five seconds into one message", () => {
    const announcer = new Announcer();

    announcer.say("Started.");
    announcer.say("3 permissions approved.");
    announcer.say("5 to go.");
    expect(announcer.polite).toBe("Started.");
    vi.advanceTimersByTime(5_000);

    expect(announcer.polite).toBe("3 permissions approved. 5 to go.");
  });

  it("says the same thing only once while it waits", () => {
    const announcer = new Announcer();

    announcer.say("Started.");
    announcer.say("Still waiting.");
    announcer.say("Still waiting.");
    vi.advanceTimersByTime(5_000);

    expect(announcer.polite).toBe("Still waiting.");
  });

  it("says the same thing again, from an empty region", () => {
    const announcer = new Announcer();
    announcer.say("Copied.");
    vi.advanceTimersByTime(10_000);

    announcer.say("Copied.");
    expect(announcer.polite).toBe("");
    vi.advanceTimersByTime(50);

    expect(announcer.polite).toBe("Copied.");
  });

  it("speaks at once again after a silence", () => {
    const announcer = new Announcer();
    announcer.say("Started.");
    vi.advanceTimersByTime(10_000);

    announcer.say("Done.");

    expect(announcer.polite).toBe("Done.");
  });
});
