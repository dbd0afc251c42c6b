import type { PageError } from "../../../components/ErrorSummary.svelte";
import type { Credential, SetupCard, StepBody, Timestamp } from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";
import { plainLabels } from "./plainLabels";
import { isOfNoUse, wantsNew } from "./renewal";

type Body = Extract<StepBody, { kind: "makeCredential" }>;
type Secret = Extract<Credential, { kind: "secret" }>;

/** What the step shows at the moment. */
interface At {
  card: SetupCard;
  body: Body;
}

const words = copy.setupSteps.makeCredential.secret;

/** Which secret is at hand on R6: the one that is here, or one to be pasted. */
export class SecretEntry {
  readonly #at: () => At;
  /** When the credential was made that was here as the step opened. */
  readonly #first: Timestamp | null;
  /** The credential that is being replaced; a newer one ends that. */
  #replaced: Timestamp | null = $state(null);
  #empty = $state(false);
  readonly kept: Secret | null = $derived.by(() => {
    const { credential } = this.#at().body;
    return credential?.kind === "secret" ? credential : null;
  });
  /** The one that is here, where nothing is to be pasted. */
  readonly shown: Secret | null = $derived.by(() => {
    const { kept } = this;
    if (kept === null || kept.madeAt === this.#replaced) return null;
    return wantsNew(this.#at().card, kept, this.#first) ? null : kept;
  });
  readonly error: string | undefined = $derived.by(() => {
    const problem = this.#empty ? "empty" : this.#at().body.secretProblem;
    return this.shown !== null || problem === null ? undefined : plainLabels(words.shapes[problem]);
  });
  readonly errors: readonly PageError[] = $derived(
    this.error === undefined ? [] : [{ field: "secret", text: this.error }],
  );

  constructor(at: () => At, first: Timestamp | null) {
    this.#at = at;
    this.#first = first;
  }

  /** What a press of Check now means, with what was taken from the field. */
  press(secret: string): "check" | "handIn" | "nothing" {
    this.#empty = false;
    if (this.shown !== null) return "check";
    if (secret !== "") return "handIn";
    // With nothing new, the one that failed may be looked at again.
    if (this.kept !== null && this.#replaced === null && isOfNoUse(this.#at().card)) return "check";
    this.#empty = true;
    return "nothing";
  }

  replace(): void {
    this.#replaced = this.kept?.madeAt ?? null;
    this.#empty = false;
  }
}
