import { pluralsOf } from "../plural";
import { timesOf } from "../time";

export const language = "en-US";
export const direction = "ltr";

export const plural = pluralsOf(language);
export const time = timesOf(language, {
  at: (day, clock) => `${day} at ${clock}`,
  on: (day) => `on ${day}`,
});

const numbers = new Intl.NumberFormat(language);

/** "1,000". */
export const number = (count: number) => numbers.format(count);

const lists = new Intl.ListFormat(language, { style: "long", type: "conjunction" });

/** "a, b, and c". */
export const list = (items: readonly string[]) => lists.format(items);
