import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Card, Fix } from "../bridge/generated/bridge";
import { copy } from "../copy";
import answers from "../copy/en/answers.json";
import { expectNoViolations } from "../testing/axe";
import { answer, missing, notOnTheList } from "../testing/moreViews";
import { show } from "../testing/show";

const fixes = Object.entries(copy.answer.fixes).filter(([fix]) => fix !== "sendToMaker");
const isFix = (text: string): text is Fix => text in copy.answer.fixes;
const isCard = (text: string): text is Card => text in answers;

describe("T2 Answer", () => {
  it("says what happened, what to do, who can do it and what to send", async () => {
    await show(answer);

    expect(
      screen.getByRole("heading", { level: 1, name: "You are not on the list for this app" }),
    ).toBeDefined();
    for (const name of ["What happened", "What to do", "Who can do it", "What to send"]) {
      expect(screen.getByText(name)).toBeDefined();
    }
    expect(screen.getByText(/Can you add me, ana@brightwater.example/)).toBeDefined();
    await expectNoViolations();
  });

  it("keeps codes out of sight until asked", async () => {
    const { user } = await show(answer);
    expect(screen.queryByText("AADSTS50105")).toBeNull();

    await user.click(screen.getByRole("button", { name: "Details" }));

    expect(screen.getByText("AADSTS50105")).toBeDefined();
    expect(screen.getByText("Checked: Microsoft's answer can mean only this")).toBeDefined();
    await expectNoViolations();
  });

  it("calls a guess a guess and names what else it could be", async () => {
    await show({
      ...answer,
      diagnosis: {
        ...notOnTheList,
        situation: "user_declined",
        sureness: "inferred",
        alternatives: ["needs_admin_approval"],
        card: "E04",
      },
    });

    expect(screen.getByText("Our best guess")).toBeDefined();
    expect(screen.getByText("Only an admin can approve it")).toBeDefined();
  });

  it("names the permission that is missing, where the text does", async () => {
    const { next } = await show(missing);
    expect(screen.getByRole("heading", { level: 1, name: /can't read something it needs$/ })).toBeDefined();
    expect(screen.getByText("The permission Chat.Read.All is not approved.")).toBeDefined();
    expect(screen.getByText(/is missing a permission: Chat.Read.All/)).toBeDefined();

    await next({ ...missing, permission: null });

    expect(screen.getByText("One permission is not approved.")).toBeDefined();
  });

  it.each(fixes)("takes the fix “%s” by its own button", async (fix, label) => {
    if (!isFix(fix)) throw new Error(`${fix} is no fix`);
    const { intents, user } = await show({ ...answer, fix });

    await user.click(screen.getByRole("button", { name: label }));

    expect(intents).toEqual([{ kind: "takeFix" }]);
  });

  it("copies a summary where the maker has to act", async () => {
    const { copied, intents, user } = await show({ ...answer, fix: "sendToMaker" });

    await user.click(screen.getByRole("button", { name: "Copy a summary" }));

    expect(copied[0]).toContain("Microsoft's code: AADSTS50105");
    expect(intents).toEqual([]);
  });

  it.each([
    ["Start again", "tryAgain"],
    ["Wrong answer?", "openPasteError"],
  ])("leads on with “%s”", async (name, kind) => {
    const { intents, user } = await show(answer);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("shows no account while details are hidden", async () => {
    const { user } = await show(answer);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText(/ana@brightwater.example/)).toBeNull();
  });

  it.each(Object.keys(answers))("reads well on card %s when nothing is known", (card) => {
    if (!isCard(card)) throw new Error(`${card} is no card`);

    const words = Object.values(copy.answerWords(card, {})).join(" ");

    expect(words).not.toMatch(/[{}]/);
  });
});
