import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { connections } from "../testing/moreViews";
import { show } from "../testing/show";

const alone = { product: null };

describe("M1 Your connections", () => {
  it("puts what needs the person first", async () => {
    await show(connections, alone);

    const groups = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
    expect(groups.slice(0, 3)).toEqual(["Needs you", "Not checked", "All good"]);
    await expectNoViolations();
  });

  it("opens a connection", async () => {
    const { intents, user } = await show(connections, alone);

    await user.click(screen.getByRole("button", { name: /Chronus scheduler@brightwater.example/ }));

    expect(intents).toEqual([{ kind: "openConnection", connection: "d4" }]);
  });

  it("asks before it removes, with focus on the safe button", async () => {
    const { intents, user } = await show(connections, alone);

    await user.click(screen.getByRole("button", { name: "Remove Claras" }));

    const dialog = screen.getByRole("dialog", { name: "Remove Claras?" });
    expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: "Keep it" }));
    expect(within(dialog).getByText(/The approval at Microsoft stays/)).toBeDefined();
    expect(intents).toEqual([]);
    await expectNoViolations();
  });

  it("keeps the connection unless the person says yes", async () => {
    const { intents, user } = await show(connections, alone);

    await user.click(screen.getByRole("button", { name: "Remove Claras" }));
    await user.click(screen.getByRole("button", { name: "Keep it" }));
    expect(intents).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Remove Claras" }));
    await user.click(screen.getByRole("button", { name: "Remove it" }));

    expect(intents).toEqual([{ kind: "removeConnection", connection: "a1" }]);
  });

  it.each([
    ["locked", "Your keychain is locked"],
    ["missing", "This computer has no keychain"],
    ["mute", "Your keychain does not answer"],
  ] as const)("says when the keychain is %s, and still lists all", async (keychain, title) => {
    await show({ ...connections, keychain }, alone);

    expect(screen.getByText(title)).toBeDefined();
    expect(screen.getByText("Chronus")).toBeDefined();
  });

  it("leads on from an empty list", async () => {
    const { intents, user } = await show({ ...connections, rows: [] }, alone);
    expect(screen.getByRole("heading", { level: 1, name: "No connections yet" })).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Add a connection" }));

    expect(intents).toEqual([{ kind: "start" }]);
    await expectNoViolations();
  });

  it("hides accounts while details are hidden", async () => {
    const { user } = await show(connections, alone);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText(/@brightwater/)).toBeNull();
  });
});
