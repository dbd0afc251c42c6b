import { beforeEach, describe, expect, it, vi } from "vitest";
import { viewOf } from "../testing/viewOf";
import { start } from "../testing/views";
import type { View } from "./generated/bridge";
import { TauriBridge } from "./tauri";

const tauri = vi.hoisted(() => ({ invoke: vi.fn(), listen: vi.fn() }));
vi.mock("@tauri-apps/api/core", () => ({ invoke: tauri.invoke }));
vi.mock("@tauri-apps/api/event", () => ({ listen: tauri.listen }));

describe("the bridge to the engine", () => {
  beforeEach(() => void vi.resetAllMocks());

  it("listens before it asks, so that no view is lost", async () => {
    const order: string[] = [];
    const view = viewOf(start);
    tauri.listen.mockImplementation(async (name: string) => void order.push(name));
    tauri.invoke.mockImplementation(async (name: string) => {
      order.push(name);
      return view;
    });
    const received: View[] = [];

    await new TauriBridge().follow((newest) => received.push(newest));

    expect(order).toEqual(["view-changed", "current_view"]);
    expect(received).toEqual([view]);
  });

  it("passes on every view that comes later", async () => {
    let send: (event: { payload: View }) => void = () => undefined;
    tauri.listen.mockImplementation(async (_name: string, receive: typeof send) => void (send = receive));
    tauri.invoke.mockResolvedValue(viewOf(start));
    const revisions: number[] = [];
    await new TauriBridge().follow((view) => revisions.push(view.revision));

    send({ payload: viewOf(start, { revision: 2 }) });

    expect(revisions).toEqual([1, 2]);
  });

  it("sends acts and texts under the names the window knows", async () => {
    const bridge = new TauriBridge();

    await bridge.dispatch({ kind: "start" });
    await bridge.copyText("7KM-4QX");
    await bridge.handInSecret("aB3~practice-only-secret", 180);

    expect(tauri.invoke.mock.calls).toEqual([
      ["dispatch", { intent: { kind: "start" } }],
      ["copy_text", { text: "7KM-4QX" }],
      ["hand_in_secret", { secret: "aB3~practice-only-secret", days: 180 }],
    ]);
  });
});
