import { configure } from "@testing-library/svelte";
import { afterEach, vi } from "vitest";

// The whole page printed with each failed query hides which query it was.
configure({ getElementError: (message) => new Error(message?.split("\n")[0] ?? "not found") });

// jsdom has no CSS.escape, which user-event needs for radio groups; the names in our groups need no escaping.
vi.stubGlobal("CSS", { escape: (text: string) => text });

// jsdom knows <dialog> but not how to open one.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});
