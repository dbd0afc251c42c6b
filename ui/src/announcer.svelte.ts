const GAP_MS = 5_000;
/** Long enough for a screen reader to see the region empty. */
const EMPTY_MS = 50;

/** Speaks through the two live regions, at most one polite message in five seconds; what comes between is joined. */
export class Announcer {
  polite = $state("");
  urgent = $state("");
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    if (this.#waiting.at(-1) === text) return;
    this.#waiting.push(text);
    if (this.#timer === undefined) this.#speak();
  }

  alert(text: string): void {
    this.urgent = text;
  }

  #speak(): void {
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    this.#fill(this.#waiting.join(" "));
    this.#waiting = [];
    this.#timer = setTimeout(() => this.#speak(), GAP_MS);
  }

  /** The same words twice are a change only when the region was empty between them. */
  #fill(text: string): void {
    if (this.polite !== text) {
      this.polite = text;
      return;
    }
    this.polite = "";
    setTimeout(() => (this.polite = text), EMPTY_MS);
  }
}
