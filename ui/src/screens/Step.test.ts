import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { WalkStep } from "../bridge/generated/bridge";
import { stepAt } from "../testing/adminViews";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";

const button = (name: string) => screen.getByRole("button", { name });

describe("A3 to A6, Q1 and Q2: a step", () => {
  it.each<[WalkStep, string, string]>([
    ["openAdminCenter", "A3", "Open the admin center"],
    ["findApp", "A4", "Find Claras"],
    ["openPermissions", "A5", "Open Permissions"],
    ["grantForEveryone", "A6", "Approve Claras for everyone"],
    ["openRequests", "Q1", "Open the requests"],
    ["approveRequest", "Q2", "Approve the request"],
  ])("has a title and a code of its own: %s", async (step, code, title) => {
    await show(stepAt(step));

    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(screen.getByText(code)).toBeDefined();
    expect(screen.getByText("You should see")).toBeDefined();
    await expectNoViolations();
  });

  it("lists the steps, says which are done and marks the one at hand", async () => {
    await show(stepAt("grantForEveryone"));

    const rail = within(screen.getByRole("navigation", { name: "Steps" }));
    const items = rail.getAllByRole("listitem");
    expect(rail.getByText("Step 4 of 5")).toBeDefined();
    expect(items[0]?.textContent).toContain("Step 1 of 5, done");
    expect(items.map((item) => item.getAttribute("aria-current"))).toEqual([null, null, null, "step", null]);
  });

  it("names the button as Microsoft does, with the organization", async () => {
    await show(stepAt("grantForEveryone"));

    expect(screen.getByText("Grant admin consent for Brightwater")).toBeDefined();
    expect(screen.getByText(/all 8 permissions in the list/)).toBeDefined();
  });

  it("tells the app by the end of its ID, and warns of others", async () => {
    await show(stepAt("findApp"));

    expect(screen.getByText("4f2a")).toBeDefined();
    expect(screen.getByText(/Other apps may have almost the same name/)).toBeDefined();
  });

  it("warns of Block even when the app ID is not known", async () => {
    await show(stepAt("approveRequest", { clientId: null }));

    expect(screen.getByText("Block")).toBeDefined();
  });

  it("moves the focus to the title of the next step", async () => {
    const { next } = await show(stepAt("findApp"));
    button("Later").focus();

    await next(stepAt("openPermissions"));

    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
  });

  it.each<[WalkStep, string, string]>([
    ["openAdminCenter", "Open the admin center", "openPortal"],
    ["openAdminCenter", "Done, next step", "stepDone"],
    ["findApp", "Open the page", "openPortal"],
    ["findApp", "Done, next step", "stepDone"],
    ["grantForEveryone", "Check now", "stepDone"],
    ["approveRequest", "Check now", "stepDone"],
    ["findApp", "Copy the address", "copyPortalLink"],
    ["findApp", "Someone else does this", "askAdmin"],
    ["findApp", "Later", "later"],
  ])("on %s sends what “%s” stands for", async (step, name, kind) => {
    const { intents, user } = await show(stepAt(step));

    await user.click(button(name));

    expect(intents).toEqual([{ kind }]);
  });

  it("says which host the button opens, and has no button where there is no page", async () => {
    const { next } = await show(stepAt("findApp"));
    expect(screen.getByText("entra.microsoft.com")).toBeDefined();

    await next(stepAt("findApp", { pageHost: null }));

    expect(screen.queryByRole("button", { name: "Open the page" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Copy the address" })).toBeNull();
  });

  it("has one primary button: to open the page first, then to go on", async () => {
    const { user } = await show(stepAt("openAdminCenter"));
    const primary = () =>
      [...document.querySelectorAll("button.primary")].map((found) => found.textContent.trim());
    expect(primary()).toEqual(["Open the admin center"]);

    await user.click(button("Open the admin center"));

    expect(primary()).toEqual(["Done, next step"]);
  });

  it("shows where older menus have the page, the search box and the link", async () => {
    const { intents, user } = await show(stepAt("openPermissions"));

    await user.click(button("My page looks different"));

    expect(screen.getByText("Identity")).toBeDefined();
    expect(screen.getByText("Azure Active Directory")).toBeDefined();
    expect(screen.getByText("The search box at the top")).toBeDefined();
    await expectNoViolations();
    await user.click(button("Use the link"));
    expect(intents).toEqual([{ kind: "takeWay", way: "link" }]);
  });

  it.each<[WalkStep, string]>([
    ["findApp", "It is not listed"],
    ["openRequests", "The list is empty"],
  ])("on %s helps when “%s”", async (step, title) => {
    const { intents, user } = await show(stepAt(step));

    await user.click(button(title));
    await user.click(button("Use the link"));

    expect(intents).toEqual([{ kind: "takeWay", way: "link" }]);
  });

  it("offers no link where there is none", async () => {
    const { user } = await show(stepAt("findApp", { hasLink: false }));

    await user.click(button("It is not listed"));
    await user.click(button("My page looks different"));

    expect(screen.queryByRole("button", { name: "Use the link" })).toBeNull();
  });

  it("hides the organization and the app ID while details are hidden", async () => {
    const { next, user } = await show(stepAt("findApp"));

    await user.click(button("Hide details"));
    expect(document.body.textContent).not.toContain("4f2a");
    await next(stepAt("grantForEveryone"));

    expect(document.body.textContent).not.toContain("Brightwater");
    expect(screen.getByText("Grant admin consent", { selector: "b" })).toBeDefined();
  });
});
