import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { checking } from "../testing/views";

describe("C4 Checking", () => {
  it("keeps focus on the title while checks come in", async () => {
    const { next } = await show(checking);
    const title = screen.getByRole("heading", { level: 1, name: "Checking" });

    await next({ ...checking, checks: checking.checks.map((line) => ({ ...line, state: "passed", at: 0 })) });

    expect(document.activeElement).toBe(title);
    await expectNoViolations();
  });

  it("says that it takes longer", async () => {
    await show({ ...checking, slow: true });

    expect(screen.getByText(/Still checking/)).toBeDefined();
  });

  it("stops on demand", async () => {
    const { intents, user } = await show(checking);

    await user.click(screen.getByRole("button", { name: "Stop" }));

    expect(intents).toEqual([{ kind: "stopWaiting" }]);
  });

  it("tells a failed check as a problem and offers to try it again", async () => {
    const { intents, user } = await show({
      ...checking,
      checks: checking.checks.map((line) => ({ ...line, state: "problem" })),
      problem: { code: "offline" },
    });

    expect(screen.getByRole("alert").textContent).toMatch(/offline/);
    await user.click(screen.getByRole("button", { name: "Try this check again" }));

    expect(intents).toEqual([{ kind: "tryAgain" }]);
    await expectNoViolations();
  });
});
