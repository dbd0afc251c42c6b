import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { StartsAt } from "../bridge/generated/bridge";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { waiting } from "../testing/views";
import { minutesAgo } from "../testing/viewOf";

const chronus: StartsAt = { kind: "vendor", host: "connect.chronus.example", path: ["Settings"] };

describe("C2 Waiting for the browser", () => {
  it("tells the steps, marks the present one, and keeps the minutes from screen readers", async () => {
    await show({ ...waiting, since: minutesAgo(3) });

    const steps = screen.getAllByRole("listitem");
    expect(steps.map((step) => step.getAttribute("aria-current"))).toEqual([null, "step", null]);
    expect(screen.getByText("Waiting, 3 minutes").getAttribute("aria-hidden")).toBe("true");
    expect(screen.getByText("login.microsoftonline.com")).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe("Waiting for your browser.");
    await expectNoViolations();
  });

  it.each([
    ["What do you see?", "whatDoYouSee"],
    ["Open the page again", "openPageAgain"],
    ["Copy the link", "copyLink"],
    ["Stop waiting", "stopWaiting"],
  ])("always offers %s", async (name, kind) => {
    const { intents, user } = await show(waiting);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("asks with the drawings after 45 seconds, without losing the way out", async () => {
    const { intents, user, next } = await show(waiting);

    await next({ ...waiting, stage: "ask" });
    await user.click(screen.getByRole("radio", { name: /^4 Need admin approval/ }));
    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(intents).toEqual([{ kind: "pickPicture", picture: "adminOnly" }]);
    expect(screen.getByRole("button", { name: "Stop waiting" })).toBeDefined();
    await expectNoViolations();
  });

  it("asks after 15 minutes whether to keep waiting", async () => {
    const { intents, user } = await show({ ...waiting, stage: "keepWaiting" });

    await user.click(screen.getByRole("button", { name: "Keep waiting" }));
    await user.click(screen.getByRole("button", { name: "Start again" }));

    expect(intents).toEqual([{ kind: "keepWaiting" }, { kind: "tryAgain" }]);
    await expectNoViolations();
  });

  it("leads with the link when the browser did not open", async () => {
    const { intents, user } = await show({ ...waiting, browser: "failed" });

    expect(screen.getByText("The browser did not open")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Copy the link" }));

    expect(intents).toEqual([{ kind: "copyLink" }]);
    await expectNoViolations();
  });

  it("does not promise a check when sign-in is at the maker", async () => {
    await show({ ...waiting, startsAt: { kind: "vendor", host: "connect.chronus.example", path: [] } });

    expect(screen.queryByText("We check permissions")).toBeNull();
  });

  it("claims no page of its own when the maker names none", async () => {
    await show({ ...waiting, host: "", startsAt: { kind: "vendor", host: null, path: ["Settings"] } });

    expect(screen.getByText("Open Claras in your browser")).toBeDefined();
    expect(screen.getByText("Settings")).toBeDefined();
    expect(screen.queryByText("Browser opened")).toBeNull();
    expect(screen.queryByRole("button", { name: "Copy the link" })).toBeNull();
    await expectNoViolations();
  });

  it.each([
    ["signIn", "Finish in your browser", "We check permissions"],
    ["signInOnce", "Sign in once", "We look for the answer"],
    ["approve", "Approve in your browser", "We check the approval"],
    ["prove", "Sign in so that we can check", "We check permissions"],
    ["register", "Sign in as an admin", "You see what we would write"],
  ] as const)("says what the page is for when it is to %s", async (aim, title, after) => {
    await show({ ...waiting, aim });

    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(screen.getByText(after)).toBeDefined();
    await expectNoViolations();
  });

  it("takes the admin's word for an approval only where nothing comes back", async () => {
    const { intents, user, next } = await show({ ...waiting, aim: "approve", startsAt: chronus });

    await user.click(screen.getByRole("button", { name: "I approved it" }));
    expect(intents).toEqual([{ kind: "iApprovedIt" }]);
    await expectNoViolations();

    await next({ ...waiting, aim: "approve" });
    expect(screen.queryByRole("button", { name: "I approved it" })).toBeNull();
  });

  it("asks whether it was approved when nothing can come back by itself", async () => {
    await show({ ...waiting, aim: "approve", startsAt: chronus });

    expect(screen.getByText("Did you select Accept?")).toBeDefined();
    expect(screen.queryByText("We check the approval")).toBeNull();
    expect(screen.queryByText("Settings")).toBeNull();
    expect(screen.getByRole("button", { name: "What do you see?" })).toBeDefined();
  });

  it("asks nobody to approve who only signs in", async () => {
    await show(waiting);

    expect(screen.queryByRole("button", { name: "I approved it" })).toBeNull();
  });

  it("shows dots of one length in place of the account while details are hidden", async () => {
    const { user } = await show(waiting);

    await user.keyboard("{Control>}{Shift>}m{/Shift}{/Control}");

    expect(document.body.textContent).not.toContain("ana@brightwater.example");
    expect(screen.getByText("••••••••")).toBeDefined();
  });
});
