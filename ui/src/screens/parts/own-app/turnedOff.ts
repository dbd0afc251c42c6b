import type { SetupCard } from "../../../bridge/generated/bridge";

/** R2 leads back to an app that is there: it only has to be turned on. */
export function isTurnedOff({ obstacle, step }: SetupCard): boolean {
  return step === "registerApp" && obstacle?.kind === "appDisabled";
}
