import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { waitingForAdmin } from "../testing/moreViews";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";

const DAY = 24 * 60;
const alone = {
  ...waitingForAdmin,
  nextLookAt: null,
  lastLookAt: null,
  lastLook: null,
  hasChecklist: false,
};

describe("C9 Waiting for your admin", () => {
  it("tells whom and when, the last check and the next", async () => {
    await show(waitingForAdmin);

    expect(screen.getByText("sam@brightwater.example")).toBeDefined();
    expect(screen.getByText(/By message, yesterday at/)).toBeDefined();
    expect(screen.getByText("Not approved yet")).toBeDefined();
    expect(screen.getByText(/By itself, at/)).toBeDefined();
    await expectNoViolations();
  });

  it("names the reviewers after a request on the Microsoft page", async () => {
    await show({ ...waitingForAdmin, how: "microsoftRequest", asked: null });

    expect(screen.getByText("The reviewers of your organization")).toBeDefined();
  });

  it("says that a check failed, and not that the answer is no", async () => {
    await show({ ...waitingForAdmin, lastLook: "checkFailed" });

    expect(screen.getByText("Check failed")).toBeDefined();
    expect(screen.queryByText("Not approved yet")).toBeNull();
  });

  it("offers one sign-in when Usher can't look by itself yet", async () => {
    const { intents, user } = await show({ ...alone, canSignInOnce: true });

    expect(screen.getByText("When you select Check now")).toBeDefined();
    expect(screen.getByText("Not checked yet")).toBeDefined();
    expect(screen.getByText(/asks only to sign you in/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Let Usher look by itself" }));

    expect(intents).toEqual([{ kind: "signInOnce" }]);
    await expectNoViolations();
  });

  it("offers no sign-in that would not help", async () => {
    await show({ ...alone, canSignInOnce: false });

    expect(screen.getByText("Usher can't look by itself for this product.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Let Usher look by itself" })).toBeNull();
  });

  it("shows the way to the permissions only where there is a list", async () => {
    const { next } = await show(waitingForAdmin);
    expect(screen.getByRole("button", { name: "See permissions" })).toBeDefined();

    await next(alone);

    expect(screen.queryByRole("button", { name: "See permissions" })).toBeNull();
  });

  it.each([
    ["message", 2, /^We saved your place/],
    ["message", 3, /^You asked 3 days ago. A short reminder often helps/],
    ["message", 40, /^You asked 40 days ago. A short reminder often helps/],
    ["microsoftRequest", 29, /A short reminder often helps/],
    ["microsoftRequest", 30, /your request may be too old/],
  ] as const)("leads a wait by %s of %i days with what helps", async (how, days, lead) => {
    await show({ ...waitingForAdmin, how, askedAt: minutesAgo(days * DAY) });

    expect(screen.getByText(lead)).toBeDefined();
  });

  it("says that it looks by itself only where it can", async () => {
    const { next } = await show(waitingForAdmin);
    expect(screen.getByText(/we look by ourselves/)).toBeDefined();

    await next(alone);

    expect(screen.getByText(/come back and select Check now/)).toBeDefined();
  });

  it("offers to send a request again only when it may be too old", async () => {
    const { intents, user, next } = await show(waitingForAdmin);
    expect(screen.queryByRole("button", { name: "Send the request again" })).toBeNull();

    await next({ ...waitingForAdmin, how: "microsoftRequest", askedAt: minutesAgo(31 * DAY) });
    await user.click(screen.getByRole("button", { name: "Send the request again" }));

    expect(intents).toEqual([{ kind: "tryAgain" }]);
    await expectNoViolations();
  });

  it("shows no time that has passed as the next check", async () => {
    await show({ ...waitingForAdmin, nextLookAt: minutesAgo(1) });

    expect(screen.getByText("By itself, any moment now")).toBeDefined();
  });

  it.each([
    ["Check now", "checkNow"],
    ["See permissions", "seePermissions"],
    ["Send a reminder", "askAdmin"],
    ["Ask someone else", "askSomeoneElse"],
    ["My admin said no", "adminSaidNo"],
  ])("sends what “%s” stands for", async (name, kind) => {
    const { intents, user } = await show(waitingForAdmin);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("says the answer to Check now, and keeps quiet about looks that find nothing new", async () => {
    const { user, next } = await show(waitingForAdmin);
    const said = () =>
      screen
        .getAllByRole("status")
        .map((region) => region.textContent.trim())
        .join("");

    await next({ ...waitingForAdmin, lastLookAt: minutesAgo(0.5) });
    expect(said()).toBe("");
    await user.click(screen.getByRole("button", { name: "Check now" }));
    await next({ ...waitingForAdmin, lastLookAt: minutesAgo(0) });

    await waitFor(() => expect(said()).toBe("Not approved yet"));
  });

  it("hides the admin's address while details are hidden", async () => {
    const { user } = await show(waitingForAdmin);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.queryByText("sam@brightwater.example")).toBeNull();
  });
});
