import { screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Screen } from "../bridge/generated/bridge";
import { button, primaries, showStep } from "../testing/ownAppSteps";
import {
  CLIENT,
  metered,
  policy,
  policyFound,
  policyWaiting,
  setupAt,
  unregistered,
} from "../testing/ownAppViews";
import { minutesAgo } from "../testing/viewOf";

describe("R7: the Teams policy", () => {
  it("copies one command at a time, whole", async () => {
    const { copied, user } = await showStep(setupAt("teamsPolicy", policy));

    for (const number of policy.commands.keys()) await user.click(button(`Copy command ${number + 1}`));

    expect(copied).toEqual(policy.commands);
    expect([...document.querySelectorAll("pre")].map((block) => block.textContent.trim())).toEqual(
      policy.commands,
    );
  });

  it("looks at what the second command showed", async () => {
    const { intents, user } = await showStep(setupAt("teamsPolicy", policy));

    await user.click(button("Look at it"));
    expect(screen.getAllByText("Paste what the command shows first.")).toHaveLength(2);
    await user.click(screen.getByLabelText("What command 2 shows"));
    await user.paste("Identity : Tag:Room-apps");
    await user.click(button("Look at it"));

    expect(intents).toEqual([{ kind: "givePolicyOutput", text: "Identity : Tag:Room-apps" }]);
  });

  it("takes the focus to what is wrong with an empty paste", async () => {
    const { user } = await showStep(setupAt("teamsPolicy", policy));

    await user.click(button("Look at it"));

    expect(document.activeElement?.textContent).toContain("There is a problem");
    expect(screen.getAllByText("Paste what the command shows first.")).toHaveLength(2);
  });

  it.each<[string, Partial<typeof policy>]>([
    ["You have no policy yet.", { found: { kind: "none" }, output: "policies" }],
    ["This is not what the command shows.", { output: "notOutput" }],
  ])("says aloud what the text was: %s", async (text, found) => {
    const { next, user } = await showStep(setupAt("teamsPolicy", policy));
    await user.click(screen.getByLabelText("What command 2 shows"));
    await user.paste("nothing");
    await user.click(button("Look at it"));

    await next(setupAt("teamsPolicy", { ...policy, ...found }));

    expect(screen.getByRole("status").textContent).toContain(text);
  });

  it("lets the person choose among policies that are there", async () => {
    const { intents, user } = await showStep(setupAt("teamsPolicy", policyFound));
    expect(screen.getByText(/We add the app to one and keep the rest/)).toBeDefined();

    await user.click(screen.getByRole("radio", { name: "Bots" }));

    expect(intents).toEqual([{ kind: "pickPolicy", name: "Bots" }]);
  });

  it.each<[NonNullable<typeof policy.output>, RegExp]>([
    ["policies", /You have no policy yet/],
    ["notInstalled", /PowerShell does not know Teams yet/],
    ["notAllowed", /Run command 1 again/],
    ["red", /That shows an error in red. Paste all of it and we will look./],
    ["notOutput", /This is not what the command shows/],
  ])("tells what the text was: %s", async (output, text) => {
    await showStep(setupAt("teamsPolicy", { ...policy, found: { kind: "none" }, output }));

    expect(screen.getByText(text)).toBeDefined();
  });

  it("goes on while Teams takes its time", async () => {
    const { intents, user } = await showStep(policyWaiting);
    expect(screen.getByText(/Next check at/)).toBeDefined();
    expect(primaries()).toEqual(["Go on meanwhile"]);

    await user.click(button("Go on meanwhile"));
    await user.click(button("Check now"));

    expect(intents).toEqual([{ kind: "stepDone" }, { kind: "checkNow" }]);
  });

  it("says why the next step is not needed", async () => {
    await showStep(setupAt("teamsPolicy", policy));

    expect(screen.getByText(/Microsoft bills nothing for this, so skip it/)).toBeDefined();
  });

  it("shows neither the app's ID nor a policy while details are hidden, and copies all", async () => {
    const { copied, next, user } = await showStep(setupAt("teamsPolicy", policy));
    await user.click(screen.getByLabelText("What command 2 shows"));
    await user.paste("Identity : Tag:Room-apps");
    await next(setupAt("teamsPolicy", policyFound));

    await user.click(button("Hide details"));
    await user.click(button("Copy command 3"));

    expect(document.body.textContent).not.toContain(CLIENT);
    expect(document.body.textContent).not.toContain("Room-apps");
    expect(screen.getByLabelText("What command 2 shows")).toHaveProperty("value", "••••••••");
    expect(screen.getByText(/You have these already: Policy 1 and Policy 2/)).toBeDefined();
    expect(copied).toEqual([policyFound.commands[2]]);
  });

  it("asks for the ids first where there are no commands yet", async () => {
    const { intents, user } = await showStep(setupAt("teamsPolicy", { ...policy, commands: [] }));

    await user.click(button("Paste the two IDs"));

    expect(intents).toEqual([{ kind: "goToStep", step: "pasteIds" }]);
  });
});

describe("R7 and R8", () => {
  it.each<[string, Screen]>([
    ["R7", setupAt("teamsPolicy", policy)],
    ["R8", setupAt("meteredApi", metered)],
  ])("say what to do and how it is known that it is done: %s", async (_code, view) => {
    await showStep(view);

    expect(screen.getByRole("heading", { level: 2, name: "Do this" })).toBeDefined();
    expect(screen.getByText(/^You tell us/)).toBeDefined();
  });

  it("check first on R8 where a check found that no one pays", async () => {
    const unpaid = { obstacle: { kind: "paymentRequired" as const }, checkedAt: minutesAgo(1) };
    const { intents, next, user } = await showStep(
      setupAt("meteredApi", metered, { ...unpaid, canCheck: true }),
    );
    expect(primaries()).toEqual(["Check now"]);
    await user.click(button("Check now"));
    await user.click(button("I ran them"));
    expect(intents).toEqual([{ kind: "checkNow" }, { kind: "stepDone" }]);

    await next(setupAt("meteredApi", metered, { ...unpaid, canCheck: false }));

    expect(primaries()).toEqual(["I ran them"]);
  });

  it("say of R8 only what is known", async () => {
    await showStep(setupAt("meteredApi", { ...metered, apis: [] }));

    expect(screen.getByText(/who pays\.$/)).toBeDefined();
    expect([...document.querySelectorAll("main ul")].filter((list) => list.children.length === 0)).toEqual(
      [],
    );
    expect(screen.getByText("You tell us: we can't see that window.")).toBeDefined();
  });

  it("look on R8 at what the second command showed", async () => {
    const { intents, next, user } = await showStep(setupAt("meteredApi", metered));
    await user.click(button("Look at it"));
    expect(screen.getAllByText("Paste what the command shows first.")).toHaveLength(2);

    await user.click(screen.getByLabelText("What command 2 shows"));
    await user.paste("ERROR: Please run 'az login'");
    await user.click(button("Look at it"));
    await next(setupAt("meteredApi", { ...metered, output: "signedOut" }));

    expect(intents).toEqual([{ kind: "giveBillingOutput", text: "ERROR: Please run 'az login'" }]);
    expect(screen.getByRole("status").textContent).toContain("Run command 1 again, then command 2.");
    await user.click(button("Hide details"));
    expect(screen.getByLabelText("What command 2 shows")).toHaveProperty("value", "••••••••");
  });

  it("look at the end of a window that is longer than Usher takes", async () => {
    const { intents, user } = await showStep(setupAt("meteredApi", metered));
    await user.click(screen.getByLabelText("What command 2 shows"));
    await user.paste(`${"x".repeat(80_000)}the end`);

    await user.click(button("Look at it"));

    const sent = intents[0];
    if (sent?.kind !== "giveBillingOutput") throw new Error("nothing was looked at");
    expect([sent.text.length, sent.text.endsWith("the end")]).toEqual([80_000, true]);
  });

  it("say the same answer again when the text is looked at again", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { next, user } = await showStep(setupAt("meteredApi", metered));
    await user.click(screen.getByLabelText("What command 2 shows"));
    await user.paste("nothing");
    await user.click(button("Look at it"));
    await next(setupAt("meteredApi", { ...metered, output: "notOutput", looks: 1 }));
    const spoken: (string | null)[] = [];
    const region = screen.getByRole("status");
    new MutationObserver(() => spoken.push(region.textContent)).observe(region, {
      characterData: true,
      childList: true,
      subtree: true,
    });

    await user.click(button("Look at it"));
    await next(setupAt("meteredApi", { ...metered, output: "notOutput", looks: 2 }));
    await vi.advanceTimersByTimeAsync(6_000);

    expect(spoken.at(-1)).toContain("This is not what the command shows.");
  });

  it.each<[NonNullable<typeof metered.output>, RegExp]>([
    ["pays", /Your subscription pays for this app/],
    ["otherApp", /That is for another app/],
    ["notFinished", /Azure has not finished/],
    ["notAllowed", /Ask the owner of the subscription/],
    ["signedOut", /You are not signed in to Azure/],
    ["unknownNames", /Put yours where you see capitals/],
    ["red", /That shows an error/],
    ["notOutput", /This is not what the command shows/],
  ])("tell on R8 what the text was: %s", async (output, text) => {
    await showStep(setupAt("meteredApi", { ...metered, output }));

    expect(screen.getByText(text)).toBeDefined();
  });

  it("give on R8 the command that a new subscription needs first", async () => {
    const { copied, user } = await showStep(setupAt("meteredApi", unregistered));

    await user.click(button("Copy the command for it"));

    expect(copied).toEqual([unregistered.first]);
  });

  it("name where the commands of R8 are run, as quotes differ elsewhere", async () => {
    await showStep(setupAt("meteredApi", metered));

    expect(screen.getByText(/Azure Cloud Shell/).closest("p")?.textContent).toContain("Bash");
    expect(screen.getByText("Needs the owner of the Azure subscription")).toBeDefined();
  });
});
