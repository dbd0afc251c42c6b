import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { picker } from "../testing/views";

describe("C3 Picture picker", () => {
  it("shows eight drawings, each with words of its own, and none picked", async () => {
    await show(picker);

    const radios = screen.getAllByRole<HTMLInputElement>("radio");
    expect(radios).toHaveLength(8);
    expect(radios.filter((radio) => radio.checked)).toEqual([]);
    expect(new Set(screen.getAllByRole("img").map((image) => image.getAttribute("aria-label"))).size).toBe(8);
    await expectNoViolations();
  });

  it("moves and picks with the arrows and goes on with Enter", async () => {
    const { intents, user } = await show(picker);

    screen.getAllByRole("radio")[0]?.focus();
    await user.keyboard("[ArrowRight][ArrowRight][ArrowLeft]");
    await user.keyboard("{Enter}");

    expect(intents).toEqual([{ kind: "pickPicture", picture: "acceptList" }]);
  });

  it("lets Continue be pressed with nothing picked, and explains", async () => {
    const { intents, user } = await show(picker);

    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(intents).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
    await user.click(screen.getByRole("link", { name: /Pick a drawing first/ }));
    expect(document.activeElement).toBe(screen.getAllByRole("radio")[0]);
    await expectNoViolations();
  });
});
