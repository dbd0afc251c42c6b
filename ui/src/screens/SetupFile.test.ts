import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { changedFile, file, setupFile } from "../testing/fileViews";
import { show } from "../testing/show";

const alone = { product: null };
const field = () => screen.getByRole("textbox", { name: /Type your work domain/ });

describe("The preview of a setup file", () => {
  it("keeps what the file says apart from what we can tell", async () => {
    await show(setupFile, alone);

    const claims = within(screen.getByRole("region", { name: "What the file says" }));
    const facts = within(screen.getByRole("region", { name: "What we can tell" }));
    for (const claim of [file.name, file.vendor, file.purpose, file.version]) {
      expect(claims.getByText(claim)).toBeDefined();
      expect(facts.queryByText(claim)).toBeNull();
    }
    for (const fact of ["No one. The file is not signed.", file.clientId ?? "", ...file.hosts]) {
      expect(facts.getByText(fact)).toBeDefined();
      expect(claims.queryByText(fact)).toBeNull();
    }
    await expectNoViolations();
  });

  it("names who signed, and does not call the product good for it", async () => {
    const origin = { kind: "signed", domain: "larkspur.example" } as const;
    await show({ ...setupFile, file: { ...file, origin } }, alone);

    expect(screen.getByText("larkspur.example signed this file")).toBeDefined();
    expect(screen.getByText(/not how good the product is/)).toBeDefined();
    expect(screen.queryByText("No one vouches for this file")).toBeNull();
  });

  it("opens and fetches nothing that the file names", async () => {
    await show(setupFile, alone);

    expect(within(screen.getByRole("main")).queryAllByRole("link")).toEqual([]);
    expect(document.querySelectorAll("img, iframe, [src], [href^=http]")).toHaveLength(0);
  });

  it("shows the text of a file as text", async () => {
    const name = "<img src=x onerror=alert(1)>";
    await show({ ...setupFile, file: { ...file, name } }, alone);

    expect(screen.getByText(name)).toBeDefined();
    expect(document.querySelector("img")).toBeNull();
  });

  it("rates each permission and says what is too much", async () => {
    await show(setupFile, alone);

    expect(screen.getByRole("heading", { name: "It asks for 5 permissions" })).toBeDefined();
    expect(screen.getAllByText("Very high risk").length).toBeGreaterThan(0);
    expect(screen.getByText(/It can change things too/)).toBeDefined();
  });

  it("lists what changed since the file was used last", async () => {
    await show({ ...setupFile, file: changedFile }, alone);

    const changes = within(screen.getByRole("region", { name: "Changed since you used it last" }));
    expect(
      changes.getAllByRole("listitem").map((item) => item.textContent.replaceAll(/\s+/g, " ").trim()),
    ).toEqual([
      "The one before was signed by larkspur.example.",
      "It is older than the one you used, which was version 1.10.",
      "It is for another app now. The app ID before was: 00000000-0000-4000-8000-00000000c3d4",
      "It asks for more: Mail.ReadWrite",
      "It no longer asks for Chat.Read",
      "It leads to a new web address: xn--lrkspur-9xa.example",
    ]);
    await expectNoViolations();
  });

  it("hides app IDs while details are hidden", async () => {
    const { user } = await show({ ...setupFile, file: changedFile }, alone);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(document.body.textContent).not.toContain("00000000-0000");
  });

  it("puts the button that leaves it first", async () => {
    const { intents, user } = await show(setupFile, alone);
    const [first, second] = screen.getAllByRole("button", { name: /use it/i });

    expect(first?.textContent.trim()).toBe("Don't use it");
    expect(second?.textContent.trim()).toBe("Use it");
    await user.click(screen.getByRole("button", { name: "Don't use it" }));

    expect(intents).toEqual([{ kind: "back" }]);
  });

  it("is not used by pressing Enter", async () => {
    const { intents, user } = await show(setupFile, alone);

    await user.keyboard("{Enter}");
    await user.type(field(), "brightwater.example{Enter}{Enter}");

    expect(intents).toEqual([]);
  });

  it("is used with the domain that was typed", async () => {
    const { intents, user } = await show(setupFile, alone);

    await user.type(field(), " brightwater.example ");
    await user.click(screen.getByRole("button", { name: "Use it" }));

    expect(intents).toEqual([{ kind: "useSetupFile", typed: "brightwater.example" }]);
  });

  it("asks for the domain when none was typed", async () => {
    const { intents, user } = await show(setupFile, alone);

    await user.click(screen.getByRole("button", { name: "Use it" }));

    expect(intents).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
    await user.click(screen.getByRole("link", { name: /Type your work domain first/ }));
    expect(document.activeElement).toBe(field());
    await user.keyboard("brightwater.example");
    expect(document.activeElement).toBe(field());
    expect(field()).toHaveProperty("value", "brightwater.example");
    await expectNoViolations();
  });

  it("says when what was typed is no work domain, and lets it be mended", async () => {
    const { intents, user, next } = await show(setupFile, alone);

    await user.type(field(), "gmail");
    await user.click(screen.getByRole("button", { name: "Use it" }));
    await next({ ...setupFile, file: { ...file, stop: { domain: null, mistyped: true } } }, alone);

    expect(screen.getByRole("link", { name: /That is not a work domain/ })).toBeDefined();
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(field()).toHaveProperty("value", "gmail");
    expect(document.title).toMatch(/^Error: /);
    await user.clear(field());
    await user.type(field(), "brightwater.example");
    await user.click(screen.getByRole("button", { name: "Use it" }));

    expect(intents.at(-1)).toEqual({ kind: "useSetupFile", typed: "brightwater.example" });
  });

  it("asks for nothing to type where nothing great can go wrong", async () => {
    const { intents, user } = await show({ ...setupFile, file: { ...file, stop: null } }, alone);

    expect(screen.queryByRole("textbox")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Use it" }));

    expect(intents).toEqual([{ kind: "useSetupFile", typed: "" }]);
  });
});
