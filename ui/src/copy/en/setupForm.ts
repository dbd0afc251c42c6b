import type { FieldProblem } from "../../bridge/generated/bridge";
import { settingUp } from "./settingUp";

const problems: Record<FieldProblem, (label: string) => string> = {
  missing: (label) => `Fill in “${label}”.`,
  tooLong: (label) => `“${label}” is too long. Use 500 characters or fewer.`,
  notAChoice: (label) => `Pick one of the choices for “${label}”.`,
  notAnId: (label) => `“${label}” takes an ID: 32 letters and numbers, with dashes.`,
  wrongKind: (label) => `Fill in “${label}” again.`,
  oddSigns: (label) => `“${label}” has characters that can't be seen. Type it again.`,
  secretInFile: (label) => `A secret does not belong in “${label}”.`,
};

/** R9, the maker's form. */
export const setupForm = {
  lead: (vendor: string) => `${vendor} asks for these. You copy them over at the end.`,
  changeLead: "Change them in the product too: Usher sends nothing there.",
  empty: (vendor: string) => `${vendor} names no settings. There is nothing to fill in.`,
  optional: (label: string) => `${label} (optional)`,
  perLine: "One on each line.",
  problem: (problem: FieldProblem, label: string) => problems[problem](label),
  example: (from: string, becomes: string) => `Example: **${from}** becomes **${becomes}**.`,
  exampleHidden: "The example is hidden, like all details.",
  locked: "Details are hidden here. Show details to change it.",
  same: (from: string) => `Example: **${from}** stays as it is.`,
  done: "Go on to your answers",
};

/** R9, the answers. */
export const setupAnswers = {
  nothingSent: "Usher sends none of this to the maker. You copy it yourself.",
  appTitle: "The app",
  settingsTitle: "The settings",
  name: "Name of the app",
  clientId: "App ID",
  organizationId: "Organization ID",
  features: "Features",
  permissions: "Permissions",
  secret: "Secret",
  certificate: "Certificate",
  credential: "Secret or certificate",
  notYet: "Not there yet",
  ends: (date: string) => `Ends on ${date}`,
  endsUnknown: "We don't know when it ends",
  policy: "Teams policy",
  billing: "Billing",
  noBilling: `${settingUp.notNeeded}. ${settingUp.noBilling}`,
  yes: "Yes",
  no: "No",
  empty: "Left empty",
  change: "Change",
  changeNamed: (name: string) => `Change: ${name}`,
  unfinished: {
    pasteIds: { why: "The two IDs are not there yet.", go: "Paste the two IDs" },
    makeCredential: { why: "The app has nothing to sign in with yet.", go: "Make it now" },
  },
  finish: "Finish setup",
  save: "Save the changes",
};

/** R10. */
export const handOver = {
  lead: (product: string) => `Open the settings of ${product}, and copy each value to its place.`,
  leadChanged: (product: string) =>
    `${product} still has the old values. Copy each new one to its place there.`,
  path: (product: string) => `Menu path in ${product}`,
  values: "Copy these, from top to bottom",
  afterwards: "On the page that comes next",
  after: "What is left to do there",
  see: (product: string) => `${product} says that it is on.`,
  labels: { tenantId: "Organization ID", clientId: "App ID", secret: "Secret" },
  copy: (label: string) => `Copy ${label}`,
  /** One of several, where its text must not be said. */
  copyNumber: (label: string, number: number) => `Copy ${label}, ${number}`,
  copySecret: "The copy leaves the clipboard after a minute.",
  set: (label: string) => `Done: ${label}`,
  setShort: "Done",
  ticked: "Done already.",
  pick: (text: string) => `Pick **${text}**`,
  setTo: (answer: string) => `Set it to **${answer}**`,
  save: "Save the values as a file",
  saveNote: "You can save the values as a file too. It holds no secret.",
  ownCertificate: (vendor: string) => ({
    title: `${vendor} needs a sign-in of its own`,
    body: "This certificate is for Usher's checks, and never leaves this computer.",
    next: "Ask the maker for its certificate file. Upload it to the same app.",
  }),
  done: "I copied everything",
};
