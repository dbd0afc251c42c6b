import { fireEvent, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { beforeSignIn, picker, start, waiting } from "../testing/views";

describe("the shell", () => {
  it("has both live regions in the page from the start", async () => {
    await show(start);

    expect(screen.getAllByRole("status")).toHaveLength(1);
    expect(screen.getAllByRole("alert")).toHaveLength(1);
  });

  it("shows step and session code, and what the code is not", async () => {
    await show(picker);

    const footer = within(screen.getByRole("contentinfo"));
    expect(footer.getByText("C3")).toBeDefined();
    expect(footer.getByText("7KM-4QX")).toBeDefined();
    expect(footer.getByText("This code gives no one access.")).toBeDefined();
  });

  it("offers Back only where there is a way back", async () => {
    const { intents, user, next } = await show(beforeSignIn);
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(intents).toEqual([{ kind: "back" }]);

    await next(start);

    expect(screen.queryByRole("button", { name: "Back" })).toBeNull();
  });

  it.each([
    { key: "ArrowLeft", altKey: true },
    { key: "[", metaKey: true },
  ])("goes back with $key", async (key) => {
    const { intents } = await show(beforeSignIn);

    await fireEvent.keyDown(window, key);

    expect(intents).toEqual([{ kind: "back" }]);
  });

  it("moves focus to the title of each new screen", async () => {
    const { next } = await show(start);

    await next(beforeSignIn);

    expect(document.activeElement).toBe(
      screen.getByRole("heading", { level: 1, name: "Before you sign in" }),
    );
  });

  it("leaves focus alone when only the facts of a screen change", async () => {
    const { next } = await show(waiting);
    screen.getByRole("button", { name: "Stop waiting" }).focus();

    await next({ ...waiting, stage: "askGently" });

    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Stop waiting" }));
  });

  it("never shows an older view over a newer one", async () => {
    const { next } = await show(beforeSignIn, { revision: 7 });

    await next(start, { revision: 6 });

    expect(screen.getByRole("heading", { level: 1, name: "Before you sign in" })).toBeDefined();
  });

  it("steps through the text sizes, keeps the last one, and says it", async () => {
    const { user } = await show(start);

    await user.click(screen.getByRole("button", { name: /Larger text/ }));
    await fireEvent.keyDown(window, { key: "+", ctrlKey: true });
    expect(document.documentElement.dataset["text"]).toBe("150");
    expect(localStorage.getItem("usher.text-size")).toBe("150");
    await fireEvent.keyDown(window, { key: "-", ctrlKey: true });
    expect(document.documentElement.dataset["text"]).toBe("125");
    await fireEvent.keyDown(window, { key: "0", metaKey: true });

    expect(document.documentElement.dataset["text"]).toBe("100");
    expect(screen.getByRole("status").textContent).toBe("Text size 125%");
  });

  it("hides details on request and offers to show them again", async () => {
    const { user } = await show(waiting);

    await user.click(screen.getByRole("button", { name: "Hide details" }));
    expect(document.body.textContent).not.toContain("ana@brightwater.example");
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Show details" }));

    expect(document.body.textContent).toContain("ana@brightwater.example");
  });

  it("opens help with F1, closes it with Escape's event, and leads to pasting an error", async () => {
    const { intents, user } = await show(beforeSignIn);

    await fireEvent.keyDown(window, { key: "F1" });
    const dialog = screen.getByRole("dialog", { name: "Help" });
    expect(document.activeElement).toBe(within(dialog).getByRole("heading", { name: "Help" }));
    expect(dialog.textContent).toContain("You are at step C1.");
    await expectNoViolations();
    await fireEvent(dialog, new Event("close"));
    await tick();
    await user.click(screen.getByRole("button", { name: "Help" }));
    await user.click(within(dialog).getByRole("button", { name: "Paste an error" }));

    expect(intents).toEqual([{ kind: "openPasteError" }]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("copies the maker's help link through the bridge", async () => {
    const { copied, user } = await show(beforeSignIn);
    await user.click(screen.getByRole("button", { name: "Help" }));

    await user.click(screen.getByRole("button", { name: "Copy the link" }));

    expect(copied).toEqual(["https://claras.example/help"]);
    expect(screen.getByRole("status").textContent).toContain("Copied.");
  });

  it("tells a problem above the content until it is closed", async () => {
    const { intents, user } = await show(beforeSignIn, { notice: { code: "offline" } });

    expect(screen.getByText("You seem to be offline")).toBeDefined();
    expect(screen.getByRole("status").textContent).toContain("You seem to be offline");
    await user.click(screen.getByRole("button", { name: "Close this message" }));

    expect(intents).toEqual([{ kind: "dismissNotice" }]);
    await expectNoViolations();
  });

  it("offers a way past the header for the keyboard", async () => {
    const { user } = await show(start);
    screen.getByRole("heading", { level: 1 }).blur();

    await user.tab();

    expect(document.activeElement).toBe(screen.getByRole("link", { name: "Skip to the content" }));
  });
});
