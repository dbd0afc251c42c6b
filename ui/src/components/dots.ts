/** Stands for any hidden detail: one length for all, so that not even the length of a name is told. */
export const DOTS = "••••••••";
