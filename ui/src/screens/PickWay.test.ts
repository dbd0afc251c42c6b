import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { RolesSeen, WayChoice } from "../bridge/generated/bridge";
import { choice, pickWay } from "../testing/adminViews";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";

const seen: RolesSeen = {
  account: "grace@brightwater.example",
  roles: ["globalAdministrator"],
  enough: true,
};
const showWith = (changes: Partial<WayChoice>) =>
  show({ kind: "pickWay", choice: { ...choice, ...changes } });

describe("A2 How do you want to approve it?", () => {
  it("names the role, the organization and where the link ends", async () => {
    await show(pickWay);

    expect(screen.getByText("Cloud Application Administrator")).toBeDefined();
    expect(screen.getByText("Brightwater")).toBeDefined();
    expect(screen.getByText("claras.example")).toBeDefined();
    await expectNoViolations();
  });

  it("starts with nothing picked, and says so when nothing is", async () => {
    const { intents, user } = await show(pickWay);
    for (const radio of screen.getAllByRole("radio")) expect(radio).toHaveProperty("checked", false);

    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(intents).toEqual([]);
    expect(screen.getByRole("link", { name: "Pick a way first." })).toBeDefined();
    await expectNoViolations();
  });

  it.each([
    [/With one link/, "link"],
    [/In the admin center/, "entraSteps"],
    [/I have a request waiting/, "waitingRequest"],
  ])("takes the way that was picked: %s", async (name, way) => {
    const { intents, user } = await show(pickWay);

    await user.click(screen.getByRole("radio", { name }));
    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(intents).toEqual([{ kind: "takeWay", way }]);
  });

  it("leaves out ways that can't be taken", async () => {
    await showWith({ ways: ["entraSteps"] });

    expect(screen.getAllByRole("radio")).toHaveLength(1);
    expect(screen.queryByText("claras.example")).toBeNull();
  });

  it("says when the account has the role", async () => {
    await showWith({ roles: seen });

    expect(screen.getByText("This account has the role.")).toBeDefined();
    await expectNoViolations();
  });

  it("says that a role may have to be turned on first when it is not seen", async () => {
    await showWith({ roles: { ...seen, roles: [], enough: false } });

    expect(screen.getByText(/does not have the role now/)).toBeDefined();
    expect(screen.getByText(/turn the role on first/)).toBeDefined();
  });

  it("leads to whoever has the role", async () => {
    const { intents, user } = await show(pickWay);

    await user.click(screen.getByRole("button", { name: "I don't have this role" }));

    expect(intents).toEqual([{ kind: "askAdmin" }]);
  });

  it("hides the account and the organization while details are hidden", async () => {
    const { user } = await showWith({ roles: seen });

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText("grace@brightwater.example")).toBeNull();
    expect(screen.queryByText("Brightwater")).toBeNull();
  });
});
