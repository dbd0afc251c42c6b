import type { CheckState, WalkLine, WalkStep } from "../../bridge/generated/bridge";
import type { RailStep } from "../../components/RailLine.svelte";
import { copy } from "../../copy";

const words = copy.walking;

const states: Record<CheckState, RailStep["state"]> = {
  next: "next",
  running: "now",
  passed: "done",
  problem: "now",
};

/** What the list of steps shows. */
export interface RailLines {
  label: string;
  title: string;
  at: string;
  steps: RailStep[];
}

/** The list of steps of a way; the one at hand is the first that is not done. */
export function railOf(lines: readonly WalkLine[], product: string): RailLines {
  const answers = lines.some(({ step }) => step === "openRequests");
  const now = lines.findIndex(({ state }) => states[state] === "now");
  const count = lines.length;

  return {
    label: words.rail.label,
    title: answers ? words.rail.requestTitle : words.rail.title,
    at: words.rail.at(now < 0 ? count : now + 1, count),
    steps: lines.map(({ step, state }, index) => ({
      id: step,
      title: shortTitle(step, product),
      state: states[state],
      spoken: words.rail.done(index + 1, count),
    })),
  };
}

function shortTitle(step: WalkStep, product: string): string {
  return step === "check" ? words.check : words.steps[step].short(product);
}
