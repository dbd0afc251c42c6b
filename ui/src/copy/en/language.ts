import { pluralsOf } from "../plural";
import { timesOf } from "../time";

export const language = "en-US";
export const direction = "ltr";

export const plural = pluralsOf(language);
export const time = timesOf(language, (day, clock) => `${day} at ${clock}`);

const lists = new Intl.ListFormat(language, { style: "long", type: "conjunction" });

/** "a, b, and c". */
export const list = (items: readonly string[]) => lists.format(items);
