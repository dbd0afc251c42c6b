import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ConnectionStatus, Health, Credential } from "../bridge/generated/bridge";
import { expectNoViolations } from "../testing/axe";
import {
  appRow,
  CLIENT,
  details,
  detailsWith,
  inState,
  personDetails,
  TENANT,
} from "../testing/keepingViews";
import { connections } from "../testing/moreViews";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";

const DAY = 24 * 60;
const on = detailsWith({});
const off = inState("turnedOff", { kind: "disabled", obstacle: null });

const press = (name: string) => screen.getByRole("button", { name });
const said = () => screen.getByRole("status").textContent;

describe("M2 One connection", () => {
  it("tells whose it is, with what it signs in, and where that is kept", async () => {
    await show(on);

    expect(screen.getByRole("heading", { level: 1, name: "Kaltura" })).toBeDefined();
    for (const fact of [CLIENT, TENANT, "Brightwater", "4 of 4 approved"]) {
      expect(screen.getByText(fact)).toBeDefined();
    }
    expect(screen.getByText(/^x7Q/).textContent).toContain("x7Q••••••••");
    expect(screen.getByText("Kept in the keychain of this computer")).toBeDefined();
    expect(screen.getByText(/^Ends on /)).toBeDefined();
    await expectNoViolations();
  });

  it("tells what happened so far, the latest first", async () => {
    const { next, user } = await show(on);

    await user.click(press("What happened so far"));

    const lines = screen.getAllByRole("listitem");
    expect(lines.map((line) => line.lastElementChild?.textContent)).toEqual([
      "All that it asks for was approved",
      "Got a new secret",
      "Something at Microsoft kept the app out",
      "Turned on",
      "The connection was made",
      "Usher registered the app",
    ]);
    await expectNoViolations();

    await next(personDetails);
    expect(screen.getByText("Connected", { selector: "li *" })).toBeDefined();
  });

  it("hides names, ids and the signs of the secret while details are hidden", async () => {
    const { user } = await show(on);

    await user.click(press("Hide details"));
    await user.click(press("What you filled in for the product"));

    for (const secret of [CLIENT, TENANT, "Brightwater", "x7Q", "Town halls", "Kaltura Teams Integration"]) {
      expect(document.body.textContent).not.toContain(secret);
    }
  });

  it.each([
    ["Copy the app ID", CLIENT],
    ["Copy the organization ID", TENANT],
  ])("offers to %s", async (name, id) => {
    const { copied, user } = await show(on);

    await user.click(press(name));

    expect(copied).toEqual([id]);
  });

  it.each<[string, Credential]>([
    ["0F1E2D", { kind: "certificate", thumbprint: "0F1E2D", madeAt: minutesAgo(9), endsAt: minutesAgo(-9) }],
    ["You did not say when it ends", { kind: "secret", hint: "x7Q", madeAt: minutesAgo(9), endsAt: null }],
  ])("says “%s” of what an app signs in with", async (words, credential) => {
    await show(detailsWith({ credential }));

    expect(screen.getByText(words)).toBeDefined();
  });

  it("keeps the maker's form folded, and leaves out what is empty", async () => {
    const { user } = await show(on);
    expect(screen.queryByText("Publish to categories")).toBeNull();

    await user.click(press("What you filled in for the product"));

    expect(screen.getByText("Town halls and Training")).toBeDefined();
    expect(screen.queryByText("Postfix")).toBeNull();
    await expectNoViolations();
  });

  it.each<[ConnectionStatus["kind"], ConnectionStatus, string]>([
    ["enabled", { kind: "enabled" }, "All that it asks for is approved."],
    ["disabled", { kind: "disabled", obstacle: null }, "Usher does not remind you while it is off."],
    [
      "needsAttention",
      { kind: "needsAttention", health: "blocked", obstacle: { kind: "policyMissing" } },
      "The Teams policy is missing, or it was not given to everyone.",
    ],
    [
      "waitingForMicrosoft",
      { kind: "waitingForMicrosoft", obstacle: { kind: "credentialTooNew" } },
      "What you made is new. It can take a minute or two until it works.",
    ],
    [
      "credentialEnds",
      { kind: "credentialEnds", days: 12, at: minutesAgo(-12 * DAY), credential: "secret" },
      "After that the product can no longer sign in.",
    ],
  ])("gives the full message of %s", async (_kind, status, message) => {
    await show(inState("needsYou", status));

    expect(screen.getByText(message, { exact: false })).toBeDefined();
    await expectNoViolations();
  });

  it("says who can mend what is in the way", async () => {
    await show(
      inState("needsYou", { kind: "needsAttention", health: "blocked", obstacle: { kind: "secretWrong" } }),
    );

    expect(screen.getByText("Who can do it: An app admin: step R6.")).toBeDefined();
  });

  it("says what is wrong while it is off, and who can mend it", async () => {
    await show(inState("turnedOff", { kind: "disabled", obstacle: { kind: "secretWrong" } }));

    expect(screen.getByText("Turned off")).toBeDefined();
    expect(screen.getByText("The secret does not match")).toBeDefined();
    expect(screen.getByText(/^The secret may be cut short/)).toBeDefined();
    expect(screen.getByText("Who can do it: An app admin: step R6.")).toBeDefined();
    await expectNoViolations();
  });

  it.each<[Health, string]>([
    ["signInAgain", "You"],
    ["blocked", "An IT admin"],
    ["checkFailed", "You, from this computer"],
  ])("says who can do something about it: %s", async (health, who) => {
    await show(inState("needsYou", { kind: "needsAttention", health, obstacle: null }));

    expect(screen.getByText(`Who can do it: ${who}.`)).toBeDefined();
  });

  it("explains why a new connection is turned off, and turns it on", async () => {
    const { intents, user } = await show({
      ...off,
      details: { ...off.details, updatedAt: off.details.createdAt },
    });
    expect(screen.getByText(/A new connection is turned off until you turn it on/)).toBeDefined();

    await user.click(press("Turn on"));

    expect(intents).toEqual([{ kind: "turnOn" }]);
  });

  it.each([
    ["See permissions", "seePermissions"],
    ["Check again", "checkAgain"],
    ["Edit", "editConnection"],
    ["New secret or certificate", "updateCredential"],
    ["Turn off", "turnOff"],
  ])("offers %s", async (name, kind) => {
    const { intents, user } = await show(on);

    await user.click(press(name));

    expect(intents).toEqual([{ kind }]);
  });

  it("leads with a new secret when the old one ends", async () => {
    await show(
      inState("needsYou", {
        kind: "credentialEnds",
        days: 12,
        at: minutesAgo(-12 * DAY),
        credential: "secret",
      }),
    );

    expect(screen.getAllByRole("button", { name: "New secret or certificate" })).toHaveLength(1);
    expect(press("New secret or certificate").className).toContain("primary");
  });

  it("offers a person nothing that only an app has", async () => {
    await show(personDetails);

    for (const name of ["Edit", "Edit name", "New secret or certificate"]) {
      expect(screen.queryByRole("button", { name })).toBeNull();
    }
    expect(screen.getByText("ana@brightwater.example")).toBeDefined();
    await expectNoViolations();
  });

  it("checks nothing that only the maker can see", async () => {
    await show({ ...personDetails, details: { ...personDetails.details, kept: "atVendor" } });

    expect(screen.queryByRole("button", { name: "Check again" })).toBeNull();
  });

  it("says why the last act failed", async () => {
    await show(detailsWith({ problem: { code: "keychainLocked" } }));

    expect(screen.getByText("Your keychain is locked")).toBeDefined();
  });

  it("says once what a check found", async () => {
    const { next } = await show(detailsWith({ checking: true }));

    await next(detailsWith({ checking: false }));

    await waitFor(() => expect(said()).toBe("Checked. Connected."));
  });

  it("says once what a check found while it is off", async () => {
    const broken = inState("turnedOff", { kind: "disabled", obstacle: { kind: "secretWrong" } });
    const { next } = await show({ ...off, details: { ...off.details, checking: true } });

    await next(broken);

    await waitFor(() => expect(said()).toBe("Checked. Turned off. The secret does not match."));
  });

  it("says that it is turned off", async () => {
    const { next } = await show(on);

    await next(off);

    await waitFor(() => expect(said()).toBe("It is turned off."));
  });

  it("keeps the focus beside the button that turned it off", async () => {
    const { user, next } = await show(on);
    await user.click(press("Turn off"));

    await next(off);

    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Change this connection" }));
  });

  it("leaves the focus where the person went meanwhile", async () => {
    const { user, next } = await show(on);
    await user.click(press("Turn off"));
    press("Edit").focus();

    await next(off);

    expect(document.activeElement).toBe(press("Edit"));
  });
});

describe("M2's name", () => {
  it("is changed in its place by keyboard, and the focus comes back", async () => {
    const { intents, user, next } = await show(on);

    press("Edit name").focus();
    await user.keyboard("{Enter}");
    const field = screen.getByRole("textbox", { name: "Name of this connection" });
    expect(document.activeElement).toBe(field);
    await user.clear(field);
    await user.keyboard("Town halls{Enter}");
    await next(detailsWith({ row: { ...appRow, holder: { kind: "app", name: "Town halls" } } }));

    expect(intents).toEqual([{ kind: "renameConnection", name: "Town halls" }]);
    expect(screen.getByText("Town halls")).toBeDefined();
    expect(document.activeElement).toBe(press("Edit name"));
  });

  it("can't be empty, and says so at the field", async () => {
    const { intents, user } = await show(on);

    await user.click(press("Edit name"));
    await user.clear(screen.getByRole("textbox"));
    await user.click(press("Save the name"));

    expect(intents).toEqual([]);
    expect(screen.getByRole("textbox").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText("Enter a name first.")).toBeDefined();
    await expectNoViolations();
  });

  it("stays as it was when the person thinks again", async () => {
    const { intents, user } = await show(on);

    await user.click(press("Edit name"));
    await user.type(screen.getByRole("textbox"), " 2");
    await user.click(press("Keep the old name"));

    expect(intents).toEqual([]);
    expect(screen.getByText("Kaltura Teams Integration")).toBeDefined();
  });
});

describe("removing from M2", () => {
  it("explains that it has to be turned off first", async () => {
    const { intents, user, next } = await show(on);

    await user.click(press("Remove"));

    expect(intents).toEqual([]);
    expect(screen.queryByRole("dialog", { name: "Remove Kaltura?" })).toBeNull();
    expect(screen.getAllByText("Turn it off first. Then you can remove it.")).toHaveLength(2);
    await next(off);
    expect(screen.getAllByText(/Turn it off first/)).toHaveLength(1);
  });

  it("explains it anew once it was turned off and on", async () => {
    const { user, next } = await show(on);
    await user.click(press("Remove"));
    await user.click(press("Turn off"));

    await next(off);
    await next(on);

    expect(screen.getAllByText(/Turn it off first/)).toHaveLength(1);
  });

  it("asks before, with focus on the safe button and the way out at the maker", async () => {
    const { intents, user } = await show(off);

    await user.click(press("Remove"));

    const dialog = screen.getByRole("dialog", { name: "Remove Kaltura?" });
    await waitFor(() =>
      expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: "Keep it" })),
    );
    expect(within(dialog).getByText(/stay at Microsoft/)).toBeDefined();
    for (const part of details.removePath) expect(within(dialog).getByText(part)).toBeDefined();
    expect(intents).toEqual([]);
    await expectNoViolations();
  });

  it("keeps it unless the person says yes, and the list says once that it is gone", async () => {
    const { intents, user, next } = await show(off);

    await user.click(press("Remove"));
    await user.click(press("Keep it"));
    expect(intents).toEqual([]);
    await user.click(press("Remove"));
    await user.click(press("Remove it"));
    expect(intents).toEqual([{ kind: "removeConnection", connection: "e5" }]);
    const rows = connections.rows.filter(({ id }) => id !== "e5");
    await next({ ...connections, rows }, { product: null });

    await waitFor(() => expect(said()).toBe("Kaltura was removed."));
  });

  it("says nothing when the person only goes back", async () => {
    const { next } = await show(off);

    await next(connections, { product: null });

    expect(said()).toBe("");
  });
});
