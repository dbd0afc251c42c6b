import type { ProductHead, Screen, View } from "../bridge/generated/bridge";

export const claras: ProductHead = {
  id: "claras",
  name: "Claras",
  vendor: "Claras",
  helpLink: "https://claras.example/help",
};

/** A whole view round one screen. */
export function viewOf(screen: Screen, overrides: Partial<View> = {}): View {
  return {
    revision: 1,
    sessionCode: "7KM4QX",
    practice: null,
    product: claras,
    canGoBack: screen.kind !== "start",
    notice: null,
    screen,
    ...overrides,
  };
}

const MINUTE_MS = 60_000;

export function minutesAgo(minutes: number): number {
  return Date.now() - minutes * MINUTE_MS;
}
