import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Intent, Screen } from "../bridge/generated/bridge";
import { expectNoViolations } from "../testing/axe";
import { button, granting, named, noButton, primaries, showStep } from "../testing/ownAppSteps";
import {
  answers,
  appPermissions,
  certificate,
  CLIENT,
  DIRECTORY,
  form,
  ids,
  metered,
  oneMissing,
  policy,
  ready,
  secret,
  setupAt,
  smartBuildings,
  stepsAt,
  swappedIds,
  toHand,
  toTick,
} from "../testing/ownAppViews";
import { minutesAgo } from "../testing/viewOf";

describe("R1", () => {
  it("shows what the maker adds, and what was picked once the app is registered with it", async () => {
    const features = [{ name: "Smart Buildings", chosen: true, permissions: 2 }];
    const { user } = await showStep(
      setupAt("getReady", {
        ...ready,
        notes: ["Ask which sign-in it takes."],
        features,
        featuresAreFixed: true,
      }),
    );

    await user.click(button("Good to know"));

    expect(screen.getByText("Ask which sign-in it takes.")).toBeDefined();
    expect(screen.getByText("Smart Buildings: yes")).toBeDefined();
    expect(screen.queryByRole("checkbox", { name: "Smart Buildings" })).toBeNull();
  });

  it("tells nothing of a new app while a connection is changed", async () => {
    const notes = ["Ask which sign-in it takes."];
    const body = { ...smartBuildings, before: ready.before, notes, canDoIt: false };
    const { next } = await showStep(setupAt("getReady", body));
    const newApp = [/You make an app/, "What has to be there first", "Good to know", "Register the app"];
    for (const text of newApp) expect(screen.getAllByText(text).length).toBeGreaterThan(0);

    await next(setupAt("getReady", body, { editing: true }));

    for (const text of newApp) expect(screen.queryByText(text)).toBeNull();
    expect(
      screen.getByText("Pick the features that you want. Then approve at Microsoft what is new."),
    ).toBeDefined();
    expect(screen.getByRole("checkbox", { name: "Smart Buildings" })).toBeDefined();
    await expectNoViolations();
  });

  it("asks for no pick where a changed connection has none", async () => {
    await showStep(setupAt("getReady", { ...ready, canDoIt: false }, { editing: true }));

    expect(screen.getByText(/^Approve at Microsoft what is not approved yet/)).toBeDefined();
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

  it("say that someone was asked, and not who, while details are hidden", async () => {
    const asked = { to: "ines@brightwater.example", at: minutesAgo(0) };
    const { user } = await showStep(setupAt("grantConsent", granting, { asked }));

    await user.click(button("Hide details"));

    expect(screen.getByText(/^You asked someone/).textContent).not.toMatch(/ines|•/);
  });

  it("say that the address is copied, on the button and aloud", async () => {
    const { user } = await showStep(setupAt("grantConsent", granting));

    await user.click(button("Copy the address"));

    expect(screen.getByRole("status").textContent).toBe("Copied.");
    expect(button("Copied. Copy the address")).toBeDefined();
  });

  it("do not say that they checked what could not be reached", async () => {
    const obstacle = { kind: "couldNotCheck" as const, problem: { code: "offline" as const } };
    await showStep(setupAt("grantConsent", granting, { obstacle, checkedAt: minutesAgo(1), canCheck: true }));

    expect(screen.getByText(/^Tried .+ at/)).toBeDefined();
    expect(screen.queryByText(/We checked this/)).toBeNull();
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

  it("ticks the roles that the person has, and says which steps go to someone else", async () => {
    const { intents, next, user } = await showStep(setupAt("getReady", ready));
    expect(screen.queryByText(/^You give/)).toBeNull();

    await user.click(screen.getByRole("checkbox", { name: "An app admin" }));
    await next(setupAt("getReady", { ...ready, has: ["appAdmin", "productAdmin"] }));
    await user.click(screen.getByRole("checkbox", { name: /^An admin of/ }));

    expect(intents).toEqual([
      { kind: "haveRole", role: "appAdmin", has: true },
      { kind: "haveRole", role: "productAdmin", has: false },
    ]);
    const given = screen.getAllByText("You give it to someone else.");
    expect(given.map((line) => line.closest("ul > li")?.querySelector("label")?.textContent)).toEqual([
      "A role admin",
      "A Teams admin, with PowerShell",
    ]);
  });

  it("can be left for later, and not while a connection is changed", async () => {
    const { intents, next, user } = await showStep(setupAt("getReady", ready));
    await user.click(button("Later"));
    expect(intents).toEqual([{ kind: "later" }]);

    await next(setupAt("getReady", { ...ready, canDoIt: false }, { editing: true }));

    noButton("Later");
  });

  it("leads a step of another role to someone else", async () => {
    const grant = (changes: object) =>
      setupAt("grantConsent", { kind: "grantConsent", permissions: 4 }, changes);
    const { intents, next, user } = await showStep(grant({ hasRole: true }));
    expect(screen.queryByText(/You did not tick this role/)).toBeNull();

    await next(grant({ hasRole: false }));
    await user.click(button("Someone else does this"));

    expect(screen.getByText(/You did not tick this role/)).toBeDefined();
    expect(intents).toEqual([{ kind: "askAdmin" }]);
  });

  it("hands over the making of an app only where there is none yet", async () => {
    const { intents, next, user } = await showStep(setupAt("getReady", ready));
    await user.click(button("Someone else does this"));
    expect(intents).toEqual([{ kind: "askAdmin" }]);

    await next(setupAt("getReady", { ...ready, canDoIt: false }, { editing: true }));

    noButton("Someone else does this");
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
    expect(document.activeElement).toBe(button("Open the page"));
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

  it("leaves the name as it is once Usher has registered the app", async () => {
    const { intents, user } = await showStep(setupAt("registerApp", { ...named, isFixed: true }));

    await user.type(screen.getByLabelText("Name of the app"), " two");
    await user.tab();

    expect(screen.getByLabelText("Name of the app")).toHaveProperty("value", named.name);
    expect(screen.getByText("Usher registered the app with this name.")).toBeDefined();
    expect(intents).toEqual([]);
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
