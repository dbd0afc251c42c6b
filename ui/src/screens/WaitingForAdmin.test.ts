import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { waitingForAdmin } from "../testing/moreViews";
import { show } from "../testing/show";
import { minutesAgo } from "../testing/viewOf";

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

  it("says honestly when only the person can look", async () => {
    await show({ ...waitingForAdmin, nextLookAt: null, lastLookAt: null, lastLook: null });

    expect(screen.getByText("When you select Check now")).toBeDefined();
    expect(screen.getByText("Not checked yet")).toBeDefined();
  });

  it("shows no time that has passed as the next check", async () => {
    await show({ ...waitingForAdmin, nextLookAt: minutesAgo(1) });

    expect(screen.getByText("By itself, any moment now")).toBeDefined();
  });

  it.each([
    ["Check now", "checkNow"],
    ["Send a reminder", "askAdmin"],
    ["Ask someone else", "askAdmin"],
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
