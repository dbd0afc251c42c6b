import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { AppReview, TooBroad } from "../bridge/generated/bridge";
import { lines, nowhere, review, reviewApp, reviewWith, stopped, wildLines } from "../testing/adminViews";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";

const found: AppReview["facts"] = {
  kind: "found",
  name: "Claras",
  publisher: "Claras Inc.",
  enabled: true,
  assignmentRequired: false,
  owner: null,
  created: "2026-03-14T10:22:00Z",
};
const domainField = () => screen.getByRole("textbox", { name: "Type brightwater.example to go on" });

describe("A1 What you are approving", () => {
  it("names the app, the maker, the organization by name and ID, and who asked", async () => {
    await show(reviewApp);

    expect(screen.getByText(/people in Brightwater/)).toBeDefined();
    for (const fact of [review.clientId, review.tenant, review.askedBy]) {
      expect(screen.getByText(fact ?? "")).toBeDefined();
    }
    await expectNoViolations();
  });

  it("copies the whole app ID", async () => {
    const { copied, user } = await show(reviewApp);

    await user.click(screen.getByRole("button", { name: "Copy" }));

    expect(copied).toEqual([review.clientId]);
  });

  it.each<[AppReview["facts"], RegExp]>([
    [{ kind: "nothing" }, /Microsoft has told us nothing about this app yet/],
    [{ kind: "asking" }, /We are asking Microsoft/],
    [{ kind: "failed", problem: { code: "offline" } }, /Not known/],
    [{ kind: "notThere" }, /No one where you work has used this app yet/],
    [found, /Verified maker: Claras Inc\./],
    [{ ...found, publisher: null }, /Maker not verified/],
    [{ ...found, enabled: false }, /It is turned off where you work/],
    [{ ...found, assignmentRequired: true }, /Only people on its list may use it/],
    [found, /since March 14, 2026/],
  ])("tells what Microsoft says: %o", async (facts, expected) => {
    await show(reviewWith({ facts }));

    expect(screen.getByText(expected)).toBeDefined();
  });

  it("says once when Microsoft's answer comes in", async () => {
    const { next } = await show(reviewApp);

    await next(reviewWith({ facts: { ...found, publisher: null } }));
    await next(reviewWith({ facts: { ...found, publisher: null } }));

    await waitFor(() =>
      expect(screen.getByText("Microsoft has answered. The maker is not verified.")).toBeDefined(),
    );
  });

  it.each<[AppReview["origin"], RegExp]>([
    [
      { kind: "signed", domain: "claras.example" },
      /The setup file says so\. It is signed by claras\.example/,
    ],
    [{ kind: "unsigned" }, /The setup file says so\. No one vouches for that file/],
  ])("says whose word the maker's name is: %o", async (origin, expected) => {
    await show(reviewWith({ origin }));

    expect(screen.getByText(expected)).toBeDefined();
  });

  it("shows the riskiest permissions with a word for the risk, and the rest on demand", async () => {
    const { user } = await show(reviewApp);
    expect(screen.getByText("Very high risk")).toBeDefined();
    expect(screen.queryByText("Low risk")).toBeNull();

    await user.click(screen.getByRole("button", { name: `See all ${lines.length}` }));

    expect(screen.getByText("Low risk")).toBeDefined();
    await expectNoViolations();
  });

  it.each<[TooBroad["kind"], RegExp]>([
    ["everything", /all that its maker listed/],
    ["writeWhereReadExists", /It can change things too/],
    ["allWhereSelectedExists", /covers only chosen ones/],
    ["applicationWhereDelegatedExists", /for a signed-in person sees less/],
    ["unused", /The maker gives no reason for it/],
  ])("warns of a permission that is too broad: %s", async (kind, expected) => {
    const line = wildLines.find(({ tooBroad }) => tooBroad.some((found) => found.kind === kind));
    await show(reviewWith({ lines: line === undefined ? [] : [line] }));

    expect(screen.getByText(expected)).toBeDefined();
  });

  it.each([
    ["Continue", { kind: "reviewedApp", typed: "" }],
    ["This looks wrong", { kind: "looksWrong" }],
  ])("sends what “%s” stands for", async (name, intent) => {
    const { intents, user } = await show(reviewApp);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([intent]);
  });

  it("hides the organization, the IDs and who asked while details are hidden", async () => {
    const { user } = await show(reviewApp);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    for (const fact of ["Brightwater", review.clientId, review.tenant, review.askedBy]) {
      expect(document.body.textContent).not.toContain(fact);
    }
  });
});

describe("A1 without an organization", () => {
  it("asks for the work email and looks it up, by button or by Enter", async () => {
    const { intents, user } = await show(nowhere);
    expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();

    await user.type(screen.getByRole("textbox", { name: "Your work email" }), "ana@brightwater.example");
    await user.click(screen.getByRole("button", { name: "Find my organization" }));
    await user.type(screen.getByRole("textbox", { name: "Your work email" }), "{Enter}");

    const intent = { kind: "findOrganization", address: "ana@brightwater.example" };
    expect(intents).toEqual([intent, intent]);
    await expectNoViolations();
  });

  it("says what is wrong with the address, and no longer once it is mended", async () => {
    const wrong = reviewWith({ ...nowhere.review, address: "ana", addressProblem: "notAnAddress" });
    const { user } = await show(wrong);
    expect(screen.getByRole("link", { name: /Enter a work email/ })).toBeDefined();
    await expectNoViolations();

    await user.type(screen.getByRole("textbox", { name: "Your work email" }), "@brightwater.example");

    expect(screen.queryByText(/Enter a work email/)).toBeNull();
  });

  it("says that the organization was found, and starts again at the title", async () => {
    const { next } = await show(nowhere);

    await next(reviewApp);

    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    await waitFor(() => expect(screen.getByText("We found your organization.")).toBeDefined());
  });
});

describe("A1 with a stop", () => {
  it("has Stop as its first button, and asks for the domain", async () => {
    const { intents, user } = await show(stopped);
    const names = screen.getAllByRole("button").map((button) => button.textContent.trim());
    expect(names.indexOf("Stop")).toBeLessThan(names.indexOf("Continue"));
    expect(screen.getByText("No one vouches for this app")).toBeDefined();
    await expectNoViolations();

    await user.click(screen.getByRole("button", { name: "Stop" }));

    expect(intents).toEqual([{ kind: "later" }]);
  });

  it("never fills the domain in, and Enter in the field goes nowhere", async () => {
    const { intents, user } = await show(stopped);
    const field = domainField();
    expect(field instanceof HTMLInputElement && field.value).toBe("");

    await user.type(field, "brightwater.example{Enter}");

    expect(intents).toEqual([]);
  });

  it("sends the domain as typed", async () => {
    const { intents, user } = await show(stopped);

    await user.type(domainField(), " brightwater.example");
    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(intents).toEqual([{ kind: "reviewedApp", typed: "brightwater.example" }]);
  });

  it("says at the field that the domain is another one", async () => {
    await show(reviewWith({ ...stopped.review, stop: { domain: "brightwater.example", mistyped: true } }));

    expect(domainField().getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("link", { name: /not the domain of your organization/ })).toBeDefined();
    await expectNoViolations();
  });

  it("does not give the domain away while details are hidden", async () => {
    const { user } = await show(stopped);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(document.body.textContent).not.toContain("brightwater.example");
  });
});
