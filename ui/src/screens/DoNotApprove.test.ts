import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Doubt } from "../bridge/generated/bridge";
import { doNotApprove } from "../testing/adminViews";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";

describe("A1 Do not approve", () => {
  it.each<[Doubt, string]>([
    ["looksWrong", "Don't approve it yet"],
    ["disabledByMicrosoft", "Microsoft has shut this app out"],
    ["otherName", "This app has another name"],
  ])("says why: %s", async (doubt, title) => {
    await show({ ...doNotApprove, doubt });

    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    await expectNoViolations();
  });

  it("tells what to compare when the person has the doubt", async () => {
    await show(doNotApprove);

    expect(screen.getByText("What to compare")).toBeDefined();
  });

  it("shows both names when they differ", async () => {
    await show({ ...doNotApprove, doubt: "otherName", knownAs: "Free Mail Cleaner" });

    expect(screen.getByText("Free Mail Cleaner")).toBeDefined();
    expect(screen.queryByText("What to compare")).toBeNull();
  });

  it.each<[Doubt]>([["looksWrong"], ["disabledByMicrosoft"], ["otherName"]])(
    "offers no way on: %s",
    async (doubt) => {
      await show({ ...doNotApprove, doubt });

      expect(screen.queryByRole("button", { name: /Continue|Approve/ })).toBeNull();
    },
  );

  it.each([
    ["Don't approve it", "later"],
    ["Look at it again", "back"],
  ])("sends what “%s” stands for", async (name, kind) => {
    const { intents, user } = await show(doNotApprove);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("hides who asked while details are hidden", async () => {
    const { user } = await show(doNotApprove);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText("ana@brightwater.example")).toBeNull();
  });
});
