import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { requestBox } from "../testing/moreViews";
import { show } from "../testing/show";

describe("C7 Ask on the Microsoft page", () => {
  it("marks the button to select", async () => {
    await show(requestBox);

    expect(screen.getByRole("img", { name: /A ring marks the Request approval button/ })).toBeDefined();
    await expectNoViolations();
  });

  it("copies a reason that names what the permissions are for", async () => {
    const { copied, user } = await show(requestBox);

    await user.click(screen.getByRole("button", { name: "Copy a reason" }));

    expect(copied).toEqual(["I use Claras at work for this: notes from recordings and “Meet now” meetings."]);
    expect(screen.getByRole("button", { name: "Copied" })).toBeDefined();
  });

  it("has a reason for a product without named features", async () => {
    await show({ ...requestBox, features: [] });

    expect(screen.getByText("I use Claras at work, and it needs Microsoft 365 to do its job.")).toBeDefined();
  });

  it.each([
    ["I sent the request", "sentRequest"],
    ["Tell my admin too", "askAdmin"],
  ])("sends what “%s” stands for", async (name, kind) => {
    const { intents, user } = await show(requestBox);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("warns of a flagged app only when Microsoft flagged it", async () => {
    const { next } = await show(requestBox);
    expect(screen.queryByText("Microsoft flagged this app")).toBeNull();

    await next({ ...requestBox, flagged: true });

    expect(screen.getByText("Microsoft flagged this app")).toBeDefined();
  });
});
