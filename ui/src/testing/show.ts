import { render } from "@testing-library/svelte";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { tick } from "svelte";
import App from "../App.svelte";
import type { Intent, Screen, View } from "../bridge/generated/bridge";
import { ScriptedBridge } from "../bridge/scripted";
import { Session } from "../session.svelte";
import { viewOf } from "./viewOf";

export interface Shown {
  /** What the window sent, oldest first. */
  intents: Intent[];
  copied: string[];
  handedIn: [secret: string, days: number | null][];
  user: UserEvent;
  /** Replaces the view by one that is newer. */
  next(screen: Screen, overrides?: Partial<View>): Promise<void>;
}

/** Draws the whole window on a scripted view. */
export async function show(screen: Screen, overrides: Partial<View> = {}): Promise<Shown> {
  document.documentElement.lang = "en";
  const user = userEvent.setup({ delay: null });
  const bridge = new ScriptedBridge(viewOf(screen, overrides));
  const session = new Session(bridge);
  let revision = 1;
  render(App, { props: { session } });
  await session.connect();
  await tick();
  return {
    intents: bridge.intents,
    copied: bridge.copied,
    handedIn: bridge.handedIn,
    user,
    async next(newer, changes = {}) {
      revision += 1;
      bridge.show(viewOf(newer, { revision, ...changes }));
      await tick();
    },
  };
}
