import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { practice, waiting } from "../testing/views";

describe("P1 Practice", () => {
  it("starts the picked scenario and tells whom to sign in as", async () => {
    const { intents, user } = await show(practice);

    await user.click(screen.getByRole("radio", { name: /Only an admin/ }));
    expect(screen.getByText("cy@brightwater.example")).toBeDefined();
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Start practice" }));

    expect(intents).toEqual([{ kind: "startPractice", scenario: "dead-end" }]);
  });

  it("explains what is missing when nothing is picked", async () => {
    const { intents, user } = await show(practice);

    await user.click(screen.getByRole("button", { name: "Start practice" }));

    expect(intents).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
  });

  it("can't be mistaken for real on any screen, and has a way out", async () => {
    const { intents, user } = await show(waiting, { practice: "dead-end" });

    expect(screen.getByRole("complementary", { name: "Practice mode" })).toBeDefined();
    expect(document.title).toBe("Practice – Finish in your browser – Claras – Usher");
    await user.click(screen.getByRole("button", { name: "Leave practice" }));

    expect(intents).toEqual([{ kind: "leavePractice" }]);
  });
});
