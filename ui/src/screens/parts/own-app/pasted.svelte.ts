import type { PageError } from "../../../components/ErrorSummary.svelte";
import { copy } from "../../../copy";
import { Tries } from "../tries.svelte";

const words = copy.setupSteps.output;
/** The end of a long window holds what the last command printed. In any writing this is less than Usher takes. */
const LONGEST = 80_000;

/** What a command printed, pasted for Usher to look at; an empty text is told on the page, each time anew. */
export class Pasted {
  readonly field: string;
  readonly #tries: Tries;
  readonly #look: (text: string) => void;
  #empty = $state(false);

  /** `shown` is what the answer replaces. */
  constructor(field: string, shown: () => unknown, look: (text: string) => void) {
    this.field = field;
    this.#tries = new Tries(shown);
    this.#look = look;
  }

  get error(): string | undefined {
    return this.#empty ? words.empty : undefined;
  }

  get errors(): readonly PageError[] {
    return this.#empty ? [{ field: this.field, text: words.empty, attempt: this.#tries.all }] : [];
  }

  look(text: string): void {
    this.#tries.add();
    this.#empty = text.trim() === "";
    if (!this.#empty) this.#look(text.slice(-LONGEST));
  }
}
