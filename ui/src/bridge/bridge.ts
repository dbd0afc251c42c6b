import type { Intent, View } from "./generated/bridge";

/** What the window needs from the outside: a stream of views, and a way to send acts and texts. */
export interface Bridge {
  /** Calls `receive` with the present view and with each newer one. */
  follow(receive: (view: View) => void): Promise<void>;
  dispatch(intent: Intent): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Hands a client secret in, once; `days` is how long it lasts, where the person knows it. */
  handInSecret(secret: string, days: number | null): Promise<void>;
}
