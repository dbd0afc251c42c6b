import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { HandedStep, Intent, SetupStep } from "../bridge/generated/bridge";
import { copy } from "../copy";
import { expectNoViolations } from "../testing/axe";
import { CLIENT, handing, handingTeams } from "../testing/keepingViews";
import { askYourAdmin, request } from "../testing/moreViews";
import { show } from "../testing/show";
import { claras } from "../testing/viewOf";
import { permissions } from "../testing/views";

const long = {
  ...askYourAdmin,
  request: { ...request, permissions: [...permissions, ...permissions], qr: null },
};
const message = copy.adminMessage(request, claras, false);

/** The message in the box. */
function box(): HTMLTextAreaElement {
  const found = screen.getByRole("textbox", { name: "Message" });
  if (!(found instanceof HTMLTextAreaElement)) throw new Error("the message is not in a textarea");
  return found;
}

function has(intents: readonly Intent[], kind: Intent["kind"]): boolean {
  return intents.some((intent) => intent.kind === kind);
}

describe("H1 Send this to your admin", () => {
  it("shows the whole message with link, app ID, maker, role, reasons and menu path", async () => {
    await show(askYourAdmin);

    const text = box().value;
    for (const fact of [
      request.link ?? "",
      request.clientId ?? "",
      "Maker: Claras",
      "Cloud Application Administrator",
      "- Read your calendar (Calendars.Read): To show your planned meetings.",
      "Enterprise apps",
      "Ana Lima",
    ]) {
      expect(text).toContain(fact);
    }
    await expectNoViolations();
  });

  it("asks with the link exactly as it was made, between spaces", () => {
    expect(message.body.split(/\s/)).toContain(request.link);
  });

  it("says in title, subject and greeting that it is a reminder, and of which day", async () => {
    const day = Date.UTC(2026, 10, 18, 12);
    await show({ ...askYourAdmin, request: { ...request, askedBefore: day } });

    expect(screen.getByRole("heading", { level: 1, name: "Send a reminder" })).toBeDefined();
    expect(screen.getByRole("textbox", { name: "Subject" })).toHaveProperty(
      "value",
      "Reminder: can you approve Claras for us?",
    );
    expect(box().value).toMatch(/^Hi, this is a reminder. On November 18, 2026 I asked for Claras./);
    expect(box().value.split(/\s/)).toContain(request.link);
    await expectNoViolations();
  });

  it("shows the link's host and a code to scan", async () => {
    const { user } = await show(askYourAdmin);
    const code = /A code to scan with a phone/;
    expect(screen.getAllByText("login.microsoftonline.com").length).toBeGreaterThan(0);
    expect(screen.getByRole("img", { name: code })).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Hide the code to scan" }));

    expect(screen.queryByRole("img", { name: code })).toBeNull();
    expect(screen.getByRole("button", { name: "Show a code to scan" })).toBeDefined();
  });

  it("opens the mail program with the message as the person left it", async () => {
    const { intents, user } = await show(askYourAdmin);

    await user.type(screen.getByRole("textbox", { name: /Admin's email/ }), "sam@brightwater.example");
    await user.clear(box());
    await user.type(box(), "Hello Sam");
    await user.click(screen.getByRole("button", { name: "Open in email" }));

    expect(intents).toEqual([
      { kind: "mailAdmin", to: "sam@brightwater.example", subject: message.subject, body: "Hello Sam" },
    ]);
  });

  it("keeps what the person wrote when the view is drawn again, and can undo it", async () => {
    const { user, next } = await show(askYourAdmin);

    await user.type(box(), " Thanks!");
    await next({ ...askYourAdmin, request: { ...request, to: "sam@brightwater.example" } });
    expect(box().value).toBe(`${message.body} Thanks!`);
    await user.click(screen.getByRole("button", { name: "Undo my changes" }));

    expect(box().value).toBe(message.body);
  });

  it("sends nothing to an address that can't be one, and says so at the field", async () => {
    const { intents, user } = await show(askYourAdmin);

    await user.type(screen.getByRole("textbox", { name: /Admin's email/ }), "sam");
    await user.click(screen.getByRole("button", { name: "Open in email" }));

    expect(intents).toEqual([]);
    expect(screen.getByRole("textbox", { name: /Admin's email/ }).getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("link", { name: /Enter an email like/ })).toBeDefined();
    await expectNoViolations();
  });

  it("opens a Teams draft", async () => {
    const { intents, user } = await show(askYourAdmin);

    await user.click(screen.getByRole("button", { name: "Open in Teams" }));

    expect(intents).toEqual([{ kind: "teamsAdmin", to: "", body: message.body }]);
  });

  it("asks after copying whether it was sent", async () => {
    const { copied, intents, user } = await show(askYourAdmin);
    expect(screen.queryByRole("button", { name: "I sent it" })).toBeNull();

    await user.click(screen.getByRole("button", { name: "Copy the message" }));
    expect(has(intents, "iSentIt")).toBe(false);
    await user.click(screen.getByRole("button", { name: "I sent it" }));

    expect(copied).toEqual([message.body]);
    expect(intents).toEqual([{ kind: "iSentIt", to: "" }]);
  });

  it("copies the link alone", async () => {
    const { copied, user } = await show(askYourAdmin);

    await user.click(screen.getByRole("button", { name: "Copy the link" }));

    expect(copied).toEqual([request.link]);
  });

  it("offers copying in place of email when the message is too long for a mail link", async () => {
    await show(long);

    expect(screen.queryByRole("button", { name: "Open in email" })).toBeNull();
    expect(screen.getByRole("button", { name: "Copy the message" })).toBeDefined();
    expect(screen.getByText(/too long to open in email/)).toBeDefined();
    expect(screen.getByText(/too long for a code to scan/)).toBeDefined();
  });

  it("leads by menu where there is no link", async () => {
    await show({ ...askYourAdmin, request: { ...request, link: null, linkHost: null, qr: null } });

    expect(box().value).toContain("Go to: Entra ID > Enterprise apps");
    expect(screen.queryByRole("button", { name: "Copy the link" })).toBeNull();
  });

  it("stamps the message in practice", async () => {
    await show(askYourAdmin, { practice: "dead-end" });

    expect(box().value.startsWith("PRACTICE")).toBe(true);
    expect(screen.getByRole("textbox", { name: "Subject" })).toHaveProperty(
      "value",
      `PRACTICE: ${message.subject}`,
    );
  });

  it("shows nothing of the organization while details are hidden, and still sends all", async () => {
    const { intents, user } = await show(askYourAdmin);

    await user.click(screen.getByRole("button", { name: "Hide details" }));
    for (const secret of ["Brightwater", "Ana Lima", request.clientId ?? "", "adminconsent?"]) {
      expect(box().value).not.toContain(secret);
    }
    expect(box().readOnly).toBe(true);
    expect(screen.queryByRole("img", { name: /A code to scan/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Open in email" }));

    expect(intents).toEqual([{ kind: "mailAdmin", to: "", ...message }]);
  });
});

describe("H1 that hands one step over", () => {
  const ALL: SetupStep[] = [
    "getReady",
    "registerApp",
    "pasteIds",
    "addPermissions",
    "grantConsent",
    "makeCredential",
    "teamsPolicy",
    "meteredApi",
    "checkAnswers",
    "handOver",
  ];

  it.each(ALL)(
    "says for %s what to do, for which app, and what to send back, without a link",
    async (step) => {
      await show(handing(step));

      expect(
        screen.getByRole("heading", { level: 1, name: "Send this to the person who does it" }),
      ).toBeDefined();
      expect(screen.queryByRole("button", { name: "Copy the link" })).toBeNull();
      expect(screen.queryByRole("img")).toBeNull();
      const text = box().value;
      for (const fact of ["1. ", "Kaltura Teams Integration", `App ID: ${CLIENT}`, "Brightwater"]) {
        expect(text).toContain(fact);
      }
      expect(text).not.toMatch(/https?:|undefined|null/);
      await expectNoViolations();
    },
  );

  it.each<[SetupStep, HandedStep["role"], string[]]>([
    [
      "getReady",
      "nobody",
      [
        "You need this role: Cloud Application Administrator",
        "New registration",
        "Never send it by email or chat",
        "- User.ReadBasic.All",
      ],
    ],
    [
      "registerApp",
      "appAdmin",
      [
        "Use this name: Kaltura Teams Integration",
        "Send me these two IDs",
        "Cloud Application Administrator",
      ],
    ],
    [
      "addPermissions",
      "appAdmin",
      ["All applications > Kaltura Teams Integration > API permissions", "- OnlineMeetings.Read.All"],
    ],
    [
      "grantConsent",
      "privilegedRoleAdmin",
      ["Grant admin consent for Brightwater", "Privileged Role Administrator"],
    ],
    [
      "makeCredential",
      "appAdmin",
      ["You need this role", "Paste it into Usher", "Do not send a secret to me or to anyone"],
    ],
    ["teamsPolicy", "teamsAdmin", ["Teams Administrator"]],
    ["meteredApi", "subscriptionOwner", ["the owner of the Azure subscription"]],
    ["handOver", "productAdmin", ["an admin of Claras", "I do not send the secret"]],
  ])("asks for %s in its own words and with its role", async (step, role, facts) => {
    await show(handing(step, { role }));

    for (const fact of facts) expect(box().value).toContain(fact);
  });

  it("asks for help with the settings, which takes no role and registers no app", async () => {
    await show(handing("checkAnswers", { role: "nobody" }));

    expect(box().value).toContain("Tell me what to fill in.");
    expect(box().value).not.toMatch(/You need|Administrator|New registration|What the app may do/);
  });

  it("asks for an upload and for no secret where the app signs in with a certificate", async () => {
    await show(handing("makeCredential", { credential: "certificate" }));

    expect(box().value).toContain("Upload certificate");
    expect(box().value).not.toContain("Copy Value");
  });

  it("tells who sends it to attach the certificate's file, which nothing else does", async () => {
    await show(handing("makeCredential", { credential: "certificate" }));

    expect(screen.getByText(/Save the file of the certificate .+ and attach it/)).toBeDefined();
    expect(box().value).toContain("the file that I attached");
  });

  it.each<[HandedStep["credential"], string, string]>([
    ["secret", "we make the secret together", "file of a certificate"],
    ["certificate", "file of a certificate", "we make the secret together"],
  ])("names in all steps what the app signs in with: a %s", async (credential, named, other) => {
    await show(handing("getReady", { credential }));

    expect(box().value).toContain(named);
    expect(box().value).not.toContain(other);
  });

  it("gives the commands one by one, and stops before a policy that is there", async () => {
    await show(handingTeams);

    const lines = box().value.split("\n");
    for (const command of handingTeams.request.step?.commands ?? []) expect(lines).toContain(command);
    expect(box().value).toContain("Does the second command list a policy? Then stop");
  });

  it("says where the commands of the bill are run", async () => {
    await show(handing("meteredApi", { role: "subscriptionOwner", commands: ["az login"] }));

    expect(box().value).toContain("Open Azure Cloud Shell and pick Bash there.");
  });

  it("promises the commands where there are none yet", async () => {
    await show(handing("teamsPolicy", { role: "teamsAdmin", commands: [] }));

    expect(box().value).toContain("The app has no ID yet.");
  });

  it("reminds", async () => {
    const step = handing("registerApp");
    await show({ ...step, request: { ...step.request, askedBefore: Date.UTC(2026, 10, 18, 12) } });

    expect(screen.getByRole("heading", { level: 1, name: "Send a reminder" })).toBeDefined();
    expect(box().value).toMatch(/^Hi, this is a reminder. I asked you on November 18, 2026./);
  });

  it("stamps the message in practice", async () => {
    await show(handing("registerApp"), { practice: "dead-end" });

    expect(box().value.startsWith("PRACTICE")).toBe(true);
  });

  it("shows neither the app's ID nor the organization while details are hidden", async () => {
    const { user } = await show(handingTeams);

    await user.click(screen.getByRole("button", { name: "Hide details" }));

    expect(box().value).not.toContain(CLIENT);
    expect(box().value).not.toContain("Brightwater");
  });
});
