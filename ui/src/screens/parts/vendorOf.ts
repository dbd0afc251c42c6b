import type { Screen, StartsAt } from "../../bridge/generated/bridge";

type Vendor = Extract<StartsAt, { kind: "vendor" }>;

/** The maker's own page, when that is where the browser is. An approval is always on Microsoft's page. */
export function vendorOf(screen: Extract<Screen, { kind: "waitingForBrowser" }>): Vendor | null {
  return screen.startsAt.kind === "vendor" && screen.aim !== "approve" ? screen.startsAt : null;
}
