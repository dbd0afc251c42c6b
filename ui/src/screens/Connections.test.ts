import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ConnectionRow, ConnectionStatus } from "../bridge/generated/bridge";
import { expectNoViolations } from "../testing/axe";
import { appChecklist, appRow, detailsWith, drafts, manyConnections } from "../testing/keepingViews";
import { connections } from "../testing/moreViews";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";
import { start } from "../testing/views";

const alone = { product: null };
const DAY = 24 * 60;
const many = manyConnections(1000);

const opens = () => screen.queryAllByRole("button", { name: /Whole organization|@brightwater/ });

async function showRow(changes: Partial<ConnectionRow>) {
  return show({ ...connections, rows: [{ ...appRow, ...changes }] }, alone);
}

describe("M1 Your connections", () => {
  it("puts what needs the person first", async () => {
    await show(connections, alone);

    const groups = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
    expect(groups.slice(0, 5)).toEqual([
      "Needs you",
      "Waiting for others",
      "Not checked",
      "All good",
      "Turned off",
    ]);
    await expectNoViolations();
  });

  it("lists what is not finished first, and goes on with it", async () => {
    const { intents, user } = await show({ ...connections, drafts }, alone);

    const groups = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
    expect(groups[0]).toBe("Not finished");
    expect(screen.getByRole("button", { name: /Teams devices.*Usher wrote 3 of 9/ })).toBeDefined();
    await user.click(screen.getByRole("button", { name: /Kaltura.*Next: Secret or certificate/ }));

    expect(intents).toEqual([{ kind: "resumeSetup", setup: "f1" }]);
    await expectNoViolations();
  });

  it("is not empty with something that is not finished", async () => {
    await show({ ...connections, rows: [], drafts }, alone);

    expect(screen.getByRole("heading", { level: 1, name: "Your connections" })).toBeDefined();
    expect(screen.queryByText("No connections yet")).toBeNull();
  });

  it("opens a connection", async () => {
    const { intents, user } = await show(connections, alone);

    await user.click(screen.getByRole("button", { name: /Chronus scheduler@brightwater.example/ }));

    expect(intents).toEqual([{ kind: "openConnection", connection: "d4" }]);
  });

  it("says of an app that it is for the whole organization", async () => {
    await showRow({});

    expect(
      screen.getByRole("button", { name: /Kaltura Teams Integration.*Brightwater.*Whole organization/ }),
    ).toBeDefined();
  });

  it.each<[string, ConnectionStatus]>([
    ["Connected", { kind: "enabled" }],
    ["Turned off", { kind: "disabled", obstacle: null }],
    ["Not checked", { kind: "notChecked" }],
    ["Sign in again", { kind: "needsAttention", health: "signInAgain", obstacle: null }],
    ["Kept out by Microsoft", { kind: "needsAttention", health: "blocked", obstacle: null }],
    [
      "The secret does not match",
      { kind: "needsAttention", health: "blocked", obstacle: { kind: "secretWrong" } },
    ],
    [
      "Secret ends in 12 days",
      { kind: "credentialEnds", days: 12, at: minutesAgo(-12 * DAY), credential: "secret" },
    ],
    [
      "Secret ended 3 days ago",
      { kind: "credentialEnds", days: -3, at: minutesAgo(3 * DAY), credential: "secret" },
    ],
    ["Waiting for admin", { kind: "waitingForAdmin", askedAt: minutesAgo(DAY) }],
    [
      "Waiting for Microsoft",
      { kind: "waitingForMicrosoft", obstacle: { kind: "policyTooNew", until: minutesAgo(-20) } },
    ],
  ])("says “%s” in words", async (words, status) => {
    await showRow({ status });

    expect(screen.getByText(words)).toBeDefined();
  });

  it("keeps saying that it is off, and tells beside it what is wrong", async () => {
    await showRow({ status: { kind: "disabled", obstacle: { kind: "secretWrong" } } });

    expect(screen.getByText("Turned off")).toBeDefined();
    const id = screen.getByRole("button", { name: /Kaltura/ }).getAttribute("aria-describedby") ?? "";
    expect(document.getElementById(id)?.textContent).toMatch(/^The secret does not match\./);
  });

  it("says when the admin was asked", async () => {
    await showRow({ status: { kind: "waitingForAdmin", askedAt: minutesAgo(DAY) } });

    expect(screen.getByText("Asked yesterday")).toBeDefined();
  });

  it("shows no tick for what only the person can know", async () => {
    await showRow({ group: "notChecked", status: { kind: "enabled" } });

    expect(screen.getByText("You told us")).toBeDefined();
    expect(screen.queryByText("Connected")).toBeNull();
  });

  it("ties the whole message to the row, for eyes, pointer and screen reader", async () => {
    await showRow({
      status: { kind: "needsAttention", health: "blocked", obstacle: { kind: "policyMissing" } },
    });
    const row = screen.getByRole("button", { name: /Teams has not let the app in/ });

    const message = document.getElementById(row.getAttribute("aria-describedby") ?? "");

    expect(message?.textContent).toContain("Run the commands of step R7 again.");
    expect(message?.textContent).toContain("Who can do it: A Teams admin: step R7.");
    await expectNoViolations();
  });

  it.each([
    ["locked", "Your keychain is locked"],
    ["missing", "This computer has no keychain"],
    ["mute", "Your keychain does not answer"],
  ] as const)("says when the keychain is %s, and still lists all", async (keychain, title) => {
    await show({ ...connections, keychain }, alone);

    expect(screen.getByText(title)).toBeDefined();
    expect(screen.getByText("Chronus")).toBeDefined();
  });

  it("leads on from an empty list, or into practice", async () => {
    const { intents, user } = await show({ ...connections, rows: [] }, alone);
    expect(screen.getByRole("heading", { level: 1, name: "No connections yet" })).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Add a connection" }));
    await user.click(screen.getByRole("button", { name: "Practice first" }));

    expect(intents).toEqual([{ kind: "start" }, { kind: "openPractice" }]);
    await expectNoViolations();
  });

  it("hides accounts and names while details are hidden", async () => {
    const { user } = await show(connections, alone);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText(/@brightwater|Kaltura Teams Integration/)).toBeNull();
  });
});

describe("M1 with 1,000 connections", () => {
  it("draws the first 30 and counts all", async () => {
    await show(many, alone);

    expect(opens()).toHaveLength(30);
    const counts = within(screen.getByRole("list", { name: "How many there are" })).getAllByRole("listitem");
    expect(counts.map((count) => count.textContent)).toEqual([
      "Needs you 200",
      "Waiting for others 200",
      "Not checked 200",
      "All good 200",
      "Turned off 200",
    ]);
  });

  it("draws 30 more when asked, and goes on from there", async () => {
    const { user } = await show(many, alone);

    await user.click(screen.getByRole("button", { name: "Show 30 more" }));

    expect(opens()).toHaveLength(60);
    expect(document.activeElement).toBe(opens()[30]);
    await waitFor(() => expect(screen.getAllByText("60 of 1,000 shown.").length).toBeGreaterThan(1));
  });

  it.each([
    ["by account", "PERSON999"],
    ["by name", "kaltura 998"],
    ["by words in any order", "998 brightwater kaltura"],
  ])("finds one %s", async (_how, query) => {
    const { user } = await show(many, alone);

    await user.type(screen.getByRole("textbox", { name: "Search your connections" }), query);

    expect(opens()).toHaveLength(1);
    expect(screen.getAllByRole("heading", { level: 2 })[0]?.textContent).toBe("Turned off");
    await waitFor(() => {
      expect(screen.getByRole("status").textContent).toBe("1 of 1,000 connections fits.");
    });
  });

  it("leads back when nothing fits", async () => {
    const { user } = await show(many, alone);
    const search = screen.getByRole("textbox", { name: "Search your connections" });

    await user.type(search, "zzz");
    expect(screen.getByText("Nothing fits.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Clear search" }));

    expect(opens()).toHaveLength(30);
    expect(document.activeElement).toBe(search);
  });

  it("is found as it was left after one was looked at, with the focus on that one", async () => {
    const { next, user } = await show(many, alone);
    await user.type(screen.getByRole("textbox", { name: "Search your connections" }), "brightwater");
    await user.click(screen.getByRole("button", { name: "Show 30 more" }));
    const row = opens()[40];
    const { id } = row ?? { id: "" };
    if (row !== undefined) await user.click(row);
    await next(detailsWith({}));
    expect(document.activeElement?.tagName).toBe("H1");

    await next(many, alone);

    expect(screen.getByRole("textbox")).toHaveProperty("value", "brightwater");
    expect(opens()).toHaveLength(60);
    expect(document.activeElement?.id).toBe(id);
  });

  it("begins at its title again once the person was elsewhere", async () => {
    const { next, user } = await show(many, alone);
    await user.type(screen.getByRole("textbox"), "brightwater");
    await user.click(opens()[3] ?? document.body);
    await next(detailsWith({}));
    await next(start, alone);

    await next(many, alone);

    expect(screen.getByRole("textbox")).toHaveProperty("value", "");
    expect(document.activeElement?.tagName).toBe("H1");
  });

  it("takes the focus back to a row only once", async () => {
    const { next, user } = await show(many, alone);
    await user.click(opens()[3] ?? document.body);
    await next(detailsWith({}));
    await next(many, alone);
    await next(appChecklist);

    await next(many, alone);

    expect(document.activeElement?.tagName).toBe("H1");
  });

  it("needs no search for a short list", async () => {
    await show(connections, alone);

    expect(screen.queryByRole("textbox")).toBeNull();
  });
});
