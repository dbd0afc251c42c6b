import type { PageError } from "../../../components/ErrorSummary.svelte";
import type { Credential, Obstacle, SetupCard, StepBody, Timestamp } from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";
import { plainLabels } from "./plainLabels";

type Body = Extract<StepBody, { kind: "makeCredential" }>;
type Secret = Extract<Credential, { kind: "secret" }>;

/** What the step shows at the moment. */
interface At {
  card: SetupCard;
  body: Body;
}

const words = copy.setupSteps.makeCredential.secret;
/** Only a new secret mends these. */
const renewed: ReadonlySet<Obstacle["kind"]> = new Set(["secretWrong", "secretEnded", "nothingKept"]);

/** Which secret is at hand on R6: the one that is here, or one to be pasted. */
export class SecretEntry {
  readonly #at: () => At;
  /** The credential that is being replaced; a newer one ends that. */
  #replaced: Timestamp | null = $state(null);
  #empty = $state(false);
  readonly kept: Secret | null = $derived.by(() => {
    const { credential } = this.#at().body;
    return credential?.kind === "secret" ? credential : null;
  });
  readonly #needsNew = $derived.by(() => {
    const { obstacle } = this.#at().card;
    return obstacle !== null && renewed.has(obstacle.kind);
  });
  /** The one that is here, where nothing is to be pasted. */
  readonly shown: Secret | null = $derived(
    this.kept !== null && this.kept.madeAt !== this.#replaced && !this.#needsNew ? this.kept : null,
  );
  readonly error: string | undefined = $derived.by(() => {
    const problem = this.#empty ? "empty" : this.#at().body.secretProblem;
    return this.shown !== null || problem === null ? undefined : plainLabels(words.shapes[problem]);
  });
  readonly errors: readonly PageError[] = $derived(
    this.error === undefined ? [] : [{ field: "secret", text: this.error }],
  );

  constructor(at: () => At) {
    this.#at = at;
  }

  /** What a press of Check now means, with what was taken from the field. */
  press(secret: string): "check" | "handIn" | "nothing" {
    this.#empty = false;
    if (this.shown !== null) return "check";
    if (secret !== "") return "handIn";
    // With nothing new, the one that is here may be looked at again.
    if (this.kept !== null && this.#replaced === null) return "check";
    this.#empty = true;
    return "nothing";
  }

  replace(): void {
    this.#replaced = this.kept?.madeAt ?? null;
    this.#empty = false;
  }
}
