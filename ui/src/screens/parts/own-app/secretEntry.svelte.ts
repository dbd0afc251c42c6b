import type { PageError } from "../../../components/ErrorSummary.svelte";
import type { Credential, SetupCard, StepBody, Timestamp } from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";
import { Tries } from "../tries.svelte";
import { plainLabels } from "./plainLabels";
import { isOfNoUse, wantsNew } from "./renewal";

type Body = Extract<StepBody, { kind: "makeCredential" }>;
type Secret = Extract<Credential, { kind: "secret" }>;

/** What the step shows at the moment. */
interface At {
  card: SetupCard;
  body: Body;
}

/** What the person wants for the credential that was made then; a newer one ends it. */
interface Wish {
  kind: "keep" | "replace";
  madeAt: Timestamp;
}

const words = copy.setupSteps.makeCredential.secret;

/** Which secret is at hand on R6: the one that is here, or one to be pasted. */
export class SecretEntry {
  readonly #at: () => At;
  /** When the credential was made that was here as the step opened. */
  readonly #first: Timestamp | null;
  readonly #tries: Tries;
  #wish: Wish | null = $state.raw(null);
  /** Nothing was pasted for what is kept here. */
  #emptyFor: Secret | null | undefined = $state.raw();
  /** What the page showed when a secret was handed in; the answer is another view. */
  #handedInAt: Body | null = $state.raw(null);
  readonly kept: Secret | null = $derived.by(() => {
    const { credential } = this.#at().body;
    return credential?.kind === "secret" ? credential : null;
  });
  /** The one that is here, where nothing is to be pasted. */
  readonly shown: Secret | null = $derived.by(() => {
    const { kept } = this;
    if (kept === null) return null;
    if (this.#wish?.madeAt === kept.madeAt) return this.#wish.kind === "keep" ? kept : null;
    return wantsNew(this.#at().card, kept, this.#first) ? null : kept;
  });
  /** The one that is here may stay instead of being replaced. */
  readonly canKeep: boolean = $derived.by(
    () => this.shown === null && this.kept !== null && !isOfNoUse(this.#at().card),
  );
  readonly #isEmpty = $derived(this.#emptyFor !== undefined && this.#emptyFor?.madeAt === this.kept?.madeAt);
  readonly error: string | undefined = $derived.by(() => {
    const problem = this.#isEmpty ? "empty" : this.#at().body.secretProblem;
    return this.shown !== null || problem === null ? undefined : plainLabels(words.shapes[problem]);
  });
  readonly errors: readonly PageError[] = $derived.by(() => {
    if (this.error === undefined) return [];
    const attempt = this.#isEmpty ? this.#tries.all : this.#tries.answered;
    return [{ field: "secret", text: this.error, attempt }];
  });

  constructor(at: () => At, first: Timestamp | null) {
    this.#at = at;
    this.#tries = new Tries(() => at().body);
    this.#first = first;
  }

  /** What a press of Check now means, with what was taken from the field. */
  press(secret: string): "check" | "handIn" | "nothing" {
    const { card, body } = this.#at();
    if (secret !== "") {
      this.#emptyFor = undefined;
      this.#handedInAt = body;
      this.#tries.add();
      return "handIn";
    }
    // The field is empty because it was just handed in.
    if (card.checking || this.#handedInAt === body) return "nothing";
    if (this.shown !== null) return "check";
    // With nothing new, the one that failed may be looked at again.
    if (this.kept !== null && this.#wish === null && isOfNoUse(card)) return "check";
    this.#emptyFor = this.kept;
    this.#tries.add();
    return "nothing";
  }

  wish(kind: Wish["kind"]): void {
    this.#wish = this.kept === null ? null : { kind, madeAt: this.kept.madeAt };
    this.#emptyFor = undefined;
  }
}
