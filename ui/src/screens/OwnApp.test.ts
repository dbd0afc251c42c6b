import { screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Intent, Screen, StepBody } from "../bridge/generated/bridge";
import { expectNoViolations } from "../testing/axe";
import {
  answers,
  appPermissions,
  certificate,
  CLIENT,
  DIRECTORY,
  form,
  formWrong,
  ids,
  kaltura,
  metered,
  oneMissing,
  policy,
  policyFound,
  policyWaiting,
  ready,
  secret,
  secretTaken,
  setupAt,
  smartBuildings,
  stepsAt,
  swappedIds,
  toHand,
  toTick,
} from "../testing/ownAppViews";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";

const CANARY = "aB3~canary-of-a-secret-value-0123";

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const noButton = (name: string) => expect(screen.queryByRole("button", { name })).toBeNull();
const showStep = (view: Screen) => show(view, { product: kaltura });
const primaries = () =>
  [...document.querySelectorAll("main button.primary")].map((found) => found.textContent.trim());

const named: StepBody = { kind: "registerApp", name: "Kaltura Teams Integration" };
const granting: StepBody = { kind: "grantConsent", permissions: 4 };

describe("R1", () => {
  it("shows what the maker adds, and what was picked once the app is registered with it", async () => {
    const features = [{ name: "Smart Buildings", chosen: true, permissions: 2 }];
    await showStep(
      setupAt("getReady", {
        ...ready,
        notes: ["Ask which sign-in it takes."],
        features,
        featuresAreFixed: true,
      }),
    );

    expect(screen.getByText("Ask which sign-in it takes.")).toBeDefined();
    expect(screen.getByText("Smart Buildings: yes")).toBeDefined();
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});

describe("R1 to R10", () => {
  it.each<[string, string, Screen]>([
    ["R1", "Get ready to set up Kaltura", setupAt("getReady", ready)],
    ["R2", "Register an app", setupAt("registerApp", named)],
    ["R3", "Paste two IDs of the app", setupAt("pasteIds", ids)],
    ["R4", "Add the permissions", setupAt("addPermissions", toTick)],
    ["R5", "Approve the permissions", setupAt("grantConsent", granting)],
    ["R6", "Make a secret for the app", setupAt("makeCredential", secret)],
    ["R6", "Give the app a certificate", setupAt("makeCredential", certificate)],
    ["R7", "Let the app into Teams", setupAt("teamsPolicy", policy)],
    ["R8", "Say who pays", setupAt("meteredApi", metered)],
    ["R9", "Fill in the settings of Kaltura", setupAt("checkAnswers", form)],
    ["R9", "Check your answers", setupAt("checkAnswers", answers)],
    ["R10", "Copy the values to Kaltura", setupAt("handOver", toHand)],
  ])("have a code and a title of their own: %s, %s", async (code, title, view) => {
    await showStep(view);

    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(screen.getByText(code)).toBeDefined();
    expect(primaries()).toHaveLength(1);
    await expectNoViolations();
  });

  it("move the focus to the title of the next step, and of the answers after the form", async () => {
    const { next } = await showStep(setupAt("checkAnswers", form));
    button("Later").focus();

    await next(setupAt("checkAnswers", answers));

    expect(document.activeElement).toBe(
      screen.getByRole("heading", { level: 1, name: "Check your answers" }),
    );
  });

  it("go back to a step that is done, and say how that is known", async () => {
    const { intents, user } = await showStep(
      setupAt("grantConsent", granting, { steps: stepsAt("grantConsent", { registerApp: "told" }) }),
    );
    const rail = within(screen.getByRole("navigation", { name: "Steps" }));

    expect(rail.getByText("Step 5 of 10")).toBeDefined();
    expect(rail.getByRole("button", { name: /Register the app.*You told us/ })).toBeDefined();
    expect(rail.queryByRole("button", { name: /Hand over/ })).toBeNull();
    await user.click(rail.getByRole("button", { name: /Paste two IDs.*Checked/ }));

    expect(intents).toEqual([{ kind: "goToStep", step: "pasteIds" }]);
  });

  it("give no check mark to what the person only told", async () => {
    await showStep(
      setupAt("grantConsent", granting, { steps: stepsAt("grantConsent", { registerApp: "told" }) }),
    );
    const rail = within(screen.getByRole("navigation", { name: "Steps" }));
    const signOf = (name: RegExp) => rail.getByRole("button", { name }).querySelector("svg")?.classList.value;

    expect(signOf(/Register the app/)).toContain("circle-dashed");
    expect(signOf(/Paste two IDs/)).toContain("lucide-check");
  });

  it("fold the list of steps where there is no room, and say then what is in the way", async () => {
    const { user } = await showStep(
      setupAt("handOver", toHand, { steps: stepsAt("handOver", { teamsPolicy: "inTheWay" }) }),
    );
    const toggle = screen.getByRole("button", { name: /^Steps/ });
    expect(toggle.textContent).toContain("Something is in the way");
    expect(toggle.getAttribute("aria-expanded")).toBe("false");

    await user.click(toggle);

    expect(toggle.getAttribute("aria-expanded")).toBe("true");
    expect(document.getElementById(toggle.getAttribute("aria-controls") ?? "")?.tagName).toBe("OL");
  });

  it("name what is not needed in the list of steps", async () => {
    await showStep(setupAt("pasteIds", ids));

    const rail = within(screen.getByRole("navigation", { name: "Steps" }));
    const line = rail.getByText("Billing").closest("li");

    expect(line?.textContent).toContain("Not needed");
    expect(line?.querySelector("button")).toBeNull();
  });

  it.each<[string, Screen, string, Intent]>([
    ["R2", setupAt("registerApp", named), "Open the page", { kind: "openPortal" }],
    ["R2", setupAt("registerApp", named), "Copy the address", { kind: "copyPortalLink" }],
    ["R4", setupAt("addPermissions", toTick), "Done, next step", { kind: "stepDone" }],
    ["R5", setupAt("grantConsent", granting), "Done, next step", { kind: "stepDone" }],
    ["R5", setupAt("grantConsent", granting), "Someone else does this", { kind: "askAdmin" }],
    ["R5", setupAt("grantConsent", granting), "Later", { kind: "later" }],
    ["R5", setupAt("grantConsent", granting, { canCheck: true }), "Check now", { kind: "checkNow" }],
    ["R8", setupAt("meteredApi", metered), "I ran them", { kind: "stepDone" }],
  ])("on %s send what the button stands for", async (_code, view, name, intent) => {
    const { intents, user } = await showStep(view);

    await user.click(button(name));

    expect(intents).toEqual([intent]);
  });

  it("say who was asked to do a step, and when", async () => {
    const asked = { to: "ines@brightwater.example", at: minutesAgo(0) };
    await showStep(setupAt("grantConsent", granting, { asked }));

    expect(screen.getByText(/You asked ines@brightwater.example .+ at/)).toBeDefined();
  });

  it("show where older menus have the page", async () => {
    const { user } = await showStep(setupAt("grantConsent", granting));

    await user.click(button("My page looks different"));

    expect(screen.getByText("Azure Active Directory")).toBeDefined();
    expect(screen.getAllByText("App registrations").length).toBeGreaterThan(2);
  });

  it("say the result of a check once", async () => {
    const { next } = await showStep(setupAt("addPermissions", toTick, { checking: true }));

    await next(oneMissing);

    expect(screen.getByRole("status").textContent).toContain("1 permission is missing");
  });
});

describe("a check that could not be made", () => {
  const offline = {
    obstacle: { kind: "couldNotCheck" as const, problem: { code: "offline" as const } },
    checkedAt: minutesAgo(1),
    canCheck: true,
  };

  it("leads to no other step", async () => {
    const steps = stepsAt("checkAnswers", { makeCredential: "inTheWay" });
    await showStep(setupAt("checkAnswers", answers, { ...offline, steps }));

    expect(screen.getByRole("heading", { name: "You seem to be offline" })).toBeDefined();
    noButton("Go to that step");
  });

  it("does not mean that the commands of R7 were run", async () => {
    const { intents, user } = await showStep(setupAt("teamsPolicy", policy, offline));
    expect(primaries()).toEqual(["I ran them"]);

    await user.click(button("Check now"));

    expect(intents).toEqual([{ kind: "checkNow" }]);
  });
});

describe("R1: get ready", () => {
  it("chooses an optional feature", async () => {
    const { intents, user } = await showStep(setupAt("getReady", smartBuildings));

    await user.click(screen.getByRole("checkbox", { name: "Smart Buildings" }));

    expect(intents).toEqual([{ kind: "chooseFeature", feature: "Smart Buildings", chosen: false }]);
  });

  it("says who does which step, and asks for PowerShell only where it is needed", async () => {
    const { next } = await showStep(setupAt("getReady", ready));
    expect(screen.getByText("A Teams admin, with PowerShell")).toBeDefined();
    expect(screen.getByText("Not needed. Microsoft bills nothing for this, so skip it.")).toBeDefined();

    await next(setupAt("getReady", ready, { steps: stepsAt("getReady", { teamsPolicy: "notNeeded" }) }));

    expect(screen.queryByText(/PowerShell/)).toBeNull();
  });

  it("offers to do it only where Usher can", async () => {
    const { intents, next, user } = await showStep(setupAt("getReady", ready));
    await user.click(button("Do it for me"));
    await user.click(button("Start step by step"));
    expect(intents).toEqual([{ kind: "doItForMe" }, { kind: "stepDone" }]);

    await next(setupAt("getReady", { ...ready, canDoIt: false }));

    noButton("Do it for me");
  });
});

describe("R2: register the app", () => {
  it("has one primary button: to open the page first, then to go on", async () => {
    const { user } = await showStep(setupAt("registerApp", named));
    expect(primaries()).toEqual(["Open the page"]);

    await user.click(button("Open the page"));

    expect(primaries()).toEqual(["Done, next step"]);
  });

  it("keeps another name and copies it", async () => {
    const { intents, copied, user } = await showStep(setupAt("registerApp", named));
    const field = screen.getByLabelText("Name of the app");

    await user.clear(field);
    await user.type(field, "Our recordings");
    await user.click(button("Copy the name"));

    expect(intents).toEqual([{ kind: "nameApp", name: "Our recordings" }]);
    expect(copied).toEqual(["Our recordings"]);
  });

  it("keeps the old name where the field was emptied", async () => {
    const { intents, user } = await showStep(setupAt("registerApp", named));

    await user.clear(screen.getByLabelText("Name of the app"));
    await user.tab();

    expect(intents).toEqual([]);
  });

  it("says how to turn an app on that is there already", async () => {
    const { user } = await showStep(
      setupAt("registerApp", named, { obstacle: { kind: "appDisabled" }, canCheck: true }),
    );

    expect(screen.getByRole("heading", { level: 1, name: "Turn the app on" })).toBeDefined();
    expect(screen.getByText(/Search for Kaltura Teams Integration/)).toBeDefined();
    expect(screen.queryByText("New registration")).toBeNull();
    expect(screen.queryByLabelText("Name of the app")).toBeNull();
    expect(primaries()).toEqual(["Check now"]);
    await user.click(button("My page looks different"));

    expect(screen.getAllByText("Enterprise applications").length).toBeGreaterThan(0);
    await expectNoViolations();
  });

  it("does not go on without a name", async () => {
    const { intents, user } = await showStep(setupAt("registerApp", { ...named, name: "" }));

    await user.click(button("Done, next step"));

    expect(intents).toEqual([]);
    expect(document.activeElement?.textContent).toContain("Enter a name for the app.");
    await user.click(button("Done, next step"));
    expect(document.activeElement?.textContent).toContain("Enter a name for the app.");
  });
});

describe("R3: two ids", () => {
  it("checks what was typed, by button or Enter", async () => {
    const { intents, user } = await showStep(setupAt("pasteIds", ids));

    await user.type(screen.getByLabelText("Application (client) ID"), ` ${CLIENT}`);
    await user.type(screen.getByLabelText("Directory (tenant) ID"), `${DIRECTORY}{Enter}`);
    await user.click(button("Check now"));

    const given = { kind: "giveIds", clientId: CLIENT, tenant: DIRECTORY };
    expect(intents).toEqual([given, given]);
  });

  it.each<[string, Partial<typeof ids>]>([
    ["Enter the app ID: 32 letters and numbers, with dashes.", { clientProblem: "notAnId" }],
    ["Enter the second ID: 32 letters and numbers, with dashes.", { tenantProblem: "notAnId" }],
    ["Both IDs are the same. Copy the other one too.", { tenantProblem: "sameTwice" }],
    ["Microsoft knows no organization with this ID. Copy it again.", { tenantProblem: "noSuchOrganization" }],
    ["These look swapped. Put the app ID first.", { clientProblem: "swapped", tenantProblem: "swapped" }],
  ])("says at the field and on top: %s", async (text, problem) => {
    await showStep(setupAt("pasteIds", { ...ids, clientId: CLIENT, tenant: DIRECTORY, ...problem }));

    expect(screen.getAllByText(text)).toHaveLength(2);
    expect(document.activeElement?.textContent).toContain("There is a problem");
    expect(document.title).toContain("Error: ");
  });

  it("does not say that it is checked where something is wrong", async () => {
    const { next } = await showStep(setupAt("pasteIds", swappedIds, { checking: true }));

    await next(setupAt("pasteIds", swappedIds));

    expect(screen.getByRole("status").textContent).not.toContain("Checked.");
  });

  it("takes the focus to the same refusal once more", async () => {
    const wrong = () => setupAt("pasteIds", { ...ids, clientId: "2f6c", clientProblem: "notAnId" });
    const { next, user } = await showStep(wrong());
    await user.click(button("Check now"));
    expect(document.activeElement).toBe(button("Check now"));

    await next(wrong());
    expect(document.activeElement?.textContent).toContain("There is a problem");
    button("Check now").focus();
    await next(wrong());

    expect(document.activeElement).toBe(button("Check now"));
  });

  it("swaps them and checks again", async () => {
    const { intents, user } = await showStep(setupAt("pasteIds", swappedIds));

    await user.click(button("Swap them"));

    expect(intents).toEqual([{ kind: "giveIds", clientId: CLIENT, tenant: DIRECTORY }]);
    expect(screen.getByDisplayValue(CLIENT).id).toBe("client-id");
  });

  it("keeps what is typed when a newer view comes", async () => {
    const { next, user } = await showStep(setupAt("pasteIds", ids));
    await user.type(screen.getByLabelText("Application (client) ID"), "2f6c1a90");

    await next(setupAt("pasteIds", ids, { checking: true }));

    expect(screen.getByDisplayValue("2f6c1a90")).toBeDefined();
  });
});

describe("R4: permissions", () => {
  it("copies each name", async () => {
    const { copied, user } = await showStep(setupAt("addPermissions", toTick));

    for (const { value } of appPermissions) await user.click(button(`Copy ${value}`));

    expect(copied).toEqual(appPermissions.map(({ value }) => value));
  });

  it("marks the one that was left out, and checks first", async () => {
    const { intents, user } = await showStep(oneMissing);

    const line = screen.getByText("Missing").closest("li");
    expect(line?.textContent).toContain("OnlineMeetingTranscript.Read.All");
    expect(screen.getByRole("heading", { name: "1 permission is missing" })).toBeDefined();
    expect(screen.getByText(/We checked this .+ at/)).toBeDefined();
    expect(primaries()).toEqual(["Check now"]);
    await user.click(button("Check now"));

    expect(intents).toEqual([{ kind: "checkNow" }]);
  });
});

describe("R6: a secret", () => {
  const field = () => screen.getByLabelText("The secret's value");

  it("hands the secret in once and leaves nothing of it on the page", async () => {
    const { handedIn, intents, user } = await showStep(setupAt("makeCredential", secret));
    await user.type(field(), CANARY);

    await user.click(button("Check now"));

    expect(handedIn).toEqual([[CANARY, 180]]);
    expect(intents).toEqual([]);
    expect(field()).toHaveProperty("value", "");
    expect(document.documentElement.outerHTML).not.toContain(CANARY);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(CANARY);
  });

  it("never shows the secret in the markup, and asks no one to keep it", async () => {
    const { user } = await showStep(setupAt("makeCredential", secret));

    await user.click(field());
    await user.paste(CANARY);

    expect(document.documentElement.outerHTML).not.toContain(CANARY);
    expect(field().getAttribute("type")).toBe("password");
    expect(field().getAttribute("autocomplete")).toBe("off");
    expect(field().getAttribute("spellcheck")).toBe("false");
  });

  it.each<[string, number | null]>([
    ["3 months", 90],
    ["12 months", 365],
    ["18 months", 545],
    ["24 months", 730],
    ["I don't know", null],
  ])("says how long it lasts: %s", async (text, days) => {
    const { handedIn, user } = await showStep(setupAt("makeCredential", secret));

    await user.selectOptions(screen.getByLabelText("How long it lasts"), text);
    await user.type(field(), `${CANARY}{Enter}`);

    expect(handedIn).toEqual([[CANARY, days]]);
  });

  it.each<[NonNullable<typeof secret.secretProblem>, string]>([
    ["looksLikeItsId", "That looks like the Secret ID. Copy the Value next to it."],
    ["tooShort", "The secret looks cut short. Copy it again."],
    ["tooLong", "That is longer than a secret. Copy only the secret."],
    ["oddSigns", "There are characters in it that no secret has. Copy it again."],
  ])("says what is wrong with it: %s", async (secretProblem, text) => {
    await showStep(setupAt("makeCredential", { ...secret, secretProblem }));

    expect(screen.getAllByText(text)).toHaveLength(2);
    expect(field().getAttribute("aria-invalid")).toBe("true");
  });

  it("does not hand in nothing", async () => {
    const { handedIn, user } = await showStep(setupAt("makeCredential", secret));

    await user.click(button("Check now"));

    expect(handedIn).toEqual([]);
    expect(screen.getAllByText("Paste the Value of the secret.")).toHaveLength(2);
  });

  it("shows the first three signs of a secret that is here, and takes another one", async () => {
    const { handedIn, intents, user } = await showStep(setupAt("makeCredential", secretTaken));
    expect(screen.getByText(/^x7Q/)).toBeDefined();
    await user.click(button("Check now"));
    expect(intents).toEqual([{ kind: "checkNow" }]);

    await user.click(button("Change"));
    await user.type(field(), CANARY);
    await user.click(button("Check now"));

    expect(handedIn).toEqual([[CANARY, 180]]);
  });

  it("offers to clear the clipboard on the step that comes after it", async () => {
    const { intents, next, user } = await showStep(setupAt("makeCredential", secret));
    noButton("Clear the clipboard");
    await user.type(field(), `${CANARY}{Enter}`);

    await next(setupAt("teamsPolicy", policy));
    await user.click(button("Clear the clipboard"));

    expect(intents).toEqual([{ kind: "clearClipboard" }]);
    noButton("Clear the clipboard");
    expect(document.activeElement?.tagName).toBe("H1");
  });

  it("does not offer it once something else was copied", async () => {
    const { next, user } = await showStep(setupAt("makeCredential", secret));
    await user.type(field(), `${CANARY}{Enter}`);
    await next(setupAt("teamsPolicy", policy));

    await user.click(button("Copy command 1"));

    noButton("Clear the clipboard");
  });

  it("ignores a second press while the first is looked at", async () => {
    const { handedIn, intents, next, user } = await showStep(setupAt("makeCredential", secret));
    await user.type(field(), CANARY);

    await user.dblClick(button("Check now"));
    expect(screen.queryByText("Paste the Value of the secret.")).toBeNull();
    await next(setupAt("makeCredential", secretTaken, { checking: true }));
    await user.click(button("Check now"));

    expect(handedIn).toEqual([[CANARY, 180]]);
    expect(intents).toEqual([]);
  });

  it("forgets that nothing was pasted once another one is here", async () => {
    const { next, user } = await showStep(setupAt("makeCredential", secret));
    await user.click(button("Check now"));
    await next(setupAt("makeCredential", secretTaken));

    await user.click(button("Change"));

    expect(screen.queryByText("Paste the Value of the secret.")).toBeNull();
  });

  it("keeps the one that is here after all", async () => {
    const { intents, user } = await showStep(setupAt("makeCredential", secretTaken));
    await user.click(button("Change"));
    expect(document.activeElement).toBe(field());

    await user.click(button("Keep the one that is here"));
    expect(document.activeElement?.textContent).toContain("The secret is here");
    await user.click(button("Check now"));

    expect(intents).toEqual([{ kind: "checkNow" }]);
  });

  it("asks for a new one at once where only that helps", async () => {
    const { intents, user } = await showStep(
      setupAt("makeCredential", secretTaken, { obstacle: { kind: "secretWrong" }, checkedAt: minutesAgo(1) }),
    );
    expect(field()).toBeDefined();

    await user.click(button("Check now"));

    expect(intents).toEqual([{ kind: "checkNow" }]);
  });

  it("hides even the first signs while details are hidden", async () => {
    const { user } = await showStep(setupAt("makeCredential", secretTaken));

    await user.click(button("Hide details"));

    expect(document.body.textContent).not.toContain("x7Q");
  });

  describe("of a connection that is changed", () => {
    const changing = { editing: true, canCheck: true };

    it("asks for a new one, without the list of steps", async () => {
      await showStep(setupAt("makeCredential", secretTaken, changing));

      expect(screen.getByRole("heading", { level: 1, name: "Change to a new secret" })).toBeDefined();
      expect(screen.queryByRole("navigation", { name: "Steps" })).toBeNull();
      noButton("Later");
      expect(button("Someone else does this")).toBeDefined();
      expect(primaries()).toEqual(["Check now"]);
      expect(screen.queryByText("The secret is here")).toBeNull();
      expect(field()).toBeDefined();
    });

    it("does not take the old one for the new one", async () => {
      const { intents, user } = await showStep(setupAt("makeCredential", secretTaken, changing));

      await user.click(button("Check now"));

      expect(intents).toEqual([]);
      expect(screen.getAllByText("Paste the Value of the secret.")).toHaveLength(2);
    });

    it("shows the new one once it is here", async () => {
      const { handedIn, next, user } = await showStep(setupAt("makeCredential", secretTaken, changing));
      await user.type(field(), CANARY);
      await user.click(button("Check now"));
      expect(handedIn).toEqual([[CANARY, 180]]);

      await next(
        setupAt("makeCredential", {
          ...secretTaken,
          credential: { kind: "secret", hint: "aB3", madeAt: minutesAgo(0), endsAt: null },
        }),
      );

      expect(screen.getByText("The secret is here")).toBeDefined();
      expect(screen.getByText(/^aB3/)).toBeDefined();
    });

    it("shows the one that is here where that is only too new", async () => {
      await showStep(
        setupAt("makeCredential", secretTaken, { ...changing, obstacle: { kind: "credentialTooNew" } }),
      );

      expect(screen.getByText("The secret is here")).toBeDefined();
    });
  });
});

describe("R6: a certificate", () => {
  it("offers it before the secret where there is a choice", async () => {
    const { intents, user } = await showStep(setupAt("makeCredential", { ...certificate, credential: null }));
    const choices = screen.getAllByRole("radio");
    expect(choices.map((choice) => choice.getAttribute("value"))).toEqual(["certificate", "secret"]);

    await user.click(screen.getByRole("radio", { name: /With a secret/ }));

    expect(intents).toEqual([{ kind: "useCredential", credential: "secret" }]);
  });

  it("says what the certificate is for, and who knows which one it takes", async () => {
    await showStep(setupAt("makeCredential", { ...certificate, credential: null }));

    const choice = screen.getByRole("group", { name: "How the app signs in" });

    expect(choice.textContent).toContain("for Usher's own checks. Ask the maker");
  });

  it("leaves the focus on the choice while the other kind is picked", async () => {
    const { next, user } = await showStep(setupAt("makeCredential", { ...certificate, credential: null }));
    const choice = screen.getByRole("radio", { name: /With a secret/ });
    await user.click(choice);

    await next(setupAt("makeCredential", { ...secret, hasChoice: true }));

    expect(screen.getByRole("heading", { level: 1, name: "Make a secret for the app" })).toBeDefined();
    expect(document.activeElement).toBe(choice);
    expect(screen.getByRole("radio", { name: /With a secret/ })).toBe(choice);
  });

  it("is made, saved and checked, one after the other", async () => {
    const { intents, next, user } = await showStep(
      setupAt("makeCredential", { ...certificate, credential: null }),
    );
    await user.click(button("Make a certificate"));

    await next(setupAt("makeCredential", certificate, { canCheck: true }));
    expect(screen.getByText(/^5E1B0C7A/)).toBeDefined();
    await user.click(button("Save the file"));
    expect(primaries()).toEqual(["Check now"]);
    await user.click(button("Check now"));

    expect(intents).toEqual([{ kind: "makeCertificate" }, { kind: "saveCertificate" }, { kind: "checkNow" }]);
  });
});

describe("R6: a certificate of a connection that is changed", () => {
  const changing = { editing: true, canCheck: true };
  const newer: typeof certificate = {
    ...certificate,
    credential: { kind: "certificate", thumbprint: "0A1B", madeAt: minutesAgo(0), endsAt: minutesAgo(-9) },
  };

  it("is made anew first, and then saved", async () => {
    const { intents, next, user } = await showStep(setupAt("makeCredential", certificate, changing));
    expect(primaries()).toEqual(["Make another one"]);
    expect(screen.queryByText(/^5E1B0C7A/)).toBeNull();
    await user.click(button("Make another one"));
    expect(intents).toEqual([{ kind: "makeCertificate" }]);

    await next(setupAt("makeCredential", newer, changing));

    expect(primaries()).toEqual(["Save the file"]);
  });

  it("is saved once more after another one was made", async () => {
    const notFound = { ...changing, obstacle: { kind: "certificateNotFound" as const } };
    const { next, user } = await showStep(setupAt("makeCredential", certificate, notFound));
    await user.click(button("Save the file"));
    expect(primaries()).toEqual(["Check now"]);
    await user.click(button("Make another one"));

    await next(setupAt("makeCredential", newer, changing));

    expect(primaries()).toEqual(["Save the file"]);
  });

  it("is saved again where only its upload is missing", async () => {
    await showStep(
      setupAt("makeCredential", certificate, { ...changing, obstacle: { kind: "certificateNotFound" } }),
    );

    expect(primaries()).toEqual(["Save the file"]);
    expect(button("Make another one")).toBeDefined();
  });
});

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

  it("name where the commands of R8 are run, as quotes differ elsewhere", async () => {
    await showStep(setupAt("meteredApi", metered));

    expect(screen.getByText(/Azure Cloud Shell/).closest("p")?.textContent).toContain("Bash");
    expect(screen.getByText("Needs the owner of the Azure subscription")).toBeDefined();
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

    const text = screen.getByText(/^Example:/).textContent;

    expect(text).toBe("Example: john.doe@example.com becomes john.doe.");
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
    expect(screen.getByText("Set it to", { exact: false, selector: "span" }).textContent).toContain("Yes");
  });
});
