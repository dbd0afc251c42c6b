import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { adminOnly } from "../testing/moreViews";
import { show } from "../testing/show";

describe("C8 Your IT admin needs to approve this", () => {
  it("says that the person did nothing wrong, and where", async () => {
    await show(adminOnly);

    expect(screen.getByText(/You did nothing wrong/)).toBeDefined();
    expect(screen.getByText("Brightwater")).toBeDefined();
    await expectNoViolations();
  });

  it("leaves out an organization that is not known", async () => {
    await show({ ...adminOnly, organization: null });

    expect(screen.queryByText(/Your organization:/)).toBeNull();
  });

  it.each([
    ["Send to my admin", "askAdmin"],
    ["I am the admin", "iAmTheAdmin"],
  ])("sends what “%s” stands for", async (name, kind) => {
    const { intents, user } = await show(adminOnly);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("tells how to find the admin, and which role is needed", async () => {
    const { user } = await show({ ...adminOnly, role: "privilegedRoleAdministrator" });

    await user.click(screen.getByRole("button", { name: "Who is my admin?" }));

    expect(screen.getByText("The IT helpdesk")).toBeDefined();
    expect(screen.getByText(/the role Privileged Role Administrator/)).toBeDefined();
    await expectNoViolations();
  });

  it("warns of a flagged app", async () => {
    await show({ ...adminOnly, flagged: true });

    expect(screen.getByText(/Stop if you don't know Claras/)).toBeDefined();
  });

  it("promises no link and no app ID where there is none", async () => {
    await show({ ...adminOnly, hasLink: false, namesApp: false });

    expect(screen.queryByText("One link")).toBeNull();
    expect(screen.getByText("The way to approve it")).toBeTruthy();
    expect(screen.queryByText(/app ID/)).toBeNull();
  });
});
