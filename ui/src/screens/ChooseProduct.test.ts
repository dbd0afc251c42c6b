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
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
    expect(document.title).toMatch(/^Error: /);
    await user.click(screen.getByRole("link", { name: "Pick a product first." }));
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: /Claras/ }));
    await expectNoViolations();
  });

  it.each([
    ["signedFile", /Signed setup file/],
    ["unsignedFile", /Not signed/],
  ] as const)("labels a product of a %s by what we know, apart from what it says", async (trust, label) => {
    const [first] = chooseProduct.products;
    if (first === undefined) throw new Error("there is no product");
    await show({ ...chooseProduct, products: [{ ...first, purpose: "Built in", trust }] });

    expect(screen.getByText(label).textContent).not.toContain("Built in");
    expect(screen.getByRole("radio", { name: label })).toBeDefined();
    await expectNoViolations();
  });

  it.each([["with products"], ["without"]])("takes a setup file, %s", async (how) => {
    const products = how === "without" ? [] : chooseProduct.products;
    const { intents, user } = await show({ ...chooseProduct, products });

    expect(screen.getByText(/drop it here/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Add a setup file" }));

    expect(intents).toEqual([{ kind: "addSetupFile" }]);
  });

  it("offers practice when there is no product", async () => {
    const { intents, user } = await show({ ...chooseProduct, products: [] });

    expect(screen.getByRole("heading", { level: 1, name: "No products yet" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Practice first" }));

    expect(intents).toEqual([{ kind: "openPractice" }]);
  });
});
