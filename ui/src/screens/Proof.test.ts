import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Cause } from "../bridge/generated/bridge";
import {
  allCauses,
  atVendor,
  catchingUp,
  causeAt,
  checkFailed,
  proofCard,
  proofWith,
} from "../testing/adminViews";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";

const said = () =>
  screen
    .getAllByRole("status")
    .map((region) => region.textContent.trim())
    .join("");

describe("A7 Check", () => {
  it.each([
    ["browser", "Microsoft's page says it is approved. We have not checked it yet."],
    ["person", "You told us that it is approved. We have not checked it yet."],
  ] as const)("says who says so, and that nobody looked yet: %s", async (claim, lead) => {
    await show(proofWith({ claim }));

    expect(screen.getByText(lead)).toBeDefined();
    expect(screen.getByText("Not checked yet")).toBeDefined();
    await expectNoViolations();
  });

  it("tells that Check now opens the browser, and sends it", async () => {
    const { intents, user } = await show(proofWith({}));
    expect(screen.getByText(/It opens your browser/)).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Check now" }));

    expect(intents).toEqual([{ kind: "checkNow" }]);
  });

  it("says how many are there and when it looks next", async () => {
    await show(catchingUp);

    expect(screen.getByRole("heading", { level: 1, name: "Microsoft is catching up" })).toBeDefined();
    expect(screen.getByText("3 of 8 are there")).toBeDefined();
    expect(screen.getByText(/By itself, at/)).toBeDefined();
    await expectNoViolations();
  });

  it("shows no time that has passed as the next check", async () => {
    await show(proofWith({ ...catchingUp.card, nextAt: minutesAgo(1) }));

    expect(screen.getByText("By itself, any moment now")).toBeDefined();
  });

  it("says each change once, and keeps quiet about looks that find nothing new", async () => {
    const { next } = await show(catchingUp);

    await next(proofWith({ ...catchingUp.card, checkedAt: minutesAgo(0) }));
    expect(said()).toBe("");
    await next(proofWith({ ...catchingUp.card, granted: 5 }));

    await waitFor(() =>
      expect(said()).toBe("Microsoft is catching up. 5 of 8 permissions are there so far."),
    );
  });

  it("keeps the focus on Check now while it looks", async () => {
    const { next, user } = await show(proofWith({ opensBrowser: false }));
    const check = screen.getByRole("button", { name: "Check now" });
    await user.click(check);

    await next(proofWith({ state: { kind: "checking" }, opensBrowser: false }));

    expect(document.activeElement).toBe(check);
    expect(screen.getByRole("heading", { level: 1, name: "Checking the approval" })).toBeDefined();
  });

  it("says that a check failed, why, and what is not known, and claims nothing", async () => {
    await show(checkFailed);

    expect(screen.getByText("Check failed")).toBeDefined();
    expect(screen.getByText("You seem to be offline")).toBeDefined();
    expect(screen.getByText("We do not know if all 8 permissions are approved.")).toBeDefined();
    expect(screen.queryByText(/are there$/)).toBeNull();
    await expectNoViolations();
  });

  it.each<[Cause, number]>(allCauses.map(({ cause }, at) => [cause, at]))(
    "shows one cause at a time: %s",
    async (_cause, at) => {
      await show(causeAt(at));

      expect(screen.getByText(`Cause ${at + 1} of ${allCauses.length}`)).toBeDefined();
      expect(screen.getByText("What to do")).toBeDefined();
      await expectNoViolations();
    },
  );

  it("marks the cause that Microsoft named, and only that", async () => {
    const { next } = await show(causeAt(0));
    expect(screen.getByText("This is it")).toBeDefined();

    await next(causeAt(1));

    expect(screen.queryByText("This is it")).toBeNull();
    expect(screen.getByText("How to see it")).toBeDefined();
  });

  it("goes on to the next cause, with the focus", async () => {
    const { intents, next, user } = await show(causeAt(0));

    await user.click(screen.getByRole("button", { name: "It's not this" }));
    await next(causeAt(1));

    expect(intents).toEqual([{ kind: "nextCause" }]);
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Another app was approved" }));
  });

  it("ends with help, not with a dead end", async () => {
    const { user } = await show(causeAt(allCauses.length - 1));
    expect(screen.queryByRole("button", { name: "It's not this" })).toBeNull();

    await user.click(screen.getByRole("button", { name: "None of these? Get help" }));

    expect(screen.getByRole("dialog", { name: "Help" })).toBeDefined();
  });

  it("offers only Done where nothing can be checked from here", async () => {
    const { intents, user } = await show(atVendor);
    expect(screen.getByText(/We can't check this from here/)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Check now" })).toBeNull();
    await expectNoViolations();

    await user.click(screen.getByRole("button", { name: "Done" }));

    expect(intents).toEqual([{ kind: "done" }]);
  });

  it("keeps the place for later", async () => {
    const { intents, user } = await show(proofWith({}));

    await user.click(screen.getByRole("button", { name: "Later" }));

    expect(intents).toEqual([{ kind: "later" }]);
  });

  it("tells how to take the approval back", async () => {
    const { user } = await show(proofWith({}));

    await user.click(screen.getByRole("button", { name: "How to take it back" }));

    expect(screen.getByText("Revoke permission")).toBeDefined();
    await expectNoViolations();
  });

  it("shows the steps of the way that was taken, and none for the link", async () => {
    const { next } = await show(proofWith({}));
    expect(screen.getByText("Step 5 of 5")).toBeDefined();

    await next(proofWith({ steps: [] }));

    expect(screen.queryByRole("navigation", { name: "Steps" })).toBeNull();
  });

  it("hides the organization while details are hidden", async () => {
    const { user } = await show(proofWith({ ...proofCard }));

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText("Brightwater")).toBeNull();
  });
});
