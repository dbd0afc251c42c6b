import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { setupFileRefused } from "../testing/fileViews";
import { show } from "../testing/show";

const alone = { product: null };

describe("A setup file that is refused", () => {
  it.each([
    ["notASetupFile", "This is not a setup file"],
    ["unreadable", "We can't open this file"],
    ["badSignature", "Don't use this file"],
  ] as const)("says why: %s", async (kind, title) => {
    await show({ ...setupFileRefused, refusal: { kind } }, alone);

    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Details" })).toBeNull();
    await expectNoViolations();
  });

  it("keeps the lines and fields under Details, ready to be sent", async () => {
    const { copied, user } = await show(setupFileRefused, alone);
    expect(screen.queryByText("Line 3: sign_in.start_url")).toBeNull();

    await user.click(screen.getByRole("button", { name: "Details" }));
    await user.click(screen.getByRole("button", { name: "Copy the details" }));

    expect(screen.getByText("Line 3: sign_in.start_url")).toBeDefined();
    expect(copied).toEqual(["Line 3: sign_in.start_url\nLine 12: permissions[1].value"]);
    await expectNoViolations();
  });

  it("leads on to another file, or back", async () => {
    const { intents, user } = await show(setupFileRefused, { ...alone, canGoBack: false });

    await user.click(screen.getByRole("button", { name: "Choose another file" }));
    await user.click(screen.getByRole("button", { name: "Back" }));

    expect(intents).toEqual([{ kind: "addSetupFile" }, { kind: "back" }]);
  });
});
