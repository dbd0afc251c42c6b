import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import { ScriptedBridge } from "./bridge/scripted";
import { Session } from "./session.svelte";
import { viewOf } from "./testing/viewOf";
import { start } from "./testing/views";

class SilentBridge extends ScriptedBridge {
  override dispatch(): Promise<void> {
    return Promise.reject(new Error("the engine is gone"));
  }
}

describe("the session", () => {
  it("says that Usher has stopped when the engine no longer answers", async () => {
    const session = new Session(new SilentBridge(viewOf(start)));
    render(App, { props: { session } });
    await session.connect();
    await tick();

    session.dispatch({ kind: "start" });
    await tick();
    await tick();

    expect(screen.getByRole("heading", { level: 1, name: "Usher has stopped" })).toBeDefined();
  });
});
