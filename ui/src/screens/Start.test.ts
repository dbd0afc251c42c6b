import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { show } from "../testing/show";
import { start } from "../testing/views";
import { minutesAgo } from "../testing/viewOf";

describe("S1 Start", () => {
  it("names the product, puts focus on the title and names the window", async () => {
    await show(start);

    const title = screen.getByRole("heading", { level: 1, name: "Connect Claras to Microsoft 365" });
    expect(document.activeElement).toBe(title);
    expect(document.title).toBe("Connect Claras to Microsoft 365 – Claras – Usher");
    await expectNoViolations();
  });

  it.each([
    ["Start", "start"],
    [/I'm the IT admin/, "startAsAdmin"],
    [/I'm helping someone/, "helpSomeone"],
    [/Practice first/, "openPractice"],
  ])("sends what %s stands for", async (name, kind) => {
    const { intents, user } = await show(start);

    await user.click(screen.getByRole("button", { name }));

    expect(intents).toEqual([{ kind }]);
  });

  it("offers the connections only when there are some", async () => {
    const { intents, user, next } = await show(start);
    expect(screen.queryByRole("button", { name: /Your connections/ })).toBeNull();

    await next({ ...start, drafts: 1 });
    expect(screen.getByRole("button", { name: /Your connections 1 not finished/ })).toBeDefined();

    await next({ ...start, connections: 2, drafts: 1 });
    expect(screen.getByText("2 connections and 1 not finished")).toBeDefined();
    await user.click(screen.getByRole("button", { name: /Your connections/ }));

    expect(intents).toEqual([{ kind: "showConnections" }]);
  });

  it.each([
    ["approvingForAll", "Approve it for everyone"],
    ["settingUpApp", "Set up an app of your own"],
  ] as const)("names the saved place %s", async (place, name) => {
    await show({ ...start, resume: { product: "Claras", place, since: minutesAgo(5) } });

    expect(screen.getByRole("region", { name })).toBeDefined();
  });

  it("leads with the saved place, and can let it go", async () => {
    const resume = { product: "Claras", place: "waitingForAdmin", since: minutesAgo(5) } as const;
    const { intents, user } = await show({ ...start, resume });

    expect(screen.getByRole("region", { name: "Waiting for your admin" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Go on from here" }));
    await user.click(screen.getByRole("button", { name: "Start fresh" }));

    expect(intents).toEqual([{ kind: "resume" }, { kind: "forgetPlace" }]);
    await expectNoViolations();
  });
});
