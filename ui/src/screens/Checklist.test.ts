import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { appChecklist, waitingForTeams } from "../testing/keepingViews";
import { checklist, receipt, rows } from "../testing/moreViews";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";

const allGood = {
  ...checklist,
  extra: [],
  rows: rows.map((row) => ({ ...row, state: "granted" as const, checkedAt: minutesAgo(1) })),
};

const said = () =>
  screen
    .getAllByRole("status")
    .map((region) => region.textContent.trim())
    .join("");

describe("K1 What the product can do", () => {
  it("counts only what is approved", async () => {
    await show(checklist);

    expect(screen.getByText("1 of 5 permissions are approved.")).toBeDefined();
    await expectNoViolations();
  });

  it.each([
    ["Missing", "Read your calendar"],
    ["Waiting", "Read meeting recordings"],
    ["Check failed", "Read meeting transcripts"],
    ["Not known", "Read your chat messages"],
    ["Approved", "Sign you in and read your profile"],
  ])("says “%s” in words for “%s”", async (state, permission) => {
    await show(checklist);

    expect(screen.getByRole("button", { name: new RegExp(`${state}.*${permission}`) })).toBeDefined();
  });

  it("gives whoever approved a receipt without secrets, and the way back", async () => {
    const { copied, user } = await show({ ...allGood, receipt });

    await user.click(screen.getByRole("button", { name: "Copy a receipt" }));

    const text = copied.join("\n");
    for (const fact of [receipt.clientId, receipt.tenant, receipt.organization, "Revoke permission"]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain("How to take it back: Entra ID > Enterprise apps");
    expect(screen.getByRole("button", { name: "How to take it back" })).toBeDefined();
    await expectNoViolations();
  });

  it("opens a row to say what it means, what needs it and how it is known", async () => {
    const { user } = await show(checklist);
    const row = screen.getByRole("button", { name: /Not known/ });

    await user.click(row);

    expect(row.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByText("We can't tell from here. The product may know more.")).toBeDefined();
    expect(screen.getByText("Chat.Read")).toBeDefined();
    await expectNoViolations();
  });

  it("offers to fix what is missing, and only then", async () => {
    const { intents, user, next } = await show(checklist);

    await user.click(screen.getByRole("button", { name: "Fix what's missing" }));
    await next(allGood);

    expect(intents).toEqual([{ kind: "fixMissing" }]);
    expect(screen.queryByRole("button", { name: "Fix what's missing" })).toBeNull();
    expect(screen.getByText("All 5 permissions are approved. There is nothing left to do.")).toBeDefined();
  });

  it("is done only when every permission is approved", async () => {
    const { intents, user, next } = await show({ ...checklist, rows: rows.slice(2) });
    expect(screen.queryByRole("button", { name: "Done" })).toBeNull();

    await next(allGood);
    await user.click(screen.getByRole("button", { name: "Done" }));

    expect(intents).toEqual([{ kind: "done" }]);
  });

  it("says that one thing is left while the connection is off", async () => {
    const { intents, user } = await show({ ...allGood, turnedOff: true });

    expect(
      screen.getByText("All 5 permissions are approved. One thing is left: turn the connection on."),
    ).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Turn on" }));

    expect(intents).toEqual([{ kind: "turnOn" }]);
  });

  it("says that it is off while Teams still takes its time, and turns it on or leaves it", async () => {
    const { intents, user } = await show({ ...waitingForTeams, turnedOff: true });
    expect(
      screen.getByText("This connection is turned off. Until you turn it on, Usher reminds nobody."),
    ).toBeDefined();
    expect(document.querySelectorAll("main button.primary")).toHaveLength(1);
    await expectNoViolations();

    await user.click(screen.getByRole("button", { name: "Turn on" }));
    await user.click(screen.getByRole("button", { name: "Done" }));

    expect(intents).toEqual([{ kind: "turnOn" }, { kind: "done" }]);
  });

  it("leads with the mending of what is missing, also while it is off", async () => {
    await show({ ...checklist, turnedOff: true });

    const primary = [...document.querySelectorAll("main button.primary")].map((found) => found.textContent);
    expect(primary.map((text) => text.trim())).toEqual(["Fix what's missing"]);
    expect(screen.getByRole("button", { name: "Turn on" })).toBeDefined();
  });

  it("says nothing of that while it is on", async () => {
    await show(waitingForTeams);

    expect(screen.queryByText(/This connection is turned off/)).toBeNull();
    expect(screen.queryByRole("button", { name: "Turn on" })).toBeNull();
  });

  it("says once what a new check found", async () => {
    const { intents, user, next } = await show(checklist);

    await user.click(screen.getByRole("button", { name: "Check again" }));
    await next({ ...checklist, checking: true });
    await next(allGood);

    expect(intents).toEqual([{ kind: "checkAgain" }]);
    await waitFor(() => expect(screen.getByText("5 permissions approved. All done.")).toBeDefined());
  });

  it("says once that an admin's yes arrived, without a check by the person", async () => {
    const { next } = await show(checklist);
    const some = rows.map((row, at) => (at < 2 ? { ...row, state: "granted" as const } : row));

    await next({ ...checklist, rows: some });
    await waitFor(() => expect(said()).toBe("3 permissions approved. 2 to go."));
    await next({ ...checklist, rows: some.map((row) => ({ ...row, checkedAt: minutesAgo(0) })) });

    expect(said()).toBe("3 permissions approved. 2 to go.");
  });

  it("says nothing of a list that only opens", async () => {
    const { next } = await show({ ...checklist, rows: [] });

    await next(checklist);

    expect(said()).toBe("");
  });

  it("says that a check failed, and not that permissions are gone", async () => {
    const { next } = await show({ ...checklist, checking: true });
    const failed = rows.map((row) => ({ ...row, state: "check_failed" as const }));

    await next({ ...checklist, rows: failed, problem: { code: "offline" } });

    await waitFor(() => expect(said()).toBe("The check did not work"));
  });

  it.each([
    ["everyone", "Everyone"],
    ["only_you", "Only you"],
  ] as const)("flags what is approved for %s", async (covers, words) => {
    await show({ ...allGood, rows: allGood.rows.map((row) => ({ ...row, covers })) });

    expect(screen.getAllByText(words, { exact: true })).toHaveLength(rows.length);
  });

  it("claims nothing where it is not known for whom", async () => {
    const { user } = await show(allGood);
    expect(screen.queryByText("Everyone", { exact: true })).toBeNull();
    expect(screen.queryByText("Only you", { exact: true })).toBeNull();

    await user.click(screen.getByRole("button", { name: /Read your calendar/ }));

    expect(screen.getByText("You. We can't see if it counts for others too.")).toBeDefined();
  });

  it("keeps what was known when the check fails", async () => {
    await show({ ...checklist, problem: { code: "offline" } });

    expect(screen.getByText("You seem to be offline")).toBeDefined();
    expect(screen.getByText("The list shows what we knew before.")).toBeDefined();
    expect(screen.getByRole("button", { name: /Approved.*Sign you in/ })).toBeDefined();
  });

  it("copies a summary of at most twelve lines", async () => {
    const { copied, user } = await show(checklist);

    await user.click(screen.getByRole("button", { name: "Copy a summary" }));

    const lines = (copied[0] ?? "").split("\n");
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines).toContain("Approved: 1 of 5");
    expect(lines).toContain("Missing: Read your calendar");
    expect(lines).toContain("Account: ana@brightwater.example");
  });

  it("leaves the account out of the summary while details are hidden", async () => {
    const { copied, user } = await show(checklist);

    await user.click(screen.getByRole("button", { name: "Hide details" }));
    await user.click(screen.getByRole("button", { name: "Copy a summary" }));

    expect(copied[0]).not.toContain("ana@");
  });

  it("lists what Microsoft approved without being asked for", async () => {
    const { user } = await show(checklist);

    await user.click(screen.getByRole("button", { name: "Approved but not asked for: 1" }));

    expect(screen.getByText("Mail.Read")).toBeDefined();
  });

  it("shows one row a permission", async () => {
    await show({ ...checklist, extra: [] });

    expect(within(screen.getByRole("list")).getAllByRole("listitem")).toHaveLength(rows.length);
  });
});

describe("K1 of an app", () => {
  it("names the connection, and that it is for the whole organization", async () => {
    await show(appChecklist);

    expect(screen.getByText("Kaltura Teams Integration")).toBeDefined();
    expect(screen.getByText(/Whole organization/)).toBeDefined();
    expect(screen.getByText("All 4 permissions are approved. There is nothing left to do.")).toBeDefined();
    await expectNoViolations();
  });

  it("says what waits for Teams, and when Usher looks again", async () => {
    await show({ ...waitingForTeams, nextAt: new Date(2026, 10, 22, 10, 45).getTime() });

    const waiting = screen.getAllByRole("button", {
      name: /Waiting.*Teams policy, up to 30 minutes. Next check at 10:45/,
    });
    expect(waiting).toHaveLength(2);
    expect(screen.getByText("Teams has not let the app in yet")).toBeDefined();
    await expectNoViolations();
  });

  it("puts what is in the way above the rows, with who can mend it, and leads there", async () => {
    const { intents, user } = await show({ ...appChecklist, obstacle: { kind: "secretWrong" } });

    expect(screen.getByText("The secret does not match")).toBeDefined();
    expect(screen.getByText("Who can do it: An app admin: step R6.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Done" })).toBeNull();
    expect(screen.queryByText(/nothing left to do/)).toBeNull();
    await user.click(screen.getByRole("button", { name: "Fix what's missing" }));

    expect(intents).toEqual([{ kind: "fixMissing" }]);
    await expectNoViolations();
  });

  it("has nothing to fix where only waiting helps", async () => {
    await show({ ...appChecklist, obstacle: { kind: "credentialTooNew" } });

    expect(screen.queryByRole("button", { name: "Fix what's missing" })).toBeNull();
    expect(screen.getByRole("button", { name: "Check again" })).toBeDefined();
  });

  it("leaves single missing permissions to their rows", async () => {
    await show({
      ...appChecklist,
      rows: appChecklist.rows.map((row, at) => (at === 0 ? { ...row, state: "missing" as const } : row)),
      obstacle: {
        kind: "permissionsMissing",
        values: ["OnlineMeetingRecording.Read.All"],
        noneGranted: false,
      },
    });

    expect(screen.queryByText("1 permission is missing")).toBeNull();
    expect(screen.getByRole("button", { name: /Missing.*Read all recordings/ })).toBeDefined();
  });

  it("says a failed check once", async () => {
    const problem = { code: "offline" } as const;
    await show({ ...appChecklist, problem, obstacle: { kind: "couldNotCheck", problem } });

    expect(screen.getAllByText("You seem to be offline")).toHaveLength(1);
    expect(screen.queryByRole("button", { name: "Fix what's missing" })).toBeNull();
  });

  it("tells of a row how an app is checked", async () => {
    const { user } = await show(appChecklist);

    await user.click(screen.getByRole("button", { name: /Read online meeting details/ }));

    expect(screen.getByText("Checked: the app signed in, and we compared the list")).toBeDefined();
  });

  it("puts what is in the way, and who is next, into the summary", async () => {
    const { copied, user, next } = await show({ ...appChecklist, obstacle: { kind: "secretWrong" } });

    await user.click(screen.getByRole("button", { name: "Copy a summary" }));
    await next(waitingForTeams);
    await user.click(screen.getByRole("button", { name: "Copy a summary" }));

    expect(copied[0]).toContain("In the way: The secret does not match");
    expect(copied[0]).toContain("Next: an IT admin");
    expect(copied[1]).toContain("Next: no one. Microsoft needs a while.");
    expect((copied[1] ?? "").split("\n").length).toBeLessThanOrEqual(12);
  });
});

describe("K1 of a sign-in that ran out", () => {
  it("leads to signing in again", async () => {
    const { intents, user } = await show({ ...allGood, problem: { code: "signInRanOut" } });

    await user.click(screen.getByRole("button", { name: "Sign in again" }));

    expect(intents).toEqual([{ kind: "fixMissing" }]);
  });
});
