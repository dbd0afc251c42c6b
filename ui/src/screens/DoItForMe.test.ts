import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { BuildState, BuildStop, Intent } from "../bridge/generated/bridge";
import { buildAt, buildCard } from "../testing/doItViews";
import { CLIENT, kaltura } from "../testing/ownAppViews";
import { show } from "../testing/show";

const ALL = buildCard.lines.length;
const MADE = 3;

const button = (name: string) => screen.getByRole("button", { name });
const noButton = (name: string) => expect(screen.queryByRole("button", { name })).toBeNull();
const showAt = (state: BuildState, written: number, changes: Partial<typeof buildCard> = {}) =>
  show(buildAt(state, written, changes), { product: kaltura });
const stopped = (why: BuildStop): BuildState => ({ kind: "stopped", why });

describe("R0: do it for me", () => {
  it.each<[string, string, BuildState]>([
    ["review", "What Usher will write", { kind: "review" }],
    ["ready", "Ready to write", { kind: "ready" }],
    ["writing", "Usher is writing", { kind: "writing" }],
    ["stopped", "This account may not write that", stopped({ kind: "notAllowed" })],
    ["refused", "Microsoft said no", stopped({ kind: "refused", situation: "mfa_or_policy_block" })],
    ["closed in the middle", "Go on taking it back", stopped({ kind: "takingBack" })],
    ["written", "It is written", { kind: "written" }],
    ["undoing", "Usher is taking it back", { kind: "undoing" }],
    ["undone", "It is taken back", { kind: "undone" }],
  ])("puts the focus on the title of %s", async (_kind, title, state) => {
    await showAt(state, 0);

    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: title }));
    expect(screen.getByText("R0")).toBeDefined();
  });

  it("shows every write, what the sign-in asks for, and Microsoft's names", async () => {
    const { user } = await showAt({ kind: "review" }, 0);

    const plan = screen.getByText(/Register an app named/).closest("ol");
    expect(plan?.children).toHaveLength(ALL);
    for (const value of buildCard.asks) expect(screen.getByText(value)).toBeDefined();
    expect(screen.getByText(/Usher forgets this sign-in when it is done/)).toBeDefined();
    await user.click(button("Microsoft's names for these"));

    expect(screen.getByText(/appRoleAssignedTo: User.ReadBasic.All/)).toBeDefined();
  });

  it("says where what it makes is kept, also where there is no keychain", async () => {
    await showAt({ kind: "written" }, ALL, { kept: "untilClosed" });

    expect(screen.getByText("Kept until you close Usher")).toBeDefined();
    expect(screen.queryByText(/keychain/)).toBeNull();
  });

  it.each<[string, BuildState, Intent]>([
    ["Sign in as an admin", { kind: "review" }, { kind: "signInToWrite" }],
    ["Go step by step instead", { kind: "review" }, { kind: "back" }],
    ["Someone else does this", { kind: "review" }, { kind: "askAdmin" }],
    ["Stop", { kind: "ready" }, { kind: "back" }],
    ["Go on", stopped({ kind: "notAllowed" }), { kind: "signInToWrite" }],
    ["Someone else does this", stopped({ kind: "notAllowed" }), { kind: "askAdmin" }],
    [
      "Someone else does this",
      stopped({ kind: "refused", situation: "mfa_or_policy_block" }),
      { kind: "askAdmin" },
    ],
    ["Sign in as an admin", stopped({ kind: "takingBack" }), { kind: "signInToWrite" }],
    ["Go on", { kind: "written" }, { kind: "stepDone" }],
    ["Back to the start", { kind: "undone" }, { kind: "stepDone" }],
  ])("sends what “%s” stands for", async (name, state, intent) => {
    const { intents, user } = await showAt(state, MADE);

    await user.click(button(name));

    expect(intents).toEqual([intent]);
  });

  it("lets the person choose how the app signs in, where both can be", async () => {
    const { intents, user } = await showAt({ kind: "review" }, 0, { hasChoice: true });

    await user.click(screen.getByRole("radio", { name: /With a certificate/ }));

    expect(intents).toEqual([{ kind: "useCredential", credential: "certificate" }]);
  });

  it("names the organization and the account before anything is written", async () => {
    await showAt({ kind: "ready" }, 0);

    expect(screen.getByText("Brightwater").closest("b")).not.toBeNull();
    expect(screen.getByText("grace@brightwater.example")).toBeDefined();
  });

  it("writes once it was told to", async () => {
    const { intents, user } = await showAt({ kind: "ready" }, 0);

    await user.click(button("Write it"));

    expect(intents).toEqual([{ kind: "letUsherWrite" }]);
  });

  it("ticks what is written, and says how far it is", async () => {
    const { next } = await showAt({ kind: "writing" }, MADE);

    await next(buildAt({ kind: "writing" }, MADE + 1));

    expect(document.querySelectorAll("li.done")).toHaveLength(MADE + 1);
    expect(document.querySelector("li.now")?.getAttribute("aria-current")).toBe("step");
    expect(screen.getByRole("status").textContent).toBe(`${MADE + 1} of ${ALL} written.`);
  });

  it.each<[string, BuildStop]>([
    ["Go on where it stopped", { kind: "signedOut" }],
    ["Nothing was approved", { kind: "notApproved" }],
    ["This account may not write that", { kind: "notAllowed" }],
    ["A rule of your organization stopped it", { kind: "forbiddenByRule" }],
    ["You seem to be offline", { kind: "problem", problem: { code: "offline" } }],
  ])("says why it stopped, what is written and what is left: %s", async (title, why) => {
    await showAt(stopped(why), MADE);

    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(screen.getByText(/Written: 3 lines/).textContent).toContain("Still to write: 4 lines");
  });

  it.each<[string, number]>([
    ["Application Administrator", 0],
    ["Privileged Role Administrator", MADE],
    ["Application Administrator", ALL - 1],
  ])("names the role that the next line takes: %s", async (role, written) => {
    await showAt(stopped({ kind: "notAllowed" }), written);

    expect(screen.getByText(/The next line takes the role/).textContent).toContain(role);
  });

  it("offers to take it back only where something is written and an admin is signed in", async () => {
    const { next } = await showAt(stopped({ kind: "notAllowed" }), MADE);
    expect(button("Take it all back")).toBeDefined();

    await next(buildAt(stopped({ kind: "notAllowed" }), 0));

    noButton("Take it all back");
  });

  it.each<[string, BuildState, number, string]>([
    ["what stopped", stopped({ kind: "signedOut" }), MADE, "Sign in as an admin"],
    ["what is written", { kind: "written" }, ALL, "Sign in to take it back"],
  ])("asks for the sign-in before it takes back %s", async (_what, state, written, name) => {
    const { intents, user } = await showAt(state, written, { account: null });
    noButton("Take it all back");

    await user.click(button(name));

    expect(intents).toEqual([{ kind: "signInToWrite" }]);
  });

  it.each<[string, number, string]>([
    ["Go on, or take it back", MADE, "Write the rest"],
    ["Keep it, or take it back", ALL, "Keep it"],
  ])("offers both once an admin signed in again: %s", async (title, written, name) => {
    const { intents, user } = await showAt({ kind: "ready" }, written);
    expect(screen.getByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(button("Take it all back")).toBeDefined();

    await user.click(screen.getAllByRole("button", { name })[0] ?? button(name));

    expect(intents).toEqual([{ kind: "letUsherWrite" }]);
  });

  it("takes it back only after a yes", async () => {
    const { intents, user } = await showAt({ kind: "written" }, ALL);
    await user.click(button("Take it all back"));
    const dialog = within(screen.getByRole("dialog", { name: "Take it all back?" }));
    await waitFor(() => expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Keep it" })));
    await user.click(dialog.getByRole("button", { name: "Keep it" }));
    expect(intents).toEqual([]);

    await user.click(button("Take it all back"));
    await user.click(dialog.getByRole("button", { name: "Take it all back" }));

    expect(intents).toEqual([{ kind: "takeBack" }]);
  });

  it("gives a receipt to copy, with every write and no secret", async () => {
    const { copied, user } = await showAt({ kind: "written" }, ALL);

    await user.click(button("Copy the receipt"));

    expect(copied).toHaveLength(1);
    expect(copied[0]).toContain(`App ID: ${CLIENT}`);
    expect(copied[0]).toContain("Organization: Brightwater");
    const written = copied[0]?.split("\n").filter((line) => /\d{4}, \d+:\d{2}.[AP]M: /.test(line)) ?? [];
    expect(written.map((line) => line.replace(/^.+M: /, "")).at(-1)).toBe("Make a secret for 365 days");
    expect(written).toHaveLength(ALL);
  });
});
