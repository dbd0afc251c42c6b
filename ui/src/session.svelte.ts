import { createContext } from "svelte";
import type { Bridge } from "./bridge/bridge";
import type { ConnectionId, ConnectionRow, Intent, View } from "./bridge/generated/bridge";
import { Announcer } from "./announcer.svelte";
import { copy } from "./copy";
import { TextSize } from "./textSize.svelte";

const MINUTE_MS = 60_000;

/** Where a person is in M1; kept while one connection is looked at. */
export interface ListPlace {
  readonly query: string;
  /** `null` is as many as a list begins with. */
  readonly limit: number | null;
  /** The focus comes back to it. */
  readonly opened: ConnectionId | null;
}

const TOP_OF_LIST: ListPlace = { query: "", limit: null, opened: null };

/** The one shared store: the latest view, what the person set for this window, and the way to send acts. */
export class Session {
  view = $state.raw<View | null>(null);
  /** The engine no longer answers. */
  stopped = $state(false);
  detailsHidden = $state(false);
  helpOpen = $state(false);
  /** A secret was handed in, so that it may still be in the clipboard. */
  secretCopied = $state(false);
  /** How the list of connections was left: what was looked for, how far it was drawn, what was opened. */
  list: ListPlace = $state.raw(TOP_OF_LIST);
  /** The setting of the maker's form that R9 was asked to change; its field gets the focus. */
  settingToChange: string | null = null;
  /** The connection whose removal was asked for; the list says when it is gone. */
  removing: ConnectionRow | null = null;
  /** Moves on once a minute, for words such as "2 minutes". */
  now = $state(Date.now());
  readonly textSize = new TextSize();
  readonly announcer = new Announcer();
  readonly #bridge: Bridge;
  #sent = Promise.resolve();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Follows the engine's views; resolves when the first one is here. */
  async connect(): Promise<void> {
    try {
      await this.#bridge.follow((view) => this.#receive(view));
    } catch {
      this.stopped = true;
    }
  }

  dispatch(intent: Intent): void {
    this.#send(() => this.#bridge.dispatch(intent));
  }

  copyText(text: string): void {
    this.secretCopied = false;
    this.#bridge.copyText(text).then(
      () => this.say(copy.shell.copied),
      () => this.say(copy.shell.copyFailed),
    );
  }

  /** Usher copies the address of the page at Microsoft, which takes the place of a secret in the clipboard. */
  copyPortalLink(): void {
    this.secretCopied = false;
    this.dispatch({ kind: "copyPortalLink" });
    this.say(copy.shell.copied);
  }

  /** Passes a secret on and keeps nothing of it. */
  handInSecret(secret: string, days: number | null): void {
    this.secretCopied = true;
    this.#send(() => this.#bridge.handInSecret(secret, days));
  }

  say(text: string): void {
    this.announcer.say(text);
  }

  toggleDetails(): void {
    this.detailsHidden = !this.detailsHidden;
    this.say(this.detailsHidden ? copy.shell.detailsHidden : copy.shell.detailsShown);
  }

  changeTextSize(step: "smaller" | "larger" | "usual"): void {
    this.textSize.change(step);
    this.say(copy.shell.textSize(this.textSize.percent));
  }

  /** Keeps `now` moving; returns how to stop it. */
  tick(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }

  /** One after the other: what is filled in must arrive before the press that goes on. */
  #send(act: () => Promise<void>): void {
    this.#sent = this.#sent.then(act).catch(() => {
      this.stopped = true;
    });
  }

  #receive(view: View): void {
    if (this.view !== null && view.revision < this.view.revision) return;
    this.view = view;
    // Who begins anew comes to the list anew.
    if (view.screen.kind === "start" || view.screen.kind === "chooseProduct") this.list = TOP_OF_LIST;
    this.now = Date.now();
  }
}

export const [useSession, setSession] = createContext<Session>();
