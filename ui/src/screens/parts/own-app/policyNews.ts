import type { PolicyFound } from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";

const words = copy.setupSteps.teamsPolicy;

/** What the pasted output says of the policies that are there. */
export function policyNews(found: PolicyFound): string {
  if (found.kind !== "some") return words.none;
  return found.hasApp ? words.hasApp(found.picked) : words.some(found.names);
}
