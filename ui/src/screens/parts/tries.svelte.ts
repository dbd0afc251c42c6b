/** Counts what was tried, so that the same refusal is told again. */
export class Tries {
  readonly #shown: () => unknown;
  #count = $state(0);
  #triedAt: unknown = $state.raw();
  /** The tries whose answer is shown; it comes with another view than the one that was tried at. */
  readonly answered: number = $derived.by(() =>
    this.#count > 0 && this.#triedAt === this.#shown() ? this.#count - 1 : this.#count,
  );

  /** `shown` is what the answer replaces. */
  constructor(shown: () => unknown) {
    this.#shown = shown;
  }

  /** All tries, for what the page itself finds. */
  get all(): number {
    return this.#count;
  }

  add(): void {
    this.#count += 1;
    this.#triedAt = this.#shown();
  }
}
