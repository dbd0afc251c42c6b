import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { button, noButton, primaries, showStep } from "../testing/ownAppSteps";
import { certificate, policy, secret, secretTaken, setupAt } from "../testing/ownAppViews";
import { minutesAgo } from "../testing/viewOf";

const CANARY = "aB3~canary-of-a-secret-value-0123";

describe("R6: a secret", () => {
  const field = () => screen.getByLabelText("The secret's value");

  it("hands the secret in once and leaves nothing of it on the page", async () => {
    const { handedIn, intents, user } = await showStep(setupAt("makeCredential", secret));
    await user.type(field(), CANARY);

    await user.click(button("Check now"));

    expect(handedIn).toEqual([[CANARY, null]]);
    expect(intents).toEqual([]);
    expect(field()).toHaveProperty("value", "");
    expect(document.documentElement.outerHTML).not.toContain(CANARY);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(CANARY);
  });

  it("says where it is kept, also where there is no keychain", async () => {
    const { next } = await showStep(setupAt("makeCredential", secretTaken));
    expect(screen.getByText(/^Kept in the keychain of this computer/)).toBeDefined();

    await next(setupAt("makeCredential", secretTaken, { kept: "untilClosed" }));
    expect(screen.getByText(/^Kept until you close Usher/)).toBeDefined();

    await next(setupAt("makeCredential", certificate, { kept: "untilClosed" }));
    expect(screen.getByText(/Kept until you close Usher/)).toBeDefined();
    expect(screen.queryByText(/keychain/)).toBeNull();
  });

  it("says that the keychain may ask, when it takes a while", async () => {
    const { next } = await showStep(setupAt("makeCredential", secret, { working: true }));
    const told = "Working. Your keychain may ask you for a password.";

    await waitFor(() => expect(screen.getAllByText(told).length).toBeGreaterThan(0));
    await next(setupAt("makeCredential", secretTaken, { checking: true }));

    expect(screen.queryByText(told, { selector: "p" })).toBeNull();
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
    ["6 months", 180],
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

  it("guesses no end, also not the one of the secret before", async () => {
    const { handedIn, next, user } = await showStep(setupAt("makeCredential", secret));
    await user.selectOptions(screen.getByLabelText("How long it lasts"), "12 months");
    await user.type(field(), `${CANARY}{Enter}`);
    await next(setupAt("makeCredential", secretTaken));

    await user.click(button("Change"));
    await user.type(field(), `${CANARY}{Enter}`);

    expect(handedIn).toEqual([
      [CANARY, 365],
      [CANARY, null],
    ]);
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

    expect(handedIn).toEqual([[CANARY, null]]);
  });

  it("offers to clear the clipboard on the step that comes after it", async () => {
    const { intents, next, user } = await showStep(setupAt("makeCredential", secret));
    noButton("Clear the clipboard");
    await user.type(field(), `${CANARY}{Enter}`);
    noButton("Clear the clipboard");

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

    expect(handedIn).toEqual([[CANARY, null]]);
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
      expect(handedIn).toEqual([[CANARY, null]]);

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
