import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { beforeSignIn } from "../testing/views";

describe("C1 Before you sign in", () => {
  it("gives the reasons of the first three permissions, and of all on request", async () => {
    const { user } = await show(beforeSignIn);
    expect(screen.getByText("To show your planned meetings.")).toBeDefined();
    expect(screen.queryByText("To know who you are.")).toBeNull();

    const more = screen.getByRole("button", { name: "See all 5" });
    expect(more.getAttribute("aria-expanded")).toBe("false");
    await user.click(more);

    expect(screen.getByText("To know who you are.")).toBeDefined();
    await expectNoViolations();
  });

  it("opens the browser for the address as typed, also with Enter", async () => {
    const { intents, user } = await show({ ...beforeSignIn, account: "" });

    const field = screen.getByRole("textbox", { name: "Your work or school email" });
    expect(field.getAttribute("autocomplete")).toBe("email");
    await user.type(field, " ana@brightwater.example{Enter}");

    expect(intents).toEqual([{ kind: "openBrowser", account: "ana@brightwater.example" }]);
  });

  it("goes back on Not now", async () => {
    const { intents, user } = await show(beforeSignIn);

    await user.click(screen.getByRole("button", { name: "Not now" }));

    expect(intents).toEqual([{ kind: "back" }]);
  });

  it("says the same words at the field and in the summary, and moves focus there", async () => {
    const { next } = await show({ ...beforeSignIn, account: "ana" });

    await next({ ...beforeSignIn, account: "ana", accountProblem: "notAnAddress" });

    const words = "Enter an email like name@example.com, or leave it empty.";
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
    expect(screen.getByRole("link", { name: words })).toBeDefined();
    const field = screen.getByRole("textbox", { name: "Your work or school email" });
    expect(field.getAttribute("aria-invalid")).toBe("true");
    const described = field.getAttribute("aria-describedby")?.split(" ") ?? [];
    expect(described.map((id) => document.getElementById(id)?.textContent).join(" ")).toContain(words);
    expect(document.title).toMatch(/^Error: Before you sign in/);
    await expectNoViolations();
  });

  it("moves the focus to the same refusal once more", async () => {
    const refused = () => ({ ...beforeSignIn, account: "ana", accountProblem: "notAnAddress" as const });
    const { next, user } = await show(refused());
    await user.type(screen.getByRole("textbox"), "{Enter}");
    expect(document.activeElement).toBe(screen.getByRole("textbox"));

    await next(refused());

    expect(document.activeElement).toBe(screen.getByRole("group", { name: "There is a problem" }));
  });

  it("keeps what was typed when a newer view comes in", async () => {
    const { user, next } = await show({ ...beforeSignIn, account: "" });
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Your work or school email" });
    await user.type(field, "ana@bright");

    await next({ ...beforeSignIn, account: "", lookingUp: true });

    expect(field.value).toBe("ana@bright");
    expect(screen.getByRole("status").textContent).toContain("Looking up your organization");
  });

  it("tells an admin how to approve for everyone", async () => {
    const { user } = await show(beforeSignIn);

    await user.click(screen.getByRole("button", { name: "Show me how" }));

    expect(screen.getByText("Consent on behalf of your organization")).toBeDefined();
  });

  it("says where sign-in starts when that is on the maker's page", async () => {
    const startsAt = {
      kind: "vendor",
      host: "connect.chronus.example",
      path: ["Settings", "Teams"],
    } as const;
    await show({ ...beforeSignIn, startsAt: { ...startsAt, path: [...startsAt.path] } });

    expect(screen.getByText(/connect\.chronus\.example/)).toBeDefined();
    expect(screen.getByText("Settings")).toBeDefined();
    await expectNoViolations();
  });

  it("does not promise a browser when the maker names no page", async () => {
    const { intents, user } = await show({
      ...beforeSignIn,
      startsAt: { kind: "vendor", host: null, path: [] },
    });
    expect(screen.queryByRole("button", { name: "Open my browser" })).toBeNull();

    await user.click(screen.getByRole("button", { name: "I have it open" }));

    expect(intents).toEqual([{ kind: "openBrowser", account: "ana@brightwater.example" }]);
  });

  it("does not show the address while details are hidden", async () => {
    const { user } = await show(beforeSignIn);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(screen.getByLabelText("Your work or school email").getAttribute("type")).toBe("password");
  });
});
