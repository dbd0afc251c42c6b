import type {
  AdminRequest,
  CredentialKind,
  HandedStep,
  PermissionLine,
  SetupRole,
  SetupStep,
} from "../../bridge/generated/bridge";
import { grantLabel, labels, registrationMenus, roles } from "./labels";
import { time } from "./language";
import type { Message, Product } from "./message";

/** What the message of one step needs. */
interface Facts {
  request: AdminRequest;
  step: HandedStep;
  product: Product;
}

interface StepMessage {
  subject: (facts: Facts) => string;
  /** Why somebody else gets it. */
  reason: (facts: Facts) => string;
  todo: (facts: Facts) => readonly string[];
  /** What to send back, and what not. */
  back: string;
  /** Say what the app may do. */
  lists: "permissions" | "nothing";
  /** Who gets it needs no role for it. */
  anyone?: true;
}

const BETWEEN = " > ";
const done = "Tell me when it is done.";
const center = "Sign in as an admin at entra.microsoft.com.";
const goTo = (...parts: readonly string[]) => `Go to: ${parts.join(BETWEEN)}`;
const appPath = ({ step }: Facts) => [...registrationMenus.now, labels.allApplications, step.appName];
const noCommands = ["The app has no ID yet. When it has one, I send you the commands to run."];
/** A policy that is there is extended, never replaced. */
const stopAtPolicy =
  "Does the second command list a policy? Then stop, and send me what it shows. We add to what is there.";
const where = ({ request }: Facts) => request.organization ?? "our organization";

const register: StepMessage = {
  subject: ({ product }) => `Can you register an app for ${product.name}? It takes about 5 minutes`,
  reason: (facts) => `${facts.product.name} needs an app of its own at Microsoft, made by ${where(facts)}.`,
  todo: ({ step }) => [
    center,
    goTo(...registrationMenus.now, labels.newRegistration),
    `Use this name: ${step.appName}`,
    `Pick ${labels.singleTenant}, then select ${labels.register}.`,
    `On the page ${labels.overview}, copy ${labels.applicationId} and ${labels.directoryId}.`,
  ],
  back: "Send me these two IDs. They are not secret. There is no secret yet, so send none.",
  lists: "nothing",
};

/** What the app signs in with, in the message about all steps. */
const withWhat: Record<CredentialKind, string> = {
  secret: "Then let us meet: we make the secret together. Never send it by email or chat.",
  certificate: `Then I send you the file of a certificate. Upload it under ${labels.certificatesAndSecrets}.`,
};

const whole: StepMessage = {
  subject: ({ product }) => `Can you set up ${product.name} at Microsoft? It takes about 25 minutes`,
  reason: (facts) => `${facts.product.name} needs an app of its own at Microsoft, made by ${where(facts)}.`,
  todo: ({ request, step }) => [
    center,
    goTo(...registrationMenus.now, labels.newRegistration),
    `Use this name: ${step.appName}. Pick ${labels.singleTenant}, then select ${labels.register}.`,
    `Open ${labels.apiPermissions}, then ${labels.addPermission}, ${labels.microsoftGraph} and ${labels.applicationPermissions}.`,
    `Tick the permissions of the list below, then select ${labels.addPermissions}.`,
    `Select ${grantLabel(request.organization)}. That takes the role ${roles.privilegedRoleAdministrator}.`,
    withWhat[step.credential],
    "Does it read Teams meetings? Then a Teams admin lets it in last. I send the commands for that.",
  ],
  back: `Send me ${labels.applicationId} and ${labels.directoryId} from the page ${labels.overview}. They are not secret.`,
  lists: "permissions",
};

type CredentialMessage = Pick<StepMessage, "subject" | "reason" | "todo">;

const credentials: Record<CredentialKind, CredentialMessage> = {
  secret: {
    subject: ({ product }) => `Can you make the secret for ${product.name} with me? It takes about 5 minutes`,
    reason: ({ product }) => `The app for ${product.name} signs in with a secret. I may not make one.`,
    todo: (facts) => [
      "Come to my computer, or open Usher on yours. The secret goes from the Microsoft page into Usher.",
      center,
      goTo(...appPath(facts), labels.certificatesAndSecrets, labels.newClientSecret),
      "Let it last 12 months or less.",
      `Copy ${labels.value}, not ${labels.secretId}. Paste it into Usher, at step R6.`,
    ],
  },
  certificate: {
    subject: ({ product }) => `Can you upload a certificate for ${product.name}? It takes about 2 minutes`,
    reason: ({ product }) =>
      `The app for ${product.name} signs in with a certificate. I attach its file: it is not secret.`,
    todo: (facts) => [
      center,
      goTo(...appPath(facts), labels.certificatesAndSecrets, labels.certificates),
      `Select ${labels.uploadCertificate}, pick the file that I attached, and select ${labels.add}.`,
    ],
  },
};

const credentialOf = ({ step }: Facts) => credentials[step.credential];

const messages: Record<SetupStep, StepMessage> = {
  getReady: whole,
  registerApp: register,
  pasteIds: register,
  addPermissions: {
    subject: ({ product }) => `Can you add the permissions for ${product.name}? It takes about 5 minutes`,
    reason: ({ product }) => `The app for ${product.name} is there. Now it needs its permissions.`,
    todo: (facts) => [
      center,
      goTo(...appPath(facts), labels.apiPermissions),
      `Select ${labels.addPermission}, then ${labels.microsoftGraph}, then ${labels.applicationPermissions}.`,
      `Tick the permissions of the list below, then select ${labels.addPermissions}.`,
    ],
    back: done,
    lists: "permissions",
  },
  grantConsent: {
    subject: ({ product }) => `Can you approve the app for ${product.name}? It takes about 2 minutes`,
    reason: (facts) =>
      `The app for ${facts.product.name} has its permissions. Now an admin of ${where(facts)} approves them.`,
    todo: (facts) => [
      center,
      goTo(...appPath(facts), labels.apiPermissions),
      `Read the list. Then select ${grantLabel(facts.request.organization)} and ${labels.yes}.`,
    ],
    back: done,
    lists: "permissions",
  },
  makeCredential: {
    subject: (facts) => credentialOf(facts).subject(facts),
    reason: (facts) => credentialOf(facts).reason(facts),
    todo: (facts) => credentialOf(facts).todo(facts),
    back: "Do not send a secret to me or to anyone, not by email and not by chat.",
    lists: "nothing",
  },
  teamsPolicy: {
    subject: ({ product }) => `Can you let ${product.name} into Teams? It takes about 5 minutes`,
    reason: ({ product }) => `The app for ${product.name} reads Teams meetings. Teams has to let it in once.`,
    todo: ({ step }) =>
      step.commands.length === 0
        ? noCommands
        : [
            "Open PowerShell. Is the Teams module missing? Install it first: Install-Module MicrosoftTeams",
            "Run the commands below, one by one, and sign in as a Teams admin.",
            ...(step.commands.some((command) => command.startsWith("New-")) ? [stopAtPolicy] : []),
          ],
    back: "Send me what the window shows, also when it is red. It can take 30 minutes until Teams lets the app in.",
    lists: "nothing",
  },
  meteredApi: {
    subject: ({ product }) => `Can you say who pays for ${product.name}? It takes about 5 minutes`,
    reason: ({ product }) =>
      `${product.name} uses a part of Microsoft that costs money. It needs an Azure subscription that pays.`,
    todo: ({ step }) =>
      step.commands.length === 0
        ? noCommands
        : [
            `Open ${labels.cloudShell} and pick ${labels.bash} there.`,
            "Put your own names in place of the words in capitals.",
            "Run the commands below, one by one.",
          ],
    back: "Send me what the second command shows.",
    lists: "nothing",
  },
  checkAnswers: {
    subject: ({ product }) =>
      `Can you fill in the settings of ${product.name} with me? It takes about 5 minutes`,
    reason: ({ product }) =>
      `The app for ${product.name} is there. Now someone who knows ${product.name} picks its settings.`,
    todo: ({ product }) => [
      "Let us meet: I have the list of the settings in Usher.",
      "Tell me what to fill in. We do it together, one by one.",
      `Nothing is sent to ${product.vendor}. We copy it there at the end.`,
    ],
    back: "Tell me when you have time. There is nothing to do at Microsoft, and no secret to send.",
    lists: "nothing",
    anyone: true,
  },
  handOver: {
    subject: ({ product }) => `Can you turn on ${product.name} with me? It takes about 10 minutes`,
    reason: ({ product }) =>
      `The app for ${product.name} is ready. Now its values go into the settings of ${product.name}.`,
    todo: ({ product, step }) => [
      `Open the settings of ${product.name} and sign in there as an admin.`,
      "Let us meet: I have all values in Usher, in the order of that page.",
      step.credential === "secret"
        ? "We paste them one by one. The secret comes last."
        : "We paste them one by one.",
    ],
    back: "I do not send the secret by email or chat. Do not ask anyone for it there.",
    lists: "nothing",
  },
};

const microsoft = (role: string) => `You need this role: ${role}, or a higher one.`;

const roleLines: Record<SetupRole, (product: string) => string | null> = {
  nobody: () => microsoft(roles.cloudApplicationAdministrator),
  appAdmin: () => microsoft(roles.cloudApplicationAdministrator),
  privilegedRoleAdmin: () => microsoft(roles.privilegedRoleAdministrator),
  teamsAdmin: () => microsoft(roles.teamsAdministrator),
  subscriptionOwner: () => "You need to be the owner of the Azure subscription, and of the app.",
  productAdmin: (product) => `You need to be an admin of ${product}.`,
};

/** Builds H1's message that hands one step of an own app registration over. Never a link that signs in, never a secret. */
export function handingMessage(request: AdminRequest, step: HandedStep, product: Product): Message {
  const facts = { request, step, product };
  const words = messages[step.step];
  const body = [
    greeting(facts, words),
    words
      .todo(facts)
      .map((line, index) => `${index + 1}. ${line}`)
      .join("\n"),
    step.commands.length === 0 ? null : step.commands.join("\n"),
    words.anyone ? null : roleLines[step.role](product.name),
    words.lists === "permissions" ? permissionList(request.permissions) : null,
    about(facts),
    words.back,
    request.from,
  ];
  return {
    subject: request.askedBefore === null ? words.subject(facts) : `Reminder: ${words.subject(facts)}`,
    body: body.filter((block) => block !== null && block !== "").join("\n\n"),
  };
}

function greeting(facts: Facts, words: StepMessage): string {
  const { askedBefore } = facts.request;
  const hello =
    askedBefore === null
      ? "Hi, can you help me with this?"
      : `Hi, this is a reminder. I asked you on ${time.date(askedBefore)}.`;
  return `${hello} ${words.reason(facts)}`;
}

function permissionList(permissions: readonly PermissionLine[]): string {
  const lines = permissions.map(({ name, value, reason }) => `- ${value} (${name}): ${reason}`);
  return ["What the app may do, and why:", ...lines].join("\n");
}

function about({ request, step, product }: Facts): string {
  const lines = [
    `The app: ${step.appName}`,
    request.clientId === null ? null : `App ID: ${request.clientId}`,
    request.organization === null ? null : `Organization: ${request.organization}`,
    `For: ${product.name}`,
    `Maker: ${product.vendor}`,
  ];
  return lines.filter((line) => line !== null).join("\n");
}
