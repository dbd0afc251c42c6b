import axe from "axe-core";
import { expect } from "vitest";

/** Runs axe over the page; contrast is checked in a real browser, jsdom draws nothing. */
export async function expectNoViolations(): Promise<void> {
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    rules: { "color-contrast": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
