import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { connected } from "../testing/views";

describe("C5 Connected", () => {
  it("tells who approved, what was checked and when", async () => {
    await show(connected);

    expect(screen.getByText(/had already approved Claras\. There is nothing else to do/)).toBeDefined();
    expect(screen.getByText("8 of 8 approved")).toBeDefined();
    expect(screen.getByText(/^Checked /)).toBeDefined();
    await expectNoViolations();
  });

  it("shows no tick that was not earned", async () => {
    await show({ ...connected, approvedBy: "youToldUs", checkedAt: null, kept: "atVendor" });

    expect(screen.getByText("You told us")).toBeDefined();
    expect(screen.queryByText(/of 8 approved/)).toBeNull();
    await expectNoViolations();
  });

  it("goes on to the connections or the checklist", async () => {
    const { intents, user } = await show(connected);

    await user.click(screen.getByRole("button", { name: "Done" }));
    await user.click(screen.getByRole("button", { name: "See permissions" }));

    expect(intents).toEqual([{ kind: "done" }, { kind: "seePermissions" }]);
  });
});
