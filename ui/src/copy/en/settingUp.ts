import type { SetupRole, SetupState, SetupStep, StepBody } from "../../bridge/generated/bridge";
import { roles } from "./labels";

/** In the list of steps. */
const short: Record<SetupStep, string> = {
  getReady: "Get ready",
  registerApp: "Register the app",
  pasteIds: "Paste two IDs",
  addPermissions: "Add the permissions",
  grantConsent: "Approve them",
  makeCredential: "Secret or certificate",
  teamsPolicy: "Set the Teams policy",
  meteredApi: "Billing",
  checkAnswers: "Check your answers",
  handOver: "Hand over",
};

type TitledBody = Exclude<StepBody["kind"], "makeCredential"> | "secret" | "certificate" | "turnOn";

const titles: Record<TitledBody, (product: string) => string> = {
  getReady: (product) => `Get ready to set up ${product}`,
  registerApp: () => "Register an app",
  turnOn: () => "Turn the app on",
  pasteIds: () => "Paste two IDs of the app",
  addPermissions: () => "Add the permissions",
  grantConsent: () => "Approve the permissions",
  secret: () => "Make a secret for the app",
  certificate: () => "Give the app a certificate",
  teamsPolicy: () => "Let the app into Teams",
  meteredApi: () => "Say who pays",
  form: (product) => `Fill in the settings of ${product}`,
  checkAnswers: () => "Check your answers",
  handOver: (product) => `Copy the values to ${product}`,
};

/** Titles of the steps that change a connection which is there. */
const changeTitles: Partial<typeof titles> = {
  getReady: (product) => `Change what ${product} may do`,
  handOver: (product) => `Give the new values to ${product}`,
  secret: () => "Change to a new secret",
  certificate: () => "Change to a new certificate",
  form: (product) => `Change the settings of ${product}`,
  checkAnswers: () => "Check your changes",
};

const roleTags: Record<SetupRole, (product: string) => string | null> = {
  nobody: () => null,
  appAdmin: () => "Needs an app admin",
  privilegedRoleAdmin: () => "Needs a role admin",
  teamsAdmin: () => "Needs a Teams admin",
  subscriptionOwner: () => "Needs the owner of the Azure subscription",
  productAdmin: (product) => `Needs an admin of ${product}`,
};

/** The roles as Microsoft names them, where it is one of Microsoft's. */
const roleNames: Record<SetupRole, string | null> = {
  nobody: null,
  appAdmin: roles.cloudApplicationAdministrator,
  privilegedRoleAdmin: roles.privilegedRoleAdministrator,
  teamsAdmin: roles.teamsAdministrator,
  subscriptionOwner: null,
  productAdmin: null,
};

/** Said after the title of a step; where it is also shown, it stands under the title. */
const spoken: Record<SetupState, string | null> = {
  checked: "Checked",
  told: "You told us",
  now: null,
  next: null,
  inTheWay: "Something is in the way",
  waiting: "Waiting",
  notNeeded: "Not needed",
};

/** What every step of setting up an app of one's own shows. */
export const settingUp = {
  short,
  title: (body: TitledBody, product: string, editing: boolean) =>
    ((editing ? changeTitles[body] : undefined) ?? titles[body])(product),
  editing: "You are changing a connection that you have already.",
  rail: {
    label: "Steps",
    title: (product: string) => `Set up ${product}`,
    at: (step: number, count: number) => `Step ${step} of ${count}`,
    spoken,
  },
  role: (role: SetupRole, product: string) => roleTags[role](product),
  roleName: (role: SetupRole) => {
    const name = roleNames[role];
    return name === null ? null : `The role at Microsoft: **${name}**, or a higher one.`;
  },
  open: "Open the page",
  opens: (host: string) => `It opens **${host}** in your browser.`,
  copyAddress: "Copy the address",
  done: "Done, next step",
  goOn: "Go on meanwhile",
  checkNow: "Check now",
  someoneElse: "Someone else does this",
  notYours: "You did not tick this role at step 1. Give the step to someone who has it.",
  later: "Later",
  copy: "Copy",
  copied: "Copied",
  forgets: (product: string) =>
    `Usher forgets this connection when you close it. At Microsoft and at ${product} it stays.`,
  working: "Working. Your keychain may ask you for a password.",
  check: {
    never: "Not checked yet",
    told: "You tell us: we can't see that page.",
    running: "Checking now",
    last: (at: string) => `Last check: ${at}`,
    found: (at: string) => `We checked this ${at}.`,
    /** It was looked for and not reached, so nothing was checked. */
    tried: (at: string) => `Tried ${at}.`,
    next: (clock: string) => `Next check at ${clock}, by itself.`,
    goThere: "Go to that step",
    say: { running: "Checking.", passed: "Checked." },
  },
  asked: (to: string, at: string) => (to === "" ? `You asked someone ${at}.` : `You asked ${to} ${at}.`),
  notNeeded: "Not needed",
  noBilling: "Microsoft bills nothing for this, so skip it.",
};
