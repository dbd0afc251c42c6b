import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import type { Intent } from "./bridge/generated/bridge";
import { ScriptedBridge } from "./bridge/scripted";
import { Session } from "./session.svelte";
import { viewOf } from "./testing/viewOf";
import { start } from "./testing/views";

class SilentBridge extends ScriptedBridge {
  override dispatch(): Promise<void> {
    return Promise.reject(new Error("the engine is gone"));
  }
}

/** Takes longer over the first act than over the next. */
class SlowBridge extends ScriptedBridge {
  readonly arrived: string[] = [];
  #wait = 20;

  override async dispatch(intent: Intent): Promise<void> {
    await this.#pause();
    this.arrived.push(intent.kind);
  }

  override async handInSecret(): Promise<void> {
    await this.#pause();
    this.arrived.push("handInSecret");
  }

  async #pause(): Promise<void> {
    const wait = this.#wait;
    this.#wait = 0;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

describe("the session", () => {
  it("sends one act after the other", async () => {
    const bridge = new SlowBridge(viewOf(start));
    const session = new Session(bridge);

    session.dispatch({ kind: "fillIn", setting: "name", value: "Ours" });
    session.handInSecret("aB3", null);
    session.dispatch({ kind: "stepDone" });

    await vi.waitFor(() => expect(bridge.arrived).toEqual(["fillIn", "handInSecret", "stepDone"]));
  });

  it("says that Usher has stopped when the engine no longer answers", async () => {
    const session = new Session(new SilentBridge(viewOf(start)));
    render(App, { props: { session } });
    await session.connect();
    await tick();

    session.dispatch({ kind: "start" });

    expect(await screen.findByRole("heading", { level: 1, name: "Usher has stopped" })).toBeDefined();
  });
});
