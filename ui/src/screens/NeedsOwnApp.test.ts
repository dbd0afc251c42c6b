import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { needsOwnApp } from "../testing/moreViews";
import { show } from "../testing/show";

describe("R1 An app of your own", () => {
  it("lists the steps, the permissions by feature and what the maker asks for", async () => {
    await show(needsOwnApp);

    expect(screen.getByText("Register an app")).toBeDefined();
    expect(screen.getByText("Always needed")).toBeDefined();
    expect(screen.getByText("Client secret")).toBeDefined();
    await expectNoViolations();
  });

  it("marks a step that is not needed", async () => {
    await show(needsOwnApp);

    expect(screen.getByText("Not needed")).toBeDefined();
  });

  it("says honestly that setting it up is not here yet, and leads on", async () => {
    const { intents, user } = await show(needsOwnApp);
    expect(screen.getByText(/Usher can't do these steps for you yet/)).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Ask my admin" }));

    expect(intents).toEqual([{ kind: "askAdmin" }]);
  });
});
