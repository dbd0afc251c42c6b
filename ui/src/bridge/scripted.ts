import type { Bridge } from "./bridge";
import type { Intent, View } from "./generated/bridge";

/** Replays written views and keeps what was sent, for tests and screenshots. */
export class ScriptedBridge implements Bridge {
  readonly intents: Intent[] = [];
  readonly copied: string[] = [];
  readonly handedIn: [secret: string, days: number | null][] = [];
  #receive: (view: View) => void = () => undefined;
  #first: View;

  constructor(first: View) {
    this.#first = first;
  }

  follow(receive: (view: View) => void): Promise<void> {
    this.#receive = receive;
    receive(this.#first);
    return Promise.resolve();
  }

  show(view: View): void {
    this.#receive(view);
  }

  dispatch(intent: Intent): Promise<void> {
    this.intents.push(intent);
    return Promise.resolve();
  }

  copyText(text: string): Promise<void> {
    this.copied.push(text);
    return Promise.resolve();
  }

  handInSecret(secret: string, days: number | null): Promise<void> {
    this.handedIn.push([secret, days]);
    return Promise.resolve();
  }
}
