import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { canApprove } from "../testing/moreViews";
import { show } from "../testing/show";

describe("C6 You can approve this", () => {
  it("marks the tick box on a drawing and puts focus on the title", async () => {
    await show(canApprove);

    const title = screen.getByRole("heading", { level: 1, name: "You can approve this" });
    expect(document.activeElement).toBe(title);
    expect(
      screen.getByRole("img", { name: /A ring marks the tick box for your organization/ }),
    ).toBeDefined();
    expect(screen.getAllByRole("listitem")).toHaveLength(3);
    await expectNoViolations();
  });

  it.each([
    ["I selected Accept", "iAccepted"],
    ["I want to stop", "stopWaiting"],
  ])("sends what “%s” stands for", async (name, kind) => {
    const { intents, user } = await show(canApprove);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("helps an admin who sees no box", async () => {
    const { user } = await show(canApprove);
    const door = screen.getByRole("button", { name: "I'm an admin, but I see no box" });
    expect(door.getAttribute("aria-expanded")).toBe("false");

    await user.click(door);

    expect(screen.getByText(/shows the box to some admin roles only/)).toBeDefined();
    await expectNoViolations();
  });

  it("asks an admin to approve for the team, not whether there is one", async () => {
    await show({ ...canApprove, asAdmin: true });

    expect(screen.getByText("Approve it for your whole team.")).toBeDefined();
    expect(screen.queryByText(/Is your whole team going to use/)).toBeNull();
  });

  it("promises to notice only while it listens", async () => {
    await show({ ...canApprove, listening: false });

    expect(screen.queryByText(/notices by itself/)).toBeNull();
    expect(screen.getByText("Then come back here.")).toBeDefined();
  });
});
