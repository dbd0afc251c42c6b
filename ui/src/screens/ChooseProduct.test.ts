import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { chooseProduct } from "../testing/views";

describe("S3 Choose product", () => {
  it("shows each product with its maker and how far it can be trusted", async () => {
    await show(chooseProduct, { product: null });

    expect(screen.getByRole("radio", { name: /Claras by Claras.*Built in/ })).toBeDefined();
    expect(screen.getByRole("radio", { name: /Chronus.*Starts at the maker/ })).toBeDefined();
    expect(document.title).toBe("What do you want to connect? – Usher");
    await expectNoViolations();
  });

  it("picks with the keyboard and goes on with Enter", async () => {
    const { intents, user } = await show(chooseProduct);

    screen.getByRole("radio", { name: /Claras/ }).focus();
    await user.keyboard("[ArrowDown]");
    await user.keyboard("{Enter}");

    expect(intents).toEqual([{ kind: "chooseProduct", profile: "chronus" }]);
  });

  it("explains what is missing when nothing is picked", async () => {
    const { intents, user } = await show(chooseProduct);

    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(intents).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
    expect(document.title).toMatch(/^Error: /);
    await user.click(screen.getByRole("link", { name: "Pick a product first." }));
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: /Claras/ }));
    await expectNoViolations();
  });

  it("offers practice when there is no product", async () => {
    const { intents, user } = await show({ ...chooseProduct, products: [] });

    expect(screen.getByRole("heading", { level: 1, name: "No products yet" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Practice first" }));

    expect(intents).toEqual([{ kind: "openPractice" }]);
  });
});
