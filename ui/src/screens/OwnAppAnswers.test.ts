import { screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Intent } from "../bridge/generated/bridge";
import { expectNoViolations } from "../testing/axe";
import { button, noButton, showStep } from "../testing/ownAppSteps";
import {
  answers,
  CLIENT,
  DIRECTORY,
  form,
  formWrong,
  setupAt,
  stepsAt,
  toHand,
} from "../testing/ownAppViews";

describe("R9 and R10 without a keychain", () => {
  it.each([
    ["checkAnswers", answers],
    ["handOver", toHand],
  ] as const)("say that Usher forgets it when it closes: %s", async (step, body) => {
    const told = /^Usher forgets this connection when you close it/;
    const { next } = await showStep(setupAt(step, body));
    expect(screen.queryByText(told)).toBeNull();

    await next(setupAt(step, body, { kept: "untilClosed" }));

    expect(screen.getByText(told)).toBeDefined();
  });
});

describe("R9: the maker's form", () => {
  it("sends what is typed after a pause, once", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { intents, user } = await showStep(setupAt("checkAnswers", form));
    const field = screen.getByLabelText("Name");

    await user.clear(field);
    await user.type(field, "Ours");
    expect(intents).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);

    expect(intents).toEqual([{ kind: "fillIn", setting: "name", value: "Ours" }]);
  });

  it("sends what is typed before it goes on", async () => {
    const { intents, user } = await showStep(setupAt("checkAnswers", form));

    await user.type(screen.getByLabelText("Name"), "!{Enter}");

    expect(intents).toEqual([
      { kind: "fillIn", setting: "name", value: "Brightwater Teams!" },
      { kind: "stepDone" },
    ]);
  });

  it("does not overwrite what is being typed when a view comes", async () => {
    const { next, user } = await showStep(setupAt("checkAnswers", form));
    await user.type(screen.getByLabelText("Name"), " and more");

    await next(setupAt("checkAnswers", form));

    expect(screen.getByLabelText("Name")).toHaveProperty("value", "Brightwater Teams and more");
  });

  it.each<[string, () => HTMLElement, unknown]>([
    ["upload", () => screen.getByRole("radio", { name: "Opt-in groups" }), "Opt-in groups"],
    ["transcription", () => screen.getByRole("checkbox", { name: "Teams transcription" }), false],
  ])("sends a choice at once: %s", async (setting, control, value) => {
    const { intents, user } = await showStep(setupAt("checkAnswers", form));

    await user.click(control());

    expect(intents).toEqual([{ kind: "fillIn", setting, value }]);
  });

  it("has a list that opens for more than five choices, and a line for each text of a list", async () => {
    const { intents, user } = await showStep(setupAt("checkAnswers", form));

    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Hebrew");
    await user.type(
      screen.getByRole("textbox", { name: /Publish to categories/ }),
      "{Enter} Town halls {Enter}",
    );
    await user.tab();

    expect(intents).toEqual([
      { kind: "fillIn", setting: "language", value: "Hebrew" },
      { kind: "fillIn", setting: "categories", value: ["Meetings", "All hands", "Town halls"] },
    ]);
  });

  it("shows what becomes of a name", async () => {
    await showStep(setupAt("checkAnswers", form));

    const example = screen.getByText(/^Example:/);

    expect(example.textContent).toBe("Example: john.doe@example.com becomes john.doe.");
    expect(example.previousElementSibling?.textContent).toContain("Postfix");
  });

  it("shows nothing that was filled in while details are hidden, and keeps all of it", async () => {
    const { intents, user } = await showStep(setupAt("checkAnswers", form));
    const list = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: /Publish to categories/ });

    await user.click(button("Hide details"));

    for (const name of [/^Name/, /^Postfix/]) {
      expect(screen.getByLabelText(name).getAttribute("type")).toBe("password");
    }
    expect(list().value).toMatch(/^•+$/);
    expect(list().readOnly).toBe(true);
    expect(screen.getByText(/Details are hidden here\. Show details to change it\./)).toBeDefined();
    expect(document.body.textContent).not.toContain("john.doe");
    await expectNoViolations();
    await user.click(button("Show details"));
    expect(list().value).toBe("Meetings\nAll hands");
    expect(intents).toEqual([]);
  });

  it("ties what is wrong with a choice to that choice", async () => {
    const wrong = form.fields.map((one) =>
      one.id === "upload" ? { ...one, problem: "notAChoice" as const } : one,
    );
    await showStep(setupAt("checkAnswers", { ...form, tried: true, fields: wrong }));

    const described = screen.getByRole("group", { name: "Upload recordings management" });

    const id = described.getAttribute("aria-describedby") ?? "";
    expect(document.getElementById(id)?.textContent).toContain("Pick one of the choices");
  });

  it("says what is wrong only once the person tried, on top and at the field", async () => {
    const { next, user } = await showStep(setupAt("checkAnswers", { ...formWrong, tried: false }));
    expect(screen.queryByText("Fill in “Name”.")).toBeNull();

    await next(setupAt("checkAnswers", formWrong));
    expect(document.activeElement?.textContent).toContain("There is a problem");
    await user.click(screen.getByRole("link", { name: "Fill in “Postfix”." }));

    expect(document.activeElement).toBe(screen.getByLabelText("Postfix"));
  });
});

describe("R9: the answers", () => {
  it.each<[string, Intent]>([
    ["Change: Name of the app", { kind: "goToStep", step: "registerApp" }],
    ["Change: App ID", { kind: "goToStep", step: "pasteIds" }],
    ["Change: Permissions", { kind: "goToStep", step: "getReady" }],
    ["Change: Secret", { kind: "goToStep", step: "makeCredential" }],
    ["Change: Teams policy", { kind: "goToStep", step: "teamsPolicy" }],
    ["Change: Teams transcription", { kind: "goToStep", step: "checkAnswers" }],
    ["Finish setup", { kind: "finishSetup" }],
  ])("lead to %s", async (name, intent) => {
    const { intents, user } = await showStep(setupAt("checkAnswers", answers));

    await user.click(button(name));

    expect(intents).toEqual([intent]);
  });

  it.each<[string, () => HTMLElement]>([
    ["Postfix", () => screen.getByLabelText("Postfix")],
    ["Publish to categories", () => screen.getByRole("textbox", { name: /Publish to categories/ })],
    ["Teams transcription", () => screen.getByRole("checkbox")],
    ["Microsoft User Principal Name", () => screen.getByRole("radio", { name: "Remove postfix" })],
  ])("lead to the field of one setting: %s", async (name, field) => {
    const { next, user } = await showStep(setupAt("checkAnswers", answers));
    await user.click(button(`Change: ${name}`));

    await next(setupAt("checkAnswers", { ...form, tried: true }));
    expect(document.activeElement).toBe(field());

    await next(setupAt("checkAnswers", answers));
    await next(setupAt("checkAnswers", form));
    expect(document.activeElement?.tagName).toBe("H1");
  });

  it("lead to all but the app itself while a connection is changed", async () => {
    const { intents, user } = await showStep(
      setupAt(
        "checkAnswers",
        { ...answers, features: ["Smart Buildings"] },
        { editing: true, canCheck: true },
      ),
    );

    for (const name of ["Name of the app", "App ID", "Organization ID"]) noButton(`Change: ${name}`);
    for (const name of ["Permissions", "Features", "Secret", "Teams policy"]) {
      await user.click(button(`Change: ${name}`));
    }

    const steps = ["getReady", "getReady", "makeCredential", "teamsPolicy"];
    expect(intents).toEqual(steps.map((step) => ({ kind: "goToStep", step })));
  });

  it("show the secret's first signs and its end, and that nothing is sent", async () => {
    await showStep(setupAt("checkAnswers", answers));

    expect(screen.getByText(/^x7Q/).textContent).toContain("•");
    expect(screen.getByText(/^Ends on/)).toBeDefined();
    expect(screen.getByText("Usher sends none of this to the maker. You copy it yourself.")).toBeDefined();
  });

  it("do not finish without something to sign in with", async () => {
    const { intents, user } = await showStep(setupAt("checkAnswers", { ...answers, credential: null }));
    noButton("Finish setup");

    await user.click(button("Make it now"));

    expect(intents).toEqual([{ kind: "goToStep", step: "makeCredential" }]);
  });

  it("lead to the step where something is in the way", async () => {
    const { intents, user } = await showStep(
      setupAt("checkAnswers", answers, {
        steps: stepsAt("checkAnswers", { teamsPolicy: "inTheWay" }),
        obstacle: { kind: "policyMissing" },
      }),
    );

    await user.click(button("Go to that step"));

    expect(intents).toEqual([{ kind: "goToStep", step: "teamsPolicy" }]);
  });

  it("hide the ids while details are hidden", async () => {
    const { user } = await showStep(setupAt("checkAnswers", answers));

    await user.click(button("Hide details"));

    expect(document.body.textContent).not.toContain(CLIENT);
    expect(document.body.textContent).not.toContain(DIRECTORY);
    expect(document.body.textContent).not.toContain("Brightwater Teams");
    expect(screen.getAllByText("Yes")).toHaveLength(1);
  });
});

describe("R10: hand over", () => {
  it("copies each value to its place, and ticks what was copied", async () => {
    const { copied, intents, next, user } = await showStep(setupAt("handOver", toHand));

    await user.click(button("Copy App ID"));
    await user.click(button("Copy All hands"));
    await user.click(button("Copy Secret"));

    expect(copied).toEqual([CLIENT, "All hands"]);
    expect(intents).toEqual([{ kind: "copySecret" }]);
    const done = () => [...document.querySelectorAll("li.done b")].map((label) => label.textContent);
    expect(done()).toEqual(["App ID"]);

    await next(setupAt("handOver", { ...toHand, secretCopied: true }));

    expect(done()).toEqual(["App ID", "Secret"]);
  });

  it("shows and says no value while details are hidden, and still copies it", async () => {
    const { copied, user } = await showStep(setupAt("handOver", toHand));

    await user.click(button("Hide details"));
    await user.click(button("Copy Publish to categories, 2"));

    expect(copied).toEqual(["All hands"]);
    for (const text of ["All hands", "Brightwater Teams", CLIENT, DIRECTORY]) {
      expect(document.body.textContent).not.toContain(text);
    }
  });

  it("says which value was copied already, on its button too", async () => {
    const { user } = await showStep(setupAt("handOver", toHand));

    await user.click(button("Copy App ID"));

    expect(button("Copied. Copy App ID").closest("li")?.textContent).toContain("Done already.");
  });

  it.each<[string, Intent]>([
    ["Save the values as a file", { kind: "saveValues" }],
    ["I copied everything", { kind: "handedOver" }],
  ])("sends what “%s” stands for", async (name, intent) => {
    const { intents, user } = await showStep(setupAt("handOver", toHand));

    await user.click(button(name));

    expect(intents).toEqual([intent]);
  });

  it("says where on the maker's side, and what is left to do there", async () => {
    await showStep(setupAt("handOver", toHand));

    expect(screen.getByText("Settings icon")).toBeDefined();
    expect(screen.getByText("Pick", { exact: false, selector: "span" }).textContent).toContain(
      "Upload all recordings",
    );
    expect(screen.getByText(/Turn it on: three dots, Enable/)).toBeDefined();
    expect(screen.getByText("Kaltura says that it is on.", { exact: false }).textContent).toContain(
      "You should see",
    );
    expect(screen.getByText("Set it to", { exact: false, selector: "span" }).textContent).toContain("Yes");
  });
});
