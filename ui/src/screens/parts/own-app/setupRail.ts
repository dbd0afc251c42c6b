import type { SetupLine, SetupState, SetupStep } from "../../../bridge/generated/bridge";
import type { RailStep } from "../../../components/RailLine.svelte";
import { copy } from "../../../copy";
import type { RailLines } from "../rail";

const words = copy.settingUp;

const states: Record<SetupState, RailStep["state"]> = {
  checked: "done",
  told: "told",
  now: "now",
  next: "next",
  inTheWay: "problem",
  waiting: "waiting",
  notNeeded: "notNeeded",
};

/** What the person only told, and what goes wrong, is said in plain sight; a tick of ours speaks for itself. */
const noted: ReadonlySet<SetupState> = new Set(["told", "inTheWay", "waiting", "notNeeded"]);

/** The list of R1 to R10; what lies behind the step at hand can be gone back to. */
export function setupRail(
  lines: readonly SetupLine[],
  product: string,
  goTo: (step: SetupStep) => void,
): RailLines {
  const now = lines.findIndex(({ state }) => state === "now");

  return {
    label: words.rail.label,
    title: words.rail.title(product),
    at: words.rail.at(now + 1, lines.length),
    steps: lines.map(({ step, state }, index) => ({
      id: step,
      title: words.short[step],
      state: states[state],
      spoken: words.rail.spoken[state] ?? "",
      note: noted.has(state) ? words.rail.spoken[state] : null,
      onselect: index < now && state !== "notNeeded" ? () => goTo(step) : null,
    })),
  };
}
