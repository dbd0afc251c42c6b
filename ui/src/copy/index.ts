import { en } from "./en";

/** What every language pack must hold: the same keys, the same facts. */
export type Copy = typeof en;

/** All words that people read. */
export const copy: Copy = en;
