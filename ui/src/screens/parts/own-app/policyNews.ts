import type { PolicyFound } from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";

type Some = Extract<PolicyFound, { kind: "some" }>;

const words = copy.setupSteps.teamsPolicy;

/** What a policy is called on the page: a number stands for its name while details are hidden. */
export function policyName({ names }: Some, name: string, hidden: "hidden" | "shown"): string {
  return hidden === "hidden" ? words.hiddenPolicy(names.indexOf(name) + 1) : name;
}

/** What the pasted output says of the policies that are there. */
export function policyNews(found: PolicyFound, hidden: "hidden" | "shown"): string {
  if (found.kind !== "some") return words.none;
  const called = (name: string) => policyName(found, name, hidden);
  return found.hasApp ? words.hasApp(called(found.picked)) : words.some(found.names.map(called));
}
