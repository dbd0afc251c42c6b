import type { SetupLine } from "../../../bridge/generated/bridge";

/** Whether Microsoft bills nothing for what the product reads. */
export function billsNothing(steps: readonly SetupLine[]): boolean {
  return steps.some(({ step, state }) => step === "meteredApi" && state === "notNeeded");
}
