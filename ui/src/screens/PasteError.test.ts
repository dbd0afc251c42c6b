import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { pasteError } from "../testing/moreViews";
import { show } from "../testing/show";

const alone = { product: null };
const ERROR = "AADSTS50105: not assigned";

/** What a browser hands over when something is dropped. */
function drop(files: File[], texts: Record<string, string> = {}): { dataTransfer: object } {
  return { dataTransfer: { files, getData: (type: string) => texts[type] ?? "" } };
}

const box = () => screen.getByRole("textbox", { name: "The error, or the web address" });

describe("T1 Paste the error", () => {
  it("sends what was pasted", async () => {
    const { intents, user } = await show(pasteError, alone);

    await user.click(box());
    await user.paste(ERROR);
    await user.click(screen.getByRole("button", { name: "Find the answer" }));

    expect(intents).toEqual([{ kind: "findAnswer", text: ERROR }]);
    await expectNoViolations();
  });

  it("asks for a text when there is none", async () => {
    const { intents, user } = await show(pasteError, alone);

    await user.click(screen.getByRole("button", { name: "Find the answer" }));

    expect(intents).toEqual([]);
    expect(screen.getByRole("link", { name: "Paste some text first." })).toBeDefined();
    expect(box().getAttribute("aria-invalid")).toBe("true");
    await expectNoViolations();
  });

  it("says that a text is too long, and takes a shorter one", async () => {
    const { intents, user } = await show({ ...pasteError, text: "é".repeat(140_000) }, alone);

    await user.click(screen.getByRole("button", { name: "Find the answer" }));
    expect(intents).toEqual([]);
    expect(screen.getByRole("link", { name: /^That is too long/ })).toBeDefined();

    await user.clear(box());
    await user.paste(ERROR);
    await user.click(screen.getByRole("button", { name: "Find the answer" }));
    expect(intents).toEqual([{ kind: "findAnswer", text: ERROR }]);
  });

  it("keeps the text of an answer that was wrong", async () => {
    await show({ ...pasteError, text: ERROR }, alone);

    expect(box()).toHaveProperty("value", ERROR);
  });

  it.each(["error.txt", "page.html", "mail.eml", "Link.URL"])("reads a dropped file %s", async (name) => {
    await show(pasteError, alone);

    await fireEvent.drop(box(), drop([new File([ERROR], name)]));

    await expect.poll(() => box()).toHaveProperty("value", ERROR);
  });

  it("takes a link that is dropped from the address bar", async () => {
    await show(pasteError, alone);

    await fireEvent.drop(box(), drop([], { "text/uri-list": "https://login.microsoftonline.com/error" }));

    await expect.poll(() => box()).toHaveProperty("value", "https://login.microsoftonline.com/error");
  });

  it.each([
    [new File([ERROR], "picture.png"), /of another kind/],
    [new File(["x".repeat(256 * 1024 + 1)], "big.txt"), /too big/],
  ])("refuses a file that can't help, and says why", async (file, words) => {
    await show(pasteError, alone);

    await fireEvent.drop(box(), drop([file]));

    expect(await screen.findByRole("link", { name: words })).toBeDefined();
    expect(box()).toHaveProperty("value", "");
  });

  it("has a button that does what a drop does", async () => {
    const { user } = await show(pasteError, alone);
    const picker = document.querySelector<HTMLInputElement>("input[type=file]");
    if (picker === null) throw new Error("there is no file picker");

    expect(screen.getByRole("button", { name: "Browse for a file" })).toBeDefined();
    await user.upload(picker, new File([ERROR], "error.txt"));

    await expect.poll(() => box()).toHaveProperty("value", ERROR);
  });
});
