import { screen } from "@testing-library/svelte";
import { expect } from "vitest";
import type { Screen, StepBody } from "../bridge/generated/bridge";
import { kaltura } from "./ownAppViews";
import { show, type Shown } from "./show";

export const named: Extract<StepBody, { kind: "registerApp" }> = {
  kind: "registerApp",
  name: "Kaltura Teams Integration",
  isFixed: false,
};
export const granting: StepBody = { kind: "grantConsent", permissions: 4 };

/** Draws one step of R1 to R10. */
export function showStep(view: Screen): Promise<Shown> {
  return show(view, { product: kaltura });
}

export function button(name: string | RegExp): HTMLElement {
  return screen.getByRole("button", { name });
}

export function noButton(name: string): void {
  expect(screen.queryByRole("button", { name })).toBeNull();
}

/** What the primary buttons of the page say. */
export function primaries(): string[] {
  return [...document.querySelectorAll("main button.primary")].map((found) => found.textContent.trim());
}
