const SIZES = [100, 125, 150, 200, 300] as const;
const USUAL = 100;
const KEY = "usher.text-size";

/** The text size of this window, kept for the next start. */
export class TextSize {
  percent = $state(saved());

  change(step: "smaller" | "larger" | "usual"): void {
    const place = SIZES.findIndex((size) => size === this.percent);
    const next = step === "usual" ? USUAL : SIZES[place + (step === "larger" ? 1 : -1)];
    if (next === undefined) return;
    this.percent = next;
    localStorage.setItem(KEY, String(next));
  }
}

function saved(): number {
  const kept = Number(localStorage.getItem(KEY));
  return SIZES.find((size) => size === kept) ?? USUAL;
}
