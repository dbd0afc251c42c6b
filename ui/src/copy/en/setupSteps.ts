import type {
  BillingOutput,
  IdProblem,
  Kept,
  PolicyOutput,
  SecretShape,
  SetupRole,
} from "../../bridge/generated/bridge";
import { kept } from "./kept";
import { appsMenus, grantedLabel, grantLabel, labels, registrationMenus, roles } from "./labels";
import { list, plural } from "./language";

const app = [...registrationMenus.now, labels.allApplications];

interface Doer {
  name: string;
  /** The role at Microsoft, or what it is for. */
  detail: string;
}

const doers: Record<Exclude<SetupRole, "nobody">, (product: string) => Doer> = {
  appAdmin: () => ({
    name: "An app admin",
    detail: `${roles.applicationAdministrator}, or ${roles.cloudApplicationAdministrator}`,
  }),
  privilegedRoleAdmin: () => ({ name: "A role admin", detail: roles.privilegedRoleAdministrator }),
  teamsAdmin: () => ({ name: "A Teams admin, with PowerShell", detail: roles.teamsAdministrator }),
  subscriptionOwner: () => ({
    name: "The owner of the Azure subscription",
    detail: `In ${labels.cloudShell}`,
  }),
  productAdmin: (product) => ({ name: `An admin of ${product}`, detail: "Pastes the values there" }),
};

export const getReady = {
  lead: "You make an app of your own at Microsoft, and hand it over. It takes about 25 minutes.",
  changeLead: "Pick the features that you want. Then approve at Microsoft what is new.",
  changeLeadFixed: "Approve at Microsoft what is not approved yet. Then check it here.",
  tick: "Tick what you are. You can give any other step to someone else when you come to it.",
  someoneElse: (count: number) =>
    plural(count, { one: "You give it to someone else.", other: "You give them to someone else." }),
  before: "What has to be there first",
  notes: "Good to know",
  features: "Do you want these too?",
  fixed: "What you picked",
  fixedFeature: (name: string, chosen: boolean) => `${name}: ${chosen ? "yes" : "no"}`,
  fixedWhy: "We have registered the app like this. Take that back first if you want another choice.",
  adds: (count: number) => plural(count, { one: "Adds # permission.", other: "Adds # permissions." }),
  permissions: (count: number) =>
    plural(count, { one: "What the app may do: # permission", other: "What the app may do: # permissions" }),
  seeAll: (count: number) => `See all ${count}`,
  seeLess: "See fewer",
  who: "Who does which step",
  doers,
  start: "Start step by step",
  goOn: "Go on and check",
  doIt: "Do it for me",
  doItMeans:
    "With “Do it for me”, an admin signs in and Usher makes the app. You read first what it will write.",
};

export const registerApp = {
  path: [...registrationMenus.now, labels.newRegistration],
  todo: [
    `Open **${labels.appRegistrations}**. Select **${labels.newRegistration}**.`,
    `Paste the name below as **${labels.name}**.`,
    `Pick **${labels.singleTenant}**.`,
    `Select **${labels.register}**. Leave the rest as it is.`,
  ],
  see: "the page of your new app, with its name on top.",
  name: "Name of the app",
  nameHint: "You can pick another name.",
  nameFixed: "Usher registered the app with this name.",
  nameMissing: "Enter a name for the app.",
  copyName: "Copy the name",
};

/** R2, where the app is there and turned off. */
export const turnOnApp = {
  path: (app: string) => [...appsMenus.now, labels.allApplications, app, labels.properties],
  todo: (app: string) => [
    `Open **${labels.enterpriseApps}**, then **${labels.allApplications}**.`,
    `Search for ${app}.`,
    `Open its row, and then **${labels.properties}**.`,
    `Set **${labels.enabledToSignIn}** to **${labels.yes}**. Select **${labels.save}**.`,
  ],
  see: `**${labels.enabledToSignIn}** with **${labels.yes}** beside it.`,
};

const both = (text: string) => ({ client: text, tenant: text });

const idProblems: Record<IdProblem, { client: string; tenant: string }> = {
  notAnId: {
    client: "Enter the app ID: 32 letters and numbers, with dashes.",
    tenant: "Enter the second ID: 32 letters and numbers, with dashes.",
  },
  sameTwice: both("Both IDs are the same. Copy the other one too."),
  swapped: both("These look swapped. Put the app ID first."),
  noSuchOrganization: both("Microsoft knows no organization with this ID. Copy it again."),
};

export const pasteIds = {
  path: [...app, labels.overview],
  todo: [
    `Stay on the app's page, at **${labels.overview}**.`,
    `Copy **${labels.applicationId}**. Paste it here.`,
    `Copy **${labels.directoryId}**. Paste it here.`,
  ],
  see: "two IDs, each with 32 letters and numbers in five groups.",
  clientId: labels.applicationId,
  directoryId: labels.directoryId,
  problems: idProblems,
  swap: "Swap them",
};

export const addPermissions = {
  path: [...app, labels.manage, labels.apiPermissions],
  todo: (count: number) => [
    `Open **${labels.apiPermissions}**. Select **${labels.addPermission}**.`,
    `Select **${labels.microsoftGraph}**, then **${labels.applicationPermissions}**.`,
    plural(count, {
      one: "Search for the name below. Tick it.",
      other: "Search for each of the # names below. Tick it.",
    }),
    `Select **${labels.addPermissions}**.`,
  ],
  see: (count: number) =>
    plural(count, { one: "# new row, not approved yet.", other: "# new rows, not approved yet." }),
  list: "Names to tick",
  missing: "Missing",
  copy: (value: string) => `Copy ${value}`,
};

export const grantConsent = {
  path: [...app, labels.manage, labels.apiPermissions],
  todo: (organization: string | null) => [
    `Stay at **${labels.apiPermissions}**. Select **${grantLabel(organization)}**.`,
    `Read the question. Select **${labels.yes}**.`,
  ],
  see: (count: number, organization: string | null) =>
    plural(count, {
      one: `**${grantedLabel(organization)}** on the row.`,
      other: `**${grantedLabel(organization)}** on each of the # rows.`,
    }),
};

const shapes: Record<SecretShape, string> = {
  empty: `Paste the **${labels.value}** of the secret.`,
  looksLikeItsId: `That looks like the **${labels.secretId}**. Copy the **${labels.value}** next to it.`,
  tooShort: "The secret looks cut short. Copy it again.",
  tooLong: "That is longer than a secret. Copy only the secret.",
  oddSigns: "There are characters in it that no secret has. Copy it again.",
};

const months = (count: number) => plural(count, { one: "# month", other: "# months" });
const presets = [
  { days: null, text: "I don't know" },
  { days: 90, text: months(3) },
  { days: 180, text: months(6) },
  { days: 365, text: months(12) },
  { days: 545, text: months(18) },
  { days: 730, text: months(24) },
];

export const makeCredential = {
  path: [...app, labels.manage, labels.certificatesAndSecrets],
  kind: "How the app signs in",
  kindHint: "The certificate is for Usher's own checks. Ask the maker which one its product takes.",
  kinds: {
    certificate: { title: "With a certificate", detail: "Safer: there is no secret to copy." },
    secret: { title: "With a secret", detail: "A long password that has to be copied." },
  },
  secret: {
    todo: [
      `Open **${labels.certificatesAndSecrets}**.`,
      `Select **${labels.newClientSecret}**. Pick 12 months or less.`,
      `Copy **${labels.value}**, not **${labels.secretId}**. Paste it here.`,
    ],
    see: "the value hide when you leave the Microsoft page.",
    label: "The secret's value",
    lasts: "How long it lasts",
    hint: "We show only its first three characters.",
    lastsHint: "As you picked it there. Then we remind you in time.",
    kept: (where: Kept) => `${kept[where]}. Never in a file, never sent to us.`,
    taken: "The secret is here",
    ends: (date: string) => `It ends on ${date}.`,
    endsUnknown: "We don't know when it ends.",
    change: "Change",
    keep: "Keep the one that is here",
    inClipboard: "The secret may still be in your clipboard.",
    clear: "Clear the clipboard",
    leave: "Leave it",
    hidden: "The rest is hidden.",
    shapes,
  },
  certificate: {
    todo: [
      "Make the certificate and save its file, with the buttons here.",
      `Open **${labels.certificatesAndSecrets}**, then **${labels.certificates}**.`,
      `Select **${labels.uploadCertificate}**. Pick the file. Select **${labels.add}**.`,
      `Compare **${labels.thumbprint}** with the one here.`,
    ],
    see: `a row with the same **${labels.thumbprint}** as here.`,
    make: "Make a certificate",
    again: "Make another one",
    save: "Save the file",
    thumbprint: labels.thumbprint,
    ends: "It ends on",
    kept: (where: Kept) => `The file holds only the public half. The other half is private. ${kept[where]}.`,
  },
  presets,
};

const commandTitles: Record<string, string> = {
  Connect: "Sign in as a Teams admin.",
  Get: "Look for a policy that you have already.",
  New: "Make a policy for the app.",
  Set: "Add the app to your policy. The rest of it stays.",
  Grant: "Give the policy to everyone.",
};

const outputs: Record<PolicyOutput, string | null> = {
  policies: null,
  notInstalled: "PowerShell does not know Teams yet. Run this first, then start again with command 1:",
  notAllowed: "Teams did not let you in. Run command 1 again, with the account of a Teams admin.",
  red: "That shows an error in red. Paste all of it and we will look.",
  notOutput: "This is not what the command shows. Paste all that came after command 2.",
};

/** What the second command printed, on R7 and R8. */
export const output = {
  label: "What command 2 shows",
  look: "Look at it",
  empty: "Paste what the command shows first.",
  hidden: "Details are hidden here. Show details to change it.",
};

export const teamsPolicy = {
  lead: "A Teams admin runs these in PowerShell, one by one.",
  commandTitle: (command: string) => commandTitles[command.slice(0, command.indexOf("-"))] ?? null,
  copy: (number: number) => `Copy command ${number}`,
  see: "no red text.",
  noIds: "The commands need the app ID first.",
  goToIds: "Paste the two IDs",
  pasteHint: "Paste it here, so that we change nothing you have. It stays on this computer.",
  outputs,
  install: "Install-Module MicrosoftTeams",
  copyInstall: "Copy the install command",
  none: "You have no policy yet. Command 3 makes one.",
  some: (names: readonly string[]) =>
    names.length === 1
      ? `You have this already: ${list(names)}. We add the app to it and keep the rest.`
      : `You have these already: ${list(names)}. We add the app to one and keep the rest.`,
  hasApp: (name: string) => `The app is on the policy ${name} already. One command less to run.`,
  pick: "Which policy should get the app?",
  hiddenPolicy: (number: number) => `Policy ${number}`,
  ran: "I ran them",
  commands: "The commands again",
  told: "You tell us. Then we try it out.",
  waiting: "Teams can take up to 30 minutes.",
  nextNotNeeded: "The next step, billing, is not needed.",
};

const billingOutputs: Record<BillingOutput, string> = {
  pays: "Your subscription pays for this app.",
  otherApp: "That is for another app. Copy command 2 again, and run it.",
  notFinished: "Azure has not finished. Wait a minute, then run command 2 again.",
  notRegistered:
    "Your subscription is not ready for this. Run this first, with your own name for the capitals. Then command 2 again:",
  notAllowed: "Azure did not let you do that. Ask the owner of the subscription to run both commands.",
  signedOut: "You are not signed in to Azure. Run command 1 again, then command 2.",
  unknownNames: "Azure does not know these names. Put yours where you see capitals, and run command 2 again.",
  red: "That shows an error. Look at the names in it, then run command 2 again.",
  notOutput: "This is not what the command shows. Paste all that came after command 2.",
};

export const meteredApi = {
  lead: "Microsoft bills for these, so it wants to know who pays:",
  leadAlone: "Microsoft bills for what the product reads, so it wants to know who pays.",
  told: "You tell us: we can't see that window.",
  fill: "Put your own names where you see capitals. The owner of the Azure subscription runs them.",
  shell: `Open **${labels.cloudShell}** and pick **${labels.bash}** there. The quotes may not work in other windows.`,
  see: "text in braces, with the app ID in it.",
  pasteHint: "Paste it here, and we look if it is right. It stays on this computer.",
  outputs: billingOutputs,
  copyFirst: "Copy the command for it",
};
